"""Correct servers that do it otherwise are not accused: of conditions, parts, patches, digests, or of repeating."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.wrappers import Request, Response

from conformance import data
from conformance.model import Status
from tests import prove

Call = Callable[[Request], Response]
SECTIONS = ("conditional", "ranges", "patch", "safety", "digest")
BASE = "/gebouwenregister/v1"
WANTED = frozenset(it.id for it in prove.own("http") if it.section in SECTIONS and it.checked)


def mutation(name: str) -> Any:
    """A helper of the mutants."""
    return getattr(data.fixture_module("apis.mutation"), name)


def headers(request: Request, **changed: str | None) -> Request:
    """The request with other header fields."""
    named = {name.replace("_", "-"): value for name, value in changed.items()}
    found: Request = mutation("with_request_headers")(request, named)
    return found


def bare(request: Request) -> Request:
    """The request without conditions."""
    names = ("If_Match", "If_None_Match", "If_Modified_Since", "If_Unmodified_Since", "If_Range")
    return headers(request, **dict.fromkeys(names))


def weak_tags(call: Call, request: Request) -> Response:
    """Every tag is weak, so that none matches in writing and parts come without a condition."""
    match, ranged = request.headers.get("If-Match"), request.headers.get("If-Range")
    if match and match != "*":
        request = headers(request, If_Match='"van-niemand"')
    response = call(headers(request, Range=None) if ranged else request)
    tag = response.headers.get("ETag")
    if tag:
        response.headers["ETag"] = f"W/{tag}"
    return response


def no_validators(call: Call, request: Request) -> Response:
    """There are no validators, and no conditions."""
    guarded = request.method == "PUT" and request.path.count("/") > 4
    response = call(headers(bare(request), If_Match="*") if guarded else bare(request))
    for name in ("ETag", "Last-Modified"):
        response.headers.pop(name, None)
    return response


def two_servers(call: Call, request: Request) -> Response:
    """Two servers take turns, each with tags of its own."""
    memory = mutation("notes")(call)
    memory["turn"] = turn = 1 - memory.get("turn", 0)
    own = f"-{turn}"
    changed = {}
    for name in ("If-Match", "If-None-Match", "If-Range"):
        value = request.headers.get(name)
        if value and value != "*":
            known = value if own in value else '"van-de-ander"'
            changed[name.replace("-", "_")] = known.replace(own, "")
    response = call(headers(request, **changed))
    tag = response.headers.get("ETag")
    if tag:
        response.headers["ETag"] = f'{tag[:-1]}{own}"'
    return response


def no_parts(call: Call, request: Request) -> Response:
    """Whoever asks for a part gets the whole."""
    response = call(headers(request, Range=None))
    if "Accept-Ranges" in response.headers:
        response.headers["Accept-Ranges"] = "none"
    return response


def smaller_parts(call: Call, request: Request) -> Response:
    """A part is at most ten bytes long."""
    response = call(request)
    told = response.headers.get("Content-Range", "")
    if response.status_code != 206:
        return response
    first, size = int(told.partition(" ")[2].partition("-")[0]), told.rpartition("/")[2]
    part = response.get_data()[:10]
    response.set_data(part)
    response.headers["Content-Range"] = f"bytes {first}-{first + len(part) - 1}/{size}"
    response.headers.pop("Content-Digest")
    return response


def conflicts(call: Call, request: Request) -> Response:
    """A condition that does not hold is a conflict."""
    response = call(request)
    if response.status_code == 412:
        response.status_code = 409
    return response


def removal_later(call: Call, request: Request) -> Response:
    """A removal is accepted, and done later."""
    if request.method == "DELETE" and call(get(request)).status_code == 200:
        return Response(status=202)
    return call(request)


def get(request: Request) -> Request:
    """The request as a plain GET."""
    found: Request = mutation("with_method")(headers(bare(request), Accept=None), "GET")
    return found


def a_clock(call: Call, request: Request) -> Response:
    """Every document says how often one was asked for, and has a tag of its own."""
    memory = mutation("notes")(call)
    memory["asked"] = asked = memory.get("asked", 0) + 1
    response = call(request)
    if response.mimetype == "application/json" and not response.headers.get("Content-Encoding"):
        found = json.loads(response.get_data() or b"null")
        if isinstance(found, dict):
            response.set_data(json.dumps({**found, "nummer-van-antwoord": asked}))
            if request.method != "PUT":
                response.headers["ETag"] = f'"antwoord-{asked}"'
    return response


def nothing_is_null(call: Call, request: Request) -> Response:
    """What is not there is shown as null."""
    response = call(request)
    if request.path.startswith(f"{BASE}/gebouwen/") and response.mimetype == "application/json":
        found = json.loads(response.get_data() or b"null") if not coded(response) else None
        if isinstance(found, dict) and "identificatie" in found:
            response.set_data(json.dumps({"geometrie": None, "omschrijving": None, **found}))
    return response


def coded(response: Response) -> bool:
    """Whether the content is in a coding."""
    return "Content-Encoding" in response.headers


def no_null(call: Call, request: Request) -> Response:
    """A patch may not remove anything here."""
    document = mutation("sent")(request) if request.method == "PATCH" else None
    if isinstance(document, dict) and None in document.values():
        return Response("{}", 400, content_type="application/problem+json")
    return call(request)


def capitals(call: Call, request: Request) -> Response:
    """Names are kept in capitals."""
    document = mutation("sent")(request) if request.method in {"POST", "PUT", "PATCH"} else None
    if isinstance(document, dict) and isinstance(document.get("naam"), str):
        changed = {**document, "naam": document["naam"].upper()}
        return call(mutation("with_sent")(request, changed))
    return call(request)


def nothing_to_say(call: Call, request: Request) -> Response:
    """A write that succeeds says nothing."""
    response = call(request)
    if request.method in {"PUT", "PATCH"} and response.status_code == 200:
        return Response(status=204)
    return response


def a_second_delete_is_fine(call: Call, request: Request) -> Response:
    """Whoever deletes what is gone has what he wants."""
    response = call(request)
    if request.method == "DELETE" and response.status_code == 404:
        return Response(status=204)
    return response


def no_description(call: Call, request: Request) -> Response:
    """Nobody has written down what there is."""
    if "openapi" in request.path:
        return Response("{}", 404, content_type="application/problem+json")
    return call(request)


def no_patch(call: Call, request: Request) -> Response:
    """What is described as changeable in part is so no longer."""
    if request.method == "PATCH":
        return Response(status=405, headers={"Allow": "GET, HEAD, PUT, DELETE"})
    return call(request)


VARIANTS = (
    weak_tags,
    no_validators,
    two_servers,
    no_parts,
    smaller_parts,
    conflicts,
    removal_later,
    a_clock,
    nothing_is_null,
    no_null,
    capitals,
    nothing_to_say,
    a_second_delete_is_fine,
    no_description,
    no_patch,
)


@pytest.mark.slow
@pytest.mark.parametrize("variant", VARIANTS, ids=lambda it: it.__name__)
def test_a_correct_server_that_does_it_otherwise_is_not_accused(variant: Any) -> None:
    app = data.fixture_module("apis.register.app").create_app()
    served = data.fixture_module("apis.http").serve
    with served(mutation("mutated")(app, variant)) as url:
        results = prove.judged(url, WANTED, "1", name="http", writes=True)
    found = {it.requirement.id: it for it in results if it.requirement.id in WANTED}
    accused = {name: it.faults for name, it in found.items() if it.status is Status.FAILED}
    errored = [it.reason for it in found.values() if it.status is Status.ERRORED]

    assert not accused
    assert not errored
