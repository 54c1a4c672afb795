"""Checks of places that are sent: as GeoJSON, in JSON, and in the system that is told or not told.

Each makes a resource of the run's own, and works on that alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from conformance.candidate import Candidate
from conformance.checks import bodies, drafts, targets
from conformance.checks.targets import Surveyed
from conformance.description import Operation, properties_of
from conformance.model import Absence, Doubt, Exchange, Finding, Observation, Obstacle

from . import described, found
from .geojson import GEO, Spot, geometries, geometry_of, near, shown

_CREATED, _ACCEPTED, _NO_CONDITION = 201, 202, 428
_AGAIN = frozenset({400, 409, 422})
_CONFLICTS = frozenset({409, 412, 428})
_MOST_TRIES = 3
_SAME_PLACE = 0.00005  # degrees: some metres, so that whole metres in RD do
_IDS = ("id", "identificatie", "uuid", "identifier", "code", "nummer", "key")
_TOLD_INSIDE = frozenset(("coordrefsys", "crs", "coordrefsystem"))


@dataclass(frozen=True, eq=False)
class Draft:
    """A document with a geometry, and the POST that takes it."""

    operation: Operation
    media_type: str
    document: dict[str, Any]
    geometry: Spot


@dataclass(frozen=True, eq=False)
class Sent:
    """A draft that was sent to make something: the answer, and where that is now."""

    draft: Draft
    answer: Exchange
    url: str = ""


def in_json(candidate: Candidate) -> Sent | None:
    """Something made with a geometry in JSON; None where nothing can be tried."""
    return _made(candidate, "")


def in_geojson(candidate: Candidate) -> Sent | None:
    """Something made as GeoJSON; None where nothing can be tried."""
    return _made(candidate, GEO)


def geojson_taken(candidate: Candidate) -> Iterator[Observation]:
    """A POST of application/geo+json makes a resource: 201, with its address in Location."""
    yield from _taken(candidate, candidate.once(in_geojson), GEO)


def geometry_taken(candidate: Candidate) -> Iterator[Observation]:
    """A POST of JSON with a geometry as in GeoJSON makes a resource: 201, with its address in Location."""
    yield from _taken(candidate, candidate.once(in_json), "")


def _taken(candidate: Candidate, sent: Sent | None, media_type: str) -> Iterator[Observation]:
    if sent is None:
        yield from _nothing(candidate, media_type)
    elif doubt := found.refused_for_us(sent.answer):
        yield doubt
    elif sent.answer.status == _ACCEPTED:
        yield Doubt("accepted, to be made later", sent.answer)
    elif sent.answer.status in _AGAIN:
        yield _blamed(candidate, sent)
    elif sent.answer.status != _CREATED:
        yield Finding(False, "201", str(sent.answer.status), "", sent.answer)
    else:
        location = sent.answer.header("location")
        actual = location or "no Location"
        yield Finding(bool(location), "201 with Location", actual, "location", sent.answer)


def _blamed(candidate: Candidate, sent: Sent) -> Observation:
    """Whether content was refused for its geometry: where the same without one is taken, it was."""
    draft, answer = sent.draft, sent.answer
    name = draft.geometry.pointer.split("/")[1] if draft.geometry.pointer else ""
    schema = bodies.schema_of(draft.operation, draft.media_type)
    if draft.media_type != GEO and name and name not in bodies.required(schema):
        bare = {key: it for key, it in draft.document.items() if key != name}
        control, _ = _posted(candidate, draft, bare, {})
        if control.status == _CREATED:
            actual = f"{answer.status}, and 201 without {name}"
            return Finding(False, "201", actual, "", (answer, control))
    return Doubt(f"refused with {answer.status}, perhaps for something else than its form", answer)


def default_content(candidate: Candidate) -> Iterator[Observation]:
    """A geometry that is sent without a system is taken for one in CRS84."""
    sent = candidate.once(in_json) or candidate.once(in_geojson)
    if sent is None or not sent.url:
        yield from _nothing(candidate, "", sent)
    else:
        yield _is_there(candidate, sent.url, sent.draft.geometry.value, sent.answer)


@dataclass(frozen=True, eq=False)
class Shown:
    """What was made, where it is by CRS84, where by another system, and the URI of that."""

    sent: Sent
    default: Any
    other: Any
    uri: str


def content_crs(candidate: Candidate) -> Iterator[Observation]:
    """A geometry that is sent in the system which Content-Crs names is the same place in CRS84."""
    sent = candidate.once(in_json) or candidate.once(in_geojson)
    if sent is None or not sent.url:
        yield from _nothing(candidate, "", sent)
        return
    uri = next(iter(found.known(candidate)), "")
    if not uri:
        yield Doubt("no other system than CRS84 is known, so that it cannot show", sent.answer)
        return
    default = candidate.send("GET", sent.url)
    other = candidate.send("GET", f"{sent.url}?crs={quote(uri, safe=':/')}")
    shown_as = Shown(sent, geometry_of(default.json), geometry_of(other.json), uri)
    if shown_as.other is None or near(shown_as.default, shown_as.other, _SAME_PLACE):
        yield Obstacle(f"the coordinates in {uri} are not known", (default, other))
        return
    yield _made_in(candidate, shown_as)
    for method, content, media_type in _changes(candidate, shown_as):
        answer = _changed(candidate, shown_as, method, (content, media_type))
        yield _came_of(candidate, shown_as, answer, sent.url)


def _made_in(candidate: Candidate, shown_as: Shown) -> Observation:
    """What comes of making the same in the other system."""
    draft = shown_as.sent.draft
    fields = {"Content-Crs": _spelt(draft.operation, shown_as.uri)}
    answer, url = _posted(candidate, draft, _with_geometry(draft, shown_as.other), fields)
    return _came_of(candidate, shown_as, answer, url)


def _changed(
    candidate: Candidate, shown_as: Shown, method: str, content: tuple[Any, str]
) -> Exchange:
    """The answer to a change that is told in the other system, with the entity tag where one is wanted."""
    url = shown_as.sent.url
    operation = _operation(candidate, method, url)
    fields = {"Content-Type": content[1], "Content-Crs": _spelt(operation, shown_as.uri)}
    body = bodies.encoded(content[0])
    answer = candidate.send(method.upper(), url, fields, body)
    tag = candidate.send("GET", url).header("etag") if answer.status == _NO_CONDITION else None
    return candidate.send(method.upper(), url, {**fields, "If-Match": tag}, body) if tag else answer


def _came_of(candidate: Candidate, shown_as: Shown, answer: Exchange, url: str) -> Observation:
    """What an answer to a write, and reading what was written, say of the system that was told."""
    if doubt := found.refused_for_us(answer):
        return doubt
    if answer.status in _CONFLICTS:
        return Doubt(f"refused with {answer.status}", answer)
    if not 200 <= answer.status < 300:  # noqa: PLR2004
        if _tells_inside(shown_as.sent.draft):
            return Doubt("the system may be told within the document instead", answer)
        return Finding(False, "success, with Content-Crs", answer.where, "", answer)
    if not url:
        return Obstacle("what was made cannot be read", answer)
    return _is_there(candidate, url, shown_as.default, answer)


def _is_there(candidate: Candidate, url: str, expected: Any, written: Exchange) -> Observation:
    """Whether a geometry that is read lies where it was sent to; a store may need a moment."""

    def lies_there(answer: Exchange) -> bool:
        return near(geometry_of(answer.json), expected, _SAME_PLACE)

    answer = drafts.read_until(candidate, url, lies_there)
    evidence = (answer, written)
    if geometry_of(answer.json) is None:
        return Obstacle("what was made is shown without geometry", evidence)
    actual = shown(geometry_of(answer.json))
    return Finding(lies_there(answer), shown(expected), actual, "", evidence)


def _operation(candidate: Candidate, method: str, url: str) -> Operation | None:
    source: Surveyed = candidate.once(targets.surveyed)
    description = source.description
    return description.match(method, url, candidate.base) if description else None


def _changes(candidate: Candidate, shown_as: Shown) -> Iterator[tuple[str, Any, str]]:
    """The ways to change the place of what was made: the method, the content, and its media type."""
    draft, url = shown_as.sent.draft, shown_as.sent.url
    put, patch = (_operation(candidate, it, url) for it in ("put", "patch"))
    if put and draft.media_type in put.request_content:
        yield "put", _with_geometry(draft, shown_as.other), draft.media_type
    names = draft.geometry.pointer.split("/")[1:]
    if patch and bodies.MERGE_PATCH in patch.request_content and len(names) == 1:
        yield "patch", {names[0]: shown_as.other}, bodies.MERGE_PATCH


def _spelt(operation: Operation | None, uri: str) -> str:
    """A system as Content-Crs has it: between angle brackets, unless the description allows it only bare."""
    for it in operation.parameters if operation else ():
        if it.place == "header" and it.name.lower() == "content-crs":
            allowed = it.schema.get("enum").list
            if uri in allowed and f"<{uri}>" not in allowed:
                return uri
    return f"<{uri}>"


def _tells_inside(draft: Draft) -> bool:
    """Whether a document has room for its own system, as JSON-FG has."""
    schema = bodies.schema_of(draft.operation, draft.media_type)
    names = {described.squeezed(it) for it in properties_of(schema)}
    return bool(names & _TOLD_INSIDE)


# -- making ---------------------------------------------------------------------------------------


def _nothing(
    candidate: Candidate, media_type: str, sent: Sent | None = None
) -> Iterator[Observation]:
    """Why nothing could be made."""
    if sent:
        yield Obstacle(f"nothing could be made: {sent.answer.where}", sent.answer)
        return
    takes = [it for it, kind in _posts(candidate, media_type) if _may_hold(it, kind)]
    if takes:
        yield Obstacle(f"the description shows no content with a geometry for POST {takes[0].path}")
    else:
        form = media_type or "JSON with a geometry"
        yield Absence(f"no POST that makes a resource is described to take {form}")


def _may_hold(operation: Operation, media_type: str) -> bool:
    return described.holds_geometry(bodies.schema_of(operation, media_type))


def _posts(candidate: Candidate, media_type: str) -> Iterator[tuple[Operation, str]]:
    """The POSTs that make what can be read, and the media type to send: this one, or the JSON that they take."""
    source: Surveyed = candidate.once(targets.surveyed)
    operations = source.description.operations() if source.description else ()
    parents = {
        it.path.rpartition("/")[0]
        for it in operations
        if it.method == "get" and it.path[-1:] == "}"
    }
    for it in operations:
        kind = media_type or bodies.media_type_of(it)
        makes = {"201", "2XX", "2xx", "default"} & set(it.responses)
        wanted = it.method == "post" and "{" not in it.path and it.path.rstrip("/") in parents
        if wanted and makes and kind in it.request_content and (media_type or kind != GEO):
            yield it, kind


def _made(candidate: Candidate, media_type: str) -> Sent | None:
    """The first thing that could be made with a geometry, else the last that was refused."""
    sent: Sent | None = None
    for operation, kind in _posts(candidate, media_type):
        for document in _documents(candidate, operation, kind)[:_MOST_TRIES]:
            spot = next(geometries(document), None)
            if spot is None:
                continue
            draft = Draft(operation, kind, document, spot)
            sent = Sent(draft, *_posted(candidate, draft, document, {}))
            if sent.url:
                return sent
    return sent


def _documents(candidate: Candidate, operation: Operation, media_type: str) -> list[dict[str, Any]]:
    """What to send, what a candidate file says of it before all else."""
    word = candidate.word(f"geospatial:{operation.path}")
    shown_ones = list(bodies.documents(operation, media_type, word))
    told = candidate.declaration.write
    path = operation.path.rstrip("/")
    for name in {path, path.lstrip("/"), path.rpartition("/")[2]} & set(told):
        extra = bodies.filled(told[name].attributes, word)
        if media_type != GEO:
            shown_ones = [{**it, **extra} for it in shown_ones or [{}]]
    return shown_ones


def _posted(
    candidate: Candidate, draft: Draft, document: dict[str, Any], fields: Mapping[str, str]
) -> tuple[Exchange, str]:
    """The answer to a POST, and where what it made is; once more with words of its own where it may be a double."""
    schema = bodies.schema_of(draft.operation, draft.media_type)
    other = bodies.renamed(schema, document, candidate.word("geospatial:again"))
    for content in (document, other):
        url = candidate.base + draft.operation.path
        headers = {"Content-Type": draft.media_type, **fields}
        answer = candidate.send("POST", url, headers, bodies.encoded(content))
        if answer.status not in _AGAIN:
            break
    place = _place(candidate, answer) if answer.status == _CREATED else ""
    if place:
        candidate.created(place)
    return answer, place


def _place(candidate: Candidate, answer: Exchange) -> str:
    """Where what was made is: by Location, else by its id."""
    base = answer.request.url
    location = answer.header("location")
    if location:
        return candidate.url_from(base, location) or ""
    document = answer.json if isinstance(answer.json, dict) else {}
    for value in map(document.get, _IDS):
        if isinstance(value, str | int) and not isinstance(value, bool):
            return f"{base}/{quote(str(value), safe='')}"
    return ""


def _with_geometry(draft: Draft, geometry: Any) -> dict[str, Any]:
    """The document with another geometry in the place of its own."""
    names = draft.geometry.pointer.split("/")[1:]
    replaced: dict[str, Any] = _replaced(draft.document, names, geometry)
    return replaced


def _replaced(value: Any, names: list[str], geometry: Any) -> Any:
    if not names:
        return geometry
    if isinstance(value, list):
        index = int(names[0])
        return [
            _replaced(it, names[1:], geometry) if at == index else it for at, it in enumerate(value)
        ]
    name = names[0].replace("~1", "/").replace("~0", "~")
    return {**value, name: _replaced(value[name], names[1:], geometry)}
