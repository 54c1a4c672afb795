"""Operations that add a resource: https://jsonapi.org/ext/atomic/#specific-operations."""

from collections.abc import Iterator

from conformance.candidate import Candidate
from conformance.model import Doubt, Exchange, Observation

from ..findings import met, unmet
from ..operation_probes import of_kind, with_client_id
from ..operations import Played, nothing
from ..writes import attributes_of, resource_in

_EITHER = "the resource as data, or nothing"


def may_omit_data(candidate: Candidate) -> Iterator[Observation]:
    """Where the client's id and all else was kept, the result is without data."""
    for it in _kept(candidate):
        if "data" not in it.result(0):
            yield met(it.exchange, _EITHER, "nothing")
    yield from nothing(candidate)


def may_return_data(candidate: Candidate) -> Iterator[Observation]:
    """Where the client's id and all else was kept, the result has the resource as data."""
    for it in _kept(candidate):
        if _is_resource(it.result(0).get("data")):
            yield met(it.exchange, _EITHER, "the resource")
    yield from nothing(candidate)


def result_has_data(candidate: Candidate) -> Iterator[Observation]:
    """In all other cases the result has the resource as data."""
    for it in of_kind(candidate, ""):
        for index, operation in enumerate(it.operations if it.is_whole else ()):
            if operation["op"] == "add" and isinstance(operation["data"], dict):
                yield from _has_data(it, index)
    yield from nothing(candidate)


def _has_data(played: Played, index: int) -> Iterator[Observation]:
    """Whether a result has data that it must have: the server chose the id, or stored something else than was sent."""
    expected, where = "the new resource as data", f"/atomic:results/{index}/data"
    sent = played.operations[index]["data"]
    if _is_resource(played.result(index).get("data")):
        yield met(played.exchange, expected, where=where)
        return
    made = played.made[index] if index < len(played.made) else None
    shown = made.shown if made else None
    if "id" in sent and shown is None:
        yield Doubt(
            "it was not found what became of a resource with the client's id", played.exchange
        )
    elif shown is None or not _is_same(sent, shown):
        yield unmet(played.exchange, expected, "no resource", where)


def _kept(candidate: Candidate) -> Iterator[Played]:
    """Creations with an id of the client's after which the resource has just the attributes that were sent."""
    for it in candidate.once(with_client_id):
        made = it.made[0] if it.made else None
        if it.is_whole and made and made.shown and _is_same(it.operations[0]["data"], made.shown):
            yield it


def _is_same(sent: dict[str, object], shown: Exchange) -> bool:
    stored = resource_in(shown)
    return stored.get("id") == sent.get("id") and attributes_of(stored) == attributes_of(sent)


def _is_resource(data: object) -> bool:
    return isinstance(data, dict) and "type" in data and "id" in data
