"""Cases in, the smallest counterexample out: the same for one seed, in so many calls, leaving nothing behind."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from conformance.errors import BudgetSpent, ConformanceError, EffectRefused, Unanswered
from conformance.generation import Draw, Search, counterexample

Case = tuple[str, int]


def word_and_number(draw: Draw) -> Case:
    return draw.word("abc", 1, 6), draw.number(0, 50)


def no_b_with_more_than_17(case: Case) -> str | None:
    word, number = case
    return f"{word} {number}" if "b" in word and number > 17 else None


def no_b(case: Case) -> str | None:
    return "there is a b" if "b" in case[0] else None


def tried(seed: int, examples: int = 20) -> list[Case]:
    """The cases that a search looks at when all of them hold."""
    seen: list[Case] = []
    counterexample(word_and_number, seen.append, seed=seed, examples=examples)
    return seen


@pytest.mark.parametrize("seed", range(5))
def test_the_smallest_case_that_fails_is_found_with_what_was_told_of_it(seed: int) -> None:
    found = counterexample(word_and_number, no_b, seed=seed, examples=50)

    assert found.case == ("b", 0)
    assert found.told == "there is a b"
    assert found.seed == seed


def test_what_fails_still_fails_when_it_is_made_smaller() -> None:
    found = counterexample(word_and_number, no_b_with_more_than_17, seed=1, examples=100)

    assert found.case is not None
    assert found.told == no_b_with_more_than_17(found.case)


def test_where_none_fails_every_case_asked_for_was_tried() -> None:
    seen: list[Case] = []
    found: Search[Case, None] = counterexample(word_and_number, seen.append, seed=0, examples=30)

    assert found == Search(len(seen), 0)
    assert 25 <= len(seen) <= 30


def test_a_case_is_looked_at_once() -> None:
    seen = tried(seed=3, examples=60)

    assert len(seen) == len(set(seen))


def test_where_there_are_few_cases_each_is_tried_and_that_is_all() -> None:
    seen: list[bool] = []
    found: Search[bool, None] = counterexample(
        lambda draw: draw.flip(), seen.append, seed=0, examples=100
    )

    assert sorted(seen) == [False, True]
    assert found == Search(2, 0)


def test_the_same_seed_gives_the_same_cases_and_another_seed_others() -> None:
    assert tried(seed=1) == tried(seed=1) != tried(seed=2)


def test_without_examples_nothing_is_tried() -> None:
    assert tried(seed=1, examples=0) == []


@pytest.mark.parametrize(("examples", "most"), [(8, 32), (40, 80)])
def test_looking_for_a_smaller_case_has_an_end(examples: int, most: int) -> None:
    seen: list[Case] = []

    def long_and_varied(case: Case) -> str | None:
        seen.append(case)
        return "long and varied" if len(set(case[0])) > 9 else None

    found = counterexample(
        lambda draw: (draw.word("abcdefghijklmnopqrstuvwxyz", 1, 40), draw.number(0, 10**9)),
        long_and_varied,
        seed=5,
        examples=examples,
    )

    assert found.told == "long and varied"
    assert len(seen) == found.tried == most


@pytest.mark.parametrize(
    "error", [Unanswered("no answer"), BudgetSpent("all"), EffectRefused("no")]
)
def test_what_is_raised_on_purpose_comes_through_as_it_is(error: ConformanceError) -> None:
    seen: list[Case] = []

    def raises_at_the_third(case: Case) -> None:
        seen.append(case)
        if len(seen) == 3:
            raise error

    with pytest.raises(ConformanceError) as caught:
        counterexample(word_and_number, raises_at_the_third, seed=0, examples=20)

    assert caught.value is error
    assert len(seen) == 3


def test_a_mistake_of_ours_is_not_taken_for_a_failing_case() -> None:
    def mistaken(_: Case) -> None:
        raise KeyError("ours")

    with pytest.raises(KeyError, match="ours"):
        counterexample(word_and_number, mistaken, seed=0, examples=5)


def test_a_search_works_after_one_that_was_broken_off() -> None:
    before = tried(seed=9)
    with pytest.raises(Unanswered):
        counterexample(word_and_number, _unanswered, seed=9, examples=5)

    assert tried(seed=9) == before


def _unanswered(_: Case) -> None:
    raise Unanswered("no answer")


def test_nothing_is_written_to_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr("hypothesis.configuration.storage_directory", _no_storage)
    monkeypatch.setattr("hypothesis.internal.constants_ast.storage_directory", _no_storage)
    for seed in range(20):
        counterexample(word_and_number, no_b_with_more_than_17, seed=seed, examples=100)

    assert list(tmp_path.iterdir()) == []


def _no_storage(*names: str, **_: object) -> None:
    pytest.fail(f"Hypothesis asks for a place to keep {names}")


def test_searches_in_two_threads_at_once_do_not_meddle_with_each_other() -> None:
    together = Barrier(2)

    def search(seed: int) -> tuple[Search[Case, str], list[Case]]:
        seen: list[Case] = []
        together.wait()
        return counterexample(word_and_number, _noting(seen), seed=seed, examples=60), seen

    with ThreadPoolExecutor(2) as pool:
        at_once = list(pool.map(search, (1, 2)))
    seen_alone: list[list[Case]] = [[], []]
    alone = [
        counterexample(word_and_number, _noting(seen), seed=seed, examples=60)
        for seed, seen in zip((1, 2), seen_alone, strict=True)
    ]

    assert [found for found, _ in at_once] == alone
    assert [seen for _, seen in at_once] == seen_alone


def _noting(seen: list[Case]) -> Callable[[Case], str | None]:
    def holds(case: Case) -> str | None:
        seen.append(case)
        return no_b_with_more_than_17(case)

    return holds


@pytest.mark.parametrize("seed", range(5))
def test_choices_stay_within_what_is_offered(seed: int) -> None:
    def recipe(draw: Draw) -> tuple[int, str, tuple[str, ...], str]:
        return (
            draw.number(3, 11),
            draw.one("xyz"),
            draw.some("defghij", least=2, most=3),
            draw.word("ab", 2, 9),
        )

    def holds(case: tuple[int, str, tuple[str, ...], str]) -> str | None:
        number, one, some, word = case
        fits = 3 <= number <= 11 and one in "xyz" and 2 <= len(some) <= 3 and 2 <= len(word) <= 9
        ordered = list(some) == sorted(set(some)) and set(some) <= set("defghij")
        return None if fits and ordered and set(word) <= {"a", "b"} else str(case)

    assert counterexample(recipe, holds, seed=seed, examples=100).told is None


def test_every_option_is_chosen_at_some_time() -> None:
    seen: set[int] = set()
    counterexample(lambda draw: draw.number(0, 9), seen.add, seed=0, examples=200)

    assert seen == set(range(10))
