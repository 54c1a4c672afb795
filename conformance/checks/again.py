"""What a candidate's resources give when they are read once more."""

from dataclasses import dataclass

from conformance.candidate import Candidate
from conformance.checks import targets
from conformance.checks.targets import Surveyed, Target
from conformance.model import Exchange

MOST = 8


@dataclass(frozen=True, eq=False)
class Reading:
    """A target as the survey read it, and a later answer to the same request."""

    target: Target
    later: Exchange

    @property
    def earlier(self) -> Exchange:
        """The answer that the survey got."""
        return self.target.answer


def spread(found: tuple[Target, ...], most: int) -> list[Target]:
    """Some of the targets: the first of each template before the second of any."""
    ranks: dict[str, int] = {}
    ranked = []
    for target in found:
        rank = ranks.get(target.template, 0)
        ranks[target.template] = rank + 1
        ranked.append((rank, target))
    return [it for _, it in sorted(ranked, key=lambda pair: pair[0])][:most]


def readings(candidate: Candidate) -> tuple[Reading, ...]:
    """Some of what the survey read, read again."""
    found: Surveyed = candidate.once(targets.surveyed)
    return tuple(
        Reading(target, candidate.send("GET", target.url)) for target in spread(found.targets, MOST)
    )
