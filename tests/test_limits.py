"""Rate limits in header fields: the three ways that they are written, and what is none of them."""

from collections.abc import Iterable

import pytest

from conformance.checks import limits
from conformance.model import Exchange, Finding, Observation
from tests import prove


def answer(status: int = 200, **fields: str) -> Exchange:
    headers = {name.replace("_", "-"): value for name, value in fields.items()}
    return prove.example({"GET /": {"status": status, "headers": headers}})[0]


def verdicts(found: Iterable[Observation]) -> list[bool]:
    return [it.met for it in found if isinstance(it, Finding)]


@pytest.mark.parametrize(
    "value", ['"a";r=1', '"a";r=1;t=5, "b";r=0', "limit=10, remaining=5, reset=1", '"a";r=1;x=y']
)
def test_a_limit_is_read_in_each_form(value: str) -> None:
    assert verdicts(limits.limit(answer(ratelimit=value))) == [True]


@pytest.mark.parametrize(
    "value",
    [
        "",
        "10",
        "a;r=1",
        '"a"',
        '"a";r',
        '"a";r=?1',
        '"a";r=1.5',
        '"a";r=1;t=-1',
        '("a");r=1',
        "limit=10",
    ],
)
def test_what_is_no_limit_is_told(value: str) -> None:
    assert verdicts(limits.limit(answer(ratelimit=value or " "))) == [False]


def test_a_moment_to_come_back_may_be_a_date() -> None:
    later = "Wed, 31 Dec 2036 23:59:59 GMT"
    found = answer(429, retry_after=later, ratelimit='"a";r=0;t=60')
    known = Exchange(found.request, found.response, "", "2026-11-24T12:00:00Z")

    assert verdicts(limits.retry_not_too_early(known)) == [True]


@pytest.mark.parametrize("value", ["soon", "", "-5", "Wed, 31 Dec 99999999999 23:59:59 GMT"])
def test_what_cannot_be_read_is_left_to_the_syntax_of_the_field(value: str) -> None:
    found = answer(429, retry_after=value or " ", ratelimit='"a";r=0;t=60')

    assert not list(limits.retry_not_too_early(found))


def test_fields_with_and_without_x_are_a_trio_each() -> None:
    found = answer(
        ratelimit_limit="1", ratelimit_remaining="1", ratelimit_reset="1", x_ratelimit_limit="1"
    )

    assert verdicts(limits.trio(found)) == [True, False]
