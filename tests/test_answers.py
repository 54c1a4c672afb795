"""An answer is held against what the description announces, and against nothing else."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from conformance.checks import answers
from conformance.checks.announced import announcements
from conformance.description import Description, Operation
from conformance.model import Doubt, Exchange, Finding, Observation, Request, Response

URL = "http://127.0.0.1:9"
BUILDING = {
    "type": "object",
    "required": ["naam", "bouwjaar"],
    "properties": {
        "naam": {"type": "string"},
        "bouwjaar": {"type": "integer"},
        "sleutel": {"type": "string", "writeOnly": True},
    },
}
JSON = {"application/json": {"schema": {"$ref": "#/components/schemas/Gebouw"}}}
RESPONSES: Mapping[str, Any] = {
    "200": {
        "description": "fine",
        "content": JSON,
        "headers": {
            "API-Version": {
                "required": True,
                "schema": {"type": "string", "pattern": r"^\d+\.\d+\.\d+$"},
            },
            "X-Total": {"schema": {"type": "integer", "minimum": 0}},
            "X-Sizes": {"schema": {"type": "array", "items": {"type": "integer"}}},
            "Content-Type": {"required": True, "schema": {"type": "integer"}},
        },
    },
    "4XX": {"description": "wrong", "content": {"application/problem+json": {}}},
}
GOOD = {"naam": "Martinitoren", "bouwjaar": 1482}
HEADERS = {"Content-Type": "application/json", "API-Version": "1.4.2"}


def operation(
    responses: Mapping[str, Any] = RESPONSES, method: str = "get", **schemas: Any
) -> Operation:
    document = {
        "openapi": "3.0.3",
        "paths": {"/gebouwen": {method: {"responses": responses}}},
        "components": {"schemas": {"Gebouw": BUILDING, **schemas}},
    }
    return Description(f"{URL}/openapi.json", document).operations()[0]


def answer(
    body: Any = GOOD,
    *,
    status: int = 200,
    method: str = "GET",
    truncated: bool = False,
    **headers: str,
) -> Exchange:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = HEADERS | {name.replace("_", "-"): value for name, value in headers.items()}
    fields = tuple((name, value) for name, value in named.items() if value)
    response = Response(status, headers=fields, body=content, truncated=truncated)
    return Exchange(Request(method, f"{URL}/gebouwen"), response)


def unmet(found: Iterator[Observation]) -> list[tuple[str, str]]:
    return [(it.where, it.actual) for it in found if isinstance(it, Finding) and not it.met]


def met(found: Iterator[Observation]) -> list[bool]:
    return [it.met for it in found if isinstance(it, Finding)]


def test_an_answer_as_described_is_met_in_each_respect() -> None:
    found = list(answers.judge(answer(X_Total="12", X_Sizes="1, 2"), operation()))

    assert all(isinstance(it, Finding) and it.met for it in found)
    assert len(found) == 8
    assert {it.where for it in found if isinstance(it, Finding)} == {
        "",
        "Content-Type",
        "API-Version",
        "X-Total",
        "X-Sizes",
    }


def test_the_exchange_is_the_evidence_of_all_that_is_found() -> None:
    exchange = answer({"naam": 1}, API_Version="", X_Total="-1")

    assert {it.evidence for it in answers.judge(exchange, operation())} == {exchange}


# -- status ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("announced", "status", "found"),
    [
        (["200"], 200, [True]),
        (["200"], 201, [False]),
        (["2XX"], 204, [True]),
        (["2xx"], 204, [True]),
        (["default"], 202, [True]),
        (["200"], 303, [False]),
        (["200"], 304, []),
        (["200"], 404, []),
        (["200"], 500, []),
        ([], 200, []),
    ],
)
def test_the_status_of_a_success_has_to_be_announced(
    announced: list[str], status: int, found: list[bool]
) -> None:
    known = operation({name: {"description": "x"} for name in announced})

    assert met(answers.status(answer(status=status), known)) == found


@pytest.mark.parametrize(
    ("status", "found"),
    [(400, [False]), (404, [False]), (409, [False]), (422, [False])]
    + [(it, []) for it in (401, 403, 405, 406, 412, 413, 414, 415, 429, 431, 500, 501, 502, 503)],
)
def test_a_refusal_has_to_be_announced_only_on_demand_and_never_where_anything_may_give_it(
    status: int, found: list[bool]
) -> None:
    known = operation({"200": {"description": "fine"}})

    assert met(answers.status(answer(status=status), known)) == []
    assert met(answers.status(answer(status=status), known, errors=True)) == found


# -- media type ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("announced", "given", "found"),
    [
        ("application/json", "application/json", [True]),
        ("application/json", "Application/JSON; charset=UTF-8", [True]),
        ("application/json; charset=utf-8", "application/json", [True]),
        ("application/*", "application/hal+json", [True]),
        ("*/*", "text/plain", [True]),
        ("application/json", "application/hal+json", [False]),
        ("application/json", "text/html", [False]),
        ("application/json", "", [False]),
    ],
)
def test_the_media_type_has_to_be_announced(announced: str, given: str, found: list[bool]) -> None:
    known = operation({"200": {"description": "fine", "content": {announced: {}}}})

    assert met(answers.media_type(answer(Content_Type=given), known)) == found


def test_where_no_content_is_announced_any_is_let_pass() -> None:
    known = operation({"200": {"description": "fine"}})

    assert list(answers.media_type(answer(Content_Type="text/html"), known)) == []
    assert list(answers.body(answer(), known)) == []


@pytest.mark.parametrize(
    "exchange",
    [
        answer(b"", status=204, Content_Type=""),
        answer(b"", status=304),
        answer(b"", method="HEAD"),
        answer(b"", status=205, Content_Type=""),
    ],
    ids=["204", "304", "HEAD", "205"],
)
def test_an_answer_that_has_no_content_by_its_nature_lacks_none(exchange: Exchange) -> None:
    known = operation({"default": {"description": "fine", "content": JSON}})
    pieces: list[Callable[..., Iterator[Observation]]] = [
        answers.media_type,
        answers.body,
        answers.body_present,
    ]

    assert [list(piece(exchange, known)) for piece in pieces] == [[], [], []]


def test_a_success_with_described_content_has_some() -> None:
    assert unmet(answers.body_present(answer(b""), operation())) == [("", "no content")]
    assert list(answers.body_present(answer(b"", status=404), operation())) == []


# -- body ---------------------------------------------------------------------------------------------


def test_a_body_that_breaks_the_schema_is_told_with_the_place() -> None:
    assert unmet(answers.body(answer({"naam": 3, "bouwjaar": "x"}), operation())) == [
        ("/naam", "/naam is no string: 3"),
        ("/bouwjaar", '/bouwjaar is no integer: "x"'),
    ]
    assert unmet(answers.body(answer({"naam": "x"}), operation())) == [
        ("", "the document lacks the member bouwjaar")
    ]


def test_what_is_only_written_is_not_demanded_and_1_0_is_an_integer() -> None:
    assert met(
        answers.body(answer({"naam": "x", "bouwjaar": 1482.0, "more": []}), operation())
    ) == [True]


def test_a_long_list_of_faults_is_cut() -> None:
    schema = {"type": "array", "items": {"type": "string"}}
    known = operation(
        {"200": {"description": "x", "content": {"application/json": {"schema": schema}}}}
    )

    assert len(unmet(answers.body(answer(list(range(100))), known))) == 5


def test_what_is_no_json_keeps_no_schema() -> None:
    found = unmet(answers.body(answer(b"<html>"), operation()))

    assert [actual.partition(":")[0] for _, actual in found] == ["no JSON"]


def test_the_schema_of_the_named_media_type_goes_before_that_of_a_range() -> None:
    content = {
        "*/*": {"schema": {"type": "array"}},
        "application/*": {"schema": {"type": "string"}},
        "application/json": {"schema": {"type": "object"}},
    }
    known = operation({"200": {"description": "fine", "content": content}})

    assert met(answers.body(answer({}), known)) == [True]
    assert met(answers.body(answer("text", Content_Type="application/hal+json"), known)) == [True]


@pytest.mark.parametrize("named", ["text/html", "application/xml", "application/pdf"])
def test_a_body_that_is_not_json_is_not_read(named: str) -> None:
    known = operation(
        {"200": {"description": "x", "content": {named: {"schema": {"type": "object"}}}}}
    )

    assert list(answers.body(answer(b"%PDF", Content_Type=named), known)) == []


def test_a_part_of_a_body_is_not_held_against_the_whole() -> None:
    known = operation({"206": {"description": "a part", "content": JSON}})

    assert list(answers.body(answer(b'{"naam', status=206), known)) == []


def test_a_body_that_was_cut_is_in_doubt() -> None:
    (found,) = answers.body(answer(b'{"naam', truncated=True), operation())

    assert isinstance(found, Doubt)


def test_a_schema_that_cannot_be_used_leaves_doubt_and_says_why() -> None:
    known = operation(Gebouw={"$ref": "elsewhere.yaml#/Gebouw"})
    (found,) = answers.body(answer(), known)

    assert isinstance(found, Doubt)
    assert "cannot be used" in found.reason


# -- headers ------------------------------------------------------------------------------------------


def test_a_required_header_that_is_absent_is_told() -> None:
    assert unmet(answers.headers_present(answer(API_Version=""), operation())) == [
        ("API-Version", "absent")
    ]


def test_a_header_has_to_keep_its_schema_and_an_absent_one_keeps_it() -> None:
    found = answers.headers_valid(answer(API_Version="v1", X_Total="many"), operation())

    assert unmet(found) == [
        ("API-Version", r"v1 does not match ^\d+\.\d+\.\d+$"),
        ("X-Total", "many is no integer"),
    ]
    assert met(answers.headers_valid(answer(API_Version=""), operation())) == []


def test_headers_of_another_status_are_not_asked_for() -> None:
    refused = answer(status=404, API_Version="")

    assert list(answers.headers_present(refused, operation())) == []


def test_a_304_need_not_repeat_the_headers_of_its_description() -> None:
    known = operation({"304": RESPONSES["200"]})

    assert list(answers.headers_present(answer(b"", status=304, API_Version=""), known)) == []


# -- which operation, and how often -------------------------------------------------------------------


def test_head_is_judged_as_the_get_that_it_stands_for() -> None:
    known = Description(f"{URL}/openapi.json", operation().root.mapping)
    found = answers.operation_of(answer(b"", method="HEAD"), known)

    assert found is not None
    assert found.method == "get"
    assert all(met(answers.judge(answer(b"", method="HEAD"), found)))


def test_a_request_that_is_not_described_has_no_operation() -> None:
    known = Description(f"{URL}/openapi.json", operation().root.mapping)

    assert answers.operation_of(answer(method="DELETE"), known) is None


def test_no_answer_is_judged_in_no_respect() -> None:
    nothing = Exchange(Request("GET", f"{URL}/gebouwen"), None, fault="refused")

    assert list(answers.judge(nothing, operation())) == []


def test_the_schemas_of_a_document_are_compiled_once_for_all_its_answers() -> None:
    known = operation()

    assert announcements(known) is announcements(known)
    assert announcements(known) is not announcements(operation())
