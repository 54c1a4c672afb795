"""The links of a resource object."""

from collections.abc import Iterator

from conformance.candidate import Candidate
from conformance.model import Doubt, Exchange, Finding, Observation, Obstacle

from ..documents import Document, Object
from ..fetching.places import GUARDED, OK, data_of, survey_exchanges
from ..findings import met, shown, unmet
from ..survey import Survey, link_url, survey

_MOST_OF_A_TYPE = 3
_MOST = 24


def may_self(exchange: Exchange) -> Iterator[Finding]:
    """A resource object has a `self` link."""
    for pointer, links, place in exchange.once(Document).links:
        if place == "resource" and links.get("self"):
            yield met(exchange, "a self link where wanted", "self", f"{pointer}/self")
            return


def self_returns_resource(candidate: Candidate) -> Iterator[Observation]:
    """The `self` link of a resource answers 200 with that resource as primary data."""
    given = list(_given(candidate, candidate.once(survey)))[:_MOST]
    own = [(url, item) for url, item in given if candidate.is_own(url)]
    candidate.get_all(dict.fromkeys(url for url, _ in own))
    for url, item in own:
        yield _returned(candidate.get(url), item)
    if given and not own:
        yield Obstacle(f"the self links lead to another host: {given[0][0]}")


def _given(candidate: Candidate, found: Survey) -> Iterator[tuple[str, Object]]:
    """`self` links of the resources that were seen, a few of each type, with their resources."""
    seen: dict[str, set[object]] = {}
    for exchange in survey_exchanges(found):
        for _, item in exchange.once(Document).resources:
            links, kind = item.get("links"), str(item.get("type"))
            link = links.get("self") if isinstance(links, dict) else None
            url = link_url(candidate, exchange, link)
            ids = seen.setdefault(kind, set())
            if url and len(ids) < _MOST_OF_A_TYPE and str(item.get("id")) not in ids:
                ids.add(str(item.get("id")))
                yield url, item


def _returned(exchange: Exchange, item: Object) -> Observation:
    expected = f"status 200 with {item.get('type')} {item.get('id')} as data"
    if exchange.status in GUARDED:
        return Doubt(f"the self link may not be followed ({exchange.status})", exchange)
    data = data_of(exchange)
    if exchange.status != OK:
        return unmet(exchange, expected, f"status {exchange.status}")
    if not isinstance(data, dict):
        return unmet(exchange, expected, shown(data), "/data")
    found = (data.get("type"), data.get("id"))
    judged = met if found == (item.get("type"), item.get("id")) else unmet
    return judged(exchange, expected, f"{found[0]} {found[1]}", "/data")
