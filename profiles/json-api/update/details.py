"""Checks of all answers to updates: what the status is, and what an error tells."""

from collections.abc import Iterator

from conformance.candidate import Candidate
from conformance.model import Observation

from ..fetching.semantics import judged
from ..findings import unmet
from ..refusals import answered_otherwise, conflicts_told, detailed, errors_in
from ..writes import Attempt
from . import probes
from .replacements import replaced

_NAMED = frozenset({200, 202, 204, 403, 404, 409})


def details_409(candidate: Candidate) -> Iterator[Observation]:
    """A 409 comes with error objects that say more than their status."""
    yield from conflicts_told(it.exchange for it in _attempts(candidate))


def error_details(candidate: Candidate) -> Iterator[Observation]:
    """The answer to an update that fails has error objects."""
    yield from detailed(it.exchange for it in _attempts(candidate))


def other_codes(candidate: Candidate) -> Iterator[Observation]:
    """An update is answered with a status that the section on updates does not name."""
    yield from answered_otherwise((it.exchange for it in _attempts(candidate)), _NAMED)


def http_semantics(candidate: Candidate) -> Iterator[Observation]:
    """Answers to updates keep to HTTP: a success tells of no errors, and headers and body fit the status."""
    seen = False
    for attempt in _attempts(candidate):
        seen = True
        if attempt.done and errors_in(attempt.exchange):
            expected = "a status of 400 or more with errors"
            yield unmet(attempt.exchange, expected, str(attempt.status), "/errors")
        else:
            yield from judged(attempt.exchange)
    if not seen:
        yield from probes.nothing(candidate)


def _attempts(candidate: Candidate) -> Iterator[Attempt]:
    """Every update that the section asks for."""
    for trial in probes.trials(candidate):
        yield from trial.tried
        yield from (trial.whole,) if trial.whole else ()
    yield from (it.attempt for it in candidate.once(probes.mismatched))
    yield from (it.attempt for it in candidate.once(probes.missing))
    for done, refusal in candidate.once(probes.related):
        yield from (done, refusal.attempt) if refusal else (done,)
    yield from candidate.once(probes.clashing)
    yield from candidate.once(probes.unnamed)
    yield from (it.attempt for it in candidate.once(replaced))
