"""Sorts of a list that is paged by cursor: those that leave equal values, and those that are refused."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from conformance.candidate import Candidate
from conformance.model import Exchange

from .cursor_documents import SIZE, has_type, is_refused
from .cursors import STEP, Listing
from .pagination.links import links_of
from .sort.probes import OK, attributes, items, key, values

MOST_FIELDS = 8
_MOST_PAGES = 5
_QUARTERS = 4


@dataclass(frozen=True, eq=False)
class Sorted:
    """A list asked for small pages in the order of a field, and the answer."""

    field: str
    exchange: Exchange


@dataclass(frozen=True, eq=False)
class Tied:
    """A field of a list that can be sorted by, and that leaves items with equal values."""

    listing: Listing
    field: str

    def walk(self, candidate: Candidate, size: int) -> tuple[Exchange, ...]:
        """The pages in the order of the field, as far as a few go."""
        page = self.listing.ask(candidate, {"sort": self.field, SIZE: str(size)})
        pages = [page]
        while len(pages) < _MOST_PAGES:
            following = self.listing.follow(candidate, pages[-1], "next")
            if following is None or following.status != OK or not items(following):
                break
            pages.append(following)
        return tuple(pages)

    @staticmethod
    def is_whole(pages: Sequence[Exchange]) -> bool:
        """Whether no page follows the last of these."""
        return links_of(pages[-1]).get("next") is None


def sorted_sizes(listing: Listing) -> tuple[int, int]:
    """Two sizes of pages that differ and that the list has a few of, neither more than the default."""
    most = max(STEP, len(items(listing.plain)))
    quarter = min(most, -(-len(listing.order) // _QUARTERS))
    return (max(STEP, quarter), most if most > quarter else max(1, quarter - 1))


def sorts(candidate: Candidate, listing: Listing) -> Iterator[Sorted]:
    """The answers to small pages in the order of each field."""
    shown = [it for page in listing.pages for it in items(page)]
    fields = dict.fromkeys(name for item in shown for name in attributes(item))
    able = [name for name in fields if "," not in name and not name.startswith(("-", "@"))]
    for name in able[:MOST_FIELDS]:
        yield Sorted(name, listing.ask(candidate, {"sort": name, SIZE: str(STEP)}))


def tied(candidate: Candidate, listing: Listing) -> Tied | None:
    """The field with the fewest values among those that are accepted and have more than one."""
    ranked = sorted(
        (len(found), it.field)
        for it in sorts(candidate, listing)
        if it.exchange.status == OK and len(found := _distinct(listing, it.field)) > 1
    )
    most = len(listing.order) // 2
    return next((Tied(listing, name) for count, name in ranked if count <= most), None)


def _distinct(listing: Listing, field: str) -> set[object]:
    shown = [value for page in listing.pages for value in values(page, field)]
    plain = all(value is None or isinstance(value, str | int | float) for value in shown)
    return {key(value) for value in shown} if plain else set()


def unsupported(candidate: Candidate, listing: Listing) -> Iterator[Sorted]:
    """The refusals of sorts that cannot be paged: the error says so, or the same sort is served without pages.

    Any other refusal may be that of a sort which is not supported at all.
    """
    for it in sorts(candidate, listing):
        if is_refused(it.exchange) and not has_type(it.exchange, "max-size-exceeded"):
            whole = listing.ask(candidate, {"sort": it.field})
            if has_type(it.exchange, "unsupported-sort") or whole.status == OK:
                yield it
