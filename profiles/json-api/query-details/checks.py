"""How query strings are read and written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from conformance.candidate import Candidate
from conformance.model import Absence, Exchange, Observation

from ..documents import Document
from ..fetching.places import OK, extended
from ..fields.trials import fields, fieldset, restricting, trials
from ..findings import met, unmet
from ..include.paths import identities, identity
from ..include.probes import probes, working
from ..query.names import named, raw_names
from ..survey import Survey, link_url, survey

_SERIALISED = re.compile(r"(?:[A-Za-z0-9*._+-]|%[0-9A-Fa-f]{2})*")
_PAGES = ("next", "last")


@dataclass(frozen=True)
class _Pair:
    """A request whose query has an effect, and a URL that should mean the same."""

    plain: Exchange
    encoded: Exchange
    other: str


def parse(candidate: Candidate) -> Iterator[Observation]:
    """Percent-encoded letters in names and values, and empty pieces, change nothing."""
    pairs = list(_respelt(candidate))
    for pair in pairs:
        exchange = candidate.get(pair.other)
        same = exchange.status == pair.encoded.status and _content(exchange) == _content(
            pair.encoded
        )
        asked = pair.encoded.target.partition("?")[2]
        actual = "the same" if same else f"status {exchange.status}, other content"
        evidence_of = met if same else unmet
        yield evidence_of(exchange, f"the same as for {asked}", actual)
    if not pairs:
        yield Absence("no parameter was found by whose effect this could be told")


def _respelt(candidate: Candidate) -> Iterator[_Pair]:
    for probe in working(candidate.once(probes))[:1]:
        plain = probe.plain.request.url
        coded = f"%{ord(probe.path[0]):02X}{probe.path[1:]}" if probe.path.isascii() else probe.path
        yield _Pair(probe.plain, probe.exchange, extended(plain, f"%69nclude={coded}"))
        yield _Pair(probe.plain, probe.exchange, extended(plain, f"&&include={probe.path}&"))
        return
    for trial in restricting(candidate.once(trials))[:1]:
        coded = fieldset(trial.kind, trial.field).replace("fields", "%66ields", 1)
        yield _Pair(trial.plain, trial.exchange, extended(trial.plain.request.url, coded))


def serialize(exchange: Exchange) -> Iterator[Observation]:
    """Names of query parameters in links are written as a form serialiser writes them."""
    if b"?" not in exchange.body or "[" in exchange.request.url:
        return  # raw brackets of the request may come back in `self`
    given = [it for it in _links(exchange) if it[1]]
    faults = [it for it in given if not _SERIALISED.fullmatch(it[1])]
    for where, raw in faults[:3]:
        yield unmet(exchange, "a percent-encoded name", raw, where)
    if given and not faults:
        yield met(exchange, "form-encoded names", given[0][1], given[0][0])


def _links(exchange: Exchange) -> Iterator[tuple[str, str]]:
    """Pointer and raw name: the parameters that the server adds, and those it repeats in `self`."""
    if exchange.once(Document).is_json_api:
        yield from ((it.where, it.raw) for it in exchange.once(named) if it.fetched)
        own = exchange.once(Document).top_links.get("self")
        if isinstance(own, str):
            yield from (("/links/self", raw) for raw in raw_names(own))


def accept_raw_brackets(candidate: Candidate) -> Iterator[Observation]:
    """Raw brackets in the name of a parameter that works are accepted."""
    for pair in _bracketed(candidate):
        exchange = candidate.get(pair.other)
        judged = met if exchange.status == OK else unmet
        yield judged(exchange, "status 200", f"status {exchange.status} for raw brackets")
    if not list(_bracketed(candidate)):
        yield Absence("no parameter with brackets was found that works")


def raw_equals_encoded(candidate: Candidate) -> Iterator[Observation]:
    """Raw brackets, where they are accepted, mean what encoded ones mean."""
    pairs = list(_bracketed(candidate))
    for pair in pairs:
        exchange = candidate.get(pair.other)
        if exchange.status != OK:
            yield Absence(f"raw brackets are not accepted ({exchange.status})", exchange)
            continue
        same = _content(exchange) == _content(pair.encoded)
        ignored = _content(exchange) == _content(pair.plain)
        actual = "the same" if same else "as if not asked" if ignored else "other content"
        judged = met if same else unmet
        yield judged(exchange, "the same content as for %5B and %5D", actual, "/data")
    if not pairs:
        yield Absence("no parameter with brackets was found that works")


def _bracketed(candidate: Candidate) -> Iterator[_Pair]:
    """A fieldset that works, else a page that a link leads to, once more with raw brackets."""
    for trial in restricting(candidate.once(trials))[:1]:
        yield _Pair(trial.plain, trial.exchange, _raw(trial.exchange.request.url))
        return
    found: Survey = candidate.once(survey)
    for collection in found.collections:
        links = collection.exchange.once(Document).top_links
        urls = [link_url(candidate, collection.exchange, links.get(name)) for name in _PAGES]
        for url in filter(None, urls):
            encoded = url.replace("[", "%5B").replace("]", "%5D")
            if "%5B" in encoded.upper() and candidate.is_own(encoded):
                page = candidate.get(encoded)
                if page.status == OK and _content(page) != _content(collection.exchange):
                    yield _Pair(collection.exchange, page, _raw(encoded))
                    return


def _raw(url: str) -> str:
    for coded, plain in (("%5B", "["), ("%5b", "["), ("%5D", "]"), ("%5d", "]")):
        url = url.replace(coded, plain)
    return url


def _content(exchange: Exchange) -> tuple[object, ...]:
    """What a query has an effect on: which resources there are, and with which fields."""
    document = exchange.once(Document)
    primary = [identity(item) for _, item in document.primary]
    kinds = sorted({str(item.get("type")) for _, item in document.resources})
    return primary, identities(exchange), [(it, fields(exchange, it)) for it in kinds]
