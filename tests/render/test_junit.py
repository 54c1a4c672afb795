"""junit.xml maps every status honestly and is XML whatever a candidate sent."""

from pathlib import Path
from typing import cast

import pytest
from junitparser import Error, Failure, JUnitXml, Skipped
from junitparser.xunit2 import TestCase as Case
from junitparser.xunit2 import TestSuite as Suite

from conformance.model import Level, Result, Status
from conformance.record import Record
from conformance.render import junit
from tests.render import samples


class Xml(JUnitXml):
    """JUnit XML whose cases have properties."""

    testsuite = Suite


def suite_of(record: Record) -> Suite:
    return cast("Suite", next(iter(Xml.fromstring(junit.render(record)))))


def cases(record: Record) -> dict[str, Case]:
    return {case.name: cast("Case", case) for case in suite_of(record)}


def properties(holder: Suite | Case) -> dict[str, str]:
    listed = holder.properties()  # type: ignore[no-untyped-call]  # its types are partial
    return {it.name: it.value for it in listed}


@pytest.mark.parametrize(
    ("name", "kind", "type_"),
    [
        ("document/failed", Failure, "must"),
        ("document/slow", Error, "inconclusive"),
        ("document/broken-check", Error, "suite-error"),
        ("document/empty", Skipped, "blocked"),
        ("document/absent", Skipped, "inapplicable"),
        ("document/waived", Skipped, "waived"),
        ("create/untested", Skipped, "untested"),
        ("create/review", Skipped, "review"),
        ("sort/outside", Skipped, "not-claimed"),
    ],
)
def test_a_status_is_what_junit_has_for_it(
    name: str, kind: type, type_: str, sample_record: Record
) -> None:
    [outcome] = cases(sample_record)[name].result

    assert isinstance(outcome, kind)
    assert outcome.type == type_
    assert outcome.message


@pytest.mark.parametrize("name", ["document/passed", "document/may", "document/advice"])
def test_a_pass_and_a_missed_recommendation_have_no_outcome(
    name: str, sample_record: Record
) -> None:
    assert cases(sample_record)[name].is_passed


def test_a_missed_recommendation_is_a_warning_in_the_output(sample_record: Record) -> None:
    output = cases(sample_record)["document/advice"].system_out

    assert output.startswith("warning: ")
    assert "Vary: Origin" in output


def test_only_a_missed_recommendation_has_output(sample_record: Record) -> None:
    speaking = [name for name, case in cases(sample_record).items() if case.system_out]

    assert speaking == ["document/advice"]


def test_a_failure_says_everything_that_is_needed_to_mend_it(sample_record: Record) -> None:
    [failure] = cases(sample_record)["document/failed"].result

    assert "The server keeps `document/failed`." in failure.text
    assert "https://jsonapi.org/format/1.1/#document-top-level" in failure.text
    assert "expected an object; there was: half a document (content-type)" in failure.text
    assert "and 2 more like it" in failure.text
    assert "42 findings in all; the record keeps 6." in failure.text
    assert "curl --include" in failure.text
    assert "Mend `document/failed`." in failure.text


def test_a_case_has_requirement_level_clause_and_status(sample_record: Record) -> None:
    assert properties(cases(sample_record)["document/failed"]) == {
        "requirement": "json-api/document/failed",
        "level": "must",
        "class": "core-read",
        "url": "https://jsonapi.org/format/1.1/#document-top-level",
        "status": "failed",
    }


def test_the_verdict_is_a_property_of_the_suite(sample_record: Record) -> None:
    found = properties(suite_of(sample_record))

    assert found["conformance.verdict"] == "not conformant"
    assert found["conformance.profile"] == "json-api@1.1"


def test_a_broken_off_run_says_so(interrupted_record: Record) -> None:
    found = properties(suite_of(interrupted_record))

    assert found["conformance.interrupted"] == "true"
    assert found["conformance.verdict"] == "not established"


def test_the_numbers_of_the_suite_are_those_of_its_cases(sample_record: Record) -> None:
    suite = suite_of(sample_record)

    assert (suite.tests, suite.failures, suite.errors, suite.skipped) == (13, 1, 2, 7)
    assert suite.time == 9.31


def test_a_conformant_record_has_nothing_red(conformant_record: Record) -> None:
    suite = suite_of(samples.with_claims(conformant_record, "core-read"))

    assert (suite.failures, suite.errors) == (0, 0)


def test_our_own_fault_is_an_error_even_outside_the_claim(tmp_path: Path) -> None:
    result = Result(
        samples.requirement("a/b", Level.MUST, conformance_class="sorting"),
        Status.ERRORED,
        "KeyError",
    )
    [outcome] = cases(samples.written(tmp_path, [samples.passed(), result]))["a/b"].result

    assert isinstance(outcome, Error)


@pytest.mark.parametrize("hostile", ["\x00\x08\x1b", "\ud800", "\ufffe\uffff", "]]>", "<![CDATA["])
def test_what_xml_cannot_carry_is_spelt_out(hostile: str, tmp_path: Path) -> None:
    finding = samples.unmet(samples.exchange(), hostile, hostile)
    results = [Result(samples.requirement("a/b"), Status.FAILED, "", (finding,), 0, 1)]
    [failure] = cases(samples.written(tmp_path, results))["a/b"].result

    assert "there was: " in failure.text
