"""The `jsonapi` object: what a document says about the server's implementation."""

from collections.abc import Iterator
from typing import Any

from conformance.candidate import Candidate
from conformance.model import Doubt, Exchange, Finding, Observation

from .. import extras
from ..documents import Document
from ..findings import met, shapes, shown, unmet, verdicts
from ..media_types import is_uri
from ..members import JSONAPI
from ..writes import MEDIA_TYPE, send
from ..writing import Writing, fresh, writing

_NEWER = ("ext", "profile")
_SUCCESSES = range(200, 300)
_NOT_ACCEPTABLE, _UNSUPPORTED = 406, 415


def may(exchange: Exchange) -> Iterator[Finding]:
    """The document has a top-level `jsonapi`."""
    if "jsonapi" in exchange.once(Document).root:
        yield met(exchange, "jsonapi where wanted", "jsonapi", "/jsonapi")


def is_object(exchange: Exchange) -> Iterator[Finding]:
    """`jsonapi` is an object."""
    seen = exchange.once(Document).jsonapi is not None
    yield from shapes(exchange, "an object", {"jsonapi"}, seen=seen)


def members(exchange: Exchange) -> Iterator[Finding]:
    """The `jsonapi` object has `version`, `ext`, `profile` or `meta`."""
    given = sorted((exchange.once(Document).jsonapi or {}).keys() & JSONAPI)
    if given:
        yield met(exchange, "members where wanted", ", ".join(given), "/jsonapi")


def version_string(exchange: Exchange) -> Iterator[Finding]:
    """`version` is a string; `ext` and `profile` are arrays of URIs."""
    jsonapi = exchange.once(Document).jsonapi or {}
    given = [name for name in ("version", *_NEWER) if name in jsonapi]
    faults = [
        (f"/jsonapi/{name}", shown(jsonapi[name]))
        for name in given
        if not (isinstance(jsonapi[name], str) if name == "version" else _are_uris(jsonapi[name]))
    ]
    yield from verdicts(exchange, "a string, or an array of URIs", faults, seen=bool(given))


def _are_uris(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(it, str) and is_uri(it) for it in value)


def no_newer_members(exchange: Exchange) -> Iterator[Finding]:
    """The `jsonapi` object has no `ext` and no `profile`."""
    jsonapi = exchange.once(Document).jsonapi
    if jsonapi is not None:
        faults = [(f"/jsonapi/{name}", shown(jsonapi[name])) for name in _NEWER if name in jsonapi]
        yield from verdicts(exchange, "neither ext nor profile", faults, seen=True)


# -- negotiation -----------------------------------------------------------------------------------


def not_for_negotiation(candidate: Candidate) -> Iterator[Observation]:
    """A creation whose document names an extension and a profile that nobody knows is accepted as one without."""
    found: extras.Tried | None = candidate.once(_with_names_in_document)
    expected = "the answer to a document without ext and profile"
    refused = found.attempt.status if found and not found.attempt.done else 0
    if found and refused and found.blamed and refused not in (_NOT_ACCEPTABLE, _UNSUPPORTED):
        yield Doubt("the document was refused, and not in the negotiation", found.attempt.exchange)
    elif found and _nobodys(candidate) in (found.attempt.exchange.header("content-type") or ""):
        yield unmet(found.attempt.exchange, expected, "they are applied", "Content-Type")
    else:
        yield from extras.judged(candidate, found, "ext and profile in jsonapi")


def by_header_only(candidate: Candidate) -> Iterator[Observation]:
    """An unknown extension in Content-Type is answered 415, also where the document says that none is applied."""
    found: Writing = candidate.once(writing)
    yield from found.nothing()
    for it in found.types[:1]:
        url, draft = it.collection.url, fresh(candidate, it, "header-only")
        silent = _with_extension(candidate, url, draft.document)
        denying = {"jsonapi": {"version": "1.1", "ext": []}, **draft.document}
        exchange = _with_extension(candidate, url, denying)
        expected = f"{_UNSUPPORTED}, as without jsonapi.ext"
        if silent.status != _UNSUPPORTED:
            yield Doubt(f"the extension in Content-Type is answered {silent.status}", silent)
        elif exchange.status in _SUCCESSES:
            yield unmet(exchange, expected, str(exchange.status), "/jsonapi/ext")
        elif exchange.status == _UNSUPPORTED:
            yield met(exchange, expected, str(exchange.status))
        else:
            yield Doubt(f"jsonapi.ext is answered {exchange.status}", exchange)


def _with_names_in_document(candidate: Candidate) -> extras.Tried | None:
    uri = _nobodys(candidate)
    about = {"version": "1.1", "ext": [uri], "profile": [uri]}
    return extras.with_more(candidate, "jsonapi", lambda it: it.update(jsonapi=about))


def _with_extension(candidate: Candidate, url: str, document: dict[str, Any]) -> Exchange:
    """The answer to a creation with an unknown extension in Content-Type; what it makes is noted."""
    content_type = f'{MEDIA_TYPE}; ext="{_nobodys(candidate)}"'
    exchange = send(candidate, "POST", url, document, {"Content-Type": content_type})
    if exchange.status in _SUCCESSES:
        extras.note(candidate, exchange)
    return exchange


def _nobodys(candidate: Candidate) -> str:
    return f"https://example.com/{candidate.word('jsonapi object')}"
