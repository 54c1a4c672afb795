"""What is told of include beside other parameters."""

from collections.abc import Iterator

from conformance.candidate import Candidate
from conformance.model import Exchange, Finding

from ..combinations import Asked, Place, combined, with_paths
from ..documents import Document
from ..fetching.places import OK
from ..findings import met, unmet
from ..survey import survey
from .paths import Identity, identities, identity, steps, unrequested
from .probes import probes


def nothing_unasked(candidate: Candidate) -> Iterator[Finding]:
    """Beside any other parameter, all that is included lies on a path that was asked for."""

    def judge(asked: Asked) -> Finding | None:
        exchange = candidate.get(asked.target)
        extra = unrequested(exchange, asked.include) if exchange.status == OK else None
        if extra is None or not (extra or identities(exchange)):
            return None
        judged = unmet if extra else met
        actual = "also {} {}".format(*extra[0]) if extra else "nothing else"
        return judged(exchange, f"only what {_asked(asked)} leads to", actual, "/included")

    yield from combined(candidate, _able, with_paths, judge)


def each_path(candidate: Candidate) -> Iterator[Finding]:
    """Beside any other parameter, each path brings something of what it leads to and is seen elsewhere."""
    visible = candidate.once(_visible)

    def judge(asked: Asked) -> Finding | None:
        exchange = candidate.get(asked.target)
        there = identities(exchange) | _primary(exchange)
        ends = {path: steps(exchange, path) for path in asked.include}
        known = {path: found[-1] & visible for path, found in ends.items() if found}
        told = {path: found for path, found in known.items() if found}
        if exchange.status != OK or not told:
            return None
        lost = [path for path, found in told.items() if not found & there]
        judged = unmet if lost else met
        actual = f"nothing of {', '.join(lost)}" if lost else "it is there"
        return judged(exchange, f"what {_asked(asked)} leads to", actual, "/included")

    yield from combined(candidate, _able, with_paths, judge)


def _able(place: Place) -> bool:
    return bool(place.paths)


def _asked(asked: Asked) -> str:
    return f"include={','.join(asked.include)}"


def _visible(candidate: Candidate) -> frozenset[Identity]:
    """Every resource that was seen: alone, in a collection, or included."""
    found = candidate.once(survey)
    seen = [it.exchange for it in (*found.collections, *found.resources, *candidate.once(probes))]
    return frozenset(it for each in seen for it in identities(each) | _primary(each))


def _primary(exchange: Exchange) -> set[Identity]:
    return {identity(item) for _, item in exchange.once(Document).primary}
