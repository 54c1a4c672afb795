"""The fields of a resource as an answer shows them, made so that they can be compared."""

from collections.abc import Iterable, Mapping
from typing import Any

from conformance.candidate import Candidate
from conformance.model import Exchange

from ..documents import escaped
from ..drafts import identifier
from ..writes import attributes_of, linkage_in, read, relationship_url, resource_in

GONE = object()  # the value of a field that is not there
_OK = 200

Fields = Mapping[str, Any]
"""The attributes and the linkages of a resource, by their JSON Pointers."""


def fields(
    candidate: Candidate, url: str, exchange: Exchange, linked: Iterable[str] = ()
) -> dict[str, Any]:
    """The attributes of the resource in an answer, and the linkages; those of `linked` are asked for if need be."""
    resource = resource_in(exchange)
    found: dict[str, Any] = {
        attribute(name): value for name, value in attributes_of(resource).items()
    }
    named = resource.get("relationships")
    for name in named if isinstance(named, dict) else ():
        linkage = linkage_in(resource, name)
        if linkage is ... and name in linked:
            linkage = _asked_for(candidate, relationship_url(candidate, url, resource, name))
        if linkage is not ...:
            found[relationship(name)] = linkage_of(linkage)
    return found


def attribute(name: str) -> str:
    """The pointer of an attribute."""
    return f"/data/attributes/{escaped(name)}"


def relationship(name: str) -> str:
    """The pointer of a relationship."""
    return f"/data/relationships/{escaped(name)}"


def linkage_of(value: Any) -> Any:
    """What linkage refers to, so that it can be compared: the order of many says nothing."""
    if isinstance(value, list):
        return frozenset(map(linkage_of, value))
    return tuple(found.items()) if (found := identifier(value)) else None


def is_empty(value: Any) -> bool:
    """Whether a field has no value, or is not there."""
    return value is None or value is GONE or value == frozenset()


def same(one: Fields, another: Fields, pointer: str) -> bool:
    """Whether a field has the same value in both, or is in neither."""
    return bool(one.get(pointer, GONE) == another.get(pointer, GONE))


def _asked_for(candidate: Candidate, url: str | None) -> Any:
    exchange = read(candidate, url) if url else None
    root = exchange.json if exchange and exchange.status == _OK and exchange.body else None
    return root["data"] if isinstance(root, dict) and "data" in root else ...
