"""Every clause of the standard that binds a server has a requirement file, and no file is made up.

The list of clauses was drawn from the standard's own text and lies beside the repository, not in
it: where it is absent, these tests say so and are left out.
"""

import json
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.promises.repository import ROOT

STATEMENTS = ROOT.parent / "shared" / "standards" / "json-api.statements.json"
PROFILE = ROOT / "profiles" / "json-api"
BINDING = ("core_1_1", "only_1_0", "no_keyword")
LEVELS = {
    "MUST": "must",
    "MUST NOT": "must",
    "SHOULD": "should",
    "SHOULD NOT": "should",
    "RECOMMENDED": "should",
    "MAY": "may",
    "": "should",  # a constraint that the standard states without a keyword
}

# Files that no row of the list stands behind, each with the reason.
BESIDE_THE_LIST = {
    "compound/full-linkage-1-0": "1.0 asks for less than the row: one identifier anywhere will do",
    "include/empty-value": "the second half of the row include/syntax, which 1.0 does not have",
    "query/custom-capital-1-0": "1.0 recommends one of three characters, the row only a capital",
}

# Files whose level or anchor is not that of their row, each with the reason.
OTHERWISE: dict[str, str] = {}


@dataclass(frozen=True)
class Clause:
    """One row of the list: where its file is, and what the file must say."""

    name: str
    level: str
    anchor: str
    only_in_1_0: bool

    @property
    def source(self) -> str:
        return f"https://jsonapi.org/format/{'1.0' if self.only_in_1_0 else '1.1'}/#{self.anchor}"


@cache
def clauses() -> dict[str, Clause]:
    """The rows of the list by the name of their file."""
    if not STATEMENTS.exists():
        pytest.skip("the list of the standard's clauses is not beside this checkout")
    listed = json.loads(STATEMENTS.read_text(encoding="utf-8"))
    current = {row["id"] for part in ("core_1_1", "no_keyword") for row in listed[part]}
    found = {}
    for part in BINDING:
        for row in listed[part]:
            old = part == "only_1_0"
            name = f"{row['id']}-1-0" if old and row["id"] in current else row["id"]
            anchor = row["anchor"].partition(" ")[0]
            found[name] = Clause(name, LEVELS[row.get("level", "")], anchor, old)
    return found


@cache
def files() -> dict[str, dict[str, Any]]:
    """The requirement files by section and name."""
    found = sorted(PROFILE.glob("*/*.toml"))
    return {f"{file.parent.name}/{file.stem}": read(file) for file in found}


def read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def test_every_clause_has_a_requirement_file() -> None:
    missing = clauses().keys() - files().keys()

    assert not missing


def test_every_requirement_file_stands_for_a_clause() -> None:
    made_up = files().keys() - clauses().keys() - BESIDE_THE_LIST.keys()

    assert not made_up


def test_every_requirement_file_has_the_level_of_its_clause() -> None:
    differing = {
        name: (files()[name]["level"], clause.level)
        for name, clause in clauses().items()
        if name not in OTHERWISE and files()[name]["level"] != clause.level
    }

    assert not differing


def test_every_requirement_file_links_the_anchor_of_its_clause() -> None:
    differing = {
        name: (files()[name]["source"], clause.source)
        for name, clause in clauses().items()
        if name not in OTHERWISE and files()[name]["source"] != clause.source
    }

    assert not differing


def test_a_clause_of_the_old_version_alone_ends_with_it() -> None:
    endless = [
        name
        for name, clause in clauses().items()
        if clause.only_in_1_0 and files()[name].get("until") != "1.0"
    ]

    assert not endless


def test_each_exception_still_is_one() -> None:
    listed = clauses()
    needless = [name for name in BESIDE_THE_LIST if name in listed or name not in files()]
    needless += [
        name
        for name in OTHERWISE
        if (files()[name]["level"], files()[name]["source"])
        == (listed[name].level, listed[name].source)
    ]

    assert not needless
