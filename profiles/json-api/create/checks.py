"""Checks of https://jsonapi.org/format/1.1/#crud-creating."""

from collections.abc import Iterator
from urllib.parse import unquote, urljoin, urlsplit

from conformance.candidate import Candidate
from conformance.model import Exchange, Finding, Observation

from ..fetching import semantics
from ..findings import met, unmet
from ..jobs import Job, jobs
from ..targets import href
from ..writes import attributes_of, linkage_in, resource_in
from . import probes
from .found import CREATED, NO_CONTENT, answered, asked, no_client_ids, nothing
from .probes import Creation
from .refusals import (
    conflict_details,
    error_details,
    id_exists_409,
    may_403,
    needs_type,
    other_codes,
    related_missing_404,
    type_409,
    unsupported_client_id_403,
)

__all__ = [
    "conflict_details",
    "error_details",
    "id_exists_409",
    "may_403",
    "needs_type",
    "other_codes",
    "related_missing_404",
    "type_409",
    "unsupported_client_id_403",
]

_OK = 200
_PORTS = {"http": 80, "https": 443}


def created_201(candidate: Candidate) -> Iterator[Observation]:
    """A creation in which the server assigned the id is answered 201, with the resource as primary data."""
    expected = "201 with the new resource as data"
    for it in asked(candidate, probes.plain):
        right = it.attempt.status == CREATED and _holds_it(it)
        judged = met if right else unmet
        yield judged(it.attempt.exchange, expected, answered(it.attempt))
    yield from nothing(candidate)


def with_client_id_201_or_204(candidate: Candidate) -> Iterator[Observation]:
    """A creation with an id of the client's is answered 201 with the resource as data, or 204 without a body."""
    expected = "201 with the new resource as data, or 204 without a body"
    done = [it for it in asked(candidate, probes.with_client_id) if it.attempt.done]
    for it in done:
        right = (it.attempt.status == CREATED and _holds_it(it)) or _is_empty_204(it)
        judged = met if right else unmet
        yield judged(it.attempt.exchange, expected, answered(it.attempt))
    if not done:
        yield from no_client_ids(candidate)
    yield from nothing(candidate)


def as_sent_201_or_204(candidate: Candidate) -> Iterator[Observation]:
    """A creation after which the resource is exactly what was sent is answered 201 with a document, or 204 without."""
    expected = "201 with a document, or 204 without a body"
    for it in asked(candidate, probes.kept):
        if _is_as_sent(it):
            right = (it.attempt.status == CREATED and it.attempt.root) or _is_empty_204(it)
            judged = met if right else unmet
            yield judged(it.attempt.exchange, expected, answered(it.attempt))
    yield from no_client_ids(candidate)
    yield from nothing(candidate)


def accepted_202(candidate: Candidate) -> Iterator[Observation]:
    """A creation whose job is looked at while it goes on was answered 202."""
    found: tuple[Job, ...] = candidate.once(jobs)
    for job in found:
        if job.accepted:
            yield met(job.answer, "202", "202")
        elif job.went_on:
            yield unmet(job.answer, "202", f"{job.answer.status}, with a job that still went on")
    yield from nothing(candidate)


def location(candidate: Candidate) -> Iterator[Observation]:
    """A 201 answer to a creation has a Location, and the new resource is found there."""
    expected = "a Location with the URL of the new resource"
    for it in (*asked(candidate, probes.plain), *asked(candidate, probes.with_client_id)):
        if it.attempt.status == CREATED:
            fault = _astray(candidate, it)
            judged = unmet if fault else met
            yield judged(it.attempt.exchange, expected, fault or "as expected", "Location")
    yield from nothing(candidate)


def self_equals_location(exchange: Exchange) -> Iterator[Finding]:
    """The `self` link of a resource that was made and the Location of the answer lead to the same URL."""
    told = exchange.header("location")
    links = resource_in(exchange).get("links")
    own = href(links.get("self")) if isinstance(links, dict) else None
    if exchange.request.method == "POST" and exchange.status == CREATED and told and own:
        judged = met if _place(exchange, told) == _place(exchange, own) else unmet
        yield judged(exchange, f"the Location, {told}", own, "/data/links/self")


def may_201_without_data(candidate: Candidate) -> Iterator[Observation]:
    """A creation with an id of the client's is answered 201 with a document without data."""
    for it in asked(candidate, probes.kept):
        attempt = it.attempt
        if attempt.status == CREATED and attempt.root and "data" not in attempt.root:
            yield met(attempt.exchange, "data left out where wanted", "201 without data")


def may_client_id(candidate: Candidate) -> Iterator[Observation]:
    """A creation with an id of the client's is accepted, and the id is kept."""
    for it in asked(candidate, probes.kept):
        yield met(it.attempt.exchange, "client ids where wanted", "the id was kept")
    yield from no_client_ids(candidate)
    yield from nothing(candidate)


def http_semantics(candidate: Candidate) -> Iterator[Observation]:
    """Each answer to a creation is what HTTP says of its status, and what was refused is not there."""
    for attempt in probes.attempts(candidate):
        exchange = attempt.exchange
        yield from semantics.judged(exchange)
        if exchange.status == CREATED and not exchange.body and not exchange.header("location"):
            yield unmet(exchange, "what was created, or where it is", "201 with neither")
    for it in candidate.once(probes.traces):
        expected = f"nothing where a creation was answered {it.attempt.status}"
        if it.found.status == _OK:
            yield unmet(it.found, expected, "the resource is there")
        elif it.found.status in probes.GONE:
            yield met(it.found, expected, str(it.found.status))
    yield from nothing(candidate)


def _place(exchange: Exchange, reference: str) -> object:
    """Where a reference leads, however it is spelt (RFC 3986, section 6.2); the reference where it is no URL."""
    try:
        parts = urlsplit(urljoin(exchange.request.url, reference))
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return reference
    return parts.scheme, parts.hostname, port, unquote(parts.path), unquote(parts.query)


def _holds_it(it: Creation) -> bool:
    """Whether the answer has the new resource as primary data."""
    made = resource_in(it.attempt.exchange)
    return made.get("type") == it.writable.type and "id" in made


def _is_empty_204(it: Creation) -> bool:
    return it.attempt.status == NO_CONTENT and not it.attempt.exchange.body


def _is_as_sent(it: Creation) -> bool:
    """Whether the resource that is there has what was sent, and no more; null is as good as nothing."""
    shown = resource_in(it.attempt.shown) if it.attempt.shown else {}
    stored = {name: value for name, value in attributes_of(shown).items() if value is not None}
    related = it.writable.draft.relationships
    linked = all(linkage_in(shown, name) in (..., sent) for name, sent in related.items())
    return linked and stored == attributes_of(it.resource)


def _astray(candidate: Candidate, it: Creation) -> str:
    """What is wrong with the Location of an answer; "" when nothing is, or nothing tells."""
    told = it.attempt.exchange.header("location")
    if told is None:
        return "no Location"
    url = candidate.url_from(it.attempt.exchange.request.url, told)
    if url is None or not it.attempt.url or url == it.attempt.url or not candidate.is_own(url):
        return ""
    found = candidate.get(url)
    made = resource_in(it.attempt.shown) if it.attempt.shown else {}
    if found.status == _OK and resource_in(found).get("id") == made.get("id"):
        return ""
    return f"{told}, where {found.status} is answered"
