"""Whether two descriptions say the same, wherever they are served from and however they are written down."""

from collections.abc import Mapping
from itertools import zip_longest
from typing import Any

from conformance.description import grammar, schemas
from conformance.description.document import Description
from conformance.description.nodes import Book, escaped, root_of
from conformance.description.patches import changed

_SERVED = (grammar.DOCUMENT, grammar.PATH_ITEM, grammar.OPERATION)
_ABSENT = object()


def without_servers(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """A document without the servers of the whole, of paths and of operations; nothing else of that name is touched."""
    root = root_of(Book(document))
    holders = [root, *schemas.positions(root)]
    places = [
        f"{it.pointer}/servers" for it in holders if it.kind in _SERVED and "servers" in it.mapping
    ]
    removed: Mapping[str, Any] = changed(document, dict.fromkeys(places))
    return removed


def same(one: Description, other: Description) -> bool:
    """Whether two descriptions as served differ in their servers alone; neither order nor JSON or YAML counts."""
    return difference(one, other) is None


def difference(one: Description, other: Description) -> str | None:
    """The pointer of the first place where two descriptions differ, their servers apart; None when there is none."""
    if _difference(one.original, other.original, "") is None:  # nothing need be left out
        return None
    return _difference(without_servers(one.original), without_servers(other.original), "")


def _difference(one: Any, other: Any, pointer: str) -> str | None:
    if one is other:
        return None
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        pairs = [
            (str(name), one.get(name, _ABSENT), other.get(name, _ABSENT))
            for name in dict.fromkeys((*one, *other))
        ]
    elif isinstance(one, list) and isinstance(other, list):
        both = zip_longest(one, other, fillvalue=_ABSENT)
        pairs = [(str(index), *pair) for index, pair in enumerate(both)]
    else:
        alike = one == other and isinstance(one, bool) == isinstance(other, bool)
        return None if alike else pointer
    found = (_difference(mine, yours, f"{pointer}/{escaped(name)}") for name, mine, yours in pairs)
    return next((it for it in found if it is not None), None)
