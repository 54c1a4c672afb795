"""No case is called broken that a careful server may accept, and none is more than a server has to bear."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.descriptions import (
    ALL,
    BASE,
    BODY_SCHEMA,
    BUILDING,
    GET,
    broken,
    document,
    in_query,
    listing,
    made,
    posting,
)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string"},
        {"type": "string", "minLength": 1},
        {"type": "string", "format": "password"},
        {"type": "string", "format": "email"},
        {},
        {"type": "object", "properties": {"a": {"type": "integer"}}},
        {"type": "array", "items": {"type": "string"}},
    ],
    ids=str,
)
def test_where_any_text_may_be_right_none_is_called_broken(schema: Mapping[str, Any]) -> None:
    assert broken(listing(in_query("q", schema)), "query") == []


@pytest.mark.parametrize(
    ("schema", "never"),
    [
        ({"type": "integer"}, {"1.0", "1e3", "", "null", "+1"}),
        ({"type": "boolean"}, {"0", "1", "yes", "on", "True", "null", ""}),
        ({"type": "string", "format": "date-time"}, {"0", "0.5", "", "null"}),
        ({"type": "array", "items": {"type": "integer"}}, {"1", "1,2", ""}),
    ],
    ids=["integer", "boolean", "date-time", "array"],
)
def test_what_a_lenient_reader_understands_is_not_sent_as_a_fault(
    schema: Mapping[str, Any], never: set[str]
) -> None:
    found = broken(listing(in_query("q", schema)), "query", most=500, examples=20)
    texts = {
        text
        for case in found
        for _, text in parse_qsl(urlsplit(case.url).query, keep_blank_values=True)
    }

    assert found
    assert not texts & never


def test_an_unknown_parameter_is_no_fault() -> None:
    declared = {"page", "status"}
    source = listing(in_query("page", {"type": "integer"}), in_query("status", {"enum": ["a"]}))

    for case in made(source, most=500, examples=20):
        assert {name for name, _ in parse_qsl(urlsplit(case.url).query)} <= declared


def test_no_header_is_sent_that_is_not_described() -> None:
    header = {"name": "X-Spoor", "in": "header", "schema": {"type": "integer"}}
    found = made(listing(header), most=500, examples=40)

    assert {name for case in found for name, _ in case.headers} == {"X-Spoor"}


def test_a_parameter_never_stands_twice_unless_it_is_an_array() -> None:
    for case in made(listing(in_query("page", {"type": "integer"})), most=500, examples=20):
        assert len(parse_qsl(urlsplit(case.url).query)) <= 1


def test_a_number_for_text_and_null_for_a_member_are_no_faults_of_a_body() -> None:
    found = broken(posting(BODY_SCHEMA), "body", most=500)
    named = [json.loads(case.body)["naam"] for case in found if case.name == "/naam"]

    assert named
    assert not any(value is None or isinstance(value, bool | int | float) for value in named)


def test_a_member_that_only_the_server_sets_is_no_fault() -> None:
    assert "/id" not in {case.name for case in broken(posting(BODY_SCHEMA), "body", most=500)}


def test_a_login_is_never_broken() -> None:
    login = {"name": "Authorization", "in": "header", "required": True, "schema": {"minLength": 9}}

    found = made(listing(login), most=500, examples=10)

    assert found
    assert not any("authorization" in {name.lower() for name, _ in it.headers} for it in found)


def test_trace_is_never_sent_and_options_is_never_a_fault() -> None:
    found = made(document({"/gebouwen/{gebouwId}": BUILDING}), methods=ALL | {"TRACE", "OPTIONS"})

    assert {case.method for case in found} <= ALL


def test_what_is_sent_is_printable_short_and_one_segment_where_it_is_in_the_path() -> None:
    source = document(
        {
            "/gebouwen/{gebouwId}": BUILDING,
            "/zoek": {
                "post": {
                    "parameters": [
                        in_query("q", {"type": "string", "pattern": "^[a-z]*$", "maxLength": 9000}),
                        {"name": "X-Spoor", "in": "header", "schema": {"maxLength": 5}},
                    ],
                    "requestBody": {"content": {"application/json": {"schema": BODY_SCHEMA}}},
                    "responses": {"200": {"description": "fine"}},
                }
            },
        }
    )
    for case in made(source, most=500, examples=40):
        parts = urlsplit(case.url)
        texts = [text for _, text in parse_qsl(parts.query)] + [text for _, text in case.headers]

        assert len(case.url) <= 8000
        assert all(text.isprintable() for text in texts)
        assert parts.path.count("/") == BASE.count("/") - 2 + case.template.count("/")
        assert not {"%00", "%2F", "%25", "%5C"} & {parts.path[i : i + 3] for i in range(200)}


@pytest.mark.parametrize("name", ["If-Match", "if-modified-since", "Range", "Accept-Language"])
def test_what_http_tells_servers_to_ignore_is_no_fault(name: str) -> None:
    header = {"name": name, "in": "header", "required": True, "schema": {"type": "integer"}}

    assert broken(listing(header), "header", most=500, examples=10) == []


def test_a_header_of_the_api_itself_can_be_at_fault() -> None:
    header = {"name": "Content-Crs", "in": "header", "schema": {"enum": ["EPSG:28992"]}}

    assert broken(listing(header), "header")[0].broken == (
        "header Content-Crs is none of the listed values"
    )


def test_what_is_required_beside_a_fault_is_as_in_the_plain_request() -> None:
    condition = {"name": "If-Match", "in": "header", "required": True, "example": "*", "schema": {}}
    source = posting(BODY_SCHEMA)
    source["paths"]["/gebouwen"]["post"]["parameters"] = [condition]

    found = broken(source, "body", examples=20, most=500)
    assert {dict(case.headers)["If-Match"] for case in found} == {"*"}


def test_an_operation_that_takes_anything_has_its_valid_cases_all_the_same() -> None:
    told: list[str] = []

    assert [
        case.valid for case in made(listing(), methods=GET, examples=5, left_out=told.append)
    ] == [True]
    assert told == []
