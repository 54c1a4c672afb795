"""What GET health answers."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from conformance.model import Exchange, Finding, Observation

_ANSWERS = (200, 503)


def status_is_text(exchange: Exchange) -> Iterator[Observation]:
    """The answer of GET health is an object with a text in status; the 503 of a gateway is no such answer."""
    if exchange.request.method != "GET" or exchange.status not in _ANSWERS:
        return
    if not urlsplit(exchange.request.url).path.endswith("/health"):
        return
    document = exchange.json if exchange.json_error is None else None
    if not isinstance(document, dict):
        if exchange.status == _ANSWERS[0]:
            yield Finding(False, "an object with status", exchange.media_type, "", exchange)
        return
    value = document.get("status")
    shown = "no status" if value is None else repr(value)[:60]
    yield Finding(isinstance(value, str), "a text in status", shown, "/status", exchange)
