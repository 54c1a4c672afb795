"""Cases made from a description: what each says of itself, whom it goes to, and which come first."""

import json
from urllib.parse import parse_qsl, urlsplit

import pytest

from conformance.dialect import Direction, Schemas
from tests.descriptions import (
    BASE,
    BODY_SCHEMA,
    BUILDING,
    GET,
    ID,
    broken,
    document,
    in_query,
    listing,
    made,
    posting,
)

# -- what is said of a case ------------------------------------------------------------------------


def test_a_case_says_in_words_what_it_breaks_and_where() -> None:
    found = broken(listing(in_query("pageSize", {"type": "integer", "maximum": 50})), "query")

    words = {case.kind: case.broken for case in found}
    assert words == {
        "type": "query pageSize is no integer",
        "maximum": "query pageSize is above the maximum 50",
    }


def test_a_case_is_ready_to_send() -> None:
    case = next(it for it in made(posting(BODY_SCHEMA)) if it.valid)

    assert (case.method, case.url, case.template) == ("POST", f"{BASE}/gebouwen", "/gebouwen")
    assert case.pointer == "/paths/~1gebouwen/post"
    assert dict(case.headers) == {"Content-Type": "application/json"}
    assert json.loads(case.body)["bouwjaar"] >= 1000


def test_the_first_value_of_a_kind_is_a_word_that_no_reader_takes_for_another() -> None:
    found = broken(listing(in_query("page", {"type": "integer"})), "query")

    assert found[0].url.endswith("?page=mistake")


def test_a_missing_parameter_is_a_fault_of_its_own() -> None:
    found = broken(listing(in_query("jaar", {"type": "integer"}, required=True)), "query")

    missing = [case for case in found if case.kind == "required"]
    assert [(case.url, case.broken) for case in missing] == [
        (f"{BASE}/gebouwen", "query jaar is missing")
    ]


def test_only_what_is_required_stands_beside_the_fault() -> None:
    source = listing(
        in_query("page", {"type": "integer"}),
        in_query("jaar", {"type": "integer"}, required=True),
        in_query("status", {"type": "string", "enum": ["a", "b"]}),
    )

    for case in broken(source, "query"):
        assert {name for name, _ in parse_qsl(urlsplit(case.url).query)} <= {"jaar", case.name}


def test_a_body_breaks_in_one_place_and_is_right_in_all_others() -> None:
    schemas = Schemas(source := posting(BODY_SCHEMA))
    schema = schemas.at(
        "/paths/~1gebouwen/post/requestBody/content/application~1json/schema", Direction.SENT
    )
    found = [case for case in broken(source, "body") if case.kind not in {"syntax", "required"}]

    assert {case.name for case in found} >= {"/naam", "/bouwjaar", "/ingangsdatum"}
    for case in found:
        assert {fault.where for fault in schema.faults(json.loads(case.body))} == {case.name}


def test_a_body_can_be_absent_and_can_be_no_json() -> None:
    found = {case.broken: case for case in broken(posting(BODY_SCHEMA), "body")}

    assert found["body is missing"].body == b""
    assert dict(found["body is missing"].headers) == {"Content-Type": "application/json"}
    with pytest.raises(ValueError, match="Unterminated"):
        json.loads(found["body is no JSON"].body)


def test_a_media_type_that_is_not_described_comes_with_a_body_of_that_type() -> None:
    found = broken(posting(BODY_SCHEMA), "media type")

    assert [dict(case.headers).get("Content-Type") for case in found] == ["text/plain", None]
    assert all(case.body == b"this is no document" for case in found)


def test_where_every_media_type_is_welcome_none_is_undescribed() -> None:
    assert broken(posting(BODY_SCHEMA, "*/*"), "media type") == []


# -- ids, methods -----------------------------------------------------------------------------------


def test_a_fault_elsewhere_stands_on_an_id_that_somebody_has() -> None:
    source = document({"/gebouwen/{gebouwId}": BUILDING})
    found = made(source, known=lambda template, name: [ID], methods=GET)

    assert {case.real for case in found} == {True}
    assert all(f"/gebouwen/{ID}" in case.url for case in found if case.place != "path")
    assert all(ID not in case.url for case in found if case.place == "path")


def test_ids_of_one_turn_stay_together() -> None:
    pairs = {"a": ["1", "2", "3"], "b": ["x", "y", "z"]}
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in "ab"
    ]
    item = {"parameters": parameters, "get": {"responses": {"200": {"description": "fine"}}}}
    source = document({"/a/{a}/b/{b}": item})

    found = [
        made(source, known=lambda template, name: pairs[name], seed=seed, methods=GET)[0].url
        for seed in range(3)
    ]

    assert found == [f"{BASE}/a/1/b/x", f"{BASE}/a/2/b/y", f"{BASE}/a/3/b/z"]


def test_an_id_that_was_made_up_is_told() -> None:
    found = [case for case in made(document({"/gebouwen/{gebouwId}": BUILDING})) if case.valid]

    assert {case.real for case in found} == {False}


def test_a_method_that_may_change_something_goes_to_nobody() -> None:
    source = document({"/gebouwen/{gebouwId}": BUILDING})
    found = broken(source, "method", known=lambda template, name: [ID])

    assert {case.method for case in found} == {"POST", "PUT", "PATCH", "DELETE"}
    assert all(ID not in case.url and not case.body and not case.real for case in found)


def test_a_whole_collection_is_never_put_or_deleted() -> None:
    found = broken(listing(), "method")

    assert {case.method for case in found} == {"POST", "PATCH"}


def test_a_method_that_another_path_serves_is_described() -> None:
    found = {"responses": {"200": {"description": "fine"}}}
    item = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    source = document(
        {"/g/nieuw": {"get": found}, "/g/{id}": {"parameters": [item], "post": found}}
    )

    methods = {(case.template, case.name) for case in broken(source, "method")}
    assert ("/g/nieuw", "PATCH") in methods
    assert ("/g/nieuw", "POST") not in methods


def test_only_methods_that_may_be_sent_are_sent() -> None:
    source = document({"/gebouwen/{gebouwId}": BUILDING, **posting(BODY_SCHEMA)["paths"]})

    assert {case.method for case in made(source, methods=GET)} == {"GET"}


# -- how many, and in which order ---------------------------------------------------------------------


def test_each_kind_comes_before_any_comes_again() -> None:
    source = listing(
        in_query("page", {"type": "integer", "minimum": 1, "maximum": 9}),
        in_query("sinds", {"type": "string", "format": "date"}),
    )
    everything = [case for case in made(source, most=500) if case.place != "method"]
    wanted = {case.key for case in everything}
    few = [case for case in made(source, most=len(wanted)) if case.place != "method"]

    assert len(everything) > len(wanted)
    assert {case.key for case in few} == wanted


def test_there_are_never_more_than_asked_for_an_operation() -> None:
    found = [case for case in made(posting(BODY_SCHEMA), most=7) if case.place != "method"]

    assert len(found) == 7
    assert {case.place for case in found} == {"", "body", "media type"}


def test_no_request_comes_twice() -> None:
    found = made(posting(BODY_SCHEMA), most=500, examples=30)
    sent = [(case.method, case.url, case.headers, case.body) for case in found]

    assert len(set(sent)) == len(sent)


def test_examples_add_cases_and_another_seed_adds_others() -> None:
    plain = made(posting(BODY_SCHEMA), most=500)
    one, other = (made(posting(BODY_SCHEMA), most=500, examples=30, seed=seed) for seed in (1, 2))

    assert len(plain) < len(one)
    assert {case.body for case in one} != {case.body for case in other}
