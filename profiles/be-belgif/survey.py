"""How the resources of a Belgian API are found on a candidate."""

from dataclasses import dataclass

from conformance.candidate import Candidate
from conformance.checks import targets


@dataclass(frozen=True)
class Survey:
    """What was found, in a few lines; there is one version of the guide."""

    notes: tuple[str, ...]
    version: str = "2026.06"


def survey(candidate: Candidate) -> Survey:
    """Look around; raises PreflightError when no GET succeeds."""
    return Survey(candidate.once(targets.surveyed).notes)
