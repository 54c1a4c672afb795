"""Checks of https://jsonapi.org/format/1.1/#crud-updating-relationships; those of the answers stand in answers.py."""

from collections.abc import Callable, Iterator

from conformance.candidate import Candidate
from conformance.model import Absence, Doubt, Observation

from ..findings import met, unmet
from . import probes, sequences
from .answers import (
    accepted,
    error_details,
    http_semantics,
    meta_alone_holds_no_members,
    meta_alone_is_200,
    no_content_when_equal,
    ok_or_no_content,
    other_codes,
    shown_when_changed_otherwise,
    unsupported_forbidden,
    without_data,
)
from .outcomes import listed, outcome, twice
from .probes import NO_SUCH_METHOD
from .steps import ACCEPTED, Step

__all__ = [
    "accepted",
    "as_described",
    "error_details",
    "http_semantics",
    "meta_alone_holds_no_members",
    "meta_alone_is_200",
    "no_content_when_equal",
    "ok_or_no_content",
    "other_codes",
    "shown_when_changed_otherwise",
    "to_many_addition_succeeds_again",
    "to_many_adds",
    "to_many_has_no_duplicates",
    "to_many_removal_succeeds_again",
    "to_many_removes",
    "to_many_replaces",
    "to_one_succeeds",
    "unsupported_forbidden",
    "without_data",
]

_SERVER_ERROR = 500


def to_one_succeeds(candidate: Candidate) -> Iterator[Observation]:
    """A PATCH that led a to-one relationship where it was asked to is answered with success."""
    tried = probes.steps(candidate, many=False)
    for it in tried:
        exchange, expected = it.attempt.exchange, "a success status for what was carried out"
        if it.as_asked and (it.changed or it.attempt.done):
            judged = met if it.attempt.done else unmet
            yield judged(exchange, expected, f"{it.attempt.status}, and it was carried out")
        elif it.attempt.status >= _SERVER_ERROR and it.attempt.status not in NO_SUCH_METHOD:
            reason = f"a PATCH was answered {it.attempt.status}: whether it is offered is not told"
            yield Doubt(reason, exchange)
    yield from _none_of(candidate, tried, "PATCH", many=False)


def as_described(candidate: Candidate, *, many: bool) -> Iterator[Observation]:
    """Each update of a relationship does what its method is for, or is refused with 403."""
    tried = probes.steps(candidate, many=many)
    for it in tried:
        yield from outcome(it, listed(it.wanted), it.obeyed and not twice(it))
        if probes.is_null_refused(candidate, it):
            yield Doubt(probes.NULL_REFUSED, it.attempt.exchange)
    yield from _none_of(candidate, tried, "update", many=many)


def to_many_replaces(candidate: Candidate) -> Iterator[Observation]:
    """A PATCH of a to-many relationship leaves just the members that it names, or changes nothing and says why."""
    tried = _of(candidate, "PATCH")
    for it in tried:
        yield from outcome(it, f"just {listed(it.wanted)}", it.obeyed)
    yield from sequences.told(candidate, "PATCH")
    yield from _none_of(candidate, tried, "PATCH")


def to_many_adds(candidate: Candidate) -> Iterator[Observation]:
    """After a POST to a to-many relationship the members that it names are there beside those that were."""
    tried = [it for it in _of(candidate, "POST") if not _is_there(it)]
    for it in tried:
        yield from outcome(it, listed(it.wanted), it.obeyed)
    yield from sequences.told(candidate, "POST")
    yield from _none_of(candidate, tried, "POST")


def to_many_has_no_duplicates(candidate: Candidate) -> Iterator[Observation]:
    """A member of which a POST says again that it is in a to-many relationship is there once."""
    tried = [it for it in _of(candidate, "POST") if _is_there(it)]
    for it in tried:
        if it.after is None or it.attempt.status == ACCEPTED:
            continue
        doubled = twice(it)
        judged = unmet if doubled else met
        actual = f"{listed(doubled)} twice" if doubled else "each once"
        yield judged(it.attempt.exchange, "each member once", actual)
    yield from _none_of(candidate, tried, "POST")


def to_many_addition_succeeds_again(candidate: Candidate) -> Iterator[Observation]:
    """A POST of members that are there already is answered with success."""
    tried = [it for it in _of(candidate, "POST") if _is_there(it)]
    yield from _succeeded(tried, "a success status where the member is there already")
    yield from _none_of(candidate, tried, "POST")


def to_many_removes(candidate: Candidate) -> Iterator[Observation]:
    """After a DELETE on a to-many relationship the members that it names are gone and the others are there."""
    tried = [it for it in _of(candidate, "DELETE") if it.removes]
    for it in tried:
        yield from outcome(it, f"just {listed(it.wanted)}", it.obeyed)
    yield from sequences.told(candidate, "DELETE")
    yield from _none_of(candidate, tried, "DELETE")


def to_many_removal_succeeds_again(candidate: Candidate) -> Iterator[Observation]:
    """A DELETE of members that are gone already is answered with success."""
    tried = [it for it in _of(candidate, "DELETE") if not it.removes]
    yield from _succeeded(tried, "a success status where the member is gone already")
    yield from _none_of(candidate, tried, "DELETE")


# -- inside ---------------------------------------------------------------------------------------


def _of(candidate: Candidate, method: str) -> list[Step]:
    """The updates of to-many relationships with a method."""
    return [it for it in probes.steps(candidate, many=True) if it.method == method]


def _is_there(step: Step) -> bool:
    """Whether all that the request names was there before."""
    return step.sent <= frozenset(step.before)


def _succeeded(tried: list[Step], expected: str) -> Iterator[Observation]:
    for it in tried:
        judged: Callable[..., Observation] = met if it.attempt.done else unmet
        yield judged(it.attempt.exchange, expected, str(it.attempt.status))


def _none_of(
    candidate: Candidate, tried: list[Step], what: str, *, many: bool = True
) -> Iterator[Observation]:
    """Why there was nothing to judge: none was tried, or none was carried out."""
    yield from probes.nothing(candidate, many=many)
    asked = tried or probes.steps(candidate, many=many)
    if asked and not any(it.done for it in tried):
        yield Absence(
            f"no {what} of a {'to-many' if many else 'to-one'} relationship was carried out",
            tuple(it.attempt.exchange for it in asked[:3]),
        )
