"""Servers that keep the Dutch rules on dates, errors, state, transport and modules in another way are not accused."""

import json
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

import pytest
from werkzeug.wrappers import Request, Response

from conformance import data
from conformance.model import Exchange, Status
from conformance.model import Request as Asked
from conformance.model import Response as Answer
from tests import prove
from tests.faces import FACES

Call = Callable[[Request], Response]
SECTIONS = (
    "date-time",
    "methods",
    "state",
    "errors",
    "transport",
    "modules",
    "signing",
    "encryption",
)
BASE = "/gebouwenregister/v1"
DOCUMENTS = (f"{BASE}/openapi.json", f"{BASE}/openapi.yaml")
WANTED = frozenset(it.id for it in prove.own("nl-adr") if it.section in SECTIONS and it.checked)
PROVOKING = frozenset(("http/status/unknown-path", "http/methods/unknown-method"))
PROBLEM = "application/problem+json"
XML = (
    b'<problem xmlns="urn:ietf:rfc:7807"><title>Fout</title><status>400</status>'
    b"<detail>Er is iets niet in orde.</detail></problem>"
)
turns = count()


def helper(name: str, module: str = "apis.mutation") -> Any:
    """A helper of the mutants."""
    return getattr(data.fixture_module(module), name)


def tool(name: str) -> Any:
    """A helper of the register's own mutants."""
    return helper(name, "apis.register.mutants._tools")


def refused(call: Call, request: Request) -> Response:
    """The answer of the register to a method that an address does not take."""
    return call(helper("with_method")(request, "TRACE"))


def a_gateway_refuses(call: Call, request: Request) -> Response:
    """What there is nothing for, a gateway refuses with its own page."""
    response = call(request)
    if response.status_code in {404, 405, 501}:
        page = b"<html><center>nginx</center></html>"
        response = Response(page, response.status_code, content_type="text/html")
        response.headers["Allow"] = "GET"
    return response


def errors_in_xml(call: Call, request: Request) -> Response:
    """Problems come in XML."""
    response = call(request)
    if response.mimetype == PROBLEM:
        response = tool("with_bytes")(response, XML, "application/problem+xml")
    return response


def faults_in_words(call: Call, request: Request) -> Response:
    """What is wrong is told in the words of people, not by the names of fields."""

    def edit(problem: Any) -> None:
        problem["detail"] = "Het paginanummer en het aantal moeten getallen zijn."
        problem.pop("errors", None)

    found: Response = tool("edit_problem")(call(request), edit, 400)
    return found


def unchecked_content(call: Call, request: Request) -> Response:
    """Content that does not keep its schema is taken for what it can be."""
    response = call(request)
    wrong = response.status_code == 400 and helper("sent")(request) is not None
    if not wrong or request.path != f"{BASE}/gebouwen":
        return response
    filled = {"naam": "?", "status": "gepland", "bouwjaar": 2026, "ingangsdatum": "2026-01-01"}
    return call(helper("with_sent")(request, filled))


def nothing_is_made(call: Call, request: Request) -> Response:
    """Clients only read, whatever the description says."""
    if request.method in {"POST", "PUT", "PATCH", "DELETE"}:
        return refused(call, request)
    return call(request)


def in_utc_with_an_offset(call: Call, request: Request) -> Response:
    """Moments are in UTC, and say so by their offset."""
    response = call(request)
    if request.path in DOCUMENTS or response.mimetype != "application/json":
        return response
    text = tool("content_of")(response).decode().replace('Z"', '+00:00"')
    found: Response = tool("with_content")(response, text.encode())
    return found


def always_in_another_order(call: Call, request: Request) -> Response:
    """A collection comes in another order each time."""

    def edit(page: Any) -> None:
        found = page.get("gebouwen", [])
        at = next(turns) % max(len(found), 1)
        if "gebouwen" in page:
            page["gebouwen"] = [*found[at:], *found[:at]]

    response = call(request)
    if request.path != f"{BASE}/gebouwen" or response.status_code >= 300:
        return response
    found: Response = tool("edit_json")(response, edit)
    return found


def a_balancer_sets_a_cookie(call: Call, request: Request) -> Response:
    """A load balancer remembers by a cookie which server answered."""
    response = call(request)
    response.headers["Set-Cookie"] = "LB=1; Path=/"
    return response


def every_site_may_read(call: Call, request: Request) -> Response:
    """Whoever asks may read what is open, by its own name and without credentials."""
    response = call(request)
    origin = request.headers.get("Origin")
    if origin and "eigenaren" not in request.path:
        response.headers["Access-Control-Allow-Origin"] = origin
    return response


def types_are_not_acceptable(call: Call, request: Request) -> Response:
    """A media type that is not taken is refused with 406."""
    response = call(request)
    if response.status_code != 415:
        return response
    response.status_code = 406
    found: Response = tool("edit_problem")(response, lambda it: it.update(status=406))
    return found


def the_login_looks_first(call: Call, request: Request) -> Response:
    """Whoever writes needs a login that this run does not have."""
    if request.method in {"POST", "PUT", "PATCH", "DELETE"}:
        nobody = helper("with_request_headers")(request, {"Authorization": None})
        return call(helper("with_method")(helper("with_path")(nobody, f"{BASE}/eigenaren"), "GET"))
    return call(request)


def no_description(call: Call, request: Request) -> Response:
    """There is no OpenAPI document."""
    there = request.path not in {*DOCUMENTS, "/.well-known/api-catalog"}
    return call(request if there else helper("with_path")(request, f"{BASE}/nergens"))


def no_places(call: Call, request: Request) -> Response:
    """Buildings have no place, only their name."""
    response = call(request)
    if request.path in DOCUMENTS or response.mimetype != "application/json":
        return response

    def edit(building: Any) -> None:
        building.pop("geometrie", None)

    found: Response = tool("each_building")(response, edit)
    return found


def coordinates_in_a_text(call: Call, request: Request) -> Response:
    """A place stands in words, beside its geometry."""

    def edit(building: Any) -> None:
        building["omschrijving"] = "POINT is hier geen plaats, en 2026-01-31 12:00 geen moment."

    found: Response = tool("each_building")(call(request), edit)
    return found


VARIANTS: Mapping[Any, Mapping[str, Status]] = {
    a_gateway_refuses: {"errors/media-type": Status.INCONCLUSIVE},
    errors_in_xml: {"errors/media-type": Status.PASSED, "errors/members": Status.PASSED},
    faults_in_words: {"errors/all-errors": Status.INCONCLUSIVE},
    nothing_is_made: {"errors/content-validated": Status.INCONCLUSIVE},
    in_utc_with_an_offset: {"date-time/utc": Status.PASSED, "date-time/notation": Status.PASSED},
    always_in_another_order: {"state/no-session": Status.INCONCLUSIVE},
    a_balancer_sets_a_cookie: {"state/no-session": Status.INCONCLUSIVE},
    every_site_may_read: {"transport/cors": Status.PASSED},
    types_are_not_acceptable: {"transport/content-type-unexpected": Status.PASSED},
    the_login_looks_first: {"errors/invalid-content": Status.INCONCLUSIVE},
    no_description: {"errors/all-errors": Status.BLOCKED},
    no_places: {"modules/geospatial": Status.INAPPLICABLE},
    coordinates_in_a_text: {"modules/geospatial": Status.PASSED},
}


def results_of(variant: Any) -> dict[str, Any]:
    """What the sections that these servers are about say of the register with that deviation, by requirement id."""
    app = data.fixture_module("apis.register.app").create_app()
    served = data.fixture_module("apis.http").serve
    with served(helper("mutated")(app, variant)) as url:
        token = FACES["nl-adr"].token
        wanted = WANTED | PROVOKING
        results = prove.judged(url, wanted, "2.2", name="nl-adr", writes=True, token=token)
    return {it.requirement.id: it for it in results if it.requirement.id in WANTED}


@pytest.mark.slow
@pytest.mark.parametrize("variant", VARIANTS, ids=lambda it: it.__name__)
def test_a_server_that_keeps_the_rules_otherwise_is_not_accused(variant: Any) -> None:
    found = results_of(variant)
    accused = {name: it.faults[:2] for name, it in found.items() if it.status is Status.FAILED}
    errored = [it.reason for it in found.values() if it.status is Status.ERRORED]
    expected = {f"nl-adr/{name}": status for name, status in VARIANTS[variant].items()}

    assert not accused
    assert not errored
    assert {name: found[name].status for name in expected} == expected


@pytest.mark.slow
def test_what_is_not_validated_breaks_a_should_and_no_must() -> None:
    found = results_of(unchecked_content)
    failed = [name for name, it in found.items() if it.status is Status.FAILED]

    assert failed == ["nl-adr/errors/content-validated"]


# -- tokens ---------------------------------------------------------------------------------------


def profile_module(path: str) -> Any:
    """A module of the profile."""
    return data.profile_module(data.root() / "profiles/nl-adr", path)


def part(value: Any) -> str:
    """A value as a part of a token."""
    found: str = profile_module("encryption.tokens").encoded(json.dumps(value).encode())
    return found


def answered(body: bytes, media_type: str = "application/jose+json") -> Exchange:
    """An answer with that content."""
    asked = Asked("GET", f"http://127.0.0.1{BASE}/verzegeld")
    return Exchange(asked, Answer(200, headers=(("Content-Type", media_type),), body=body))


SIGD = {"mId": "http://uri.etsi.org/19182/HttpHeaders", "pars": ["Digest"]}


def test_a_signature_in_the_json_form_is_read_too() -> None:
    header = part({"alg": "PS256", "sigD": SIGD})
    text = json.dumps({"signatures": [{"protected": header, "signature": "c2ln"}]})
    found = profile_module("signing.signatures").read(text)

    assert (found.fault, found.content, found.signature) == ("", "", b"sig")
    assert found.pars == ["digest"]


@pytest.mark.parametrize(
    "text", ["", "a.b", "é..c2ln", "e30=..c2ln", "{", "[]", '{"a": 1}', "Zm9v..c2ln", "W10..c2ln"]
)
def test_what_is_no_signature_has_a_fault_and_nothing_else(text: str) -> None:
    found = profile_module("signing.signatures").read(text)

    assert found.fault
    assert not found.header


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"a.b.c.d.e",
        b"zq" * 10,
        b'{"payload": "", "signatures": []}',
        f"{part({'alg': 'PS256'})}.e30.c2ln".encode(),
    ],
)
def test_what_is_not_encrypted_is_no_encrypted_content(body: bytes) -> None:
    assert profile_module("encryption.tokens").token(answered(body)) is None


def test_encrypted_content_is_known_in_either_form() -> None:
    token = profile_module("encryption.tokens").token
    head = part({"alg": "RSA-OAEP", "enc": "A256GCM"})
    flat = json.dumps({"protected": head, "ciphertext": "Y2k"}).encode()

    assert token(answered(f"{head}.a2V5.aXY.Y2k.dGFn".encode())).is_compact
    assert not token(answered(flat)).is_compact
