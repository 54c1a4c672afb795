"""A document that is right but for what its Content-Type says of it."""

from dataclasses import dataclass

from conformance.candidate import Candidate
from conformance.checks import drafts
from conformance.checks.wrong_input import posted
from conformance.model import Exchange


@dataclass(frozen=True, eq=False)
class Typed:
    """What was answered to a right document under a media type that nobody knows, and under none."""

    unknown: Exchange
    missing: Exchange


def typed(candidate: Candidate) -> Typed | None:
    """A document that was just taken, sent again where it was taken; what is made of it all the same is cleaned up.

    None where the run can make nothing: elsewhere nobody knows what a POST does that is taken after all.
    """
    resource = drafts.made(candidate)
    if resource is None:
        return None
    url, content = resource.answer.request.url, resource.body
    kind = f"application/x-{candidate.word('content')}"
    return Typed(posted(candidate, url, content, kind), posted(candidate, url, content))
