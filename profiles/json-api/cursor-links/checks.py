"""Links: https://jsonapi.org/profiles/ethanresnick/cursor-pagination/#links."""

from collections.abc import Iterator

from conformance.candidate import Candidate
from conformance.model import Exchange, Finding, Observation

from ..cursor_documents import (
    AFTER,
    BEFORE,
    SIZE,
    announces,
    asked,
    cursor_in,
    identities,
    page_of,
    root_of,
)
from ..cursors import Listing, answered, on_main, short, steps
from ..documents import Document
from ..findings import verdicts
from ..pagination.links import KEYS, is_link, links_of, query_of
from ..sort.probes import OK, items

_OPPOSITE = {"next": BEFORE, "prev": AFTER}
_NO_FIRST = "there are no links to the first and the last page, or on no page"
_NO_END = "no page is known to be the first or the last"
_NO_EMPTY = "no link leads to an empty page"


def both_links_are_given(exchange: Exchange) -> Iterator[Finding]:
    """Each list that is paged has prev and next, a link or null."""
    if not announces(exchange) or exchange.status != OK:
        return
    found = list(_paged(exchange))
    faults = [
        (f"{pointer}/links", f"no {name}")
        for pointer, links in found
        for name in ("prev", "next")
        if name not in links
    ]
    yield from verdicts(exchange, "prev and next, a link or null", faults, seen=bool(found))


def ends_are_linked(candidate: Candidate) -> Iterator[Observation]:
    """The links to the first and the last page that some pages have, all pages have."""
    yield from on_main(candidate, _ends, _NO_FIRST)


def next_is_null_at_the_end(candidate: Candidate) -> Iterator[Observation]:
    """Without page[before], next is null where no page follows, and only there."""
    yield from on_main(candidate, _next, _NO_END)


def prev_is_null_at_the_start(candidate: Candidate) -> Iterator[Observation]:
    """Without page[after], prev is null where no page precedes, and only there."""
    yield from on_main(candidate, _prev, _NO_END)


def null_where_it_is_plain(candidate: Candidate) -> Iterator[Observation]:
    """A page that has all items, as its own total tells, has neither a next nor a prev."""
    yield from on_main(
        candidate, _plain, "no total shows that a page between cursors has all items"
    )


def links_lead_to_empty_pages(candidate: Candidate) -> Iterator[Observation]:
    """A link leads to an empty page where it was not worth the while to look."""
    yield from on_main(candidate, _empty, _NO_EMPTY)


# -- which lists are paged -------------------------------------------------------------------------


def _paged(exchange: Exchange) -> Iterator[tuple[str, dict[str, object]]]:
    """Pointer and links of each list in the document that shows itself to be a page."""
    document = exchange.once(Document)
    root = document.root
    if isinstance(root.get("data"), list):
        links = _object(root.get("links"))
        if any(name in links for name in KEYS) or _marked(root):
            yield "", links
    for pointer, _, relationship in document.relationships:
        links = _object(relationship.get("links"))
        if isinstance(relationship.get("data"), list):
            by_link = any(_has_cursor(links.get(name)) for name in KEYS)
            if by_link or _marked(relationship):
                yield pointer, links


def _object(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _marked(holder: dict[str, object]) -> bool:
    data = holder.get("data")
    listed = data if isinstance(data, list) else []
    return bool(page_of(holder)) or any("cursor" in page_of(item) for item in listed)


def _has_cursor(link: object) -> bool:
    return any(name in (AFTER, BEFORE) for name, _ in query_of(link))


# -- first and last --------------------------------------------------------------------------------


def _ends(candidate: Candidate, listing: Listing) -> Iterator[Observation]:
    pages = (*listing.pages, *steps(candidate, listing).forward)
    for name, towards in (("first", "prev"), ("last", "next")):
        if not any(is_link(links_of(it).get(name)) for it in pages):
            continue
        for page in pages:
            links = links_of(page)
            if is_link(links.get(towards)):  # the first page need not lead to itself, nor the last
                right = is_link(links.get(name))
                expected = f"{name}, as on other pages of the list"
                yield Finding(right, expected, name if right else "none", "/links", page)


# -- the ends of a list ----------------------------------------------------------------------------


def _next(candidate: Candidate, listing: Listing) -> Iterator[Observation]:
    for page in (*listing.pages[:-1], *steps(candidate, listing).forward):
        if not asked(page, BEFORE) and _ends_before(listing, page):
            yield _linked(page, "next")
    if listing.is_whole:
        end = listing.pages[-1]
        yield _null(candidate, listing, end, "next")
    brief = candidate.once(short)
    if brief:
        full = brief.ask(candidate, {SIZE: str(len(brief.order))})
        if identities(full) == brief.order:
            yield _null(candidate, brief, full, "next")


def _prev(candidate: Candidate, listing: Listing) -> Iterator[Observation]:
    small = steps(candidate, listing)
    pages = (listing.plain, small.first, small.before_second, small.before_third)
    for page in pages:
        found = identities(page) if page else []
        if page and found and not asked(page, AFTER):
            if found[0] == listing.order[0]:
                yield _null(candidate, listing, page, "prev")
            elif found[0] in listing.order:
                yield _linked(page, "prev")


def _ends_before(listing: Listing, page: Exchange) -> bool:
    """Whether items are known to follow those of the page."""
    found = identities(page)
    return bool(found) and found[-1] in listing.order[:-1]


def _linked(page: Exchange, name: str) -> Finding:
    link = links_of(page).get(name)
    given = is_link(link)
    return Finding(
        given, f"{name}, as there is more", "a link" if given else "none", "/links", page
    )


def _null(candidate: Candidate, listing: Listing, page: Exchange, name: str) -> Finding:
    """A finding on a page that nothing follows, or precedes: no link there, unless it leads to items after all."""
    expected = f"{name}: null, as there is no more"
    link = links_of(page).get(name)
    if link is None:
        return Finding(True, expected, "null", f"/links/{name}", page)
    target = listing.follow(candidate, page, name)
    fresh = set(identities(target)) - set(listing.order) if target else set()
    if fresh:
        return Finding(True, f"{name}, as there is more", "a link", f"/links/{name}", page)
    actual = f"a link to {answered(target)}" if target else "a link"
    evidence = (page, target) if target else page
    return Finding(False, expected, actual, f"/links/{name}", evidence)


# -- where it need not be known --------------------------------------------------------------------


def _plain(candidate: Candidate, listing: Listing) -> Iterator[Observation]:
    brief = candidate.once(short) or listing
    cursor = cursor_in(brief.plain, "last", BEFORE) if brief.is_whole else ""
    if cursor:
        answer = brief.ask(candidate, {BEFORE: cursor, SIZE: str(len(brief.order))})
        total = page_of(root_of(answer)).get("total")
        if items(answer) and total == len(items(answer)):
            link = links_of(answer).get("next")
            actual = "null" if link is None else "a link"
            expected = f"next: null on a page with all {total} items"
            yield Finding(link is None, expected, actual, "/links/next", answer)


def _empty(candidate: Candidate, listing: Listing) -> Iterator[Observation]:
    last = listing.follow(candidate, listing.plain, "last")
    small = steps(candidate, listing)
    for page in (last, *small.forward, small.before_second, small.before_third):
        for name, opposite in _OPPOSITE.items():
            if page and asked(page, opposite):
                target = listing.follow(candidate, page, name)
                if target and target.status == OK and root_of(target).get("data") == []:
                    evidence = (page, target)
                    expected = "items, or an empty page"
                    yield Finding(True, expected, "an empty page", f"/links/{name}", evidence)
