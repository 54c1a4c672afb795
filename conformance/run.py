"""One run: declaration → preflight → survey → judge → record, told as events to whoever listens."""

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from conformance import __version__, profiles, record
from conformance.candidate import Candidate
from conformance.candidate.declaration import Declaration
from conformance.errors import RecordError, UsageError
from conformance.journal import Journal
from conformance.judge import Earlier, Selection, applicable, held_to_claims, judge
from conformance.model import Effect, Exchange, Profile, Requirement, Result, Status, version_key
from conformance.preflight import preflight

RECORD = "record.jsonl"
_KNOWN = frozenset({Status.PASSED, Status.FAILED, Status.INAPPLICABLE})


@dataclass(frozen=True)
class Order:
    """What is asked of a run: which profile, of which candidate, into which folder, how.

    `profile` may carry a version of the standard ("json-api@1.1"). `wanted` holds ids or sections; None is everything.
    """

    profile: str
    declaration: Declaration
    out: Path
    seed: int = 0
    jobs: int = 4
    examples: int = 8
    wanted: tuple[str, ...] = ()
    added: tuple[Path, ...] = ()
    resume: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """An exchange took place; it was number `count` of the run."""

    exchange: Exchange
    count: int


@dataclass(frozen=True, slots=True)
class Surveyed:
    """The candidate was looked over; `total` requirements will be judged against `version` of the standard."""

    profile: Profile
    version: str
    notes: tuple[str, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Judged:
    """One requirement was judged."""

    result: Result


Event = Sent | Surveyed | Judged
Listener = Callable[[Event], None]


@dataclass
class _Progress:
    """What is known so far, so that an interrupted run loses nothing."""

    journal: Journal
    listen: Listener
    results: dict[str, Result] = field(default_factory=dict)

    def heard(self, result: Result) -> None:
        """Keep a result, write it down and pass it on."""
        self.results[result.requirement.id] = result
        self.journal.add(result)
        self.listen(Judged(result))

    def resumed(
        self, earlier: record.Record | None, requirements: Sequence[Requirement]
    ) -> Earlier:
        """What an interrupted run left, for requirements that there still are; written down again first."""
        if earlier is None:
            return Earlier()
        by_id = {requirement.id: requirement for requirement in requirements}
        for it in earlier.results:
            requirement = by_id.get(it.requirement.id)
            if requirement is not None and it.status in _KNOWN:
                self.results[requirement.id] = replace(it, requirement=requirement)
                self.journal.add(self.results[requirement.id])
        return Earlier(dict(self.results), tuple(earlier.exchanges.values()))


def run(order: Order, listen: Listener | None = None) -> record.Record:
    """Judge a candidate and write its record; the record as it can be read back.

    Raises ConfigurationError and PreflightError before anything is judged, OutputError when the record cannot
    be written. An interruption (Ctrl-C) closes the record as interrupted and is not raised.
    """
    name, asked = named_version(order.profile)
    earlier = _earlier(order)
    manifest = profiles.manifest(name, order.added)
    known_version(name, manifest["versions"], asked or order.declaration.claims.version)
    _known_classes(name, manifest["classes"], order.declaration.claims.classes)
    told = listen or (lambda _: None)
    candidate = Candidate(
        order.declaration,
        seed=order.seed,
        jobs=order.jobs,
        examples=order.examples,
        accept=manifest["accept"],
        heard=_Counter(told),
    )
    try:
        return _conduct(order, candidate, earlier, told)
    finally:
        candidate.close()


def _conduct(
    order: Order, candidate: Candidate, earlier: record.Record | None, listen: Listener
) -> record.Record:
    """Preflight, survey, judgement and record."""
    began = time.monotonic()
    name, asked = named_version(order.profile)
    notes = preflight(candidate)
    profile = profiles.load(name, order.added)
    ways = profiles.ways(profile, order.added)
    surveyed, version = survey(candidate, profile, asked, order.added)
    requirements = tuple(applicable(profile.requirements, version))
    selection = Selection(
        version, order.declaration.effects, _wanted(order, requirements), profile.scope
    )
    listen(Surveyed(profile, version, surveyed.notes, len(requirements)))
    header = _header(order, profile, version, surveyed.version, (*notes, *surveyed.notes))
    progress = _Progress(Journal(order.out / RECORD, header), listen)
    known = progress.resumed(earlier, requirements)
    candidate.ledger.told = progress.journal.created
    for url in earlier.left_behind if earlier else ():
        candidate.created(url)
    try:
        results = judge(
            requirements, ways, candidate, selection, earlier=known, heard=progress.heard
        )
        results = held_to_claims(results, order.declaration.claims.classes, profile.offers)
        interrupted = False
    except KeyboardInterrupt:
        results = [progress.results.get(it.id) or _unreached(it, selection) for it in requirements]
        interrupted = True
    progress.journal.finish(results, _closing(candidate, began, interrupted=interrupted))
    return record.read(order.out / RECORD)


def _closing(candidate: Candidate, began: float, *, interrupted: bool) -> dict[str, Any]:
    """The last line of the record, when what the run made is removed again."""
    left_behind = candidate.clean()
    return {
        "ended": _now(),
        "seconds": round(time.monotonic() - began, 2),
        "requests": candidate.sent,
        "interrupted": interrupted,
        "created": candidate.ledger.count,
        "left_behind": list(left_behind),
    }


def named_version(profile: str) -> tuple[str, str]:
    """The name of a profile and the version of the standard that is asked of it ("" when none is)."""
    name, _, version = profile.partition("@")
    return name, version


def survey(
    candidate: Candidate, profile: Profile, asked: str, added: tuple[Path, ...] = ()
) -> tuple[profiles.Surveyed, str]:
    """Look the candidate over and settle which version of the standard judges it; raises PreflightError, UsageError."""
    found: profiles.Surveyed = candidate.once(profiles.survey(profile, added))
    version = judged_version(profile, asked or candidate.declaration.claims.version, found.version)
    candidate.version = version
    return found, version


def judged_version(profile: Profile, asked: str, declared: str) -> str:
    """The version of the standard that judges: the one asked for, else the one declared, else none is known ("").

    A declared version that the profile does not know is judged by the newest known one below it. Raises UsageError.
    """
    known_version(profile.id, profile.versions, asked)
    if asked or not declared:
        return asked
    with suppress(ValueError):
        below = [it for it in profile.versions if version_key(it) <= version_key(declared)]
        return below[-1] if below else ""
    return ""


def known_version(profile: str, versions: Sequence[str], asked: str) -> None:
    """Raise UsageError when a version is asked for that the profile does not have."""
    if asked and asked not in versions:
        raise UsageError(
            f"profile {profile!r} has no version {asked!r}", hint=f"versions: {', '.join(versions)}"
        )


def _known_classes(profile: str, classes: Iterable[str], claimed: Iterable[str]) -> None:
    unknown = [it for it in claimed if it not in classes]
    if unknown:
        raise UsageError(
            f"profile {profile!r} has no conformance class {unknown[0]!r}",
            hint=f"classes: {', '.join(classes)}",
        )


class _Counter:
    """Numbers the exchanges as they take place."""

    def __init__(self, listen: Listener) -> None:
        self._listen = listen
        self._count = 0

    def __call__(self, exchange: Exchange) -> None:
        self._count += 1
        self._listen(Sent(exchange, self._count))


def _earlier(order: Order) -> record.Record | None:
    """The record of the interrupted run that this one goes on with."""
    path = order.out / RECORD
    if not order.resume or not path.exists():
        return None
    found = record.read_partial(path)
    header = found.header
    asked = {
        "url": order.declaration.url,
        "seed": order.seed,
        "profile": named_version(order.profile)[0],
    }
    was = {
        "url": header["candidate"]["url"],
        "seed": header["seed"],
        "profile": header["profile"]["id"],
    }
    different = [key for key, value in asked.items() if was[key] != value]
    if different:
        key = different[0]
        raise RecordError(
            f"{path}: line 1: key {key}, value {was[key]!r}: this run asks for {asked[key]!r}",
            hint="resume with the same candidate, profile and seed, or name another folder with --out",
        )
    return found


def _unreached(requirement: Requirement, selection: Selection) -> Result:
    left_out = selection.leaves_out(requirement)
    return Result(
        requirement, *(left_out or (Status.UNTESTED, "the run was interrupted before this"))
    )


def _wanted(order: Order, requirements: Iterable[Requirement]) -> frozenset[str] | None:
    """The ids that are selected; raises UsageError for a name that selects nothing."""
    if not order.wanted:
        return None
    chosen: set[str] = set()
    known = list(requirements)
    for name in order.wanted:
        hits = {it.id for it in known if name == it.section or name in it.names}
        if not hits:
            raise UsageError(
                f"nothing is called {name!r} in this profile",
                hint="`conformance profiles show` lists sections and requirements",
            )
        chosen |= hits
    return frozenset(chosen)


def _header(
    order: Order, profile: Profile, version: str, declared: str, notes: tuple[str, ...]
) -> dict[str, Any]:
    declaration = order.declaration
    return {
        "suite": {"name": "conformance", "version": __version__},
        "profile": {
            "id": profile.id,
            "version": version,
            "revision": profile.revision,
            "digest": profile.digest,
            "title": dict(profile.title),
            "source": profile.source,
            "classes": {name: dict(texts) for name, texts in profile.classes.items()},
            "sections": {name: dict(texts) for name, texts in profile.sections.items()},
        },
        "candidate": {
            "name": declaration.name or declaration.url,
            "vendor": declaration.vendor,
            "version": declaration.version,
            "url": declaration.url,
        },
        "claims": {
            "version": declaration.claims.version,
            "classes": list(declaration.claims.classes),
        },
        "declared_version": declared,
        "mode": "observe"
        if declaration.effects == {Effect.SAFE}
        else "+".join(sorted(declaration.effects)),
        "selected": list(order.wanted),
        "start": list(declaration.start),
        "seed": order.seed,
        "examples": order.examples,
        "started": _now(),
        "notes": list(notes),
    }


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
