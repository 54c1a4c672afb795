"""APIs that keep the module on places in another way than the register are not accused, nor passed without a look."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from werkzeug.wrappers import Request, Response

from conformance import data
from conformance.model import Status
from tests import prove

GEO = "application/geo+json"
ITEMS = "/collections/torens/items"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
RD = "http://www.opengis.net/def/crs/EPSG/0/28992"
RDNAP = "https://www.opengis.net/def/crs/EPSG/0/7415"
ETRS89 = "http://www.opengis.net/def/crs/EPSG/0/4258"
MERCATOR = "http://www.opengis.net/def/crs/EPSG/0/3857"
TOWERS = {
    "dom": (5.1214, 52.0907),
    "martini": (6.5682, 53.2194),
    "euromast": (4.4666, 51.9055),
    "servaas": (5.6872, 50.849),
}
WANTED = frozenset(it.id for it in prove.own("nl-adr") if it.section == "geospatial" and it.checked)
PLAIN = ("default-crs", "crs-list", "content-crs-response-header")
BOXES = ("bbox-query-parameter", "bbox-outside", "bbox-crs-query-parameter", "bbox-crs-unknown")
CHOICE = ("crs-query-parameter", "crs-unknown", "preferred-crs")
geo = data.fixture_module("apis.register.geo")


@dataclass
class Features:
    """An API in the manner of OGC API Features: features as GeoJSON below /collections, places in a few systems."""

    base: str = "/api/v1"
    systems: tuple[str, ...] = (CRS84, RD)
    media_type: str = GEO
    described: bool = True
    height: bool = False
    longitude_first: bool = False
    brackets: bool = True
    lists: bool = True
    whole: bool = True
    extra: dict[str, Any] = field(default_factory=dict)

    def __call__(self, request: Request) -> Response:
        """The answer to a request."""
        path = request.path.removeprefix(self.base)
        documents: dict[str, Any] = {"/crss": {"crs": list(self.systems)}}
        if self.lists:
            listed = {"collections": [self.collection(whole=self.whole)], "links": []}
            own = self.collection(whole=True)
            documents = {"": listed, "/collections": listed, "/collections/torens": own}
        if self.described:
            documents["/openapi.json"] = self.description()
        name = path.rpartition("/")[2]
        if path in documents:
            return answer(documents[path])
        if path == ITEMS:
            return self.items(request)
        if name in TOWERS:
            return self.given(request, lambda system: self.feature(name, system))
        return answer({"title": "Niet gevonden", "status": 404}, status=404)

    def collection(self, *, whole: bool) -> dict[str, Any]:
        """The one collection, in short or whole."""
        told = {"crs": list(self.systems), "storageCrs": self.systems[-1]} if whole else {}
        links = [{"href": f"{self.base}{ITEMS}", "rel": "items", "type": GEO}]
        return {"id": "torens", "itemType": "feature", "links": links, **told}

    def items(self, request: Request) -> Response:
        """The towers in a box, or all."""
        box = request.args.get("bbox")
        system = request.args.get("bbox-crs", CRS84)
        try:
            numbers = [float(it) for it in box.split(",")] if box else []
        except ValueError:
            return answer({"title": "Ongeldig", "status": 400}, status=400)
        if system not in self.systems or (system == CRS84 and any(abs(it) > 180 for it in numbers)):
            return answer({"title": "Ongeldig", "status": 400}, status=400)
        names = [it for it in TOWERS if not numbers or self.lies_in(it, numbers, system)]
        return self.given(
            request,
            lambda wanted: {
                "type": "FeatureCollection",
                "features": [self.feature(name, wanted) for name in names],
                "links": [{"href": request.url, "rel": "self"}],
            },
        )

    def lies_in(self, name: str, box: list[float], system: str) -> bool:
        """Whether a tower lies in a box of that system."""
        first, second = self.position(name, system)[:2]
        return box[0] <= first <= box[2] and box[1] <= second <= box[3]

    def given(self, request: Request, made: Any) -> Response:
        """A document in the system that is asked for, which the header names."""
        system = request.args.get("crs", CRS84)
        if system not in self.systems:
            return answer({"title": "Ongeldig", "status": 400}, status=400)
        told = f"<{system}>" if self.brackets else system
        response = answer(made(system), self.media_type)
        response.headers["Content-Crs"] = told
        return response

    def feature(self, name: str, system: str) -> dict[str, Any]:
        """A tower as a Feature."""
        place = {"type": "Point", "coordinates": self.position(name, system)}
        return {"type": "Feature", "id": name, "geometry": place, "properties": self.extra}

    def position(self, name: str, system: str) -> list[float]:
        """Where a tower is."""
        longitude, latitude = TOWERS[name]
        if system in {RD, RDNAP}:
            found = [round(it, 3) for it in geo.metres(longitude, latitude)]
        elif system == MERCATOR:
            found = [longitude * 111319.49, latitude * 150000.0]
        elif system == ETRS89 and not self.longitude_first:
            found = [latitude, longitude]
        else:
            found = [longitude, latitude]
        return [*found, 12.5] if self.height else found

    def description(self) -> dict[str, Any]:
        """The description, with the names of OGC API Features."""
        place = {
            "type": "object",
            "properties": {
                "type": {"type": "string", "enum": ["Point"]},
                "coordinates": {"type": "array", "items": {"type": "number"}},
            },
        }
        feature = {
            "type": "object",
            "properties": {
                "type": {"type": "string", "enum": ["Feature"]},
                "geometry": place,
                "properties": {"type": "object"},
            },
        }
        many = {
            "type": "object",
            "properties": {
                "type": {"type": "string", "enum": ["FeatureCollection"]},
                "features": {"type": "array", "items": feature},
            },
        }
        query = [
            {"name": name, "in": "query", "schema": {"type": "string"}}
            for name in ("bbox", "bbox-crs", "crs")
        ]
        paths = {ITEMS: {"get": operation(many, self.media_type, query)}}
        single = operation(feature, self.media_type, query[2:])
        single["parameters"].append(
            {"name": "naam", "in": "path", "required": True, "schema": {"type": "string"}}
        )
        paths[f"{ITEMS}/{{naam}}"] = {"get": single}
        return described(paths, self.base)


def operation(schema: Any, media_type: str, parameters: list[Any]) -> dict[str, Any]:
    """An operation that gives one thing."""
    content = {media_type: {"schema": schema}}
    return {
        "parameters": list(parameters),
        "responses": {"200": {"description": "Gevonden.", "content": content}},
    }


def described(paths: Any, base: str) -> dict[str, Any]:
    """A description of these paths."""
    info = {"title": "Torens", "version": "1.0.0"}
    return {"openapi": "3.0.3", "info": info, "servers": [{"url": base}], "paths": paths}


def answer(document: Any, media_type: str = "application/json", status: int = 200) -> Response:
    """JSON as an answer."""
    return Response(json.dumps(document), status, content_type=media_type)


def judged(app: Any) -> dict[str, Any]:
    """The results of the section on an API, by the last part of their ids."""
    with data.fixture_module("apis.http").serve(app, 0) as url:
        results = prove.judged(url, WANTED, "2.2", name="nl-adr")
    found = [it for it in results if it.requirement.id in WANTED]
    return {it.requirement.id.rpartition("/")[2]: it for it in found}


def names(results: dict[str, Any], *statuses: Status) -> set[str]:
    """The requirements that came to one of these statuses."""
    return {name for name, it in results.items() if it.status in statuses}


VARIANTS = {
    "OGC names, GeoJSON alone": (Features(), (*PLAIN, *BOXES, *CHOICE, "geojson-response")),
    "without a description": (
        Features(described=False),
        ("default-crs", "bbox-outside", "bbox-crs-unknown", "crs-unknown", "preferred-crs"),
    ),
    "ETRS89 alone beside CRS84": (Features(systems=(CRS84, ETRS89)), (*PLAIN, *BOXES, *CHOICE)),
    "ETRS89 with the longitude first": (
        Features(systems=(CRS84, ETRS89), longitude_first=True),
        (*PLAIN, *BOXES, *CHOICE),
    ),
    "with heights": (Features(systems=(CRS84, RDNAP), height=True), (*PLAIN, *BOXES, *CHOICE)),
    "the header without brackets": (Features(brackets=False), (*PLAIN, *CHOICE)),
    "collections told at their own addresses": (Features(whole=False), ("crs-list", "storage-crs")),
    "systems at /crss": (Features(lists=False), (*PLAIN, *BOXES, *CHOICE)),
    "GeoJSON called JSON and described so": (
        Features(media_type="application/json"),
        (*PLAIN, *BOXES, *CHOICE, "embed-geojson-geometry-response"),
    ),
}


@pytest.mark.parametrize(("app", "passed"), VARIANTS.values(), ids=VARIANTS)
def test_who_keeps_the_module_otherwise_is_not_accused(
    app: Features, passed: tuple[str, ...]
) -> None:
    results = judged(app)

    assert names(results, Status.FAILED, Status.ERRORED) == set()
    assert set(passed) <= names(results, Status.PASSED)


def test_that_the_realisation_of_etrs89_is_known_is_not_guessed() -> None:
    results = judged(Features(systems=(CRS84, ETRS89)))

    assert results["ensemble-member-crs"].status is Status.INCONCLUSIVE


def test_pseudo_mercator_alone_is_not_what_the_netherlands_prefer() -> None:
    results = judged(Features(systems=(CRS84, MERCATOR)))

    assert names(results, Status.FAILED) == {"preferred-crs"}


def test_crs84_alone_proves_nothing_of_what_chooses_a_system() -> None:
    results = judged(Features(systems=(CRS84,)))

    assert names(results, Status.FAILED) == {"preferred-crs"}
    assert results["bbox-crs-query-parameter"].status is Status.INCONCLUSIVE


def without_places(request: Request) -> Response:
    """An API of a museum: its collections are no collections of places, and its points are no points on a map."""
    if request.path == "/api/v1/openapi.json":
        schema = {"type": "object", "properties": {"type": {"type": "string"}}}
        work = operation(schema, "application/json", [])
        return answer(described({"/collections": {"get": work}}, "/api/v1"))
    if request.path != "/api/v1/collections":
        return answer({"status": 404}, status=404)
    work = {"id": "1", "type": "Schilderij", "geometrie": "rechthoek", "punten": [1, 2]}
    return answer({"collections": [work], "links": [{"type": "Point", "href": "/x"}]})


without_places.__dict__["base"] = "/api/v1"


def test_an_api_without_places_has_nothing_to_keep() -> None:
    results = judged(without_places)

    assert names(results, *(set(Status) - {Status.INAPPLICABLE, Status.UNTESTED})) == set()


def in_well_known_text(request: Request) -> Response:
    """An API whose arcs no GeoJSON can hold."""
    if request.path == "/api/v1/openapi.json":
        schema = {
            "type": "object",
            "properties": {"geometrie": {"type": "string", "format": "wkt"}},
        }
        items = {"type": "array", "items": schema}
        return answer(
            described({"/wegen": {"get": operation(items, "application/json", [])}}, "/api/v1")
        )
    road = {"id": "1", "geometrie": "CIRCULARSTRING(1 2, 3 4, 5 6)"}
    line = {"id": "2", "geometrie": "LINESTRING(1 2, 3 4)"}
    return answer([road, line])


in_well_known_text.__dict__["base"] = "/api/v1"


def test_well_known_text_is_a_doubt() -> None:
    results = judged(in_well_known_text)

    assert results["embed-geojson-geometry-response"].status is Status.INCONCLUSIVE


def test_a_box_that_no_list_can_show_is_not_passed_by_its_description() -> None:
    class Alone(Features):
        """An API that has one tower."""

        def lies_in(self, name: str, box: list[float], system: str) -> bool:
            return name == "dom" and super().lies_in(name, box, system)

        def items(self, request: Request) -> Response:
            found = json.loads(super().items(request).get_data())
            found["features"] = found.get("features", [])[:1]
            return answer(found, GEO)

    results = judged(Alone())

    assert results["bbox-query-parameter"].status is Status.BLOCKED
