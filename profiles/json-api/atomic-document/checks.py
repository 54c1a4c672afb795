"""The document of an answer to operations: https://jsonapi.org/ext/atomic/#document-structure."""

from collections.abc import Iterator
from typing import Any

from conformance.candidate import Candidate
from conformance.model import Exchange, Finding, Observation

from ..atomic_errors.probes import malformed, refusals, scenes
from ..findings import met, verdicts
from ..media_types import JSON_API
from ..operation_probes import of_kind
from ..operations import nothing

_OTHERS = ("jsonapi", "links", "meta")
_RESULTS, _OPERATIONS = "atomic:results", "atomic:operations"


def optional_members(candidate: Candidate) -> Iterator[Observation]:
    """A document with results has other members beside them."""
    for exchange, root in _documents(candidate):
        found = [name for name in _OTHERS if name in root]
        if _RESULTS in root and found:
            yield met(exchange, "other top-level members, or none", ", ".join(found))
    yield from nothing(candidate)


def no_data_or_included(candidate: Candidate) -> Iterator[Observation]:
    """No document that answers operations has data or included at its top level."""
    for exchange, root in _documents(candidate):
        yield from _absent(exchange, root, ("data", "included"), "no data and no included")
    yield from nothing(candidate)


def operations_or_results(candidate: Candidate) -> Iterator[Observation]:
    """A document has results, and no operations beside them."""
    for exchange, root in _documents(candidate):
        if _RESULTS in root and _OPERATIONS not in root:
            yield met(exchange, "operations or results, not both", "results")
    yield from nothing(candidate)


def no_errors_with_results(candidate: Candidate) -> Iterator[Observation]:
    """No document has errors beside results."""
    for exchange, root in _documents(candidate):
        if _RESULTS in root or _OPERATIONS in root:
            yield from _absent(exchange, root, ("errors",), "no errors beside results")
    yield from nothing(candidate)


def _absent(
    exchange: Exchange, root: dict[str, Any], names: tuple[str, ...], expected: str
) -> Iterator[Finding]:
    faults = [(f"/{name}", name) for name in names if name in root]
    yield from verdicts(exchange, expected, faults, seen=True)


def _documents(candidate: Candidate) -> Iterator[tuple[Exchange, dict[str, Any]]]:
    """The documents that answered operations, carried out or refused."""
    played = [
        *of_kind(candidate, ""),
        *(it.played for it in candidate.once(scenes)),
        *(it.played for it in candidate.once(refusals)),
        *candidate.once(malformed),
    ]
    for it in played:
        if _RESULTS in it.root or (it.root and it.exchange.media_type == JSON_API):
            yield it.exchange, it.root
