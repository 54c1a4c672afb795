"""What a description says about media types of requests and responses."""

import re
from collections.abc import Iterator, Mapping, Sequence

from conformance.checks.headers import responses
from conformance.checks.looking import either, listed, looked
from conformance.checks.shapes import kinds_of, schemas_of
from conformance.description import Description, Node
from conformance.model import Observation

_STRUCTURED = re.compile(r"(application|text)/(xml|yaml|x-yaml|csv)|[^/]+/[^/]*\+(xml|yaml)")
# Formats that are structured and have a standard of their own: geography, features, feeds.
_STANDARD = ("gml", "kml", "atom", "rss", "problem", "svg", "soap")


def json_offered(description: Description) -> Iterator[Observation]:
    """A success with structured data has JSON among its media types.

    A picture, a document, a table of the client's choice and formats with a standard of their own are not structured
    data in this sense.
    """
    return either(
        (
            looked(
                not any("json" in kind for kind in kinds), "application/json", listed(kinds), where
            )
            for where, kinds in _successes(description)
            if any(_is_structured(kind) or "json" in kind for kind in kinds)
        ),
        "no success has structured data",
    )


def _is_structured(kind: str) -> bool:
    return bool(_STRUCTURED.fullmatch(kind)) and not any(word in kind for word in _STANDARD)


def _successes(description: Description) -> Iterator[tuple[str, list[str]]]:
    for _, _, response in responses(description, ("2XX",)):
        if kinds_of(response):
            yield response.pointer, kinds_of(response)


def no_private(
    description: Description, *, prefixes: Sequence[str] = ("x.", "x-")
) -> Iterator[Observation]:
    """No media type of requests and responses is of the unregistered tree (RFC 6838, section 3.4)."""
    return either(
        (
            looked(
                kind.partition("/")[2].startswith(tuple(prefixes)), "a registered type", kind, where
            )
            for kind, where in _all(description)
        ),
        "no content is described",
    )


# Unregistered names that everybody uses for what has no registered one, or had none for long.
_COMMON = ("application/x-www-form-urlencoded", "application/x-ndjson", "application/x-yaml")


def _all(description: Description) -> Iterator[tuple[str, str]]:
    seen: set[tuple[str, str]] = set()
    for node in _contents(description):
        for kind in kinds_of(node):
            known = (kind, node.pointer)
            if known not in seen and known[0] not in _COMMON:
                seen.add(known)
                yield known


def _contents(description: Description) -> Iterator[Node]:
    for operation in description.operations():
        yield operation.node.get("requestBody")
        yield from operation.responses.values()


def bodies_described(description: Description) -> Iterator[Observation]:
    """Every request body says what it looks like, for each media type."""
    return either(
        (
            looked(
                not isinstance(schema.value, Mapping | bool),
                "a schema",
                f"{it.method.upper()} {it.path}, {name}",
                it.pointer,
            )
            for it in description.operations()
            for name, schema in schemas_of(it.node.get("requestBody")).items()
        ),
        "no operation has a request body",
    )
