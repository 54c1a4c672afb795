"""Fetching relationships: linkage at the `self` links of relationship objects."""

from collections.abc import Iterable, Iterator
from itertools import islice

from conformance.candidate import Candidate
from conformance.model import Absence, Doubt, Exchange, Observation, Obstacle

from ..documents import Document
from ..fetching import places, semantics
from ..fetching.checks import error_details, other_codes
from ..fetching.places import GUARDED, NO_CONTENT, NOT_FOUND, OK
from ..findings import met, shown, unmet
from ..survey import Relationship, Resource, Survey, survey

__all__ = [
    "empty_200",
    "error_details",
    "http_semantics",
    "linkage",
    "links",
    "not_found",
    "other_codes",
    "self_fetchable",
    "status_200",
]

_WHOLE = ("attributes", "relationships", "links")
_ENDING = "/relationships/"
_SHAPES = {
    None: "null, an identifier, or an array of identifiers",
    True: "an array of identifiers",
    False: "null or one identifier",
}


def self_fetchable(candidate: Candidate) -> Iterator[Observation]:
    """Each `self` link of a relationship answers a GET."""
    for relationship, exchange in _fetched(candidate):
        what = f"a self link of {relationship.name}"
        if exchange.status == NO_CONTENT:  # that is a success, for the clause on 200 to judge
            yield met(exchange, f"{what} that can be fetched", "status 204")
        else:
            yield places.reached(exchange, what)
    yield from _none_given(candidate)


def status_200(candidate: Candidate) -> Iterator[Observation]:
    """A relationship that is fetched has status 200."""
    for _, exchange in _fetched(candidate):
        if exchange.status // 100 == 2:  # noqa: PLR2004
            found = met if exchange.status == OK else unmet
            yield found(exchange, "status 200", f"status {exchange.status}")
    yield from _none_given(candidate)


def linkage(candidate: Candidate) -> Iterator[Observation]:
    """The data at a relationship URL is null or identifiers, as one or as many as the kind has."""
    for relationship, exchange in _fetched(candidate):
        if exchange.status == OK and exchange.once(Document).is_json_api:
            many = places.known_many(candidate.once(survey), relationship)
            expected = _SHAPES[many]
            fault = _linkage_fault(exchange, many=many)
            if fault:
                yield unmet(exchange, expected, *fault)
            else:
                yield met(exchange, expected, shown(places.data_of(exchange)), "/data")
    yield from _none_given(candidate)


def _linkage_fault(exchange: Exchange, *, many: bool | None) -> tuple[str, str] | None:
    """What is wrong and where; None when the data is linkage."""
    if not places.has_data(exchange):
        return "no data", ""
    data = places.data_of(exchange)
    if many is not None and isinstance(data, list) is not many:
        return shown(data), "/data"
    items = enumerate(data) if isinstance(data, list) else [("", data)]
    for index, item in items:
        place = f"/data/{index}".rstrip("/")
        if item is None and not isinstance(data, list):
            return None
        if not isinstance(item, dict):
            return shown(item), place
        whole = [name for name in _WHOLE if name in item]
        if whole:
            return f"a resource object with {' and '.join(whole)}", place
    return None


def links(candidate: Candidate) -> Iterator[Observation]:
    """The document at a relationship URL has a top-level `self` or `related` link."""
    for _, exchange in _fetched(candidate):
        given = [it for it in ("self", "related") if exchange.once(Document).top_links.get(it)]
        if exchange.status == OK and given:
            yield met(exchange, "self and related links", " and ".join(given), "/links")


def not_found(candidate: Candidate) -> Iterator[Observation]:
    """A relationship of a parent that is not there, or of a name that is not there, gets 404."""
    found: Survey = candidate.once(survey)
    wanted = list(_missing(candidate, found.relationships))
    for parent, url in wanted:
        exchange = candidate.get(url)
        if parent and places.refused_for_its_form(parent, exchange):
            yield Doubt(f"status {exchange.status} may be about the form of the id", exchange)
            continue
        judged = met if exchange.status == NOT_FOUND else unmet
        data = f" with {shown(places.data_of(exchange))}" if places.has_data(exchange) else ""
        yield judged(exchange, "status 404", f"status {exchange.status}{data}")
    yield from _none_given(candidate)
    if not wanted and any(it.self_url for it in found.relationships):
        reason = "no relationship URL was found that begins with the URL of its parent"
        yield Obstacle(reason, found.entry)


def _missing(
    candidate: Candidate, known: Iterable[Relationship]
) -> Iterator[tuple[Resource | None, str]]:
    """URLs of relationships that are not there: a to-one, a to-many, and a name that is unknown.

    With the URL of a parent that is not there comes the parent that it was made from.
    """
    placed = [it for it in known if places.missing_relationship(candidate, it)]
    by_kind = {bool(it.many): it for it in reversed(placed)}
    for _, relationship in sorted(by_kind.items(), key=lambda it: it[0]):
        url = places.missing_relationship(candidate, relationship)
        if url:
            yield relationship.parent, url
    for relationship in islice(by_kind.values(), 1):
        head, found, name = (relationship.self_url or "").rstrip("/").rpartition(_ENDING)
        if found and name == relationship.name:
            yield None, f"{head}{_ENDING}{candidate.word('unknown relationship')}"


def empty_200(candidate: Candidate) -> Iterator[Observation]:
    """A relationship that is shown to be empty answers 200 with null or []."""
    found = False
    for relationship, exchange in _fetched(candidate):
        if places.filled(relationship, but_self=True) is not False:
            continue
        if exchange.status in GUARDED or _holds_something(exchange):
            continue
        found = True
        many = places.known_many(candidate.once(survey), relationship)
        value = "null or []" if many is None else "[]" if many else "null"
        data = places.data_of(exchange)
        right = exchange.status == OK and places.has_data(exchange)
        actual = f"status {exchange.status}"
        if places.has_data(exchange):
            actual += f" with {'[]' if data == [] else shown(data)}"
        yield (met if right else unmet)(exchange, f"status 200 with {value}", actual)
    yield from _none_given(candidate)
    if not found and any(it.self_url for it in candidate.once(survey).relationships):
        yield Obstacle("no empty relationship with a URL of its own was found")


def _holds_something(exchange: Exchange) -> bool:
    """Whether the relationship is not empty after all: then linkage elsewhere is what is wrong."""
    return exchange.status == OK and places.data_of(exchange) not in (None, [])


def http_semantics(candidate: Candidate) -> Iterator[Observation]:
    """GET and HEAD of relationship URLs, there or not, are answered as HTTP demands."""
    found: Survey = candidate.once(survey)
    fetched = [exchange for _, exchange in _fetched(candidate)]
    for exchange in dict.fromkeys(fetched):
        yield from semantics.judged(exchange)
    for _, url in _missing(candidate, found.relationships):
        yield from semantics.judged(candidate.get(url))
    for get in fetched[:1]:
        head = candidate.get(get.request.url, method="HEAD")
        yield from semantics.compared(head, get)
    yield from _none_given(candidate)


def _fetched(candidate: Candidate) -> Iterator[tuple[Relationship, Exchange]]:
    """Each relationship that has a `self` link, and the answer there."""
    found: Survey = candidate.once(survey)
    for relationship in found.relationships:
        if relationship.self_url:
            yield relationship, candidate.get(relationship.self_url)


def _none_given(candidate: Candidate) -> Iterator[Observation]:
    """Why there is nothing to look at, when there is not."""
    found: Survey = candidate.once(survey)
    if any(it.self_url for it in found.relationships):
        return
    if found.relationships:
        shows = found.relationships[0].parent.exchange
        yield Absence("relationships have no self links of the candidate's own", shows)
    else:
        yield Absence("no resource shows a relationship", found.entry)
