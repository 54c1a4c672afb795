"""The record of a run: JSON Lines, hash-chained, closed by a last line; the truth that every report is rendered from.

Each line is one JSON object. `previous` is the SHA-256 of the line before it, so that a line that is changed, added or
left out is found by its number. The lines: one header; the exchanges that observations point at; one line a requirement;
one closing line, whose `self` is the SHA-256 of itself without that member.
"""

import base64
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conformance.errors import OutputError, RecordError
from conformance.model import (
    Absence,
    Doubt,
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
    verdict_of,
)

FORMAT = 1
_BODY = 65_536  # bytes of one body that a record keeps
_FIRST = "sha256:" + "0" * 64
_KINDS: dict[type[Any], str] = {Finding: "finding", Absence: "absence", Obstacle: "obstacle", Doubt: "doubt"}

Line = dict[str, Any]


@dataclass(frozen=True)
class Record:
    """A record as it was read.

    `header` and `closing` are the members of those lines; `results` are in the standard's order; `exchanges` are named by
    their id in the record.
    """

    header: Mapping[str, Any]
    results: tuple[Result, ...]
    exchanges: Mapping[str, Exchange]
    closing: Mapping[str, Any] = field(default_factory=dict)

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
        chosen = [it for it in self.results if not self.claimed or it.requirement.conformance_class in self.claimed]
        missing = [(Level.MUST, Status.UNTESTED)] if self.interrupted else []
        return verdict_of([*((it.requirement.level, it.status) for it in chosen), *missing])

    def exchange_id(self, exchange: Exchange) -> str:
        """The id of an exchange of this record."""
        return next(name for name, it in self.exchanges.items() if it is exchange)


# -- writing -------------------------------------------------------------------------------------------------------------


class Journal:
    """A record in the making: results are appended as they come, so that a killed run can be resumed.

    `finish` writes the whole again in the standard's order, whatever finished first. Raises OutputError.
    """

    def __init__(self, path: Path, header: Mapping[str, Any]) -> None:
        self._path = path
        self._header = {"kind": "header", "format": FORMAT, **header}
        self._chain = _Chain(path)
        self._numbers = _Numbers()
        self._chain.write(self._header)

    def add(self, result: Result) -> None:
        """Append one result and the exchanges that it points at."""
        for line in _result_lines(result, self._numbers):
            self._chain.write(line)

    def finish(self, results: Iterable[Result], closing: Mapping[str, Any]) -> None:
        """Close the record: the same lines in the standard's order, and the last line."""
        self._chain.close()
        whole = self._path.with_name(self._path.name + ".part")
        numbers, chain = _Numbers(), _Chain(whole)
        chain.write(self._header)
        for result in results:
            for line in _result_lines(result, numbers):
                chain.write(line)
        chain.write_last({"kind": "closing", **closing})
        chain.close()
        whole.replace(self._path)


class _Chain:
    """A file of lines, each with the hash of the one before."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._previous = _FIRST
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("wb")
        except OSError as error:
            raise self._failed(error) from error

    def write(self, line: Line) -> None:
        raw = _canonical({**line, "previous": self._previous})
        self._previous = _hash(raw)
        try:
            self._file.write(raw + b"\n")
            self._file.flush()
        except OSError as error:
            with suppress(OSError):
                self._file.close()
            raise self._failed(error) from error

    def write_last(self, line: Line) -> None:
        sealed = {**line, "previous": self._previous}
        self.write({**line, "self": _hash(_canonical(sealed))})

    def close(self) -> None:
        try:
            os.fsync(self._file.fileno())
            self._file.close()
        except OSError as error:
            raise self._failed(error) from error

    def _failed(self, error: OSError) -> OutputError:
        return OutputError(
            f"{self._path}: cannot be written ({error.strerror})",
            hint="make room or name another folder with --out; what was measured so far can be resumed with --resume",
        )


class _Numbers:
    """Ids of exchanges, in order of first mention."""

    def __init__(self) -> None:
        self._ids: dict[int, str] = {}
        self._kept: list[Exchange] = []  # an id() is only good while the object lives

    def of(self, exchange: Exchange) -> tuple[str, bool]:
        known = id(exchange) in self._ids
        if not known:
            self._kept.append(exchange)
        return self._ids.setdefault(id(exchange), f"x{len(self._ids) + 1}"), not known


def _result_lines(result: Result, numbers: _Numbers) -> Iterator[Line]:
    observations = []
    for it in result.observations:
        pointed = []
        for exchange in it.exchanges:
            name, is_new = numbers.of(exchange)
            pointed.append(name)
            if is_new:
                yield _exchange_line(name, exchange)
        observations.append(_observation(it, pointed))
    yield {
        "kind": "requirement",
        **requirement_facts(result.requirement),
        "status": result.status,
        "reason": result.reason,
        "met": result.met,
        "unmet": result.unmet,
        "observations": observations,
    }


def requirement_facts(requirement: Requirement) -> Line:
    """What a record and a report say of a requirement itself."""
    return {
        "id": requirement.id,
        "level": requirement.level,
        "class": requirement.conformance_class,
        "section": requirement.section,
        "effect": requirement.effect,
        "statement": dict(requirement.statement),
        "fix": dict(requirement.fix),
        "source": requirement.source,
        "review": dict(requirement.review),
    }


def _observation(it: Observation, pointed: list[str]) -> Line:
    line: Line = {"kind": _KINDS[type(it)], "exchanges": pointed}
    if isinstance(it, Finding):
        return line | {"met": it.met, "expected": it.expected, "actual": it.actual, "where": it.where, "cases": it.cases}
    return line | {"reason": it.reason}


def _exchange_line(name: str, exchange: Exchange) -> Line:
    request, response = exchange.request, exchange.response
    return {
        "kind": "exchange",
        "id": name,
        "request": {
            "method": request.method,
            "url": request.url,
            "headers": request.headers,
            **_body(request.body),
        },
        "response": response
        and {
            "status": response.status,
            "reason": response.reason,
            "http_version": response.http_version,
            "headers": response.headers,
            "truncated": response.truncated,
            "oddities": response.oddities,
            **_body(response.body),
        },
        "fault": exchange.fault,
        "started": exchange.started,
        "seconds": round(exchange.seconds, 4),
    }


def _body(body: bytes) -> Line:
    kept = body[:_BODY]
    cut = {"size": len(body), "digest": _hash(body)} if len(body) > _BODY else {}
    try:
        return {"body": kept.decode("utf-8"), **cut}
    except UnicodeDecodeError:
        return {"body": base64.b64encode(kept).decode("ascii"), "encoding": "base64", **cut}


def _canonical(line: Line) -> bytes:
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _hash(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


# -- reading -------------------------------------------------------------------------------------------------------------


def read(path: Path) -> Record:
    """The closed record at `path`; raises RecordError that names the line where it is cut or altered."""
    lines = _verified(path)
    if not lines or lines[-1].get("kind") != "closing":
        raise RecordError(
            f"{path}: line {len(lines)} is the last and does not close the record: the run was cut short or the file was",
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
        raise RecordError(f"{path}: cannot be read ({error.strerror})", hint="name a record.jsonl") from error
    if raw[-1] != b"" and not partial:
        raise RecordError(f"{path}: line {len(raw)} is cut off in its middle", hint="finish the run with --resume")
    lines: list[Line] = []
    previous = _FIRST
    for number, data in enumerate(raw[:-1], start=1):
        lines.append(_line(path, number, data, previous, lines))
        previous = _hash(data)
    if not lines:
        raise RecordError(f"{path}: the file is empty", hint="name a record.jsonl that a run wrote")
    return lines


def _line(path: Path, number: int, data: bytes, previous: str, before: Sequence[Line]) -> Line:
    try:
        line = json.loads(data)
    except ValueError as error:
        raise RecordError(f"{path}: line {number} is not JSON ({error})", hint="take the original file") from error
    if not isinstance(line, dict) or (number == 1 and line.get("kind") != "header"):
        raise RecordError(f"{path}: line {number} is not a line of a record", hint="name a record.jsonl")
    if number == 1 and line.get("format") != FORMAT:
        raise RecordError(
            f"{path}: line 1: key format, value {line.get('format')!r}: this suite reads format {FORMAT}",
            hint="render it with the version of the suite that the header names",
        )
    if before and before[-1].get("kind") == "closing":
        raise RecordError(f"{path}: line {number} stands after the closing line", hint="take the original file")
    if line.get("previous") != previous:
        raise RecordError(
            f"{path}: line {number}: the record was altered at line {max(number - 1, 1)} or a line before line {number} was left out",
            hint="take the original file",
        )
    if line["kind"] == "closing":
        unsealed = {key: value for key, value in line.items() if key != "self"}
        if line.get("self") != _hash(_canonical(unsealed)):
            raise RecordError(f"{path}: line {number}: the closing line was altered", hint="take the original file")
    return line


def _assembled(lines: Sequence[Line]) -> Record:
    exchanges = {line["id"]: _exchange(line) for line in lines if line["kind"] == "exchange"}
    results = tuple(_result(line, exchanges) for line in lines if line["kind"] == "requirement")
    last = lines[-1]
    return Record(lines[0], results, exchanges, last if last["kind"] == "closing" else {})


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
    )
    observations = tuple(_observed(it, exchanges) for it in line["observations"])
    return Result(requirement, Status(line["status"]), line["reason"], observations, line["met"], line["unmet"])


def _observed(line: Line, exchanges: Mapping[str, Exchange]) -> Observation:
    evidence = tuple(exchanges[name] for name in line["exchanges"])
    match line["kind"]:
        case "finding":
            return Finding(line["met"], line["expected"], line["actual"], line["where"], evidence, line["cases"])
        case "absence":
            return Absence(line["reason"], evidence)
        case "obstacle":
            return Obstacle(line["reason"], evidence)
    return Doubt(line["reason"], evidence)
