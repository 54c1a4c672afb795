"""What a description says about JSON: objects at the top, names of members, null, numbers, lists of things."""

from collections.abc import Iterator, Sequence

from conformance.checks.headers import responses
from conformance.checks.looking import either, listed, looked, place
from conformance.checks.names import LOOKS, fits, styles, vocabulary, words
from conformance.checks.shapes import (
    ALTERNATIVES,
    collections,
    inside,
    is_json,
    keyword,
    own_types,
    parts,
    properties,
    schemas_of,
    types,
)
from conformance.description import Description, Node
from conformance.model import Observation

_MERGE_PATCH = "merge-patch+json"
_JSON_PATCH = "json-patch+json"
_NO_PROPERTY = "no schema has a property"


def top_level_object(
    description: Description, *, methods: Sequence[str] = ()
) -> Iterator[Observation]:
    """JSON content of requests and of successes is an object at the top, in each alternative.

    A JSON Patch is a list by its standard, and is not looked at; neither is a schema that does not say its type.
    """
    return either(
        (
            looked(
                bool(wrong), "an object", f"{where}: {listed(wrong) or 'object'}", schema.pointer
            )
            for where, schema in _contents(description, methods)
            if (found := types(schema) - {"null"})
            for wrong in [sorted(found - {"object"})]
        ),
        "no JSON content is described",
    )


def _contents(description: Description, methods: Sequence[str]) -> Iterator[tuple[str, Node]]:
    """The schema of each JSON request and success, once, and whose it is."""
    seen: set[str] = set()
    for operation in description.operations():
        if methods and operation.method not in methods:
            continue
        name = f"{operation.method.upper()} {operation.path}"
        holders = [operation.node.get("requestBody")]
        holders += [it for status, it in operation.responses.items() if status.startswith("2")]
        for kind, schema in (pair for it in holders for pair in schemas_of(it).items()):
            if is_json(kind) and _JSON_PATCH not in kind and schema.pointer not in seen:
                seen.add(schema.pointer)
                yield name, schema


def _places(description: Description) -> Iterator[tuple[str, str]]:
    """Each property that a schema itself has: its name and where it is written."""
    for schema in description.schemas():
        found = schema.child("properties")
        for name in found.names():
            yield name, f"{found.pointer}{place(name)}"


def property_case(
    description: Description, *, case: str, exempt: Sequence[str] = ()
) -> Iterator[Observation]:
    """The names of properties are written in one case, save those that another standard gives (`exempt`).

    The case "consistent" is any one of snake_case and lowerCamelCase throughout the document.
    """
    names = [(name, where) for name, where in _places(description) if name not in exempt]
    if case == "consistent":
        yield from _consistent(names)
        return
    yield from either(
        (looked(not fits(name, case), LOOKS[case], name, where) for name, where in names),
        _NO_PROPERTY,
    )


def _consistent(names: list[tuple[str, str]]) -> Iterator[Observation]:
    found = styles(name for name, _ in names)
    at = dict(reversed(names))
    mixed = len(found) > 1 or "other" in found
    odd = next(reversed(found.values()), "")
    shown = listed([f"{name} ({style})" for style, name in found.items()], "names of one word")
    return either(
        [looked(mixed, "snake_case or lowerCamelCase, not both", shown, at.get(odd, ""))]
        if names
        else [],
        _NO_PROPERTY,
    )


def abbreviations(description: Description, *, longest: int = 2) -> Iterator[Observation]:
    """An abbreviation in a name is written as a word, streetRrn: no more capitals together than `longest`."""
    return either(
        (
            looked(_capitals(name) > longest, "abbreviations as words", name, where)
            for name, where in _places(description)
        ),
        _NO_PROPERTY,
    )


def _capitals(name: str) -> int:
    most = run = 0
    for letter in name:
        run = run + 1 if letter.isupper() else 0
        most = max(most, run)
    return most


def generic_names(description: Description, *, generic: Sequence[str]) -> Iterator[Observation]:
    """No property has a word in its name that says nothing, such as info."""
    return either(
        (
            looked(bool(set(words(name)) & set(generic)), "what it means", name, where)
            for name, where in _places(description)
        ),
        _NO_PROPERTY,
    )


def no_null(description: Description) -> Iterator[Observation]:
    """What has no value is left out: no property of a success may be null. Merge patches are not looked at."""
    return either(
        (
            looked("null" in types(found), "a value, or no property", name, found.pointer)
            for name, found in _answered(description)
        ),
        "no property of an answer is described",
    )


def _answered(description: Description) -> Iterator[tuple[str, Node]]:
    """Each property in the content of successes, whatever its depth, once for each definition."""
    waiting = [
        schema
        for _, _, response in responses(description, ("2XX",))
        for kind, schema in schemas_of(response).items()
        if is_json(kind) and _MERGE_PATCH not in kind
    ]
    seen: set[str] = set()
    while waiting:
        for part in parts(waiting.pop()):
            if part.pointer in seen:
                continue
            seen.add(part.pointer)
            below = list(part.get("properties").items())
            yield from below
            waiting += [node for _, node in below]
            waiting += [part.get(name) for name in ("items", "additionalProperties")]


def never_null(description: Description, *, kinds: Sequence[str]) -> Iterator[Observation]:
    """A value of those types is never null."""
    return either(
        (
            looked(
                "null" in found,
                f"{listed(kept)}, never null",
                listed(sorted(found)),
                schema.pointer,
            )
            for schema in description.schemas()
            if (found := own_types(schema.mapping))
            if (kept := sorted(found & set(kinds)))
        ),
        f"no schema is of type {listed(list(kinds))}",
    )


def text_enums(description: Description) -> Iterator[Observation]:
    """The values of an enumeration are texts, and none of them is null."""
    return either(
        (
            looked(
                bool(wrong), "texts", listed([f"{it}" for it in wrong]) or "texts", schema.pointer
            )
            for schema in description.schemas()
            if (values := schema.child("enum").list)
            for wrong in [[it for it in values if not isinstance(it, str)]]
        ),
        "no schema is an enumeration",
    )


def number_formats(
    description: Description, *, kinds: Sequence[str] = ("integer", "number")
) -> Iterator[Observation]:
    """A schema of a number says its size in `format`, itself or in a part of it.

    Which formats there are is open. A schema that is a part of another, which says it, needs not say it again.
    """
    told = {
        part.pointer
        for schema in description.schemas()
        if keyword(schema, "format")
        for part in parts(schema)
    }
    return either(
        (
            looked(
                schema.pointer not in told,
                "a format",
                f"{listed(kept)} without format",
                schema.pointer,
            )
            for schema in description.schemas()
            if (kept := sorted(own_types(schema.mapping) & set(kinds)))
        ),
        "no schema is of a number",
    )


def read_only_optional(description: Description) -> Iterator[Observation]:
    """A property that the server alone sets is not in the list of what is required."""
    return either(
        (
            looked(name in required, "not required", name, node.pointer)
            for schema in description.schemas()
            for required in [schema.child("required").list]
            for name, node in schema.child("properties").items()
            if keyword(node, "readOnly") is True
        ),
        "no property is readOnly",
    )


def maps_only(description: Description) -> Iterator[Observation]:
    """What additionalProperties describes is a map: it does not stand beside properties."""
    return either(
        (
            looked(
                bool(schema.child("properties").mapping),
                "a map, without properties",
                listed(list(schema.child("properties").names())),
                schema.pointer,
            )
            for schema in description.schemas()
            if "additionalProperties" in schema.mapping
        ),
        "no schema has additionalProperties",
    )


_MONEY = vocabulary(
    "amount bedrag betrag cost fee importo kosten montant preis price prijs prix prezzo tarief"
)
_CURRENCIES = vocabulary("currency devise munt muntcode muntsoort valuta waehrung")


def money_is_exact(description: Description) -> Iterator[Observation]:
    """An amount of money, which is what has a currency beside it, is no floating-point number."""
    return either(
        (
            looked("number" in types(node), "a text or an integer", f"{name}: number", node.pointer)
            for schema in description.schemas()
            for found in [dict(schema.child("properties").items())]
            if any(set(words(name)) & _CURRENCIES for name in found)
            for name, node in found.items()
            if set(words(name)) & (_MONEY | {"value", "waarde", "valeur"})
        ),
        "no schema has a currency",
    )


def collection_list(description: Description, *, name: str) -> Iterator[Observation]:
    """What is plainly a collection answers an object with its list under one name."""
    return either(
        (
            looked(found.member != name, name, found.member or "a bare list", found.place)
            for found in collections(description)
        ),
        "no path is plainly a collection",
    )


def collection_items(description: Description, *, members: Sequence[str]) -> Iterator[Observation]:
    """Each thing in a collection is an object with those members, in each alternative."""
    return either(
        (
            looked(bool(lacking), listed(list(members)), listed(sorted(given)), found.place)
            for found in collections(description)
            if found.items.mapping
            for given in [_every(found.items)]
            for lacking in [set(members) - given]
        ),
        "no path is plainly a collection",
    )


def _every(schema: Node) -> set[str]:
    """The members that an object has whichever alternative it is."""
    given = set(properties(schema))
    for part in parts(schema, ("allOf",)):
        for choice in ALTERNATIVES:
            options = [_every(option) for option in inside(part, choice)]
            given |= set.intersection(*options) if options else set()
    return given
