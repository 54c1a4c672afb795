"""The record of a run: JSON Lines, hash-chained, closed by a last line; the truth that every report is rendered from.

Each line is one JSON object. `previous` is the SHA-256 of the line before it, so that a line that is changed,
added or left out is found by its number. The lines: one header; the exchanges that observations point at; one
line a requirement; one closing line, whose `self` is the SHA-256 of itself without that member.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conformance.chain import FIRST, FORMAT, Line, canonical, digest
from conformance.errors import RecordError
from conformance.model import (
    Absence,
    Doubt,
    Effect,
    Exchange,
    Finding,
    Level,
    Observation,
    Obstacle,
    Request,
    Requirement,
    Response,
    Result,
    Status,
    Verdict,
    verdict,
)


@dataclass(frozen=True)
class Record:
    """A record as it was read.

    `header` and `closing` are the members of those lines; `results` are in the standard's order; `exchanges`
    are named by their id in the record. `created` has the URLs of what an unclosed run made on the candidate.
    """

    header: Mapping[str, Any]
    results: tuple[Result, ...]
    exchanges: Mapping[str, Exchange]
    closing: Mapping[str, Any] = field(default_factory=dict)
    created: tuple[str, ...] = ()

    @property
    def left_behind(self) -> tuple[str, ...]:
        """The URLs of what the run made on the candidate and did not remove."""
        return tuple(self.closing.get("left_behind", self.created))

    @property
    def claimed(self) -> tuple[str, ...]:
        """The conformance classes that the verdict is about; none named means all."""
        return tuple(self.header["claims"]["classes"])

    @property
    def interrupted(self) -> bool:
        """Whether the run was broken off."""
        return bool(self.closing.get("interrupted", True))

    @property
    def verdict(self) -> Verdict:
        """The verdict over the claimed classes; a run that was broken off establishes nothing but a failure."""
        found = verdict(self.results, self.claimed)
        broken_off = self.interrupted and found is Verdict.CONFORMANT
        return Verdict.NOT_ESTABLISHED if broken_off else found


def read(path: Path) -> Record:
    """The closed record at `path`; raises RecordError that names the line where it is cut or altered."""
    lines = _verified(path)
    if not lines or lines[-1].get("kind") != "closing":
        raise RecordError(
            f"{path}: line {len(lines)} is the last and does not close the record:"
            " the run was cut short, or the file was",
            hint="finish the run with --resume",
        )
    return _assembled(lines)


def read_partial(path: Path) -> Record:
    """What there is of a record that may not be closed; raises RecordError where it is altered.

    A last line that was cut in the middle of writing is dropped.
    """
    return _assembled(_verified(path, partial=True))


def _verified(path: Path, *, partial: bool = False) -> list[Line]:
    try:
        raw = path.read_bytes().split(b"\n")
    except OSError as error:
        raise RecordError(
            f"{path}: cannot be read ({error.strerror})", hint="name a record.jsonl"
        ) from error
    if raw[-1] != b"" and not partial:
        raise RecordError(
            f"{path}: line {len(raw)} is cut off in its middle", hint="finish the run with --resume"
        )
    lines: list[Line] = []
    previous = FIRST
    for number, data in enumerate(raw[:-1], start=1):
        lines.append(_line(path, number, data, previous, lines))
        previous = digest(data)
    if not lines:
        raise RecordError(f"{path}: the file is empty", hint="name a record.jsonl that a run wrote")
    return lines


def _line(path: Path, number: int, data: bytes, previous: str, before: Sequence[Line]) -> Line:
    try:
        line = json.loads(data)
    except ValueError as error:
        raise RecordError(
            f"{path}: line {number} is not JSON ({error})", hint="take the original file"
        ) from error
    if not isinstance(line, dict) or (number == 1 and line.get("kind") != "header"):
        raise RecordError(
            f"{path}: line {number} is not a line of a record", hint="name a record.jsonl"
        )
    if number == 1 and line.get("format") != FORMAT:
        raise RecordError(
            f"{path}: line 1: key format, value {line.get('format')!r}: this suite reads format {FORMAT}",
            hint="render it with the version of the suite that the header names",
        )
    if before and before[-1].get("kind") == "closing":
        raise RecordError(
            f"{path}: line {number} stands after the closing line", hint="take the original file"
        )
    if line.get("previous") != previous:
        raise RecordError(
            f"{path}: line {number}: the record was altered at line {max(number - 1, 1)},"
            f" or a line before line {number} was left out",
            hint="take the original file",
        )
    if line["kind"] == "closing":
        unsealed = {key: value for key, value in line.items() if key != "self"}
        if line.get("self") != digest(canonical(unsealed)):
            raise RecordError(
                f"{path}: line {number}: the closing line was altered",
                hint="take the original file",
            )
    return line


def _assembled(lines: Sequence[Line]) -> Record:
    exchanges = {line["id"]: _exchange(line) for line in lines if line["kind"] == "exchange"}
    results = tuple(_result(line, exchanges) for line in lines if line["kind"] == "requirement")
    last = lines[-1]
    created = tuple(line["url"] for line in lines if line["kind"] == "created")
    closing = last if last["kind"] == "closing" else {}
    return Record(lines[0], results, exchanges, closing, created)


def _exchange(line: Line) -> Exchange:
    asked, answered = line["request"], line["response"]
    request = Request(asked["method"], asked["url"], _pairs(asked["headers"]), _bytes(asked))
    response = answered and Response(
        status=answered["status"],
        reason=answered["reason"],
        http_version=answered["http_version"],
        headers=_pairs(answered["headers"]),
        body=_bytes(answered),
        truncated=answered["truncated"] or "size" in answered,
        oddities=tuple(answered["oddities"]),
    )
    return Exchange(request, response, line["fault"], line["started"], line["seconds"])


def _pairs(headers: Sequence[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in headers)


def _bytes(holder: Mapping[str, Any]) -> bytes:
    body: str = holder["body"]
    return base64.b64decode(body) if holder.get("encoding") == "base64" else body.encode()


def _result(line: Line, exchanges: Mapping[str, Exchange]) -> Result:
    requirement = Requirement(
        id=line["id"],
        level=Level(line["level"]),
        conformance_class=line["class"],
        section=line["section"],
        source=line["source"],
        statement=line["statement"],
        fix=line["fix"],
        review=line["review"],
        effect=Effect(line["effect"]),
    )
    observations = tuple(_observed(it, exchanges) for it in line["observations"])
    return Result(
        requirement,
        Status(line["status"]),
        line["reason"],
        observations,
        line["met"],
        line["unmet"],
    )


def _observed(line: Line, exchanges: Mapping[str, Exchange]) -> Observation:
    evidence = tuple(exchanges[name] for name in line["exchanges"])
    match line["kind"]:
        case "finding":
            return Finding(
                line["met"],
                line["expected"],
                line["actual"],
                line["where"],
                evidence,
                line["cases"],
            )
        case "absence":
            return Absence(line["reason"], evidence)
        case "obstacle":
            return Obstacle(line["reason"], evidence)
    return Doubt(line["reason"], evidence)
