"""Relations between answers: what several of them must have in common, whatever each is by itself."""

from collections.abc import Iterator, Sequence
from typing import Any

from conformance.candidate import Candidate
from conformance.checks import again, pages, targets
from conformance.checks.again import Reading
from conformance.checks.names import bare, vocabulary
from conformance.checks.pages import Page, Walk
from conformance.checks.targets import Surveyed
from conformance.model import Absence, Doubt, Exchange, Finding, Observation

from .filters import Filtered, filtered, text_of
from .orders import Sorted, in_order, is_nearly_ordered, is_ordered
from .paging import Sized, sized
from .writing import created_as_sent, created_as_told, created_is_listed, put_is_read_back

__all__ = [
    "count_is_right",
    "created_as_sent",
    "created_as_told",
    "created_is_listed",
    "filter_applied",
    "filter_complete",
    "filter_subset",
    "listed_as_it_is",
    "order_as_asked",
    "order_is_stable",
    "page_size_kept",
    "pages_partition",
    "put_is_read_back",
]

_NO_SIZE = "no collection has a described parameter for the size of its pages"
_NO_FILTER = "no collection has a described parameter that is called as a property of its items"
_NO_ORDER = "no collection has a described parameter that lists the orders it can be given in"
_CHANGED = "the collection changed while it was read"
_PAGE_WORDS = vocabulary(
    "limit next offset page pagenumber pages pagesize pagina perpage previous size totalpages"
)
_SUMS = ("total", "totaal")
_FEWEST = 3
_MOST_COLLECTIONS = 6
_MOST_ITEMS = 6


# -- pages ----------------------------------------------------------------------------------------


def pages_partition(candidate: Candidate) -> Iterator[Observation]:
    """In pages of another size a collection holds the same items in the same order."""
    found: tuple[Sized, ...] = candidate.once(sized)
    for it in found:
        if it.resized is None:
            yield Doubt(f"{it.parameter}={it.size} is answered with {it.answer.status}", it.answer)
            continue
        actual = _difference(it.walk, it.resized)
        evidence = (*it.resized.exchanges, *it.walk.exchanges)
        expected = f"the same items as without {it.parameter}"
        found_so = Finding(not actual, expected, actual or "the same items", "", evidence)
        yield _unless_changed(candidate, it.walk, found_so)
    if not found:
        yield Absence(_NO_SIZE)


def _difference(one: Walk, other: Walk) -> str:
    """In what two walks through one collection differ, as far as both go; "" where they do not."""
    at = pages.first_difference(one.keys, other.keys)
    if at >= 0:
        return f"item {at + 1} is {other.keys[at]}, not {one.keys[at]}"
    if one.ended and other.ended and len(one.keys) != len(other.keys):
        return f"{len(other.keys)} items, not {len(one.keys)}"
    return ""


def page_size_kept(candidate: Candidate) -> Iterator[Observation]:
    """A page holds as many items as were asked for, and the last one no more."""
    found: tuple[Sized, ...] = candidate.once(sized)
    for it in found:
        if it.resized is None:
            yield Doubt(f"{it.parameter}={it.size} is answered with {it.answer.status}", it.answer)
            continue
        for page in it.resized.pages:
            count, expected = len(page.items), f"{it.size} items"
            if count < it.size and page.to("next"):
                yield Doubt(f"{count} items, and yet there is a next page", page.exchange)
            else:
                actual = f"{count} items"
                yield Finding(count <= it.size, expected, actual, it.parameter, page.exchange)
    if not found:
        yield Absence(_NO_SIZE)


def count_is_right(candidate: Candidate) -> Iterator[Observation]:
    """What a collection says to count is what it holds over all of its pages."""
    empty = True
    for walk in candidate.once(pages.walks):
        for where, name, told in _counts(walk):
            empty = False
            met, expected = _judged(name, told, walk)
            found = Finding(met, expected, f"{where}: {told}", where, walk.exchanges)
            yield _unless_changed(candidate, walk, found)
    if empty:
        yield Absence("no collection says how many items it holds")


def _counts(walk: Walk) -> Iterator[tuple[str, str, int]]:
    """The counts of a collection; a total that nothing else speaks of pages beside may be one of money or of metres."""
    page = walk.pages[0]
    document = page.exchange.json if isinstance(page.exchange.json, dict) else {}
    paged = any(map(page.to, ("next", "prev", "first", "last"))) or any(
        bare(name) in _PAGE_WORDS for name in document
    )
    for where, name, told in pages.counts(page.exchange):
        sure = paged or pages.size_parameter(walk.target.operation) or name not in _SUMS
        if sure or where.count("/") != 1:
            yield where, name, told


def _judged(name: str, told: int, walk: Walk) -> tuple[bool, str]:
    """Whether a count may be right, and what is: that of all items, of those on the page, or no less than were seen."""
    all_of_them, on_the_page = len(walk.keys), len(walk.pages[0].items)
    if name == pages.RETURNED or (name in pages.EITHER and told == on_the_page):
        return told == on_the_page, str(on_the_page)
    if walk.ended:
        return told == all_of_them, str(all_of_them)
    return told >= all_of_them, f"at least {all_of_them}"


# -- filters --------------------------------------------------------------------------------------


def filter_applied(candidate: Candidate) -> Iterator[Observation]:
    """What a collection lists for a value has that value, on every page."""
    for it in _filtered(candidate):
        if it.found is None:
            yield _refused(it)
        elif not it.found.items:
            yield Doubt("nothing is listed", it.found.exchanges)
        else:
            yield _applied(it, it.found)
    yield from _no_filter(candidate)


def _applied(asked: Filtered, found: Walk) -> Observation:
    others = [item for item in found.items if not asked.holds(item)]
    if others and asked.may_be_a_bound(found.items):
        return Doubt(f"{asked.parameter} may be a bound, not a value", found.exchanges)
    expected = f"{asked.member} {text_of(asked.value)}"
    shown = text_of(others[0].get(asked.member)) if others else f"{len(found.items)} items"
    actual = f"{asked.member} {shown}" if others else f"{shown} that have it"
    return Finding(not others, expected, actual, asked.parameter, found.exchanges)


def filter_complete(candidate: Candidate) -> Iterator[Observation]:
    """Whatever has a value is listed for that value."""
    for it in _filtered(candidate):
        if it.found is None:
            yield _refused(it)
        elif not it.found.ended:
            yield Doubt("there are more pages than were read", it.found.exchanges)
        else:
            listed = set(it.found.keys)
            missing = [
                pages.key_of(item)
                for item in it.walk.items
                if it.has(item) and pages.key_of(item) not in listed
            ]
            actual = f"without {', '.join(missing[:3])}" if missing else f"all {len(listed)}"
            expected = f"all items with {it.member} {text_of(it.value)}"
            evidence = (*it.found.exchanges, *it.walk.exchanges)
            found = Finding(not missing, expected, actual, it.parameter, evidence)
            yield _unless_changed(candidate, it.walk, found)
    yield from _no_filter(candidate)


def filter_subset(candidate: Candidate) -> Iterator[Observation]:
    """What a collection lists for a value it lists without it too."""
    for it in _filtered(candidate):
        if it.found is None:
            yield _refused(it)
        elif not it.walk.ended:
            yield Doubt("there are more pages than were read", it.walk.exchanges)
        else:
            every = set(it.walk.keys)
            added = [key for key in it.found.keys if key not in every]
            actual = f"also {', '.join(added[:3])}" if added else "all of them"
            evidence = (*it.found.exchanges, *it.walk.exchanges)
            expected = f"items that are listed without {it.parameter} too"
            found = Finding(not added, expected, actual, it.parameter, evidence)
            yield _unless_changed(candidate, it.walk, found)
    yield from _no_filter(candidate)


def _filtered(candidate: Candidate) -> tuple[Filtered, ...]:
    found: tuple[Filtered, ...] = candidate.once(filtered)
    return found


def _refused(it: Filtered) -> Doubt:
    return Doubt(
        f"{it.parameter}={text_of(it.value)} is answered with {it.answer.status}", it.answer
    )


def _no_filter(candidate: Candidate) -> Iterator[Observation]:
    if not _filtered(candidate):
        yield Absence(_NO_FILTER)


# -- orders ---------------------------------------------------------------------------------------


def order_as_asked(candidate: Candidate) -> Iterator[Observation]:
    """A collection is in the order that was asked for, over its pages.

    An order tells where there are values enough that differ; one that holds anyway tells only beside its opposite.
    """
    found: tuple[Sorted, ...] = candidate.once(in_order)
    for it in found:
        direction = "down" if it.down else "up"
        expected = f"{it.member} going {direction} for {it.asked}"
        if not it.pages:
            yield Doubt(f"{it.asked} is answered with {it.answer.status}", it.answer)
        elif len({str(value) for value in it.values}) < _FEWEST or _holds_anyway(it, found):
            yield Doubt(f"{it.asked}: too few values to tell an order by", it.answer)
        else:
            yield _in_order(it, expected)
    if not found:
        yield Absence(_NO_ORDER)


def _in_order(it: Sorted, expected: str) -> Observation:
    """Whether the values run as asked; texts that nearly do may be in the order of a dictionary of their own."""
    evidence = tuple(page.exchange for page in it.pages)
    met = is_ordered(it.values, down=it.down)
    if not met and is_nearly_ordered(it.values, down=it.down):
        return Doubt(f"{it.member}: nearly in order, perhaps by other rules for texts", evidence)
    actual = ", ".join(map(str, it.values[:4]))
    return Finding(met, expected, actual, it.member, evidence)


def _holds_anyway(it: Sorted, found: Sequence[Sorted]) -> bool:
    """Whether the collection is in that order without being asked, and the opposite was not asked for."""
    opposite = any(
        other.member == it.member and other.down != it.down and other.walk is it.walk
        for other in found
    )
    usual = [item.get(it.member) for item in it.walk.items if item.get(it.member) is not None]
    return not opposite and is_ordered(usual, down=it.down)


def order_is_stable(candidate: Candidate) -> Iterator[Observation]:
    """Read twice, a collection lists its items in one order."""
    empty = True
    for earlier, later in _read_twice(candidate):
        one, other = Page(earlier), Page(later)
        empty = False
        if one.keys != other.keys and sorted(one.keys) != sorted(other.keys):
            yield Doubt(_CHANGED, (later, earlier))
        else:
            actual = "the same" if one.keys == other.keys else "another"
            met = one.keys == other.keys
            yield Finding(met, "the same order", actual, "", (later, earlier))
    if empty:
        yield Absence("no collection with two items was read")


def _read_twice(candidate: Candidate) -> Iterator[tuple[Exchange, Exchange]]:
    """Some collections of two items or more, with what was answered to the same request later."""
    found: Surveyed = candidate.once(targets.surveyed)
    readings: tuple[Reading, ...] = candidate.once(again.readings)
    later = {it.target.url: it.later for it in readings}
    several = tuple(it for it in found.collections if len(it.items or ()) > 1)
    for it in again.spread(several, _MOST_COLLECTIONS):
        yield it.answer, later.get(it.url) or candidate.send("GET", it.url)


# -- a list and its items -------------------------------------------------------------------------


def listed_as_it_is(candidate: Candidate) -> Iterator[Observation]:
    """What a collection shows of an item is what the item itself shows, as far as both show it."""
    found: Surveyed = candidate.once(targets.surveyed)
    items = [(item, it.answer) for it in found.collections for item in it.items or ()]
    empty = True
    for target in found.singles[:_MOST_ITEMS]:
        for item, answer in items:
            if _is_listing_of(item, answer, target.url):
                empty = False
                yield _compared(candidate, (item, answer), target.answer)
                break
    if empty:
        yield Absence("no collection lists what was read by itself")


def _compared(candidate: Candidate, listed: tuple[Any, Exchange], answer: Exchange) -> Observation:
    """Whether a list and an item agree; where the item has another value when it is read again, nobody can tell."""
    item, page = listed
    one = answer.json
    evidence = (page, answer)
    other = _other(item, one)
    if not other:
        return Finding(True, "one value in both", "one", "", evidence)
    name = other[0]
    again = candidate.send("GET", answer.request.url).json
    if not isinstance(again, dict) or again.get(name) != one[name]:
        return Doubt(f"{name} changes on its own", evidence)
    actual = f"{name}: {item[name]!r} and {one[name]!r}"
    return Finding(False, "one value in both", actual[:120], f"/{name}", evidence)


def _is_listing_of(item: Any, answer: Exchange, url: str) -> bool:
    """Whether an item is plainly what is at a URL: it links to it as itself, or it has an id and is listed above it."""
    if not isinstance(item, dict):
        return False
    links = item.get("_links")
    own = links.get("self") if isinstance(links, dict) else None
    href = own.get("href") if isinstance(own, dict) else own
    if isinstance(href, str):
        return Candidate.url_from(answer.request.url, href) == url
    above, _, last = url.partition("?")[0].rstrip("/").rpartition("/")
    listed = answer.request.url.partition("?")[0].rstrip("/")
    return above == listed and pages.key_of(item) == last


def _other(item: Any, one: Any) -> list[str]:
    """The members that both have, and that are not the same; a text may be cut short in a list."""
    return [
        name
        for name, value in item.items()
        if isinstance(value, str | int | float)
        and isinstance(one.get(name), str | int | float)
        and value != one[name]
        and not _is_cut(value, one[name])
    ]


def _is_cut(value: Any, whole: Any) -> bool:
    begins = isinstance(value, str) and isinstance(whole, str)
    return begins and whole.startswith(value.rstrip(".… "))


def _unless_changed(candidate: Candidate, walk: Walk, found: Finding) -> Observation:
    """The finding; a fault is only a doubt where others write meanwhile."""
    if found.met or pages.is_steady(candidate, walk.pages[0]):
        return found
    return Doubt(_CHANGED, found.evidence)
