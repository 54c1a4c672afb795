"""What is not needed is not imported: `--help` waits for nothing of weight, and the command line never for pytest."""

import subprocess
import sys

import pytest

HEAVY = (
    "httpx",
    "httpcore",
    "hypothesis",
    "schemathesis",
    "pytest",
    "jinja2",
    "pydantic",
    "rich",
    "yaml",
    "werkzeug",
)


def imported(*arguments: str) -> set[str]:
    """The top-level packages that `python -X importtime ARGUMENTS` imports."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    names = [
        line.rpartition("|")[2].strip()
        for line in done.stderr.splitlines()
        if line.startswith("import time:")
    ]
    return {name.partition(".")[0] for name in names}


def test_help_imports_nothing_of_weight() -> None:
    assert imported("-m", "conformance", "--help") & set(HEAVY) == set()


@pytest.mark.parametrize(
    "module", ["conformance.cli.run", "conformance.cli.explain", "conformance.cli.replay"]
)
def test_no_command_imports_what_only_tests_and_generation_need(module: str) -> None:
    heavy = {
        "hypothesis",
        "schemathesis",
        "pytest",
        "allure",
        "openapi_spec_validator",
        "pydantic",
        "werkzeug",
    }

    assert imported("-c", f"import {module}") & heavy == set()


def test_a_run_is_ready_to_send_before_reports_are_thought_of() -> None:
    assert (
        imported("-c", "import conformance.cli.run") & {"jinja2", "yaml", "junitparser", "anybadge"}
        == set()
    )


def test_the_measure_sees_what_is_imported() -> None:
    assert "json" in imported("-c", "import json")
