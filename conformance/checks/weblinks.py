"""Links of an answer (RFC 8288): in the field Link, and in a JSON body in the ways that are in use."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urldefrag, urljoin

from conformance.model import Exchange

_LINK = re.compile(
    r"<(?P<target>[^<>]*)>(?P<parameters>(?:\s*;\s*[^\s;,=]+\s*(?:=\s*(?:\"(?:\\.|[^\"\\])*\"|[^\s\",;]*))?)*)"
)
_PARAMETER = re.compile(r"([^\s;,=]+)\s*=\s*(?:\"((?:\\.|[^\"\\])*)\"|([^\s\",;]*))")
_SPELLINGS = {"prev": ("prev", "previous"), "next": ("next", "@odata.nextLink")}
_HOLDERS = ("_links", "links", "paging", "pagination", "meta")


@dataclass(frozen=True, slots=True)
class Link:
    """One link: the URL that it leads to, without fragment, and its relations in lower case.

    `place` is where it stands: "link", or a JSON Pointer.
    """

    url: str
    relations: tuple[str, ...]
    place: str


def in_field(exchange: Exchange) -> tuple[Link, ...]:
    """The links of the field Link whose context is the resource itself."""
    return exchange.once(_in_field)


def in_body(exchange: Exchange) -> tuple[Link, ...]:
    """The links of a JSON body that are its own: in `_links`, in `links`, or `next` and its like at the top."""
    return exchange.once(_in_body)


def related(exchange: Exchange, relation: str) -> Link | None:
    """The link of that relation: of the field Link, else of the body."""
    found = (*in_field(exchange), *in_body(exchange))
    return next((it for it in found if relation in it.relations), None)


def _in_field(exchange: Exchange) -> tuple[Link, ...]:
    found = []
    for match in _LINK.finditer(exchange.header("link") or ""):
        names = {key.lower(): quoted or bare for key, quoted, bare in _pairs(match["parameters"])}
        if "anchor" not in names:
            url = _resolved(exchange, match["target"])
            relations = names.get("rel", "").lower().split()
            found += [Link(url, _known(relations), "link")] if url else []
    return tuple(found)


def _pairs(parameters: str) -> list[tuple[str, str, str]]:
    return _PARAMETER.findall(parameters)


def _known(relations: list[str]) -> tuple[str, ...]:
    """The relations, `previous` among them as the `prev` that it is an old name of."""
    return tuple("prev" if it == "previous" else it for it in relations)


def _in_body(exchange: Exchange) -> tuple[Link, ...]:
    document = exchange.json if exchange.body else None
    if not isinstance(document, dict):
        return ()
    found: list[Link] = []
    for holder in _HOLDERS:
        found += _of(exchange, document.get(holder), f"/{holder}")
    top = {name: document.get(name) for names in _SPELLINGS.values() for name in names}
    return (*found, *_of(exchange, top, ""))


def _of(exchange: Exchange, holder: Any, place: str) -> Iterator[Link]:
    for name, value, where in _entries(holder, place):
        href = value.get("href") if isinstance(value, dict) else value
        relation = next((it for it, names in _SPELLINGS.items() if name in names), name.lower())
        url = _resolved(exchange, href) if isinstance(href, str) and _is_reference(href) else ""
        if url:
            yield Link(url, (relation,), where)


def _entries(holder: Any, place: str) -> Iterator[tuple[str, Any, str]]:
    """What stands under each relation, in an object or in a list of objects with `rel`."""
    if isinstance(holder, dict):
        yield from ((name, value, f"{place}/{name}") for name, value in holder.items())
    elif isinstance(holder, list):
        for index, value in enumerate(holder):
            relation = value.get("rel") if isinstance(value, dict) else None
            if isinstance(relation, str):
                yield relation, value, f"{place}/{index}"


def _is_reference(text: str) -> bool:
    """Whether a text is plainly a URL: the bare number of a page or a cursor is none."""
    return text.startswith(("http://", "https://", "/", "?", "./", "../")) and "{" not in text


def _resolved(exchange: Exchange, reference: str) -> str:
    try:
        return urldefrag(urljoin(exchange.request.url, reference)).url
    except ValueError:
        return ""
