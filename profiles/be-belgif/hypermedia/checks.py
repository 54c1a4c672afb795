"""Links of a resource."""

from collections.abc import Iterator

from conformance.model import Exchange, Finding, Observation

_OK = 200


def self_given(exchange: Exchange) -> Iterator[Observation]:
    """A resource names itself in self."""
    if exchange.status == _OK and exchange.json_error is None and isinstance(exchange.json, dict):
        own = exchange.json.get("self")
        if isinstance(own, str):
            yield Finding(True, "self", own[:80], "/self", exchange)
