"""What is told of pages that are walked with a filter, a sort and a size."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from conformance.candidate import Candidate
from conformance.generation import Draw
from conformance.model import Exchange, Finding, Observation

from ..combinations import size_name
from ..generated import tried, unless_changed
from ..sort.probes import OK, Identity, attributes, identities, items, key, sorting, with_query
from .walks import MOST_PAGES, Page, Walk, follow, leads, walks

_FEWEST = 3
_LONGEST = 30
_Item = dict[str, Any]
_Filters = tuple[tuple[str, str], ...]
_EXPECTED = "next upon next leads to each item once"


@dataclass(frozen=True)
class _Asked:
    """A walk: the collection, what chooses and orders its items, and in how many pages they are to come."""

    url: str
    filter: _Filters
    sort: str
    parts: int

    @property
    def whole(self) -> str:
        """The URL of all the items, in whatever pages the server makes."""
        return with_query(self.url, dict(self.filter))

    def first(self, size: str, count: int) -> str:
        """The URL of the first page, when there are `count` items and `size` sets how many a page has."""
        given = dict(self.filter) | ({"sort": self.sort} if self.sort else {})
        return with_query(self.url, given | ({size: f"{ceil(count / self.parts)}"} if size else {}))


def each_item_once(candidate: Candidate) -> Iterator[Observation]:
    """Whatever filter and sort a walk begins with, following next leads to each item once."""
    whole = {it.collection.url: it for it in candidate.once(walks) if it.is_whole}
    if not whole:
        return
    chosen = [it for walk in whole.values() for it in _choices(candidate, walk)]

    def recipe(draw: Draw) -> _Asked:
        url, filters, name = draw.one(chosen)
        sort = draw.one((name, f"-{name}")) if name else ""
        return _Asked(url, filters, sort, draw.number(2, 3))

    def judge(asked: _Asked) -> Finding | None:
        shown = _whole(candidate, asked, whole[asked.url])
        found = [item for exchange in shown for item in items(exchange)]
        if len(found) < _FEWEST or not _is_total(found, asked.sort.removeprefix("-")):
            return None
        return _walked(candidate, asked, shown)

    yield from unless_changed(candidate, tried(candidate, recipe, judge))


def _choices(candidate: Candidate, walk: Walk) -> Iterator[tuple[str, _Filters, str]]:
    """The URL of a collection with a filter or none, and with a sort that leaves no two items equal, or none."""
    sorts = [
        it.field for it in candidate.once(sorting).effective if it.collection is walk.collection
    ]
    for filters, left in [((), _items(walk)), *_filtered(_items(walk))]:
        for name in ("", *sorts):
            if _is_total(left, name):
                yield walk.collection.url, filters, name


def _filtered(shown: Sequence[_Item]) -> Iterator[tuple[_Filters, list[_Item]]]:
    """Filters by a value that several items have and not all, and the items that have it."""
    for name in attributes(shown[0]):
        values = [attributes(item).get(name) for item in shown]
        counted = Counter(it for it in values if isinstance(it, str) and _is_plain(it))
        fit = [it for it, count in counted.items() if _FEWEST <= count < len(shown)]
        for value in fit[:1]:
            left = [item for item in shown if attributes(item).get(name) == value]
            yield ((f"filter[{name}]", value),), left


def _is_plain(value: str) -> bool:
    """A text that can be written in a query without being read as anything else."""
    return value.isalnum() and value.isascii() and len(value) <= _LONGEST


def _items(walk: Walk) -> list[_Item]:
    return [item for page in walk.pages for item in items(page.exchange)]


def _whole(candidate: Candidate, asked: _Asked, walk: Walk) -> tuple[Exchange, ...]:
    """The answers that hold every item that a walk is to lead to; none when they are not known."""
    if not asked.filter:
        return tuple(page.exchange for page in walk.pages)
    answer = candidate.get(asked.whole)
    return () if answer.status != OK or leads(answer, "next") else (answer,)


def _is_total(found: Sequence[_Item], field: str) -> bool:
    """Whether no two items can be equal in a field, in any collation; the order without sort is the server's own."""
    if not field:
        return True
    shown = [attributes(item).get(field) for item in found]
    plain = all(
        isinstance(it, int | float) or (isinstance(it, str) and it.isascii()) for it in shown
    )
    return plain and len(set(map(key, shown))) == len(shown)


def _walked(candidate: Candidate, asked: _Asked, shown: Sequence[Exchange]) -> Finding | None:
    whole = [_named(it) for exchange in shown for it in identities(exchange)]
    pages = [Page(candidate.get(asked.first(size_name(candidate), len(whole))))]
    while len(pages) <= MOST_PAGES and pages[-1].holds:
        following = follow(candidate, pages[-1], "next")
        if following is None:
            break
        pages.append(following)
    if len(pages) == 1:
        return None
    end = pages[-1].exchange
    ended = end.status == OK and not leads(end, "next")
    wrong = _wrong([_named(it) for page in pages for it in page.ids], whole, ended=ended)
    counted = f"{len(whole)} items in {len(pages)} pages"
    evidence = (*(page.exchange for page in pages), *shown)
    return Finding(not wrong, _EXPECTED, wrong or counted, "/links/next", evidence)


def _wrong(found: Sequence[str], whole: Sequence[str], *, ended: bool) -> str:
    """What is wrong with the items that a walk led to, where it `ended` or broke off; "" when nothing is."""
    twice = [it for it, count in Counter(found).items() if count > 1]
    if twice:
        return f"{twice[0]} twice"
    foreign = [it for it in found if it not in whole]
    if foreign:
        return f"{foreign[0]}, which the answers compared with do not hold"
    lost = [it for it in whole if it not in found] if ended else []
    return f"{len(lost)} missing, {lost[0]} for one" if lost else ""


def _named(identity: Identity) -> str:
    return f"{identity[0]} {identity[1]}"
