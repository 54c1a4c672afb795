"""Checks of https://gitdocumentatie.logius.nl/publicatie/api/mod-geo/1.0.3/: places in requests and answers."""

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from conformance.candidate import Candidate
from conformance.checks import targets
from conformance.checks.targets import Surveyed, Target
from conformance.model import Absence, Doubt, Exchange, Finding, Observation, Obstacle

from . import described, found, geojson, systems
from .boxes import bbox, bbox_crs, bbox_crs_refused, bbox_outside, filter_crs, filter_crs_refused
from .found import Geography, Listed, Place, Systems
from .lints import (
    companion_described,
    context_described,
    geojson_described,
    geometry_described,
    list_described,
    parameter_described,
)
from .writes import content_crs, default_content, geojson_taken, geometry_taken

__all__ = [
    "bbox",
    "bbox_crs",
    "bbox_crs_refused",
    "bbox_outside",
    "companion_described",
    "content_crs",
    "context_described",
    "default_content",
    "filter_crs",
    "filter_crs_refused",
    "geojson_described",
    "geojson_taken",
    "geometry_described",
    "geometry_taken",
    "list_described",
    "parameter_described",
]

_OK, _REFUSED = 200, 400
_MOST_PLAIN = 2
_GEOJSON_FIRST = f"{geojson.GEO}, application/json;q=0.9"
_MET_KEPT = 1


# -- what is given --------------------------------------------------------------------------------


def context(candidate: Candidate) -> Iterator[Observation]:
    """What a search of the whole API finds says of what type it is."""
    surveyed: Surveyed = candidate.once(targets.surveyed)
    for target in surveyed.targets:
        if target.operation is None or not described.is_search(target.operation):
            continue
        for item in geojson.items(target.answer.json) or ():
            kind = item.get("type") if isinstance(item, dict) else None
            met = isinstance(kind, str) and bool(kind)
            yield Finding(met, "a member type", geojson.shown(item), "", target.answer)


def geojson_given(candidate: Candidate) -> Iterator[Observation]:
    """What holds geometry is given as a Feature or a FeatureCollection to who accepts application/geo+json."""
    yield from found.nothing(candidate)
    geography: Geography = candidate.once(found.geography)
    offered = [it for it in geography.some if _offers_geojson(it)]
    for place in offered:
        answer = candidate.get(place.url, {"Accept": geojson.GEO})
        if doubt := found.refused_for_us(answer):
            yield doubt
        elif place.operation is None and answer.media_type != geojson.GEO:
            yield Absence("GeoJSON is not offered", answer)
        else:
            yield _is_geojson(answer, place)
    if geography.places and not offered:
        yield from found.no_geojson(candidate)


def _offers_geojson(place: Place) -> bool:
    """Whether a GET is described to give GeoJSON; without a description that is for its answer to show."""
    if place.operation is None:
        return True
    return geojson.GEO in described.kinds(place.operation.response_for(_OK))


def _is_geojson(answer: Exchange, place: Place) -> Finding:
    if answer.status != _OK:
        return Finding(False, "200", str(answer.status), "", answer)
    if answer.media_type != geojson.GEO:
        return Finding(False, geojson.GEO, answer.media_type, "content-type", answer)
    kind = answer.json.get("type") if isinstance(answer.json, dict) else None
    several = place.is_list or kind == "FeatureCollection"  # what an id leads to may be several
    expected = "a FeatureCollection" if several else "a Feature"
    judge = geojson.fault_of_features if several else geojson.fault_of_feature
    wrong = answer.json_error or judge(answer.json)
    return Finding(not wrong, expected, wrong or expected, "", answer)


def plain_given(candidate: Candidate) -> Iterator[Observation]:
    """What holds no geometry is given as JSON to who accepts GeoJSON or JSON."""
    yield from found.nothing(candidate)
    geography: Geography = candidate.once(found.geography)
    if geography.places and not any(map(_offers_geojson, geography.places)):
        yield from found.no_geojson(candidate)
        return
    placed = {it.url for it in geography.places}
    surveyed: Surveyed = candidate.once(targets.surveyed)
    plain = [it for it in surveyed.targets if it.url not in placed and _is_plain(it)]
    for target in plain[:_MOST_PLAIN] if geography.places else ():
        answer = candidate.get(target.url, {"Accept": _GEOJSON_FIRST})
        if doubt := found.refused_for_us(answer):
            yield doubt
        elif answer.status != _OK:
            yield Finding(False, "200", str(answer.status), "", answer)
        else:
            met = geojson.is_json(answer) and answer.json_error is None
            actual = answer.json_error or answer.media_type
            yield Finding(met, "application/json", actual, "content-type", answer)


def _is_plain(target: Target) -> bool:
    """Whether an answer is JSON of which nothing says that it has another form with geometry."""
    operation = target.operation
    geographic = operation and geojson.GEO in described.kinds(operation.response_for(_OK))
    return geojson.is_json(target.answer) and not geographic


def only_features(exchange: Exchange) -> Iterator[Observation]:
    """What is called application/geo+json is a Feature or a FeatureCollection."""
    if exchange.media_type != geojson.GEO or not _has_content(exchange):
        return
    document = exchange.json
    kind = document.get("type") if isinstance(document, dict) else None
    met = kind in ("Feature", "FeatureCollection")
    actual = exchange.json_error or (f"type {geojson.shown(kind)}" if kind else "no type")
    yield Finding(met, "a Feature or a FeatureCollection", actual, "/type", exchange)


def _has_content(exchange: Exchange) -> bool:
    success = 200 <= exchange.status < 300  # noqa: PLR2004
    return success and exchange.request.method != "HEAD" and bool(exchange.body)


def geometry_given(exchange: Exchange) -> Iterator[Observation]:
    """A geometry in JSON has the form that GeoJSON gives it."""
    if not geojson.is_json(exchange) or not _has_content(exchange):
        return
    expected = "a geometry as in GeoJSON"
    kept = 0
    for spot in geojson.spots(exchange.json):
        wrong = geojson.other_form(spot.value)
        if wrong:
            yield Finding(False, expected, wrong, spot.pointer, exchange)
        elif geojson.is_text_form(spot.value):
            told = geojson.shown(spot.value)
            yield Doubt(f"{told}, which is right where GeoJSON cannot hold it", exchange)
        elif geojson.is_geometry(spot.value) and kept < _MET_KEPT:
            kept += 1
            yield Finding(True, expected, spot.value["type"], spot.pointer, exchange)


# -- which systems there are ----------------------------------------------------------------------


def list_given(candidate: Candidate) -> Iterator[Observation]:
    """The systems that are supported are listed at /collections or at /crss, as URIs."""
    yield from found.nothing(candidate)
    if not candidate.once(found.geography).places:
        return
    known: Systems = candidate.once(found.listed)
    if not known.lists:
        yield Finding(False, "a list crs at /collections or /crss", "none", "", known.answers)
    for each in known.lists:
        wrong = [it for it in each.uris if not systems.is_uri(it) and it != "#/crs"]
        actual = f"{geojson.shown(wrong[0])} in it" if wrong else f"{len(each.uris)} URIs"
        actual = actual if each.uris else "an empty list"
        met = bool(each.uris) and not wrong
        yield Finding(met, "a list of URIs", actual, each.pointer, each.answer)


def default_first(candidate: Candidate) -> Iterator[Observation]:
    """A list of systems begins with CRS84."""
    yield from found.nothing(candidate)
    for each in _lists(candidate):
        first = each.uris[0] if each.uris else ""
        if systems.is_uri(first):
            met = systems.is_default(first)
            yield Finding(met, systems.CRS84, first, f"{each.pointer}/0", each.answer)


def _lists(candidate: Candidate) -> tuple[Listed, ...]:
    """The lists of systems, where there is anything that they can be about."""
    if not candidate.once(found.geography).places:
        return ()
    known: Systems = candidate.once(found.listed)
    return known.lists


def _supported(candidate: Candidate) -> tuple[str, ...]:
    """Every system that is listed."""
    known: Systems = candidate.once(found.listed)
    return known.uris


def storage(candidate: Candidate) -> Iterator[Observation]:
    """Each collection says in which system it is stored."""
    for collection, pointer, answer in _stored(candidate):
        given = _storage_of(collection)
        met = systems.is_uri(given)
        actual = geojson.shown(given) if given is not None else "none"
        yield Finding(met, "storageCrs, a URI", actual, f"{pointer}/storageCrs", answer)


def storage_supported(candidate: Candidate) -> Iterator[Observation]:
    """The system in which a collection is stored is one that is listed."""
    offered = set(map(systems.key, _supported(candidate)))
    for collection, pointer, answer in _stored(candidate):
        given = _storage_of(collection)
        if systems.is_uri(given) and offered:
            met = systems.key(given) in offered
            yield Finding(met, "a system of the list", given, f"{pointer}/storageCrs", answer)


def _stored(candidate: Candidate) -> Iterator[tuple[dict[str, object], str, Exchange]]:
    """The collections of places that /collections lists."""
    geography: Geography = candidate.once(found.geography)
    if not geography.places and not geography.is_described:
        return
    known: Systems = candidate.once(found.listed)
    everywhere = any(it.pointer == "/crs" for it in known.lists)
    for collection, pointer, answer in known.collections:
        extent = collection.get("extent")
        spatial = isinstance(extent, dict) and "spatial" in extent
        if (
            spatial
            or collection.get("crs")
            or (everywhere and collection.get("itemType") != "record")
        ):
            yield dict(collection), pointer, answer


def _storage_of(collection: dict[str, object]) -> object:
    """The member that says it; the module spells it in two ways."""
    return collection.get("storageCrs", collection.get("storageCRS"))


def ensemble(candidate: Candidate) -> Iterator[Observation]:
    """Beside ETRS89 as an ensemble stands the realisation that is meant, where it is known."""
    yield from found.nothing(candidate)
    stored = [_storage_of(it) for it, _, _ in _stored(candidate)]
    from_rd = any(isinstance(it, str) and systems.is_rd(it) for it in stored)
    for each in _lists(candidate):
        uris = [*each.uris, *(_supported(candidate) if "#/crs" in each.uris else ())]
        named = [it for it in uris if systems.is_uri(it)]
        if not any(map(systems.is_ensemble, named)):
            continue
        member = next((it for it in named if systems.is_member(it)), "")
        if member or from_rd:
            actual = member or "ETRS89 made from RD, and no realisation"
            yield Finding(bool(member), "ETRF2000 beside ETRS89", actual, each.pointer, each.answer)
        else:
            yield Doubt("whether the realisation of ETRS89 is known cannot be seen", each.answer)


# -- in which system it is given ------------------------------------------------------------------


def default_crs(candidate: Candidate) -> Iterator[Observation]:
    """Who asks for no system gets CRS84: it is said, and the coordinates are longitude and latitude."""
    yield from found.nothing(candidate)
    for place in candidate.once(found.geography).some:
        told = place.answer.header("content-crs")
        if told is not None:
            met = systems.is_default(systems.told(told))
            yield Finding(met, systems.CRS84, told, "content-crs", place.answer)
        yield _of_default(place)


def _of_default(place: Place) -> Finding:
    expected = "longitude and latitude"
    for spot in geojson.geometries(place.answer.json):
        for position in geojson.positions(spot.value):
            wrong = systems.fault(systems.CRS84, position, position)
            if wrong:
                return Finding(False, expected, wrong, spot.pointer, place.answer)
    return Finding(True, expected, "longitude and latitude", "", place.answer)


def crs_parameter(candidate: Candidate) -> Iterator[Observation]:
    """Geometry is given in the system that the parameter crs names, and Content-Crs says so."""
    yield from found.nothing(candidate)
    known = found.known(candidate)
    places: tuple[Place, ...] = candidate.once(found.geography).some
    if not any(it.spelling("crs", "crs") for it in places):
        yield from found.overlooked(candidate, "crs")
    for place in places:
        if place.spelling("crs", "crs"):
            yield from _given_in(candidate, place, known[0] if known else systems.CRS84)


def preferred(candidate: Candidate) -> Iterator[Observation]:
    """ETRS89 or RD is supported: it is listed, and geometry is given in it."""
    yield from found.nothing(candidate)
    known = found.known(candidate)
    wanted = [it for it in known if systems.is_preferred(it)]
    places = candidate.once(found.geography).some[:1]
    for place in places:
        if not wanted and not found.is_told(candidate):
            yield Obstacle("which systems there are is told nowhere", place.answer)
        elif not wanted:
            lists: Systems = candidate.once(found.listed)
            actual = ", ".join(known) or "no other than CRS84"
            yield Finding(
                False, "ETRS89 or RD in the list", actual, "", lists.answers or place.answer
            )
        else:
            yield from _given_in(candidate, place, wanted[0])


def _given_in(candidate: Candidate, place: Place, uri: str) -> Iterator[Observation]:
    """What is given of a place in a system: the status, the field, and the coordinates beside those of the default."""
    name = place.spelling("crs", "crs") or "crs"
    answer = found.asked(candidate, place, {name: uri})
    if doubt := found.refused_for_us(answer):
        yield doubt
        return
    if answer.status != _OK:
        yield Finding(False, f"200 for {uri}", str(answer.status), "", answer)
        return
    told = answer.header("content-crs") or ""
    met = systems.same(systems.told(told), uri)
    yield Finding(met, f"Content-Crs: <{uri}>", told or "none", "content-crs", answer)
    for shown, default in _pairs(place, answer):
        wrong = systems.fault(uri, shown, default)
        evidence = (answer, place.answer)
        yield Finding(not wrong, f"coordinates in {uri}", wrong or "there", "", evidence)


def _pairs(place: Place, answer: Exchange) -> Iterator[tuple[tuple[float, ...], tuple[float, ...]]]:
    """A position in an answer and the same one in the default system, of the first geometry that both have."""
    if place.is_list:
        mine = place.items[:1]
        others = [found.counterpart(answer, it, index) for index, it in enumerate(mine)]
    else:
        mine, others = (place.answer.json,), [answer.json]
    for one, other in zip(mine, others, strict=True):
        default = next(geojson.positions(geojson.geometry_of(one)), None)
        shown = next(geojson.positions(geojson.geometry_of(other)), None)
        if default and shown:
            yield tuple(shown), tuple(default)


def crs_refused(candidate: Candidate) -> Iterator[Observation]:
    """A system in crs that is not supported is refused with 400."""
    yield from found.nothing(candidate)
    for place in candidate.once(found.geography).some[:1]:
        if name := place.spelling("crs", "crs"):
            answer = found.asked(candidate, place, {name: found.unknown(candidate)})
            yield found.refused_for_us(answer) or Finding(
                answer.status == _REFUSED, "400", str(answer.status), "", answer
            )


def content_crs_given(exchange: Exchange) -> Iterator[Observation]:
    """An answer with geometry says in Content-Crs in which system: the one that was asked for, else CRS84."""
    is_any_json = exchange.media_type.endswith(("/json", "+json"))
    if not is_any_json or not _has_content(exchange):
        return
    if not any(geojson.bounds(it.value) for it in geojson.geometries(exchange.json)):
        return
    told = exchange.header("content-crs")
    query = dict(parse_qsl(urlsplit(exchange.request.url).query))
    wanted = next((it for name, it in query.items() if described.squeezed(name) == "crs"), "")
    if told is None:
        yield Finding(False, "the field Content-Crs", "none", "content-crs", exchange)
        return
    uri = systems.told(told)
    met = systems.same(uri, wanted or systems.CRS84)
    expected = f"Content-Crs: <{wanted or systems.CRS84}>"
    yield Finding(met, expected, told, "content-crs", exchange)
