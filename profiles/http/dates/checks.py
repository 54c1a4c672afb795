"""Checks of https://www.rfc-editor.org/rfc/rfc3339 and of the field Date: how moments are written and understood."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from itertools import groupby
from typing import Any

from conformance.candidate import Candidate
from conformance.checks import moments, pages, targets
from conformance.checks.moments import Declared
from conformance.checks.names import words
from conformance.checks.pages import Page, Walk
from conformance.checks.targets import Surveyed
from conformance.model import Absence, Doubt, Exchange, Finding, Observation

_OK, _BAD_REQUEST = 200, 400
_DATE_TIME = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?(?P<offset>[Zz]|[+-]\d\d:?\d\d)?",
    re.ASCII,
)
_MOST_PARAMETERS = 2
_MINUTES, _DAY = 300.0, 86_400.0
_OFFSETS = (1, -5)


# -- values ---------------------------------------------------------------------------------------


def declared_kept(candidate: Candidate) -> Iterator[Observation]:
    """What the description declares a date or a date-time is one."""
    found: tuple[Declared, ...] = candidate.once(moments.declared)
    ours = [it for it in found if it.formats & moments.FORMATS.keys()]
    for exchange, group in groupby(ours, key=lambda it: it.exchange):
        values = list(group)
        broken = [it for it in values if not it.is_kept]
        for it in broken:
            expected = " or ".join(sorted(it.formats))
            yield Finding(False, expected, it.text[:60], it.where, exchange)
        if not broken:
            first, count = values[0], len(values)
            yield Finding(True, "dates and times", first.text, first.where, exchange, count)
    if not ours:
        yield Absence("the description declares no date and no time in what was read")


def upper_case(exchange: Exchange) -> Iterator[Observation]:
    """The T and the Z of a date-time are capitals."""
    seen = [it for it in exchange.once(_date_times) if it.offset and it.text[10] in "Tt"]
    small = [it for it in seen if "t" in it.text or "z" in it.text]
    yield from _told(exchange, seen, small, "T and Z as capitals")


def known_offset(exchange: Exchange) -> Iterator[Observation]:
    """No date-time has the offset -00:00, for which Z is there."""
    seen = [it for it in exchange.once(_date_times) if it.offset]
    unknown = [it for it in seen if it.offset in {"-00:00", "-0000"}]
    yield from _told(exchange, seen, unknown, "an offset, or Z where none is known")


def offset_given(exchange: Exchange) -> Iterator[Observation]:
    """A date-time whose name promises a moment has an offset, so that it is one moment everywhere."""
    seen = [it for it in exchange.once(_date_times) if moments.is_moment(it.name)]
    local = [it for it in seen if not it.offset]
    yield from _told(exchange, seen, local, "Z or an offset")


@dataclass(frozen=True, slots=True)
class DateTime:
    """A text that looks like a date-time: what it is called, its offset ("" for none), and where it stands."""

    name: str
    text: str
    offset: str
    where: str


def _told(
    exchange: Exchange, seen: Sequence[DateTime], broken: Sequence[DateTime], expected: str
) -> Iterator[Observation]:
    """A finding for each that is broken; where none is, one for all."""
    for it in broken:
        yield Finding(False, expected, it.text, it.where, exchange)
    if seen and not broken:
        yield Finding(True, expected, seen[0].text, seen[0].where, exchange, len(seen))


def _date_times(exchange: Exchange) -> tuple[DateTime, ...]:
    """Each text of a JSON body that looks like a date-time."""
    if "json" not in exchange.media_type or not exchange.body:
        return ()
    found = ((it, _DATE_TIME.fullmatch(it[1])) for it in _texts(exchange.json))
    return tuple(
        DateTime(name, text, match["offset"] or "", where)
        for (name, text, where), match in found
        if match
    )


def _texts(document: Any) -> Iterator[tuple[str, str, str]]:
    waiting = [(document, "", "")]
    while waiting:
        found, called, place = waiting.pop()
        if isinstance(found, str):
            yield called, found, place
        elif isinstance(found, dict):
            waiting += [(it, key, f"{place}/{key}") for key, it in found.items()]
        elif isinstance(found, list):
            waiting += [(it, called, f"{place}/{at}") for at, it in enumerate(found[:50])]


# -- parameters -----------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Asked:
    """One moment, asked for in three spellings of a parameter: with Z, and at two offsets."""

    walk: Walk
    parameter: str
    spellings: tuple[str, ...]
    answers: tuple[Exchange, ...]

    @property
    def is_telling(self) -> bool:
        """Whether the moment makes a difference: what is listed for it is not what is listed without."""
        return Page(self.answers[0]).keys != self.walk.pages[0].keys


def offsets_understood(candidate: Candidate) -> Iterator[Observation]:
    """A moment in a query gives the same result in every spelling: with Z, with +01:00, with -05:00."""
    asked: tuple[Asked, ...] = candidate.once(in_three_spellings)
    for it in asked:
        usual = it.answers[0]
        if usual.status != _OK:
            yield Doubt(f"{it.parameter} is answered with {usual.status}", usual)
            continue
        for spelling, answer in zip(it.spellings[1:], it.answers[1:], strict=True):
            yield _compared(it, spelling, answer)
    if not asked:
        yield Absence("no collection has a query parameter with the format date-time")


def _compared(asked: Asked, spelling: str, answer: Exchange) -> Observation:
    usual = asked.answers[0]
    expected = f"for {spelling} the same as for {asked.spellings[0]}"
    evidence = (answer, usual)
    if answer.status != _OK:
        refused = answer.status == _BAD_REQUEST
        found = Finding(False, expected, answer.where, asked.parameter, evidence)
        return found if refused else Doubt(f"answered {answer.status}", evidence)
    same = Page(answer).keys == Page(usual).keys
    if same and not asked.is_telling:
        return Doubt(f"{asked.parameter} changes nothing in what is listed", evidence)
    actual = "the same" if same else f"{_listed(answer)}, not {_listed(usual)}"
    return Finding(same, expected, actual, asked.parameter, evidence)


def _listed(answer: Exchange) -> str:
    """What an answer lists, in a few words."""
    keys = Page(answer).keys
    return f"{len(keys)} items from {keys[0]}" if keys else "nothing"


def in_three_spellings(candidate: Candidate) -> tuple[Asked, ...]:
    """Some collections, asked from one moment on that one of their items has: just where a wrong offset tells."""
    found: list[Asked] = []
    for walk in candidate.once(pages.walks):
        operation = walk.target.operation
        for it in operation.parameters if operation else ():
            dated = it.place == "query" and it.schema.get("format").text == "date-time"
            moment = _moment_of(walk, it.name) if dated else None
            if moment and len(found) < _MOST_PARAMETERS:
                texts = tuple(moments.spelled(moment, hours) for hours in (0, *_OFFSETS))
                urls = [pages.asking(walk.target.url, **{it.name: text}) for text in texts]
                found.append(Asked(walk, it.name, texts, tuple(map(candidate.get, urls))))
    return tuple(found)


def _moment_of(walk: Walk, parameter: str) -> datetime | None:
    """The middle one of the moments that the items have, by the property whose name is most like the parameter's."""
    values: dict[str, set[datetime]] = {}
    for item in walk.pages[0].items:
        for name, text in item.items() if isinstance(item, dict) else ():
            moment = moments.instant(text)
            if moment:
                values.setdefault(name, set()).add(moment)
    wanted = set(words(parameter))
    alike = sorted(values, key=lambda name: (-len(wanted & set(words(name))), -len(values[name])))
    ordered = sorted(values[alike[0]]) if alike else []
    return ordered[len(ordered) // 2] if ordered else None


# -- the field Date -------------------------------------------------------------------------------


def date_given(candidate: Candidate) -> Iterator[Observation]:
    """Every answer but to a fault of the server has the field Date.

    A server without a clock has none at all: only where some answers have it, those without are at fault.
    """
    answers = _answers(candidate)
    have = [it for it in answers if it.header("date") is not None]
    for it in answers:
        if it.header("date") is not None:
            yield Finding(True, "the field Date", f"Date: {it.header('date')}", "date", it)
        elif have:
            yield Finding(False, "the field Date", "no Date", "date", (it, have[0]))
    if not have:
        yield Doubt("no answer has Date, which is right for a server without a clock", answers[:3])


def date_is_now(candidate: Candidate) -> Iterator[Observation]:
    """Date is about the moment of the answer; that of what a cache kept may be older.

    A few minutes' difference may come from the clock of the machine that the suite runs on.
    """
    empty = True
    for it in _answers(candidate):
        date, now = _date(it), moments.instant(it.started)
        if date is None or now is None or it.header("age") is not None:
            continue
        empty = False
        away = abs((date - now).total_seconds())
        if _MINUTES < away <= _DAY:
            yield Doubt(f"Date is {away:.0f} seconds away from the clock of this machine", it)
        else:
            met = away <= _DAY
            yield Finding(met, f"about {it.started}", f"Date: {it.header('date')}", "date", it)
    if empty:
        yield Absence("no answer has a Date that can be read")


def _answers(candidate: Candidate) -> tuple[Exchange, ...]:
    """What the survey was answered, refusals too."""
    found: Surveyed = candidate.once(targets.surveyed)
    return (*(it.answer for it in found.targets), *(it for it in found.refused if it.status < 500))  # noqa: PLR2004


def _date(exchange: Exchange) -> datetime | None:
    try:
        return parsedate_to_datetime(exchange.header("date") or "")
    except ValueError:
        return None
