"""Cases that are made up, and what is told of them: of those that fail, the smallest."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from conformance.candidate import Candidate
from conformance.generation import Draw, counterexample
from conformance.model import Doubt, Exchange, Finding, Observation

from .documents import Document

C = TypeVar("C", bound=Hashable)


def tried(
    candidate: Candidate, recipe: Callable[[Draw], C], judge: Callable[[C], Finding | None]
) -> Iterator[Finding]:
    """The smallest case that fails, else one finding about all that hold.

    `judge` says None of a case by which nothing can be told; where there are only such cases, nothing is yielded.
    """
    held: list[Finding] = []

    def holds(case: C) -> Finding | None:
        found = judge(case)
        if found and found.met:
            held.append(found)
        return None if found is None or found.met else found

    search = counterexample(recipe, holds, seed=candidate.seed, examples=candidate.examples)
    if search.told:
        cases = f"{search.tried} cases" if search.tried > 1 else "1 case"
        told = f"{search.told.actual} (smallest of {cases} tried, seed {search.seed})"
        yield replace(search.told, actual=told, cases=search.tried)
    elif held:
        told = f"{held[0].actual} (and so in all of {len(held)} cases tried, seed {search.seed})"
        yield replace(held[0], actual=told, cases=len(held))


def unless_changed(candidate: Candidate, found: Iterable[Finding]) -> Iterator[Observation]:
    """What was found; a fault is only a doubt where the same requests bring other resources now."""
    for it in found:
        if it.met or all(_is_as_before(candidate, exchange) for exchange in it.exchanges):
            yield it
        else:
            yield Doubt("the collection changes while it is looked at", it.evidence)


def _is_as_before(candidate: Candidate, exchange: Exchange) -> bool:
    return _resources(candidate.send("GET", exchange.request.url)) == _resources(exchange)


def _resources(exchange: Exchange) -> list[tuple[object, object]]:
    return [(item.get("type"), item.get("id")) for _, item in exchange.once(Document).primary]
