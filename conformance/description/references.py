"""What a description refers to in other documents, brought into it, so that it can be used without the network."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urldefrag, urljoin, urlsplit

from conformance.description import grammar, identified, patches, reading, schemas
from conformance.description.document import EXTERNAL, Description, External, Unresolved
from conformance.description.nodes import MISSING, Book, Node, member, tokens
from conformance.errors import ConfigurationError, ConformanceError

Fetch = Callable[[str], bytes]

_MOST_DOCUMENTS = 100
_MOST_BYTES = 30_000_000  # of all other documents together
# What stands in for what could not be found, so that only this is missing and a validator can go on.
_STAND_INS: dict[str, Any] = {
    "header": {"schema": {}},
    "parameter": {"name": "missing", "in": "query", "schema": {}},
    "request body": {"content": {}},
    "response": {"description": "missing"},
    "security scheme": {"type": "http", "scheme": "bearer"},
}


@dataclass(eq=False)
class _Document:
    """One document: its URL, its value, where it stands in the whole, and what was found in it."""

    url: str
    value: Any
    pointer: str = ""
    siblings: bool = False
    seen: schemas.Seen = field(default_factory=set)
    reached: set[str] = field(default_factory=set)
    changes: patches.Changes = field(default_factory=dict)

    def node(self, pointer: str, kind: str) -> Node:
        """What stands at a pointer, taken for something of that kind."""
        book = Book(self.value, self.url, self.siblings)
        return Node(self.value, "", "", kind, book).at(pointer)


class _Nowhere(Exception):
    """A reference leads to nothing; `broken` says that it is the reference that is wrong."""

    def __init__(self, reason: str, *, broken: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.broken = broken


def gather(description: Description, fetch: Fetch) -> Description:
    """The description with all that it refers to in other documents, each fetched once.

    `fetch` gives the bytes at a URL (http, https; file too, below the folder of a document that is a file itself) or
    raises a ConformanceError: whether an address may be asked is its to say. What cannot be found is listed in
    `unresolved`, and leads to a node without a value.
    """
    gathering = _Gathering(description, fetch)
    gathering.follow_all()
    return gathering.result()


class _Gathering:
    """Follows references from one document to the next until none is left."""

    def __init__(self, description: Description, fetch: Fetch) -> None:
        self._description = description
        self._fetch = fetch
        root = description.root
        self._main = _Document(_absolute(description.url), root.value, siblings=root.has_siblings)
        self._documents: dict[str, _Document | _Nowhere] = {self._main.url: self._main}
        self._externals: dict[str, External] = {}
        self._waiting: deque[tuple[_Document, Node]] = deque([(self._main, root)])
        self._steps: dict[str, tuple[str, _Document, Node]] = {}
        self._unresolved: list[Unresolved] = []
        self._missing: set[str] = set()
        self._bytes = 0

    # -- following ----------------------------------------------------------------------------------------------------

    def follow_all(self) -> None:
        """Follow every reference, and those in what it leads to."""
        while self._waiting:
            document, start = self._waiting.popleft()
            for node in schemas.within(start, document.seen):
                if node.reference:
                    self._follow(document, node)
                if node.kind == grammar.SCHEMA and "discriminator" in node.mapping:
                    self._mapping(document, node.child("discriminator").child("mapping"))
                if node.kind == grammar.SCHEMA and "$id" in node.mapping:
                    self._unname(document, node)
        for place in _circles({place: step[0] for place, step in self._steps.items()}):
            _, document, node = self._steps[place]
            self._lost(document, node, _Nowhere("it leads back to itself", broken=True))

    def _follow(self, document: _Document, node: Node) -> None:
        try:
            other, target = self._target(document, node)
        except _Nowhere as nowhere:
            self._lost(document, node, nowhere)
            return
        place = document.pointer + node.pointer
        self._steps[place] = (other.pointer + target.pointer, document, node)
        self._reach(other, target)
        as_written = unquote(node.reference) == f"#{target.pointer}"
        if not (document is other is self._main and as_written):
            document.changes[f"{node.pointer}/$ref"] = _fragment(other, target)

    def _target(self, document: _Document, node: Node) -> tuple[_Document, Node]:
        """The document and the place that a reference leads to; raises _Nowhere."""
        try:
            place, fragment = urldefrag(node.reference)
            url = urldefrag(urljoin(document.url, place)).url if place else document.url
        except ValueError as error:
            raise _Nowhere("it is no URL", broken=True) from error
        named = self._names.get(url) if url not in self._documents else None
        if named is not None:
            other, above = self._main, [named]
        else:
            other = self._document(url, document, node)
            above = identified.above(document.value, node.pointer) if other is document else [""]
        fragment = unquote(fragment)
        for start in above:
            pointer = identified.inside(other.value, start, fragment)
            target = other.node(pointer, node.kind)
            if target.exists:
                return other, target
        raise _Nowhere(f"nothing stands at {fragment or 'the root'} there", broken=True)

    def _reach(self, other: _Document, target: Node) -> None:
        if (target.pointer, target.kind) not in other.seen:
            self._waiting.append((other, target))
        other.reached.add(target.pointer)

    def _mapping(self, document: _Document, mapping: Node) -> None:
        """Point a discriminator at the schemas in the whole, where it names them for a document of their own."""
        for name, value in mapping.mapping.items():
            if not isinstance(value, str):
                continue
            plain = not {"/", "#", "."} & set(value)
            reference = f"#/components/schemas/{value}" if plain else value
            node = replace(mapping, value={"$ref": reference}, kind=grammar.SCHEMA)
            place = urldefrag(reference).url
            known = not place or _joined(document.url, place) in self._documents
            if not known or (document is self._main and not place):
                continue
            try:
                other, target = self._target(document, node)
            except _Nowhere:
                continue
            self._reach(other, target)
            document.changes[mapping.child(str(name)).pointer] = _fragment(other, target)

    @staticmethod
    def _unname(document: _Document, schema: Node) -> None:
        """Take the `$id` off a schema: in the whole, references count from the whole."""
        if schema.child("$id").text and schema.has_siblings:
            document.changes[f"{schema.pointer}/$id"] = None

    @cached_property
    def _names(self) -> Mapping[str, str]:
        """The pointers of the schemas that have a URL of their own."""
        found = self._description.root.has_siblings
        return identified.names(self._main.value, self._main.url) if found else {}

    def _lost(self, document: _Document, node: Node, why: _Nowhere) -> None:
        place = document.pointer + node.pointer
        self._unresolved.append(Unresolved(place, node.reference, why.reason, why.broken))
        self._missing.add(node.kind)
        document.changes[f"{node.pointer}/$ref"] = f"#{MISSING}{quote(node.kind)}"

    # -- other documents ----------------------------------------------------------------------------------------------

    def _document(self, url: str, referring: _Document, node: Node) -> _Document:
        if url not in self._documents:
            try:
                self._documents[url] = self._fetched(url, referring, node)
            except _Nowhere as nowhere:
                self._documents[url] = nowhere
        found = self._documents[url]
        if isinstance(found, _Nowhere):
            raise found
        return found

    def _fetched(self, url: str, referring: _Document, node: Node) -> _Document:
        self._allow(url, referring)
        try:
            data = self._fetch(url)
            self._bytes += len(data)
            if self._bytes > _MOST_BYTES:
                raise _Nowhere(f"the documents have more than {_MOST_BYTES} bytes together")
            value = reading.values(data, url)
        except ConformanceError as error:
            raise _Nowhere(error.message) from error
        name = self._name(url)
        pointer = f"/{EXTERNAL}/{name}"
        self._externals[name] = External(url, referring.pointer + node.pointer)
        version = member(value, "openapi")
        siblings = (
            not version.startswith("3.0") if isinstance(version, str) else self._main.siblings
        )
        return _Document(url, value, pointer, siblings)

    def _allow(self, url: str, referring: _Document) -> None:
        """Raise _Nowhere for what is not to be fetched, whoever asks."""
        scheme = urlsplit(url).scheme
        if not scheme:
            raise _Nowhere("the document has no URL that it could count from")
        if scheme not in {"http", "https", "file"}:
            raise _Nowhere(f"{scheme}: is not followed, only http and https")
        folder = urljoin(self._main.url, ".")
        if scheme == "file" and not referring.url.startswith("file:"):
            raise _Nowhere("a file is only read where the document itself is one")
        if scheme == "file" and (
            urlsplit(url).netloc or not _plain(url).startswith(_plain(folder))
        ):
            raise _Nowhere("the file lies outside the folder of the document")
        if len(self._externals) >= _MOST_DOCUMENTS:
            raise _Nowhere(f"more than {_MOST_DOCUMENTS} documents are not fetched")

    def _name(self, url: str) -> str:
        """A name for a document in the whole: that of its file, numbered where two have the same."""
        last = unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2])
        plain = "".join(it if it.isalnum() or it in "-._" else "-" for it in last) or "document"
        taken = {*self._externals, "missing", *map(str, self._old)}
        numbered = (f"{plain}-{number}" for number in range(2, len(taken) + 3))
        return plain if plain not in taken else next(it for it in numbered if it not in taken)

    @property
    def _old(self) -> Mapping[str, Any]:
        found = self._description.document.get(EXTERNAL)
        return found if isinstance(found, Mapping) else {}

    # -- the whole ----------------------------------------------------------------------------------------------------

    def result(self) -> Description:
        """The description as it was, with references that lead to its own parts, and with these parts."""
        document: Mapping[str, Any] = patches.changed(self._main.value, self._main.changes)
        parts: dict[str, Any] = {
            tokens(other.pointer)[1]: patches.parts(other.value, other.reached, other.changes)
            for other in self._documents.values()
            if isinstance(other, _Document) and other is not self._main
        }
        if self._missing:
            parts["missing"] = {kind: _STAND_INS.get(kind, {}) for kind in sorted(self._missing)}
        if parts:
            document = {**document, EXTERNAL: {**self._old, **parts}}
        return replace(
            self._description,
            document=document,
            served=self._description.original,
            unresolved=tuple(self._unresolved),
            externals=self._externals,
            gathered=True,
        )


def nothing(url: str) -> bytes:
    """A function for gather() that fetches nothing."""
    raise ConfigurationError(f"{url} was not fetched")


def _circles(steps: Mapping[str, str]) -> Iterator[str]:
    """The references that lead to one another in a circle; `steps` are pointers, and what each leads to."""
    done: set[str] = set()
    for start in steps:
        way: dict[str, None] = {}
        place = start
        while place in steps and place not in done and place not in way:
            way[place] = None
            place = steps[place]
        if place in way:
            names = list(way)
            yield from names[names.index(place) :]
        done.update(way)


def _absolute(url: str) -> str:
    """The URL of a document; that of its file when it is given by a path."""
    scheme = urlsplit(url).scheme
    local = url and (not scheme or len(scheme) == 1)
    return Path(url).absolute().as_uri() if local else urldefrag(url).url


def _joined(base: str, place: str) -> str:
    try:
        return urldefrag(urljoin(base, place)).url
    except ValueError:
        return ""


def _plain(url: str) -> str:
    """A file URL with its escapes read: %2e%2e is no way out of a folder."""
    return urljoin("file:///", unquote(urlsplit(url).path))


def _fragment(document: _Document, target: Node) -> str:
    return "#" + quote(document.pointer + target.pointer, safe="/~:@!$&'()*+,;=")
