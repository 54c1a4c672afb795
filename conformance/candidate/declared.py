"""The candidate that a driver is asked to judge: a URL, a candidate file, or a file with another URL over its own."""

from dataclasses import replace
from pathlib import Path

from conformance.candidate.declaration import Declaration
from conformance.errors import UsageError


def declared(file: Path | None, url: str | None) -> Declaration:
    """The declaration, with loopback addresses allowed: it is for a run on a machine of one's own.

    Raises DeclarationError, and UsageError when neither is given.
    """
    if file:
        from conformance.candidate import (
            declaration_file,
        )  # the start-up diet: pydantic only with a file

        found = declaration_file.read(file, url)
    elif url:
        found = Declaration(url)
    else:
        raise UsageError("which candidate?", hint="give its URL, or --candidate FILE")
    limits = replace(found.limits, addresses=found.limits.addresses | {"loopback"})
    return replace(found, limits=limits)
