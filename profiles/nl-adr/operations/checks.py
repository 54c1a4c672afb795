"""Checks of the rule on operations: what the description says of resources that stand for something to do."""

from collections.abc import Iterator

from conformance.checks.looking import met
from conformance.description import Description, Operation
from conformance.model import Observation


def underscored(description: Description) -> Iterator[Observation]:
    """The last segment of a path begins with an underscore."""
    for path, operations in _underscored(description).items():
        yield met("an underscore before the last segment", path, operations[0].item.pointer)


def read_or_posted(description: Description) -> Iterator[Observation]:
    """What stands for an operation, by the underscore before its name, is called with GET or POST."""
    for path, operations in _underscored(description).items():
        for it in operations:
            if it.method in {"get", "post"}:
                yield met("GET or POST", f"{it.method.upper()} {path}", it.pointer)


def _underscored(description: Description) -> dict[str, list[Operation]]:
    found: dict[str, list[Operation]] = {}
    for it in description.operations():
        if it.path.rpartition("/")[2].startswith("_"):
            found.setdefault(it.path, []).append(it)
    return found
