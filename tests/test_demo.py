"""`conformance demo`: two APIs a profile, the verdicts that they should get, and why."""

import io
from collections.abc import Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from conformance import record
from conformance.cli import demo, status
from conformance.model import Status
from conformance.record import Record


@dataclass(frozen=True)
class Demo:
    """What a demo ended with, printed and wrote."""

    profile: str
    code: int
    said: str
    kept: Record
    broken: Record


@pytest.fixture(scope="module")
def demos(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Demo]:
    """The demo of each profile that judges the register."""
    return {name: _shown(name, tmp_path_factory.mktemp(name)) for name in ("http", "nl-adr")}


def _shown(profile: str, out: Path) -> Demo:
    said = io.StringIO()
    with redirect_stdout(said):
        code = status(["demo", "--profile", profile, "--out", str(out)])
    kept, broken = (record.read(out / name / "record.jsonl") for name in ("reference", "careless"))
    return Demo(profile, code, said.getvalue(), kept, broken)


def _failed(found: Record) -> set[str]:
    return {it.requirement.id for it in found.results if it.status is Status.FAILED}


@pytest.mark.parametrize("profile", ["http", "nl-adr"])
def test_the_demo_ends_well_when_both_registers_get_the_verdict_that_they_should(
    demos: Mapping[str, Demo], profile: str
) -> None:
    assert demos[profile].code == 0


@pytest.mark.parametrize("profile", ["http", "nl-adr"])
def test_the_demo_says_which_verdicts_it_expects_and_why_none_is_better(
    demos: Mapping[str, Demo], profile: str
) -> None:
    said = demos[profile].said

    assert "expected: not established: it is served here over plain HTTP" in said
    assert "expected: not conformant" in said


@pytest.mark.parametrize("profile", ["http", "nl-adr"])
def test_the_register_of_the_demo_is_accused_of_nothing(
    demos: Mapping[str, Demo], profile: str
) -> None:
    assert _failed(demos[profile].kept) == set()


@pytest.mark.parametrize(
    ("profile", "requirement"),
    [
        ("nl-adr", "nl-adr/errors/invalid-query"),
        ("nl-adr", "nl-adr/errors/invalid-content"),
        ("nl-adr", "nl-adr/errors/malformed-json"),
        ("nl-adr", "nl-adr/errors/all-errors"),
        ("nl-adr", "nl-adr/errors/media-type"),
        ("nl-adr", "nl-adr/resources/trailing-slash-404"),
        ("nl-adr", "nl-adr/resources/query-keys-camel-case"),
        ("nl-adr", "nl-adr/resources/hide-implementation"),
        ("nl-adr", "nl-adr/versioning/version-header"),
        ("nl-adr", "http/errors/nothing-inside"),
        ("http", "http/errors/media-type"),
        ("http", "http/errors/nothing-inside"),
        ("http", "http/contract/required-fields"),
        ("http", "http/relations/count"),
        ("http", "http/relations/pages-partition"),
    ],
)
def test_what_the_careless_register_does_wrong_is_found(
    demos: Mapping[str, Demo], profile: str, requirement: str
) -> None:
    assert requirement in _failed(demos[profile].broken)


def test_a_reference_that_is_broken_ends_the_demo_with_one(
    demos: Mapping[str, Demo],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(demo, "_judged", lambda *_: demos["http"].broken)

    assert status(["demo", "--profile", "http", "--out", str(tmp_path)]) == 1
    assert "this is not what was expected" in capsys.readouterr().out


def test_a_clause_that_is_open_for_another_reason_ends_the_demo_with_one_and_is_named(
    demos: Mapping[str, Demo],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    pair = demo.PAIRS["http"]
    told = replace(pair, untold=pair.untold - {"http/tls"})
    monkeypatch.setitem(demo.PAIRS, "http", told)
    found = {"app": demos["http"].kept, "careless": demos["http"].broken}
    monkeypatch.setattr(demo, "_judged", lambda *given: found[given[2]])

    code = status(["demo", "--profile", "http", "--out", str(tmp_path)])
    said = capsys.readouterr().out

    assert code == 1
    assert "this is not what was expected: http/tls/" in said
    assert "http/tls/https-only" in said
