"""A reference that leads nowhere is listed with the reason, and nothing is fetched from where it must not come."""

import json
from pathlib import Path

import jsonschema_rs
import pytest

from conformance import description
from conformance.description import Description
from conformance.errors import ConformanceError
from tests.references import URL, Web, reasons, schemas, schemas_at


def test_a_reference_to_nothing_is_listed_and_leads_to_nothing() -> None:
    whole = description.gather(
        schemas(A={"items": {"$ref": "#/components/schemas/Nothing"}}), Web()
    )
    (lost,) = whole.unresolved

    assert lost.pointer == "/components/schemas/A/items"
    assert lost.reference == "#/components/schemas/Nothing"
    assert "nothing stands at /components/schemas/Nothing" in lost.reason
    assert lost.broken
    assert not whole.root.get("components", "schemas", "A", "items").exists
    assert jsonschema_rs.validator_for(
        {"$ref": "#/components/schemas/A", **whole.document}, base_uri="json-schema:///"
    ).is_valid([3])


def test_what_cannot_be_fetched_is_listed_once_for_each_reference_and_asked_for_once() -> None:
    web = Web()
    whole = description.gather(schemas(A={"$ref": "b.json#/A"}, B={"$ref": "b.json#/B"}), web)

    assert reasons(whole) == {"b.json#/A": "answered 404", "b.json#/B": "answered 404"}
    assert [it.broken for it in whole.unresolved] == [False, False]
    assert len(web.asked) == 1


def test_another_document_that_is_none_says_why() -> None:
    whole = description.gather(schemas(A={"$ref": "b.json"}), Web(**{"b.json": b"<html>"}))

    assert "HTML or XML" in reasons(whole)["b.json"]


@pytest.mark.parametrize("length", [1, 2, 3])
def test_references_in_a_circle_are_listed(length: int) -> None:
    circle = {f"A{n}": {"$ref": f"#/components/schemas/A{(n + 1) % length}"} for n in range(length)}
    whole = description.gather(schemas(**circle, B={"$ref": "#/components/schemas/A0"}), Web())

    assert set(reasons(whole).values()) == {"it leads back to itself"}
    assert len(whole.unresolved) == length


def test_a_circle_through_two_documents_is_listed() -> None:
    web = Web(**{"b.json": {"$ref": "openapi.json#/components/schemas/A"}})

    assert len(description.gather(schemas(A={"$ref": "b.json"}), web).unresolved) == 2


def test_a_schema_that_contains_itself_is_no_circle() -> None:
    tree = {"properties": {"children": {"items": {"$ref": "#/components/schemas/Tree"}}}}

    assert description.gather(schemas(Tree=tree), Web()).unresolved == ()


@pytest.mark.parametrize(
    ("reference", "reason"),
    [
        ("file:///etc/passwd", "a file is only read where the document itself is one"),
        ("FILE:///etc/passwd", "a file is only read where the document itself is one"),
        ("ftp://127.0.0.1/b.json", "ftp: is not followed"),
        ("data:application/json,{}", "data: is not followed"),
        ("gopher://127.0.0.1/1", "gopher: is not followed"),
        ("http://[", "it is no URL"),
    ],
)
def test_nothing_but_http_is_fetched_for_a_document_of_the_web(reference: str, reason: str) -> None:
    web = Web()
    whole = description.gather(schemas(A={"$ref": reference}), web)

    assert web.asked == []
    assert reason in reasons(whole)[reference]


@pytest.mark.parametrize(
    "reference",
    [
        "/etc/passwd",
        "../b.json",
        "%2e%2e/b.json",
        "file:///etc/passwd",
        "file://host/work/b.json",
        "sub/../../b.json",
    ],
)
def test_a_file_refers_to_nothing_outside_its_folder(reference: str, tmp_path: Path) -> None:
    web = Web()
    whole = description.gather(
        schemas_at(str(tmp_path / "openapi.json"), A={"$ref": reference}), web
    )

    assert web.asked == []
    assert "outside the folder" in reasons(whole)[reference]


@pytest.mark.parametrize("reference", ["b.json", "sub/b.json", "./b.json"])
@pytest.mark.parametrize("as_url", [False, True])
def test_a_file_may_refer_to_files_in_its_folder(
    reference: str, tmp_path: Path, *, as_url: bool
) -> None:
    place = tmp_path / "with space" / "openapi.json"
    asked: list[str] = []

    def fetch(url: str) -> bytes:
        asked.append(url)
        return b"{}"

    url = place.as_uri() if as_url else str(place)
    whole = description.gather(schemas_at(url, A={"$ref": reference}), fetch)

    assert asked == [(place.parent / reference).as_uri()]
    assert whole.unresolved == ()


def test_a_document_of_the_web_that_a_file_refers_to_gets_no_file(tmp_path: Path) -> None:
    web = Web(**{"b.json": {"$ref": f"file://{tmp_path}/c.json"}})
    whole = description.gather(
        schemas_at(str(tmp_path / "o.json"), A={"$ref": "http://127.0.0.1/api/b.json"}), web
    )

    assert "a file is only read where" in next(iter(reasons(whole).values()))
    assert whole.unresolved[0].pointer == "/x-conformance-external/b.json"


def test_a_document_without_a_url_refers_to_nothing_beside_it() -> None:
    whole = description.gather(schemas_at("", A={"$ref": "b.json"}), Web())

    assert "has no URL" in reasons(whole)["b.json"]


def test_no_more_than_a_hundred_documents_are_fetched() -> None:
    asked: list[str] = []

    def endless(url: str) -> bytes:
        asked.append(url)
        return json.dumps({"items": {"$ref": f"{len(asked)}.json"}}).encode()

    whole = description.gather(schemas(A={"$ref": "0.json"}), endless)

    assert len(asked) == 100
    assert list(reasons(whole).values()) == ["more than 100 documents are not fetched"]


def test_no_more_than_thirty_million_bytes_are_kept() -> None:
    pages = {f"{n}.json": b'{"x": "' + b"x" * 9_000_000 + b'"}' for n in range(5)}
    whole = description.gather(
        schemas(**{f"A{n}": {"$ref": f"{n}.json"} for n in range(5)}), Web(**pages)
    )

    assert "30000000 bytes" in reasons(whole)["4.json"]
    assert len(whole.externals) == 3


def test_an_own_key_of_the_name_that_is_used_is_kept() -> None:
    found = Description(
        URL,
        {
            "openapi": "3.1.0",
            "x-conformance-external": {"b.json": {"type": "string"}},
            "components": {
                "schemas": {
                    "A": {"$ref": "b.json"},
                    "B": {"$ref": "#/x-conformance-external/b.json"},
                }
            },
        },
    )
    whole = description.gather(found, Web(**{"b.json": {"type": "null"}}))

    assert whole.root.get("components", "schemas", "A", "type").text == "null"
    assert whole.root.get("components", "schemas", "B", "type").text == "string"


def test_a_fault_that_is_none_of_the_suites_errors_is_not_swallowed() -> None:
    def broken(url: str) -> bytes:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        description.gather(schemas(A={"$ref": "b.json"}), broken)
    assert not issubclass(ZeroDivisionError, ConformanceError)
