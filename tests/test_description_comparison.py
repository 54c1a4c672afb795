"""Two descriptions are the same when they say the same, wherever they are served from."""

import copy
import json
from typing import Any

import pytest

from conformance import description
from conformance.description import Description

SERVERS = {"servers": [{"url": "/v1"}]}
DOCUMENT: dict[str, Any] = {
    "openapi": "3.0.3",
    **SERVERS,
    "info": {"title": "x", "version": "1"},
    "paths": {
        "/a": {
            **SERVERS,
            "get": {
                **SERVERS,
                "tags": ["b", "a"],
                "deprecated": True,
                "responses": {"200": {"links": {"l": {"server": {"url": "/v1"}}}}},
            },
        },
    },
    "components": {
        "schemas": {
            "A": {
                "properties": {"servers": {"type": "string"}},
                "example": {**SERVERS},
                "maximum": 10,
            }
        }
    },
}


def described(document: dict[str, Any], url: str = "http://127.0.0.1/openapi.json") -> Description:
    return description.parse(json.dumps(document).encode(), url)


def changed(*way: Any, to: Any) -> dict[str, Any]:
    document = copy.deepcopy(DOCUMENT)
    place: Any = document
    for name in way[:-1]:
        place = place[name]
    place[way[-1]] = to
    return document


def test_servers_are_left_out_where_they_are_servers_and_nowhere_else() -> None:
    bare = description.without_servers(DOCUMENT)

    assert "servers" not in bare
    assert "servers" not in bare["paths"]["/a"]
    assert "servers" not in bare["paths"]["/a"]["get"]
    assert bare["components"] == DOCUMENT["components"]
    assert bare["paths"]["/a"]["get"]["responses"] == DOCUMENT["paths"]["/a"]["get"]["responses"]
    assert DOCUMENT["servers"]


@pytest.mark.parametrize(
    "way", [("servers",), ("paths", "/a", "servers"), ("paths", "/a", "get", "servers")]
)
def test_other_servers_make_no_difference(way: tuple[str, ...]) -> None:
    one = described(DOCUMENT)
    other = described(
        changed(*way, to=[{"url": "https://test.example"}]), "http://127.0.0.2/a.json"
    )

    assert description.same(one, other)


def test_the_order_of_names_makes_no_difference() -> None:
    turned = dict(reversed(DOCUMENT.items()))

    assert description.same(described(DOCUMENT), described(turned))


def test_yaml_and_json_make_no_difference() -> None:
    yaml = (
        b"openapi: 3.0.3\ninfo: {title: no, x: 1.0}\npaths: {/a: {get: {responses: {200: {}}}}}\n"
    )
    same = {
        "openapi": "3.0.3",
        "info": {"title": "no", "x": 1},
        "paths": {"/a": {"get": {"responses": {"200": {}}}}},
    }

    assert description.same(description.parse(yaml, "a.yaml"), described(same))


@pytest.mark.parametrize(
    ("way", "to", "pointer"),
    [
        (("info", "version"), "2", "/info/version"),
        (("info", "contact"), {}, "/info/contact"),
        (("paths", "/a", "get", "tags"), ["a", "b"], "/paths/~1a/get/tags/0"),
        (("paths", "/a", "get", "tags"), ["b"], "/paths/~1a/get/tags/1"),
        (("paths", "/a", "get", "deprecated"), 1, "/paths/~1a/get/deprecated"),
        (("components", "schemas", "A", "maximum"), "10", "/components/schemas/A/maximum"),
        (
            ("components", "schemas", "A", "properties"),
            {},
            "/components/schemas/A/properties/servers",
        ),
        (("components", "schemas", "A", "example"), None, "/components/schemas/A/example"),
    ],
)
def test_any_other_difference_is_told_by_its_place(
    way: tuple[str, ...], to: Any, pointer: str
) -> None:
    one, other = described(DOCUMENT), described(changed(*way, to=to))

    assert description.difference(one, other) == pointer
    assert description.difference(other, one) == pointer
    assert not description.same(one, other)


def test_what_was_brought_in_makes_no_difference() -> None:
    found = described(changed("components", "schemas", "A", to={"$ref": "b.json"}))
    whole = description.gather(found, lambda _: b"{}")

    assert description.same(found, whole)
