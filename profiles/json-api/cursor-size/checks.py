"""The page size: https://jsonapi.org/profiles/ethanresnick/cursor-pagination/#page-size."""

from collections.abc import Iterator

from conformance.candidate import Candidate
from conformance.model import Exchange, Finding, Observation

from ..cursor_documents import AFTER, SIZE, asked, cursor_in, has_type, identities, is_refused
from ..cursor_probes import NOT_DIGITS, NOT_POSITIVE, huge, max_size
from ..cursors import STEP, Listing, Look, answered, on_main, steps
from ..sort.probes import OK, items

_MORE_THAN_OCTAL = 10
_NO_MAX = "no maximum shows itself: the largest size that was asked for is served"
_SHORT_LIST = "the list is too short to tell"


def not_positive_is_refused(candidate: Candidate) -> Iterator[Observation]:
    """A page size of zero or less is refused."""
    yield from on_main(candidate, _refuses(NOT_POSITIVE), _SHORT_LIST)


def only_digits_are_read(candidate: Candidate) -> Iterator[Observation]:
    """A page size that is written with anything but digits is refused."""
    yield from on_main(candidate, _refuses(NOT_DIGITS), _SHORT_LIST)


def digits_are_decimal(candidate: Candidate) -> Iterator[Observation]:
    """A page size with a zero before it is read as a decimal number."""
    yield from on_main(candidate, _decimal, _SHORT_LIST)


def maximum_is_set(candidate: Candidate) -> Iterator[Observation]:
    """There is a largest page size."""
    yield from on_main(candidate, _maximum, _NO_MAX)


def above_maximum_is_refused(candidate: Candidate) -> Iterator[Observation]:
    """A page size above the largest is refused, not silently made smaller."""
    yield from on_main(candidate, _above, _NO_MAX)


def default_is_chosen(candidate: Candidate) -> Iterator[Observation]:
    """A request without a page size is answered with a page all the same."""
    yield from on_main(candidate, _default, "no link carries a cursor to ask with")


def default_is_in_range(candidate: Candidate) -> Iterator[Observation]:
    """The page that is given without a page size has at least one item and no more than the largest size."""
    yield from on_main(candidate, _in_range, _SHORT_LIST)


def count_is_exact(candidate: Candidate) -> Iterator[Observation]:
    """A page has as many items as were asked for, where the list has as many."""
    yield from on_main(candidate, _exact, _SHORT_LIST)


# -- what is looked at -----------------------------------------------------------------------------


def _refuses(sizes: tuple[str, ...]) -> Look:
    """What asks for these sizes, and has a finding for each."""

    def look(candidate: Candidate, listing: Listing) -> Iterator[Observation]:
        for size in sizes:
            answer = listing.ask(candidate, {SIZE: size})
            expected = f"{SIZE}={size} is refused"
            yield Finding(is_refused(answer), expected, answered(answer), "", answer)

    return look


def _decimal(candidate: Candidate, listing: Listing) -> Iterator[Observation]:
    most = max_size(candidate, listing) or len(items(listing.plain))
    size = min(_MORE_THAN_OCTAL, most, _there(listing) - 1)
    answer = listing.ask(candidate, {SIZE: f"0{size}"})
    right = len(items(answer)) == size and answer.status == OK
    expected = f"{SIZE}=0{size} gives {size} items"
    yield Finding(right, expected, _counted(answer), "", answer)


def _maximum(candidate: Candidate, listing: Listing) -> Iterator[Observation]:
    answer = huge(candidate, listing)
    if answer and is_refused(answer):
        yield Finding(True, "any size, or a maximum", answered(answer), "", answer)


def _above(candidate: Candidate, listing: Listing) -> Iterator[Observation]:
    answer = huge(candidate, listing)
    most = max_size(candidate, listing)
    for each in (answer, most and listing.ask(candidate, {SIZE: str(most + 1)})):
        if isinstance(each, Exchange):
            if is_refused(each):
                yield Finding(True, "a size above the maximum is refused", "it is", "", each)
            elif most or _is_cut(listing, each):
                yield Finding(False, "all items, or a refusal", _counted(each), "", each)


def _is_cut(listing: Listing, answer: Exchange) -> bool:
    """Whether an answer to a size larger than the list leaves out some of the list."""
    if asked(answer, "page[before]"):
        return False
    return len(items(answer)) < _there(listing)


def _default(candidate: Candidate, listing: Listing) -> Iterator[Observation]:
    first = steps(candidate, listing).first
    cursor = cursor_in(first, "next", AFTER)
    if cursor and _place(listing, first) + STEP < _there(listing):
        answer = listing.ask(candidate, {AFTER: cursor})
        right = answer.status == OK and bool(items(answer))
        expected = "a page, although no size is named"
        yield Finding(right, expected, answered(answer), "", answer)


def _in_range(candidate: Candidate, listing: Listing) -> Iterator[Observation]:
    most = max_size(candidate, listing)
    found = len(items(listing.plain))
    right = found >= 1 and (not most or found <= most)
    expected = f"1 to {most} items" if most else "1 item or more"
    yield Finding(right, expected, f"{found} items", "/data", listing.plain)


def _exact(candidate: Candidate, listing: Listing) -> Iterator[Observation]:
    small = steps(candidate, listing)
    wanted = [(small.first, 2), (listing.ask(candidate, {SIZE: "3"}), 3)]
    wanted += [(it, 2) for it in small.forward[1:] if _place(listing, it) + 2 <= _there(listing)]
    wanted += [
        (other, 2) for one, other in small.back if STEP <= _place(listing, one) < _there(listing)
    ]
    for answer, size in wanted:
        if not has_type(answer, "max-size-exceeded"):
            right = answer.status == OK and len(items(answer)) == size
            yield Finding(right, f"{size} items", _counted(answer), "/data", answer)


def _there(listing: Listing) -> int:
    return len(listing.order)


def _place(listing: Listing, answer: Exchange) -> int:
    """How many items come before those of this page; as many as there are where that is not known."""
    found = identities(answer)
    known = found and found[0] in listing.order
    return listing.order.index(found[0]) if known else _there(listing)


def _counted(answer: Exchange) -> str:
    return f"{len(items(answer))} items" if answer.status == OK else answered(answer)
