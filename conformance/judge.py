"""Requirement × candidate → result.

The only broad `except` of the house is here: what it catches is *errored*, never *failed*.
"""

import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from conformance.candidate import Candidate
from conformance.checks.described import described
from conformance.description import Description
from conformance.errors import EffectRefused, Unanswered
from conformance.model import (
    Absence,
    Doubt,
    Effect,
    Exchange,
    Finding,
    Level,
    Observation,
    Obstacle,
    Requirement,
    Result,
    Status,
    status_of,
)
from conformance.profiles import Way, given, is_passive

Listener = Callable[[Result], None]

KEPT_FAULTS = 10
KEPT_MET = 3
KEPT_MET_ACTIVE = 20


@dataclass(frozen=True)
class Selection:
    """Which requirements a run judges: those that bind in `version` and have an allowed effect.

    `wanted` narrows it to some ids; None is all of them. `scope` is that of the profile: whose answers passive checks
    look at.
    """

    version: str
    effects: frozenset[Effect] = frozenset({Effect.SAFE})
    wanted: frozenset[str] | None = None
    scope: str = "origin"

    def leaves_out(self, requirement: Requirement) -> tuple[Status, str] | None:
        """The status and the reason of a requirement that is not judged at all; None when it is judged."""
        if self.wanted is not None and requirement.id not in self.wanted:
            return Status.UNTESTED, "not selected for this run"
        if requirement.review:
            return Status.REVIEW, requirement.review["en"]
        if requirement.pending:
            return Status.UNTESTED, requirement.pending
        if requirement.effect not in self.effects:
            return Status.UNTESTED, f"needs `--allow {requirement.effect}`"
        if not self.version and (requirement.since or requirement.until):
            return Status.BLOCKED, _UNDECLARED
        return None

    def seen(self, candidate: Candidate, exchanges: Iterable[Exchange]) -> list[Exchange]:
        """Of these exchanges the candidate's own, in an order that does not depend on which thread was first."""
        is_own = candidate.is_own if self.scope == "origin" else candidate.is_within
        return _in_order(it for it in exchanges if is_own(it.request.url))


_UNDECLARED = (
    "the candidate does not declare which version of the standard it keeps, and the versions differ here; "
    "name one with --profile NAME@VERSION or in the candidate file"
)


def applicable(requirements: Iterable[Requirement], version: str) -> Iterator[Requirement]:
    """The requirements that stand in `version`; all of them when it is not known."""
    return (
        requirement for requirement in requirements if not version or requirement.binds(version)
    )


@dataclass(frozen=True)
class Earlier:
    """What an interrupted run left: results that need not be found again, and the exchanges it saw."""

    results: Mapping[str, Result] = field(default_factory=dict)
    exchanges: tuple[Exchange, ...] = ()


def judge(  # noqa: PLR0913  (what is judged, by what, on whom, how far, what is known, who listens)
    requirements: Sequence[Requirement],
    ways: Mapping[str, Way],
    candidate: Candidate,
    selection: Selection,
    *,
    earlier: Earlier | None = None,
    heard: Listener | None = None,
) -> list[Result]:
    """The result of every requirement, in the order given.

    Active checks run first, `candidate.jobs` at a time; passive ones then look at every exchange there was. Only
    what an `earlier` run did not find out is asked again. `heard` is told each result as it comes.
    """
    known = earlier or Earlier()
    found: dict[str, Result] = {}
    active: list[Requirement] = []
    passive: list[Requirement] = []
    for requirement in requirements:
        left_out = selection.leaves_out(requirement)
        if left_out:
            found[requirement.id] = Result(requirement, *left_out)
        elif is_passive(ways[requirement.id]):
            passive.append(requirement)
        elif requirement.id in known.results:
            found[requirement.id] = known.results[requirement.id]
        else:
            active.append(requirement)
    for result in chain(
        _judge_reading_first(active, ways, candidate),
        _judge_passive(passive, ways, candidate, known.exchanges, selection),
    ):
        found[result.requirement.id] = result
        if heard:
            heard(result)
    return [found[requirement.id] for requirement in requirements]


def held_to_claims(
    results: Sequence[Result], claimed: Iterable[str], offers: Mapping[str, Sequence[str]]
) -> list[Result]:
    """The results, where a conformance class that is claimed and not offered fails by its first requirement.

    `offers` names for a class the requirements that are inapplicable just where it is not offered.
    """
    held = list(results)
    for name in claimed:
        telling = [it for it in held if it.requirement.id in offers.get(name, ())]
        if telling and all(it.status is Status.INAPPLICABLE for it in telling):
            _hold(held, name)
    return held


def _hold(results: list[Result], name: str) -> None:
    """Turn the first mandatory requirement of a class that is inapplicable into a failure."""
    ours = [it for it in results if it.requirement.conformance_class == name]
    seen = [it for each in ours for it in each.observations if isinstance(it, Absence)]
    shown = seen[0] if seen else Absence("nothing of it was seen")
    for it in ours:
        if it.requirement.level is Level.MUST and it.status is Status.INAPPLICABLE:
            expected = f"what belongs to the class {name}, which the candidate claims"
            fault = Finding(False, expected, shown.reason, "", shown.evidence)
            results[results.index(it)] = _result(it.requirement, [fault], "", KEPT_MET)
            return


def _judge_reading_first(
    active: Sequence[Requirement], ways: Mapping[str, Way], candidate: Candidate
) -> Iterator[Result]:
    """The results of active checks as they come, whoever finishes first; reading before writing."""
    for effect in Effect:
        together = [it for it in active if it.effect is effect]
        yield from _judge_active(together, ways, candidate)


def _judge_passive(
    passive: Sequence[Requirement],
    ways: Mapping[str, Way],
    candidate: Candidate,
    seen: Sequence[Exchange],
    selection: Selection,
) -> Iterator[Result]:
    """The results of passive checks, over every exchange that there was."""
    exchanges = selection.seen(candidate, (*candidate.observed, *seen))
    for requirement in passive:
        yield judge_exchanges(requirement, ways[requirement.id], exchanges, candidate)


def judge_candidate(requirement: Requirement, way: Way, candidate: Candidate) -> Result:
    """The result of a requirement whose check asks the candidate itself, or only reads its description."""
    looked = _looked(requirement, way, candidate)
    observations, error = _gather(looked, _linted(requirement, way, candidate))
    return _result(requirement, observations, error, KEPT_MET_ACTIVE)


def judge_exchanges(
    requirement: Requirement,
    way: Way,
    exchanges: Iterable[Exchange],
    candidate: Candidate | None = None,
) -> Result:
    """The result of a requirement whose check looks at exchanges, over all of them.

    Where it is found out by the description too, that of `candidate` is read.
    """
    look = way.look
    if look is None:
        raise ValueError(requirement.id)
    params = given(look, requirement.params)
    whole = [it for it in exchanges if it.response and not it.response.truncated]
    seen = chain.from_iterable(look(exchange, **params) for exchange in whole)
    linted = _linted(requirement, way, candidate) if candidate else ()
    observations, error = _gather(seen, linted)
    return _result(requirement, observations, error, KEPT_MET)


def judge_description(requirement: Requirement, way: Way, found: Description) -> Result:
    """The result of a requirement by a description alone; findings have no evidence but their place in it.

    Every unmet one is kept: each is a place that somebody has to mend.
    """
    lint = way.lint
    if lint is None:
        raise ValueError(requirement.id)
    params = given(lint, requirement.params)
    observations, error = _gather(chain.from_iterable(lint(it, **params) for it in (found,)))
    return _result(requirement, observations, error, KEPT_MET_ACTIVE, len(observations))


def _looked(requirement: Requirement, way: Way, candidate: Candidate) -> Iterator[Observation]:
    """What the candidate itself shows; a check that is no generator breaks off here too, inside the net."""
    if way.look:
        yield from way.look(candidate, **given(way.look, requirement.params))


def _linted(requirement: Requirement, way: Way, candidate: Candidate) -> Iterator[Observation]:
    """What the candidate's description shows, with the answer that it came in."""
    if way.lint is None:
        return
    source = candidate.once(described)
    if source.description is None:
        optional = requirement.unseen is Status.INAPPLICABLE
        yield (Absence if optional else Obstacle)(source.reason, source.evidence)
        return
    for it in way.lint(source.description, **given(way.lint, requirement.params)):
        yield replace(it, evidence=source.evidence)


def _judge_active(
    requirements: Sequence[Requirement], ways: Mapping[str, Way], candidate: Candidate
) -> Iterator[Result]:
    if candidate.jobs == 1:
        for requirement in requirements:
            yield judge_candidate(requirement, ways[requirement.id], candidate)
        return
    with ThreadPoolExecutor(candidate.jobs) as pool:
        waiting = [
            pool.submit(judge_candidate, requirement, ways[requirement.id], candidate)
            for requirement in reversed(requirements)  # the longest, page walks, stand last
        ]
        try:
            for done in as_completed(waiting):
                yield done.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _gather(*parts: Iterable[Observation]) -> tuple[list[Observation], str]:
    """Everything that was observed, in each part until it broke off, and our own fault when it was that."""
    found: list[Observation] = []
    errors = [error for part in parts if (error := _gather_into(found, part))]
    return found, "; ".join(errors)


def _gather_into(found: list[Observation], observations: Iterable[Observation]) -> str:
    """Add all that is observed; what broke it off if it was our fault, and an unanswered request is a doubt."""
    try:
        found.extend(observations)
    except Unanswered as unanswered:
        evidence = unanswered.exchange or ()
        found.append(Doubt(unanswered.message, evidence))
    except EffectRefused as refused:
        return refused.message
    except Exception as error:  # noqa: BLE001  (the one net: our fault, named as ours)
        where = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__}: {error} ({where.name}, line {where.lineno})"
    return ""


def _result(
    requirement: Requirement,
    observations: Sequence[Observation],
    error: str,
    most_met: int,
    most_unmet: int = KEPT_FAULTS,
) -> Result:
    findings = [it for it in observations if isinstance(it, Finding)]
    others = [it for it in observations if not isinstance(it, Finding)]
    met = [it for it in findings if it.met]
    unmet = [it for it in findings if not it.met]
    telling = (*unmet[:1], *others, *met[:1])  # one of a kind says as much as all
    status = Status.ERRORED if error else status_of(telling, requirement.unseen)
    return Result(
        requirement,
        status,
        error or _reason(status, others),
        (*unmet[:most_unmet], *others[:KEPT_FAULTS], *met[:most_met]),
        len(met),
        len(unmet),
    )


_SILENT = {
    Status.INAPPLICABLE: "nothing that this clause is about was seen in this run",
    Status.BLOCKED: "nothing was seen in this run by which this could be told",
}
_SPEAKERS: dict[Status, type[Any]] = {
    Status.INAPPLICABLE: Absence,
    Status.BLOCKED: Obstacle,
    Status.INCONCLUSIVE: Doubt,
}


def _reason(status: Status, others: Sequence[Any]) -> str:
    """Why a status is neither passed nor failed, in the words of the observation that made it so."""
    if status not in _SPEAKERS:
        return ""
    said = [it.reason for it in others if isinstance(it, _SPEAKERS[status])]
    return said[0] if said else _SILENT[status]


def _in_order(exchanges: Iterable[Exchange]) -> list[Exchange]:
    """Exchanges in an order that does not depend on which thread was first."""
    return sorted(
        exchanges,
        key=lambda it: (
            it.request.url,
            it.request.method,
            it.request.headers,
            it.request.body,
            it.status,
        ),
    )
