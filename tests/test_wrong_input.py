"""Which query parameters have a value that a word can never be."""

import pytest

from conformance import description
from conformance.checks import wrong_input
from conformance.model import Doubt, Finding
from tests import prove

WORD = "zqabcdefghij"


def kind(parameter: str) -> str:
    text = f"""
openapi: 3.0.3
info: {{title: Voorbeeld, version: 1.0.0}}
paths:
  /gebouwen:
    get:
      parameters: [{{name: q, in: query, {parameter}}}]
      responses: {{"200": {{description: Goed}}}}
"""
    (operation,) = description.parse(text.encode(), "openapi.yaml").operations()
    return wrong_input._kind(operation.parameters[0], WORD)


@pytest.mark.parametrize(
    ("parameter", "wanted"),
    [
        ("schema: {type: integer}", "integer"),
        ("schema: {type: integer, nullable: true}", "integer"),
        ("schema: {allOf: [{type: number}]}", "number"),
        ("schema: {type: boolean}", "boolean"),
        ("schema: {type: string, enum: [naam, -naam]}", "word of the list"),
        ("schema: {type: string, format: date-time}", "date-time"),
        ("schema: {type: string, format: uuid}", "uuid"),
    ],
)
def test_a_word_is_wrong_where_something_else_is_wanted(parameter: str, wanted: str) -> None:
    assert kind(parameter) == wanted


@pytest.mark.parametrize(
    "parameter",
    [
        "schema: {type: string}",
        "schema: {}",
        "schema: {type: array, items: {type: integer}}",
        "schema: {oneOf: [{type: integer}, {type: string}]}",
        f"schema: {{type: string, enum: [naam, {WORD}]}}",
        "schema: {type: string, format: byte}",
        "content: {application/json: {schema: {type: integer}}}",
    ],
)
def test_a_word_is_not_wrong_where_it_may_be_meant(parameter: str) -> None:
    assert not kind(parameter)


@pytest.mark.parametrize(
    ("status", "statuses", "met"),
    [(400, (), True), (422, (), True), (422, (400,), False), (200, (), False), (500, (), False)],
)
def test_wrong_input_is_refused_as_the_guide_says(
    status: int, statuses: tuple[int, ...], *, met: bool
) -> None:
    found = wrong_input.refused(wrong(status), statuses)

    assert isinstance(found, Finding)
    assert found.met is met


@pytest.mark.parametrize("status", [401, 302, 502])
def test_who_was_not_heard_out_is_not_accused(status: int) -> None:
    assert isinstance(wrong_input.refused(wrong(status)), Doubt)


def wrong(status: int) -> wrong_input.Wrong:
    (answer,) = prove.example({"GET /gebouwen?page=x": {"status": status}})
    return wrong_input.Wrong(answer, "page is no integer", "page")
