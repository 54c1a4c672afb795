"""Resource linkage: what a relationship object says is related."""

from collections.abc import Iterator

from conformance.model import Exchange, Finding

from ..documents import Document, Place
from ..findings import shown, verdicts


def shape(exchange: Exchange) -> Iterator[Finding]:
    """All linkage is null, an identifier, or an array of identifiers, in one form for one relationship of a type.

    Null and an array cannot both be right for it: null is the empty to-one, [] the empty to-many.
    """
    document = exchange.once(Document)
    faults = [
        (pointer, shown(value))
        for pointer, kind, value in document.misshapen
        if kind in {"linkage", "identifier"}
    ]
    faults += _contradictions(document.resources)
    seen = any("data" in found for _, _, found in document.relationships)
    expected = "null, an identifier, or an array of identifiers; one form for one relationship"
    yield from verdicts(exchange, expected, faults, seen=seen)


def _contradictions(resources: list[Place]) -> Iterator[tuple[str, str]]:
    """Linkage whose form is not that of the same relationship of an earlier resource of the type."""
    many: dict[tuple[object, str], bool] = {}
    for pointer, resource in resources:
        relationships = resource.get("relationships")
        kind = resource.get("type")
        if not isinstance(relationships, dict) or not isinstance(kind, str):
            continue
        for name, relationship in relationships.items():
            if isinstance(relationship, dict) and "data" in relationship:
                data = relationship["data"]
                is_many = isinstance(data, list)
                if many.setdefault((kind, name), is_many) is not is_many:
                    others = "an array" if not is_many else "no array"
                    where = f"{pointer}/relationships/{name}/data"
                    yield where, f"{shown(data)}, and {others} in another of the {kind}"
