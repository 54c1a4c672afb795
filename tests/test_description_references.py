"""What a description refers to in other documents is fetched once and brought in."""

from collections.abc import Mapping
from typing import Any

import jsonschema_rs
import pytest

from conformance import description
from conformance.description import Description
from tests.references import URL, Web, schemas


def references(value: Any) -> list[str]:
    """Every `$ref` in a value."""
    if isinstance(value, Mapping):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [it for each in value.values() for it in references(each)]
    return [it for each in value for it in references(each)] if isinstance(value, list) else []


def test_a_document_that_refers_to_nothing_else_stays_the_same() -> None:
    found = schemas(A={"$ref": "#/components/schemas/B"}, B={})
    whole = description.gather(found, Web())

    assert whole.document is found.document
    assert whole.gathered
    assert whole.unresolved == ()


def test_another_document_is_fetched_once_and_brought_in() -> None:
    web = Web(**{"b.json": {"B": {"properties": {"c": {"$ref": "#/C"}}}, "C": {"type": "null"}}})
    whole = description.gather(
        schemas(A={"$ref": "b.json#/B"}, D={"items": {"$ref": "b.json#/C"}}), web
    )

    assert web.asked == ["http://127.0.0.1/api/b.json"]
    node = whole.root.get("components", "schemas", "A")
    assert node.pointer == "/x-conformance-external/b.json/B"
    assert node.get("properties", "c").value == {"type": "null"}
    assert [it for it in references(whole.document) if not it.startswith("#/")] == []


def test_the_document_as_served_is_kept() -> None:
    found = schemas(A={"$ref": "b.json"})
    whole = description.gather(found, Web(**{"b.json": {"type": "null"}}))

    assert whole.original is found.document
    assert references(whole.original) == ["b.json"]


def test_documents_may_refer_to_one_another_and_back() -> None:
    web = Web(
        **{
            "b.json": {"properties": {"c": {"$ref": "sub/c.json#/C"}}},
            "sub/c.json": {"C": {"items": {"$ref": "../openapi.json#/components/schemas/A"}}},
        }
    )
    whole = description.gather(
        schemas(A={"$ref": "b.json"}, B={"$ref": "openapi.json#/components/schemas/A"}), web
    )
    node = whole.root.get("components", "schemas", "B", "properties", "c", "items")

    assert node.pointer == "/x-conformance-external/b.json"
    assert len(web.asked) == 2
    assert whole.unresolved == ()


def test_only_what_is_referred_to_is_brought_in() -> None:
    web = Web(**{"b.json": {"B": [{}, {"type": "null"}], "C": {"$ref": "never.json"}}})
    whole = description.gather(schemas(A={"$ref": "b.json#/B/1"}), web)

    assert whole.document["x-conformance-external"] == {"b.json": {"B": {"1": {"type": "null"}}}}
    assert len(web.asked) == 1


def test_a_part_in_a_part_is_brought_in_once() -> None:
    web = Web(**{"b.json": {"x": {"y": {"$ref": "#/x/z"}, "z": {"type": "null"}}}})
    whole = description.gather(
        schemas(A={"$ref": "b.json#/x/z"}, B={"$ref": "b.json#/x"}, C={"$ref": "b.json#/x/y"}), web
    )

    assert whole.root.get("components", "schemas", "C").value == {"type": "null"}
    assert references(whole.document)[-1] == "#/x-conformance-external/b.json/x/z"


def test_a_whole_validates_without_the_network() -> None:
    web = Web(
        **{
            "b.json": {"B": {"properties": {"c": {"$ref": "c.yaml#/C"}}}},
            "c.yaml": b"C: {type: integer}",
        }
    )
    whole = description.gather(schemas(A={"$ref": "b.json#/B"}), web)
    validator = jsonschema_rs.validator_for(
        {"$ref": "#/components/schemas/A", **whole.document}, base_uri="json-schema:///"
    )

    assert validator.is_valid({"c": 3})
    assert not validator.is_valid({"c": "x"})


def test_two_documents_with_the_name_of_one_file_stay_apart() -> None:
    web = Web(**{"b.json": {"type": "null"}, "sub/b.json": {"type": "string"}})
    whole = description.gather(schemas(A={"$ref": "b.json"}, B={"$ref": "sub/b.json"}), web)

    assert list(whole.externals) == ["b.json", "b.json-2"]
    assert whole.root.get("components", "schemas", "B", "type").text == "string"


def test_what_stands_beside_a_reference_is_kept() -> None:
    whole = description.gather(schemas(A={"$ref": "b.json", "minLength": 3}), Web(**{"b.json": {}}))

    assert whole.node("/components/schemas/A").mapping["minLength"] == 3


def test_what_an_other_document_says_is_placed_at_the_reference_to_it() -> None:
    text = b"openapi: 3.1.0\ncomponents:\n  schemas:\n    Thing:\n      $ref: b.json\n"
    whole = description.gather(
        description.parse(text, URL), Web(**{"b.json": {"properties": {"c": {}}}})
    )

    assert whole.externals["b.json"].url == "http://127.0.0.1/api/b.json"
    assert whole.position("/x-conformance-external/b.json/properties/c") == (4, 5)
    assert [it.pointer for it in whole.schemas()] == [
        "/x-conformance-external/b.json",
        "/x-conformance-external/b.json/properties/c",
    ]


def test_parameters_and_answers_of_another_document_are_what_they_were_referred_to_as() -> None:
    item = {
        "get": {
            "parameters": [{"$ref": "#/q"}],
            "responses": {"404": {"$ref": "#/r"}},
        }
    }
    web = Web(
        **{"p.json": {"item": item, "q": {"name": "q", "in": "query"}, "r": {"description": "x"}}}
    )
    found = Description(URL, {"openapi": "3.0.3", "paths": {"/a": {"$ref": "p.json#/item"}}})
    (operation,) = description.gather(found, web).operations()

    assert operation.pointer == "/x-conformance-external/p.json/item/get"
    assert [it.name for it in operation.parameters] == ["q"]
    assert operation.response_for(404).get("description").text == "x"


# -- what is no reference -------------------------------------------------------------------------


def test_references_in_data_are_not_followed() -> None:
    data = {"$ref": "never.json"}
    media = {
        "schema": {},
        "example": data,
        "examples": {"e": {"value": data, "externalValue": "never.json"}},
    }
    found = Description(
        URL,
        {
            "openapi": "3.1.0",
            "info": data,
            "components": {
                "schemas": {
                    "A": {"default": data, "enum": [data], "const": data, "examples": [data]}
                },
                "requestBodies": {"b": {"content": {"application/json": media}}},
            },
        },
    )
    web = Web()
    whole = description.gather(found, web)

    assert web.asked == []
    assert whole.unresolved == ()


def test_what_stands_beside_a_reference_is_not_read_before_3_1() -> None:
    parts = {
        "A": {"$ref": "#/components/schemas/B", "properties": {"c": {"$ref": "c.json"}}},
        "B": {},
    }
    old, new = Web(), Web()
    description.gather(schemas("3.0.3", **parts), old)
    description.gather(schemas("3.1.0", **parts), new)

    assert (len(old.asked), len(new.asked)) == (0, 1)


# -- discriminators, names and identities ---------------------------------------------------------


def test_a_discriminator_of_another_document_leads_to_the_schemas_of_that() -> None:
    pets = {
        "Pet": {
            "discriminator": {
                "propertyName": "kind",
                "mapping": {"a": "Cat", "b": "#/components/schemas/Dog", "c": "never.json", "d": 3},
            },
        },
        "Cat": {"type": "object"},
        "Dog": {"type": "object"},
    }
    web = Web(**{"pets.json": {"openapi": "3.1.0", "components": {"schemas": pets}}})
    whole = description.gather(schemas(A={"$ref": "pets.json#/components/schemas/Pet"}), web)
    node = whole.root.get("components", "schemas", "A", "discriminator", "mapping")

    assert node.mapping == {
        "a": "#/x-conformance-external/pets.json/components/schemas/Cat",
        "b": "#/x-conformance-external/pets.json/components/schemas/Dog",
        "c": "never.json",
        "d": 3,
    }
    assert whole.unresolved == ()


@pytest.mark.parametrize(
    "reference",
    ["#spot", "b.json#spot", "http://ids.example/own", "http://ids.example/own#/properties/p"],
)
def test_names_and_identities_of_schemas_are_found_and_nothing_is_fetched_for_them(
    reference: str,
) -> None:
    leaf = {"$anchor": "spot", "type": "null"}
    web = Web(**{"b.json": {"$defs": {"x": leaf}}})
    whole = description.gather(
        schemas(
            A={"$ref": reference},
            B={"$id": "http://ids.example/own", "type": "null", "properties": {"p": leaf}},
        ),
        web,
    )

    assert whole.root.get("components", "schemas", "A", "type").text == "null"
    assert whole.unresolved == ()
    assert "http://ids.example/own" not in web.asked


def test_a_reference_in_a_schema_with_an_identity_may_count_from_that() -> None:
    own = {
        "$id": "http://ids.example/own",
        "$defs": {"x": {"type": "null"}},
        "items": {"$ref": "#/$defs/x"},
    }
    whole = description.gather(schemas(A=own), Web())

    assert whole.root.get("components", "schemas", "A", "items", "type").text == "null"
    assert "$id" not in whole.node("/components/schemas/A").mapping
