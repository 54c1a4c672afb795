"""One requirement of a record judged again: the stored requests, sent once more."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from conformance import profiles
from conformance.candidate import SAFE_METHODS, Candidate
from conformance.candidate.declaration import Declaration
from conformance.errors import RecordError, Unanswered, UsageError
from conformance.judge import judge_candidate, judge_exchanges
from conformance.model import Exchange, Requirement, Result
from conformance.record import Record

_BLANKED = "[redacted]"


@dataclass(frozen=True)
class Replayed:
    """The pairs of stored and new exchange, and what is known now."""

    exchanges: tuple[tuple[Exchange, Exchange], ...]
    result: Result


def replay(
    record: Record, before: Result, declaration: Declaration, added: tuple[Path, ...] = ()
) -> Replayed:
    """Send what `before` rests on again, and judge the requirement by today's answers.

    A passive check looks at the new answers; an active one asks again, with the seed of the record. What was written is
    never sent a second time as it was: a check that writes makes resources of its own again, and removes them. Raises
    RecordError when the profile no longer has such a check, UsageError when it must write and may not.
    """
    profile = profiles.load(record.header["profile"]["id"], added)
    requirement = profile.requirement(before.requirement.id)
    ways = profiles.ways(profile, added)
    if requirement is None or requirement.id not in ways:
        raise RecordError(f"{before.requirement.id}: this version of the suite has no check for it")
    way = ways[requirement.id]
    safe = [it for it in _evidence(before) if it.request.method in SAFE_METHODS]
    _may(requirement, declaration, again=bool(safe) or not profiles.is_passive(way))
    candidate = Candidate(
        declaration,
        seed=record.header["seed"],
        examples=record.header.get("examples", 8),
        accept=profile.accept,
    )
    candidate.version = record.header["profile"]["version"]
    try:
        pairs = tuple(_again(candidate, safe))
        result = (
            judge_exchanges(requirement, way, [new for _, new in pairs], candidate)
            if profiles.is_passive(way)
            else judge_candidate(requirement, way, candidate)
        )
    finally:
        candidate.close()
    return Replayed(pairs, result)


def _may(requirement: Requirement, declaration: Declaration, *, again: bool) -> None:
    """Raise UsageError when the requirement needs to write and may not, or rests on what is not sent `again`."""
    if requirement.effect not in declaration.effects:
        raise UsageError(
            f"{requirement.id} writes to the candidate", hint=f"add --allow {requirement.effect}"
        )
    if not again:
        raise UsageError(
            f"{requirement.id}: it rests on requests that write, which are not sent again as they were",
            hint="run it anew: conformance run … --allow writes",
        )


def _evidence(result: Result) -> Iterable[Exchange]:
    """What the unmet findings point at; what anything points at when nothing was unmet."""
    telling = result.faults or result.observations
    return dict.fromkeys(exchange for it in telling for exchange in it.exchanges)


def _again(candidate: Candidate, stored: Iterable[Exchange]) -> Iterator[tuple[Exchange, Exchange]]:
    for old in stored:
        asked = old.request
        headers = {name: value for name, value in asked.headers if _BLANKED not in value}
        with suppress(Unanswered):
            yield old, candidate.send(asked.method, asked.url, headers, asked.body)
