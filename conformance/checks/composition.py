"""What a description says about how schemas are put together: required, allOf, oneOf, discriminators."""

from collections import Counter
from collections.abc import Iterator

from conformance.checks.looking import either, listed, looked
from conformance.checks.shapes import IN_PLACE, inside, own_types, parts, properties
from conformance.description import Description, Node
from conformance.model import Observation

Names = tuple[str, ...]
_ALL = (*IN_PLACE, "not", "if", "then", "else")


def required_declared(description: Description) -> Iterator[Observation]:
    """What a schema requires is among the properties of the same value, its own or those of a schema beside it.

    A schema that is only a part of others (in allOf and the like) is judged with these.
    """
    return either(
        (
            looked(
                bool(missing), "properties that are declared", listed(list(missing or named)), where
            )
            for (where, named), missing in _demands_of_wholes(description).items()
        ),
        "no schema requires a property",
    )


def _demands_of_wholes(description: Description) -> dict[tuple[str, Names], Names]:
    """What each schema requires, and what of that is missing in one of the values that it is about."""
    within = _parts_of_others(description)
    found: dict[tuple[str, Names], Names] = {}
    for whole in description.schemas():
        if whole.pointer in within:
            continue
        declared = _declared(whole)
        for schema in parts(whole, _ALL):
            named = tuple(map(str, schema.child("required").list))
            missing = tuple(name for name in named if name not in declared)
            if named and not found.get((schema.pointer, named)):
                found[schema.pointer, named] = missing
    return found


def _parts_of_others(description: Description) -> set[str]:
    """The pointers of the schemas that describe a value together with another schema."""
    found: set[str] = set()
    for schema in description.schemas():
        for kind in _ALL:
            held = schema.get(kind)
            found |= {it.pointer for it in (inside(held) if held.list else [held]) if it.mapping}
    return found


def _declared(schema: Node) -> set[str]:
    return {name for part in parts(schema, _ALL) for name in part.child("properties").names()}


def all_of_distinct(description: Description) -> Iterator[Observation]:
    """The schemas of an allOf do not declare the same property twice."""
    return either(
        (
            looked(bool(twice), "each property once", listed(twice) or "each once", schema.pointer)
            for schema in description.schemas()
            if schema.child("allOf").list
            for count in [_counted(schema)]
            for twice in [sorted(name for name, times in count.items() if times > 1)]
        ),
        "no schema has allOf",
    )


def _counted(schema: Node) -> Counter[str]:
    return Counter(
        name for part in parts(schema, ("allOf",)) for name in part.child("properties").names()
    )


def discriminator_required(description: Description) -> Iterator[Observation]:
    """What tells the kinds apart is declared and required: by the schema, or by each schema of its oneOf."""
    return either(
        (
            looked(
                bool(lacking),
                f"{name}, declared and required",
                listed(lacking) or name,
                schema.pointer,
            )
            for schema in description.schemas()
            if (name := schema.child("discriminator").child("propertyName").text)
            for holders in [inside(schema, "oneOf") or inside(schema, "anyOf") or [schema]]
            for lacking in [[it.pointer for it in holders if not _demands(it, name)]]
        ),
        "no schema has a discriminator",
    )


def _demands(schema: Node, name: str) -> bool:
    required = {str(it) for part in parts(schema, ("allOf",)) for it in part.child("required").list}
    return name in properties(schema) and name in required


def discriminator_mapping(description: Description) -> Iterator[Observation]:
    """A discriminator leads to schemas by references, not by their bare names."""
    return either(
        (
            looked(
                bool(plain),
                "references, as in #/components/schemas/A",
                listed(plain or given),
                schema.pointer,
            )
            for schema in description.schemas()
            if (
                given := list(
                    map(str, schema.child("discriminator").child("mapping").mapping.values())
                )
            )
            for plain in [[it for it in given if "/" not in it and "#" not in it and "." not in it]]
        ),
        "no discriminator has a mapping",
    )


def one_of_limited(description: Description) -> Iterator[Observation]:
    """A oneOf has bare required, enumerations of one simple type, or objects that a discriminator tells apart."""
    return either(
        (
            looked(
                not _is_limited(schema),
                "bare required, enumerations of one type, or a discriminator",
                listed(
                    sorted(
                        {kind for it in inside(schema, "oneOf") for kind in own_types(it.mapping)}
                    )
                ),
                schema.pointer,
            )
            for schema in description.schemas()
            if schema.child("oneOf").list
        ),
        "no schema has oneOf",
    )


def _is_limited(schema: Node) -> bool:
    options = inside(schema, "oneOf")
    if schema.child("discriminator").mapping:
        return not schema.child("properties").mapping
    if all(set(it.mapping) == {"required"} for it in options):
        return True
    listed_values = [it.child("enum").list for it in options]
    kinds = {type(value) for values in listed_values for value in values if value is not None}
    return all(listed_values) and len(kinds) <= 1 and not {dict, list} & kinds
