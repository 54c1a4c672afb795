"""Requests that combine parameters, each of which was seen to work by itself.

A server may refuse a combination with 400; where it answers, every part of it holds.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlsplit

from conformance.candidate import Candidate
from conformance.generation import Draw
from conformance.model import Exchange, Finding

from .fetching.places import extended
from .fields.trials import fields, fieldset, restricting, trials
from .generated import tried
from .include.probes import probes, with_include, working
from .pagination.walks import Walk, walks
from .sort.probes import Probe, sorting, with_query
from .survey import Collection, survey

_SIZES = ("", "2", "3", "5")
_MOST_FIELDS = 3
_MOST_PATHS = 2
_MOST_COLLECTIONS = 2
_MOST_RESOURCES = 2

Fieldsets = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Asked:
    """One request: the URL of a resource, of a collection or of a page, and what is asked of it."""

    url: str
    fields: Fieldsets = ()
    include: tuple[str, ...] = ()
    sort: str = ""
    size: tuple[str, str] | None = None

    @property
    def target(self) -> str:
        """The URL with its query."""
        given = {"sort": self.sort} if self.sort else {}
        given |= dict([self.size]) if self.size else {}
        url = with_query(self.url, given) if given else self.url
        url = with_include(url, *self.include) if self.include else url
        pieces = [fieldset(kind, *names) for kind, names in self.fields]
        return extended(url, *pieces) if pieces else url


@dataclass(frozen=True, eq=False)
class Place:
    """Where something can be asked, its plain answers, and what can be asked there.

    `pages` are the first page of a collection and, where there is one, a later one; or the answer of a resource.
    `size` is the parameter that sets how many items a page has, "" when none is known.
    """

    kind: str
    pages: tuple[Exchange, ...]
    fields: Mapping[str, tuple[str, ...]]
    paths: tuple[str, ...]
    sorts: tuple[Probe, ...] = ()
    size: str = ""


def places(candidate: Candidate) -> tuple[Place, ...]:
    """A provision: the first collections of one type each, and the first resources of such types."""
    found = candidate.once(survey)
    listed = [it for it in found.collections if len(it.types) == 1]
    single = [it for listing in listed for it in found.resources_of(listing.types[0])[:1]]
    sets = _fields(candidate)
    return (
        *(_listed(candidate, it, sets) for it in listed[:_MOST_COLLECTIONS]),
        *(
            Place(it.type, (it.exchange,), sets, _paths(candidate, it.type))
            for it in single[:_MOST_RESOURCES]
        ),
    )


def _listed(
    candidate: Candidate, collection: Collection, sets: Mapping[str, tuple[str, ...]]
) -> Place:
    kind = collection.types[0]
    walked = [it for it in candidate.once(walks) if it.collection is collection]
    later = [page.exchange for walk in walked for page in walk.pages[1:2]]
    pages = (collection.exchange, *later)
    sorts = tuple(it for it in candidate.once(sorting).effective if it.collection is collection)
    return Place(kind, pages, sets, _paths(candidate, kind), sorts, size_name(candidate))


def _paths(candidate: Candidate, kind: str) -> tuple[str, ...]:
    """The relationships of a type that were included somewhere."""
    owners = {f"a single {kind}", f"the collection of {kind}"}
    found = [it for it in working(candidate.once(probes)) if it.endpoint in owners]
    return tuple(dict.fromkeys(it.path for it in found))


def _fields(candidate: Candidate) -> Mapping[str, tuple[str, ...]]:
    """The names of the fields of each type that could be narrowed, as its resources show them."""
    found: dict[str, set[str]] = {}
    for trial in restricting(candidate.once(trials)):
        found.setdefault(trial.kind, set()).update(fields(trial.plain, trial.kind))
    return {kind: tuple(sorted(names)) for kind, names in found.items()}


def size_name(candidate: Candidate) -> str:
    """The parameter by which a smaller page was asked for; "" when there is none."""
    begun: tuple[Walk, ...] = candidate.once(walks)
    for walk in begun:
        given = dict(parse_qsl(urlsplit(walk.collection.url).query))
        asked = dict(parse_qsl(urlsplit(walk.start.exchange.request.url).query))
        for name in asked.keys() - given.keys():
            return name
    return ""


# -- recipes --------------------------------------------------------------------------------------


def with_fields(draw: Draw, place: Place) -> Asked:
    """A fieldset of the type of a place, and perhaps of another; include, sort and size perhaps."""
    others = [it for it in place.fields if it != place.kind]
    kinds = [place.kind, *draw.some(others, most=1)]
    asked = replace(_somewhere(draw, place), include=draw.some(place.paths, most=_MOST_PATHS))
    return replace(asked, fields=tuple((it, _names(draw, place, it)) for it in kinds))


def with_paths(draw: Draw, place: Place) -> Asked:
    """Some of what can be included at a place; a fieldset that shows the way to it, sort and size perhaps."""
    paths = draw.some(place.paths, least=1, most=_MOST_PATHS)
    shown = tuple(
        (kind, tuple(dict.fromkeys((*names, *paths)))) for kind, names in _own_fields(draw, place)
    )
    return replace(_somewhere(draw, place), include=paths, fields=shown)


def with_sort(draw: Draw, place: Place) -> Asked:
    """One of the orders of a collection; a fieldset, include and size perhaps."""
    name = draw.one(place.sorts).field
    return Asked(
        place.pages[0].request.url,
        _own_fields(draw, place),
        draw.some(place.paths, most=_MOST_PATHS),
        draw.one((name, f"-{name}")),
        _size(draw, place),
    )


def combined(
    candidate: Candidate,
    able: Callable[[Place], object],
    recipe: Callable[[Draw, Place], Asked],
    judge: Callable[[Asked], Finding | None],
) -> Iterator[Finding]:
    """What is told of requests that a recipe makes at the places that are able to answer them."""
    chosen = [it for it in candidate.once(places) if able(it)]
    if chosen:
        yield from tried(candidate, lambda draw: recipe(draw, draw.one(chosen)), judge)


def _somewhere(draw: Draw, place: Place) -> Asked:
    """One of the pages of a place, perhaps sorted and of another size."""
    url = draw.one(place.pages).request.url
    sort = draw.one(("", *(it.field for it in place.sorts)))
    return Asked(url, sort=sort, size=_size(draw, place))


def _size(draw: Draw, place: Place) -> tuple[str, str] | None:
    size = draw.one(_SIZES) if place.size else ""
    return (place.size, size) if size else None


def _own_fields(draw: Draw, place: Place) -> Fieldsets:
    if place.kind not in place.fields or not draw.flip():
        return ()
    return ((place.kind, _names(draw, place, place.kind)),)


def _names(draw: Draw, place: Place, kind: str) -> tuple[str, ...]:
    return draw.some(place.fields[kind], least=1, most=_MOST_FIELDS)
