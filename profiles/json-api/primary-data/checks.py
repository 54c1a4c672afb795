"""Primary data: one resource or a collection of them."""

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from conformance.candidate import Candidate
from conformance.model import Exchange, Finding, Observation, Obstacle

from ..documents import Document
from ..findings import met, shapes, shown, unmet
from ..survey import Survey, survey
from ..targets import href, leads_back

_OK = 200
_PAGES = ("first", "last", "prev", "next")


def single(exchange: Exchange) -> Iterator[Finding]:
    """Primary data that is no array is an object or null; the URL that a resource calls its own gives no array."""
    document = exchange.once(Document)
    data = document.root.get("data")
    expected = "a resource object, an identifier or null"
    if isinstance(data, list):
        if len(data) == len(document.primary) == 1 and leads_back(exchange, document.primary[0][1]):
            yield unmet(exchange, expected, "an array with the resource in it", "/data")
        return
    seen = "data" in document.root
    yield from shapes(exchange, expected, ("data",), seen=seen)


def collection(exchange: Exchange) -> Iterator[Finding]:
    """Primary data that is an array holds objects; what has pages is an array."""
    document = exchange.once(Document)
    if "data" not in document.root:
        return
    data = document.root["data"]
    if isinstance(data, list):
        expected = "an array of objects"
        yield from shapes(exchange, expected, ("resource",), seen=True, under="/data/")
    elif any(href(document.top_links.get(name)) for name in _PAGES):
        yield unmet(exchange, "an array, as there are pages", shown(data), "/data")


def collection_always_array(candidate: Candidate) -> Iterator[Observation]:
    """A collection that holds one item or none answers with an array.

    Small collections are looked for in empty to-many relationships and those with one member, in pages of one, and by
    filtering on an id; what the candidate refuses or leaves unfiltered tells nothing.
    """
    found = candidate.once(survey)
    small = [it for it in _small(candidate, found) if it.status == _OK]
    shown_by = 0
    for exchange in small:
        document = exchange.once(Document)
        data = document.root.get("data")
        if "data" not in document.root or (isinstance(data, list) and len(data) > 1):
            continue
        shown_by += 1
        yield from _array(exchange, data)
    if not shown_by:
        yield Obstacle("no collection with one item or none was found")


def _array(exchange: Exchange, data: object) -> Iterator[Finding]:
    expected = "an array"
    if isinstance(data, list):
        yield met(exchange, expected, f"an array of {len(data)}", "/data")
    else:
        yield unmet(exchange, expected, shown(data), "/data")


def _small(candidate: Candidate, found: Survey) -> Iterator[Exchange]:
    """Answers that may hold a collection of one item or none."""
    for relationship in found.relationships:
        linkage = relationship.linkage
        if isinstance(linkage, list) and len(linkage) <= 1:
            both = (relationship.self_exchange, relationship.related_exchange)
            yield from (it for it in both if it)
    yield from candidate.get_all(_narrowed(found))


def _narrowed(found: Survey) -> Iterable[str]:
    for it in found.collections[:2]:
        if it.resources and "?" not in it.url:
            yield f"{it.url}?page%5Bsize%5D=1"
            yield f"{it.url}?page%5Blimit%5D=1"
            yield f"{it.url}?filter%5Bid%5D={quote(str(it.resources[0]['id']), safe='')}"
