"""What the official linter of the NLGov rules (2.2) misses, accuses wrongly or never looks at, and its own situations.

Each came out so when that linter was run on a small document. The documents here are our own; a situation bears the
name of its folder there. Where our verdict is another, the test says why.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from conformance.checks import (
    dates,
    documents,
    errors,
    methods,
    paths,
    queries,
    transport,
    versions,
)
from conformance.description import Description
from conformance.model import Observation, Status
from tests.papers import (
    answer,
    answering,
    asking,
    gets,
    operation,
    outcome,
    paper,
    query,
    schemas,
    thing,
)

FAILED, PASSED, INAPPLICABLE = Status.FAILED, Status.PASSED, Status.INAPPLICABLE
DOUBTFUL = Status.INCONCLUSIVE
TEXT = {"type": "string"}
MOMENT = TEXT | {"format": "date-time"}
PROBLEM = "application/problem+json"
MEMBERS = ["status", "title", "detail"]
A_PROBLEM = answer(thing(status={"type": "integer"}, title=TEXT, detail=TEXT), PROBLEM)
VERSIONED = {"description": "OK", "headers": {"API-Version": {"schema": TEXT}}}
CONTACT = {"name": "Beheer", "url": "https://a.example", "email": "beheer@a.example"}
BODY = {"content": {"application/json": {"schema": thing()}}}


def kebab(description: Description) -> Iterator[Observation]:
    """/core/path-segments-kebab-case."""
    files = ["openapi.json", "openapi.yaml"]
    return paths.segment_case(description, case="kebab", last_prefix="_", files=files)


def camel(description: Description) -> Iterator[Observation]:
    """/core/query-keys-camel-case."""
    return queries.key_case(description, case="camel", prefix="$")


def problem(description: Description) -> list[Observation]:
    """/core/error-handling/problem-details, its two halves."""
    return [
        *errors.problem_details(description),
        *errors.problem_members(description, members=MEMBERS),
    ]


def contact(description: Description) -> Iterator[Observation]:
    """/core/doc-openapi-contact."""
    return documents.contact(description)


def served(url: str) -> Description:
    """A document with one server."""
    return paper(servers=[{"url": url}])


# Blind: the rule is broken, and the official linter says nothing.


@pytest.mark.parametrize("path", ["/-organisatie-", "/x/schema.txt"])
def test_blind_hyphens_at_the_ends_and_file_extensions_further_on(path: str) -> None:
    assert outcome(kebab(gets(path))) is FAILED


def test_blind_the_method_trace() -> None:
    assert outcome(methods.known(paper({"/a": {"trace": operation()}}))) is FAILED


@pytest.mark.parametrize("version", ["v1.2", "v1beta", "v+"])
def test_blind_a_version_in_the_url_that_is_no_major_number(version: str) -> None:
    assert outcome(versions.in_server(served(f"https://a.example/{version}"))) is FAILED


@pytest.mark.parametrize("status", ["_4XX", "default"])
def test_blind_ranges_of_errors_and_the_default(status: str) -> None:
    assert outcome(problem(answering(_200=VERSIONED, **{status: answer(thing())}))) is FAILED


def test_blind_an_error_without_content() -> None:
    assert outcome(problem(answering(_404={"description": "Weg"}))) is FAILED


def test_blind_a_problem_whose_schema_names_no_member() -> None:
    assert outcome(problem(answering(_404=answer({"type": "object"}, PROBLEM)))) is FAILED


def test_blind_an_error_without_the_version_header() -> None:
    assert outcome(versions.response_header(answering(_200=VERSIONED, _404=A_PROBLEM))) is FAILED


def test_blind_a_range_of_successes_without_the_version_header() -> None:
    assert outcome(versions.response_header(answering(_2XX=answer(thing())))) is FAILED


def test_blind_a_query_parameter_of_the_path_item() -> None:
    item = {"parameters": [query("snake_case")], "get": operation()}

    assert outcome(camel(paper({"/a": item}))) is FAILED
    assert outcome(errors.invalid_input(paper({"/a": item}))) is FAILED


def test_blind_a_date_of_birth_in_lower_case_with_a_time() -> None:
    assert outcome(dates.without_time(schemas(Persoon=thing(geboortedatum=MOMENT)))) is FAILED


def test_blind_a_verb_for_a_resource() -> None:
    assert outcome(paths.no_acts(gets("/opvragen-gebouw"), languages=["nl", "en"])) is FAILED


def test_blind_an_api_key_in_the_query() -> None:
    schemes = {"sleutel": {"type": "apiKey", "in": "query", "name": "apiKey"}}

    assert (
        outcome(transport.no_key_in_query(paper(components={"securitySchemes": schemes}))) is FAILED
    )
    assert outcome(transport.sensitive_names(asking(query("apiKey")))) is FAILED


def test_blind_names_of_properties_have_no_rule_any_more_so_we_say_nothing_either() -> None:
    """2.2 has no clause on the case of properties: snake_case is nobody's fault. Guides that have one use the check."""
    description = schemas(Persoon=thing(voor_naam=TEXT))

    assert outcome(camel(description)) is INAPPLICABLE


# False alarms: nothing is wrong, and the official linter accuses.


def test_false_alarm_a_key_in_an_example_that_begins_like_a_method() -> None:
    shown = answer(thing(postcode=TEXT) | {"example": {"postcode": "1234AB", "getal": 1}})

    assert outcome(errors.invalid_input(answering(_200=shown))) is INAPPLICABLE


@pytest.mark.parametrize("place", ["path", "header"])
def test_false_alarm_a_400_for_parameters_that_are_not_in_the_query(place: str) -> None:
    elsewhere = {"name": "x", "in": place, "required": True, "schema": TEXT}

    assert outcome(errors.invalid_input(asking(elsewhere))) is INAPPLICABLE


def test_false_alarm_a_number_of_dates() -> None:
    description = schemas(Zoek=thing(candidateDateCount={"type": "integer"}))

    assert outcome(dates.named(description)) is INAPPLICABLE


def test_false_alarm_an_incomplete_date_that_is_an_object() -> None:
    incomplete: dict[str, Any] = {
        "oneOf": [{"$ref": "#/components/schemas/Datum"}, {"$ref": "#/components/schemas/Jaar"}],
        "discriminator": {"propertyName": "type"},
    }
    description = schemas(
        Datum=thing(type=TEXT, datum=TEXT | {"format": "date"}),
        Jaar=thing(type=TEXT, jaar={"type": "integer"}),
        AbstractDatum=incomplete,
        Persoon=thing(geboortedatum={"$ref": "#/components/schemas/AbstractDatum"}),
    )

    assert outcome(dates.named(description)) is PASSED
    assert outcome(dates.without_time(description)) is PASSED


def test_false_alarm_a_property_that_is_called_servers() -> None:
    shown = thing(servers={"type": "array", "items": thing(url=TEXT)})
    example = {"example": {"servers": [{"url": "http://a.example"}]}}

    assert outcome(transport.servers(schemas(Api=shown | example))) is PASSED


def test_false_alarm_a_schema_that_is_called_local_date_time() -> None:
    assert outcome(dates.without_time(schemas(LocalDateTime=MOMENT))) is INAPPLICABLE


def test_false_alarm_a_server_with_a_relative_url() -> None:
    assert outcome(transport.servers(served("/api/v1"))) is PASSED
    assert outcome(versions.in_server(served("/api/v1"))) is PASSED


# Dead: the official linter has a rule, and it can never fail.


def test_dead_methods_that_are_no_methods_of_http() -> None:
    more = {"additionalOperations": {"COPY": operation()}}

    assert outcome(methods.known(paper({"/a": more}))) is FAILED


def test_dead_a_slash_at_the_end() -> None:
    assert outcome(paths.trailing_slash(gets("/gebouwen/"))) is FAILED


# Level: what the standard recommends is recommended, and OpenAPI 3.1 is from version 3 onwards.


def test_level_a_contact_needs_not_have_all_three_fields() -> None:
    assert (
        outcome(contact(paper(info={"title": "A", "contact": {"email": "a@a.example"}}))) is PASSED
    )


# The situations of its own test folders.


def test_situation_baseline() -> None:
    info = {"title": "Basis", "version": "1.0.0", "contact": CONTACT}
    description = paper({"/openapi.json": {"get": {"responses": {"200": VERSIONED}}}}, info=info)

    found = [
        kebab(description),
        camel(description),
        problem(description),
        contact(description),
        paths.trailing_slash(description),
        methods.known(description),
        errors.invalid_input(description),
        versions.number(description),
        versions.in_server(description),
        versions.response_header(description),
        transport.servers(description),
        documents.openapi_version(description, allowed=["3"]),
    ]

    assert {outcome(each) for each in found} == {PASSED, INAPPLICABLE}


def test_situation_contact_missing() -> None:
    assert outcome(contact(paper())) is FAILED


@pytest.mark.parametrize("field", ["email", "name", "url"])
def test_situation_contact_no_email_no_name_no_url(field: str) -> None:
    """Ours differs: the rule names no field, and asks for the object. The official linter asks for all three."""
    fewer = {name: value for name, value in CONTACT.items() if name != field}

    assert outcome(contact(paper(info={"title": "A", "contact": fewer}))) is PASSED


def test_situation_cor_api() -> None:
    wrong = gets("/laatsteWijziging")

    assert outcome(kebab(wrong)) is FAILED
    assert outcome(problem(answering(_404=answer(thing())))) is FAILED


@pytest.mark.parametrize("given", ["date-time-local", "time"])
def test_situation_date_time_formats_that_are_no_formats(given: str) -> None:
    allowed = ["date", "date-time", "time-local"]

    assert outcome(dates.formats(schemas(A=TEXT | {"format": given}), allowed=allowed)) is FAILED


@pytest.mark.parametrize("name", ["date", "datum", "geboorteDatum", "birthDate", "expiration_date"])
def test_situation_date_time_names_of_dates(name: str) -> None:
    """Ours differs but for dates of birth: that the time is not relevant cannot be told from a name alone."""
    born = name in {"geboorteDatum", "birthDate"}
    wrong, right = (
        schemas(A=thing(**{name: MOMENT})),
        schemas(A=thing(**{name: TEXT | {"format": "date"}})),
    )

    assert outcome(dates.without_time(wrong)) is (FAILED if born else DOUBTFUL)
    assert outcome(dates.without_time(right)) is PASSED


def test_situation_date_time_a_date_without_a_format() -> None:
    """Ours differs: a name alone is doubtful. With an example that is a date it is a fault."""
    silent = {"nullable": True}

    assert outcome(dates.named(schemas(A=thing(missingFormatDate=silent)))) is DOUBTFUL
    shown = silent | {"example": "2026-11-24"}
    assert outcome(dates.named(schemas(A=thing(missingFormatDate=shown)))) is FAILED


def test_situation_date_time_a_format_that_comes_by_reference() -> None:
    """The official linter accuses the schema by its name, LocalDateTimeIncorrect; ours looks at the property."""
    reference = TEXT | {"allOf": [{"$ref": "#/components/schemas/Goed"}]}
    description = schemas(Goed=TEXT | {"format": "date"}, A=thing(meerdereDatum=reference))

    assert outcome(dates.without_time(description)) is PASSED


def test_situation_error_type() -> None:
    assert outcome(problem(answering(_404=answer(thing(), "application/hal+json")))) is FAILED


def test_situation_error_type_extra_field() -> None:
    more = thing(status={}, title=TEXT, detail=TEXT, extra=TEXT)

    assert outcome(problem(answering(_404=answer(more, PROBLEM)))) is PASSED


@pytest.mark.parametrize(
    ("method", "more"),
    [
        ("get", {"parameters": [query("expand")]}),
        ("put", {"requestBody": BODY}),
        ("post", {"requestBody": BODY}),
    ],
)
def test_situation_error_type_invalid_input(method: str, more: dict[str, Any]) -> None:
    assert outcome(errors.invalid_input(paper({"/a": {method: operation(**more)}}))) is FAILED


def test_situation_error_type_missing_required() -> None:
    fewer = thing(status={}, title=TEXT)

    assert outcome(problem(answering(_404=answer(fewer, PROBLEM)))) is FAILED


@pytest.mark.parametrize("version", ["3.0.1", "3.1.0"])
def test_situation_openapi_versie_3_0_1_and_3_1_0(version: str) -> None:
    assert outcome(documents.openapi_version(paper(openapi=version), allowed=["3"])) is PASSED


def test_situation_openapi_versie_missing() -> None:
    assert outcome(documents.openapi_version(paper(openapi=None), allowed=["3"])) is FAILED


def test_situation_paths_kebab_incorrect() -> None:
    assert outcome(kebab(gets("/camelCasePad"))) is FAILED


def test_situation_paths_kebab_slashes() -> None:
    right = gets("/voor-streep", "/genest/achter", "/v1/met-versie-nummer")
    wrong = gets("/achter-streep/", "/genest/met-achter/")

    assert outcome(kebab(right)) is PASSED
    assert outcome(paths.trailing_slash(right)) is PASSED
    assert outcome(kebab(wrong)) is PASSED
    assert outcome(paths.trailing_slash(wrong)) is FAILED


def test_situation_paths_kebab_variables() -> None:
    assert (
        outcome(kebab(gets("/organisaties/{organisationId}/pad", "/organisaties/{id}"))) is PASSED
    )


def test_situation_paths_kebab_zoek_uitzondering() -> None:
    assert outcome(kebab(gets("/_zoek", "/organisaties/{id}/nested/_zoek"))) is PASSED
    assert outcome(kebab(gets("/_zoek/organisaties"))) is FAILED
    assert outcome(paths.trailing_slash(gets("/_zoek/"))) is FAILED


@pytest.mark.parametrize(
    "name", ["kebab-case", "_startMetUnderscore", "9startMetGetal", "snake_case", "UpperCamelCase"]
)
def test_situation_query_keys_camel_case(name: str) -> None:
    assert outcome(camel(asking(query("lowerCamelCase")))) is PASSED
    assert outcome(camel(asking(query(name)))) is FAILED


@pytest.mark.parametrize(
    ("version", "status"),
    [("1.2", FAILED), ("1.0.1_incorrect", FAILED), ("1.0.1-correct.1", PASSED)],
)
def test_situation_semver_incorrect_patch_incorrect_and_patch(version: str, status: Status) -> None:
    assert outcome(versions.number(paper(info={"title": "A", "version": version}))) is status


@pytest.mark.parametrize("servers", [[], None])
def test_situation_servers_empty_and_servers_missing(servers: object) -> None:
    """OpenAPI itself lets a document be without servers; the rule on the version in the URL does not."""
    assert outcome(versions.in_server(paper(servers=servers))) is FAILED


def test_situation_version_header_casing() -> None:
    declared = {"description": "OK", "headers": {"API-version": {"schema": TEXT}}}

    assert outcome(versions.response_header(answering(_200=declared))) is PASSED


def test_situation_version_header_missing() -> None:
    other = {"description": "OK", "headers": {"access-control-allow-origin": {"schema": TEXT}}}

    assert outcome(versions.response_header(answering(_200=other))) is FAILED
