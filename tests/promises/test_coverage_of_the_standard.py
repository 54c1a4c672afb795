"""Every clause of the standard that binds a server has a requirement file, and no file is made up.

The list of clauses was drawn from the standard's own text and lies beside the repository, not in
it: where it is absent, these tests say so and are left out.
"""

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.promises.repository import ROOT

Listed = dict[str, list[dict[str, str]]]

STATEMENTS = ROOT.parent / "shared" / "standards" / "json-api.statements.json"
PROFILE = ROOT / "profiles" / "json-api"
CORE = ("core_1_1", "only_1_0", "no_keyword")
LEVELS = {
    "MUST": "must",
    "MUST NOT": "must",
    "SHOULD": "should",
    "SHOULD NOT": "should",
    "RECOMMENDED": "should",
    "recommended": "should",
    "MAY": "may",
    "optional": "may",
    "": "should",  # a constraint that the standard states without a keyword
}
SITE = "https://jsonapi.org"


@dataclass(frozen=True)
class Beside:
    """A part of the list that stands beside the core: what its ids begin with here, and the page of its anchors."""

    prefix: str
    page: str


BESIDE = {
    "recommendations": Beside("", f"{SITE}/recommendations/"),
    "cursor_pagination": Beside("cursor-", f"{SITE}/profiles/ethanresnick/cursor-pagination/"),
    "atomic_operations": Beside("atomic-", f"{SITE}/ext/atomic/"),
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
    source: str
    only_in_1_0: bool = False


@cache
def clauses() -> dict[str, Clause]:
    """The rows of the list by the name of their file."""
    if not STATEMENTS.exists():
        pytest.skip("the list of the standard's clauses is not beside this checkout")
    listed = json.loads(STATEMENTS.read_text(encoding="utf-8"))
    found = [*_core(listed), *_beside(listed)]
    return {clause.name: clause for clause in found}


def _core(listed: Listed) -> Iterator[Clause]:
    current = {row["id"] for part in ("core_1_1", "no_keyword") for row in listed[part]}
    for part in CORE:
        for row in listed[part]:
            old = part == "only_1_0"
            name = f"{row['id']}-1-0" if old and row["id"] in current else row["id"]
            yield _clause(name, row, f"{SITE}/format/{'1.0' if old else '1.1'}/", old=old)


def _beside(listed: Listed) -> Iterator[Clause]:
    for part, beside in BESIDE.items():
        for row in listed[part]:
            yield _clause(beside.prefix + row["id"], row, beside.page)


def _clause(name: str, row: dict[str, str], page: str, *, old: bool = False) -> Clause:
    anchor = row["anchor"].partition(" ")[0]
    return Clause(name, LEVELS[row.get("level", "")], f"{page}#{anchor}", old)


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
