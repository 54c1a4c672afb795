"""The register when it is written to: what it makes, keeps, changes and refuses."""

import gzip
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.register_client import (
    BASE,
    ETRS89,
    GEO,
    JSON_PATCH,
    MERGE_PATCH,
    NEW,
    PALACE,
    RD,
    TOWER,
    Client,
    register,
)

FLOOR = f"{TOWER}/verdiepingen/1"
UNUSED = "/gebouwen/0000000000000009"
POINT = {"type": "Point", "coordinates": [5.2, 52.1]}


@pytest.fixture
def own() -> Iterator[Client]:
    """A register of one's own, to change."""
    with register() as client:
        yield client


@pytest.fixture(scope="module")
def shared() -> Iterator[Client]:
    """A register that refuses everything it is sent."""
    with register() as client:
        before = client.get("/gebouwen?pageSize=50").content
        yield client
        assert client.get("/gebouwen?pageSize=50").content == before


def made(own: Client, **members: Any) -> str:
    """The path of a new building."""
    location = own("POST", "/gebouwen", {**NEW, **members}).headers["Location"]
    return location.removeprefix(BASE)


# New ones.


@pytest.mark.parametrize("kind", ["application/json", GEO])
def test_a_new_building_is_where_the_answer_says(own: Client, kind: str) -> None:
    feature = {"type": "Feature", "geometry": POINT, "properties": NEW}
    response = own(
        "POST", "/gebouwen", feature if kind == GEO else {**NEW, "geometrie": POINT}, kind
    )
    found = own.get(response.headers["Location"].removeprefix(BASE))

    assert response.status_code == 201
    assert found.json() == response.json()
    assert found.headers["ETag"] == response.headers["ETag"]
    assert found.headers["Last-Modified"] == response.headers["Last-Modified"]
    assert found.json()["geometrie"] == POINT
    assert own.get("/gebouwen").json()["totaal"] == 24


def test_a_body_with_a_charset_and_a_mark_of_byte_order_is_read(own: Client) -> None:
    sent = (
        b'\xef\xbb\xbf{"naam":"N","status":"gepland","bouwjaar":2030.0,"ingangsdatum":"2026-01-01"}'
    )
    response = own("POST", "/gebouwen", sent, 'application/json; charset="UTF-8"')

    assert response.json()["bouwjaar"] == 2030


def test_put_makes_what_is_not_there_and_replaces_what_is(own: Client) -> None:
    first = own("PUT", UNUSED, {**NEW, "omschrijving": "weg"})
    second = own("PUT", UNUSED, {**NEW, "geometrie": POINT})

    assert (first.status_code, second.status_code) == (201, 200)
    assert not {"etag", "last-modified"} & {*first.headers, *second.headers}
    assert "omschrijving" not in own.get(UNUSED).json()
    assert own.get(UNUSED).json() == second.json()


def test_the_same_put_twice_leaves_the_same_state(own: Client) -> None:
    own("PUT", UNUSED, {**NEW, "geometrie": POINT})
    before = own.get(UNUSED)
    own("PUT", UNUSED, {**NEW, "geometrie": POINT})

    assert own.get(UNUSED).content == before.content


@pytest.mark.parametrize("query", ["", f"?crs={RD}", f"?crs={ETRS89}"])
def test_what_was_read_can_be_put_back_without_effect(own: Client, query: str) -> None:
    before = own.get(f"{PALACE}{query}")
    headers = {"Content-Crs": before.headers["Content-Crs"], "If-Match": before.headers["ETag"]}

    assert own("PUT", PALACE, before.json(), headers=headers).status_code == 200
    assert own.get(f"{PALACE}{query}").content == before.content


def test_deleted_is_gone(own: Client) -> None:
    path = made(own)

    assert own("DELETE", path).status_code == 204
    assert [own(method, path).status_code for method in ("GET", "DELETE", "HEAD")] == [404] * 3
    assert made(own) != path


def test_any_offset_is_taken_and_utc_is_given(own: Client) -> None:
    path = made(own, gemetenOp="2026-01-31T12:00:00.5+01:00")

    assert own.get(path).json()["gemetenOp"] == "2026-01-31T11:00:00.500000Z"


def test_the_clock_says_when_something_was_changed() -> None:
    now = datetime(2026, 5, 4, 3, 2, 1, 999, tzinfo=UTC)
    with register(clock=lambda: now) as client:
        path = made(client)
        response = client.get(path)

    assert response.json()["gewijzigdOp"] == "2026-05-04T03:02:01Z"
    assert response.headers["Last-Modified"] == response.headers["Date"]


def test_a_place_can_be_sent_in_any_system(own: Client) -> None:
    for system, place in ((RD, [155000.0, 463000.0]), (ETRS89, [52.1551744, 5.38720621])):
        geometry = {"type": "Point", "coordinates": place}
        response = own(
            "POST",
            f"/gebouwen?crs={system}",
            {**NEW, "geometrie": geometry},
            headers={"Content-Crs": f"<{system}>"},
        )
        assert response.json()["geometrie"]["coordinates"] == place
        path = response.headers["Location"].removeprefix(BASE)
        assert own.get(path).json()["geometrie"]["coordinates"] == pytest.approx(
            [5.38720621, 52.1551744]
        )


# Refused.


def test_everything_wrong_with_a_body_is_said_at_once(shared: Client) -> None:
    wrong = {
        "naam": "",
        "status": "kapot",
        "bouwjaar": "1900",
        "omschrijving": 1,
        "gemetenOp": "2026-01-31",
        "geometrie": {"type": "Point", "coordinates": [5]},
        "extra": 1,
    }
    response = shared("POST", "/gebouwen", wrong, headers={"Content-Crs": "RD"})

    assert shared.faults(response) == {
        "Content-Crs",
        "/ingangsdatum",
        "/geometrie/coordinates",
        *(f"/{name}" for name in wrong if name != "geometrie"),
    }


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"{",
        b"\xff{}",
        b'{"naam":"a","naam":"b"}',
        b'{"bouwjaar":NaN}',
        b'"\\ud800"',
        b"[" * 100_000,
        b"1e999",
    ],
)
def test_what_is_no_json_is_400(shared: Client, sent: bytes) -> None:
    for method, path, kind in (
        ("POST", "/gebouwen", "application/json"),
        ("PUT", PALACE, GEO),
        ("PATCH", PALACE, MERGE_PATCH),
        ("PATCH", PALACE, JSON_PATCH),
    ):
        assert shared.faults(shared(method, path, sent, kind)) == {""}


@pytest.mark.parametrize("sent", [None, [], "tekst", 1, {}, {"type": "Feature"}])
def test_json_of_another_shape_is_400(shared: Client, sent: Any) -> None:
    document = sent if sent is not None else "null"
    for method, path, kind in (
        ("POST", "/gebouwen", "application/json"),
        ("POST", "/gebouwen", GEO),
        ("POST", "/gebouwen/_zoek", GEO),
        ("PUT", UNUSED, "application/json"),
    ):
        assert shared(method, path, document, kind).status_code == 400


@pytest.mark.parametrize(
    ("place", "system"),
    [([4.0, 10.0], None), ([52.1, 5.2], None), ([5.2, 52.1], ETRS89), ([5.2, 52.1], RD)],
)
def test_a_place_outside_the_country_is_400(
    shared: Client, place: list[float], system: str | None
) -> None:
    sent = {**NEW, "geometrie": {"type": "Point", "coordinates": place}}
    headers = {"Content-Crs": system} if system else {}

    assert shared.faults(shared("POST", "/gebouwen", sent, headers=headers)) == {
        "/geometrie/coordinates"
    }


def test_an_address_that_is_none_or_another_one_is_400(shared: Client) -> None:
    assert shared.faults(shared("PUT", "/gebouwen/12", NEW)) == {"gebouwId"}
    assert shared.faults(shared("PUT", UNUSED, {**NEW, "identificatie": "1"})) == {"/identificatie"}


def test_content_of_another_type_is_415_and_told_what_would_do(shared: Client) -> None:
    for kind in ("text/plain", "application/xml", "application/json; charset=latin1", ""):
        post = shared("POST", "/gebouwen", NEW, kind)
        assert post.status_code == 415, kind
        assert post.headers["Accept-Post"] == post.headers["Accept"] == f"application/json, {GEO}"
    patch = shared("PATCH", PALACE, NEW)
    assert patch.status_code == 415
    assert patch.headers["Accept-Patch"] == f"{MERGE_PATCH}, {JSON_PATCH}"
    packed = shared("POST", "/gebouwen", gzip.compress(b"{}"), headers={"Content-Encoding": "gzip"})
    assert (packed.status_code, packed.headers["Accept-Encoding"]) == (415, "identity")


def test_a_write_whose_answer_cannot_be_read_does_not_happen(shared: Client) -> None:
    for method, path in (("POST", "/gebouwen"), ("PUT", UNUSED)):
        assert shared(method, path, NEW, headers={"Accept": "text/html"}).status_code == 406
        assert shared(method, f"{path}?foo=1", NEW).status_code == 400


@pytest.mark.parametrize(
    ("method", "path", "conditions"),
    [
        ("PUT", PALACE, {"If-Match": '"x"'}),
        ("PUT", PALACE, {"If-None-Match": "*"}),
        ("PUT", PALACE, {"If-Unmodified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"}),
        ("PUT", UNUSED, {"If-Match": "*"}),
        ("PATCH", PALACE, {"If-Match": '"x", "y"'}),
        ("DELETE", PALACE, {"If-Match": 'W/"x"'}),
        ("POST", "/gebouwen", {"If-None-Match": "*"}),
        ("POST", "/gebouwen/_zoek", {"If-Match": "*"}),
    ],
)
def test_a_write_whose_condition_fails_does_not_happen(
    shared: Client, method: str, path: str, conditions: dict[str, str]
) -> None:
    kind = MERGE_PATCH if method == "PATCH" else "application/json"

    assert shared(method, path, NEW, kind, headers=conditions).status_code == 412


def test_a_condition_on_what_is_not_there_is_404(shared: Client) -> None:
    for method in ("PATCH", "DELETE"):
        sent: Any = None if method == "DELETE" else {}
        assert (
            shared(method, UNUSED, sent, MERGE_PATCH, headers={"If-Match": '"x"'}).status_code
            == 404
        )


def test_a_write_whose_condition_holds_happens(own: Client) -> None:
    for accept, coding in (("application/json", "gzip"), (GEO, "identity")):
        tag = own.get(PALACE, Accept=accept, Accept_Encoding=coding).headers["ETag"]
        sent = {"omschrijving": accept}
        assert own("PATCH", PALACE, sent, MERGE_PATCH, headers={"If-Match": tag}).status_code == 200
        assert own("PATCH", PALACE, sent, MERGE_PATCH, headers={"If-Match": tag}).status_code == 412
    assert own("PUT", UNUSED, NEW, headers={"If-None-Match": "*"}).status_code == 201


def test_of_many_who_replace_the_same_version_at_once_one_succeeds(own: Client) -> None:
    tag = own.get(PALACE).headers["ETag"]

    def change(number: int) -> int:
        sent = {"omschrijving": str(number)}
        return own("PATCH", PALACE, sent, MERGE_PATCH, headers={"If-Match": tag}).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(change, range(8)))

    assert sorted(statuses) == [200, *[412] * 7]


def test_a_floor_is_only_replaced_by_who_knows_the_last_version(own: Client) -> None:
    sent = {"gebruik": "Zolder", "oppervlakte": 40}
    tag = own.get(FLOOR).headers["ETag"]
    statuses = [
        own("PUT", FLOOR, sent).status_code,
        own("PUT", FLOOR, sent, headers={"If-Match": '"x"'}).status_code,
        own("PUT", FLOOR, {"gebruik": 1}, headers={"If-Match": tag}).status_code,
        own("PUT", FLOOR, sent, headers={"If-Match": tag}).status_code,
        own("PUT", FLOOR, sent, headers={"If-Match": tag}).status_code,
        own("PUT", f"{TOWER}/verdiepingen/99", sent, headers={"If-Match": "*"}).status_code,
    ]

    assert statuses == [428, 412, 400, 200, 412, 404]
    assert own.get(FLOOR).json()["gebruik"] == "Zolder"


# Partial changes.


def test_a_merge_patch_sets_keeps_and_removes(own: Client) -> None:
    before = own.get(PALACE).json()
    response = own("PATCH", PALACE, {"omschrijving": None, "naam": "Paleis"}, MERGE_PATCH)

    assert response.status_code == 200
    assert response.headers["ETag"] == own.get(PALACE).headers["ETag"]
    after = own.get(PALACE).json()
    assert "omschrijving" in before
    assert after == {
        **{name: value for name, value in before.items() if name != "omschrijving"},
        "naam": "Paleis",
        "gewijzigdOp": after["gewijzigdOp"],
    }


def test_a_merge_patch_moves_a_place_in_the_system_that_it_names(own: Client) -> None:
    sent = {"geometrie": {"coordinates": [155000.0, 463000.0]}}
    response = own("PATCH", f"{PALACE}?crs={RD}", sent, MERGE_PATCH, headers={"Content-Crs": RD})

    assert response.json()["geometrie"]["coordinates"] == [155000.0, 463000.0]


def test_a_patch_that_changes_nothing_leaves_no_trace(own: Client) -> None:
    before = own.get(PALACE).content
    for kind, sent in ((MERGE_PATCH, {}), (JSON_PATCH, []), (MERGE_PATCH, own.get(PALACE).json())):
        assert own("PATCH", PALACE, sent, kind).status_code == 200

    assert own.get(PALACE).content == before


def test_a_json_patch_does_all_its_steps(own: Client) -> None:
    steps = [
        {"op": "test", "path": "/bouwjaar", "value": 1674.0},
        {"op": "copy", "from": "/naam", "path": "/omschrijving"},
        {"op": "replace", "path": "/naam", "value": "x"},
        {"op": "move", "from": "/omschrijving", "path": "/naam"},
        {"op": "remove", "path": "/gemetenOp"},
        {"op": "add", "path": "/geometrie/coordinates/0", "value": 5.3},
        {"op": "remove", "path": "/geometrie/coordinates/1"},
    ]
    response = own("PATCH", PALACE, steps, JSON_PATCH)

    assert response.status_code == 200, response.text
    assert response.json()["naam"] == "Paleis Soestdijk"
    assert not {"omschrijving", "gemetenOp"} & response.json().keys()
    assert response.json()["geometrie"]["coordinates"] == [5.3, 52.1933]


@pytest.mark.parametrize(
    ("step", "status"),
    [
        ({"op": "test", "path": "/naam", "value": "x"}, 409),
        ({"op": "test", "path": "/bouwjaar", "value": True}, 409),
        ({"op": "remove", "path": "/nergens"}, 409),
        ({"op": "replace", "path": "/geometrie/coordinates/2", "value": 1}, 409),
        ({"op": "add", "path": "/geometrie/coordinates/01", "value": 1}, 409),
        ({"op": "move", "from": "/geometrie", "path": "/geometrie/x"}, 409),
        ({"op": "add", "path": "/naam/x", "value": 1}, 409),
        ({"op": "add", "path": "/naam"}, 400),
        ({"op": "verzin", "path": "/naam"}, 400),
        ({"op": "remove", "path": "naam"}, 400),
        ({"op": "remove", "path": ""}, 400),
        ({"op": "remove", "path": "/naam"}, 400),
        ({"op": "replace", "path": "/bouwjaar", "value": "x"}, 400),
        ({"op": "replace", "path": "/identificatie", "value": "0000000000000001"}, 400),
        ({"op": "add", "path": "/_links/x", "value": {}}, 400),
    ],
)
def test_a_json_patch_that_fails_in_one_step_does_nothing(
    shared: Client, step: dict[str, Any], status: int
) -> None:
    steps = [{"op": "replace", "path": "/status", "value": "gesloopt"}, step]

    assert shared("PATCH", PALACE, steps, JSON_PATCH).status_code == status


@pytest.mark.parametrize(
    "sent", [{"gewijzigdOp": None}, {"bouwjaar": 1}, {"extra": 1}, {"naam": None}, [], 1]
)
def test_a_merge_patch_that_makes_something_wrong_is_400(shared: Client, sent: Any) -> None:
    assert shared("PATCH", PALACE, sent, MERGE_PATCH).status_code == 400
