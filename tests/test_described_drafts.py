"""What an OpenAPI document tells of a resource is enough to make one where a collection holds no example."""

from pathlib import Path
from typing import Any

import pytest

from conformance import data, profiles, run
from conformance.candidate.declaration import Claims, Declaration, Limits
from conformance.description import Description
from conformance.model import Effect, Level, Status

described = data.profile_module(profiles.folder_of("json-api"), "described")


def empty_blog() -> Any:
    """The reference API with nothing in it."""
    app = data.fixture_module("apis.json_api.app").create_app()
    with app.store.change() as state:
        for kind in ("articles", "comments", "people", "tags"):
            for record in state.all(kind):
                if state.find(kind, record.id):
                    state.remove(record)
    return app


@pytest.mark.slow
def test_a_server_without_any_resource_can_be_written_to(tmp_path: Path) -> None:
    limits = Limits(addresses=frozenset({"loopback"}))
    with data.fixture_module("apis.http").serve(empty_blog()) as url:
        declaration = Declaration(
            url,
            claims=Claims("1.1"),
            limits=limits,
            effects=frozenset({Effect.SAFE, Effect.WRITES}),
        )
        found = run.run(run.Order("json-api", declaration, tmp_path))
    results = {it.requirement.id.partition("/")[2]: it for it in found.results}
    accused = [
        it.requirement.id
        for it in found.results
        if it.requirement.level is Level.MUST and it.status in (Status.FAILED, Status.ERRORED)
    ]

    assert accused == []
    assert results["create/201"].status is Status.PASSED
    assert results["update/missing-attributes-kept"].status is Status.PASSED
    assert found.left_behind == ()


def described_by(schema: dict[str, Any]) -> Description:
    wanted = {"content": {"application/vnd.api+json": {"schema": {"$ref": "#/components/new"}}}}
    return Description(
        "http://127.0.0.1:8000/openapi.json",
        {
            "openapi": "3.1.0",
            "servers": [{"url": "/api"}],
            "paths": {"/things": {"post": {"requestBody": wanted}}},
            "components": {"new": schema},
        },
    )


class Candidate:
    """As much of a candidate as drafts need: it has fetched its description already."""

    def __init__(self, found: Description | None) -> None:
        self._found = found

    def once(self, _: Any) -> Description | None:
        return self._found


def drafts(found: Description | None) -> list[Any]:
    return list(described.drafts(Candidate(found), "http://127.0.0.1:8000/api/things", "zqword"))


def resource(**attributes: Any) -> dict[str, Any]:
    inside = {
        "type": {"const": "things"},
        "attributes": {"properties": attributes, "required": ["name"]},
    }
    return {"properties": {"data": {"properties": inside}}}


def test_each_attribute_gets_a_value_that_its_schema_allows() -> None:
    full, needed = drafts(
        described_by(
            resource(
                name={"type": "string", "maxLength": 4},
                size={"type": ["integer", "null"], "minimum": 3},
                kind={"enum": ["small", "large"]},
                born={"type": "string", "format": "date"},
                mail={"type": "string", "format": "email"},
                shown={"example": "as shown"},
                own={"type": "string", "readOnly": True},
            )
        )
    )

    assert full.type == "things"
    assert full.attributes == {
        "name": "zqwo",
        "size": 3,
        "kind": "small",
        "born": "2026-01-31",
        "mail": "zqword@example.org",
        "shown": "as shown",
    }
    assert needed.attributes == {"name": "zqwo"}


@pytest.mark.parametrize(
    "schema",
    [
        {},
        {"$ref": "#/components/new"},
        {"$ref": "http://192.0.2.1/elsewhere.json"},
        {"properties": {"data": {"properties": {"type": {"type": "string"}}}}},
        {"properties": {"data": ["odd"]}},
    ],
)
def test_a_description_that_does_not_say_gives_no_draft(schema: dict[str, Any]) -> None:
    assert drafts(described_by(schema)) == []


def test_without_a_description_there_is_no_draft() -> None:
    assert drafts(None) == []
