"""What is recommended for creations that take long, and for clients without PATCH."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from conformance.candidate import Candidate
from conformance.model import Absence, Doubt, Exchange, Observation

from ..documents import Document
from ..drafts import other
from ..findings import met, unmet
from ..jobs import OK, SEE_OTHER, Job, is_done, jobs
from ..writes import Attempt, attributes_of, read_until, resource_in, send, update
from ..writing import Writable, Writing, own, writing

_REDIRECTS = range(300, 400)
_SUCCESSES = range(200, 300)
_MOST = 2  # types, where one more tells nothing new


# -- what takes long -------------------------------------------------------------------------------


def told_where_the_job_is(candidate: Candidate) -> Iterator[Observation]:
    """A creation that is answered 202 has the URL of its job in Content-Location."""
    for job in _accepted(candidate):
        told = job.answer.header("content-location")
        judged = met if told else unmet
        expected = "the URL of a job in Content-Location"
        yield judged(job.answer, expected, told or "no Content-Location", "Content-Location")


def pending_job_200(candidate: Candidate) -> Iterator[Observation]:
    """A job that is not done yet answers 200 with a document."""
    expected = "200 with a document"
    for look in _pending(candidate):
        if look.status == OK and look.once(Document).root:
            yield met(look, expected)
        elif look.status not in _SUCCESSES:
            yield Doubt(f"the URL of a job is answered {look.status}", look)
        else:
            yield unmet(look, expected, f"{look.status}")


def retry_after(candidate: Candidate) -> Iterator[Observation]:
    """A job that is not done yet tells in Retry-After when to ask again."""
    for look in _pending(candidate):
        told = look.header("retry-after")
        if told is not None:
            yield met(look, "Retry-After where wanted", told, "Retry-After")


def done_job_303(candidate: Candidate) -> Iterator[Observation]:
    """A job that is done answers 303, with the URL of what was made in Location."""
    expected = "303, and a Location"
    for job in _accepted(candidate):
        last = job.looks[-1] if job.looks else None
        if last and (is_done(last) or last.status in _REDIRECTS):
            right = last.status == SEE_OTHER and is_done(last)
            judged = met if right else unmet
            place = "a Location" if is_done(last) else "no Location"
            yield judged(last, expected, f"{last.status}, and {place}", "Location")
        elif last:
            yield Doubt("the job was not seen to be done in the time that it was looked at", last)


def _accepted(candidate: Candidate) -> list[Job]:
    """The creations that were answered 202."""
    found: tuple[Job, ...] = candidate.once(jobs)
    return [job for job in found if job.accepted]


def _pending(candidate: Candidate) -> list[Exchange]:
    """The first looks at jobs that were not done by then."""
    return [job.looks[0] for job in _accepted(candidate) if job.looks and not is_done(job.looks[0])]


# -- POST for PATCH --------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Override:
    """A POST that says that it is a PATCH, to a resource of the run's own that a PATCH does change."""

    exchange: Exchange
    name: str
    value: Any
    shown: Exchange | None


def patch_override(candidate: Candidate) -> Iterator[Observation]:
    """A POST with X-HTTP-Method-Override: PATCH changes the resource, where it is accepted at all."""
    found: tuple[Override, ...] = candidate.once(_overridden)
    for it in found:
        if it.shown is None:
            reason = f"PATCH as X-HTTP-Method-Override is answered {it.exchange.status}"
            yield Absence(reason, it.exchange)
            continue
        changed = _value(it.shown, it.name) == it.value
        judged = met if changed else unmet
        actual = "it was" if changed else f"{it.exchange.status}, and it was not"
        yield judged(it.exchange, "the resource changed as by PATCH", actual)


def _overridden(candidate: Candidate) -> tuple[Override, ...]:
    found: Writing = candidate.once(writing)
    asked = (_override(candidate, it) for it in found.types[:_MOST])
    return tuple(it for it in asked if it)[:1]


def _override(candidate: Candidate, writable: Writable) -> Override | None:
    made = own(candidate, writable, "override")
    resource = resource_in(made.shown) if made.shown else {}
    words = [candidate.word(f"override:{each}") for each in ("patch", "post")]
    for name in writable.kept:
        given = attributes_of(resource).get(name)
        values = [other(given, (), word) for word in words]
        if isinstance(given, str) and None not in values and len(set(values)) > 1:
            return _asked(candidate, made, resource, name, values)
    return None


def _asked(
    candidate: Candidate, made: Attempt, resource: dict[str, Any], name: str, values: list[Any]
) -> Override | None:
    """The change by PATCH first, so that it is known to be possible; then by POST."""

    def document(value: Any) -> dict[str, Any]:
        identity = {"type": resource["type"], "id": resource["id"]}
        return {"data": {**identity, "attributes": {name: value}}}

    def shown(value: Any) -> Exchange:
        return read_until(candidate, made.url, lambda it: _value(it, name) == value)

    if not update(candidate, made.url, document(values[0])).done:
        return None
    if _value(shown(values[0]), name) != values[0]:
        return None
    headers = {"X-HTTP-Method-Override": "PATCH"}
    exchange = send(candidate, "POST", made.url, document(values[1]), headers)
    accepted = exchange.status in _SUCCESSES
    return Override(exchange, name, values[1], shown(values[1]) if accepted else None)


def _value(exchange: Exchange, name: str) -> Any:
    return attributes_of(resource_in(exchange)).get(name)
