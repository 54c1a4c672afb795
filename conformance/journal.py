"""A record in the making: lines are appended as results come, and put in the standard's order at the end."""

import base64
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from conformance.chain import FIRST, FORMAT, Line, canonical, digest
from conformance.errors import OutputError
from conformance.model import (
    Absence,
    Doubt,
    Exchange,
    Finding,
    Observation,
    Obstacle,
    Requirement,
    Result,
)

_BODY = 65_536  # bytes of one body that a record keeps
_KINDS: dict[type[Any], str] = {
    Finding: "finding",
    Absence: "absence",
    Obstacle: "obstacle",
    Doubt: "doubt",
}


class Journal:
    """A record in the making: results are appended as they come, so that a killed run can be resumed.

    `finish` writes the whole again in the standard's order, whatever finished first. Raises OutputError.
    """

    def __init__(self, path: Path, header: Mapping[str, Any]) -> None:
        self._path = path
        self._header = {"kind": "header", "format": FORMAT, **header}
        self._chain = _Chain(path)
        self._numbers = _Numbers()
        self._chain.write([canonical(self._header)])

    def add(self, result: Result) -> None:
        """Append one result and the exchanges that it points at."""
        self._chain.write(_result_lines(result, self._numbers))

    def created(self, url: str) -> None:
        """Append that the run made a resource: what a killed run leaves behind is then known."""
        self._chain.write([canonical({"kind": "created", "url": url})])

    def close(self) -> None:
        """Leave the record as it stands, unclosed: a run that goes on from here can."""
        self._chain.close()

    def finish(self, results: Iterable[Result], closing: Mapping[str, Any]) -> None:
        """Close the record: the same lines in the standard's order, and the last line."""
        self._chain.close()
        whole = self._path.with_name(self._path.name + ".part")
        numbers, chain = _Numbers(), _Chain(whole)
        chain.write([canonical(self._header)])
        for result in results:
            chain.write(_result_lines(result, numbers))
        chain.write_last({"kind": "closing", **closing})
        chain.close()
        whole.replace(self._path)


class _Chain:
    """A file of lines, each with the hash of the one before."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._previous = FIRST
        self._lock = threading.Lock()  # what is created is told by the thread that creates it
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("wb")
        except OSError as error:
            raise self._failed(error) from error

    def write(self, lines: Iterable[bytes]) -> None:
        """Append lines, and keep none of them back."""
        try:
            with self._lock:
                self._file.writelines(map(self._chained, lines))
                self._file.flush()
        except OSError as error:
            with suppress(OSError):
                self._file.close()
            raise self._failed(error) from error

    def write_last(self, line: Line) -> None:
        sealed = {**line, "previous": self._previous}
        self.write([canonical({**line, "self": digest(canonical(sealed))})])

    def close(self) -> None:
        try:
            os.fsync(self._file.fileno())
            self._file.close()
        except OSError as error:
            raise self._failed(error) from error

    def _chained(self, line: bytes) -> bytes:
        raw = line[:-1] + f',"previous":"{self._previous}"}}'.encode()
        self._previous = digest(raw)
        return raw + b"\n"

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


def _result_lines(result: Result, numbers: _Numbers) -> Iterator[bytes]:
    observations = []
    for it in result.observations:
        pointed = []
        for exchange in it.exchanges:
            name, is_new = numbers.of(exchange)
            pointed.append(name)
            if is_new:
                kind = f'{{"kind":"exchange","id":"{name}",'.encode()
                yield kind + exchange.once(_exchange_members)[1:]
        observations.append(_observation(it, pointed))
    yield canonical(
        {
            "kind": "requirement",
            **requirement_facts(result.requirement),
            "status": result.status,
            "reason": result.reason,
            "met": result.met,
            "unmet": result.unmet,
            "observations": observations,
        }
    )


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
        return line | {
            "met": it.met,
            "expected": it.expected,
            "actual": it.actual,
            "where": it.where,
            "cases": it.cases,
        }
    return line | {"reason": it.reason}


def _exchange_members(exchange: Exchange) -> bytes:
    """What a line says of an exchange beside its id; it is written twice, so that it is made once."""
    request, response = exchange.request, exchange.response
    return canonical(
        {
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
    )


def _body(body: bytes) -> Line:
    kept = body[:_BODY]
    cut = {"size": len(body), "digest": digest(body)} if len(body) > _BODY else {}
    try:
        return {"body": kept.decode("utf-8"), **cut}
    except UnicodeDecodeError:
        return {"body": base64.b64encode(kept).decode("ascii"), "encoding": "base64", **cut}
