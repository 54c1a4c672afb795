"""@-Members: names that begin with an at sign."""

from collections.abc import Iterator

from conformance.model import Exchange, Finding

from ..documents import Document
from ..findings import met

_FREE = ("/attributes/", "/meta/")  # what holds any JSON value anyway


def may_begin(exchange: Exchange) -> Iterator[Finding]:
    """A member's name begins with an at sign."""
    document = exchange.once(Document)
    if document.is_json_api and document.at_members:
        yield _seen(exchange, document.at_members[0])


def anywhere(exchange: Exchange) -> Iterator[Finding]:
    """An @-member stands in an object that the specification defines."""
    document = exchange.once(Document)
    places = document.at_members if document.is_json_api else []
    defined = [where for where in places if not any(free in where for free in _FREE)]
    if defined:
        yield _seen(exchange, defined[0])


def _seen(exchange: Exchange, where: str) -> Finding:
    return met(exchange, "@-members where wanted", where.rpartition("/")[2], where)
