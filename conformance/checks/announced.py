"""What a description announces for an answer, looked up once for each status, its schemas compiled once a document."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from conformance.description import Node, Operation, content_of, headers_of
from conformance.dialect import Direction, Schemas
from conformance.dialect.texts import Texts


@dataclass(frozen=True, slots=True)
class Content:
    """A media type that is described for an answer, in lower case, and where its schema is, "" for none."""

    named: str
    schema: str


@dataclass(frozen=True, slots=True)
class Field:
    """A header that is described for an answer, and where its schema is, "" for none."""

    name: str
    required: bool
    schema: str


@dataclass(frozen=True, slots=True)
class Announced:
    """What an operation announces for one status."""

    declared: bool
    content: tuple[Content, ...]
    fields: tuple[Field, ...]


@dataclass(frozen=True, eq=False)
class Announcements:
    """What the operations of one document announce, looked up once, and its schemas, compiled once."""

    schemas: Schemas
    texts: Texts
    _found: dict[tuple[str, str, int], Announced] = field(default_factory=dict)

    def of(self, operation: Operation, status: int) -> Announced:
        """What an operation announces for a status; Content-Type is no header there, by OpenAPI."""
        key = (operation.method, operation.path, status)
        if key not in self._found:
            response = operation.response_for(status)
            self._found[key] = Announced(
                response.exists,
                tuple(
                    Content(_bare(name), _pointer(node))
                    for name, node in content_of(response).items()
                ),
                tuple(
                    Field(name, node.get("required").value is True, _pointer(node))
                    for name, node in headers_of(response).items()
                    if name.lower() != "content-type"
                ),
            )
        return self._found[key]


def _bare(media_type: str) -> str:
    return media_type.partition(";")[0].strip().lower()


def _pointer(holder: Node) -> str:
    """Where the schema is that a media type or a header names: its definition, else the reference that is broken."""
    defined, written = holder.get("schema"), holder.child("schema")
    if defined.exists:
        return defined.pointer
    return written.pointer if written.exists else ""


@dataclass(frozen=True)
class _Same:
    """A document by its identity."""

    document: Mapping[str, Any]

    def __hash__(self) -> int:
        return id(self.document)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.document is self.document


@lru_cache(maxsize=8)
def _announcements(same: _Same) -> Announcements:
    schemas = Schemas(same.document)
    return Announcements(schemas, Texts(schemas, Direction.ANSWERED))


def announcements(operation: Operation) -> Announcements:
    """What is known of the document that an operation stands in."""
    return _announcements(_Same(operation.root.mapping))
