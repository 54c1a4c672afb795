"""What makes resources."""

from collections.abc import Iterator, Sequence

from conformance.checks import methods
from conformance.checks.shapes import kinds_of
from conformance.description import Description
from conformance.model import Finding, Observation


def created(description: Description, *, any_of: Sequence[str]) -> Iterator[Observation]:
    """A POST on a collection declares that something is created; one that gives content with 200 may be a search."""
    giving = {it.pointer for it in description.operations() if kinds_of(it.response_for(200))}
    for it in methods.creations(description, any_of=any_of):
        if not isinstance(it, Finding) or it.met or it.where not in giving:
            yield it
