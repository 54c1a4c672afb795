"""Calls whose state is asked for until the result is there."""

from collections.abc import Iterator

from conformance.checks.headers import fields
from conformance.checks.looking import either, listed, looked
from conformance.description import Description
from conformance.model import Observation

_ACCEPTED = "202"


def located(description: Description, *, header: str) -> Iterator[Observation]:
    """The 202 of a POST declares Location, unless the answer comes by a callback to the address in `header`."""
    return either(
        (
            looked("location" not in given, "Location", listed(given, "no header"), it.pointer)
            for it in description.operations()
            if it.method == "post" and _ACCEPTED in it.responses
            if header.lower() not in {p.name.lower() for p in it.parameters}
            for given in [[name.lower() for name in fields(it.responses[_ACCEPTED])]]
        ),
        "no POST answers 202",
    )
