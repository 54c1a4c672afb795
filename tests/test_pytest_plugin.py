"""`pytest --profile json-api --candidate URL`: one item a requirement, statuses mapped as what they are."""

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import prove
from tests.servers import unused_port


@pytest.fixture(scope="module")
def reference() -> Iterator[str]:
    with prove.served() as url:
        yield url


@pytest.fixture(scope="module")
def careless() -> Iterator[str]:
    with prove.served("document.root_is_an_array") as url:
        yield url


def run_pytest(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """pytest in an empty folder, with the plugins that this needs and no other."""
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "conformance.pytest_plugin",
        "-p",
        "no:cacheprovider",
        *arguments,
    ]
    return subprocess.run(
        command,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def outcomes(done: subprocess.CompletedProcess[str]) -> str:
    return done.stdout.strip().splitlines()[-1]


def test_every_requirement_is_an_item(tmp_path: Path, reference: str) -> None:
    done = run_pytest(
        tmp_path, "--profile", "json-api@1.1", "--candidate", reference, "--collect-only", "-q"
    )
    wanted = [it for it in prove.profile().requirements if it.binds("1.1")]

    assert f"{len(wanted)} tests collected" in outcomes(done)
    assert "json-api/document/root-object" in done.stdout


def test_a_conforming_api_passes_and_the_rest_is_skipped_with_its_reason(
    tmp_path: Path, reference: str
) -> None:
    done = run_pytest(tmp_path, "--profile", "json-api@1.1", "--candidate", reference, "-rs")

    assert done.returncode == 0, done.stdout[-2000:]
    assert "passed" in outcomes(done)
    assert "untested: needs `--allow writes`" in done.stdout


def test_with_leave_to_write_reading_comes_first_and_nothing_is_left(
    tmp_path: Path, reference: str
) -> None:
    file = tmp_path / "candidate.toml"
    file.write_text(f'url = "{reference}"\n[allow]\neffects = ["writes"]\n')
    done = run_pytest(
        tmp_path, "--profile", "json-api@1.1", "--candidate", str(file), "-v", "-m", "must"
    )
    order = [line.partition("::")[2] for line in done.stdout.splitlines() if "::" in line]
    place = {name.partition(" ")[0]: number for number, name in enumerate(order)}

    assert done.returncode == 0, done.stdout[-2000:]
    assert place["json-api/query/unknown-400"] < place["json-api/create/201"]
    assert "json-api/create/201 PASSED" in done.stdout
    assert "left behind" not in done.stdout


def test_what_stays_on_the_candidate_is_told(tmp_path: Path) -> None:
    with prove.served("delete.a_deletion_is_forgotten") as url:
        file = tmp_path / "candidate.toml"
        file.write_text(f'url = "{url}"\n[allow]\neffects = ["writes"]\n')
        done = run_pytest(
            tmp_path, "--profile", "json-api@1.1", "--candidate", str(file), "-k", "create/201"
        )

    assert "left behind on the candidate" in done.stdout
    assert f"{url}/articles/" in done.stdout


def test_a_broken_clause_is_a_failure_that_shows_finding_fix_and_clause(
    tmp_path: Path, careless: str
) -> None:
    done = run_pytest(
        tmp_path,
        "--profile",
        "json-api@1.1",
        "--candidate",
        careless,
        "-k",
        "document/root-object or document-root-object",
    )

    assert done.returncode == 1
    assert "expected" in done.stdout
    assert "fix: " in done.stdout
    assert "clause: https://jsonapi.org/format/1.1/" in done.stdout
    assert "Traceback" not in done.stdout


def test_items_are_selected_by_level_and_by_name(tmp_path: Path, reference: str) -> None:
    musts = run_pytest(
        tmp_path,
        "--profile",
        "json-api@1.1",
        "--candidate",
        reference,
        "--collect-only",
        "-q",
        "-m",
        "must",
    )
    sorting = run_pytest(
        tmp_path,
        "--profile",
        "json-api@1.1",
        "--candidate",
        reference,
        "--collect-only",
        "-q",
        "-k",
        "sort",
    )

    assert "json-api/sort/may-multiple" not in musts.stdout
    assert "json-api/document/root-object" in musts.stdout
    assert "json-api/document/root-object" not in sorting.stdout


def test_an_unreachable_candidate_ends_the_session_with_four(tmp_path: Path) -> None:
    done = run_pytest(
        tmp_path, "--profile", "json-api", "--candidate", f"http://127.0.0.1:{unused_port()}/api"
    )

    assert done.returncode == 4
    assert "no connection" in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--profile", "json-api"], "--profile needs --candidate"),
        (["--profile", "nope", "--candidate", "http://127.0.0.1:1"], "no profile 'nope'"),
    ],
)
def test_what_is_asked_wrongly_is_a_usage_error(
    tmp_path: Path, arguments: list[str], message: str
) -> None:
    done = run_pytest(tmp_path, *arguments)

    assert done.returncode == 4
    assert message in done.stderr


def test_a_session_that_asks_for_no_profile_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "test_one.py").write_text("def test_one():\n    pass\n")

    assert "1 passed" in outcomes(run_pytest(tmp_path))


def test_allure_gets_labels_links_and_evidence(tmp_path: Path, careless: str) -> None:
    results = tmp_path / "allure"
    run_pytest(
        tmp_path,
        "-p", "allure_pytest.plugin", "--alluredir", str(results),
        "--profile", "json-api@1.1", "--candidate", careless, "-k", "root-object or compound",
    )  # fmt: skip
    found = {
        each["name"]: each
        for each in (json.loads(file.read_text()) for file in results.glob("*-result.json"))
    }
    broken = found["json-api/document/root-object"]
    labels = {each["name"]: each["value"] for each in broken["labels"]}

    assert broken["status"] == "failed"
    assert labels["severity"] == "critical"
    assert labels["story"] == "json-api/document/root-object"
    assert broken["links"][0]["url"].startswith("https://jsonapi.org/format/1.1/")
    attached = [each["source"] for each in broken["attachments"]]
    assert attached
    assert "GET http://127.0.0.1" in (results / attached[0]).read_text()


def test_junit_carries_requirement_level_and_clause(tmp_path: Path, reference: str) -> None:
    file = tmp_path / "junit.xml"
    run_pytest(
        tmp_path,
        "--profile",
        "json-api@1.1",
        "--candidate",
        reference,
        "-k",
        "root-object",
        f"--junitxml={file}",
    )
    properties = {it.get("name"): it.get("value") for it in ET.parse(file).iter("property")}

    assert properties["requirement"] == "json-api/document/root-object"
    assert properties["level"] == "must"
    assert properties["status"] == "passed"
