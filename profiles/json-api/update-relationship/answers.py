"""Checks of https://jsonapi.org/format/1.1/#crud-updating-relationship-responses."""

from collections.abc import Iterator
from typing import Any

from conformance.candidate import Candidate
from conformance.model import Absence, Doubt, Exchange, Observation

from ..delete.contents import has_document, is_meta_only, points_elsewhere
from ..fetching import semantics
from ..findings import met, unmet
from ..refusals import answered_otherwise, detailed
from ..writes import linkage_in
from . import probes
from .probes import FORBIDDEN, NO_SUCH_METHOD
from .steps import ACCEPTED, OK, Pair, Step, pairs

_NO_CONTENT, _ERROR, _NOT_FOUND, _SERVER_ERROR = 204, 400, 404, 500
_NAMED = frozenset({OK, ACCEPTED, _NO_CONTENT, FORBIDDEN})
_NOTHING_DONE = "no update of a relationship was seen to be carried out"


def shown_when_changed_otherwise(candidate: Candidate) -> Iterator[Observation]:
    """What a relationship became is what was asked, or the answer is 200 and shows what it became."""
    for it in _done(candidate):
        if it.as_asked:
            yield met(it.attempt.exchange, "nothing changed but what was asked")
        elif it.changed:
            yield _shown(it)
    yield from _nothing(candidate)


def ok_or_no_content(candidate: Candidate) -> Iterator[Observation]:
    """An update that changed just what was asked is answered 200 with a document, or 204."""
    expected = "200 with a document, or 204"
    for it in filter(_is_as_asked, _done(candidate)):
        exchange = it.attempt.exchange
        status = exchange.status
        fits = status == _NO_CONTENT or (status == OK and has_document(exchange))
        yield (met if fits else unmet)(exchange, expected, _answered(exchange))
    yield from _nothing(candidate)


def no_content_when_equal(candidate: Candidate) -> Iterator[Observation]:
    """A replacement that became just what was sent is answered 204, or 200 with meta alone."""
    expected = "204, or 200 with meta alone"
    for it in _replaced(candidate):
        exchange = it.attempt.exchange
        status = exchange.status
        fits = status == _NO_CONTENT or (status == OK and is_meta_only(exchange))
        yield (met if fits else unmet)(exchange, expected, _answered(exchange))
    yield from _nothing(candidate)


def meta_alone_holds_no_members(candidate: Candidate) -> Iterator[Observation]:
    """An answer with meta and no data holds the members of the relationship nowhere else."""
    expected = "no representation of the relationship"
    for it in _done(candidate):
        exchange = it.attempt.exchange
        if exchange.status != OK or not is_meta_only(exchange) or not it.after:
            continue
        places = list(_places(exchange.json, frozenset(it.after), ""))
        yield from (unmet(exchange, expected, "its members", where) for where in places)
        if not places:
            yield met(exchange, expected, "meta alone")
    yield from _nothing(candidate)


def meta_alone_is_200(candidate: Candidate) -> Iterator[Observation]:
    """An update that is answered with meta alone has status 200."""
    found = [it.attempt.exchange for it in _done(candidate) if it.as_asked]
    for exchange in filter(is_meta_only, found):
        yield (met if exchange.status == OK else unmet)(exchange, "200", str(exchange.status))
    yield from _nothing(candidate)


def without_data(candidate: Candidate) -> Iterator[Observation]:
    """An update that changed just what was asked is answered 200 with a document without data."""
    seen = [it.attempt for it in _done(candidate) if it.as_asked]
    for it in seen:
        if it.status == OK and has_document(it.exchange) and "data" not in it.root:
            yield met(it.exchange, "a document without data")
    if seen:
        yield Absence("updates are answered in another way", tuple(it.exchange for it in seen[:1]))
    yield from _nothing(candidate)


def accepted(candidate: Candidate) -> Iterator[Observation]:
    """An update that was still to be made when the server answered is answered 202."""
    for it in probes.steps(candidate):
        evidence = it.attempt.exchange
        if it.attempt.status == ACCEPTED:
            yield met(evidence, "202 for what is done later")
        elif it.done and it.late and points_elsewhere(evidence):
            actual = f"{it.attempt.status}, and the change was made later"
            yield unmet(evidence, "202 for what is done later", actual)
        elif it.done and it.late:
            yield Doubt(_LATE, (evidence, *it.looks))
    yield from _nothing(candidate)


_LATE = "a change was not shown at once: it was made after the answer, or what is read lags behind"


def unsupported_forbidden(candidate: Candidate) -> Iterator[Observation]:
    """An update that the candidate does not offer is answered 403.

    405 is what HTTP has for a method that an address does not know; it is told, and not held against the candidate.
    """
    posted: Exchange | None = candidate.once(probes.unsupported)
    if posted is not None and posted.status >= _ERROR:
        yield _refused(posted)
    for it in probes.steps(candidate):
        exchange = it.attempt.exchange
        if exchange.status == FORBIDDEN or exchange.status in NO_SUCH_METHOD:
            yield _refused(exchange)
        elif probes.is_null_refused(candidate, it):
            yield Doubt(probes.NULL_REFUSED, exchange)
    yield from probes.nothing(candidate)


def error_details(candidate: Candidate) -> Iterator[Observation]:
    """An error answer to an update has error objects."""
    yield from detailed(_errors(candidate))
    yield from probes.nothing(candidate)


def other_codes(candidate: Candidate) -> Iterator[Observation]:
    """An update is answered with an error status that the section does not name."""
    yield from answered_otherwise(_errors(candidate), _NAMED)
    yield from probes.nothing(candidate)


def http_semantics(candidate: Candidate) -> Iterator[Observation]:
    """Each answer to an update is what HTTP says of its status, and a success did something."""
    for it in probes.steps(candidate):
        exchange = it.attempt.exchange
        yield from semantics.judged(exchange)
        if it.done and not it.as_asked and it.after is not None and not it.changed:
            yield unmet(
                exchange, "a success that did something", f"{it.attempt.status} for nothing"
            )
    for exchange in _asides(candidate):
        yield from semantics.judged(exchange)
    yield from probes.nothing(candidate)


# -- inside ---------------------------------------------------------------------------------------


def _done(candidate: Candidate) -> list[Step]:
    """The updates that were carried out, and of which the outcome is known."""
    return [it for it in probes.steps(candidate) if it.done and it.after is not None]


def _replaced(candidate: Candidate) -> list[Step]:
    """The replacements that became just what was sent, without so much as meta that the server added."""
    found = [it for it in _done(candidate) if it.as_asked and it.method == "PATCH"]
    return [it for it in found if not _has_more(it.looks[-1].json["data"])]


def _has_more(linkage: Any) -> bool:
    items = linkage if isinstance(linkage, list) else [linkage]
    return any(isinstance(it, dict) and it.keys() - {"type", "id"} for it in items)


def _is_as_asked(step: Step) -> bool:
    return step.as_asked


def _shown(step: Step) -> Observation:
    """Whether the answer shows the relationship, which is not what was asked."""
    exchange, expected = step.attempt.exchange, "200 with the relationship as it became"
    if _is_told(step):
        return met(exchange, expected)
    actual = "another relationship as data" if _told(step) is not None else _answered(exchange)
    return unmet(exchange, expected, f"{actual}, and the relationship is not what was asked")


def _is_told(step: Step) -> bool:
    """Whether the answer is 200 and shows the relationship as it is now."""
    told = _told(step)
    same = told is not None and frozenset(told) == frozenset(step.after or ())
    return step.attempt.status == OK and same


def _told(step: Step) -> tuple[Pair, ...] | None:
    """The members that the answer shows: as linkage, or in the resource that has the relationship."""
    root = step.attempt.root
    data: Any = root.get("data", ...)
    if isinstance(data, dict) and "relationships" in data:
        data = linkage_in(data, step.place.relation.name)
    return None if data is ... else pairs(data)


def _refused(exchange: Exchange) -> Observation:
    """Whether a refusal has the status that it should have."""
    status = exchange.status
    if status in NO_SUCH_METHOD:
        reason = f"an update that is not offered was answered {status}, as HTTP has it for a method"
        return Doubt(f"{reason} that an address does not know; the standard asks for 403", exchange)
    if status == FORBIDDEN:
        return met(exchange, "403")
    if status == _NOT_FOUND or status >= _SERVER_ERROR:
        return unmet(exchange, "403 for an update that is not offered", str(status))
    return Doubt(f"a refusal with {status} may be about the document", exchange)


def _errors(candidate: Candidate) -> list[Exchange]:
    """Every error answer to an update."""
    found = [it.attempt.exchange for it in probes.steps(candidate)] + _asides(candidate)
    return [it for it in found if it.status >= _ERROR]


def _asides(candidate: Candidate) -> list[Exchange]:
    """The answers to updates that are to be refused."""
    found = [candidate.once(probes.unsupported), candidate.once(probes.to_nowhere)]
    return [it for it in found if it is not None]


def _answered(exchange: Exchange) -> str:
    """The status, and what came with it."""
    root = exchange.json if exchange.body else None
    if not isinstance(root, dict):
        return f"{exchange.status} {'without a document' if exchange.body else 'without content'}"
    return f"{exchange.status} with {' and '.join(sorted(root)) or 'an empty document'}"


def _nothing(candidate: Candidate) -> Iterator[Observation]:
    """Why nothing was looked at, where no update was carried out; nothing where one was."""
    yield from probes.nothing(candidate)
    tried = probes.steps(candidate)
    if tried and not _done(candidate):
        yield Absence(_NOTHING_DONE, tuple(it.attempt.exchange for it in tried[:3]))


def _places(value: object, wanted: frozenset[Pair], pointer: str) -> Iterator[str]:
    """Where in a document just these members are listed."""
    if isinstance(value, list) and frozenset(pairs(value)) == wanted:
        yield pointer
    elif isinstance(value, list | dict):
        parts = value.items() if isinstance(value, dict) else enumerate(value)
        for name, each in parts:
            yield from _places(each, wanted, f"{pointer}/{name}")
