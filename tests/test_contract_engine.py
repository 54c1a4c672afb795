"""schemathesis at work: without network or configuration, the same every time, and as we rely on it."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis.configuration import storage_directory
from hypothesis.internal.conjecture import providers

from conformance import data
from conformance.checks import answers
from conformance.contract import Case, cases
from conformance.contract.engine import Engine, closed
from conformance.description import Description, parse
from conformance.model import Exchange, Request, Response
from tests.descriptions import (
    BODY_SCHEMA,
    GET,
    document,
    in_query,
    listing,
    made,
    posting,
)
from tests.promises.repository import ROOT
from tests.promises.test_the_start_is_quick import imported

# -- the network ------------------------------------------------------------------------------------


LEADING_OUT = document(
    {
        "/gebouwen": {
            "get": {
                "parameters": [
                    in_query("a", {"$ref": "http://192.0.2.1/a.json#/a"}),
                    in_query("b", {"$ref": "file:///etc/passwd"}),
                    in_query(
                        "c",
                        {"type": "integer"},
                        examples={"x": {"externalValue": "http://192.0.2.1/v"}},
                    ),
                    {"$ref": "http://192.0.2.1/parameters.json#/d"},
                ],
                "responses": {"200": {"$ref": "http://192.0.2.1/r.json"}},
            }
        },
        "/zoek": {
            "post": {
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {"$ref": "#/components/schemas/Zoek"},
                            "examples": {"x": {"externalValue": "http://192.0.2.1/v"}},
                        }
                    }
                },
                "responses": {"200": {"description": "fine"}},
            }
        },
    },
    version="3.1.0",
    Zoek={
        "$id": "http://192.0.2.1/zoek.json",
        "$schema": "http://192.0.2.1/dialect",
        "type": "object",
        "properties": {"n": {"type": "integer"}, "e": {"$ref": "other.yaml#/e"}},
        "discriminator": {"propertyName": "n", "mapping": {"x": "http://192.0.2.1/x.json"}},
    },
)


@pytest.fixture
def dialled(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    tried: list[Any] = []

    def refuse(*arguments: Any, **more: Any) -> None:
        tried.append(arguments)
        raise OSError("no network in this test")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    return tried


def test_nothing_that_leads_out_of_the_document_opens_a_socket(dialled: list[Any]) -> None:
    found = made(LEADING_OUT, examples=4)

    assert {case.template for case in found} == {"/gebouwen", "/zoek"}
    assert dialled == []


def test_without_that_care_a_socket_would_be_opened(dialled: list[Any]) -> None:
    schema = schemathesis.openapi.from_dict(
        json.loads(json.dumps(LEADING_OUT)), config=schemathesis.Config()
    )
    list(schema.get_all_operations())

    assert dialled


def test_a_document_is_closed_without_touching_what_only_looks_like_a_way_out() -> None:
    source = {"properties": {"$id": {"type": "string"}, "$ref": {"type": "string"}, "links": {}}}

    assert closed(source) == source


def test_the_document_is_left_as_it_was() -> None:
    before = json.dumps(LEADING_OUT)
    made(LEADING_OUT)

    assert json.dumps(LEADING_OUT) == before


# -- documents that are not as they should be --------------------------------------------------------


@pytest.mark.parametrize(
    "parameters",
    [
        [in_query("q", {"type": "strng"})],
        [in_query("q", {"$ref": "#/components/schemas/Nergens"})],
        [in_query("q", {"type": "string", "pattern": "[a-"})],
        [in_query("q", {"type": "string", "format": {"a": 1}})],
        [in_query("q", {"$ref": 7})],
        [{"name": "q", "in": "query"}],
        [{"in": "query"}, 7, None],
        "none",
    ],
    ids=str,
)
def test_an_odd_description_costs_cases_and_nothing_else(parameters: Any) -> None:
    responses = {"200": {"description": "fine"}}
    source = document({"/a": {"get": {"parameters": parameters, "responses": responses}}})
    told: list[str] = []

    found = made(source, left_out=told.append)

    assert all(case.kind == "method" or case.valid for case in found)
    assert all(reason.startswith("GET /a: ") for reason in told)


def test_a_reference_that_leads_nowhere_costs_only_what_it_stands_for() -> None:
    source = posting({"$ref": "#/components/schemas/Nergens"})
    source["paths"]["/gebouwen"]["post"]["parameters"] = [in_query("page", {"type": "integer"})]
    told: list[str] = []

    found = made(source, left_out=told.append)
    assert told == []
    assert {case.place for case in found} <= {"method", "media type", "body", "query"}
    assert not any(case.valid and case.body for case in found)


def test_what_is_left_out_is_told() -> None:
    told: list[str] = []

    assert made(listing(in_query("q", {"type": "strng"})), left_out=told.append) == []
    assert told == ["GET /gebouwen: Invalid `type` definition"]


# -- what is relied on in schemathesis ----------------------------------------------------------------


@pytest.fixture(scope="module")
def proposals() -> list[Any]:
    query = in_query("page", {"type": "integer", "maximum": 9})
    source = document(
        {"/gebouwen": {"parameters": [query], **posting(BODY_SCHEMA)["paths"]["/gebouwen"]}}
    )
    return Engine(source).covering("post", "/gebouwen")


def test_schemathesis_proposes_values_beyond_a_bound_and_says_where(proposals: list[Any]) -> None:
    above = [it for it in proposals if ("page", "10") in it.query]

    assert [(it.place, it.name, it.valid) for it in above][:1] == [("query", "page", False)]


def test_schemathesis_gives_bodies_as_values_and_as_bytes(proposals: list[Any]) -> None:
    with_body = [it for it in proposals if it.value is not None]

    assert all(json.loads(it.body) == it.value for it in with_body)
    assert {it.media_type for it in with_body} == {"application/json"}


def test_schemathesis_proposes_both_valid_and_broken_requests(proposals: list[Any]) -> None:
    assert {it.valid for it in proposals} == {True, False}


def test_schemathesis_leaves_undescribed_methods_to_us(proposals: list[Any]) -> None:
    assert not any("HTTP method" in it.hint for it in proposals)


def test_schemathesis_draws_examples_at_random_from_a_seed() -> None:
    engine = Engine(posting(BODY_SCHEMA))
    one, same, other = (
        engine.fuzzing("post", "/gebouwen", examples=12, seed=seed) for seed in (1, 1, 2)
    )

    assert one == same
    assert one != other


def test_schemathesis_is_imported_when_the_first_case_is_wanted_and_no_sooner() -> None:
    assert imported("-c", "import conformance.contract") & {"schemathesis", "hypothesis"} == set()


def test_schemathesis_goes_by_no_configuration_file(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "schemathesis.toml").write_text("nonsense = true\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    assert made(listing(in_query("page", {"type": "integer"})))


def test_hypothesis_has_its_own_constants_again_afterwards() -> None:
    before = providers._get_local_constants, storage_directory(intent_to_write=False).path
    made(listing(in_query("page", {"type": "integer"})))

    assert (providers._get_local_constants, storage_directory(intent_to_write=False).path) == before


# -- the same every time -------------------------------------------------------------------------------


DIGEST = """
import hashlib, sys
import {extra}
sys.path.insert(0, {root!r})
from tests.descriptions import BODY_SCHEMA, BUILDING, document, made, posting
source = document({{"/gebouwen/{{gebouwId}}": BUILDING, **posting(BODY_SCHEMA)["paths"]}})
print(hashlib.sha256(repr(made(source, examples=12, seed=5, most=500)).encode()).hexdigest())
"""


@pytest.mark.slow
def test_the_same_seed_gives_the_same_cases_in_every_process(tmp_path: Any) -> None:
    local = tmp_path / "constants_of_mine.py"
    local.write_text('WORDS = ("one", "two", 424242, "drie"); NUMBER = 3.25\n', encoding="utf-8")
    digests = {
        subprocess.run(
            [sys.executable, "-c", DIGEST.format(extra=extra, root=str(ROOT))],
            cwd=tmp_path,
            env={"PYTHONHASHSEED": str(turn), "HOME": str(tmp_path), "PYTHONPATH": str(tmp_path)},
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        ).stdout
        for turn, extra in enumerate(("json", "constants_of_mine"))
    }

    assert len(digests) == 1
    assert not (tmp_path / ".hypothesis").exists()


# -- on a real server -----------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_reference_refuses_what_is_broken_and_answers_as_it_announces() -> None:
    with served_register() as base:
        described = parse(
            sent(Case("GET", "", "", f"{base}/openapi.json")).body, f"{base}/openapi.json"
        )
        ids = [
            it["identificatie"]
            for it in sent(Case("GET", "", "", f"{base}/gebouwen")).json["gebouwen"]
        ]
        known = {"gebouwId": ids, "nummer": [0] * len(ids)}
        found = list(
            cases(
                described.document,
                base=base,
                methods=GET | {"POST"},
                known=lambda template, name: known.get(name, []),
                examples=4,
            )
        )
        wrong = [it for case in found for it in objections(case, sent(case), described)]

    assert len(found) > 100
    assert wrong == []


def objections(case: Case, exchange: Exchange, described: Description) -> list[str]:
    refused = {"path": {400, 404}, "method": {404, 405}, "media type": {415}}
    right = set(range(200, 500)) if case.valid else refused.get(case.place, {400})
    wrong = [] if exchange.status in right else [f"{case.broken}: {exchange.where}"]
    operation = answers.operation_of(exchange, described)
    if operation:
        wrong += [
            str(it) for it in answers.judge(exchange, operation) if not getattr(it, "met", False)
        ]
    return wrong


def sent(case: Case) -> Exchange:
    request = httpx.Request(case.method, case.url, headers=case.headers, content=case.body or None)
    with httpx.Client() as client:
        response = client.send(request)
    return Exchange(
        Request(case.method, case.url, case.headers, case.body),
        Response(
            response.status_code,
            headers=tuple(response.headers.multi_items()),
            body=response.content,
        ),
    )


@contextmanager
def served_register() -> Iterator[str]:
    app = data.fixture_module("apis.register.app")
    with data.fixture_module("apis.http").serve(app.create_app()) as base:
        yield base
