"""The checks of a description that look at the document itself, at transport and at media types."""

from typing import Any

import pytest

from conformance.checks import documents, media, transport
from conformance.model import Status
from tests.papers import (
    answer,
    answering,
    asking,
    faults,
    operation,
    outcome,
    paper,
    places,
    query,
    schemas,
    thing,
)

BODY = {"content": {"application/json": {"schema": thing()}}}


@pytest.mark.parametrize("version", ["3.0.0", "3.0.3", "3.1.0", "3.2.0", "3.1.0-rc1"])
def test_any_version_of_openapi_3_is_one(version: str) -> None:
    found = documents.openapi_version(paper(openapi=version), allowed=["3"])

    assert outcome(found) is Status.PASSED


def test_a_guide_may_want_3_0_alone() -> None:
    assert outcome(documents.openapi_version(paper(), allowed=["3.0"])) is Status.PASSED
    assert faults(documents.openapi_version(paper(openapi="3.1.0"), allowed=["3.0"])) == [
        "OpenAPI 3.1.0"
    ]


@pytest.mark.parametrize("version", ["2.0", "30.1.0", "3", 3.1, None])
def test_what_is_no_openapi_3_is_a_fault(version: object) -> None:
    assert (
        outcome(documents.openapi_version(paper(openapi=version), allowed=["3"])) is Status.FAILED
    )


def test_a_contact_is_there_with_what_the_guide_asks() -> None:
    described = paper(info={"title": "A", "contact": {"name": "Team", "url": "https://a.example"}})

    assert outcome(documents.contact(described)) is Status.PASSED
    assert faults(documents.contact(described, fields=["name", "url", "email"])) == ["name, url"]
    assert faults(documents.contact(paper())) == ["none"]


def test_an_empty_contact_is_none() -> None:
    assert outcome(documents.contact(paper(info={"contact": {"name": ""}}))) is Status.FAILED


def test_a_field_of_info_is_there_and_not_empty() -> None:
    found = documents.info(
        paper(info={"title": "", "version": "1.0.0"}), fields=["title", "version"]
    )

    assert places(found) == ["/info/title"]


def test_each_operation_has_a_summary() -> None:
    description = paper({"/a": {"get": operation(summary="Geeft a"), "put": operation()}})

    assert faults(documents.operations_have(description, member="summary")) == ["PUT /a"]


def test_an_operation_id_is_there_once_and_in_its_case() -> None:
    description = paper(
        {
            "/a": {"get": operation(operationId="geefA"), "put": operation(operationId="geefA")},
            "/b": {"get": operation(), "put": operation(operationId="Zet-b")},
        }
    )

    assert faults(documents.operation_ids(description)) == [
        "geefA, 2 times",
        "geefA, 2 times",
        "none",
    ]
    assert faults(documents.operation_id_case(description, case="camel")) == ["Zet-b"]


def test_a_request_body_says_whether_it_is_required() -> None:
    silent, clear = operation(requestBody=BODY), operation(requestBody=BODY | {"required": False})

    found = documents.bodies_say_required(paper({"/a": {"post": silent, "put": clear}}))

    assert faults(found) == ["POST /a"]


def test_tags_are_few_listed_and_written_as_titles() -> None:
    item = {
        "get": operation(tags=["Gebouwen", "referentieData"]),
        "put": operation(tags=["Gebouwen"]),
    }
    description = paper({"/a": item}, tags=[{"name": "Gebouwen"}])

    assert faults(documents.tags(description, most=1)) == ["Gebouwen, referentieData"]
    assert faults(documents.tags_declared(description)) == ["referentieData"]
    assert faults(documents.tags_style(description)) == ["referentieData"]


def test_components_have_their_case_and_schemas_names_that_say_something() -> None:
    description = schemas(Gebouw=thing(), klant_info=thing(), CustomerInformation=thing())

    assert faults(documents.component_case(description)) == ["klant_info"]
    assert faults(documents.generic_schemas(description, generic=["info", "information"])) == [
        "klant_info",
        "CustomerInformation",
    ]


def test_the_title_of_a_schema_is_its_name() -> None:
    description = schemas(
        Gebouw=thing() | {"title": "Gebouw"}, Pand=thing() | {"title": "Een pand"}
    )

    assert faults(documents.schema_titles(description)) == ["Een pand"]


def test_what_is_called_deprecated_has_the_flag() -> None:
    good = operation(summary="Deprecated: gebruik b", deprecated=True)
    description = paper({"/a": {"get": good, "put": operation(summary="DEPRECATED")}})

    assert faults(documents.deprecation_flagged(description)) == ["PUT /a"]
    assert outcome(documents.deprecation_flagged(paper())) is Status.INAPPLICABLE


def test_a_callback_that_is_asked_for_is_described() -> None:
    header = {"name": "x-replyto", "in": "header", "schema": {"type": "string"}}

    assert faults(documents.callbacks_declared(asking(header), header="X-ReplyTo")) == [
        "GET /gebouwen"
    ]


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/v1",
        "/v1",
        "HTTPS://a.example",
        "http://localhost:8080",
        "http://127.0.0.1/v1",
        "http://[::1]/",
    ],
)
def test_a_server_over_tls_a_relative_one_and_one_at_home_are_right(url: str) -> None:
    assert outcome(transport.servers(paper(servers=[{"url": url}]))) is Status.PASSED


def test_a_server_without_tls_is_found_at_root_path_and_operation() -> None:
    plain = [{"url": "http://a.example"}]
    item = {"servers": plain, "get": operation(servers=plain)}

    assert places(transport.servers(paper({"/a": item}, servers=plain))) == [
        "/servers/0/url",
        "/paths/~1a/servers/0/url",
        "/paths/~1a/get/servers/0/url",
    ]


def test_each_value_of_a_variable_counts() -> None:
    variables = {"scheme": {"default": "https", "enum": ["https", "http"]}}
    description = paper(servers=[{"url": "{scheme}://a.example", "variables": variables}])

    assert faults(transport.servers(description)) == ["http://a.example"]


def test_a_property_that_is_called_servers_is_none() -> None:
    shown = thing(servers={"type": "array"}) | {
        "example": {"servers": [{"url": "http://a.example"}]}
    }

    assert outcome(transport.servers(schemas(Api=shown))) is Status.PASSED


@pytest.mark.parametrize("servers", [[], None])
def test_a_document_without_a_server_names_none(servers: object) -> None:
    assert faults(transport.server_named(paper(servers=servers))) == ["0 servers"]
    assert outcome(transport.servers(paper(servers=servers))) is Status.INAPPLICABLE


def test_security_names_schemes_and_scopes_that_there_are() -> None:
    flows = {"clientCredentials": {"tokenUrl": "https://a.example", "scopes": {"lezen": "Lezen"}}}
    schemes = {"oauth": {"type": "oauth2", "flows": flows}, "sleutel": {"type": "apiKey"}}
    asked = [{"oauth": ["lezen"]}, {"oauth": ["schrijven"]}, {"geheim": []}, {"sleutel": []}, {}]

    found = transport.security_defined(
        paper(security=asked, components={"securitySchemes": schemes})
    )

    assert faults(found) == ["oauth: no scope schrijven", "geheim: not defined"]


def test_a_key_in_the_query_is_a_fault() -> None:
    schemes = {
        "a": {"type": "apiKey", "in": "query", "name": "key"},
        "b": {"type": "http", "scheme": "bearer"},
    }

    found = transport.no_key_in_query(paper(components={"securitySchemes": schemes}))

    assert places(found) == ["/components/securitySchemes/a"]


@pytest.mark.parametrize(
    "name", ["apiKey", "api_key", "access-token", "userPassword", "wachtwoord", "client_secret"]
)
def test_a_secret_in_the_query_is_a_fault(name: str) -> None:
    assert faults(transport.sensitive_names(asking(query(name)))) == [name]


@pytest.mark.parametrize(
    "name",
    ["pageToken", "continuationToken", "next_token", "passwordPolicy", "key", "sleutelwoord"],
)
def test_what_only_sounds_like_a_secret_is_none(name: str) -> None:
    assert outcome(transport.sensitive_names(asking(query(name)))) is Status.PASSED


def test_a_personal_number_in_the_path_is_a_fault_where_the_guide_lists_it() -> None:
    bsn = {"name": "bsn", "in": "path", "required": True, "schema": {"type": "string"}}

    assert faults(transport.sensitive_names(asking(bsn), names=["bsn"])) == ["bsn"]
    assert outcome(transport.sensitive_names(asking(bsn), names=["bsn"], places=["query"])) is (
        Status.INAPPLICABLE
    )


@pytest.mark.parametrize(
    ("kinds", "right"),
    [
        (["application/json"], True),
        (["application/xml", "application/json"], True),
        (["application/geo+json"], True),
        (["application/xml"], False),
        (["text/csv"], False),
    ],
)
def test_structured_data_are_there_as_json(kinds: list[str], *, right: bool) -> None:
    found = {"200": {"description": "OK", "content": {kind: {} for kind in kinds}}}

    status = outcome(media.json_offered(paper({"/a": {"get": {"responses": found}}})))

    assert status is (Status.PASSED if right else Status.FAILED)


@pytest.mark.parametrize(
    "kind", ["image/png", "application/pdf", "application/gml+xml", "text/plain"]
)
def test_pictures_documents_and_formats_of_their_own_are_not_structured(kind: str) -> None:
    found = media.json_offered(answering(_200=answer({}, kind)))

    assert outcome(found) is Status.INAPPLICABLE


def test_a_media_type_of_ones_own_is_a_fault() -> None:
    item = {"post": operation(requestBody={"content": {"application/x.eigen+json": {}}})}

    assert faults(media.no_private(paper({"/a": item}))) == ["application/x.eigen+json"]
    form: dict[str, Any] = {"content": {"application/x-www-form-urlencoded": {}}}
    assert outcome(media.no_private(paper({"/a": {"post": operation(requestBody=form)}}))) is (
        Status.INAPPLICABLE
    )


def test_a_request_body_has_a_schema() -> None:
    silent: dict[str, Any] = {"content": {"application/json": {}}}
    item = {"post": operation(requestBody=silent), "put": operation(requestBody=BODY)}

    assert faults(media.bodies_described(paper({"/a": item}))) == ["POST /a, application/json"]
