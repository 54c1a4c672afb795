"""The description itself: a document, the text that it was read from, and what is derived from them once."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from conformance.description import jsontext, schemas, spots
from conformance.description.nodes import Book, Node, escaped, pointer_of, root_of, tokens
from conformance.description.operations import Operation, Routes, operations, root_server

T = TypeVar("T")

EXTERNAL = "x-conformance-external"
_SIBLINGS_IGNORED = ("2.", "3.0")  # the versions in which what stands beside a $ref does not count


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A reference that leads nowhere: where it stands, what it says, and why it is not followed.

    `broken` says that the fault is in the document: what it refers to was read, and has no such place.
    """

    pointer: str
    reference: str
    reason: str
    broken: bool = False


@dataclass(frozen=True, slots=True)
class External:
    """Another document that was fetched: its URL, and where the first reference to it stands."""

    url: str
    pointer: str


@dataclass(frozen=True, eq=False)
class Description:
    """An OpenAPI document and the URL where it was found.

    `source` is its text, and `form` is "json" or "yaml". `document` holds, once it is gathered, the parts of other
    documents that it refers to (`externals` says which, by the name that each has below the key
    x-conformance-external); `served` is then the document without them.
    """

    url: str
    document: Mapping[str, Any]
    source: bytes = field(default=b"", repr=False)
    form: str = "json"
    served: Mapping[str, Any] | None = field(default=None, repr=False)
    unresolved: tuple[Unresolved, ...] = ()
    externals: Mapping[str, External] = field(default_factory=dict)
    gathered: bool = False
    _memo: dict[Callable[..., Any], Any] = field(default_factory=dict, init=False, repr=False)

    @property
    def original(self) -> Mapping[str, Any]:
        """The document as it is served."""
        return self.document if self.served is None else self.served

    @property
    def version(self) -> str:
        """The version of OpenAPI (or of Swagger) that it is written in."""
        return str(self.document.get("openapi") or self.document.get("swagger") or "")

    @property
    def base(self) -> str:
        """The URL that paths are appended to: the first server's, or the one that Swagger 2 spells in parts."""
        return root_server(self.root, self.url)

    # -- ways in ------------------------------------------------------------------------------------------------------

    @cached_property
    def _book(self) -> Book:
        return Book(self.document, self.url, not self.version.startswith(_SIBLINGS_IGNORED))

    @cached_property
    def root(self) -> Node:
        """The document as a node."""
        return root_of(self._book)

    def node(self, pointer: str) -> Node:
        """What stands at a JSON Pointer, itself: a reference there is not followed."""
        node = self.root.below(tokens(pointer))
        if node.kind or not node.exists:
            return node
        # Outside the places that OpenAPI names, a thing is what the references to it, or to what it is in, take it for.
        names = tokens(pointer)
        for end in range(len(names), 0, -1):
            start = self._places.get("".join(f"/{escaped(name)}" for name in names[:end]))
            if start:
                return start.below(names[end:])
        return node

    @cached_property
    def _places(self) -> Mapping[str, Node]:
        return {node.pointer: node for node in schemas.positions(self.root)}

    def operations(self) -> tuple[Operation, ...]:
        """Every operation under `paths`, in the document's order."""
        return self._operations

    def schemas(self) -> tuple[Node, ...]:
        """Each schema once, where it is defined, whether under components or in place; no example and no property."""
        return self._schemas

    def match(self, method: str, url: str, base: str = "") -> Operation | None:
        """The operation that a request is for, by its method and the path of its URL; None when none is described.

        Paths count from the operation's servers, whatever the host, and from `base` when that is given. A concrete path
        goes before a templated one.
        """
        if base not in self._routes:
            self._routes[base] = Routes(self._operations, base)
        return self._routes[base].match(method, url)

    @cached_property
    def _routes(self) -> dict[str, Routes]:
        return {}

    @cached_property
    def _operations(self) -> tuple[Operation, ...]:
        return tuple(operations(self.root, self.url))

    @cached_property
    def _schemas(self) -> tuple[Node, ...]:
        return tuple(schemas.schemas(self.root))

    def once(self, build: Callable[["Description"], T]) -> T:
        """What `build` makes of this description, made once."""
        try:
            made: T = self._memo[build]
        except KeyError:
            made = self._memo[build] = build(self)
        return made

    # -- places in the text -------------------------------------------------------------------------------------------

    def position(self, pointer: str) -> tuple[int, int]:
        """The line and column, from 1, of what a pointer leads to, or of the nearest that stands above it.

        What stands in another document is placed at the first reference to that.
        """
        names = tokens(pointer)
        if names[:1] == [EXTERNAL]:
            found = self.externals.get(names[1]) if len(names) > 1 else None
            return self.position(found.pointer) if found else (1, 1)
        return spots.find(self._placed.spot, pointer)

    @property
    def duplicates(self) -> tuple[spots.Duplicate, ...]:
        """The names that stand more than once in one object; the last one counts."""
        return tuple(self._placed.duplicates)

    @cached_property
    def _placed(self) -> spots.Composed:
        if not self.source:
            return spots.Composed()
        if self.form == "yaml":
            return spots.composed(self.source)
        return jsontext.place(self.source.decode("utf-8-sig"))

    # -- what those who send requests ask -----------------------------------------------------------------------------

    def plain_gets(self) -> Iterator[str]:
        """The URLs that answer a GET for which nothing has to be known: no path parameter."""
        for operation in self._operations:
            if operation.method == "get" and "{" not in operation.path:
                yield self.base.rstrip("/") + "/" + operation.path.lstrip("/")

    def request_schema(self, method: str, url: str, media_type: str) -> Mapping[str, Any]:
        """The JSON Schema of what an operation wants in its request; empty when the document does not say."""
        bare = url.rstrip("/")
        operation = self.match(method, url) or self.match(method, bare)
        operation = operation or self.match(method, f"{bare}/")
        found = operation.request_content.get(media_type) if operation else None
        return found.get("schema").mapping if found else {}

    def resolved(self, node: Any) -> Mapping[str, Any]:
        """An object of the document, or the one that it refers to within the document; empty for anything else."""
        for _ in range(20):
            reference = node.get("$ref") if isinstance(node, Mapping) else None
            if not isinstance(reference, str):
                break
            pointer = pointer_of(reference, self._book)
            node = None if pointer is None else self.root.at(pointer).value
        else:
            return {}
        return node if isinstance(node, Mapping) else {}
