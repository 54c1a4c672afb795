"""A lint as text and as JSON: each place on a line of its own, each remedy once, nothing that steers a terminal."""

import json

import pytest

from conformance.linted import Place, Unfollowed
from conformance.model import Result, Status
from conformance.render import lint
from tests.render.lints import CASE, FILE, HOSTILE, REPEATED, UNFOLLOWED, linted, requirement

SCOPE = (
    "A lint reads the description alone and says nothing about the live API."
    " That is judged by: conformance run tiny@2.0 URL"
)


def lines(language: str = "en") -> list[str]:
    return lint.text(linted(), language).splitlines()


def test_each_fault_is_one_line_that_begins_with_its_place() -> None:
    assert lines()[0] == (
        f"{FILE}:4:3: must tiny/paths/case: expected a path in lower case; got /Gebouwen"
        " (at #/paths/~1Gebouwen)"
    )


def test_places_stand_in_the_order_of_the_text() -> None:
    found = [line.split(":")[1] for line in lines() if line.startswith(FILE + ":")]

    assert found == ["4", "7", "9", "12", "12"]


def test_a_reference_that_was_not_followed_is_told_at_its_place() -> None:
    assert any(
        line.startswith(f"{FILE}:7:9: note $ref file:///etc/passwd was not followed: not read")
        for line in lines()
    )


def test_of_many_references_into_one_document_that_was_not_read_the_first_is_told() -> None:
    many = tuple(
        Unfollowed(Place(FILE, line, 1, ""), f"b.yaml#/{line}", "not there") for line in (30, 7, 9)
    )
    told = lint.text(linted(unfollowed=(*many, UNFOLLOWED))).splitlines()

    (line,) = [line for line in told if "b.yaml" in line]
    assert line.startswith(f"{FILE}:7:1: note $ref b.yaml#/7 was not followed: not there; nor were")
    assert "2 others into this document" in line
    assert "4 references were not followed: what stands there was not looked at." in told


def test_a_name_that_stands_twice_is_told_at_its_place() -> None:
    told = lint.text(linted(repeated=(REPEATED,)))

    assert f"{FILE}:20:3: note the name /b stands again in this object" in told


def test_a_remedy_is_told_once_however_many_places_there_are() -> None:
    assert lint.text(linted()).count("Make case hold.") == 1


def test_what_could_not_be_told_is_told_the_mandatory_first() -> None:
    told = lines()
    start = told.index("What could not be told:")

    assert [line.split()[:2] for line in told[start + 1 : start + 4]] == [
        ["must", "tiny/paths/doubt:"],
        ["must", "tiny/paths/ours:"],
        ["should", "tiny/paths/advice:"],
    ]


def test_the_sum_counts_by_level_and_by_status_and_names_what_was_not_looked_at() -> None:
    assert lines()[-5:] == [
        f"{FILE}, by Tiny rules 2.0",
        "findings: 2 must, 2 should, 0 may",
        "requirements: 7, of which 1 kept, 2 broken, 1 inapplicable, 3 not told",
        "1 reference was not followed: what stands there was not looked at.",
        SCOPE,
    ]


def test_of_a_clean_document_only_the_sum_is_told() -> None:
    clean = linted(Result(CASE, Status.PASSED, met=1), faults=(), unfollowed=())

    assert lint.text(clean).splitlines() == list(lint.summary(clean))


def test_dutch_is_spoken() -> None:
    told = "\n".join(lines("nl"))

    assert "must tiny/paths/case: verwacht: a path in lower case; aangetroffen: /Gebouwen" in told
    assert "Zorg dat case geldt." in told


def test_nothing_of_the_document_steers_the_terminal() -> None:
    told = lint.text(linted())

    assert HOSTILE not in told
    assert all(character.isprintable() or character == "\n" for character in told)


def test_a_word_is_painted_by_what_it_means() -> None:
    told = lint.text(linted(), "en", lambda text, meaning: f"<{meaning}>{text}</{meaning}>")

    assert f"<place>{FILE}:4:3:</place> <must>must</must> tiny/paths/case" in told


def test_every_result_is_in_the_json_in_the_order_of_the_standard() -> None:
    found = linted()

    assert [it["id"] for it in lint.json(found)["results"]] == [
        it.requirement.id for it in found.results
    ]


def test_a_finding_in_the_json_says_where_it_is_and_what_was_expected() -> None:
    assert lint.json(linted())["results"][0]["findings"][0] == {
        "file": FILE,
        "line": 4,
        "column": 3,
        "pointer": "/paths/~1Gebouwen",
        "expected": "a path in lower case",
        "actual": "/Gebouwen",
    }


def test_the_json_names_what_judged_and_counts_it() -> None:
    found = lint.json(linted(), "nl")

    assert found["profile"]["title"] == "Kleine regels"
    assert found["profile"]["version"] == "2.0"
    assert found["counts"]["findings"] == {"must": 2, "should": 2, "may": 0}
    assert found["counts"]["requirements"]["failed"] == 2


def test_the_json_has_the_keys_that_are_documented_in_that_order() -> None:
    described = [
        line.split()[0]
        for line in (lint.__doc__ or "").splitlines()
        if line.startswith("    ") and line[4] != " "
    ]

    assert list(lint.json(linted())) == described
    assert json.dumps(lint.json(linted()))


@pytest.mark.parametrize(
    ("status", "undecided"),
    [(Status.PASSED, False), (Status.BLOCKED, True), (Status.ERRORED, True)],
)
def test_a_mandatory_requirement_that_could_not_be_told_leaves_the_lint_undecided(
    status: Status, *, undecided: bool
) -> None:
    found = linted(Result(requirement("one"), status), faults=(), unfollowed=())

    assert found.is_undecided is undecided


def test_a_reference_that_was_not_followed_leaves_the_lint_undecided() -> None:
    assert linted(Result(CASE, Status.PASSED, met=1), faults=()).is_undecided
