"""Meta information."""

from collections.abc import Iterator

from conformance.model import Exchange, Finding

from ..documents import Document
from ..findings import met, shapes, shortened


def is_object(exchange: Exchange) -> Iterator[Finding]:
    """Every `meta` is an object."""
    seen = bool(exchange.once(Document).metas)
    yield from shapes(exchange, "an object", ("meta",), seen=seen)


def any_members(exchange: Exchange) -> Iterator[Finding]:
    """A `meta` object holds members of the server's own choice."""
    for pointer, meta in exchange.once(Document).metas:
        if meta:
            names = shortened(", ".join(meta))
            yield met(exchange, "whatever the server likes", names, pointer)
            return
