"""What is sent to see what a candidate makes of `include`; every answer is shared by the checks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from urllib.parse import quote

from conformance.candidate import Candidate
from conformance.model import Exchange

from ..documents import Document, Object
from ..fetching import places
from ..fetching.places import OK, answered, extended
from ..survey import Relationship, Survey, survey
from . import paths

REFUSED = 400
_MOST_FILLED = 8
_MOST_EMPTY = 3
_MOST_COLLECTIONS = 2


@dataclass(frozen=True, eq=False)
class Probe:
    """A request with one path in `include`. `filled`: the path is known to lead to something."""

    endpoint: str
    plain: Exchange
    path: str
    filled: bool | None
    exchange: Exchange

    @cached_property
    def included(self) -> list[Object] | None:
        """What the answer includes; None when it is no success or has no such array."""
        return paths.included(self.exchange) if self.exchange.status == OK else None

    @property
    def supported(self) -> bool:
        """Whether the answer is a compound document."""
        return self.included is not None

    @cached_property
    def brings(self) -> bool:
        """Whether what the path leads to is there; by its linkage, where that is shown."""
        return brought(self.exchange, self.path)

    @property
    def asked(self) -> str:
        """The parameter, as it is sent."""
        return f"include={self.path}"


def brought(exchange: Exchange, path: str) -> bool:
    """Whether the document holds something at the end of the path, included or as primary data."""
    found = paths.steps(exchange, path)
    there = paths.identities(exchange)
    if found is None:
        return bool(there)
    primary = {paths.identity(item) for _, item in exchange.once(Document).primary}
    return bool(found[-1] & (there | primary))


def with_include(url: str, *wanted: str) -> str:
    """`url` with these paths in `include`."""
    return extended(url, f"include={','.join(quote(path, safe='.') for path in wanted)}")


def probes(candidate: Candidate) -> list[Probe]:
    """One request for each relationship that was found, filled ones first, and for collections."""
    found: Survey = candidate.once(survey)
    chosen = [*_chosen(found.relationships), *_of_collections(found)]
    urls = [with_include(plain.request.url, path) for _, plain, path, _ in chosen]
    answers = answered(candidate, urls)
    return [
        Probe(endpoint, plain, path, filled, answers[url])
        for (endpoint, plain, path, filled), url in zip(chosen, urls, strict=True)
        if url in answers
    ]


_Chosen = tuple[str, Exchange, str, bool | None]


def _chosen(relationships: Iterable[Relationship]) -> Iterator[_Chosen]:
    known = [(it, places.filled(it)) for it in relationships]
    full = [(it, told) for it, told in known if told is not False]
    empty = [(it, told) for it, told in known if told is False]
    for relationship, told in (*full[:_MOST_FILLED], *empty[:_MOST_EMPTY]):
        parent = relationship.parent
        yield f"a single {parent.type}", parent.exchange, relationship.name, told


def _of_collections(found: Survey) -> Iterator[_Chosen]:
    by_type = {it.parent.type: it for it in reversed(found.relationships) if places.filled(it)}
    wanted = [
        (collection, by_type[collection.types[0]])
        for collection in found.collections
        if len(collection.types) == 1 and collection.types[0] in by_type
    ]
    for collection, relationship in islice(wanted, _MOST_COLLECTIONS):
        endpoint = f"the collection of {collection.types[0]}"
        told = _listed_filled(collection.resources, relationship.name)
        yield endpoint, collection.exchange, relationship.name, told


def _listed_filled(items: Iterable[Object], name: str) -> bool | None:
    linkages = [paths.linkage_of(item, name) for item in items]
    if any(linkages):
        return True
    return None if None in linkages else False


def by_endpoint(found: Iterable[Probe]) -> dict[str, list[Probe]]:
    """The probes of each endpoint."""
    grouped: dict[str, list[Probe]] = {}
    for probe in found:
        grouped.setdefault(probe.endpoint, []).append(probe)
    return grouped


def supported(found: Iterable[Probe]) -> list[Probe]:
    """The probes of endpoints that support `include`: one of their answers is a compound document."""
    groups = by_endpoint(found).values()
    return [probe for group in groups if any(it.supported for it in group) for probe in group]


def working(found: Iterable[Probe]) -> list[Probe]:
    """The probes that show an effect: they bring what the plain answer does not hold."""
    return [it for it in found if it.supported and it.filled and it.brings and _adds(it)]


def _adds(probe: Probe) -> bool:
    return not paths.identities(probe.exchange) <= paths.identities(probe.plain)


@dataclass(frozen=True, eq=False)
class Dotted:
    """A request with a path of two names, where the first alone brought `middles`.

    `ends` is what the second name then leads to, none of which was in that document.
    """

    first: Probe
    path: str
    middles: frozenset[paths.Identity]
    ends: frozenset[paths.Identity]
    exchange: Exchange

    @property
    def reaches_the_end(self) -> bool:
        """Whether something at the end of the path is included."""
        return not self.ends.isdisjoint(paths.identities(self.exchange))

    @property
    def brings_the_middle(self) -> bool:
        """Whether something on the way is included."""
        return not self.middles.isdisjoint(paths.identities(self.exchange))


def dotted(candidate: Candidate) -> list[Dotted]:
    """A path of two names for the first probe that leads on; none when there is no such probe."""
    for probe in working(candidate.once(probes)):
        middles = frozenset((paths.steps(probe.exchange, probe.path) or [set()])[-1])
        further = _further(probe, middles)
        if further:
            path = f"{probe.path}.{further[0]}"
            url = with_include(probe.plain.request.url, path)
            answers = answered(candidate, [url]).values()
            return [Dotted(probe, path, middles, further[1], it) for it in answers]
    return []


def _further(
    probe: Probe, middles: frozenset[paths.Identity]
) -> tuple[str, frozenset[paths.Identity]] | None:
    """A relationship of what was brought, and what it leads to that is not yet in the document."""
    there = paths.identities(probe.exchange)
    there |= {paths.identity(item) for _, item in probe.exchange.once(Document).primary}
    for item in probe.included or ():
        relationships = item.get("relationships")
        named = relationships if isinstance(relationships, dict) else {}
        for name in named:
            further = frozenset(paths.linkage_of(item, name) or ()) - there
            if paths.identity(item) in middles and further:
                return str(name), further
    return None
