"""Small descriptions to make cases from."""

from collections.abc import Mapping, Sequence
from typing import Any

from conformance.contract import Case, cases

BASE = "http://127.0.0.1:9/register/v1"
ALL = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
GET = frozenset({"GET"})
ID = "0363100012345678"
BODY_SCHEMA = {
    "type": "object",
    "required": ["naam", "bouwjaar"],
    "properties": {
        "id": {"type": "string", "readOnly": True},
        "naam": {"type": "string", "minLength": 1, "maxLength": 80},
        "bouwjaar": {"type": "integer", "minimum": 1000},
        "ingangsdatum": {"type": "string", "format": "date"},
    },
}


def in_query(name: str, schema: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, **more}


def document(paths: Mapping[str, Any], version: str = "3.0.3", **schemas: Any) -> dict[str, Any]:
    return {
        "openapi": version,
        "info": {"title": "Register", "version": "1.0.0"},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def listing(*parameters: Mapping[str, Any]) -> dict[str, Any]:
    operation = {"parameters": list(parameters), "responses": {"200": {"description": "fine"}}}
    return document({"/gebouwen": {"get": operation}})


def posting(schema: Mapping[str, Any], media_type: str = "application/json") -> dict[str, Any]:
    body = {"required": True, "content": {media_type: {"schema": schema}}}
    operation = {"requestBody": body, "responses": {"201": {"description": "made"}}}
    return document({"/gebouwen": {"post": operation}})


BUILDING = {
    "parameters": [
        {
            "name": "gebouwId",
            "in": "path",
            "required": True,
            "schema": {"type": "string", "pattern": "^[0-9]{16}$"},
        }
    ],
    "get": {
        "parameters": [in_query("velden", {"type": "string", "enum": ["alle", "kort"]})],
        "responses": {"200": {"description": "fine"}},
    },
}


def made(source: Mapping[str, Any], **more: Any) -> list[Case]:
    return list(cases(source, base=BASE, methods=more.pop("methods", ALL), **more))


def broken(source: Mapping[str, Any], place: str, **more: Any) -> list[Case]:
    return [case for case in made(source, **more) if case.place == place and not case.valid]


def kinds(found: Sequence[Case]) -> set[tuple[str, str]]:
    return {(case.name, case.kind) for case in found}
