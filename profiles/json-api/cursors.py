"""The cursor pagination profile: whether it is offered, and the lists that its checks look at.

Nothing but the profile's own announcement makes a candidate answer for it. One list is looked at closely, the *main*
one; what it cannot show, because it is too long to be read to its end, a *short* one shows.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from conformance.candidate import Candidate
from conformance.model import Absence, Doubt, Exchange, Finding, Observation, Obstacle

from .cursor_documents import (
    AFTER,
    BEFORE,
    PROFILE,
    SIZE,
    Identity,
    announces,
    cursor_in,
    has_type,
    identities,
    identity_of,
    page_of,
    root_of,
)
from .media_types import JSON_API
from .pagination.links import links_of, query_of
from .sort.probes import OK, items, with_query
from .survey import link_url, survey

ASKING = {"Accept": f'{JSON_API}; profile="{PROFILE}/"'}
STEP = 2
"""The size of the pages that are asked for; nobody's default."""
_FEWEST = 4
_MOST_PAGES = 5
_MOST_ASKED = 2
_ENOUGH = 8
_LARGER = "10"

Look = Callable[[Candidate, "Listing"], Iterable[Observation]]


# -- lists -----------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Listing:
    """A list that is paged by cursor, as far as its own links to the next page lead.

    `pages` begins with the answer to a request without page parameters; `largest` is the answer that shows most of the
    beginning at once; `beyond` is what the last page's `next` led to when that was no page with new items.
    """

    url: str
    headers: Mapping[str, str]
    pages: tuple[Exchange, ...]
    largest: Exchange
    beyond: Exchange | None = None

    @property
    def plain(self) -> Exchange:
        """The answer to a request without page parameters."""
        return self.pages[0]

    @cached_property
    def known(self) -> list[Identity]:
        """Type and id of the first items: from one answer, unless no answer shows more than a few."""
        found = identities(self.largest)
        return found if len(found) >= _FEWEST else self.order

    @cached_property
    def order(self) -> list[Identity]:
        """Type and id of each item on the pages."""
        return list(dict.fromkeys(it for page in self.pages for it in identities(page)))

    @cached_property
    def is_whole(self) -> bool:
        """The pages are all that there are."""
        if self.beyond is not None:
            return self.beyond.status == OK and not items(self.beyond)
        return links_of(self.pages[-1]).get("next") is None

    @cached_property
    def cursors(self) -> dict[Identity, str]:
        """The cursors that items carry themselves."""
        found = {}
        for page in (*self.pages, self.largest):
            for item in items(page):
                cursor = page_of(item).get("cursor")
                if isinstance(cursor, str):
                    found[identity_of(item)] = cursor
        return found

    def ask(self, candidate: Candidate, parameters: Mapping[str, str]) -> Exchange:
        """The answer to these parameters; asked once a run."""
        return candidate.get(with_query(self.url, parameters), self.headers)

    def follow(self, candidate: Candidate, page: Exchange | None, name: str) -> Exchange | None:
        """The answer that a pagination link leads to; None when it is no link, or leads to someone else."""
        url = link_url(candidate, page, links_of(page).get(name)) if page else None
        return candidate.get(url, self.headers) if url and candidate.is_own(url) else None

    def has_changed(self, candidate: Candidate) -> bool:
        """Whether some page has other items now: somebody else is writing meanwhile."""
        for page in self.pages:
            now = candidate.send("GET", page.request.url, self.headers)
            if identities(now) != identities(page):
                return True
        return False


@dataclass(frozen=True, eq=False)
class Steps:
    """The first small pages of a list, each reached by the `next` of the one before, and those that `prev` leads to."""

    first: Exchange
    second: Exchange | None = None
    third: Exchange | None = None
    before_second: Exchange | None = None
    before_third: Exchange | None = None

    @property
    def forward(self) -> tuple[Exchange, ...]:
        """The pages that there are, as `next` led to them."""
        return tuple(it for it in (self.first, self.second, self.third) if it is not None)

    @property
    def back(self) -> tuple[tuple[Exchange, Exchange], ...]:
        """Pages, each with the one that its `prev` led to."""
        pairs = ((self.second, self.before_second), (self.third, self.before_third))
        return tuple((one, other) for one, other in pairs if one and other)


def steps(candidate: Candidate, listing: Listing) -> Steps:
    """The small pages at the beginning of a list."""
    first = listing.ask(candidate, {SIZE: str(STEP)})
    second = listing.follow(candidate, first, "next")
    third = listing.follow(candidate, second, "next")
    return Steps(
        first,
        second,
        third,
        listing.follow(candidate, second, "prev"),
        listing.follow(candidate, third, "prev"),
    )


# -- whether it is offered, and where --------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Offer:
    """Where the profile is applied: the collections' answers, the headers that ask for it, and what was looked at."""

    exchanges: tuple[Exchange, ...]
    headers: Mapping[str, str] = field(default_factory=dict)
    looked_at: tuple[Exchange, ...] = ()


def offer(candidate: Candidate) -> Offer:
    """A provision: the collections that announce the profile, unasked or else when it is asked for."""
    plain = [it.exchange for it in candidate.once(survey).collections]
    unasked = tuple(it for it in plain if announces(it))
    if unasked:
        return Offer(unasked)
    likely = sorted(plain, key=lambda it: not _shows_cursors(it))[:_MOST_ASKED]
    urls = dict.fromkeys(it.request.url for it in likely)
    answers = tuple(candidate.get(url, ASKING) for url in urls)
    applied = tuple(it for it in answers if announces(it))
    if applied:
        others = [it.request.url for it in plain if it.request.url not in urls]
        applied += tuple(it for it in candidate.get_all(others, ASKING) if announces(it))
    return Offer(applied, ASKING, answers)


def _shows_cursors(exchange: Exchange) -> bool:
    """Whether the answer to a plain request looks like a page between cursors."""
    by_link = any(cursor_in(exchange, "next", it) for it in (AFTER, BEFORE, SIZE))
    return by_link or any("cursor" in page_of(item) for item in items(exchange))


def lists(candidate: Candidate) -> tuple[Exchange, ...]:
    """A provision: the answers of the collections that are paged by cursor, those with more to come first."""
    found = candidate.once(offer)
    paged = [it for it in found.exchanges if it.status == OK and _is_paged(it)]
    if not paged:
        able = [it for it in found.exchanges if len(items(it)) >= _FEWEST]
        paged = [it for it in able[:_MOST_ASKED] if _is_cut(candidate, it, found.headers)]
    return tuple(sorted(paged, key=lambda it: (links_of(it).get("next") is None, -len(items(it)))))


def _is_paged(exchange: Exchange) -> bool:
    links = links_of(exchange)
    marked = bool(page_of(root_of(exchange))) or _shows_cursors(exchange)
    return marked or {"prev", "next"} <= links.keys()


def _is_cut(candidate: Candidate, exchange: Exchange, headers: Mapping[str, str]) -> bool:
    small = candidate.get(with_query(exchange.request.url, {SIZE: str(STEP)}), headers)
    return 0 < len(items(small)) < len(items(exchange))


def main(candidate: Candidate) -> Listing | Absence | Obstacle:
    """A provision: the list that is looked at closely, or why there is none."""
    found = candidate.once(offer)
    if not found.exchanges:
        if not found.looked_at:
            return Obstacle("no collection was found")
        return Absence("the cursor pagination profile is not announced", found.looked_at)
    for exchange in candidate.once(lists)[:_MOST_ASKED]:
        begun = listing(candidate, exchange, found.headers)
        if len(begun.order) >= _FEWEST:
            return begun
    if candidate.once(lists):
        return Obstacle("no list that is paged by cursor has four items", found.exchanges)
    return Absence("no collection that announces the profile is paged", found.exchanges)


def short(candidate: Candidate) -> Listing | None:
    """A provision: a list that one page can hold, read to its end."""
    headers = candidate.once(offer).headers
    for exchange in candidate.once(lists):
        if links_of(exchange).get("next") is None and len(items(exchange)) > STEP:
            return Listing(exchange.request.url, headers, (exchange,), exchange)
    return None


def linkage(candidate: Candidate) -> Listing | None:
    """A provision: the linkage of a to-many relationship that is paged by cursor at its own URL."""
    found = candidate.once(offer)
    able = [
        it.self_exchange
        for it in candidate.once(survey).relationships
        if it.self_exchange and len(items(it.self_exchange)) >= _FEWEST
    ]
    for plain in sorted(able, key=lambda it: -len(items(it)))[:_MOST_ASKED]:
        exchange = candidate.get(plain.request.url, found.headers)
        if announces(exchange) and _is_paged(exchange):
            return listing(candidate, exchange, found.headers)
    return None


def listing(candidate: Candidate, exchange: Exchange, headers: Mapping[str, str]) -> Listing:
    """The list that an answer begins, read on as far as a few pages go."""
    begun = Listing(exchange.request.url, headers, (exchange,), exchange)
    pages, beyond = [exchange], None
    while len(pages) < _MOST_PAGES:
        following = begun.follow(candidate, pages[-1], "next")
        if following is None:
            break
        if not identities(following) or _shares(following, pages):
            beyond = following
            break
        pages.append(following)
    largest = exchange
    if len(items(exchange)) < _ENOUGH and len(pages) > 1:
        larger = begun.ask(candidate, {SIZE: _LARGER})
        largest = max(exchange, larger, key=lambda it: len(items(it)))
    return Listing(begun.url, headers, tuple(pages), largest, beyond)


def _shares(exchange: Exchange, pages: Iterable[Exchange]) -> bool:
    seen = {it for page in pages for it in identities(page)}
    return not seen.isdisjoint(identities(exchange))


# -- how a check looks at one ----------------------------------------------------------------------


def on_main(candidate: Candidate, look: Look, otherwise: str) -> Iterator[Observation]:
    """What `look` finds on the main list, or why nothing could be found: `otherwise`, where it found nothing.

    A fault is only a doubt where somebody else writes meanwhile, and none where a page that was asked for by the way is
    larger than the server's pages can be.
    """
    found = candidate.once(main)
    if not isinstance(found, Listing):
        yield found
        return
    seen = [it for it in look(candidate, found) if not _is_too_large(it)]
    faults = [it for it in seen if isinstance(it, Finding) and not it.met]
    if any(it.has_changed(candidate) for it in _blamed(candidate, found, faults)):
        yield Doubt("the list changes while it is looked at", found.pages)
    else:
        yield from seen or [Absence(otherwise, found.plain)]


def _blamed(candidate: Candidate, found: Listing, faults: Iterable[Finding]) -> Iterator[Listing]:
    """The lists that faults were found on."""
    urls = [exchange.request.url for fault in faults for exchange in fault.exchanges]
    for it in (found, candidate.once(short), candidate.once(linkage)) if urls else ():
        if it and any(url.partition("?")[0] == it.url.partition("?")[0] for url in urls):
            yield it


def _is_too_large(found: Observation) -> bool:
    """Whether a fault is only that some small page is larger than the maximum."""
    if not isinstance(found, Finding) or found.met:
        return False
    return any(has_type(it, "max-size-exceeded") and _is_small(it) for it in found.exchanges)


def _is_small(exchange: Exchange) -> bool:
    size = dict(query_of(exchange.request.url)).get(SIZE, "")
    return size.isdecimal() and 0 < int(size) <= int(_LARGER)


def named(identity: Identity | None) -> str:
    """An item in two words; "nothing" when there is none."""
    return f"{identity[0]} {identity[1]}" if identity else "nothing"


def answered(exchange: Exchange) -> str:
    """What an answer is, in a few words."""
    if exchange.status != OK:
        return f"an answer {exchange.status}"
    found = identities(exchange)
    return f"{len(found)} items from {named(found[0])} on" if found else "an empty list"
