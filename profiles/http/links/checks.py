"""Checks of https://www.rfc-editor.org/rfc/rfc8288: where links lead, and the pages that they tie together."""

from collections.abc import Iterator

from conformance.candidate import Candidate
from conformance.checks import pages, targets, weblinks
from conformance.checks.intermediaries import maker
from conformance.checks.pages import Page, Walk
from conformance.checks.targets import Surveyed
from conformance.checks.weblinks import Link
from conformance.model import Absence, Doubt, Exchange, Finding, Observation

_OK, _ERROR, _SERVER_FAULT = 200, 400, 500
_WRONG = 400  # more was to be said than the link says
_GONE = (404, 410)
_MOST_LINKS = 5
_MOST_SINGLES = 4
_NO_PAGES = "no collection has a link to a next page"
# Relations of which the target is not for a GET, or need not be there yet.
_NOT_FOR_READING = frozenset(
    ("preconnect", "dns-prefetch", "preload", "prefetch", "modulepreload", "create", "edit-form")
)


def targets_resolve(candidate: Candidate) -> Iterator[Observation]:
    """What a link in the field Link leads to is there, as far as it is the candidate's own."""
    found = list(_own_links(candidate))
    for exchange, link in found[:_MOST_LINKS]:
        answer = candidate.get(link.url)
        expected = f"something at the target of {', '.join(link.relations)}"
        if answer.status in _GONE:
            yield Finding(False, expected, answer.where, "link", (answer, exchange))
        elif answer.status == _WRONG or answer.status >= _SERVER_FAULT or maker(answer):
            yield Doubt(f"the target of a link is answered with {answer.status}", answer)
        else:
            yield Finding(True, expected, answer.where, "link", (answer, exchange))
    if not found:
        yield Absence("no answer has a link of its own in the field Link")


def _own_links(candidate: Candidate) -> Iterator[tuple[Exchange, Link]]:
    """Links to what is the candidate's own, one for each relation: those of other relations than pages first."""
    found: dict[tuple[str, ...], tuple[Exchange, Link]] = {}
    surveyed: Surveyed = candidate.once(targets.surveyed)
    for target in surveyed.targets:
        for link in weblinks.in_field(target.answer):
            reads = link.relations and not _NOT_FOR_READING & set(link.relations)
            if reads and candidate.is_own(link.url):
                found.setdefault(link.relations, (target.answer, link))
    paging = {"next", "prev", "first", "last"}
    yield from sorted(found.values(), key=lambda pair: bool(paging & set(pair[1].relations)))


# -- pages ----------------------------------------------------------------------------------------


def next_comes_to_an_end(candidate: Candidate) -> Iterator[Observation]:
    """From a page to the next there is a page each time, and none that was there before."""
    for walk in _paged(candidate):
        expected = "another page each time, until the last"
        if walk.broken and (walk.broken.status >= _SERVER_FAULT or maker(walk.broken)):
            yield Doubt(f"the next page is answered with {walk.broken.status}", walk.broken)
        elif walk.broken:
            evidence = (walk.broken, walk.pages[-1].exchange)
            yield Finding(False, expected, walk.broken.where, "next", evidence)
        elif walk.back:
            actual = f"page {len(walk.pages)} leads back"
            yield Finding(False, expected, actual, "next", walk.pages[-1].exchange)
        elif walk.elsewhere:
            yield Doubt("the next page is on another host", walk.pages[-1].exchange)
        else:
            actual = f"{len(walk.pages)} pages{'' if walk.ended else ' and more'}"
            yield Finding(True, expected, actual, "next", walk.exchanges)
    yield from _none(candidate)


def each_item_once(candidate: Candidate) -> Iterator[Observation]:
    """No item stands on two pages of one walk."""
    for walk in _paged(candidate):
        if len(walk.pages) > 1:
            again = pages.twice(walk.items)
            actual = f"twice: {', '.join(again[:3])}" if again else f"{len(walk.items)} items"
            yield _unless_changed(
                candidate,
                walk,
                Finding(not again, "each item on one page", actual, "", walk.exchanges),
            )
    yield from _none(candidate)


def first_and_last(candidate: Candidate) -> Iterator[Observation]:
    """The link `first` leads to the page that nothing precedes, `last` to the one that nothing follows."""
    empty = True
    for walk in _paged(candidate):
        start = walk.pages[0]
        for relation, expected in (("first", "the first page"), ("last", "the last page")):
            link = start.to(relation)
            if link is None or not candidate.is_own(link.url):
                continue
            empty = False
            answer = candidate.get(link.url)
            page = Page(answer)
            right = page.keys == start.keys if relation == "first" else _is_last(page, walk)
            met = answer.status == _OK and right
            found = Finding(met, expected, answer.where, link.place, (answer, *walk.exchanges))
            yield _unless_changed(candidate, walk, found)
    if empty:
        yield Absence("no collection has links to its first and last page")


def _is_last(page: Page, walk: Walk) -> bool:
    """Whether nothing follows a page, and it is the one that the walk ended with, if it did."""
    return page.to("next") is None and (not walk.ended or page.keys == walk.pages[-1].keys)


def prev_leads_back(candidate: Candidate) -> Iterator[Observation]:
    """The link `prev` of a page leads to the page before it."""
    empty = True
    for walk in _paged(candidate):
        for before, page in zip(walk.pages, walk.pages[1:], strict=False):
            link = page.to("prev")
            if link is None or not candidate.is_own(link.url):
                continue
            empty = False
            answer = candidate.get(link.url)
            met = answer.status == _OK and set(Page(answer).keys) == set(before.keys)
            evidence = (answer, page.exchange, before.exchange)
            found = Finding(met, "the page before", answer.where, link.place, evidence)
            yield _unless_changed(candidate, walk, found)
    if empty:
        yield Absence("no page has a link to the one before it")


def field_and_body_agree(candidate: Candidate) -> Iterator[Observation]:
    """Where the field Link and the body both have a link to a page, they lead to the same page."""
    empty = True
    for walk in _paged(candidate):
        page = walk.pages[0].exchange
        for relation in ("next", "last"):
            one, other = (
                next((it for it in links if relation in it.relations), None)
                for links in (weblinks.in_field(page), weblinks.in_body(page))
            )
            if one and other and candidate.is_own(one.url) and candidate.is_own(other.url):
                empty = False
                yield _same_page(candidate, page, (one, other))
    if empty:
        yield Absence("no collection has links to pages in the field Link and in the body")


def _same_page(candidate: Candidate, page: Exchange, links: tuple[Link, Link]) -> Observation:
    urls = [pages.canonical(it.url) for it in links]
    places = " and ".join(it.place for it in links)
    expected = f"{links[0].relations[0]}: one page by both"
    if urls[0] == urls[1]:
        return Finding(True, expected, "one URL", places, page)
    answers = tuple(candidate.get(it.url) for it in links)
    met = Page(answers[0]).keys == Page(answers[1]).keys and answers[0].status == answers[1].status
    actual = " and ".join(it.target for it in answers)
    return Finding(met, expected, actual, places, (page, *answers))


def self_leads_to_itself(candidate: Candidate) -> Iterator[Observation]:
    """The link `self` of a resource leads to that resource."""
    empty = True
    found: Surveyed = candidate.once(targets.surveyed)
    for target in (*found.singles[:_MOST_SINGLES], *found.collections[:_MOST_SINGLES]):
        link = weblinks.related(target.answer, "self")
        if link is None:
            continue
        empty = False
        if pages.canonical(link.url) == pages.canonical(target.url):
            yield Finding(True, "this very resource", "its own URL", link.place, target.answer)
        elif candidate.is_own(link.url):
            answer = candidate.get(link.url)
            yield _itself(target.answer, answer, link)
        else:
            yield Doubt("the link to itself leads to another host", target.answer)
    if empty:
        yield Absence("no resource has a link to itself")


def _itself(one: Exchange, other: Exchange, link: Link) -> Observation:
    """Whether another URL gives the same: what it lists, or the members that both have, links apart."""
    evidence = (other, one)
    expected = "this very resource"
    if other.status >= _SERVER_FAULT or maker(other):
        return Doubt(f"the link to itself is answered with {other.status}", evidence)
    if other.status >= _ERROR:
        return Finding(False, expected, other.where, link.place, evidence)
    lists = bool(Page(one).items)
    met = (
        Page(one).keys == Page(other).keys
        if lists
        else pages.key_of(one.json) == pages.key_of(other.json)
    )
    return Finding(met, expected, other.where, link.place, evidence)


def _paged(candidate: Candidate) -> list[Walk]:
    """The walks through collections that have a link to a next page."""
    found: tuple[Walk, ...] = candidate.once(pages.walks)
    return [it for it in found if it.pages[0].to("next")]


def _none(candidate: Candidate) -> Iterator[Observation]:
    if not _paged(candidate):
        yield Absence(_NO_PAGES)


def _unless_changed(candidate: Candidate, walk: Walk, found: Finding) -> Observation:
    """The finding; a fault is only a doubt where others write meanwhile."""
    if found.met or pages.is_steady(candidate, walk.pages[0]):
        return found
    return Doubt("the collection changed while it was read", found.evidence)
