"""What a record says, in counts, groups and words."""

from pathlib import Path

import pytest

from conformance.model import Level, Result, Status, Verdict
from conformance.record import Record
from conformance.render import summary
from conformance.render.language import load
from conformance.render.summary import Summary
from tests.render import samples


def ids(results: tuple[Result, ...]) -> list[str]:
    return [it.requirement.id.partition("/")[2] for it in results]


def test_only_broken_musts_of_claimed_classes_failed(sample_record: Record) -> None:
    assert ids(Summary(sample_record).failed) == ["document/failed"]


def test_a_recommendation_that_was_not_followed_is_advice(sample_record: Record) -> None:
    assert ids(Summary(sample_record).advice) == ["document/advice"]


def test_what_failed_outside_the_claim_stands_apart(sample_record: Record) -> None:
    assert ids(Summary(sample_record).outside) == ["sort/outside"]


def test_nothing_is_outside_when_every_class_is_claimed(sample_record: Record) -> None:
    found = Summary(samples.with_claims(sample_record))

    assert ids(found.failed) == ["document/failed", "sort/outside"]
    assert found.outside == ()


def test_musts_come_before_shoulds_and_keep_the_order_of_the_standard(tmp_path: Path) -> None:
    levels = [Level.MAY, Level.SHOULD, Level.MUST, Level.SHOULD, Level.MUST]
    results = [samples.passed(f"a/{number}", level=level) for number, level in enumerate(levels)]

    assert ids(Summary(samples.written(tmp_path, results)).results) == [
        "a/2", "a/4", "a/1", "a/3", "a/0",
    ]  # fmt: skip


def test_what_is_not_established_is_grouped_by_reason(sample_record: Record) -> None:
    groups = {(it.status, it.reason): ids(it.results) for it in Summary(sample_record).unknown}

    assert groups[Status.UNTESTED, "needs `--allow writes`"] == [
        "create/untested",
        "create/also-untested",
    ]
    assert {status for status, _ in groups} == set(summary.UNKNOWN)


def test_a_group_decides_when_a_must_is_in_it(tmp_path: Path) -> None:
    results = [
        Result(samples.requirement("a/should", Level.SHOULD), Status.BLOCKED, "no data"),
        Result(samples.requirement("a/must"), Status.BLOCKED, "no log-in"),
    ]
    groups = Summary(samples.written(tmp_path, results)).unknown

    assert [(it.reason, it.decides) for it in groups] == [("no log-in", True), ("no data", False)]


def test_every_requirement_is_counted_once(sample_record: Record) -> None:
    counts = Summary(sample_record).counts

    assert sum(sum(it.values()) for it in counts.values()) == len(sample_record.results)
    assert counts[Level.SHOULD][Status.FAILED] == 1


def test_classes_stand_in_the_order_of_the_profile_with_their_verdicts(
    sample_record: Record,
) -> None:
    found = [(it.name, it.claimed, it.verdict) for it in Summary(sample_record).classes]

    assert found == [
        ("core-read", True, Verdict.NOT_CONFORMANT),
        ("sorting", False, Verdict.NOT_CONFORMANT),
        ("core-write", True, Verdict.NOT_ESTABLISHED),
    ]


def test_a_run_that_was_broken_off_shows_no_class_conformant(interrupted_record: Record) -> None:
    assert [it.verdict for it in Summary(interrupted_record).classes] == [Verdict.NOT_ESTABLISHED]


def test_findings_that_say_the_same_are_told_once() -> None:
    seen = samples.exchange()
    findings = [samples.unmet(seen, where=f"/data/{number}") for number in range(3)]
    other = samples.unmet(seen, "a number")

    assert [(it.example.where, it.times) for it in summary.alike([*findings, other])] == [
        ("/data/0", 3),
        ("/data", 1),
    ]


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ("conformant_record", "All 2 mandatory clauses that apply to this candidate are kept."),
        ("sample_record", "1 of the 9 mandatory clauses that bind this candidate is broken."),
        (
            "open_record",
            "7 of the 8 mandatory clauses that bind this candidate could not be settled",
        ),
        ("interrupted_record", "The run was broken off before it was complete"),
    ],
)
def test_each_verdict_has_a_sentence(
    record: str, said: str, request: pytest.FixtureRequest
) -> None:
    found = Summary(request.getfixturevalue(record))

    assert summary.headline(found, load("en")).startswith(said)


def test_a_record_in_which_nothing_applies_says_so(tmp_path: Path) -> None:
    results = [Result(samples.requirement("a/b"), Status.INAPPLICABLE, "no links")]
    found = Summary(samples.written(tmp_path, results))

    assert "nothing by which" in summary.headline(found, load("en"))


@pytest.mark.parametrize("code", ["en", "nl"])
def test_no_sentence_gives_a_percentage_or_says_certified(code: str, sample_record: Record) -> None:
    said = " ".join(form for forms in load(code).texts.values() for form in forms)

    assert "%" not in said
    assert "certified" not in said
    assert "gecertificeerd" not in said
    assert not any("%" in line for line in summary.lines(sample_record, code)[:2])


def test_the_meaning_of_not_conformant_says_what_else_is_open(sample_record: Record) -> None:
    assert "Besides, 7 mandatory clauses could not be settled." in summary.meaning(
        Summary(sample_record), load("en")
    )


def test_a_recommendation_is_never_called_a_failure(sample_record: Record) -> None:
    words = {summary.status_word(it, load("en")) for it in Summary(sample_record).advice}

    assert words == {"not followed (advice)"}


def test_the_console_says_verdict_fault_request_and_what_is_open(sample_record: Record) -> None:
    lines = summary.lines(sample_record)

    assert lines[0] == "Blog: JSON:API 1.1"
    assert lines[1].startswith("Not conformant: 1 of the 9")
    assert "  ✗ json-api/document/failed" in lines
    assert "      GET /api/hostile?a=%5B%5D, 200 /data/0" in lines
    assert "  untested: 2 (needs `--allow writes`)" in lines


def test_the_console_shows_no_control_of_a_candidate(sample_record: Record) -> None:
    assert all(line.isprintable() for line in summary.lines(sample_record))


def test_the_console_names_ten_failures_and_counts_the_others(tmp_path: Path) -> None:
    seen = samples.exchange()
    results = [
        Result(samples.requirement(f"a/{number}"), Status.FAILED, "", (samples.unmet(seen),), 0, 1)
        for number in range(13)
    ]
    lines = summary.lines(samples.written(tmp_path, results))

    assert sum("✗" in line for line in lines) == 10
    assert "  and 3 more" in lines


def test_a_conformant_record_is_told_in_two_lines(conformant_record: Record) -> None:
    assert len(summary.lines(conformant_record)) == 2
