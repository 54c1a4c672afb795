"""The dates and times in an answer, as they are written there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from conformance.model import Exchange

_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)([Tt ])(\d\d:\d\d:\d\d(?:[.,]\d+)?)([Zz]|[+-]\d\d:\d\d)", re.ASCII
)
_SHORTEST, _LONGEST = 20, 45
_MOST = 5_000  # values of one answer that are looked at
_DESCRIPTIONS = ("openapi", "swagger", "$schema")  # what such a document shows are examples


@dataclass(frozen=True, slots=True)
class Moment:
    """A date with a time and an offset: where it stands, under which name, and its parts."""

    where: str
    name: str
    text: str
    separator: str
    time: str
    offset: str

    @property
    def is_midnight(self) -> bool:
        """Whether the time is that of a day's beginning, wherever the day is."""
        return not self.time.replace(",", ".").strip("0:.")

    @property
    def is_utc(self) -> bool:
        """Whether it is written in UTC, in whatever way."""
        return self.offset in {"Z", "z", "+00:00", "-00:00"}


def moments(exchange: Exchange) -> tuple[Moment, ...]:
    """Every date with a time and an offset in a JSON answer; none of a description of the API."""
    if exchange.request.method == "HEAD" or "json" not in exchange.media_type:
        return ()
    document = exchange.json
    if isinstance(document, dict) and any(name in document for name in _DESCRIPTIONS):
        return ()
    return tuple(_found(document))


def _found(document: Any) -> Iterator[Moment]:
    waiting: list[tuple[str, str, Any]] = [("", "", document)]
    for _ in range(_MOST):
        if not waiting:
            return
        where, name, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [(f"{where}/{key}", key, it) for key, it in value.items()]
        elif isinstance(value, list):
            waiting += [(f"{where}/{at}", name, it) for at, it in enumerate(value)]
        elif isinstance(value, str) and _SHORTEST <= len(value) <= _LONGEST:
            hit = _MOMENT.fullmatch(value)
            if hit:
                yield Moment(where, name, value, hit[2], hit[3], hit[4])


def instant(text: Any) -> datetime | None:
    """The instant that a text stands for; None where it stands for none."""
    if not isinstance(text, str):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
