"""Collections in an order that is asked for, by parameters whose values are names of properties of their items."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from conformance.candidate import Candidate
from conformance.checks import pages
from conformance.checks.names import bare
from conformance.checks.pages import Page, Walk
from conformance.checks.shapes import keyword
from conformance.model import Exchange

_OK = 200
_MOST = 4
_FEW = 5  # of how many one may be out of order
_SORTING = re.compile(r"sort|order|sorteer|volgorde", re.IGNORECASE)
_DOWN = re.compile(
    r"(?P<minus>-)?(?P<name>.+?)(?P<down>[ :,._-]?(desc|aflopend|descending))?", re.IGNORECASE
)
_UP = re.compile(r"^\+|[ :,._-]?(asc|oplopend|ascending)$", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Sorted:
    """A collection in an order that was asked for: its first pages, or the answer that refused it."""

    walk: Walk
    asked: str
    member: str
    down: bool
    answer: Exchange
    pages: tuple[Page, ...]

    @property
    def values(self) -> list[Any]:
        """The values of the property in the order given, those that are missing or null left out."""
        found = [it.get(self.member) for page in self.pages for it in page.items]
        return [it for it in found if it is not None]


def in_order(candidate: Candidate) -> tuple[Sorted, ...]:
    """Some collections in each order that the description lists, the first two pages of each."""
    found: list[Sorted] = []
    for walk in candidate.once(pages.walks):
        for parameter, asked, name, down in _choices(walk):
            if len(found) < _MOST:
                answer = candidate.get(pages.asking(walk.target.url, **{parameter: asked}))
                shown = _two_pages(candidate, answer)
                words = f"{parameter}={asked}"
                found.append(Sorted(walk, words, name, down, answer, shown))
    return tuple(found)


def _two_pages(candidate: Candidate, answer: Exchange) -> tuple[Page, ...]:
    if answer.status != _OK:
        return ()
    first = Page(answer)
    link = first.to("next")
    if link is None or not candidate.is_own(link.url):
        return (first,)
    second = candidate.get(link.url)
    return (first, Page(second)) if second.status == _OK else (first,)


def _choices(walk: Walk) -> list[tuple[str, str, str, bool]]:
    """What can be asked for: parameter, value, the property that it names, and whether it is downwards."""
    operation = walk.target.operation
    known = {bare(name): name for item in walk.items if isinstance(item, dict) for name in item}
    found = []
    for it in operation.parameters if operation else ():
        if it.place != "query" or not _SORTING.search(it.name):
            continue
        listed = keyword(it.schema, "enum") or it.schema.get("items", "enum").value
        for asked in listed if isinstance(listed, list) else ():
            match = _DOWN.fullmatch(str(asked))
            name = known.get(bare(_UP.sub("", match["name"]))) if match else None
            if match and name:
                found.append((it.name, str(asked), name, bool(match["minus"] or match["down"])))
    return found


def is_ordered(values: Sequence[Any], *, down: bool) -> bool:
    """Whether values are in order, by at least one of the ways to compare texts that are in use."""
    return any(_runs(list(map(way, values)), down=down) for way in _WAYS)


def is_nearly_ordered(values: Sequence[Any], *, down: bool) -> bool:
    """Whether texts are in order but for a few: `de Vries` may stand under V, and a title without its article."""
    if not all(isinstance(it, str) for it in values):
        return False
    plain = list(map(_plain, values))
    pairs = list(pairwise(reversed(plain) if down else plain))
    wrong = [one for one, other in pairs if one > other]
    return len(wrong) * _FEW <= len(pairs)


def _runs(values: list[Any], *, down: bool) -> bool:
    try:
        return all(one >= other if down else one <= other for one, other in pairwise(values))
    except TypeError:
        return False


def _plain(value: Any) -> Any:
    """A text as a dictionary has it: no case, no accents."""
    if not isinstance(value, str):
        return value
    parts = unicodedata.normalize("NFKD", value.casefold())
    return "".join(it for it in parts if not unicodedata.combining(it))


def _letters(value: Any) -> Any:
    """A text as some collations have it: what is no letter or figure does not count."""
    return "".join(filter(str.isalnum, _plain(value))) if isinstance(value, str) else value


def _figures(value: Any) -> Any:
    """A text with the numbers in it as numbers."""
    if not isinstance(value, str):
        return value
    return [
        (0, int(part), "") if part.isdigit() else (1, 0, part)
        for part in re.findall(r"[0-9]+|[^0-9]+", _plain(value))
    ]


_WAYS = (
    lambda value: value,
    lambda value: value.casefold() if isinstance(value, str) else value,
    _plain,
    _letters,
    _figures,
)
