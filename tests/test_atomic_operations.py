"""Atomic operations: a correct server is not accused whatever it chose, one without them is not judged by them."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
from werkzeug.wrappers import Request, Response

from conformance import data
from conformance.candidate import Candidate
from conformance.model import Level, Result, Status
from tests import prove

pytestmark = pytest.mark.slow

CLASS = "atomic-operations"
PATH = "/api/operations"
URI = "https://jsonapi.org/ext/atomic"
MEDIA_TYPE = f'application/vnd.api+json;ext="{URI}"'
IDS = frozenset(
    it.id for it in prove.profile().requirements if it.conformance_class == CLASS and it.check
)

Call = Callable[[Request], Response]
Variant = Callable[[Call, Request], Response]

mutation = data.fixture_module("apis.mutation")
responses = data.fixture_module("apis.responses")
mutants = data.fixture_module("apis.json_api.mutants._operations")


# Correct servers.


def operations_are_taken_where_a_typed_link_leads(call: Call, request: Request) -> Response:
    def edit(document: dict[str, Any]) -> None:
        document["links"]["batch"] = {"href": "/api/batch", "type": MEDIA_TYPE}

    if request.path == "/api":
        answer: Response = mutation.edit_document(call(request), edit)
        return answer
    return _moved(call, request, "/api/batch")


def operations_are_taken_where_a_link_of_that_name_leads(call: Call, request: Request) -> Response:
    def edit(document: dict[str, Any]) -> None:
        document["links"]["several"] = "/api/all/atomic-operations"

    if request.path == "/api":
        answer: Response = mutation.edit_document(call(request), edit)
        return answer
    return _moved(call, request, "/api/all/atomic-operations")


def operations_are_taken_where_the_description_says(call: Call, request: Request) -> Response:
    if request.path == "/api/openapi.json":
        document = json.loads(call(request).get_data())
        document["paths"]["/changes"] = document["paths"].pop("/operations")
        answer: Response = responses.respond_json(document, content_type="application/json")
        return answer
    return _moved(call, request, "/api/changes")


def operations_are_taken_behind_a_slash(call: Call, request: Request) -> Response:
    if request.path == PATH:
        answer: Response = responses.respond_empty(308, headers={"Location": f"{PATH}/"})
        return answer
    return _moved(call, request, f"{PATH}/")


def nothing_comes_without_a_document(call: Call, request: Request) -> Response:
    return _answered(call, request, lambda response: mutants.told(response, request))


def nothing_is_returned_but_meta(call: Call, request: Request) -> Response:
    def edit(response: Response) -> Response:
        told = mutants.told(response, request)
        answer: Response = mutants.edited_results(
            told, lambda results: [it or {"meta": {"done": True}} for it in results]
        )
        return answer

    return _answered(call, request, edit)


def results_have_extras(call: Call, request: Request) -> Response:
    def edit(response: Response) -> Response:
        answer: Response = mutants.edited_results(
            mutants.told(response, request), lambda results: [{**it, "meta": {}} for it in results]
        )
        return answer

    return _answered(call, request, edit)


def what_cannot_be_done_is_answered_422(call: Call, request: Request) -> Response:
    return _unprocessable(call, request, 422)


def what_cannot_be_done_is_answered_409(call: Call, request: Request) -> Response:
    return _unprocessable(call, request, 409)


def what_cannot_be_done_is_answered_400(call: Call, request: Request) -> Response:
    return _unprocessable(call, request, 400)


def client_ids_are_refused(call: Call, request: Request) -> Response:
    document = mutation.sent(request)
    asked = document if isinstance(document, dict) else {}
    added = [it.get("data") for it in mutants.operations(request) if it.get("op") == "add"]
    new = [asked.get("data")] if request.method == "POST" and request.path != PATH else added
    if any(isinstance(it, dict) and "id" in it for it in new):
        answer: Response = responses.respond_error(403, source={"pointer": ""})
        return answer
    return call(request)


def local_ids_are_refused(call: Call, request: Request) -> Response:
    if any("lid" in (it.get("data") or {}) for it in mutants.operations(request)):
        return _error(400)
    return call(request)


def an_update_always_returns_the_resource(call: Call, request: Request) -> Response:
    def current(operation: dict[str, Any], _: Any) -> Any:
        named = operation["data"]
        asked = mutation.fetching(request, f"/api/{named['type']}/{named['id']}")
        plain = mutation.with_request_headers(asked, {"Accept": None})
        return mutation.document_of(call(plain))["data"]

    if request.path != PATH:
        return call(request)
    answer: Response = mutants.with_results(call, request, "update", current)
    return answer


def relationships_are_only_added_to(call: Call, request: Request) -> Response:
    for operation in mutants.operations(request):
        if mutants.kind_of(operation) in ("to-one", "to-many") and operation["op"] != "add":
            return _error(403)
    return call(request)


def an_add_names_its_collection(call: Call, request: Request) -> Response:
    asked = mutants.operations(request)
    if any(mutants.kind_of(it) == "add" and "href" not in it for it in asked if "data" in it):
        return _error(400)
    return call(request)


def a_removal_of_nothing_succeeds(call: Call, request: Request) -> Response:
    response = call(request)
    asked = mutants.operations(request)
    if len(asked) == 1 and mutants.kind_of(asked[0]) == "remove" and response.status_code == 404:
        answer: Response = responses.respond_empty(204)
        return answer
    return response


CORRECT = (
    operations_are_taken_where_a_typed_link_leads,
    operations_are_taken_where_a_link_of_that_name_leads,
    operations_are_taken_where_the_description_says,
    operations_are_taken_behind_a_slash,
    nothing_comes_without_a_document,
    nothing_is_returned_but_meta,
    results_have_extras,
    what_cannot_be_done_is_answered_422,
    what_cannot_be_done_is_answered_409,
    what_cannot_be_done_is_answered_400,
    client_ids_are_refused,
    local_ids_are_refused,
    an_update_always_returns_the_resource,
    relationships_are_only_added_to,
    an_add_names_its_collection,
    a_removal_of_nothing_succeeds,
)


# Servers without the extension.


def the_media_type_is_not_supported(call: Call, request: Request) -> Response:
    return _error(415) if request.path == PATH else call(request)


def there_is_nothing_at_that_place(call: Call, request: Request) -> Response:
    if request.path == "/api/openapi.json":
        return _error(404)
    return _error(404) if request.path == PATH else call(request)


def such_a_request_is_not_understood(call: Call, request: Request) -> Response:
    if request.path == "/api/openapi.json":
        return _error(404)
    if request.path == PATH:
        answer: Response = responses.respond_error(400)
        return answer
    return call(request)


def a_collection_has_that_name(call: Call, request: Request) -> Response:
    if request.path == "/api":

        def edit(document: dict[str, Any]) -> None:
            document["links"]["operations"] = PATH

        answer: Response = mutation.edit_document(call(request), edit)
        return answer
    if request.path != PATH:
        return call(request)
    plain = mutation.with_path(request, "/api/tags")
    return call(mutation.with_request_headers(plain, {"Accept": None}))


WITHOUT = (
    the_media_type_is_not_supported,
    there_is_nothing_at_that_place,
    such_a_request_is_not_understood,
    a_collection_has_that_name,
)


# A server that is wrong in a way that no mutant is.


def a_failure_passes_for_a_success(call: Call, request: Request) -> Response:
    response = call(request)
    asked = mutants.operations(request)
    if request.path == PATH and asked and response.status_code in (404, 409):
        told: Response = mutants.told(responses.respond_empty(204), request)
        return told
    return response


@contextmanager
def candidate_of(variant: Variant) -> Iterator[Candidate]:
    """The plain blog changed by a function, as a candidate."""
    app = mutation.mutated(data.fixture_module("apis.json_api.app").create_app(), variant)
    with data.fixture_module("apis.http").serve(app) as url:
        candidate = prove._candidate(url, 4, writes=True)
        try:
            yield candidate
        finally:
            candidate.close()


@cache
def run(variant: Variant) -> tuple[dict[str, Result], int, tuple[str, ...]]:
    """The results of the class by requirement, how often operations were posted, and what was left behind."""
    with candidate_of(variant) as candidate:
        found = prove._judge(candidate, IDS, "1.1")
        posts = sum(b"atomic:operations" in it.request.body for it in candidate.observed)
        left = candidate.clean()
    return {it.requirement.id: it for it in found if it.requirement.id in IDS}, posts, left


def statuses(results: dict[str, Result], *levels: Level) -> set[Status]:
    return {it.status for it in results.values() if it.requirement.level in levels}


@pytest.mark.parametrize("variant", CORRECT)
def test_a_correct_server_is_accused_of_nothing(variant: Variant) -> None:
    results, _, _ = run(variant)
    wrong = {
        name: it.reason or it.faults[:1]
        for name, it in results.items()
        if it.status not in (Status.PASSED, Status.INAPPLICABLE)
    }

    assert not wrong


@pytest.mark.parametrize("variant", CORRECT)
def test_a_correct_server_is_looked_at(variant: Variant) -> None:
    results, _, _ = run(variant)
    passed = {name.partition("/")[2] for name, it in results.items() if it.status is Status.PASSED}

    assert passed >= {
        "atomic-processing/in-order",
        "atomic-processing/rollback",
        "atomic-processing/results-order",
        "atomic-errors/malformed-400",
        "atomic-errors/unprocessable",
        "atomic-add/result-has-data",
    }


@pytest.mark.parametrize("variant", [*CORRECT, *WITHOUT])
def test_nothing_that_was_made_is_left_behind(variant: Variant) -> None:
    _, _, left = run(variant)

    assert left == ()


@pytest.mark.parametrize("variant", WITHOUT)
def test_a_server_without_the_extension_is_not_judged_by_it(variant: Variant) -> None:
    results, _, _ = run(variant)

    assert statuses(results, *Level) == {Status.INAPPLICABLE}


@pytest.mark.parametrize(
    "variant", [the_media_type_is_not_supported, there_is_nothing_at_that_place]
)
def test_that_there_are_no_operations_is_found_out_in_one_attempt(variant: Variant) -> None:
    _, posts, _ = run(variant)

    assert posts == 1


def test_a_success_that_nothing_came_of_is_no_success() -> None:
    results, _, _ = run(a_failure_passes_for_a_success)
    failed = {name for name, it in results.items() if it.status is Status.FAILED}

    assert failed >= {
        "json-api/atomic-errors/as-base",
        "json-api/atomic-errors/unprocessable",
        "json-api/atomic-add/error",
        "json-api/atomic-update/error",
        "json-api/atomic-to-one/error",
        "json-api/atomic-to-many/error",
    }


# What the servers above are made with.


def _moved(call: Call, request: Request, place: str) -> Response:
    """The answer of a server that takes operations at another place."""
    if request.path == PATH:
        return _error(404)
    return call(mutation.with_path(request, PATH) if request.path == place else request)


def _answered(call: Call, request: Request, edit: Callable[[Response], Response]) -> Response:
    response = call(request)
    return edit(response) if request.path == PATH else response


def _unprocessable(call: Call, request: Request, status: int) -> Response:
    response = call(request)
    if request.path != PATH or response.status_code in (200, 204, 400, 415):
        return response
    response = mutation.each_error(response, lambda error: error.update(status=str(status)))
    answer: Response = mutation.with_status(response, status)
    return answer


def _error(status: int) -> Response:
    source = {"pointer": "/atomic:operations/0"} if status in (400, 403) else None
    answer: Response = responses.respond_error(status, source=source)
    return answer
