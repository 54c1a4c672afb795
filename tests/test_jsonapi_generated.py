"""Cases that the JSON:API checks make up: how many, what is told of them, and that they find what fixed probes miss."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from conformance import data, profiles
from conformance.candidate import Candidate
from conformance.candidate.declaration import Declaration, Limits
from conformance.generation import Draw
from conformance.model import Doubt, Finding, Result, Status
from tests import prove
from tests.samples import candidate
from tests.servers import document, serving

FOLDER = profiles.folder_of("json-api")
generated = data.profile_module(FOLDER, "generated")

# The mutants that only generated cases find.
FOUND = (
    "content_negotiation.accept_parameters_begin_with_a_blank",
    "content_negotiation.only_the_first_parameter_is_read",
    "content_negotiation.only_two_instances_are_read",
    "fields.beside_include_the_last_name_is_forgotten",
    "fields.later_pages_forget_the_fieldset",
    "include.a_size_leaves_nothing_included",
    "include.beside_other_parameters_the_author_comes_along",
    "pagination.links_lose_the_filter",
    "query.short_names_are_ignored",
    "related_link.some_comments_are_about_another_article",
    "sort.a_fieldset_makes_sort_unprocessable",
    "sort.include_undoes_the_order",
)


def told(judge: Callable[[int], Finding | None], examples: int = 20, seed: int = 4) -> list[Any]:
    """What is told of numbers up to 40."""
    it = candidate("http://127.0.0.1:1", seed=seed, examples=examples)

    def recipe(draw: Draw) -> int:
        return draw.number(0, 40)

    return list(generated.tried(it, recipe, judge))


def finding(*, met: bool) -> Finding:
    return Finding(met, "an even number", "even" if met else "odd")


def test_of_cases_that_fail_the_smallest_is_told_with_their_number_and_the_seed() -> None:
    (found,) = told(lambda case: finding(met=case % 2 == 0))

    assert not found.met
    assert found.actual == f"odd (smallest of {found.cases} cases tried, seed 4)"


def test_of_cases_that_hold_one_finding_tells_how_many_they_were() -> None:
    (found,) = told(lambda _: finding(met=True))

    assert found.met
    assert found.cases > 10
    assert found.actual == f"even (and so in all of {found.cases} cases tried, seed 4)"


def test_cases_by_which_nothing_can_be_told_are_no_pass() -> None:
    assert told(lambda _: None) == []


def test_without_examples_nothing_is_told() -> None:
    assert told(lambda _: finding(met=False), examples=0) == []


@pytest.mark.parametrize(("changes", "kind"), [(False, Finding), (True, Doubt)])
def test_a_fault_is_a_doubt_where_the_resources_are_others_now(
    *, changes: bool, kind: type[Any]
) -> None:
    numbers = count(1)

    def answer(connection: Any, _: str) -> None:
        number = next(numbers) if changes else 1
        connection.sendall(document(f'{{"data": [{{"type": "a", "id": "{number}"}}]}}'))

    with serving(answer) as url:
        it = candidate(url)
        fault = Finding(False, "this", "that", "", it.get("/a"))
        found = list(generated.unless_changed(it, [fault]))
        it.close()

    assert [type(each) for each in found] == [kind]


@pytest.mark.parametrize("mutant", FOUND)
def test_what_fixed_probes_miss_is_found_by_generated_cases(mutant: str) -> None:
    broken = prove.mutants()[mutant].breaks
    with prove.served(mutant) as url:
        without, beside = _judged(url, broken, 0), _judged(url, broken, 8)

    assert without.status is Status.PASSED
    assert beside.status is Status.FAILED
    assert "smallest of" in beside.faults[0].actual


def _judged(url: str, requirement: str, examples: int) -> Result:
    limits = Limits(addresses=frozenset({"loopback"}))
    it = Candidate(
        Declaration(url, limits=limits), accept=prove.profile().accept, examples=examples
    )
    found = prove._judge(it, frozenset({requirement}), "1.1")
    it.close()
    return next(each for each in found if each.requirement.id == requirement)
