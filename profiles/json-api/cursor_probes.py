"""What the checks of the cursor pagination profile ask that it should refuse, and ranges."""

from collections.abc import Iterator
from dataclasses import dataclass

from conformance.candidate import Candidate
from conformance.model import Exchange

from .cursor_documents import (
    AFTER,
    BEFORE,
    SIZE,
    Identity,
    cursor_in,
    identities,
    page_of,
)
from .cursors import Listing, steps
from .refusals import errors_in
from .sort.probes import attributes, items

NOT_POSITIVE = ("0", "-1")
NOT_DIGITS = ("two", "2.0", "+2")
MOST = 1_000_000
_HEAVY = 1000


@dataclass(frozen=True, eq=False)
class Invalid:
    """A request with a value that its parameter cannot have, and the answer."""

    parameter: str
    value: str
    exchange: Exchange


def invalid_sizes(candidate: Candidate, listing: Listing) -> Iterator[Invalid]:
    """Page sizes that are no positive whole number."""
    for size in (*NOT_POSITIVE, *NOT_DIGITS):
        yield Invalid(SIZE, size, listing.ask(candidate, {SIZE: size}))


def invalid_cursors(candidate: Candidate, listing: Listing) -> Iterator[Invalid]:
    """Words that no server can have made as a cursor, in both parameters."""
    word = candidate.word("cursor")
    for parameter in (AFTER, BEFORE):
        for value in (word, f"!{word}~"):
            yield Invalid(parameter, value, listing.ask(candidate, {parameter: value}))


def has_plain_cursors(candidate: Candidate, listing: Listing) -> bool:
    """Whether cursors are values of the items themselves, so that any word may be one: it has a place among them."""
    told = {str(value).casefold() for it in items(listing.largest) for value in _values(it)}
    found = [*listing.cursors.values()]
    found += [cursor_in(it, "next", AFTER) for it in steps(candidate, listing).forward]
    return any(it.casefold() in told for it in found if it)


def _values(item: dict[str, object]) -> Iterator[object]:
    yield item.get("id")
    yield from attributes(item).values()


def huge(candidate: Candidate, listing: Listing) -> Exchange | None:
    """The answer to a page size above any maximum; of a list that is long, only its first items are asked for."""
    if listing.is_whole:
        return listing.ask(candidate, {SIZE: str(MOST)})
    cursor = cursor_in(steps(candidate, listing).second, "prev", BEFORE)
    return listing.ask(candidate, {SIZE: str(MOST), BEFORE: cursor}) if cursor else None


def max_size(candidate: Candidate, listing: Listing) -> int:
    """The largest page size, as the refusal of a larger one tells; 0 when it does not, or is more than is asked for."""
    answer = huge(candidate, listing)
    for error in errors_in(answer) if answer else ():
        told = page_of(error).get("maxSize")
        if isinstance(told, int) and not isinstance(told, bool) and 0 < told <= _HEAVY:
            return told
    return 0


# -- ranges ----------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Range:
    """Two cursors of a list and the items between them."""

    listing: Listing
    after: str
    before: str
    between: tuple[Identity, ...]

    def ask(self, candidate: Candidate, size: str = "") -> Exchange:
        """The answer to both cursors."""
        asked = {AFTER: self.after, BEFORE: self.before}
        return self.listing.ask(candidate, {**asked, SIZE: size} if size else asked)


def short_range(candidate: Candidate, listing: Listing) -> Range | None:
    """The items of the second small page as a range, by the cursors in the links around it."""
    small = steps(candidate, listing)
    return _range(listing, small.first, small.third)


def long_range(candidate: Candidate, listing: Listing) -> Range | None:
    """As long a range as is known: from the first small page to the last page, or to the last item."""
    first = steps(candidate, listing).first
    found = _range(listing, first, listing.pages[-1])
    if found and len(found.between) > len(items(listing.plain)):
        return found
    last = listing.order[-1]
    if listing.is_whole and last in listing.cursors:
        start = cursor_in(first, "next", AFTER)
        return _between(listing, start, listing.cursors[last], first, last)
    return found


def _range(listing: Listing, one: Exchange, other: Exchange | None) -> Range | None:
    start, end = cursor_in(one, "next", AFTER), cursor_in(other, "prev", BEFORE)
    found = identities(other) if other else []
    return _between(listing, start, end, one, found[0]) if found else None


def _between(
    listing: Listing, start: str, end: str, first: Exchange, last: Identity
) -> Range | None:
    shown = identities(first)
    order = listing.order
    if not (start and end and shown and shown[-1] in order and last in order):
        return None
    between = order[order.index(shown[-1]) + 1 : order.index(last)]
    return Range(listing, start, end, tuple(between)) if between else None


def has_ranges(candidate: Candidate, listing: Listing) -> bool:
    """Whether both cursors of a short range bring what lies between them."""
    found = short_range(candidate, listing)
    return found is not None and identities(found.ask(candidate)) == list(found.between)
