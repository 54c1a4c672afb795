"""The checks of a description that look at JSON: names, null, dates, how schemas are put together, examples."""

from typing import Any

import pytest

from conformance.checks import composition, payloads, values
from conformance.model import Status
from tests.papers import (
    answer,
    answering,
    asking,
    faults,
    operation,
    outcome,
    paper,
    places,
    query,
    schemas,
    thing,
)

TEXT = {"type": "string"}
A_LIST = {"type": "array", "items": TEXT}
DAY = {"type": "string", "format": "date"}
MOMENT = {"type": "string", "format": "date-time"}


@pytest.mark.parametrize(
    "schema",
    [
        thing(),
        {"properties": {}},
        {"allOf": [thing(), thing()]},
        {"oneOf": [thing(), thing()]},
        {"type": ["object", "null"]},
    ],
)
def test_an_object_at_the_top_is_right(schema: dict[str, Any]) -> None:
    assert outcome(payloads.top_level_object(answering(_200=answer(schema)))) is Status.PASSED


@pytest.mark.parametrize("schema", [A_LIST, TEXT, {"oneOf": [thing(), A_LIST]}, {"items": TEXT}])
def test_anything_else_at_the_top_is_a_fault(schema: dict[str, Any]) -> None:
    assert outcome(payloads.top_level_object(answering(_200=answer(schema)))) is Status.FAILED


def test_a_json_patch_and_what_is_no_json_are_not_looked_at_and_errors_are_others_business() -> (
    None
):
    patch = {"content": {"application/json-patch+json": {"schema": A_LIST}}}
    description = paper(
        {"/a": {"patch": {"requestBody": patch, "responses": {"400": answer(A_LIST)}}}}
    )

    assert outcome(payloads.top_level_object(description)) is Status.INAPPLICABLE
    assert outcome(payloads.top_level_object(answering(_200=answer(A_LIST, "text/csv")))) is (
        Status.INAPPLICABLE
    )


def test_a_request_with_a_list_at_the_top_is_a_fault() -> None:
    body = {"content": {"application/json": {"schema": A_LIST}}}

    found = payloads.top_level_object(paper({"/a": {"post": operation(requestBody=body)}}))

    assert faults(found) == ["POST /a: array"]


def test_the_names_of_properties_have_one_case() -> None:
    description = schemas(A=thing(givenName=TEXT, family_name=TEXT, _links=TEXT))

    assert faults(payloads.property_case(description, case="camel", exempt=["_links"])) == [
        "family_name"
    ]


def test_an_example_that_has_a_name_is_no_property() -> None:
    description = schemas(A=thing(naam=TEXT) | {"example": {"snake_case": 1}})

    assert outcome(payloads.property_case(description, case="camel")) is Status.PASSED


@pytest.mark.parametrize(
    ("names", "right"),
    [
        (["givenName", "familyName", "id"], True),
        (["given_name", "family_name", "id"], True),
        (["id", "naam"], True),
        (["given_name", "familyName"], False),
        (["given-name"], False),
    ],
)
def test_names_are_all_snake_or_all_camel(names: list[str], *, right: bool) -> None:
    found = payloads.property_case(
        schemas(A=thing(**dict.fromkeys(names, TEXT))), case="consistent"
    )

    assert outcome(found) is (Status.PASSED if right else Status.FAILED)


def test_abbreviations_are_words_and_names_say_something() -> None:
    description = schemas(A=thing(streetRRN=TEXT, idNr=TEXT, customerInfo=TEXT, informant=TEXT))

    assert faults(payloads.abbreviations(description)) == ["streetRRN"]
    assert faults(payloads.generic_names(description, generic=["info", "data"])) == ["customerInfo"]


@pytest.mark.parametrize(
    "empty", [{"type": "string", "nullable": True}, {"type": ["string", "null"]}]
)
def test_a_property_of_an_answer_that_may_be_null_is_a_fault(empty: dict[str, Any]) -> None:
    nested = thing(lijst={"type": "array", "items": thing(naam=empty)})

    assert faults(payloads.no_null(answering(_200=answer(nested)))) == ["naam"]


def test_a_merge_patch_may_have_null() -> None:
    patch = {
        "content": {"application/merge-patch+json": {"schema": thing(a=TEXT | {"nullable": True})}}
    }
    description = paper(
        {"/a": {"patch": {"requestBody": patch, "responses": {"200": answer(thing(b=TEXT))}}}}
    )

    assert outcome(payloads.no_null(description)) is Status.PASSED


def test_booleans_lists_and_enumerations_are_never_null() -> None:
    description = schemas(
        A={"type": "boolean", "nullable": True},
        B={"type": ["array", "null"]},
        C={"type": "boolean"},
        D={"enum": ["a", None]},
        E={"enum": [1, 2]},
        F={"enum": ["a"]},
    )

    assert places(payloads.never_null(description, kinds=["boolean", "array"])) == [
        "/components/schemas/A",
        "/components/schemas/B",
    ]
    assert places(payloads.text_enums(description)) == [
        "/components/schemas/D",
        "/components/schemas/E",
    ]


def test_a_number_says_its_size_itself_or_in_a_part() -> None:
    description = schemas(
        A={"type": "integer"},
        B={"type": "number", "format": "double"},
        C={"allOf": [{"type": "integer"}, {"format": "int32"}]},
        D={"type": "string"},
    )

    assert places(payloads.number_formats(description)) == ["/components/schemas/A"]


def test_what_is_read_only_is_not_required() -> None:
    schema = thing(id=TEXT | {"readOnly": True}, naam=TEXT) | {"required": ["id", "naam"]}

    assert faults(payloads.read_only_optional(schemas(A=schema))) == ["id"]


def test_additional_properties_are_for_maps() -> None:
    description = schemas(
        Kaart={"type": "object", "additionalProperties": TEXT},
        Gemengd=thing(a=TEXT) | {"additionalProperties": False},
    )

    assert places(payloads.maps_only(description)) == ["/components/schemas/Gemengd"]


def test_money_is_what_has_a_currency_beside_it() -> None:
    number = {"type": "number"}
    description = schemas(
        Prijs=thing(bedrag=number, valuta=TEXT),
        Goed=thing(bedrag=TEXT, valuta=TEXT),
        Regen=thing(amount=number),
    )

    assert places(payloads.money_is_exact(description)) == [
        "/components/schemas/Prijs/properties/bedrag"
    ]


def listing(schema: dict[str, Any]) -> Any:
    """A document with a collection that answers with that schema."""
    return paper(
        {"/a": {"get": {"responses": {"200": answer(schema)}}}, "/a/{id}": {"get": operation()}}
    )


def test_a_collection_has_its_list_under_the_name_of_the_guide() -> None:
    assert (
        outcome(payloads.collection_list(listing(thing(items=A_LIST)), name="items"))
        is Status.PASSED
    )
    assert faults(payloads.collection_list(listing(thing(gebouwen=A_LIST)), name="items")) == [
        "gebouwen"
    ]
    assert faults(payloads.collection_list(listing(A_LIST), name="items")) == ["a bare list"]


def test_each_thing_in_a_collection_has_the_members_of_the_guide() -> None:
    with_href = {"oneOf": [thing(href=TEXT, a=TEXT), thing(href=TEXT)]}
    without = {"oneOf": [thing(href=TEXT), thing(a=TEXT)]}

    good = listing(thing(items={"type": "array", "items": with_href}))
    assert outcome(payloads.collection_items(good, members=["href"])) is Status.PASSED
    bad = listing(thing(items={"type": "array", "items": without}))
    assert outcome(payloads.collection_items(bad, members=["href"])) is Status.FAILED


def test_what_is_required_is_declared_here_or_in_a_schema_beside_it() -> None:
    description = schemas(
        Fout=thing(naam=TEXT) | {"required": ["voornaam"]},
        Basis=thing(naam=TEXT),
        Streng={"allOf": [{"$ref": "#/components/schemas/Basis"}, {"required": ["naam"]}]},
        Keuze=thing(a=TEXT, b=TEXT) | {"oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
        Los={"required": ["naam"]},
        Gebruik={"allOf": [{"$ref": "#/components/schemas/Los"}, thing(naam=TEXT)]},
    )

    assert places(composition.required_declared(description)) == ["/components/schemas/Fout"]


def test_the_parts_of_all_of_declare_each_property_once() -> None:
    description = schemas(
        Goed={"allOf": [thing(a=TEXT), thing(b=TEXT)]},
        Fout={"allOf": [thing(a=TEXT), thing(a=TEXT)]},
    )

    assert places(composition.all_of_distinct(description)) == ["/components/schemas/Fout"]


def test_a_discriminator_is_declared_required_and_leads_by_references() -> None:
    kind = {"discriminator": {"propertyName": "soort", "mapping": {"a": "A"}}}
    good = {"discriminator": {"propertyName": "soort", "mapping": {"a": "#/components/schemas/A"}}}
    description = schemas(
        Fout=thing(soort=TEXT) | kind,
        Goed=thing(soort=TEXT) | {"required": ["soort"]} | good,
        A=thing(),
    )

    assert places(composition.discriminator_required(description)) == ["/components/schemas/Fout"]
    assert places(composition.discriminator_mapping(description)) == ["/components/schemas/Fout"]


@pytest.mark.parametrize(
    ("schema", "right"),
    [
        (thing(a=TEXT) | {"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}, True),
        ({"oneOf": [TEXT | {"enum": ["a"]}, TEXT | {"enum": ["b"]}]}, True),
        ({"oneOf": [TEXT | {"enum": ["a"]}, {"enum": [""]}, {"enum": [None]}]}, True),
        ({"oneOf": [{"enum": ["a"]}, {"enum": [1]}]}, False),
        ({"oneOf": [thing(), thing()], "discriminator": {"propertyName": "a"}}, True),
        ({"oneOf": [thing(), thing()]}, False),
        ({"oneOf": [TEXT, {"type": "integer"}]}, False),
        ({"oneOf": [TEXT, TEXT]}, False),
    ],
)
def test_one_of_is_used_in_three_ways(schema: dict[str, Any], *, right: bool) -> None:
    found = composition.one_of_limited(schemas(A=schema))

    assert outcome(found) is (Status.PASSED if right else Status.FAILED)


def test_a_default_and_an_enumeration_are_values_of_their_schema() -> None:
    description = schemas(
        A={"type": "integer", "default": "een"},
        B={"type": "integer", "default": 1},
        C={"type": "string", "enum": ["a", 1]},
    )

    assert places(values.defaults_valid(description)) == ["/components/schemas/A/default"]
    assert places(values.enums_valid(description)) == ["/components/schemas/C/enum/1"]


def test_an_example_is_a_value_of_its_schema_wherever_it_stands() -> None:
    number = {"type": "integer"}
    content = {"schema": number, "examples": {"fout": {"value": "x"}, "goed": {"value": 1}}}
    item = {"parameters": [query("a", schema=number, example="x")]}
    description = paper(
        {"/a": item | {"get": {"responses": {"200": {"content": {"application/json": content}}}}}},
        components={"schemas": {"A": number | {"example": 1}, "B": number | {"example": 1.5}}},
    )

    assert places(values.examples_valid(description)) == [
        "/components/schemas/B/example",
        "/paths/~1a/parameters/0/example",
        "/paths/~1a/get/responses/200/content/application~1json/examples/fout/value",
    ]


def test_an_example_may_go_either_way() -> None:
    schema = thing(id=TEXT | {"readOnly": True}, geheim=TEXT | {"writeOnly": True})
    both = schema | {"required": ["id", "geheim"]}
    description = schemas(
        Antwoord=both | {"example": {"id": "1"}}, Vraag=both | {"example": {"geheim": "x"}}
    )

    assert outcome(values.examples_valid(description)) is Status.PASSED


def test_a_document_has_examples_or_has_none() -> None:
    assert outcome(values.examples_given(schemas(A=TEXT | {"example": "a"}))) is Status.PASSED
    assert outcome(values.examples_given(schemas(A=TEXT))) is Status.FAILED
    assert outcome(values.examples_valid(asking(query("a")))) is Status.INAPPLICABLE
