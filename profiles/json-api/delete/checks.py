"""Checks of https://jsonapi.org/format/1.1/#crud-deleting."""

from collections.abc import Iterator

from conformance.candidate import Candidate
from conformance.model import Absence, Doubt, Exchange, Observation

from ..fetching import semantics
from ..fetching.places import refused_for_its_form
from ..findings import met, unmet
from ..refusals import answered_otherwise, detailed
from . import probes
from .contents import has_document, is_meta_only, points_elsewhere
from .probes import ACCEPTED, Deletion

_OK, _NO_CONTENT, _NOT_FOUND, _ERROR = 200, 204, 404, 400
_NAMED = frozenset({_OK, ACCEPTED, _NO_CONTENT, _NOT_FOUND})
_NOT_OFFERED = frozenset({403, 405, 501})
_NOT_FOR_YOU = frozenset({401, 403, 405, 410, 501})
"""Statuses that say something else than that there is nothing: for whom, by which method, or no longer."""


def ok_or_no_content(candidate: Candidate) -> Iterator[Observation]:
    """A deletion that was carried out is answered 200 with a document, or 204."""
    for it in _done(candidate):
        exchange = it.attempt.exchange
        status = exchange.status
        fits = status == _NO_CONTENT or (status == _OK and has_document(exchange))
        judged = met if fits else unmet
        yield judged(exchange, "200 with a document, or 204", _answered(exchange))
    yield from _nothing(candidate)


def meta_alone_is_200(candidate: Candidate) -> Iterator[Observation]:
    """A deletion that is answered with meta alone has status 200."""
    for it in _done(candidate):
        exchange = it.attempt.exchange
        if is_meta_only(exchange):
            yield (met if exchange.status == _OK else unmet)(exchange, "200", str(exchange.status))
    yield from _nothing(candidate)


def no_content_is_204(candidate: Candidate) -> Iterator[Observation]:
    """A deletion that is answered without content has status 204."""
    for it in _done(candidate):
        exchange = it.attempt.exchange
        if not exchange.body:
            judged = met if exchange.status == _NO_CONTENT else unmet
            yield judged(exchange, "204", str(exchange.status))
    yield from _nothing(candidate)


def without_data(candidate: Candidate) -> Iterator[Observation]:
    """A deletion that was carried out is answered 200 with a document without data."""
    seen = _done(candidate)
    for it in seen:
        exchange = it.attempt.exchange
        if exchange.status == _OK and has_document(exchange) and "data" not in it.attempt.root:
            yield met(exchange, "a document without data")
    if seen:
        yield Absence("deletions are answered in another way", seen[0].attempt.exchange)
    yield from _nothing(candidate)


def accepted(candidate: Candidate) -> Iterator[Observation]:
    """A deletion that was still to be made when the server answered is answered 202."""
    expected = "202 for what is done later"
    for it in probes.deleted(candidate):
        exchange = it.attempt.exchange
        if it.attempt.status == ACCEPTED:
            yield met(exchange, expected)
        elif it.claimed and it.late and points_elsewhere(exchange):
            yield unmet(exchange, expected, f"{exchange.status}, and it was done later")
        elif it.claimed and it.late:
            yield Doubt(
                "the resource was not gone at once: it was removed after the answer, or what is read lags behind",
                (exchange, *it.looks),
            )
    yield from probes.nothing(candidate)


def missing_404(candidate: Candidate) -> Iterator[Observation]:
    """A deletion that fails because there is nothing is answered 404.

    One that succeeds all the same has not failed, and is not judged.
    """
    expected = "404 for what is not there"
    seen = []
    for it in probes.deleted(candidate):
        if it.again is not None:
            seen.append(it.again)
            yield from _missing(it.again, expected)
    for resource, exchange in candidate.once(probes.never_there):
        seen.append(exchange)
        if refused_for_its_form(resource, exchange):
            yield Doubt(f"{exchange.status} may be about the form of the id", exchange)
        else:
            yield from _missing(exchange, expected)
    if seen:
        yield Absence("no deletion failed because there is nothing", tuple(seen))
    yield from _nothing(candidate)


def error_details(candidate: Candidate) -> Iterator[Observation]:
    """An error answer to a deletion has error objects."""
    yield from detailed(_errors(candidate))
    yield from probes.nothing(candidate)


def other_codes(candidate: Candidate) -> Iterator[Observation]:
    """A deletion is answered with an error status that the section does not name."""
    yield from answered_otherwise(_errors(candidate), _NAMED)
    yield from probes.nothing(candidate)


def http_semantics(candidate: Candidate) -> Iterator[Observation]:
    """Each answer to a deletion is what HTTP says of its status, and only after a success the resource is gone."""
    for it in probes.deleted(candidate):
        yield from semantics.judged(it.attempt.exchange)
        yield from _effect(it)
    for exchange in probes.refusals(candidate):
        yield from semantics.judged(exchange)
    yield from probes.nothing(candidate)


# -- inside ---------------------------------------------------------------------------------------


def _effect(it: Deletion) -> Iterator[Observation]:
    """Whether the status says what became of the resource."""
    exchange = it.attempt.exchange
    evidence = (exchange, it.looks[-1])
    if it.gone and it.attempt.status >= _ERROR:
        yield unmet(exchange, "a success status for what was removed", str(exchange.status))
    elif it.claimed and it.untouched:
        actual = f"{exchange.status}, and the resource is there as it was"
        yield unmet(exchange, "a resource that is gone after a success status", actual)
    elif it.claimed and not it.gone:
        status = it.looks[-1].status
        yield Doubt(
            f"after a deletion the resource is not as it was and not gone ({status})", evidence
        )
    elif it.claimed:
        yield met(exchange, "a resource that is gone after a success status")


def _missing(exchange: Exchange, expected: str) -> Iterator[Observation]:
    """The verdict on a deletion of what is not there."""
    status = exchange.status
    if status == _NOT_FOUND:
        yield met(exchange, expected)
    elif status >= _ERROR and status not in _NOT_FOR_YOU:
        yield unmet(exchange, expected, str(status))


def _done(candidate: Candidate) -> list[Deletion]:
    """The deletions that were carried out."""
    return [it for it in probes.deleted(candidate) if it.done]


def _errors(candidate: Candidate) -> list[Exchange]:
    """Every error answer to a deletion."""
    found = [it.attempt.exchange for it in probes.deleted(candidate)]
    return [it for it in [*found, *probes.refusals(candidate)] if it.status >= _ERROR]


def _answered(exchange: Exchange) -> str:
    return f"{exchange.status} {'with' if has_document(exchange) else 'without'} a document"


def _nothing(candidate: Candidate) -> Iterator[Observation]:
    """Why no deletion can be judged by its answer, where none was carried out; nothing where one was."""
    yield from probes.nothing(candidate)
    tried = probes.deleted(candidate)
    if tried and not any(it.done for it in tried):
        refused = all(it.attempt.status in _NOT_OFFERED for it in tried)
        offered = "no deletion was seen to be carried out"
        reason = "the candidate does not let clients delete resources" if refused else offered
        yield Absence(reason, tuple(it.attempt.exchange for it in tried))
