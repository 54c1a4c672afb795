"""What the checks of pagination ask, once a run: a few collections, page after page.

Nothing is assumed about how a server pages: its own links lead. Only where a collection fits on
one page, a smaller page is asked for, with the parameter that its links show, else two usual ones.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from conformance.candidate import Candidate
from conformance.model import Exchange

from ..sort.probes import OK, Identity, identities, items, with_query
from ..survey import Collection, link_url, survey
from .links import KEYS, links_of, query_of

MOST_WALKS = 2
MOST_PAGES = 5
_MOST_SEARCHED = 4
_FEWEST_ITEMS = 3
_SIZES = ("page[size]", "page[limit]")
_SIZE_NAME = re.compile(r"(size|limit|perpage)\]?$", re.IGNORECASE)
_CURSOR = re.compile(r"cursor|after|before|token", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Page:
    """One page of a collection."""

    exchange: Exchange

    @cached_property
    def ids(self) -> list[Identity]:
        """Type and id of each item, in order."""
        return identities(self.exchange)

    @cached_property
    def links(self) -> Mapping[str, Any]:
        """The top-level links."""
        return links_of(self.exchange)

    @property
    def holds(self) -> bool:
        """It was answered with success and has items."""
        return self.exchange.status == OK and bool(self.ids)

    def shares(self, other: "Page") -> bool:
        """Some item is on both pages."""
        return not set(self.ids).isdisjoint(other.ids)


@dataclass(frozen=True, eq=False)
class Walk:
    """Pages of a collection, each reached by the `next` of the one before.

    `beyond` is what the last page's `next` led to when that was no page with new items.
    """

    collection: Collection
    pages: tuple[Page, ...]
    beyond: Page | None = None

    @property
    def start(self) -> Page:
        """The page that it began at."""
        return self.pages[0]

    @property
    def end(self) -> Page:
        """The page that it got to."""
        return self.pages[-1]

    @property
    def is_whole(self) -> bool:
        """It got to the end: the last page has no `next`, or one that leads to no items."""
        if self.beyond is not None:
            return not self.beyond.holds
        return self.end.links.get("next") is None


def walks(candidate: Candidate) -> tuple[Walk, ...]:
    """A provision: the first collections that turn out to have pages, one of them in small pages."""
    found = [it for it in candidate.once(survey).collections if len(it.resources) >= _FEWEST_ITEMS]
    begun = [(it, Page(it.exchange)) for it in found if leads(it.exchange, "next")][:1]
    for collection in [it for it in found if it not in [one for one, _ in begun]][:_MOST_SEARCHED]:
        if len(begun) >= MOST_WALKS:
            break
        page = _small(candidate, collection)
        if page:
            begun.append((collection, page))
    return tuple(_walk(candidate, collection, page) for collection, page in begun)


def leads(exchange: Exchange, name: str) -> bool:
    """Whether there is a pagination link of that name, and it is not null."""
    return isinstance(links_of(exchange).get(name), str | dict)


def follow(candidate: Candidate, page: Page, name: str) -> Page | None:
    """The page that a link leads to; None when it is no link, or leads to someone else."""
    url = link_url(candidate, page.exchange, page.links.get(name))
    return Page(candidate.get(url)) if url and candidate.is_own(url) else None


def is_by_cursor(page: Page, name: str) -> bool:
    """Whether a link pages by cursor, where the server need not know what lies beyond."""
    return any(_CURSOR.search(key) for key, _ in query_of(page.links.get(name)))


def has_changed(candidate: Candidate, walk: Walk) -> bool:
    """Whether its first or last page has other items now: somebody else is writing meanwhile."""
    for page in (walk.start, walk.end):
        if identities(candidate.send("GET", page.exchange.request.url)) != page.ids:
            return True
    return False


def _small(candidate: Candidate, collection: Collection) -> Page | None:
    """The first of some small pages, where a page size can be asked for."""
    size = max(2, (len(collection.resources) + 2) // 3)
    for name in _size_names(collection.exchange):
        answer = candidate.get(with_query(collection.url, {name: str(size)}))
        smaller = 0 < len(items(answer)) < len(collection.resources)
        if answer.status == OK and smaller and leads(answer, "next"):
            return Page(answer)
    return None


def _size_names(exchange: Exchange) -> Iterator[str]:
    """The parameters that may set a page's size: those in the links, else two usual ones."""
    links = links_of(exchange)
    shown = {
        name for key in KEYS for name, _ in query_of(links.get(key)) if _SIZE_NAME.search(name)
    }
    yield from sorted(shown) or _SIZES


def _walk(candidate: Candidate, collection: Collection, start: Page) -> Walk:
    pages = [start]
    while len(pages) < MOST_PAGES:
        following = follow(candidate, pages[-1], "next")
        if following is None:
            break
        if not following.holds or any(following.shares(page) for page in pages):
            return Walk(collection, tuple(pages), following)
        pages.append(following)
    return Walk(collection, tuple(pages))
