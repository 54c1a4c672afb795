"""The register when it is asked to make something: what a key of the client's own keeps from being made twice."""

from tests.register_client import NEW, register

KEY = {"Idempotency-Key": '"eens"'}


def test_the_same_request_under_the_same_key_makes_one_building() -> None:
    with register() as own:
        one = own("POST", "/gebouwen", NEW, headers=KEY)
        two = own("POST", "/gebouwen", NEW, headers=KEY)

        assert (one.status_code, two.status_code) == (201, 201)
        assert one.headers["Location"] == two.headers["Location"]
        assert own.get("/gebouwen").json()["totaal"] == 24


def test_without_a_key_every_request_makes_one() -> None:
    with register() as own:
        one, two = (own("POST", "/gebouwen", NEW).headers["Location"] for _ in range(2))

        assert one != two


def test_something_else_under_the_same_key_is_refused() -> None:
    with register() as own:
        own("POST", "/gebouwen", NEW, headers=KEY)
        other = own("POST", "/gebouwen", {**NEW, "naam": "Iets anders"}, headers=KEY)

        assert other.status_code == 400
        assert other.json()["errors"][0]["name"] == "Idempotency-Key"


def test_a_key_whose_building_is_gone_makes_another_one() -> None:
    with register() as own:
        first = own("POST", "/gebouwen", NEW, headers=KEY).headers["Location"]
        own("DELETE", first.removeprefix("/gebouwenregister/v1"))
        second = own("POST", "/gebouwen", NEW, headers=KEY)

        assert second.status_code == 201
        assert second.headers["Location"] != first


def test_a_new_building_has_a_floor_that_can_be_replaced_with_its_tag_alone() -> None:
    with register() as own:
        made = own("POST", "/gebouwen", NEW).headers["Location"]
        floor = f"{made.removeprefix('/gebouwenregister/v1')}/verdiepingen/0"
        sent = {"gebruik": "Entree", "oppervlakte": 12.5}
        tag = own.get(floor).headers["ETag"]

        assert own("PUT", floor, sent).status_code == 428
        assert own("PUT", floor, sent, headers={"If-Match": tag}).status_code == 200
