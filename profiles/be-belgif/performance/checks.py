"""Resources that an answer brings along."""

from collections.abc import Iterator
from typing import Any

from conformance.model import Exchange, Finding, Observation

_OK = 200


def embedded(exchange: Exchange) -> Iterator[Observation]:
    """What stands in embedded is keyed by the links that lead to it."""
    if exchange.status != _OK or exchange.json_error is not None:
        return
    document = exchange.json
    if not isinstance(document, dict) or "embedded" not in document:
        return
    held = document["embedded"]
    if not isinstance(held, dict):
        kind = type(held).__name__
        yield Finding(False, "an object", kind, "/embedded", exchange)
        return
    links = _links(document)
    odd = [name for name in held if name not in links]
    if held:
        shown = (odd or list(held))[0]
        yield Finding(not odd, "keys that are links of the answer", shown, "/embedded", exchange)


def _links(document: Any) -> set[str]:
    """Every text that stands in an href, anywhere."""
    found: set[str] = set()
    waiting = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            href = value.get("href")
            found |= {href} if isinstance(href, str) else set()
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return found
