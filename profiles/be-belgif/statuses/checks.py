"""Statuses that do not belong to a method."""

from collections.abc import Iterator

from conformance.model import Exchange, Finding, Observation

_OK, _NO_CONTENT = 200, 204


def get_has_content(exchange: Exchange) -> Iterator[Observation]:
    """A GET that succeeds is answered with content, not with 204."""
    if exchange.request.method == "GET" and exchange.status in (_OK, _NO_CONTENT):
        met = exchange.status != _NO_CONTENT
        yield Finding(met, "not 204", str(exchange.status), "", exchange)
