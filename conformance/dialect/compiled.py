"""Schemas that are compiled once and say in short what is wrong with a value."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from threading import Lock
from typing import Any

import jsonschema_rs

from conformance.dialect.formats import ANSWERED, SENT
from conformance.dialect.translation import Direction, Translator, Untranslatable

_Kind = jsonschema_rs.ValidationErrorKind
_Alternatives = Sequence[Sequence[jsonschema_rs.ValidationError]]

_OF_THE_WHOLE = frozenset({"required", "additionalProperties", "unevaluatedProperties"})
_UNDECIDED = (_Kind.BacktrackLimitExceeded, _Kind.RegexEngineFailure)  # a pattern that got lost
_LONGEST_VALUE = 60
_MOST = 20
_MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a value.

    `where` is a JSON Pointer into the value, `keyword` the one of JSON Schema that is not kept, `text` what is wrong in
    words that continue the name of the value ("is no integer"), `value` what stands there, shortened.
    """

    where: str
    keyword: str
    text: str
    value: str = ""


@dataclass(frozen=True, eq=False)
class Schema:
    """One schema, ready to judge; `unusable` says why it judges nothing, and is "" when it does."""

    unusable: str = ""
    _validator: jsonschema_rs.Draft202012Validator | None = None

    def faults(self, value: Any, most: int = _MOST) -> list[Fault]:
        """What is wrong with a value, at most so many things; nothing where the schema is unusable."""
        if self._validator is None:
            return []
        try:
            found = (
                _fault(error)
                for error in self._validator.iter_errors(value)
                if not isinstance(error.kind, _UNDECIDED)
            )
            return list(islice(found, most))
        except UnicodeEncodeError:
            return [Fault("", "type", "holds half of a surrogate pair, which is no character")]

    def admits(self, value: Any) -> bool:
        """Whether nothing is wrong with a value."""
        if self._validator is None:
            return True
        try:
            return self._validator.is_valid(value)
        except UnicodeEncodeError:
            return False


@dataclass(eq=False)
class Schemas:
    """The schemas of one OpenAPI document, each compiled when it is first asked for."""

    document: Mapping[str, Any]
    _made: dict[tuple[str, Direction], Schema] = field(default_factory=dict)
    _translators: dict[Direction, Translator] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def at(self, pointer: str, direction: Direction = Direction.ANSWERED) -> Schema:
        """The schema at a JSON Pointer into the document."""
        key = (pointer, direction)
        with self._lock:
            if key not in self._made:
                self._made[key] = self._compiled(pointer, direction)
            return self._made[key]

    def _compiled(self, pointer: str, direction: Direction) -> Schema:
        translator = self._translators.setdefault(direction, Translator(self.document, direction))
        try:
            plain = translator.translated(pointer)
            validator = jsonschema_rs.Draft202012Validator(
                plain,
                formats=dict(ANSWERED if direction is Direction.ANSWERED else SENT),
                validate_formats=True,
                offline=True,
            )
        except Untranslatable as reason:
            return Schema(f"the schema at {pointer} cannot be used: {reason}")
        except RecursionError:
            return Schema(f"the schema at {pointer} is nested too deeply")
        except (ValueError, TypeError) as error:
            return Schema(f"the schema at {pointer} cannot be used: {str(error).splitlines()[0]}")
        return Schema("", validator)


def pointer_to(steps: Iterable[str | int]) -> str:
    """The JSON Pointer of these steps."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def short(value: Any) -> str:
    """A JSON value in at most sixty characters."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"


def _fault(error: jsonschema_rs.ValidationError) -> Fault:
    kind = error.kind
    if isinstance(kind, _Kind.AnyOf | _Kind.OneOfNotValid):
        return _of_alternatives(error, kind.context)
    where = pointer_to(error.instance_path)
    if isinstance(kind, _Kind.OneOfMultipleValid):
        return Fault(where, "oneOf", "fits more than one alternative", short(error.instance))
    if kind.name == "falseSchema" and list(error.schema_path)[-1:] == ["additionalProperties"]:
        return Fault(where, "additionalProperties", "has a member, and none is declared")
    value = "" if kind.name in _OF_THE_WHOLE else short(error.instance)
    return Fault(where, kind.name, _text(kind.name, kind.value), value)


def _of_alternatives(error: jsonschema_rs.ValidationError, alternatives: _Alternatives) -> Fault:
    """What is wrong with the only alternative, or with the one that nearly fits; else that none fits."""
    missed = [faults for faults in alternatives if not _is_null_alone(faults)]
    by_depth = sorted(missed, key=_depth, reverse=True)
    if len(missed) == 1 or (len(missed) > 1 and _depth(by_depth[0]) > _depth(by_depth[1])):
        return _fault(max(by_depth[0], key=lambda it: len(it.instance_path)))
    where = pointer_to(error.instance_path)
    return Fault(where, error.kind.name, "fits none of the alternatives", short(error.instance))


def _depth(faults: Sequence[jsonschema_rs.ValidationError]) -> int:
    return max((len(it.instance_path) for it in faults), default=0)


def _is_null_alone(faults: Sequence[jsonschema_rs.ValidationError]) -> bool:
    kind = faults[0].kind if len(faults) == 1 else None
    return isinstance(kind, _Kind.Type) and kind.types == ["null"]


# By keyword; the value of the keyword may stand in it.
_TEXTS: Mapping[str, str] = {
    "additionalProperties": "has a member that is not declared: {}",
    "unevaluatedProperties": "has a member that is not declared: {}",
    "const": "is not {}",
    "contains": "has no item of the kind that it must have",
    "enum": "is none of the listed values",
    "exclusiveMaximum": "is not below {}",
    "exclusiveMinimum": "is not above {}",
    "falseSchema": "is not allowed",
    "format": "is no {}",
    "maximum": "is above the maximum {}",
    "minimum": "is below the minimum {}",
    "maxItems": "has more than {} items",
    "minItems": "has fewer than {} items",
    "maxLength": "is longer than {} characters",
    "minLength": "is shorter than {} characters",
    "maxProperties": "has more than {} members",
    "minProperties": "has fewer than {} members",
    "multipleOf": "is no multiple of {}",
    "not": "is what the schema rules out",
    "pattern": "does not match {}",
    "propertyNames": "has a member whose name is not allowed",
    "required": "lacks the member {}",
    "type": "is no {}",
    "uniqueItems": "holds an item twice",
}
_JOINED = {"type": " or ", "additionalProperties": ", ", "unevaluatedProperties": ", "}


def _text(keyword: str, value: Any) -> str:
    template = _TEXTS.get(keyword, f"does not keep {keyword}")
    if keyword in _JOINED:
        return template.format(_JOINED[keyword].join(sorted(value)[:_MOST_NAMES]))
    return template.format(value if isinstance(value, str) else short(value))
