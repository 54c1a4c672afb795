"""Ids by which requests and answers are traced."""

from collections.abc import Iterator
from uuid import NAMESPACE_URL, uuid5

from conformance.candidate import Candidate
from conformance.checks import targets
from conformance.checks.targets import Surveyed
from conformance.model import Absence, Exchange, Finding, Observation

ID = "BelGov-Trace-Id"
RELATED = "BelGov-Related-Trace-Id"
_LONGEST = 36


def short_enough(exchange: Exchange) -> Iterator[Observation]:
    """A trace id is 36 characters at most."""
    given = exchange.header(ID)
    if given is not None:
        met = len(given) <= _LONGEST
        yield Finding(met, f"{_LONGEST} characters at most", str(len(given)), ID.lower(), exchange)


def traced(candidate: Candidate) -> tuple[Exchange, Exchange]:
    """The same GET twice, each time with the same trace id of our own."""
    found: Surveyed = candidate.once(targets.surveyed)
    own = {ID: _own(candidate)}
    url = found.targets[0].url
    return candidate.send("GET", url, own), candidate.send("GET", url, own)


def _own(candidate: Candidate) -> str:
    return str(uuid5(NAMESPACE_URL, candidate.word("trace")))


def unique(candidate: Candidate) -> Iterator[Observation]:
    """Two answers have two trace ids."""
    both: tuple[Exchange, Exchange] = candidate.once(traced)
    first, second = (it.header(ID) for it in both)
    if first is None or second is None:
        yield Absence(f"answers have no {ID}", both)
    else:
        actual = f"{first} twice" if first == second else f"{first}, {second}"
        yield Finding(first != second, "two ids", actual, ID.lower(), both)


def not_copied(candidate: Candidate) -> Iterator[Observation]:
    """The trace id of an answer is not that of its request."""
    both: tuple[Exchange, Exchange] = candidate.once(traced)
    for answer in both:
        given = answer.header(ID)
        if given is None:
            yield Absence(f"answers have no {ID}", answer)
        else:
            met = given != _own(candidate)
            yield Finding(met, "an id of the server's own", given[:40], ID.lower(), answer)


def related(candidate: Candidate) -> Iterator[Observation]:
    """The related trace id of an answer is the trace id of its request."""
    both: tuple[Exchange, Exchange] = candidate.once(traced)
    for answer in both:
        given = answer.header(RELATED)
        if given is None:
            yield Absence(f"answers have no {RELATED}", answer)
        else:
            wanted = _own(candidate)
            yield Finding(given == wanted, wanted, given[:40], RELATED.lower(), answer)
