"""Every requirement is proven both ways: what keeps it passes, what breaks just it fails it."""

from functools import cache
from typing import Any

import pytest

from conformance import profiles
from conformance.candidate import tls
from conformance.model import Level, Requirement, Result, Status
from tests import prove
from tests.faces import FACES, ON_SMALL_APIS, SHOWN_BY

CHECKED = [it for name in prove.PROFILES for it in prove.own(name) if it.checked]
PASSIVE = [it for it in CHECKED if profiles.is_passive(prove.ways(prove.profile_of(it))[it.id])]
# What this machine's OpenSSL must speak to show it, and on many machines does not.
OLD_TLS = "http/tls/no-old-versions"
SPEAKS_OLD_TLS = all(map(tls.offers, ("TLS 1.0", "TLS 1.1")))
FOREIGN = {it.profile for it in FACES.values() if it.foreign}
MUTANTS = [(it, name) for it in CHECKED for name in it.mutants]


def _name(value: Any) -> str:
    return value.id if isinstance(value, Requirement) else str(value)


def _examples(kind: str) -> list[Any]:
    return [
        pytest.param(it, each, id=f"{_name(it)}-{number}")
        for it in CHECKED
        for number, each in enumerate(it.passes if kind == "pass" else it.fails, start=1)
    ]


@cache
def _reference(face: str) -> dict[str, Result]:
    told = FACES[face]
    with prove.served(face=face) as url:
        found = prove.judged(
            url, version=told.version, name=told.profile, writes=True, token=told.token
        )
        return {it.requirement.id: it for it in found}


def _shown_elsewhere(result: Result, face: str) -> bool:
    """Whether another face is to show it, and this one offers no occasion."""
    if prove.face_of(result.requirement) == face:
        return False
    by_another = result.status is Status.BLOCKED and result.requirement.id in SHOWN_BY
    return by_another or result.status is Status.INAPPLICABLE


@pytest.mark.parametrize("face", [name for name, it in FACES.items() if not it.foreign])
def test_a_reference_passes_everything_that_it_is_to_show(face: str) -> None:
    results = _reference(face)
    wrong = {
        name: (
            it.status.value,
            it.reason or [seen for seen in it.observations if not getattr(seen, "met", True)][:1],
        )
        for name, it in results.items()
        if it.requirement.checked
        and it.status is not Status.PASSED
        and not _shown_elsewhere(it, face)
        and (SPEAKS_OLD_TLS or name != OLD_TLS)
    }

    assert wrong == {}


def test_the_reference_is_judged_in_three_hundred_requests() -> None:
    with prove.served() as url:
        assert prove.measured(url)[1] <= 300


def test_with_writes_the_reference_is_judged_in_seven_hundred_requests() -> None:
    with prove.served() as url:
        assert prove.measured(url, writes=True)[1] <= 700


@pytest.mark.parametrize("requirement", CHECKED, ids=_name)
def test_a_requirement_with_a_check_has_a_mutant(requirement: Requirement) -> None:
    """Or examples both ways, where it reads a description or the reference is no API of that guide, or a small API."""
    shown = requirement.passes and (requirement.fails or requirement.level is Level.MAY)
    by_examples = not requirement.check or prove.profile_of(requirement) in FOREIGN

    assert requirement.mutants or (by_examples and shown) or requirement.id in ON_SMALL_APIS


@pytest.mark.parametrize("requirement", PASSIVE, ids=_name)
def test_a_passive_check_is_shown_by_examples(requirement: Requirement) -> None:
    assert requirement.passes
    assert requirement.fails or requirement.level is Level.MAY


@pytest.mark.parametrize(("requirement", "example"), _examples("pass"))
def test_an_example_that_keeps_a_clause_passes(
    requirement: Requirement, example: dict[str, Any]
) -> None:
    result = prove.status_of_example(requirement, example)

    assert result.status is Status.PASSED, result


@pytest.mark.parametrize(("requirement", "example"), _examples("fail"))
def test_an_example_that_breaks_a_clause_fails(
    requirement: Requirement, example: dict[str, Any]
) -> None:
    result = prove.status_of_example(requirement, example)

    assert result.status is Status.FAILED, result
    assert example.get("why"), "a fail example says why"


@pytest.mark.slow
@pytest.mark.parametrize(("requirement", "name"), MUTANTS, ids=_name)
def test_a_mutant_fails_its_own_requirement_and_what_it_declares(
    requirement: Requirement, name: str
) -> None:
    if requirement.id == OLD_TLS and not SPEAKS_OLD_TLS:
        pytest.skip("the OpenSSL of this machine speaks no old version of TLS")
    results = {it.requirement.id: it for it in prove.judged_mutant(requirement, name)}
    mine = results[requirement.id]
    others = set(prove.failures(list(results.values()))) - {requirement.id}
    expected = Status.INAPPLICABLE if requirement.level is Level.MAY else Status.FAILED
    mutation = prove.mutation_of(requirement, name)

    assert mutation.breaks == requirement.id
    assert mine.status is expected, mine
    assert others == set(mutation.also)
    assert not [it.requirement.id for it in results.values() if it.status is Status.ERRORED]


def test_every_mutant_belongs_to_the_requirement_that_it_breaks() -> None:
    declared = {(it.id, name) for it, name in MUTANTS}
    made = {
        (found.breaks, name)
        for api in {it.api for it in FACES.values()}
        for name, found in prove.mutants(api).items()
        if not name.startswith("natural.")
    }

    assert made == declared


def test_what_is_tried_with_made_up_cases_is_a_requirement() -> None:
    assert {it.id for it in CHECKED} >= prove.MADE_UP
