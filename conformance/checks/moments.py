"""Moments: the values that a description declares to be dates and times, and how one instant is spelled."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from conformance.candidate import Candidate
from conformance.checks import targets
from conformance.checks.names import words
from conformance.checks.shapes import is_json, parts
from conformance.checks.targets import Surveyed, Target
from conformance.description import Node, content_of
from conformance.dialect.formats import is_date, is_date_time
from conformance.model import Exchange

_DEEPEST = 12
_MOMENTS = ("at", "op", "tijdstip", "timestamp", "time", "datetime", "moment", "instant")


@dataclass(frozen=True, slots=True)
class Declared:
    """A text in an answer that the description gives formats for, more than one where it has alternatives."""

    formats: frozenset[str]
    text: str
    where: str
    exchange: Exchange

    @property
    def is_kept(self) -> bool:
        """Whether it is as one of the formats says; formats that are not of dates and times allow anything."""
        return any(FORMATS.get(it, _anything)(self.text) for it in self.formats)


def _anything(_: str) -> bool:
    return True


FORMATS: Mapping[str, Callable[[str], bool]] = {"date": is_date, "date-time": is_date_time}


def declared(candidate: Candidate) -> tuple[Declared, ...]:
    """Every text of what the survey read for which its description has a format."""
    found: Surveyed = candidate.once(targets.surveyed)
    return tuple(it for target in found.targets for it in _of(target))


def _of(target: Target) -> Iterator[Declared]:
    answer = target.answer
    if target.operation is None or not is_json(answer.media_type):
        return
    content = content_of(target.operation.response_for(answer.status))
    named = {name.partition(";")[0].strip().lower(): node for name, node in content.items()}
    if answer.media_type in named:
        for formats, text, where in _texts([named[answer.media_type].get("schema")], answer.json):
            yield Declared(formats, text, where, answer)


def _texts(
    schemas: list[Node], value: Any, where: str = "", depth: int = 0
) -> Iterator[tuple[frozenset[str], str, str]]:
    """Each text in a value, with the formats that one of its schemas has for it."""
    every = [part for schema in schemas for part in parts(schema)]
    if isinstance(value, str):
        formats = frozenset(it.child("format").text for it in every) - {""}
        if formats:
            yield formats, value, where
    elif depth > _DEEPEST:
        return
    elif isinstance(value, dict):
        for name, member in value.items():
            own = [part.get("properties", name) for part in every]
            step = name.replace("~", "~0").replace("/", "~1")
            yield from _texts(_there(own), member, f"{where}/{step}", depth + 1)
    elif isinstance(value, list):
        items = _there([part.get("items") for part in every])
        for index, member in enumerate(value):
            yield from _texts(items, member, f"{where}/{index}", depth + 1)


def _there(nodes: list[Node]) -> list[Node]:
    return [it for it in nodes if it.mapping]


def instant(text: Any) -> datetime | None:
    """The moment that a date-time of RFC 3339 stands for, in UTC; None for anything else."""
    if not isinstance(text, str) or not is_date_time(text):
        return None
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError):  # a leap second, or a year that Python does not have
        return None


def spelled(moment: datetime, hours: int = 0) -> str:
    """A moment as RFC 3339 spells it at an offset of so many hours; at none with Z."""
    local = moment.astimezone(timezone(timedelta(hours=hours)))
    return local.isoformat().replace("+00:00", "Z")


def is_moment(name: str) -> bool:
    """Whether a name promises a moment: gewijzigdOp, createdAt, tijdstip."""
    return next(reversed(words(name)), "") in _MOMENTS
