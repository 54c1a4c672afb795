"""Requests with operations of every kind that are to succeed: each is sent once a run, the checks look at them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from conformance.candidate import Candidate
from conformance.model import Exchange

from .atomic_processing.steps import (
    Scene,
    Subject,
    effects,
    first_subject,
    has,
    relations_of,
    removal_step,
    scene_of,
    subject_of,
    types,
    update_step,
    values,
)
from .operations import Learnt, Played, adding, learnt, perform, relating, updating
from .writes import attributes_of, read, read_until, resource_in
from .writing import Writable, client_id, fresh, identifiers, own_identifiers, writing


@dataclass(frozen=True, eq=False)
class Updated:
    """A change of one attribute of one resource, which was read twice before and once after."""

    played: Played
    subject: Subject
    name: str
    value: Any
    before: tuple[dict[str, Any], dict[str, Any]]
    after: Exchange

    @property
    def took(self) -> bool:
        """Whether the change shows."""
        return has(self.name, self.value)(self.after)

    @property
    def beyond(self) -> list[str]:
        """The attributes that changed with it and that do not change by themselves."""
        first, second = self.before
        after = attributes_of(resource_in(self.after))
        changed = {n for n in second.keys() | after.keys() if _differs(n, second, after)}
        return sorted(n for n in changed - {self.name} if not _differs(n, first, second))


# -- what succeeds --------------------------------------------------------------------------------


def of_kind(candidate: Candidate, kind: str) -> tuple[Played, ...]:
    """The requests that were carried out whose only operations are of a kind; all that were, for ""."""
    found: tuple[Played, ...] = candidate.once(_PROBES[kind])
    return tuple(it for it in found if it.done)


def added(candidate: Candidate) -> tuple[Played, ...]:
    """Creations: the first, and some with an id of the client's."""
    found: Learnt = candidate.once(learnt)
    return (*found.tried, *candidate.once(with_client_id))


def with_client_id(candidate: Candidate) -> tuple[Played, ...]:
    """Creations with a UUID of the client's as id."""
    return tuple(
        perform(candidate, [adding(it, draft.resource, href=candidate.once(learnt).href)])
        for it in types(candidate)
        for label in [f"atomic-id-{it.type}"]
        for draft in [fresh(candidate, it, label, id=client_id(candidate, label))]
    )


def changed(candidate: Candidate) -> tuple[Updated, ...]:
    """Updates of one attribute."""
    made = (subject_of(candidate, it, "atomic-update") for it in types(candidate))
    return tuple(it for subject in made if subject for it in _changed(candidate, subject))


def updated(candidate: Candidate) -> tuple[Played, ...]:
    """The requests of these updates."""
    return tuple(it.played for it in candidate.once(changed))


def updatable(candidate: Candidate) -> Writable | None:
    """A type of which an update was seen to work."""
    return next((it.subject.writable for it in candidate.once(changed) if it.took), None)


def removal(candidate: Candidate) -> Scene | None:
    """The removal of one resource."""
    subject = first_subject(candidate, "atomic-remove")
    return scene_of(candidate, [removal_step(subject)]) if subject else None


def removed(candidate: Candidate) -> tuple[Played, ...]:
    """The request of that removal."""
    found = candidate.once(removal)
    return (found.played,) if found else ()


def to_one(candidate: Candidate) -> tuple[Played, ...]:
    """Updates of a to-one relationship, until one succeeds."""
    found: list[Played] = []
    for writable, relation in relations_of(candidate, many=False):
        subject = subject_of(candidate, writable, f"atomic-one-{relation.name}")
        if subject:
            target = identifiers(candidate, relation.target)[-1]
            operation = relating("update", subject.identifier, relation.name, target)
            found.append(perform(candidate, [operation]))
            if found[-1].done:
                break
    return tuple(found)


def to_many(candidate: Candidate) -> tuple[Played, ...]:
    """Members added to a to-many relationship, all of them replaced, and taken out again."""
    found: list[Played] = []
    for writable, relation in relations_of(candidate, many=True):
        label = f"atomic-many-{relation.name}"
        subject = subject_of(candidate, writable, label)
        members = list(own_identifiers(candidate, relation.target, label, 1))
        if subject and members:
            owner, name = subject.identifier, relation.name
            operations = [relating(it, owner, name, members) for it in ("add", "update", "remove")]
            found += [perform(candidate, [it]) for it in operations]
    return tuple(found)


def mixed(candidate: Candidate) -> Scene | None:
    """Two creations with an update between them and a removal after them; the creations alone where that fails."""
    found: Learnt = candidate.once(learnt)
    if found.writable is None:
        return None
    drafts = [fresh(candidate, found.writable, f"atomic-mixed-{n}").resource for n in (0, 1)]
    first, second = (adding(found.writable, it, href=found.href) for it in drafts)
    writable = updatable(candidate)
    subject = subject_of(candidate, writable, "atomic-mixed-update") if writable else None
    doomed = first_subject(candidate, "atomic-mixed-remove")
    update = [it for it in [update_step(candidate, subject, "mixed")] if it] if subject else []
    removal = [removal_step(doomed)] if doomed else []
    operations = [it.operation for it in (*update, *removal)]
    played = perform(candidate, [first, *operations[:1], second, *operations[1:]])
    if not played.done:
        return Scene(perform(candidate, [first, second]), ())
    return Scene(played, effects(candidate, [*update, *removal], patient=True))


def with_local_id(candidate: Candidate) -> tuple[Played, ...]:
    """Two new resources of which the second is related to the first by its local id."""
    href = candidate.once(learnt).href
    for writable, relation in relations_of(candidate, many=False):
        target = candidate.once(writing).of(relation.target)
        if target is None:
            continue
        lid = {"type": relation.target, "lid": "first"}
        first = fresh(candidate, target, "atomic-lid-0").resource
        second = fresh(candidate, writable, "atomic-lid-1").resource
        related = {**second.get("relationships", {}), relation.name: {"data": lid}}
        operations = [
            adding(target, {**first, **lid}, href=href),
            adding(writable, {**second, "relationships": related}, href=href),
        ]
        return (perform(candidate, operations),)
    return ()


def every(candidate: Candidate) -> tuple[Played, ...]:
    """All requests that are meant to succeed."""
    scene, order = candidate.once(mixed), candidate.once(ordered)
    return (
        *candidate.once(added),
        *((scene.played,) if scene else ()),
        *candidate.once(with_local_id),
        *candidate.once(updated),
        *((order[0].played,) if order else ()),
        *candidate.once(removed),
        *candidate.once(to_one),
        *candidate.once(to_many),
    )


def ordered(candidate: Candidate) -> tuple[Updated, Any] | None:
    """Two updates of the same attribute in one request, and the value that the first of them gave it."""
    writable = updatable(candidate)
    subject = subject_of(candidate, writable, "atomic-order") if writable else None
    found = values(candidate, subject, "order", 2) if subject else None
    if not subject or not found:
        return None
    name, (first, last) = found
    operations = [updating(subject.identifier, {name: it}) for it in (first, last)]
    played = perform(candidate, operations)
    after = read_until(candidate, subject.url, has(name, last)) if played.done else played.exchange
    before = subject.attributes
    return Updated(played, subject, name, last, (before, before), after), first


_PROBES: dict[str, Callable[[Candidate], tuple[Played, ...]]] = {
    "": every,
    "add": added,
    "update": updated,
    "remove": removed,
    "to-one": to_one,
    "to-many": to_many,
}


# -- inside ---------------------------------------------------------------------------------------


def _changed(candidate: Candidate, subject: Subject) -> Iterator[Updated]:
    found = values(candidate, subject, "update", 1)
    if found is None:
        return
    name, (value,) = found
    again = attributes_of(resource_in(read(candidate, subject.url)))
    played = perform(candidate, [updating(subject.identifier, {name: value})])
    after = read_until(candidate, subject.url, has(name, value)) if played.done else played.exchange
    yield Updated(played, subject, name, value, (subject.attributes, again), after)


def _differs(name: str, one: dict[str, Any], another: dict[str, Any]) -> bool:
    return bool(one.get(name, ...) != another.get(name, ...))
