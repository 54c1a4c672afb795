"""Updates of a to-many relationship in sequences that are made up, each compared with what its members should be then.

One relationship that a client can add to and take from is put through them; each sequence goes on from where the last
one ended, so that it needs nothing new and can be smaller without being another.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.candidate import Candidate
from conformance.generation import Draw, counterexample
from conformance.model import Finding

from ..writes import read
from ..writing import own_identifiers
from . import probes
from .outcomes import listed, outcome
from .steps import Place, Step, Walking, members

Operation = tuple[str, tuple[int, ...]]
"""A method, and the places of the members that it names in the list of all."""

_SHORTEST, _LONGEST = 1, 3
_TOO_FEW = 2  # methods, for their order to matter


@dataclass(frozen=True)
class _Told:
    """What a sequence broke, and by which method."""

    method: str
    finding: Finding


@dataclass(frozen=True)
class _Outcome:
    """What came of all sequences: the smallest that failed, or by method how often it held and the last evidence."""

    tried: int = 0
    seed: int = 0
    broken: _Told | None = None
    held: Mapping[str, list[Step]] = field(default_factory=dict)


def told(candidate: Candidate, method: str) -> Iterator[Finding]:
    """What the sequences tell of one method; nothing where there were none."""
    found: _Outcome = candidate.once(sequences)
    if found.broken and found.broken.method == method:
        yield found.broken.finding
    elif not found.broken and method in found.held:
        steps = found.held[method]
        expected = "the members that the updates up to then leave"
        actual = (
            f"so after {len(steps)} of the updates in {found.tried} sequences, seed {found.seed}"
        )
        yield Finding(True, expected, actual, "", steps[-1].attempt.exchange, cases=len(steps))


def sequences(candidate: Candidate) -> _Outcome:
    """Put a relationship through sequences of updates; where one fails, through smaller ones."""
    place, methods = _place(candidate)
    if place is None or len(methods) < _TOO_FEW:
        return _Outcome()
    walked = [step for step in probes.steps(candidate, many=True) if step.place is place]
    known = sorted(walked[-1].named)
    extra = own_identifiers(candidate, place.relation.target, f"sequence-{place.kind}", 1)
    everybody = [{"type": kind, "id": key} for kind, key in known] + list(extra)
    held: dict[str, list[Step]] = {}

    def recipe(draw: Draw) -> tuple[Operation, ...]:
        return tuple(
            (draw.one(methods), draw.some(range(len(everybody)), least=1, most=2))
            for _ in range(draw.number(_SHORTEST, _LONGEST))
        )

    def holds(case: tuple[Operation, ...]) -> _Told | None:
        return _walked(
            candidate, place, [(m, [everybody[i] for i in who]) for m, who in case], held
        )

    examples = candidate.examples
    search = counterexample(recipe, holds, seed=candidate.seed, examples=examples)
    return _Outcome(
        search.tried,
        search.seed,
        search.told and _sized(search.told, search.tried, search.seed),
        held,
    )


def _sized(broken: _Told, tried: int, seed: int) -> _Told:
    it = broken.finding
    actual = f"{it.actual} (smallest of {tried} sequences tried, seed {seed})"
    return _Told(broken.method, Finding(False, it.expected, actual, it.where, it.evidence, tried))


def _walked(
    candidate: Candidate,
    place: Place,
    updates: list[tuple[str, list[Any]]],
    held: dict[str, list[Step]],
) -> _Told | None:
    """What the first update breaks that does not leave the members that it should; None when all do."""
    now = members(read(candidate, place.url))
    if now is None:
        return None
    walking = Walking(candidate, place, now)
    walking.named = frozenset((it["type"], it["id"]) for _, named in updates for it in named)
    for method, named in updates:
        step = walking.ask(method, named)
        if step is None:
            return None
        broken = next(_broken(step), None)
        if broken:
            evidence = tuple(it.attempt.exchange for it in walking.steps)
            sequence = ", then ".join(f"{m} {listed(_pairs(who))}" for m, who in updates)
            said = f"{broken.actual}, in the sequence: {sequence}"
            return _Told(method, Finding(False, broken.expected, said, "", evidence))
        held.setdefault(method, []).append(step)
    return None


def _broken(step: Step) -> Iterator[Finding]:
    """What is wrong after one update, judged as an update that stands alone."""
    for it in outcome(step, listed(step.wanted), step.obeyed):
        if isinstance(it, Finding) and not it.met:
            yield it


def _place(candidate: Candidate) -> tuple[Place | None, list[str]]:
    """The relationship of which most methods were carried out, and those methods."""
    done: dict[Place, dict[str, None]] = {}
    for step in probes.steps(candidate, many=True):
        if step.done:
            done.setdefault(step.place, {})[step.method] = None
    best = max(done, key=lambda it: len(done[it]), default=None)
    return best, sorted(done[best]) if best else []


def _pairs(named: list[Any]) -> list[tuple[str, str]]:
    return [(it["type"], it["id"]) for it in named]
