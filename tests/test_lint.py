"""`conformance lint`: a description judged alone, by every requirement that it can show, and how that comes out."""

import json
import sys
from pathlib import Path

import pytest

from conformance.cli import outcome
from tests.linting import BAD, GOOD, MANIFEST, UNTOLD, lint, prepared, refused, write_profile


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    return prepared(tmp_path, monkeypatch)


def test_a_document_that_keeps_the_rules_ends_with_zero(here: Path) -> None:
    assert lint(GOOD) == 0


def test_a_broken_rule_ends_with_one_and_is_told_at_its_line(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lint(BAD) == 1
    assert capsys.readouterr().out.startswith(
        "openapi.yaml:4:3: must tiny/paths/case: expected a path in lower case; got /Gebouwen"
        " (at #/paths/~1Gebouwen)\n"
    )


def test_a_missed_recommendation_counts_only_when_asked(here: Path) -> None:
    assert lint(UNTOLD) == 0
    assert lint(UNTOLD, "--fail-on", "should") == 1


def test_a_pipeline_can_be_kept_green_on_purpose(here: Path) -> None:
    assert lint(BAD, "--exit-zero") == 0


@pytest.mark.parametrize(
    ("level", "check", "code"),
    [("must", "doubt", 3), ("must", "crash", 3), ("should", "doubt", 0), ("should", "crash", 0)],
)
def test_what_could_not_be_told_is_never_green_where_it_is_mandatory(
    here: Path, level: str, check: str, code: int
) -> None:
    write_profile(here.parent / "profiles", "other", f"kept must lower\none {level} {check}")

    assert lint(GOOD, "--profile", "other") == code
    assert lint(BAD, "--profile", "other") == 1


def test_every_finding_is_told_however_many_there_are(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = "".join(f"  /Gebouwen{number}: {{}}\n" for number in range(30))
    lint(GOOD + paths)

    assert capsys.readouterr().out.count("must tiny/paths/case: expected") == 30


def test_what_only_a_live_api_can_show_is_not_judged(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lint(GOOD, "--format", "json")

    ids = [it["id"] for it in json.loads(capsys.readouterr().out)["results"]]
    assert ids == ["tiny/paths/case", "tiny/paths/words"]


def test_what_a_profile_includes_is_judged_too(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = f'include = ["tiny@2.0"]\n{MANIFEST}'
    write_profile(here.parent / "profiles", "over", "own should told", manifest)

    assert lint(BAD, "--profile", "over") == 1
    assert "must tiny/paths/case: expected" in capsys.readouterr().out


def test_the_newest_version_of_a_standard_judges_unless_another_is_named(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_profile(here.parent / "profiles", "aged", 'new must lower since = "2.0"\nold may told')

    assert lint(BAD, "--profile", "aged") == 1
    assert lint(BAD, "--profile", "aged@1.0") == 0
    assert "Tiny rules 1.0" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        ("nowhere", "there is no profile 'nowhere'"),
        ("tiny@9.9", "profile 'tiny' has no version '9.9'"),
        ("live", "profile 'live' demands nothing that a description alone can show"),
    ],
)
def test_a_profile_that_cannot_judge_a_description_is_refused(
    here: Path, capsys: pytest.CaptureFixture[str], profile: str, said: str
) -> None:
    write_profile(here.parent / "profiles", "live", "one must looks")

    assert lint(GOOD, "--profile", profile) == 2
    assert said in refused(capsys)


def test_a_report_goes_into_a_file_and_the_sum_to_the_screen(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lint(BAD, "--format", "sarif", "-o", "lint.sarif") == 1
    log = json.loads(Path("lint.sarif").read_text())

    assert log["runs"][0]["results"][0]["ruleId"] == "tiny/paths/case"
    assert "findings: 1 must, 0 should, 0 may" in capsys.readouterr().out


def test_a_report_that_cannot_be_written_ends_with_five(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lint(BAD, "--output", "no/such/folder.txt") == 5
    assert "cannot be written" in capsys.readouterr().err


def test_the_same_document_gives_the_same_report(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seen = []
    for _ in range(2):
        lint(BAD + "  /B: {}\n  /A: {}\n", "--format", "json")
        seen.append(capsys.readouterr().out)

    assert seen[0] == seen[1]


def test_dutch_is_spoken(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lint(BAD, "--language", "nl")

    assert "Zo is het te herstellen:" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("terminal", "variables", "painted"),
    [
        (True, {}, True),
        (False, {}, False),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"TERM": "dumb"}, False),
    ],
)
def test_words_are_painted_only_for_a_terminal_that_wants_it(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], *, terminal: bool, painted: bool
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal, raising=False)
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert ("\x1b[" in outcome.painted("must", "must")) is painted
