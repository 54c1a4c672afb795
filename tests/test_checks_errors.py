"""The checks of a description that look at errors, methods, header fields and versions."""

import pytest

from conformance.checks import errors, headers, methods, versions
from conformance.model import Status
from tests.papers import (
    OK,
    answer,
    answering,
    asking,
    faults,
    gets,
    operation,
    outcome,
    paper,
    places,
    query,
    schemas,
    thing,
)

TEXT = {"type": "string"}
PROBLEM = "application/problem+json"
A_PROBLEM = thing(status={"type": "integer"}, title=TEXT, detail=TEXT)
MEMBERS = ["status", "title", "detail"]
BODY = {"content": {"application/json": {"schema": thing()}}}


@pytest.mark.parametrize("status", ["_404", "_500", "_4XX", "_5XX", "default"])
def test_an_error_that_is_a_problem_is_right(status: str) -> None:
    description = answering(_200=answer({}), **{status: answer(A_PROBLEM, PROBLEM)})

    assert outcome(errors.problem_details(description)) is Status.PASSED
    assert outcome(errors.problem_members(description, members=MEMBERS)) is Status.PASSED


@pytest.mark.parametrize("status", ["_404", "_500", "_4XX", "_5XX", "default"])
def test_an_error_in_another_media_type_is_a_fault(status: str) -> None:
    description = answering(_200=answer({}), **{status: answer(A_PROBLEM)})

    assert outcome(errors.problem_details(description)) is Status.FAILED


def test_an_error_without_content_is_a_fault_where_the_guide_lets_none_stand_alone() -> None:
    description = answering(_200=answer({}), _405={"description": "Niet toegestaan"})

    assert faults(errors.problem_details(description)) == ["405: no content"]
    assert outcome(errors.problem_details(description, contentless=["405"])) is Status.INAPPLICABLE


def test_a_default_alone_stands_for_success_too() -> None:
    description = answering(default=answer({"type": "object"}))

    assert outcome(errors.problem_details(description)) is Status.INAPPLICABLE


def test_head_has_no_content_even_for_an_error() -> None:
    description = paper({"/a": {"head": {"responses": OK | {"404": {"description": "Weg"}}}}})

    assert outcome(errors.problem_details(description)) is Status.INAPPLICABLE


def test_a_media_type_is_known_with_parameters_too() -> None:
    description = answering(_404=answer(A_PROBLEM, "application/problem+json; charset=utf-8"))

    assert outcome(errors.problem_details(description)) is Status.PASSED
    assert outcome(errors.problem_members(description, members=MEMBERS)) is Status.PASSED


def test_a_response_that_is_referred_to_is_judged_once_and_where_it_is_defined() -> None:
    reference = {"$ref": "#/components/responses/Fout"}
    description = paper(
        {
            "/a": {"get": {"responses": {"404": reference}}},
            "/b": {"get": {"responses": {"404": reference}}},
        },
        components={"responses": {"Fout": answer({})}},
    )

    assert places(errors.problem_details(description)) == ["/components/responses/Fout"]


def test_the_members_of_all_of_count() -> None:
    schema = {"allOf": [thing(status={}, title=TEXT), thing(detail=TEXT)]}

    found = errors.problem_members(answering(_404=answer(schema, PROBLEM)), members=MEMBERS)

    assert outcome(found) is Status.PASSED


def test_each_alternative_has_the_members() -> None:
    schema = {"oneOf": [A_PROBLEM, thing(status={}, title=TEXT)]}

    found = errors.problem_members(answering(_404=answer(schema, PROBLEM)), members=MEMBERS)

    assert faults(found) == ["404: without detail"]


@pytest.mark.parametrize("schema", [{"type": "object"}, thing(status={}, title={}), {}])
def test_a_problem_whose_schema_lacks_a_member_is_a_fault(schema: dict[str, object]) -> None:
    found = errors.problem_members(answering(_404=answer(schema, PROBLEM)), members=MEMBERS)

    assert outcome(found) is Status.FAILED


def test_members_that_must_be_required_are_looked_for_in_required() -> None:
    demanding = A_PROBLEM | {"required": ["status", "title"]}

    found = errors.problem_members(
        answering(_404=answer(demanding, PROBLEM)), members=MEMBERS, required=True
    )

    assert faults(found) == ["404: without detail"]


def test_each_operation_has_a_default_problem() -> None:
    good = answering(_200=answer({}), default=answer(A_PROBLEM, PROBLEM))

    assert outcome(errors.default_problem(good)) is Status.PASSED
    assert faults(errors.default_problem(gets("/a"))) == ["no default"]
    assert faults(errors.default_problem(answering(default=answer({})))) == [
        "default: application/json"
    ]


@pytest.mark.parametrize("status", ["400", "4XX", "default"])
def test_input_with_a_status_for_invalid_input_is_right(status: str) -> None:
    item = {
        "get": {"parameters": [query("a")], "responses": OK | {status: {"description": "Fout"}}}
    }

    assert outcome(errors.invalid_input(paper({"/a": item}))) is Status.PASSED


def test_a_query_parameter_or_a_body_without_a_status_for_invalid_input_is_a_fault() -> None:
    description = paper(
        {
            "/a": {"get": operation(parameters=[query("a")])},
            "/b": {"parameters": [query("b")], "get": operation()},
            "/c": {"post": operation(requestBody=BODY)},
            "/d": {"post": operation()},
        }
    )

    assert places(errors.invalid_input(description)) == [
        "/paths/~1a/get",
        "/paths/~1b/get",
        "/paths/~1c/post",
    ]


def test_parameters_of_path_header_and_cookie_oblige_to_nothing() -> None:
    elsewhere = [
        {"name": "x", "in": place, "schema": TEXT} for place in ("path", "header", "cookie")
    ]

    assert outcome(errors.invalid_input(asking(*elsewhere))) is Status.INAPPLICABLE


def test_content_without_a_schema_and_an_operation_without_success_are_faults() -> None:
    description = answering(_404={"description": "Weg", "content": {"text/plain": {}}})

    assert faults(errors.responses_described(description)) == [
        "GET /gebouwen, 404, text/plain",
        "404",
    ]
    assert outcome(errors.responses_described(answering(_200=answer({})))) is Status.PASSED


def test_a_method_that_the_guide_does_not_know_is_a_fault() -> None:
    more = {"LINK": operation()}
    description = paper(
        {"/a": {"get": operation(), "trace": operation(), "additionalOperations": more}}
    )

    assert faults(methods.known(description)) == ["TRACE", "LINK"]


def test_a_request_body_where_http_gives_it_no_meaning_is_a_fault() -> None:
    item = {"delete": operation(requestBody=BODY), "put": operation(requestBody=BODY)}

    assert faults(methods.without_content(paper({"/a": item}))) == ["DELETE /a"]
    assert (
        outcome(methods.without_content(paper({"/a": {"post": operation()}})))
        is Status.INAPPLICABLE
    )


def test_a_204_with_content_is_a_fault() -> None:
    assert faults(methods.empty_statuses(answering(_204=answer({})))) == ["204: application/json"]
    assert (
        outcome(methods.empty_statuses(answering(_204={"description": "Klaar"}))) is Status.PASSED
    )


def test_a_status_that_is_ruled_out_for_the_method_is_a_fault() -> None:
    description = answering(_200=answer({}), _204={"description": "Leeg"})

    assert faults(methods.statuses(description, excluded={"get": ["204"]})) == ["204"]


def test_a_collection_is_not_replaced_as_a_whole_and_a_singleton_may_be() -> None:
    description = paper(
        {
            "/gebouwen": {"get": operation(), "put": operation()},
            "/gebouwen/{id}": {"put": operation()},
            "/profiel": {"put": operation()},
        }
    )

    assert places(methods.on_collections(description)) == ["/paths/~1gebouwen/put"]


def test_a_creation_says_that_something_is_created() -> None:
    below = {"/gebouwen/{id}": {"get": operation()}}
    good = {"post": {"responses": {"201": {"description": "Gemaakt"}}}}

    assert outcome(methods.creations(paper({"/gebouwen": good} | below))) is Status.PASSED
    assert faults(methods.creations(paper({"/gebouwen": {"post": operation()}} | below))) == ["200"]


def test_a_search_by_post_creates_nothing() -> None:
    found = {"200": answer(thing(gebouwen={"type": "array", "items": thing()}))}
    description = paper(
        {"/gebouwen": {"post": {"responses": found}}, "/gebouwen/{id}": {"get": operation()}}
    )

    assert outcome(methods.creations(description)) is Status.INAPPLICABLE


def test_what_is_named_by_an_act_is_called_by_post_or_get() -> None:
    description = paper({"/verwijderen": {"delete": operation(), "post": operation()}})

    assert faults(methods.controllers(description, languages=["nl"])) == ["DELETE"]


def test_the_two_guides_that_contradict_each_other_on_patch_are_both_served() -> None:
    description = paper({"/a": {"patch": operation(requestBody=BODY)}})

    assert outcome(methods.patch_media(description, wanted=["application/json"])) is Status.PASSED
    assert faults(methods.patch_media(description, unwanted=["application/json"])) == [
        "application/json"
    ]


def test_a_merge_patch_has_a_schema_of_its_own() -> None:
    reference = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}}
    item = {"patch": operation(requestBody=reference), "put": operation(requestBody=reference)}
    description = paper({"/a": item}, components={"schemas": {"A": thing()}})

    assert outcome(methods.patch_schema(description)) is Status.FAILED
    own = paper(
        {"/a": item | {"put": operation(requestBody=BODY)}}, components={"schemas": {"A": thing()}}
    )
    assert outcome(methods.patch_schema(own)) is Status.PASSED


def test_a_header_is_declared_on_every_response_and_known_in_any_case() -> None:
    with_header = {"description": "OK", "headers": {"api-version": {"schema": TEXT}}}
    description = answering(
        _200=with_header, _404={"description": "Weg"}, default={"description": "?"}
    )

    assert faults(versions.response_header(description)) == [
        "GET /gebouwen, 404: no header",
        "GET /gebouwen, default: no header",
    ]
    assert outcome(versions.response_header(description, on=["2XX"])) is Status.PASSED


def test_a_header_on_a_status_that_is_not_described_is_nothing_to_look_at() -> None:
    found = headers.declared(gets("/a"), any_of=["Retry-After"], on=["429"])

    assert outcome(found) is Status.INAPPLICABLE


def test_a_status_is_declared_by_itself_or_by_its_range() -> None:
    assert outcome(headers.status_declared(answering(_429={}), any_of=["429"])) is Status.PASSED
    assert outcome(headers.status_declared(answering(_4XX={}), any_of=["429"])) is Status.PASSED
    assert outcome(headers.status_declared(answering(default={}), any_of=["429"])) is Status.PASSED
    assert faults(headers.status_declared(answering(_404={}), any_of=["429"])) == ["404"]


@pytest.mark.parametrize(
    "name", ["API-Version", "Content-Type", "X-RateLimit-Limit", "ETag", "WWW-Authenticate"]
)
def test_a_header_with_capitals_or_in_its_registered_spelling_is_right(name: str) -> None:
    description = answering(_200={"headers": {name: {}}})

    assert outcome(headers.name_case(description)) is Status.PASSED


def test_a_header_without_capitals_or_with_x_is_a_fault() -> None:
    description = answering(
        _200={"headers": {"api-version": {}, "X-Eigen": {}, "X-RateLimit-Limit": {}}}
    )

    assert faults(headers.name_case(description)) == ["api-version"]
    assert faults(headers.no_x(description, allowed=["X-RateLimit-Limit"])) == ["X-Eigen"]


def test_a_general_header_that_is_written_out_is_a_fault() -> None:
    general = {"name": "accept-language", "in": "header", "schema": TEXT}

    assert faults(headers.not_described(asking(general), names=["Accept-Language"])) == [
        "accept-language"
    ]


@pytest.mark.parametrize("version", ["1.0.0", "0.9.12", "1.0.1-correct.1", "2.0.0+build.5"])
def test_a_semantic_version_is_right(version: str) -> None:
    found = versions.number(paper(info={"title": "A", "version": version}))

    assert outcome(found) is Status.PASSED


@pytest.mark.parametrize(
    "version", ["1.2", "1", "v1.0.0", "1.0.1_fout", "01.0.0", "1.0.0\n", "", 1.2]
)
def test_any_other_version_is_a_fault(version: object) -> None:
    found = versions.number(paper(info={"title": "A", "version": version}))

    assert outcome(found) is Status.FAILED


def test_two_numbers_are_enough_where_the_guide_says_so() -> None:
    assert outcome(versions.number(paper(info={"version": "1.2"}), least=2)) is Status.PASSED
    assert outcome(versions.number(paper(info={"version": "1"}), least=2)) is Status.FAILED


@pytest.mark.parametrize("url", ["https://a.example/v1", "/api/v12", "https://a.example/v{n}/x"])
def test_a_server_with_a_major_version_is_right(url: str) -> None:
    servers = [{"url": url, "variables": {"n": {"default": "2"}}}]

    assert outcome(versions.in_server(paper(servers=servers))) is Status.PASSED


@pytest.mark.parametrize(
    "url",
    ["https://a.example/api", "/v1.2", "/v1beta", "/v+", "/v", "/api-v1", "https://v1.example/"],
)
def test_a_server_without_a_plain_major_version_is_a_fault(url: str) -> None:
    assert outcome(versions.in_server(paper(servers=[{"url": url}]))) is Status.FAILED


def test_a_version_of_three_numbers_is_right_where_the_guide_lets_it() -> None:
    servers = [{"url": "https://a.example/rest/anagrafe/v1.2.3/persone"}]

    assert outcome(versions.in_server(paper(servers=servers), parts=3)) is Status.PASSED


def test_a_version_that_begins_every_path_is_one_too() -> None:
    description = paper({"/v1/a": {"get": operation()}}, servers=[{"url": "https://a.example"}])

    assert outcome(versions.in_server(description)) is Status.PASSED


def test_a_url_without_version_is_silent_where_none_is_required() -> None:
    description = paper(servers=[{"url": "/api"}])

    assert list(versions.in_server(description, required=False)) == []


def test_the_major_number_of_the_server_is_that_of_the_document() -> None:
    assert outcome(versions.major_agrees(paper())) is Status.PASSED
    assert outcome(versions.major_agrees(paper(servers=[{"url": "/v2"}]))) is Status.FAILED


@pytest.mark.parametrize(
    ("title", "right"),
    [("Anagrafe", True), ("Anagrafe v2", False), ("Web 1.0 API", False), ("Wet 2024", True)],
)
def test_the_name_of_the_api_holds_no_version(title: str, *, right: bool) -> None:
    found = versions.not_in_title(paper(info={"title": title, "version": "1.0.0"}))

    assert outcome(found) is (Status.PASSED if right else Status.FAILED)


def test_nothing_is_described_where_only_components_are() -> None:
    assert outcome(errors.problem_details(schemas(A=thing()))) is Status.INAPPLICABLE
