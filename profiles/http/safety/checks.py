"""Checks of https://www.rfc-editor.org/rfc/rfc9110#section-9.2: what reading and repeating may not do."""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import Any

from conformance.candidate import Candidate
from conformance.checks import again, bodies, drafts, targets
from conformance.checks.again import Reading
from conformance.checks.drafts import Made
from conformance.checks.intermediaries import maker
from conformance.checks.targets import Surveyed, Target
from conformance.description import Description, Operation, properties_of
from conformance.model import Absence, Doubt, Exchange, Finding, Observation

_OK, _SERVER_FAULT = 200, 500
_ROUNDS = 3
_MOST_SECONDS = 5.0  # what changes on its own at such a pace is a measurement
_MOST_BELOW = 4
_KEY = "idempotency-key"


def reading_changes_nothing(candidate: Candidate) -> Iterator[Observation]:
    """What clients can write is as it was after everything has been read.

    Counters and clocks may run. Only a property that clients write, and that has another value each time somebody
    reads, tells that reading wrote it.
    """
    readings: tuple[Reading, ...] = candidate.once(again.readings)
    for it in readings:
        if it.later.body == it.earlier.body or _same_tag(it.earlier, it.later):
            yield Finding(True, "as before", "as before", "", (it.later, it.earlier))
        else:
            yield _judged(candidate, it)


def _same_tag(one: Exchange, other: Exchange) -> bool:
    tag = one.header("etag")
    return tag is not None and tag == other.header("etag") and one.status == other.status


def _judged(candidate: Candidate, reading: Reading) -> Observation:
    """What to make of a resource that is not as it was."""
    found: Surveyed = candidate.once(targets.surveyed)
    names = _written(found.description, reading.target.url, candidate.base)
    seen = [reading.earlier, reading.later]
    for _ in range(_ROUNDS):
        urls = [*_below(found, reading.target), reading.target.url]
        seen += [candidate.send("GET", url) for url in urls]
    own = [it for it in seen if it.request.url == reading.target.url]
    moving = [name for name in names if _moves(own[1:], name)]
    seconds = sum(it.seconds for it in seen[2:])
    if moving and seconds < _MOST_SECONDS:
        actual = f"another {moving[0]} each time somebody reads"
        return Finding(False, "as before", actual, f"/{moving[0]}", tuple(own))
    return Doubt(
        "not as before: it may change on its own, others may write, or reading may", tuple(own)
    )


def _below(found: Surveyed, target: Target) -> list[str]:
    """What else was read below a target, one of each kind before the second of any."""
    below = tuple(it for it in found.targets if it.url.startswith(f"{target.url}/"))
    return [it.url for it in again.spread(below, _MOST_BELOW)]


def _moves(readings: list[Exchange], name: str) -> bool:
    """Whether a property has another value in each answer than in the one before it."""
    values = [it.json.get(name) if isinstance(it.json, dict) else None for it in readings]
    return all(one != other for one, other in pairwise(values))


def _written(description: Description | None, url: str, base: str) -> list[str]:
    """The properties that clients write, by what PUT and PATCH take at a URL."""
    found: list[str] = []
    for method in ("put", "patch"):
        operation = description.match(method, url, base) if description else None
        for media_type in operation.request_content if operation else ():
            schema = bodies.schema_of(operation, media_type) if operation else None
            for name, node in properties_of(schema).items() if schema else ():
                if node.get("readOnly").value is not True:
                    found.append(name)
    return found


def put_twice(candidate: Candidate) -> Iterator[Observation]:
    """The same PUT twice leaves what the first one left."""
    first = drafts.made(candidate)
    resource = drafts.another(candidate, "PUT twice") if first else None
    if first is None or resource is None:
        yield from drafts.nothing(candidate)
        return
    content = drafts.replacement(resource, drafts.change(candidate, resource, "PUT twice"))
    if content is None:
        yield Absence("what a client makes has no PUT", resource.shown)
        return
    once = drafts.write(candidate, "PUT", resource, content)
    if not drafts.is_success(once):
        yield Doubt(f"PUT is answered with {once.status}", once)
        return
    document = content[0]
    before = drafts.read_until(candidate, resource.url, lambda it: _holds(it, document))
    twice = drafts.write(candidate, "PUT", resource, content)
    after = drafts.read_until(candidate, resource.url, lambda it: not _other(before, it, document))
    yield _repeated(once, twice, (before, after), document)


def _holds(shown: Exchange, document: Any) -> bool:
    """Whether what was sent is there."""
    return isinstance(shown.json, dict) and document.items() <= shown.json.items()


def _other(before: Exchange, after: Exchange, document: Any) -> list[str]:
    """What was sent and is not as it was, but for the moments that the server notes itself."""
    old, new = (it.json if isinstance(it.json, dict) else {} for it in (before, after))
    return [
        name
        for name, sent in document.items()
        if old.get(name) != new.get(name)
        and not (old.get(name) != sent and _is_moment(old.get(name)) and _is_moment(new.get(name)))
    ]


def _is_moment(value: Any) -> bool:
    """Whether a value is a date with a time."""
    try:
        return isinstance(value, str) and "T" in value and bool(datetime.fromisoformat(value))
    except ValueError:
        return False


def _repeated(
    once: Exchange, twice: Exchange, shown: tuple[Exchange, Exchange], document: Any
) -> Observation:
    evidence = (twice, once, *shown)
    if twice.status >= _SERVER_FAULT and not maker(twice):
        return Finding(False, "the same PUT again, taken", twice.where, "", evidence)
    if not drafts.is_success(twice):
        return Doubt(f"the same PUT again is answered with {twice.status}", evidence)
    other = _other(*shown, document)
    actual = f"other: {', '.join(other)}" if other else "the same"
    return Finding(
        not other and shown[1].status == _OK, "the same as after one", actual, "", evidence
    )


def delete_twice(candidate: Candidate) -> Iterator[Observation]:
    """The same DELETE twice is no server error, and leaves nothing, as one does."""
    resource, answer = _deleted(candidate, "DELETE twice")
    if resource is None or answer is None:
        yield from _nothing_deleted(candidate, resource)
        return
    if not drafts.is_success(answer):
        yield Doubt(f"DELETE is answered with {answer.status}", answer)
        return
    twice = candidate.send("DELETE", resource.url)
    shown = drafts.read(candidate, resource.url)
    evidence = (twice, answer, shown)
    broken = [it for it in (twice, shown) if it.status >= _SERVER_FAULT]
    if broken and maker(broken[0]):
        yield Doubt(f"{broken[0].where}, by {maker(broken[0])}", evidence)
        return
    actual = f"{twice.where}, then {shown.where}"
    yield Finding(not broken, "no server error", actual, "", evidence)


def gone_after_delete(candidate: Candidate) -> Iterator[Observation]:
    """What was deleted is no longer there."""
    resource, answer = _deleted(candidate, "DELETE and GET")
    if resource is None or answer is None:
        yield from _nothing_deleted(candidate, resource)
        return
    if not drafts.is_success(answer):
        yield Doubt(f"DELETE is answered with {answer.status}", answer)
        return
    shown = drafts.read_until(candidate, resource.url, drafts.is_gone)
    if not drafts.is_gone(shown) and candidate.ledger.held(resource.url) > 1:
        yield Doubt("the candidate gave the same URL to a new resource meanwhile", (shown, answer))
        return
    yield Finding(drafts.is_gone(shown), "404 or 410", shown.where, "", (shown, answer))


def _deleted(candidate: Candidate, label: str) -> tuple[Made | None, Exchange | None]:
    resource = drafts.another(candidate, label)
    if resource is None or resource.by("delete") is None:
        return resource, None
    return resource, drafts.remove(candidate, resource)


def _nothing_deleted(candidate: Candidate, resource: Made | None) -> Iterator[Observation]:
    if resource is None:
        yield from drafts.nothing(candidate)
    else:
        yield Absence("what a client makes has no DELETE", resource.shown)


def idempotency_key(candidate: Candidate) -> Iterator[Observation]:
    """The same POST twice under one Idempotency-Key makes one resource, where the description has that field."""
    first = drafts.made(candidate)
    if first is None:
        yield from drafts.nothing(candidate)
        return
    if not _has_key(first.operation):
        yield Absence("the description has no Idempotency-Key where a client makes something")
        return
    key = f'"{candidate.word("idempotency")}"'
    one = drafts.another(candidate, "one key", {"Idempotency-Key": key})
    two = drafts.another(candidate, "one key", {"Idempotency-Key": key})
    if one is None or two is None:
        yield Absence("the same POST under the same key makes nothing")
    elif one.url == two.url:
        yield Finding(True, "one resource", "one resource", "", (two.answer, one.answer))
    else:
        yield Absence(
            "the same POST under the same key makes another one", (two.answer, one.answer)
        )


def _has_key(operation: Operation) -> bool:
    return any(it.place == "header" and it.name.lower() == _KEY for it in operation.parameters)
