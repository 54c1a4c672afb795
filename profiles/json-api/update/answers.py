"""Checks of the answers to updates that were carried out: what they hold, and under which status."""

from collections.abc import Iterator

from conformance.candidate import Candidate
from conformance.model import Doubt, Observation

from ..findings import met, unmet
from ..writes import Attempt, attributes_of, resource_in
from . import probes
from .fields import GONE, fields
from .trials import Update

_OK, _ACCEPTED, _NO_CONTENT = 200, 202, 204


def finished(candidate: Candidate) -> Iterator[Observation]:
    """An update that is not finished when it is answered is answered 202."""
    for trial in probes.trials(candidate):
        for attempt in trial.tried:
            if attempt.status == _ACCEPTED:
                yield met(attempt.exchange, "202", "202")
    for update in probes.updates(candidate):
        if update.late and update.attempt.status != _ACCEPTED:
            yield from _late(update)


def nothing_else_changed(candidate: Candidate) -> Iterator[Observation]:
    """An update that changed nothing but what was asked is answered 200 with a document, or 204 without one."""
    expected = "200 with a document, or 204 without a body"
    for update in _done(candidate):
        attempt = update.attempt
        if update.changed:
            continue
        with_document = attempt.status == _OK and bool(attempt.root)
        bare = attempt.status == _NO_CONTENT and not attempt.exchange.body
        found = met if with_document or bare else unmet
        yield found(attempt.exchange, expected, _answered(attempt))
    yield from probes.nothing(candidate)


def more_changed_200(candidate: Candidate) -> Iterator[Observation]:
    """An update that changed more than was asked is answered 200 with the updated resource."""
    for update in _done(candidate):
        if update.computed:
            faults = list(_not_the_updated_resource(update))
            for actual, where in faults:
                yield unmet(update.attempt.exchange, _expected(update), actual, where)
            if not faults:
                yield met(update.attempt.exchange, _expected(update))


def as_get_200(candidate: Candidate) -> Iterator[Observation]:
    """An update that changed more than was asked is answered with the resource as a GET of the URL gives it."""
    for update in _done(candidate):
        if not update.computed:
            continue
        expected = "200 with the resource as a GET of the URL gives it"
        answer, wrong = update.attempt.exchange, list(_not_the_updated_resource(update))
        wrong += [] if wrong else _unlike(candidate, update)
        for actual, where in wrong:
            yield unmet(answer, expected, actual, where)
        if not wrong:
            yield met(answer, expected)


def without_data(candidate: Candidate) -> Iterator[Observation]:
    """An update that changed nothing but what was asked is answered 200 with a document without primary data."""
    for update in _done(candidate):
        attempt = update.attempt
        if attempt.status == _OK and _lacks_data(attempt) and not update.changed:
            yield met(attempt.exchange, "200 without data where wanted", _answered(attempt))


def meta_only(candidate: Candidate) -> Iterator[Observation]:
    """An update that is answered with meta alone, and changed nothing but what was asked, has status 200."""
    for update in _done(candidate):
        attempt = update.attempt
        if _is_meta(attempt) and not update.changed:
            found = met if attempt.status == _OK else unmet
            yield found(attempt.exchange, "200 with meta alone", str(attempt.status))


def meta_only_no_data(candidate: Candidate) -> Iterator[Observation]:
    """An answer with meta and no data holds the updated resource nowhere else."""
    for update in _done(candidate):
        attempt = update.attempt
        if attempt.status == _OK and _is_meta(attempt):
            identity = update.trial.identity or {}
            places = list(_representations(attempt.root, identity, ""))
            for where in places:
                yield unmet(attempt.exchange, "no representation of the resource", "one", where)
            if not places:
                yield met(attempt.exchange, "no representation of the resource", "meta alone")


# -- inside ---------------------------------------------------------------------------------------


def _done(candidate: Candidate) -> list[Update]:
    """The updates that were carried out, and finished when they were answered as far as the status says."""
    return [it for it in probes.updates(candidate) if it.attempt.status != _ACCEPTED]


def _late(update: Update) -> Iterator[Observation]:
    """An update that the first look did not show: the answer itself tells whether it was finished."""
    exchange = update.attempt.exchange
    told = attributes_of(resource_in(exchange)).get(update.name, GONE)
    if told is GONE:
        yield Doubt("the change showed later than the answer came", (exchange, update.shown))
    elif told != update.value:
        actual = f"{update.attempt.status} with the old value, and the new one later"
        yield unmet(exchange, "202, as the change was still to be made", actual, update.pointer)


def _expected(update: Update) -> str:
    changed = ", ".join(sorted(it.rpartition("/")[2] for it in update.computed))
    return f"200 with the updated resource, as {changed} changed too"


def _not_the_updated_resource(update: Update) -> Iterator[tuple[str, str]]:
    """Why an answer is not 200 with the updated resource as primary data, and where."""
    attempt, identity = update.attempt, update.trial.identity or {}
    resource = resource_in(attempt.exchange)
    if attempt.status != _OK or not resource:
        yield _answered(attempt), ""
    elif any(resource.get(name) != value for name, value in identity.items()):
        yield "another resource", "/data"
    elif attributes_of(resource).get(update.name, update.value) != update.value:
        yield "the value from before the update", update.pointer


def _unlike(candidate: Candidate, update: Update) -> Iterator[tuple[str, str]]:
    """Where the resource in the answer differs from that at its URL; linkage only where both show it."""
    answered = fields(candidate, update.trial.own.url, update.attempt.exchange)
    for pointer in sorted({*answered, *update.after} - update.moving):
        one, other = answered.get(pointer, GONE), update.after.get(pointer, GONE)
        linkage = pointer.startswith("/data/relationships/")
        if one != other and not (linkage and GONE in (one, other)):
            yield ("left out" if one is GONE else "another value than at the URL"), pointer


def _lacks_data(attempt: Attempt) -> bool:
    return bool(attempt.root) and not attempt.root.keys() & {"data", "errors"}


def _is_meta(attempt: Attempt) -> bool:
    return _lacks_data(attempt) and "meta" in attempt.root


def _representations(value: object, identity: dict[str, str], pointer: str) -> Iterator[str]:
    """Where in a document the fields of the resource stand."""
    if isinstance(value, list):
        for number, each in enumerate(value):
            yield from _representations(each, identity, f"{pointer}/{number}")
    elif isinstance(value, dict):
        if identity.items() <= value.items() and value.keys() & {"attributes", "relationships"}:
            yield pointer
            return
        for name, each in value.items():
            yield from _representations(each, identity, f"{pointer}/{name}")


def _answered(attempt: Attempt) -> str:
    """The status, and what the answer holds."""
    if not attempt.exchange.body:
        return f"{attempt.status} without a body"
    if not attempt.root:
        return f"{attempt.status} with something that is no document"
    return f"{attempt.status} {'with' if attempt.data is not None else 'without'} data"
