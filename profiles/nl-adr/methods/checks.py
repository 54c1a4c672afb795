"""Checks of https://gitdocumentatie.logius.nl/publicatie/api/adr/2.2.0/#http-methods, beside those of HTTP itself."""

from collections.abc import Iterator

from conformance.checks.errors import takes_input
from conformance.checks.looking import listed, looked, place
from conformance.description import Description, Operation
from conformance.model import Absence, Exchange, Finding, Observation

_READING = ("get", "head", "options", "trace", "query")
_ONLY = {"200", "404"}
_SAFE = ("GET", "HEAD", "OPTIONS")
_CREATED = 201


def safe_makes_nothing(exchange: Exchange) -> Iterator[Observation]:
    """What only reads is not answered as if it had made something."""
    if exchange.request.method in _SAFE and 200 <= exchange.status < 300:  # noqa: PLR2004
        met = exchange.status != _CREATED
        yield Finding(met, "no 201 to a safe method", exchange.where, "", exchange)


def more_than_two_statuses(description: Description) -> Iterator[Observation]:
    """The description knows more statuses than 200 and 404, where there is something else to tell.

    What reads and takes no input may well have no other to tell of.
    """
    found = [it for it in description.operations() if _may_go_otherwise(it)]
    if not found:
        yield Absence(
            "nothing is changed and no input is taken, so there is no other status to tell of"
        )
        return
    statuses = sorted({status for it in found for status in it.responses})
    if not statuses:
        yield Absence("no answer is described")
        return
    faulty = set(statuses) <= _ONLY
    yield looked(faulty, "other statuses beside 200 and 404", listed(statuses), place("paths"))


def _may_go_otherwise(operation: Operation) -> bool:
    return operation.method not in _READING or takes_input(operation, ("query",))
