"""report.json keeps its published schema, and the schema refuses what is broken."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import jsonschema_rs
import pytest

from conformance.record import Record
from conformance.render import curl, json_report
from conformance.render.formats import FORMATS

Report = dict[str, Any]


@pytest.fixture(scope="module")
def schema() -> jsonschema_rs.Draft202012Validator:
    """What checks a report, formats included."""
    return jsonschema_rs.Draft202012Validator(dict(json_report.schema()), validate_formats=True)


@pytest.fixture
def report(sample_record: Record) -> Report:
    """The report of the sample record, as a program reads it."""
    read: Report = json.loads(FORMATS["json"][1](sample_record, "en"))
    return read


def test_the_schema_is_a_schema() -> None:
    assert jsonschema_rs.meta.is_valid(dict(json_report.schema()))


def test_every_key_of_the_schema_is_described() -> None:
    def undescribed(node: Any, path: str = "") -> list[str]:
        if isinstance(node, list):
            return [it for each in node for it in undescribed(each, path)]
        if not isinstance(node, dict):
            return []
        known = {"description", "$ref"}
        here = [
            f"{path}/{name}"
            for name, each in node.get("properties", {}).items()
            if node.get("additionalProperties") is False and not known & each.keys()
        ]
        return here + [
            it for key, each in node.items() for it in undescribed(each, f"{path}/{key}")
        ]

    assert undescribed(json_report.schema()) == []


@pytest.mark.parametrize(
    "kind", ["sample_record", "conformant_record", "open_record", "interrupted_record"]
)
@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_report_keeps_the_schema(
    kind: str,
    language: str,
    schema: jsonschema_rs.Draft202012Validator,
    request: pytest.FixtureRequest,
) -> None:
    report = json.loads(FORMATS["json"][1](request.getfixturevalue(kind), language))

    assert [error.message for error in schema.iter_errors(report)] == []


def _without(*path: Any) -> Callable[[Report], None]:
    def change(report: Report) -> None:
        *way, last = path
        for step in way:
            report = report[step]
        del report[last]

    return change


def _with(value: Any, *path: Any) -> Callable[[Report], None]:
    def change(report: Report) -> None:
        *way, last = path
        for step in way:
            report = report[step]
        report[last] = value

    return change


@pytest.mark.parametrize(
    "change",
    [
        _without("verdict"),
        _without("profile", "digest"),
        _without("counts", "must", "waived"),
        _without("requirements", 2, "findings", 0, "curl"),
        _with("certified", "verdict"),
        _with("certified", "classes", "core-read", "verdict"),
        _with(1, "more"),
        _with("sha256:short", "profile", "digest"),
        _with("not a moment", "run", "started"),
        _with("x0", "requirements", 2, "findings", 0, "exchange"),
        _with("skipped", "requirements", 0, "status"),
        _with(0, "requirements", 0, "met"),
        _with([], "requirements", 2, "findings"),
        _with({}, "exchanges", "nonsense"),
    ],
)
def test_a_broken_report_is_refused(
    change: Callable[[Report], None], report: Report, schema: jsonschema_rs.Draft202012Validator
) -> None:
    broken = deepcopy(report)
    change(broken)

    assert schema.is_valid(report)
    assert not schema.is_valid(broken)


def test_a_broken_off_run_that_claims_conformance_is_refused(
    conformant_record: Record, schema: jsonschema_rs.Draft202012Validator
) -> None:
    report = json_report.render(conformant_record)

    assert schema.is_valid(report)
    assert not schema.is_valid(report | {"interrupted": True})


def test_the_keys_that_were_promised_are_there(report: Report) -> None:
    assert {"verdict", "profile", "candidate", "counts", "classes", "requirements"} <= report.keys()
    assert {"id", "version", "digest"} <= report["profile"].keys()
    promised = {"id", "level", "class", "status", "statement", "source", "findings"}
    assert all(promised <= it.keys() for it in report["requirements"])
    finding = report["requirements"][2]["findings"][0]
    assert {"met", "expected", "actual", "where", "exchange", "curl"} <= finding.keys()


def test_requirements_stand_in_the_order_of_the_record(
    report: Report, sample_record: Record
) -> None:
    assert [it["id"] for it in report["requirements"]] == [
        it.requirement.id for it in sample_record.results
    ]


def test_a_finding_names_its_exchange_and_how_to_send_it_again(
    report: Report, sample_record: Record
) -> None:
    finding = report["requirements"][2]["findings"][0]
    evidence = sample_record.exchanges[finding["exchange"]]

    assert finding["curl"] == curl.line(evidence)
    assert report["exchanges"][finding["exchange"]]["request"]["url"] == evidence.request.url


def test_a_finding_on_two_exchanges_names_both(report: Report) -> None:
    finding = report["requirements"][2]["findings"][-1]

    assert len(finding["exchanges"]) == 2
    assert len(finding["curl"].splitlines()) == 2


def test_a_reason_without_evidence_has_no_exchange(report: Report) -> None:
    blocked = next(it for it in report["requirements"] if it["status"] == "blocked")

    assert blocked["reasons"] == [
        {"kind": "obstacle", "reason": "no data", "exchange": None, "exchanges": [], "curl": ""}
    ]


def test_content_that_is_no_text_is_in_base64(report: Report) -> None:
    answers = [it["response"] for it in report["exchanges"].values() if it["response"]]

    assert {it["encoding"] for it in answers} == {"utf-8", "base64"}


def test_an_exchange_without_an_answer_says_why(report: Report) -> None:
    silent = [it for it in report["exchanges"].values() if it["response"] is None]

    assert [it["fault"] for it in silent] == ["no answer within 10 seconds"]


def test_counts_add_up(report: Report) -> None:
    assert sum(report["counts"]["total"].values()) == len(report["requirements"])


def test_statements_are_in_the_language_that_was_asked_for(sample_record: Record) -> None:
    report = json_report.render(sample_record, "nl")

    assert report["language"] == "nl"
    assert report["requirements"][0]["statement"].startswith("De server")
