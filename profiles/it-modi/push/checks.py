"""Calls that are answered later, by a callback."""

from collections.abc import Iterator

from conformance.checks.headers import fields
from conformance.checks.looking import either, listed, looked
from conformance.description import Description, Operation
from conformance.model import Observation

_ACCEPTED = "202"


def acknowledged(
    description: Description, *, header: str, correlation: str
) -> Iterator[Observation]:
    """An operation that takes the address of a callback is a POST whose 202 has the correlation."""
    return either(
        (
            looked(bool(wrong), f"POST, 202 with {correlation}", wrong or "so", it.pointer)
            for it in description.operations()
            if takes(it, header)
            for wrong in [_wrong(it, correlation)]
        ),
        f"no operation takes {header}",
    )


def takes(operation: Operation, header: str) -> bool:
    """Whether an operation has a parameter for that header field."""
    wanted = header.lower()
    return any(it.place == "header" and it.name.lower() == wanted for it in operation.parameters)


def _wrong(operation: Operation, correlation: str) -> str:
    """What is wrong with such an operation, "" for nothing."""
    if operation.method != "post":
        return operation.method.upper()
    accepted = operation.responses.get(_ACCEPTED)
    if accepted is None:
        return f"no 202: {listed(list(operation.responses))}"
    given = fields(accepted)
    found = correlation.lower() in {name.lower() for name in given}
    return "" if found else f"202 with {listed(given, 'no header')}"
