"""Updates that are to be refused, or may be: each is asked for once a run, the checks look at the answers.

They go to resources of the run's own of types of which an update is known to succeed (`trials`), so that a refusal
is about what was wrong.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

from conformance.candidate import Candidate
from conformance.model import Absence, Exchange, Observation, Obstacle

from ..drafts import identifier
from ..fetching.places import missing_url
from ..survey import Collection, Resource, Survey, survey
from ..writes import Attempt, attributes_of, read_until, resource_in, update
from ..writing import Relation, Writing, identifiers, relations, writing
from .fields import GONE, fields, linkage_of, relationship
from .trials import Trial, Update, changed_resource, plain

FEW = 2  # types: one more tells nothing new
_NOT_FOUND = 404


@dataclass(frozen=True, eq=False)
class Refusal:
    """An update that has something wrong with it; `like` is a resource with an id of the form of a made-up one."""

    attempt: Attempt
    where: str
    like: Resource | None = None


def trials(candidate: Candidate) -> tuple[Trial, ...]:
    """The trials of all types."""
    found: tuple[Trial, ...] = candidate.once(plain)
    return found


def updates(candidate: Candidate) -> list[Update]:
    """The updates that were carried out."""
    return [it.update for it in trials(candidate) if it.update]


def updatable(candidate: Candidate) -> list[Trial]:
    """The trials whose update was carried out."""
    return [it for it in trials(candidate) if it.update]


def related_to(candidate: Candidate, *, many: bool | None = None) -> bool:
    """Whether a type that can be updated is known to have a relationship, of one kind or of any."""
    kinds = [it.trial.writable.type for it in updates(candidate)]
    found = [it for kind in kinds for it in relations(candidate, kind)]
    return any(many in (None, it.many) for it in found)


def nothing(candidate: Candidate) -> Iterator[Observation]:
    """Why no update could be looked at; nothing where one was carried out."""
    found: Writing = candidate.once(writing)
    yield from found.nothing()
    tried = trials(candidate)
    if not found.types or any(it.update for it in tried):
        return
    evidence = tuple(it.exchange for trial in tried for it in trial.tried)
    if any(it.tried for it in tried) and all(it.not_offered for it in tried if it.tried):
        yield Absence("the candidate does not let clients update resources", evidence)
    elif evidence:
        yield Obstacle("no update succeeded that reading it back shows", evidence)
    else:
        made = tuple(it.own.exchange for it in tried)
        yield Obstacle("no resource could be made of which an attribute is known to be kept", made)


def mismatched(candidate: Candidate) -> tuple[Refusal, ...]:
    """Updates whose document names another resource than their URL.

    1.0 speaks of type and id together; since 1.1 one of them is enough. A document that names what the run did not make
    comes without fields, so that a server that goes by the document changes nothing of it.
    """
    return tuple(
        Refusal(update(candidate, trial.own.url, {"data": resource}), where)
        for trial in updatable(candidate)[:FEW]
        for resource, where in _mismatches(candidate, trial)
    )


def missing(candidate: Candidate) -> tuple[Refusal, ...]:
    """Updates of resources that a GET says do not exist."""
    found = []
    for trial in updatable(candidate)[:FEW]:
        like = _resource(trial)
        url = _absent(candidate, like)
        if url:
            resource = {**changed_resource(trial, candidate, "missing"), "id": _id_in(url)}
            attempt = update(candidate, url, {"data": resource})
            if attempt.done:
                candidate.created(url)
            found.append(Refusal(attempt, "/data/id", like))
    return tuple(found)


def related(candidate: Candidate) -> tuple[tuple[Attempt, Refusal | None], ...]:
    """To-one relationships led to another resource, and where that is done, to one that does not exist."""
    found = []
    for trial in updatable(candidate):
        single = [it for it in relations(candidate, trial.writable.type) if not it.many]
        for relation in single[:FEW]:
            pair = _led(candidate, trial, relation)
            found += [pair] if pair else []
            if pair and pair[1]:
                break
        if sum(refusal is not None for _, refusal in found) == FEW:
            break
    return tuple(found)


def clashing(candidate: Candidate) -> tuple[Attempt, ...]:
    """Updates that give a resource the texts of another of its type, which may have to be unique."""
    found = []
    for trial in updatable(candidate):
        theirs, sent = attributes_of(trial.writable.shown), trial.own.sent["data"]["attributes"]
        texts = {
            name: theirs[name]
            for name, value in sent.items()
            if isinstance(value, str) and name in trial.writable.kept and theirs[name] != value
        }
        if texts:
            resource = {**(trial.identity or {}), "attributes": texts}
            found.append(update(candidate, trial.own.url, {"data": resource}))
    return tuple(found)


def unnamed(candidate: Candidate) -> tuple[Attempt, ...]:
    """An update whose resource object has no id, though it needs one; which code refuses it is left open."""
    found = []
    for trial in updatable(candidate)[:1]:
        resource = changed_resource(trial, candidate, "unnamed")
        resource.pop("id", None)
        found.append(update(candidate, trial.own.url, {"data": resource}))
    return tuple(found)


# -- inside ---------------------------------------------------------------------------------------


def _mismatches(candidate: Candidate, trial: Trial) -> Iterator[tuple[dict[str, Any], str]]:
    mine, theirs = trial.identity or {}, identifier(trial.writable.shown)
    changed = changed_resource(trial, candidate, "mismatched")
    others = _other_types(candidate, mine["type"])
    named = theirs if theirs and theirs["id"] != mine["id"] else None
    if candidate.version in ("", "1.0"):
        yield from ((both, "/data") for both in _both(candidate, mine, changed))
        return
    for other in _of_another_type(candidate, others, changed):
        yield other, "/data/type"
    if named:
        yield {**changed, "id": named["id"]}, "/data/id"


def _both(
    candidate: Candidate, mine: dict[str, str], changed: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    """The resource object under the name of a resource of another type that the run made itself."""
    found: Writing = candidate.once(writing)
    for named in (identifier(it.shown) for it in found.types):
        if named and named["type"] != mine["type"] and named["id"] != mine["id"]:
            yield {**changed, **named}
            return


def _other_types(candidate: Candidate, kind: str) -> list[Collection]:
    found: Survey = candidate.once(survey)
    return [it for it in found.collections if len(it.types) == 1 and it.types[0] != kind]


def _of_another_type(
    candidate: Candidate, others: list[Collection], resource: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    """The resource object with another type, at best one that has no resource of that id."""
    if not others:
        return
    for it in others:
        place = f"{it.url.partition('?')[0].rstrip('/')}/{quote(resource['id'], safe='')}"
        if candidate.get(place).status == _NOT_FOUND:
            yield {**resource, "type": it.types[0]}
            return
    yield {"type": others[0].types[0], "id": resource["id"]}


def _resource(trial: Trial) -> Resource:
    """The resource of a trial, as the survey has resources."""
    shown = trial.own.shown or trial.own.exchange
    collection = trial.writable.collection
    resource = resource_in(shown)
    return Resource(
        trial.own.url, trial.writable.type, str(resource.get("id")), resource, shown, collection
    )


def _absent(candidate: Candidate, like: Resource) -> str | None:
    """A URL like that of a resource, of which a GET says that there is none."""
    url = missing_url(candidate, like)
    return url if url and candidate.get(url).status == _NOT_FOUND else None


def _id_in(url: str) -> str:
    return unquote(url.partition("?")[0].rstrip("/").rpartition("/")[2])


def _led(
    candidate: Candidate, trial: Trial, relation: Relation
) -> tuple[Attempt, Refusal | None] | None:
    """A relationship led to another resource that is there, and then to one that is not."""
    now = linkage_of(
        trial.own.sent["data"].get("relationships", {}).get(relation.name, {}).get("data")
    )
    others = [it for it in identifiers(candidate, relation.target) if linkage_of(it) != now]
    found: Survey = candidate.once(survey)
    alike = [it for it in found.resources_of(relation.target) if _absent(candidate, it)]
    if not others or not alike:
        return None
    done = _lead(candidate, trial, relation, others[0])
    if not done.done or not _leads_there(candidate, trial, relation, others[0]):
        return done, None
    url = missing_url(candidate, alike[0]) or ""
    nowhere = {"type": relation.target, "id": _id_in(url)}
    attempt = _lead(candidate, trial, relation, nowhere)
    where = f"{relationship(relation.name)}/data"
    return done, Refusal(attempt, where, alike[0])


def _lead(
    candidate: Candidate, trial: Trial, relation: Relation, target: dict[str, str]
) -> Attempt:
    resource = {**(trial.identity or {}), "relationships": {relation.name: {"data": target}}}
    return update(candidate, trial.own.url, {"data": resource})


def _leads_there(
    candidate: Candidate, trial: Trial, relation: Relation, target: dict[str, str]
) -> bool:
    """Whether a relationship is seen to lead to a resource now: a server may ignore it, and say nothing."""
    url, pointer = trial.own.url, relationship(relation.name)

    def holds(exchange: Exchange) -> bool:
        shown = fields(candidate, url, exchange, (relation.name,))
        return bool(shown.get(pointer, GONE) == linkage_of(target))

    return holds(read_until(candidate, url, holds))
