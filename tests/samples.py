"""Small values that many tests need."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from conformance import journal
from conformance.candidate import Candidate
from conformance.candidate.declaration import Declaration, Limits
from conformance.model import (
    Exchange,
    Level,
    Observation,
    Request,
    Requirement,
    Response,
    Result,
    Status,
    status_of,
)

TEXTS = {"en": "A thing holds.", "nl": "Iets geldt."}


def requirement(
    name: str = "std/part/thing", level: Level = Level.MUST, **given: Any
) -> Requirement:
    """A requirement that says little."""
    section = name.split("/")[-2]
    facts = {
        "conformance_class": "core",
        "source": f"https://example.org/#{section}",
        "section": section,
    }
    return Requirement(id=name, level=level, statement=TEXTS, fix=TEXTS, **{**facts, **given})


def exchange(
    target: str = "/things", status: int = 200, body: bytes = b"{}", **headers: str
) -> Exchange:
    """An exchange with a candidate that does not exist."""
    fields = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    request = Request("GET", f"http://127.0.0.1:8000{target}", (("Accept", "*/*"),))
    return Exchange(
        request,
        Response(status, "OK", headers=fields, body=body),
        "",
        "2026-11-24T08:00:00.000Z",
        0.01,
    )


def result(
    it: Requirement, *observations: Observation, status: Status | None = None, reason: str = ""
) -> Result:
    """A result as the judge makes it."""
    met = sum(getattr(seen, "met", False) is True for seen in observations)
    unmet = sum(getattr(seen, "met", True) is False for seen in observations)
    return Result(it, status or status_of(observations), reason, observations, met, unmet)


HEADER: Mapping[str, Any] = {
    "suite": {"name": "conformance", "version": "0.1.0"},
    "profile": {
        "id": "std",
        "version": "1.1",
        "revision": "1",
        "digest": "sha256:00",
        "title": {"en": "Standard", "nl": "Standaard"},
        "source": "https://example.org/",
        "classes": {"core": TEXTS},
        "sections": {"part": {"en": "Part", "nl": "Deel"}},
    },
    "candidate": {
        "name": "Things",
        "vendor": "Example",
        "version": "1",
        "url": "http://127.0.0.1:8000",
    },
    "claims": {"version": "", "classes": []},
    "declared_version": "1.1",
    "mode": "observe",
    "selected": [],
    "start": [],
    "seed": 0,
    "started": "2026-11-24T08:00:00Z",
    "notes": [],
}
CLOSING: Mapping[str, Any] = {
    "ended": "2026-11-24T08:00:01Z",
    "seconds": 1.0,
    "requests": 2,
    "interrupted": False,
}


def written(path: Path, results: Iterable[Result], **closing: Any) -> Path:
    """A closed record at `path`."""
    found = list(results)
    writing = journal.Journal(path, HEADER)
    for it in found:
        writing.add(it)
    writing.finish(found, {**CLOSING, **closing})
    return path


def candidate(url: str, **given: Any) -> Candidate:
    """A candidate on loopback, with short patience."""
    limits = Limits(timeout=2, whole=5, addresses=frozenset({"loopback"}))
    return Candidate(Declaration(url, limits=limits), **given)
