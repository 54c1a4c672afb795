"""The checks of a description that look at paths and query parameters."""

import pytest

from conformance.checks import paths, queries
from conformance.model import Status
from tests.papers import (
    answer,
    asking,
    faults,
    gets,
    operation,
    outcome,
    paper,
    places,
    query,
    thing,
)

ALL = ["nl", "en"]
A_LIST = {"type": "array", "items": {"type": "object"}}


@pytest.mark.parametrize(
    ("case", "path"),
    [
        ("kebab", "/financiele-claims"),
        ("kebab", "/gebouwen/{gebouwId}/verdiepingen"),
        ("kebab", "/gebouwen/{gebouw_id}"),
        ("kebab", "/v1/gebouwen2"),
        ("kebab", "/periodes/{vanaf}-{tot}"),
        ("kebab", "/v{versie}/gebouwen"),
        ("camel", "/socialSecretariats"),
        ("camel", "/invitations/{meetingId}:{personId}"),
        ("kebab", "/een//twee"),
        ("kebab", "/gebouwen/"),
    ],
)
def test_a_path_in_the_case_of_the_guide_is_right(case: str, path: str) -> None:
    assert outcome(paths.segment_case(gets(path), case=case)) is Status.PASSED


@pytest.mark.parametrize(
    ("case", "path"),
    [
        ("kebab", "/laatsteWijziging"),
        ("kebab", "/financiele_claims"),
        ("kebab", "/scènes"),
        ("kebab", "/sc%C3%A8nes"),
        ("kebab", "/-organisatie"),
        ("kebab", "/organisatie-"),
        ("kebab", "/een--twee"),
        ("kebab", "/schema.txt"),
        ("kebab", "/gebouwen/{gebouwId}.json"),
        ("kebab", "/_intern/gebouwen"),
        ("camel", "/social-secretariats"),
        ("camel", "/Employers"),
    ],
)
def test_a_path_in_another_case_is_a_fault(case: str, path: str) -> None:
    assert outcome(paths.segment_case(gets(path), case=case, last_prefix="_")) is Status.FAILED


def test_the_place_of_a_fault_is_a_pointer_to_the_path() -> None:
    assert places(paths.segment_case(gets("/a/fouteNaam"), case="kebab")) == [
        "/paths/~1a~1fouteNaam"
    ]


def test_the_last_segment_may_begin_with_the_prefix_and_no_other() -> None:
    check = paths.segment_case(
        gets("/gebouwen/_zoek", "/_zoek/gebouwen"), case="kebab", last_prefix="_"
    )

    assert faults(check) == ["_zoek"]


def test_a_named_file_is_let_through_at_the_end_alone() -> None:
    description = gets("/openapi.json", "/openapi.json/deel")

    assert faults(paths.segment_case(description, case="kebab", files=["openapi.json"])) == [
        "openapi.json"
    ]


def test_paths_of_templates_alone_are_nothing_to_look_at() -> None:
    assert outcome(paths.segment_case(gets("/{a}/{b}"), case="kebab")) is Status.INAPPLICABLE


def test_extensions_of_the_description_are_no_paths() -> None:
    description = paper({"x-Team": {"get": operation()}})

    assert outcome(paths.segment_case(description, case="kebab")) is Status.INAPPLICABLE


def test_a_slash_at_the_end_is_a_fault_and_the_root_is_none() -> None:
    assert faults(paths.trailing_slash(gets("/", "/gebouwen", "/gebouwen/"))) == ["/gebouwen/"]


def test_two_slashes_together_are_a_fault() -> None:
    assert faults(paths.empty_segment(gets("/gebouwen", "/een//twee"))) == ["/een//twee"]


def test_only_the_extension_of_a_kind_of_file_is_one() -> None:
    description = gets("/a.json", "/v1.2", "/{id}.PDF", "/nl.imgeo", "/doc/openapi.yaml")

    assert faults(paths.file_extension(description, files=["openapi.yaml"])) == [
        "a.json",
        "{id}.PDF",
    ]


def test_the_name_before_the_version_of_a_server_is_judged() -> None:
    servers = [{"url": "https://a.example/REST/socialStatus/v1"}, {"url": "/social-status/v1"}]

    assert faults(paths.base_case(paper(servers=servers), case="camel")) == ["social-status"]


def test_a_path_parameter_has_its_case_and_says_what_it_identifies() -> None:
    description = gets("/stores/{storeId}/orders/{Id}")

    assert faults(paths.parameter_case(description, case="camel")) == ["Id"]
    assert faults(paths.qualified_parameters(description)) == ["Id"]


@pytest.mark.parametrize(
    "name", ["gebouwen", "adressen", "persons", "children", "data", "personeel", "crs"]
)
def test_a_collection_with_what_may_be_a_plural_is_right(name: str) -> None:
    description = paper(
        {
            f"/{name}": {"get": {"responses": {"200": answer(A_LIST)}}},
            f"/{name}/{{id}}": {"get": operation()},
        }
    )

    assert outcome(paths.plural_collections(description, languages=ALL)) is Status.PASSED


def test_what_is_plainly_a_collection_and_plainly_singular_is_a_fault() -> None:
    listing = {"200": answer(thing(gebouw=A_LIST, totaal={"type": "integer"}))}
    description = paper(
        {"/gebouw": {"get": {"responses": listing}}, "/gebouw/{id}": {"get": operation()}}
    )

    assert faults(paths.plural_collections(description, languages=ALL)) == ["gebouw"]


def test_what_lists_nothing_or_has_nothing_below_it_is_no_collection() -> None:
    description = paper(
        {
            "/status": {"get": {"responses": {"200": answer(A_LIST)}}},
            "/profiel": {"get": {"responses": {"200": answer(thing())}}},
            "/profiel/{id}": {"get": operation()},
        }
    )

    assert outcome(paths.plural_collections(description, languages=ALL)) is Status.INAPPLICABLE


def test_a_segment_that_begins_with_an_act_is_a_fault() -> None:
    description = gets("/opvragen-gebouw", "/getBuildings", "/zoek", "/orders", "/{opvragen}")

    assert faults(paths.no_acts(description, languages=ALL)) == ["opvragen-gebouw", "getBuildings"]


def test_a_name_that_is_only_a_hint_is_a_doubt_where_the_guide_must_not_accuse_by_it() -> None:
    acts = paths.no_acts(gets("/opvragen"), languages=ALL, sure=False)
    listing = {"get": {"responses": {"200": answer(A_LIST)}}}
    singular = paper({"/gebouw": listing, "/gebouw/{id}": {"get": operation()}})

    assert outcome(acts) is Status.INCONCLUSIVE
    assert outcome(paths.plural_collections(singular, languages=ALL, sure=False)) is (
        Status.INCONCLUSIVE
    )


def test_an_act_with_the_prefix_of_operations_is_right() -> None:
    description = gets("/gebouwen/_wijzigen")

    assert outcome(paths.no_acts(description, languages=ALL, last_prefix="_")) is Status.PASSED


def test_a_resource_that_is_awaited_is_found_with_its_media_type_and_its_member() -> None:
    status = {"200": answer(thing(status={"type": "string"}), "application/problem+json")}
    description = paper({"/status": {"get": {"responses": status}}})

    found = paths.offered(
        description, path="/status", media_type="application/problem+json", member="status"
    )

    assert outcome(found) is Status.PASSED


def test_a_resource_that_is_awaited_and_not_there_is_a_fault() -> None:
    assert faults(paths.offered(gets("/gebouwen"), path="/health")) == ["not described"]


def test_a_resource_in_another_media_type_or_without_the_member_is_a_fault() -> None:
    description = paper({"/health": {"get": {"responses": {"200": answer(thing(up={}))}}}})

    assert faults(paths.offered(description, path="/health", media_type="text/plain")) == [
        "application/json"
    ]
    assert faults(paths.offered(description, path="/health", member="status")) == ["up"]


@pytest.mark.parametrize("name", ["typeGebouw", "page", "bouwjaarVanaf2", "$filter"])
def test_a_query_key_in_camel_case_is_right(name: str) -> None:
    found = queries.key_case(asking(query(name)), case="camel", prefix="$")

    assert outcome(found) is Status.PASSED


@pytest.mark.parametrize(
    "name",
    ["type-gebouw", "type_gebouw", "2ndReviewer", "_page", "Page", "page[number]", "naám", "$$a"],
)
def test_a_query_key_in_another_case_is_a_fault(name: str) -> None:
    found = queries.key_case(asking(query(name)), case="camel", prefix="$")

    assert outcome(found) is Status.FAILED


def test_a_parameter_of_the_path_item_is_looked_at_once() -> None:
    item = {"parameters": [query("snake_case")], "get": operation(), "post": operation()}

    found = list(queries.key_case(paper({"/a": item}), case="camel"))

    assert places(found) == ["/paths/~1a/parameters/0"]


def test_the_keys_of_an_exploded_object_are_its_members() -> None:
    schema = thing(goed={}, niet_goed={})

    assert faults(queries.key_case(asking(query("Filter", schema=schema)), case="camel")) == [
        "niet_goed"
    ]


def test_the_key_of_an_object_that_is_not_exploded_is_its_own_name() -> None:
    parameter = query("filter", schema=thing(niet_goed={}), style="deepObject", explode=True)

    assert outcome(queries.key_case(asking(parameter), case="camel")) is Status.PASSED


def test_the_name_of_an_api_key_in_the_query_is_a_key() -> None:
    schemes = {"sleutel": {"type": "apiKey", "in": "query", "name": "api_key"}}
    description = paper(components={"securitySchemes": schemes})

    assert faults(queries.key_case(description, case="camel")) == ["api_key"]


def test_without_query_parameters_there_is_nothing_to_look_at() -> None:
    header = {"name": "X_Y", "in": "header", "schema": {"type": "string"}}

    assert outcome(queries.key_case(asking(header), case="camel")) is Status.INAPPLICABLE


def test_several_values_are_repeated_and_not_joined() -> None:
    several = {"type": "array", "items": {"type": "string"}}
    good, bad = query("kleur", schema=several), query("maat", schema=several, explode=False)

    assert faults(queries.repeated(asking(good, bad, query("naam")))) == ["maat: form, joined"]


def test_a_name_of_ones_own_for_what_the_guide_names_is_a_fault() -> None:
    names = {"limit": ["pageSize", "perPage"], "offset": ["page"]}

    found = queries.standard_names(
        asking(query("limit"), query("page_size"), query("naam")), instead=names
    )

    assert faults(found) == ["page_size"]


def test_a_default_is_there_and_is_the_one_that_is_asked() -> None:
    one = query("page", schema={"type": "integer", "default": 0})
    two = query("pageSize", schema={"type": "integer", "default": 20})

    assert faults(queries.defaults(asking(one, two), values={"page": 1, "pageSize": ""})) == [
        "default 0"
    ]
    assert faults(queries.defaults(asking(query("page")), values={"page": 1})) == ["no default"]


def test_what_may_be_offered_and_is_not_is_no_fault() -> None:
    assert outcome(queries.offered(asking(query("sort")), names=["sort"])) is Status.PASSED
    assert list(queries.offered(asking(query("naam")), names=["sort"])) == []


def test_a_collection_that_should_be_paged_and_is_not_is_a_fault() -> None:
    description = gets("/gebouwen", "/gebouwen/{id}")

    assert faults(queries.offered(description, names=["limit"], collections_only=True)) == ["none"]


def test_a_parameter_says_what_it_takes() -> None:
    told = query("sort", schema={"type": "array", "items": {"enum": ["naam"]}})

    assert outcome(queries.described(asking(told), names=["sort"])) is Status.PASSED
    assert faults(queries.described(asking(query("sort")), names=["sort"])) == ["sort: nothing"]
