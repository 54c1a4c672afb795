"""Where in a text each part of a document stands: a tree of lines and columns beside the tree of values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.description.nodes import tokens

DEEPEST = 200  # objects and lists in one another


@dataclass(slots=True)
class Spot:
    """The line and column of a name in an object, or of an item in a list, both counted from 1, and what is in it."""

    line: int
    column: int
    inside: Mapping[str, "Spot"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A name that stands again in one object: the pointer of the member, and where the later one stands."""

    pointer: str
    line: int
    column: int

    def __str__(self) -> str:
        name = tokens(self.pointer)[-1]
        return f"{name!r} stands again at line {self.line}, column {self.column}"


def find(spot: Spot, pointer: str) -> tuple[int, int]:
    """The line and column of what a pointer leads to, or of the nearest there is on the way."""
    for name in tokens(pointer):
        inside = spot.inside.get(name)
        if inside is None:
            break
        spot = inside
    return spot.line, spot.column


class NotReadable(ValueError):
    """What is wrong with a text, and where: line and column from 1, or 0 when that cannot be said."""

    def __init__(self, what: str, line: int = 0, column: int = 0) -> None:
        where = f"line {line}, column {column}: " if line else ""
        super().__init__(f"{where}{what}")


@dataclass(slots=True)
class Composed:
    """The value of a text, where its parts stand, and the names that stand twice."""

    value: Any = None
    spot: Spot = field(default_factory=lambda: Spot(1, 1))
    duplicates: list[Duplicate] = field(default_factory=list)


def composed(data: bytes) -> Composed:
    """What a YAML text holds, and where. Raises NotReadable."""
    # YAML's reader is only for those who have such a text.
    from conformance.description.yamltext import compose

    return compose(data)
