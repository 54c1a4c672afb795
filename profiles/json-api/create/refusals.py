"""Creations that are to be refused, and what the refusals tell."""

from collections.abc import Iterator

from conformance.candidate import Candidate
from conformance.model import Doubt, Finding, Observation, Obstacle

from ..fetching.places import refused_for_its_form
from ..findings import met, shortened, unmet
from ..refusals import answered_otherwise, conflicts_told, detailed
from ..writes import Attempt, linkage_in, read, resource_in
from . import probes
from .found import (
    ACCEPTED,
    CREATED,
    NO_CONTENT,
    answered,
    asked,
    made_something,
    no_client_ids,
    nothing,
)
from .probes import Creation, Dangling

_OK = 200
_FORBIDDEN, _NOT_FOUND, _CONFLICT = 403, 404, 409
_IN_USE = (
    "the id is in use, perhaps since an earlier run that could not remove it: try another --seed"
)
_NAMED = frozenset({_OK, CREATED, ACCEPTED, NO_CONTENT, _FORBIDDEN, _NOT_FOUND, _CONFLICT})


def unsupported_client_id_403(candidate: Candidate) -> Iterator[Observation]:
    """A client's id is kept, or refused with 403; never replaced."""
    for it in asked(candidate, probes.with_client_id):
        if it.attempt.status == _CONFLICT and _is_in_use(candidate, it):
            yield Doubt(_IN_USE, it.attempt.exchange)
        else:
            yield from _client_id(it) if it.attempt.done else _refused_id(it.attempt)
    yield from nothing(candidate)


def _is_in_use(candidate: Candidate, it: Creation) -> bool:
    """Whether there is a resource with the id that was sent."""
    url = f"{it.writable.collection.url.rstrip('/')}/{it.resource['id']}"
    return read(candidate, url).status == _OK


def _client_id(it: Creation) -> Iterator[Observation]:
    """What became of an id that a creation was accepted with."""
    expected = "the id that the client sent, or 403"
    shown = it.attempt.shown
    kept = resource_in(shown or it.attempt.exchange).get("id")
    if kept is None:
        yield Doubt(
            "the answer does not tell under which id the resource was stored", it.attempt.exchange
        )
    elif kept == it.resource["id"]:
        yield met(it.attempt.exchange, expected, "the id was kept")
    else:
        yield unmet(it.attempt.exchange, expected, "another id was assigned", "/data/id")


def _refused_id(attempt: Attempt) -> Iterator[Observation]:
    """A refusal of a client's id; one that points elsewhere is about something else."""
    if attempt.status != _FORBIDDEN and _points_elsewhere(attempt, "/id"):
        yield Doubt("the creation was refused for something else than its id", attempt.exchange)
        return
    expected = "the id that the client sent, or 403"
    forbidden = attempt.status == _FORBIDDEN
    yield Finding(forbidden, expected, answered(attempt), "/data/id", attempt.exchange)


def type_409(candidate: Candidate) -> Iterator[Observation]:
    """A resource of another type than the collection has is refused with 409."""
    found = asked(candidate, probes.with_another_type)
    for it in found:
        conflicts = it.attempt.status == _CONFLICT
        yield Finding(conflicts, "409", answered(it.attempt), "/data/type", it.attempt.exchange)
    if not found and made_something(candidate):
        yield Obstacle("only one type can be created, so none is wrong for its collection")
    yield from nothing(candidate)


def id_exists_409(candidate: Candidate) -> Iterator[Observation]:
    """A second creation with an id that a resource of the run's own has is refused with 409."""
    for it in asked(candidate, probes.with_taken_id):
        attempt = it.attempt
        if attempt.status != _CONFLICT and _points_elsewhere(attempt, "/id"):
            yield Doubt("the creation was refused for something else than its id", attempt.exchange)
        else:
            conflicts = attempt.status == _CONFLICT
            yield Finding(conflicts, "409", answered(attempt), "/data/id", attempt.exchange)
    yield from no_client_ids(candidate)
    yield from nothing(candidate)


def related_missing_404(candidate: Candidate) -> Iterator[Observation]:
    """A creation with a relationship to a resource that does not exist is refused with 404."""
    found = asked(candidate, probes.dangling)
    for it in found:
        yield _missing(it)
    if not candidate.once(probes.dangling) and made_something(candidate):
        yield Obstacle("no type that can be created has a to-one relationship to a known type")
    yield from nothing(candidate)


def _missing(it: Dangling) -> Observation:
    """What became of a creation that refers to nothing."""
    attempt, where = it.attempt, f"/data/relationships/{it.name}"
    about = f"the relationship {shortened(it.name)}"
    if attempt.status == _NOT_FOUND:
        return met(attempt.exchange, "404", "404", where)
    if attempt.done:
        stored = linkage_in(resource_in(attempt.shown or attempt.exchange), it.name)
        if not it.usual and stored in (..., None):
            return Doubt(f"{about} may not be for a client to give", attempt.exchange)
    elif attempt.status == _FORBIDDEN or (not it.usual and attempt.status < 500):  # noqa: PLR2004
        return Doubt(f"{about} may be forbidden on creation", attempt.exchange)
    elif _points_elsewhere(attempt, it.name):
        return Doubt(f"the creation was refused for something else than {about}", attempt.exchange)
    elif refused_for_its_form(it.like, attempt.exchange):
        return Doubt("the id of the related resource may have the wrong form", attempt.exchange)
    return unmet(attempt.exchange, "404", answered(attempt), where)


def needs_type(candidate: Candidate) -> Iterator[Observation]:
    """A creation without data, or with data that has no type, is refused with a 4xx status and makes nothing."""
    expected = "a 4xx status, and nothing made"
    for it in (*asked(candidate, probes.without_data), *asked(candidate, probes.without_type)):
        refused = it.attempt.status // 100 == 4  # noqa: PLR2004
        yield Finding(refused, expected, answered(it.attempt), "/data", it.attempt.exchange)
    for trace in candidate.once(probes.traces):
        if "type" not in trace.attempt.sent["data"] and trace.found.status == _OK:
            yield unmet(trace.found, expected, f"{trace.attempt.status}, and it was made")
    yield from nothing(candidate)


def conflict_details(candidate: Candidate) -> Iterator[Observation]:
    """A 409 answer to a creation has an error that tells more than that there is a conflict."""
    yield from conflicts_told(it.exchange for it in probes.attempts(candidate))
    yield from nothing(candidate)


def error_details(candidate: Candidate) -> Iterator[Observation]:
    """An error answer to a creation has error objects."""
    yield from detailed(it.exchange for it in probes.attempts(candidate))


def may_403(candidate: Candidate) -> Iterator[Observation]:
    """A creation is answered 403."""
    for attempt in probes.attempts(candidate):
        if attempt.status == _FORBIDDEN:
            yield met(attempt.exchange, "403 where wanted", "403")


def other_codes(candidate: Candidate) -> Iterator[Observation]:
    """A creation is answered with a status that the standard does not name for it."""
    yield from answered_otherwise((it.exchange for it in probes.attempts(candidate)), _NAMED)


def _points_elsewhere(attempt: Attempt, name: str) -> bool:
    """Whether a refusal names places, and none of them is this one."""
    return bool(attempt.pointers) and not any(name in it for it in attempt.pointers)
