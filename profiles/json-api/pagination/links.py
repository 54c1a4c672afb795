"""The links of one document that lead to pages, and those that stand where none should."""

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from conformance.model import Exchange

from ..documents import Document, escaped

KEYS = ("first", "last", "prev", "next")
_KEYS = frozenset(KEYS)
_OK = 200
_DEEPEST = 2  # objects in meta that are searched for links
_PAGING = re.compile(r"page|offset|limit|cursor|after|before|size|start|skip", re.IGNORECASE)
_URL = re.compile(r"https?://|/|\?")


def links_of(exchange: Exchange) -> Mapping[str, Any]:
    """The top-level links of a document, @-members left out."""
    root = exchange.once(Document).value
    links = root.get("links") if isinstance(root, dict) else None
    return links if isinstance(links, dict) else {}


def query_of(link: object) -> Sequence[tuple[str, str]]:
    """The query parameters of a link, decoded."""
    href = link.get("href") if isinstance(link, dict) else link
    return _parameters(href) if isinstance(href, str) else ()


@lru_cache(maxsize=4096)
def _parameters(href: str) -> tuple[tuple[str, str], ...]:
    try:
        return tuple(parse_qsl(urlsplit(href).query, keep_blank_values=True))
    except ValueError:
        return ()


def top_links(exchange: Exchange) -> Mapping[str, Any]:
    """The top-level links of a collection that was fetched; none for anything else."""
    root = exchange.once(Document).root
    if exchange.status != _OK or not isinstance(root.get("data"), list):
        return {}
    links = root.get("links")
    return links if isinstance(links, dict) else {}


def is_link(link: object) -> bool:
    """Whether there is a link: a text or a link object, not null, not empty."""
    return isinstance(link, str | dict) and bool(link)


def misplaced(document: Document) -> Iterator[tuple[str, str]]:
    """The pagination links outside of the links of a collection: where, and what stands there.

    A link called next that carries no parameter for paging may lead to the next of some other kind.
    """
    root = document.root
    right = _KEYS & top_links(document.exchange).keys()
    if isinstance(root.get("data"), list):
        yield from _url_valued(document, root, "", right)
        if not right:
            yield from _url_valued(document, root.get("meta"), "/meta", right)
    for pointer, links, place in document.links:
        if _KEYS.isdisjoint(links) or not any(_pages(links.get(name)) for name in KEYS):
            continue
        held = ", ".join(name for name in KEYS if is_link(links.get(name)))
        if place == "resource":
            yield pointer, f"{held} in the links of a resource"
        elif place == "relationship" and not _may_be_many(document, pointer):
            yield pointer, f"{held} in the links of a to-one relationship"
        elif place == "top" and isinstance(root.get("data"), dict):
            yield pointer, f"{held} beside a single resource"


def _pages(link: object) -> bool:
    return any(_PAGING.search(name) for name, _ in query_of(link))


def _may_be_many(document: Document, pointer: str) -> bool:
    """Whether the relationship whose links stand at `pointer` can be a to-many one."""
    wanted = pointer.removesuffix("/links")
    found = next((it for where, _, it in document.relationships if where == wanted), {})
    return "data" not in found or isinstance(found["data"], list)


def _url_valued(
    document: Document, holder: object, pointer: str, right: AbstractSet[str], depth: int = 0
) -> Iterator[tuple[str, str]]:
    """Members that are called like pagination links and hold a page's URL, outside of any links object."""
    if not isinstance(holder, dict):
        return
    for name, value in holder.items():
        where = f"{pointer}/{escaped(name)}"
        if name in _KEYS and name not in right and isinstance(value, str):
            if _URL.match(value) and _is_of_here(document.exchange, value):
                yield where, f"{name} in {pointer.lstrip('/') or 'the root'}"
        elif pointer and depth < _DEEPEST and isinstance(value, dict):
            yield from _url_valued(document, value, where, right, depth + 1)


def _is_of_here(exchange: Exchange, target: str) -> bool:
    """Whether a URL is the one that was asked for with another query: any other may be the next of anything."""
    asked = exchange.request.url
    try:
        led = urljoin(asked, target)
    except ValueError:
        return False
    return bool(query_of(target)) and _last_step(led) == _last_step(asked)


def _last_step(url: str) -> str:
    return url.partition("?")[0].rstrip("/").rpartition("/")[2]


def is_elsewhere(exchange: Exchange, link: object) -> bool:
    """Whether the link leads to another URL than the one that was asked for, in path or query."""
    href = link.get("href") if isinstance(link, dict) else link
    asked = exchange.request.url
    if not isinstance(href, str):
        return False
    try:
        target = urlsplit(urljoin(asked, href))
    except ValueError:
        return False
    query = dict(query_of(link))
    return bool(query or target.path.rstrip("/") != urlsplit(asked).path.rstrip("/")) and (
        (target.path, query) != (urlsplit(asked).path, dict(query_of(asked)))
    )


def query_text(link: object) -> str:
    """The query of a link as it is written."""
    href = link.get("href") if isinstance(link, dict) else link
    return str(href).partition("?")[2] or "no query"
