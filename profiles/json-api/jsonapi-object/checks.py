"""The `jsonapi` object: what a document says about the server's implementation."""

from collections.abc import Iterator

from conformance.model import Exchange, Finding

from ..documents import Document
from ..findings import met, shapes, shown, verdicts
from ..media_types import is_uri
from ..members import JSONAPI

_NEWER = ("ext", "profile")


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
