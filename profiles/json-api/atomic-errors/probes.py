"""Operations that fail: each kind is asked for once a run, the checks look at the answers and at what became of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from conformance.candidate import Candidate

from ..atomic_processing.steps import (
    Scene,
    Step,
    first_subject,
    relations_of,
    removal_step,
    scene_of,
    subject_of,
    update_step,
)
from ..operation_probes import removal, updatable, with_client_id
from ..operations import (
    Operation,
    Played,
    adding,
    learnt,
    perform,
    place_of,
    relating,
    removing,
    updating,
)
from ..writes import read, resource_in
from ..writing import Relation, Writable, client_id, fresh, identifiers

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Refusal:
    """An operation that cannot be carried out, of a kind: add, update, remove, to-one, to-many.

    `pretended` says that the answer says otherwise although there is nothing that it can have changed.
    """

    kind: str
    played: Played
    pretended: bool = False


def nobody(candidate: Candidate) -> tuple[Writable, dict[str, str]] | None:
    """A type, and the identifier of a resource of it that there is not."""
    writable = candidate.once(learnt).writable
    found = _missing(candidate, writable) if writable else None
    return (writable, found) if writable and found else None


def undone(candidate: Candidate) -> Scene | None:
    """Good operations before one that fails: an update, a removal, a creation with an id of the client's."""
    bad = _bad(candidate)
    return scene_of(candidate, [*_proven(candidate), bad], refused=True) if bad else None


def unfinished(candidate: Candidate) -> Scene | None:
    """A good operation after one that fails."""
    bad, writable = _bad(candidate), updatable(candidate)
    if bad is None or writable is None:
        return None
    subject = subject_of(candidate, writable, "atomic-unfinished")
    update = update_step(candidate, subject, "unfinished") if subject else None
    return scene_of(candidate, [bad, update], refused=True) if update else None


def scenes(candidate: Candidate) -> tuple[Scene, ...]:
    """The requests in which one operation of several was refused."""
    found = candidate.once(undone), candidate.once(unfinished)
    return tuple(it for it in found if it and it.refused)


def refusals(candidate: Candidate) -> tuple[Refusal, ...]:
    """Operations that cannot be carried out, one in each request."""
    found = candidate.once(nobody)
    return tuple(_refusals(candidate, *found)) if found else ()


def malformed(candidate: Candidate) -> tuple[Played, ...]:
    """Operations without a code, with an unknown one, without data, without a target."""
    writable = candidate.once(learnt).writable
    if writable is None:
        return ()
    resources = [fresh(candidate, writable, f"atomic-bad-{n}").resource for n in (0, 1)]
    operations: list[Operation] = [
        {"data": resources[0]},
        {"op": candidate.word("atomic:op"), "data": resources[1]},
        {"op": "add"},
        {"op": "remove"},
    ]
    return tuple(perform(candidate, [it]) for it in operations)


# -- operations in one request --------------------------------------------------------------------


def _bad(candidate: Candidate) -> Step | None:
    """An update of a resource that there is not."""
    found = candidate.once(nobody)
    if found is None:
        return None
    writable, nobodys = found
    attributes = dict(fresh(candidate, writable, "atomic-nobody").attributes)
    operation = updating(nobodys, attributes)
    return Step(
        operation, "failing", place_of(writable, nobodys["id"]), lambda it: bool(resource_in(it))
    )


def _proven(candidate: Candidate) -> Iterator[Step]:
    """A step of each kind that was seen to work alone: only of that it can be seen whether it was undone."""
    kind, alone = updatable(candidate), candidate.once(removal)
    subject = subject_of(candidate, kind, "atomic-undone-update") if kind else None
    update = update_step(candidate, subject, "undone") if subject else None
    if update:
        yield update
    works = alone and all(it.there for it in alone.effects)
    doomed = first_subject(candidate, "atomic-undone-remove") if works else None
    if doomed:
        yield removal_step(doomed)
    writable = candidate.once(learnt).writable
    if writable and _keeps_ids(candidate, writable):
        yield _creation(candidate, writable)


def _keeps_ids(candidate: Candidate, writable: Writable) -> bool:
    """Whether a resource with an id of the client's was found where it should be."""
    sent = [it for it in candidate.once(with_client_id) if it.made]
    first = next((it for it in sent if it.operations[0]["data"]["type"] == writable.type), None)
    made = first.made[0] if first else None
    place = place_of(writable, first.operations[0]["data"]["id"]) if first else ""
    return bool(made and made.url == place)


def _creation(candidate: Candidate, writable: Writable) -> Step:
    identity = client_id(candidate, "atomic-undone")
    draft = fresh(candidate, writable, "atomic-undone", id=identity)
    return Step(
        adding(writable, draft.resource, href=candidate.once(learnt).href),
        "creation",
        place_of(writable, identity),
        lambda it: resource_in(it).get("id") == identity,
    )


# -- operations alone -----------------------------------------------------------------------------


def _refusals(
    candidate: Candidate, writable: Writable, nobodys: dict[str, str]
) -> Iterator[Refusal]:
    bad = _bad(candidate)
    if bad:
        scene = scene_of(candidate, [bad], refused=True)
        yield Refusal("update", scene.played, scene.played.done and scene.refused)
    yield Refusal("remove", perform(candidate, [removing(nobodys)]))
    for many, name in ((False, "to-one"), (True, "to-many")):
        for owner, relation in relations_of(candidate, many=many)[:1]:
            yield from _unrelated(candidate, owner, relation, name)
    kind = candidate.word("atomic:type")
    resource = {**fresh(candidate, writable, "atomic-type").resource, "type": kind}
    played = perform(candidate, [adding(writable, resource, href=candidate.once(learnt).href)])
    yield Refusal("add", played, played.done and not played.result(0).get("data"))


def _unrelated(
    candidate: Candidate, writable: Writable, relation: Relation, kind: str
) -> Iterator[Refusal]:
    """A relationship to a resource that there is not: of a resource that there is not either, and of one that is."""
    target = _identifier(candidate, relation.target)
    code, linkage = ("add", [target]) if relation.many else ("update", target)
    parent = _missing(candidate, writable)
    if parent:
        played = perform(candidate, [relating(code, parent, relation.name, linkage)])
        yield Refusal(kind, played, played.done)
    subject = subject_of(candidate, writable, f"atomic-none-{relation.name}")
    if subject:
        operation = relating(code, subject.identifier, relation.name, linkage)
        yield Refusal(kind, perform(candidate, [operation]))


def _missing(candidate: Candidate, writable: Writable) -> dict[str, str] | None:
    """The identifier of a resource that there is not; None when something answers there."""
    found = _identifier(candidate, writable.type)
    taken = resource_in(read(candidate, place_of(writable, found["id"])))
    return None if taken else found


def _identifier(candidate: Candidate, kind: str) -> dict[str, str]:
    """An identifier in the shape of the type's ids, which is nobody's."""
    known = next(iter(identifiers(candidate, kind)), {"id": ""})["id"]
    word = candidate.word(f"atomic:nobody:{kind}")
    if known.isdecimal():
        identity = "20" + "".join(str(ord(letter) % 10) for letter in word[2:10])
    else:
        identity = client_id(candidate, f"nobody-{kind}") if _UUID.fullmatch(known) else word
    return {"type": kind, "id": identity}
