"""YAML as OpenAPI wants it: the values that JSON has, texts for names, and every part with its place.

Built from the parser's events and not by its recursion, which ends the process on deep nesting. Aliases share what
they stand for, and are counted as if they did not, so that a small text which means a vast document is refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from conformance.description.nodes import escaped
from conformance.description.spots import DEEPEST, Composed, Duplicate, NotReadable, Spot

MOST_VALUES = 2_000_000  # aliases replaced by what they stand for
_LONGEST_NUMBER = 400  # digits; more than any number means
_WORDS = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FRACTION = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("bool", "float", "int", "null")}


@dataclass(slots=True)
class _Part:
    """A value, its place, and how many values it is made of."""

    value: Any
    spot: Spot
    size: int = 1


@dataclass(slots=True)
class _Open:
    """An object or a list that is being read; `name` and `at` are those of the member whose value is awaited."""

    value: Any
    spots: dict[str, Spot]
    line: int
    column: int
    anchor: str | None
    size: int = 1
    name: str | None = None
    at: Spot | None = None
    merged: list[_Part] = field(default_factory=list)


def compose(data: bytes) -> Composed:
    """Read a YAML document. Raises NotReadable."""
    reader = _Reader()
    try:
        for event in yaml.parse(data, Loader=yaml.CSafeLoader):
            reader.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = error.problem or error.context or "not YAML"
        raise NotReadable(what, *(_place(mark) if mark else ())) from error
    except yaml.reader.ReaderError as error:
        raise NotReadable(str(error).splitlines()[0]) from error
    except (yaml.YAMLError, UnicodeError) as error:
        raise NotReadable("not YAML") from error
    return reader.found


class _Reader:
    """Takes the events of one document and keeps what is open on a stack of its own."""

    def __init__(self) -> None:
        self.found = Composed()
        self._open: list[_Open] = []
        self._anchors: dict[str, _Part] = {}
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        match event:
            case yaml.ScalarEvent():
                self._scalar(event)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._begin(event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._end()
            case yaml.AliasEvent():
                self._alias(event)
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    raise NotReadable("a second document begins", *_place(event.start_mark))

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        line, column = _place(event.start_mark)
        holder = self._open[-1] if self._open else None
        if holder and isinstance(holder.value, dict) and holder.name is None:
            part = _Part(event.value, Spot(line, column))
            self._name(holder, event.value, part.spot)
        else:
            part = _Part(scalar(event), Spot(line, column))
            self._add(part)
        self._keep(event.anchor, part)

    def _name(self, holder: _Open, name: str, at: Spot) -> None:
        if name in holder.value and name != "<<":
            way = "".join(f"/{escaped(it)}" for it in (*self._way(), name))
            self.found.duplicates.append(Duplicate(way, at.line, at.column))
        holder.name, holder.at = name, at

    def _way(self) -> Iterator[str]:
        for holder in self._open[:-1]:
            yield str(holder.name if isinstance(holder.value, dict) else len(holder.value))

    def _begin(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        line, column = _place(event.start_mark)
        self._need_no_name(line, column)
        if len(self._open) == DEEPEST:
            raise NotReadable(f"nested deeper than {DEEPEST} levels", line, column)
        value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._open.append(_Open(value, {}, line, column, event.anchor))
        if event.anchor:
            self._anchors.pop(event.anchor, None)

    def _need_no_name(self, line: int, column: int) -> None:
        holder = self._open[-1] if self._open else None
        if holder and isinstance(holder.value, dict) and holder.name is None:
            raise NotReadable("a name that is no text: put it in quotation marks", line, column)

    def _end(self) -> None:
        done = self._open.pop()
        for merged in done.merged:
            done.value.update({k: v for k, v in merged.value.items() if k not in done.value})
            done.spots.update({k: v for k, v in merged.spot.inside.items() if k not in done.spots})
        part = _Part(done.value, Spot(done.line, done.column, done.spots), done.size)
        self._keep(done.anchor, part)
        self._add(part)

    def _alias(self, event: yaml.AliasEvent) -> None:
        line, column = _place(event.start_mark)
        part = self._anchors.get(event.anchor or "")
        if part is None:
            around = any(holder.anchor == event.anchor for holder in self._open)
            what = "contains itself" if around else "is defined nowhere before"
            raise NotReadable(f"the alias *{event.anchor} {what}", line, column)
        holder = self._open[-1]
        if isinstance(part.value, str) and isinstance(holder.value, dict) and holder.name is None:
            self._name(holder, part.value, Spot(line, column))
            return
        self._need_no_name(line, column)
        self._add(_Part(part.value, Spot(line, column, part.spot.inside), part.size))

    def _keep(self, anchor: str | None, part: _Part) -> None:
        if anchor:
            self._anchors[anchor] = part

    def _add(self, part: _Part) -> None:
        holder = self._open[-1] if self._open else None
        if holder is None:
            self.found.value, self.found.spot = part.value, part.spot
            return
        holder.size += part.size
        if holder.size > MOST_VALUES:
            what = f"aliases make more than {MOST_VALUES} values of it"
            raise NotReadable(what, part.spot.line, part.spot.column)
        if isinstance(holder.value, list):
            holder.spots[str(len(holder.value))] = part.spot
            holder.value.append(part.value)
            return
        self._member(holder, part)

    @staticmethod
    def _member(holder: _Open, part: _Part) -> None:
        name, at = holder.name or "", holder.at or part.spot
        holder.name = holder.at = None
        if name == "<<" and _mergeable(part):
            holder.merged += _merged(part)
        else:
            holder.value[name] = part.value
            holder.spots[name] = Spot(at.line, at.column, part.spot.inside)


def scalar(event: yaml.ScalarEvent) -> Any:
    """The value of a scalar by the core schema of YAML 1.2: `no` is a text, and so are 2026-11-24, 1:30 and 1_000."""
    plain = event.tag is None and event.implicit[0]
    text: str = event.value
    if not plain and event.tag not in _TAGS:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if len(text) > _LONGEST_NUMBER:
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    if _BASED.fullmatch(text):
        return int(text, 0)
    return float(text) if _FRACTION.fullmatch(text) else text


def _mergeable(part: _Part) -> bool:
    values = part.value if isinstance(part.value, list) else [part.value]
    return bool(values) and all(isinstance(value, dict) for value in values)


def _merged(part: _Part) -> list[_Part]:
    if isinstance(part.value, dict):
        return [part]
    spots = [part.spot.inside[str(index)] for index in range(len(part.value))]
    return [_Part(value, spot) for value, spot in zip(part.value, spots, strict=True)]


def _place(mark: Any) -> tuple[int, int]:
    return mark.line + 1, mark.column + 1
