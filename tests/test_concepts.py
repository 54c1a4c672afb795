"""`conformance concepts`: how one guide has what another has, and how that is told."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from conformance.cli import status
from conformance.concepts import Agreement, Held, Row, Table, table
from conformance.errors import ProfileError
from conformance.model import Level
from conformance.render import concepts as rendered
from tests import prove

MANIFEST = """
title = { en = "Rules", nl = "Regels" }
versions = ["1.0", "2.0"]
revision = "1"
accept = "*/*"
steward = "nobody"
source = "https://example.org/"
region = "XX"
sections = ["paths"]
classes = { core = { en = "Core", nl = "Kern" } }
"""
RULE = """
level = "must"
class = "core"
source = "https://example.org/#a"
lint = "shared.paths.trailing_slash"
concept = "{concept}"
statement = {{ en = "It holds.", nl = "Het geldt." }}
fix = {{ en = "Make it hold.", nl = "Zorg dat het geldt." }}
{more}
"""


def held(level: Level = Level.MUST, **params: Any) -> Held:
    some = next(it for it in prove.own("http") if it.level is level)
    return Held((some,), params)


def row(opposed: str = "", compared: str = "", **held_by: Held) -> Row:
    title = {"en": "Case of paths", "nl": "Schrijfwijze van paden"}
    return Row(
        "paths/case", title, frozenset(opposed.split()), frozenset(compared.split()), held_by
    )


def agreement(found: Row) -> Agreement:
    return found.agreement("nl", "be")


def test_values_of_which_an_api_can_keep_one_are_opposite() -> None:
    found = row("case", nl=held(case="kebab"), be=held(case="camel"))

    assert agreement(found) is Agreement.OPPOSITE


def test_other_values_that_an_api_can_keep_both_are_different() -> None:
    found = row(compared="allowed", nl=held(allowed="3"), be=held(allowed="3.0"))

    assert agreement(found) is Agreement.DIFFERENT


def test_a_value_that_one_of_them_lacks_makes_them_different_not_opposite() -> None:
    found = row("language", nl=held(), be=held(language="en"))

    assert agreement(found) is Agreement.DIFFERENT


def test_details_and_levels_leave_a_rule_the_same() -> None:
    found = row("case", nl=held(case="kebab", files="a"), be=held(Level.SHOULD, case="kebab"))

    assert agreement(found) is Agreement.SAME


def test_what_a_guide_does_not_have_is_absent() -> None:
    assert agreement(row(nl=held())) is Agreement.ABSENT


def test_what_only_the_other_guide_has_is_different() -> None:
    assert agreement(row(be=held())) is Agreement.DIFFERENT


def test_the_strictest_level_of_several_requirements_counts() -> None:
    some = (*held(Level.MAY).requirements, *held(Level.SHOULD).requirements)

    assert Held(some).level is Level.SHOULD


def shown(found: Row, language: str = "en") -> list[str]:
    whole = Table({"nl": "NL", "be": "BE"}, (found,))
    return rendered.as_text(whole, "nl", language).splitlines()[1].split("  ")


def cells(line: list[str]) -> list[str]:
    return [it.strip() for it in line if it.strip()]


def test_the_table_has_a_line_a_concept_with_levels() -> None:
    found = row("case", nl=held(case="kebab"), be=held(Level.SHOULD, case="camel"))

    assert cells(shown(found)) == ["Case of paths", "must", "opposite (should)"]
    assert cells(shown(found, "nl"))[0] == "Schrijfwijze van paden"


def test_what_the_base_lacks_is_told_by_its_level_alone() -> None:
    assert cells(shown(row(be=held()))) == ["Case of paths", "absent", "must"]


def test_the_table_is_also_json() -> None:
    found = row("case", nl=held(case="kebab"), be=held(case=frozenset({"b", "a"})))
    whole = json.loads(
        rendered.as_json(Table({"nl": "NL", "be": "BE", "it": "IT"}, (found,)), "nl")
    )
    profiles: Mapping[str, Any] = whole["concepts"][0]["profiles"]

    assert whole["guides"] == {"nl": "NL", "be": "BE", "it": "IT"}
    assert profiles["be"]["agreement"] == "opposite"
    assert profiles["be"]["params"] == {"case": ["a", "b"]}
    assert profiles["it"] == {"agreement": "absent"}


def test_the_command_compares_with_the_guide_that_is_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert status(["concepts", "--base", "be-belgif"]) == 0
    first, *others = capsys.readouterr().out.splitlines()

    assert first.split() == ["be-belgif", "it-modi", "nl-adr"]
    assert any(it.startswith("Case of path segments") and "opposite (must)" in it for it in others)


def test_a_profile_that_is_no_guide_cannot_be_the_base(capsys: pytest.CaptureFixture[str]) -> None:
    assert status(["concepts", "--base", "http"]) == 2
    assert "'http' is no guide" in capsys.readouterr().err


def guide(folder: Path, concept: str, more: str = "") -> tuple[Path, ...]:
    (folder / "xx-rules/paths").mkdir(parents=True)
    (folder / "xx-rules/profile.toml").write_text(MANIFEST)
    (folder / "xx-rules/paths/slash.toml").write_text(RULE.format(concept=concept, more=more))
    return (folder,)


def test_a_guide_of_ones_own_stands_in_the_table(tmp_path: Path) -> None:
    found = table(guide(tmp_path, "paths/trailing-slash"))
    slash = next(it for it in found.rows if it.name == "paths/trailing-slash")

    assert found.guides["xx-rules"] == "XX"
    assert slash.agreement("nl-adr", "xx-rules") is Agreement.SAME


def test_a_clause_that_the_newest_version_dropped_does_not_count(tmp_path: Path) -> None:
    found = table(guide(tmp_path, "paths/trailing-slash", 'until = "1.0"'))
    slash = next(it for it in found.rows if it.name == "paths/trailing-slash")

    assert slash.agreement("nl-adr", "xx-rules") is Agreement.ABSENT


def test_a_concept_that_nobody_named_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="no concept 'paths/unheard-of'"):
        table(guide(tmp_path, "paths/unheard-of"))
