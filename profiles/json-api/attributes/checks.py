"""The attributes of resource objects."""

import re
from collections.abc import Iterator
from functools import lru_cache

from conformance.model import Exchange, Finding

from ..documents import Document, Object, escaped
from ..findings import shapes, verdicts
from ..members import IDENTIFIER

_CONTAINERS = (dict, list)
_FOREIGN_KEY = re.compile(r"(.+?)(?:[_-][iI][dD]([sS]?)|I[dD](s?))")


def is_object(exchange: Exchange) -> Iterator[Finding]:
    """Every `attributes` is an object."""
    resources = exchange.once(Document).resources
    seen = any("attributes" in found for _, found in resources)
    yield from shapes(exchange, "an object", ("attributes",), seen=seen)


def _fields(exchange: Exchange) -> Iterator[tuple[str, Object, Object]]:
    """Pointer to the attributes, attributes and relationships of each resource that has both."""
    for pointer, found in exchange.once(Document).resources:
        attributes, relationships = found.get("attributes"), found.get("relationships")
        if isinstance(attributes, dict) and isinstance(relationships, dict):
            yield f"{pointer}/attributes", attributes, relationships


def no_foreign_keys(exchange: Exchange) -> Iterator[Finding]:
    """No attribute is the id of what a relationship of the same resource refers to.

    An attribute counts when its name is that of the relationship with `id` behind it, and its value is the id in the
    linkage where linkage is given.
    """
    faults = []
    seen = False
    for pointer, attributes, relationships in _fields(exchange):
        seen = True
        for name, value in attributes.items():
            key = _foreign_key(name)
            relationship = key and _relationship(key, relationships)
            if relationship and _refers(value, relationships[relationship]):
                faults.append(
                    (f"{pointer}/{escaped(name)}", f"{name} beside relationship {relationship}")
                )
    yield from verdicts(exchange, "no foreign keys in attributes", faults, seen=seen)


@lru_cache(maxsize=4096)
def _foreign_key(name: str) -> re.Match[str] | None:
    return _FOREIGN_KEY.fullmatch(name)


def _relationship(key: re.Match[str], relationships: Object) -> str | None:
    """The relationship that a name such as `author_id`, `authorId` or `tag_ids` speaks of."""
    stem, *plural = key.groups()
    names = [stem, f"{stem}s"] if any(plural) else [stem]
    return next((name for name in names if name in relationships), None)


def _refers(value: object, relationship: object) -> bool:
    """Whether an attribute's value is the relationship's linkage, as far as there is any."""
    if value is None or not isinstance(relationship, dict):
        return False
    if "data" not in relationship:
        return isinstance(value, str | int | list)
    linkage = relationship["data"]
    linked = linkage if isinstance(linkage, list) else [linkage]
    values = value if isinstance(value, list) else [value]
    ids = [str(each.get("id")) for each in linked if isinstance(each, dict)]
    return bool(ids) and sorted(ids) == sorted(map(str, values))


def relationships_instead(exchange: Exchange) -> Iterator[Finding]:
    """No attribute is a resource identifier, or a list of them, of a type that the document knows."""
    faults = []
    seen = False
    for pointer, attributes, _ in _fields(exchange):
        seen = True
        for name, value in attributes.items():
            if isinstance(value, _CONTAINERS) and _is_linkage(value, exchange.once(_types)):
                faults.append((f"{pointer}/{escaped(name)}", f"identifiers in attribute {name}"))
    yield from verdicts(exchange, "references as relationships", faults, seen=seen)


def _types(exchange: Exchange) -> set[object]:
    document = exchange.once(Document)
    places = (document.resources, document.identifiers)
    named = (found.get("type") for each in places for _, found in each)
    return {kind for kind in named if isinstance(kind, str)}


def _is_linkage(value: object, types: set[object]) -> bool:
    items = value if isinstance(value, list) else [value]
    return bool(items) and all(
        isinstance(item, dict)
        and item.keys() <= IDENTIFIER
        and isinstance(item.get("id"), str)
        and isinstance(item.get("type"), str)
        and item["type"] in types
        for item in items
    )


def no_nested_relationships_or_links(exchange: Exchange) -> Iterator[Finding]:
    """No object in an attribute, at any depth, has a member called `relationships` or `links`."""
    faults: list[tuple[str, str]] = []
    seen = False
    for pointer, found in exchange.once(Document).resources:
        attributes = found.get("attributes")
        if not isinstance(attributes, dict):
            continue
        for name, value in attributes.items():
            if isinstance(value, _CONTAINERS):
                seen = True
                faults += _reserved(f"{pointer}/attributes/{escaped(name)}", value)
    yield from verdicts(exchange, "neither relationships nor links inside", faults, seen=seen)


def _reserved(pointer: str, value: object) -> Iterator[tuple[str, str]]:
    waiting = [(pointer, value)]
    while waiting:
        pointer, value = waiting.pop()
        inner: list[tuple[str, object]] = []
        if isinstance(value, dict):
            for name in ("relationships", "links"):
                if name in value:
                    yield f"{pointer}/{name}", f"a member {name} inside an attribute"
            inner = [(escaped(name), item) for name, item in value.items()]
        elif isinstance(value, list):
            inner = [(str(index), item) for index, item in enumerate(value)]
        waiting += [
            (f"{pointer}/{key}", item) for key, item in inner if isinstance(item, dict | list)
        ]
