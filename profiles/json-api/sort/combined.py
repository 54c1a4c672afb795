"""What is told of sort beside other parameters."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from conformance.candidate import Candidate
from conformance.model import Exchange, Finding, Observation

from ..combinations import Asked, Place, combined, with_sort
from ..fetching.places import GUARDED
from ..generated import unless_changed
from .probes import OK, identities, key, values, with_query
from .values import arrangement

_REFUSED = 400


def same_order(candidate: Candidate) -> Iterator[Observation]:
    """Beside any other parameter, the items come in the order of sort alone."""

    def judge(asked: Asked) -> Finding | None:
        exchange, alone = candidate.get(asked.target), _alone(candidate, asked)
        if {exchange.status, alone.status} != {OK}:
            return None
        field = asked.sort.removeprefix("-")
        alike = arrangement(values(alone, field))
        stands = arrangement(_values(exchange, alone, field))
        if not alike.is_monotone or not stands.decided:
            return None
        wrong = stands.falling if alike.ascends else stands.rising
        place = wrong[0][1] if wrong else _parted(exchange, alone, field)
        expected = f"the order of sort={asked.sort} alone"
        actual = "as expected" if place is None else f"another, from place {place} on"
        where = "/data" if place is None else f"/data/{place}"
        return Finding(place is None, expected, actual, where, (exchange, alone))

    yield from unless_changed(candidate, combined(candidate, _able, with_sort, judge))


def _values(exchange: Exchange, alone: Exchange, field: str) -> list[Any]:
    """The values by which the items are sorted, also where a fieldset leaves them out."""
    known = dict(zip(map(str, identities(alone)), values(alone, field), strict=True))
    shown = zip(map(str, identities(exchange)), values(exchange, field), strict=True)
    return [known.get(each, value) for each, value in shown]


def _parted(exchange: Exchange, alone: Exchange, field: str) -> int | None:
    """The first place with another item than in the order alone; None where that says nothing: items can be equal."""
    if not _is_total(alone, field):
        return None
    wanted, found = identities(alone), identities(exchange)
    # The last item of a page may be equal to one that is not shown.
    length = min(len(wanted) - 1, len(found))
    return next((n for n in range(length) if wanted[n] != found[n]), None)


def sorted_or_refused(candidate: Candidate) -> Iterator[Observation]:
    """Beside any other parameter, a sort that works is either performed or answered 400."""

    def judge(asked: Asked) -> Finding | None:
        exchange = candidate.get(asked.target)
        if exchange.status in GUARDED or exchange.status // 100 == 3:  # noqa: PLR2004
            return None
        right = exchange.status in {OK, _REFUSED}
        if not right and candidate.get(replace(asked, sort="").target).status != OK:
            return None
        expected = f"sort={asked.sort} performed, or 400"
        return Finding(right, expected, str(exchange.status), "", exchange)

    yield from combined(candidate, _able, with_sort, judge)


def _able(place: Place) -> bool:
    return bool(place.sorts)


def _alone(candidate: Candidate, asked: Asked) -> Exchange:
    return candidate.get(with_query(asked.url, {"sort": asked.sort}))


def _is_total(exchange: Exchange, field: str) -> bool:
    """Whether no two of the values that are shown can be equal in any collation."""
    shown = values(exchange, field)
    plain = all(
        isinstance(it, int | float) or (isinstance(it, str) and it.isascii()) for it in shown
    )
    return exchange.status == OK and plain and len(set(map(key, shown))) == len(shown)
