"""Checks of https://gitdocumentatie.logius.nl/publicatie/api/adr/2.2.0/#date-and-time: how they are written."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from conformance.candidate import Candidate
from conformance.checks import targets
from conformance.checks.again import spread
from conformance.checks.dates import is_date
from conformance.checks.moments import FORMATS
from conformance.checks.shapes import keyword, keyword_node, properties, types
from conformance.checks.targets import Target
from conformance.description import Node
from conformance.model import Exchange, Finding, Observation

from .moments import Moment, moments
from .offsets import Asked, asked, nothing_to_ask, nothing_to_send, sent

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?", re.ASCII)
_MOST, _MOST_FAULTS, _DEEPEST, _MOST_ITEMS = 12, 3, 8, 10
_FEW = 3  # values at midnight of which it is no accident
_OK, _END = 200, 300

_FORMS: Mapping[str, tuple[str, Callable[[str], bool]]] = {
    "date": ("a date as 2026-01-31", FORMATS["date"]),
    "date-time": ("a date-time as 2026-01-31T12:00:00Z", FORMATS["date-time"]),
    "time-local": ("a time as 12:00:00", lambda text: _TIME.fullmatch(text) is not None),
}


def written(candidate: Candidate) -> Iterator[Observation]:
    """What the description calls a date, a date-time or a time is written as one in the answers."""
    for target in spread(candidate.once(targets.surveyed).targets, _MOST):
        values = list(_declared(target))
        faults = [it for it in values if not _fits(*it[1:])]
        for where, form, value in faults[:_MOST_FAULTS]:
            yield Finding(False, _FORMS[form][0], repr(value)[:60], where, target.answer)
        if values and not faults:
            yield Finding(True, "dates and times as described", "just that", "", target.answer)


def _fits(form: str, value: Any) -> bool:
    return isinstance(value, str) and _FORMS[form][1](value)


def _declared(target: Target) -> Iterator[tuple[str, str, Any]]:
    """The values of an answer whose schema has a format of dates or times: where, which, and what stands there."""
    if target.operation is None:
        return
    response = target.operation.response_for(target.answer.status)
    for name, media_type in response.get("content").items():
        if name.partition(";")[0].strip().lower() == target.answer.media_type:
            yield from _values(media_type.get("schema"), target.answer.json, "", _DEEPEST)


def _values(schema: Node, value: Any, where: str, depth: int) -> Iterator[tuple[str, str, Any]]:
    if value is None or not depth:
        return
    form = keyword(schema, "format")
    if form in _FORMS and types(schema) - {"null"} <= {"string"}:
        yield where, str(form), value
    elif isinstance(value, dict):
        for name, node in properties(schema).items():
            yield from _values(node, value.get(name), f"{where}/{name}", depth - 1)
    elif isinstance(value, list):
        items = keyword_node(schema, "items")
        for at, each in enumerate(value[:_MOST_ITEMS] if items.exists else ()):
            yield from _values(items, each, f"{where}/{at}", depth - 1)


def notation(exchange: Exchange) -> Iterator[Observation]:
    """A date with a time is written with a capital T, a capital Z, and no offset -00:00."""
    yield from _each(exchange, "T and Z in capitals, no -00:00", _is_plain)


def _is_plain(moment: Moment) -> bool:
    return moment.separator == "T" and moment.offset not in {"z", "-00:00"}


def in_utc(exchange: Exchange) -> Iterator[Observation]:
    """A date with a time in an answer is in UTC."""
    yield from _each(exchange, "UTC, as 2026-01-31T12:00:00Z", lambda moment: moment.is_utc)


def _each(
    exchange: Exchange, expected: str, holds: Callable[[Moment], bool]
) -> Iterator[Observation]:
    """One finding a fault, a few of them; one for all where there is none."""
    found: tuple[Moment, ...] = exchange.once(moments)
    faults = [it for it in found if not holds(it)]
    for it in faults[:_MOST_FAULTS]:
        yield Finding(False, expected, it.text, it.where, exchange)
    if found and not faults:
        yield Finding(True, expected, found[0].text, found[0].where, exchange)


def time_matters(candidate: Candidate) -> Iterator[Observation]:
    """What is named as a date and comes with a time is not always at midnight."""
    for name, found in _by_name(candidate).items():
        different = {moment.text for moment, _ in found}
        midnight = all(moment.is_midnight for moment, _ in found)
        evidence = tuple(dict.fromkeys(answer for _, answer in found))[:_MOST_FAULTS]
        if not midnight or len(different) >= _FEW:
            actual = f"{name}: {found[0][0].text}"
            expected = "a date, or a time that matters"
            yield Finding(not midnight, expected, actual, found[0][0].where, evidence)


def _by_name(candidate: Candidate) -> dict[str, list[tuple[Moment, Exchange]]]:
    """The moments under each name that is one of a date, with the answers that they stand in."""
    found: dict[str, list[tuple[Moment, Exchange]]] = {}
    for target in candidate.once(targets.surveyed).targets:
        for it in target.answer.once(moments):
            if is_date(it.name):
                found.setdefault(it.name, []).append((it, target.answer))
    return found


def any_offset(candidate: Candidate) -> Iterator[Observation]:
    """A query parameter for a date-time takes one instant with any offset, and gives the same for each."""
    found: tuple[Asked, ...] = candidate.once(asked)
    for it in found:
        yield it.judged()
    if not found:
        yield from nothing_to_ask(candidate)


def any_offset_sent(candidate: Candidate) -> Iterator[Observation]:
    """Content takes a date-time with any offset, and keeps the instant."""
    found = list(sent(candidate))
    yield from found
    if not found:
        yield from nothing_to_send(candidate)
