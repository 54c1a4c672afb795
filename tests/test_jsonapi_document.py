"""The document that the JSON:API checks share: every fact with its place, and no junk that breaks it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance import data, profiles
from conformance.model import Exchange, Finding, Request, Response
from tests import prove

FOLDER = profiles.folder_of("json-api")
documents = data.profile_module(FOLDER, "documents")
media_types = data.profile_module(FOLDER, "media_types")
targets = data.profile_module(FOLDER, "targets")
Document = documents.Document

EXT = "https://example.org/ext/version"
NAMES = st.sampled_from(
    [
        "data",
        "errors",
        "meta",
        "jsonapi",
        "links",
        "included",
        "type",
        "id",
        "attributes",
        "relationships",
        "href",
        "describedby",
        "self",
        "source",
        "@context",
        "version:id",
        "a~b",
    ]
)
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=25,
)


def exchange(
    value: Any, *, path: str = "/articles", content_type: str = media_types.JSON_API
) -> Exchange:
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    headers = (("Content-Type", content_type),) if content_type else ()
    return Exchange(
        Request("GET", f"http://127.0.0.1{path}"), Response(200, headers=headers, body=body)
    )


def read(value: Any, **given: str) -> Any:
    return exchange(value, **given).once(Document)


def article(**members: Any) -> dict[str, Any]:
    return {"type": "articles", "id": "1", "attributes": {"title": "A title"}, **members}


@given(JUNK)
def test_no_json_value_breaks_it(value: Any) -> None:
    document = read(value)

    assert document.is_json_api
    assert document.root == {} or isinstance(value, dict)


@given(JUNK)
def test_no_json_value_breaks_a_passive_check(value: Any) -> None:
    seen = exchange({"data": value, "included": [value], "links": value, "errors": [value]})
    found = [
        observed
        for it in prove.profile().requirements
        if it.check and profiles.is_passive(way := prove.ways()[it.id]) and way.look
        for observed in way.look(seen, **it.params)
    ]

    assert found
    assert all(isinstance(it, Finding) for it in found)


@given(JUNK)
def test_it_never_sees_a_member_that_begins_with_an_at_sign(value: Any) -> None:
    assert not [name for name in names(read(value).value) if name.startswith("@")]


def names(value: Any) -> Iterator[str]:
    """Every member name in a JSON value, at any depth."""
    if isinstance(value, dict):
        yield from value
    for each in (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    ):
        yield from names(each)


@given(st.binary(max_size=40))
def test_no_bytes_break_it(body: bytes) -> None:
    assert read(body).root == {} or body.lstrip().startswith(b"{")


@given(JUNK)
def test_every_container_is_either_listed_or_misshapen(value: Any) -> None:
    document = read({"data": {"type": "a", "id": "1", "attributes": value}})
    misshapen = {pointer for pointer, _, _ in document.misshapen}

    assert ("/data/attributes" in misshapen) is not isinstance(value, dict)


def test_a_document_of_many_levels_is_read() -> None:
    body = b'{"@x": 1, "data": ' + b'{"a": [' * 150 + b"]}" * 150 + b"}"

    assert read(body).at_members == ["/@x"]


def test_a_document_of_more_levels_than_the_suite_reads_is_none() -> None:
    body = b'{"@x": 1, "data": ' + b'{"a": [' * 5000 + b"]}" * 5000 + b"}"

    assert not read(body).is_json_api


def test_a_resource_is_told_from_an_identifier_by_its_members() -> None:
    document = read({"data": [{"type": "tags", "id": "1"}, article()]})

    assert [pointer for pointer, _ in document.resources] == ["/data/0", "/data/1"]
    assert document.unclear == document.identifiers == []


def test_what_has_only_type_id_and_meta_is_not_decided() -> None:
    document = read({"data": {"type": "tags", "id": "1", "meta": {}}})

    assert [pointer for pointer, _ in document.unclear] == ["/data"]
    assert document.resources == document.identifiers == []


def test_at_a_relationship_url_it_is_an_identifier() -> None:
    document = read({"data": [{"type": "tags", "id": "1"}]}, path="/a/1/relationships/tags?page=1")

    assert [pointer for pointer, _ in document.identifiers] == ["/data/0"]


def test_linkage_holds_identifiers() -> None:
    linkage = [{"type": "tags", "id": "1"}, "2", {"type": "tags", "id": "3"}]
    document = read({"data": article(relationships={"a/b": {"data": linkage}})})
    at = "/data/relationships/a~1b/data"

    assert [pointer for pointer, _ in document.identifiers] == [f"{at}/0", f"{at}/2"]
    assert document.misshapen == [(f"{at}/1", "identifier", "2")]


def test_links_know_where_they_stand() -> None:
    links = {"self": "/x"}
    document = read(
        {
            "links": links,
            "data": article(links=links, relationships={"author": {"links": links}}),
            "errors": [{"links": links}],
        }
    )

    assert [(pointer, place) for pointer, _, place in document.links] == [
        ("/links", "top"),
        ("/data/relationships/author/links", "relationship"),
        ("/data/links", "resource"),
        ("/errors/0/links", "error"),
    ]
    assert document.top_links == links


def test_link_objects_are_found_inside_each_other() -> None:
    inner = {"href": "/schema", "meta": {"a": 1}}
    document = read({"links": {"self": {"href": "/x", "describedby": inner}}, "meta": {}})

    assert document.link_objects[1] == ("/links/self/describedby", inner)
    assert ("/links/self/describedby/meta", {"a": 1}) in document.metas


def test_unknown_members_are_named_with_the_object_that_holds_them() -> None:
    document = read({"count": 1, "data": article(author="x"), "errors": [{"source": {"line": 1}}]})

    assert document.additional == [
        ("/count", "top level"),
        ("/data/author", "resource object"),
        ("/errors/0/source/line", "error source"),
    ]


def test_meta_and_attributes_may_hold_anything() -> None:
    free = {"data": [1], "links": "x", "errors": {"a": None}}
    document = read({"meta": free, "data": article(attributes=free)})

    assert document.additional == document.misshapen == []


def test_members_with_a_namespace_are_an_extensions() -> None:
    document = read({"data": article(**{"version:id": "2"})})

    assert document.extension_members == {"version:id": "/data/version:id"}
    assert document.additional == []


def test_at_members_are_taken_out_and_remembered() -> None:
    document = read({"@context": "x", "data": article(attributes={"@id": 1, "mail": "@ann"})})

    assert document.at_members == ["/@context", "/data/attributes/@id"]
    assert document.fields == {"mail": "/data/attributes/mail"}


def test_the_media_type_names_extensions_and_profiles() -> None:
    media_type = f'{media_types.JSON_API};ext="{EXT} urn:x" ; Profile = "urn:\\"y"; charset=utf-8'
    document = read({"data": None}, content_type=media_type)

    assert document.ext == (EXT, "urn:x")
    assert document.profile == ('urn:"y',)
    assert document.parameters[2] == ("charset", "utf-8")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (EXT, True),
        ("urn:example:a", True),
        ("https://example.org/%C3%A9", True),
        ("https://example.org/é", False),
        ("https://example.org/%zz", False),
        ("/ext/version", False),
        ("version", False),
        ("", False),
    ],
)
def test_a_uri_has_a_scheme_and_only_its_own_characters(text: str, *, expected: bool) -> None:
    assert media_types.is_uri(text) is expected


@pytest.mark.parametrize(
    "root",
    [
        {"data": [article()]},
        {"data": article(), "included": []},
        {"jsonapi": {"version": "1.0"}, "data": []},
        {"errors": [{"status": "404", "title": "Not found", "detail": "There is no article 0."}]},
    ],
)
def test_a_document_under_another_type_is_recognised_and_not_judged(root: Any) -> None:
    document = read(root, content_type="application/json")

    assert document.resembles_json_api
    assert not document.is_json_api
    assert document.resources == []


@pytest.mark.parametrize(
    "root",
    [
        {"data": []},
        {"data": {"type": "app", "id": "1"}},
        {"data": [{"id": 1, "type": "x", "attributes": {}}]},
        {"errors": [{"message": "no query"}]},
        {"errors": {"title": ["is missing"]}},
        {"openapi": "3.1.0", "paths": {}},
        [article()],
        "text",
    ],
)
def test_other_json_is_never_taken_for_a_document(root: Any) -> None:
    assert not read(root, content_type="application/json").resembles_json_api


@pytest.mark.parametrize("body", [b"", b"<h1>no</h1>", b'{"data": NaN}', b"\xff"])
def test_what_is_no_json_is_claimed_at_most(body: bytes) -> None:
    document = read(body)

    assert document.is_claimed is bool(body)
    assert not document.is_json_api


@pytest.mark.parametrize(
    ("asked", "link", "expected"),
    [
        ("/api/articles/1", "http://other.example/api/articles/1", True),
        ("/api/articles/1/", "/api/articles/1", True),
        ("/api/articles/1?include=author", {"href": "1"}, True),
        ("/api/article?id=1&include=author", "/api/article?id=1", True),
        ("/api/article?id=2", "/api/article?id=1", False),
        ("/api/articles", "/api/articles/1", False),
        ("/api/articles/1", "http://[broken", False),
        ("/api/articles/1", None, False),
    ],
)
def test_a_self_link_leads_back_or_it_does_not(asked: str, link: Any, *, expected: bool) -> None:
    found = targets.leads_back(exchange({}, path=asked), {"links": {"self": link}})

    assert found is expected
