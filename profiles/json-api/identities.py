"""What names a resource: the members that a resource object and a resource identifier have in common."""

from collections.abc import Sequence

from conformance.model import Exchange, Finding

from .documents import Place
from .findings import shown, verdicts


def given(exchange: Exchange, objects: Sequence[Place]) -> list[Finding]:
    """The verdict on whether each of the objects has `type` and `id`."""
    faults = [
        (pointer, f"no {name}")
        for pointer, found in objects
        for name in ("type", "id")
        if name not in found
    ]
    return verdicts(exchange, "type and id", faults, seen=bool(objects))


def strings(exchange: Exchange, objects: Sequence[Place]) -> list[Finding]:
    """The verdict on whether `type`, `id` and `lid` of each of the objects are strings, where they are there."""
    faults = [
        (f"{pointer}/{name}", shown(found[name]))
        for pointer, found in objects
        for name in ("type", "id", "lid")
        if name in found and not isinstance(found[name], str)
    ]
    return verdicts(exchange, "a string", faults, seen=bool(objects))
