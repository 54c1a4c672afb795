"""The `related` links of relationships, followed."""

from collections.abc import Iterator
from typing import Any

from conformance.candidate import Candidate
from conformance.model import Absence, Doubt, Exchange, Observation, Obstacle

from ..documents import Document
from ..fetching.places import GUARDED, OK, data_of, has_data
from ..findings import met, shown, unmet
from ..survey import Relationship, Survey, survey
from . import listed
from .listed import is_linkage
from .written import stable

__all__ = ["equals_linkage", "stable", "valid_when_empty"]

_BAD = 400
_MOST = 4
Identity = tuple[Any, Any]


def valid_when_empty(candidate: Candidate) -> Iterator[Observation]:
    """The related URL of an empty relationship answers; one that is not found is wrong in any case.

    It takes an empty relationship to tell: that of a filled one shows nothing about this clause unless it fails.
    """
    found: Survey = candidate.once(survey)
    empty = False
    for relationship in found.relationships:
        exchange = relationship.related_exchange
        if exchange is None:
            continue
        if exchange.status in GUARDED or 300 <= exchange.status < _BAD:  # noqa: PLR2004
            yield Doubt(f"the related link was answered {exchange.status}", exchange)
        elif exchange.status >= _BAD:
            yield unmet(exchange, "a URL that works", f"status {exchange.status}")
        elif relationship.empty:
            empty = True
            actual = f"status {exchange.status} with {shown(data_of(exchange))} as data"
            yield met(exchange, "a URL that works when nothing is related", actual)
    if not empty:
        yield _why_not(found)


def _why_not(found: Survey) -> Observation:
    """Why no empty relationship was looked at."""
    given = [it for it in found.relationships if _links(it.object).get("related")]
    if not found.resources:
        return Obstacle("no resource was found", found.entry)
    if not given:
        return Absence("no relationship with a related link was found", found.entry)
    if not any(it.related_exchange for it in given):
        return Obstacle("no related link leads to an answer of the candidate's own", found.entry)
    return Obstacle("no relationship with a related link was found empty", found.entry)


def equals_linkage(candidate: Candidate) -> Iterator[Observation]:
    """The related URL and the relationship URL give the resources that the linkage of the relationship names.

    Of what comes in pages, a page tells only that nothing foreign is in it, and that something is. Beyond the resources
    that the survey looked at, some of those that collections list are tried.
    """
    found: Survey = candidate.once(survey)
    for relationship in found.relationships:
        if relationship.has_linkage and is_linkage(relationship.linkage):
            for exchange in (relationship.related_exchange, relationship.self_exchange):
                if exchange and exchange.status == OK and has_data(exchange):
                    yield from _compared(relationship, exchange)
    yield from listed.compared(candidate, _compared)


def _compared(relationship: Relationship, exchange: Exchange) -> Iterator[Observation]:
    linked, related = _identities(relationship.linkage), _identities(data_of(exchange))
    expected = f"the resources that {relationship.name} names: {_listed(linked)}"
    evidence = (relationship.parent.exchange, exchange)
    partial = bool(_links(relationship.object).get("next"))
    missing = linked - related
    foreign = related - linked if not partial else set()
    if foreign or bool(linked) is not bool(related):
        yield unmet(exchange, expected, _listed(related), "/data")
    elif missing and not _has_pages(exchange):
        yield Doubt(f"{len(missing)} that {relationship.name} names are not there", evidence)
    else:
        yield met(exchange, expected, _listed(related), "/data")


def _has_pages(exchange: Exchange) -> bool:
    links = exchange.once(Document).top_links
    return bool(links.get("next") or links.get("last"))


def _identities(value: Any) -> set[Identity]:
    items = value if isinstance(value, list) else [value]
    return {(str(it.get("type")), str(it.get("id"))) for it in items if isinstance(it, dict)}


def _listed(identities: set[Identity]) -> str:
    names = [f"{kind} {key}" for kind, key in sorted(identities)]
    beyond = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return (", ".join(names[:_MOST]) or "none") + beyond


def _links(relationship: dict[str, Any]) -> dict[str, Any]:
    links = relationship.get("links")
    return links if isinstance(links, dict) else {}
