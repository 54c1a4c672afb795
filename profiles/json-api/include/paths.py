"""Which resources of a compound document a relationship path leads to."""

from collections.abc import Iterable
from typing import Any

from conformance.model import Exchange

from ..documents import Document, Object

Identity = tuple[Any, Any]
"""Type and id of a resource."""


def identity(item: Object) -> Identity:
    """Type and id of a resource object or an identifier."""
    return str(item.get("type")), str(item.get("id"))


def included(exchange: Exchange) -> list[Object] | None:
    """The resource objects in `included`; None when there is no such array."""
    found = exchange.once(Document).root.get("included")
    return [it for it in found if isinstance(it, dict)] if isinstance(found, list) else None


def identities(exchange: Exchange) -> frozenset[Identity]:
    """What is included."""
    return exchange.once(_identities)


def _identities(exchange: Exchange) -> frozenset[Identity]:
    return frozenset(map(identity, included(exchange) or ()))


def steps(exchange: Exchange, path: str) -> list[set[Identity]] | None:
    """What each name of a path leads to, from the primary data; None when linkage is not shown."""
    document = exchange.once(Document)
    primary = [item for _, item in document.primary]
    known = {identity(item): item for item in (*primary, *(included(exchange) or ()))}
    layer, found = primary, []
    for name in path.split("."):
        targets = _targets(layer, name)
        if targets is None:
            return None
        found.append(targets)
        layer = [known[it] for it in sorted(targets) if it in known]
    return found


def _targets(layer: Iterable[Object], name: str) -> set[Identity] | None:
    found: set[Identity] = set()
    for item in layer:
        linkage = linkage_of(item, name)
        if linkage is None:
            return None
        found.update(linkage)
    return found


def linkage_of(item: Object, name: str) -> set[Identity] | None:
    """What a relationship of a resource object refers to; None when it does not say."""
    relationships = item.get("relationships")
    relationship = relationships.get(name) if isinstance(relationships, dict) else None
    if not isinstance(relationship, dict) or "data" not in relationship:
        return None
    data = relationship["data"]
    items = data if isinstance(data, list) else [data]
    return {identity(it) for it in items if isinstance(it, dict)}


def unrequested(exchange: Exchange, paths: Iterable[str]) -> list[Identity] | None:
    """What is included although no path leads to it; None when that cannot be told.

    A resource that nothing refers to, but of a type that was asked for, is left out: what is wrong
    with it is its missing linkage.
    """
    wanted: set[Identity] = set()
    for path in paths:
        found = steps(exchange, path)
        if found is None:
            return None
        wanted = wanted.union(*found)
    document = exchange.once(Document)
    linked = {identity(item) for _, item in document.identifiers}
    types = {kind for kind, _ in wanted}
    return sorted(it for it in identities(exchange) - wanted if it in linked or it[0] not in types)
