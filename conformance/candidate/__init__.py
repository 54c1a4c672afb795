"""The API under test: the only place that speaks HTTP."""

from conformance.candidate.session import SAFE_METHODS, Candidate

__all__ = ["SAFE_METHODS", "Candidate"]
