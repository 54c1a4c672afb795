"""The folder profiles/: read whole, or refused with every fault at once, each with its file and key."""

import tomllib
from pathlib import Path

import jsonschema_rs
import pytest

from conformance import data, profiles
from conformance.errors import ProfileError, UsageError
from conformance.model import Effect, Level, Status

MANIFEST = """
title = { en = "Tiny", nl = "Klein" }
versions = ["1.0", "1.1"]
revision = "1"
accept = "*/*"
steward = "nobody"
source = "https://example.org/"
sections = ["part-one", "part-two"]
classes = { core = { en = "Core", nl = "Kern" } }
"""
GOOD = """
level = "must"
class = "core"
source = "https://example.org/#a"
check = "local.looks"
statement = { en = "It holds.", nl = "Het geldt." }
fix = { en = "Make it hold.", nl = "Zorg dat het geldt." }
"""
CHECKS = """
def looks(exchange, *, depth=1):
    yield from ()

def asks(candidate):
    yield from ()
"""


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A folder of profiles with one tiny profile in it."""
    for section in ("part-one", "part-two"):
        (tmp_path / "tiny" / section).mkdir(parents=True)
        (tmp_path / "tiny" / section / "checks.py").write_text(CHECKS)
    (tmp_path / "tiny" / "profile.toml").write_text(MANIFEST)
    (tmp_path / "tiny" / "part-two" / "a.toml").write_text(GOOD)
    (tmp_path / "tiny" / "part-one" / "z.toml").write_text(GOOD.replace("local", "part-two"))
    return tmp_path


def faults(tiny: Path, text: str) -> str:
    (tiny / "tiny" / "part-one" / "bad.toml").write_text(text)
    with pytest.raises(ProfileError) as caught:
        profiles.ways(profiles.load("tiny", (tiny,)), (tiny,))
    assert "part-one/bad.toml" in caught.value.message
    return caught.value.message


def test_requirements_stand_in_the_order_of_the_standard(tiny: Path) -> None:
    loaded = profiles.load("tiny", (tiny,))

    assert [it.id for it in loaded.requirements] == ["tiny/part-one/z", "tiny/part-two/a"]


def test_what_a_file_does_not_say_has_its_default(tiny: Path) -> None:
    found = profiles.load("tiny", (tiny,)).requirements[0]

    assert (found.level, found.effect, found.unseen) == (Level.MUST, Effect.SAFE, Status.BLOCKED)


def test_a_check_is_found_by_its_address_and_knows_its_kind(tiny: Path) -> None:
    (tiny / "tiny" / "part-two" / "b.toml").write_text(GOOD.replace("looks", "asks"))
    ways = profiles.ways(profiles.load("tiny", (tiny,)), (tiny,))

    assert profiles.is_passive(ways["tiny/part-one/z"])
    assert not profiles.is_passive(ways["tiny/part-two/b"])


def test_the_digest_changes_with_any_file(tiny: Path) -> None:
    before = profiles.load("tiny", (tiny,)).digest
    (tiny / "tiny" / "part-two" / "checks.py").write_text(CHECKS + "\n# another word\n")

    assert profiles.load("tiny", (tiny,)).digest != before


def test_a_profile_is_read_anew_when_a_file_of_it_changed(tiny: Path) -> None:
    before = profiles.load("tiny", (tiny,))
    assert profiles.load("tiny", (tiny,)) is before
    (tiny / "tiny" / "part-two" / "a.toml").write_text(GOOD.replace('"must"', '"should"'))

    assert profiles.load("tiny", (tiny,)).requirements[1].level == Level.SHOULD


BROKEN = {
    "key level is missing": GOOD.replace('level = "must"', ""),
    "key level, value 'most': one of must, should, may": GOOD.replace('"must"', '"most"'),
    "key levl is not known": GOOD.replace("level", "levl"),
    "key statement.nl is missing or empty": GOOD.replace('nl = "Het geldt."', 'nl = " "'),
    "check, lint or both are needed, else one of review, pending; given: none": GOOD.replace(
        'check = "local.looks"', ""
    ),
    "given: check, pending": GOOD + 'pending = "later"\n',
    "key effect, value 'bad'": GOOD + 'effect = "bad"\n',
    "key unseen, value 'passed'": GOOD + 'unseen = "passed"\n',
    "key mutants, value 'x': a list is needed": GOOD + 'mutants = "x"\n',
    "key check, value 'looks': write \"local.NAME\"": GOOD.replace("local.looks", "looks"),
}


@pytest.mark.parametrize("told", BROKEN)
def test_what_is_wrong_is_told_with_file_key_and_value(tiny: Path, told: str) -> None:
    assert told in faults(tiny, BROKEN[told])


@pytest.mark.parametrize(
    ("told", "text"),
    [
        ("key class, value 'kern': profile.toml knows core", GOOD.replace('"core"', '"kern"')),
        ("key since, value '3.0'", GOOD + 'since = "3.0"\n'),
        ("value 'local.nothing'", GOOD.replace("looks", "nothing")),
        ("value 'nowhere.looks'", GOOD.replace("local", "nowhere")),
        ("params given: width", GOOD + "params = { width = 1 }\n"),
        ("Expected '='", "level must"),
    ],
)
def test_what_only_the_whole_profile_shows_is_told_too(tiny: Path, told: str, text: str) -> None:
    assert told in faults(tiny, text)


def test_every_fault_of_every_file_is_told_at_once(tiny: Path) -> None:
    (tiny / "tiny" / "part-two" / "a.toml").write_text(GOOD.replace("must", "most"))

    message = faults(tiny, GOOD.replace("must", "most").replace('class = "core"', ""))

    assert message.startswith("3 faults")
    assert "part-two/a.toml" in message


def test_a_folder_that_the_manifest_does_not_name_is_a_fault(tiny: Path) -> None:
    (tiny / "tiny" / "part-three").mkdir()
    (tiny / "tiny" / "part-three" / "a.toml").write_text(GOOD)

    with pytest.raises(ProfileError, match="does not name the folder 'part-three'"):
        profiles.load("tiny", (tiny,))


def test_an_incomplete_manifest_is_a_fault(tiny: Path) -> None:
    (tiny / "tiny" / "profile.toml").write_text(MANIFEST.replace("steward", "stewart"))

    with pytest.raises(ProfileError, match="key steward is missing"):
        profiles.load("tiny", (tiny,))


def test_an_unknown_profile_is_told_with_those_that_there_are() -> None:
    with pytest.raises(UsageError, match="no profile 'nope'") as caught:
        profiles.load("nope")

    assert "json-api" in caught.value.hint


def test_an_added_folder_comes_beside_ours(tiny: Path) -> None:
    assert {"tiny", "json-api"} <= set(profiles.names((tiny,)))


# -- the schema that editors use agrees with the loader -----------------------------------


def _schema() -> jsonschema_rs.Validator:
    text = (data.root() / "profiles" / "requirement.schema.json").read_text()
    return jsonschema_rs.validator_for(text)


@pytest.mark.parametrize("told", [it for it in BROKEN if "nothing" not in it])
def test_what_the_loader_refuses_the_schema_refuses(told: str) -> None:
    assert not _schema().is_valid(tomllib.loads(BROKEN[told]))


def test_every_requirement_file_keeps_the_schema() -> None:
    schema = _schema()
    files = sorted((data.root() / "profiles").glob("*/*/*.toml"))
    wrong = [file.name for file in files if not schema.is_valid(tomllib.loads(file.read_text()))]

    assert files
    assert wrong == []
