"""The relationships of resources that collections list, beyond those that the survey looked at."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from conformance.candidate import Candidate
from conformance.model import Exchange, Finding, Observation

from ..documents import Document, Object
from ..fetching.places import OK, data_of, has_data
from ..generated import tried
from ..survey import Collection, Relationship, Resource, link_url, survey


@dataclass(frozen=True)
class _Asked:
    """One relationship of an item: the collection and the place in it where the item stands, and the name."""

    collection: int
    item: int
    name: str


def compared(
    candidate: Candidate, compare: Callable[[Relationship, Exchange], Iterator[Observation]]
) -> Iterator[Finding]:
    """What `compare` finds of the linkage of an item, there or at its own URL, and of what is related."""
    listed = candidate.once(survey).collections
    chosen = [
        _Asked(place, number, name)
        for place, collection in enumerate(listed)
        for number, item in enumerate(collection.resources)
        for name in _related(item)
    ]

    def judge(asked: _Asked) -> Finding | None:
        found = _relationship(candidate, listed[asked.collection], asked)
        exchange = _fetched(candidate, found, "related") if found else None
        if found is None or exchange is None:
            return None
        told = [it for it in compare(found, exchange) if isinstance(it, Finding)]
        return min(told, key=lambda it: it.met, default=None)

    if chosen:
        yield from tried(candidate, lambda draw: draw.one(chosen), judge)


def is_linkage(value: object) -> bool:
    """Whether it is null, an identifier, or an array of identifiers."""
    items = value if isinstance(value, list) else [value]
    return value is None or all(
        isinstance(item, dict) and {"type", "id"} <= item.keys() for item in items
    )


def _related(item: Object) -> Iterator[str]:
    """The names of the relationships that have a related link."""
    named = item.get("relationships")
    for name, value in named.items() if isinstance(named, dict) else ():
        if isinstance(value, dict) and _links(value).get("related"):
            yield name


def _relationship(candidate: Candidate, listed: Collection, asked: _Asked) -> Relationship | None:
    """The relationship with its linkage, asked for where the item does not show it; None when there is none."""
    item = listed.resources[asked.item]
    parent = Resource(listed.url, item["type"], str(item["id"]), item, listed.exchange, listed)
    found = Relationship(parent, asked.name, parent.relationships[asked.name])
    if not found.has_linkage:
        exchange = _fetched(candidate, found, "self")
        if exchange is None:
            return None
        # A page of linkage is known by the links beside it, here as in a resource.
        pages = {**exchange.once(Document).top_links, "related": _links(found.object)["related"]}
        found = replace(found, object={"data": data_of(exchange), "links": pages})
    return found if is_linkage(found.linkage) else None


def _fetched(candidate: Candidate, found: Relationship, link: str) -> Exchange | None:
    """The answer at one of the links of a relationship; None when it is no success with data."""
    url = link_url(candidate, found.parent.exchange, _links(found.object).get(link))
    exchange = candidate.get(url) if url and candidate.is_own(url) else None
    return exchange if exchange and exchange.status == OK and has_data(exchange) else None


def _links(relationship: Object) -> Object:
    links = relationship.get("links")
    return links if isinstance(links, dict) else {}
