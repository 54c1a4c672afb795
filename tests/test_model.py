"""The words: statuses follow from observations, verdicts from statuses, and nothing improves by getting worse."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    Verdict,
    status_of,
    verdict_by_class,
    verdict_of,
    version_key,
)

MET, UNMET = Finding(True, "a", "a"), Finding(False, "a", "b")


def test_nothing_observed_is_never_a_pass() -> None:
    assert status_of([]) is Status.BLOCKED


def test_a_conditional_clause_that_nothing_showed_is_inapplicable() -> None:
    assert status_of([], Status.INAPPLICABLE) is Status.INAPPLICABLE


@pytest.mark.parametrize(
    ("observations", "status"),
    [
        ([MET], Status.PASSED),
        ([MET, UNMET], Status.FAILED),
        ([Doubt("429"), UNMET], Status.FAILED),
        ([MET, Doubt("429")], Status.INCONCLUSIVE),
        ([MET, Obstacle("no data")], Status.BLOCKED),
        ([MET, Absence("no sorting there")], Status.PASSED),
        ([Absence("no sorting")], Status.INAPPLICABLE),
    ],
)
def test_the_worst_observation_decides(observations: list[Finding], status: Status) -> None:
    assert status_of(observations) is status


def test_a_failed_must_makes_a_profile_not_conformant() -> None:
    assert (
        verdict_of([(Level.MUST, Status.PASSED), (Level.MUST, Status.FAILED)])
        is Verdict.NOT_CONFORMANT
    )


def test_a_requirement_that_was_not_run_never_conforms() -> None:
    assert (
        verdict_of([(Level.MUST, Status.PASSED), (Level.MUST, Status.UNTESTED)])
        is Verdict.NOT_ESTABLISHED
    )


def test_a_missed_recommendation_never_decides() -> None:
    assert (
        verdict_of([(Level.MUST, Status.PASSED), (Level.SHOULD, Status.FAILED)])
        is Verdict.CONFORMANT
    )


@pytest.mark.parametrize(
    "statuses", [[], [(Level.MUST, Status.INAPPLICABLE)], [(Level.SHOULD, Status.PASSED)]]
)
def test_a_green_that_rests_on_nothing_is_not_given(statuses: list[tuple[Level, Status]]) -> None:
    assert verdict_of(statuses) is Verdict.NOT_ESTABLISHED


_WORSE: dict[Status, list[Status]] = {
    Status.PASSED: [it for it in Status if it is not Status.PASSED],
    Status.INAPPLICABLE: [it for it in Status if it not in (Status.PASSED, Status.INAPPLICABLE)],
    **{
        it: [Status.FAILED]
        for it in Status
        if it not in (Status.PASSED, Status.INAPPLICABLE, Status.FAILED)
    },
    Status.FAILED: [Status.FAILED],
}
_GOODNESS = [Verdict.NOT_CONFORMANT, Verdict.NOT_ESTABLISHED, Verdict.CONFORMANT]
_STATUSES = st.lists(
    st.tuples(st.sampled_from(Level), st.sampled_from(Status)), min_size=1, max_size=12
)


@given(_STATUSES, st.data())
def test_worsening_one_status_never_improves_the_verdict(
    statuses: list[tuple[Level, Status]], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(statuses) - 1))
    level, status = statuses[place]
    worse = [
        *statuses[:place],
        (level, data.draw(st.sampled_from(_WORSE[status]))),
        *statuses[place + 1 :],
    ]

    assert _GOODNESS.index(verdict_of(worse)) <= _GOODNESS.index(verdict_of(statuses))


@given(_STATUSES)
def test_the_order_of_statuses_does_not_matter(statuses: list[tuple[Level, Status]]) -> None:
    assert verdict_of(statuses) is verdict_of(reversed(statuses))


def _requirement(name: str, conformance_class: str = "core", **given: Any) -> Requirement:
    return Requirement(
        name,
        Level.MUST,
        conformance_class,
        "https://example.org",
        {"en": "x"},
        {"en": "x"},
        **given,
    )


def test_each_class_has_a_verdict_of_its_own() -> None:
    results = [
        Result(_requirement("a"), Status.PASSED),
        Result(_requirement("b", "paging"), Status.FAILED),
    ]

    assert verdict_by_class(results) == {
        "core": Verdict.CONFORMANT,
        "paging": Verdict.NOT_CONFORMANT,
    }


@pytest.mark.parametrize(
    ("version", "binds"), [("1.0", False), ("1.1", True), ("1.2", True), ("1.10", False)]
)
def test_a_clause_binds_between_its_first_and_its_last_version(
    version: str, *, binds: bool
) -> None:
    assert _requirement("a", since="1.1", until="1.9").binds(version) is binds


def test_versions_are_compared_as_numbers() -> None:
    assert version_key("1.10") > version_key("1.9")


def _exchange(body: bytes = b"", **headers: str) -> Exchange:
    fields = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Exchange(
        Request("GET", "http://127.0.0.1/api/a?x=1"), Response(200, headers=fields, body=body)
    )


def test_an_exchange_says_where_it_was() -> None:
    assert _exchange().where == "GET /api/a?x=1, 200"


def test_header_names_have_no_case_and_repeated_fields_are_joined() -> None:
    exchange = Exchange(
        Request("GET", "http://x"), Response(200, headers=(("Vary", "A"), ("vary", "B")))
    )

    assert exchange.header("VARY") == "A, B"


def test_the_media_type_is_read_without_case_and_parameters() -> None:
    assert (
        _exchange(content_type="Application/VND.api+json; ext=x").media_type
        == "application/vnd.api+json"
    )


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"{", "line 1"),
        (b"", "empty"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": -Infinity}', "Infinity"),
        (b"\xff", "UTF-8"),
        (b"[" * 100_000, "deep"),
        (b"<html>", "line 1"),
        (b"9" * 5000, "digits"),
    ],
)
def test_what_is_not_json_is_said_so_and_never_raised(body: bytes, why: str) -> None:
    assert why in (_exchange(body).json_error or "")


@pytest.mark.parametrize(
    ("body", "note"),
    [(b'\xef\xbb\xbf{"a": 1}', "byte order mark"), (b'{"a": 1, "a": 2}', "more than once")],
)
def test_what_is_json_but_unwise_is_noted(body: bytes, note: str) -> None:
    parsed = _exchange(body).parsed

    assert parsed.error == ""
    assert any(note in it for it in parsed.notes)


def test_what_is_derived_from_an_exchange_is_derived_once() -> None:
    calls = []
    exchange = _exchange()

    def build(it: Exchange) -> int:
        calls.append(it)
        return 1

    assert exchange.once(build) + exchange.once(build) == 2
    assert calls == [exchange]
