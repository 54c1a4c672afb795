"""Compound documents: primary data and what is included with it."""

from collections.abc import Iterator
from urllib.parse import unquote

from conformance.model import Exchange, Finding

from ..documents import Document, Object
from ..findings import met, shapes, verdicts

Pair = tuple[str, str]


def may(exchange: Exchange) -> Iterator[Finding]:
    """The response includes related resources."""
    included = _included(exchange.once(Document))
    if included:
        yield met(exchange, "included where wanted", f"{len(included)} included", "/included")


def included_array(exchange: Exchange) -> Iterator[Finding]:
    """`included` is an array of objects."""
    seen = "included" in exchange.once(Document).root
    kinds = ("included", "resource")
    yield from shapes(exchange, "an array of objects", kinds, seen=seen, under="/included")


def full_linkage(exchange: Exchange, *, from_primary_data: bool = True) -> Iterator[Finding]:
    """Every included resource is named by linkage, in a chain that begins in the primary data.

    Without `from_primary_data` linkage anywhere in the document is enough. A document that the request's own `fields`
    parameter thinned out is not looked at.
    """
    document = exchange.once(Document)
    included = _included(document)
    if not included or "fields[" in unquote(exchange.target):
        return
    named = _reached(document) if from_primary_data else _named(document)
    faults = [
        (pointer, f"{pair[0]} {pair[1]} is named nowhere on the way")
        for pointer, found in included
        if (pair := _pair(found)) and pair not in named
    ]
    yield from verdicts(exchange, "linkage that leads to it", faults, seen=True)


def no_duplicates(exchange: Exchange) -> Iterator[Finding]:
    """No type and id stands twice as a resource object in a document with `included`."""
    document = exchange.once(Document)
    if not isinstance(document.root.get("included"), list):
        return
    first: dict[Pair, str] = {}
    faults = []
    for pointer, found in document.resources:
        pair = _pair(found)
        if pair and first.setdefault(pair, pointer) != pointer:
            faults.append((pointer, f"{pair[0]} {pair[1]} stands in {first[pair]} too"))
    yield from verdicts(exchange, "each type and id once", faults, seen=True)


def _included(document: Document) -> list[tuple[str, Object]]:
    return [place for place in document.resources if place[0].startswith("/included/")]


def _pair(found: Object) -> Pair | None:
    """Type and id as text: a number in place of a string is another requirement's matter."""
    if "type" not in found or "id" not in found:
        return None
    return str(found["type"]), str(found["id"])


def _pairs(value: object) -> Iterator[Pair]:
    for item in value if isinstance(value, list) else [value]:
        pair = _pair(item) if isinstance(item, dict) else None
        if pair:
            yield pair


def _linked(found: Object) -> Iterator[Pair]:
    """What the linkage of a resource object names."""
    relationships = found.get("relationships")
    for relationship in relationships.values() if isinstance(relationships, dict) else ():
        if isinstance(relationship, dict):
            yield from _pairs(relationship.get("data"))


def _named(document: Document) -> set[Pair]:
    found = (document.primary, document.resources)
    linked = {pair for places in found for _, each in places for pair in _linked(each)}
    return linked | set(_pairs(document.root.get("data")))


def _reached(document: Document) -> set[Pair]:
    ways: dict[Pair, set[Pair]] = {}
    for places in (document.primary, document.resources):
        for _, found in places:
            pair = _pair(found)
            if pair:
                ways.setdefault(pair, set()).update(_linked(found))
    reached: set[Pair] = set()
    waiting = set(_pairs(document.root.get("data")))
    waiting |= {pair for _, found in document.primary for pair in _linked(found)}
    while waiting:
        pair = waiting.pop()
        reached.add(pair)
        waiting |= ways.get(pair, set()) - reached
    return reached
