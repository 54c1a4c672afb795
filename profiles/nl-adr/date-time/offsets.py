"""One instant with several offsets, asked for in a query and sent in content."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from conformance.candidate import Candidate
from conformance.checks import bodies, drafts, targets
from conformance.checks.described import described
from conformance.checks.drafts import Made
from conformance.checks.intermediaries import maker
from conformance.checks.shapes import keyword
from conformance.checks.targets import Target
from conformance.description import properties_of
from conformance.model import Absence, Doubt, Exchange, Finding, Observation, Obstacle

from .moments import instant, moments

_HOURS = (1, -5)
_MOST = 2
_LOGIN = (401, 403)
_UNNAMED = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)  # where no answer shows an instant


@dataclass(frozen=True, eq=False)
class Asked:
    """What was answered to one instant in UTC, to the same with other offsets, and to that in UTC once more."""

    parameter: str
    in_utc: Exchange
    others: tuple[Exchange, ...]
    again: Exchange

    def judged(self) -> Observation:
        """What to make of it."""
        expected = f"{self.parameter} with any offset, and the same result for each"
        for answer in (self.in_utc, *self.others):
            if made := maker(answer):
                return Doubt(f"this error was made by {made}", answer)
        if not _is_success(self.in_utc):
            return Doubt(
                f"{self.parameter} in UTC is answered with {self.in_utc.status}", self.in_utc
            )
        for answer in self.others:
            pair = (answer, self.in_utc)
            if answer.status in _LOGIN or 300 <= answer.status < 400:  # noqa: PLR2004
                return Doubt(f"answered {answer.status}", pair)
            if not _is_success(answer):
                return Finding(False, expected, answer.where, "", pair)
            if _listed(answer) != _listed(self.in_utc):
                return self._other(expected, answer)
        return Finding(True, expected, "just that", "", (*self.others, self.in_utc))

    def _other(self, expected: str, answer: Exchange) -> Observation:
        evidence = (answer, self.in_utc, self.again)
        if _listed(self.in_utc) != _listed(self.again):
            return Doubt("the same request gives another result each time", evidence)
        return Finding(False, expected, f"another result: {answer.where}", "", evidence)


def asked(candidate: Candidate) -> tuple[Asked, ...]:
    """The query parameters that are described as a date-time, a few, each asked with several offsets."""
    found: list[Asked] = []
    seen: set[tuple[str, str]] = set()
    for target in candidate.once(targets.surveyed).targets:
        for name in _parameters(target):
            if len(found) < _MOST and (target.template, name) not in seen:
                seen.add((target.template, name))
                found.append(_asked(candidate, target, name))
    return tuple(found)


def _parameters(target: Target) -> list[str]:
    return [
        it.name
        for it in (target.operation.parameters if target.operation else ())
        if it.place == "query" and keyword(it.schema, "format") == "date-time"
    ]


def _asked(candidate: Candidate, target: Target, name: str) -> Asked:
    shown = sorted(filter(None, (instant(it.text) for it in target.answer.once(moments))))
    moment = shown[len(shown) // 2] if shown else _UNNAMED
    whole = moment.astimezone(UTC).replace(microsecond=0)
    url = _with(target.url, name, _text(whole))
    others = [_with(target.url, name, _text(whole, hours)) for hours in _HOURS]
    in_utc = candidate.get(url)
    answers = tuple(candidate.get(it) for it in others)
    differ = any(_listed(it) != _listed(in_utc) for it in answers)
    return Asked(name, in_utc, answers, candidate.send("GET", url) if differ else in_utc)


def _text(moment: datetime, hours: int = 0) -> str:
    shifted = moment.astimezone(timezone(timedelta(hours=hours)))
    return shifted.isoformat().replace("+00:00", "Z")


def _with(url: str, name: str, value: str) -> str:
    parts = urlsplit(url)
    pairs = [(key, it) for key, it in parse_qsl(parts.query, keep_blank_values=True) if key != name]
    return parts._replace(query=urlencode([*pairs, (name, value)])).geturl()


def _listed(answer: Exchange) -> Any:
    """What an answer lists, or its status: its links name the query, and so differ anyway."""
    items = targets.items_of(answer.json)
    return items if items is not None else answer.status


def _is_success(answer: Exchange) -> bool:
    return 200 <= answer.status < 300  # noqa: PLR2004


def nothing_to_ask(candidate: Candidate) -> Iterator[Observation]:
    """Why no parameter was asked."""
    source = candidate.once(described)
    if source.description is None:
        yield Obstacle(source.reason, source.evidence)
    else:
        yield Absence("no query parameter is described as a date-time")


def sent(candidate: Candidate) -> Iterator[Observation]:
    """What becomes of a date-time with an offset in a PUT to a resource of the run's own."""
    first = drafts.made(candidate)
    name = _property(first) if first else ""
    resource = drafts.another(candidate, "offsets") if name else None
    if resource is None:
        return
    plain = _put(candidate, resource, name, _text(_UNNAMED))
    if plain is None:
        return
    if not drafts.is_success(plain):
        yield Doubt(f"{name} in UTC is answered with {plain.status}", plain)
        return
    for hours in _HOURS:
        moment = _UNNAMED + timedelta(hours=hours)
        answer = _put(candidate, resource, name, _text(moment, hours))
        if answer is not None:
            yield _kept(candidate, resource, name, answer, moment)


def _kept(
    candidate: Candidate, resource: Made, name: str, answer: Exchange, moment: datetime
) -> Observation:
    """Whether an instant was taken, and shown afterwards where it is shown at all."""
    expected = f"{name} with any offset, kept as the same instant"
    if answer.status in _LOGIN or maker(answer):
        return Doubt(f"answered {answer.status}", answer)
    if not drafts.is_success(answer):
        return Finding(False, expected, answer.where, f"/{name}", answer)
    shown = drafts.read_until(candidate, resource.url, lambda it: _at(it, name) == moment)
    found = _at(shown, name)
    if found is None:
        return Finding(True, expected, answer.where, f"/{name}", answer)
    actual = f"{name}: {shown.json[name]}"
    return Finding(found == moment, expected, actual, f"/{name}", (shown, answer))


def _at(shown: Exchange, name: str) -> datetime | None:
    return instant(shown.json.get(name)) if isinstance(shown.json, dict) else None


def _put(candidate: Candidate, resource: Made, name: str, value: str) -> Exchange | None:
    content = drafts.replacement(resource, bodies.Change(name, value))
    return drafts.write(candidate, "PUT", resource, content) if content else None


def _property(resource: Made) -> str:
    """A property that clients write and that is described as a date-time; "" where there is none, or no PUT."""
    operation = resource.by("put")
    schema = bodies.schema_of(operation, bodies.media_type_of(operation)) if operation else None
    known = properties_of(schema) if schema else {}
    return next(
        (
            name
            for name, node in known.items()
            if keyword(node, "format") == "date-time" and node.get("readOnly").value is not True
        ),
        "",
    )


def nothing_to_send(candidate: Candidate) -> Iterator[Observation]:
    """Why no date-time was sent."""
    if drafts.made(candidate) is None:
        yield from drafts.nothing(candidate)
    else:
        yield Absence("what a client makes and replaces has no date-time")
