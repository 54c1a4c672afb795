"""@-Members: names that begin with an at sign."""

from collections.abc import Iterator
from typing import Any

from conformance.candidate import Candidate
from conformance.model import Exchange, Finding, Observation

from .. import extras
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


def ignored(candidate: Candidate) -> Iterator[Observation]:
    """A creation is accepted with @-members in its document, its resource object and its attributes.

    Whether an answer shows them again is not looked at: there they are @-members as well, and no attributes.
    """
    found = candidate.once(_with_at_members)
    yield from extras.judged(candidate, found, "@-members")


def _with_at_members(candidate: Candidate) -> extras.Tried | None:
    def add(document: dict[str, Any]) -> None:
        resource = document["data"]
        for it in (document, resource, resource.setdefault("attributes", {})):
            it["@note"] = "a note of the client's own"

    return extras.with_more(candidate, "at-members", add)


def _seen(exchange: Exchange, where: str) -> Finding:
    return met(exchange, "@-members where wanted", where.rpartition("/")[2], where)
