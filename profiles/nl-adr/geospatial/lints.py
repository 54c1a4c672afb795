"""What the description alone shows of the rules on places."""

from collections.abc import Iterator

from conformance.checks.looking import either, looked, met, unmet
from conformance.checks.shapes import keyword, types
from conformance.description import Description, Node, Operation, properties_of
from conformance.model import Absence, Doubt, Observation

from .described import (
    Read,
    geometries,
    is_geojson,
    is_holder,
    is_search,
    json_of,
    kinds,
    listed,
    parameter,
    reads,
)
from .geojson import GEO, OTHER_FORMS

_FEATURES = frozenset(("Feature", "FeatureCollection"))
_TEXTS = frozenset(("wkt", "wkb", "gml", "ewkt"))
_NO_GEOMETRY = "the description has nothing that holds geometry"
_USUAL = {"bbox": "bbox", "crs": "crs", "bboxcrs": "bbox-crs", "filtercrs": "filter-crs"}


def parameter_described(description: Description, *, name: str) -> Iterator[Observation]:
    """Some GET for what has a geometry has the parameter: bbox a list of them, crs any."""
    found = [
        it
        for it in reads(description)
        if it.lists or name != "bbox" or parameter(it.operation, name)
    ]
    if not found:
        yield Absence(_NO_GEOMETRY)
        return
    having = [it for it in found if parameter(it.operation, name)]
    for it in having[:1]:
        yield met(f"a parameter {name}", _path(it), it.operation.pointer)
    if not having:
        first = found[0]
        actual = f"none in {_path(first)} and {len(found) - 1} more"
        yield unmet(f"a parameter {name}", actual, first.operation.pointer)


def companion_described(
    description: Description, *, name: str, beside: str
) -> Iterator[Observation]:
    """Every GET with the one parameter has the other beside it."""
    for it in description.operations():
        if it.method == "get" and parameter(it, beside) and _is_spatial(it, beside):
            lacking = not parameter(it, name)
            actual = f"{it.path} without" if lacking else it.path
            yield looked(lacking, f"{_USUAL[name]} beside {beside}", actual, it.pointer)


def _is_spatial(operation: Operation, name: str) -> bool:
    """Whether a parameter filters by place: bbox does, and filter where its description speaks of it."""
    if name == "bbox":
        return True
    if parameter(operation, "filterlang") or parameter(operation, "filtercrs"):
        return True
    for it in operation.parameters:
        if it.place == "query" and it.name == name:
            told = f"{it.node.get('description').text} {it.node.get('example').text} {it.schema.get('pattern').text}"
            return "INTERSECTS" in told.upper() or "CQL" in told.upper()
    return False


def context_described(description: Description) -> Iterator[Observation]:
    """What a search of the whole API finds says of what type it is."""
    for operation in filter(is_search, description.operations()):
        for schema in json_of(operation.response_for(200)):
            for it in listed(schema):
                if not properties_of(it):
                    continue
                typed = "type" in properties_of(it)
                actual = "type" if typed else ", ".join(properties_of(it)) or "nothing"
                yield looked(not typed, "a member type", actual, it.pointer)


def geojson_described(description: Description, *, where: str) -> Iterator[Observation]:
    """What is called GeoJSON is described as a Feature or a FeatureCollection."""
    making = where == "request"  # a search may be sent a bare geometry
    holders = _holders(description, where, making=making)
    found = [it for holder in holders if (it := kinds(holder).get(GEO))]
    for schema in found:
        known = properties_of(schema)
        kind = schema.get("properties", "type") if "type" not in known else known["type"]
        told = [*kind.get("enum").list, kind.get("const").value]
        named = [it for it in told if isinstance(it, str)]
        if not known or (not named and ("features" in known or "geometry" in known)):
            continue
        right = bool(named) and set(named) <= _FEATURES
        actual = ", ".join(named or list(known)[:5])
        yield looked(not right, "a Feature or a FeatureCollection", actual, schema.pointer)


def geometry_described(description: Description, *, where: str) -> Iterator[Observation]:
    """A geometry in JSON is described as GeoJSON has it."""
    found = (
        it
        for holder in _holders(description, where)
        for schema in json_of(holder)
        for it in geometries(schema)
    )
    seen: set[str] = set()
    for it in found:
        if it.pointer not in seen:
            seen.add(it.pointer)
            yield from _form(it)


def _form(schema: Node) -> Iterator[Observation]:
    """What the schema of a geometry says of its form; nothing when it leaves it open."""
    expected = "type and coordinates, as in GeoJSON"
    known = properties_of(schema)
    form = keyword(schema, "format")
    if is_geojson(schema) or is_holder(schema):
        yield met(expected, "as in GeoJSON", schema.pointer)
    elif "string" in types(schema) and isinstance(form, str) and form.lower() in _TEXTS:
        yield Doubt(
            f"a geometry as {form}, which is right where GeoJSON cannot hold it ({schema.pointer})"
        )
    elif OTHER_FORMS & {it.lower() for it in known}:
        yield unmet(expected, f"an object of {', '.join(list(known)[:5])}", schema.pointer)
    elif "array" in types(schema) and types(schema.get("items")) & {"number", "integer"}:
        yield unmet(expected, "a list of numbers", schema.pointer)


def _holders(description: Description, where: str, *, making: bool = False) -> Iterator[Node]:
    """The bodies of requests (of all, or of those that make something), or successful answers."""
    for it in description.operations():
        if making and "201" not in it.responses:
            continue
        if where == "request":
            yield it.node.get("requestBody")
        else:
            yield from (node for status, node in it.responses.items() if status.startswith("2"))


def list_described(description: Description) -> Iterator[Observation]:
    """What is at /crss or /collections holds a list `crs`."""
    return either(_lists(description), "the description has neither /crss nor /collections")


def _lists(description: Description) -> Iterator[Observation]:
    for it in description.operations():
        if it.method != "get" or it.path.rpartition("/")[2] not in {"crss", "collections"}:
            continue
        for schema in json_of(it.response_for(200)):
            known = properties_of(schema)
            held = (
                properties_of(known["collections"].get("items")) if "collections" in known else {}
            )
            if known and (it.path.endswith("/crss") or held):
                lacking = "crs" not in known and "crs" not in held
                actual = ", ".join(list(known)[:5])
                yield looked(lacking, "a list crs", actual, schema.pointer)


def _path(read: Read) -> str:
    return f"GET {read.operation.path}"
