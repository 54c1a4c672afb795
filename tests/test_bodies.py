"""Documents that an operation takes: from what the description shows, and changed where it says that they may be."""

from typing import Any

import pytest

from conformance.checks import bodies
from conformance.description import Node, Operation, parse

WORD = "zqwoord"
HEAD = "openapi: 3.0.3\ninfo: {title: T, version: 1.0.0}\n"


def posting(content: str) -> Operation:
    """An operation that takes this content, written as YAML in one line."""
    text = f"{HEAD}paths: {{/dingen: {{post: {{requestBody: {{content: {content}}}, responses: {{}}}}}}}}"
    return parse(text.encode(), "https://api.example.nl/openapi.yaml").operations()[0]


def taking(schema: str) -> Operation:
    """An operation that takes JSON of this schema."""
    return posting(f"{{application/json: {{schema: {schema}}}}}")


def schema_of(text: str) -> Node:
    """A schema."""
    return bodies.schema_of(taking(text), "application/json")


def drafted(schema: str) -> list[Any]:
    """The documents to try for a schema."""
    return list(bodies.documents(taking(schema), "application/json", WORD))


@pytest.mark.parametrize(
    ("content", "chosen"),
    [
        ("{text/csv: {}, application/json: {}}", "application/json"),
        ("{application/hal+json: {}, application/xml: {}}", "application/hal+json"),
        (
            "{application/geo+json: {}, 'application/json; charset=utf-8': {}}",
            "application/json; charset=utf-8",
        ),
        ("{application/merge-patch+json: {}, application/json-patch+json: {}}", ""),
        ("{multipart/form-data: {}}", ""),
    ],
)
def test_a_whole_document_goes_in_the_plainest_json_that_is_taken(
    content: str, chosen: str
) -> None:
    assert bodies.media_type_of(posting(content)) == chosen


def test_an_example_of_the_description_is_tried_first() -> None:
    operation = posting("{application/json: {example: {naam: Een}, schema: {required: [naam]}}}")

    assert next(bodies.documents(operation, "application/json", WORD)) == {"naam": "Een"}


def test_what_only_the_server_sets_is_left_out() -> None:
    schema = (
        "{type: object, example: {id: 1, naam: Een},"
        " properties: {id: {type: integer, readOnly: true}, naam: {type: string}}}"
    )

    assert drafted(schema)[0] == {"naam": "Een"}
    assert all("id" not in it for it in drafted(schema))


def test_a_schema_is_spelt_out_whole_and_bare() -> None:
    schema = (
        "{type: object, required: [naam, soort], properties: {naam: {type: string, minLength: 9},"
        " soort: {enum: [a, b]}, dag: {type: string, format: date}, aantal: {type: integer, minimum: 3},"
        " plek: {type: object, properties: {straat: {type: string, example: Dam}}}}}"
    )
    whole, bare = drafted(schema)

    assert whole == {
        "naam": "zqwoordxx",
        "soort": "a",
        "dag": "2026-01-31",
        "aantal": 3,
        "plek": {"straat": "Dam"},
    }
    assert bare == {"naam": "zqwoordxx", "soort": "a"}


def test_the_parts_of_a_schema_are_taken_together() -> None:
    schema = (
        "{allOf: [{required: [a], properties: {a: {type: boolean}}},"
        " {required: [b], properties: {b: {type: array, minItems: 1, items: {type: number, maximum: 2}}}}]}"
    )

    assert drafted(schema) == [{"a": False, "b": [2]}]


def test_nothing_is_guessed_for_a_pattern_that_shows_no_example() -> None:
    demanded = "{required: [code], properties: {code: {type: string, pattern: '^[0-9]{9}$'}}}"
    optional = "{properties: {code: {type: string, pattern: '^[0-9]{9}$'}, naam: {type: string}}}"

    assert drafted(demanded) == []
    assert drafted(optional) == [{"naam": WORD}, {}]


def test_a_schema_that_holds_itself_comes_to_an_end() -> None:
    text = (
        f"{HEAD}paths: {{/dingen: {{post: {{requestBody: {{content: {{application/json:"
        " {schema: {$ref: '#/components/schemas/Ding'}}}}, responses: {}}}}\n"
        "components: {schemas: {Ding: {required: [deel], properties: {deel:"
        " {$ref: '#/components/schemas/Ding'}}}}}"
    )
    operation = parse(text.encode(), "https://api.example.nl/openapi.yaml").operations()[0]

    assert list(bodies.documents(operation, "application/json", WORD)) == []


def test_a_word_is_put_where_a_candidate_file_asks_for_one() -> None:
    assert bodies.filled({"naam": "test {word}", "n": [1]}, WORD) == {
        "naam": "test zqwoord",
        "n": [1],
    }


CHANGEABLE = (
    "{properties: {id: {type: string, readOnly: true}, code: {type: string, pattern: '^a'},"
    " naam: {type: string, maxLength: 5}, jaar: {type: integer, maximum: 10}, dag: {type: string, format: date},"
    " soort: {enum: [a, b]}, aan: {type: boolean}, vast: {enum: [x]}, half: {type: number, multipleOf: 0.5}}}"
)


def test_changes_keep_to_the_schema_and_begin_with_free_texts() -> None:
    document = {
        "id": "1",
        "code": "ab",
        "soort": "a",
        "aan": True,
        "jaar": 10,
        "half": 1.5,
        "naam": "oud",
        "dag": "2026-01-01",
        "vast": "x",
        "onbekend": "?",
    }
    found = [(it.name, it.value) for it in bodies.changes(schema_of(CHANGEABLE), document, WORD)]

    assert found == [("naam", "zqwoo"), ("jaar", 9), ("half", 2.0), ("soort", "b"), ("aan", False)]


def test_a_number_with_no_room_is_not_changed() -> None:
    schema = schema_of("{properties: {n: {type: integer, minimum: 1, maximum: 1}}}")

    assert not list(bodies.changes(schema, {"n": 1}, WORD))


def test_optional_is_what_no_part_of_the_schema_demands() -> None:
    schema = schema_of(
        "{allOf: [{required: [a]}, {properties: {a: {}, b: {}, c: {readOnly: true}, d: {}}}]}"
    )

    assert bodies.optional(schema, {"a": 1, "b": 1, "c": 1, "d": None, "e": 1}) == ["b"]


def test_what_only_the_server_sets_is_not_demanded_of_who_sends() -> None:
    schema = schema_of(
        "{type: object, required: [naam, sinds], properties: {naam: {type: string},"
        " sinds: {type: string, readOnly: true}}}"
    )

    assert bodies.required(schema) == {"naam"}
