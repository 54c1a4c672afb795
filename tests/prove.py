"""Prove requirements both ways: examples in their files, the reference API that keeps them, mutants that break them.

The promise tests use it; by hand: `python -m tests.prove json-api/document/root-object`, or a section: `document`.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from conformance import data, profiles
from conformance.candidate import Candidate
from conformance.candidate.declaration import Declaration, Limits
from conformance.judge import Selection, applicable, judge, judge_exchanges
from conformance.model import (
    Effect,
    Exchange,
    Level,
    Profile,
    Request,
    Requirement,
    Response,
    Result,
    Status,
)

MEDIA_TYPE = "application/vnd.api+json"
BASE = "http://127.0.0.1:8000"
_EXAMPLES = 8  # of cases made up for each property, as a run has it by default


@cache
def profile(name: str = "json-api") -> Profile:
    """The profile, loaded once."""
    return profiles.load(name)


@cache
def checks(name: str = "json-api") -> Mapping[str, Any]:
    """Its checks by requirement id."""
    return profiles.checks(profile(name))


def example(written: Mapping[str, Any]) -> list[Exchange]:
    """The exchanges that a `[[pass]]` or `[[fail]]` table of a requirement file describes."""
    return [
        _exchange(line, answer) for line, answer in written.items() if isinstance(answer, Mapping)
    ]


def _exchange(line: str, answer: Mapping[str, Any]) -> Exchange:
    method, _, target = line.partition(" ")
    asked = answer.get("request", {})
    headers = {"content-type": MEDIA_TYPE, **answer.get("headers", {})}
    body = (
        answer["text"]
        if "text" in answer
        else json.dumps(answer["json"])
        if "json" in answer
        else ""
    )
    return Exchange(
        Request(
            method,
            f"{BASE}{target}",
            tuple(asked.get("headers", {}).items()),
            asked.get("text", "").encode(),
        ),
        Response(
            answer.get("status", 200),
            headers=tuple((name, value) for name, value in headers.items() if value),
            body=body.encode(),
            oddities=tuple(answer.get("oddities", ())),
        ),
    )


def status_of_example(requirement: Requirement, written: Mapping[str, Any]) -> Result:
    """What the requirement's passive check makes of an example."""
    return judge_exchanges(requirement, checks()[requirement.id], example(written))


@dataclass(frozen=True)
class Face:
    """A reference API: its module under fixtures/, and the version of the standard that it keeps."""

    module: str
    version: str


FACES = {
    "1.0": Face("apis.json_api.legacy", "1.0"),
    "1.1": Face("apis.json_api.app", "1.1"),
    "cursors": Face("apis.json_api.cursors", "1.1"),
    "deferred": Face("apis.json_api.deferred", "1.1"),
    "sparing": Face("apis.json_api.sparing", "1.1"),
}
SHOWN_BY_CLASS = {"cursor-pagination": "cursors"}
SHOWN_BY = {  # requirement → face, where the plain reference offers no occasion
    "json-api/create/202": "deferred",
    "json-api/update/202": "deferred",
    "json-api/update-relationship/202": "deferred",
    "json-api/delete/202": "deferred",
    "json-api/rec/async-202-content-location": "deferred",
    "json-api/rec/async-pending-200": "deferred",
    "json-api/rec/async-retry-after": "deferred",
    "json-api/rec/async-done-303": "deferred",
    "json-api/rec/patch-override": "deferred",
    "json-api/atomic-add/may-omit-data": "sparing",
}


def face_of(requirement: Requirement) -> str:
    """The reference API that proves a requirement: of the newest version that has it, unless another shows it."""
    newest = next(it for it in reversed(profile().versions) if requirement.binds(it))
    by_class = SHOWN_BY_CLASS.get(requirement.conformance_class, newest)
    return SHOWN_BY.get(requirement.id, by_class)


def mutants() -> dict[str, Any]:
    """Every mutant of the reference API by its name, "module.function"."""
    found: dict[str, Any] = {}
    for file in sorted((data.root() / "fixtures/apis/json_api/mutants").glob("[a-z]*.py")):
        module = data.fixture_module(f"apis.json_api.mutants.{file.stem}")
        found |= {
            f"{file.stem}.{name}": it for name, it in vars(module).items() if hasattr(it, "breaks")
        }
    return found


def measured(url: str, version: str = "1.1", *, writes: bool = False) -> tuple[list[Result], int]:
    """The results of a full run, and how many requests it cost."""
    candidate = _candidate(url, 4, writes)
    try:
        results = _judge(candidate, None, version)
        candidate.clean()
        return results, candidate.sent
    finally:
        candidate.close()


@contextmanager
def serving(module: str, port: int = 0) -> Iterator[str]:
    """Any API under fixtures/, by its module."""
    app = data.fixture_module(module).create_app()
    with data.fixture_module("apis.http").serve(app, port) as url:
        yield url


@contextmanager
def served(
    mutant: str = "", face: str = "1.1", *, port: int = 0, latency: float = 0.0
) -> Iterator[str]:
    """A reference API on a real socket, whole or with one deviation; its base URL."""
    http = data.fixture_module("apis.http")
    mutation = data.fixture_module("apis.mutation")
    app = data.fixture_module(FACES[face].module).create_app()
    if mutant:
        app = mutation.mutated(app, mutation.find(mutant))
    with http.serve(app, port, latency) as url:
        yield url


def judged(
    url: str,
    wanted: frozenset[str] | None = None,
    version: str = "1.1",
    *,
    jobs: int = 4,
    writes: bool = False,
    examples: int = _EXAMPLES,
) -> list[Result]:
    """The results of a full run against `url` (of `wanted` alone where given); safe requests only, unless `writes`."""
    candidate = _candidate(url, jobs, writes, examples)
    try:
        return _judge(candidate, wanted, version)
    finally:
        candidate.close()


def _candidate(
    url: str,
    jobs: int,
    writes: bool,  # noqa: FBT001  (handed on)
    examples: int = _EXAMPLES,
) -> Candidate:
    limits = Limits(addresses=frozenset({"loopback"}))
    effects = frozenset({Effect.SAFE, Effect.WRITES} if writes else {Effect.SAFE})
    declaration = Declaration(url, limits=limits, effects=effects)
    return Candidate(declaration, accept=profile().accept, jobs=jobs, examples=examples)


def _judge(candidate: Candidate, wanted: frozenset[str] | None, version: str) -> list[Result]:
    candidate.once(profiles.survey(profile()))
    candidate.version = version
    requirements = tuple(applicable(profile().requirements, version))
    selection = Selection(version, candidate.declaration.effects, wanted)
    return judge(requirements, checks(), candidate, selection)


# The requirements that are also tried with made-up cases.
MADE_UP = frozenset(
    f"json-api/{name}"
    for name in (
        "content-negotiation/406-any-parameter",
        "content-negotiation/415-any-parameter",
        "content-negotiation/accept-ignores-parameterised",
        "content-negotiation/not-acceptable-parameters",
        "content-negotiation/unsupported-media-type-parameter",
        "fields/no-additional",
        "fields/syntax",
        "include/no-unrequested",
        "include/syntax",
        "pagination/link-keys",
        "query/unknown-400",
        "query/unknown-400-1-0",
        "related-link/equals-linkage",
        "sort/applied",
        "sort/unsupported-400",
        "update-relationship/to-many-delete",
        "update-relationship/to-many-patch",
        "update-relationship/to-many-post-adds",
    )
)


def judged_mutant(requirement: Requirement, mutant: str) -> list[Result]:
    """The results of a full run against a mutant; with writes where its requirement is about writing.

    A run asks everything that is safe before it writes anything, so a deviation in writing cannot show there: it is
    left out, unless the mutant says that it breaks something of that. Cases are made up only for a mutant that breaks
    a clause which is tried with such.
    """
    face = face_of(requirement)
    writes = requirement.effect is Effect.WRITES
    later = _after_reading() if writes else frozenset()
    also = set(data.fixture_module("apis.mutation").find(mutant).also)
    with served(mutant, face) as url:
        wanted = later if writes and also <= later else None
        examples = _EXAMPLES if MADE_UP & {requirement.id, *also} else 0
        return judged(url, wanted, FACES[face].version, writes=writes, examples=examples)


@cache
def _after_reading() -> frozenset[str]:
    """The requirements that are judged by writing, or passively when everything was asked."""
    return frozenset(
        it.id
        for it in profile().requirements
        if it.check and (it.effect is Effect.WRITES or profiles.is_passive(checks()[it.id]))
    )


def failures(results: list[Result]) -> dict[str, Result]:
    """The results that failed, by requirement id."""
    return {result.requirement.id: result for result in results if result.status is Status.FAILED}


def main(names: list[str]) -> int:
    """Print, for each requirement that a name selects, what its examples, the reference and its mutants give."""
    chosen = [it for it in profile().requirements if {it.id, it.section} & set(names) and it.check]
    reference: dict[str, Result] = {}
    for face in sorted(set(map(face_of, chosen))):
        shown = [it for it in chosen if face_of(it) == face]
        writes = any(it.effect is Effect.WRITES for it in shown)
        wanted = frozenset(it.id for it in shown)
        with served(face=face) as url:
            results = judged(url, wanted, FACES[face].version, writes=writes)
        reference |= {it.requirement.id: it for it in results if it.requirement.id in wanted}
    for requirement in chosen:
        result = reference[requirement.id]
        print(
            f"{requirement.id}: reference {result.status} {result.met}+{result.unmet} {result.reason}"
        )
        _print_unmet(result)
        for kind, written in (("passed", requirement.passes), ("failed", requirement.fails)):
            for number, each in enumerate(written, start=1):
                found = status_of_example(requirement, each)
                mark = "" if found.status == kind else "   <<<<<<"
                print(f"   example {kind} {number}: {found.status} {found.reason}{mark}")
                if mark:
                    _print_unmet(found)
        for mutant in requirement.mutants:
            _print_mutant(requirement, mutant)
    return 0


def _print_mutant(requirement: Requirement, mutant: str) -> None:
    results = judged_mutant(requirement, mutant)
    by_id = {it.requirement.id: it for it in results}
    expected = Status.INAPPLICABLE if requirement.level is Level.MAY else Status.FAILED
    mine = by_id[requirement.id]
    declared = set(data.fixture_module("apis.mutation").find(mutant).also)
    others = {it for it in failures(results) if it != requirement.id}
    errored = [it for it in results if it.status is Status.ERRORED]
    print(
        f"   mutant {mutant}: {mine.status}{'' if mine.status is expected else '   <<<<<<'} {mine.reason}"
    )
    _print_unmet(mine)
    for name in sorted(others - declared):
        print(f"      also fails {name}   <<<<<< (not in `also`)")
        _print_unmet(by_id[name])
    for name in sorted(declared - others):
        print(f"      does not fail {name}   <<<<<< (in `also`)")
    for result in errored:
        print(f"      errored {result.requirement.id}: {result.reason}")


def _print_unmet(result: Result) -> None:
    for it in result.faults[:2]:
        print(
            f"      {it.exchanges[0].where if it.exchanges else ''} {it.where}: expected {it.expected}; got {it.actual}"
        )


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))
    sys.exit(main(sys.argv[1:]))
