"""Creations that a candidate carries out later: the job that stands for each, looked at until it is done."""

import time
from dataclasses import dataclass

from conformance.candidate import Candidate
from conformance.model import Exchange

from .writes import read, resource_in, send
from .writing import Writable, Writing, fresh, writing

ACCEPTED, OK, SEE_OTHER = 202, 200, 303
_PAUSES = (0.0, 0.2, 0.5, 1.0, 2.0)  # seconds before each look, unless Retry-After asks for another
_MOST_PAUSE = 2.0


@dataclass(frozen=True, eq=False)
class Job:
    """A creation that may go on after its answer. `url` is where its job is, "" when the answer does not tell."""

    answer: Exchange
    url: str
    looks: tuple[Exchange, ...]

    @property
    def accepted(self) -> bool:
        """Whether the creation was answered 202."""
        return self.answer.status == ACCEPTED

    @property
    def went_on(self) -> bool:
        """Whether a look showed it at work, and a later one where the resource is."""
        return bool(self.looks) and not is_done(self.looks[0]) and is_done(self.looks[-1])


def is_done(look: Exchange) -> bool:
    """Whether the answer at a job's URL leads on to what was made."""
    return look.header("location") is not None


def jobs(candidate: Candidate) -> tuple[Job, ...]:
    """One creation of each type that does not seem to be there at once; what it makes is noted."""
    found: Writing = candidate.once(writing)
    return tuple(_followed(candidate, it) for it in found.types if _waits(it))


def _waits(writable: Writable) -> bool:
    """Whether the creation that taught the type was answered 202, or with a URL of something else."""
    made = writable.made
    shown = resource_in(made.shown) if made.shown else {}
    elsewhere = made.exchange.header("content-location") and shown.get("type") != writable.type
    return made.status == ACCEPTED or bool(elsewhere)


def _followed(candidate: Candidate, writable: Writable) -> Job:
    draft = fresh(candidate, writable, "job")
    answer = send(candidate, "POST", writable.collection.url, draft.document)
    url = _own(candidate, answer, "content-location")
    looks = _looks(candidate, url) if url else ()
    place = _own(candidate, looks[-1], "location") if looks else ""
    if place:
        candidate.created(place)
    elif answer.status < 300:  # noqa: PLR2004
        candidate.ledger.untraced(f"what {answer.where} made")
    return Job(answer, url, looks)


def _looks(candidate: Candidate, url: str) -> tuple[Exchange, ...]:
    looks: list[Exchange] = []
    for pause in _PAUSES:
        time.sleep(_asked(looks[-1], pause) if looks else pause)
        looks.append(read(candidate, url))
        if looks[-1].status != OK or is_done(looks[-1]):
            break
    return tuple(looks)


def _asked(look: Exchange, pause: float) -> float:
    """How long to wait after a look: what it asks for in seconds, within reason."""
    told = look.header("retry-after") or ""
    return min(float(told), _MOST_PAUSE) if told.isdecimal() and float(told) else pause


def _own(candidate: Candidate, exchange: Exchange, header: str) -> str:
    """The candidate's own URL in a header; "" when there is none."""
    told = exchange.header(header)
    url = candidate.url_from(exchange.request.url, told) if told else None
    return url if url and candidate.is_own(url) else ""
