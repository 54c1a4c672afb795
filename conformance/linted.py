"""What a lint found, as a frozen value: the results, and each fault at its place in a text that somebody can open."""

from collections.abc import Iterator
from dataclasses import dataclass

from conformance.model import Finding, Level, Profile, Requirement, Result, Status

_UNTOLD = (Status.BLOCKED, Status.INCONCLUSIVE, Status.ERRORED)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a document: the file or URL of that document, line and column from 1, a JSON Pointer within it."""

    source: str
    line: int
    column: int
    pointer: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One place that breaks one requirement."""

    place: Place
    requirement: Requirement
    finding: Finding


@dataclass(frozen=True, slots=True)
class Unfollowed:
    """A `$ref` whose target was not read, and why: what stands there was not looked at."""

    place: Place
    reference: str
    reason: str


@dataclass(frozen=True)
class Linted:
    """What a lint of `source` found, by the requirements of a profile that a description alone can show.

    `faults` stand in the order of the texts, `results` in that of the standard. `repeated` are names that stand again
    in one object: what stood there before was not looked at.
    """

    source: str
    openapi: str
    profile: Profile
    version: str
    results: tuple[Result, ...]
    faults: tuple[Fault, ...]
    unfollowed: tuple[Unfollowed, ...] = ()
    repeated: tuple[Place, ...] = ()

    @property
    def untold(self) -> tuple[Result, ...]:
        """The results that say nothing about the description, the mandatory ones first."""
        found = (it for it in self.results if it.status in _UNTOLD)
        return tuple(sorted(found, key=lambda it: it.requirement.level is not Level.MUST))

    @property
    def is_undecided(self) -> bool:
        """Whether a mandatory requirement could not be told, or a part of the description was not read."""
        musts = any(it.requirement.level is Level.MUST for it in self.untold)
        return musts or bool(self.unfollowed)

    def broken(self, *levels: Level) -> bool:
        """Whether a requirement of one of these levels is broken."""
        return any(
            it.status is Status.FAILED and it.requirement.level in levels for it in self.results
        )

    def faults_of(self, requirement: Requirement) -> Iterator[Fault]:
        """The places that break a requirement."""
        return (it for it in self.faults if it.requirement.id == requirement.id)
