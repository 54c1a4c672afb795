"""Operations that update a resource: https://jsonapi.org/ext/atomic/#specific-operations."""

from collections.abc import Iterator

from conformance.candidate import Candidate
from conformance.model import Finding, Observation

from ..findings import met, shown, unmet
from ..operation_probes import Updated, changed
from ..operations import nothing
from ..writes import attributes_of

_WHERE = "/atomic:results/0/data"


def changed_has_data(candidate: Candidate) -> Iterator[Observation]:
    """Where an update changed more than it asked for, its result has the resource as data."""
    for it in _updates(candidate):
        if it.beyond:
            expected = f"the resource as data ({', '.join(it.beyond[:3])} changed too)"
            yield _verdict(it, expected, _data(it) is not None and _is_current(it))
    yield from nothing(candidate)


def unchanged_either(candidate: Candidate) -> Iterator[Observation]:
    """Where an update changed what it asked for and nothing else, its result has no data, or the resource as data."""
    for it in _updates(candidate):
        if not it.beyond:
            fits = _data(it) is None or _is_current(it)
            yield _verdict(it, "no data, or the updated resource", fits)
    yield from nothing(candidate)


def _updates(candidate: Candidate) -> Iterator[Updated]:
    """The updates of which the effect was seen."""
    yield from (it for it in candidate.once(changed) if it.played.is_whole and it.took)


def _data(update: Updated) -> object:
    return update.played.result(0).get("data")


def _is_current(update: Updated) -> bool:
    """Whether the data are the resource, with the new value if they have the attribute at all."""
    data = _data(update)
    mine = update.subject.identifier
    if not isinstance(data, dict) or {n: data.get(n) for n in mine} != mine:
        return False
    return bool(attributes_of(data).get(update.name, update.value) == update.value)


def _verdict(update: Updated, expected: str, fits: bool) -> Finding:  # noqa: FBT001  (met or not)
    data = _data(update)
    if data is None:
        actual = "no data"
    else:
        actual = "the updated resource" if _is_current(update) else f"other data ({shown(data)})"
    return (met if fits else unmet)(update.played.exchange, expected, actual, _WHERE)
