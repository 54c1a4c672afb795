"""A profile that includes others: what it takes, what it changes, and what is wrong with that."""

from pathlib import Path

import pytest

from conformance import profiles
from conformance.errors import ProfileError
from conformance.model import Level, Profile, Requirement

CHECK = """
def looks(exchange, *, depth=1):
    yield from ()

def reads(description, *, width=1):
    yield from ()
"""


def manifest(title: str, more: str = "", versions: str = '["1.0", "1.1"]') -> str:
    return f"""
title = {{ en = "{title}", nl = "{title}" }}
versions = {versions}
revision = "1"
accept = "*/*"
steward = "nobody"
source = "https://example.org/"
sections = ["paths", "errors"]
classes = {{ core = {{ en = "Core", nl = "Kern" }} }}
section_titles = {{ paths = {{ en = "{title} paths", nl = "{title}paden" }} }}
{more}
"""


def requirement(more: str = "", check: str = 'check = "local.looks"') -> str:
    return f"""
level = "must"
class = "core"
source = "https://example.org/#a"
{check}
{more}
[statement]
en = "It holds."
nl = "Het geldt."
[fix]
en = "Make it hold."
nl = "Zorg dat het geldt."
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A base profile of two versions, and one that includes what a test says of it."""
    for section in ("paths", "errors"):
        (tmp_path / "base" / section).mkdir(parents=True)
        (tmp_path / "base" / section / "checks.py").write_text(CHECK)
    (tmp_path / "base" / "profile.toml").write_text(manifest("Base"))
    (tmp_path / "base" / "paths" / "case.toml").write_text(
        requirement("params = { depth = 2 }\naliases = ['API-01']")
    )
    (tmp_path / "base" / "paths" / "new.toml").write_text(requirement('since = "1.1"'))
    (tmp_path / "base" / "errors" / "kind.toml").write_text(requirement())
    return tmp_path


def including(folder: Path, more: str) -> Profile:
    (folder / "land" / "paths").mkdir(parents=True, exist_ok=True)
    (folder / "land" / "paths" / "checks.py").write_text(CHECK)
    (folder / "land" / "paths" / "own.toml").write_text(requirement())
    (folder / "land" / "profile.toml").write_text(manifest("Land", more, '["1"]'))
    return profiles.load("land", (folder,))


def named(profile: Profile, name: str) -> Requirement:
    found = profile.requirement(name)
    assert found is not None
    return found


def ids(profile: Profile) -> list[str]:
    return [it.id for it in profile.requirements]


def test_the_own_requirements_come_first_and_then_the_included_ones(folder: Path) -> None:
    found = including(folder, 'include = ["base@1.1"]')

    assert ids(found) == ["land/paths/own", "base/paths/case", "base/paths/new", "base/errors/kind"]


def test_a_version_is_taken_as_it_is_and_binds_to_no_version_any_more(folder: Path) -> None:
    assert "base/paths/new" not in ids(including(folder, 'include = ["base@1.0"]'))
    newest = including(folder, 'include = ["base@1.1"]')

    assert named(newest, "base/paths/new").since == ""


def test_a_section_or_a_requirement_can_be_taken_alone(folder: Path) -> None:
    found = including(folder, 'include = ["base@1.0/errors", "base@1.0/paths/case"]')

    assert ids(found) == ["land/paths/own", "base/errors/kind", "base/paths/case"]


def test_what_is_included_twice_is_there_once(folder: Path) -> None:
    found = including(folder, 'include = ["base@1.0", "base@1.0/errors"]')

    assert ids(found).count("base/errors/kind") == 1


def test_included_sections_and_classes_carry_the_name_of_their_profile(folder: Path) -> None:
    found = including(folder, 'include = ["base@1.0/paths"]')
    taken = named(found, "base/paths/case")

    assert (taken.section, taken.conformance_class) == ("base/paths", "base")
    assert found.sections["base/paths"]["nl"] == "Basepaden"
    assert "base/errors" not in found.sections
    assert found.classes["base"]["en"] == "Base"


def test_a_change_says_what_is_different_here(folder: Path) -> None:
    change = '[change."base/paths/case"]\nlevel = "should"\nparams.depth = 5\nclass = "core"'
    taken = named(including(folder, f'include = ["base@1.0"]\n{change}'), "base/paths/case")

    assert (taken.level, taken.params, taken.conformance_class) == (
        Level.SHOULD,
        {"depth": 5},
        "core",
    )
    assert named(profiles.load("base", (folder,)), "paths/case").level is Level.MUST


def test_a_requirement_is_left_out_with_a_reason(folder: Path) -> None:
    drop = '[change."base/paths/case"]\ndrop = "another rule here says the opposite"'

    assert "base/paths/case" not in ids(including(folder, f'include = ["base@1.0"]\n{drop}'))


def test_an_included_check_is_the_one_of_its_own_profile(folder: Path) -> None:
    found = including(folder, 'include = ["base@1.0"]')
    ways = profiles.ways(found, (folder,))

    assert ways["base/paths/case"].look.__module__ == "conformance_profiles.base.paths.checks"


def test_the_digest_changes_with_any_file_of_what_is_included(folder: Path) -> None:
    before = including(folder, 'include = ["base@1.0"]').digest
    (folder / "base" / "errors" / "kind.toml").write_text(requirement('unseen = "inapplicable"'))

    assert profiles.load("land", (folder,)).digest != before


def test_a_requirement_is_found_by_an_alias(folder: Path) -> None:
    found = including(folder, 'include = ["base@1.0"]').requirement("API-01")

    assert found is not None
    assert found.id == "base/paths/case"


@pytest.mark.parametrize(
    ("told", "more"),
    [
        ("key include, value 'base': name a version, one of 1.0, 1.1", 'include = ["base"]'),
        ("base has the versions 1.0, 1.1", 'include = ["base@3.0"]'),
        ("there is nothing of that name", 'include = ["base@1.0/nowhere"]'),
        (
            "nothing that is included has this id",
            'include = ["base@1.0/errors"]\n[change."base/paths/case"]\nlevel = "may"',
        ),
        (
            "key check cannot be changed",
            'include = ["base@1.0"]\n[change."base/paths/case"]\ncheck = "local.looks"',
        ),
        (
            "key level, value 'most'",
            'include = ["base@1.0"]\n[change."base/paths/case"]\nlevel = "most"',
        ),
        (
            "a reason is needed",
            'include = ["base@1.0"]\n[change."base/paths/case"]\ndrop = " "',
        ),
        ("key scope, value 'world'", 'scope = "world"'),
    ],
)
def test_what_is_wrong_with_an_include_is_told(folder: Path, told: str, more: str) -> None:
    with pytest.raises(ProfileError) as caught:
        including(folder, more)

    assert told in caught.value.message


def test_a_circle_is_told(folder: Path) -> None:
    (folder / "base" / "profile.toml").write_text(manifest("Base", 'include = ["land"]'))

    with pytest.raises(ProfileError) as caught:
        including(folder, 'include = ["base@1.0"]')

    assert "a circle, land → base → land" in caught.value.message


def test_a_requirement_may_be_found_out_by_the_description_alone_or_beside(folder: Path) -> None:
    (folder / "base" / "paths" / "case.toml").write_text(
        requirement('lint = "local.reads"\nparams = { depth = 2, width = 3 }')
    )
    (folder / "base" / "paths" / "new.toml").write_text(requirement(check='lint = "local.reads"'))
    ways = profiles.ways(profiles.load("base", (folder,)), (folder,))
    both, alone = ways["base/paths/case"], ways["base/paths/new"]

    assert profiles.is_passive(both)
    assert both.lint is alone.lint
    assert not profiles.is_passive(alone)
    assert both.lint
    assert profiles.given(both.lint, {"depth": 2, "width": 3}) == {"width": 3}


@pytest.mark.parametrize(
    ("told", "text"),
    [
        ("its first parameter must be description", requirement('lint = "local.looks"')),
        ("must be exchange or candidate", requirement(check='check = "local.reads"')),
        (
            "given: lint, review",
            requirement('review = { en = "a", nl = "b" }', 'lint = "local.reads"'),
        ),
        ("No module named", requirement(check='check = "shared.nowhere.looks"')),
    ],
)
def test_a_way_that_cannot_be_is_told(folder: Path, told: str, text: str) -> None:
    (folder / "base" / "paths" / "case.toml").write_text(text)

    with pytest.raises(ProfileError) as caught:
        profiles.ways(profiles.load("base", (folder,)), (folder,))

    assert told in caught.value.message
