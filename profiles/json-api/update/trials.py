"""One attribute of a resource of the run's own changed, of each type: what was there before, the answer, and after.

What else changed is sorted out by controls: a field that changes between two looks moves by itself; one that a second
update changes again is the server's own; one that keeps its value when it is sent along was lost because it was not.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from conformance.candidate import Candidate
from conformance.model import Exchange

from ..documents import escaped
from ..drafts import identifier, other
from ..writes import Attempt, attributes_of, read, read_until, resource_in, update
from ..writing import Writable, Writing, fresh, own, own_identifiers, relations, writing
from .fields import GONE, Fields, attribute, fields, is_empty, linkage_of, relationship, same

NOT_OFFERED = frozenset({405, 501})
UNSUPPORTED = NOT_OFFERED | {403}
_ACCEPTED = 202
_MOST_TRIES = 3
_MOST_SUSPECTS = 4


@dataclass(frozen=True, eq=False)
class Update:
    """An update of one attribute that was carried out, as reading it back shows.

    `late` says that the first look did not show it yet. Of the other fields `changed` are those that the update left
    with another value, `moving` those that change by themselves; of the changed ones `lost` would have kept their value
    if they had been sent, and `computed` change at each update.
    """

    trial: "Trial"
    attempt: Attempt
    pointer: str
    value: Any
    before: Fields
    after: Fields
    shown: Exchange
    late: bool = False
    moving: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    lost: frozenset[str] = frozenset()
    computed: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The name of the attribute."""
        return str(next(iter(self.attempt.sent["data"]["attributes"])))

    @property
    def kept(self) -> list[str]:
        """The other fields that the client gave their value, and the server stored so."""
        given = _given(self.trial.own, self.before)
        return [it for it in given if it != self.pointer and it not in self.moving]


@dataclass(frozen=True, eq=False)
class Trial:
    """A resource of the run's own, the updates that were `tried` on it, and the one that was carried out, if any.

    `whole` is the first one again, with the attributes that it left out: asked for after each was refused.
    """

    writable: Writable
    own: Attempt
    tried: tuple[Attempt, ...] = ()
    update: Update | None = None
    whole: Attempt | None = None

    @property
    def identity(self) -> dict[str, str] | None:
        """The resource identifier of the resource."""
        return identifier(resource_in(self.own.shown)) if self.own.shown else None

    @property
    def not_offered(self) -> bool:
        """Whether every update was refused as such, whatever it held."""
        return bool(self.tried) and all(it.status in UNSUPPORTED for it in self.tried)


def plain(candidate: Candidate) -> tuple[Trial, ...]:
    """A trial of each type that the candidate lets a client make."""
    found: Writing = candidate.once(writing)
    return tuple(_trial(candidate, it) for it in found.types)


def changed_resource(
    trial: Trial, candidate: Candidate, label: str, name: str = ""
) -> dict[str, Any]:
    """A resource object that gives an attribute another value: the one that is known to be changed, or `name`."""
    wanted = name or (trial.update.name if trial.update else "")
    values = dict(_others(candidate, trial.writable, trial.own, label))
    attributes = {wanted: values[wanted]} if wanted in values else {}
    return {**(trial.identity or {}), "attributes": attributes}


# -- one trial ------------------------------------------------------------------------------------


def _trial(candidate: Candidate, writable: Writable) -> Trial:
    made = _own(candidate, writable)
    trial = Trial(writable, made)
    if made.shown is None or trial.identity is None:
        return trial
    before = fields(candidate, made.url, made.shown, made.sent["data"].get("relationships", ()))
    tried: list[Attempt] = []
    for name, value in islice(_others(candidate, writable, made, "update"), _MOST_TRIES):
        resource = {**trial.identity, "attributes": {name: value}}
        tried.append(update(candidate, made.url, {"data": resource}))
        trial = Trial(writable, made, tuple(tried))
        found = _carried_out(candidate, trial, before, name, value) if tried[-1].done else None
        if found:
            return Trial(writable, made, tuple(tried), _sorted_out(candidate, found))
        if tried[-1].status in {*NOT_OFFERED, _ACCEPTED}:
            break
    if tried and not any(it.done or it.status in UNSUPPORTED for it in tried):
        return replace(trial, whole=_completed(candidate, trial))
    return trial


def _completed(candidate: Candidate, trial: Trial) -> Attempt:
    """The first update that was refused, the attributes that it left out sent along with their values."""
    refused, made = trial.tried[0].sent["data"], trial.own.sent["data"]
    stored = attributes_of(resource_in(trial.own.shown)) if trial.own.shown else {}
    kept = {it: value for it, value in made["attributes"].items() if stored.get(it, GONE) == value}
    resource = {**refused, "attributes": {**kept, **refused["attributes"]}}
    return update(candidate, trial.own.url, {"data": resource})


def _own(candidate: Candidate, writable: Writable) -> Attempt:
    """A resource to change, with members in a to-many relationship where it may have some."""
    label, given = "update", writable.draft.relationships
    many = [it for it in relations(candidate, writable.type) if it.many and it.name not in given]
    for relation in many[:1]:
        members = own_identifiers(candidate, relation.target, f"update:{writable.type}", 1)
        if members:
            filled = {**given, relation.name: list(members)}
            made = own(candidate, writable, label, relationships=filled)
            if made.shown:
                return made
    return own(candidate, writable, label)


def _others(
    candidate: Candidate, writable: Writable, made: Attempt, label: str
) -> Iterator[tuple[str, Any]]:
    """Attributes that the candidate stored as they were sent, each with another value; free texts first."""
    sent = made.sent["data"].get("attributes", {})
    stored = attributes_of(resource_in(made.shown)) if made.shown else {}
    kept = {name: value for name, value in sent.items() if stored.get(name, GONE) == value}
    renamed = fresh(candidate, writable, label + ":other").attributes
    free = [name for name, value in kept.items() if renamed.get(name, value) != value]
    yield from ((name, renamed[name]) for name in free)
    for name, old in kept.items():
        value = other(old, writable.values(name), candidate.word(label))
        if name not in free and value is not None:
            yield name, value


def _carried_out(
    candidate: Candidate, trial: Trial, before: Fields, name: str, value: Any
) -> Update | None:
    """The update that was just tried, if reading it back shows that it was carried out."""
    url, attempt = trial.own.url, trial.tried[-1]

    def holds(exchange: Exchange) -> bool:
        return bool(attributes_of(resource_in(exchange)).get(name, GONE) == value)

    first = read(candidate, url)
    shown = first if holds(first) else read_until(candidate, url, holds)
    if not holds(shown):
        return None
    linked = trial.own.sent["data"].get("relationships", ())
    after = fields(candidate, url, shown, linked)
    return Update(
        trial, attempt, attribute(name), value, before, after, shown, late=shown is not first
    )


# -- what else changed ----------------------------------------------------------------------------


def _sorted_out(candidate: Candidate, found: Update) -> Update:
    differ = {
        it
        for it in found.before.keys() | found.after.keys()
        if it != found.pointer and not same(found.before, found.after, it)
    }
    if not differ:
        return found
    now = _now(candidate, found)
    moving = frozenset(
        it for it in now.keys() | found.after.keys() if not same(now, found.after, it)
    )
    changed = frozenset(differ - moving)
    given = [it for it in _given(found.trial.own, found.before) if it in changed]
    suspects = sorted(given, key=lambda it: not is_empty(found.after.get(it, GONE)))
    lost = {it for it in suspects[:_MOST_SUSPECTS] if _would_stay(candidate, found, it)}
    computed = _computed(candidate, found, changed - lost)
    return replace(found, moving=moving, changed=changed, lost=frozenset(lost), computed=computed)


def _given(made: Attempt, stored: Fields) -> list[str]:
    """The pointers of what a creation gave and is stored so."""
    resource = made.sent["data"]
    sent = {attribute(name): value for name, value in resource.get("attributes", {}).items()}
    related = resource.get("relationships", {})
    sent |= {relationship(name): linkage_of(it["data"]) for name, it in related.items()}
    return [it for it, value in sent.items() if stored.get(it, GONE) == value]


def _would_stay(candidate: Candidate, found: Update, pointer: str) -> bool:
    """Whether a field gets its old value back by an update that names it: then it is the client's to set."""
    sent = found.trial.own.sent["data"]
    member, name = pointer.split("/")[2:]
    resource: dict[str, Any] = {
        **(found.trial.identity or {}),
        "attributes": {found.name: sent["attributes"][found.name]},
    }
    named = {escaped(it): it for it in sent[member]}
    resource[member] = {**resource.get(member, {}), named[name]: sent[member][named[name]]}
    again = update(candidate, found.trial.own.url, {"data": resource})
    return again.done and same(_now(candidate, found), found.before, pointer)


def _computed(candidate: Candidate, found: Update, pointers: frozenset[str]) -> frozenset[str]:
    """Those that another update of the same attribute changes again."""
    if not pointers:
        return frozenset()
    resource = changed_resource(found.trial, candidate, "again", found.name)
    before = _now(candidate, found)
    again = update(candidate, found.trial.own.url, {"data": resource})
    after = _now(candidate, found) if again.done else before
    return frozenset(it for it in pointers if not same(before, after, it))


def _now(candidate: Candidate, found: Update) -> dict[str, Any]:
    url = found.trial.own.url
    return fields(
        candidate, url, read(candidate, url), found.trial.own.sent["data"].get("relationships", ())
    )
