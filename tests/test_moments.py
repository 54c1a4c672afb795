"""Moments are read as RFC 3339 has them, and found where a description declares them."""

from datetime import UTC, datetime

import pytest

from conformance.checks import moments
from conformance.model import Exchange, Request

MOMENT = datetime(2026, 1, 31, 12, tzinfo=UTC)
SEEN = Exchange(Request("GET", "https://api.example/"))


@pytest.mark.parametrize(
    "text", ["2026-01-31T12:00:00Z", "2026-01-31t13:00:00+01:00", "2026-01-31T07:00:00.000-05:00"]
)
def test_one_moment_has_many_spellings(text: str) -> None:
    assert moments.instant(text) == MOMENT


@pytest.mark.parametrize(
    "text", ["2026-01-31", "2026-01-31T12:00:00", "2026-02-30T12:00:00Z", "soon", 7, None]
)
def test_what_is_no_moment_is_none(text: object) -> None:
    assert moments.instant(text) is None


def test_a_moment_is_spelled_at_an_offset() -> None:
    spelled = [moments.spelled(MOMENT, hours) for hours in (0, 1, -5)]

    assert spelled == [
        "2026-01-31T12:00:00Z",
        "2026-01-31T13:00:00+01:00",
        "2026-01-31T07:00:00-05:00",
    ]


@pytest.mark.parametrize("name", ["gewijzigdOp", "created_at", "tijdstip", "startDateTime"])
def test_some_names_promise_a_moment(name: str) -> None:
    assert moments.is_moment(name)


@pytest.mark.parametrize("name", ["naam", "format", "stop", "datum", ""])
def test_other_names_promise_none(name: str) -> None:
    assert not moments.is_moment(name)


def declared(text: str, *formats: str) -> moments.Declared:
    return moments.Declared(frozenset(formats), text, "", SEEN)


def test_a_text_keeps_one_of_its_formats() -> None:
    assert declared("2026-01-31", "date", "date-time").is_kept
    assert not declared("31-01-2026", "date", "date-time").is_kept


def test_beside_a_format_of_something_else_any_text_is_kept() -> None:
    assert declared("onbekend", "date", "vrije-tekst").is_kept
