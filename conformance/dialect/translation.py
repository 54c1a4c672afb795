"""From the schemas of an OpenAPI document to plain JSON Schema 2020-12."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

import jsonschema_rs

from conformance.dialect.formats import ANSWERED, SENT, WIDTHS

# Keywords by what their value holds; any other is left out, because it judges nothing.
_ONE = (
    "additionalProperties",
    "contains",
    "else",
    "if",
    "items",
    "not",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
)
_MANY = ("allOf", "anyOf", "oneOf", "prefixItems")
_NAMED = ("dependentSchemas", "patternProperties", "properties")
_PLAIN = (
    "const",
    "dependentRequired",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maxContains",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minContains",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "required",
    "type",
    "uniqueItems",
)
# Those that OpenAPI 3.0 has; there the others are names without a meaning.
_IN_3_0 = frozenset(
    {"additionalProperties", "items", "not", "allOf", "anyOf", "oneOf", "properties"}
    | (set(_PLAIN) - {"const", "dependentRequired", "maxContains", "minContains"})
)
_SAME_VALUE = frozenset({"allOf", "anyOf", "oneOf", "then", "else", "dependentSchemas"})
_READ = frozenset({"discriminator", "format", "pattern"})  # besides, by what follows
_NEGATING = frozenset({"if", "not"})

Keyed = dict[str, Any]
_Definition = tuple[str, frozenset[str] | None]  # a pointer, and the members that are not demanded


class Direction(StrEnum):
    """Which way a value goes: `readOnly` members need not be sent, `writeOnly` ones not be answered."""

    SENT = "sent"
    ANSWERED = "answered"


class Untranslatable(ValueError):
    """A schema that cannot be used, and why."""


@dataclass(eq=False)
class Translator:
    """Translates the schemas of one document for one direction, each definition once."""

    document: Mapping[str, Any]
    direction: Direction
    _numbers: dict[_Definition, int] = field(default_factory=dict)
    _order: list[_Definition] = field(default_factory=list)
    _definitions: dict[int, Keyed | bool] = field(default_factory=dict)

    def translated(self, pointer: str) -> Keyed:
        """The schema at a JSON Pointer, with every definition that it leads to under `$defs`."""
        reached: dict[str, Keyed | bool] = {}
        waiting = [self._number(pointer, frozenset())]
        root = waiting[0]
        while waiting:
            number = waiting.pop()
            if str(number) in reached:
                continue
            reached[str(number)] = found = self._definition(number)
            waiting.extend(_references(found))
        return {"$ref": f"#/$defs/{root}", "$defs": reached}

    @property
    def _is_3_0(self) -> bool:
        return str(self.document.get("openapi", "")).startswith("3.0")

    def _number(self, pointer: str, exempt: frozenset[str] | None) -> int:
        key = (pointer, exempt)
        if key not in self._numbers:
            self._numbers[key] = len(self._order)
            self._order.append(key)
        return self._numbers[key]

    def _definition(self, number: int) -> Keyed | bool:
        if number not in self._definitions:
            pointer, exempt = self._order[number]
            found = at(self.document, pointer)
            if found is None:
                message = f"nothing stands at #{pointer}"
                raise Untranslatable(message)
            self._definitions[number] = self._schema(found, exempt)
        return self._definitions[number]

    def _schema(self, schema: Any, exempt: frozenset[str] | None) -> Keyed | bool:
        """`exempt` names the members that are not demanded; None where nothing is let off, as below a `not`."""
        if isinstance(schema, bool):
            return schema
        if not isinstance(schema, Mapping):
            message = f"a schema is {type(schema).__name__}, neither an object nor a boolean"
            raise Untranslatable(message)
        if "$ref" in schema:
            return self._reference(schema, exempt)
        if "$dynamicRef" in schema or "$recursiveRef" in schema:
            message = "it holds a $dynamicRef, which is not followed"
            raise Untranslatable(message)
        if exempt is not None:
            exempt |= self._let_off(schema)
        made = self._keywords(schema, exempt)
        return self._or_null(made) if self._is_3_0 and schema.get("nullable") is True else made

    def _reference(self, schema: Mapping[str, Any], exempt: frozenset[str] | None) -> Keyed | bool:
        beside = {name: value for name, value in schema.items() if name != "$ref"}
        target = pointer_of(schema["$ref"])
        found: Keyed = {"$ref": f"#/$defs/{self._number(target, exempt)}"}
        if self._is_3_0:
            # Neighbours of $ref say nothing there; yet `nullable` is written and meant by many.
            return self._or_null(found) if beside.get("nullable") is True else found
        rest = self._schema(beside, exempt)
        return {"allOf": [found, rest]} if rest not in ({}, True) else found

    def _keywords(self, schema: Mapping[str, Any], exempt: frozenset[str] | None) -> Keyed:
        schema = self._of_the_dialect(schema)
        made: Keyed = {name: schema[name] for name in _PLAIN if name in schema}
        for name in _ONE:
            if name in schema:
                made[name] = self._schema(schema[name], _inside(name, exempt))
        for name in _MANY:
            if isinstance(schema.get(name), Sequence):
                made[name] = [self._schema(it, _inside(name, exempt)) for it in schema[name]]
        for name in _NAMED:
            if isinstance(schema.get(name), Mapping):
                made[name] = {
                    str(key): self._schema(it, _inside(name, exempt))
                    for key, it in schema[name].items()
                }
        if self.direction is Direction.SENT and exempt:
            # What only the server may set it may ignore, whatever it is.
            made.get("properties", {}).update(
                dict.fromkeys(exempt & {*made.get("properties", {})}, True)
            )
        if exempt and "required" in made:
            made["required"] = [name for name in made["required"] if name not in exempt]
        self._of_text_and_numbers(schema, made)
        if isinstance(schema.get("discriminator"), Mapping):
            self._discriminate(schema, made, exempt)
        return made

    def _of_the_dialect(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """The same without what means nothing in this version, and without a `required` from before OpenAPI."""
        return {
            name: value
            for name, value in schema.items()
            if (name != "required" or isinstance(value, list))
            and (not self._is_3_0 or name in _IN_3_0 or name in _READ)
        }

    def _of_text_and_numbers(self, schema: Mapping[str, Any], made: Keyed) -> None:
        if isinstance(schema.get("pattern"), str) and is_pattern(schema["pattern"]):
            made["pattern"] = schema["pattern"]
        named = schema.get("format")
        answered = self.direction is Direction.ANSWERED
        if isinstance(named, str) and named in (ANSWERED if answered else SENT):
            made["format"] = named
        if answered and named in WIDTHS and schema.get("type") in {"integer", "number"}:
            least, greatest = WIDTHS[str(named)]
            made["allOf"] = [*made.get("allOf", []), {"minimum": least, "maximum": greatest}]
        for bound in ("Minimum", "Maximum"):
            exclusive = made.get(f"exclusive{bound}")
            if isinstance(exclusive, bool):
                del made[f"exclusive{bound}"]
                if exclusive and bound.lower() in made:
                    made[f"exclusive{bound}"] = made.pop(bound.lower())

    def _or_null(self, made: Keyed) -> Keyed:
        """The same, or null: wherever `nullable` stands, since readers differ on where it counts."""
        kind = made.get("type")
        simple = not made.keys() & {"$ref", "enum", "const", "allOf", "anyOf", "oneOf", "not"}
        if isinstance(kind, str) and simple:
            return made | {"type": [kind, "null"]}
        return {"anyOf": [{"type": "null"}, made]}

    def _discriminate(
        self, schema: Mapping[str, Any], made: Keyed, exempt: frozenset[str] | None
    ) -> None:
        """Let the discriminating member choose among alternatives, more than one of which may fit."""
        named = schema["discriminator"].get("propertyName")
        alternatives = schema.get("oneOf") or schema.get("anyOf")
        if not isinstance(named, str) or not isinstance(alternatives, list):
            return
        if "oneOf" in made and "anyOf" not in made:
            made["anyOf"] = made.pop("oneOf")
        choices = [
            {
                "if": {
                    "type": "object",
                    "required": [named],
                    "properties": {named: {"const": value}},
                },
                "then": {"$ref": f"#/$defs/{self._number(target, exempt)}"},
            }
            for value, target in _mapped(schema["discriminator"], alternatives)
            if at(self.document, target) is not None
        ]
        if choices:
            made["allOf"] = [*made.get("allOf", []), *choices]

    def _let_off(self, schema: Mapping[str, Any]) -> frozenset[str]:
        flag = "readOnly" if self.direction is Direction.SENT else "writeOnly"
        return frozenset(
            name
            for part in self._parts(schema)
            for name, value in _mapping(part.get("properties")).items()
            if any(it.get(flag) is True for it in self._parts(value))
        )

    def _parts(self, schema: Any) -> Iterator[Mapping[str, Any]]:
        """A schema and all that holds with it: what it refers to, the branches of its allOf."""
        seen: set[int] = set()
        waiting = [schema]
        while waiting:
            part = waiting.pop()
            if not isinstance(part, Mapping) or id(part) in seen:
                continue
            seen.add(id(part))
            yield part
            if isinstance(part.get("$ref"), str) and part["$ref"].startswith("#/"):
                waiting.append(at(self.document, pointer_of(part["$ref"])))
            if isinstance(part.get("allOf"), list):
                waiting.extend(part["allOf"])


def pointer_of(reference: Any) -> str:
    """The JSON Pointer of a reference within the document; raises Untranslatable for any other."""
    if not isinstance(reference, str) or reference[:2] not in {"#", "#/"}:
        message = f"the reference {str(reference)[:80]!r} leads out of the document"
        raise Untranslatable(message)
    return unquote(reference[1:])


def at(document: Any, pointer: str) -> Any:
    """What stands at a JSON Pointer; None when nothing does."""
    found = document
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(found, Mapping):
            found = found.get(name)
        elif isinstance(found, list) and name.isascii() and name.isdigit():
            found = found[int(name)] if int(name) < len(found) else None
        else:
            return None
    return found


@lru_cache(maxsize=1000)
def is_pattern(text: str) -> bool:
    """Whether a regular expression can be read; one that cannot is not held against anybody."""
    try:
        jsonschema_rs.Draft202012Validator({"pattern": text})
    except ValueError:
        return False
    return True


def _inside(keyword: str, exempt: frozenset[str] | None) -> frozenset[str] | None:
    if exempt is None or keyword in _NEGATING:
        return None
    return exempt if keyword in _SAME_VALUE else frozenset()


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _mapped(
    discriminator: Mapping[str, Any], alternatives: Sequence[Any]
) -> Iterator[tuple[str, str]]:
    """Each value of the discriminating member with the pointer of the schema that it chooses."""
    listed = dict.fromkeys(
        it["$ref"]
        for it in alternatives
        if isinstance(it, Mapping) and isinstance(it.get("$ref"), str)
    )
    given = {
        value: target if "#" in str(target) else f"#/components/schemas/{target}"
        for value, target in _mapping(discriminator.get("mapping")).items()
    }
    implied = {it.rpartition("/")[2]: it for it in listed if it not in given.values()}
    for value, target in (implied | given).items():
        if target in listed and target.startswith("#/"):
            yield str(value), pointer_of(target)


def _references(schema: Any) -> Iterator[int]:
    """The numbers of the definitions that a translated schema leads to."""
    if isinstance(schema, dict):
        for name, value in schema.items():
            if name == "$ref" and isinstance(value, str):
                yield int(value.rpartition("/")[2])
            elif name != "enum" or isinstance(value, dict):  # a property may be called so
                yield from _references(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _references(value)
