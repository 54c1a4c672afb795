"""The operations of a description, with what they inherit from their path and from the whole."""

from typing import Any

import pytest

from conformance.description import Description, Operation, content_of, headers_of

URL = "http://127.0.0.1:8000/docs/openapi.json"


def described(paths: dict[str, Any], **parts: Any) -> Description:
    return Description(URL, {"openapi": "3.1.0", "paths": paths, **parts})


def only(paths: dict[str, Any], **parts: Any) -> Operation:
    (operation,) = described(paths, **parts).operations()
    return operation


def query(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", **more}


def test_operations_are_the_methods_of_the_paths_and_nothing_else() -> None:
    found = described(
        {
            "/a": {
                "summary": "x",
                "get": {},
                "POST": {},
                "post": {"callbacks": {"c": {"/b": {"get": {}}}}},
            },
            "x-own": {"get": {}},
            "/c": None,
            "/d": {"put": "odd", "trace": {}},
        },
        webhooks={"w": {"post": {}}},
    )

    assert [(it.method, it.path, it.pointer) for it in found.operations()] == [
        ("get", "/a", "/paths/~1a/get"),
        ("post", "/a", "/paths/~1a/post"),
        ("trace", "/d", "/paths/~1d/trace"),
    ]


@pytest.mark.parametrize(("version", "methods"), [("3.1.0", ["get"]), ("3.2.0", ["get", "query"])])
def test_query_is_a_method_since_3_2(version: str, methods: list[str]) -> None:
    found = Description(URL, {"openapi": version, "paths": {"/a": {"query": {}, "get": {}}}})

    assert [it.method for it in found.operations()] == methods


def test_a_path_may_refer_to_another_place() -> None:
    parts = {"components": {"pathItems": {"a": {"get": {"operationId": "one"}}}}}
    operation = only({"/a": {"$ref": "#/components/pathItems/a"}}, **parts)

    assert operation.operation_id == "one"
    assert operation.path == "/a"
    assert operation.pointer == "/components/pathItems/a/get"


def test_an_operation_says_its_name_its_tags_and_that_it_is_deprecated() -> None:
    operation = only({"/a": {"get": {"operationId": "x", "tags": ["t", 3], "deprecated": True}}})

    assert (operation.operation_id, operation.tags, operation.deprecated) == ("x", ("t",), True)
    assert not only({"/a": {"get": {"deprecated": "yes"}}}).deprecated


# -- parameters -----------------------------------------------------------------------------------


def test_the_parameters_of_the_operation_win_from_those_of_the_path() -> None:
    operation = only(
        {
            "/a/{id}": {
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
                    query("page", schema={"type": "string"}),
                    {"name": "X-One", "in": "header"},
                ],
                "get": {
                    "parameters": [
                        query("page", schema={"type": "integer"}),
                        {"name": "page", "in": "header"},
                        {"name": "x-one", "in": "header", "required": True},
                    ]
                },
            }
        }
    )

    assert [(it.name, it.place, it.required) for it in operation.parameters] == [
        ("id", "path", True),
        ("page", "query", False),
        ("x-one", "header", True),
        ("page", "header", False),
    ]
    assert operation.parameters[1].schema.value == {"type": "integer"}


def test_a_parameter_may_be_referred_to_and_have_its_schema_in_content() -> None:
    content = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Q"}}}}
    operation = only(
        {"/a": {"get": {"parameters": [{"$ref": "#/components/parameters/q"}]}}},
        components={
            "parameters": {"q": query("q", **content)},
            "schemas": {"Q": {"type": "object"}},
        },
    )
    (parameter,) = operation.parameters

    assert parameter.node.pointer == "/components/parameters/q"
    assert parameter.schema.pointer == "/components/schemas/Q"


@pytest.mark.parametrize("odd", ["x", [3, None, {}, {"name": "a"}, {"in": "query", "name": 3}]])
def test_what_is_no_parameter_is_left_out(odd: Any) -> None:
    assert only({"/a": {"get": {"parameters": odd}}}).parameters == ()


# -- requests and answers -------------------------------------------------------------------------


def answering(**responses: Any) -> Operation:
    return only({"/a": {"get": {"responses": responses}}})


@pytest.mark.parametrize(
    ("status", "description"), [(200, "exact"), (204, "range"), (404, "default"), (599, "default")]
)
def test_the_response_for_a_status_is_its_own_else_its_range_else_the_default(
    status: int, description: str
) -> None:
    operation = answering(
        **{"default": {"description": "default"}, "2XX": {"description": "range"}},
        **{"200": {"description": "exact"}, "x-own": {"description": "no"}},
    )

    assert operation.response_for(status).get("description").text == description
    assert list(operation.responses) == ["default", "2XX", "200"]


def test_a_status_that_is_not_described_has_no_response() -> None:
    response = answering(**{"200": {}}).response_for(404)

    assert not response.exists
    assert response.pointer == "/paths/~1a/get/responses/404"
    assert content_of(response) == {}


def test_a_response_with_nothing_in_it_is_described() -> None:
    assert answering(**{"204": {}}).response_for(204).exists


def test_contents_are_found_by_media_type_through_references() -> None:
    body = {"content": {"application/json": {"schema": {"type": "object"}}, "text/csv": {}}}
    operation = only(
        {"/a": {"put": {"requestBody": {"$ref": "#/components/requestBodies/b"}}}},
        components={"requestBodies": {"b": body}},
    )

    assert list(operation.request_content) == ["application/json", "text/csv"]
    assert operation.request_content["application/json"].get("schema", "type").text == "object"
    assert only({"/a": {"get": {}}}).request_content == {}


def test_headers_are_found_whatever_their_case() -> None:
    headers = headers_of(
        answering(**{"200": {"headers": {"ETag": {"required": True}}}}).response_for(200)
    )

    assert list(headers) == ["ETag"]
    assert headers["etag"].get("required").value is True
    assert "E-TAG" not in headers
    assert "eTag" in headers
    assert headers.get("link") is None


# -- security and servers -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ({}, ({"key": []},)),
        ({"security": []}, ()),
        ({"security": [{}]}, ({},)),
        ({"security": [{"a": ["x"]}, {"b": []}]}, ({"a": ["x"]}, {"b": []})),
        ({"security": "odd"}, ({"key": []},)),
    ],
)
def test_security_is_that_of_the_operation_else_of_the_whole(
    own: dict[str, Any], expected: tuple[Any, ...]
) -> None:
    assert only({"/a": {"get": own}}, security=[{"key": []}]).security == expected


@pytest.mark.parametrize(
    ("operation", "path", "whole", "expected"),
    [
        ("/o", "/p", "/w", "http://127.0.0.1:8000/o"),
        (None, "/p", "/w", "http://127.0.0.1:8000/p"),
        (None, None, "v1", "http://127.0.0.1:8000/docs/v1"),
        (None, None, "https://other.example/{v}", "https://other.example/v2"),
        (None, None, "https://{none}.example/", "https://{none}.example/"),
        (None, None, None, "http://127.0.0.1:8000/"),
        (None, None, "http://[", "http://127.0.0.1:8000/"),
        (None, None, 3, "http://127.0.0.1:8000/"),
    ],
)
def test_servers_are_those_of_the_operation_else_of_the_path_else_of_the_whole(
    operation: Any, path: Any, whole: Any, expected: str
) -> None:
    def servers(url: Any) -> dict[str, Any]:
        return (
            {}
            if url is None
            else {"servers": [{"url": url, "variables": {"v": {"default": "v2"}}}]}
        )

    found = only({"/a": {**servers(path), "get": servers(operation)}}, **servers(whole))

    assert found.servers == (expected,)


# -- which operation a request is for -------------------------------------------------------------

PATHS = {
    "/things/{id}": {"get": {}, "delete": {}},
    "/things/mine": {"get": {}},
    "/things/{id}/parts": {"get": {}},
    "/files/{name}.{ext}": {"get": {}},
    "/é b": {"get": {}},
    "/": {"get": {}},
    "/slash/": {"get": {}},
    "/other": {"servers": [{"url": "/elsewhere"}], "get": {}},
}


@pytest.mark.parametrize(
    ("method", "url", "path"),
    [
        ("GET", "http://127.0.0.1:8000/v1/things/3?page=2", "/things/{id}"),
        ("get", "http://another.example/v1/things/mine", "/things/mine"),
        ("DELETE", "http://127.0.0.1:8000/v1/things/mine", "/things/{id}"),
        ("GET", "http://127.0.0.1:8000/v1/things/a%2Fb", "/things/{id}"),
        ("GET", "http://127.0.0.1:8000/v1/things/3/parts", "/things/{id}/parts"),
        ("GET", "http://127.0.0.1:8000/v1/files/a.json", "/files/{name}.{ext}"),
        ("GET", "http://127.0.0.1:8000/v1/%C3%A9%20b", "/é b"),
        ("GET", "http://127.0.0.1:8000/v1/", "/"),
        ("GET", "http://127.0.0.1:8000/v1", "/"),
        ("GET", "http://127.0.0.1:8000/v1/slash/", "/slash/"),
        ("GET", "http://127.0.0.1:8000/elsewhere/other", "/other"),
        ("GET", "http://127.0.0.1:8000/v1/slash", None),
        ("GET", "http://127.0.0.1:8000/v1/things/", None),
        ("GET", "http://127.0.0.1:8000/v1/things/3/", None),
        ("GET", "http://127.0.0.1:8000/v1/other", None),
        ("POST", "http://127.0.0.1:8000/v1/things/3", None),
        ("GET", "http://127.0.0.1:8000/v1/files/json", None),
        ("GET", "http://127.0.0.1:8000/things/3", None),
    ],
)
def test_a_request_is_for_the_most_concrete_operation_that_its_path_fits(
    method: str, url: str, path: str | None
) -> None:
    found = described(PATHS, servers=[{"url": "https://api.example/v1/"}]).match(method, url)

    assert (found.path if found else None) == path


def test_a_request_may_be_below_another_base_than_the_document_says() -> None:
    found = described(PATHS, servers=[{"url": "https://api.example/v1"}])
    url = "http://127.0.0.1:8000/test/things/3"

    assert found.match("GET", url) is None
    assert found.match("GET", url, "http://127.0.0.1:8000/test") == found.operations()[0]


def test_the_schema_of_a_request_is_found_with_or_without_a_last_slash() -> None:
    body = {"content": {"application/json": {"schema": {"type": "object"}}}}
    found = described(
        {"/a": {"post": {"requestBody": body}}, "/b/": {"post": {"requestBody": body}}}
    )

    for url in ("http://127.0.0.1:8000/a/", "http://127.0.0.1:8000/b", "http://127.0.0.1:8000/b/"):
        assert found.request_schema("POST", url, "application/json") == {"type": "object"}
    assert found.request_schema("POST", "http://127.0.0.1:8000/a", "text/csv") == {}
