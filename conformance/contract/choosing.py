"""Which cases come first, where there are more than may be sent: one of each kind before any second."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import zip_longest
from operator import attrgetter
from typing import TypeVar

from conformance.contract.case import Case

T = TypeVar("T")


def chosen(cases: Iterable[Case], most: int) -> list[Case]:
    """At most so many of the cases, no request twice.

    Each (place, name, kind) comes once before any comes again, first with its least mistakable value; and where not
    even that fits, each place and each name has its turn.
    """
    groups: dict[tuple[str, str, str], list[Case]] = defaultdict(list)
    seen: set[Hashable] = set()
    for case in cases:
        sent = (case.method, case.url, case.headers, case.body)
        if sent not in seen:
            seen.add(sent)
            groups[case.key].append(case)
    rounds = zip_longest(*(sorted(group, key=attrgetter("doubt")) for group in groups.values()))
    found = [case for cases in rounds for case in _spread([it for it in cases if it])]
    return found[:most]


def _spread(cases: Sequence[Case]) -> Iterator[Case]:
    """The cases of one round, place by place in turn, and within a place name by name."""
    places: dict[str, dict[str, list[Case]]] = defaultdict(lambda: defaultdict(list))
    for case in cases:
        places[case.place][case.name].append(case)
    return _in_turn([list(_in_turn(list(names.values()))) for names in places.values()])


def _in_turn(rows: Sequence[Sequence[T]]) -> Iterator[T]:
    for column in zip_longest(*rows):
        yield from (it for it in column if it is not None)
