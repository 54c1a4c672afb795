"""A place in a description: ways on follow references, and nothing that a document holds makes one raise."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance import description
from conformance.description import Description, Node

URL = "http://127.0.0.1/api/openapi.json"


def described(version: str = "3.0.3", /, **parts: Any) -> Description:
    return Description(URL, {"openapi": version, **parts})


def schemas(version: str = "3.0.3", /, **found: Any) -> Description:
    return described(version, components={"schemas": found})


def names(nodes: Any) -> list[str]:
    return [node.pointer for node in nodes]


# -- ways on --------------------------------------------------------------------------------------


def test_a_reference_is_followed_at_each_step_to_where_the_definition_stands() -> None:
    found = schemas(
        A={"$ref": "#/components/schemas/B"},
        B={"properties": {"c": {"$ref": "#/components/schemas/C"}}},
        C={"type": "string"},
    )
    node = found.root.get("components", "schemas", "A", "properties", "c")

    assert node.value == {"type": "string"}
    assert node.pointer == "/components/schemas/C"


def test_what_is_not_there_has_no_value_and_says_where_it_would_be() -> None:
    node = described().root.get("paths", "/a/b", "get")

    assert node.value is None
    assert not node.exists
    assert node.pointer == "/paths/~1a~1b/get"


@pytest.mark.parametrize(
    "reference",
    [
        "#/components/schemas/Nothing",
        "#/components/schemas/A",
        "#anchor",
        "other.json#/A",
        "http://[",
        "#/components/schemas/L/7",
    ],
)
def test_a_reference_to_nothing_gives_no_value(reference: str) -> None:
    found = schemas(A={"$ref": reference}, L=[{}])
    node = found.root.get("components", "schemas", "A")

    assert not node.exists
    assert not node.get("properties", "x").exists


def test_references_in_a_circle_give_no_value() -> None:
    found = schemas(A={"$ref": "#/components/schemas/B"}, B={"$ref": "#/components/schemas/A"})

    assert not found.root.get("components", "schemas", "A").exists


def test_a_reference_by_the_documents_own_url_stays_in_it() -> None:
    found = schemas(A={"$ref": "openapi.json#/components/schemas/B%20%7e1"}, **{"B /": {"a": 1}})

    assert found.root.get("components", "schemas", "A").pointer == "/components/schemas/B ~1"


def test_only_objects_of_openapi_are_references() -> None:
    reference = {"$ref": "#/components/schemas/B"}
    found = schemas(
        A={"example": reference, "default": reference, "enum": [reference], "x-a": reference},
        B={"type": "string"},
    )
    node = found.root.get("components", "schemas", "A")

    assert node.get("example").value == reference
    assert node.get("default").value == reference
    assert node.get("enum", "0").value == reference
    assert node.get("x-a").value == reference


def test_a_property_may_have_any_name() -> None:
    reference = {"$ref": "#/components/schemas/B"}
    found = schemas(A={"properties": dict.fromkeys(("example", "default", "x-a"), reference)}, B={})
    properties = found.root.get("components", "schemas", "A", "properties")

    assert names(properties.values()) == ["/components/schemas/B"] * 3


def test_a_property_that_is_named_like_a_reference_is_a_property() -> None:
    found = schemas(A={"properties": {"$ref": {"type": "string"}}})
    node = found.root.get("components", "schemas", "A", "properties")

    assert names(node.values()) == ["/components/schemas/A/properties/$ref"]


def test_what_stands_beside_a_reference_counts_since_3_1() -> None:
    parts = {
        "A": {"$ref": "#/components/schemas/B", "description": "here"},
        "B": {"description": "there", "type": "string"},
    }
    old = schemas("3.0.3", **parts).node("/components/schemas/A")
    new = schemas("3.1.0", **parts).node("/components/schemas/A")

    assert old.get("description").value == "there"
    assert new.get("description").value == "here"
    assert new.get("type").value == "string"


def test_what_stands_beside_the_reference_of_a_path_counts_in_any_version() -> None:
    found = described(
        paths={"/a": {"$ref": "#/x-paths/a", "get": {"summary": "own"}}},
        **{"x-paths": {"a": {"post": {"summary": "referred"}}}},
    )
    item = found.root.get("paths").child("/a")

    assert item.get("get", "summary").value == "own"
    assert item.get("post", "summary").value == "referred"


def test_the_items_of_objects_and_of_lists_are_definitions() -> None:
    found = schemas(A={"allOf": [{"$ref": "#/components/schemas/B"}, {}]}, B={})
    parts = found.root.get("components", "schemas", "A", "allOf")

    assert [(name, node.pointer) for name, node in parts.items()] == [
        ("0", "/components/schemas/B"),
        ("1", "/components/schemas/A/allOf/1"),
    ]


def test_a_child_is_what_is_written_there() -> None:
    found = schemas(A={"$ref": "#/components/schemas/B"}, B={})
    node = found.root.get("components", "schemas").child("A")

    assert node.value == {"$ref": "#/components/schemas/B"}
    assert node.reference == "#/components/schemas/B"
    assert node.followed.pointer == "/components/schemas/B"


def test_a_value_is_given_as_the_kind_that_is_wanted_or_empty() -> None:
    node = described(info={"title": "x"}, tags=[1]).root

    assert node.get("info").mapping == {"title": "x"}
    assert node.get("tags").list == [1]
    assert node.get("info", "title").text == "x"
    assert (node.get("tags").mapping, node.get("info").list, node.get("tags").text) == ({}, [], "")


def test_nodes_of_one_place_are_equal_and_can_be_collected() -> None:
    found = schemas(A={"properties": {"b": {}}}, B={"$ref": "#/components/schemas/A"})
    one, other = (found.root.get("components", "schemas", name) for name in "AB")

    assert one == other
    assert len({one, other, one.get("properties")}) == 2


@pytest.mark.parametrize(
    ("pointer", "name"),
    [
        ("/components/schemas/A", ""),
        ("/components/schemas/A/properties/b", "b"),
        ("/components/schemas/A/properties/properties", "properties"),
        ("/components/schemas/A/properties/properties/items", ""),
        ("/components/schemas/A/properties/properties/items/properties/c", "c"),
    ],
)
def test_a_node_knows_the_name_of_its_property_by_whatever_way(pointer: str, name: str) -> None:
    inner: dict[str, Any] = {"properties": {"c": {}}}
    found = schemas(
        A={"properties": {"b": {}, "properties": {"items": inner}}}, R={"$ref": f"#{pointer}"}
    )

    assert found.node(pointer).name == name
    assert found.root.get("components", "schemas", "R").name == name


# -- schemas --------------------------------------------------------------------------------------


def test_every_schema_is_found_once_and_only_where_one_may_stand() -> None:
    look_alike = {"schema": {"type": "string"}, "properties": {"p": {}}}
    media = {
        "schema": {"items": {}},
        "example": look_alike,
        "examples": {"e": {"value": look_alike}},
    }
    body = {"content": {"application/json": media}}
    found = described(
        paths={
            "/a": {
                "parameters": [{"name": "q", "in": "query", "schema": {"default": look_alike}}],
                "post": {
                    "requestBody": body,
                    "responses": {"200": {"headers": {"H": {"schema": {}}}}, "x-a": body},
                    "callbacks": {"c": {"{$url}": {"get": {"requestBody": body}}}},
                },
            },
            "x-b": {"get": {"requestBody": body}},
        },
        components={"schemas": {"schema": {"enum": [look_alike], "x-c": {"properties": {}}}}},
    )

    assert names(found.schemas()) == [
        "/paths/~1a/parameters/0/schema",
        "/paths/~1a/post/requestBody/content/application~1json/schema",
        "/paths/~1a/post/requestBody/content/application~1json/schema/items",
        "/paths/~1a/post/responses/200/headers/H/schema",
        "/paths/~1a/post/callbacks/c/{$url}/get/requestBody/content/application~1json/schema",
        "/paths/~1a/post/callbacks/c/{$url}/get/requestBody/content/application~1json/schema/items",
        "/components/schemas/schema",
    ]


@pytest.mark.parametrize(
    "holder",
    [
        "items additionalItems additionalProperties contains contentSchema else if not propertyNames then",
        "unevaluatedItems unevaluatedProperties",
    ],
)
def test_a_schema_in_a_schema_is_found(holder: str) -> None:
    found = schemas(A={name: {} for name in holder.split()})

    assert len(found.schemas()) == 1 + len(holder.split())


@pytest.mark.parametrize("holder", ["allOf", "anyOf", "oneOf", "prefixItems", "items"])
def test_schemas_in_a_list_are_found(holder: str) -> None:
    assert len(schemas(A={holder: [{}, {}]}).schemas()) == 3


@pytest.mark.parametrize(
    "holder", ["properties", "patternProperties", "$defs", "definitions", "dependentSchemas"]
)
def test_schemas_by_name_are_found(holder: str) -> None:
    assert len(schemas(A={holder: {"x-a": {}, "example": {}}}).schemas()) == 3


def test_schemas_that_lead_to_one_another_end() -> None:
    found = schemas(
        A={"properties": {"b": {"$ref": "#/components/schemas/B"}}},
        B={"items": {"$ref": "#/components/schemas/A"}},
    )

    assert names(found.schemas()) == ["/components/schemas/A", "/components/schemas/B"]


def test_a_schema_outside_the_components_is_found_through_its_reference() -> None:
    found = described(
        components={"schemas": {"A": {"items": {"$ref": "#/x-own/a"}}}},
        **{"x-own": {"a": {"properties": {"b": {}}}, "unused": {"properties": {"c": {}}}}},
    )

    assert [(it.pointer, it.name) for it in found.schemas()] == [
        ("/components/schemas/A", ""),
        ("/x-own/a", ""),
        ("/x-own/a/properties/b", "b"),
    ]


def test_a_place_outside_openapi_is_what_its_references_take_it_for() -> None:
    found = described(
        components={"schemas": {"A": {"$ref": "#/x-own/a"}, "B": {"type": "null"}}},
        **{"x-own": {"a": {"properties": {"b": {"$ref": "#/components/schemas/B"}}}}},
    )

    assert found.node("/x-own/a/properties").get("b").value == {"type": "null"}
    assert found.node("/x-own/a/properties/b").reference
    assert found.node("/info/title").value is None


def test_properties_are_those_of_the_whole_of_an_all_of() -> None:
    found = schemas(
        A={
            "properties": {"own": {"type": "string"}},
            "allOf": [{"$ref": "#/components/schemas/B"}, {"properties": {"own": {}, "in": {}}}],
        },
        B={"allOf": [{"$ref": "#/components/schemas/A"}], "properties": {"b": {"$ref": "#/x"}}},
    )
    properties = description.properties_of(found.node("/components/schemas/A"))

    assert list(properties) == ["own", "b", "in"]
    assert properties["own"].value == {"type": "string"}


# -- whatever a document holds --------------------------------------------------------------------

_NAMES = """$ref get paths /a parameters responses 200 content schema schemas properties items allOf components a/b
    application/json requestBody servers url variables security tags name in x-a discriminator mapping $id $anchor"""
_KEYS = st.sampled_from(_NAMES.split())
_TEXTS = st.sampled_from(["#/components/schemas/A", "#/paths", "#", "//[", "a", "query", "/a"])
_ANY = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 300) | _TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=25,
)
_OPERATION = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("parameters", "responses", "requestBody", "servers"), _ANY)
)
_DOCUMENT = st.fixed_dictionaries(
    {"openapi": st.sampled_from(["3.0.3", "3.1.0", "3.2.0", 3, None])},
    optional={
        "paths": _ANY | st.dictionaries(_KEYS, st.dictionaries(_KEYS, _OPERATION, max_size=2)),
        "components": _ANY | st.fixed_dictionaries({"schemas": _ANY}),
        **dict.fromkeys(("servers", "security", "info", "tags"), _ANY),
    },
)


def everything(found: Description) -> list[Node]:
    """Every way that there is through a description."""
    seen: list[Node] = list(found.schemas())
    for operation in found.operations():
        seen += [it.node for it in operation.parameters] + [
            it.schema for it in operation.parameters
        ]
        seen += [*operation.responses.values(), *operation.request_content.values()]
        seen.append(operation.response_for(404))
        seen += description.content_of(operation.response_for(200)).values()
        seen += description.headers_of(operation.response_for(200)).values()
        texts = [operation.operation_id, *operation.servers, *operation.tags]
        assert all(isinstance(it, str) for it in texts)
        assert isinstance(operation.security, tuple)
        assert operation.deprecated in {True, False}
    for node in seen:
        assert isinstance(description.properties_of(node), dict)
        assert found.position(node.pointer) >= (1, 1)
    assert isinstance(found.base, str)
    assert found.match("get", "http://127.0.0.1/a") is None or found.operations()
    assert all(isinstance(url, str) for url in found.plain_gets())
    return seen


@given(_DOCUMENT)
@settings(max_examples=150, deadline=None)
def test_no_document_makes_a_way_through_it_raise(document: dict[str, Any]) -> None:
    text = json.dumps(document).encode()
    found = Description(URL, document, text, "json")
    whole = description.gather(found, lambda _: text)

    assert isinstance(everything(found), list)
    assert isinstance(everything(whole), list)
    assert description.same(found, whole)
