"""Where a candidate shows that it supports profiles, and which."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from conformance.candidate import Candidate
from conformance.model import Exchange

from .. import media_types
from ..documents import Document
from ..survey import survey
from ..targets import href

CURSOR_PAGINATION = "https://jsonapi.org/profiles/ethanresnick/cursor-pagination/"
MOST = 4
_OK = 200


@dataclass(frozen=True)
class Offer:
    """A profile, and a URL where it may be applied.

    `certain` when the candidate itself said so in the words of the specification; otherwise it is a guess, which only
    an answer that names the profile confirms.
    """

    uri: str
    url: str
    certain: bool

    @property
    def accept(self) -> str:
        """The Accept header that asks for the profile."""
        return f'{media_types.JSON_API}; profile="{self.uri}"'


@dataclass(frozen=True)
class Asked:
    """An offer and the answer to a request that asks for it."""

    offer: Offer
    exchange: Exchange

    @property
    def applied(self) -> bool:
        """Whether the answer says that the profile was applied."""
        return self.offer.uri in self.exchange.once(Document).profile


def plain(candidate: Candidate) -> Exchange | None:
    """An answer to a request without any wish, 200 and JSON:API, to compare others with."""
    found = candidate.once(survey)
    known = [it.exchange for it in (*found.collections, *found.resources)]
    return next((it for it in (*known, found.entry) if it.status == _OK and _document(it)), None)


def _document(exchange: Exchange) -> bool:
    document = exchange.once(Document)
    return document.is_json_api or document.resembles_json_api


def asked(candidate: Candidate) -> tuple[Asked, ...]:
    """What came of asking for each profile that the candidate may support."""
    distinct = {(it.uri, it.url): it for it in reversed(list(_offers(candidate)))}
    offers = islice(reversed(distinct.values()), MOST)
    return tuple(Asked(it, candidate.get(it.url, {"Accept": it.accept})) for it in offers)


def _offers(candidate: Candidate) -> Iterator[Offer]:
    found = candidate.once(survey)
    seen = (found.entry, *(it.exchange for it in (*found.collections, *found.resources)))
    for exchange in seen:
        for uri in exchange.once(Document).profile:
            yield Offer(uri, exchange.request.url, certain=True)
        yield from _typed_links(candidate, exchange)
    ordinary = plain(candidate)
    if ordinary:
        for uri in (*_mentioned(found.entry), CURSOR_PAGINATION):
            yield Offer(uri, ordinary.request.url, certain=False)


def _typed_links(candidate: Candidate, exchange: Exchange) -> Iterator[Offer]:
    """Profiles that the `type` of a link names, which is no more than a hint (#document-links-link-object)."""
    for _, link in exchange.once(Document).link_objects:
        kind, target = link.get("type"), href(link)
        if not isinstance(kind, str) or not target:
            continue
        url = candidate.url_from(exchange.request.url, target)
        if media_types.media_type(kind) == media_types.JSON_API and url and candidate.is_own(url):
            for uri in media_types.uris(media_types.parameters(kind), "profile"):
                yield Offer(uri, url, certain=False)


def _mentioned(entry: Exchange) -> Iterator[str]:
    """URIs that the entry point's `meta` lists as profiles, which is its own way of saying so."""
    meta = entry.once(Document).root.get("meta")
    listed = meta.get("profiles") if isinstance(meta, dict) else None
    for uri in listed if isinstance(listed, list) else ():
        if isinstance(uri, str) and media_types.is_uri(uri):
            yield uri
