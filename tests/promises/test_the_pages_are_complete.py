"""Every command, exit code and setting appears in the README."""

import re
from pathlib import Path

import click
import pytest

from conformance import data, errors
from conformance.cli import COMMANDS, command
from conformance.model import Status, Verdict
from conformance.render import formats

README = (data.root() / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = (data.root() / "ARCHITECTURE.md").read_text(encoding="utf-8")


def _command(name: str) -> click.Command:
    found = command.get_command(click.Context(command), name)
    assert found is not None
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_readme(name: str) -> None:
    assert f"`conformance {name}" in README


def test_every_setting_is_in_the_readme() -> None:
    options = {
        it for parameter in _command("run").params for it in parameter.opts if it.startswith("--")
    }
    missing = [it for it in sorted(options) if f"| `{it}` |" not in README]

    assert missing == []


def test_the_readme_names_no_option_that_does_not_exist() -> None:
    known = {
        it for name in COMMANDS for parameter in _command(name).params for it in parameter.opts
    }
    others = {"--profile", "--alluredir", "--no-deps", "--no-build-isolation"}  # of pytest and pip
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", README))

    assert named - known - others == set()


def test_every_exit_code_is_in_the_readme() -> None:
    codes = {
        it.exit_code
        for it in vars(errors).values()
        if isinstance(it, type) and hasattr(it, "exit_code")
    }
    table = README[README.index("### How to read a verdict") : README.index("### Versions")]

    assert all(re.search(rf"(?<!\d){code}(?!\d)", table) for code in {*codes, 0, 1, 3, 130})


def test_every_format_is_in_the_readme() -> None:
    assert all(f"`{name}`" in README for name in formats.FORMATS)


def test_every_word_is_explained() -> None:
    assert all(f"| {status} |" in ARCHITECTURE for status in Status)
    assert all(f"| {verdict} |" in README for verdict in Verdict)


def test_every_link_within_the_repository_leads_somewhere() -> None:
    broken = [
        f"{page}: {target}"
        for page in [*sorted(data.root().glob("*.md")), data.root() / "profiles" / "README.md"]
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
        if not (Path(page).parent / target).exists()
    ]

    assert broken == []
