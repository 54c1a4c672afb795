"""GeoJSON (RFC 7946): geometries wherever they stand in a JSON document, and whether they are what they say."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.checks import targets
from conformance.model import Exchange

GEO = "application/geo+json"
PLAIN = frozenset(("application/json", "application/hal+json"))
"""JSON of which the media type does not say how a geometry looks in it."""

COLLECTION = "GeometryCollection"
_DEPTHS = {  # how many lists stand around a position
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
KINDS = frozenset((*_DEPTHS, COLLECTION))
NAMES = frozenset(("geometrie", "geometry", "geom"))
"""What a member is called that holds a geometry, in whatever form."""

_DEEPEST = 16
_LEAST_OF_RING = 4
_LEAST_OF_LINE = 2
_LINKS = frozenset(("_links", "links"))
_DESCRIBES = frozenset(("openapi", "swagger", "$schema"))  # a document about documents
_SCHEMA = frozenset(("$ref", "href", "properties", "format", "oneOf", "anyOf", "allOf"))
OTHER_FORMS = frozenset(
    (
        *("coordinates", "x", "y", "lat", "lon", "lng", "latitude", "longitude", "rings", "paths"),
        *("breedtegraad", "lengtegraad"),
    )
)
"""Members that hold coordinates in forms which are not GeoJSON."""

_WELL_KNOWN_TEXT = re.compile(
    r"\s*(?:SRID=\d+;)?\s*(?:MULTI)?(?:POINT|LINESTRING|POLYGON|CURVE|SURFACE|GEOMETRYCOLLECTION)\b[^(]*\(|\s*<gml:"
    r"|[0-9A-Fa-f]{42,}$",
    re.IGNORECASE,
)
Bounds = tuple[float, float, float, float]
"""The lowest first and second coordinate, then the highest."""


@dataclass(frozen=True)
class Spot:
    """A value and the JSON Pointer where it stands."""

    value: Any
    pointer: str


def spots(document: Any) -> Iterator[Spot]:
    """Each place of a document that may hold a geometry, links apart; none in what describes documents."""
    if isinstance(document, Mapping) and _DESCRIBES & set(document):
        return
    waiting = [(Spot(document, ""), 0, "")]
    while waiting:
        spot, depth, name = waiting.pop()
        kind = spot.value.get("type") if isinstance(spot.value, Mapping) else None
        if name in NAMES or (isinstance(kind, str) and kind in KINDS and _has_places(spot.value)):
            yield spot
        if not (isinstance(kind, str) and kind in KINDS) and depth < _DEEPEST:
            waiting += reversed([(it, depth + 1, key) for key, it in _children(spot)])


def _has_places(value: Mapping[str, Any]) -> bool:
    return "coordinates" in value or "geometries" in value


def _children(spot: Spot) -> Iterator[tuple[str, Spot]]:
    if isinstance(spot.value, Mapping):
        for name, value in spot.value.items():
            if name not in _LINKS and isinstance(value, dict | list | str):
                escaped = name.replace("~", "~0").replace("/", "~1")
                yield name, Spot(value, f"{spot.pointer}/{escaped}")
    elif isinstance(spot.value, list):
        for index, value in enumerate(spot.value):
            if isinstance(value, dict | list):
                yield "", Spot(value, f"{spot.pointer}/{index}")


def geometries(document: Any) -> Iterator[Spot]:
    """The places of a document that hold a geometry as GeoJSON has it."""
    return (spot for spot in spots(document) if is_geometry(spot.value))


def is_geometry(value: Any) -> bool:
    """Whether a value is a geometry object without a fault."""
    return isinstance(value, Mapping) and value.get("type") in KINDS and not fault(value)


def fault(value: Mapping[str, Any]) -> str:
    """What is wrong with an object that names itself a geometry; "" when nothing is."""
    kind = value.get("type")
    if kind == COLLECTION:
        parts = value.get("geometries")
        if not isinstance(parts, list):
            return f"{COLLECTION} without a list of geometries"
        wrong = [it for it in parts if not is_geometry(it)]
        return "a geometry in it is none" if wrong else ""
    if not isinstance(kind, str) or kind not in _DEPTHS:
        return f"type {shown(kind)}"
    places = value.get("coordinates")
    if not isinstance(places, list):
        return f"{kind} without a list of coordinates"
    if not _nested(places, _DEPTHS[kind]):
        return f"coordinates of {kind}: {shown(places)}"
    return _fault_of_lines(kind, places)


def _nested(value: Any, depth: int) -> bool:
    """Whether positions stand that deep in lists; an empty list stands for nothing at all."""
    if not isinstance(value, list):
        return False
    if not value:
        return True
    if depth == 0:
        return len(value) > 1 and all(_is_number(it) for it in value)
    return all(
        isinstance(it, list) and (it or depth > 1) and _nested(it, depth - 1) for it in value
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _fault_of_lines(kind: str, places: list[Any]) -> str:
    """What is wrong with the lines and rings of a geometry whose positions are where they should be."""
    lines = [places] if kind == "LineString" else places if kind == "MultiLineString" else []
    if any(0 < len(line) < _LEAST_OF_LINE for line in lines):
        return f"{kind} with a line of one position"
    polygons = [places] if kind == "Polygon" else places if kind == "MultiPolygon" else []
    for ring in (it for rings in polygons for it in rings):
        if ring and (len(ring) < _LEAST_OF_RING or ring[0] != ring[-1]):
            return f"{kind} with a ring that is not closed or has fewer than four positions"
    return ""


def other_form(value: Any) -> str:
    """How a member that is called a geometry is written instead, when it plainly holds coordinates; "" when not."""
    if isinstance(value, list):
        numbers = value and all(_is_number(it) for it in value)
        return f"a bare list: {shown(value)}" if numbers or _is_listed(value) else ""
    if not isinstance(value, Mapping) or _SCHEMA & set(value):
        return ""
    if value.get("type") in KINDS:
        return fault(value)
    if any(isinstance(it, Mapping) and it.get("type") in KINDS for it in value.values()):
        return ""  # a holder of several geometries, each by a name
    held = OTHER_FORMS & {str(name).lower() for name in value}
    return shown(dict(value)) if held else ""


def _is_listed(value: list[Any]) -> bool:
    return bool(value) and all(isinstance(it, list) and it and _is_number(it[0]) for it in value)


def is_text_form(value: Any) -> bool:
    """Whether a value is a geometry as WKT, WKB or GML writes it."""
    return isinstance(value, str) and _WELL_KNOWN_TEXT.match(value) is not None


def shown(value: Any) -> str:
    """A value in a few characters."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:60]}…"  # noqa: PLR2004


# -- coordinates ----------------------------------------------------------------------------------


def positions(value: Any) -> Iterator[Sequence[float]]:
    """Every position of a geometry."""
    waiting = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, Mapping):
            waiting += [found.get("coordinates"), *(found.get("geometries") or [])]
        elif isinstance(found, list) and found and _is_number(found[0]):
            yield found
        elif isinstance(found, list):
            waiting += found


def bounds(value: Any) -> Bounds | None:
    """How far a geometry reaches; None when it is empty."""
    found = [(it[0], it[1]) for it in positions(value)]
    if not found:
        return None
    firsts, seconds = zip(*found, strict=True)
    return min(firsts), min(seconds), max(firsts), max(seconds)


def touch(one: Bounds, other: Bounds) -> bool:
    """Whether two rectangles have anything in common."""
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def near(one: Any, other: Any, tolerance: float) -> bool:
    """Whether two geometries reach equally far, to a tolerance."""
    mine, others = bounds(one), bounds(other)
    if mine is None or others is None:
        return False
    return all(abs(a - b) <= tolerance for a, b in zip(mine, others, strict=True))


# -- documents ------------------------------------------------------------------------------------


def items(document: Any) -> tuple[Any, ...] | None:
    """What a document lists: its features, or the items that it has in JSON; None for no list."""
    if isinstance(document, Mapping) and document.get("type") == "FeatureCollection":
        features = document.get("features")
        return tuple(features) if isinstance(features, list) else None
    return targets.items_of(document)


def geometry_of(item: Any) -> Any:
    """The first geometry in an item; None when it has none."""
    return next((spot.value for spot in geometries(item)), None)


def fault_of_feature(value: Any) -> str:
    """What keeps a value from being a Feature; "" when it is one."""
    if not isinstance(value, Mapping):
        return f"no object: {shown(value)}"
    if value.get("type") != "Feature":
        return f"type {shown(value.get('type'))}"
    geometry, properties = value.get("geometry", False), value.get("properties", False)
    if geometry is False or properties is False:
        return "a Feature without geometry or without properties"
    if geometry is not None and not is_geometry(geometry):
        return f"a Feature whose geometry is {shown(geometry)}"
    if properties is not None and not isinstance(properties, Mapping):
        return f"a Feature whose properties are {shown(properties)}"
    return ""


def fault_of_features(value: Any) -> str:
    """What keeps a value from being a FeatureCollection; "" when it is one."""
    if not isinstance(value, Mapping) or value.get("type") != "FeatureCollection":
        return f"type {shown(value.get('type'))}" if isinstance(value, Mapping) else "no object"
    features = value.get("features")
    if not isinstance(features, list):
        return "a FeatureCollection without a list of features"
    return next((wrong for it in features if (wrong := fault_of_feature(it))), "")


def is_json(exchange: Exchange) -> bool:
    """Whether an answer is JSON of which no media type says how a geometry looks in it."""
    return exchange.media_type in PLAIN
