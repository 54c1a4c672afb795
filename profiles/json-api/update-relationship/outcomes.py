"""What is to be said of one update of a relationship, whoever asked for it."""

from collections.abc import Iterator

from conformance.model import Doubt, Observation

from ..findings import met, unmet
from .probes import FORBIDDEN, NO_SUCH_METHOD, RULES
from .steps import ACCEPTED, Pair, Step

_SERVER_ERROR = 500


def twice(step: Step) -> list[Pair]:
    """The members that are there more than once."""
    found = step.after or ()
    return sorted({pair for pair in found if found.count(pair) > 1})


def outcome(step: Step, expected: str, right: bool) -> Iterator[Observation]:  # noqa: FBT001  (a verdict)
    """What became of one update: it was carried out right, or it was refused and changed nothing.

    403 and a method that is not there are no fault by this clause, nor is a removal that a rule of the candidate's own
    may be against.
    """
    exchange, status = step.attempt.exchange, step.attempt.status
    if status == ACCEPTED:
        return
    if step.after is None:
        yield Doubt("what the relationship became is not shown", (exchange, *step.looks[-1:]))
    elif step.done:
        yield (met if right else unmet)(exchange, expected, listed(step.after))
    elif step.changed:
        yield unmet(exchange, "no change by what was refused", listed(step.after))
    elif status >= _SERVER_ERROR and status not in NO_SUCH_METHOD:
        yield unmet(exchange, f"{expected}, or a refusal that says why", str(status))
    elif status not in {FORBIDDEN, *NO_SUCH_METHOD} and not (step.removes and status in RULES):
        yield Doubt(f"{step.method} was refused with {status}, which may have a reason", exchange)


def listed(found: frozenset[Pair] | tuple[Pair, ...] | list[Pair]) -> str:
    """The members in words, in order."""
    return ", ".join(f"{kind} {key}" for kind, key in sorted(found)) or "none"
