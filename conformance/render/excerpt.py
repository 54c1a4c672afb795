"""The part of a JSON document that matters: its beginning, and what stands around the place that a finding points at.

Only the white space between tokens changes: numbers, escapes and repeated names stay what they were.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_DEEPEST = 24  # levels that are still indented further
_TOLD_APART = 100  # levels below which a value counts as its ancestor
_OPENING, _CLOSING, _COMMA = ("{", "["), ("}", "]"), ","
_HEAD = 8  # lines of the beginning
_AROUND = 12  # lines before and after the place
_LONGEST = 400  # characters of one line
GAP = "⋮"


@dataclass(frozen=True)
class Line:
    """A line of a document: the JSON Pointer of the value that begins on it or ends with it, and the line itself."""

    pointer: str
    text: str


@dataclass(frozen=True)
class Excerpt:
    """A document in part: `marked` is the line that was asked for, if one was; `cut` says that lines are missing."""

    before: str
    marked: str = ""
    after: str = ""
    cut: bool = False


class _Place:
    """Where in a document a reader is: the containers around it, and the name or the number of each value."""

    def __init__(self) -> None:
        self.steps: list[str] = []
        self.kinds: list[str] = []

    @property
    def pointer(self) -> str:
        return "".join(f"/{it}" for it in self.steps[:_TOLD_APART])

    def enter(self, bracket: str) -> None:
        self.kinds.append(bracket)
        self.steps.append("0" if bracket == "[" else "")

    def leave(self) -> None:
        if self.kinds:
            self.kinds.pop()
            self.steps.pop()

    def name(self, piece: str) -> None:
        """Take a string that begins a line of an object as the name of its member."""
        if self.kinds and self.kinds[-1] == "{" and piece.startswith('"'):
            self.steps[-1] = _unquoted(piece).replace("~", "~0").replace("/", "~1")

    def next(self) -> None:
        if self.kinds and self.kinds[-1] == "[":
            self.steps[-1] = str(int(self.steps[-1]) + 1)


def lines(text: str) -> Iterator[Line]:
    """JSON text, each member and each element on a line of its own, every token as it came."""
    place = _Place()
    line = pointer = before = ""
    for match in _TOKENS.finditer(text):
        piece = match[0]
        if piece in _CLOSING:
            place.leave()
        begins = not before or _breaks(before, piece)
        if begins and before:
            yield Line(pointer, line)
            line = "  " * min(len(place.kinds), _DEEPEST)
        if begins:
            place.name(piece)
            pointer = place.pointer
        line += f" {piece}" if before == ":" else piece
        if piece in _OPENING:
            place.enter(piece)
        elif piece == _COMMA:
            place.next()
        before = piece
    yield Line(pointer, line)


def _breaks(before: str, piece: str) -> bool:
    """Whether a new line begins before `piece`."""
    if piece in _CLOSING:
        return before not in _OPENING
    return before in _OPENING or before == _COMMA


def excerpt(text: str, pointer: str = "", most: int = 40) -> Excerpt:
    """About `most` lines of JSON text: its beginning, and the value of `pointer` or else the nearest one above it."""
    whole = list(lines(text))
    texts = [_cut(line.text) for line in whole]
    at = _index(whole, pointer)
    if at is None:
        return Excerpt("\n".join(texts[:most]), cut=len(texts) > most)
    near = at <= _HEAD + _AROUND
    end = max(most, at + _AROUND) if near else at + 1 + _AROUND
    before = texts[:at] if near else [*texts[:_HEAD], GAP, *texts[at - _AROUND : at]]
    cut = not near or end < len(texts)
    return Excerpt("\n".join(before), texts[at], "\n".join(texts[at + 1 : end]), cut=cut)


def _unquoted(name: str) -> str:
    try:
        return str(json.loads(name))
    except ValueError:
        return name[1:-1]


def _index(whole: Sequence[Line], pointer: str) -> int | None:
    """The line on which the value of a pointer begins, or that of the nearest value above it; None for the root."""
    first = {line.pointer: number for number, line in reversed(list(enumerate(whole)))}
    while pointer:
        if pointer in first:
            return first[pointer]
        pointer = pointer.rpartition("/")[0]
    return None


def _cut(line: str) -> str:
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
