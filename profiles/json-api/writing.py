"""What a candidate lets a client make: learnt once a run, by making one resource of each type."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid5

from conformance.candidate import Candidate
from conformance.model import Absence, Observation, Obstacle

from . import described
from .drafts import NAMESPACE, Draft, drafts, identifier, is_half_of_a_pair, target_of
from .survey import Collection, Survey, survey
from .writes import Attempt, attributes_of, create, resource_in

MOST_TYPES = 4
_MOST_TRIES = 7
_NOT_FOUND = 404
_NO_SUCH_METHOD = frozenset({405, 501})
_NOT_OFFERED = _NO_SUCH_METHOD | {403}


@dataclass(frozen=True, eq=False)
class Writable:
    """A type that the candidate lets the run make. `draft` was accepted as it stands, and `made` is the answer.

    `shown` is the resource object at its URL afterwards, `examples` are resource objects of the candidate's own.
    """

    collection: Collection
    draft: Draft
    made: Attempt
    shown: Mapping[str, Any]
    examples: tuple[Mapping[str, Any], ...]

    @property
    def type(self) -> str:
        """The type."""
        return self.draft.type

    @property
    def kept(self) -> dict[str, Any]:
        """The attributes that the candidate stored as they were sent: these a client can write."""
        stored = attributes_of(self.shown)
        sent = self.draft.attributes.items()
        return {name: value for name, value in sent if name in stored and stored[name] == value}

    def values(self, name: str) -> list[Any]:
        """What the candidate's own resources have for an attribute."""
        return [attributes_of(it)[name] for it in self.examples if name in attributes_of(it)]


@dataclass(frozen=True, eq=False)
class Writing:
    """What the candidate lets the run make, and the last answer for each type that it does not."""

    types: tuple[Writable, ...]
    refused: tuple[Attempt, ...]

    def of(self, kind: str) -> Writable | None:
        """The writable type of that name."""
        return next((it for it in self.types if it.type == kind), None)

    def nothing(self) -> Iterator[Observation]:
        """Why there is nothing to look at: no creation is offered, or none succeeded; nothing where one did."""
        if self.types:
            return
        if not self.refused:
            yield Obstacle("no collection with a resource to take as an example was found")
        elif all(map(_is_not_offered, self.refused)):
            yield Absence(
                "the candidate does not let clients create resources",
                tuple(it.exchange for it in self.refused),
            )
        else:
            told = "; ".join(f"{it.exchange.where}{_why(it)}" for it in self.refused)
            yield Obstacle(
                f"no creation succeeded: {told}; say what a new resource needs"
                " with [write.TYPE] attributes = { … } in the candidate file",
                tuple(it.exchange for it in self.refused),
            )


def writing(candidate: Candidate) -> Writing:
    """Find out, once a run, of which types the candidate lets a client make resources: one of each is made."""
    found: Survey = candidate.once(survey)
    types: list[Writable] = []
    refused: list[Attempt] = []
    for collection, kind in _kinds(candidate, found)[:MOST_TYPES]:
        writable, last = _learn(candidate, found, collection, kind)
        if writable:
            types.append(writable)
        elif last:
            refused.append(last)
    return Writing(tuple(types), tuple(refused))


def fresh(candidate: Candidate, writable: Writable, label: str, **changes: Any) -> Draft:
    """A draft like the one that was accepted, with texts of its own; `label` names what it is for."""
    old, new = _word(candidate, writable.type, ""), _word(candidate, writable.type, label)
    attributes = json.loads(json.dumps(dict(writable.draft.attributes)).replace(old, new))
    draft = replace(writable.draft, attributes=attributes)
    if draft.id is not None:
        draft = replace(draft, id=client_id(candidate, label))
    return replace(draft, **changes)


def client_id(candidate: Candidate, label: str) -> str:
    """An id that a client might choose, a UUID, the same for one seed and label."""
    return str(uuid5(NAMESPACE, candidate.word(f"id:{label}")))


# -- learning -------------------------------------------------------------------------------------


def _kinds(candidate: Candidate, found: Survey) -> list[tuple[Collection, str]]:
    """Collections and their types; those that the declaration tells of first, then those with most relationships."""
    kinds = {it.types[0]: it for it in reversed(found.collections) if len(it.types) == 1}
    for collection in found.collections:
        if not collection.resources:
            draft = next(described.drafts(candidate, _plain(collection), ""), None)
            kinds.setdefault(draft.type if draft else "", collection)
    kinds.pop("", None)
    told = candidate.declaration.write
    related = {
        kind: len({it.name for it in found.relationships if it.parent.type == kind})
        for kind in kinds
    }
    order = sorted(kinds, key=lambda kind: (kind not in told, -related[kind], kind))
    return [(kinds[kind], kind) for kind in order]


def _learn(
    candidate: Candidate, found: Survey, collection: Collection, kind: str
) -> tuple[Writable | None, Attempt | None]:
    """One resource of a type made, by the first draft that is accepted; else the last answer."""
    url, word = _plain(collection), _word(candidate, kind, "")
    waiting = list(drafts(candidate, found, collection, kind, word))
    other = described.drafts(candidate, url, word)
    last = None
    tried: list[dict[str, Any]] = []
    while len(tried) < _MOST_TRIES:
        draft = waiting.pop(0) if waiting else next(other, None)
        if draft is None:
            break
        if draft.resource in tried:
            continue
        tried.append(draft.resource)
        last = create(candidate, url, draft.document)
        if last.done:
            return _writable(found, collection, draft, last), last
        if last.status in _NO_SUCH_METHOD:
            break
        if last.pointers:
            waiting[:0] = draft.renamed(last.pointers, word), draft.without(last.pointers)
    return None, last


def _writable(found: Survey, collection: Collection, draft: Draft, made: Attempt) -> Writable:
    examples = [it for it in collection.resources if it["type"] == draft.type]
    examples += [it.object for it in found.resources_of(draft.type)]
    return Writable(
        replace(collection, url=_plain(collection)),
        draft,
        made,
        resource_in(made.shown) if made.shown else {},
        tuple(examples),
    )


def _plain(collection: Collection) -> str:
    """The URL of a collection, without a query."""
    return collection.url.partition("?")[0]


def _word(candidate: Candidate, kind: str, label: str) -> str:
    return candidate.word(f"write:{kind}:{label}")


def _is_not_offered(attempt: Attempt) -> bool:
    data = attempt.sent.get("data", {})
    plain = "relationships" not in data
    return attempt.status in _NOT_OFFERED or (attempt.status == _NOT_FOUND and plain)


def _why(attempt: Attempt) -> str:
    """What the first error of an answer says, in a few words."""
    errors = attempt.root.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else {}
    told = (first.get("detail") or first.get("title")) if isinstance(first, dict) else None
    return f" ({told[:80]})" if isinstance(told, str) else ""


# -- what a scenario starts from ------------------------------------------------------------------


@dataclass(frozen=True)
class Relation:
    """A relationship of a type: its name, whether it is to-many, and the type on its other side."""

    name: str
    many: bool
    target: str


def own(candidate: Candidate, writable: Writable, label: str, **changes: Any) -> Attempt:
    """A resource of the run's own to work on, made for `label`; its `shown` says whether that succeeded."""
    draft = fresh(candidate, writable, label, **changes)
    return create(candidate, writable.collection.url, draft.document)


def relations(candidate: Candidate, kind: str) -> tuple[Relation, ...]:
    """The relationships of a type of which the survey showed a target, to-one first; without those of pairs."""
    found: Survey = candidate.once(survey)
    shown: dict[str, Relation] = {}
    for it in found.relationships:
        target = target_of(it)
        first = target[0] if isinstance(target, list) and target else target
        named = first.get("type") if isinstance(first, dict) else None
        if it.parent.type != kind or it.many is None or not isinstance(named, str):
            continue
        if it.many or not is_half_of_a_pair(found, it, named):
            shown.setdefault(it.name, Relation(it.name, it.many, named))
    return tuple(sorted(shown.values(), key=lambda it: it.many))


def identifiers(candidate: Candidate, kind: str) -> tuple[dict[str, str], ...]:
    """Resources of a type that were there before, for a to-one relationship to lead to; nothing is done to them."""
    found: Survey = candidate.once(survey)
    listed = [item for it in found.collections for item in it.resources if item["type"] == kind]
    each = {item["id"]: {"type": kind, "id": item["id"]} for item in listed}
    return tuple(it for it in each.values() if isinstance(it["id"], str))


def own_identifiers(
    candidate: Candidate, kind: str, label: str, count: int
) -> tuple[dict[str, str], ...]:
    """Identifiers of `count` resources made for `label`, for a to-many relationship; fewer where some fail."""
    writable = candidate.once(writing).of(kind)
    if writable is None:
        return ()
    made = (own(candidate, writable, f"{label}{number}") for number in range(count))
    found = (identifier(resource_in(it.shown)) for it in made if it.shown)
    return tuple(it for it in found if it)
