"""What a candidate has to read: the answers to its GETs, by its description, by start paths and by links.

A template of the description (`/gebouwen/{gebouwId}`) is filled with what its own answers show: a link that has its
shape, the id of an item in the collection before it, else an example of the description. Nothing is guessed.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any
from urllib.parse import quote, urlencode, urljoin, urlsplit

from conformance.candidate import Candidate
from conformance.checks.described import Described, described
from conformance.description import Description, Operation, Parameter
from conformance.errors import PreflightError
from conformance.model import Exchange

MOST_TARGETS = 40
_MOST_OF_A_TEMPLATE = 2
_MOST_LINKS = 12
_ROUNDS = 3  # how deep templates nest: /a/{x}/b/{y}/c/{z}
_LOWEST_ERROR = 400
_IDS = ("id", "identificatie", "uuid", "identifier", "code", "nummer", "key")
_LINKS = ("url", "href", "self", "@id")
_OPEN = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, eq=False)
class Target:
    """What a GET reads: its URL and a successful answer, and the operation of the description that it belongs to."""

    url: str
    answer: Exchange
    operation: Operation | None = None

    @property
    def template(self) -> str:
        """The path of the operation, "" when the description does not have it."""
        return self.operation.path if self.operation else ""

    @property
    def items(self) -> tuple[Any, ...] | None:
        """What the answer lists; None when it is no list."""
        return items_of(self.answer.json)

    @property
    def is_collection(self) -> bool:
        """Whether the answer lists something: what does not end in an id and holds a list of objects."""
        return self.items is not None and not self.template.rstrip("/").endswith("}")


@dataclass(frozen=True, eq=False)
class Surveyed:
    """What the survey found; `refused` are GETs of the description or of the declaration that had no success."""

    described: Described
    targets: tuple[Target, ...]
    refused: tuple[Exchange, ...] = ()
    known: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    @property
    def description(self) -> Description | None:
        """The candidate's OpenAPI document, when there is one."""
        return self.described.description

    @property
    def collections(self) -> tuple[Target, ...]:
        """The targets that list something."""
        return tuple(it for it in self.targets if it.is_collection)

    @property
    def singles(self) -> tuple[Target, ...]:
        """The targets that are one resource: a JSON object that is no list."""
        return tuple(
            it for it in self.targets if isinstance(it.answer.json, dict) and not it.is_collection
        )

    def values(self, path: str, name: str) -> list[str]:
        """Values that a path parameter is known to take."""
        return list(self.known.get((path, name), ()))

    @property
    def notes(self) -> tuple[str, ...]:
        """What was found, in a few lines."""
        source = self.described
        said = source.exchange.where if source.exchange else source.reason
        read = ", ".join(urlsplit(it.url).path for it in self.targets[:8])
        return (f"description: {said}", f"read with success: {len(self.targets)} ({read})")


def surveyed(candidate: Candidate) -> Surveyed:
    """Look around; raises PreflightError when no GET succeeds."""
    source = candidate.once(described)
    search = _Search(candidate, source)
    search.run()
    if not search.found:
        where = search.missed[0].where if search.missed else candidate.base
        raise PreflightError(
            f"{where}: no GET was answered with success",
            hint="name a resource with --start /gebouwen,"
            " or the OpenAPI document with `description` in a candidate file",
        )
    return Surveyed(source, tuple(search.found.values()), tuple(search.missed), search.known())


def items_of(value: Any) -> tuple[Any, ...] | None:
    """The items that a JSON document lists: itself, or the one member that is a list of objects; None for no list."""
    if isinstance(value, list):
        return tuple(value)
    if not isinstance(value, dict):
        return None
    embedded = value.get("_embedded")
    lists = [
        it
        for holder in (value, embedded if isinstance(embedded, dict) else {})
        for it in holder.values()
        if isinstance(it, list) and all(isinstance(each, dict) for each in it)
    ]
    filled = [it for it in lists if it]
    return tuple((filled or lists)[0]) if lists and len(filled) <= 1 else None


class _Search:
    """What was found so far."""

    def __init__(self, candidate: Candidate, source: Described) -> None:
        self.candidate = candidate
        self.description = source.description
        self.found: dict[str, Target] = {}
        self.missed: list[Exchange] = []
        self._asked: set[str] = set()
        self._values: dict[tuple[str, str], dict[str, None]] = {}

    def run(self) -> None:
        """Ask what needs no id, then fill templates, one level after the other; links where nothing is described."""
        self._ask([*self._plain(), *self.candidate.starts])
        if not self.found:
            self._ask([self.candidate.base])
        for _ in range(_ROUNDS):
            self._ask(self._filled())
        if self.description is None:
            self._ask(list(self._linked())[:_MOST_LINKS])

    def known(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """Values of path parameters, by path and name, that led to an answer."""
        return {key: tuple(values) for key, values in self._values.items()}

    def _ask(self, urls: Iterable[str]) -> None:
        room = MOST_TARGETS - len(self.found)
        fresh = [it for it in dict.fromkeys(urls) if it not in self._asked][: max(room, 0)]
        self._asked.update(fresh)
        for answer in self.candidate.get_all(fresh):
            if 200 <= answer.status < 300:  # noqa: PLR2004
                self._keep(answer)
            elif answer.status >= _LOWEST_ERROR:
                self.missed.append(answer)

    def _keep(self, answer: Exchange) -> None:
        url = answer.request.url
        operation = self.description.match("get", url) if self.description else None
        self.found.setdefault(url, Target(url, answer, operation))
        if operation:
            for name, value in self._taken(operation, url):
                self._values.setdefault((operation.path, name), {})[value] = None

    def _operations(self) -> Iterator[Operation]:
        for it in self.description.operations() if self.description else ():
            if it.method == "get":
                yield it

    def _plain(self) -> Iterator[str]:
        for it in self._operations():
            if "{" not in it.path and (url := self._url(it, {})):
                yield url

    def _filled(self) -> Iterator[str]:
        for it in self._operations():
            names = _OPEN.findall(it.path)
            done = sum(target.template == it.path for target in self.found.values())
            if names and done < _MOST_OF_A_TEMPLATE:
                urls = chain(self._by_links(it), self._by_items(it, names), self._by_examples(it))
                fresh = (url for url in dict.fromkeys(urls) if url not in self._asked)
                yield from list(fresh)[: _MOST_OF_A_TEMPLATE - done]

    def _by_links(self, operation: Operation) -> Iterator[str]:
        """Links in answers that have the shape of the operation's path."""
        if self.description is None:
            return
        for url in self._linked():
            match = self.description.match("get", url)
            if match and match.path == operation.path:
                yield url

    def _by_items(self, operation: Operation, names: list[str]) -> Iterator[str]:
        """The path with ids of items that were listed at the path before its last template."""
        before, _, after = operation.path.rpartition("{" + names[-1] + "}")
        for target in list(self.found.values()):
            if target.template and target.template.rstrip("/") == before.rstrip("/"):
                for item in (target.items or ())[:_MOST_OF_A_TEMPLATE]:
                    value = _id_of(item, names[-1])
                    if value is not None:
                        yield f"{_bare(target.url)}/{quote(value, safe='')}{after}"
            elif target.template and target.template == f"{before}{{{names[-1]}}}" and after:
                yield f"{_bare(target.url)}{after}"

    def _by_examples(self, operation: Operation) -> Iterator[str]:
        """The path with the description's own examples, when it has one for each parameter."""
        values = {it.name: example_of(it) for it in operation.parameters if it.place == "path"}
        if all(values.get(name) is not None for name in _OPEN.findall(operation.path)):
            url = self._url(operation, {name: str(value) for name, value in values.items()})
            if url:
                yield url

    def _url(self, operation: Operation, values: Mapping[str, str]) -> str | None:
        """The operation's URL on this candidate; None when a required query parameter has no value to give."""
        wanted = [it for it in operation.parameters if it.place == "query" and it.required]
        query = {it.name: example_of(it) for it in wanted}
        if any(value is None or isinstance(value, list | dict) for value in query.values()):
            return None
        path = _OPEN.sub(lambda hit: quote(values.get(hit[1], hit[0]), safe=""), operation.path)
        asked = (
            f"?{urlencode({name: _text(value) for name, value in query.items()})}" if query else ""
        )
        return self.candidate.base + ("" if path == "/" else path) + asked

    def _taken(self, operation: Operation, url: str) -> Iterator[tuple[str, str]]:
        """The values of the path parameters in a URL, as they stand there."""
        pattern = "([^/]+)".join(map(re.escape, _OPEN.split(operation.path)[::2]))
        hit = re.search(f"{pattern}$", urlsplit(url).path)
        if hit:
            yield from zip(_OPEN.findall(operation.path), hit.groups(), strict=False)

    def _linked(self) -> Iterator[str]:
        """The candidate's own URLs in the answers so far."""
        for target in list(self.found.values()):
            for text in _texts(target.answer.json):
                if text.startswith(("http://", "https://", "/")):
                    url = urljoin(target.url, text).partition("#")[0]
                    if self.candidate.is_within(url) and "{" not in url:
                        yield url


def example_of(parameter: Parameter) -> Any:
    """A value that the description gives for a parameter: an example, a default, one of an enum; None for none."""
    holders = (parameter.node, parameter.schema)
    for place in ("example", "default", "const"):
        for holder in holders:
            if holder.get(place).exists:
                return holder.get(place).value
    for holder in holders:
        for each in holder.get("examples").values():
            return each.get("value").value if each.get("value").exists else each.value
    return next((it.value for _, it in parameter.schema.get("enum").items()), None)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _bare(url: str) -> str:
    return url.partition("?")[0].rstrip("/")


def _id_of(item: Any, name: str) -> str | None:
    """What an item says its id is, for a parameter of this name."""
    if not isinstance(item, dict):
        return str(item) if isinstance(item, str | int) and not isinstance(item, bool) else None
    for key in (name, *_IDS):
        value = item.get(key)
        if isinstance(value, str | int) and not isinstance(value, bool) and "/" not in str(value):
            return str(value)
    for key in _LINKS:
        value = item.get(key)
        if isinstance(value, str) and value.rstrip("/"):
            return value.rstrip("/").rpartition("/")[2]
    return None


def _texts(value: Any, depth: int = 8) -> Iterator[str]:
    """Every text in a JSON document, to a depth, the first few items of each list."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict) and depth:
        for each in value.values():
            yield from _texts(each, depth - 1)
    elif isinstance(value, list) and depth:
        for each in value[:3]:
            yield from _texts(each, depth - 1)
