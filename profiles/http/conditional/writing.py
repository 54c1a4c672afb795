"""Checks of https://www.rfc-editor.org/rfc/rfc9110#section-13 that write, each to a resource of its own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.candidate import Candidate
from conformance.checks import bodies, drafts
from conformance.checks.drafts import Made
from conformance.description import Description, Operation
from conformance.model import Absence, Doubt, Exchange, Finding, Observation, Obstacle

from .tags import is_strong, modified, opaque, tag_of

_OK, _NO_CONDITION, _FAILED = 200, 428, 412
_LONG_AGO = "Sat, 01 Jan 2000 00:00:00 GMT"
_TRIES = 3
_MOST_BELOW = 3
_UNCLEAR = "answered with {}, which does not tell what became of the condition"
_UNTOLD = "nobody can tell what a {} that changes something looks like"

Content = tuple[Any, str]


@dataclass(frozen=True, eq=False)
class Try:
    """A write on a condition: how the resource was before it, what was answered, how it is after it."""

    resource: Made
    method: str
    before: Exchange
    answer: Exchange
    after: Exchange

    @property
    def evidence(self) -> tuple[Exchange, Exchange, Exchange]:
        """All three."""
        return (self.answer, self.before, self.after)

    @property
    def is_unchanged(self) -> bool:
        """Whether what was sent to make the resource is still as it was."""
        if self.before.body == self.after.body:
            return True
        old, new = self.before.json, self.after.json
        if not isinstance(old, dict) or not isinstance(new, dict):
            return False
        return all(old.get(name) == new.get(name) for name in self.resource.document)


def if_match_refused(
    candidate: Candidate,
    *,
    weakly: bool = False,
    methods: tuple[str, ...] = ("PUT", "PATCH", "DELETE"),
) -> Iterator[Observation]:
    """A write whose If-Match does not name the current version is not performed.

    `weakly` names it, but as a weak tag, which never matches here.
    """

    def condition(before: Exchange) -> Mapping[str, str]:
        tag = tag_of(before)
        if weakly:
            return {"If-Match": f"W/{opaque(tag)}"} if is_strong(tag) else {}
        return {"If-Match": f'"{candidate.word("tag")}"'} if tag else {}

    absent = f"the resource has no {'strong ' if weakly else ''}entity tag"
    yield from _refusals(candidate, methods, condition, absent)


def if_unmodified_since(candidate: Candidate, *, methods: tuple[str, ...]) -> Iterator[Observation]:
    """A write whose If-Unmodified-Since lies before the last change is not performed."""

    def condition(before: Exchange) -> Mapping[str, str]:
        return {"If-Unmodified-Since": _LONG_AGO} if modified(before) else {}

    absent = "the resource does not say when it was last modified"
    yield from _refusals(candidate, methods, condition, absent)


def if_none_match_any(candidate: Candidate, *, methods: tuple[str, ...]) -> Iterator[Observation]:
    """A write with `If-None-Match: *` is not performed where there is something already."""

    def condition(before: Exchange) -> Mapping[str, str]:
        return {"If-None-Match": "*"} if before.status == _OK and tag_of(before) else {}

    yield from _refusals(candidate, methods, condition, "the resource has no entity tag")


def _refusals(
    candidate: Candidate, methods: tuple[str, ...], condition: Any, absent: str
) -> Iterator[Observation]:
    """What writes on a condition that does not hold come to."""
    first = drafts.made(candidate)
    if first is None:
        yield from drafts.nothing(candidate)
        return
    offered = [it for it in methods if first.by(it)]
    for method in offered:
        done = _try(candidate, method, condition)
        yield _refusal(done) if isinstance(done, Try) else done or Absence(absent, first.shown)
    if not offered:
        yield Absence(f"what a client makes has no {' or '.join(methods)}")


def _try(candidate: Candidate, method: str, condition: Any) -> Try | Observation | None:
    """A write of its own resource; None where there is no condition to put."""
    resource = drafts.another(candidate, f"{method} on a condition")
    if resource is None:
        return Obstacle("a second resource could not be made")
    before = drafts.read(candidate, resource.url)
    headers = condition(before)
    if not headers:
        return None
    answer = _send(candidate, resource, method, headers)
    if answer is None:
        return Obstacle(_UNTOLD.format(method))
    after = drafts.read(candidate, resource.url)
    return Try(resource, method, before, answer, after)


def _send(
    candidate: Candidate, resource: Made, method: str, headers: Mapping[str, str]
) -> Exchange | None:
    """A write that would change something; None where nothing tells how to."""
    if method == "DELETE":
        return drafts.remove(candidate, resource, headers)
    content = _content(candidate, resource, method)
    return drafts.write(candidate, method, resource, content, headers) if content else None


def _content(candidate: Candidate, resource: Made, method: str) -> Content | None:
    """What a PUT or a PATCH sends to change one property."""
    changed = drafts.change(candidate, resource, f"{method} on a condition")
    operation = resource.by(method)
    if changed is None or operation is None:
        return None
    if method == "PUT":
        return drafts.replacement(resource, changed)
    taken = {it.partition(";")[0].strip().lower() for it in operation.request_content}
    for media_type in (bodies.MERGE_PATCH, bodies.JSON):
        if media_type in taken:
            return {changed.name: changed.value}, media_type
    if bodies.JSON_PATCH in taken:
        path = changed.name.replace("~", "~0").replace("/", "~1")
        return [{"op": "replace", "path": f"/{path}", "value": changed.value}], bodies.JSON_PATCH
    return None


def _refusal(it: Try) -> Observation:
    expected = f"412, and nothing changed by {it.method}"
    if drafts.is_success(it.answer):
        return Finding(False, expected, f"performed: {it.answer.where}", "", it.evidence)
    if not it.is_unchanged and it.answer.status < 500:  # noqa: PLR2004
        return Finding(False, expected, f"changed, and yet {it.answer.where}", "", it.evidence)
    if it.answer.status == _FAILED:
        return Finding(True, expected, it.answer.where, "", it.evidence)
    return Doubt(_UNCLEAR.format(it.answer.status), it.evidence)


def if_match_current(candidate: Candidate, *, forms: tuple[str, ...]) -> Iterator[Observation]:
    """A write whose If-Match names the current version is performed.

    `forms` are ways to name it: as it was given, or in a list with a tag of nothing ("{other}").
    """
    first = drafts.made(candidate)
    if first is None:
        yield from drafts.nothing(candidate)
        return
    offered = [it for it in ("PUT", "PATCH", "DELETE") if first.by(it)]
    if not offered:
        yield Absence("what a client makes can be neither changed nor removed")
        return
    for number, form in enumerate(forms):
        method = offered[number % len(offered)]
        done = _performed(candidate, method, form.replace("{other}", candidate.word("tag")))
        yield done or Absence("the resource has no strong entity tag", first.shown)


def _performed(candidate: Candidate, method: str, form: str) -> Observation | None:
    resource = drafts.another(candidate, f"{method} of the current version")
    if resource is None:
        return Obstacle("a second resource could not be made")
    seen: set[str] = set()
    tried: list[Observation] = []
    for _ in range(_TRIES):
        before = drafts.read(candidate, resource.url)
        tag = tag_of(before)
        if not is_strong(tag):
            return None
        answer = _send(candidate, resource, method, {"If-Match": form.replace("{tag}", tag)})
        if answer is None:
            return Obstacle(_UNTOLD.format(method))
        tried.append(_performance(answer, before))
        if answer.status != _FAILED:
            return tried[-1]
        seen |= {tag, tag_of(drafts.read(candidate, resource.url))}
    if len(seen) > 1:
        return Doubt("more than one entity tag: nobody can name the current version", before)
    return tried[-1]


def _performance(answer: Exchange, before: Exchange) -> Observation:
    evidence = (answer, before)
    if drafts.is_success(answer) or answer.status == _FAILED:
        met = answer.status != _FAILED
        return Finding(met, f"{answer.request.method} performed", answer.where, "", evidence)
    return Doubt(_UNCLEAR.format(answer.status), evidence)


def put_without_validator(candidate: Candidate) -> Iterator[Observation]:
    """An answer to PUT has a validator only where what was sent is kept as it was, the spelling of JSON apart."""
    first = drafts.made(candidate)
    if first is None:
        yield from drafts.nothing(candidate)
        return
    resource = drafts.another(candidate, "PUT and its validator") if first.by("put") else None
    content = drafts.replacement(resource) if resource else None
    if resource is None or content is None:
        yield Absence("what a client makes has no PUT")
        return
    answer = drafts.write(candidate, "PUT", resource, content)
    if not drafts.is_success(answer):
        yield Doubt(f"PUT of what it had was answered with {answer.status}", answer)
        return
    shown = drafts.read(candidate, resource.url)
    given = [it for it in ("etag", "last-modified") if answer.header(it)]
    kept = shown.body == answer.request.body or shown.json == content[0]
    actual = ", ".join(f"{it}: {answer.header(it)}" for it in given) or "no validator"
    evidence = (answer, shown)
    expected = "no validator" if not kept else "the document as it was sent"
    yield Finding(kept or not given, expected, actual, given[0] if given else "", evidence)


def precondition_required(candidate: Candidate) -> Iterator[Observation]:
    """A write without a condition is answered with 428 where the description says so."""
    resource = drafts.another(candidate, "a write without a condition")
    if resource is None:
        yield from drafts.nothing(candidate)
        return
    found = list(_guarded(candidate, resource))[:_MOST_BELOW]
    for operation, url in found:
        media_type = bodies.media_type_of(operation)
        documents = bodies.documents(operation, media_type, candidate.word("428"))
        content: Content = (next(documents, None) or {}, media_type or bodies.JSON)
        answer = _bare(candidate, operation.method.upper(), url, content)
        if answer.status == _NO_CONDITION:
            yield Finding(True, "428", answer.where, "", answer)
        else:
            yield Absence(f"a write without a condition is answered with {answer.status}", answer)
    if not found:
        yield Absence("the description has no 428 at what a client makes")


def _bare(candidate: Candidate, method: str, url: str, content: Content) -> Exchange:
    document, media_type = content
    if method == "DELETE":
        return candidate.send("DELETE", url)
    body = bodies.encoded(document)
    return candidate.send(method, url, {"Content-Type": media_type}, body)


def _guarded(candidate: Candidate, resource: Made) -> Iterator[tuple[Operation, str]]:
    """The writes that are described with 428, at a resource of the run's own and at what stands below it."""
    description: Description = resource.description
    below = [resource.url, *drafts.below(candidate, resource)]
    for url in below:
        for method in ("put", "patch", "delete"):
            operation = description.match(method, url, candidate.base)
            if operation and str(_NO_CONDITION) in operation.responses:
                yield operation, url
