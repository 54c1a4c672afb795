"""Documents that an operation of the description takes: to be sent, and to be changed. Nothing here sends a request.

A document is what the description itself shows, or what its schema spells out. Nothing is guessed: a text with a
pattern and without an example has no value here.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from conformance.description import Node, Operation, properties_of

JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"
JSON_PATCH = "application/json-patch+json"
_PATCHES = (MERGE_PATCH, JSON_PATCH)
_DEEPEST = 6
_WORD = "{word}"  # what a declared text has in the place of a word of its own
_BY_FORMAT = {
    "date": "2026-01-31",
    "date-time": "2026-01-31T12:00:00Z",
    "time": "12:00:00Z",
    "uri": "https://example.org/",
    "uri-reference": "https://example.org/",
}
_NOTHING: Any = object()  # no value is known


@dataclass(frozen=True, slots=True)
class Change:
    """A property of a document and another value that it may take."""

    name: str
    value: Any


def media_type_of(operation: Operation) -> str:
    """The media type in which an operation takes a whole JSON document, application/json first; "" when in none."""
    taken = {name.partition(";")[0].strip().lower(): name for name in operation.request_content}
    whole = [name for name in taken if name.endswith("+json") and name not in _PATCHES]
    return next((taken[name] for name in (JSON, *whole) if name in taken), "")


def schema_of(operation: Operation, media_type: str) -> Node:
    """The schema of a request in a media type; without a value where the description does not say."""
    content = operation.node.get("requestBody", "content")
    return content.get(media_type, "schema")


def documents(operation: Operation, media_type: str, word: str) -> Iterator[Any]:
    """Documents to try: the examples of the description, then what the schema spells out, whole and bare.

    What only the server sets (`readOnly`) is left out. `word` stands in texts for which the description shows nothing.
    """
    schema = schema_of(operation, media_type)
    content = operation.node.get("requestBody", "content", media_type)
    own = {name for name, it in properties_of(schema).items() if it.get("readOnly").value is True}
    seen: list[Any] = []
    spelt = (_sample(schema, word, whole=whole, depth=0) for whole in (True, False))
    for found in (*_examples(content), *_examples(schema), *spelt):
        if not isinstance(found, dict):
            continue
        document = {name: value for name, value in found.items() if name not in own}
        if document not in seen:
            seen.append(document)
            yield document


def filled(attributes: Mapping[str, Any], word: str) -> dict[str, Any]:
    """What a candidate file says of a new resource, each "{word}" in it replaced."""
    found: dict[str, Any] = json.loads(json.dumps(dict(attributes)).replace(_WORD, word))
    return found


def encoded(document: Any) -> bytes:
    """A document as bytes; what is not ASCII is escaped, because a text may hold half a surrogate pair."""
    return json.dumps(document).encode()


def changes(schema: Node, document: Mapping[str, Any], word: str) -> Iterator[Change]:
    """Other values for properties that a document has: free texts first, then numbers, then what is chosen from a list.

    `word` becomes part of a new text, so that it says whose it is.
    """
    known = properties_of(schema)
    writable = {name: known[name] for name in document if name in known}
    for kind in (_other_text, _other_number, _other_choice):
        for name, node in writable.items():
            value = _NOTHING if _is_fixed(node) else kind(node, document[name], word)
            if value is not _NOTHING and value != document[name]:
                yield Change(name, value)


def renamed(schema: Node, document: Mapping[str, Any], word: str) -> dict[str, Any]:
    """A document with a word of its own in each free text, for what must be unique."""
    return {
        name: value if (other := _text_for(schema, name, value, word)) is _NOTHING else other
        for name, value in document.items()
    }


def _text_for(schema: Node, name: str, value: Any, word: str) -> Any:
    node = properties_of(schema).get(name)
    return _NOTHING if node is None or _is_fixed(node) else _other_text(node, value, word)


def optional(schema: Node, document: Mapping[str, Any]) -> list[str]:
    """The properties of a document that it could do without."""
    known, needed = properties_of(schema), required(schema)
    return [
        name
        for name, value in document.items()
        if name in known and name not in needed and value is not None and not _is_fixed(known[name])
    ]


def required(schema: Node) -> frozenset[str]:
    """The properties that a schema demands of who sends it: not those that only the server sets."""
    known = properties_of(schema)
    own = {name for name, it in known.items() if it.get("readOnly").value is True}
    return _demanded(schema) - own


def _demanded(schema: Node, depth: int = 0) -> frozenset[str]:
    """What a schema lists as required, and its allOf with it."""
    found = {it for it in schema.get("required").list if isinstance(it, str)}
    for part in _children(schema.get("allOf")) if depth < _DEEPEST else ():
        found |= _demanded(part, depth + 1)
    return frozenset(found)


def _is_fixed(node: Node) -> bool:
    return node.get("readOnly").value is True or node.get("const").exists


def _other_text(node: Node, value: Any, word: str) -> Any:
    """Another text for one that is free: of any form, no code from a list and no pattern."""
    bound = any(node.get(it).exists for it in ("enum", "format", "pattern", "oneOf", "anyOf"))
    if not isinstance(value, str) or bound or "string" not in _types(node):
        return _NOTHING
    return _fitted(node, word)


def _other_number(node: Node, value: Any, _: str) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float) or node.get("enum").exists:
        return _NOTHING
    step = node.get("multipleOf").value
    step = step if isinstance(step, int | float) and step > 0 else 1
    low, high = node.get("minimum").value, node.get("maximum").value
    tight = node.get("exclusiveMinimum").exists or node.get("exclusiveMaximum").exists
    for other in (value + step, value - step):
        above = not isinstance(low, int | float) or other > low or (other == low and not tight)
        below = not isinstance(high, int | float) or other < high or (other == high and not tight)
        if above and below:
            return other
    return _NOTHING


def _other_choice(node: Node, value: Any, _: str) -> Any:
    if isinstance(value, bool):
        return not value
    options = [it for it in node.get("enum").list if it is not None and it != value]
    return options[0] if options else _NOTHING


def _examples(holder: Node) -> Iterator[Any]:
    """What an object of the description shows as an example of itself."""
    if holder.get("example").exists:
        yield holder.get("example").value
    for each in _children(holder.get("examples")):
        yield each.get("value").value if each.get("value").exists else each.value


def _sample(schema: Node, word: str, *, whole: bool, depth: int) -> Any:
    """A value that a schema allows, by what it shows itself; _NOTHING where it does not say enough."""
    if depth > _DEEPEST:
        return _NOTHING
    shown = _shown(schema)
    if shown is not _NOTHING and not (depth == 0 and isinstance(shown, dict)):
        return shown
    options = [*_children(schema.get("oneOf")), *_children(schema.get("anyOf"))]
    if options:
        return _sample(options[0], word, whole=whole, depth=depth + 1)
    kinds = _types(schema)
    if "object" in kinds or properties_of(schema):
        return _object(schema, word, whole=whole, depth=depth)
    if "array" in kinds:
        return _list(schema, word, whole=whole, depth=depth)
    return _text(schema, word) if "string" in kinds else _plain(schema, kinds)


def _shown(schema: Node) -> Any:
    """The value that a schema shows: one that is fixed, an example, the default, the first of a list."""
    for name in ("const", "example", "default"):
        if schema.get(name).exists:
            return schema.get(name).value
    for name in ("examples", "enum"):
        if schema.get(name).list:
            return schema.get(name).list[0]
    return _NOTHING


def _object(schema: Node, word: str, *, whole: bool, depth: int) -> Any:
    needed, found = required(schema), {}
    for name, node in properties_of(schema).items():
        if node.get("readOnly").value is True or not (whole or name in needed):
            continue
        value = _sample(node, word, whole=whole, depth=depth + 1)
        if value is not _NOTHING:
            found[name] = value
        elif name in needed:
            return _NOTHING
    return found


def _list(schema: Node, word: str, *, whole: bool, depth: int) -> Any:
    least = schema.get("minItems").value
    if not isinstance(least, int) or least < 1:
        return []
    item = _sample(schema.get("items"), word, whole=whole, depth=depth + 1)
    return _NOTHING if item is _NOTHING or least > 1 else [item]


def _text(schema: Node, word: str) -> Any:
    form = schema.get("format").text
    if form == "email":
        return f"{word}@example.org"
    if form == "uuid":
        return str(uuid5(NAMESPACE_URL, word))
    if form in _BY_FORMAT:
        return _BY_FORMAT[form]
    return _NOTHING if schema.get("pattern").exists else _fitted(schema, word)


def _fitted(schema: Node, word: str) -> Any:
    """A text about a word that is as long as a schema wants it."""
    least, most = schema.get("minLength").value, schema.get("maxLength").value
    text = word.ljust(least, "x") if isinstance(least, int) else word
    return text[:most] if isinstance(most, int) else text


def _plain(schema: Node, kinds: frozenset[str]) -> Any:
    if kinds & {"integer", "number"}:
        low, high = schema.get("minimum").value, schema.get("maximum").value
        bounds = [it for it in (low, high) if isinstance(it, int | float)]
        return bounds[0] if bounds else 1
    return False if "boolean" in kinds else _NOTHING


def _children(node: Node) -> list[Node]:
    """What stands in an object or a list."""
    return list(dict(node.items()).values())


def _types(schema: Node) -> frozenset[str]:
    """The types that a schema allows, null apart."""
    found = schema.get("type")
    named = found.list if isinstance(found.value, list) else [found.value]
    return frozenset(it for it in named if isinstance(it, str) and it != "null")
