"""The checks of a description that look at dates and times."""

from typing import Any

import pytest

from conformance.checks import dates
from conformance.model import Status
from tests.papers import faults, outcome, schemas, thing

TEXT = {"type": "string"}
DAY = {"type": "string", "format": "date"}
MOMENT = {"type": "string", "format": "date-time"}


@pytest.mark.parametrize(
    "given", ["datetime", "date-time-local", "time", "timestamp", "partial-time"]
)
def test_a_format_of_ones_own_for_a_date_or_a_time_is_a_fault(given: str) -> None:
    schema = {"type": "string", "format": given}

    assert faults(
        dates.formats(schemas(A=schema), allowed=["date", "date-time", "time-local"])
    ) == [given]


def test_a_date_that_is_no_text_is_a_fault() -> None:
    found = dates.formats(
        schemas(A={"type": "integer", "format": "date-time"}), allowed=["date-time"]
    )

    assert faults(found) == ["integer, date-time"]


@pytest.mark.parametrize(
    "schema", [DAY, MOMENT, {"type": ["string", "null"], "format": "date"}, {"format": "date"}]
)
def test_a_format_that_the_guide_allows_is_right(schema: dict[str, Any]) -> None:
    assert outcome(dates.formats(schemas(A=schema), allowed=["date", "date-time"])) is Status.PASSED


def test_formats_of_other_things_are_not_looked_at() -> None:
    found = dates.formats(schemas(A={"type": "integer", "format": "int32"}), allowed=["date"])

    assert outcome(found) is Status.INAPPLICABLE


@pytest.mark.parametrize(
    "name",
    ["datum", "birthDate", "expiration_date", "expiration_Date", "geboortedatum", "datumGeboorte"],
)
def test_the_name_of_a_date_is_known(name: str) -> None:
    assert dates.is_date(name)


@pytest.mark.parametrize(
    "name",
    [
        "candidateDateCount",
        "dateTime",
        "datumTijd",
        "update",
        "candidate",
        "kandidaat",
        "dateFormat",
    ],
)
def test_what_only_holds_the_word_is_no_date(name: str) -> None:
    assert not dates.is_date(name)


def test_a_day_with_a_time_is_a_fault_where_it_is_certain() -> None:
    midnight = MOMENT | {"example": "2026-11-24T00:00:00Z"}
    description = schemas(A=thing(geboortedatum=MOMENT, ingangsdatum=midnight, einddatum=DAY))

    assert faults(dates.without_time(description)) == [
        "geboortedatum: date-time",
        "ingangsdatum: date-time",
    ]


def test_a_day_with_a_time_is_doubtful_by_its_name_alone_and_right_with_an_hour() -> None:
    assert (
        outcome(dates.without_time(schemas(A=thing(wijzigingsdatum=MOMENT)))) is Status.INCONCLUSIVE
    )
    hour = MOMENT | {"example": "2026-11-24T13:37:00Z"}
    assert outcome(dates.without_time(schemas(A=thing(wijzigingsdatum=hour)))) is Status.PASSED


def test_a_date_without_a_format_is_a_fault_where_its_examples_show_it() -> None:
    shown = TEXT | {"example": "2026-11-24"}

    assert faults(dates.named(schemas(A=thing(datum=shown)))) == ["datum: 2026-11-24"]
    assert outcome(dates.named(schemas(A=thing(datum=TEXT)))) is Status.INCONCLUSIVE
    assert outcome(dates.named(schemas(A=thing(datum=DAY)))) is Status.PASSED


def test_an_incomplete_date_is_an_object_and_is_not_looked_at() -> None:
    incomplete = {"type": "object", "properties": {"jaar": {"type": "integer"}}}
    description = schemas(
        A=thing(datum=incomplete, date={"oneOf": [incomplete]}, geboortedatum=incomplete)
    )

    assert outcome(dates.named(description)) is Status.INAPPLICABLE
    assert outcome(dates.without_time(description)) is Status.INAPPLICABLE


def test_the_format_of_a_schema_that_is_referred_to_counts() -> None:
    reference = {"allOf": [{"$ref": "#/components/schemas/Dag"}], "description": "De dag"}
    description = schemas(Dag=DAY, A=thing(datum=reference))

    assert outcome(dates.without_time(description)) is Status.PASSED


def test_a_format_that_is_no_text_is_none() -> None:
    odd = schemas(A=thing(datum=TEXT | {"format": {"date": True}}))

    assert outcome(dates.without_time(odd)) is Status.INAPPLICABLE
    assert outcome(dates.named(odd)) is Status.INCONCLUSIVE
