"""Checks of https://jsonapi.org/format/1.1/#crud-updating."""

from collections.abc import Iterator

from conformance.candidate import Candidate
from conformance.model import Absence, Doubt, Finding, Observation, Obstacle

from ..fetching.places import refused_for_its_form
from ..findings import met, shown, unmet
from ..writes import Attempt
from . import probes
from .answers import (
    as_get_200,
    finished,
    meta_only,
    meta_only_no_data,
    more_changed_200,
    nothing_else_changed,
    without_data,
)
from .details import details_409, error_details, http_semantics, other_codes
from .fields import GONE, is_empty
from .probes import Refusal
from .replacements import Replacement, replaced
from .trials import NOT_OFFERED, UNSUPPORTED, Trial, Update

__all__ = [
    "as_get_200",
    "details_409",
    "error_details",
    "finished",
    "http_semantics",
    "meta_only",
    "meta_only_no_data",
    "more_changed_200",
    "nothing_else_changed",
    "other_codes",
    "without_data",
]

_ACCEPTED = 202
_FORBIDDEN, _NOT_FOUND, _CONFLICT, _SERVER_FAULT = 403, 404, 409, 500
_INVALID = frozenset({400, 422})
_FIELDS = frozenset({"attributes", "relationships"})


def kept(candidate: Candidate, member: str) -> Iterator[Observation]:
    """Fields that an update leaves out have the value that they had."""
    found = [*_left_out(candidate, member, "the value that it had", ())]
    demanded = [*_demanded(candidate)] if member == "attributes" else []
    looked = [it for it in found if isinstance(it, Finding)]
    yield from demanded
    yield from looked if demanded else found


def not_emptied(candidate: Candidate, member: str) -> Iterator[Observation]:
    """Fields that an update leaves out, and that had a value, have one afterwards."""
    yield from _left_out(candidate, member, "a value, as before", (None, frozenset()))


def type_or_id_409(candidate: Candidate) -> Iterator[Observation]:
    """An update whose document names another resource than its URL is refused with 409."""
    found: tuple[Refusal, ...] = candidate.once(probes.mismatched)
    for it in found:
        yield from _refused_with(it, _CONFLICT)
    yield from _else(candidate, found, "no other resource could be named in an update")


def missing_404(candidate: Candidate) -> Iterator[Observation]:
    """An update of a resource that does not exist is answered 404."""
    found: tuple[Refusal, ...] = candidate.once(probes.missing)
    for it in found:
        yield from _refused_with(it, _NOT_FOUND)
    yield from _else(candidate, found, "no URL of a resource that does not exist could be made")


def related_missing_404(candidate: Candidate) -> Iterator[Observation]:
    """An update that refers to a resource that does not exist is answered 404, where others can be referred to."""
    found: tuple[tuple[Attempt, Refusal | None], ...] = candidate.once(probes.related)
    refusals = [refusal for _, refusal in found if refusal]
    for it in refusals:
        yield from _refused_with(it, _NOT_FOUND)
    refused = [done for done, refusal in found if refusal is None and done.status in UNSUPPORTED]
    if refused and not refusals and len(refused) == len(found):
        evidence = tuple(it.exchange for it in refused)
        yield Absence("the candidate does not let clients change a to-one relationship", evidence)
    elif not refusals and not probes.related_to(candidate, many=False):
        yield from _without_relationships(candidate)
    else:
        reason = "no to-one relationship could be led to another resource"
        yield from _else(candidate, refusals, reason)


def refused_replacement_403(candidate: Candidate) -> Iterator[Observation]:
    """An update that would replace a to-many relationship, and is refused, is answered 403 and changes nothing."""
    found = _replaced(candidate)
    for it in found:
        if it.attempt.done:
            yield from _replaced_in_part(it)
        elif it.attempt.status == _FORBIDDEN:
            yield from _unchanged(it)
        else:
            yield from _refused_otherwise(it)
    if probes.related_to(candidate, many=True):
        reason = "no resource could be made that a to-many relationship leads to"
        yield from _else(candidate, found, reason)


def may_refuse_replacement(candidate: Candidate) -> Iterator[Observation]:
    """An update that would replace a to-many relationship is refused with 403."""
    for it in _replaced(candidate):
        if it.attempt.status == _FORBIDDEN:
            yield met(it.attempt.exchange, "a refusal where wanted", "403", it.pointer)


def unsupported_403(candidate: Candidate) -> Iterator[Observation]:
    """An update that is not supported is refused with 403."""
    for trial in probes.trials(candidate):
        if trial.update is None:
            yield from _unsupported(trial)
    for it in _replaced(candidate):
        if it.attempt.status == _FORBIDDEN:
            yield met(it.attempt.exchange, "403", "403", it.pointer)


def may_409(candidate: Candidate) -> Iterator[Observation]:
    """An update that gives a resource the texts of another one is refused with 409."""
    for attempt in candidate.once(probes.clashing):
        if attempt.status == _CONFLICT:
            yield met(attempt.exchange, "409 where wanted", "409")


# -- what was left out ----------------------------------------------------------------------------


def _left_out(
    candidate: Candidate, member: str, expected: str, wrong: tuple[object, ...]
) -> Iterator[Observation]:
    """What became of the fields of a member that were not sent; `wrong` are the values that are looked for, or any."""
    seen = False
    for update in probes.updates(candidate):
        fields = [
            it
            for it in update.kept
            if it.startswith(f"/data/{member}/") and not (wrong and is_empty(update.before[it]))
        ]
        for pointer in fields:
            seen = True
            yield from _judged_field(update, pointer, expected, only_empty=bool(wrong))
    if not seen and member == "relationships" and not probes.related_to(candidate):
        yield from _without_relationships(candidate)
    else:
        reason = f"nothing but what was sent is known to be kept ({member})"
        yield from _else(candidate, seen, reason)


def _demanded(candidate: Candidate) -> Iterator[Observation]:
    """Updates that were refused, and done as soon as what they left out was sent along with its values."""
    for trial in probes.trials(candidate):
        if trial.whole and trial.whole.done:
            refused, whole = trial.tried[0].exchange, trial.whole
            expected = f"{whole.status}, as when the other attributes are sent along"
            yield Finding(
                met=False,
                expected=expected,
                actual=str(refused.status),
                where="/data/attributes",
                evidence=(refused, whole.exchange),
            )


def _judged_field(
    update: Update, pointer: str, expected: str, *, only_empty: bool
) -> Iterator[Observation]:
    exchange, value = update.shown, update.after.get(pointer, GONE)
    if pointer not in update.changed:
        yield met(exchange, expected, "as before", pointer)
    elif pointer in update.lost and (is_empty(value) or not only_empty):
        gone = value is GONE
        yield unmet(exchange, expected, "no such member" if gone else _value(value), pointer)


def _value(value: object) -> str:
    if isinstance(value, frozenset):
        return f"{len(value)} resources" if value else "an empty array"
    return f"{value[0][1]}/{value[1][1]}" if isinstance(value, tuple) else shown(value)


# -- refusals -------------------------------------------------------------------------------------


def _refused_with(it: Refusal, status: int) -> Iterator[Observation]:
    attempt = it.attempt
    if attempt.status == _ACCEPTED:
        yield Doubt("the update was accepted, to be judged later", attempt.exchange)
    elif it.like and refused_for_its_form(it.like, attempt.exchange):
        yield Doubt("the made-up id may have been refused for its form", attempt.exchange)
    elif attempt.status in _INVALID and not attempt.sent["data"].keys() & _FIELDS:
        yield Doubt("it may have been refused for having no attributes", attempt.exchange)
    else:
        met_ = attempt.status == status
        yield Finding(met_, str(status), str(attempt.status), it.where, attempt.exchange)


def _replaced(candidate: Candidate) -> tuple[Replacement, ...]:
    found: tuple[Replacement, ...] = candidate.once(replaced)
    return found


def _unchanged(it: Replacement) -> Iterator[Observation]:
    expected = "403, and nothing changed"
    for pointer in it.changed:
        yield unmet(it.shown, expected, "403, and another value", pointer)
    if not it.changed:
        yield met(it.attempt.exchange, expected, "as expected", it.pointer)


def _replaced_in_part(it: Replacement) -> Iterator[Observation]:
    """An update that succeeded and did not touch the relationship: neither done nor refused."""
    if it.attempt.status != _ACCEPTED and it.pointer in it.after and it.pointer not in it.changed:
        yield Doubt("the update succeeded, and the relationship shows no trace of it", it.shown)


def _refused_otherwise(it: Replacement) -> Iterator[Observation]:
    """A refusal that is not 403; it is about replacing when the same members can be added by themselves."""
    exchange = it.attempt.exchange
    if it.attempt.status < _SERVER_FAULT and it.added and it.added.status // 100 == 2:  # noqa: PLR2004
        expected = "403, as the same members can be added"
        yield unmet(exchange, expected, str(it.attempt.status), it.pointer)
    else:
        yield Doubt("the update may have been refused for its members", exchange)


def _unsupported(trial: Trial) -> Iterator[Observation]:
    """Updates of a resource that is there, none of which was carried out."""
    for attempt in trial.tried:
        if attempt.status == _FORBIDDEN:
            yield met(attempt.exchange, "403", "403")
        elif attempt.status == _NOT_FOUND:
            yield unmet(attempt.exchange, "403, as a GET finds the resource", "404")
        elif attempt.status in NOT_OFFERED:
            told = "which HTTP has for a method that is not offered; the standard says 403"
            yield Doubt(f"{attempt.status}, {told}", attempt.exchange)


def _without_relationships(candidate: Candidate) -> Iterator[Observation]:
    yield from probes.nothing(candidate)
    evidence = tuple(it.shown for it in probes.updates(candidate))
    if evidence:
        yield Absence("what a client can update shows no such relationship", evidence)


def _else(candidate: Candidate, found: object, reason: str) -> Iterator[Observation]:
    """Why there was nothing to look at, when nothing was."""
    if found:
        return
    yield from probes.nothing(candidate)
    if probes.updates(candidate):
        yield Obstacle(reason)
