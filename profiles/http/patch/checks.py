"""Checks of PATCH (https://www.rfc-editor.org/rfc/rfc5789), JSON Merge Patch (RFC 7396) and JSON Patch (RFC 6902)."""

from collections.abc import Iterator
from typing import Any

from conformance.candidate import Candidate
from conformance.checks import bodies, drafts
from conformance.checks.bodies import JSON_PATCH, MERGE_PATCH, Change
from conformance.checks.drafts import Made
from conformance.checks.intermediaries import maker
from conformance.model import Absence, Doubt, Exchange, Finding, Observation, Obstacle

_UNSUPPORTED, _SERVER_FAULT = 415, 500
_UNKNOWN_TYPE = "application/x-nothing"


def accept_patch_in_415(exchange: Exchange) -> Iterator[Observation]:
    """An answer 415 to PATCH names in Accept-Patch what is taken."""
    if exchange.request.method == "PATCH" and exchange.status == _UNSUPPORTED:
        yield _accept_patch(exchange)


def accept_patch_in_options(exchange: Exchange) -> Iterator[Observation]:
    """An answer to OPTIONS whose Allow has PATCH names in Accept-Patch what is taken."""
    allow = [it.strip() for it in (exchange.header("allow") or "").split(",")]
    success = 200 <= exchange.status < 300  # noqa: PLR2004
    if exchange.request.method == "OPTIONS" and success and "PATCH" in allow:
        yield _accept_patch(exchange)


def _accept_patch(exchange: Exchange) -> Finding:
    value = exchange.header("accept-patch")
    actual = "no Accept-Patch" if value is None else f"Accept-Patch: {value}"
    return Finding(bool(value), "Accept-Patch with a media type", actual, "accept-patch", exchange)


def unsupported_format(candidate: Candidate) -> Iterator[Observation]:
    """A PATCH in a media type that nobody knows is answered with 415."""
    resource = _patchable(candidate, "PATCH in an unknown format")
    if resource is None:
        yield from _no_patch(candidate)
        return
    headers = {"Content-Type": _UNKNOWN_TYPE}
    tag = resource.shown.header("etag")
    if tag:
        headers["If-Match"] = tag
    answer = candidate.send("PATCH", resource.url, headers, b"nothing")
    broken = answer.status >= _SERVER_FAULT and not maker(answer)
    if answer.status == _UNSUPPORTED or drafts.is_success(answer) or broken:
        met = answer.status == _UNSUPPORTED
        yield Finding(met, "415", answer.where, "", answer)
    else:
        yield Doubt(
            f"refused with {answer.status}, perhaps before the format was looked at", answer
        )


def merge_changes(candidate: Candidate) -> Iterator[Observation]:
    """A merge patch changes what it names and keeps what it does not."""
    resource, changed = _changeable(candidate, MERGE_PATCH, "a merge patch that changes")
    if resource is None or changed is None:
        yield from _unable(candidate, resource, MERGE_PATCH)
        return
    yield from _merged(candidate, resource, {changed.name: changed.value}, changed)


def merge_removes(candidate: Candidate) -> Iterator[Observation]:
    """A merge patch with null removes that member and keeps the others."""
    resource = _patchable(candidate, "a merge patch that removes", MERGE_PATCH)
    spare = drafts.spare(resource) if resource else []
    if resource is None or not spare:
        yield from _unable(candidate, resource, MERGE_PATCH)
        return
    yield from _merged(candidate, resource, {spare[0]: None}, Change(spare[0], None))


def merge_within(candidate: Candidate) -> Iterator[Observation]:
    """A merge patch that names one member of an object within the document keeps the others of that object."""
    resource = _patchable(candidate, "a merge patch within", MERGE_PATCH)
    inner = _inner(resource) if resource else None
    if resource is None or inner is None:
        yield from _unable(candidate, resource, MERGE_PATCH)
        return
    name, member = inner
    whole = resource.document[name]
    yield from _merged(candidate, resource, {name: {member: whole[member]}}, Change(name, whole))


def _inner(resource: Made) -> tuple[str, str] | None:
    """An object in the document that has several members, and a plain one of these."""
    for name, value in resource.document.items():
        shown = resource.shown.json.get(name) if isinstance(resource.shown.json, dict) else None
        if isinstance(value, dict) and len(value) > 1 and value == shown:
            plain = [it for it in value if not isinstance(value[it], dict | list)]
            if plain:
                return name, plain[0]
    return None


def _merged(
    candidate: Candidate, resource: Made, patch: Any, wanted: Change
) -> Iterator[Observation]:
    """What became of a resource by a merge patch."""
    before = resource.shown.json
    answer = drafts.write(candidate, "PATCH", resource, (patch, MERGE_PATCH))
    if not drafts.is_success(answer):
        yield Doubt(f"the patch was answered with {answer.status}", answer)
        return
    shown = drafts.read_until(candidate, resource.url, lambda it: _has(it, wanted))
    after = shown.json if isinstance(shown.json, dict) else {}
    evidence = (answer, shown, resource.shown)
    there = after.get(wanted.name)
    is_done = there == wanted.value if wanted.value is None else there != before.get(wanted.name)
    kept_as_is = wanted.value is not None and wanted.value == before.get(wanted.name)
    met = there == wanted.value if kept_as_is else is_done
    expected = (
        f"{wanted.name}: {_short(wanted.value)}"
        if wanted.value is not None
        else f"no {wanted.name}"
    )
    yield Finding(met, expected, _short(there), f"/{wanted.name}", evidence)
    others = [it for it in resource.document if it != wanted.name and it in before]
    lost = [it for it in others if after.get(it) != before[it]]
    actual = f"other: {', '.join(lost)}" if lost else "all kept"
    yield Finding(not lost, "what the patch does not name is kept", actual, "", evidence)


def _has(shown: Exchange, wanted: Change) -> bool:
    return isinstance(shown.json, dict) and shown.json.get(wanted.name) == wanted.value


def _short(value: Any) -> str:
    text = bodies.encoded(value).decode()
    return text if len(text) <= 40 else f"{text[:40]}…"  # noqa: PLR2004


def json_patch_applied(candidate: Candidate) -> Iterator[Observation]:
    """A JSON patch whose tests hold is applied."""
    resource, changed = _changeable(candidate, JSON_PATCH, "a JSON patch that is applied")
    if resource is None or changed is None:
        yield from _unable(candidate, resource, JSON_PATCH)
        return
    yield _applied(candidate, resource, changed)


def _applied(candidate: Candidate, resource: Made, changed: Change) -> Finding | Doubt:
    """What became of a JSON patch that can be applied."""
    operations = [
        {"op": "test", "path": _path(changed), "value": resource.shown.json[changed.name]},
        {"op": "replace", "path": _path(changed), "value": changed.value},
    ]
    answer = drafts.write(candidate, "PATCH", resource, (operations, JSON_PATCH))
    if not drafts.is_success(answer):
        return Doubt(f"a patch that can be applied was answered with {answer.status}", answer)
    shown = drafts.read_until(candidate, resource.url, lambda it: _has(it, changed))
    there = shown.json.get(changed.name) if isinstance(shown.json, dict) else None
    met = there != resource.shown.json[changed.name]
    where, expected = _path(changed), f"{changed.name}: {_short(changed.value)}"
    return Finding(met, expected, _short(there), where, (answer, shown))


def json_patch_tested(candidate: Candidate) -> Iterator[Observation]:
    """A JSON patch with a test that does not hold is refused."""
    for it in _failed_test(candidate):
        if isinstance(it, tuple):
            answer, shown, _ = it
            refused = answer.status >= 400  # noqa: PLR2004
            yield Finding(refused, "refused", answer.where, "", (answer, shown))
        else:
            yield it


def json_patch_atomic(candidate: Candidate) -> Iterator[Observation]:
    """A JSON patch that fails half-way changes nothing."""
    for it in _failed_test(candidate):
        if isinstance(it, tuple):
            answer, shown, changed = it
            if drafts.is_success(answer):
                yield Doubt("a patch whose test does not hold was taken", (answer, shown))
                continue
            is_changed = _has(shown, changed)
            actual = f"{changed.name} was changed" if is_changed else "nothing changed"
            yield Finding(not is_changed, "nothing changed", actual, "", (answer, shown))
        else:
            yield it


def _failed_test(
    candidate: Candidate,
) -> Iterator[Observation | tuple[Exchange, Exchange, Change]]:
    """The answer to a change and a test that does not hold, and what is there; where a good patch is applied."""
    resource, changed = _changeable(candidate, JSON_PATCH, "a JSON patch that fails")
    if resource is None or changed is None:
        yield from _unable(candidate, resource, JSON_PATCH)
        return
    control = candidate.once(_control)
    if isinstance(control, Doubt) or not control.met:
        yield Doubt("a patch that can be applied is not", control.evidence)
        return
    operations = [
        {"op": "replace", "path": _path(changed), "value": changed.value},
        {"op": "test", "path": _path(changed), "value": {"never": candidate.word("never")}},
    ]
    answer = drafts.write(candidate, "PATCH", resource, (operations, JSON_PATCH))
    yield answer, drafts.read(candidate, resource.url), changed


def _control(candidate: Candidate) -> Finding | Doubt:
    """Whether a JSON patch that can be applied is, so that a refusal says something of the one that cannot."""
    resource, changed = _changeable(candidate, JSON_PATCH, "a JSON patch as a control")
    if resource is None or changed is None:
        return Doubt("a second resource could not be made")
    return _applied(candidate, resource, changed)


def _path(changed: Change) -> str:
    return "/" + changed.name.replace("~", "~0").replace("/", "~1")


def _changeable(
    candidate: Candidate, media_type: str, label: str
) -> tuple[Made | None, Change | None]:
    """A resource of its own that takes such a patch, and a change of it."""
    resource = _patchable(candidate, label, media_type)
    return resource, drafts.change(candidate, resource, label) if resource else None


def _patchable(candidate: Candidate, label: str, media_type: str = "") -> Made | None:
    """A resource of its own with a PATCH, in a media type where one is named; None where there is none."""
    first = drafts.made(candidate)
    if (
        first is None
        or media_type not in {"", *_formats(candidate, first)}
        or not first.by("patch")
    ):
        return None
    return drafts.another(candidate, label)


def _formats(candidate: Candidate, resource: Made) -> set[str]:
    """The media types that a PATCH may be in, by the description and by Accept-Patch."""
    operation = resource.by("patch")
    found = list(operation.request_content) if operation else []
    found += (candidate.get(resource.url, method="OPTIONS").header("accept-patch") or "").split(",")
    return {it.partition(";")[0].strip().lower() for it in found}


def _unable(candidate: Candidate, resource: Made | None, media_type: str) -> Iterator[Observation]:
    """Why nothing could be patched."""
    first = drafts.made(candidate)
    if resource:
        reason = "nobody can tell what may be changed in what a client makes"
        yield Obstacle(reason, resource.shown)
    elif first and first.by("patch") and media_type not in _formats(candidate, first):
        yield Absence(f"what a client makes takes no {media_type}", first.shown)
    else:
        yield from _no_patch(candidate)


def _no_patch(candidate: Candidate) -> Iterator[Observation]:
    first = drafts.made(candidate)
    if first and not first.by("patch"):
        yield Absence("what a client makes has no PATCH", first.shown)
    else:
        yield from drafts.nothing(candidate)
