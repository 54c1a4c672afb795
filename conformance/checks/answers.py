"""Whether an answer is one that the description announces: status, media type, body, headers.

Each function looks at one exchange and the operation that its request was for, and yields findings; none where the
description says nothing. What it does not say is not held against an answer:

- statuses that anything on the way may give (401, 403, 405, 406, 413 … 429, 502 …) need no mention;
- an answer without a body has no media type to declare; HEAD, 204, 205 and 304 have none, 206 only a part of one;
- members that are `writeOnly` may be missing, null may stand wherever `nullable` is written, `1.0` is an integer;
- formats: only those that `conformance.dialect.formats` names.
"""

from collections.abc import Iterator
from itertools import chain

from conformance.checks.announced import Announced, Field, announcements
from conformance.description import Description, Operation
from conformance.dialect import Direction, Fault
from conformance.dialect.texts import Unclear
from conformance.model import Doubt, Exchange, Finding, Observation

_NO_CONTENT = frozenset({204, 205, 304})
_PART_OF_IT = 206
_NOT_MODIFIED = 304
_OK, _REDIRECTION, _FAULTY, _END = 200, 300, 400, 600
# From logging in, negotiation, limits, methods, caches and gateways: no operation has to announce them.
_FROM_ANYWHERE = frozenset(
    {304, 401, 403, 405, 406, 407, 408, 411, 412, 413, 414, 415, 416, 417, 421, 425, 426, 428}
    | {429, 431, 451, 500, 501, 502, 503, 504, 505, 511}
)
_MOST_FAULTS = 5


def operation_of(exchange: Exchange, description: Description, base: str = "") -> Operation | None:
    """The operation that a request was for: HEAD is that of GET where it has none of its own."""
    request = exchange.request
    found = description.match(request.method, request.url, base)
    if found is None and request.method == "HEAD":
        return description.match("GET", request.url, base)
    return found


def judge(exchange: Exchange, operation: Operation) -> Iterator[Observation]:
    """All that the description says about an answer, one thing after another."""
    yield from chain(
        status(exchange, operation),
        media_type(exchange, operation),
        body_present(exchange, operation),
        body(exchange, operation),
        headers_present(exchange, operation),
        headers_valid(exchange, operation),
    )


def status(exchange: Exchange, operation: Operation, *, errors: bool = False) -> Iterator[Finding]:
    """The status of a success is described: itself, its range (`2XX`), or by `default`.

    With `errors` also that of a refusal, but for those that anything on the way may give.
    """
    code = exchange.status
    if not operation.responses or not _OK <= code < _END:
        return
    declared = _announced(exchange, operation).declared
    if not declared and (code in _FROM_ANYWHERE or (code >= _FAULTY and not errors)):
        return
    announced = ", ".join(operation.responses)
    yield Finding(declared, f"one of the statuses {announced}", str(code), evidence=exchange)


def media_type(exchange: Exchange, operation: Operation) -> Iterator[Finding]:
    """The media type of an answer is described for its status; parameters such as charset do not count."""
    content = _announced(exchange, operation).content
    if not content or not _has_whole_body(exchange):
        return
    given = exchange.media_type
    met = any(_covers(it.named, given) for it in content)
    expected = " or ".join(it.named for it in content)
    yield Finding(met, expected, given or "no Content-Type", "Content-Type", evidence=exchange)


def body(exchange: Exchange, operation: Operation) -> Iterator[Observation]:
    """The body of a JSON answer keeps the schema that is described for its status and media type."""
    pointer = _described(exchange, operation)
    if not pointer or not is_json(exchange.media_type) or not _has_whole_body(exchange):
        return
    if exchange.response is not None and exchange.response.truncated:
        yield Doubt("the answer is longer than what is kept of it", exchange)
        return
    expected = f"what {pointer} describes"
    if exchange.json_error is not None:
        yield Finding(False, expected, f"no JSON: {exchange.json_error}", evidence=exchange)
        return
    schema = announcements(operation).schemas.at(pointer, Direction.ANSWERED)
    if schema.unusable:
        yield Doubt(schema.unusable, exchange)
        return
    faults = schema.faults(exchange.json, _MOST_FAULTS)
    for fault in faults:
        yield Finding(False, expected, _actual(fault), fault.where, evidence=exchange)
    if not faults:
        yield Finding(True, expected, "just that", evidence=exchange)


def body_present(exchange: Exchange, operation: Operation) -> Iterator[Finding]:
    """A success for which content is described has some."""
    code = exchange.status
    if code in _NO_CONTENT or not _OK <= code < _REDIRECTION or exchange.request.method == "HEAD":
        return
    if _announced(exchange, operation).content:
        actual = f"{len(exchange.body)} bytes" if exchange.body else "no content"
        yield Finding(bool(exchange.body), "content as described", actual, evidence=exchange)


def headers_present(exchange: Exchange, operation: Operation) -> Iterator[Finding]:
    """Every header that is described as required for the status of an answer is there."""
    for it in _fields(exchange, operation):
        if it.required:
            value = exchange.header(it.name)
            actual = "absent" if value is None else _short(value)
            yield Finding(value is not None, "present", actual, it.name, evidence=exchange)


def headers_valid(exchange: Exchange, operation: Operation) -> Iterator[Finding]:
    """Every header of an answer that is described keeps its schema, by at least one reading of its text."""
    texts = announcements(operation).texts
    for it in _fields(exchange, operation):
        value = exchange.header(it.name)
        if value is None or not it.schema:
            continue
        try:
            faults = texts.faults(it.schema, [value])
        except Unclear:
            continue
        actual = f"{_short(value)} {faults[0].text}" if faults else _short(value)
        yield Finding(not faults, f"what {it.schema} describes", actual, it.name, exchange)


def _fields(exchange: Exchange, operation: Operation) -> tuple[Field, ...]:
    if exchange.response is None or exchange.status == _NOT_MODIFIED:
        return ()
    return _announced(exchange, operation).fields


def is_json(named: str) -> bool:
    """Whether a media type, without parameters, is JSON or one that is written in it."""
    return named == "application/json" or named.endswith("+json")


def _announced(exchange: Exchange, operation: Operation) -> Announced:
    return announcements(operation).of(operation, exchange.status)


def _has_whole_body(exchange: Exchange) -> bool:
    return (
        bool(exchange.body)
        and exchange.request.method != "HEAD"
        and exchange.status not in _NO_CONTENT
        and exchange.status != _PART_OF_IT
    )


def _described(exchange: Exchange, operation: Operation) -> str:
    """Where the schema is that an answer has to keep, "" for none: the named type goes before a range."""
    given = exchange.media_type
    fitting = [it for it in _announced(exchange, operation).content if _covers(it.named, given)]
    return min(fitting, key=lambda it: it.named.count("*")).schema if fitting else ""


def _covers(named: str, given: str) -> bool:
    return bool(given) and named in {given, f"{given.partition('/')[0]}/*", "*/*"}


def _actual(fault: Fault) -> str:
    return f"{fault.where or 'the document'} {fault.text}" + (fault.value and f": {fault.value}")


def _short(value: str) -> str:
    return value if len(value) <= 60 else value[:59] + "…"  # noqa: PLR2004
