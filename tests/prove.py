"""Prove requirements both ways: examples in their files, the reference API that keeps them, mutants that break them.

The promise tests use it; by hand: `python -m tests.prove json-api/document/root-object`, or a section of a profile:
`http/methods`, or one of any: `document`.
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from conformance import data, description, profiles
from conformance.candidate import Candidate
from conformance.candidate.auth import Bearer
from conformance.candidate.declaration import Declaration, Limits, Tls
from conformance.judge import (
    Selection,
    applicable,
    judge,
    judge_description,
    judge_exchanges,
)
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
from tests import certificates
from tests.faces import FACES, SHOWN_BY, SHOWN_BY_CLASS

MEDIA_TYPES = {"json-api": "application/vnd.api+json"}  # of examples that do not name their own
BASE = "http://127.0.0.1:8000"
_EXAMPLES = 8  # of cases made up for each property, as a run has it by default
PROFILES = ("json-api", "http", "nl-adr", "be-belgif", "it-modi")


@cache
def profile(name: str = "json-api") -> Profile:
    """The profile, loaded once."""
    return profiles.load(name)


@cache
def ways(name: str = "json-api") -> Mapping[str, profiles.Way]:
    """How its requirements are found out, by requirement id."""
    return profiles.ways(profile(name))


@cache
def own(name: str) -> tuple[Requirement, ...]:
    """The requirements that are written in a profile, without those that it includes."""
    return tuple(it for it in profile(name).requirements if it.id.startswith(f"{name}/"))


def profile_of(requirement: Requirement) -> str:
    """The name of the profile that a requirement is written in."""
    return requirement.id.partition("/")[0]


def example(written: Mapping[str, Any], media_type: str = "application/json") -> list[Exchange]:
    """The exchanges that a `[[pass]]` or `[[fail]]` table of a requirement file describes."""
    return [
        _exchange(line, answer, media_type)
        for line, answer in written.items()
        if isinstance(answer, Mapping)
    ]


def _exchange(line: str, answer: Mapping[str, Any], media_type: str) -> Exchange:
    method, _, target = line.partition(" ")
    asked = answer.get("request", {})
    headers = {"content-type": media_type, **answer.get("headers", {})}
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
            target if "://" in target else f"{BASE}{target}",
            tuple(asked.get("headers", {}).items()),
            asked.get("text", "").encode(),
        ),
        Response(
            answer.get("status", 200),
            headers=tuple(_fields(headers)),
            body=body.encode(answer.get("charset", "utf-8")),
            oddities=tuple(answer.get("oddities", ())),
        ),
    )


_HEAD = {
    "openapi": "openapi: 3.0.3",
    "info": "info: {title: Voorbeeld, version: 1.0.0}",
    "paths": "paths: {}",
}


def described(written: Mapping[str, Any]) -> description.Description:
    """The OpenAPI document that an example describes, with what every document has where it is left out."""
    text: str = written["description"]
    missing = [line for key, line in _HEAD.items() if not re.search(f"^{key}:", text, re.MULTILINE)]
    return description.parse("\n".join([*missing, text]).encode(), "openapi.yaml")


def _fields(headers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The header fields of an example: "" leaves one out, a list makes a line of each."""
    for name, value in headers.items():
        for each in value if isinstance(value, list) else (value,) if value else ():
            yield name, each


def status_of_example(requirement: Requirement, written: Mapping[str, Any]) -> Result:
    """What the requirement's passive check makes of an example."""
    name = profile_of(requirement)
    if "description" in written:
        return judge_description(requirement, ways(name)[requirement.id], described(written))
    shown = example(written, MEDIA_TYPES.get(name, "application/json"))
    return judge_exchanges(requirement, ways(name)[requirement.id], shown)


def face_of(requirement: Requirement) -> str:
    """The reference API that proves a requirement: of the newest version that has it, unless another shows it."""
    name = profile_of(requirement)
    newest = next(it for it in reversed(profile(name).versions) if requirement.binds(it))
    plain = newest if name == "json-api" else name
    by_class = SHOWN_BY_CLASS.get(requirement.conformance_class, plain)
    return SHOWN_BY.get(requirement.id, by_class)


def mutants(api: str = "json_api") -> dict[str, Any]:
    """Every mutant of a reference API by its name, "module.function"."""
    found: dict[str, Any] = {}
    for file in sorted((data.root() / f"fixtures/apis/{api}/mutants").glob("[a-z]*.py")):
        module = data.fixture_module(f"apis.{api}.mutants.{file.stem}")
        found |= {
            f"{file.stem}.{name}": it for name, it in vars(module).items() if hasattr(it, "breaks")
        }
    return found


def measured(
    url: str,
    version: str = "1.1",
    *,
    name: str = "json-api",
    writes: bool = False,
    token: str = "",
) -> tuple[list[Result], int]:
    """The results of a full run, and how many requests it cost."""
    candidate = _candidate(url, 4, writes, name=name, token=token)
    try:
        results = _judge(candidate, None, version, name)
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
    http, told = data.fixture_module("apis.http"), FACES[face]
    secure = {"secure": True} if told.secure else {}
    app = data.fixture_module(told.module).create_app(**secure)
    wrong = ""
    if mutant:
        deviation = _mutation(mutant, told.api)
        app = data.fixture_module("apis.mutation").mutated(app, deviation)
        wrong = getattr(deviation, "tls", "")
    tls = certificates.context(wrong) if told.secure else None
    with http.serve(app, port, latency, tls) as url:
        yield url


def _mutation(mutant: str, api: str) -> Any:
    return data.fixture_module("apis.mutation").find(mutant, api)


def mutation_of(requirement: Requirement, mutant: str) -> Any:
    """The function that a mutant of a requirement is."""
    return _mutation(mutant, FACES[face_of(requirement)].api)


def judged(
    url: str,
    wanted: frozenset[str] | None = None,
    version: str = "1.1",
    *,
    name: str = "json-api",
    jobs: int = 4,
    writes: bool = False,
    examples: int = _EXAMPLES,
    token: str = "",
) -> list[Result]:
    """The results of a full run against `url` (of `wanted` alone where given); safe requests only, unless `writes`."""
    candidate = _candidate(url, jobs, writes, examples, name, token)
    try:
        return _judge(candidate, wanted, version, name)
    finally:
        candidate.close()


def _candidate(
    url: str,
    jobs: int,
    writes: bool,  # noqa: FBT001  (handed on)
    examples: int = _EXAMPLES,
    name: str = "json-api",
    token: str = "",
) -> Candidate:
    limits = Limits(addresses=frozenset({"loopback"}), requests=3000)
    effects = frozenset({Effect.SAFE, Effect.WRITES} if writes else {Effect.SAFE})
    auth = Bearer(token) if token else None
    declaration = Declaration(url, auth=auth, limits=limits, effects=effects, tls=Tls(verify=False))
    return Candidate(declaration, accept=profile(name).accept, jobs=jobs, examples=examples)


def _judge(
    candidate: Candidate, wanted: frozenset[str] | None, version: str, name: str = "json-api"
) -> list[Result]:
    candidate.once(profiles.survey(profile(name)))
    candidate.version = version
    requirements = tuple(applicable(profile(name).requirements, version))
    selection = Selection(version, candidate.declaration.effects, wanted, profile(name).scope)
    return judge(requirements, ways(name), candidate, selection)


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
    face = FACES[face_of(requirement)]
    deviation = mutation_of(requirement, mutant)
    writes = requirement.effect is Effect.WRITES or deviation.writes
    later = _after_reading(face.profile) if writes else frozenset()
    also = set(deviation.also)
    with served(mutant, face_of(requirement)) as url:
        wanted = later if writes and also <= later else None
        examples = _EXAMPLES if MADE_UP & {requirement.id, *also} else 0
        return judged(
            url,
            wanted,
            face.version,
            name=face.profile,
            writes=writes,
            examples=examples,
            token=face.token,
        )


@cache
def _after_reading(name: str) -> frozenset[str]:
    """The requirements that are judged by writing, or passively when everything was asked."""
    return frozenset(
        it.id
        for it in profile(name).requirements
        if it.checked and (it.effect is Effect.WRITES or profiles.is_passive(ways(name)[it.id]))
    )


def failures(results: list[Result]) -> dict[str, Result]:
    """The results that failed, by requirement id."""
    return {result.requirement.id: result for result in results if result.status is Status.FAILED}


def chosen(names: list[str]) -> list[Requirement]:
    """The requirements that are meant by ids, by sections ("paths" or "nl-adr/paths") or by profiles."""
    return [
        it
        for name in PROFILES
        for it in own(name)
        if {it.id, it.section, f"{name}/{it.section}", name} & set(names) and it.checked
    ]


def main(names: list[str]) -> int:
    """Print, for each requirement that a name selects, what its examples, the reference and its mutants give."""
    reference: dict[str, Result] = {}
    requirements = chosen(names)
    for face in sorted(set(map(face_of, requirements))):
        shown = [it for it in requirements if face_of(it) == face]
        writes = any(it.effect is Effect.WRITES for it in shown)
        wanted = frozenset(it.id for it in shown)
        told = FACES[face]
        with served(face=face) as url:
            results = judged(
                url, wanted, told.version, name=told.profile, writes=writes, token=told.token
            )
        reference |= {it.requirement.id: it for it in results if it.requirement.id in wanted}
    for requirement in requirements:
        _print_requirement(requirement, reference[requirement.id])
    return 0


def _print_requirement(requirement: Requirement, result: Result) -> None:
    counts = f"{result.met}+{result.unmet}"
    print(f"{requirement.id}: reference {result.status} {counts} {result.reason}")
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


def _print_mutant(requirement: Requirement, mutant: str) -> None:
    results = judged_mutant(requirement, mutant)
    by_id = {it.requirement.id: it for it in results}
    expected = Status.INAPPLICABLE if requirement.level is Level.MAY else Status.FAILED
    mine = by_id[requirement.id]
    declared = set(mutation_of(requirement, mutant).also)
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
