"""The profile's errors: https://jsonapi.org/profiles/ethanresnick/cursor-pagination/#errors-unsupported-sort."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from conformance.candidate import Candidate
from conformance.model import Exchange, Finding, Observation

from ..cursor_documents import SIZE, is_refused, is_typed, names, page_of
from ..cursor_orders import unsupported
from ..cursor_probes import huge, invalid_cursors, invalid_sizes, short_range
from ..cursors import Listing, linkage, on_main
from ..refusals import errors_in
from ..sort.probes import brief

_BAD_REQUEST = 400
_NO_SORT = "no sort that cannot be paged shows itself"
_NO_MAX = "no maximum shows itself: the largest size that was asked for is served"
_NO_INVALID = "nothing that was asked wrongly is refused"
_RANGES = "ranges are supported, or no cursors are to be had to ask for one"

Error = dict[str, Any]


def unsupported_sort_is_400(candidate: Candidate) -> Iterator[Observation]:
    """A sort that cannot be paged is answered 400."""
    yield from on_main(candidate, _with_400(_sorts), _NO_SORT)


def unsupported_sort_object(candidate: Candidate) -> Iterator[Observation]:
    """The error names the parameter sort and has the type of its kind."""
    expected = "source.parameter sort, and the type unsupported-sort"
    yield from on_main(candidate, _with_error(_sorts, expected, _tells_sort), _NO_SORT)


def max_size_is_400(candidate: Candidate) -> Iterator[Observation]:
    """A page size above the maximum is answered 400."""
    yield from on_main(candidate, _with_400(_sizes), _NO_MAX)


def max_size_object(candidate: Candidate) -> Iterator[Observation]:
    """The error names page[size], tells the maximum as a number, and has the type of its kind."""
    expected = "source.parameter page[size], meta.page.maxSize, and the type max-size-exceeded"
    yield from on_main(candidate, _with_error(_sizes, expected, _tells_max), _NO_MAX)


def invalid_parameter(candidate: Candidate) -> Iterator[Observation]:
    """A value that a parameter cannot have is answered 400 with an error that names the parameter."""
    yield from on_main(candidate, _invalid, _NO_INVALID)


def range_is_400(candidate: Candidate) -> Iterator[Observation]:
    """A range where there are none is answered 400."""
    yield from on_main(candidate, _with_400(_ranges), _RANGES)


def range_object(candidate: Candidate) -> Iterator[Observation]:
    """The error has the type of its kind."""
    expected = "the type range-pagination-not-supported"
    look = _with_error(_ranges, expected, lambda it: is_typed(it, "range-pagination-not-supported"))
    yield from on_main(candidate, look, _RANGES)


# -- the refusals ----------------------------------------------------------------------------------

Refusals = Callable[[Candidate, Listing], Iterable[Exchange]]


def _sorts(candidate: Candidate, listing: Listing) -> Iterator[Exchange]:
    yield from (it.exchange for it in unsupported(candidate, listing))


def _sizes(candidate: Candidate, listing: Listing) -> Iterator[Exchange]:
    answer = huge(candidate, listing)
    if answer and is_refused(answer):
        yield answer


def _ranges(candidate: Candidate, listing: Listing) -> Iterator[Exchange]:
    for each in (listing, candidate.once(linkage)):
        found = each and short_range(candidate, each)
        answer = found and found.ask(candidate)
        if answer and is_refused(answer):
            yield answer


# -- what they say ---------------------------------------------------------------------------------


def _with_400(refusals: Refusals) -> Callable[[Candidate, Listing], Iterator[Finding]]:
    def look(candidate: Candidate, listing: Listing) -> Iterator[Finding]:
        for it in refusals(candidate, listing):
            yield Finding(it.status == _BAD_REQUEST, "400", str(it.status), "", it)

    return look


def _with_error(
    refusals: Refusals, expected: str, fits: Callable[[Error], bool]
) -> Callable[[Candidate, Listing], Iterator[Finding]]:
    def look(candidate: Candidate, listing: Listing) -> Iterator[Finding]:
        for it in refusals(candidate, listing):
            errors = errors_in(it)
            right = any(map(fits, errors))
            actual = "as expected" if right else _told(errors)
            yield Finding(right, expected, actual, "/errors", it)

    return look


def _tells_sort(error: Error) -> bool:
    return names(error, "sort") and is_typed(error, "unsupported-sort")


def _tells_max(error: Error) -> bool:
    most = page_of(error).get("maxSize")
    number = isinstance(most, int) and not isinstance(most, bool)
    return number and names(error, SIZE) and is_typed(error, "max-size-exceeded")


def _invalid(candidate: Candidate, listing: Listing) -> Iterator[Finding]:
    for it in (*invalid_sizes(candidate, listing), *invalid_cursors(candidate, listing)):
        if is_refused(it.exchange):
            errors = errors_in(it.exchange)
            named = any(names(error, it.parameter) for error in errors)
            right = named and it.exchange.status == _BAD_REQUEST
            expected = f"400 with source.parameter {it.parameter}"
            actual = "as expected" if right else f"{it.exchange.status} with {_told(errors)}"
            yield Finding(right, expected, actual, "/errors", it.exchange)


def _told(errors: list[Error]) -> str:
    """What the first error says, as far as it matters here."""
    if not errors:
        return "no error object"
    shown = {name: errors[0][name] for name in ("source", "meta", "links") if name in errors[0]}
    return brief(shown) if shown else "an error without source, meta and links"
