"""Ranges: https://jsonapi.org/profiles/ethanresnick/cursor-pagination/#query-range-pagination."""

from collections.abc import Iterator

from conformance.candidate import Candidate
from conformance.model import Exchange, Finding, Observation

from ..cursor_documents import AFTER, SIZE, identities, is_refused, page_of, root_of
from ..cursor_probes import has_ranges, huge, long_range, max_size, short_range
from ..cursors import STEP, Listing, answered, linkage, on_main
from ..sort.probes import OK, items

_NO_RANGES = "ranges are not supported, or no cursors are to be had to ask for one"
_UNTOLD = "no range longer than the default page is to be had, so that the size cannot be told"


def both_cursors_or_a_refusal(candidate: Candidate) -> Iterator[Observation]:
    """A request with both cursors is answered with what lies between them, or it is refused."""
    yield from on_main(candidate, _both, _NO_RANGES)


def default_is_the_maximum(candidate: Candidate) -> Iterator[Observation]:
    """A range without a page size has as many items as the largest page can have."""
    yield from on_main(candidate, _default, _UNTOLD)


def too_many_are_as_after_alone(candidate: Candidate) -> Iterator[Observation]:
    """A range with more items than the page size gives the page that page[after] alone would give."""
    yield from on_main(candidate, _overflow, _NO_RANGES)


def truncation_is_flagged(candidate: Candidate) -> Iterator[Observation]:
    """A range with more items than the page size says rangeTruncated: true."""
    yield from on_main(candidate, _flag, _NO_RANGES)


# -- what is looked at -----------------------------------------------------------------------------


def _both(candidate: Candidate, listing: Listing) -> Iterator[Observation]:
    for each in (listing, candidate.once(linkage)):
        found = each and short_range(candidate, each)
        if found:
            answer = found.ask(candidate)
            wanted = list(found.between)
            shown = identities(answer)
            right = is_refused(answer) or (bool(shown) and shown == wanted[: len(shown)])
            expected = f"the {len(wanted)} items between the cursors, or a refusal"
            yield Finding(right, expected, answered(answer), "/data", answer)


def _default(candidate: Candidate, listing: Listing) -> Iterator[Observation]:
    found = long_range(candidate, listing)
    largest = huge(candidate, listing)
    if found is None or largest is None or not has_ranges(candidate, listing):
        return
    most = max_size(candidate, listing)
    if not most and largest.status != OK:
        return  # there is a maximum, and nobody says which
    wanted = min(len(found.between), most or len(found.between))
    answer = found.ask(candidate)
    if answer.status == OK and wanted > len(items(listing.plain)):
        right = len(items(answer)) == wanted
        expected = f"{wanted} items, as many as a page can have"
        yield Finding(right, expected, f"{len(items(answer))} items", "/data", answer)


def _overflow(candidate: Candidate, listing: Listing) -> Iterator[Observation]:
    found = short_range(candidate, listing)
    answer = _truncated(candidate, listing)
    if found and answer:
        alone = listing.ask(candidate, {AFTER: found.after, SIZE: "1"})
        right = identities(answer) == identities(alone)
        expected = f"as without page[before]: {answered(alone)}"
        yield Finding(right, expected, answered(answer), "/data", (answer, alone))


def _flag(candidate: Candidate, listing: Listing) -> Iterator[Observation]:
    answer = _truncated(candidate, listing)
    if answer:
        told = page_of(root_of(answer)).get("rangeTruncated")
        where = "/meta/page/rangeTruncated"
        yield Finding(told is True, "true", str(told).lower(), where, answer)


def _truncated(candidate: Candidate, listing: Listing) -> Exchange | None:
    """The answer to a range of two items or more that one is asked of; None where there are no ranges."""
    found = short_range(candidate, listing)
    if found is None or len(found.between) < STEP or not has_ranges(candidate, listing):
        return None
    answer = found.ask(candidate, "1")
    return answer if answer.status == OK else None
