"""Judging by the description: what correct servers may do, what a run must leave alone, and what goes wrong."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from werkzeug.wrappers import Request, Response

from conformance import data
from conformance.model import Finding, Result, Status
from tests import prove

ID = "0363100012345678"
SCHEMA = {
    "type": "object",
    "required": ["naam", "bouwjaar"],
    "properties": {"naam": {"type": "string"}, "bouwjaar": {"type": "integer"}},
}
JSON = {"application/json": {"schema": SCHEMA, "example": {"naam": "Toren", "bouwjaar": 1674}}}
FINE = {"description": "Goed.", "content": JSON}
IN_PATH = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
PAGE = {"name": "page", "in": "query", "schema": {"type": "integer"}}
LIST = {
    "/lijst": {"get": {"parameters": [PAGE], "responses": {"200": {"description": "Een lijst."}}}}
}
KEPT: dict[str, Any] = {
    "/gebouwen": {
        "get": {"responses": {"200": {"description": "Een lijst."}}},
        "post": {"requestBody": {"required": True, "content": JSON}, "responses": {"201": FINE}},
    },
    "/gebouwen/{id}": {
        "parameters": [IN_PATH],
        "get": {"responses": {"200": FINE}},
        "put": {"requestBody": {"required": True, "content": JSON}, "responses": {"200": FINE}},
        "delete": {"responses": {"204": {"description": "Weg."}}},
    },
}

Answer = Callable[[Request], Response]


def answered(document: Any, status: int = 200, media_type: str = "application/json") -> Response:
    return Response(json.dumps(document), status, content_type=media_type)


def judged(
    paths: Mapping[str, Any],
    answer: Answer,
    *wanted: str,
    writes: bool = False,
    examples: int = 0,
) -> dict[str, Result]:
    """The results of some requirements, for an API with these paths that answers so."""
    document = {
        "openapi": "3.0.3",
        "info": {"title": "T", "version": "1.0.0"},
        "servers": [{"url": "/api"}],
        "paths": paths,
    }

    def whole(request: Request) -> Response:
        is_description = request.path == "/api/openapi.json"
        return answered(document) if is_description else answer(request)

    ids = frozenset(f"http/contract/{name}" for name in wanted)
    with data.fixture_module("apis.http").serve(whole) as url:
        found = prove.judged(url, ids, "1", name="http", writes=writes, examples=examples)
    return {it.requirement.id.rpartition("/")[2]: it for it in found if it.requirement.id in ids}


def lists(request: Request) -> Response:
    """A list, whatever is asked; a page that is no number is refused."""
    page = request.args.get("page", "1")
    is_number = page.lstrip("-").isdecimal()
    return answered([]) if is_number else answered({}, 400, "application/problem+json")


class Keeper:
    """An API in memory that takes any object, and notes what became of what it had."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {ID: {"naam": "Oude Kerk", "bouwjaar": 1306}}
        self.asked: list[tuple[str, str]] = []
        self.issued = 0

    def __call__(self, request: Request) -> Response:
        self.asked.append((request.method, request.path))
        place, _, name = request.path.removeprefix("/api/").partition("/")
        if place != "gebouwen" or (name and name not in self.kept):
            return answered({}, 404)
        if request.method in {"POST", "PUT"}:
            sent = request.get_json(silent=True)
            if not isinstance(sent, dict):
                return answered({}, 400)
            self.issued += request.method == "POST"
            name = name or str(self.issued)
            self.kept[name] = sent
            status = 201 if request.method == "POST" else 200
            response = answered({**self.kept[name], "id": name}, status)
            response.headers["Location"] = f"/api/gebouwen/{name}"
            return response
        if request.method == "DELETE":
            del self.kept[name]
            return Response(status=204)
        if not name:
            return answered([{**it, "id": key} for key, it in self.kept.items()])
        return answered(self.kept[name])


def test_wrong_content_that_is_taken_all_the_same_is_removed_again() -> None:
    api = Keeper()

    found = judged(KEPT, api, "write-refused", writes=True)

    assert found["write-refused"].status is Status.FAILED
    assert api.issued > 1
    assert list(api.kept) == [ID]


def test_what_the_candidate_had_is_not_touched() -> None:
    api = Keeper()
    before = dict(api.kept[ID])

    judged(KEPT, api, "write-refused", "write-content", writes=True)

    replaced = {path for method, path in api.asked if method == "PUT"}
    assert api.kept[ID] == before
    assert replaced
    assert f"/api/gebouwen/{ID}" not in replaced


def test_nothing_is_written_where_the_run_has_nothing_of_its_own() -> None:
    only_put = {
        "/gebouwen/{id}": KEPT["/gebouwen/{id}"],
        "/gebouwen": {"get": KEPT["/gebouwen"]["get"]},
    }
    api = Keeper()

    found = judged(only_put, api, "write-refused", writes=True)

    assert found["write-refused"].status is Status.INAPPLICABLE
    assert {method for method, _ in api.asked} == {"GET"}


def test_without_leave_nothing_but_reading_is_asked() -> None:
    api = Keeper()

    judged(KEPT, api, "content", "wrong-input-refused")

    assert {method for method, _ in api.asked} <= {"GET", "HEAD", "OPTIONS"}


def test_without_a_description_there_is_nothing_to_keep() -> None:
    def nothing_described(request: Request) -> Response:
        return answered([]) if request.path == "/api" else answered({}, 404)

    names = ("no-server-error", "content", "media-type")
    with data.fixture_module("apis.http").serve(nothing_described) as url:
        ids = frozenset(f"http/contract/{name}" for name in names)
        found = [it for it in prove.judged(url, ids, "1", name="http") if it.requirement.id in ids]

    assert {it.status for it in found} == {Status.INAPPLICABLE}


def test_a_server_error_that_does_not_come_again_is_a_doubt() -> None:
    seen: list[str] = []

    def once_broken(request: Request) -> Response:
        described = request.args.get("page", "").isdecimal()
        seen.extend(["described"] if described else [])
        return answered({}, 500) if described and len(seen) == 1 else lists(request)

    found = judged(LIST, once_broken, "no-server-error")["no-server-error"]

    assert found.status is Status.INCONCLUSIVE
    assert "did not come a second time" in found.reason


@pytest.mark.parametrize(
    ("status", "headers"), [(503, {}), (502, {}), (500, {"Server": "cloudflare"})]
)
def test_an_error_from_the_way_is_a_doubt(status: int, headers: dict[str, str]) -> None:
    def cut_off(request: Request) -> Response:
        response = lists(request)
        if request.args:
            response = Response("<html>", status, content_type="text/html", headers=headers)
        return response

    found = judged(LIST, cut_off, "no-server-error", "media-type")

    assert found["no-server-error"].status is Status.INCONCLUSIVE
    assert found["media-type"].status is not Status.FAILED


def test_a_method_that_nobody_described_may_be_unknown() -> None:
    search = {**LIST, "/zoek": {"post": {"responses": {"200": {"description": "Gevonden."}}}}}

    def unknown(request: Request) -> Response:
        return answered({}, 501) if request.path == "/api/zoek" else lists(request)

    found = judged(search, unknown, "wrong-input-no-server-error")

    assert found["wrong-input-no-server-error"].status is Status.PASSED


def test_a_refusal_for_others_tells_nothing_of_wrong_input() -> None:
    def closed(request: Request) -> Response:
        return answered({}, 401) if request.args else answered([])

    found = judged(LIST, closed, "wrong-input-refused")["wrong-input-refused"]

    assert found.status is Status.INAPPLICABLE


@pytest.mark.parametrize(("status", "met"), [(404, True), (400, True), (200, False)])
def test_a_wrong_path_may_be_a_path_to_nothing(status: int, *, met: bool) -> None:
    number = {**IN_PATH, "schema": {"type": "integer"}}
    operation = {"parameters": [number], "responses": {"200": {"description": "Een."}}}
    paths = {**LIST, "/lijst/{id}": {"get": operation}}

    def answer(request: Request) -> Response:
        name = request.path.removeprefix("/api/lijst").strip("/")
        if not name:
            return answered([{"id": 1}])
        return answered({"id": 1}) if name == "1" else answered({}, status)

    found = judged(paths, answer, "wrong-input-refused")["wrong-input-refused"]

    # The list ignores its page here, so only the path is looked at.
    seen = [it for it in found.observations if isinstance(it, Finding)]
    told = {it.met for it in seen if "path" in it.expected}
    assert told == {met}


@pytest.mark.parametrize(
    ("wrong", "told"), [("path", Status.INAPPLICABLE), ("query", Status.FAILED)]
)
def test_a_path_to_nothing_need_not_be_described(wrong: str, told: Status) -> None:
    number = {**IN_PATH, "schema": {"type": "integer"}}
    operation = {"parameters": [number, PAGE], "responses": {"200": {"description": "Een."}}}

    def answer(request: Request) -> Response:
        parts = {"path": request.path.rpartition("/")[2], "query": request.args.get("page", "1")}
        is_wrong = request.path != "/api/lijst" and not parts[wrong].isdecimal()
        return answered({}, 404) if is_wrong else answered([{"id": 1}])

    found = judged({**LIST, "/lijst/{id}": {"get": operation}}, answer, "error-status")

    assert found["error-status"].status is told


def test_what_is_not_answered_is_a_doubt() -> None:
    def broken_off(request: Request) -> Response:
        if request.args:
            raise ConnectionAbortedError
        return answered([])

    found = judged(LIST, broken_off, "no-server-error", "content-present")

    assert found["no-server-error"].status is Status.INCONCLUSIVE


def test_more_examples_than_usual_are_drawn_at_random() -> None:
    def count(examples: int) -> int:
        asked: list[str] = []

        def counted(request: Request) -> Response:
            asked.append(request.full_path)
            return lists(request)

        judged(LIST, counted, "no-server-error", examples=examples)
        return len(asked)

    assert count(0) == count(8) < count(40)
