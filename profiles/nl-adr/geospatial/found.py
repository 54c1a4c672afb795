"""What a candidate shows of places: answers with geometry, the systems that it lists, two features that lie apart."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from conformance.candidate import Candidate
from conformance.checks import targets
from conformance.checks.targets import Surveyed, Target
from conformance.description import Operation
from conformance.model import Absence, Doubt, Exchange, Observation, Obstacle

from . import described, systems
from .geojson import GEO, Bounds, bounds, geometries, geometry_of, items, touch

MOST_COLLECTIONS = 2
_MOST_SINGLES = 1
_MOST_TRIED = 10  # features as the middle of a box
_MOST_ASKED = 5  # collections at their own addresses
_OK = 200
_NOT_TOLD = frozenset({401, 403, 429})
_METRES = 400.0  # coordinates above this are no degrees
_IDS = ("id", "identificatie", "uuid", "identifier", "code", "nummer", "key")
_SAFE = ":/,()"


@dataclass(frozen=True, eq=False)
class Place:
    """What a GET reads that holds geometry: its URL, what to ask for, and the answer in the default system."""

    url: str
    answer: Exchange
    operation: Operation | None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def items(self) -> tuple[Any, ...]:
        """The items with a geometry, where it is a list."""
        return tuple(it for it in items(self.answer.json) or () if geometry_of(it))

    @property
    def is_list(self) -> bool:
        """Whether it lists things with a geometry."""
        single = self.operation is not None and self.operation.path.endswith("}")
        return not single and bool(self.items)

    def spelling(self, name: str, usual: str) -> str:
        """How a parameter is spelt here: as described, "" where the description lacks it, without one as usual."""
        return described.parameter(self.operation, name) if self.operation else usual


@dataclass(frozen=True, eq=False)
class Geography:
    """Everything that holds geometry; `is_described` says that the description speaks of places at all."""

    places: tuple[Place, ...]
    reads: tuple[described.Read, ...]
    is_described: bool

    @property
    def lists(self) -> tuple[Place, ...]:
        """Some lists of things with a geometry."""
        return tuple(it for it in self.places if it.is_list)[:MOST_COLLECTIONS]

    @property
    def some(self) -> tuple[Place, ...]:
        """Some lists and single things with a geometry."""
        singles = [it for it in self.places if not it.is_list]
        return (*self.lists, *singles[:_MOST_SINGLES])


def geography(candidate: Candidate) -> Geography:
    """What was read that holds geometry; asked for as GeoJSON where only that shows it."""
    found: Surveyed = candidate.once(targets.surveyed)
    places = [it for target in found.targets if (it := _place(candidate, target))]
    reads = described.reads(found.description) if found.description else ()
    operations = found.description.operations() if found.description else ()
    speaks = bool(reads) or any(described.parameter(it, "bbox") for it in operations)
    return Geography(tuple(places), reads, speaks)


def _place(candidate: Candidate, target: Target) -> Place | None:
    if any(geometries(target.answer.json)):
        return Place(target.url, target.answer, target.operation)
    operation = target.operation
    if operation and GEO in described.kinds(operation.response_for(_OK)):
        answer = candidate.get(target.url, {"Accept": GEO})
        if answer.status == _OK and any(geometries(answer.json)):
            return Place(target.url, answer, operation, {"Accept": GEO})
    return None


def nothing(candidate: Candidate) -> Iterator[Observation]:
    """Why there is no geometry to look at: an absence where nothing speaks of places, else an obstacle."""
    found: Geography = candidate.once(geography)
    if found.places:
        return
    if found.is_described:
        yield Obstacle(
            "no answer that was read holds geometry, though the description speaks of it"
        )
    else:
        yield Absence("neither the description nor an answer holds geometry")


def no_geojson(candidate: Candidate) -> Iterator[Observation]:
    """Why nothing could be asked for as GeoJSON: where it is described it was not reached, else it is not offered."""
    seen: Geography = candidate.once(geography)
    if any(it.is_geojson for it in seen.reads):
        yield Obstacle("what is described to give application/geo+json was not read")
    else:
        yield Absence("no GET is described to give application/geo+json")


def overlooked(candidate: Candidate, name: str) -> Iterator[Observation]:
    """An obstacle where a GET is described to take a parameter, and none that was read and holds geometry does."""
    seen: Geography = candidate.once(geography)
    described_at = [it for it in seen.reads if described.parameter(it.operation, name)]
    if seen.places and described_at:
        yield Obstacle(f"nothing with geometry was read at {described_at[0].operation.path}")


def asked(candidate: Candidate, place: Place, query: Mapping[str, str]) -> Exchange:
    """The answer with these parameters, in the place of those that the URL has already."""
    parts = urlsplit(place.url)
    kept = [(name, it) for name, it in parse_qsl(parts.query) if name not in query]
    text = urlencode([*kept, *query.items()], safe=_SAFE, quote_via=quote)
    return candidate.get(urlunsplit(parts._replace(query=text)), place.headers)


def refused_for_us(answer: Exchange) -> Doubt | None:
    """A doubt where an answer says only that we may not ask, or not now."""
    if answer.status in _NOT_TOLD:
        return Doubt(f"refused with {answer.status}", answer)
    return None


# -- systems --------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Listed:
    """A list of systems, as it is given, and where."""

    uris: tuple[Any, ...]
    pointer: str
    answer: Exchange


@dataclass(frozen=True, eq=False)
class Systems:
    """The lists of systems, the collections with the answer that they stand in, and the answers that were had."""

    lists: tuple[Listed, ...]
    collections: tuple[tuple[Mapping[str, Any], str, Exchange], ...]
    answers: tuple[Exchange, ...]

    @property
    def uris(self) -> tuple[str, ...]:
        """Every system that is listed, in order."""
        found = (uri for each in self.lists for uri in each.uris if systems.is_uri(uri))
        return tuple(dict.fromkeys(found))


def listed(candidate: Candidate) -> Systems:
    """The lists at /collections and /crss, and any other that was read."""
    answers = candidate.get_all([f"{candidate.base}/collections", f"{candidate.base}/crss"])
    found: Surveyed = candidate.once(targets.surveyed)
    known = {it.request.url for it in answers}
    others = [it.answer for it in found.targets if it.url not in known]
    given = [it for it in answers if it.status == _OK]
    lists: list[Listed] = []
    collections: list[tuple[Mapping[str, Any], str, Exchange]] = []
    for answer in given:
        document = answer.json if isinstance(answer.json, dict) else {}
        lists += _list_in(document, "/crs", answer)
        held = document.get("collections")
        for index, each in enumerate(held if isinstance(held, list) else []):
            if isinstance(each, dict):
                place = (each, f"/collections/{index}", answer)
                whole = _whole(candidate, *place) if index < _MOST_ASKED else place
                collections.append(whole)
                lists += _list_in(whole[0], f"{whole[1]}/crs", whole[2])
    for answer in others:
        document = answer.json if isinstance(answer.json, dict) else {}
        lists += [
            it for it in _list_in(document, "/crs", answer) if any(map(systems.is_uri, it.uris))
        ]
    return Systems(tuple(lists), tuple(collections), tuple(answers))


def _whole(
    candidate: Candidate, collection: Mapping[str, Any], pointer: str, answer: Exchange
) -> tuple[Mapping[str, Any], str, Exchange]:
    """A collection as it is listed, or as it is at its own address where the list is short of what we look for."""
    identity = collection.get("id")
    known = {"storageCrs", "storageCRS"} & set(collection)
    if known or not isinstance(identity, str):
        return collection, pointer, answer
    own = candidate.get(f"{candidate.base}/collections/{quote(identity, safe='')}")
    if own.status == _OK and isinstance(own.json, dict):
        return {**collection, **own.json}, "", own
    return collection, pointer, answer


def _list_in(document: Mapping[str, Any], pointer: str, answer: Exchange) -> list[Listed]:
    given = document.get("crs")
    return [Listed(tuple(given), pointer, answer)] if isinstance(given, list) else []


def known(candidate: Candidate) -> list[str]:
    """The systems beside the default, those first that tell most: as they are listed, else as they are described."""
    found: Systems = candidate.once(listed)
    uris = found.uris or tuple(_described(candidate.once(geography)))
    return systems.in_order_of_use(uris)


def is_told(candidate: Candidate) -> bool:
    """Whether anything says which systems there are."""
    found: Systems = candidate.once(listed)
    return bool(found.uris) or any(_described(candidate.once(geography)))


def _described(found: Geography) -> Iterator[str]:
    """The values that the description allows for the parameter crs."""
    for read in found.reads:
        for it in read.operation.parameters:
            if it.place == "query" and described.squeezed(it.name) == "crs":
                schema = it.schema
                for uri in (*schema.get("enum").list, *schema.get("items", "enum").list):
                    if systems.is_uri(uri):
                        yield uri


def unknown(candidate: Candidate) -> str:
    """A URI of a system that nobody has."""
    return f"http://www.opengis.net/def/crs/EPSG/0/{candidate.word('crs')}"


# -- features that lie apart ----------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Apart:
    """A feature, a narrow box around it, a wider one that nothing beyond may be found in, and how many lie beyond."""

    inside: Any
    box: Bounds
    reach: Bounds
    beyond: tuple[Any, ...]


def apart(found: tuple[Any, ...]) -> Apart | None:
    """The feature that most others lie well apart from; None when none does, or they are not in CRS84."""
    placed = [(it, box) for it in found if (box := bounds(geometry_of(it))) and _is_right(box)]
    tried = sorted(placed, key=lambda it: it[1][2] - it[1][0] + it[1][3] - it[1][1])[:_MOST_TRIED]
    best: Apart | None = None
    for inside, box in tried:
        reach = grown(box, 0.1)
        beyond = tuple(it for it, other in placed if not touch(reach, other))
        if beyond and (best is None or len(beyond) > len(best.beyond)):
            best = Apart(inside, grown(box), reach, beyond)
    return best


def _is_right(box: Bounds) -> bool:
    return not any(systems.fault(systems.CRS84, it, it) for it in (box[:2], box[2:]))


def grown(box: Bounds, share: float = 0.0) -> Bounds:
    """A box some metres wider on each side, and wider by a share of itself."""
    margin = 10.0 if max(map(abs, box)) > _METRES else 0.0001
    wide = max(box[2] - box[0], box[3] - box[1]) * share + margin * (10 if share else 1)
    return box[0] - wide, box[1] - wide, box[2] + wide, box[3] + wide


def text(box: Bounds) -> str:
    """A box as bbox spells it."""
    return ",".join(f"{it:.8f}".rstrip("0").rstrip(".") for it in box)


def polygon(box: Bounds) -> str:
    """A box as the text of a polygon."""
    low_first, low_second, high_first, high_second = box
    corners = (
        (low_first, low_second),
        (high_first, low_second),
        (high_first, high_second),
        (low_first, high_second),
        (low_first, low_second),
    )
    return f"POLYGON(({','.join(f'{x:.8f} {y:.8f}' for x, y in corners)}))"


def name_of(item: Any) -> str:
    """What tells an item from others: its id, else its geometry."""
    holder = item if isinstance(item, dict) else {}
    for name in _IDS:
        if isinstance(holder.get(name), str | int):
            return str(holder[name])
    return json.dumps(geometry_of(item), sort_keys=True)


def counterpart(answer: Exchange, item: Any, index: int) -> Any:
    """The same item in another answer: by its id, else by where it stands."""
    found = items(answer.json) or ()
    named = [it for it in found if name_of(it) == name_of(item)]
    return named[0] if named else found[index] if index < len(found) else None
