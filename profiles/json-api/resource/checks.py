"""Resource objects and what identifies them."""

from collections.abc import Iterator

from conformance.model import Exchange, Finding

from .. import identities
from ..documents import Document, Object, Place
from ..findings import met, shortened, verdicts
from ..member_names.checks import is_member_name

_RESERVED = ("type", "id")
_OPTIONAL = ("attributes", "relationships", "links", "meta")


def _objects(document: Document) -> list[Place]:
    """The resource objects, and what may be one or an identifier: the same rules hold for both."""
    return document.resources + document.unclear


def type_and_id(exchange: Exchange) -> Iterator[Finding]:
    """Every resource object has `type` and `id`."""
    yield from identities.given(exchange, _objects(exchange.once(Document)))


def id_type_strings(exchange: Exchange) -> Iterator[Finding]:
    """`id`, `type` and `lid` of every resource object are strings."""
    yield from identities.strings(exchange, _objects(exchange.once(Document)))


def optional_members(exchange: Exchange) -> Iterator[Finding]:
    """A resource object has `attributes`, `relationships`, `links` or `meta`."""
    resources = exchange.once(Document).resources
    given = [name for name in _OPTIONAL if any(name in found for _, found in resources)]
    if given:
        yield met(exchange, "members where wanted", ", ".join(given))


def identity_unique(exchange: Exchange) -> Iterator[Finding]:
    """No two resource objects of a document with one type and id contradict each other.

    Both were written at one moment, so an attribute that both have and that differs shows two resources.
    """
    resources = exchange.once(Document).resources
    first: dict[tuple[str, str], Place] = {}
    faults = []
    for pointer, found in resources:
        kind, key = found.get("type"), found.get("id")
        if isinstance(kind, str) and isinstance(key, str):
            other, earlier = first.setdefault((kind, key), (pointer, found))
            differing = _differing(earlier, found)
            if differing:
                faults.append((pointer, f"{kind} {key} has another {differing} in {other}"))
    yield from verdicts(exchange, "one resource for a type and id", faults, seen=len(first) > 1)


def _differing(one: Object, other: Object) -> str:
    """The name of an attribute that both have and that differs, "" when there is none."""
    if one is other:
        return ""
    mine, others = one.get("attributes"), other.get("attributes")
    if not isinstance(mine, dict) or not isinstance(others, dict):
        return ""
    return next((name for name in mine if name in others and mine[name] != others[name]), "")


def type_is_member_name(exchange: Exchange) -> Iterator[Finding]:
    """Every `type` is a legal member name."""
    document = exchange.once(Document)
    types: dict[str, str] = {}
    for places in (document.resources, document.unclear, document.identifiers):
        for pointer, found in places:
            kind = found.get("type")
            if isinstance(kind, str) and kind not in types:
                types[kind] = f"{pointer}/type"
    faults = [
        (pointer, f'"{shortened(kind)}"')
        for kind, pointer in types.items()
        if not kind.startswith("@") and not is_member_name(kind)
    ]
    yield from verdicts(exchange, "a legal member name", faults, seen=bool(types))


def fields_share_namespace(exchange: Exchange) -> Iterator[Finding]:
    """No attribute has the name of a relationship, and no field is called `type` or `id`."""
    faults = []
    fields = False
    for pointer, found in exchange.once(Document).resources:
        attributes, relationships = found.get("attributes"), found.get("relationships")
        inside = attributes if isinstance(attributes, dict) else {}
        linked = relationships if isinstance(relationships, dict) else {}
        fields = fields or bool(inside or linked)
        if inside.keys().isdisjoint(linked) and not any(
            name in holder for name in _RESERVED for holder in (inside, linked)
        ):
            continue
        faults += [(pointer, f"{name} twice") for name in inside if name in linked]
        faults += [
            (f"{pointer}/{place}/{name}", f"a field called {name}")
            for place, holder in (("attributes", inside), ("relationships", linked))
            for name in _RESERVED
            if name in holder
        ]
    yield from verdicts(exchange, "one name for one field", faults, seen=fields)
