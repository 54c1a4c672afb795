"""What a request with several operations is put together from, and what shows afterwards of each of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from conformance.candidate import Candidate
from conformance.model import Exchange

from ..drafts import identifier, other, varied
from ..operations import Operation, Played, learnt, perform, removing, updating
from ..writes import Attempt, attributes_of, read, read_until, resource_in
from ..writing import Relation, Writable, Writing, client_id, identifiers, own, relations, writing

_MOST_TYPES = 2
_MOST_RELATIONS = 2
_GONE = frozenset({404, 410})


@dataclass(frozen=True, eq=False)
class Subject:
    """A resource of the run's own to operate on."""

    writable: Writable
    attempt: Attempt
    identifier: dict[str, str]

    @property
    def url(self) -> str:
        """Where it is."""
        return self.attempt.url

    @property
    def attributes(self) -> dict[str, Any]:
        """Its attributes at first."""
        return attributes_of(resource_in(self.attempt.shown)) if self.attempt.shown else {}


@dataclass(frozen=True, eq=False)
class Step:
    """An operation, and how its effect shows: what a GET of `url` answers afterwards.

    `what` is update, removal, creation, or failing for what cannot be carried out.
    """

    operation: Operation
    what: str
    url: str
    holds: Callable[[Exchange], bool]


@dataclass(frozen=True, eq=False)
class Effect:
    """What was seen of a step after the answer."""

    what: str
    there: bool
    exchange: Exchange


@dataclass(frozen=True, eq=False)
class Scene:
    """A request with several operations, and what was seen afterwards of those that can be carried out.

    `refused` says that another was not: the answer says so, or pretends otherwise and nothing shows.
    """

    played: Played
    effects: tuple[Effect, ...]
    refused: bool = False


def types(candidate: Candidate) -> list[Writable]:
    """The type that a first operation made, and another one."""
    first = candidate.once(learnt).writable
    found: Writing = candidate.once(writing)
    if first is None:
        return []
    return [first, *(it for it in found.types if it is not first)][:_MOST_TYPES]


def subject_of(candidate: Candidate, writable: Writable, label: str) -> Subject | None:
    """A resource of the run's own; with an id of the client's where that is kept, as another may be used again."""
    label = f"{label}-{writable.type}"
    for changes in ({"id": client_id(candidate, label)}, {}):
        attempt = own(candidate, writable, label, **changes)
        found = identifier(resource_in(attempt.shown)) if attempt.shown else None
        if found:
            return Subject(writable, attempt, found)
    return None


def first_subject(candidate: Candidate, label: str) -> Subject | None:
    """A resource of the run's own, of the type that a first operation made."""
    writable = candidate.once(learnt).writable
    return subject_of(candidate, writable, label) if writable else None


def relations_of(candidate: Candidate, *, many: bool) -> list[tuple[Writable, Relation]]:
    """Relationships to operate on: to-one ones that can lead somewhere, to-many ones to what the run can make."""
    found: Writing = candidate.once(writing)
    if candidate.once(learnt).writable is None:
        return []
    pairs = [(it, relation) for it in found.types for relation in relations(candidate, it.type)]
    return [
        (writable, it)
        for writable, it in pairs
        if it.many is many and (found.of(it.target) if many else identifiers(candidate, it.target))
    ][:_MOST_RELATIONS]


def values(
    candidate: Candidate, subject: Subject, label: str, count: int
) -> tuple[str, list[Any]] | None:
    """An attribute that a client can write and other values for it: texts if possible, else numbers, else any one."""
    words = [candidate.word(f"atomic:{label}:{number}") for number in range(count)]
    kept = {n: it for n, it in subject.writable.kept.items() if n in subject.attributes}
    seen = {name: subject.writable.values(name) for name in kept}
    texts = [(n, [varied(it, seen[n], word) for word in words]) for n, it in kept.items()]
    numbers = [
        (n, [it + 1 + each for each in range(count)]) for n, it in kept.items() if _counts(it)
    ]
    given = [(n, other(it, seen[n], words[0])) for n, it in kept.items()] if count == 1 else []
    for name, found in (*texts, *numbers, *((n, [it]) for n, it in given if it is not None)):
        if len({repr(it) for it in (kept[name], *found)}) == count + 1:
            return name, found
    return None


def _counts(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def has(name: str, value: Any) -> Callable[[Exchange], bool]:
    """Whether the resource in an answer has a value for an attribute."""
    return lambda exchange: attributes_of(resource_in(exchange)).get(name, ...) == value


def update_step(candidate: Candidate, subject: Subject, label: str) -> Step | None:
    """An update of one attribute."""
    found = values(candidate, subject, label, 1)
    if found is None:
        return None
    name, (value,) = found
    operation = updating(subject.identifier, {name: value})
    return Step(operation, "update", subject.url, has(name, value))


def removal_step(subject: Subject) -> Step:
    """The removal of a resource."""
    operation = removing(subject.identifier)
    return Step(operation, "removal", subject.url, lambda it: it.status in _GONE)


def scene_of(candidate: Candidate, steps: list[Step], *, refused: bool = False) -> Scene:
    """Steps in one request, and what was seen of each; one that is to be refused is not waited for."""
    played = perform(candidate, [it.operation for it in steps])
    seen = effects(candidate, steps, patient=played.done and not refused)
    kept = tuple(it for it in seen if it.what != "failing")
    pretended = played.done and not all(it.there for it in seen if it.what == "failing")
    return Scene(played, kept, refused and (played.is_error or pretended))


def effects(candidate: Candidate, steps: list[Step], *, patient: bool) -> tuple[Effect, ...]:
    """What a GET shows of each step; what they made or removed is noted."""
    found = []
    for it in steps:
        look = read_until(candidate, it.url, it.holds) if patient else read(candidate, it.url)
        there = it.holds(look)
        if there and it.what == "removal":
            candidate.removed(it.url)
        elif there and it.what in ("creation", "failing"):
            candidate.created(it.url)
        found.append(Effect(it.what, there, look))
    return tuple(found)
