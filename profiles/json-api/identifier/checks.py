"""Resource identifier objects."""

from collections.abc import Iterator

from conformance.model import Exchange, Finding

from ..documents import Document
from ..findings import met, shown, verdicts


def type_and_id(exchange: Exchange) -> Iterator[Finding]:
    """Every resource identifier has `type` and `id`."""
    identifiers = exchange.once(Document).identifiers
    faults = [
        (pointer, f"no {name}")
        for pointer, found in identifiers
        for name in ("type", "id")
        if name not in found
    ]
    yield from verdicts(exchange, "type and id", faults, seen=bool(identifiers))


def strings(exchange: Exchange) -> Iterator[Finding]:
    """`id`, `type` and `lid` of every resource identifier are strings."""
    identifiers = exchange.once(Document).identifiers
    faults = [
        (f"{pointer}/{name}", shown(found[name]))
        for pointer, found in identifiers
        for name in ("type", "id", "lid")
        if name in found and not isinstance(found[name], str)
    ]
    yield from verdicts(exchange, "a string", faults, seen=bool(identifiers))


def may_meta(exchange: Exchange) -> Iterator[Finding]:
    """A resource identifier carries `meta`."""
    for pointer, found in exchange.once(Document).identifiers:
        if "meta" in found:
            yield met(exchange, "meta where wanted", shown(found["meta"]), f"{pointer}/meta")
            return
