"""Filters by what a resource is related to, tried on the collections that show their linkage.

A filter is believed only where its answer leaves out items of the plain answer, and every item in
it is related to what was asked for.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.candidate import Candidate
from conformance.model import Exchange

from ..documents import Document
from ..sort.probes import OK, identities, items, with_query
from ..survey import Collection, survey

_MOST_COLLECTIONS = 2
_MOST_NAMES = 2
_MOST_IDS = 12

Ids = frozenset[str]


@dataclass(frozen=True, eq=False)
class Association:
    """A relationship of the items of a collection, and an id that some have there and some have not."""

    collection: Collection
    name: str
    id: str

    @property
    def parameter(self) -> str:
        """The recommended parameter."""
        return f"filter[{self.name}]"

    def ask(self, candidate: Candidate, parameter: str) -> Exchange:
        """The collection, filtered by the id under some parameter."""
        return candidate.get(with_query(self.collection.url, {parameter: self.id}))

    def filters(self, answer: Exchange) -> bool:
        """Whether all that an answer shows is related to the id; the collection shows items that are not."""
        shown = [ids for ids in linkages(answer, self.name) if ids is not None]
        return answer.status == OK and bool(shown) and all(self.id in ids for ids in shown)


@dataclass(frozen=True, eq=False)
class Tried:
    """What came of asking: the association that can be filtered by and its answer, as recommended or in `other` words.

    `answers` are those that did not filter; `parameter` is the one that does.
    """

    works: Association | None = None
    answer: Exchange | None = None
    parameter: str = ""
    answers: tuple[Exchange, ...] = ()


def tried(candidate: Candidate) -> Tried:
    """A provision: asks for a few associations as recommended, and where none filters in other usual ways."""
    found = candidate.once(survey).collections
    able = [it for it in map(list, map(associations, found)) if it][:_MOST_COLLECTIONS]
    chosen = [it for each in able for it in each[:_MOST_NAMES]]
    answers: list[Exchange] = []
    for association in chosen:
        answer = association.ask(candidate, association.parameter)
        if association.filters(answer):
            return Tried(association, answer, association.parameter, tuple(answers))
        answers.append(answer)
    for association in chosen[:1]:
        for parameter in _others(association.name):
            answer = association.ask(candidate, parameter)
            if association.filters(answer):
                return Tried(association, answer, parameter, tuple(answers))
            answers.append(answer)
    return Tried(answers=tuple(answers))


def _others(name: str) -> Iterator[str]:
    # Not filter[name.id]: that combines filter with the name too, which is all that the text asks for.
    yield from (f"filter[{name}Id]", f"filter[{name}_id]", name)


def associations(collection: Collection) -> Iterator[Association]:
    """One for each relationship whose linkage the collection shows, to-one relationships first."""
    named = dict.fromkeys(name for it in items(collection.exchange) for name in _relationships(it))
    many = {name: _is_many(collection.exchange, name) for name in named}
    for name in sorted(named, key=lambda it: many[it]):
        shown = [ids for ids in linkages(collection.exchange, name) if ids is not None]
        counts = {one: sum(one in ids for ids in shown) for one in usable(shown)}
        partial = [one for one, count in counts.items() if count < len(shown)]
        if partial and "[" not in name:
            yield Association(collection, name, max(partial, key=counts.__getitem__))


def second_id(association: Association) -> str | None:
    """An id that is not the association's own, where the collection shows items with neither."""
    shown = linkages(association.collection.exchange, association.name)
    known = [ids for ids in shown if ids is not None]
    for one in usable([ids for ids in known if association.id not in ids]):
        if any(not ids & {association.id, one} for ids in known):
            return one
    return None


def beside(first: Association) -> Association | None:
    """A second relationship with an id that some have beside the first one's, some without it, and some not."""
    exchange = first.collection.exchange
    named = dict.fromkeys(name for it in items(exchange) for name in _relationships(it))
    for name in [it for it in named if it != first.name]:
        for one in usable([ids for ids in linkages(exchange, name) if ids is not None]):
            other = Association(first.collection, name, one)
            if {(True, True), (True, False), (False, True)} <= set(held(exchange, first, other)):
                return other
    return None


def held(
    exchange: Exchange, first: Association, other: Association
) -> list[tuple[bool, bool] | None]:
    """For each item whether it is related to the one and to the other; None where its linkage is not shown."""
    pairs = zip(linkages(exchange, first.name), linkages(exchange, other.name), strict=True)
    return [
        None if one is None or two is None else (first.id in one, other.id in two)
        for one, two in pairs
    ]


def skips(plain: Exchange, answer: Exchange, wanted: Sequence[bool]) -> bool:
    """Whether an answer leaves out an item that is wanted and that stands, unfiltered, before one that it shows."""
    order, shown = identities(plain), set(identities(answer))
    last = max((place for place, it in enumerate(order) if it in shown), default=0)
    return any(order[place] not in shown for place, want in enumerate(wanted[:last]) if want)


def usable(shown: list[Ids]) -> list[str]:
    """The first ids that can stand in a list without being read as anything else."""
    found = dict.fromkeys(one for ids in shown for one in sorted(ids) if one and "," not in one)
    return list(found)[:_MOST_IDS]


def linkages(exchange: Exchange, name: str) -> list[Ids | None]:
    """For each item the ids that it is related to by a name; None where its linkage is not shown, or only in part."""
    return [_ids(_relationships(it).get(name)) for it in items(exchange)]


def is_page(exchange: Exchange) -> bool:
    """Whether there may be more items than the answer shows."""
    links = exchange.once(Document).top_links
    return bool(links.get("next") or links.get("prev") or links.get("last"))


def _relationships(item: Mapping[str, Any]) -> Mapping[str, Any]:
    found = item.get("relationships")
    return found if isinstance(found, dict) else {}


def _is_many(exchange: Exchange, name: str) -> bool:
    shown = [_relationships(it).get(name) for it in items(exchange)]
    return any(isinstance(it, dict) and isinstance(it.get("data"), list) for it in shown)


def _ids(relationship: object) -> Ids | None:
    if not isinstance(relationship, dict) or "data" not in relationship:
        return None
    links, data = relationship.get("links"), relationship["data"]
    if isinstance(links, dict) and (links.get("next") or links.get("last")):
        return None
    named = data if isinstance(data, list) else [data]
    return frozenset(str(it["id"]) for it in named if isinstance(it, dict) and "id" in it)
