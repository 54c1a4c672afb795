"""Pagination: https://jsonapi.org/format/1.1/#fetching-pagination."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from conformance.candidate import Candidate
from conformance.model import Absence, Doubt, Exchange, Finding, Observation, Obstacle

from ..documents import Document, escaped
from ..sort.probes import OK, brief, sorting, values, with_query
from ..sort.values import arranged, arrangement
from ..survey import survey
from . import combined
from .links import (
    KEYS,
    is_elsewhere,
    is_link,
    links_of,
    misplaced,
    query_of,
    query_text,
    top_links,
)
from .walks import Page, Walk, follow, has_changed, is_by_cursor, walks

_MISNAMED = {
    "previous": "prev",
    "prevpage": "prev",
    "previouspage": "prev",
    "pageprev": "prev",
    "pageprevious": "prev",
    "nextpage": "next",
    "pagenext": "next",
    "firstpage": "first",
    "pagefirst": "first",
    "lastpage": "last",
    "pagelast": "last",
}
_NOT_LETTERS = re.compile(r"[^a-z]")
_FAMILY = re.compile(r"page(\[.*\])?")
_MORE = "none, while last leads to other items"
_TO_PAGE = "a links object beside the collection"


# -- any exchange ----------------------------------------------------------------------------------


def pages_are_served(exchange: Exchange) -> Iterator[Observation]:
    """A collection is answered with a part of it: there is a next or a previous page."""
    links = top_links(exchange)
    found = [name for name in ("next", "prev") if is_link(links.get(name))]
    if found:
        actual = f"a page that has {' and '.join(found)}"
        yield Finding(True, "all, or a page", actual, "/links", exchange)


def links_are_given(exchange: Exchange) -> Iterator[Observation]:
    """A collection has links to its pages."""
    links = top_links(exchange)
    found = [name for name in KEYS if is_link(links.get(name))]
    if found:
        yield Finding(True, "links, or none", ", ".join(found), "/links", exchange)


def links_stand_with_collection(exchange: Exchange) -> Iterator[Observation]:
    """Pagination links stand where the collection's other links do, and nowhere else."""
    document = exchange.once(Document)
    if not document.root or exchange.status != OK:
        return
    faults = list(misplaced(document))
    for pointer, actual in faults:
        yield Finding(False, _TO_PAGE, actual, pointer, exchange)
    links = top_links(exchange)
    if not faults and any(is_link(links.get(name)) for name in KEYS):
        yield Finding(True, _TO_PAGE, "as expected", "/links", exchange)


def page_family(exchange: Exchange) -> Iterator[Observation]:
    """The link to the next page differs in a parameter called page or page[…]."""
    links = top_links(exchange)
    expected = "parameters of the page family"
    for name in ("next", "prev", "last"):
        link = links.get(name)
        if any(_FAMILY.fullmatch(key) for key, _ in query_of(link)):
            yield Finding(True, expected, f"{name}: {query_text(link)}", f"/links/{name}", exchange)
            return
    link = links.get("next")
    if is_link(link) and is_elsewhere(exchange, link):
        yield Finding(False, expected, f"next: {query_text(link)}", "/links/next", exchange)


# -- page after page -------------------------------------------------------------------------------


def links_lead_where_they_say(candidate: Candidate) -> Iterator[Observation]:
    """The keys are the four of the standard, and following each gives the page of that name."""
    seen = [collection.exchange for collection in candidate.once(survey).collections]
    seen += [page.exchange for walk in candidate.once(walks) for page in walk.pages[1:]]
    for exchange in seen:
        yield from _misnamed(exchange)
    for walk in candidate.once(walks):
        yield from _unless_changed(candidate, walk, _led(candidate, walk))
    yield from combined.each_item_once(candidate)
    yield from _why_nothing(candidate)


def unavailable_links_are_absent(candidate: Candidate) -> Iterator[Observation]:
    """The first page has no prev, the last no next, and a page before the last has one."""
    for walk in candidate.once(walks):
        yield from _no_prev_at_start(candidate, walk)
        yield from _unless_changed(candidate, walk, _no_next_at_end(candidate, walk))
        for page in walk.pages:
            yield from _malformed(page)
    for collection in candidate.once(survey).collections:
        yield from _next_is_missing(candidate, Page(collection.exchange))
    yield from _why_nothing(candidate)


def pages_follow_the_order(candidate: Candidate) -> Iterator[Observation]:
    """Sorted, the values of the next page come after those of this one, those of prev before."""
    found = candidate.once(sorting)
    for walk in candidate.once(walks):
        for probe in [it for it in found.effective if it.collection is walk.collection][:1]:
            for asked in (probe.field, f"-{probe.field}"):
                url = with_query(walk.start.exchange.request.url, {"sort": asked})
                yield from _order_of(candidate, probe.field, Page(candidate.get(url)))
    if found.refused and not found.effective:
        reason = "no field that was tried can be sorted by, so that pages have no order to keep to"
        yield Absence(reason, found.refused)
    else:
        yield from _why_nothing(candidate)


def _unless_changed(
    candidate: Candidate, walk: Walk, found: Iterable[Observation]
) -> Iterator[Observation]:
    """What was found; a fault is only a doubt where somebody else writes meanwhile."""
    for it in found:
        if isinstance(it, Finding) and not it.met and has_changed(candidate, walk):
            yield Doubt("the collection changes while it is looked at", it.evidence)
        else:
            yield it


# -- where links lead ------------------------------------------------------------------------------


def _misnamed(exchange: Exchange) -> Iterator[Finding]:
    for name in links_of(exchange):
        right = _MISNAMED.get(_NOT_LETTERS.sub("", name.lower()))
        if right:
            where = f"/links/{escaped(name)}"
            yield Finding(False, f"the key {right}", f"the key {name}", where, exchange)


def _led(candidate: Candidate, walk: Walk) -> Iterator[Observation]:
    beyond = walk.beyond
    for one, other in pairwise(walk.pages):
        yield _Led("next", "the following page", one, other).finding()
    if beyond and beyond.holds:
        same = beyond.ids == walk.end.ids
        actual = "the same page again" if same else "items that were on an earlier page"
        yield _Led("next", "the following page", walk.end, beyond).finding(actual)
    elif len(walk.pages) == 1 and beyond is None:
        reason = "next leads to another host, which is not asked"
        yield Doubt(reason, walk.start.exchange)
    if len(walk.pages) > 1:
        yield from _led_back(candidate, walk, walk.pages[1], "prev")
        yield from _led_back(candidate, walk, walk.pages[1], "first")
    yield from _led_to_last(candidate, walk)


def _led_back(candidate: Candidate, walk: Walk, page: Page, name: str) -> Iterator[Observation]:
    """From the second page to the first."""
    target = follow(candidate, page, name)
    if target:
        wrong = "" if target.ids == walk.start.ids else _described(target)
        yield _Led(name, "the first page", page, target).finding(wrong)


def _led_to_last(candidate: Candidate, walk: Walk) -> Iterator[Observation]:
    target = follow(candidate, walk.start, "last")
    if target is None:
        return
    further = follow(candidate, target, "next") if target.holds else None
    wrong = ""
    if not target.holds:
        wrong = _described(target)
    elif walk.is_whole and any(target.shares(page) for page in walk.pages):
        end = walk.end.ids[-1]
        wrong = "" if target.ids[-1] == end else f"a page that does not end with {_named(end)}"
    elif further and further.holds and not further.shares(target):
        wrong = "a page that others follow"
    yield _Led("last", "the page with the last items", walk.start, target).finding(wrong)


@dataclass(frozen=True)
class _Led:
    """A pagination link that was followed, and where it should have led."""

    name: str
    expected: str
    page: Page
    target: Page

    def finding(self, wrong: str = "") -> Finding:
        """Met, unless something is wrong with the target."""
        return Finding(
            not wrong,
            f"{self.name} leads to {self.expected}",
            wrong or "as expected",
            f"/links/{self.name}",
            (self.page.exchange, self.target.exchange),
        )


def _described(page: Page) -> str:
    if page.exchange.status != OK:
        return f"an answer {page.exchange.status}"
    return "another page" if page.ids else "an empty page"


def _named(identity: tuple[object, object]) -> str:
    return f"{identity[0]} {identity[1]}"


# -- what is left out ------------------------------------------------------------------------------


def _no_prev_at_start(candidate: Candidate, walk: Walk) -> Iterator[Observation]:
    expected = "no prev on the first page"
    target = follow(candidate, walk.start, "prev")
    if target is None:
        yield Finding(True, expected, "none", "/links/prev", walk.start.exchange)
    elif not target.holds or target.ids == walk.start.ids:
        yield from _leads_nowhere(walk.start, "prev", target, expected)


def _no_next_at_end(candidate: Candidate, walk: Walk) -> Iterator[Finding]:
    expected = "next where a page follows, and only there"
    if walk.beyond is not None:
        if not walk.beyond.holds:
            yield from _leads_nowhere(walk.end, "next", walk.beyond, expected)
    elif walk.is_whole and len(walk.pages) > 1:
        last = follow(candidate, walk.start, "last")
        if last and last.holds and not any(last.shares(page) for page in walk.pages):
            seen = walk.end.exchange, last.exchange
            yield Finding(False, expected, _MORE, "/links", seen)
        else:
            pages = tuple(page.exchange for page in walk.pages)
            yield Finding(True, expected, "as expected", "/links/next", pages)


def _leads_nowhere(page: Page, name: str, target: Page, expected: str) -> Iterator[Finding]:
    uncounted = is_by_cursor(page, name) or (name == "next" and page.links.get("last") is None)
    if target.exchange.status == OK and uncounted:
        return  # a server that does not count need not know whether items lie beyond
    actual = "the same page" if target.ids else _described(target)
    evidence = page.exchange, target.exchange
    yield Finding(False, expected, f"one that leads to {actual}", f"/links/{name}", evidence)


def _malformed(page: Page) -> Iterator[Finding]:
    for name in KEYS:
        link = page.links.get(name)
        if not (link is None or isinstance(link, str | dict)):
            expected, actual = "a link, null or nothing", brief(link)
            yield Finding(False, expected, actual, f"/links/{name}", page.exchange)


def _next_is_missing(candidate: Candidate, page: Page) -> Iterator[Finding]:
    """There is a last page that is not this one, so that there is a next one too."""
    if page.links.get("next") is not None or not page.ids:
        return
    last = follow(candidate, page, "last")
    if last and last.holds and not last.shares(page):
        evidence = page.exchange, last.exchange
        yield Finding(False, "next where a page follows", _MORE, "/links", evidence)


# -- the order -------------------------------------------------------------------------------------


def _order_of(candidate: Candidate, field: str, page: Page) -> Iterator[Observation]:
    within = arrangement(values(page.exchange, field))
    following = follow(candidate, page, "next")
    if following is None or not following.holds or not within.is_monotone:
        return
    if following.ids == page.ids:
        return  # next leads nowhere, which another clause is about
    yield from _across(field, page, following, "next", rises=within.ascends)
    back = follow(candidate, following, "prev")
    if back and back.holds:
        yield from _across(field, back, following, "prev", rises=within.ascends)


def _across(
    field: str, page: Page, following: Page, name: str, *, rises: bool
) -> Iterator[Observation]:
    """Each item of one page against each of the page that should follow it."""
    mine, theirs = values(page.exchange, field), values(following.exchange, field)
    shown = [*mine, *theirs]
    pairs = ((n, len(mine) + m) for n in range(len(mine)) for m in range(len(theirs)))
    found = arranged(shown, pairs)
    wrong = found.falling if rises else found.rising
    expected = f"{name} keeps the order of {field}"
    pages = (page, following) if name == "next" else (following, page)
    evidence = tuple(it.exchange for it in pages)
    if wrong:
        one, other = (shown[place] for place in wrong[0])
        actual = f"{brief(one)} on the page before {brief(other)}"
        yield Finding(False, expected, actual, f"/links/{name}", evidence)
    elif found.decided:
        yield Finding(True, expected, "as expected", f"/links/{name}", evidence)


# -- what there is to look at ----------------------------------------------------------------------


def _why_nothing(candidate: Candidate) -> Iterator[Observation]:
    if candidate.once(walks):
        return
    collections = candidate.once(survey).collections
    if collections:
        reason = "no collection shows links to a next page, nor to smaller pages when asked for"
        yield Absence(reason, tuple(it.exchange for it in collections[:3]))
    else:
        yield Obstacle("no collection was found")
