"""Schemas that are referred to by a URL or a name of their own: `$id` and `$anchor`, since OpenAPI 3.1."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urldefrag, urljoin

from conformance.description.nodes import escaped, member, tokens


def names(document: Any, url: str) -> dict[str, str]:
    """The pointer of each schema that has a URL of its own, by that URL."""
    found: dict[str, str] = {}
    for pointer, held in _objects(document, ""):
        given = held.get("$id")
        if isinstance(given, str) and given:
            try:
                found.setdefault(urldefrag(urljoin(url, given)).url, pointer)
            except ValueError:
                continue
    return found


def above(document: Any, pointer: str) -> list[str]:
    """Where a reference at a pointer may count from: the document, else a schema around it that has its own URL."""
    found = [""]
    value, way = document, ""
    for name in tokens(pointer):
        value, way = member(value, name), f"{way}/{escaped(name)}"
        if isinstance(member(value, "$id"), str):
            found.append(way)
    return found


def inside(document: Any, start: str, fragment: str) -> str:
    """The pointer of what a fragment means, from where it counts; that of nothing when there is no such name."""
    if not fragment or fragment.startswith("/"):
        return start + fragment
    value = document
    for name in tokens(start):
        value = member(value, name)
    for pointer, held in _objects(value, start):
        if fragment in {held.get("$anchor"), held.get("$dynamicAnchor")}:
            return pointer
    return f"{start}/{escaped(fragment)}"


def _objects(value: Any, pointer: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every object in a value, and where it stands."""
    waiting = [(pointer, value)]
    while waiting:
        way, held = waiting.pop()
        if isinstance(held, Mapping):
            yield way, held
        if isinstance(held, Mapping | list):
            pairs = held.items() if isinstance(held, Mapping) else enumerate(held)
            waiting += [(f"{way}/{escaped(str(name))}", it) for name, it in pairs]
