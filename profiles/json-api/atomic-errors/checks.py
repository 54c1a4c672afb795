"""Operations that fail: https://jsonapi.org/ext/atomic/#processing-errors."""

from collections.abc import Iterator
from typing import Any

from conformance.candidate import Candidate
from conformance.model import Finding, Observation

from ..errors.pointers import absent
from ..findings import met, shortened, unmet, verdicts
from ..operations import Played, nothing
from ..refusals import errors_in
from .probes import Refusal, malformed, refusals, scenes

_BAD_REQUEST, _SERVER_ERROR = 400, 500
_ERRORS = "a document with errors"


def as_base(candidate: Candidate) -> Iterator[Observation]:
    """A request with an operation that fails is answered with an error status; errors, if any, are an array."""
    for it in _failed(candidate):
        errors = it.root.get("errors", ...)
        faults = [] if it.is_error else [("", f"{it.status}, and nothing was done")]
        if errors is not ... and not isinstance(errors, list):
            faults.append(("/errors", "no array of errors"))
        yield from verdicts(it.exchange, "an error status, errors in an array", faults, seen=True)
    yield from nothing(candidate)


def source_pointers(candidate: Candidate) -> Iterator[Observation]:
    """The errors about an operation that fails point into the request document; those of the server's own need not."""
    for it in _failed(candidate):
        for index, error in enumerate(errors_in(it.exchange) if it.status < _SERVER_ERROR else ()):
            where = f"/errors/{index}/source"
            pointer = pointer_of(error)
            lost = absent(pointer, it.exchange.request) if pointer is not None else "no pointer"
            report = unmet if lost else met
            actual = lost or shortened(str(pointer))
            yield report(it.exchange, "a pointer into the request document", actual, where)
    yield from nothing(candidate)


def malformed_400(candidate: Candidate) -> Iterator[Observation]:
    """An operation that is malformed or incomplete is answered 400."""
    for it in candidate.once(malformed):
        report = met if it.status == _BAD_REQUEST else unmet
        yield report(it.exchange, f"400 ({_worded(it)})", str(it.status))
    yield from nothing(candidate)


def malformed_document(candidate: Candidate) -> Iterator[Observation]:
    """That answer has a document with errors."""
    for it in candidate.once(malformed):
        if it.is_error:
            yield _with_errors(it)
    yield from nothing(candidate)


def malformed_pointer(candidate: Candidate) -> Iterator[Observation]:
    """One of these errors points at the operation or into it."""
    for it in candidate.once(malformed):
        pointers = [str(pointer_of(error)) for error in errors_in(it.exchange)]
        if pointers:
            inside = [each for each in pointers if _is_within(each, "/atomic:operations/0")]
            report = met if inside else unmet
            actual = shortened((inside or pointers)[0])
            yield report(it.exchange, f"a pointer to the operation ({_worded(it)})", actual)
    yield from nothing(candidate)


def unprocessable(candidate: Candidate) -> Iterator[Observation]:
    """A well-formed operation that cannot be carried out is answered 400 or another code of the client's errors."""
    for it in _failed(candidate):
        yield from _refused(it)
    yield from nothing(candidate)


def unprocessable_document(candidate: Candidate) -> Iterator[Observation]:
    """That answer has a document with errors."""
    for it in _failed(candidate):
        if it.is_error:
            yield _with_errors(it)
    yield from nothing(candidate)


def refused(candidate: Candidate, *, kind: str) -> Iterator[Observation]:
    """An operation of a kind that cannot be carried out is answered with a fitting error."""
    for it in _of_kind(candidate, kind):
        if it.played.is_error or it.pretended:
            yield from _refused(it.played)
    yield from nothing(candidate)


def refused_with_errors(candidate: Candidate, *, kind: str) -> Iterator[Observation]:
    """That answer has a document with errors."""
    for it in _of_kind(candidate, kind):
        if it.played.is_error:
            yield _with_errors(it.played)
    yield from nothing(candidate)


def pointer_of(error: dict[str, Any]) -> str | None:
    """The pointer of an error; None when it has none."""
    source = error.get("source")
    found = source.get("pointer") if isinstance(source, dict) else None
    return found if isinstance(found, str) else None


def _of_kind(candidate: Candidate, kind: str) -> Iterator[Refusal]:
    yield from (it for it in candidate.once(refusals) if it.kind == kind)


def _failed(candidate: Candidate) -> Iterator[Played]:
    """The requests with a well-formed operation that failed: alone, and among others."""
    for it in candidate.once(refusals):
        if it.played.is_error or it.pretended:
            yield it.played
    yield from (it.played for it in candidate.once(scenes))


def _refused(played: Played) -> Iterator[Finding]:
    fits = _BAD_REQUEST <= played.status < _SERVER_ERROR
    actual = str(played.status) if played.is_error else f"{played.status}, and nothing was done"
    report = met if fits else unmet
    yield report(played.exchange, "400, or a client error that fits better", actual)


def _with_errors(played: Played) -> Finding:
    report = met if errors_in(played.exchange) else unmet
    return report(played.exchange, _ERRORS, "as expected" if errors_in(played.exchange) else "none")


def _is_within(pointer: str, place: str) -> bool:
    return pointer == place or pointer.startswith(f"{place}/")


def _worded(played: Played) -> str:
    """What is wrong with an operation, in a few words."""
    operation = played.operations[0]
    if "op" not in operation:
        return "no op"
    if operation["op"] not in ("add", "remove"):
        return "an unknown op"
    return "add without data" if operation["op"] == "add" else "remove without a target"
