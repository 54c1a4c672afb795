"""Inclusion of related resources: the `include` parameter."""

from collections.abc import Iterator
from urllib.parse import quote

from conformance.candidate import Candidate
from conformance.model import Absence, Doubt, Exchange, Observation, Obstacle

from ..documents import Document
from ..fetching.places import GUARDED, OK, extended
from ..findings import met, shown, unmet
from ..survey import Resource, Survey, survey
from . import combined, paths
from .probes import (
    REFUSED,
    Dotted,
    Probe,
    brought,
    by_endpoint,
    dotted,
    probes,
    supported,
    with_include,
    working,
)

_SHOWN = 3
_MOST_EMPTY_VALUES = 3


def default(exchange: Exchange) -> Iterator[Observation]:
    """Related resources come along although the request does not have `include`."""
    # The first letter is left off: one probe sends it percent-encoded.
    if exchange.status != OK or "nclude" in exchange.request.url:
        return
    found = exchange.once(Document).root.get("included")
    if isinstance(found, list) and found:
        actual = f"{len(found)} included unasked"
        yield met(exchange, "related resources, or none", actual, "/included")


def may_support(candidate: Candidate) -> Iterator[Observation]:
    """An endpoint brings what a path in `include` leads to."""
    found: list[Probe] = candidate.once(probes)
    for probe in working(found):
        yield met(probe.exchange, "support for include, or 400", f"{probe.asked} is followed")
    yield from _nothing(candidate, found, working(found))


def unsupported_400(candidate: Candidate) -> Iterator[Observation]:
    """An endpoint that includes nothing for any path answers 400 to the parameter."""
    for endpoint, group in by_endpoint(candidate.once(probes)).items():
        # An empty relationship shows nothing: version 1.0 does not ask for `included` then.
        telling = [it for it in group if it.filled]
        if any(it.supported for it in group):
            continue
        for probe in telling:
            right = probe.exchange.status == REFUSED
            expected = "status 400, or a document with included"
            actual = f"status {probe.exchange.status} without included from {endpoint}"
            yield (met if right else unmet)(probe.exchange, expected, actual)
    for resource in _without_relationships(candidate.once(survey)):
        exchange = candidate.get(with_include(resource.url, candidate.word("unknown path")))
        found = met if exchange.status == REFUSED else unmet
        expected = f"status 400, as {resource.type} has nothing to include"
        yield found(exchange, expected, f"status {exchange.status}")


def _without_relationships(found: Survey) -> list[Resource]:
    """A resource of a type that has no relationship, where other types show theirs."""
    related = {it.type for it in found.resources if it.relationships}
    named = {
        item["type"]
        for it in found.collections
        for item in it.resources
        if item.get("relationships")
    }
    alone = [it for it in found.resources if it.type not in related | named]
    return alone[:1] if related else []


def included_present(candidate: Candidate) -> Iterator[Observation]:
    """Where include is supported, a request with it is answered with a member `included`."""
    found: list[Probe] = candidate.once(probes)
    chosen = [it for it in supported(found) if it.exchange.status == OK]
    for probe in chosen:
        value = probe.exchange.once(Document).root.get("included", "no such member")
        actual = f"{len(value)} included" if isinstance(value, list) else _plain(value)
        judged = met if isinstance(value, list) else unmet
        expected = f"an array included for {probe.asked}"
        yield judged(probe.exchange, expected, actual, "/included")
    yield from _nothing(candidate, found, chosen)


def _plain(value: object) -> str:
    return value if isinstance(value, str) else shown(value)


def no_unrequested(candidate: Candidate) -> Iterator[Observation]:
    """What is included lies on a path that was asked for."""
    found: list[Probe] = candidate.once(probes)
    chosen = [it for it in found if it.supported]
    for probe in chosen:
        extra = paths.unrequested(probe.exchange, [probe.path])
        if extra is None:
            yield from _unlinked(probe)
            continue
        expected = f"only what {probe.asked} leads to"
        if extra:
            yield unmet(probe.exchange, expected, f"also {_listed(extra)}", "/included")
        else:
            yield met(probe.exchange, expected, where="/included")
    yield from combined.nothing_unasked(candidate)
    yield from _nothing(candidate, found, chosen)


def _unlinked(probe: Probe) -> Iterator[Observation]:
    """What can be told of an answer whose resources do not show the linkage."""
    if not probe.included:
        yield met(probe.exchange, f"only what {probe.asked} leads to", "nothing included")


def _listed(found: list[paths.Identity]) -> str:
    names = ", ".join(f"{kind} {identity}" for kind, identity in found[:_SHOWN])
    return names if len(found) <= _SHOWN else f"{names} and {len(found) - _SHOWN} more"


def syntax(candidate: Candidate) -> Iterator[Observation]:
    """A path, two paths with a comma, and a path of two names each bring what they lead to."""
    found: list[Probe] = candidate.once(probes)
    chosen = [it for it in found if it.supported and it.filled]
    for probe in chosen:
        yield _followed(candidate, probe)
    yield from _two_paths(candidate, [it for it in chosen if it.brings])
    yield from combined.each_path(candidate)
    for longer in candidate.once(dotted):
        if longer.exchange.status == OK:  # a server may refuse longer paths
            judged = met if longer.reaches_the_end else unmet
            actual = "it is there" if longer.reaches_the_end else "it is not included"
            yield judged(
                longer.exchange, f"what include={longer.path} leads to", actual, "/included"
            )
    yield from _nothing(candidate, found, chosen)


def _followed(candidate: Candidate, probe: Probe) -> Observation:
    guarded = None if probe.brings else _guarded(candidate, probe)
    if guarded:
        reason = f"what {probe.asked} leads to may not be seen ({guarded.status})"
        return Doubt(reason, (probe.exchange, guarded))
    judged = met if probe.brings else unmet
    actual = "it is there" if probe.brings else "it is not included"
    return judged(probe.exchange, f"what {probe.asked} leads to", actual, "/included")


def _guarded(candidate: Candidate, probe: Probe) -> Exchange | None:
    """The answer that keeps back what a path leads to where it is fetched by itself; None when there is none."""
    found: Survey = candidate.once(survey)
    fetched = [
        it.related_exchange
        for it in found.relationships
        if it.name == probe.path and probe.plain in (it.parent.exchange, it.parent.listed.exchange)
    ]
    for kind, key in sorted((paths.steps(probe.exchange, probe.path) or [set()])[-1])[:1]:
        listed = found.collection_of(kind)
        if listed:
            base = listed.url.partition("?")[0].rstrip("/")
            fetched.append(candidate.get(f"{base}/{quote(key, safe='')}"))
    return next((it for it in fetched if it and it.status in GUARDED), None)


def _two_paths(candidate: Candidate, chosen: list[Probe]) -> Iterator[Observation]:
    by_url: dict[str, list[Probe]] = {}
    for probe in chosen:
        by_url.setdefault(probe.plain.request.url, []).append(probe)
    for url, group in by_url.items():
        if len(group) > 1:
            names = [it.path for it in group[:2]]
            exchange = candidate.get(with_include(url, *names))
            lost = [it for it in names if exchange.status != OK or not brought(exchange, it)]
            actual = f"status {exchange.status}" + (f", without {', '.join(lost)}" if lost else "")
            expected = f"what include={','.join(names)} leads to, both"
            yield (unmet if lost else met)(exchange, expected, actual, "/included")
            return


def empty_value(candidate: Candidate) -> Iterator[Observation]:
    """An empty include is accepted and brings nothing, also where something comes unasked."""
    found: list[Probe] = candidate.once(probes)
    chosen = [it for it in supported(found) if it.supported]
    # Endpoints that include something unasked come first: there the empty value must have an effect.
    chosen.sort(key=lambda it: not paths.included(it.plain))
    urls = list(dict.fromkeys(it.plain.request.url for it in chosen))[:_MOST_EMPTY_VALUES]
    for url in urls:
        exchange = candidate.get(extended(url, "include="))
        extra = paths.identities(exchange)
        right = exchange.status == OK and not extra
        actual = f"status {exchange.status}, {len(extra)} included"
        yield (met if right else unmet)(
            exchange, "status 200, nothing included", actual, "/included"
        )
    yield from _nothing(candidate, found, urls)


def unknown_path_400(candidate: Candidate) -> Iterator[Observation]:
    """A path that no relationship has is answered with 400: an unknown first or second name, an attribute's."""
    found: Survey = candidate.once(survey)
    word = candidate.word("unknown path")
    urls = list(_unknown_paths(candidate, word))
    for url in urls:
        exchange = candidate.get(url)
        judged = met if exchange.status == REFUSED else unmet
        yield judged(exchange, "status 400 for an unknown path", f"status {exchange.status}")
    if not urls:
        yield Obstacle("no resource and no relationship was found", found.entry)


def _unknown_paths(candidate: Candidate, word: str) -> Iterator[str]:
    found: Survey = candidate.once(survey)
    related = [it for it in found.resources if it.relationships] or found.resources
    for resource in related[:1]:
        yield with_include(resource.listed.url, word)
        yield with_include(resource.url, word)
        for attribute in [it for it in resource.attributes if it not in resource.relationships][:1]:
            yield with_include(resource.url, attribute)
    for probe in working(candidate.once(probes))[:1]:
        yield with_include(probe.plain.request.url, f"{probe.path}.{word}")
    fetched = [it.self_exchange for it in found.relationships if it.self_exchange]
    for exchange in [it for it in fetched if it.status == OK][:1]:
        yield with_include(exchange.request.url, word)


def intermediate_resources(candidate: Candidate) -> Iterator[Observation]:
    """A path of two names also brings what its first name leads to."""
    found: list[Probe] = candidate.once(probes)
    longer: list[Dotted] = candidate.once(dotted)
    for it in longer:
        if it.exchange.status != OK or not it.reaches_the_end:
            reason = f"include={it.path} is not followed (status {it.exchange.status})"
            yield Absence(reason, it.exchange)
            continue
        expected = f"what {it.first.asked} leads to, on the way of include={it.path}"
        actual = "it is there" if it.brings_the_middle else "only what is at the end"
        judged = met if it.brings_the_middle else unmet
        yield judged(it.exchange, expected, actual, "/included")
    if not longer and working(found):
        yield Obstacle("no path of two names was found that leads to something new")
    elif not longer:
        yield from _nothing(candidate, found, ())


def _nothing(candidate: Candidate, found: list[Probe], seen: object) -> Iterator[Observation]:
    """Why nothing was looked at: not offered, or not to be told."""
    if seen:
        return
    evidence = tuple(it.exchange for it in found)
    if not found:
        yield Obstacle("no relationship was found to include", candidate.once(survey).entry)
    elif any(it.supported for it in found):
        yield Obstacle("nothing was found that is related, so no effect shows", evidence)
    else:
        statuses = sorted({it.exchange.status for it in found})
        yield Absence(f"include is not offered ({', '.join(map(str, statuses))})", evidence)
