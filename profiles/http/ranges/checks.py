"""Checks of https://www.rfc-editor.org/rfc/rfc9110#section-14: parts of a representation."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from conformance.candidate import Candidate
from conformance.checks import targets
from conformance.checks.again import spread
from conformance.checks.intermediaries import maker
from conformance.checks.targets import Surveyed, Target
from conformance.model import Absence, Doubt, Exchange, Finding, Observation

_OK, _PART, _UNSATISFIABLE = 200, 206, 416
_MOST = 4
_LEAST_SIZE = 8
_PART_SIZE = 100
_ASKED = re.compile(r"bytes=\s*(?:(\d+)-(\d*)|-(\d+))\s*", re.ASCII | re.IGNORECASE)
_RANGE = re.compile(r"bytes +(\d+)-(\d+)/(\d+|\*)", re.ASCII | re.IGNORECASE)
_UNSATISFIED = re.compile(r"bytes +\*/(\d+)", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Parted:
    """What gives parts: its whole representation as the survey got it, and the first part that was asked for."""

    target: Target
    first: Exchange

    @property
    def whole(self) -> Exchange:
        """The answer with the whole representation."""
        return self.target.answer

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return len(self.whole.body)

    @property
    def tag(self) -> str:
        """The strong entity tag of the whole, "" without one."""
        found = self.whole.header("etag") or ""
        return found if found.startswith('"') else ""

    def is_same(self, answer: Exchange) -> bool:
        """Whether an answer is one about the representation that the survey got, as far as its tag tells."""
        return answer.header("etag") in {None, self.whole.header("etag")}


@dataclass(frozen=True, eq=False)
class Parting:
    """What came of asking for parts: what gives them, or the answers of what does not."""

    parted: Parted | None = None
    refused: tuple[Exchange, ...] = ()

    def nothing(self) -> Iterator[Observation]:
        """That nothing gives parts, which nobody has to."""
        yield Absence("nothing that was asked for a part gives one", self.refused)


def parting(candidate: Candidate) -> Parting:
    """Ask for a part of what says that it gives parts, else of the largest that there are."""
    refused: list[Exchange] = []
    for target in _promising(candidate.once(targets.surveyed))[:_MOST]:
        size = min(_PART_SIZE, len(target.answer.body) // 2)
        answer = candidate.send("GET", target.url, {"Range": f"bytes=0-{size - 1}"})
        if answer.status == _PART:
            return Parting(Parted(target, answer), tuple(refused))
        refused.append(answer)
    return Parting(None, tuple(refused))


def _promising(found: Surveyed) -> list[Target]:
    """What may give parts: uncoded, of some size; what says so first, then two that say nothing, the largest."""
    whole = [
        it
        for it in found.targets
        if it.answer.status == _OK
        and len(it.answer.body) >= _LEAST_SIZE
        and not it.answer.header("content-encoding")
    ]
    told = [it for it in whole if (it.answer.header("accept-ranges") or "").lower() == "bytes"]
    silent = [it for it in whole if it.answer.header("accept-ranges") is None]
    largest = sorted(silent, key=lambda it: -len(it.answer.body))
    return [*spread(tuple(told), 2), *spread(tuple(largest), 2)]


def supported(candidate: Candidate) -> Iterator[Observation]:
    """A part that is asked for is given as one."""
    found: Parting = candidate.once(parting)
    if found.parted:
        yield Finding(True, "206", found.parted.first.where, "", found.parted.first)
    else:
        yield from found.nothing()


def right_bytes(candidate: Candidate) -> Iterator[Observation]:
    """A part holds the bytes of the whole that Content-Range says."""
    found: Parting = candidate.once(parting)
    if found.parted is None:
        yield from found.nothing()
        return
    for part in (found.parted.first, *candidate.once(parts)):
        if part.status != _PART:
            continue  # whoever does not want to give a part gives the whole
        if not found.parted.is_same(part):
            yield Doubt("the representation changed meanwhile", (part, found.parted.whole))
            continue
        hit = _RANGE.fullmatch((part.header("content-range") or "").strip())
        if hit is None:
            continue  # another clause
        first, last = int(hit[1]), int(hit[2])
        met = part.body == found.parted.whole.body[first : last + 1]
        size = hit[3] in {"*", str(found.parted.size)}
        actual = "those bytes" if met else "other bytes"
        if not size:
            actual = f"of {hit[3]} bytes, where the whole has {found.parted.size}"
        expected = f"bytes {first}-{last} of the whole"
        yield Finding(met and size, expected, actual, "", (part, found.parted.whole))


def parts(candidate: Candidate) -> tuple[Exchange, ...]:
    """Answers to ranges that are written in other ways: from the middle, to the end, the last ones, past the end."""
    found: Parting = candidate.once(parting)
    if found.parted is None:
        return ()
    size = found.parted.size
    middle, tail = size // 2, max(1, size // 4)
    ranges = (f"{middle}-{middle + 1}", f"{middle}-", f"-{tail}", f"{size - tail}-{size + 1000}")
    url = found.parted.target.url
    return tuple(candidate.send("GET", url, {"Range": f"bytes={it}"}) for it in ranges)


def fields_of_206(candidate: Candidate, *, fields: tuple[str, ...]) -> Iterator[Observation]:
    """A part has those header fields that the whole has."""
    found: Parting = candidate.once(parting)
    if found.parted is None:
        yield from found.nothing()
        return
    part, whole = found.parted.first, found.parted.whole
    for name in fields:
        if whole.header(name) is not None:
            value = part.header(name)
            actual = f"no {name}" if value is None else f"{name}: {value}"
            yield Finding(value is not None, f"{name}, as in 200", actual, name, (part, whole))


def unsatisfiable(candidate: Candidate) -> Iterator[Observation]:
    """A range that begins after the end is answered with 416, and a size that is told is the right one."""
    found: Parting = candidate.once(parting)
    if found.parted is None:
        yield from found.nothing()
        return
    asked = {"Range": f"bytes={found.parted.size + 1000}-"}
    answer = candidate.send("GET", found.parted.target.url, asked)
    evidence = (answer, found.parted.whole)
    if answer.status == _PART and not found.parted.is_same(answer):
        yield Doubt("the representation changed meanwhile", evidence)
        return
    yield Finding(answer.status == _UNSATISFIABLE, "416", answer.where, "", evidence)
    told = _UNSATISFIED.fullmatch((answer.header("content-range") or "").strip())
    if answer.status == _UNSATISFIABLE and told:
        expected, actual = f"bytes */{found.parted.size}", f"bytes */{told[1]}"
        yield Finding(actual == expected, expected, actual, "content-range", evidence)


def if_range(candidate: Candidate, *, value: str, part: bool) -> Iterator[Observation]:
    """A part is given on the condition that the client names the current version, else the whole.

    `value` is the condition: "{tag}" stands for the current tag, "{other}" for the text of one of nothing. `part` says
    whether it holds.
    """
    found: Parting = candidate.once(parting)
    if found.parted is None:
        yield from found.nothing()
        return
    if not found.parted.tag:
        yield Absence("what gives parts has no strong entity tag", found.parted.whole)
        return
    condition = value.format(tag=found.parted.tag, other=candidate.word("tag"))
    asked = {"Range": "bytes=0-1", "If-Range": condition}
    answer = candidate.send("GET", found.parted.target.url, asked)
    evidence = (answer, found.parted.first)
    if answer.status in {_OK, _PART} and found.parted.is_same(answer):
        met = (answer.status == _PART) is part
        wanted = "206, a part" if part else "200, the whole"
        yield Finding(met, wanted, f"{answer.where} to If-Range: {condition}", "", evidence)
    else:
        yield Doubt(f"answered with {answer.status}", evidence)


def get_only(candidate: Candidate) -> Iterator[Observation]:
    """HEAD does not look at Range."""
    found: Parting = candidate.once(parting)
    if found.parted is None:
        yield from found.nothing()
        return
    answer = candidate.send("HEAD", found.parted.target.url, {"Range": "bytes=0-1"})
    if answer.status in {_OK, _PART, _UNSATISFIABLE}:
        yield Finding(answer.status == _OK, "200", answer.where, "", answer)
    else:
        yield Doubt(f"HEAD is answered with {answer.status}", answer)


def unknown_unit(candidate: Candidate) -> Iterator[Observation]:
    """A range in a unit that nobody has defined is not looked at, or refused as one that cannot be given."""
    found: Parting = candidate.once(parting)
    if found.parted is None:
        yield from found.nothing()
        return
    asked = {"Range": f"{candidate.word('unit')}=0-1"}
    answer = candidate.send("GET", found.parted.target.url, asked)
    met = answer.status in {_OK, _UNSATISFIABLE}
    broken = answer.status >= 500 and not maker(answer)  # noqa: PLR2004
    if met or answer.status == _PART or broken:
        yield Finding(met, "200 or 416", answer.where, "", answer)
    else:
        yield Doubt(f"answered with {answer.status}", answer)


def content_range(exchange: Exchange) -> Iterator[Observation]:
    """An answer 206 says in Content-Range which of the bytes that were asked for it holds."""
    if exchange.status != _PART or exchange.request.method != "GET":
        return
    asked = [value for name, value in exchange.request.headers if name.lower() == "range"]
    hit = _ASKED.fullmatch(asked[0]) if asked else None
    if hit is None:
        return  # several parts may come in one content, each with a Content-Range of its own
    value = exchange.header("content-range")
    told = _RANGE.fullmatch((value or "").strip())
    actual = "no Content-Range" if value is None else f"Content-Range: {value}"
    wrong = "" if told is None else _wrong(hit, told, exchange)
    expected = f"the bytes of {asked[0].strip()}"
    met = told is not None and not wrong
    yield Finding(met, expected, wrong or actual, "content-range", exchange)


def _wrong(asked: re.Match[str], told: re.Match[str], exchange: Exchange) -> str:
    """What is wrong with a Content-Range that can be read; "" for nothing."""
    first, last, size = int(told[1]), int(told[2]), told[3]
    if last < first or (size != "*" and int(size) <= last):
        return f"no range: {first}-{last}/{size}"
    if not exchange.header("content-encoding") and len(exchange.body) != last - first + 1:
        return f"{len(exchange.body)} bytes of content for {first}-{last}"
    if asked[3]:
        begins = int(size) - int(asked[3]) if size != "*" else 0
        return "" if first >= begins else f"more than was asked for: {first}-{last}/{size}"
    within = first >= int(asked[1]) and (not asked[2] or last <= int(asked[2]))
    return "" if within else f"not what was asked for: {first}-{last}"
