"""The API under test: the only place that speaks HTTP."""

from conformance.candidate.session import Candidate

__all__ = ["Candidate"]
