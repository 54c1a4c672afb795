"""The `related` links of relationships, before and after a change of what is related."""

from collections.abc import Iterator

from conformance.candidate import Candidate
from conformance.model import Absence, Doubt, Observation

from ..findings import met, unmet
from ..survey import link_url
from ..update_relationship import probes
from ..update_relationship.steps import Walk
from ..writes import resource_in


def stable(candidate: Candidate) -> Iterator[Observation]:
    """The `related` link of a relationship is the same after the relationship got other content."""
    changed = [it for it in probes.walks(candidate) if it.changed]
    for walk in changed:
        yield from _compared(candidate, walk)
    yield from probes.nothing(candidate)
    if probes.steps(candidate):
        tried = probes.steps(candidate)[0].attempt.exchange
        yield Absence("no relationship with a related link was seen to change", tried)


def _compared(candidate: Candidate, walk: Walk) -> Iterator[Observation]:
    """The link in the resource as it was made, and in the resource after the change."""
    before, after = walk.place.parent.shown, walk.changed
    if before is None or after is None:
        return
    name = walk.place.relation.name
    old, new = (link_url(candidate, it, _related(resource_in(it), name)) for it in (before, after))
    expected, where = f"{old} still", f"/data/relationships/{name}/links/related"
    if old is None:
        return
    if new is None:
        yield Doubt(f"the related link of {name} is not shown after a change", after)
    elif new == old:
        yield met(after, expected, where=where)
    elif new.partition("?")[0] == old.partition("?")[0]:
        yield Doubt(f"the related link of {name} has another query after a change", (before, after))
    else:
        yield unmet(after, expected, new, where)


def _related(resource: dict[str, object], name: str) -> object:
    relationships = resource.get("relationships")
    found = relationships.get(name) if isinstance(relationships, dict) else None
    links = found.get("links") if isinstance(found, dict) else None
    return links.get("related") if isinstance(links, dict) else None
