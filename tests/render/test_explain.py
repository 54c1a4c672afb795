"""A requirement in full: what it demands, what keeps it, what breaks it."""

from typing import Any

import pytest

from conformance.model import Level, Requirement, Status
from conformance.render import explain
from tests.render import samples

PASS = {
    "GET /articles": {
        "request": {"headers": {"accept": "text/html"}},
        "status": 406,
        "headers": {"content-type": "text/plain"},
        "text": "no",
    }
}
FAIL = {"why": "the root is an array", "GET /articles": {"json": [{"id": "1"}]}}


@pytest.fixture
def requirement() -> Requirement:
    """A requirement with examples, mutants and a condition."""
    return samples.requirement(
        "document/root",
        Level.SHOULD,
        check="local.root",
        unseen=Status.INAPPLICABLE,
        mutants=("document.root_is_an_array",),
        passes=(PASS,),
        fails=(FAIL,),
    )


@pytest.mark.parametrize(
    "line",
    [
        "# json-api/document/root",
        "The server keeps `document/root`.",
        "- Level: should, recommended: never decides the verdict",
        "- Class: core-read",
        "- Clause: https://jsonapi.org/format/1.1/#document-top-level",
        "- Versions: every version",
        "- Where there is nothing to look at: inapplicable",
        "## What the check does",
        "The root is an object.",
        "- document.root_is_an_array",
        "Mend `document/root`.",
    ],
)
def test_it_says_everything_there_is_to_know(line: str, requirement: Requirement) -> None:
    assert line in explain.render(requirement, "The root is an object.").splitlines()


def test_an_example_that_keeps_it_is_shown_as_on_the_wire(requirement: Requirement) -> None:
    shown = (
        "## An exchange that keeps it\n\n"
        "    GET /articles\n    accept: text/html\n\n"
        "    406\n    content-type: text/plain\n\n    no\n"
    )

    assert shown in explain.render(requirement)


def test_an_example_that_breaks_it_says_why(requirement: Requirement) -> None:
    shown = (
        "## An exchange that breaks it: the root is an array\n\n"
        '    GET /articles\n\n    200\n\n    [{"id": "1"}]\n'
    )

    assert shown in explain.render(requirement)


def test_a_long_document_of_an_example_has_several_lines() -> None:
    example = {"GET /a": {"json": {"data": ["x" * 50, "y" * 50]}}}
    text = explain.render(samples.requirement("a/b", passes=(example,)))

    assert f'      "data": [\n        "{"x" * 50}",' in text


@pytest.mark.parametrize(
    ("bounds", "said"),
    [
        ({}, "1.0 and 1.1"),
        ({"since": "1.1"}, "1.1"),
        ({"until": "1.0"}, "1.0"),
    ],
)
def test_the_versions_in_which_it_binds_are_named(bounds: dict[str, Any], said: str) -> None:
    found = samples.requirement("a/b", **bounds)

    assert f"- Versions: {said}\n" in explain.render(found, versions=("1.0", "1.1"))


@pytest.mark.parametrize(
    ("bounds", "said"),
    [
        ({"since": "1.1"}, "1.1 and later"),
        ({"until": "1.0"}, "up to 1.0"),
        ({"since": "1.0", "until": "1.1"}, "1.0 to 1.1"),
    ],
)
def test_without_the_versions_of_the_profile_the_bounds_are_named(
    bounds: dict[str, Any], said: str
) -> None:
    assert f"- Versions: {said}\n" in explain.render(samples.requirement("a/b", **bounds))


def test_what_only_a_person_can_judge_says_why() -> None:
    found = samples.requirement("a/b", review={"en": "Intent.", "nl": "Bedoeling."})

    assert "## Waarom een mens dit moet beoordelen\n\nBedoeling." in explain.render(
        found, language="nl"
    )


def test_what_is_not_tested_yet_says_so() -> None:
    text = explain.render(samples.requirement("a/b", pending="not built yet"))

    assert "## Not tested yet\n\nnot built yet" in text


def test_nothing_is_said_of_what_there_is_not() -> None:
    headings = [
        line
        for line in explain.render(samples.requirement("a/b")).splitlines()
        if line.startswith("## ")
    ]

    assert headings == ["## How to mend it"]


def test_the_control_characters_of_an_example_do_not_reach_the_terminal() -> None:
    example = {"GET /a": {"text": "\x1b[2J"}}
    text = explain.render(samples.requirement("a/b", passes=(example,)))

    assert "[U+001B][2J" in text
