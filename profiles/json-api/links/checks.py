"""Links objects and the links in them."""

from collections.abc import Iterator

from conformance.model import Exchange, Finding

from ..documents import Document, escaped
from ..findings import shapes, shown, verdicts
from .references import is_link

_PAGES = frozenset({"first", "last", "prev", "next"})


def is_object(exchange: Exchange) -> Iterator[Finding]:
    """Every `links` is an object."""
    yield from shapes(exchange, "an object", {"links"}, seen=bool(exchange.once(Document).links))


def value_shape(exchange: Exchange) -> Iterator[Finding]:
    """Every link is a URI reference, a link object or null; an extension's member may be anything.

    A link object whose `href` is no string is none, in 1.0 too, where a link object need not have an `href` at all.
    """
    found = exchange.once(Document).links
    faults = [
        (f"{pointer}/{escaped(name)}", shown(link))
        for pointer, links, _ in found
        for name, link in links.items()
        if ":" not in name and not _is_right(link)
    ]
    seen = any(links for _, links, _ in found)
    yield from verdicts(exchange, "a URI reference, a link object or null", faults, seen=seen)


def _is_right(link: object) -> bool:
    return isinstance(link.get("href", ""), str) if isinstance(link, dict) else is_link(link)


def no_null(exchange: Exchange) -> Iterator[Finding]:
    """No link is null but those to pages."""
    found = exchange.once(Document).links
    faults = [
        (f"{pointer}/{escaped(name)}", "null")
        for pointer, links, _ in found
        for name, link in links.items()
        if link is None and name not in _PAGES
    ]
    seen = any(links for _, links, _ in found)
    yield from verdicts(exchange, "a string or a link object", faults, seen=seen)
