"""One place in a description: its value, where it stands, and the way on, through references."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote, urljoin

from conformance.description import grammar

MISSING = "/x-conformance-external/missing/"  # below it stands what could not be found
_MOST_REFERENCES = 20  # that lead to one another
_List = list[Any]
_MAPPING = (dict, Mapping)  # the plain class first: the abstract one is slow to answer


@dataclass(frozen=True, eq=False)
class Book:
    """The document that nodes point into; `siblings` says that what stands beside a `$ref` counts (OpenAPI 3.1)."""

    document: Mapping[str, Any]
    url: str = ""
    siblings: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the document and the JSON Pointer where it stands.

    Every way on follows references, so `value` is a definition and `pointer` is where that is written; `value` is None
    where there is nothing. Nothing here raises, whatever a document holds. `name` is the name of the property that a
    schema is of, "" for anything else.
    """

    value: Any = field(compare=False)
    pointer: str
    name: str = field(default="", compare=False)
    kind: str = field(default=grammar.DATA, compare=False, repr=False)
    _book: Book = field(default_factory=lambda: Book({}), repr=False)

    @property
    def exists(self) -> bool:
        """Whether there is something, null apart."""
        return self.value is not None

    @property
    def mapping(self) -> Mapping[str, Any]:
        """The value when it is an object, else an empty one."""
        return self.value if isinstance(self.value, _MAPPING) else {}

    @property
    def list(self) -> _List:
        """The value when it is a list, else an empty one."""
        return self.value if isinstance(self.value, list) else []

    @property
    def text(self) -> str:
        """The value when it is a text, else an empty one."""
        return self.value if isinstance(self.value, str) else ""

    @property
    def reference(self) -> str:
        """The `$ref` of a reference that is not followed yet; "" for what is none."""
        if not grammar.is_object(self.kind):
            return ""
        found = self.mapping.get("$ref")
        return found if isinstance(found, str) else ""

    def get(self, *names: str) -> "Node":
        """What stands under a name, and under the next name in that: the definition, where a reference leads to one.

        A number, written as text, finds an item of a list.
        """
        node = self
        for name in names:
            own = node.reference and name in node.mapping and node.has_siblings
            node = node.child(name) if own else node.followed.child(name)
        return node.followed

    def items(self) -> Iterator[tuple[str, "Node"]]:
        """Each name in an object, or index in a list, and what get() finds there."""
        node = self.followed
        yield from zip(node.names(), node.values(), strict=True)

    def values(self) -> Iterator["Node"]:
        """What get() finds under each name in an object, or at each index of a list."""
        node = self.followed
        for name in node.names():
            yield node.child(name).followed

    def names(self) -> Iterator[str]:
        """The names in an object, or the indexes of a list."""
        if isinstance(self.value, _MAPPING):
            yield from map(str, self.value)
        elif isinstance(self.value, list):
            yield from map(str, range(len(self.value)))

    def child(self, name: str) -> "Node":
        """What is written under a name in this very place: no reference is followed."""
        value = member(self.value, name)
        return Node(
            value,
            f"{self.pointer}/{escaped(name)}",
            name if grammar.holds_properties(self.kind) else "",
            grammar.kind_of(self.kind, name, value),
            self._book,
        )

    def parts(self) -> Iterator["Node"]:
        """What is written under each name in this very place, mere data left out."""
        for name in self.names():
            if grammar.kind_of(self.kind, name, member(self.value, name)):
                yield self.child(name)

    def below(self, names: Iterable[str]) -> "Node":
        """What is written at the end of some names in this very place: no reference is followed."""
        node = self
        for name in names:
            node = node.child(name)
        return node

    @property
    def followed(self) -> "Node":
        """The definition that a reference leads to, in some steps; the node itself when it is none."""
        node = self
        for _ in range(_MOST_REFERENCES):
            reference = node.reference
            if not reference:
                return node
            target = pointer_of(reference, self._book)
            if target is None or target.startswith(MISSING):
                break
            node = self.at(target)
        return replace(self, value=None)

    def at(self, pointer: str) -> "Node":
        """What a pointer leads to, taken for something of this node's kind; no reference is followed."""
        names = tokens(pointer)
        value: Any = self._book.document
        for name in names:
            value = member(value, name)
        return Node(value, pointer, _property_name(names), self.kind, self._book)

    @property
    def has_siblings(self) -> bool:
        """Whether what stands beside a `$ref` here counts: in a path item, and anywhere since OpenAPI 3.1."""
        return self._book.siblings or self.kind == grammar.PATH_ITEM


def root_of(book: Book) -> Node:
    """The document itself."""
    return Node(book.document, "", "", grammar.DOCUMENT, book)


def member(value: Any, name: str) -> Any:
    """What stands under a name in an object, or under an index in a list; None where there is nothing."""
    if isinstance(value, _MAPPING):
        return value.get(name)
    if isinstance(value, list) and name.isascii() and name.isdigit() and len(name) < 8:  # noqa: PLR2004
        index = int(name)
        return value[index] if index < len(value) and str(index) == name else None
    return None


def escaped(name: str) -> str:
    """A name as JSON Pointer spells it (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")


def tokens(pointer: str) -> list[str]:
    """The names that a JSON Pointer is made of."""
    return [name.replace("~1", "/").replace("~0", "~") for name in pointer.split("/")[1:]]


def pointer_of(reference: str, book: Book) -> str | None:
    """The JSON Pointer of a reference into the document itself; None for one that leads elsewhere."""
    place, _, fragment = reference.partition("#")
    if place and _resolved(book.url, place) != book.url:
        return None
    fragment = unquote(fragment)
    return fragment if not fragment or fragment.startswith("/") else None


def _resolved(url: str, reference: str) -> str:
    try:
        return urljoin(url, reference)
    except ValueError:
        return ""


def _property_name(names: list[str]) -> str:
    """The last name of a pointer, where it is that of a property: `properties` may itself be the name of one."""
    before = names[:-1]
    count = 0
    while before and before.pop() == "properties":
        count += 1
    return names[-1] if count % 2 else ""
