"""openapi-spec-validator, with a place and a short message for each fault that it finds.

Its own messages may hold a whole schema, and most have no place. Its rules about operations, parameters and tags are in
structure.py, with places and without the ways in which they break on what is not valid. Its rule that a required
property is declared is left out: JSON Schema asks no such thing.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NoReturn

import jsonschema_rs
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator
from openapi_spec_validator.schemas import schema_v30, schema_v31
from openapi_spec_validator.validation import keywords
from openapi_spec_validator.validation.exceptions import OpenAPIValidationError

from conformance.description.document import Description
from conformance.description.nodes import escaped
from conformance.description.patches import changed

_Error = jsonschema_rs.ValidationError
_Kind = jsonschema_rs.ValidationErrorKind
_UNIQUE = ("/tags", "/parameters")  # lists of which structure.py says more
_UNKNOWN = "Unknown JSON Schema dialect"  # what is written in it may well be valid
_LONGEST = 160
_LONGEST_VALUE = 50
_VALUE = "\x00"  # stands in messages for the value, which may be very long


class Unvalidated(Exception):
    """It cannot be told whether a description is valid; the message says why."""


class _Placed(OpenAPIValidationError):
    """A fault in the schema at `place`, whose path counts from there."""

    place: tuple[str, ...] = ()


class _Nothing(dict[str, Any]):
    """Handlers for references to other documents, of whatever scheme: none is ever fetched."""

    def __getitem__(self, scheme: str) -> Any:
        return _refuse

    def __contains__(self, scheme: object) -> bool:
        return True


def _refuse(url: str) -> NoReturn:
    raise ValueError(f"{url} is not fetched")


def _placed(errors: Iterable[Any], schema: Any) -> Iterator[_Placed]:
    for error in errors:
        if isinstance(error, _Placed):
            yield error
            continue
        found = _Placed.create_from(error)
        found.place = tuple(map(str, schema.parts))
        yield found


class _Schema30(keywords.OpenAPIV30SchemaValidator):
    """The default of a schema; the schema itself is judged with the document."""

    def __call__(self, schema: Any, *_: Any, **__: Any) -> Iterator[Any]:
        if isinstance(schema.read_value(), Mapping):
            found = super().__call__(schema, require_properties=False, meta_checked=True)
            yield from _placed(found, schema)


class _Schema31(keywords.OpenAPIV31SchemaValidator):
    """A schema by the dialect that it is written in, and its default."""

    def __call__(
        self, schema: Any, *_: Any, meta_checked: bool = False, **__: Any
    ) -> Iterator[Any]:
        found = super().__call__(schema, require_properties=False, meta_checked=meta_checked)
        yield from _placed(found, schema)


class _Parameters(keywords.ParametersValidator):
    """The schemas of parameters."""

    def __call__(self, parameters: Any) -> Iterator[Any]:
        for parameter in parameters:
            yield from self.parameter_validator(parameter)


class _Operation(keywords.OperationValidator):
    """The schemas of an operation."""

    def __call__(self, _: str, __: str, operation: Any, ___: Any) -> Iterator[Any]:
        if "responses" in operation:
            yield from self.responses_validator(operation / "responses")
        if "parameters" in operation:
            yield from self.parameters_validator(operation / "parameters")


def _rules(validator: Any, schema: type[keywords.KeywordValidator]) -> dict[str, Any]:
    ours = {"operation": _Operation, "parameters": _Parameters, "schema": schema}
    theirs = {name: it for name, it in validator.keyword_validators.items() if name != "tags"}
    return {**theirs, **ours}


class _Validator30(OpenAPIV30SpecValidator):
    resolver_handlers = _Nothing()
    keyword_validators = _rules(OpenAPIV30SpecValidator, _Schema30)


class _Validator31(OpenAPIV31SpecValidator):
    resolver_handlers = _Nothing()
    keyword_validators = _rules(OpenAPIV31SpecValidator, _Schema31)


_KNOWN: dict[str, tuple[Any, Any]] = {
    "3.0": (schema_v30, _Validator30),
    "3.1": (schema_v31, _Validator31),
}


def schema_faults(whole: Description) -> list[tuple[str, str]]:
    """The pointer and the message of each fault in a description that is whole.

    Raises Unvalidated for a version that the validator does not know, and where it breaks before it finds a fault.
    """
    known = _KNOWN.get(whole.version[:3])
    if known is None:
        raise Unvalidated(f"OpenAPI {whole.version} is not validated")
    schema, validator = known
    document = dict(changed(whole.document, dict.fromkeys(_misleading(whole))))
    found: list[tuple[str, str]] = []
    try:
        for error in jsonschema_rs.validator_for(dict(schema), mask=_VALUE).iter_errors(document):
            found += _told(error)
        for error in validator(document).root_validator(validator(document).schema_path):
            place = whole.root.get(*error.place).pointer if isinstance(error, _Placed) else ""
            found.append((place + _pointer(error.absolute_path), _plain(error)))
    except Exception as error:
        if not found:
            what = f"{type(error).__name__} {str(error)!r:.80}"
            raise Unvalidated(f"the validator broke on it ({what})") from error
    unknown = [message for _, message in found if message.startswith(_UNKNOWN)]
    if unknown and len(unknown) == len(found):
        raise Unvalidated(unknown[0])
    return [(pointer, message) for pointer, message in found if message not in unknown]


def _misleading(whole: Description) -> Iterator[str]:
    """Defaults that look like references, which the validator would follow."""
    for schema in whole.schemas():
        if "$ref" in schema.child("default").mapping:
            yield schema.child("default").pointer


def _told(error: _Error) -> list[tuple[str, str]]:
    """An error with its place; where no alternative fits, what is wrong in the likeliest one."""
    pointer = _pointer(error.instance_path)
    if isinstance(error.kind, _Kind.UniqueItems) and pointer.endswith(_UNIQUE):
        return []
    likely = [branch for branch in _alternatives(error) if not _wants_reference(branch)]
    if len(likely) == 1:
        return [told for it in likely[0] for told in _told(it)]
    names = [_missing(branch[0]) for branch in likely if len(branch) == 1]
    if likely and all(names) and len(names) == len(likely):
        return [(pointer, f"one of {', '.join(names)} is required")]
    deeper = [it for branch in likely for it in branch if it.instance_path != error.instance_path]
    if deeper:
        return _deepest(deeper)
    said = {it.message for branch in likely or [[error]] for it in branch}
    message = said.pop() if len(said) == 1 else f"{_VALUE} is nothing that may stand here"
    return [(pointer, _short(message, error.instance))]


def _alternatives(error: _Error) -> list[list[_Error]]:
    return [list(branch) for branch in getattr(error.kind, "context", [])]


def _wants_reference(branch: list[_Error]) -> bool:
    """Whether an alternative only fails because it is for references."""
    return any(_missing(it) == "$ref" for it in branch)


def _missing(error: _Error) -> str:
    """The property that is required and missing, "" when another thing is wrong."""
    return str(error.kind.property) if isinstance(error.kind, _Kind.Required) else ""


def _deepest(errors: list[_Error]) -> list[tuple[str, str]]:
    """What is wrong furthest inside, of alternatives that each fail; the values that each would take, together."""
    deepest = max(errors, key=lambda it: len(it.instance_path))
    beside = [it for it in errors if it.instance_path == deepest.instance_path]
    options = [it.kind.options for it in beside if isinstance(it.kind, _Kind.Enum)]
    if len(options) != len(beside):
        return _told(deepest)
    known = ", ".join(json.dumps(it) for each in options for it in each)
    pointer = _pointer(deepest.instance_path)
    return [(pointer, _short(f"{_VALUE} is not one of {known}", deepest.instance))]


def _plain(error: Any) -> str:
    """The message of an error of jsonschema, which begins with the value as Python spells it."""
    while error.context:
        error = max(error.context, key=lambda it: len(it.path))
    return _short(str(error.message).replace(repr(error.instance), _VALUE, 1), error.instance)


def _short(message: str, value: Any) -> str:
    if isinstance(value, Mapping | list):
        shown = "this object" if isinstance(value, Mapping) else "this list"
    else:
        shown = json.dumps(value, ensure_ascii=False, default=str)[:_LONGEST_VALUE]
    plain = message.replace(_VALUE, shown)
    return plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 1]}…"


def _pointer(path: Iterable[Any]) -> str:
    return "".join(f"/{escaped(str(name))}" for name in path)
