"""A lint as SARIF 2.1.0: it keeps the schema, points at lines, and carries no markup of the document."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import jsonschema_rs
import pytest

from conformance.model import Result, Status
from conformance.render import sarif
from tests.promises.repository import ROOT
from tests.render.lints import CASE, FAULTS, FILE, REPEATED, linted

SCHEMA = ROOT.parent / "shared" / "schemas" / "sarif.json"


@pytest.fixture
def run() -> Mapping[str, Any]:
    """The one run of the log of the sample."""
    found: Mapping[str, Any] = sarif.render(linted())["runs"][0]
    return found


def places(run: Mapping[str, Any]) -> list[tuple[str, int, int]]:
    physical = [it["locations"][0]["physicalLocation"] for it in run["results"]]
    return [
        (
            it["artifactLocation"]["uri"],
            it["region"]["startLine"],
            it["region"]["startColumn"],
        )
        for it in physical
    ]


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("source", [FILE, "https://example.org/api/openapi.json?v=1", "-"])
def test_the_log_keeps_the_schema_of_the_standard(source: str, language: str) -> None:
    if not SCHEMA.exists():
        pytest.skip(f"the schema of SARIF is not beside this checkout: {SCHEMA.name}")
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    log = sarif.render(linted(source=source, repeated=(REPEATED,)), language)

    assert list(jsonschema_rs.validator_for(schema).iter_errors(log)) == []


def test_every_requirement_that_was_judged_is_a_rule_with_its_clause(
    run: Mapping[str, Any],
) -> None:
    rule = run["tool"]["driver"]["rules"][0]

    assert len(run["tool"]["driver"]["rules"]) == len(linted().results)
    assert (rule["id"], rule["helpUri"]) == ("tiny/paths/case", "https://example.org/#case")
    assert rule["shortDescription"] == {"text": "It holds for case."}
    assert rule["help"] == {"text": "Make case hold."}


def test_only_findings_are_results_each_with_the_level_of_its_rule(run: Mapping[str, Any]) -> None:
    assert [(it["ruleId"], it["level"]) for it in run["results"]] == [
        ("tiny/paths/case", "error"),
        ("tiny/paths/case", "error"),
        ("tiny/paths/words", "warning"),
        ("tiny/paths/words", "warning"),
    ]


def test_a_result_points_at_its_rule(run: Mapping[str, Any]) -> None:
    rules = run["tool"]["driver"]["rules"]

    assert all(rules[it["ruleIndex"]]["id"] == it["ruleId"] for it in run["results"])


def test_a_result_points_at_a_line_of_the_file_and_at_a_place_in_the_document(
    run: Mapping[str, Any],
) -> None:
    assert places(run)[0] == (FILE, 4, 3)
    assert run["results"][0]["locations"][0]["logicalLocations"] == [
        {"fullyQualifiedName": "#/paths/~1Gebouwen"}
    ]


@pytest.mark.parametrize(
    ("source", "uri"),
    [
        ("./specs/../api v1.yaml", "api%20v1.yaml"),
        ("../api.yaml", "../api.yaml"),
        ("/data/api.yaml", "file:///data/api.yaml"),
        ("javascript:alert(1).yaml", "javascript%3Aalert%281%29.yaml"),
        ("https://example.org/a b?c=d", "https://example.org/a%20b?c=d"),
        ("b\udce9.yaml", "b%E9.yaml"),
    ],
)
def test_a_source_becomes_a_uri_reference(source: str, uri: str) -> None:
    assert sarif.uri(source) == uri


def test_a_finding_keeps_its_fingerprint_when_it_moves_to_another_line(
    run: Mapping[str, Any],
) -> None:
    moved = tuple(replace(it, place=replace(it.place, line=it.place.line + 7)) for it in FAULTS)
    later = sarif.render(linted(faults=moved))["runs"][0]

    assert [it["partialFingerprints"] for it in run["results"]] == [
        it["partialFingerprints"] for it in later["results"]
    ]


def test_two_findings_of_one_rule_at_one_place_have_two_fingerprints(
    run: Mapping[str, Any],
) -> None:
    prints = [it["partialFingerprints"]["requirementAndPlace/v1"] for it in run["results"]]

    assert len(set(prints)) == len(prints)


def test_no_markup_of_the_document_is_trusted(run: Mapping[str, Any]) -> None:
    text = run["results"][1]["message"]["text"]

    assert "](" not in text.replace("\\](", "")
    assert "{{0}}" in text
    assert "markdown" not in run["results"][1]["message"]
    assert text.isprintable()


def test_what_could_not_be_told_is_a_notification_and_no_result(run: Mapping[str, Any]) -> None:
    told = run["invocations"][0]["toolExecutionNotifications"]

    assert [(it.get("associatedRule", {}).get("id"), it["level"]) for it in told] == [
        ("tiny/paths/doubt", "warning"),
        ("tiny/paths/ours", "error"),
        ("tiny/paths/advice", "warning"),
        (None, "warning"),
    ]


def test_a_reference_that_was_not_followed_is_a_notification_at_its_place(
    run: Mapping[str, Any],
) -> None:
    told = run["invocations"][0]["toolExecutionNotifications"][-1]

    assert "file:///etc/passwd" in told["message"]["text"]
    assert told["locations"][0]["physicalLocation"]["region"]["startLine"] == 7


@pytest.mark.parametrize(("status", "fine"), [(Status.PASSED, True), (Status.ERRORED, False)])
def test_an_execution_is_successful_unless_the_suite_itself_failed(
    status: Status, *, fine: bool
) -> None:
    log = sarif.render(linted(Result(CASE, status), faults=(), unfollowed=()))

    assert log["runs"][0]["invocations"][0]["executionSuccessful"] is fine
