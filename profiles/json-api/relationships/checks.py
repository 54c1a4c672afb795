"""Relationship objects, and the pages that they lead to."""

from collections.abc import Iterator

from conformance.candidate import Candidate
from conformance.model import Absence, Doubt, Exchange, Finding, Observation, Obstacle

from ..documents import Document, Object
from ..findings import met, shapes, shown, unmet, verdicts
from ..members import IDENTIFIER
from ..survey import Survey, link_url, survey

_OK = 200
_PAGES = ("next", "last", "first", "prev")
_MOST_PAGES = 4


def is_object(exchange: Exchange) -> Iterator[Finding]:
    """`relationships` of every resource is an object."""
    resources = exchange.once(Document).resources
    seen = any("relationships" in found for _, found in resources)
    yield from shapes(exchange, "an object", {"relationships"}, seen=seen)


def member_object(exchange: Exchange) -> Iterator[Finding]:
    """Every member of `relationships` is an object."""
    seen = bool(exchange.once(Document).relationships)
    yield from shapes(exchange, "a relationship object", {"relationship"}, seen=seen)


def at_least_one(exchange: Exchange) -> Iterator[Finding]:
    """Every relationship object has `data`, `meta`, an extension's member, or links that lead to it.

    A links object leads to it with `self`, `related` or an extension's member; beside `data` or
    `meta` it need not. Links that are no object are a fault of their own.
    """
    relationships = exchange.once(Document).relationships
    faults = [
        (pointer, ", ".join(found) or "an empty object")
        for pointer, _, found in relationships
        if not _tells(found)
    ]
    expected = "links with self or related, data, or meta"
    yield from verdicts(exchange, expected, faults, seen=bool(relationships))


def _tells(found: Object) -> bool:
    if "data" in found or "meta" in found or any(":" in name for name in found):
        return True
    if "links" not in found:
        return False
    links = found["links"]
    return not isinstance(links, dict) or any(
        name in {"self", "related"} or ":" in name for name in links
    )


def may_paginate(exchange: Exchange) -> Iterator[Finding]:
    """A to-many relationship object has a pagination link."""
    for pointer, name, found in exchange.once(Document).relationships:
        links = found.get("links")
        if isinstance(links, dict) and isinstance(found.get("data", []), list):
            given = [page for page in _PAGES if links.get(page)]
            if given:
                actual = f"{', '.join(given)} of {name}"
                yield met(exchange, "pagination links where wanted", actual, f"{pointer}/links")
                return


def pagination_pages_linkage(candidate: Candidate) -> Iterator[Observation]:
    """A pagination link of a relationship object leads to resource identifiers, not to resources."""
    pages = dict(_pages(candidate, candidate.once(survey)))
    own = [url for url in pages if candidate.is_own(url)][:_MOST_PAGES]
    candidate.get_all(own)
    for url in own:
        yield from _paged(candidate.get(url), pages[url])
    if pages and not own:
        yield Obstacle(f"the pagination links lead to another host: {next(iter(pages))}")


def _pages(candidate: Candidate, found: Survey) -> Iterator[tuple[str, str]]:
    """One pagination link of each relationship that has any, and the name of the relationship."""
    exchanges = [it.exchange for it in found.resources]
    exchanges += [it.exchange for it in found.collections]
    seen = set()
    for exchange in exchanges:
        for _, name, relationship in exchange.once(Document).relationships:
            links = relationship.get("links")
            named = links if isinstance(links, dict) and name not in seen else {}
            urls = [link_url(candidate, exchange, named.get(page)) for page in _PAGES]
            for url in filter(None, urls):
                seen.add(name)
                yield url, name
                break


def _paged(exchange: Exchange, name: str) -> Iterator[Observation]:
    expected = f"a page of resource identifiers ({name})"
    data = exchange.once(Document).root.get("data")
    if exchange.status != _OK or not isinstance(data, list):
        actual = f"status {exchange.status} with {shown(data)} as data"
        yield Doubt(f"the pagination link of {name} leads to no page: {actual}", exchange)
        return
    for index, item in enumerate(data):
        if isinstance(item, dict) and not item.keys() <= IDENTIFIER:
            beyond = ", ".join(sorted(item.keys() - IDENTIFIER))
            yield unmet(exchange, expected, f"a resource with {beyond}", f"/data/{index}")
            return
    if data:
        yield met(exchange, expected, f"{len(data)} identifiers", "/data")
    else:
        yield Absence(f"the page of {name} is empty", exchange)
