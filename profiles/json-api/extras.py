"""Creations with more in the document than a draft that is accepted has, which is not to be held against them."""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from conformance.candidate import Candidate
from conformance.model import Doubt, Exchange, Observation

from .findings import met, unmet
from .targets import href
from .writes import Attempt, create, read, resource_in
from .writing import Writing, fresh, own, writing

_OK = 200


@dataclass(frozen=True, eq=False)
class Tried:
    """A creation with something more, and where that was refused one without it."""

    attempt: Attempt
    control: Attempt | None

    @property
    def blamed(self) -> bool:
        """Whether it was refused for what it had more."""
        return self.control is not None and self.control.done


def with_more(
    candidate: Candidate, label: str, add: Callable[[dict[str, Any]], object]
) -> Tried | None:
    """A creation of which `add` changed the document in place; None where nothing can be made."""
    found: Writing = candidate.once(writing)
    if not found.types:
        return None
    writable = next((it for it in found.types if it.made.shown), found.types[0])
    document = deepcopy(fresh(candidate, writable, label).document)
    add(document)
    attempt = create(candidate, writable.collection.url, document)
    control = None if attempt.done else own(candidate, writable, f"{label}:control")
    return Tried(attempt, control)


def note(candidate: Candidate, answer: Exchange) -> None:
    """Note what a creation made that `create` did not send: where its links say, if it is there."""
    resource = resource_in(answer)
    links = resource.get("links")
    told = [href(links.get("self")) if isinstance(links, dict) else None, answer.header("location")]
    if "id" in resource:
        below = f"{answer.request.url.rstrip('/')}/{quote(str(resource['id']), safe='')}"
        told += [below, f"{below}/"]
    for reference in filter(None, told):
        url = candidate.url_from(answer.request.url, reference)
        if url and candidate.is_own(url) and _is_there(read(candidate, url), resource):
            candidate.created(url)
            return
    candidate.ledger.untraced(f"what {answer.where} made")


def _is_there(shown: Exchange, resource: Mapping[str, Any]) -> bool:
    """Whether an answer has a resource, and the one that was made where the answer to that tells."""
    found = resource_in(shown).get("id")
    return shown.status == _OK and found is not None and resource.get("id", found) == found


def judged(candidate: Candidate, it: Tried | None, what: str) -> Iterator[Observation]:
    """Whether a creation with `what` is accepted, as one without it is."""
    if it is None:
        yield from candidate.once(writing).nothing()
    elif it.attempt.done:
        yield met(it.attempt.exchange, f"{what} ignored", str(it.attempt.status))
    elif it.blamed:
        where = next(iter(it.attempt.pointers), "")
        yield unmet(it.attempt.exchange, f"{what} ignored", str(it.attempt.status), where)
    else:
        yield Doubt(f"a creation without {what} was refused too", it.attempt.exchange)
