"""The top level of a document, and what may stand in it."""

from collections.abc import Iterator
from typing import Any

from conformance.candidate import Candidate
from conformance.model import Exchange, Finding, Observation

from .. import extras
from ..documents import Document
from ..findings import met, shown, unmet, verdicts
from ..writes import attributes_of, resource_in

_ENOUGH = frozenset({"data", "errors", "meta"})
_OPTIONAL = ("jsonapi", "links", "included")


def no_additional_members(exchange: Exchange) -> Iterator[Finding]:
    """Objects that the specification defines hold no members beyond those that it names."""
    document = exchange.once(Document)
    faults = [
        (pointer, f"{pointer.rpartition('/')[2]} in the {kind}")
        for pointer, kind in document.additional
    ]
    yield from verdicts(
        exchange, "only members that the specification names", faults, seen=bool(document.root)
    )


def root_object(exchange: Exchange) -> Iterator[Finding]:
    """A body that is sent as JSON:API is JSON with an object at its root."""
    document = exchange.once(Document)
    if not document.is_claimed or (exchange.response and exchange.response.truncated):
        return
    expected = "a JSON object"
    if exchange.json_error:
        yield unmet(exchange, expected, f"no JSON: {exchange.json_error}")
    elif isinstance(document.value, dict):
        yield met(exchange, expected, "an object")
    else:
        yield unmet(exchange, expected, shown(document.value))


def at_least_one_member(exchange: Exchange) -> Iterator[Finding]:
    """A document has `data`, `errors`, `meta` or an extension's member at its top level."""
    document = exchange.once(Document)
    if not document.is_json_api or not isinstance(document.value, dict):
        return
    expected = "data, errors, meta or an extension's member"
    names = document.root.keys()
    enough = sorted(names & _ENOUGH) or [name for name in names if ":" in name]
    if enough:
        yield met(exchange, expected, ", ".join(enough))
    else:
        yield unmet(exchange, expected, ", ".join(sorted(names)) or "no member at all")


def data_xor_errors(exchange: Exchange) -> Iterator[Finding]:
    """`data` and `errors` do not stand in one document."""
    root = exchange.once(Document).root
    if "data" in root and "errors" in root:
        actual = f"data: {shown(root['data'])}, errors: {shown(root['errors'])}"
        yield unmet(exchange, "data or errors, not both", actual)
    elif "data" in root or "errors" in root:
        yield met(exchange, "data or errors, not both", "data" if "data" in root else "errors")


def optional_top_level(exchange: Exchange) -> Iterator[Finding]:
    """The document has `jsonapi`, `links` or `included` at its top level."""
    root = exchange.once(Document).root
    given = [name for name in _OPTIONAL if name in root]
    if given:
        yield met(exchange, "jsonapi, links, included where wanted", ", ".join(given))


def included_requires_data(exchange: Exchange) -> Iterator[Finding]:
    """A document with `included` has `data`."""
    root = exchange.once(Document).root
    if "included" in root and "data" not in root:
        yield unmet(exchange, "no included without data", "included without data", "/included")
    elif root:
        yield met(exchange, "no included without data")


def reserved_at(exchange: Exchange) -> Iterator[Finding]:
    """No member name begins with `@`."""
    document = exchange.once(Document)
    faults = [(pointer, pointer.rpartition("/")[2]) for pointer in document.at_members]
    yield from verdicts(exchange, "no name that begins with @", faults, seen=document.is_json_api)


def ignores_noncompliant_members(candidate: Candidate) -> Iterator[Observation]:
    """A creation is accepted with members that the specification does not know, and they become no attributes."""
    found: extras.Tried | None = candidate.once(_with_strange_members)
    yield from extras.judged(candidate, found, "unknown members")
    stored = resource_in(found.attempt.shown) if found and found.attempt.shown else {}
    name = _strange_name(candidate)
    if found and found.attempt.shown and name in attributes_of(stored):
        actual = "stored as an attribute"
        where = f"/data/attributes/{name}"
        yield unmet(found.attempt.shown, "unknown members ignored", actual, where)


def _with_strange_members(candidate: Candidate) -> extras.Tried | None:
    def add(document: dict[str, Any]) -> None:
        for it in (document, document["data"]):
            it[_strange_name(candidate)] = "nothing that anyone knows"

    return extras.with_more(candidate, "strange-members", add)


def _strange_name(candidate: Candidate) -> str:
    return candidate.word("strange member")
