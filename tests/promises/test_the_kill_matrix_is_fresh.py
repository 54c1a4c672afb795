"""docs/kill-matrix.md says what the requirement files and the mutants say."""

from tests import matrix, prove


def test_the_kill_matrix_is_fresh() -> None:
    assert matrix.FILE.read_text(encoding="utf-8") == matrix.text(), "run: python -m tests.matrix"


def test_there_are_at_least_three_hundred_and_fifty_mutants() -> None:
    assert len(prove.mutants()) >= 350


def test_every_natural_bug_is_detected_by_a_requirement_that_there_is() -> None:
    known = {it.id for it in prove.profile().requirements}
    natural = {n: it.breaks for n, it in prove.mutants().items() if n.startswith("natural.")}

    assert len(natural) >= 10
    assert set(natural.values()) <= known
