"""The register searches by place: with a filter in CQL2, and through everything that has one."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests.register_client import RD, Client, register

AMSTERDAM = "POLYGON((4.8 52.3,5 52.3,5 52.4,4.8 52.4,4.8 52.3))"
AMSTERDAM_IN_RD = "POLYGON((118000 483000,124000 483000,124000 489000,118000 489000,118000 483000))"


@pytest.fixture(scope="module")
def reg() -> Iterator[Client]:
    with register() as client:
        yield client


def filtered(shape: str, more: str = "") -> str:
    """The address of the buildings that meet a shape."""
    return f"/gebouwen?filter={quote(f'S_INTERSECTS(geometrie,{shape})')}{more}"


def test_a_filter_gives_what_meets_a_polygon(reg: Client) -> None:
    assert reg.names(filtered(AMSTERDAM)) == ["Rijksmuseum", "Westertoren"]


@pytest.mark.parametrize("name", ["filterCrs", "filter-crs"])
def test_a_filter_is_read_in_the_system_that_is_named(reg: Client, name: str) -> None:
    found = reg.names(filtered(AMSTERDAM_IN_RD, f"&{name}={RD}"))

    assert found == ["Rijksmuseum", "Westertoren"]


def test_a_filter_meets_a_point_and_leaves_out_a_hole(reg: Client) -> None:
    hole = AMSTERDAM.replace("))", "),(4.88 52.35,4.89 52.35,4.89 52.37,4.88 52.37,4.88 52.35))")

    assert reg.names(filtered("POINT(5.2795 52.1933)")) == ["Paleis Soestdijk"]
    assert reg.names(filtered(hole)) == ["Westertoren"]


@pytest.mark.parametrize(
    "shape",
    [
        "POLYGON((4.8 52.3,5 52.3,5 52.4,4.8 52.4,4.9 52.3))",
        "POLYGON((4.8 52.3,4.8 52.3))",
        "POINT(200 52)",
        "LINESTRING(4 52,5 52)",
        AMSTERDAM_IN_RD,
    ],
)
def test_a_filter_that_is_none_is_refused(reg: Client, shape: str) -> None:
    assert reg.faults(reg.get(filtered(shape))) == {"filter"}


def test_everything_with_a_place_is_found_with_its_kind(reg: Client) -> None:
    whole = reg.get("/_zoek?pageSize=50").json()
    near = reg.get("/_zoek?bbox=4.8,52.3,5,52.4&pageSize=50").json()
    buildings = [it for it in near["resultaten"] if it["type"] == "gebouw"]
    floors = [it for it in near["resultaten"] if it["type"] == "verdieping"]

    assert len(buildings) == 2
    assert floors
    assert near["totaal"] < whole["totaal"]
    assert all(reg.get(_path(it)).status_code == 200 for it in near["resultaten"])


def _path(found: dict[str, dict[str, dict[str, str]]]) -> str:
    """The address of what was found, below the base."""
    return found["_links"]["self"]["href"].partition("/v1")[2]
