"""The OpenAPI document of a candidate: found where it usually is, read without being led astray."""

import json

import pytest

from conformance import description
from tests.samples import exchange

SMALL = {
    "openapi": "3.1.0",
    "info": {"title": "Things", "version": "1"},
    "servers": [{"url": "/api"}],
    "paths": {
        "/things": {"get": {"responses": {"200": {"description": "ok"}}}, "post": {}},
        "/things/{id}": {"get": {}},
        "/jobs": {"post": {}},
    },
}


def found(document: object) -> description.Description:
    read = description.read(exchange("/openapi.json", body=json.dumps(document).encode()))
    assert read is not None
    return read


def test_only_what_a_plain_get_may_ask_is_offered() -> None:
    assert list(found(SMALL).plain_gets()) == ["http://127.0.0.1:8000/api/things"]


@pytest.mark.parametrize(
    ("change", "base"),
    [
        ({}, "http://127.0.0.1:8000/api"),
        ({"servers": []}, "http://127.0.0.1:8000/"),
        ({"servers": [{"url": "http://other.example/v1"}]}, "http://other.example/v1"),
        ({"servers": None, "basePath": "/v2"}, "http://127.0.0.1:8000/v2"),
    ],
)
def test_paths_count_from_the_server_that_the_document_names(
    change: dict[str, object], base: str
) -> None:
    assert found({**SMALL, **change}).base == base


def test_yaml_is_read_and_its_words_stay_words() -> None:
    read = description.read(
        exchange("/openapi.yaml", body=b"openapi: 3.0.3\ninfo: {title: no, version: 2026-11-24}\n")
    )

    assert read is not None
    assert read.document["info"] == {"title": "no", "version": "2026-11-24"}


@pytest.mark.parametrize(
    "answer",
    [
        exchange(body=b"<html>"),
        exchange(body=b"{}"),
        exchange(body=b"[]"),
        exchange(body=b"a: [b"),
        exchange(status=404, body=json.dumps(SMALL).encode()),
        exchange(body=b"openapi: 3.0.3", content_type="text/html"),
    ],
)
def test_what_is_no_description_is_none(answer: object) -> None:
    assert description.read(answer) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "junk", [{"paths": []}, {"paths": {"/a": None}}, {"servers": "x"}, {"servers": [3]}]
)
def test_junk_inside_is_survived(junk: dict[str, object]) -> None:
    assert isinstance(list(found({**SMALL, **junk}).plain_gets()), list)


def test_the_usual_places_are_below_the_base_and_at_the_root() -> None:
    places = description.places("http://127.0.0.1/api")

    assert "http://127.0.0.1/api/openapi.json" in places
    assert "http://127.0.0.1/openapi.json" in places
    assert description.places("http://127.0.0.1/api", "/spec.yaml") == (
        "http://127.0.0.1/spec.yaml",
    )


def test_a_description_is_validated() -> None:
    assert description.faults(found({**SMALL, "paths": {}})) == []
    assert description.faults(found({"openapi": "3.1.0"}))


def test_a_version_that_the_validator_does_not_know_is_said_so() -> None:
    with pytest.raises(ValueError, match=r"3\.2\.0 is not validated"):
        description.faults(found({**SMALL, "openapi": "3.2.0"}))
