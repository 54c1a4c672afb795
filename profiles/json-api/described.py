"""Drafts of resources from the candidate's OpenAPI document, for collections that hold no example."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid5

from conformance import description
from conformance.candidate import Candidate
from conformance.description import Description

from .drafts import NAMESPACE, Draft

_MEDIA_TYPE = "application/vnd.api+json"
_BY_FORMAT = {
    "date": "2026-01-31",
    "date-time": "2026-01-31T12:00:00Z",
    "time": "12:00:00Z",
    "uri": "https://example.org/",
    "uri-reference": "https://example.org/",
}


def document(candidate: Candidate) -> Description | None:
    """The OpenAPI document, fetched once; None when there is none."""
    places = description.places(candidate.base, candidate.declaration.description)
    own = [place for place in places if candidate.is_own(place)]
    for place in own:
        for answer in candidate.get_all([place], {"Accept": description.ACCEPT}):
            found = description.read(answer)
            if found:
                return found
    return None


def drafts(candidate: Candidate, collection: str, word: str) -> Iterator[Draft]:
    """Drafts of what a collection takes by the description: with all attributes that a client may write, then fewer."""
    found: Description | None = candidate.once(document)
    if found is None:
        return
    root = found.request_schema("post", collection, _MEDIA_TYPE)
    resource = found.resolved(_properties(found, root).get("data"))
    members = _properties(found, resource)
    kind = _fixed(found.resolved(members.get("type")))
    if not isinstance(kind, str):
        return
    attributes = found.resolved(members.get("attributes"))
    values = {
        name: value
        for name, it in _properties(found, attributes).items()
        for value in [_value(found.resolved(it), word)]
        if value is not None
    }
    required = attributes.get("required")
    needed = (
        {it: values[it] for it in required if it in values} if isinstance(required, list) else {}
    )
    yield Draft(kind, values)
    yield Draft(kind, needed)


def _properties(found: Description, schema: Mapping[str, Any]) -> Mapping[str, Any]:
    return found.resolved(schema.get("properties"))


def _fixed(schema: Mapping[str, Any]) -> Any:
    """The one value that a schema allows, or the first of some, or the one that it shows; None where it does not."""
    options = schema.get("enum")
    if isinstance(options, list) and options:
        return options[0]
    examples = schema.get("examples")
    shown = examples[0] if isinstance(examples, list) and examples else schema.get("example")
    return schema.get("const", schema.get("default", shown))


def _value(schema: Mapping[str, Any], word: str) -> Any:
    """A value that a schema allows; None for what is the server's own, or may be left out as null."""
    if schema.get("readOnly") is True:
        return None
    fixed = _fixed(schema)
    if fixed is not None:
        return fixed
    kinds = schema.get("type")
    kind = next((it for it in kinds if it != "null"), None) if isinstance(kinds, list) else kinds
    if kind == "string":
        return _text(schema, word)
    if kind in ("integer", "number"):
        least = schema.get("minimum")
        return least if isinstance(least, int | float) else 1
    plain: dict[Any, Any] = {"boolean": False, "array": [], "object": {}}
    return plain.get(kind)


def _text(schema: Mapping[str, Any], word: str) -> str:
    form, longest = schema.get("format"), schema.get("maxLength")
    if form == "email":
        return f"{word}@example.org"
    if form == "uuid":
        return str(uuid5(NAMESPACE, word))
    text = _BY_FORMAT.get(str(form), word)
    return text[:longest] if isinstance(longest, int) else text
