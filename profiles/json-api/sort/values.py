"""Which of two values comes first, as far as every reasonable order agrees about it.

Servers compare by collations that we do not know. So nothing is said about nulls, booleans, case,
punctuation, digits inside a text, letters that some language sorts elsewhere, or equal values.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

MOST_VALUES = 50
_DATE = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d.*)?")
# Not w, y and z: v and w, i and y count as one letter somewhere, and z follows s in Estonian.
_SETTLED = frozenset("abcdefghijklmnopqrstuvxABCDEFGHIJKLMNOPQRSTUVX")
# Digraphs that sort far from their first letter: in Danish, in Czech, in Welsh.
_ELSEWHERE = frozenset({"aa", "ch", "ng"})


def before(one: object, other: object) -> bool | None:
    """Whether `one` stands before `other` when sorted ascending; None when orders can differ."""
    if isinstance(one, bool) or isinstance(other, bool):
        return None
    if isinstance(one, int | float) and isinstance(other, int | float):
        return None if one == other else one < other
    if isinstance(one, str) and isinstance(other, str) and one != other:
        return _text_before(one, other)
    return None


def is_moment(value: object) -> bool:
    """Whether a value is a date, or a date with a time, as ISO 8601 writes them."""
    return isinstance(value, str) and _moment(value) is not None


@dataclass(frozen=True)
class Arrangement:
    """How values stand: the pairs in ascending and in descending order, by their places."""

    rising: tuple[tuple[int, int], ...]
    falling: tuple[tuple[int, int], ...]

    @property
    def ascends(self) -> bool:
        """Some pairs ascend and none descends."""
        return bool(self.rising) and not self.falling

    @property
    def descends(self) -> bool:
        """Some pairs descend and none ascends."""
        return bool(self.falling) and not self.rising

    @property
    def decided(self) -> int:
        """How many pairs every order agrees about."""
        return len(self.rising) + len(self.falling)

    @property
    def is_monotone(self) -> bool:
        """It goes one way."""
        return self.ascends or self.descends


def arrangement(values: Sequence[object]) -> Arrangement:
    """How values stand, each compared with all that follow it."""
    places = range(min(len(values), MOST_VALUES))
    return arranged(values, ((one, other) for one in places for other in places if one < other))


def arranged(values: Sequence[object], pairs: Iterable[tuple[int, int]]) -> Arrangement:
    """How the values at these pairs of places stand."""
    rising: list[tuple[int, int]] = []
    falling: list[tuple[int, int]] = []
    for one, other in pairs:
        first = before(values[one], values[other])
        if first is not None:
            (rising if first else falling).append((one, other))
    return Arrangement(tuple(rising), tuple(falling))


def _text_before(one: str, other: str) -> bool | None:
    moments = _moment(one), _moment(other)
    if moments != (None, None):
        return _moment_before(one, other, *moments)
    at = next((n for n, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), -1)
    if at < 0 or (at and one[at - 1].isalnum()):
        return None  # one begins with the other, or they part inside a word, where digraphs are
    mine, theirs = one[at], other[at]
    if not {mine, theirs} <= _SETTLED or mine.lower() == theirs.lower():
        return None
    if _ELSEWHERE & {one[at : at + 2].lower(), other[at : at + 2].lower()}:
        return None
    return mine < theirs if (mine < theirs) == (mine.lower() < theirs.lower()) else None


@lru_cache(maxsize=4096)
def _moment(text: str) -> datetime | None:
    if not _DATE.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _moment_before(
    one: str, other: str, mine: datetime | None, theirs: datetime | None
) -> bool | None:
    """In time and as text alike: a server may store either."""
    if mine is None or theirs is None or mine == theirs:
        return None
    if (mine.tzinfo is None) != (theirs.tzinfo is None):
        return None
    return mine < theirs if (mine < theirs) == (one < other) else None
