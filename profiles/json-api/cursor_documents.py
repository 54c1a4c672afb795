"""What one exchange says in the words of the cursor pagination profile."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from conformance.model import Exchange

from .documents import Document
from .pagination.links import links_of, query_of
from .refusals import errors_in
from .sort.probes import items

PROFILE = "https://jsonapi.org/profiles/ethanresnick/cursor-pagination"
SIZE, AFTER, BEFORE = "page[size]", "page[after]", "page[before]"

Identity = tuple[str, str]


def announces(exchange: Exchange) -> bool:
    """Whether the answer says that the profile was applied: in its media type, or in the document itself."""
    return exchange.once(_announces)


def _announces(exchange: Exchange) -> bool:
    document = exchange.once(Document)
    root = document.value if isinstance(document.value, dict) else {}
    named: list[object] = [*document.profile]
    for holder in (root.get("jsonapi"), root.get("links")):
        told = holder.get("profile") if isinstance(holder, dict) else None
        named += told if isinstance(told, list) else [told]
    return any(_is(uri, PROFILE) for uri in named)


def _is(link: object, uri: str) -> bool:
    found = link.get("href") if isinstance(link, dict) else link
    return isinstance(found, str) and found.replace("http:", "https:", 1).rstrip("/") == uri


def page_of(holder: object) -> dict[str, Any]:
    """The member `page` of the meta of a document, an item, a relationship or an error; empty when there is none."""
    meta = holder.get("meta") if isinstance(holder, dict) else None
    page = meta.get("page") if isinstance(meta, dict) else None
    return page if isinstance(page, dict) else {}


def page_metas(exchange: Exchange) -> list[tuple[str, dict[str, Any]]]:
    """Pointer and value of what the document says of its pages: of its data, and of linkage in it."""
    document = exchange.once(Document)
    holders = [("", document.root), *((where, it) for where, _, it in document.relationships)]
    return [(f"{where}/meta/page", page) for where, it in holders if (page := page_of(it))]


def root_of(exchange: Exchange) -> dict[str, Any]:
    """The top level of the document; empty when it is none."""
    value = exchange.once(Document).value
    return value if isinstance(value, dict) else {}


def identities(exchange: Exchange) -> list[Identity]:
    """Type and id of each item, in order; whatever stands there is told as text."""
    return [identity_of(item) for item in items(exchange)]


def identity_of(item: Mapping[str, Any]) -> Identity:
    """Type and id of an item, as text."""
    return str(item.get("type")), str(item.get("id"))


def cursor_in(exchange: Exchange | None, link: str, parameter: str) -> str:
    """The cursor that a pagination link of the document carries; "" when it carries none."""
    found = query_of(links_of(exchange).get(link)) if exchange else []
    return dict(found).get(parameter, "")


def asked(exchange: Exchange, parameter: str) -> bool:
    """Whether the request had this parameter."""
    return any(name == parameter for name, _ in query_of(exchange.request.url))


def is_refused(exchange: Exchange) -> bool:
    """Whether the request was answered with an error."""
    return exchange.status >= 400  # noqa: PLR2004


def is_typed(error: Mapping[str, Any], name: str) -> bool:
    """Whether the `type` link of an error is that of the profile's error `name`: a string, an object, or a list."""
    links = error.get("links")
    found = links.get("type") if isinstance(links, dict) else None
    return any(
        _is(it, f"{PROFILE}/{name}") for it in (found if isinstance(found, list) else [found])
    )


def names(error: Mapping[str, Any], parameter: str) -> bool:
    """Whether the `source` of an error names the parameter."""
    source = error.get("source")
    told = source.get("parameter") if isinstance(source, dict) else None
    return isinstance(told, str) and unquote(told) == parameter


def has_type(exchange: Exchange, name: str) -> bool:
    """Whether the answer is an error of the profile's type `name`."""
    return any(is_typed(error, name) for error in errors_in(exchange))
