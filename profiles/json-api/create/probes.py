"""Creations of every kind that the clauses speak of: each is asked for once a run, the checks look at the answers."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, unquote

from conformance.candidate import Candidate
from conformance.model import Exchange

from ..drafts import Draft
from ..fetching.places import missing_url
from ..survey import Resource, Survey, survey
from ..writes import Attempt, create, read, resource_in
from ..writing import Writable, Writing, client_id, fresh, relations, writing

GONE = frozenset({404, 410})
_MOST = 2  # types, where one more tells nothing new


@dataclass(frozen=True, eq=False)
class Creation:
    """A creation that was asked for, of a type that the candidate lets a client make."""

    writable: Writable
    attempt: Attempt

    @property
    def resource(self) -> Mapping[str, Any]:
        """The resource object that was sent."""
        found: Mapping[str, Any] = self.attempt.sent["data"]
        return found


@dataclass(frozen=True, eq=False)
class Dangling(Creation):
    """A creation with a to-one relationship to a resource that does not exist; `like` is one that does.

    `usual` says whether the same relationship to a resource that exists was accepted.
    """

    name: str
    like: Resource
    usual: bool


@dataclass(frozen=True, eq=False)
class Trace:
    """A creation that was refused, and what was found afterwards where the resource would be."""

    attempt: Attempt
    found: Exchange


def plain(candidate: Candidate) -> tuple[Creation, ...]:
    """Creations without an id of the client's: those by which the run learnt what it may make."""
    found: Writing = candidate.once(writing)
    return tuple(Creation(it, it.made) for it in found.types if it.draft.id is None)


def with_client_id(candidate: Candidate) -> tuple[Creation, ...]:
    """The same with a UUID of the client's as id, one of each type."""
    found: Writing = candidate.once(writing)
    return tuple(
        _asked(candidate, it, fresh(candidate, it, "client-id", id=client_id(candidate, it.type)))
        for it in found.types
    )


def kept(candidate: Candidate) -> tuple[Creation, ...]:
    """Those of them that are there afterwards, with the id that the client chose."""
    found: tuple[Creation, ...] = candidate.once(with_client_id)
    return tuple(
        it
        for it in found
        if it.attempt.shown and resource_in(it.attempt.shown).get("id") == it.resource["id"]
    )


def with_taken_id(candidate: Candidate) -> tuple[Creation, ...]:
    """Creations with an id of the client's that is that of another resource of the run's own."""
    found: tuple[Creation, ...] = candidate.once(kept)
    return tuple(
        _asked(candidate, it.writable, fresh(candidate, it.writable, "taken", id=it.resource["id"]))
        for it in found[:_MOST]
    )


def with_odd_id(candidate: Candidate) -> tuple[Creation, ...]:
    """A creation with an id of the client's that is no UUID."""
    found: Writing = candidate.once(writing)
    return tuple(
        _asked(candidate, it, fresh(candidate, it, "odd-id", id=candidate.word("odd id")))
        for it in found.types[:1]
    )


def with_another_type(candidate: Candidate) -> tuple[Creation, ...]:
    """Creations with the fields of the collection's type, and the name of another one that the candidate has."""
    found: Writing = candidate.once(writing)
    pairs = zip(found.types, (*found.types[1:], *found.types[:1]), strict=True)
    return tuple(
        _asked(candidate, it, fresh(candidate, it, "type", type=wrong.type))
        for it, wrong in pairs
        if it is not wrong
    )


def without_data(candidate: Candidate) -> tuple[Creation, ...]:
    """A creation with a document that has no data."""
    found: Writing = candidate.once(writing)
    document = {"meta": {"note": candidate.word("no data")}}
    return tuple(
        Creation(it, create(candidate, it.collection.url, document)) for it in found.types[:1]
    )


def without_type(candidate: Candidate) -> tuple[Creation, ...]:
    """Creations with a resource object that has no type, which would otherwise be accepted."""
    found: Writing = candidate.once(writing)
    made = []
    for it in found.types[:_MOST]:
        resource = _traced(candidate, it, "no-type").resource
        untyped = {name: value for name, value in resource.items() if name != "type"}
        made.append(Creation(it, create(candidate, it.collection.url, {"data": untyped})))
    return tuple(made)


def dangling(candidate: Candidate) -> tuple[Dangling, ...]:
    """Creations that refer to a resource that does not exist, and would otherwise be accepted."""
    found: Writing = candidate.once(writing)
    wanted = [it for writable in found.types for it in to_one(candidate, writable)]
    usual = [it for it in wanted if it[2]]
    made: list[Dangling] = []
    for writable, name, is_usual, target in usual or wanted:
        known = {it.writable for it in made}
        absent = (
            absent_identifier(candidate, target)
            if writable not in known and len(known) < _MOST
            else None
        )
        if absent:
            like, identifier = absent
            draft = _traced(candidate, writable, f"missing:{name}")
            draft = replace(draft, relationships={**draft.relationships, name: identifier})
            asked = _asked(candidate, writable, draft)
            made.append(Dangling(writable, asked.attempt, name, like, is_usual))
    return tuple(made)


def traces(candidate: Candidate) -> tuple[Trace, ...]:
    """Creations with an id of the client's that were refused, and what is where the resource would be."""
    asked: list[Creation] = [*candidate.once(dangling), *candidate.once(without_type)]
    return tuple(
        Trace(it.attempt, read(candidate, place))
        for it in asked
        for place in [_place(candidate, it)]
        if place and it.attempt.status >= 400  # noqa: PLR2004
    )


PROBES: tuple[Callable[[Candidate], tuple[Creation, ...]], ...] = (
    plain,
    with_client_id,
    with_taken_id,
    with_odd_id,
    with_another_type,
    without_data,
    without_type,
    dangling,
)


def attempts(candidate: Candidate) -> Iterator[Attempt]:
    """Every creation that was asked for, with those that the candidate does not let a client make."""
    found: Writing = candidate.once(writing)
    yield from found.refused
    for probe in PROBES:
        yield from (it.attempt for it in candidate.once(probe))


def _asked(candidate: Candidate, writable: Writable, draft: Draft) -> Creation:
    return Creation(writable, create(candidate, writable.collection.url, draft.document))


def _traced(candidate: Candidate, writable: Writable, label: str) -> Draft:
    """A fresh draft, with an id of the client's where such ids are kept, so that it can be looked for."""
    found: tuple[Creation, ...] = candidate.once(kept)
    if not any(it.writable is writable for it in found):
        return fresh(candidate, writable, label)
    return fresh(candidate, writable, label, id=client_id(candidate, f"{writable.type}:{label}"))


def _place(candidate: Candidate, it: Creation) -> str | None:
    """Where what was refused would be: as its sibling with another id is; None when nothing tells."""
    found: tuple[Creation, ...] = candidate.once(kept)
    sibling = next((one for one in found if one.writable is it.writable), None)
    identity = it.resource.get("id")
    if sibling is None or identity is None:
        return None
    head, known, tail = sibling.attempt.url.rpartition(quote(sibling.resource["id"], safe=""))
    return f"{head}{quote(identity, safe='')}{tail}" if known else None


def to_one(candidate: Candidate, writable: Writable) -> Iterator[tuple[Writable, str, bool, str]]:
    """The to-one relationships of a type, whether the accepted draft has them, and the type they lead to."""
    usual = writable.draft.relationships
    for name, linkage in usual.items():
        if isinstance(linkage, dict) and "type" in linkage:
            yield writable, name, True, linkage["type"]
    for it in relations(candidate, writable.type):
        if not it.many and it.name not in usual:
            yield writable, it.name, False, it.target


def absent_identifier(candidate: Candidate, kind: str) -> tuple[Resource, dict[str, str]] | None:
    """A resource of a type, and an identifier like its own of one that is not there."""
    found: Survey = candidate.once(survey)
    for it in found.resources_of(kind):
        url = missing_url(candidate, it)
        if url and candidate.get(url).status in GONE:
            identity = unquote(url.rstrip("/").rpartition("/")[2])
            return it, {"type": kind, "id": identity}
    return None
