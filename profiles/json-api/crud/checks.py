"""Checks of https://jsonapi.org/format/1.1/#crud."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.candidate import Candidate
from conformance.model import Absence, Exchange, Observation, Obstacle

from ..create.probes import absent_identifier, to_one
from ..drafts import other
from ..findings import met, shortened, unmet
from ..writes import Attempt, attributes_of, read, read_until, remove, resource_in, update
from ..writing import Writable, Writing, own, writing

_MOST = 2  # types, where one more tells nothing new
_REFUSED = 400
_NOT_OFFERED = frozenset({403, 405, 501})


@dataclass(frozen=True, eq=False)
class Mixed:
    """A change of which one part is bad, and what was read afterwards; `value` is the one that the good part asks."""

    attempt: Attempt
    after: Exchange
    name: str
    value: Any


@dataclass(frozen=True, eq=False)
class Trial:
    """A resource of the run's own: changed, then asked a change with a bad part where that succeeded, and removed."""

    changed: Attempt
    mixed: Mixed | None
    removed: Attempt


def may_create(candidate: Candidate) -> Iterator[Observation]:
    """A resource of some type can be made."""
    found: Writing = candidate.once(writing)
    for it in found.types:
        yield met(it.made.exchange, "creation where wanted", f"{it.type} can be made")
    yield from found.nothing()


def may_modify_delete(candidate: Candidate) -> Iterator[Observation]:
    """A resource that is there can be changed, or removed."""
    found: tuple[Trial, ...] = candidate.once(trials)
    tried = [step for it in found for step in (it.changed, it.removed)]
    for step in tried:
        if step.done:
            yield met(step.exchange, "changes where wanted", str(step.status))
    if tried and not any(step.done for step in tried):
        yield _not_done(tried, "change or remove")
    yield from candidate.once(writing).nothing()


def atomic(candidate: Candidate) -> Iterator[Observation]:
    """An update of which one part is refused changes nothing, where the other part alone did."""
    found: tuple[Trial, ...] = candidate.once(trials)
    refused = [it.mixed for it in found if it.mixed and it.mixed.attempt.status >= _REFUSED]
    for mixed in refused:
        yield _whole(mixed)
    if not refused:
        yield from _why_not(candidate, found)


def _whole(mixed: Mixed) -> Observation:
    """Whether the good part of a refused update was left out too."""
    where = f"/data/attributes/{mixed.name}"
    expected = f"no change, as the update was answered {mixed.attempt.status}"
    if _value(mixed.after, mixed.name) == mixed.value:
        return unmet(mixed.after, expected, f"{shortened(str(mixed.value))}, as was asked", where)
    return met(mixed.after, expected, "no change", where)


def _why_not(candidate: Candidate, found: tuple[Trial, ...]) -> Iterator[Observation]:
    changes = [it.changed for it in found]
    if changes and not any(it.done for it in changes):
        yield _not_done(changes, "change")
    elif candidate.once(writing).types:
        answers = tuple(it.exchange for it in changes)
        yield Obstacle("no update was refused of which one part alone succeeded", answers)
    yield from candidate.once(writing).nothing()


def _not_done(steps: Sequence[Attempt], what: str) -> Observation:
    """Why nothing that was asked was done: it is not offered, or it did not succeed."""
    answers = tuple(it.exchange for it in steps)
    if all(it.status in _NOT_OFFERED for it in steps):
        return Absence(f"the candidate does not let clients {what} resources", answers)
    told = ", ".join(it.exchange.where for it in steps)
    return Obstacle(f"no attempt to {what} a resource succeeded: {told}", answers)


# -- what is asked --------------------------------------------------------------------------------


def trials(candidate: Candidate) -> tuple[Trial, ...]:
    """Changes of resources made for it, of types with a to-one relationship if there are any; the last is removed."""
    found: Writing = candidate.once(writing)
    related = [it for it in found.types if any(to_one(candidate, it))]
    made = [_tried(candidate, it) for it in (related or list(found.types))[:_MOST]]
    return tuple(it for it in made if it)


def _tried(candidate: Candidate, writable: Writable) -> Trial | None:
    made = own(candidate, writable, "crud")
    resource = resource_in(made.shown) if made.shown else {}
    values = next(_values(candidate, writable, resource), None)
    if values is None:
        return None
    name, first, second = values
    identity = {"type": resource["type"], "id": resource["id"]}
    good = {"data": {**identity, "attributes": {name: first}}}
    changed = update(candidate, made.url, good)
    shown = read_until(candidate, made.url, lambda it: _value(it, name) == first)
    mixed = None
    if changed.done and _value(shown, name) == first:
        mixed = _mixed(candidate, writable, made.url, {**identity, "attributes": {name: second}})
    return Trial(changed, mixed, remove(candidate, made.url))


def _mixed(
    candidate: Candidate, writable: Writable, url: str, resource: dict[str, Any]
) -> Mixed | None:
    """The same change with another value and a relationship to nothing; None without such a relationship."""
    bad = next(_bad(candidate, writable), None)
    if bad is None:
        return None
    attempt = update(candidate, url, {"data": {**resource, "relationships": bad}})
    [(name, value)] = resource["attributes"].items()
    return Mixed(attempt, read(candidate, url), name, value)


def _values(
    candidate: Candidate, writable: Writable, resource: dict[str, Any]
) -> Iterator[tuple[str, Any, Any]]:
    """Attributes that a client can write, each with two values that it does not have."""
    for name in writable.kept:
        value = attributes_of(resource).get(name)
        words = [candidate.word(f"crud:{writable.type}:{each}") for each in ("first", "second")]
        first, second = (other(value, (), word) for word in words)
        if isinstance(value, str) and None not in (first, second) and first != second:
            yield name, first, second


def _bad(candidate: Candidate, writable: Writable) -> Iterator[dict[str, Any]]:
    """Relationships to a resource that does not exist."""
    for _, name, _, target in to_one(candidate, writable):
        found = absent_identifier(candidate, target)
        if found:
            yield {name: {"data": found[1]}}


def _value(exchange: Exchange, name: str) -> Any:
    return attributes_of(resource_in(exchange)).get(name)
