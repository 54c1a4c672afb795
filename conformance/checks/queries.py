"""What a description says about query parameters: how they are written, named, repeated and filled."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from conformance.checks.looking import either, listed, looked, met
from conformance.checks.names import LOOKS, bare, fits
from conformance.checks.shapes import inside, keyword, parents, properties, types
from conformance.description import Description, Operation, Parameter
from conformance.model import Observation

_NONE = "no operation has a query parameter"


def key_case(description: Description, *, case: str, prefix: str = "") -> Iterator[Observation]:
    """Every key of a query is written in one case; one leading `prefix` is allowed.

    An object that is exploded in form style has its own members for keys, and its name is in no URL. An API key that
    is sent in the query is a key as any other.
    """
    return either(
        (
            looked(not fits(key.removeprefix(prefix), case), LOOKS[case], key, where)
            for key, where in _keys(description)
        ),
        _NONE,
    )


def _keys(description: Description) -> Iterator[tuple[str, str]]:
    seen: set[tuple[str, str]] = set()
    for parameter in _queries(description):
        where = parameter.node.pointer
        for key in _sent(parameter):
            if (key, where) not in seen:
                seen.add((key, where))
                yield key, where
    for scheme in inside(description.root, "components", "securitySchemes"):
        name = scheme.get("name").text
        if name and scheme.get("in").text == "query":
            yield name, scheme.pointer


def _queries(description: Description) -> Iterator[Parameter]:
    for operation in description.operations():
        yield from _of(operation)


def _of(operation: Operation) -> Iterator[Parameter]:
    return (it for it in operation.parameters if it.place == "query")


def _sent(parameter: Parameter) -> list[str]:
    """The keys of a URL that a parameter comes to."""
    exploded = parameter.node.get("explode").value is not False
    style = parameter.node.get("style").value or "form"
    if style == "form" and exploded and "object" in types(parameter.schema):
        return list(properties(parameter.schema))
    return [parameter.name]


def repeated(description: Description) -> Iterator[Observation]:
    """A parameter that takes several values is repeated for each: style form, exploded."""
    return either(
        (
            looked(
                _style(it) != "form, exploded", "form, exploded", f"{it.name}: {_style(it)}", where
            )
            for it in _unique(_queries(description))
            for where in [it.node.pointer]
            if "array" in types(it.schema)
        ),
        "no query parameter takes several values",
    )


def _style(parameter: Parameter) -> str:
    style = str(parameter.node.get("style").value or "form")
    exploded = parameter.node.get("explode").value
    return (
        f"{style}, {'exploded' if exploded or (exploded is None and style == 'form') else 'joined'}"
    )


def _unique(parameters: Iterator[Parameter]) -> Iterator[Parameter]:
    seen: set[str] = set()
    for parameter in parameters:
        if parameter.node.pointer not in seen:
            seen.add(parameter.node.pointer)
            yield parameter


def standard_names(
    description: Description, *, instead: Mapping[str, Sequence[str]]
) -> Iterator[Observation]:
    """What the guide has a name for bears that name: `instead` gives for each name those that are not to be used.

    Names are compared without case and separators: `page_size` is `pageSize`.
    """
    return either(
        (
            looked(it.name != wanted, wanted, it.name, it.node.pointer)
            for it in _unique(_queries(description))
            if (wanted := _wanted(it.name, instead))
        ),
        "no query parameter is of a kind that has a name",
    )


def _wanted(name: str, instead: Mapping[str, Sequence[str]]) -> str:
    known = {bare(it): good for good, those in instead.items() for it in (good, *those)}
    return known.get(bare(name), "")


def defaults(description: Description, *, values: Mapping[str, Any]) -> Iterator[Observation]:
    """A parameter of that name has a default: the one that is given, or any where "" is given."""
    return either(
        (
            looked(
                default is None or values[it.name] not in ("", default),
                f"{it.name}: default {values[it.name]}".rstrip(),
                f"default {default}" if default is not None else "no default",
                it.node.pointer,
            )
            for it in _unique(_queries(description))
            if it.name in values
            for default in [keyword(it.schema, "default")]
        ),
        f"no query parameter is called {listed(list(values))}",
    )


def offered(
    description: Description, *, names: Sequence[str] = (), collections_only: bool = False
) -> Iterator[Observation]:
    """Reading takes a query parameter, one of `names` where they are given; what does not is no fault.

    With `collections_only` it is what lists things that should take one of them, and the lack is unmet.
    """
    above = parents(description)
    gets = [it for it in description.operations() if it.method == "get"]
    if collections_only:
        for operation in gets:
            if operation.path in above:
                given = [it.name for it in _of(operation)]
                lacks = not set(names) & set(given)
                yield looked(lacks, listed(list(names)), listed(given), operation.pointer)
        return
    for operation in gets:
        given = [it.name for it in _of(operation) if not names or it.name in names]
        if given:
            yield met("query parameters", listed(given), operation.pointer)


def described(description: Description, *, names: Sequence[str]) -> Iterator[Observation]:
    """A parameter of that name says what it takes: a description, an example, an enum or a pattern."""
    return either(
        (
            looked(not _explained(it), "what it takes", f"{it.name}: nothing", it.node.pointer)
            for it in _unique(_queries(description))
            if it.name in names
        ),
        f"no query parameter is called {listed(list(names))}",
    )


def _explained(parameter: Parameter) -> bool:
    own = any(parameter.node.get(word).value for word in ("description", "example", "examples"))
    schemas = (parameter.schema, parameter.schema.get("items"))
    words = ("enum", "pattern", "description", "example", "examples")
    return own or any(keyword(schema, word) for schema in schemas for word in words)
