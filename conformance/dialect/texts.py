"""What a text may mean where a schema stands for it: parameters and header fields carry no types.

Readers differ: `1e3` may be an integer, `on` a boolean, `null` nothing at all. So a text has readings, the most natural
one first, and a schema is broken only where it admits none of them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from conformance.dialect.compiled import Fault, Schemas
from conformance.dialect.translation import Direction, Untranslatable, at, pointer_of

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
_WHOLE = re.compile(r"[+-]?\d+", re.ASCII)
_MOST_DIGITS = 300
_MOST_REFERENCES = 20  # that lead to one another
TRUE = frozenset({"true", "1", "yes", "on", "y", "t"})
FALSE = frozenset({"false", "0", "no", "off", "n", "f"})
_NOTHING = frozenset({"", "null", "none", "nil", "undefined"})
_NOT_FINITE = frozenset({"inf", "infinity", "nan"})
_MOMENTS = frozenset({"date", "date-time"})
_SCALARS = frozenset({"integer", "number", "boolean", "string"})
_NESTED = frozenset({"object", "array"})


class Unclear(Exception):
    """Readers may differ, or the description does not say how it is to be read."""


@dataclass(frozen=True)
class Texts:
    """Judges texts by the schemas of a document; pointers are those of schemas."""

    schemas: Schemas
    direction: Direction
    _ways: dict[str, "_Way"] = field(default_factory=dict)

    def faults(
        self, pointer: str, texts: Sequence[str], separator: str = "", *, split: bool = True
    ) -> list[Fault]:
        """What is wrong with the texts that stand for one value, by their most natural reading; nothing when one fits.

        More texts than one are the items of an array; with `split` one text may hold all of them, between separators.
        Raises Unclear where readers may differ.
        """
        schema = self.schemas.at(pointer, self.direction)
        if schema.unusable:
            raise Unclear(schema.unusable)
        first: list[Fault] = []
        for value in self._readings(pointer, texts, separator or ",", split=split):
            found = schema.faults(value)
            if not found:
                return []
            first = first or found
        return first

    def types(self, pointer: str) -> frozenset[str]:
        """The types that a schema may allow, as far as it names them, null apart; all scalars when it names none."""
        return self._way(pointer).types

    def _readings(
        self, pointer: str, texts: Sequence[str], separator: str, *, split: bool
    ) -> list[Any]:
        way = self._way(pointer)
        if "object" in way.types:
            message = "an object has more than one way to be written"
            raise Unclear(message)
        if "array" in way.types:
            return self._as_array(way, texts, separator, split=split)
        if len(texts) > 1:
            message = "of a value that is given twice readers take the first, the last, or none"
            raise Unclear(message)
        return readings(texts[0], way.types, way.format)

    def _as_array(
        self, way: "_Way", texts: Sequence[str], separator: str, *, split: bool
    ) -> list[Any]:
        items = self._way(f"{way.pointer}/items")
        if items.types & _NESTED:
            message = "an array of arrays or of objects has more than one way to be written"
            raise Unclear(message)
        judge = self.schemas.at(items.pointer, self.direction) if items.exists else None
        ways = [list(texts), [it for text in texts for it in text.split(separator)]]
        found = []
        for parts in reversed(ways) if split else ways:
            options = [readings(text, items.types, items.format) for text in parts]
            found.append(
                [
                    next((it for it in each if judge and judge.admits(it)), each[0])
                    for each in options
                ]
            )
        return found

    def _way(self, pointer: str) -> "_Way":
        if pointer not in self._ways:
            self._ways[pointer] = _way(self.schemas.document, pointer)
        return self._ways[pointer]


@dataclass(frozen=True, slots=True)
class _Way:
    """How the texts of a schema are read: where it is defined, if it is, its types and its format."""

    pointer: str
    types: frozenset[str]
    format: str
    exists: bool


def _way(document: Mapping[str, Any], pointer: str) -> _Way:
    for _ in range(_MOST_REFERENCES):
        found = at(document, pointer)
        if not isinstance(found, Mapping) or "$ref" not in found:
            break
        try:
            pointer = pointer_of(found["$ref"])
        except Untranslatable as reason:
            raise Unclear(str(reason)) from reason
    named = found.get("format") if isinstance(found, Mapping) else None
    return _Way(pointer, _types(document, found), str(named), found is not None)


def _types(document: Mapping[str, Any], schema: Any) -> frozenset[str]:
    found: set[str] = set()
    seen: set[int] = set()
    waiting = [schema]
    while waiting:
        part = waiting.pop()
        if not isinstance(part, Mapping) or id(part) in seen:
            continue
        seen.add(id(part))
        kind = part.get("type")
        found.update([kind] if isinstance(kind, str) else map(str, kind or ()))
        if isinstance(part.get("$ref"), str) and part["$ref"].startswith("#/"):
            waiting.append(at(document, pointer_of(part["$ref"])))
        for name in ("allOf", "anyOf", "oneOf"):
            waiting.extend(part[name] if isinstance(part.get(name), list) else ())
    return frozenset(found - {"null"}) or _SCALARS


def readings(text: str, types: frozenset[str], named: str = "") -> list[Any]:
    """What one text may mean where these types are allowed; raises Unclear where that may be anything, or nothing."""
    word = text.strip().lower()
    if word in _NOTHING:
        message = "some readers take it for no value at all"
        raise Unclear(message)
    if "string" in types and named in _MOMENTS and is_number(word):
        message = "some readers take a number for a moment in time"
        raise Unclear(message)
    found: list[Any] = []
    if types & {"integer", "number"}:
        found.extend(_numbers(word))
    if "boolean" in types and word in TRUE | FALSE:
        found.append(word in TRUE)
    if "string" in types:
        found.append(text)
    return found or [text]


def is_number(text: str) -> bool:
    """Whether a text is how some programming language writes a number."""
    return bool(_NUMBER.fullmatch(text))


def _numbers(word: str) -> list[int | float]:
    if _WHOLE.fullmatch(word) and len(word) <= _MOST_DIGITS:
        return [int(word)]
    if is_number(word) and isfinite(float(word)):
        return [float(word)]
    if is_number(word) or word.lstrip("+-") in _NOT_FINITE:
        message = "readers differ on whether that is a number"
        raise Unclear(message)
    return []
