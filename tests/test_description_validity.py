"""What is not valid OpenAPI is told with its place, in few words, once; and what cannot be told is said so."""

import re
from typing import Any

import pytest

from conformance import description
from conformance.description import Description, validator

URL = "http://127.0.0.1/openapi.json"
INFO = {"title": "Things", "version": "1"}
OK = {"responses": {"200": {"description": "ok"}}}
VERSIONS = ("3.0.3", "3.1.0")


def document(version: str = "3.0.3", **parts: Any) -> dict[str, Any]:
    return {"openapi": version, "info": INFO, "paths": {}, **parts}


def told(made: dict[str, Any]) -> dict[str, str]:
    """The faults of a document by their pointers; no two have one place."""
    found = description.faults(Description(URL, made))
    by_pointer = {it.pointer: it.message for it in found}
    assert len(by_pointer) == len(found)
    return by_pointer


def with_schema(schema: Any, version: str = "3.0.3", **more: Any) -> dict[str, Any]:
    return document(version, components={"schemas": {"A": schema, **more}})


def named(name: str, place: str = "path", **more: Any) -> dict[str, Any]:
    return {"name": name, "in": place, "required": True, "schema": {"type": "string"}, **more}


@pytest.mark.parametrize("version", VERSIONS)
def test_a_valid_document_has_no_fault(version: str) -> None:
    made = document(
        version,
        tags=[{"name": "a"}, {"name": "b"}],
        paths={
            "/a/{x}": {
                "parameters": [named("x")],
                "get": {**OK, "operationId": "one"},
                "put": {**OK, "parameters": [named("x"), named("x", "query")]},
            },
            "/a/{x}/b": {"get": {**OK, "operationId": "two", "parameters": [named("x")]}},
            "/a/": {"get": OK},
            "/a": {"get": OK},
        },
        components={
            "schemas": {"T": {"items": {"$ref": "#/components/schemas/T"}, "type": "array"}}
        },
    )

    assert told(made) == {}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("parts", "pointer", "message"),
    [
        ({"info": {"title": "x"}}, "/info", r'"version" is a required property'),
        ({"paths": {"/a": {"get": {"responses": {"200": {}}}}}}, "/paths/~1a/get/responses/200", r'"description" is a'),
        ({"paths": {"/a": {"get": {"parameters": [named("q", "quary")], **OK}}}},
         "/paths/~1a/get/parameters/0/in", '"quary" is not one of .*"query"'),
        ({"paths": {"/a": {"get": {"parameters": [{"name": "q", "in": "query"}], **OK}}}},
         "/paths/~1a/get/parameters/0", "one of schema, content is required"),
        ({"components": {"schemas": {"A": {"type": "text"}}}}, "/components/schemas/A/type", '"text" is not one of'),
        ({"components": {"schemas": {"A": {"properties": {"b": {"type": "text"}}}}}},
         "/components/schemas/A/properties/b/type", '"text" is not one of'),
        ({"components": {"schemas": {"A": {"type": "string", "default": 3}}}},
         "/components/schemas/A", "3 is not of type 'string'"),
        ({"components": {"schemas": {"A": {"properties": {"b": {"$ref": "#/components/schemas/N"}}}}}},
         "/components/schemas/A/properties/b", r"\$ref #/components/schemas/N leads nowhere: nothing stands at"),
        ({"components": {"schemas": {"A": {"$ref": "#/components/schemas/A"}}}},
         "/components/schemas/A", "leads nowhere: it leads back to itself"),
        ({"tags": [{"name": "a"}, {"name": "a"}]}, "/tags/1/name", "the tag a is described twice"),
        ({"paths": {"/a/{x}": {"parameters": [named("x")]}, "/a/{y}": {"parameters": [named("y")]}}},
         "/paths/~1a~1{y}", r"/a/\{y\} is the same path as /a/\{x\}"),
        ({"paths": {"/a/{x": {"get": OK}}}, "/paths/~1a~1{x", "has a brace without its partner"),
        ({"paths": {"/a": {"get": {**OK, "operationId": "o"}}, "/b": {"get": {**OK, "operationId": "o"}}}},
         "/paths/~1b/get/operationId", "o is the operationId of GET /a too"),
        ({"paths": {"/a/{x}": {"get": OK}}}, "/paths/~1a~1{x}/get", r"path parameter x of /a/\{x\} is not declared"),
        ({"paths": {"/a": {"get": {**OK, "parameters": [named("x")]}}}},
         "/paths/~1a/get/parameters/0", "the path /a has no parameter x"),
        ({"paths": {"/a": {"parameters": [named("x")], "get": OK}}},
         "/paths/~1a/parameters/0", "the path /a has no parameter x"),
        ({"paths": {"/a": {"get": {**OK, "parameters": [named("q", "query"), named("q", "query")]}}}},
         "/paths/~1a/get/parameters/1", "the query parameter q stands twice"),
    ],
)  # fmt: skip
def test_a_fault_is_told_once_at_its_place(
    version: str, parts: dict[str, Any], pointer: str, message: str
) -> None:
    found = told(document(version, **parts))

    assert list(found) == [pointer]
    assert re.search(message, found[pointer])


def test_an_operation_without_responses_is_a_fault_in_3_0_alone() -> None:
    paths = {"/a": {"get": {"summary": "x"}}}

    assert told(document("3.1.0", paths=paths)) == {}
    assert told(document("3.0.3", paths=paths)) == {
        "/paths/~1a/get": '"responses" is a required property'
    }


def test_a_schema_that_is_outside_the_components_is_judged_too() -> None:
    content = {"application/json": {"schema": {"type": "array", "items": {"type": "text"}}}}
    paths = {"/a": {"get": {"responses": {"200": {"description": "x", "content": content}}}}}
    at = "/paths/~1a/get/responses/200/content/application~1json/schema/items/type"

    assert list(told(document("3.0.3", paths=paths))) == [at]
    assert list(told(document("3.1.0", paths=paths))) == [at]


@pytest.mark.parametrize("version", VERSIONS)
def test_what_is_required_need_not_be_declared(version: str) -> None:
    schema = {"allOf": [{"type": "object"}], "required": ["elsewhere"], "properties": {"a": {}}}

    assert told(with_schema(schema, version)) == {}


def test_a_message_holds_no_schema() -> None:
    wide = {f"property{n}": {"type": "string", "description": "x" * 100} for n in range(50)}
    odd = {"type": "object", "properties": {**wide, "last": 3}}

    assert [len(it) < 100 for it in told(with_schema(odd)).values()] == [True]
    assert all(
        len(it) <= 160 for it in told(with_schema({f"key{n}": 1 for n in range(99)})).values()
    )


def test_fifty_faults_are_enough() -> None:
    many = {f"S{n}": {"type": "text"} for n in range(80)}

    assert len(description.faults(Description(URL, document(components={"schemas": many})))) == 50


@pytest.mark.parametrize(
    "parts",
    [
        {"info": 3, "paths": [1], "components": "x"},
        {"paths": {"/a": {"get": {"parameters": [3, {}, {"$ref": 3}], "responses": []}}}},
        {"tags": [3, {}]},
        {
            "components": {
                "schemas": {"A": 3, "B": {"properties": [], "allOf": {}, "required": "x"}}
            }
        },
    ],
)
@pytest.mark.parametrize("version", VERSIONS)
def test_a_document_of_odd_things_has_faults_and_breaks_nothing(
    version: str, parts: dict[str, Any]
) -> None:
    assert description.faults(Description(URL, document(version, **parts)))


@pytest.mark.parametrize("name", ["a#b", ".", "", "a/b~c", "é"])
@pytest.mark.parametrize("version", VERSIONS)
def test_a_property_may_have_any_name(version: str, name: str) -> None:
    assert told(with_schema({"properties": {name: {"type": "string"}}}, version)) == {}


# -- what cannot be told --------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["3.2.0", "4.0.0", "2.0", "x"])
def test_a_version_that_is_not_known_is_said_so(version: str) -> None:
    with pytest.raises(ValueError, match=f"{URL}: OpenAPI {version} is not validated"):
        description.faults(Description(URL, document(version)))


def test_a_dialect_that_is_not_known_is_said_so() -> None:
    made = with_schema({"own": 1}, "3.1.0") | {"jsonSchemaDialect": "http://127.0.0.1/own"}

    with pytest.raises(ValueError, match="Unknown JSON Schema dialect"):
        description.faults(Description(URL, made))


def test_a_validator_that_breaks_says_nothing_of_the_document(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr(validator._Validator30, "__init__", broken)
    with pytest.raises(ValueError, match=r"the validator broke on it .*RecursionError"):
        description.faults(Description(URL, document()))


def test_what_was_found_before_the_validator_broke_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr(validator._Validator30, "__init__", broken)

    assert list(told(document(info={"title": "x"}))) == ["/info"]


# -- references -----------------------------------------------------------------------------------


def test_what_could_not_be_fetched_is_no_fault() -> None:
    lost = {"$ref": "http://127.0.0.1/other.json"}
    made = document(
        paths={
            "/a": {
                "parameters": [lost],
                "get": {"responses": {"200": lost}, "requestBody": lost},
            },
            "/b": lost,
        },
        components={"schemas": {"A": {"properties": {"b": lost}}}, "headers": {"H": lost}},
    )

    assert told(made) == {}


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("urllib.request.urlopen", "jsonschema_path.handlers.urllib.urlopen"):
        monkeypatch.setattr(name, lambda *_, **__: pytest.fail("fetched"))
    data = {"$ref": "http://127.0.0.1:9/other.json"}
    made = with_schema({"example": data, "x-own": data, "default": data, "properties": {"a": data}})

    assert told(made) == {}


@pytest.mark.parametrize("version", VERSIONS)
def test_what_was_brought_in_is_judged_at_its_own_place(version: str) -> None:
    found = description.gather(
        Description(URL, with_schema({"$ref": "b.json#/B"}, version)),
        lambda _: b'{"B": {"properties": {"c": {"type": "string", "default": 3}}}}',
    )
    (fault,) = description.faults(found)

    assert fault.pointer == "/x-conformance-external/b.json/B/properties/c"
