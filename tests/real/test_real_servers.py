"""Real servers are judged as a stranger would: every failure that is reported was read and written up."""

import tomllib

import pytest

from conformance.candidate.declaration import Claims, Declaration, Limits
from conformance.model import Status, Verdict
from conformance.profiles import load
from conformance.record import Record
from conformance.run import Order, run
from tests.real.servers import HERE, NAMES, SERVERS, Running


@pytest.fixture(scope="module")
def record(server: Running, tmp_path_factory: pytest.TempPathFactory) -> Record:
    declaration = Declaration(
        server.url,
        name=server.name,
        start=server.start,
        claims=Claims(version=server.claims),
        limits=Limits(addresses=frozenset({"loopback"})),
    )
    return run(Order("json-api", declaration, tmp_path_factory.mktemp(server.name)))


@pytest.mark.real
def test_a_run_against_a_real_server_ends_with_the_verdict_that_it_earned(record: Record) -> None:
    assert not record.interrupted
    assert record.verdict is Verdict.NOT_CONFORMANT


@pytest.mark.real
def test_no_check_breaks_on_a_real_server(record: Record) -> None:
    errored = {it.requirement.id: it.reason for it in record.results if it.status is Status.ERRORED}

    assert errored == {}


@pytest.mark.real
def test_what_fails_on_a_real_server_is_what_was_written_up(
    server: Running, record: Record
) -> None:
    failed = {it.requirement.id for it in record.results if it.status is Status.FAILED}

    assert failed == set(expected(server.name))


@pytest.mark.parametrize("name", NAMES)
def test_every_violation_that_is_expected_is_written_up_and_still_a_requirement(name: str) -> None:
    text = (HERE / "README.md").read_text(encoding="utf-8")
    table = text.partition(f"### {name}\n")[2].partition("\n#")[0]
    known = {it.id for it in load("json-api").requirements}

    violations = expected(name)

    assert [it for it in violations if f"| {it.removeprefix('json-api/')} |" not in table] == []
    assert set(violations) <= known


def expected(name: str) -> dict[str, str]:
    """The violations that were confirmed by hand, with the reason in a line (README.md has the whole of it)."""
    with (SERVERS[name].folder / "expected.toml").open("rb") as file:
        found: dict[str, str] = tomllib.load(file)["violations"]
    return found
