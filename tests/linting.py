"""A tiny profile that judges descriptions, and `conformance lint` on a text, for the tests of it."""

from pathlib import Path

import pytest

from conformance.cli import status

MANIFEST = """
title = { en = "Tiny rules", nl = "Kleine regels" }
versions = ["1.0", "2.0"]
revision = "1"
accept = "*/*"
steward = "nobody"
source = "https://example.org/"
sections = ["paths"]
classes = { core = { en = "Core", nl = "Kern" } }
"""
CHECKS = '''
from conformance.model import Absence, Doubt, Finding

def lower(description):
    """Every path is in lower case."""
    for name in description.root.get("paths").names():
        pointer = "/paths/" + name.replace("/", "~1")
        yield Finding(name.islower(), "a path in lower case", name, pointer)

def told(description):
    """Every operation has a summary."""
    for it in description.operations():
        yield Finding(it.node.get("summary").exists, "a summary", "none", it.pointer)

def doubt(description):
    yield Doubt("two readings")

def crash(description):
    raise KeyError("ours")

def looks(exchange):
    yield Finding(False, "never", "asked")
'''
RULE = """
level = "{level}"
class = "core"
source = "https://example.org/#{name}"
{way} = "local.{check}"
statement = {{ en = "It holds.", nl = "Het geldt." }}
fix = {{ en = "Make it hold.", nl = "Zorg dat het geldt." }}
{more}
"""
GOOD = """\
openapi: 3.0.3
info: {title: Register, version: 1.0.0}
paths:
  /gebouwen:
    get:
      summary: Every building
      responses: {"200": {description: OK}}
"""
BAD = GOOD.replace("/gebouwen", "/Gebouwen")
UNTOLD = GOOD.replace("summary", "description")


def write_profile(folder: Path, name: str, rules: str, manifest: str = MANIFEST) -> None:
    """Write a profile; `rules` has a line for each: name, level, check, and what else stands in its file."""
    section = folder / name / "paths"
    section.mkdir(parents=True)
    (folder / name / "profile.toml").write_text(manifest)
    (section / "checks.py").write_text(CHECKS)
    for line in rules.strip().splitlines():
        rule, level, check, more = (*line.split(maxsplit=3), "")[:4]
        way = "check" if check == "looks" else "lint"
        text = RULE.format(name=rule, level=level, check=check, way=way, more=more)
        (section / f"{rule}.toml").write_text(text)


def prepared(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, beside one with profiles; the profile `tiny` judges unless another is named."""
    added = folder / "profiles"
    write_profile(added, "tiny", "case must lower\nwords should told\nlive must looks")
    monkeypatch.setenv("CONFORMANCE_LINT_PROFILES", str(added))
    monkeypatch.setenv("CONFORMANCE_LINT_PROFILE", "tiny")
    here = folder / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


def lint(text: str | bytes, *options: str, name: str = "openapi.yaml") -> int:
    """The exit code for a document of this text in the folder."""
    Path(name).write_bytes(text.encode() if isinstance(text, str) else text)
    return status(["lint", name, *options])


def refused(capsys: pytest.CaptureFixture[str]) -> str:
    """What was said of a document that cannot be used, after a look that a next step is named."""
    said = capsys.readouterr()
    assert said.out == ""
    assert "error: " in said.err
    assert "next: " in said.err
    assert "Traceback" not in said.err
    return said.err
