"""Records for the tests of the renderers: every status, and answers that are hostile, binary, cut or missing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from conformance import journal, record
from conformance.model import (
    Absence,
    Doubt,
    Exchange,
    Finding,
    Level,
    Obstacle,
    Request,
    Requirement,
    Response,
    Result,
    Status,
)

BASE = "http://127.0.0.1:8000/api"
JSON_API = "application/vnd.api+json"
SCRIPT = "<script>alert('x')</script>"
HOSTILE = f'{{"data": "{SCRIPT}\x1b[31m\x00 \u202eevil\u202c ]]> & | ` \\| @all"}}'

HEADER: dict[str, Any] = {
    "suite": {"name": "conformance", "version": "0.1.0"},
    "profile": {
        "id": "json-api",
        "version": "1.1",
        "revision": "1",
        "digest": "sha256:" + "ab" * 32,
        "title": {"en": "JSON:API", "nl": "JSON:API"},
        "source": "https://jsonapi.org/format/",
        "classes": {
            "core-read": {
                "en": "Reading: documents and fetching.",
                "nl": "Lezen: documenten en ophalen.",
            },
            "sorting": {"en": "Sorting: an order of the client's choice.", "nl": "Sorteren."},
            "core-write": {"en": "Writing: create, update, delete.", "nl": "Schrijven."},
        },
        "sections": {
            "document": {"en": "The document", "nl": "Het document"},
            "sort": {"en": "Sorting", "nl": "Sorteren"},
            "create": {"en": "Creating resources", "nl": "Resources aanmaken"},
        },
    },
    "candidate": {"name": "Blog", "vendor": "Acme", "version": "2.3", "url": BASE},
    "claims": {"version": "1.1", "classes": ["core-read", "core-write"]},
    "declared_version": "1.1",
    "mode": "observe",
    "selected": [],
    "seed": 7,
    "started": "2026-11-24T08:00:00Z",
    "notes": ["the clock of the candidate is 2 seconds behind"],
}
CLOSING: dict[str, Any] = {
    "ended": "2026-11-24T08:00:09Z",
    "seconds": 9.31,
    "requests": 212,
    "interrupted": False,
}


def exchange(
    target: str = "/articles",
    body: bytes = b'{"data":[]}',
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    answer: Mapping[str, str] | None = None,
    **more: Any,
) -> Exchange:
    """One answered request."""
    request = Request(
        "GET",
        BASE + target,
        (("Host", "127.0.0.1:8000"), ("Accept", JSON_API), *(headers or {}).items()),
    )
    fields = (("Content-Type", JSON_API), *(answer or {}).items())
    response = Response(status, "OK", headers=fields, body=body, **more)
    return Exchange(request, response, started="2026-11-24T08:00:01Z", seconds=0.0213)


def unanswered(fault: str = "no answer within 10 seconds") -> Exchange:
    """One request that nothing came back for."""
    return Exchange(Request("GET", f"{BASE}/slow", (("Accept", JSON_API),)), None, fault)


def requirement(name: str, level: Level = Level.MUST, **more: Any) -> Requirement:
    """A requirement whose texts say its name, in both languages."""
    facts: dict[str, Any] = {
        "conformance_class": "core-read",
        "source": "https://jsonapi.org/format/1.1/#document-top-level",
        "statement": {
            "en": f"The server keeps `{name}`.",
            "nl": f"De server houdt zich aan `{name}`.",
        },
        "fix": {"en": f"Mend `{name}`.", "nl": f"Herstel `{name}`."},
        "section": name.partition("/")[0],
    }
    return Requirement(f"json-api/{name}", level, **(facts | more))


def met(evidence: Exchange, expected: str = "an object") -> Finding:
    """A finding that was met."""
    return Finding(met=True, expected=expected, actual="as expected", evidence=evidence)


def unmet(
    evidence: Exchange, actual: str = "an array", where: str = "/data", expected: str = "an object"
) -> Finding:
    """A finding that was not met."""
    return Finding(met=False, expected=expected, actual=actual, where=where, evidence=evidence)


def passed(name: str = "document/passed", **more: Any) -> Result:
    """A requirement that was kept."""
    return Result(requirement(name, **more), Status.PASSED, "", (met(exchange()),), 12, 0)


def broken() -> Result:
    """A broken must, shown by answers of every kind; the record keeps 6 of its 42 findings."""
    plain = exchange()
    hostile = exchange(
        "/hostile?a=%5B%5D", HOSTILE.encode(), headers={"Authorization": "Bearer [redacted]"}
    )
    binary = exchange("/binary", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4)
    cut = exchange(
        "/cut", b'{"data":"' + b"a" * 70_000, oddities=("a body on a 204",), truncated=True
    )
    findings = (
        *(unmet(hostile, f"{SCRIPT} & \x1b[31m\ud800", f"/data/{number}") for number in range(3)),
        unmet(binary, "no JSON at all", ""),
        unmet(cut, "half a document", "content-type"),
        Finding(
            met=False,
            expected="two answers alike",
            actual="they differ",
            evidence=(plain, hostile),
        ),
    )
    return Result(requirement("document/failed"), Status.FAILED, "", findings, 4, 42)


def unsettled() -> list[Result]:
    """One result for each way in which nothing was established."""
    late, nothing = Doubt("late", unanswered()), Obstacle("no data")
    writes: dict[str, Any] = {"conformance_class": "core-write"}
    texts = {"en": "Intent cannot be measured.", "nl": "Bedoeling is niet te meten."}
    slow, empty = requirement("document/slow"), requirement("document/empty")
    review = requirement("create/review", **writes, review=texts)
    untested = "needs `--allow writes`"
    return [
        Result(slow, Status.INCONCLUSIVE, "no answer to `GET /slow`", (late,)),
        Result(empty, Status.BLOCKED, "no collection has data", (nothing,)),
        Result(requirement("document/broken-check"), Status.ERRORED, "KeyError: 'id' (line 4)"),
        Result(requirement("document/waived"), Status.WAIVED, "accepted until 2027"),
        Result(requirement("create/untested", **writes), Status.UNTESTED, untested),
        Result(requirement("create/also-untested", **writes), Status.UNTESTED, untested),
        Result(review, Status.REVIEW, texts["en"]),
    ]


def every_status() -> list[Result]:
    """One result for each status and level that a report treats in its own way, in the standard's order."""
    plain = exchange()
    advice = requirement("document/advice", Level.SHOULD)
    missed = (unmet(plain, "Vary: Origin", "vary", "Vary names Accept"),)
    permission = (met(plain, "a permission"),)
    absent = (Absence("no links", plain),)
    sorting = requirement("sort/outside", conformance_class="sorting")
    outside = Result(sorting, Status.FAILED, "", (unmet(plain),), 0, 1)
    waiting = unsettled()
    return [
        passed(),
        Result(advice, Status.FAILED, "", missed, 0, 1),
        broken(),
        Result(requirement("document/absent"), Status.INAPPLICABLE, "no links", absent),
        Result(requirement("document/may", Level.MAY), Status.PASSED, "", permission, 1, 0),
        *(it for it in waiting if it.requirement.section == "document"),
        outside,
        *(it for it in waiting if it.requirement.section == "create"),
    ]


def written(
    path: Path,
    results: Sequence[Result],
    header: Mapping[str, Any] | None = None,
    closing: Mapping[str, Any] | None = None,
) -> record.Record:
    """A record as a run writes it and as it is read back."""
    kept = journal.Journal(path / "record.jsonl", HEADER | dict(header or {}))
    kept.finish(results, CLOSING | dict(closing or {}))
    return record.read(path / "record.jsonl")


def killed(path: Path, results: Sequence[Result]) -> record.Record:
    """The record of a run that was killed: its results, and no closing line."""
    written(path, results)
    file = path / "record.jsonl"
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:-1]))
    return record.read_partial(file)


def with_claims(found: record.Record, *classes: str) -> record.Record:
    """The same record under other claims."""
    return replace(
        found, header={**found.header, "claims": {"version": "", "classes": list(classes)}}
    )
