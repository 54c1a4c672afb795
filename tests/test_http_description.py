"""How a description is served: what a correct server may do, and what goes wrong with it."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from werkzeug.wrappers import Request, Response

from conformance import data
from conformance.candidate import Candidate
from conformance.candidate.declaration import Declaration, Limits
from conformance.model import Result, Status
from tests import prove

PAGE = "<!doctype html><title>App</title>"
PATHS = {"/lijst": {"get": {"responses": {"200": {"description": "Een lijst."}}}}}
HERE = [{"url": "/api"}]
CATALOGUE = "/.well-known/api-catalog"


def described(**changed: Any) -> dict[str, Any]:
    """A description, with some of its members changed."""
    info = {"title": "Lijsten", "version": "1.0.0"}
    return {"openapi": "3.0.3", "info": info, "servers": HERE, "paths": PATHS, **changed}


def judged(
    served: Mapping[str, Any],
    *wanted: str,
    declared: str = "",
    headers: Mapping[str, str] | None = None,
    otherwise: Response | None = None,
) -> dict[str, Result]:
    """The results of some requirements for an API that serves just that, by path, and a list.

    What is served is a document, a text, or a status; `otherwise` is the answer to any other path.
    """
    known = {"/api/lijst": [], "/api": {}, **served}

    def answer(request: Request) -> Response:
        found = known.get(request.path, 404)
        if found == 404 and otherwise:
            return otherwise
        response = _response(found)
        response.headers.update(headers or {})
        return response

    ids = frozenset(f"http/description/{name}" for name in wanted)
    with data.fixture_module("apis.http").serve(answer) as url:
        limits = Limits(addresses=frozenset({"loopback"}))
        candidate = Candidate(Declaration(url, description=declared, limits=limits))
        try:
            found = prove._judge(candidate, ids, "1", "http")
        finally:
            candidate.close()
    return {it.requirement.id.rpartition("/")[2]: it for it in found if it.requirement.id in ids}


def _response(served: Any) -> Response:
    if isinstance(served, int):
        return Response(status=served)
    if isinstance(served, str):
        kind = "text/html" if served.startswith("<") else "application/yaml"
        return Response(served, content_type=kind)
    return Response(json.dumps(served), content_type="application/json")


def at(document: Any) -> dict[str, Any]:
    """A document where an API serves its description."""
    return {"/api/openapi.json": document}


# -- there, and readable ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "otherwise",
    [
        Response(PAGE, content_type="text/html"),
        Response('{"error": "no route for /openapi.json"}', content_type="application/json"),
    ],
)
def test_what_answers_everything_is_no_description(otherwise: Response) -> None:
    found = judged({}, "found", "readable", "yaml-twin", otherwise=otherwise)

    assert found["found"].status is Status.FAILED
    assert found["readable"].status is Status.INAPPLICABLE
    assert found["yaml-twin"].status is Status.INAPPLICABLE


def test_a_description_may_be_for_those_who_logged_in() -> None:
    found = judged(at(401), "found", "servers")

    assert found["found"].status is Status.INCONCLUSIVE
    assert found["servers"].status is Status.BLOCKED


def test_swagger_is_not_judged() -> None:
    swagger = {"swagger": "2.0", "info": {"title": "T", "version": "1"}, "paths": {}}

    found = judged(at(swagger), "found", "readable")

    assert found["found"].status is Status.PASSED
    assert found["readable"].status is Status.INCONCLUSIVE
    assert "Swagger 2.0" in found["readable"].reason


@pytest.mark.parametrize(
    "text", ["openapi: 3.0.3\npaths: {", "openapi: [3]\npaths: {}", "- openapi: 3.0.3"]
)
def test_a_text_that_cannot_be_read_is_told_as_that(text: str) -> None:
    found = judged({"/api/openapi.yaml": text}, "found", "readable")

    assert found["found"].status is Status.PASSED
    assert found["readable"].status is Status.FAILED


def test_a_page_where_a_description_is_declared_is_a_fault() -> None:
    found = judged({"/api/docs": PAGE}, "readable", declared="docs")

    assert found["readable"].status is Status.FAILED


# -- references ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reference", "status"),
    [
        ("parts.json#/Lijst", Status.PASSED),
        ("parts.json#/Anders", Status.FAILED),
        ("nowhere.json#/Lijst", Status.FAILED),
        ("file:///etc/passwd", Status.INCONCLUSIVE),
        ("http://169.254.169.254/latest", Status.INCONCLUSIVE),
    ],
)
def test_a_reference_leads_to_something_that_may_be_fetched(reference: str, status: Status) -> None:
    parts = {"Lijst": {"type": "array", "items": {}}}
    document = described(components={"schemas": {"A": {"$ref": reference}}})

    found = judged({**at(document), "/api/parts.json": parts}, "references")

    assert found["references"].status is status


def test_what_no_reference_leads_to_is_told_once() -> None:
    document = described(components={"schemas": {"A": {"$ref": "#/components/schemas/B"}}})

    found = judged(at(document), "references", "valid")

    assert found["references"].status is Status.FAILED
    assert found["valid"].status is Status.PASSED


def test_a_version_that_the_validator_does_not_know_is_a_doubt() -> None:
    found = judged(at(described(openapi="3.2.0")), "valid", "paths")

    assert found["valid"].status is Status.INCONCLUSIVE
    assert found["paths"].status is Status.PASSED


# -- more than one --------------------------------------------------------------------------------------


def test_order_and_servers_make_no_other_document() -> None:
    other = dict(reversed(described(servers=[{"url": "https://api.example.nl/v1"}]).items()))

    found = judged({**at(described()), "/api/openapi.yaml": json.dumps(other)}, "yaml-twin")

    assert found["yaml-twin"].status is Status.PASSED


@pytest.mark.parametrize("twin", ["openapi: 3.0.3\npaths: {", "nothing"])
def test_a_twin_that_cannot_be_read_does_not_say_the_same(twin: str) -> None:
    found = judged({**at(described()), "/api/openapi.yaml": twin}, "yaml-twin")

    assert found["yaml-twin"].status is Status.FAILED


@pytest.mark.parametrize(("paths", "status"), [(PATHS, Status.PASSED), ({}, Status.FAILED)])
def test_the_document_of_the_test_is_the_one_that_is_served(
    paths: Mapping[str, Any], status: Status
) -> None:
    served = {**at(described(paths=paths)), "/api/test.json": described()}

    found = judged(served, "same-document", declared="test.json")

    assert found["same-document"].status is status


def test_the_catalogue_of_another_api_is_left_alone() -> None:
    links = [{"href": "/ander/openapi.json"}]
    other = {"linkset": [{"anchor": "/ander", "service-desc": links}]}
    kind = {"Content-Type": "application/linkset+json"}
    served = {**at(described()), "/ander/openapi.json": described(paths={}), CATALOGUE: other}

    found = judged(served, "same-document", "api-catalog", headers=kind)

    assert found["api-catalog"].status is Status.PASSED
    assert found["same-document"].status is Status.INAPPLICABLE


# -- which API it is of -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "status"),
    [
        ("1.0.0", Status.PASSED),
        ("1", Status.PASSED),
        ("v1.4.2", Status.PASSED),
        ("1.0.0-beta.1", Status.PASSED),
        ("2.0.0", Status.FAILED),
        ("2024-06-01", Status.INAPPLICABLE),
        ("latest", Status.INAPPLICABLE),
    ],
)
def test_versions_are_held_beside_each_other_where_both_are_numbers(
    value: str, status: Status
) -> None:
    found = judged(at(described()), "version-in-field", headers={"API-Version": value})

    assert found["version-in-field"].status is status


@pytest.mark.parametrize(
    ("servers", "status"),
    [
        ([{"url": "/api"}], Status.PASSED),
        ([{"url": "/api/"}], Status.PASSED),
        ([{"url": "https://api.example.nl/api"}, {"url": "/api"}], Status.PASSED),
        ([{"url": "https://api.example.nl/api"}], Status.INCONCLUSIVE),
        ([{"url": "http://localhost:3000/api"}], Status.INCONCLUSIVE),
        ([{"url": "http://127.0.0.1:no/api"}], Status.INCONCLUSIVE),
        ([{"url": "/v2"}], Status.FAILED),
        ([], Status.FAILED),
    ],
)
def test_a_server_leads_to_the_api(servers: list[Any], status: Status) -> None:
    found = judged(at(described(servers=servers)), "servers")

    assert found["servers"].status is status


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://api.example.nl/v1", (True, False)),
        ("https://api.example.nl:443/v1/lijst", (True, False)),
        ("https://api.example.nl/v10", (False, False)),
        ("https://api.example.nl:8443/v1", (False, True)),
        ("https://acc.example.nl/v1", (False, True)),
        ("http://localhost:8080/v1", (False, False)),
        ("http://[::1]/v1", (False, False)),
    ],
)
def test_a_server_is_the_one_under_test_or_another_or_nobodys(
    url: str, told: tuple[bool, bool]
) -> None:
    checks = data.profile_module(data.root() / "profiles/http", "description.checks")
    base = "http://api.example.nl/v1"

    assert (checks._leads_to(base, url), checks._is_elsewhere(base, url)) == told


def test_paths_may_have_the_base_in_them() -> None:
    paths = {f"/api{path}": it for path, it in PATHS.items()}

    found = judged(at(described(servers=[], paths=paths)), "servers")

    assert found["servers"].status is Status.PASSED


# -- the catalogue -----------------------------------------------------------------------------------------


def test_what_answers_everything_has_no_catalogue() -> None:
    otherwise = Response("{}", content_type="application/json")

    found = judged(at(described()), "api-catalog", "api-catalog-format", otherwise=otherwise)

    assert {it.status for it in found.values()} == {Status.INAPPLICABLE}


@pytest.mark.parametrize(
    "document",
    [
        {"linkset": {}},
        {"linkset": ["/api"]},
        {"linkset": [{"anchor": "/api", "service-desc": {"href": "/api/openapi.json"}}]},
        {"linkset": [{"anchor": "/api", "service-desc": [{"url": "/api/openapi.json"}]}]},
    ],
)
def test_a_linkset_has_lists_of_links_with_a_target(document: Any) -> None:
    kind = {"Content-Type": "application/linkset+json"}

    found = judged({**at(described()), CATALOGUE: document}, "api-catalog-format", headers=kind)

    assert found["api-catalog-format"].status is Status.FAILED
