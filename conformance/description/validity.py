"""Whether a description is valid OpenAPI, so that what is derived from it can be trusted."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from conformance.description import references, structure
from conformance.description.document import Description

_MOST = 50


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong with a description: where, as a JSON Pointer, and what."""

    pointer: str
    message: str


def faults(description: Description) -> list[Fault]:
    """What is not valid OpenAPI in it, up to 50 faults; by openapi-spec-validator, and by rules that it leaves out.

    Nothing is fetched. A reference into a document that could not be had is no fault here (see `unresolved`), one to
    nothing in a document that was read is.

    Raises ValueError when it cannot be told: for a version of OpenAPI that the validator does not know, such as 3.2,
    and where the validator itself breaks.
    """
    whole = (
        description if description.gathered else references.gather(description, references.nothing)
    )
    return list(itertools.islice(dict.fromkeys(_faults(whole)), _MOST))


def _faults(whole: Description) -> Iterator[Fault]:
    # Most of a second to import.
    from conformance.description.validator import Unvalidated, schema_faults

    try:
        yield from itertools.starmap(Fault, schema_faults(whole))
    except Unvalidated as error:
        raise ValueError(f"{whole.url}: {error}") from error
    for lost in whole.unresolved:
        if lost.broken:
            yield Fault(lost.pointer, f"$ref {lost.reference:.100} leads nowhere: {lost.reason}")
    yield from itertools.starmap(Fault, structure.faults(whole))
