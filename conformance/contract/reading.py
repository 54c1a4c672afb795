"""Whether a request keeps the description, whatever a server may read out of its text.

A request breaks the description only where no reading of it keeps it; anything else cannot be told from a valid one.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from conformance.description import Node, Operation, Parameter
from conformance.dialect import Direction, Fault, Schemas
from conformance.dialect.texts import FALSE, TRUE, Texts, Unclear, is_number

# Header parameters that are never sent: OpenAPI takes three names away, and others belong to the message itself.
NEVER_SENT = frozenset(
    {"accept", "authorization", "connection", "content-length", "content-type", "cookie", "expect"}
    | {"host", "te", "trailer", "transfer-encoding", "upgrade"}
)
# Header parameters that HTTP tells servers how to read, mostly to ignore what they cannot: no fault is put there.
OF_HTTP = frozenset(
    {"accept-charset", "accept-encoding", "accept-language", "cache-control", "content-encoding"}
    | {"content-language", "content-location", "date", "forwarded", "from", "if-match", "if-range"}
    | {"if-modified-since", "if-none-match", "if-unmodified-since", "max-forwards", "origin"}
    | {"pragma", "prefer", "range", "referer", "user-agent", "via"}
)
_SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|"}
_WRITTEN_PLAINLY = frozenset({"", "form", "simple", *_SEPARATORS})


@dataclass(frozen=True, slots=True)
class Broken:
    """What is wrong with a request.

    `name` is that of the parameter, or the pointer into the body; `kind` the keyword that is not kept, `value` what
    stands there, shortened.
    """

    place: str
    name: str
    kind: str
    words: str
    value: str = ""


@dataclass(frozen=True)
class Reader:
    """Reads the requests to one operation; raises Unclear where servers may read them as valid."""

    schemas: Schemas
    operation: Operation

    def query(self, pairs: Sequence[tuple[str, str]]) -> Iterator[Broken]:
        """What is wrong with a query."""
        for parameter in self.parameters("query"):
            yield from self._judged(
                parameter, [text for name, text in pairs if name == parameter.name]
            )

    def headers(self, headers: Mapping[str, str]) -> Iterator[Broken]:
        """What is wrong with the headers."""
        given = {name.lower(): text for name, text in headers.items()}
        for parameter in self.parameters("header"):
            name = parameter.name.lower()
            text = given.get(name)
            if name in OF_HTTP:
                continue
            yield from self._judged(parameter, [] if text is None else [text])

    def path(self, values: Mapping[str, str]) -> Iterator[Broken]:
        """What is wrong with the values in the path."""
        for parameter in self.parameters("path"):
            text = values.get(parameter.name)
            yield from self._judged(parameter, [] if text is None else [text])

    def body(self, media_type: str, value: Any) -> Iterator[Broken]:
        """What is wrong with a JSON body."""
        content = self.operation.request_content.get(media_type)
        if content is None or not _is_described(content):
            return
        schema = self.schemas.at(content.get("schema").pointer, Direction.SENT)
        if schema.unusable:
            raise Unclear(schema.unusable)
        for fault in schema.faults(value):
            if _is_converted(fault):
                raise Unclear(fault.text)
            words = f"body{fault.where and ' ' + fault.where} {fault.text}"
            yield Broken("body", fault.where, fault.keyword, words, fault.value)

    def parameters(self, place: str) -> list[Parameter]:
        """The parameters of a place that say something."""
        return [
            it
            for it in self.operation.parameters
            if it.place == place and not (place == "header" and it.name.lower() in NEVER_SENT)
        ]

    def types(self, parameter: Parameter) -> frozenset[str]:
        """The types that a parameter may have."""
        return self._texts.types(parameter.schema.pointer)

    def admits(self, parameter: Parameter, text: str) -> bool:
        """Whether a text can stand as a parameter and keep its schema."""
        try:
            return not list(self._judged(parameter, [text]))
        except Unclear:
            return False

    @cached_property
    def _texts(self) -> Texts:
        return Texts(self.schemas, Direction.SENT)

    def _judged(self, parameter: Parameter, texts: Sequence[str]) -> Iterator[Broken]:
        if not texts:
            if parameter.required:
                words = f"{parameter.place} {parameter.name} is missing"
                yield Broken(parameter.place, parameter.name, "required", words)
        elif parameter.schema.exists or _is_described(parameter.node):
            for fault in self._faults(parameter, texts)[:1]:
                item = f" item {fault.where[1:]}" if fault.where else ""
                words = f"{parameter.place} {parameter.name}{item} {fault.text}"
                yield Broken(parameter.place, parameter.name, fault.keyword, words, texts[0])

    def _faults(self, parameter: Parameter, texts: Sequence[str]) -> list[Fault]:
        pointer = parameter.schema.pointer
        if parameter.node.get("content").exists:
            return self.schemas.at(pointer, Direction.SENT).faults(_as_json(texts))
        style = parameter.node.get("style").text
        if style not in _WRITTEN_PLAINLY:
            message = f"the style {style} has more than one way to be written"
            raise Unclear(message)
        explode = parameter.node.get("explode").value
        spread = parameter.place == "query" and (
            (explode is None and style in {"", "form"}) or explode is True
        )
        return self._texts.faults(pointer, texts, _SEPARATORS.get(style, ","), split=not spread)


def _is_described(holder: Node) -> bool:
    """Whether there is a schema; raises Unclear where only a reference to one is, and leads nowhere."""
    if holder.child("schema").exists and not holder.get("schema").exists:
        message = "the reference to its schema leads nowhere"
        raise Unclear(message)
    return holder.get("schema").exists


def _as_json(texts: Sequence[str]) -> Any:
    try:
        return json.loads(texts[0])
    except ValueError:
        message = "it is no JSON, as the parameter has to be"
        raise Unclear(message) from None


def _is_converted(fault: Fault) -> bool:
    """Whether lenient readers turn the value into one of the right type: a number into text, null into absence."""
    if fault.keyword == "format":
        return fault.value == '""'
    if fault.keyword != "type":
        return False
    value = fault.value.strip('"').lower()
    if value == "null":
        return True
    if "string" in fault.text:
        return not fault.value.startswith(("{", "["))
    if "integer" in fault.text or "number" in fault.text:
        return value in {"true", "false", ""} or (
            is_number(value) and _may_be(float(value), fault.text)
        )
    return "boolean" in fault.text and value in TRUE | FALSE | {""}


def _may_be(number: float, wanted: str) -> bool:
    return "number" in wanted or number.is_integer()
