"""Fetching resources: what the links lead to, what comes back, what is said when nothing is there."""

from collections.abc import Iterator

from conformance.candidate import Candidate
from conformance.model import Absence, Doubt, Exchange, Finding, Observation, Obstacle

from ..documents import Document
from ..findings import met, shown, unmet
from ..survey import Survey, link_url, survey
from . import places, semantics
from .places import NOT_FOUND, OK

_MOST_LINKS = 40


def links_fetchable(candidate: Candidate) -> Iterator[Observation]:
    """Each top-level and resource `self` and each relationship `related` link answers a GET."""
    found: Survey = candidate.once(survey)
    given = list(dict.fromkeys(_links(candidate, found)))
    own = [url for url in given if candidate.is_own(url)][:_MOST_LINKS]
    candidate.get_all(own)
    for url in own:
        yield places.reached(candidate.get(url), "a link")
    if not given:
        yield Absence("no self and no related links are given", found.entry)
    elif not own:
        yield Obstacle(f"the links lead to another host: {given[0]}", found.entry)


def _links(candidate: Candidate, found: Survey) -> Iterator[str]:
    documents = [found.entry, *places.survey_exchanges(found)]
    for exchange in documents:
        if exchange.status == OK:
            url = link_url(candidate, exchange, exchange.once(Document).top_links.get("self"))
            yield from [url] if url else []
    for resource in found.resources:
        links = resource.object.get("links")
        own = links.get("self") if isinstance(links, dict) else None
        url = link_url(candidate, resource.exchange, own)
        yield from [url] if url else []
    yield from (it.related_url for it in found.relationships if it.related_url)


def status_200(exchange: Exchange) -> Iterator[Observation]:
    """A fetch that brings primary data has status 200."""
    if exchange.request.method != "GET" or not 200 <= exchange.status < 300:  # noqa: PLR2004
        return
    document = exchange.once(Document)
    if "data" not in document.root or document.at_relationship:
        return
    if exchange.status == OK:
        yield met(exchange, "status 200")
    elif exchange.status != 206:  # noqa: PLR2004  (206 has a reason of its own: a range was asked)
        yield unmet(exchange, "status 200", f"status {exchange.status} with primary data")
    elif not any(name.lower() == "range" for name, _ in exchange.request.headers):
        yield unmet(exchange, "status 200", "status 206 although no range was asked for")


def collection_array(candidate: Candidate) -> Iterator[Observation]:
    """Collections and the related URLs of to-many relationships answer with an array of objects."""
    found: Survey = candidate.once(survey)
    for collection in found.collections:
        if places.has_data(collection.exchange):  # else it is sent as no JSON:API document
            yield _array(collection.exchange)
    for exchange in _related(found, many=True):
        yield _array(exchange)
    if not found.collections:
        yield Obstacle("no collection was found", found.entry)


def _array(exchange: Exchange) -> Finding:
    expected = "an array of resource objects"
    data = places.data_of(exchange)
    if not isinstance(data, list):
        return unmet(exchange, expected, shown(data), "/data")
    for index, item in enumerate(data):
        if not isinstance(item, dict):
            return unmet(exchange, expected, f"{shown(item)} in it", f"/data/{index}")
    return met(exchange, expected, f"an array of {len(data)}", "/data")


def individual(candidate: Candidate) -> Iterator[Observation]:
    """Single resources and the related URLs of to-one relationships answer with one object."""
    singles = places.singles(candidate)
    for single in singles:
        if single.exchange.status == OK and places.has_data(single.exchange):
            yield _object(single.exchange, nullable=False)
    for exchange in _related(candidate.once(survey), many=False):
        yield _object(exchange, nullable=True)
    if not singles:
        yield Obstacle("no resource with a URL of its own was found")


def _object(exchange: Exchange, *, nullable: bool) -> Finding:
    expected = "a resource object or null" if nullable else "a resource object"
    data = places.data_of(exchange)
    # Whether null fits here is for fetching/null-only-where-fitting to say.
    found = met if data is None or isinstance(data, dict) else unmet
    return found(exchange, expected, shown(data), "/data")


def _related(found: Survey, *, many: bool) -> Iterator[Exchange]:
    """The answers with data at related URLs of relationships that are known to be such."""
    for relationship in found.relationships:
        exchange = relationship.related_exchange
        if exchange is None or exchange.status != OK or not places.has_data(exchange):
            continue
        if places.known_many(found, relationship) is many:
            yield exchange


def not_found(candidate: Candidate) -> Iterator[Observation]:
    """A resource that does not exist is answered with 404."""
    wanted = places.missing_resources(candidate)
    for resource, url in wanted:
        exchange = candidate.get(url)
        if places.refused_for_its_form(resource, exchange):
            yield Doubt(f"status {exchange.status} may be about the form of the id", exchange)
            continue
        found = met if exchange.status == NOT_FOUND else unmet
        yield found(exchange, "status 404", _described(exchange))
    if not wanted:
        yield Obstacle("no resource was found whose URL ends in its id")


def _described(exchange: Exchange) -> str:
    if places.has_data(exchange):
        return f"status {exchange.status} with {shown(places.data_of(exchange))} as data"
    return f"status {exchange.status}"


def null_only_where_fitting(candidate: Candidate) -> Iterator[Observation]:
    """Null is the data of no collection, no resource that is there and no resource that is not."""
    found: Survey = candidate.once(survey)
    exchanges = [it.exchange for it in places.singles(candidate)]
    exchanges += _related(found, many=True)
    exchanges += [candidate.get(url) for _, url in places.missing_resources(candidate)]
    for exchange in exchanges:
        if exchange.status == OK and places.has_data(exchange):
            data = places.data_of(exchange)
            judged = unmet if data is None else met
            yield judged(exchange, "data other than null", shown(data), "/data")
    for exchange in _related(found, many=False):
        yield met(exchange, "null or one object", shown(places.data_of(exchange)), "/data")


def other_codes(exchange: Exchange, *, relationships: bool) -> Iterator[Observation]:
    """A fetch is answered with another status than 200 and 404."""
    status = exchange.status
    if exchange.request.method != "GET" or status == NOT_FOUND or not 300 <= status < 500:  # noqa: PLR2004
        return
    if exchange.once(Document).at_relationship is relationships:
        yield met(exchange, "another status than 200 and 404", f"status {status}")


def error_details(exchange: Exchange, *, relationships: bool) -> Iterator[Observation]:
    """A fetch that fails is answered with error objects."""
    if exchange.request.method != "GET" or exchange.status < 400:  # noqa: PLR2004
        return
    document = exchange.once(Document)
    if document.errors and document.at_relationship is relationships:
        yield met(exchange, "error objects", f"{len(document.errors)} of them", "/errors")


def http_semantics(candidate: Candidate) -> Iterator[Observation]:
    """GET, HEAD and a weight in Accept are answered as HTTP demands, whether something is there or not."""
    found: Survey = candidate.once(survey)
    for exchange in dict.fromkeys(places.survey_exchanges(found)):
        yield from semantics.judged(exchange)
    for _, url in places.missing_resources(candidate):
        yield from semantics.judged(candidate.get(url))
    listed = [it.exchange for it in found.collections[:1]]
    for get in [*listed, *(it.exchange for it in found.resources[:1])]:
        head = candidate.get(get.request.url, method="HEAD")
        yield from semantics.compared(head, get)
    for get in listed:
        weighed = candidate.get(get.request.url, {"Accept": f"{get.media_type};q=0.5"})
        yield from semantics.accepted(weighed)
