"""Whole to-many relationships replaced by updates: a server may refuse that, as a whole."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from conformance.candidate import Candidate
from conformance.model import Exchange

from ..writes import Attempt, read, relationship_url, resource_in, send, update
from ..writing import Relation, own, own_identifiers, relations
from .fields import Fields, attribute, fields, relationship
from .probes import FEW, updatable
from .trials import Trial, changed_resource

_ACCEPTED, _FORBIDDEN = 202, 403


@dataclass(frozen=True, eq=False)
class Replacement:
    """An update of an attribute and of a whole to-many relationship, and the fields before and after.

    `added` is the answer to adding the same members by themselves, asked for after a refusal that is not 403.
    """

    relation: Relation
    attempt: Attempt
    before: Fields
    after: Fields
    shown: Exchange
    added: Exchange | None = None

    @property
    def pointer(self) -> str:
        """The pointer of the relationship."""
        return relationship(self.relation.name)

    @property
    def changed(self) -> list[str]:
        """What of the fields that were sent has another value."""
        return [it for it in sorted(self.sent) if self.before.get(it) != self.after.get(it)]

    @property
    def sent(self) -> set[str]:
        """The pointers of the fields that were sent."""
        resource = self.attempt.sent["data"]
        return {
            *map(attribute, resource["attributes"]),
            *map(relationship, resource["relationships"]),
        }


def replaced(candidate: Candidate) -> tuple[Replacement, ...]:
    """Whole to-many relationships replaced, each together with a change of an attribute."""
    found: list[Replacement] = []
    for trial in updatable(candidate):
        many = [it for it in relations(candidate, trial.writable.type) if it.many]
        if many:
            found += _replaced_of(candidate, trial, many[:FEW])
        if len(found) > FEW:
            break
    return tuple(found)


def _replaced_of(
    candidate: Candidate, trial: Trial, many: Iterable[Relation]
) -> Iterator[Replacement]:
    """Relationships of one resource replaced, one after the other, as long as each is finished with."""
    mine = own(candidate, trial.writable, "replace")
    shown = mine.shown
    for relation in many:
        label = f"replace:{trial.writable.type}:{relation.name}"
        members = own_identifiers(candidate, relation.target, label, 1) if shown else ()
        if not members or shown is None:
            continue
        resource = {
            **changed_resource(replace(trial, own=mine), candidate, label),
            "relationships": {relation.name: {"data": list(members)}},
        }
        replacement = _replacement(candidate, mine.url, relation, shown, resource)
        yield replacement
        if replacement.attempt.status == _ACCEPTED:
            return
        shown = replacement.shown


def _replacement(
    candidate: Candidate, url: str, relation: Relation, now: Exchange, resource: dict[str, Any]
) -> Replacement:
    before = fields(candidate, url, now, (relation.name,))
    attempt = update(candidate, url, {"data": resource})
    shown = read(candidate, url)
    after = fields(candidate, url, shown, (relation.name,))
    added = None
    place = relationship_url(candidate, url, resource_in(shown), relation.name)
    if not attempt.done and attempt.status != _FORBIDDEN and place:
        linkage = {"data": resource["relationships"][relation.name]["data"]}
        added = send(candidate, "POST", place, linkage)
    return Replacement(relation, attempt, before, after, shown, added)
