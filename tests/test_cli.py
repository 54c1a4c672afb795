"""The command line, from the outside: what is printed, what is written, and with what exit code it ends."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance import record
from conformance.cli import status
from conformance.model import Status
from tests import prove
from tests.servers import document, serving

READING = [
    option
    for name in ("core-read", "inclusion", "pagination", "sorting", "sparse-fieldsets")
    for option in ("--class", name)
]


@pytest.fixture(scope="module")
def reference() -> Iterator[str]:
    with prove.served() as url:
        yield url


@pytest.fixture(scope="module")
def careless() -> Iterator[str]:
    with prove.serving("apis.json_api.careless") as url:
        yield url


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_conforming_api_ends_with_zero_for_the_classes_that_are_claimed(
    here: Path, reference: str
) -> None:
    assert status(["run", "json-api", reference, *READING]) == 0


def test_what_was_not_tested_is_never_green(
    here: Path, reference: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status(["run", "json-api", reference]) == 3
    assert "Not established:" in capsys.readouterr().out


def test_a_broken_api_ends_with_one(
    here: Path, careless: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status(["run", "json-api", careless]) == 1
    assert "Not conformant:" in capsys.readouterr().out


def test_a_pipeline_can_be_kept_green_on_purpose(here: Path, careless: str) -> None:
    assert status(["run", "json-api", careless, "--exit-zero"]) == 0


def test_a_missed_recommendation_counts_only_when_asked(here: Path) -> None:
    mutant = next(
        it.mutants[0] for it in prove.profile().requirements if it.level == "should" and it.mutants
    )
    with prove.served(mutant) as url:
        usual = status(["run", "json-api", url, *READING])
        strict = status(["run", "json-api", url, *READING, "--fail-on", "should"])

    assert (usual, strict) == (0, 1)


def test_every_report_is_written(here: Path, careless: str) -> None:
    status(["run", "json-api", careless, "--out", "reports"])
    written = {file.name for file in (here / "reports").iterdir()}

    assert written >= {
        "record.jsonl",
        "report.html",
        "report.json",
        "junit.xml",
        "badge.svg",
        "badge.json",
        "report.md",
    }


def test_off_a_terminal_progress_is_one_plain_line_a_requirement(
    here: Path, reference: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status(["run", "json-api@1.1", reference, "--only", "document"])
    lines = capsys.readouterr().err.splitlines()

    assert any(
        line.startswith("passed       must   json-api/document/root-object") for line in lines
    )
    assert "\x1b" not in "".join(lines)


def test_what_is_not_selected_stays_untested(here: Path, reference: str) -> None:
    status(["run", "json-api", reference, "--only", "document/root-object", "--only", "sort"])
    found = record.read(here / "out" / "record.jsonl")
    judged = {
        it.requirement.section
        for it in found.results
        if it.status not in (Status.UNTESTED, Status.REVIEW)
    }

    assert judged == {"document", "sort"}


def test_a_selection_of_nothing_is_a_usage_error(
    here: Path, reference: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status(["run", "json-api", reference, "--only", "nothing-of-that-name"]) == 2
    assert "nothing is called 'nothing-of-that-name'" in capsys.readouterr().err


def test_a_class_that_does_not_exist_is_a_usage_error(
    here: Path, reference: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status(["run", "json-api", reference, "--class", "core"]) == 2
    assert "core-read" in capsys.readouterr().err


def test_settings_come_from_a_file_and_the_command_line_comes_before_them(
    here: Path, reference: str
) -> None:
    (here / "conformance.toml").write_text('out = "from-file"\nseed = 5\n')
    status(["run", "json-api", reference, "--only", "document", "--seed", "6"])

    assert record.read(here / "from-file" / "record.jsonl").header["seed"] == 6


def test_variables_come_before_the_file(
    here: Path, reference: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "conformance.toml").write_text("seed = 5\n")
    monkeypatch.setenv("CONFORMANCE_RUN_SEED", "8")
    status(["run", "json-api", reference, "--only", "document"])

    assert record.read(here / "out" / "record.jsonl").header["seed"] == 8


def test_a_misspelt_setting_is_told(
    here: Path, reference: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "conformance.toml").write_text("sede = 5\n")

    assert status(["run", "json-api", reference]) == 2
    assert "key sede, value 5" in capsys.readouterr().err


def test_the_version_that_is_asked_for_judges(here: Path, reference: str) -> None:
    status(["run", "json-api@1.0", reference, "--only", "content-negotiation"])
    found = record.read(here / "out" / "record.jsonl")

    assert found.header["profile"]["version"] == "1.0"
    assert "json-api/content-negotiation/unknown-profile-ignored" not in {
        it.requirement.id for it in found.results
    }


def test_without_a_version_nothing_is_held_against_either_reading(here: Path) -> None:
    with serving(
        {"*": document('{"data": [{"type": "things", "id": "1", "links": {"self": null}}]}')}
    ) as url:
        status(["run", "json-api", url])
    found = record.read(here / "out" / "record.jsonl")
    split = [it for it in found.results if it.reason.startswith("the candidate does not declare")]

    assert found.header["profile"]["version"] == ""
    assert split
    assert all(it.status is Status.BLOCKED for it in split)


def test_profiles_are_listed_and_shown_with_their_coverage(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert status(["profiles"]) == 0
    assert status(["profiles", "show", "json-api"]) == 0
    shown = capsys.readouterr().out

    assert "json-api" in shown
    assert "digest:  sha256:" in shown
    assert "json-api/content-negotiation/not-acceptable-parameters" in shown


def test_a_requirement_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert status(["explain", "json-api/document/root-object"]) == 0
    english = capsys.readouterr().out
    assert status(["explain", "document/root-object", "--language", "nl"]) == 0
    dutch = capsys.readouterr().out

    assert "https://jsonapi.org/format/1.1/#document-top-level" in english
    assert english != dutch


@pytest.mark.parametrize("name", ["html", "json", "junit", "badge", "badge-json", "markdown"])
def test_a_record_is_rendered_in_every_format(
    here: Path, careless: str, capfdbinary: pytest.CaptureFixture[bytes], name: str
) -> None:
    status(["run", "json-api", careless, "--only", "document"])
    capfdbinary.readouterr()

    assert status(["render", "out", "--format", name]) == 0
    assert len(capfdbinary.readouterr().out) > 50


def test_rendering_again_gives_the_same_bytes(here: Path, careless: str) -> None:
    status(["run", "json-api", careless])
    before = (here / "out" / "report.html").read_bytes()
    status(["render", "out/record.jsonl", "--format", "html", "--out", "again.html"])

    assert (here / "again.html").read_bytes() == before


def test_a_cut_record_is_not_rendered(
    here: Path, careless: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status(["run", "json-api", careless, "--only", "document"])
    path = here / "out" / "record.jsonl"
    path.write_bytes(path.read_bytes()[:-40])

    assert status(["render", "out", "--format", "html"]) == 2
    assert "record.jsonl: line" in capsys.readouterr().err


def test_a_failure_is_replayed_and_still_fails(
    here: Path, careless: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status(["run", "json-api", careless])
    failed = [
        it.requirement.id
        for it in record.read(here / "out" / "record.jsonl").results
        if it.status is Status.FAILED
    ]
    capsys.readouterr()
    codes = {name: status(["replay", "out", name]) for name in failed}

    assert failed
    assert set(codes.values()) == {1}, codes
    assert "failed then, failed now" in capsys.readouterr().out


def test_what_was_mended_no_longer_fails_when_it_is_replayed(here: Path) -> None:
    broken = prove.profile().requirement("document/root-object")
    assert broken is not None
    with prove.served(broken.mutants[0]) as url:
        status(["run", "json-api", url])
        port = int(url.rpartition(":")[2].partition("/")[0])
    with prove.served(port=port):
        code = status(["replay", "out", broken.id])

    assert code == 0


def test_the_demo_judges_both_and_says_where_the_reports_are(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status(["demo", "--out", "demo"]) == 0
    said = capsys.readouterr().out

    assert "demo/reference/report.html" in said
    assert "demo/careless/report.html" in said


def test_an_internal_error_has_an_exit_code_that_no_verdict_has(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("oops")

    monkeypatch.setattr("conformance.run.run", broken)

    assert status(["run", "json-api", "http://127.0.0.1:1"]) == 5
    assert "this is our fault" in capsys.readouterr().err


def test_ctrl_c_leaves_a_record_that_can_be_read_and_resumed(here: Path) -> None:
    with prove.served(latency=0.05) as url:
        command = [sys.executable, "-m", "conformance", "run", "json-api", url, "--jobs", "1"]
        environment = {**os.environ, "PYTHONPATH": str(Path(record.__file__).parents[1])}
        with subprocess.Popen(
            command,
            cwd=here,
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
            # A shell that runs us in the background leaves SIGINT ignored, and children inherit that.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
        ) as process:
            assert process.stderr is not None
            for line in process.stderr:
                if line.startswith(("passed", "failed")):
                    break
            process.send_signal(signal.SIGINT)
            process.stderr.read()
            code = process.wait(30)
        interrupted = record.read(here / "out" / "record.jsonl")
        began = time.monotonic()
        resumed = status(["run", "json-api", url, "--resume", "--jobs", "8"])
        assert time.monotonic() - began < 60
    whole = record.read(here / "out" / "record.jsonl")

    assert code == 130
    assert interrupted.interrupted
    assert any("interrupted" in it.reason for it in interrupted.results)
    assert (resumed, whole.interrupted) == (3, False)
    assert not any("interrupted" in it.reason for it in whole.results)


def test_a_killed_run_is_resumed_and_comes_to_the_same_statuses(here: Path, careless: str) -> None:
    status(["run", "json-api", careless])
    path = here / "out" / "record.jsonl"
    before = {it.requirement.id: it.status for it in record.read(path).results}
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[: len(lines) // 2]) + b'{"kind":"requ')
    status(["run", "json-api", careless, "--resume"])

    assert {it.requirement.id: it.status for it in record.read(path).results} == before


def test_a_record_of_another_run_is_not_resumed(
    here: Path, careless: str, reference: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status(["run", "json-api", careless, "--only", "document"])

    assert status(["run", "json-api", reference, "--resume"]) == 2
    assert "key url" in capsys.readouterr().err


def test_a_report_that_cannot_be_written_does_not_lose_the_record(
    here: Path, reference: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "out" / "report.html").mkdir(parents=True)

    assert status(["run", "json-api", reference, "--only", "document"]) == 5
    assert "report.html: cannot be written" in capsys.readouterr().err
    assert record.read(here / "out" / "record.jsonl").results


def test_a_record_names_what_judged_what(here: Path, reference: str) -> None:
    chosen = ["--seed", "3", "--examples", "5"]
    status(["run", "json-api", reference, "--only", "document", *chosen])
    header = json.loads((here / "out" / "record.jsonl").read_text().splitlines()[0])

    assert header["profile"]["id"] == "json-api"
    assert header["profile"]["version"] == "1.1"
    assert header["profile"]["digest"].startswith("sha256:")
    assert (header["seed"], header["examples"], header["mode"]) == (3, 5, "observe")
    assert header["candidate"]["url"] == reference
