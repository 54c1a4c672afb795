"""The operations of a description: what may be asked, where, and what is answered."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from conformance.description import grammar
from conformance.description.nodes import Node

_VARIABLE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an operation: its name, where it goes ("query", "path", "header", "cookie"), and its schema."""

    name: str
    place: str
    required: bool
    schema: Node
    node: Node


class Headers(Mapping[str, Node]):
    """Header objects by name, found whatever its case."""

    def __init__(self, found: Mapping[str, Node]) -> None:
        self._found = found
        self._by_lower = {name.lower(): node for name, node in found.items()}

    def __getitem__(self, name: str) -> Node:
        return self._by_lower[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._by_lower


@dataclass(frozen=True)
class Operation:
    """One method of one path.

    `method` is in lower case and `path` as the document spells it. `servers` are the absolute URLs that the path is
    appended to: those of the operation, else of the path, else of the document. `item` is the path item.
    """

    method: str
    path: str
    node: Node
    item: Node = field(compare=False, repr=False)
    root: Node = field(compare=False, repr=False)
    url: str = field(default="", compare=False, repr=False)

    @property
    def pointer(self) -> str:
        """Where the operation is written."""
        return self.node.pointer

    @property
    def operation_id(self) -> str:
        """Its `operationId`, "" when it has none."""
        return self.node.get("operationId").text

    @property
    def tags(self) -> tuple[str, ...]:
        """The names of its tags."""
        return tuple(it for it in self.node.get("tags").list if isinstance(it, str))

    @property
    def deprecated(self) -> bool:
        """Whether it is marked so."""
        return self.node.get("deprecated").value is True

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """Those of the path and of the operation itself, which wins where both name one."""
        found: dict[tuple[str, str], Parameter] = {}
        for holder in (self.item, self.node):
            for node in holder.get("parameters").values():
                parameter = _parameter(node)
                if parameter:
                    found[_key(parameter)] = parameter
        return tuple(found.values())

    @cached_property
    def responses(self) -> Mapping[str, Node]:
        """The response object of each status that is described ("200", "4XX", "default"), extensions left out."""
        return {
            name: node
            for name, node in self.node.get("responses").items()
            if not name.startswith("x-")
        }

    def response_for(self, status: int) -> Node:
        """The response object for a status: its own, else that of its range, else the default; value None without."""
        ranges = {name.upper(): name for name in self.responses}
        for name in (str(status), f"{status // 100}XX", "DEFAULT"):
            if name in ranges:
                return self.responses[ranges[name]]
        return self.node.get("responses").child(str(status))

    @cached_property
    def request_content(self) -> Mapping[str, Node]:
        """The media type object of each media type that a request may be in."""
        return content_of(self.node.get("requestBody"))

    @cached_property
    def security(self) -> tuple[Mapping[str, Any], ...]:
        """The alternatives for logging in: schemes and their scopes. None at all, or an empty one: no need to."""
        own = self.node.get("security")
        asked = own if isinstance(own.value, list) else self.root.get("security")
        return tuple(it for it in asked.list if isinstance(it, Mapping))

    @cached_property
    def servers(self) -> tuple[str, ...]:
        """The absolute URLs that the path is appended to."""
        for holder in (self.node, self.item, self.root):
            given = holder.get("servers")
            found = tuple(server_urls(given, self.url)) if given.list else ()
            if found:
                return found
        return (root_server(self.root, self.url),)

    @property
    def concreteness(self) -> tuple[bool, ...]:
        """For each segment whether it is templated: the least one that matches a URL is the one that is meant."""
        return tuple("{" in part for part in self.path.split("/"))


def operations(root: Node, url: str) -> Iterator[Operation]:
    """Every operation under `paths`, in the document's order; webhooks and callbacks are others' to serve."""
    since_3_2 = ("query",) if root.get("openapi").text.startswith("3.2") else ()
    methods = (*grammar.METHODS, *since_3_2)
    for path in root.get("paths").names():
        if path.startswith("x-"):
            continue
        item = root.get("paths").child(path)
        for method in methods:
            node = item.get(method)
            if isinstance(node.value, Mapping):
                yield Operation(method, path, node, item, root, url)


class Routes:
    """Finds the operation that a request is for, among those below their own servers and below `base`."""

    def __init__(self, found: Iterable[Operation], base: str = "") -> None:
        self._by_length: dict[tuple[str, int], list[tuple[list[str], Operation]]] = {}
        for operation in sorted(found, key=lambda it: it.concreteness):
            for server in dict.fromkeys((*operation.servers, *([base] if base else []))):
                for template in _templates(server, operation.path):
                    key = (operation.method, len(template))
                    self._by_length.setdefault(key, []).append((template, operation))

    def match(self, method: str, url: str) -> Operation | None:
        """The operation that is meant; None when none is described."""
        given = [unquote(part) for part in (urlsplit(url).path or "/").split("/")]
        routes = self._by_length.get((method.lower(), len(given)), [])
        return next((operation for template, operation in routes if _fits(template, given)), None)


def content_of(holder: Node) -> Mapping[str, Node]:
    """The media type object of each media type of a response, a request body, a parameter or a header."""
    return dict(holder.get("content").items())


def headers_of(response: Node) -> Mapping[str, Node]:
    """The header objects of a response, found whatever the case of their names."""
    return Headers(dict(response.get("headers").items()))


def server_urls(servers: Node, url: str) -> Iterator[str]:
    """The URLs of a list of server objects, variables at their defaults, resolved against that of the document."""
    for server in servers.values():
        found = _resolved(url, _filled(server))
        if found:
            yield found


def root_server(root: Node, url: str) -> str:
    """The URL that paths are appended to: the first server's, or the one that Swagger 2.0 spells in parts."""
    servers = root.get("servers")
    first = next(server_urls(servers, url), None) if servers.list else None
    return first or _resolved(url, root.get("basePath").text or "/") or url


def _filled(server: Node) -> str:
    """The URL of a server with its variables at their defaults."""
    variables = server.get("variables")

    def default(found: re.Match[str]) -> str:
        value = variables.get(found[1], "default").value
        return found[0] if value is None else str(value)

    return _VARIABLE.sub(default, server.get("url").text) or "/"


def _resolved(url: str, given: str) -> str:
    """A URL resolved against that of the document; "" for what is no URL."""
    try:
        found = urljoin(url, given)
        urlsplit(found)
    except ValueError:
        return ""
    return found


def _parameter(node: Node) -> Parameter | None:
    name, place = node.get("name").text, node.get("in").text
    if not name or not place:
        return None
    schema = node.get("schema")
    if not schema.exists:
        described = (media_type.get("schema") for media_type in content_of(node).values())
        schema = next((it for it in described if it.exists), schema)
    return Parameter(name, place, node.get("required").value is True, schema, node)


def _key(parameter: Parameter) -> tuple[str, str]:
    name = parameter.name.lower() if parameter.place == "header" else parameter.name
    return (name, parameter.place)


def _templates(server: str, path: str) -> Iterator[list[str]]:
    """The segments of a path below a server. The path `/` may be asked without its slash, which is the server's URL."""
    below = [unquote(part) for part in urlsplit(server).path.rstrip("/").split("/")]
    yield below + [unquote(part) for part in path.lstrip("/").split("/")]
    if path == "/" and len(below) > 1:
        yield below


def _fits(template: list[str], given: list[str]) -> bool:
    return len(template) == len(given) and all(
        it == part or ("{" in it and _pattern(it).fullmatch(part) is not None)
        for it, part in zip(template, given, strict=True)
    )


def _pattern(template: str) -> re.Pattern[str]:
    fixed = _VARIABLE.split(template)[::2]
    return re.compile(".+".join(map(re.escape, fixed)), re.DOTALL)
