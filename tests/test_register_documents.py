"""What the register says of itself and of places: its description, its catalogue, logins, origins, coordinates."""

import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
import yaml
from openapi_schema_validator import OAS30ReadValidator, OAS30WriteValidator
from openapi_spec_validator import validate

from conformance import data
from tests.register_client import (
    BASE,
    CRS84,
    ETRS89,
    GEO,
    PALACE,
    RD,
    TOKEN,
    TOWER,
    Client,
    register,
    serving,
)

FRIEND = "https://balie.example.nl"


@pytest.fixture(scope="module")
def reg() -> Iterator[Client]:
    """A register that is only read."""
    with register() as client:
        yield client


# The description.


def test_the_description_is_openapi_and_the_same_in_json_and_yaml(reg: Client) -> None:
    response = reg.get("/openapi.json", Origin="https://elders.example")
    in_yaml = reg.get("/openapi.yaml", Origin="https://elders.example")

    validate(response.json())
    assert response.headers["Content-Type"] == "application/json"
    assert in_yaml.headers["Content-Type"] == "application/yaml"
    assert yaml.safe_load(in_yaml.text) == response.json()
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert in_yaml.headers["Access-Control-Allow-Origin"] == "*"


def test_its_server_is_where_it_is_served(reg: Client) -> None:
    assert [server["url"] for server in reg.description["servers"]] == [BASE]
    assert reg.url.endswith(BASE)


def test_it_describes_the_methods_that_its_addresses_allow(reg: Client) -> None:
    concrete = {"gebouwId": TOWER.rpartition("/")[2], "nummer": "1"}
    for template, item in reg.description["paths"].items():
        path = re.sub(r"\{(\w+)\}", lambda match: concrete[match[1]], template)
        allowed = set(reg("OPTIONS", path).headers["Allow"].split(", ")) - {"HEAD", "OPTIONS"}
        assert {method.upper() for method in item if method != "parameters"} == allowed


def test_every_example_keeps_its_schema(reg: Client) -> None:
    whole = {"components": reg.description["components"]}
    found = list(_examples(reg.description["paths"]))
    for schema, example, sent in found:
        validator = OAS30WriteValidator if sent else OAS30ReadValidator
        validator({**schema, **whole}).validate(example)

    assert len(found) > 100


def _examples(value: Any, *, sent: bool = False) -> Iterator[tuple[Any, Any, bool]]:
    if isinstance(value, list):
        for item in value:
            yield from _examples(item, sent=sent)
    elif isinstance(value, dict):
        if "schema" in value and "example" in value:
            yield value["schema"], value["example"], sent
        for name, item in value.items():
            if name != "example":
                yield from _examples(item, sent=sent or name == "requestBody")


def test_what_it_gives_as_an_example_of_a_request_is_accepted(reg: Client) -> None:
    with register() as own:
        for path, item in reg.description["paths"].items():
            for method in ("post", "put", "patch"):
                for kind, content in (
                    item.get(method, {}).get("requestBody", {}).get("content", {}).items()
                ):
                    at = path.replace("{gebouwId}", "0307100000000002").replace("{nummer}", "1")
                    headers = {"If-Match": "*"} if "nummer" in path else {}
                    response = own(method.upper(), at, content["example"], kind, headers=headers)
                    assert response.is_success, (method, path, kind, response.text)


def test_an_answer_that_leaves_the_description_is_seen() -> None:
    mutation = data.fixture_module("apis.mutation")
    app = data.fixture_module("apis.register.app").create_app()

    def forgetful(call: Any, request: Any) -> Any:
        return mutation.with_headers(call(request), {"API-Version": None})

    with (
        serving(mutation.mutated(app, forgetful)) as client,
        pytest.raises(AssertionError, match="API-Version is missing"),
    ):
        client.get("/gebouwen")


def test_the_catalogue_leads_to_the_description(reg: Client) -> None:
    response = reg.http.get(f"{reg.host}/.well-known/api-catalog")
    item, api = response.json()["linkset"]

    assert response.headers["Content-Type"].startswith("application/linkset+json")
    assert response.links["api-catalog"]["url"] == "/.well-known/api-catalog"
    assert item["item"] == [{"href": reg.url}]
    assert api["anchor"] == reg.url
    for link in api["service-desc"]:
        assert reg.http.get(link["href"]).headers["Content-Type"] == link["type"]


# What ends, who may read.


def test_the_old_address_says_since_when_until_when_and_where_to_go(reg: Client) -> None:
    response = reg.get("/panden")
    since = int(response.headers["Deprecation"].removeprefix("@"))

    assert since < parsedate_to_datetime(response.headers["Sunset"]).timestamp()
    assert {"deprecation", "sunset", "successor-version", "next"} <= set(response.links)
    assert response.links["successor-version"]["url"] == f"{BASE}/gebouwen"
    assert [
        path
        for path, item in reg.description["paths"].items()
        if item.get("get", {}).get("deprecated")
    ] == ["/panden"]


def test_personal_data_are_for_those_who_logged_in(reg: Client) -> None:
    response = reg("GET", "/eigenaren", headers=TOKEN)

    assert response.json()["eigenaren"]
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers


@pytest.mark.parametrize(
    ("path", "headers", "challenge"),
    [
        ("/eigenaren", {}, 'Bearer realm="gebouwenregister"'),
        ("/eigenaren?access_token=geheim-token", {}, 'Bearer realm="gebouwenregister"'),
        ("/eigenaren", {"Authorization": "Basic eDp5"}, 'Bearer realm="gebouwenregister"'),
        (
            "/eigenaren",
            {"Authorization": "Bearer anders"},
            'Bearer realm="gebouwenregister", error="invalid_token"',
        ),
    ],
)
def test_without_the_token_in_its_place_nobody_comes_in(
    reg: Client, path: str, headers: dict[str, str], challenge: str
) -> None:
    response = reg("GET", path, headers=headers)

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == challenge


def test_a_token_in_the_query_is_refused_beside_one_in_the_header(reg: Client) -> None:
    response = reg("GET", "/eigenaren?access_token=geheim-token", headers=TOKEN)

    assert reg.faults(response) == {"access_token"}
    assert "geheim" not in response.text


def test_public_data_are_for_every_origin_and_never_with_credentials(reg: Client) -> None:
    for path in ("/gebouwen", "/niets", "/openapi.json", "/gebouwen?page=0"):
        headers = reg.get(path, Origin="https://elders.example").headers
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in headers


def test_personal_data_are_for_one_origin(reg: Client) -> None:
    for origin, allowed in ((FRIEND, FRIEND), ("https://elders.example", None), ("null", None)):
        response = reg("GET", "/eigenaren", headers={**TOKEN, "Origin": origin})
        assert response.headers.get("Access-Control-Allow-Origin") == allowed
        assert "Origin" in response.headers["Vary"].split(", ")


def test_a_browser_that_asks_first_is_answered_without_login(reg: Client) -> None:
    asked = {"Origin": FRIEND, "Access-Control-Request-Method": "GET"}
    allowed = reg("OPTIONS", "/eigenaren", headers=asked)
    refused = reg("OPTIONS", "/eigenaren", headers={**asked, "Origin": "https://elders.example"})

    assert allowed.status_code == refused.status_code == 204
    assert allowed.headers["Access-Control-Allow-Origin"] == FRIEND
    assert "GET" in allowed.headers["Access-Control-Allow-Methods"]
    assert "Authorization" in allowed.headers["Access-Control-Allow-Headers"]
    assert not [name for name in refused.headers if name.startswith("access-control")]


def test_options_tells_what_can_be_sent(reg: Client) -> None:
    response = reg("OPTIONS", PALACE)

    assert response.status_code == 204
    assert response.headers["Allow"] == "GET, HEAD, PUT, PATCH, DELETE, OPTIONS"
    assert "application/merge-patch+json" in response.headers["Accept-Patch"]
    assert "application/geo+json" in reg("OPTIONS", "/gebouwen").headers["Accept-Post"]


def test_hsts_is_sent_when_it_is_served_over_tls() -> None:
    with register(secure=True) as client:
        assert client.get("").headers["Strict-Transport-Security"].startswith("max-age=")


def test_over_plain_http_a_secure_register_refuses_and_says_nothing_of_tls() -> None:
    with register(secure=True) as client:
        refused = client.http.get(client.url.replace("https:", "http:"))

    assert refused.status_code == 400
    assert "Strict-Transport-Security" not in refused.headers


# Places.


def test_the_systems_are_listed_the_default_first_and_the_stored_one_is_named(reg: Client) -> None:
    listed = reg.get("/crss").json()["crs"]
    collections = reg.get("/collections").json()

    assert listed[0] == CRS84
    assert {ETRS89, RD} <= set(listed)
    assert collections["crs"] == listed
    assert collections["collections"][0]["storageCrs"] == RD


@pytest.mark.parametrize(
    ("system", "place"),
    [
        (None, (5.3872, 52.1552)),
        (CRS84, (5.3872, 52.1552)),
        (ETRS89, (52.1552, 5.3872)),
        (RD, (154999.567, 463002.858)),
    ],
)
def test_a_place_is_given_in_the_system_that_was_asked_for(
    reg: Client, system: str | None, place: tuple[float, float]
) -> None:
    query = f"?crs={system}" if system else ""
    for path in (TOWER, "/gebouwen"):
        response = reg.get(f"{path}{query}")
        assert response.headers["Content-Crs"] == f"<{system or CRS84}>"
    coordinates = reg.get(f"{TOWER}{query}").json()["geometrie"]["coordinates"]

    assert coordinates == pytest.approx(place, abs=0.001 if system != RD else 1)


def test_known_places_are_where_they_are_in_both_systems() -> None:
    geo = data.fixture_module("apis.register.geo")

    # The Westertoren and the Martinitoren, as the land registry measured them.
    assert geo.degrees(120700.723, 487525.501) == pytest.approx((4.88352559, 52.37453253), abs=2e-6)
    assert geo.metres(6.56820053, 53.21938317) == pytest.approx((233883.131, 582065.167), abs=0.2)


@pytest.mark.parametrize(
    "query",
    [
        "bbox=4.8,52.3,5.0,52.4",
        "bbox=4.8,52.3,0,5.0,52.4,9",
        f"bbox=52.3,4.8,52.4,5.0&bboxCrs={ETRS89}",
        f"bbox=115000,480000,125000,490000&bboxCrs={RD}&crs={CRS84}",
        f"bbox=115000,480000,125000,490000&bbox-crs={RD}",
    ],
)
def test_a_box_finds_what_lies_in_it_in_any_system(reg: Client, query: str) -> None:
    assert set(reg.names(f"/gebouwen?{query}")) == {"Rijksmuseum", "Westertoren"}


@pytest.mark.parametrize(
    ("query", "faults"),
    [
        ("bbox=5,52,4,91", {"bbox"}),
        ("bbox=4,53,5,52", {"bbox"}),
        (f"bbox=5,52,6,53&bboxCrs={RD}", {"bbox"}),
        ("crs=http://www.opengis.net/def/crs/EPSG/9.9.1/3857", {"crs"}),
        (f"bbox=5,52,6,53&bboxCrs={CRS84}&bbox-crs={CRS84}", {"bbox-crs"}),
        ("bboxCrs=EPSG:28992", {"bboxCrs"}),
    ],
)
def test_what_lies_nowhere_is_refused(reg: Client, query: str, faults: set[str]) -> None:
    assert reg.faults(reg.get(f"/gebouwen?{query}")) == faults


def test_buildings_are_given_as_geojson(reg: Client) -> None:
    page = reg.get("/gebouwen?status=gepland", Accept=GEO)
    one = reg.get(PALACE, Accept=GEO).json()

    assert page.json()["type"] == "FeatureCollection"
    assert page.json()["numberMatched"] == page.json()["numberReturned"] == 1
    assert page.json()["features"][0]["geometry"] is None
    assert one["type"] == "Feature"
    assert one["geometry"] == {"type": "Point", "coordinates": [5.2795, 52.1933]}
    assert one["properties"]["naam"] == "Paleis Soestdijk"


@pytest.mark.parametrize("kind", ["application/json", GEO])
def test_a_search_finds_what_lies_in_the_shape(reg: Client, kind: str) -> None:
    ring = [[4.8, 52.3], [5.0, 52.3], [5.0, 52.4], [4.8, 52.4], [4.8, 52.3]]
    hole = [[4.88, 52.35], [4.89, 52.35], [4.89, 52.37], [4.88, 52.37], [4.88, 52.35]]
    for rings, found in (([ring], 2), ([ring, hole], 1)):
        shape = {"type": "Polygon", "coordinates": rings}
        feature = {"type": "Feature", "geometry": shape, "properties": {}}
        response = reg(
            "POST", "/gebouwen/_zoek", feature if kind == GEO else {"geometrie": shape}, kind
        )
        assert response.status_code == 200
        assert response.json()["totaal"] == found


def test_a_search_can_be_in_another_system_by_header_or_by_query(reg: Client) -> None:
    ring = [[115e3, 480e3], [125e3, 480e3], [125e3, 490e3], [115e3, 490e3], [115e3, 480e3]]
    sent = {"geometrie": {"type": "MultiPolygon", "coordinates": [[ring]]}}
    answers = [
        reg("POST", "/gebouwen/_zoek", sent, headers={"Content-Crs": f"<{RD}>"}),
        reg("POST", f"/gebouwen/_zoek?filterCrs={RD}", sent),
        reg("POST", f"/gebouwen/_zoek?filter-crs={RD}&crs={RD}", sent),
    ]
    answers.append(
        reg("POST", f"/gebouwen/_zoek?filterCrs={CRS84}", sent, headers={"Content-Crs": RD})
    )

    assert [answer.json()["totaal"] for answer in answers] == [2, 2, 2, 2]
    assert answers[2].headers["Content-Crs"] == f"<{RD}>"


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"geometrie": {"type": "Cirkel", "coordinates": [5, 52]}},
        {"geometrie": {"type": "Point", "coordinates": [5, 99]}},
        {"geometrie": {"type": "Polygon", "coordinates": [[[4, 52], [5, 52], [5, 53], [4, 53]]]}},
        {"geometrie": {"type": "Polygon", "coordinates": []}},
    ],
)
def test_a_shape_that_is_none_is_refused(reg: Client, sent: Any) -> None:
    assert all(
        name.startswith("/geometrie") for name in reg.faults(reg("POST", "/gebouwen/_zoek", sent))
    )


def test_a_search_changes_nothing(reg: Client) -> None:
    before = reg.get("/gebouwen?pageSize=50").content
    reg(
        "POST",
        "/gebouwen/_zoek",
        {"geometrie": {"type": "Point", "coordinates": [5.2795, 52.1933]}},
    )

    assert reg.get("/gebouwen?pageSize=50").content == before


def test_a_point_finds_what_is_there(reg: Client) -> None:
    sent = {"geometrie": {"type": "Point", "coordinates": [5.2795, 52.1933]}}

    assert reg("POST", "/gebouwen/_zoek", sent).json()["gebouwen"][0]["naam"] == "Paleis Soestdijk"
    assert reg("POST", "/gebouwen/_zoek", {**sent, "status": "gepland"}).json()["totaal"] == 0
