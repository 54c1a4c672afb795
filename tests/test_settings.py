"""conformance.toml: found from where one is, and refused with file, key and value when it is misspelt."""

from pathlib import Path

import pytest

from conformance import settings
from conformance.errors import SettingsError

KNOWN = {"out", "jobs", "fail_on"}


def test_the_nearest_file_above_is_found(tmp_path: Path) -> None:
    (tmp_path / "conformance.toml").touch()
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)

    assert settings.find(inner) == tmp_path / "conformance.toml"


def test_a_table_in_pyproject_serves_too(tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text("[tool.conformance]\njobs = 8\n")

    assert settings.find(tmp_path) == file
    assert settings.read(file, KNOWN) == {"jobs": 8}


def test_a_pyproject_that_does_not_speak_of_us_ends_the_search(tmp_path: Path) -> None:
    (tmp_path / "conformance.toml").touch()
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.other]\n")

    assert settings.find(tmp_path / "a") is None


def test_settings_are_named_as_on_the_command_line(tmp_path: Path) -> None:
    file = tmp_path / "conformance.toml"
    file.write_text('fail-on = "should"\n')

    assert settings.read(file, KNOWN) == {"fail_on": "should"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("job = 3", "key job, value 3: there is no such setting"),
        ("[jobs]\na = 1", "key jobs: a table"),
        ("jobs = ", "Invalid value"),
    ],
)
def test_what_is_wrong_is_told_with_the_file_and_the_key(
    tmp_path: Path, text: str, told: str
) -> None:
    file = tmp_path / "conformance.toml"
    file.write_text(text)

    with pytest.raises(SettingsError) as caught:
        settings.read(file, KNOWN)

    assert str(file) in caught.value.message
    assert told in caught.value.message


def test_a_misspelt_key_is_met_with_a_suggestion(tmp_path: Path) -> None:
    file = tmp_path / "conformance.toml"
    file.write_text("jbos = 3")

    with pytest.raises(SettingsError) as caught:
        settings.read(file, KNOWN)

    assert caught.value.hint == "did you mean jobs?"
