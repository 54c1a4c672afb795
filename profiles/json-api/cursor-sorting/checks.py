"""The order of a list that is paged: https://jsonapi.org/profiles/ethanresnick/cursor-pagination/#concepts-sorting."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from conformance.candidate import Candidate
from conformance.model import Exchange, Finding, Observation

from ..cursor_documents import Identity, has_type, identities
from ..cursor_orders import Tied, sorted_sizes, tied, unsupported
from ..cursors import Listing, answered, linkage, named, on_main, steps
from ..refusals import errors_in
from ..sort.probes import brief, values

_ALL_PAGED = "every sort that was asked for is paged, or is refused with and without pages alike"
_NO_TIES = "no sort that leaves equal values on both sides of a page's end is accepted"
_ONE_PAGE = "no list has a second page"
_TYPE = "unsupported-sort"


def order_is_unique(candidate: Candidate) -> Iterator[Observation]:
    """Sorted by values that items share, the pages hold each item once, in the same order whatever their size."""
    yield from on_main(candidate, _unique, _NO_TIES)


def order_is_assigned(candidate: Candidate) -> Iterator[Observation]:
    """A list without a sort has the same order whatever the size of its pages."""
    yield from on_main(candidate, _assigned, _ONE_PAGE)


def sorts_are_rejected(candidate: Candidate) -> Iterator[Observation]:
    """A sort that cannot be paged is refused."""
    yield from on_main(candidate, _rejected, _ALL_PAGED)


def rejected_as_unsupported(candidate: Candidate) -> Iterator[Observation]:
    """A sort that cannot be paged is refused with the unsupported sort error."""
    yield from on_main(candidate, _as_unsupported, _ALL_PAGED)


# -- what is looked at -----------------------------------------------------------------------------


def _unique(candidate: Candidate, listing: Listing) -> Iterator[Observation]:
    found = tied(candidate, listing)
    if found is None:
        return
    for size in sorted_sizes(listing):
        pages = found.walk(candidate, size)
        if size == sorted_sizes(listing)[0] and not _ties_at_an_end(found, pages):
            return
        yield _each_once(found, listing, pages)
    one, other = (found.walk(candidate, size) for size in sorted_sizes(listing))
    yield _same(_joined(one), _joined(other), (*one, *other), f"sorted by {found.field}")


def _ties_at_an_end(found: Tied, pages: Sequence[Exchange]) -> bool:
    shown = [values(page, found.field) for page in pages]
    return any(one and other and one[-1] == other[0] for one, other in pairwise(shown))


def _each_once(found: Tied, listing: Listing, pages: Sequence[Exchange]) -> Finding:
    shown = _joined(pages)
    twice = [it for it in dict.fromkeys(shown) if shown.count(it) > 1]
    lost = [it for it in listing.order if it not in shown] if found.is_whole(pages) else []
    actual = "as expected"
    if twice:
        actual = f"{named(twice[0])} twice"
    elif lost and listing.is_whole:
        actual = f"{named(lost[0])} on no page"
    right = actual == "as expected"
    expected = f"sorted by {found.field}, each item once"
    return Finding(right, expected, actual, "/data", tuple(pages))


def _assigned(candidate: Candidate, listing: Listing) -> Iterator[Observation]:
    each = candidate.once(linkage) or listing
    forward = steps(candidate, each).forward
    if len(forward) > 1 and len(each.known) > len(identities(forward[0])):
        yield _same(each.known, _joined(forward), (each.largest, *forward), "without sort")


def _joined(pages: Sequence[Exchange]) -> list[Identity]:
    return [it for page in pages for it in identities(page)]


def _same(
    one: Sequence[Identity], other: Sequence[Identity], seen: tuple[Exchange, ...], how: str
) -> Finding:
    """Whether two readings of a list agree as far as both go."""
    expected = f"{how}, one order for pages of any size"
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            actual = f"{named(theirs)} in the place of {named(mine)}"
            return Finding(False, expected, actual, "/data", seen)
    return Finding(True, expected, "as expected", "/data", seen)


# -- sorts that are refused ------------------------------------------------------------------------


def _rejected(candidate: Candidate, listing: Listing) -> Iterator[Observation]:
    for it in unsupported(candidate, listing):
        expected = "any sort, or a refusal"
        yield Finding(True, expected, answered(it.exchange), "", it.exchange)


def _as_unsupported(candidate: Candidate, listing: Listing) -> Iterator[Observation]:
    for it in unsupported(candidate, listing):
        told = [brief(error.get("links")) for error in errors_in(it.exchange)]
        right = has_type(it.exchange, _TYPE)
        actual = _TYPE if right else f"links {told[0]}" if told else answered(it.exchange)
        expected = f"the error {_TYPE} for {it.field}"
        yield Finding(right, expected, actual, "/errors/0/links/type", it.exchange)
