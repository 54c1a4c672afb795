"""OpenAPI documents of real Dutch APIs, where they stand beside the repository: each kind of finding was read."""

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from conformance import description, profiles
from conformance.judge import applicable, judge_description
from conformance.model import Level, Result, Status
from tests.real.servers import HERE, REPOSITORY

FOLDERS = [REPOSITORY.parent / "shared" / "specs" / it for it in ("rest", "vng")]
PROFILE, VERSION = "nl-adr", "2.2"
KINDS: dict[str, dict[str, int | str]] = tomllib.loads((HERE / "descriptions.toml").read_text())

Linted = dict[str, list[Result]]


@pytest.fixture(scope="module")
def linted() -> Linted:
    """The results of every document, which is taken as it is: what it refers to elsewhere is not fetched."""
    paths = [it for folder in FOLDERS for it in sorted(folder.glob("*.[jy]*"))]
    if not paths:
        pytest.skip(f"no documents in {' or '.join(map(str, FOLDERS))}")
    return {f"{it.parent.name}/{it.name}": results(it) for it in paths}


@pytest.mark.slow
def test_a_real_description_breaks_no_rule_of_the_program(linted: Linted) -> None:
    results = [it for found in linted.values() for it in found]

    assert [it.reason for it in results if it.status is Status.ERRORED] == []


@pytest.mark.slow
def test_what_a_must_finds_in_real_descriptions_is_what_was_written_up(linted: Linted) -> None:
    documents: Counter[str] = Counter()
    findings: Counter[str] = Counter()
    for it in (it for found in linted.values() for it in found):
        if it.status is Status.FAILED and it.requirement.level is Level.MUST:
            documents[it.requirement.id] += 1
            findings[it.requirement.id] += len(dict.fromkeys(it.faults))
    found = {it: {"documents": documents[it], "findings": findings[it]} for it in findings}

    assert found == {
        name: {key: kind[key] for key in ("documents", "findings")} for name, kind in KINDS.items()
    }


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_finding_in_real_descriptions_is_written_up(name: str) -> None:
    text = (HERE / "README.md").read_text(encoding="utf-8").partition("## Real descriptions\n")[2]
    kind = KINDS[name]

    assert f"| {name} | {kind['documents']} | {kind['findings']} | {kind['verdict']}" in text


def results(path: Path) -> list[Result]:
    """What the rules that need no live API say of a document."""
    profile = profiles.load(PROFILE)
    ways = profiles.ways(profile)
    found = description.parse(path.read_bytes(), str(path))
    rules = [it for it in applicable(profile.requirements, VERSION) if it.lint]
    return [judge_description(it, ways[it.id], found) for it in rules]
