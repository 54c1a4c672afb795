"""The names of query parameters: in the links of a document, in a description, and what makes them legal."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import unquote_plus, urlsplit

from conformance.model import Exchange

from ..documents import Document
from ..targets import href

STANDARD = frozenset({"include", "fields", "sort", "page", "filter"})
"""The base names that the specification itself defines."""

_FETCHED = {
    "top": frozenset({"self", "related", "first", "last", "prev", "next"}),
    "resource": frozenset({"self"}),
    "relationship": frozenset({"self", "related", "first", "last", "prev", "next"}),
}
_GLOBAL = "a-zA-Z0-9\u0080-\U0010ffff"
_MEMBER = re.compile(f"[{_GLOBAL}](?:[-_ {_GLOBAL}]*[{_GLOBAL}])?")
_FAMILY = re.compile(r"[^\[\]]+((?:\[[^\[\]]*\])*)")
_PART = re.compile(r"\[([^\[\]]*)\]")
_EXTENSION = re.compile("[A-Za-z0-9]+:[a-z]+")
_LOWERCASE = re.compile("[a-z]+")


@dataclass(frozen=True, slots=True)
class Named:
    """A query parameter that the server itself names.

    `raw` is its name as it is written, `fetched` whether it belongs to a URL that is fetched as
    JSON:API (and not to a page about an error, for instance).
    """

    where: str
    raw: str
    fetched: bool = True

    @property
    def name(self) -> str:
        """The name, decoded."""
        return _decoded(self.raw)

    @property
    def base(self) -> str:
        """The base name, before any brackets."""
        return self.name.partition("[")[0]

    @property
    def custom(self) -> bool:
        """Whether it is the server's own: not the specification's and not an extension's."""
        return self.base not in STANDARD and _EXTENSION.fullmatch(self.base) is None


_decoded = lru_cache(maxsize=4096)(unquote_plus)


def named(exchange: Exchange) -> tuple[Named, ...]:
    """The parameters that an answer names: each name once, those of the request left out."""
    document = exchange.once(Document)
    if document.is_json_api:
        return _in_links(exchange, document) if b"?" in exchange.body else ()
    return _in_description(document.value)


def _in_links(exchange: Exchange, document: Document) -> tuple[Named, ...]:
    found: dict[str, Named] = {}
    for pointer, links, place in document.links:
        fetched = _FETCHED.get(place, frozenset())
        for name, link in links.items():
            target = link if isinstance(link, str) else href(link)
            if target and "?" in target and _is_own(exchange, target):
                for raw in raw_names(target):
                    new = Named(f"{pointer}/{name}", raw, name in fetched)
                    if raw not in found or (new.fetched and not found[raw].fetched):
                        found[raw] = new
    if not found:
        return ()
    asked = set(map(_decoded, raw_names(exchange.request.url)))
    return tuple(it for it in found.values() if it.name not in asked)


def raw_names(url: str) -> list[str]:
    """The names of the query parameters of a URL, as they are written."""
    query = url.partition("#")[0].partition("?")[2]
    return [piece.partition("=")[0] for piece in query.split("&") if piece]


def _is_own(exchange: Exchange, target: str) -> bool:
    """Whether a link leads to the host that was asked."""
    if target.startswith("/") and not target.startswith("//"):
        return True
    try:
        led, asked = urlsplit(target), urlsplit(exchange.request.url)
    except ValueError:
        return False
    return led.netloc in ("", asked.netloc)


def _in_description(root: Any) -> tuple[Named, ...]:
    """The query parameters that an OpenAPI document gives to GETs of JSON:API documents."""
    paths = root.get("paths") if isinstance(root, dict) and "openapi" in root else None
    if not isinstance(paths, dict):
        return ()
    found: dict[str, Named] = {}
    for path, item in paths.items():
        operation = item.get("get") if isinstance(item, dict) else None
        if isinstance(operation, dict) and "application/vnd.api+json" in str(operation):
            given = [*_parameters(item), *_parameters(operation)]
            for name in filter(None, (_query_name(root, it) for it in given)):
                found.setdefault(name, Named(f"paths {path} get", name))
    return tuple(found.values())


def _parameters(holder: dict[str, Any]) -> list[Any]:
    given = holder.get("parameters")
    return given if isinstance(given, list) else []


def _query_name(root: dict[str, Any], parameter: Any) -> str | None:
    if not isinstance(parameter, dict):
        return None
    reference = parameter.get("$ref")
    if isinstance(reference, str) and reference.startswith("#/"):
        return _query_name(root, _at(root, reference[2:].split("/")))
    name = parameter.get("name")
    return name if parameter.get("in") == "query" and isinstance(name, str) else None


def _at(value: Any, steps: list[str]) -> Any:
    for step in steps:
        value = value.get(step) if isinstance(value, dict) else None
    return None if isinstance(value, dict) and "$ref" in value else value


def custom_fault(base: str) -> str | None:
    """Why a server may not call a parameter of its own so; None when it may."""
    if not is_member_name(base):
        return "no legal member name"
    return "only letters a-z" if _LOWERCASE.fullmatch(base) else None


def is_member_name(name: str) -> bool:
    """Whether the specification allows the name for a member."""
    return _MEMBER.fullmatch(name) is not None


def is_family_name(name: str) -> bool:
    """Whether the bracketed parts after the base name are empty, legal, or legal with dots."""
    found = _FAMILY.fullmatch(name)
    if found is None:
        return False
    parts = _PART.findall(found[1])
    return all(not part or all(map(is_member_name, part.split("."))) for part in parts)


def custom(exchange: Exchange) -> Iterator[Named]:
    """The server's own parameters that an answer names."""
    yield from exchange.once(_custom)


def _custom(exchange: Exchange) -> tuple[Named, ...]:
    return tuple(it for it in exchange.once(named) if it.custom)
