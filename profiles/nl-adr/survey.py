"""How the resources of an API under the NL API Design Rules are found on a candidate."""

from dataclasses import dataclass

from conformance.candidate import Candidate
from conformance.checks import targets

NEWEST = "2.2"


@dataclass(frozen=True)
class Survey:
    """What was found, in a few lines; who claims no version is held to the newest that is published."""

    notes: tuple[str, ...]
    version: str = NEWEST


def survey(candidate: Candidate) -> Survey:
    """Look around; raises PreflightError when no GET succeeds."""
    return Survey(candidate.once(targets.surveyed).notes)
