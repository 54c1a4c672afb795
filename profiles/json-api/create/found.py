"""What the checks of this section share: what was asked for, and why there is nothing to look at."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from conformance.candidate import Candidate
from conformance.model import Absence, Observation, Obstacle

from ..writes import Attempt, resource_in
from ..writing import Writing, writing
from . import probes
from .probes import Creation

CREATED, ACCEPTED, NO_CONTENT = 201, 202, 204
REFUSED = 400  # and above

C = TypeVar("C", bound=Creation)


def asked(candidate: Candidate, probe: Callable[[Candidate], tuple[C, ...]]) -> tuple[C, ...]:
    """The creations of a probe, without those that were accepted to be made later."""
    found: tuple[C, ...] = candidate.once(probe)
    return tuple(it for it in found if it.attempt.status != ACCEPTED)


def nothing(candidate: Candidate) -> Iterator[Observation]:
    """Why nothing could be made; nothing where something was."""
    found: Writing = candidate.once(writing)
    yield from found.nothing()


def made_something(candidate: Candidate) -> bool:
    """Whether the run could make a resource of any type."""
    found: Writing = candidate.once(writing)
    return bool(found.types)


def no_client_ids(candidate: Candidate) -> Iterator[Observation]:
    """Why there is no resource with an id of the client's; nothing where there is one."""
    tried = asked(candidate, probes.with_client_id)
    if not tried or candidate.once(probes.kept):
        return
    answers = tuple(it.attempt.exchange for it in tried)
    if all(_is_not_taken(it) for it in tried):
        yield Absence("ids that the client chooses are not accepted", answers)
    else:
        yield Obstacle("no resource was found under an id that the client chose", answers)


def _is_not_taken(it: Creation) -> bool:
    """Whether a creation with an id of the client's was refused, or got another id."""
    answered_with = resource_in(it.attempt.shown or it.attempt.exchange).get("id")
    return it.attempt.status >= REFUSED or answered_with not in (None, it.resource["id"])


def answered(attempt: Attempt) -> str:
    """The status, and whether the answer has data."""
    if not attempt.done:
        return str(attempt.status)
    return f"{attempt.status} {'with' if attempt.data is not None else 'without'} data"
