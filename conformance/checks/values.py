"""Whether the values that a description gives (examples, defaults, enumerations) are valid to their schemas."""

from collections.abc import Iterator
from typing import Any

from conformance.checks.looking import either, looked
from conformance.checks.shapes import inside, is_json
from conformance.description import Description, Node
from conformance.dialect import Direction, Schemas
from conformance.dialect.compiled import short
from conformance.model import Observation

_OK = "valid"


def defaults_valid(description: Description) -> Iterator[Observation]:
    """Every default is a value that its own schema takes."""
    return either(
        (
            _judged(description, schema, schema.child("default"))
            for schema in description.schemas()
            if "default" in schema.mapping
        ),
        "no schema has a default",
    )


def enums_valid(description: Description) -> Iterator[Observation]:
    """Every value of an enumeration is one that the rest of its schema takes."""
    return either(
        (
            _judged(description, schema, value)
            for schema in description.schemas()
            for value in inside(schema, "enum")
        ),
        "no schema is an enumeration",
    )


def examples_valid(description: Description) -> Iterator[Observation]:
    """Every example is a value that its schema takes: of a schema, of JSON content, of a parameter, of a header.

    A value that is only sent or only received needs no more than its own direction demands.
    """
    return either(
        (_judged(description, schema, value) for schema, value in examples(description)),
        "no example is given",
    )


def examples_given(description: Description) -> Iterator[Observation]:
    """The document has examples."""
    first = next(examples(description), None)
    shown = first[1].pointer if first else "none"
    yield looked(first is None, "examples", shown, first[1].pointer if first else "")


def examples(description: Description) -> Iterator[tuple[Node, Node]]:
    """Each example, with the schema that it is of."""
    for schema in description.schemas():
        if "example" in schema.mapping:
            yield schema, schema.child("example")
        for name in schema.child("examples").names() if schema.child("examples").list else ():
            yield schema, schema.child("examples").child(name)
    seen: set[str] = set()
    for holder in _holders(description):
        if holder.pointer not in seen:
            seen.add(holder.pointer)
            yield from _shown(holder)


def _shown(holder: Node) -> Iterator[tuple[Node, Node]]:
    schema = holder.get("schema")
    if not schema.mapping:
        return
    if "example" in holder.mapping:
        yield schema, holder.child("example")
    for example in inside(holder, "examples"):
        if "value" in example.mapping:
            yield schema, example.child("value")


def _holders(description: Description) -> Iterator[Node]:
    """What has a schema and an example of it: media types of JSON, parameters, headers."""
    for operation in description.operations():
        yield from (parameter.node for parameter in operation.parameters)
        for response in (operation.node.get("requestBody"), *operation.responses.values()):
            yield from inside(response, "headers")
            yield from (node for name, node in response.get("content").items() if is_json(name))


def _judged(description: Description, schema: Node, value: Node) -> Observation:
    fault = _fault(description.once(_schemas), schema.pointer, value.value)
    actual = f"{short(value.value)} {fault}" if fault else _OK
    return looked(bool(fault), "a value of its schema", actual, value.pointer)


def _schemas(description: Description) -> Schemas:
    return Schemas(description.document)


def _fault(schemas: Schemas, pointer: str, value: Any) -> str:
    """What is wrong with a value, whichever way it goes; "" when it is right one of the ways."""
    said = ""
    for direction in (Direction.ANSWERED, Direction.SENT):
        schema = schemas.at(pointer, direction)
        found = schema.faults(value, 1)
        if schema.unusable or not found:
            return ""
        said = said or f"{found[0].where} {found[0].text}".strip()
    return said
