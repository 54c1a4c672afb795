"""Updates of relationships of resources that the run made: each is asked once a run, the checks look at the answers.

A relationship is updated at its `self` link and read there before and after. To-one relationships lead to resources
that were there before, to-many ones only to resources that the run made.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from conformance.candidate import Candidate
from conformance.model import Absence, Exchange, Observation, Obstacle

from ..survey import Survey, survey
from ..writes import read, relationship_url, resource_in, send
from ..writing import (
    Writing,
    client_id,
    identifiers,
    own,
    own_identifiers,
    relations,
    writing,
)
from .steps import Linkage, Place, Step, Walk, Walking, members, pairs

MOST_TO_ONE, MOST_TO_MANY = 3, 2
FORBIDDEN = 403
NO_SUCH_METHOD = frozenset({405, 501})
RULES = frozenset({400, 409, 422})
"""Statuses with which a candidate may say that a relationship cannot do without its members."""

NULL_REFUSED = "null was refused with 400, though another resource of the type has none"
_BAD_REQUEST = 400
_ENOUGH = 2  # members, to tell one that stays from one that goes
_BIG_NUMBER = "987654321"


def to_one(candidate: Candidate) -> tuple[Walk, ...]:
    """To-one relationships led to another resource, to none, and back."""
    places = islice(_places(candidate, many=False), MOST_TO_ONE)
    return tuple(_to_one(candidate, it) for it in places)


def to_many(candidate: Candidate) -> tuple[Walk, ...]:
    """To-many relationships replaced, added to and taken from."""
    found = []
    for place in _places(candidate, many=True):
        relation = place.relation
        label = f"member-{place.kind}-{relation.name}"
        given = own_identifiers(candidate, relation.target, label, _ENOUGH)
        if len(given) == _ENOUGH:
            found.append(_to_many(candidate, place, *given))
        if len(found) == MOST_TO_MANY:
            break
    return tuple(found)


def unsupported(candidate: Candidate) -> Exchange | None:
    """A POST to a to-one relationship, which is updated with PATCH alone; of what it leads to, so nothing changes."""
    for walk in _walks(candidate, to_one):
        now = walk.steps[-1].after if walk.steps else None
        if now:
            document = {"data": {"type": now[0][0], "id": now[0][1]}}
            return send(candidate, "POST", walk.place.url, document)
    return None


def to_nowhere(candidate: Candidate) -> Exchange | None:
    """A PATCH of a to-one relationship to a resource that does not exist."""
    for walk in _walks(candidate, to_one):
        known = [it["id"] for it in identifiers(candidate, walk.place.relation.target)]
        if known and walk.steps:
            absent = _BIG_NUMBER if known[0].isdecimal() else client_id(candidate, "nowhere")
            document = {"data": {"type": walk.place.relation.target, "id": absent}}
            return send(candidate, "PATCH", walk.place.url, document)
    return None


def walks(candidate: Candidate, *, many: bool | None = None) -> tuple[Walk, ...]:
    """The walks of to-many or of to-one relationships; of both when `many` is None."""
    found: tuple[Walk, ...] = ()
    if not many:
        found += _walks(candidate, to_one)
    if many is not False:
        found += _walks(candidate, to_many)
    return found


def steps(candidate: Candidate, *, many: bool | None = None) -> list[Step]:
    """The updates of to-many or of to-one relationships; of both when `many` is None."""
    return [step for walk in walks(candidate, many=many) for step in walk.steps]


def nothing(candidate: Candidate, *, many: bool | None = None) -> Iterator[Observation]:
    """Why no relationship was updated; nothing where one was."""
    found: Writing = candidate.once(writing)
    yield from found.nothing()
    if not found.types or steps(candidate, many=many):
        return
    size = {True: "to-many ", False: "to-one ", None: ""}[many]
    surveyed: Survey = candidate.once(survey)
    seen = [
        it
        for it in surveyed.relationships
        if found.of(it.parent.type) and (many is None or it.many in {many, None})
    ]
    unread = walks(candidate, many=many)
    if unread:
        reason = f"no {size}relationship URL shows what is related"
        yield Obstacle(reason, tuple(it.start for it in unread))
    elif any(it.self_url for it in seen):
        yield Obstacle(f"to what a {size}relationship may be led is not shown, or cannot be made")
    elif seen:
        yield Absence(f"no {size}relationship has a URL to update it at", surveyed.entry)
    else:
        reason = f"no resource that a client can make has a {size}relationship"
        yield Absence(reason, surveyed.entry)


def is_null_refused(candidate: Candidate, step: Step) -> bool:
    """Whether null was called a bad request for a to-one relationship that another resource of the type has empty."""
    if step.place.relation.many or step.wanted or step.attempt.status != _BAD_REQUEST:
        return False
    found: Survey = candidate.once(survey)
    named = (step.place.kind, step.place.relation.name)
    return any(it.empty for it in found.relationships if (it.parent.type, it.name) == named)


# -- walking --------------------------------------------------------------------------------------


def _to_one(candidate: Candidate, place: Place) -> Walk:
    start = read(candidate, place.url)
    now = members(start)
    if now is None:
        return Walk(place, start)
    walking = Walking(candidate, place, now)
    known = identifiers(candidate, place.relation.target)
    others = [it for it in known if (it["type"], it["id"]) not in now]
    back = {"type": now[0][0], "id": now[0][1]} if now else next(iter(others), None)
    for linkage in (next(iter(others), None), None, back):
        if frozenset(walking.now) == frozenset(pairs(linkage)):
            continue
        step = walking.ask("PATCH", linkage)
        if step is None or (step.attempt.status in {FORBIDDEN, *NO_SUCH_METHOD} and linkage):
            break
    return Walk(place, start, tuple(walking.steps), walking.changed)


def _to_many(candidate: Candidate, place: Place, one: Linkage, two: Linkage) -> Walk:
    start = read(candidate, place.url)
    now = members(start)
    if now is None:
        return Walk(place, start)
    walking = Walking(candidate, place, now)
    first = walking.ask("PATCH", [one])
    replaceable = first is not None and first.attempt.done
    added = [two] if pairs(one)[0] in walking.now else [one, two]
    addition = walking.ask("POST", added)
    if addition and addition.attempt.done:
        walking.ask("POST", added)
    gone = next((it for it in (one, two) if pairs(it)[0] in walking.now), None)
    removal = walking.ask("DELETE", [gone]) if gone else None
    if removal and removal.attempt.done:
        walking.ask("DELETE", [gone])
    if replaceable:
        walking.ask("PATCH", [two] if set(walking.now) == set(pairs(one)) else [one])
        walking.ask("PATCH", [])
    return Walk(place, start, tuple(walking.steps), walking.changed)


def _places(candidate: Candidate, *, many: bool) -> Iterator[Place]:
    """Relationships with a relationship URL, each of a resource made for it."""
    found: Writing = candidate.once(writing)
    for writable in found.types:
        for relation in relations(candidate, writable.type):
            name = relation.name
            linked = relationship_url(candidate, writable.made.url, writable.shown, name)
            if relation.many is not many or not linked:
                continue
            made = own(candidate, writable, f"relate-{name}")
            shown = resource_in(made.shown) if made.shown else {}
            url = relationship_url(candidate, made.url, shown, name)
            if url:
                yield Place(relation, made, url)


def _walks(candidate: Candidate, provision: Any) -> tuple[Walk, ...]:
    found: tuple[Walk, ...] = candidate.once(provision)
    return found
