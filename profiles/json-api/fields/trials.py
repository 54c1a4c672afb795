"""What is sent to see what a candidate makes of `fields[TYPE]`; every answer is shared."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import quote

from conformance.candidate import Candidate
from conformance.model import Exchange

from ..documents import Document, Object
from ..fetching.places import OK, answered, extended
from ..include.probes import Probe, probes, with_include, working
from ..survey import Survey, survey

REFUSED = 400
_MOST_TYPES = 2
_FEWEST = 2  # fields of a type by which it shows that some were left out


@dataclass(frozen=True, eq=False)
class Trial:
    """A request for one field of a type, where the plain answer has more of them."""

    kind: str
    field: str
    plain: Exchange
    exchange: Exchange

    @property
    def offered(self) -> bool:
        """Whether it was answered with resources of the type."""
        return self.exchange.status == OK and bool(of_kind(self.exchange, self.kind))

    @property
    def additional(self) -> list[str]:
        """Fields of the type that are there and were not asked for."""
        return sorted(fields(self.exchange, self.kind) - {self.field})

    @property
    def restricts(self) -> bool:
        """Whether the parameter has the effect of leaving fields out."""
        return self.offered and not fields(self.exchange, self.kind) >= fields(
            self.plain, self.kind
        )


def fields(exchange: Exchange, kind: str) -> set[str]:
    """The names of all attributes and relationships that resource objects of a type have."""
    return set[str]().union(*map(names, of_kind(exchange, kind)))


def of_kind(exchange: Exchange, kind: str) -> list[Object]:
    """The resource objects of a type, in primary data and included."""
    document = exchange.once(Document)
    return [
        item for _, item in (*document.resources, *document.unclear) if item.get("type") == kind
    ]


def names(item: Object) -> list[str]:
    """The names of the fields of a resource object, attributes first; extension members are none."""
    found: list[str] = []
    for member in ("attributes", "relationships"):
        value = item.get(member)
        found += [it for it in value if ":" not in it] if isinstance(value, dict) else ()
    return found


def fieldset(kind: str, *wanted: str) -> str:
    """The parameter, its brackets percent-encoded."""
    return f"fields%5B{quote(kind, safe='')}%5D={','.join(quote(it, safe='') for it in wanted)}"


def trials(candidate: Candidate) -> list[Trial]:
    """One field of a type: of single resources, of a collection, and of included resources."""
    wanted = [*_single(candidate), *_listed(candidate), *_included(candidate)]
    answers = answered(candidate, (url for *_, url in wanted))
    return [
        Trial(kind, field, plain, answers[url])
        for kind, field, plain, url in wanted
        if url in answers
    ]


_Wanted = tuple[str, str, Exchange, str]


def _single(candidate: Candidate) -> Iterator[_Wanted]:
    found: Survey = candidate.once(survey)
    by_type = {it.type: it for it in reversed(found.resources) if len(names(it.object)) >= _FEWEST}
    for resource in islice(reversed(by_type.values()), _MOST_TYPES):
        field = names(resource.object)[0]
        url = extended(resource.url, fieldset(resource.type, field))
        yield resource.type, field, resource.exchange, url


def _listed(candidate: Candidate) -> Iterator[_Wanted]:
    found: Survey = candidate.once(survey)
    for collection in found.collections:
        if len(collection.types) == 1 and len(names(collection.resources[0])) >= _FEWEST:
            kind, field = collection.types[0], names(collection.resources[0])[0]
            yield kind, field, collection.exchange, extended(collection.url, fieldset(kind, field))
            return


def _included(candidate: Candidate) -> Iterator[_Wanted]:
    for probe in working(candidate.once(probes)):
        other = _other_kind(probe)
        if other:
            kind, field = other
            url = extended(with_include(probe.plain.request.url, probe.path), fieldset(kind, field))
            yield kind, field, probe.exchange, url
            return


def _other_kind(probe: Probe) -> tuple[str, str] | None:
    """A type that is only included, and a field of it."""
    primary = {str(item.get("type")) for _, item in probe.exchange.once(Document).primary}
    for item in probe.included or ():
        kind = item.get("type")
        if isinstance(kind, str) and kind not in primary and len(names(item)) >= _FEWEST:
            return kind, names(item)[0]
    return None


@dataclass(frozen=True, eq=False)
class Hiding:
    """A request with `include` and a fieldset that leaves out the relationship that is followed."""

    probe: Probe
    trial: Trial


def hiding(candidate: Candidate) -> list[Hiding]:
    """One such request, of a type that can be narrowed; none when there is no such type."""
    kinds = {it.kind for it in restricting(candidate.once(trials))}
    for resource in candidate.once(survey).resources:
        if resource.type not in kinds or not resource.attributes:
            continue
        field = next(iter(resource.attributes))
        for probe in working(candidate.once(probes)):
            if probe.plain is resource.exchange and resource.type not in _included_kinds(probe):
                with_path = with_include(resource.url, probe.path)
                url = extended(with_path, fieldset(resource.type, field))
                answers = answered(candidate, [url]).values()
                return [
                    Hiding(probe, Trial(resource.type, field, probe.plain, it)) for it in answers
                ]
    return []


def _included_kinds(probe: Probe) -> set[str]:
    return {str(item.get("type")) for item in probe.included or ()}


def restricting(found: Iterable[Trial]) -> list[Trial]:
    """The trials in which the parameter has an effect."""
    return [it for it in found if it.restricts]
