"""Sorting: https://jsonapi.org/format/1.1/#fetching-sorting."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from conformance.candidate import Candidate
from conformance.model import Absence, Doubt, Exchange, Finding, Observation, Obstacle

from ..documents import Document
from ..survey import Collection, survey
from . import combined
from .probes import (
    OK,
    Probe,
    Several,
    Sorting,
    attributes,
    brief,
    identities,
    items,
    key,
    several,
    sorted_by,
    sorting,
    ties,
    values,
    with_query,
)
from .values import Arrangement

_REFUSED = 400
_MOST_UNKNOWN = 3
_FEWEST_ITEMS = 5
_FEWEST_TIES = 3
_NO_VALUES = "no collection has values in which an order could be told"


def sorting_is_offered(candidate: Candidate) -> Iterator[Observation]:
    """A request with sort gives a collection in another order than the request without it."""
    found: Sorting = candidate.once(sorting)
    for probe in found.effective:
        actual = f"another order by {probe.field}"
        yield Finding(True, "sorting, or none", actual, "/data", (probe.up, probe.down))
    if not found.effective and found.refused:
        yield _absence(found)


def sort_is_accepted(candidate: Candidate) -> Iterator[Observation]:
    """A request with sort for a field of the collection is answered 200."""
    found: Sorting = candidate.once(sorting)
    accepted = [probe.up for probe in found.probes] or found.untold
    for answer in accepted:
        actual = f"200 to {answer.target.partition('?')[2]}"
        yield Finding(True, "200 or 400", actual, "", answer)
    if not accepted and found.refused:
        yield _absence(found)


def several_are_accepted(candidate: Candidate) -> Iterator[Observation]:
    """A request with two sort fields, where each alone has an effect, is answered 200."""
    found = candidate.once(several)
    if isinstance(found, Several):
        actual = f"200 to sort={found.first},{found.second}"
        yield Finding(True, "200 or 400", actual, "", (found.up, found.down))
    elif found:
        yield Absence(f"two sort fields are answered {found.status}", found)


def sorted_as_asked(candidate: Candidate) -> Iterator[Observation]:
    """The values of the field that sort names go one way, and sort has an effect."""
    found: Sorting = candidate.once(sorting)
    for probe in found.probes:
        if probe.ignored and probe.rising.decided:
            expected = f"another order for sort={probe.field} than for sort=-{probe.field}"
            actual = "the same items in the same order, as without sort"
            yield Finding(False, expected, actual, "/data", (probe.up, probe.down))
            continue
        yield from _one_way(probe, probe.up, probe.rising, probe.field)
        yield from _one_way(probe, probe.down, probe.falling, f"-{probe.field}")
    yield from combined.same_order(candidate)
    yield from _why_nothing(found)


def ascending(candidate: Candidate) -> Iterator[Observation]:
    """Where sort has an effect, the values of a plain field go from small to large."""
    found: Sorting = candidate.once(sorting)
    for probe in found.effective:
        yield from _direction(probe, probe.up, probe.rising, probe.field)
    yield from _why_nothing(found)


def descending(candidate: Candidate) -> Iterator[Observation]:
    """Where sort has an effect, the values of a field with a minus go from large to small."""
    found: Sorting = candidate.once(sorting)
    for probe in found.effective:
        yield from _direction(probe, probe.down, probe.falling, f"-{probe.field}")
    yield from _why_nothing(found)


def value_names_fields(candidate: Candidate) -> Iterator[Observation]:
    """Two fields give two orders; where only one field sorts, a name that is no field is 400."""
    found: Sorting = candidate.once(sorting)
    by_collection: dict[Collection, list[Probe]] = {}
    for probe in found.effective:
        by_collection.setdefault(probe.collection, []).append(probe)
    for collection, probes in by_collection.items():
        if len(probes) > 1:
            yield from _two_orders(probes[0], probes[1])
        else:
            answer = sorted_by(candidate, collection, candidate.word("sort"))
            if answer.status == _REFUSED:
                actual = f"200 to sort={probes[0].field}, 400 to a name that is no field"
                yield Finding(True, "field names are read", actual, "", (probes[0].up, answer))
    yield from _why_nothing(found)


def applied_in_order(candidate: Candidate) -> Iterator[Observation]:
    """Items that are equal in the first field stand together, and the second field orders them."""
    found = candidate.once(several)
    if isinstance(found, Several):
        yield _in_order(found)
    elif found:
        yield Absence(f"two sort fields are answered {found.status}", found)


def unsupported_is_refused(candidate: Candidate) -> Iterator[Observation]:
    """A sort field that means nothing is answered 400, as is any other sort that is refused."""
    urls = list(_sortable_places(candidate))
    if not urls:
        yield Obstacle("no collection was found")
    word = candidate.word("sort")
    for answer in candidate.get_all([with_query(url, {"sort": word}) for url in urls]):
        yield _refusal(answer)
    found: Sorting = candidate.once(sorting)
    both = candidate.once(several)
    for answer in (*found.refused, *([both] if isinstance(both, Exchange) else [])):
        yield _refusal(answer)
    yield from combined.sorted_or_refused(candidate)


def default_order(exchange: Exchange) -> Iterator[Observation]:
    """A collection that was asked for without sort follows the values of a field."""
    if exchange.status != OK or "sort=" in exchange.target:
        return
    data = exchange.once(Document).root.get("data")
    listed = items(exchange) if isinstance(data, list) else []
    if len(listed) < _FEWEST_ITEMS:
        return
    found = next(_followed(listed), "")
    if found:
        yield Finding(True, "any order", f"in the order of {found}", "/data", exchange)


# -- one answer ------------------------------------------------------------------------------------


def _one_way(
    probe: Probe, answer: Exchange, found: Arrangement, asked: str
) -> Iterator[Observation]:
    """Sorted in either direction: which one it is, is said by two other clauses."""
    expected = f"{probe.field} in order for sort={asked}"
    if found.is_monotone:
        yield Finding(True, expected, "in order", "/data", answer)
    elif found.decided and probe.is_text and _turns_around(probe):
        yield Doubt(
            f"sort={asked} gives an order, but not of the shown values of {probe.field}; "
            "they can stand for something else",
            answer,
        )
    elif found.decided:
        rises, falls = found.rising[0], found.falling[0]
        actual = f"{_shown(answer, probe.field, rises)}, but {_shown(answer, probe.field, falls)}"
        yield Finding(False, expected, actual, _pointer(probe.field, falls[1]), answer)


def _direction(
    probe: Probe, answer: Exchange, found: Arrangement, asked: str
) -> Iterator[Observation]:
    if not found.is_monotone:
        return
    up = not asked.startswith("-")
    wrong = found.falling if up else found.rising
    expected = f"{probe.field} {'ascending' if up else 'descending'} for sort={asked}"
    if wrong:
        actual = _shown(answer, probe.field, wrong[0])
        where = _pointer(probe.field, wrong[0][1])
        yield Finding(False, expected, actual, where, (answer, probe.collection.exchange))
    else:
        yield Finding(True, expected, "as expected", "/data", (answer, probe.collection.exchange))


def _two_orders(one: Probe, other: Probe) -> Iterator[Finding]:
    expected = f"the order of {other.field} for sort={other.field}"
    evidence = one.up, other.up
    if identities(one.up) != identities(other.up):
        yield Finding(True, expected, f"another order than for {one.field}", "/data", evidence)
    elif not other.rising.is_monotone and other.rising.decided:
        yield Finding(False, expected, f"that of sort={one.field}", "/data", evidence)


def _in_order(found: Several) -> Observation:
    evidence = found.up, found.down
    expected = f"items with equal {found.first} together, in the order of {found.second}"
    inner = []
    for answer in evidence:
        firsts, seconds = values(answer, found.first), values(answer, found.second)
        parted = _parted(firsts)
        if parted is not None:
            actual = f"{found.first} {brief(firsts[parted])} again after other values"
            return Finding(False, expected, actual, _pointer(found.first, parted), answer)
        within = ties(firsts, seconds)
        if within.rising and within.falling:
            actual = f"{found.second} goes up and down among equal items"
            return Finding(False, expected, actual, "/data", answer)
        inner.append(within)
    up, down = inner
    opposite = (up.ascends and down.descends) or (up.descends and down.ascends)
    if opposite or min(up.decided, down.decided) >= _FEWEST_TIES:
        return Finding(True, expected, "as expected", "/data", evidence)
    return Doubt("too few items are equal in the first field to tell", evidence)


def _parted(firsts: list[object]) -> int | None:
    """The first place where a value comes back after others; letters beyond ASCII do not count."""
    seen: set[object] = set()
    last: object = object()
    for place, value in enumerate(firsts):
        now = key(value)
        if now != last and now in seen and (not isinstance(now, str) or now.isascii()):
            return place
        seen.add(now)
        last = now
    return None


def _refusal(answer: Exchange) -> Finding:
    expected = f"400 to {answer.target.partition('?')[2]}"
    return Finding(answer.status == _REFUSED, expected, f"{answer.status}", "", answer)


# -- what there is to look at ----------------------------------------------------------------------


def _sortable_places(candidate: Candidate) -> Iterator[str]:
    """A few collections, and one that is reached through a relationship."""
    found = candidate.once(survey)
    yield from (it.url for it in found.collections[:_MOST_UNKNOWN])
    for it in found.relationships:
        answer = it.related_exchange
        if it.many and answer and answer.status == OK and items(answer):
            yield answer.request.url
            return


def _turns_around(probe: Probe) -> bool:
    """Both orders differ, from each other and from the order without sort."""
    orders = [identities(it) for it in (probe.up, probe.down, probe.collection.exchange)]
    return orders[0] != orders[1] and orders[0] != orders[2] and orders[1] != orders[2]


def _why_nothing(found: Sorting) -> Iterator[Observation]:
    if not found.probes and found.refused and not found.untold:
        yield _absence(found)
    elif not found.probes:
        yield Obstacle(_NO_VALUES, found.untold)


def _absence(found: Sorting) -> Absence:
    first = found.refused[0]
    asked = first.target.partition("?")[2]
    reason = f"no field that was tried can be sorted by: {asked} is answered {first.status}"
    return Absence(reason, found.refused)


def _shown(answer: Exchange, field: str, pair: tuple[int, int]) -> str:
    one, other = (values(answer, field)[place] for place in pair)
    return f"{brief(one)} before {brief(other)}"


def _pointer(field: str, place: int) -> str:
    name = field.replace("~", "~0").replace("/", "~1")
    return f"/data/{place}/attributes/{name}"


def _followed(found: list[dict[str, Any]]) -> Iterator[str]:
    """The names of what the items are in strict order of."""
    ids = [item.get("id") for item in found]
    if all(isinstance(it, str) and it.isdecimal() for it in ids):
        ids = [int(str(it)) for it in ids]
    if _strict(ids):
        yield "id"
    for name in attributes(found[0]):
        if _strict([attributes(item).get(name) for item in found]):
            yield name


def _strict(found: list[Any]) -> bool:
    kind = type(found[0])
    if kind not in (str, int, float) or any(type(it) is not kind for it in found):
        return False
    return all(a < b for a, b in pairwise(found)) or all(a > b for a, b in pairwise(found))
