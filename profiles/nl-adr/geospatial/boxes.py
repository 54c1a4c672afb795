"""Checks of what filters by place: a box, and a filter with a geometry, each in the default system and in another."""

import re
from collections.abc import Generator, Iterator

from conformance.candidate import Candidate
from conformance.checks.targets import example_of
from conformance.model import Doubt, Exchange, Finding, Observation, Obstacle

from . import found, systems
from .found import Apart, Place
from .geojson import Bounds, bounds, geometry_of, items, shown, touch

_OK, _REFUSED = 200, 400
_OUTSIDE = "200,100,210,110"  # no longitude goes beyond 180, no latitude beyond 90
_ALONE = "no two features that were read lie apart in CRS84, so that a filter would not show"
_POLYGON = re.compile(r"POLYGON\s*\(\([-+.,0-9eE\s()]*?\)\)", re.IGNORECASE)


def bbox(candidate: Candidate) -> Iterator[Observation]:
    """A box around one feature, in CRS84, gives that feature and none that lies elsewhere."""
    yield from _nothing(candidate, "bbox")
    for place, name, sample in _with(candidate, "bbox"):
        if sample is None:
            yield Obstacle(_ALONE, place.answer)
        else:
            answer = found.asked(candidate, place, {name: found.text(sample.box)})
            yield _narrowed(answer, place, sample)


def bbox_outside(candidate: Candidate) -> Iterator[Observation]:
    """A box beyond the coordinates of CRS84 is an error."""
    yield from _nothing(candidate, "bbox")
    for place, name, _ in list(_with(candidate, "bbox"))[:1]:
        answer = found.asked(candidate, place, {name: _OUTSIDE})
        met = 400 <= answer.status < 500  # noqa: PLR2004
        yield found.refused_for_us(answer) or Finding(
            met, "an error", str(answer.status), "", answer
        )


def bbox_crs(candidate: Candidate) -> Iterator[Observation]:
    """A box in another system, named by bbox-crs, gives the feature around which it is drawn."""
    yield from _nothing(candidate, "bbox")
    for place, name, sample in _with(candidate, "bbox"):
        box = yield from _elsewhere(candidate, place, sample, "bboxcrs")
        if box and sample:
            spelt = place.spelling("bboxcrs", "bbox-crs")
            query = {name: found.text(box[1]), spelt: box[0]}
            yield _narrowed(found.asked(candidate, place, query), place, sample)


def bbox_crs_refused(candidate: Candidate) -> Iterator[Observation]:
    """A system in bbox-crs that is not supported is refused with 400."""
    yield from _nothing(candidate, "bbox")
    for place, name, sample in list(_with(candidate, "bbox"))[:1]:
        spelt = place.spelling("bboxcrs", "bbox-crs")
        box = sample.box if sample else found.grown(bounds(geometry_of(place.items[0])) or _WORLD)
        if spelt:
            query = {name: found.text(box), spelt: found.unknown(candidate)}
            yield _is_refused(found.asked(candidate, place, query))


_WORLD = (-10.0, -10.0, 10.0, 10.0)


def filter_crs(candidate: Candidate) -> Iterator[Observation]:
    """A filter with a geometry in another system, named by filter-crs, gives the feature around which it is drawn."""
    yield from _nothing(candidate, "filter")
    for place, name, sample in _with(candidate, "filter"):
        text = _example(place, name)
        if not _POLYGON.search(text):
            yield Obstacle("the description shows no filter with a polygon")
            continue
        box = yield from _elsewhere(candidate, place, sample, "filtercrs")
        if box and sample:
            spelt = place.spelling("filtercrs", "filter-crs")
            query = {name: _POLYGON.sub(found.polygon(box[1]), text, 1), spelt: box[0]}
            yield _narrowed(found.asked(candidate, place, query), place, sample)


def filter_crs_refused(candidate: Candidate) -> Iterator[Observation]:
    """A system in filter-crs that is not supported is refused with 400."""
    yield from _nothing(candidate, "filter")
    for place, name, _ in list(_with(candidate, "filter"))[:1]:
        spelt, text = place.spelling("filtercrs", "filter-crs"), _example(place, name)
        if spelt and text:
            query = {name: text, spelt: found.unknown(candidate)}
            yield _is_refused(found.asked(candidate, place, query))


def _nothing(candidate: Candidate, name: str) -> Iterator[Observation]:
    """Why no list takes a parameter, when none does."""
    yield from found.nothing(candidate)
    if not any(_with(candidate, name)):
        yield from found.overlooked(candidate, name)


def _with(candidate: Candidate, name: str) -> Iterator[tuple[Place, str, Apart | None]]:
    """The lists that take a parameter, how it is spelt there, and features of theirs that lie apart."""
    usual = name if name == "bbox" else ""  # how filter looks only a description can tell
    for place in candidate.once(found.geography).lists:
        if spelt := place.spelling(name, usual):
            yield place, spelt, found.apart(place.items)


def _elsewhere(
    candidate: Candidate, place: Place, sample: Apart | None, name: str
) -> Generator[Observation, None, tuple[str, Bounds] | None]:
    """Returns another system and the box around the sample in it; yields why there is none."""
    if not place.spelling(name, name):
        return None  # the description tells that
    uri = next(iter(found.known(candidate)), "")
    if sample is None:
        yield Obstacle(_ALONE, place.answer)
        return None
    if not uri:
        yield Doubt("no other system than CRS84 is known, so that it cannot show", place.answer)
        return None
    answer = found.asked(candidate, place, {place.spelling("crs", "crs") or "crs": uri})
    index = place.items.index(sample.inside)
    box = bounds(geometry_of(found.counterpart(answer, sample.inside, index)))
    told = systems.told(answer.header("content-crs") or uri)
    default = bounds(geometry_of(sample.inside)) or _WORLD
    wrong = box is None or not systems.same(told, uri) or systems.fault(uri, box, default)
    if answer.status != _OK or box is None or wrong:
        yield Obstacle(f"the coordinates in {uri} are not known", answer)
        return None
    return uri, found.grown(box)


def _narrowed(answer: Exchange, place: Place, sample: Apart) -> Observation:
    """Whether an answer holds the feature in the box and none that lies beyond its reach."""
    if doubt := found.refused_for_us(answer):
        return doubt
    evidence = (answer, place.answer)
    if answer.status != _OK:
        return Finding(False, "200", str(answer.status), "", evidence)
    listed = items(answer.json) or ()
    for it in listed:
        box = bounds(geometry_of(it))
        if box and not touch(sample.reach, box):
            actual = f"{found.name_of(it)}, at {shown(list(box))}"
            return Finding(False, f"only what meets {found.text(sample.box)}", actual, "", evidence)
    names = {found.name_of(it) for it in listed}
    wanted = found.name_of(sample.inside)
    if wanted in names:
        return Finding(True, f"{wanted}, which lies there", f"{len(listed)} found", "", evidence)
    if listed:
        return Doubt(
            f"{wanted} lies there and is not on the first page of what was found", evidence
        )
    return Finding(False, f"{wanted}, which lies there", "nothing found", "", evidence)


def _is_refused(answer: Exchange) -> Observation:
    met = answer.status == _REFUSED
    return found.refused_for_us(answer) or Finding(met, "400", str(answer.status), "", answer)


def _example(place: Place, name: str) -> str:
    """What the description shows as a value of a parameter, when it is a text."""
    for it in place.operation.parameters if place.operation else ():
        if it.place == "query" and it.name == name:
            example = example_of(it)
            return example if isinstance(example, str) else ""
    return ""
