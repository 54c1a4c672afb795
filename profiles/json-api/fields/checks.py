"""Sparse fieldsets: the `fields[TYPE]` parameters."""

from collections.abc import Iterator

from conformance.candidate import Candidate
from conformance.model import Absence, Doubt, Exchange, Observation, Obstacle

from ..fetching.places import OK, extended
from ..findings import met, unmet
from ..include.paths import identities
from ..include.probes import probes, working
from ..survey import Survey, survey
from . import combined
from .trials import (
    REFUSED,
    Hiding,
    Trial,
    fields,
    fieldset,
    hiding,
    names,
    of_kind,
    restricting,
    trials,
)

_SHOWN = 3


def no_additional(candidate: Candidate) -> Iterator[Observation]:
    """A type of which one field is asked for has no other field, in data and in included."""
    found: list[Trial] = candidate.once(trials)
    for trial in [*found, *(it.trial for it in candidate.once(hiding))]:
        if trial.offered:
            additional = trial.additional
            expected = f"no field of {trial.kind} but {trial.field}"
            judged = unmet if additional else met
            actual = f"also {_listed(additional)}" if additional else "no other"
            yield judged(trial.exchange, expected, actual)
        elif trial.exchange.status not in (OK, REFUSED):
            yield Doubt(f"fields[{trial.kind}] is answered {trial.exchange.status}", trial.exchange)
    yield from combined.nothing_else(candidate)
    if not any(it.offered for it in found):
        yield from _nothing(candidate, found)


def _listed(found: list[str]) -> str:
    text = ", ".join(found[:_SHOWN])
    return text if len(found) <= _SHOWN else f"{text} and {len(found) - _SHOWN} more"


def syntax(candidate: Candidate) -> Iterator[Observation]:
    """One name brings that field, two names with a comma bring both, an empty value brings none."""
    found: list[Trial] = candidate.once(trials)
    chosen = restricting(found)
    for trial in chosen:
        yield _brings(trial.exchange, trial.kind, [trial.field])
    yield from combined.everything_asked(candidate)
    for trial in _of_single(candidate, chosen)[:1]:
        two = _two_names(trial)
        several = candidate.get(extended(trial.plain.request.url, fieldset(trial.kind, *two)))
        yield _brings(several, trial.kind, two)
        none = candidate.get(extended(trial.plain.request.url, fieldset(trial.kind)))
        # What no fieldset leaves out is a fault of its own: fields/no-additional.
        left = sorted(fields(none, trial.kind) - set(trial.additional))
        right = none.status == OK and bool(of_kind(none, trial.kind)) and not left
        actual = f"status {none.status}, {_listed(left) or 'none'}"
        yield (met if right else unmet)(none, "status 200 without fields", actual, "/data")
    if not chosen:
        yield from _nothing(candidate, found)


def _brings(exchange: Exchange, kind: str, wanted: list[str]) -> Observation:
    lost = [it for it in wanted if it not in fields(exchange, kind)]
    expected = f"{' and '.join(wanted)} of {kind}"
    if exchange.status != OK:
        return unmet(exchange, expected, f"status {exchange.status}")
    actual = f"without {', '.join(lost)}" if lost else "there"
    return (unmet if lost else met)(exchange, expected, actual)


def _of_single(candidate: Candidate, chosen: list[Trial]) -> list[Trial]:
    """The trials at the URL of a single resource."""
    found: Survey = candidate.once(survey)
    single = {it.exchange for it in found.resources}
    return [it for it in chosen if it.plain in single]


def _two_names(trial: Trial) -> list[str]:
    """The first and the last field: an attribute and, where there is one, a relationship."""
    known = names(of_kind(trial.plain, trial.kind)[0])
    return [known[0], known[-1]]


def default_subset(candidate: Candidate) -> Iterator[Observation]:
    """Who does not ask for fields gets the server's own choice, which a fieldset narrows."""
    found: list[Trial] = candidate.once(trials)
    for trial in restricting(found):
        count = len(fields(trial.plain, trial.kind))
        actual = f"{count} fields of {trial.kind} without fields[{trial.kind}]"
        yield met(trial.plain, "the server's own choice of fields", actual)
    if not restricting(found):
        yield from _nothing(candidate, found)


def include_survives_fieldsets(candidate: Candidate) -> Iterator[Observation]:
    """Related resources are included although the fieldset hides the way to them."""
    chosen: list[Hiding] = candidate.once(hiding)
    for it in chosen:
        probe, exchange = it.probe, it.trial.exchange
        if not it.trial.offered:
            yield Absence(f"include with fields is answered {exchange.status}", exchange)
        elif probe.path in it.trial.additional:
            yield Obstacle("fields[TYPE] does not hide the relationship", exchange)
        else:
            lost = identities(probe.exchange) - identities(exchange)
            actual = f"{len(lost)} of them missing" if lost else "they are there"
            expected = f"what {probe.asked} leads to, although fields hides {probe.path}"
            yield (unmet if lost else met)(exchange, expected, actual, "/included")
    if not chosen:
        yield from _no_way_hidden(candidate)


def _no_way_hidden(candidate: Candidate) -> Iterator[Observation]:
    found: list[Trial] = candidate.once(trials)
    if not restricting(found):
        yield from _nothing(candidate, found)
    elif not working(candidate.once(probes)):
        evidence = tuple(it.exchange for it in candidate.once(probes))
        yield Absence("include is not offered, or shows no effect", evidence)
    else:
        yield Obstacle("no resource was found with an attribute and something to include")


def _nothing(candidate: Candidate, found: list[Trial]) -> Iterator[Observation]:
    """Why nothing was looked at: not offered, without effect, or not to be told."""
    evidence = tuple(it.exchange for it in found)
    if not found:
        reason = "no resource with two fields was found"
        yield Obstacle(reason, candidate.once(survey).entry)
    elif any(it.offered for it in found):
        yield Obstacle("fields[TYPE] has no effect", evidence)
    elif all(it.exchange.status == REFUSED for it in found):
        yield Absence("fields[TYPE] is not offered (400)", evidence)
    else:
        yield Obstacle("no answer to fields[TYPE] holds resources of the type", evidence)
