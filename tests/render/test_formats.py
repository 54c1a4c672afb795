"""Every format is bytes of its own file, the same bytes for the same record, in every language."""

import subprocess
import sys
from pathlib import Path

import pytest

from conformance.record import Record
from conformance.render.formats import FORMATS
from tests.render import samples

NAMES = list(FORMATS)


def test_the_formats_of_the_issue_are_there() -> None:
    assert {"html", "json", "junit", "badge", "markdown"} <= FORMATS.keys()


def test_no_two_formats_have_one_file() -> None:
    files = [file for file, _ in FORMATS.values()]

    assert sorted(set(files)) == sorted(files)
    assert {"report.html", "report.json", "junit.xml", "badge.svg", "badge.json"} <= set(files)


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "kind", ["sample_record", "conformant_record", "open_record", "interrupted_record"]
)
def test_every_record_can_be_rendered_in_every_format(
    kind: str, name: str, language: str, request: pytest.FixtureRequest
) -> None:
    found: Record = request.getfixturevalue(kind)
    render = FORMATS[name][1]
    content = render(found, language)

    assert content.decode("utf-8").strip()
    assert render(found, language) == content


@pytest.mark.parametrize("name", NAMES)
def test_a_record_that_was_never_closed_can_be_rendered(name: str, tmp_path: Path) -> None:
    found = samples.killed(tmp_path, [samples.passed()])

    assert "not established" in FORMATS[name][1](found, "en").decode("utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_a_record_without_results_can_be_rendered(name: str, tmp_path: Path) -> None:
    found = samples.written(tmp_path, [])

    assert "not established" in FORMATS[name][1](found, "en").decode("utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_no_control_of_a_candidate_is_in_any_format(name: str, sample_record: Record) -> None:
    content = FORMATS[name][1](sample_record, "en").decode("utf-8")
    # JSON carries what came, as escapes; a direction mark is no control there, and no eye reads it.
    hidden = set(content) - {"\n"} - ({"\u202e", "\u202c"} if name == "json" else set())

    assert not {it for it in hidden if not (it.isprintable() or it == "\u00a0")}


def test_naming_the_formats_loads_no_renderer() -> None:
    script = (
        "import sys; from conformance.render import formats;"
        "print(*sorted({'jinja2', 'junitparser', 'anybadge', 'markupsafe'} & sys.modules.keys()))"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )

    assert told.stdout.strip() == ""
