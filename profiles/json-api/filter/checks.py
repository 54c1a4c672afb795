"""Filtering: https://jsonapi.org/format/1.1/#fetching-filtering."""

from collections.abc import Iterator
from typing import Any

from conformance.candidate import Candidate
from conformance.model import Absence, Exchange, Finding, Observation, Obstacle

from ..sort.probes import OK, attributes, identities, items, with_query
from ..survey import Collection, survey

_MOST_COLLECTIONS = 2
_MOST_FIELDS = 2
_LONGEST = 60
_RESERVED = frozenset({"include", "fields", "filter", "sort", "page"})


def filtering_uses_the_family(candidate: Candidate) -> Iterator[Observation]:
    """A value filters by filter[name], and not by a parameter outside of the family.

    A filter is believed only where its answer leaves out items of the plain answer and holds no
    item with another value.
    """
    found = candidate.once(survey).collections
    probes = [(it, *probe) for it in found for probe in _probes(it)][
        : _MOST_COLLECTIONS * _MOST_FIELDS
    ]
    tried: list[Exchange] = []
    works = False
    for collection, name, value in probes:
        inside = candidate.get(with_query(collection.url, {f"filter[{name}]": f"{value}"}))
        outside = candidate.get(with_query(collection.url, {name: f"{value}"}))
        tried += inside, outside
        for answer, met in ((inside, True), (outside, False)):
            if _filters(answer, collection, name, value):
                works = True
                actual = f"{len(items(answer))} items by {answer.target.partition('?')[2]}"
                yield Finding(met, f"filter[{name}]", actual, "/data", answer)
    if not found:
        yield Obstacle("no collection was found")
    elif tried and not works:
        yield Absence("no filter by the value of an attribute is offered", tuple(tried[:4]))


def _probes(collection: Collection) -> Iterator[tuple[str, str | int]]:
    """Attributes with a value that some items have and others do not."""
    seen = collection.exchange
    chosen = 0
    for name in dict.fromkeys(name for item in items(seen) for name in attributes(item)):
        shown = [attributes(item).get(name) for item in items(seen)]
        value = next((it for it in shown if _is_plain(it)), None)
        others = [it for it in shown if it is not None and _folded(it) != _folded(value)]
        if name not in _RESERVED and value is not None and others and chosen < _MOST_FIELDS:
            chosen += 1
            yield name, value


def _is_plain(value: object) -> bool:
    """A value that can be written in a query without being read as anything else."""
    if isinstance(value, str):
        return value.replace(" ", "").isalnum() and value.isascii() and len(value) <= _LONGEST
    return isinstance(value, int) and not isinstance(value, bool)


def _filters(answer: Exchange, collection: Collection, name: str, value: str | int) -> bool:
    if answer.status != OK or not items(answer):
        return False
    left_out = set(identities(collection.exchange)) - set(identities(answer))
    shown = [attributes(item).get(name) for item in items(answer)]
    return bool(left_out) and all(_holds(it, value) for it in shown)


def _holds(shown: object, value: str | int) -> bool:
    """Equal, or holding the text: a filter may look for a part of it."""
    if isinstance(value, str):
        return isinstance(shown, str) and _folded(value) in _folded(shown)
    return shown == value


def _folded(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value
