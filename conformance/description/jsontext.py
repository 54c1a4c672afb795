"""Where the parts of a JSON text stand. YAML's reader cannot tell: it refuses characters that JSON allows."""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from conformance.description.nodes import escaped
from conformance.description.spots import Composed, Duplicate, Spot

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)


@dataclass(slots=True)
class _Open:
    """An object or a list that is being read, and the name or index of what comes in it next."""

    spot: Spot
    inside: dict[str, Spot]
    is_list: bool
    name: str | None = None
    count: int = 0


def place(text: str) -> Composed:
    """Read where everything stands in a text that is known to be JSON."""
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    placed = Composed()
    stack: list[_Open] = []
    for found in _TOKEN.finditer(text):
        part = found[0]
        line = bisect_right(starts, found.start())
        spot = Spot(line, found.start() - starts[line - 1] + 1)
        if part in "}]":
            stack.pop()
        elif part == ",":
            stack[-1].name = None
        elif part != ":":
            _take(part, spot, stack, placed)
    return placed


def _take(part: str, spot: Spot, stack: list[_Open], placed: Composed) -> None:
    """Enter a value, or the name of a member, which is where its value counts as standing."""
    holder = stack[-1] if stack else None
    if holder and not holder.is_list and holder.name is None:
        holder.name = json.loads(part, strict=False)
        if holder.name in holder.inside:
            way = "".join(f"/{escaped(name)}" for name in _way(stack))
            placed.duplicates.append(Duplicate(way, spot.line, spot.column))
        holder.inside[holder.name or ""] = spot
        return
    if holder is None:
        placed.spot = spot
    elif holder.is_list:
        holder.name = str(holder.count)
        holder.inside[holder.name] = spot
        holder.count += 1
    else:
        spot = holder.inside[holder.name or ""]
    if part in "{[":
        inside: dict[str, Spot] = {}
        spot.inside = inside
        stack.append(_Open(spot, inside, part == "["))


def _way(stack: list[_Open]) -> Iterator[str]:
    for holder in stack:
        yield holder.name or ""
