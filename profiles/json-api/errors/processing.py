"""How far a server goes on when it meets a problem: creations with more than one, each of which it refuses alone."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from conformance.candidate import Candidate
from conformance.model import Observation

from ..create import probes
from ..create.probes import Creation, Dangling
from ..findings import met
from ..refusals import errors_in
from ..writes import Attempt, create
from ..writing import fresh

_REFUSED = 400


def may_continue(candidate: Candidate) -> Iterator[Observation]:
    """A creation with several problems is refused with several errors."""
    for attempt in _refused(candidate):
        number = len({str(_without_id(it)) for it in errors_in(attempt.exchange)})
        if number > 1:
            yield met(attempt.exchange, "several problems where wanted", f"{number} errors")


def may_stop(candidate: Candidate) -> Iterator[Observation]:
    """A creation with several problems is refused with one error."""
    for attempt in _refused(candidate):
        if len(errors_in(attempt.exchange)) == 1:
            yield met(attempt.exchange, "the first problem where wanted", "1 error")


def _refused(candidate: Candidate) -> tuple[Attempt, ...]:
    found: tuple[Attempt, ...] = candidate.once(troubled)
    return tuple(it for it in found if it.status >= _REFUSED)


def troubled(candidate: Candidate) -> tuple[Attempt, ...]:
    """Creations with two problems: two references to nothing, and one with the type of another collection."""
    lost: tuple[Dangling, ...] = candidate.once(probes.dangling)
    alone = [it for it in lost if it.attempt.status >= _REFUSED]
    strange: tuple[Creation, ...] = candidate.once(probes.with_another_type)
    named = {it.writable: it.resource["type"] for it in strange if it.attempt.status >= _REFUSED}
    made = []
    for it in alone:
        if it.writable in named:
            made.append(_asked(candidate, it, "two", type=named[it.writable]))
        others = dict(_nowhere(candidate, it))
        if others:
            made.append(_asked(candidate, it, "several", relationships=others))
    return tuple(made)


def _nowhere(candidate: Candidate, it: Dangling) -> Iterator[tuple[str, Any]]:
    """Every other to-one relationship of the type that a draft has, to a resource that does not exist."""
    for _, name, usual, target in probes.to_one(candidate, it.writable):
        found = probes.absent_identifier(candidate, target)
        if usual and found and name != it.name:
            yield name, found[1]


def _asked(candidate: Candidate, it: Dangling, label: str, **changes: Any) -> Attempt:
    """The creation that refers to nothing, asked again with another problem."""
    draft = fresh(candidate, it.writable, f"trouble:{label}")
    lost = it.resource["relationships"][it.name]["data"]
    more = changes.pop("relationships", {})
    draft = replace(draft, relationships={**draft.relationships, **more, it.name: lost}, **changes)
    return create(candidate, it.writable.collection.url, draft.document)


def _without_id(error: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in error.items() if name != "id"}
