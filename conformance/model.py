"""The words of the suite, as frozen values: what a candidate did, what was found, what follows from it.

No I/O, standard library only. Nothing that can be derived is stored: a status is derived from observations, a verdict
from statuses.
"""

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import chain
from typing import Any, TypeVar
from urllib.parse import urlsplit

from conformance import strictjson

T = TypeVar("T")


class Level(StrEnum):
    """How binding a clause is (RFC 2119, RFC 8174); a must-not is a `must`."""

    MUST = "must"
    SHOULD = "should"
    MAY = "may"


class Effect(StrEnum):
    """What finding out does to the candidate."""

    SAFE = "safe"
    WRITES = "writes"
    DESTRUCTIVE = "destructive"
    CALLBACK = "callback"


class Status(StrEnum):
    """What is known of one requirement."""

    PASSED = "passed"
    FAILED = "failed"
    INAPPLICABLE = "inapplicable"
    UNTESTED = "untested"
    BLOCKED = "blocked"
    INCONCLUSIVE = "inconclusive"
    ERRORED = "errored"
    REVIEW = "review"
    WAIVED = "waived"


class Verdict(StrEnum):
    """What follows from the statuses of a profile, or of one conformance class of it."""

    CONFORMANT = "conformant"
    NOT_CONFORMANT = "not conformant"
    NOT_ESTABLISHED = "not established"


Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request as it was sent, secrets removed."""

    method: str
    url: str
    headers: Headers = ()
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP response as it arrived: names and order of headers untouched, the body decoded from its content coding.

    `truncated` is true when the body was cut at the limit. `oddities` names what an ordinary client hides: a body on a
    204, two Content-Length fields, bare line feeds.
    """

    status: int
    reason: str = ""
    http_version: str = "HTTP/1.1"
    headers: Headers = ()
    body: bytes = b""
    truncated: bool = False
    oddities: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Exchange:
    """One request and what came back; `response` is None when nothing did, and `fault` says why.

    `started` is an ISO 8601 time in UTC, `seconds` the wait until the last byte. Two exchanges are equal only when they
    are the same one.
    """

    request: Request
    response: Response | None = None
    fault: str = ""
    started: str = ""
    seconds: float = 0.0
    _memo: dict[Callable[..., Any], Any] = field(default_factory=dict, repr=False)

    @property
    def status(self) -> int:
        """The status code; 0 when there was no answer."""
        return self.response.status if self.response else 0

    @property
    def body(self) -> bytes:
        """The bytes of the answer's content."""
        return self.response.body if self.response else b""

    @cached_property
    def _headers(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for name, value in self.response.headers if self.response else ():
            lower = name.lower()
            found[lower] = f"{found[lower]}, {value}" if lower in found else value
        return found

    def header(self, name: str) -> str | None:
        """The value of a response header, fields of one name joined by a comma (RFC 9110, section 5.3)."""
        return self._headers.get(name.lower())

    @cached_property
    def media_type(self) -> str:
        """The type and subtype of Content-Type in lower case, "" when there is none."""
        return (self.header("content-type") or "").partition(";")[0].strip().lower()

    @cached_property
    def parsed(self) -> strictjson.Parsed:
        """The body read as JSON (RFC 8259)."""
        return strictjson.parse(self.body)

    @property
    def json(self) -> Any:
        """The body as a JSON value; None when it is not JSON."""
        return self.parsed.value

    @property
    def json_error(self) -> str | None:
        """Why the body is not JSON; None when it is."""
        return self.parsed.error or None

    @cached_property
    def target(self) -> str:
        """Path and query of the request."""
        parts = urlsplit(self.request.url)
        return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

    @cached_property
    def where(self) -> str:
        """The exchange in a few words: "GET /articles, 200"."""
        return f"{self.request.method} {self.target}, {self.status or self.fault}"

    def once(self, build: Callable[["Exchange"], T]) -> T:
        """What `build` makes of this exchange, made once."""
        try:
            made: T = self._memo[build]
        except KeyError:
            made = self._memo[build] = build(self)
        return made


Evidence = Exchange | tuple[Exchange, ...]


class _Backed:
    """Something that points at the exchanges it rests on."""

    __slots__ = ()
    evidence: Evidence

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """The evidence as a tuple, whatever way it was given."""
        return self.evidence if isinstance(self.evidence, tuple) else (self.evidence,)


@dataclass(frozen=True, slots=True)
class Finding(_Backed):
    """One thing that was looked at: met or not, what was expected, what was there, and where.

    `where` is a JSON Pointer into the answer, the name of a header, or "". `cases` is how many cases stand behind it.
    """

    met: bool
    expected: str
    actual: str
    where: str = ""
    evidence: Evidence = ()
    cases: int = 1


@dataclass(frozen=True, slots=True)
class Absence(_Backed):
    """The candidate does not offer an optional capability, and `evidence` shows it."""

    reason: str
    evidence: Evidence = ()


@dataclass(frozen=True, slots=True)
class Obstacle(_Backed):
    """A precondition failed, so nothing could be looked at: no data, no credentials."""

    reason: str
    evidence: Evidence = ()


@dataclass(frozen=True, slots=True)
class Doubt(_Backed):
    """It was looked at and could not be told: a time-out, a 429, an answer that allows two readings."""

    reason: str
    evidence: Evidence = ()


Observation = Finding | Absence | Obstacle | Doubt


@dataclass(frozen=True)
class Requirement:
    """One normative clause of a standard and how it is found out whether a candidate keeps it.

    `id` is the path of its file, `was` its earlier ids, `aliases` the names that others have for it. Texts are keyed by
    language ("en", "nl"). It is found out by `check` (on the live API), by `lint` (on its description) or by both; else
    `review` or `pending` says why not. `unseen` is the status when nothing was found to look at: a clause that only
    binds "if" is then inapplicable, any other is blocked.
    """

    id: str
    level: Level
    conformance_class: str
    source: str
    statement: Mapping[str, str]
    fix: Mapping[str, str]
    section: str = ""
    check: str = ""
    lint: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    effect: Effect = Effect.SAFE
    since: str = ""
    until: str = ""
    unseen: Status = Status.BLOCKED
    review: Mapping[str, str] = field(default_factory=dict)
    pending: str = ""
    mutants: tuple[str, ...] = ()
    passes: tuple[Mapping[str, Any], ...] = ()
    fails: tuple[Mapping[str, Any], ...] = ()
    concept: str = ""
    was: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def checked(self) -> bool:
        """Whether the suite itself finds out, so that neither a person nor a later version of it has to."""
        return bool(self.check or self.lint)

    @property
    def names(self) -> frozenset[str]:
        """Every name that it can be asked for by: its id, with and without the profile, old ids and aliases."""
        return frozenset({self.id, self.id.partition("/")[2], *self.was, *self.aliases})

    def binds(self, version: str) -> bool:
        """Whether the clause stands in `version` of the standard."""
        number = version_key(version)
        return not (
            (self.since and number < version_key(self.since))
            or (self.until and number > version_key(self.until))
        )


def version_key(version: str) -> tuple[int, ...]:
    """A version as numbers, so that 1.10 follows 1.9."""
    return tuple(int(part) for part in version.split("."))


@dataclass(frozen=True)
class Profile:
    """A named, versioned, digested set of requirements of one standard.

    `versions` are those of the standard, oldest first; `revision` is that of our own set of requirements; `digest` is
    the SHA-256 of every file of the profile. `offers` names for a class the requirements that are inapplicable just
    where a candidate does not offer the class. `scope` says whose answers passive checks look at: all that
    the candidate's origin gave, or only those below its base URL, where the host belongs to others too.
    """

    id: str
    title: Mapping[str, str]
    versions: tuple[str, ...]
    revision: str
    digest: str
    source: str
    steward: str
    accept: str
    classes: Mapping[str, Mapping[str, str]]
    sections: Mapping[str, Mapping[str, str]]
    requirements: tuple[Requirement, ...]
    offers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    scope: str = "origin"

    def requirement(self, name: str) -> Requirement | None:
        """The requirement of that name: its id, with or without the profile's before it, an earlier id, an alias."""
        wanted = {name, f"{self.id}/{name}"}
        exact = (found for found in self.requirements if found.id in wanted)
        named = (found for found in self.requirements if found.names & wanted)
        return next(chain(exact, named), None)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one requirement: its status, why, and the observations that show it.

    `observations` holds every unmet one up to a limit and enough met ones to look at; `met` and `unmet` count all.
    """

    requirement: Requirement
    status: Status
    reason: str = ""
    observations: tuple[Observation, ...] = ()
    met: int = 0
    unmet: int = 0

    @property
    def faults(self) -> tuple[Finding, ...]:
        """The unmet findings that were kept."""
        return tuple(it for it in self.observations if isinstance(it, Finding) and not it.met)


def status_of(observations: Iterable[Observation], unseen: Status = Status.BLOCKED) -> Status:
    """The status that follows from what was observed; no observation is never a pass.

    The worst word wins: a fault, then doubt, then an obstacle, then a pass, then absence.
    """
    seen = {_outcome(observation) for observation in observations}
    return next((status for status in _WORST_FIRST if status in seen), unseen)


_WORST_FIRST = (
    Status.FAILED,
    Status.INCONCLUSIVE,
    Status.BLOCKED,
    Status.PASSED,
    Status.INAPPLICABLE,
)


def _outcome(observation: Observation) -> Status:
    match observation:
        case Finding(met=True):
            return Status.PASSED
        case Finding():
            return Status.FAILED
        case Absence():
            return Status.INAPPLICABLE
        case Obstacle():
            return Status.BLOCKED
        case Doubt():
            return Status.INCONCLUSIVE


def verdict_of(statuses: Iterable[tuple[Level, Status]]) -> Verdict:
    """The verdict that follows from levels and statuses: the published reducer.

    Any must failed: not conformant. Else any must neither passed nor inapplicable, or none passed at all: not
    established. Else conformant. A should or a may never decides.
    """
    musts = [status for level, status in statuses if level is Level.MUST]
    if Status.FAILED in musts:
        return Verdict.NOT_CONFORMANT
    if set(musts) <= {Status.PASSED, Status.INAPPLICABLE} and Status.PASSED in musts:
        return Verdict.CONFORMANT
    return Verdict.NOT_ESTABLISHED


def verdict_by_class(results: Sequence[Result]) -> dict[str, Verdict]:
    """The verdict of each conformance class that occurs, in order of occurrence."""
    names = dict.fromkeys(map(operator.attrgetter("requirement.conformance_class"), results))
    return {name: verdict(results, classes={name}) for name in names}


def verdict(results: Iterable[Result], classes: Iterable[str] = ()) -> Verdict:
    """The verdict over the results of `classes`; over all of them when none is named."""
    chosen = set(classes)
    return verdict_of(
        (result.requirement.level, result.status)
        for result in results
        if not chosen or result.requirement.conformance_class in chosen
    )
