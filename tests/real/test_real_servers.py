"""Real servers are judged as a stranger would: every failure that is reported was read and written up."""

import tomllib
from typing import Any

import pytest

from conformance.model import Level, Profile, Status, Verdict
from conformance.profiles import load
from conformance.record import Record
from tests.real.conftest import Judged
from tests.real.servers import HERE, PAIRS, SERVERS

MOST_REQUESTS = 700
STAYS = {"japyd": "/people"}
"""The collection in which stays what a run makes, where the server has no DELETE."""
MAKE_NOTHING = ("json-server", "nginx")
"""They have no description, and without one nobody knows what a new resource looks like."""


@pytest.mark.real
def test_runs_against_a_real_server_end_with_the_verdict_that_it_earned(
    name: str, profile: str, read_only: Judged, with_writes: Judged
) -> None:
    records = (read_only.record, with_writes.record)
    earned = [verdict(profile, expected(name, profile, writes=it)) for it in (False, True)]

    assert [it.interrupted for it in records] == [False, False]
    assert [it.verdict for it in records] == earned
    assert max(it.closing["requests"] for it in records) <= MOST_REQUESTS


@pytest.mark.real
def test_no_check_breaks_on_a_real_server(read_only: Judged, with_writes: Judged) -> None:
    results = (*read_only.record.results, *with_writes.record.results)
    errored = {it.requirement.id: it.reason for it in results if it.status is Status.ERRORED}

    assert errored == {}


@pytest.mark.real
def test_what_fails_on_a_real_server_that_is_only_read_is_what_was_written_up(
    name: str, profile: str, read_only: Judged
) -> None:
    assert failed(read_only.record) == set(expected(name, profile, writes=False))


@pytest.mark.real
def test_what_fails_on_a_real_server_that_is_written_to_is_what_was_written_up(
    name: str, profile: str, with_writes: Judged
) -> None:
    assert failed(with_writes.record) == set(expected(name, profile))


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

    assert (made > 0) == (name not in MAKE_NOTHING)
    assert changed == ([stays] if stays else [])
    assert len([it for it in left if f"{stays}/" in it]) == len(left) == (made if stays else 0)


@pytest.mark.parametrize(("name", "profile"), PAIRS)
def test_every_violation_that_is_expected_is_written_up_and_still_a_requirement(
    name: str, profile: str
) -> None:
    text = (HERE / "README.md").read_text(encoding="utf-8")
    table = text.partition(f"### {name}\n")[2].partition("\n#")[0]
    known = {it.id for it in load(profile).requirements}

    violations = expected(name, profile)

    assert [it for it in violations if f"| {it.removeprefix('json-api/')} |" not in table] == []
    assert set(violations) <= known


@pytest.mark.parametrize(("name", "profile"), PAIRS)
def test_a_violation_is_expected_of_both_runs_or_of_the_one_with_writes(
    name: str, profile: str
) -> None:
    read = expected(name, profile, writes=False)
    tables = tables_of(name)
    own = tables["violations"][profile]

    assert own.items() <= read.items()
    assert not read.keys() & tables.get("violations_with_writes", {}).get(profile, {}).keys()


def failed(record: Record) -> set[str]:
    """The requirements that failed in a run."""
    return {it.requirement.id for it in record.results if it.status is Status.FAILED}


def verdict(profile: str, violations: dict[str, str]) -> Verdict:
    """What a run ends with: on loopback some clauses stay open, those on encryption among them."""
    loaded: Profile = load(profile)
    musts = {it.id for it in loaded.requirements if it.level is Level.MUST}
    return Verdict.NOT_CONFORMANT if musts & violations.keys() else Verdict.NOT_ESTABLISHED


def expected(name: str, profile: str = "json-api", *, writes: bool = True) -> dict[str, str]:
    """The violations that were confirmed by hand, with the reason in a line (README.md has the whole of it).

    With `writes` those of a run that may write too, in which all that fails in a run that reads fails as well. What a
    profile includes fails in it as in the profile that it comes from.
    """
    tables = tables_of(name)
    found: dict[str, str] = {}
    for table in ("violations", "violations_with_writes")[: 2 if writes else 1]:
        for owner, violations in tables.get(table, {}).items():
            if owner == profile or (owner == "http" and profile == "nl-adr"):
                found |= violations
    known = {it.id for it in load(profile).requirements}
    unmet = tables.get("unmet", {}).get(profile, [])
    return {id_: why for id_, why in found.items() if id_ in known and id_ not in unmet}


def tables_of(name: str) -> dict[str, Any]:
    """What the expected.toml of a server holds."""
    with (SERVERS[name].folder / "expected.toml").open("rb") as file:
        return tomllib.load(file)
