"""After and before: https://jsonapi.org/profiles/ethanresnick/cursor-pagination/#page-after-before."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from conformance.candidate import Candidate
from conformance.model import Doubt, Exchange, Finding, Observation

from ..cursor_documents import (
    AFTER,
    BEFORE,
    SIZE,
    Identity,
    announces,
    asked,
    cursor_in,
    identities,
    is_refused,
    root_of,
)
from ..cursor_probes import has_plain_cursors, invalid_cursors
from ..cursors import STEP, Listing, Steps, answered, named, offer, on_main, short, steps
from ..pagination.links import links_of
from ..sort.probes import OK, with_query
from ..survey import Relationship, survey

_MOST_EMPTY = 2
_NO_CURSOR = "no link carries a cursor to ask with"
_NO_END = "no cursor is to be had of the item at the end of a list"


def what_is_no_cursor_is_refused(candidate: Candidate) -> Iterator[Observation]:
    """A value of page[after] or page[before] that is no cursor is refused."""
    yield from on_main(candidate, _invalid, _NO_CURSOR)


def after_begins_right_after(candidate: Candidate) -> Iterator[Observation]:
    """With page[after] the first item is the one right after the cursor."""
    yield from on_main(candidate, _after, _NO_CURSOR)


def before_ends_right_before(candidate: Candidate) -> Iterator[Observation]:
    """With page[before] the last item is the one right before the cursor."""
    yield from on_main(candidate, _before, _NO_CURSOR)


def nothing_after_is_empty(candidate: Candidate) -> Iterator[Observation]:
    """With page[after] a cursor that nothing follows, the data is an empty array."""
    yield from on_main(candidate, _after_the_end, _NO_END)


def nothing_before_is_empty(candidate: Candidate) -> Iterator[Observation]:
    """With page[before] a cursor that nothing precedes, the data is an empty array."""
    yield from on_main(candidate, _before_the_start, _NO_END)


def without_cursor_begins_at_first(candidate: Candidate) -> Iterator[Observation]:
    """Without a cursor the page begins with the first item of the list."""
    yield from on_main(candidate, _first, _NO_CURSOR)


def empty_list_is_an_empty_array(candidate: Candidate) -> Iterator[Observation]:
    """The data of an empty list is an empty array."""
    yield from on_main(candidate, _empty, "no empty list that is paged was found")


# -- cursors ---------------------------------------------------------------------------------------


def _invalid(candidate: Candidate, listing: Listing) -> Iterator[Observation]:
    tried = list(invalid_cursors(candidate, listing))
    plain = has_plain_cursors(candidate, listing)
    for parameter in (AFTER, BEFORE):
        answers = tuple(it.exchange for it in tried if it.parameter == parameter)
        refused = [it for it in answers if is_refused(it)]
        expected = f"{parameter} is refused when it is no cursor"
        if refused:
            yield Finding(True, expected, answered(refused[0]), "", answers)
        elif plain:
            yield Doubt("cursors are plain values, so that any word may be one", answers)
        else:
            yield Finding(False, expected, answered(answers[0]), "", answers)


def _after(candidate: Candidate, listing: Listing) -> Iterator[Observation]:
    forward = steps(candidate, listing).forward
    for one, other in pairwise(forward):
        wanted = _next_to(listing, identities(one)[-1:], 1)
        if wanted and asked(other, AFTER):
            found = identities(other)
            first = found[0] if found else None
            expected = f"{named(wanted)} first"
            yield Finding(first == wanted, expected, named(first), "/data/0", (one, other))


def _before(candidate: Candidate, listing: Listing) -> Iterator[Observation]:
    for one, other in steps(candidate, listing).back:
        wanted = _next_to(listing, identities(one)[:1], -1)
        if wanted and asked(other, BEFORE):
            found = identities(other)
            last = found[-1] if found else None
            expected = f"{named(wanted)} last"
            yield Finding(last == wanted, expected, named(last), "/data", (one, other))


def _next_to(listing: Listing, item: Sequence[Identity], step: int) -> Identity | None:
    """The item that stands beside this one in the answer that shows most of the list."""
    known = listing.known
    place = known.index(item[0]) + step if item and item[0] in known else -1
    return known[place] if 0 <= place < len(known) else None


# -- the ends --------------------------------------------------------------------------------------


def _after_the_end(candidate: Candidate, listing: Listing) -> Iterator[Observation]:
    for each in (listing, candidate.once(short)):
        if each and each.is_whole and len(each.order) > 1:
            last, beside = each.order[-1], each.order[-2]
            if _is_beside(candidate, each, last, (BEFORE, beside)):
                yield _emptiness(each.ask(candidate, {AFTER: each.cursors[last], SIZE: str(STEP)}))
                return


def _before_the_start(candidate: Candidate, listing: Listing) -> Iterator[Observation]:
    first, beside = listing.order[:2]
    if _is_beside(candidate, listing, first, (AFTER, beside)):
        yield _emptiness(listing.ask(candidate, {BEFORE: listing.cursors[first], SIZE: str(STEP)}))


def _is_beside(
    candidate: Candidate, listing: Listing, item: Identity, neighbour: tuple[str, Identity]
) -> bool:
    """Whether the cursor of an item falls on it, as its neighbour on the other side shows."""
    parameter, wanted = neighbour
    cursor = listing.cursors.get(item)
    if not cursor:
        return False
    found = identities(listing.ask(candidate, {parameter: cursor, SIZE: "1"}))
    return (found[:1] if parameter == AFTER else found[-1:]) == [wanted]


def _first(candidate: Candidate, listing: Listing) -> Iterator[Observation]:
    small = steps(candidate, listing)
    first = listing.known[0]
    expected = f"{named(first)}, which nothing precedes, first"
    for answer in _beginnings(candidate, listing, small):
        right = identities(answer)[:1] == [first]
        yield Finding(right, expected, answered(answer), "/data/0", (listing.plain, answer))
    for answer in (listing.plain, small.first):
        earlier = listing.follow(candidate, answer, "prev")
        right = links_of(answer).get("prev") is None or not (earlier and identities(earlier))
        actual = answered(earlier) if earlier else "no page before it"
        yield Finding(right, expected, actual, "/links/prev", (answer, earlier or answer))


def _beginnings(candidate: Candidate, listing: Listing, small: Steps) -> Iterator[Exchange]:
    """Answers that begin where the list does: two without a cursor, and all that precedes the second small page."""
    yield from (small.first, listing.largest)
    cursor = cursor_in(small.second, "prev", BEFORE)
    second = identities(small.second) if small.second else []
    if cursor and second[:1] == listing.known[STEP : STEP + 1]:
        yield listing.ask(candidate, {BEFORE: cursor, SIZE: str(STEP + 1)})


def _empty(candidate: Candidate, _listing: Listing) -> Iterator[Observation]:
    headers = candidate.once(offer).headers
    for seen in list(_empties(candidate))[:_MOST_EMPTY]:
        url = seen.request.url
        found = _emptiness(candidate.get(with_query(url, {SIZE: str(STEP)}), headers))
        gone = not found.met and not _emptiness(candidate.send("GET", url, headers)).met
        yield Doubt("the list is not empty any more", found.exchanges) if gone else found


def _empties(candidate: Candidate) -> Iterator[Exchange]:
    """The answers of lists that are empty, of those that are paged by cursor where they are not."""
    found = candidate.once(survey)
    paged = [(it.parent.type, it.name, own) for it in found.relationships for own in _paged(it)]
    seen = [it.exchange for it in found.collections if _is_paged(it.exchange)]
    for it in found.relationships:
        answers = (("related", it.related_exchange), ("self", it.self_exchange))
        seen += [
            answer for own, answer in answers if answer and (it.parent.type, it.name, own) in paged
        ]
    yield from (it for it in dict.fromkeys(seen) if _emptiness(it).met)


def _paged(relationship: Relationship) -> Iterator[str]:
    """At which of its two URLs a relationship is paged by cursor."""
    for own, answer in (
        ("related", relationship.related_exchange),
        ("self", relationship.self_exchange),
    ):
        if answer and _is_paged(answer):
            yield own


def _is_paged(answer: Exchange) -> bool:
    return announces(answer) and {"prev", "next"} <= links_of(answer).keys()


def _emptiness(answer: Exchange) -> Finding:
    data = root_of(answer).get("data")
    right = answer.status == OK and data == []
    return Finding(right, "an empty array", answered(answer), "/data", answer)
