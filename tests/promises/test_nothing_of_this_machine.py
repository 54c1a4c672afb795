"""What is tracked says nothing of the machine it was written on, and leaves no work to be remembered."""

import re
from pathlib import Path

import pytest

from tests.promises.repository import ROOT, text, tracked

# Installing is the business of whoever installs: their registry may be a mirror, or a folder.
REGISTRIES = (
    "pypi.org",
    "pythonhosted.org",
    "npmjs.org",
    "npmjs.com",
    "yarnpkg.com",
    "debian.org",
    "crates.io",
    "proxy.golang.org",
    "ghcr.io",
    "docker.io",
)
REGISTRY = re.compile("|".join(map(re.escape, REGISTRIES)), re.IGNORECASE)
# A path from the root of a disk to where somebody works; a path inside a URL follows a host.
PLACE = re.compile(r"(?<![\w.:/~$}-])(?:/(?:root|home|Users|work|opt|mnt|srv|tmp)/|[A-Z]:\\)(?=\w)")
LEFT_UNDONE = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")

# This file has to name what it forbids.
HERE = Path(__file__).resolve().relative_to(ROOT)


def faults(content: str) -> list[str]:
    """What `content` gives away or leaves undone: the offending words."""
    found = [
        match[0] for rule in (REGISTRY, PLACE, LEFT_UNDONE) for match in rule.finditer(content)
    ]
    return [*found, str(ROOT)] if f"{ROOT}/" in content else found


@pytest.mark.parametrize(
    "content",
    [
        "pip install --index-url https://pypi.org/simple x",
        '"resolved": "https://registry.npmjs.org/is-number/-/is-number-7.0.0.tgz"',
        "see /home/someone/notes.md",
        "cache = '/tmp/cache'",
        r"cache = 'C:\Users'",
        "# TODO: later",
        f"{ROOT}/README.md",
    ],
)
def test_a_file_that_gives_away_its_machine_is_seen(content: str) -> None:
    assert faults(content)


@pytest.mark.parametrize(
    "content",
    [
        "#!/usr/bin/env bash",
        "GET http://127.0.0.1:8000/home/articles",
        '"$folder/work/file"',
        "json-api/document/root-object",
        "a list of todos",
    ],
)
def test_an_ordinary_line_is_allowed(content: str) -> None:
    assert faults(content) == []


def test_no_tracked_file_gives_away_its_machine_or_leaves_work_undone() -> None:
    wrong = {
        path.as_posix(): found
        for path in tracked()
        if path != HERE and (found := faults(text(path) or ""))
    }

    assert wrong == {}
