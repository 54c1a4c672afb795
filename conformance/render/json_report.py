"""report.json: everything that a program needs from a record, as `report.schema.json` beside this file describes it."""

import base64
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from conformance.model import Exchange, Finding, Level, Observation, Result, Status
from conformance.record import Record
from conformance.render import curl
from conformance.render.language import DEFAULT, Language, load
from conformance.render.summary import Summary

FORMAT = 1


@cache
def schema() -> Mapping[str, Any]:
    """The JSON Schema (draft 2020-12) that every report keeps."""
    file = Path(__file__).with_name("report.schema.json")
    read: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return read


def render(record: Record, language: str = DEFAULT) -> dict[str, Any]:
    """The report of a record as a JSON object; statements and fixes are in `language` where there are such."""
    summary, said = Summary(record), load(language)
    header, closing = record.header, record.closing
    return {
        "format": FORMAT,
        "verdict": record.verdict.value,
        "interrupted": record.interrupted,
        "suite": dict(header["suite"]),
        "profile": _profile(header["profile"], said),
        "candidate": {
            key: header["candidate"][key] for key in ("name", "vendor", "version", "url")
        },
        "claims": {
            "version": header["claims"]["version"],
            "classes": list(header["claims"]["classes"]),
        },
        "declared_version": header["declared_version"],
        "run": {
            "mode": header["mode"],
            "selected": list(header["selected"]),
            "seed": header["seed"],
            "started": header["started"],
            "ended": closing.get("ended"),
            "seconds": closing.get("seconds"),
            "requests": closing.get("requests"),
            "created": closing.get("created"),
            "left_behind": list(record.left_behind),
            "notes": list(header["notes"]),
        },
        "language": said.code,
        "counts": _counts(summary),
        "classes": _classes(summary, said),
        "requirements": [_requirement(it, summary, said) for it in record.results],
        "exchanges": {name: _exchange(it) for name, it in record.exchanges.items()},
    }


def _profile(profile: Mapping[str, Any], said: Language) -> dict[str, Any]:
    plain = {key: profile[key] for key in ("id", "version", "revision", "digest", "source")}
    return {**plain, "title": said.of(profile["title"]).text}


def _counts(summary: Summary) -> dict[str, dict[str, int]]:
    levels = {
        level.value: {status.value: number for status, number in counted.items()}
        for level, counted in summary.counts.items()
    }
    total = {it.value: sum(summary.counts[level][it] for level in Level) for it in Status}
    return {**levels, "total": total}


def _classes(summary: Summary, said: Language) -> dict[str, Any]:
    return {
        it.name: {
            "title": said.of(it.title).text,
            "claimed": it.claimed,
            "verdict": it.verdict.value,
            "counts": {status.value: it.counts.get(status, 0) for status in Status},
        }
        for it in summary.classes
    }


def _requirement(result: Result, summary: Summary, said: Language) -> dict[str, Any]:
    requirement = result.requirement
    return {
        "id": requirement.id,
        "level": requirement.level.value,
        "class": requirement.conformance_class,
        "claimed": summary.claimed(requirement),
        "section": requirement.section,
        "status": result.status.value,
        "reason": result.reason,
        "statement": said.of(requirement.statement).text,
        "fix": said.of(requirement.fix).text,
        "source": requirement.source,
        "met": result.met,
        "unmet": result.unmet,
        "findings": [
            _finding(it, summary) for it in result.observations if isinstance(it, Finding)
        ],
        "reasons": [
            {"kind": type(it).__name__.lower(), "reason": it.reason, **_evidence(it, summary)}
            for it in result.observations
            if not isinstance(it, Finding)
        ],
    }


def _finding(it: Finding, summary: Summary) -> dict[str, Any]:
    return {
        "met": it.met,
        "expected": it.expected,
        "actual": it.actual,
        "where": it.where,
        "cases": it.cases,
        **_evidence(it, summary),
    }


def _evidence(it: Observation, summary: Summary) -> dict[str, Any]:
    names = [summary.names[exchange] for exchange in it.exchanges]
    return {
        "exchange": names[0] if names else None,
        "exchanges": names,
        "curl": curl.lines(it.exchanges),
    }


def _exchange(it: Exchange) -> dict[str, Any]:
    came = it.response
    return {
        "request": {
            "method": it.request.method,
            "url": it.request.url,
            "headers": [list(field) for field in it.request.headers],
            **_body(it.request.body),
        },
        "response": came
        and {
            "status": came.status,
            "reason": came.reason,
            "http_version": came.http_version,
            "headers": [list(field) for field in came.headers],
            "truncated": came.truncated,
            "oddities": list(came.oddities),
            **_body(came.body),
        },
        "fault": it.fault,
        "started": it.started,
        "seconds": it.seconds,
    }


def _body(body: bytes) -> dict[str, str]:
    try:
        return {"body": body.decode("utf-8"), "encoding": "utf-8"}
    except UnicodeDecodeError:
        return {"body": base64.b64encode(body).decode("ascii"), "encoding": "base64"}
