"""Resources of the run's own: made from the description, read, changed and removed again.

Nothing that the candidate had before is ever changed or removed. `made` is one resource that everybody may look at;
whoever changes or removes one asks for `another`.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from conformance.candidate import Candidate
from conformance.checks import bodies, targets, whereabouts
from conformance.checks.targets import Surveyed
from conformance.description import Description, Node, Operation
from conformance.model import Absence, Exchange, Observation, Obstacle

_MOST_COLLECTIONS = 3
_MOST_TRIES = 5
_OK, _CREATED, _NO_CONDITION = 200, 201, 428
_GONE = frozenset({404, 410})
_NOT_OFFERED = frozenset({403, 405, 501})
_TAKEN = frozenset({400, 409, 422})  # what a server may say of a value that must be unique
_PAUSES = (0.0, 0.1, 0.5)  # seconds before reading again: a store may need a moment
_SET_HERE = frozenset({"accept", "content-type", "authorization", "if-match", "if-none-match"})


@dataclass(frozen=True, eq=False)
class Made:
    """A resource that the run made.

    `answer` is that of the POST which sent `body` to `operation`; `shown` is what a GET at `url` answered afterwards.
    """

    url: str
    answer: Exchange
    body: bytes
    operation: Operation
    shown: Exchange
    description: Description
    base: str

    @property
    def document(self) -> dict[str, Any]:
        """What was sent."""
        found: dict[str, Any] = json.loads(self.body)
        return found

    def by(self, method: str) -> Operation | None:
        """What the description says of a method at this very resource."""
        return self.description.match(method, self.url, self.base)


@dataclass(frozen=True, eq=False)
class Making:
    """What came of trying to make a resource: the first that was made, or the answers that refused one."""

    made: Made | None = None
    refused: tuple[Exchange, ...] = ()
    reason: str = ""


def made(candidate: Candidate) -> Made | None:
    """A resource that the run made once, for everybody to look at and for nobody to change; None when none can be."""
    found: Making = candidate.once(making)
    return found.made


def making(candidate: Candidate) -> Making:
    """Try to make a resource by the description: what it shows as an example, then what its schemas spell out."""
    found: Surveyed = candidate.once(targets.surveyed)
    if found.description is None:
        return Making(reason="without a description nobody can tell what a new resource looks like")
    collections = _collections(candidate, found.description)[:_MOST_COLLECTIONS]
    refused: list[Exchange] = []
    for operation in collections:
        for document in _documents(candidate, operation):
            answer, resource = _post(candidate, operation, document)
            if resource:
                return Making(resource, tuple(refused))
            refused.append(answer)
    reason = "" if refused else _nothing_to_try(collections)
    return Making(refused=tuple(refused), reason=reason)


def another(
    candidate: Candidate, label: str, headers: Mapping[str, str] | None = None
) -> Made | None:
    """One more resource like the one that could be made, for its caller alone; None when none can be.

    `label` names what it is for, `headers` are fields to send beside those that are needed. Where the candidate refuses
    the same content twice, free texts get words of their own.
    """
    first = made(candidate)
    if first is None:
        return None
    answer, found = _post(candidate, first.operation, first.document, headers)
    if found is None and answer.status in _TAKEN:
        media_type = bodies.media_type_of(first.operation)
        schema = bodies.schema_of(first.operation, media_type)
        renamed = bodies.renamed(schema, first.document, candidate.word(f"another:{label}"))
        _, found = _post(candidate, first.operation, renamed, headers)
    return found


def nothing(candidate: Candidate) -> Iterator[Observation]:
    """Why no resource could be made: an absence where the candidate does not let clients make any, else an obstacle."""
    found: Making = candidate.once(making)
    if found.made:
        yield Obstacle("a second resource could not be made", found.made.answer)
    elif found.reason.startswith("the description has no"):
        yield Absence(found.reason)
    elif found.refused and all(it.status in _NOT_OFFERED for it in found.refused):
        yield Absence("the candidate does not let clients make resources", found.refused)
    else:
        told = "; ".join(it.where for it in found.refused) or found.reason
        hint = 'say what one needs with [write."/PATH"] attributes = { … } in the candidate file'
        end = f"; {hint}" if found.refused else ""
        yield Obstacle(f"no resource could be made: {told}{end}", found.refused)


# -- reading and writing --------------------------------------------------------------------------


def read(candidate: Candidate, url: str) -> Exchange:
    """What is at a URL now."""
    return candidate.send("GET", url)


def read_until(candidate: Candidate, url: str, holds: Callable[[Exchange], bool]) -> Exchange:
    """What is at a URL, read again after a while until it `holds`: a store may need a moment to show a change."""
    for pause in _PAUSES:
        time.sleep(pause)
        exchange = read(candidate, url)
        if holds(exchange):
            break
    return exchange


def write(
    candidate: Candidate,
    method: str,
    resource: Made,
    content: tuple[Any, str],
    headers: Mapping[str, str] | None = None,
) -> Exchange:
    """Send a document, in a media type, to a resource of the run's own.

    Where the candidate wants a condition (428), it is sent again with the entity tag that there is now.
    """
    document, media_type = content
    operation = resource.by(method)
    fields = {**(_fields(operation) if operation else {}), "Content-Type": media_type}
    return _sent(candidate, method, resource.url, (fields, headers), bodies.encoded(document))


def remove(
    candidate: Candidate, resource: Made, headers: Mapping[str, str] | None = None
) -> Exchange:
    """Ask for the removal of a resource of the run's own; noted as gone when it is."""
    operation = resource.by("delete")
    fields = _fields(operation) if operation else {}
    answer = _sent(candidate, "DELETE", resource.url, (fields, headers))
    if is_success(answer) and read(candidate, resource.url).status in _GONE:
        candidate.removed(resource.url)
    return answer


def _sent(
    candidate: Candidate,
    method: str,
    url: str,
    headers: tuple[Mapping[str, str], Mapping[str, str] | None],
    body: bytes = b"",
) -> Exchange:
    """The answer to a write with the fields that it needs and those that are asked for.

    Where none are asked for and a condition is wanted, the entity tag that there is now makes one.
    """
    needed, asked = headers
    answer = candidate.send(method, url, {**needed, **(asked or {})}, body)
    if answer.status == _NO_CONDITION and asked is None:
        tag = read(candidate, url).header("etag")
        if tag:
            answer = candidate.send(method, url, {**needed, "If-Match": tag}, body)
    return answer


def is_success(answer: Exchange) -> bool:
    """Whether an answer says that it was carried out."""
    return 200 <= answer.status < 300 and answer.status != 202  # noqa: PLR2004  (202: perhaps later)


def is_gone(answer: Exchange) -> bool:
    """Whether an answer says that there is nothing."""
    return answer.status in _GONE


def change(candidate: Candidate, resource: Made, label: str) -> bodies.Change | None:
    """A property that the resource shows as it was sent, with another value; None where nothing can be changed."""
    schema = _schema(resource)
    shown = resource.shown.json
    if not isinstance(shown, dict):
        return None
    kept = {name: it for name, it in resource.document.items() if shown.get(name) == it}
    return next(bodies.changes(schema, kept, candidate.word(label)), None)


def spare(resource: Made) -> list[str]:
    """The properties that the resource shows as they were sent, and that it could do without."""
    shown = resource.shown.json
    if not isinstance(shown, dict):
        return []
    kept = {name: it for name, it in resource.document.items() if shown.get(name) == it}
    return bodies.optional(_schema(resource), kept)


def replacement(resource: Made, changed: bodies.Change | None = None) -> tuple[Any, str] | None:
    """A whole document to PUT in the place of the resource, and its media type; None where PUT is not described."""
    operation = resource.by("put")
    media_type = bodies.media_type_of(operation) if operation else ""
    if operation is None or not media_type:
        return None
    shown = resource.shown.json if isinstance(resource.shown.json, dict) else {}
    needed = bodies.required(bodies.schema_of(operation, media_type))
    document = {name: shown[name] for name in sorted(needed) if name in shown}
    document |= resource.document
    return document | ({changed.name: changed.value} if changed else {}), media_type


def below(candidate: Candidate, resource: Made) -> list[str]:
    """What a GET reads below the resource, by the description: what needs no id, and the first item of each list."""
    description, found = resource.description, []
    own = resource.by("get")
    paths = [it.path for it in description.operations() if it.method == "get"]
    for path in [it for it in paths if own and it.startswith(f"{own.path.rstrip('/')}/")]:
        rest = path[len(own.path.rstrip("/")) :] if own else ""
        if "{" in rest:
            continue
        url = resource.url.rstrip("/") + rest
        answer = read(candidate, url)
        if answer.status != _OK:
            continue
        found.append(url)
        ids = [it for each in targets.items_of(answer.json) or () for it in whereabouts.ids(each)]
        child = f"{url.rstrip('/')}/{quote(ids[0], safe='')}" if ids else ""
        if child and description.match("get", child, candidate.base):
            found.append(child)
    return found


def _schema(resource: Made) -> Node:
    """The schema of what was sent to make the resource."""
    return bodies.schema_of(resource.operation, bodies.media_type_of(resource.operation))


# -- making ---------------------------------------------------------------------------------------


def _collections(candidate: Candidate, description: Description) -> list[Operation]:
    """The POSTs that make what can be read: those that a candidate file tells of, then those that can be undone."""
    operations = {(it.method, it.path): it for it in description.operations()}
    children: dict[str, set[str]] = {}
    for method, path in operations:
        before, _, last = path.rstrip("/").rpartition("/")
        if last.startswith("{") and last.endswith("}") and "{" not in before:
            children.setdefault(before, set()).add(method)
    told = candidate.declaration.write
    found = [
        it
        for it in description.operations()
        if it.method == "post"
        and "{" not in it.path
        and "get" in children.get(it.path.rstrip("/"), ())
        and bodies.media_type_of(it)
        and ({"201", "2XX", "2xx", "default"} & set(it.responses))
    ]
    return sorted(
        found,
        key=lambda it: (
            not _names(it) & set(told),
            "delete" not in children[it.path.rstrip("/")],
        ),
    )


def _names(operation: Operation) -> set[str]:
    """What a candidate file may call a collection: its path, or the last part of it."""
    path = operation.path.rstrip("/")
    return {path, path.lstrip("/"), path.rpartition("/")[2]}


def _nothing_to_try(collections: list[Operation]) -> str:
    if collections:
        return "the description does not show what a new resource looks like"
    return "the description has no collection in which a client can make a resource and read it"


def _documents(candidate: Candidate, operation: Operation) -> list[Any]:
    """What to send to a collection, what a candidate file says of it before all else."""
    word = candidate.word(f"made:{operation.path}")
    media_type = bodies.media_type_of(operation)
    found = list(bodies.documents(operation, media_type, word))
    told = candidate.declaration.write
    for name in _names(operation) & set(told):
        extra = bodies.filled(told[name].attributes, word)
        found = [{**it, **extra} for it in found or [{}]]
    return found[:_MOST_TRIES]


def _post(
    candidate: Candidate,
    operation: Operation,
    document: Any,
    headers: Mapping[str, str] | None = None,
) -> tuple[Exchange, Made | None]:
    """The answer to a POST, and what it made."""
    body = bodies.encoded(document)
    url = candidate.base + operation.path
    query = _values(operation, "query")
    if query:
        url += f"?{urlencode(query)}"
    fields = {**_fields(operation), "Content-Type": bodies.media_type_of(operation)}
    fields.update(headers or {})
    answer = candidate.send("POST", url, fields, body)
    if answer.status != _CREATED:
        return answer, None
    found: Surveyed = candidate.once(targets.surveyed)
    description = found.description
    known = {it.url for it in found.targets}
    for place in whereabouts.places(candidate, answer, description):
        if place in known or place == url or not candidate.is_within(place) or description is None:
            continue
        shown = read_until(candidate, place, lambda it: it.status == _OK)
        if shown.status == _OK and whereabouts.shows_what_was_sent(shown, body):
            candidate.created(place)
            made_there = Made(place, answer, body, operation, shown, description, candidate.base)
            return answer, made_there
    candidate.ledger.untraced(f"what {answer.where} made")
    return answer, None


def noted(candidate: Candidate, answer: Exchange) -> None:
    """Note what a POST made that should have been refused, so that it is removed all the same.

    Only a 201 says that something was made; without one, what an answer names may have been there before.
    """
    if answer.status != _CREATED:
        return
    found: Surveyed = candidate.once(targets.surveyed)
    known = {answer.request.url, *(it.url for it in found.targets)}
    sent = answer.request.body
    for place in whereabouts.places(candidate, answer, found.description):
        if place in known or not candidate.is_within(place):
            continue
        shown = read_until(candidate, place, lambda it: it.status == _OK)
        if shown.status == _OK and whereabouts.shows_what_was_sent(shown, sent):
            candidate.created(place)
            return
    candidate.ledger.untraced(f"what {answer.where} made")


def _fields(operation: Operation) -> dict[str, str]:
    """The header fields that an operation demands, at the values that the description shows."""
    found = _values(operation, "header")
    return {name: value for name, value in found.items() if name.lower() not in _SET_HERE}


def _values(operation: Operation, place: str) -> dict[str, str]:
    """The parameters that an operation demands in a place, at the values that the description shows."""
    wanted = [it for it in operation.parameters if it.place == place and it.required]
    found = {it.name: targets.example_of(it) for it in wanted}
    return {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in found.items()
        if value is not None and not isinstance(value, list | dict)
    }
