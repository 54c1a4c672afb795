"""How the resources of an HTTP API are found on a candidate."""

from dataclasses import dataclass

from conformance.candidate import Candidate
from conformance.checks import targets


@dataclass(frozen=True)
class Survey:
    """What was found, in a few lines; HTTP APIs do not declare a version of HTTP semantics."""

    notes: tuple[str, ...]
    version: str = ""


def survey(candidate: Candidate) -> Survey:
    """Look around; raises PreflightError when no GET succeeds."""
    return Survey(candidate.once(targets.surveyed).notes)
