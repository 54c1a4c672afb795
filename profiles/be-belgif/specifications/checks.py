"""What a description may say of itself."""

from collections.abc import Iterator

from conformance.checks import documents
from conformance.description import Description
from conformance.model import Finding, Observation


def contact_given(description: Description) -> Iterator[Observation]:
    """The description says whom to ask; one that does not is no fault."""
    found = documents.contact(description)
    return (it for it in found if isinstance(it, Finding) and it.met)
