"""Deletions of resources that the run made, and of what was never there: each is asked for once a run."""

from collections.abc import Iterator
from dataclasses import dataclass

from conformance.candidate import Candidate
from conformance.model import Exchange, Observation, Obstacle

from ..fetching.places import missing_resources
from ..survey import Resource
from ..writes import Attempt, attributes_of, read, read_until, resource_in, send
from ..writing import Writing, own, writing

MOST_TYPES = 2
ACCEPTED = 202
GONE = frozenset({404, 410})
_OK = 200
_FOREIGN = "application/vnd.api+json; unknown=yes"


@dataclass(frozen=True, eq=False)
class Deletion:
    """A deletion of a resource of the run's own, the looks at it afterwards, and a second one once it was gone.

    There is no second one where the id is a number: a counter may give it to somebody else meanwhile.
    """

    made: Attempt
    attempt: Attempt
    looks: tuple[Exchange, ...]
    again: Exchange | None = None

    @property
    def gone(self) -> bool:
        """Whether the resource is no longer there."""
        return self.looks[-1].status in GONE

    @property
    def claimed(self) -> bool:
        """Whether the answer says that the deletion was carried out."""
        return self.attempt.done and self.attempt.status != ACCEPTED

    @property
    def done(self) -> bool:
        """Whether the deletion was carried out, as the answer says."""
        return self.claimed and self.gone

    @property
    def late(self) -> bool:
        """Whether the first look showed the resource, and a later one did not."""
        return self.gone and self.looks[0].status == _OK

    @property
    def untouched(self) -> bool:
        """Whether the resource is still there with all that it had."""
        last = self.looks[-1]
        before = resource_in(self.made.shown) if self.made.shown else {}
        return last.status == _OK and attributes_of(resource_in(last)) == attributes_of(before)


def deletions(candidate: Candidate) -> tuple[Deletion, ...]:
    """A deletion of a resource of each of some types, made for that."""
    found: Writing = candidate.once(writing)
    made = (own(candidate, it, "delete") for it in found.types[:MOST_TYPES])
    return tuple(_delete(candidate, it) for it in made if it.shown)


def never_there(candidate: Candidate) -> tuple[tuple[Resource, Exchange], ...]:
    """A deletion of what was never there, and a resource that was; only where deletions are offered."""
    if not any(it.attempt.done for it in deleted(candidate)):
        return ()
    return tuple(
        (resource, send(candidate, "DELETE", url)) for resource, url in _nobodys(candidate)
    )


def unacceptable(candidate: Candidate) -> Exchange | None:
    """A deletion of what was never there, by a client that takes an answer in no form that there is."""
    if not any(it.attempt.done for it in deleted(candidate)):
        return None
    for _, url in _nobodys(candidate):
        return send(candidate, "DELETE", url, headers={"Accept": _FOREIGN})
    return None


def deleted(candidate: Candidate) -> tuple[Deletion, ...]:
    """The deletions of resources of the run's own."""
    found: tuple[Deletion, ...] = candidate.once(deletions)
    return found


def refusals(candidate: Candidate) -> list[Exchange]:
    """The answers to deletions of what is not there."""
    found = [it.again for it in deleted(candidate)]
    found += [exchange for _, exchange in candidate.once(never_there)]
    return [it for it in [*found, candidate.once(unacceptable)] if it is not None]


def nothing(candidate: Candidate) -> Iterator[Observation]:
    """Why nothing was deleted; nothing where something was asked for."""
    found: Writing = candidate.once(writing)
    yield from found.nothing()
    if found.types and not deleted(candidate):
        yield Obstacle("no resource could be made to be deleted")


def _nobodys(candidate: Candidate) -> list[tuple[Resource, str]]:
    """A resource, and a URL like its own at which a GET just said that there is nothing: by chance there may be."""
    alike = missing_resources(candidate)
    return [it for it in alike if read(candidate, it[1]).status in GONE][:1]


def _delete(candidate: Candidate, made: Attempt) -> Deletion:
    url = made.url
    attempt = Attempt(send(candidate, "DELETE", url), url=url)
    looks: tuple[Exchange, ...] = (read(candidate, url),)
    if attempt.done and looks[0].status not in GONE:
        looks = (*looks, read_until(candidate, url, lambda it: it.status in GONE))
    again = None
    if attempt.done and looks[-1].status in GONE:
        candidate.removed(url)
        if not url.rstrip("/").rpartition("/")[2].isdecimal():
            again = send(candidate, "DELETE", url)
    return Deletion(made, attempt, looks, again)
