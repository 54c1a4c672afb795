"""Resource identifier objects."""

from collections.abc import Iterator

from conformance.model import Exchange, Finding

from .. import identities
from ..documents import Document
from ..findings import met, shown


def type_and_id(exchange: Exchange) -> Iterator[Finding]:
    """Every resource identifier has `type` and `id`."""
    yield from identities.given(exchange, exchange.once(Document).identifiers)


def strings(exchange: Exchange) -> Iterator[Finding]:
    """`id`, `type` and `lid` of every resource identifier are strings."""
    yield from identities.strings(exchange, exchange.once(Document).identifiers)


def may_meta(exchange: Exchange) -> Iterator[Finding]:
    """A resource identifier carries `meta`."""
    for pointer, found in exchange.once(Document).identifiers:
        if "meta" in found:
            yield met(exchange, "meta where wanted", shown(found["meta"]), f"{pointer}/meta")
            return
