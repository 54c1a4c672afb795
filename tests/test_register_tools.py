"""The tools that mutants of the register are made with do what they say, and nothing else."""

from typing import Any

import pytest
import yaml

from conformance import data
from tests.register_client import BASE, GEO, PALACE, Client, register, serving

mutation = data.fixture_module("apis.mutation")
tools = data.fixture_module("apis.register.mutants._tools")


def altered(function: Any) -> Any:
    """A client of a register with a deviation; what it answers is not held against the description."""
    app = data.fixture_module("apis.register.app").create_app()
    return serving(mutation.mutated(app, function))


def answer(client: Client, path: str, **headers: str) -> Any:
    """The answer to a GET, as it is."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.http.get(f"{client.url}{path}", headers=named)


def test_a_mutant_is_served_under_the_base_of_its_api() -> None:
    with altered(lambda call, request: call(request)) as client:
        assert client.url.endswith(BASE)
        assert client.get("/gebouwen").status_code == 200


@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_json_is_changed_under_its_coding(coding: str) -> None:
    def rename(call: Any, request: Any) -> Any:
        return tools.edit_json(call(request), lambda found: found.update(nieuw=1))

    with altered(rename) as client, register() as whole:
        for path, accept in ((PALACE, "*/*"), (PALACE, GEO), ("/niets", "*/*")):
            response = answer(client, path, Accept=accept, Accept_Encoding=coding)
            assert response.json() == {**whole.get(path, Accept=accept).json(), "nieuw": 1}
            assert ("Content-Encoding" in response.headers) == (
                coding == "gzip" and path != "/niets"
            )
        assert answer(client, f"{PALACE}/tekening").content.startswith(b"%PDF")


def test_each_building_is_edited_wherever_it_is_shown() -> None:
    def rename(call: Any, request: Any) -> Any:
        return tools.each_building(call(request), lambda members: members.update(naam="X"))

    with altered(rename) as client:
        one, page = (answer(client, path).json() for path in (PALACE, "/gebouwen"))
        feature, features = (
            answer(client, path, Accept=GEO).json() for path in (PALACE, "/gebouwen")
        )

    found = [one, *page["gebouwen"]]
    found += [it["properties"] for it in (feature, *features["features"])]
    assert {members["naam"] for members in found} == {"X"}
    assert len(found) == 22


def test_the_description_is_edited_alike_in_json_and_yaml() -> None:
    def edit(description: Any) -> None:
        for operation in tools.operations_of(description):
            operation.pop("operationId")

    with altered(lambda call, request: tools.with_description(call, request, edit)) as client:
        in_json = answer(client, "/openapi.json").json()
        in_yaml = yaml.safe_load(answer(client, "/openapi.yaml").text)
        same = answer(client, "/gebouwen").json()["totaal"]

    assert in_json == in_yaml
    assert "operationId" not in in_json["paths"]["/gebouwen"]["get"]
    assert same == 23


def test_headers_come_double_and_go() -> None:
    def change(call: Any, request: Any) -> Any:
        response = tools.without_header(call(request), "ETag", "API-Version")
        return tools.with_another_header(tools.with_header(response, "Vary", "Een"), "Vary", "Twee")

    with altered(change) as client:
        headers = answer(client, "/gebouwen").headers

    assert headers.get_list("vary") == ["Een", "Twee"]
    assert not {"etag", "api-version"} & set(headers)


def test_only_the_errors_that_are_named_change() -> None:
    def forget(call: Any, request: Any) -> Any:
        return tools.edit_problem(call(request), lambda problem: problem.pop("detail"), 404)

    with altered(forget) as client:
        assert "detail" not in answer(client, "/niets").json()
        assert "detail" in answer(client, "/gebouwen?page=0").json()
        assert answer(client, "/gebouwen").json()["totaal"] == 23


def test_a_mutant_can_be_kept_to_addresses_below_the_base() -> None:
    def break_it(call: Any, request: Any) -> Any:
        return tools.with_bytes(call(request), b"{", "application/json")

    with altered(tools.on("/", "/gebouwen/*", methods=["GET"])(break_it)) as client:
        broken = {path: answer(client, path).content == b"{" for path in ("", PALACE, "/gebouwen")}

    assert broken == {"": True, PALACE: True, "/gebouwen": False}


def test_a_request_can_lose_its_conditions_and_its_coding() -> None:
    def careless(call: Any, request: Any) -> Any:
        return call(tools.uncoded(tools.unconditional(request)))

    with altered(careless) as client:
        response = answer(client, PALACE, If_None_Match="*", Accept_Encoding="gzip")
        part = answer(client, f"{PALACE}/tekening", Range="bytes=0-1")

    assert response.status_code == part.status_code == 200
    assert "Content-Encoding" not in response.headers
