"""Real servers are judged as a stranger would: every failure that is reported was read and written up."""

import tomllib

import pytest

from conformance.model import Status, Verdict
from conformance.profiles import load
from conformance.record import Record
from tests.real.conftest import Judged
from tests.real.servers import HERE, NAMES, SERVERS

MOST_REQUESTS = 700
STAYS = {"japyd": "/people"}
"""The collection in which stays what a run makes, where the server has no DELETE."""


@pytest.mark.real
def test_runs_against_a_real_server_end_with_the_verdict_that_it_earned(
    read_only: Judged, with_writes: Judged
) -> None:
    records = (read_only.record, with_writes.record)

    assert [it.interrupted for it in records] == [False, False]
    assert [it.verdict for it in records] == [Verdict.NOT_CONFORMANT] * 2
    assert max(it.closing["requests"] for it in records) <= MOST_REQUESTS


@pytest.mark.real
def test_no_check_breaks_on_a_real_server(read_only: Judged, with_writes: Judged) -> None:
    results = (*read_only.record.results, *with_writes.record.results)
    errored = {it.requirement.id: it.reason for it in results if it.status is Status.ERRORED}

    assert errored == {}


@pytest.mark.real
def test_what_fails_on_a_real_server_that_is_only_read_is_what_was_written_up(
    name: str, read_only: Judged
) -> None:
    assert failed(read_only.record) == set(expected(name, writes=False))


@pytest.mark.real
def test_what_fails_on_a_real_server_that_is_written_to_is_what_was_written_up(
    name: str, with_writes: Judged
) -> None:
    assert failed(with_writes.record) == set(expected(name))


@pytest.mark.real
def test_a_run_that_only_reads_makes_nothing_on_a_real_server(read_only: Judged) -> None:
    assert read_only.record.closing["created"] == 0
    assert read_only.after == read_only.before


@pytest.mark.real
def test_a_run_that_writes_leaves_nothing_where_a_real_server_can_delete(
    name: str, with_writes: Judged
) -> None:
    changed = [it for it in with_writes.before if with_writes.after[it] != with_writes.before[it]]
    made, left = with_writes.record.closing["created"], with_writes.record.left_behind
    stays = STAYS.get(name, "")

    assert made > 0
    assert changed == ([stays] if stays else [])
    assert len([it for it in left if f"{stays}/" in it]) == len(left) == (made if stays else 0)


@pytest.mark.parametrize("name", NAMES)
def test_every_violation_that_is_expected_is_written_up_and_still_a_requirement(name: str) -> None:
    text = (HERE / "README.md").read_text(encoding="utf-8")
    table = text.partition(f"### {name}\n")[2].partition("\n#")[0]
    known = {it.id for it in load("json-api").requirements}

    violations = expected(name)

    assert [it for it in violations if f"| {it.removeprefix('json-api/')} |" not in table] == []
    assert set(violations) <= known


@pytest.mark.parametrize("name", NAMES)
def test_a_violation_is_expected_of_both_runs_or_of_the_one_with_writes(name: str) -> None:
    only_read = expected(name, writes=False)
    tables = tables_of(name)

    assert only_read == tables["violations"]
    assert not only_read.keys() & tables["violations_with_writes"].keys()


def failed(record: Record) -> set[str]:
    """The requirements that failed in a run."""
    return {it.requirement.id for it in record.results if it.status is Status.FAILED}


def expected(name: str, *, writes: bool = True) -> dict[str, str]:
    """The violations that were confirmed by hand, with the reason in a line (README.md has the whole of it).

    With `writes` those of a run that may write too, in which all that fails in a run that reads fails as well.
    """
    found = tables_of(name)
    return found["violations"] | (found["violations_with_writes"] if writes else {})


def tables_of(name: str) -> dict[str, dict[str, str]]:
    """What the expected.toml of a server holds."""
    with (SERVERS[name].folder / "expected.toml").open("rb") as file:
        found: dict[str, dict[str, str]] = tomllib.load(file)
    return found
