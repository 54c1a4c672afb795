"""What a description says of places: which answers and requests hold a geometry, and what a query may ask."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from conformance.checks.shapes import inside, media
from conformance.description import Description, Node, Operation, properties_of

from .geojson import GEO, KINDS, NAMES, PLAIN

_ELSEWHERE = re.compile(
    r"geometryGeoJSON|geojson\.org/schema|featureGeoJSON|featureCollectionGeoJSON"
)
_IN_PLACE = ("allOf", "oneOf", "anyOf")
_WHOLE = re.compile(r"[^{}]*(?:/collections/\{[^{}]*\}/items)?/?")  # no list below one resource
_SEARCH = re.compile(r"(?:/api)?(?:/v\d+)?/_(?:search|zoek|zoeken)")


@dataclass(frozen=True)
class Read:
    """A GET whose answer holds geometry: whether it is a whole collection, and whether it gives GeoJSON."""

    operation: Operation
    lists: bool
    is_geojson: bool


def reads(description: Description) -> tuple[Read, ...]:
    """The GETs whose answers hold geometry."""
    return tuple(
        Read(
            it,
            _WHOLE.fullmatch(it.path) is not None and _lists(it),
            GEO in kinds(it.response_for(200)),
        )
        for it in description.operations()
        if it.method == "get" and _gives_geometry(it)
    )


def kinds(holder: Node) -> dict[str, Node]:
    """The schema of each media type of a response or of a request body, by the bare name of the type."""
    content = holder.get("content")
    return {media(name): node.get("schema") for name, node in content.items()}


def json_of(holder: Node) -> list[Node]:
    """The schemas of the plain JSON in a response or a request body."""
    return [node for name, node in kinds(holder).items() if name in PLAIN]


def _gives_geometry(operation: Operation) -> bool:
    response = operation.response_for(200)
    return GEO in kinds(response) or any(map(holds_geometry, json_of(response)))


def _lists(operation: Operation) -> bool:
    """Whether an answer is plainly a list: of features, or with a list of what holds geometry."""
    for name, schema in kinds(operation.response_for(200)).items():
        if name == GEO and "features" in properties_of(schema):
            return True
        if any(map(holds_geometry, listed(schema))):
            return True
    return False


def listed(schema: Node) -> Iterator[Node]:
    """The schemas of what the lists of an answer hold, those below _embedded among them."""
    known = properties_of(schema)
    holders = [schema, *known.values()]
    if "_embedded" in known:
        holders += properties_of(known["_embedded"]).values()
    yield from (it.get("items") for it in holders if it.get("items").exists)


def holds_geometry(schema: Node) -> bool:
    """Whether a value of a schema may hold a geometry, at any depth."""
    return next(geometries(schema), None) is not None


def geometries(schema: Node) -> Iterator[Node]:
    """The schemas of geometries within a schema: by their form, by their name, or by a reference to a known one."""
    waiting = [schema]
    seen: set[str] = set()
    while waiting:
        written = waiting.pop()
        node = written.followed
        named = written.name in NAMES or node.name in NAMES
        elsewhere = _ELSEWHERE.search(written.reference) is not None and not node.exists
        place = node.pointer if node.exists else written.pointer
        if place in seen:
            continue
        seen.add(place)
        if elsewhere or is_geojson(node) or (named and not is_holder(node)):
            yield node if node.exists else written
        else:
            waiting += reversed(list(_below(node)))


def is_geojson(schema: Node) -> bool:
    """Whether a schema is that of a geometry in GeoJSON: by its members, or by those of each alternative."""
    options = [*inside(schema, "oneOf"), *inside(schema, "anyOf")]
    options = [it for it in options if it.get("type").value != "null"]
    if options:
        return all(_is_one(it) for it in options)
    return _is_one(schema)


def _is_one(schema: Node) -> bool:
    known = properties_of(schema)
    if "type" not in known:
        return False
    kind = known["type"]
    told = [*kind.get("enum").list, kind.get("const").value, kind.get("default").value]
    named = [it for it in told if isinstance(it, str)]
    has_places = "coordinates" in known or "geometries" in known
    return has_places and (not named or any(it in KINDS for it in named))


def is_holder(schema: Node) -> bool:
    """Whether a schema is of an object that has geometries as its members."""
    return any(is_geojson(it) for it in properties_of(schema).values())


def _below(schema: Node) -> Iterator[Node]:
    """The schemas of what a value of a schema is made of."""
    for name in ("properties", *_IN_PLACE):
        holder = schema.child(name)
        yield from (holder.child(it) for it in holder.names())
    if schema.child("items").exists:
        yield schema.child("items")


def is_search(operation: Operation) -> bool:
    """Whether an operation searches the whole API, not one collection."""
    return operation.method in {"get", "post"} and _SEARCH.fullmatch(operation.path) is not None


def squeezed(name: str) -> str:
    """A name without its case and its signs, by which `bbox-crs` is `bboxCrs`."""
    return re.sub("[-_]", "", name).lower()


def parameter(operation: Operation, name: str) -> str:
    """How an operation spells a query parameter, given in small letters without signs; "" when it has none."""
    for it in operation.parameters:
        if it.place == "query" and squeezed(it.name) == name:
            return it.name
    return ""
