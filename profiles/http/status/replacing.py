"""PUT of a resource of the run's own: over what is there, and again when that was removed."""

from collections.abc import Iterator
from dataclasses import dataclass

from conformance.candidate import Candidate
from conformance.checks import drafts
from conformance.checks.drafts import Made
from conformance.model import Absence, Exchange, Observation


@dataclass(frozen=True, eq=False)
class Replacing:
    """What PUT was answered, where there was something and where there was nothing any more.

    `before` is how the resource was seen, `gone` that it was seen no more, `is_back` whether the second PUT made it.
    """

    resource: Made | None = None
    answer: Exchange | None = None
    before: Exchange | None = None
    again: Exchange | None = None
    gone: tuple[Exchange, ...] = ()
    is_back: bool = False

    @property
    def evidence(self) -> tuple[Exchange, ...]:
        """How the resource was seen, and what the first PUT was answered."""
        return tuple(it for it in (self.answer, self.before) if it)

    def why(self, candidate: Candidate) -> Iterator[Observation]:
        """Why there is no answer at all."""
        if self.resource is None:
            yield from drafts.nothing(candidate)
        else:
            yield Absence("no PUT is described where a resource can be made")


def replacing(candidate: Candidate) -> Replacing:
    """Make a resource, put it in its own place, remove it, put it there again."""
    resource = drafts.another(candidate, "status")
    content = drafts.replacement(resource) if resource else None
    if resource is None or content is None:
        return Replacing(resource)
    answer = drafts.write(candidate, "PUT", resource, content)
    removed = drafts.remove(candidate, resource)
    gone = drafts.read(candidate, resource.url)
    if not drafts.is_gone(gone):
        return Replacing(resource, answer, resource.shown, gone=(removed, gone))
    candidate.created(resource.url)
    again = drafts.write(candidate, "PUT", resource, content)
    back = drafts.read(candidate, resource.url)
    if drafts.is_gone(back):
        candidate.removed(resource.url)
    is_back = drafts.is_success(back)
    return Replacing(resource, answer, resource.shown, again, (removed, gone), is_back)
