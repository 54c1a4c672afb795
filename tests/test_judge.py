"""The judge: a candidate's fault is a failure, ours is an error, silence is neither, and no answer is a doubt."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from conformance.candidate import Candidate
from conformance.errors import Unanswered
from conformance.judge import KEPT_FAULTS, Earlier, Selection, applicable, judge, judge_exchanges
from conformance.model import (
    Absence,
    Effect,
    Exchange,
    Finding,
    Observation,
    Requirement,
    Result,
    Status,
)
from conformance.profiles import Way
from tests.samples import candidate, exchange, requirement
from tests.servers import document, serving

OK = document('{"data": []}')


def passive(exchange: Exchange, *, met: bool = True) -> Iterator[Observation]:
    yield Finding(met, "a", "b", "", exchange)


def active(candidate: Candidate) -> Iterator[Observation]:
    yield Finding(True, "200", "200", "", candidate.get("/"))


def broken(candidate: Candidate) -> Iterator[Observation]:
    yield Finding(True, "200", "200", "", candidate.get("/"))
    raise KeyError("oops")


def unanswered(candidate: Candidate) -> Iterator[Observation]:
    yield Finding(True, "a", "a")
    raise Unanswered("no answer within 10 seconds")


def writing(candidate: Candidate) -> Iterator[Observation]:
    yield Finding(True, "a", "a", "", candidate.send("DELETE", "/"))


def silent(candidate: Candidate) -> Iterator[Observation]:
    yield from ()


def judged(
    checks: dict[str, Callable[..., Any]],
    selection: Selection | None = None,
    known: dict[str, Result] | None = None,
    *requirements: Requirement,
    jobs: int = 2,
) -> dict[str, Result]:
    ways = {name: Way(check) for name, check in checks.items()}
    chosen = requirements or tuple(requirement(name, check="local.x") for name in checks)
    with serving(OK) as url:
        it = candidate(url, jobs=jobs)
        found = judge(chosen, ways, it, selection or Selection("1.1"), earlier=Earlier(known or {}))
        it.close()
    assert [it.requirement.id for it in found] == [it.id for it in chosen]
    return {it.requirement.id: it for it in found}


@pytest.mark.parametrize("jobs", [1, 4])
@pytest.mark.parametrize(
    ("check", "status"),
    [
        (active, Status.PASSED),
        (broken, Status.ERRORED),
        (unanswered, Status.INCONCLUSIVE),
        (writing, Status.ERRORED),
        (silent, Status.BLOCKED),
    ],
)
def test_what_a_check_does_decides_the_status(
    check: Callable[..., Any], status: Status, jobs: int
) -> None:
    assert judged({"std/part/a": check}, jobs=jobs)["std/part/a"].status is status


def test_our_own_fault_says_what_and_where() -> None:
    assert judged({"std/part/a": broken})["std/part/a"].reason.startswith(
        "KeyError: 'oops' (broken, line"
    )


def test_what_was_found_before_our_fault_is_kept() -> None:
    assert judged({"std/part/a": broken})["std/part/a"].met == 1


def test_passive_checks_look_at_what_active_ones_caused_whatever_the_order() -> None:
    found = judged({"std/part/passive": passive, "std/part/active": active})

    assert found["std/part/passive"].met == 1


def test_a_passive_check_without_any_exchange_is_blocked() -> None:
    assert judged({"std/part/passive": passive})["std/part/passive"].status is Status.BLOCKED


def test_an_exchange_that_was_cut_is_not_judged() -> None:
    whole = exchange()
    assert whole.response is not None
    cut = Exchange(whole.request, type(whole.response)(200, truncated=True))

    result = judge_exchanges(requirement(), Way(passive), [whole, cut])

    assert result.met == 1


def test_every_fault_is_counted_and_the_first_ones_are_kept() -> None:
    many = [exchange(f"/{n}") for n in range(KEPT_FAULTS + 5)]
    result = judge_exchanges(requirement(params={"met": False}), Way(passive), many)

    assert (result.unmet, len(result.observations)) == (KEPT_FAULTS + 5, KEPT_FAULTS)


@pytest.mark.parametrize(
    ("given", "selection", "status"),
    [
        ({"review": {"en": "a person", "nl": "een mens"}}, Selection("1.1"), Status.REVIEW),
        ({"pending": "not built yet"}, Selection("1.1"), Status.UNTESTED),
        ({"check": "local.x", "effect": Effect.WRITES}, Selection("1.1"), Status.UNTESTED),
        ({"check": "local.x"}, Selection("1.1", wanted=frozenset()), Status.UNTESTED),
        ({"check": "local.x", "since": "1.1"}, Selection(""), Status.BLOCKED),
    ],
)
def test_what_is_left_out_says_why(
    given: dict[str, Any], selection: Selection, status: Status
) -> None:
    only = requirement("std/part/a", **given)
    found = judged({"std/part/a": active}, selection, None, only)["std/part/a"]

    assert found.status is status
    assert found.reason


def test_a_clause_that_all_versions_share_is_judged_though_no_version_is_declared() -> None:
    assert judged({"std/part/a": active}, Selection(""))["std/part/a"].status is Status.PASSED


def test_what_is_known_from_an_interrupted_run_is_not_asked_again() -> None:
    only = requirement("std/part/a", check="local.x")
    known = {"std/part/a": Result(only, Status.PASSED, "", (), 1)}

    assert judged({"std/part/a": broken}, None, known, only)["std/part/a"].status is Status.PASSED


def test_only_the_clauses_of_a_version_apply() -> None:
    old, new = requirement("s/p/old", until="1.0"), requirement("s/p/new", since="1.1")

    assert [it.id for it in applicable([old, new], "1.1")] == ["s/p/new"]
    assert [it.id for it in applicable([old, new], "")] == ["s/p/old", "s/p/new"]


def test_the_reason_is_that_of_the_observation_that_decided() -> None:
    def absent(exchange: Exchange) -> Iterator[Observation]:
        yield Absence("no sorting here", exchange)

    assert judge_exchanges(requirement(), Way(absent), [exchange()]).reason == "no sorting here"
