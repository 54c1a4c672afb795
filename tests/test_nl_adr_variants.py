"""APIs that keep the Dutch design rules in another way are not accused, nor is what nobody could tell."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
import yaml
from werkzeug.wrappers import Request, Response

from conformance import data
from conformance.model import Status
from tests import prove
from tests.faces import FACES

Call = Callable[[Request], Response]
SECTIONS = ("resources", "relations", "operations", "documentation", "versioning")
ROOT = "/gebouwenregister"
BASE = f"{ROOT}/v1"
DOCUMENTS = (f"{BASE}/openapi.json", f"{BASE}/openapi.yaml")
WANTED = frozenset(it.id for it in prove.own("nl-adr") if it.section in SECTIONS and it.checked)
PAGE = b"<html><center>nginx</center></html>"


def mutation(name: str) -> Any:
    """A helper of the mutants."""
    return getattr(data.fixture_module("apis.mutation"), name)


def elsewhere(request: Request, path: str) -> Request:
    """The request for another path."""
    found: Request = mutation("with_path")(request, path)
    return found


def edited(call: Call, request: Request, edit: Callable[[Any], object]) -> Response:
    """The answer, the description in it edited."""
    tools = data.fixture_module("apis.register.mutants._tools")
    found: Response = tools.with_description(call, request, edit)
    return found


def a_page(status: int = 200) -> Response:
    """A page for people."""
    return Response(PAGE, status, content_type="text/html")


def behind_a_gateway(call: Call, request: Request) -> Response:
    """A gateway refuses on its own what it does not know, and says nothing of a version."""
    response = call(request)
    if response.status_code in {401, 405, 501}:
        return a_page(response.status_code)
    return response


def behind_a_gateway_that_speaks_json(call: Call, request: Request) -> Response:
    """A gateway knows which addresses there are, and answers for the others in JSON."""
    response = call(request)
    if response.status_code in {401, 404, 405, 501}:
        response.headers.pop("API-Version")
        response.headers["Content-Type"] = "application/json"
        response.set_data(b'{"statusCode": 404, "message": "Resource not found"}')
    return response


def documents_are_files(call: Call, request: Request) -> Response:
    """The documents are served as files, beside the API."""
    response = call(request)
    if request.path in DOCUMENTS:
        response.headers.pop("API-Version")
    return response


def a_cache_answers(call: Call, request: Request) -> Response:
    """A 304 has nothing but what a cache needs."""
    response = call(request)
    if response.status_code == 304:
        response.headers.pop("API-Version")
    return response


def origins_are_repeated(call: Call, request: Request) -> Response:
    """Whatever origin asks is allowed by its name."""
    response = call(request)
    if "Access-Control-Allow-Origin" in response.headers:
        response.headers["Access-Control-Allow-Origin"] = request.headers.get("Origin", "*")
        response.headers["Vary"] = "Origin"
    return response


def an_application_answers_elsewhere(call: Call, request: Request) -> Response:
    """There is no YAML, and no other version: any other address shows the page of an application."""
    other = not request.path.startswith(BASE) or request.path == DOCUMENTS[1]
    return a_page() if other else call(request)


def every_version_is_the_same(call: Call, request: Request) -> Response:
    """The number in the path is not looked at, and the document always says which version it is."""
    for number in ("v2", "v3"):
        if request.path.startswith(f"{ROOT}/{number}/"):
            return call(elsewhere(request, request.path.replace(number, "v1", 1)))
    return call(request)


def a_second_version(call: Call, request: Request) -> Response:
    """Version 2 came, and version 1 has not gone yet."""
    if not request.path.startswith(f"{ROOT}/v2/"):
        return call(request)
    there = elsewhere(request, request.path.replace("v2", "v1", 1))
    return edited(call, there, lambda it: it["info"].update(version="2.0.0"))


def moved_documents(call: Call, request: Request) -> Response:
    """The standard place sends on to where the document is."""
    if request.path == DOCUMENTS[0]:
        response = call(elsewhere(request, f"{BASE}/nergens"))
        response.status_code = 307
        response.headers["Location"] = f"{BASE}/docs/openapi.json"
        return response
    return call(elsewhere(request, request.path.replace("/docs/", "/")))


def another_build(call: Call, request: Request) -> Response:
    """The header says which build it was, which a semantic version may."""
    response = call(request)
    response.headers["API-Version"] += "+build.7"
    return response


def login_before_paths(call: Call, request: Request) -> Response:
    """Nobody may ask with a slash at the end: the login looks before the path does."""
    slash = request.path.endswith("/") and request.path != f"{BASE}/"
    nobody = mutation("with_request_headers")(request, {"Authorization": None})
    return call(elsewhere(nobody, f"{BASE}/eigenaren") if slash else request)


def older_yaml(call: Call, request: Request) -> Response:
    """The YAML is written by a library of YAML 1.1, in which 0308100000000001 is a text."""
    if request.path != DOCUMENTS[1]:
        return call(request)
    plain = mutation("with_request_headers")(request, {"Accept-Encoding": None})
    response = call(elsewhere(plain, DOCUMENTS[0]))
    if response.get_data():
        response.set_data(yaml.safe_dump(json.loads(response.get_data()), sort_keys=False))
    response.headers["Content-Type"] = "application/yaml"
    return response


def for_those_who_log_in(call: Call, request: Request) -> Response:
    """All of the API needs a login, so it may be an internal one; it names no contact."""

    def edit(description: Any) -> None:
        description["info"].pop("contact")
        description["security"] = [{"token": []}]

    return edited(call, request, edit)


def an_external_schema(call: Call, request: Request) -> Response:
    """The description refers to a document on a host that this run cannot reach."""
    schema = {"$ref": "https://schemas.invalid/adres.json"}
    return edited(call, request, lambda it: it["components"]["schemas"].update(Adres=schema))


VARIANTS: Mapping[Any, Mapping[str, Status]] = {
    behind_a_gateway: {},
    behind_a_gateway_that_speaks_json: {"versioning/version-header": Status.INCONCLUSIVE},
    documents_are_files: {"versioning/version-header": Status.PASSED},
    a_cache_answers: {"versioning/version-header": Status.PASSED},
    origins_are_repeated: {"documentation/openapi-cors": Status.PASSED},
    an_application_answers_elsewhere: {
        "documentation/openapi-yaml": Status.INAPPLICABLE,
        "documentation/openapi-yaml-same": Status.INAPPLICABLE,
        "versioning/at-most-two": Status.PASSED,
    },
    every_version_is_the_same: {"versioning/at-most-two": Status.PASSED},
    a_second_version: {"versioning/at-most-two": Status.PASSED},
    moved_documents: {"documentation/publish-openapi": Status.PASSED},
    another_build: {"versioning/version-header-equals": Status.PASSED},
    login_before_paths: {"resources/trailing-slash-404": Status.INCONCLUSIVE},
    older_yaml: {"documentation/openapi-yaml-same": Status.INCONCLUSIVE},
    for_those_who_log_in: {"documentation/contact": Status.INAPPLICABLE},
    an_external_schema: {"documentation/references": Status.INCONCLUSIVE},
}


@pytest.mark.slow
@pytest.mark.parametrize("variant", VARIANTS, ids=lambda it: it.__name__)
def test_an_api_that_keeps_the_rules_otherwise_is_not_accused(variant: Any) -> None:
    app = data.fixture_module("apis.register.app").create_app()
    served = data.fixture_module("apis.http").serve
    with served(mutation("mutated")(app, variant)) as url:
        token = FACES["nl-adr"].token
        results = prove.judged(url, WANTED, "2.2", name="nl-adr", token=token)
    found = {it.requirement.id: it for it in results if it.requirement.id in WANTED}
    accused = {name: it.faults[:2] for name, it in found.items() if it.status is Status.FAILED}
    errored = [it.reason for it in found.values() if it.status is Status.ERRORED]
    expected = {f"nl-adr/{name}": status for name, status in VARIANTS[variant].items()}

    assert not accused
    assert not errored
    assert {name: found[name].status for name in expected} == expected
