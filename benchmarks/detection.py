"""What the suite detects, and whom it wrongly accuses, beside schemathesis with the same description, in one run.

`python benchmarks/detection.py [--all] [json-api | rest | servers …]` writes docs/detection.md, or these parts of it:
the reference API of JSON:API and mutants of it (every natural fault, and of each conformance class two), the register
and mutants of it (of each section some), and each real server that is installed. For each: requests, seconds, whether
the fault was found, how many false alarms there were. `--all` measures every mutant. On loopback, one at a time.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from conformance.model import Effect, Level, Requirement, Result, Status  # noqa: E402
from tests import prove  # noqa: E402
from tests.faces import FACES  # noqa: E402
from tests.real import register  # noqa: E402
from tests.real.servers import NAMES, SERVERS, running  # noqa: E402
from tests.real.test_real_servers import expected  # noqa: E402

PAGE = ROOT / "docs" / "detection.md"
_EXAMPLES = "5"
_OF_EACH = 2  # mutants of a conformance class of JSON:API, unless all are measured
_OF_SECTION = {  # mutants of a section of the rules for REST; of each other section one
    "http/relations": 12,
    **dict.fromkeys(
        (
            *("http/negotiation", "http/conditional", "http/errors", "http/description"),
            *("http/contract", "nl-adr/errors", "nl-adr/documentation"),
        ),
        2,
    ),
}
_PATIENCE = 600  # seconds for one run of schemathesis
_HEAD = """\
# Detection, measured

Written by `python benchmarks/detection.py`, each part in one session on two shared cores. A mutant is a reference API
with one deviation. schemathesis is `st run` with all checks, the same description, `--max-examples {examples}`,
deterministic; it has *found* a mutant when it reports anything that it does not report on the reference itself.
*False alarms* accuse what is right: on a reference every failure; on a mutant, of schemathesis what it reports on
the reference too.

A fuzzer is no conformance suite: it asks whether an API keeps its own description, and most of what a standard demands
is in no description. The tables show what one gets by running the one in place of the other, not which is better made.
"""
_COLUMNS = """\

| API | ours: requests | seconds | found | false alarms | schemathesis: cases | seconds | found | false alarms |
|---|--:|--:|---|--:|--:|--:|---|--:|"""
_JSON_API = """\
## The reference API of JSON:API and its mutants

*Found* means for ours that the requirement which the mutant breaks failed. False alarms of ours on a mutant are the
mandatory clauses that fail beside those that the deviation breaks.
"""
_REST = """\
## The register and its mutants

The register keeps RFC 9110, the standards beside it and the NL API Design Rules. Ours is a whole run of the profile
in which the broken rule is written, `http` or `nl-adr`, with writes where the rule is about writing. Both tools are
measured alike: *found* means that something is reported which is not reported on the register itself, and false alarms
on a mutant are what is reported on the register too. (That ours reports the right clause is proven elsewhere: see the
[kill matrix](kill-matrix.md).) Both have the register's token, and schemathesis writes in every run; what it reports on
the register in either of two runs counts as known, and no report at all as a find. The mutants are a sample of those
that show over plain HTTP and break a *must* or a *should*, at even distances in each section: twelve of the relations
between answers, two of the sections that both tools look at most, one of the others.
"""
_SERVERS = """\
## Real servers

With leave to write; *confirmed* failures were read and seen by hand, see [the tables](../tests/real/README.md).

| server | requests | seconds | confirmed failures | false alarms |
|---|--:|--:|--:|--:|"""


@dataclass(frozen=True)
class Measured:
    """What one run cost and told: requests, seconds, whether the fault was found, how many false alarms."""

    requests: int
    seconds: float
    found: bool
    alarms: int


Pair = tuple[Measured, Measured]
Mutant = tuple[Requirement, str]


# -- ours ---------------------------------------------------------------------------------------------------------


def _run(
    requirement: Requirement | None, mutant: str, face: str
) -> tuple[list[Result], int, float]:
    """A full run, with writes where the deviation is about writing (and on the reference); what it took."""
    writes = requirement is None or requirement.effect is Effect.WRITES
    if requirement is not None:
        writes |= prove.mutation_of(requirement, mutant).writes
    told = FACES[face]
    with prove.served(mutant, face) as url:
        began = time.monotonic()
        results, requests = prove.measured(
            url, told.version, name=told.profile, writes=writes, token=told.token
        )
        return results, requests, time.monotonic() - began


def ours(requirement: Requirement | None, mutant: str) -> Measured:
    """A run of json-api."""
    face = prove.face_of(requirement) if requirement else "1.1"
    results, requests, seconds = _run(requirement, mutant, face)
    known = _breaks(requirement, mutant)
    return Measured(requests, seconds, _found(requirement, results), len(_musts(results) - known))


def ours_of_rest(
    requirement: Requirement | None, mutant: str, face: str, known: set[str]
) -> tuple[Measured, set[str]]:
    """A run of http or nl-adr, and what failed in it; `known` is what fails on the reference."""
    results, requests, seconds = _run(requirement, mutant, face)
    failed = set(prove.failures(results))
    return Measured(requests, seconds, bool(failed - known), len(failed & known)), failed


def _breaks(requirement: Requirement | None, mutant: str) -> set[str]:
    if requirement is None:
        return set()
    return {requirement.id, *prove.mutation_of(requirement, mutant).also}


def _found(requirement: Requirement | None, results: list[Result]) -> bool:
    if requirement is None:
        return False
    mine = next(it for it in results if it.requirement.id == requirement.id)
    wanted = Status.INAPPLICABLE if requirement.level is Level.MAY else Status.FAILED
    return mine.status is wanted


def _musts(results: list[Result]) -> set[str]:
    return {
        it.requirement.id
        for it in results
        if it.status is Status.FAILED and it.requirement.level is Level.MUST
    }


# -- theirs -------------------------------------------------------------------------------------------------------


def theirs(face: str, mutant: str, known: set[Any]) -> tuple[Measured, set[Any]]:
    """A run of schemathesis, and what it reports."""
    token = FACES[face].token
    with tempfile.TemporaryDirectory() as folder, prove.served(mutant, face) as url:
        report = Path(folder) / "report.json"
        command = ["st", "run", f"{url}/openapi.json", "--url", url, "--max-examples", _EXAMPLES]
        command += ["--generation-deterministic", "--no-color", "--report-json-path", str(report)]
        command += ["--header", f"Authorization: Bearer {token}"] if token else []
        program = str(Path(sys.executable).parent / command[0])
        began = time.monotonic()
        subprocess.run(
            [program, *command[1:]], cwd=folder, capture_output=True, check=False, timeout=_PATIENCE
        )
        seconds = time.monotonic() - began
        if not report.exists():  # it refused the description, and says so on the screen alone
            return Measured(0, seconds, found=True, alarms=0), {("no report", "")}
        told = json.loads(report.read_text(encoding="utf-8"))
    reported = {
        (it["type"], json.dumps(place, sort_keys=True))
        for it in told["failures"]
        for place in it["operations"]
    } | {("error", json.dumps(it, sort_keys=True)) for it in told["errors"]}
    new = reported - known
    return Measured(
        told["test_cases"]["generated"], seconds, bool(new), len(known & reported)
    ), reported


# -- which mutants ------------------------------------------------------------------------------------------------


def sample(everything: bool) -> list[Mutant]:  # noqa: FBT001
    """The mutants that are measured: every natural one, and of each conformance class some; or all there are."""
    by_id = {it.id: it for it in prove.profile().requirements}
    natural = [
        (by_id[it.breaks], name)
        for name, it in prove.mutants().items()
        if name.startswith("natural.")
    ]
    declared = [(it, name) for it in by_id.values() for name in it.mutants]
    if everything:
        return natural + declared
    classes: dict[str, list[Mutant]] = {}
    for it, name in declared:
        if it.level is Level.MUST:
            classes.setdefault(it.conformance_class, []).append((it, name))
    return natural + [it for each in classes.values() for it in _some(each, _OF_EACH)]


def sample_of_rest(everything: bool) -> dict[str, list[Mutant]]:  # noqa: FBT001
    """By section, the mutants of the register that are measured."""
    sections: dict[str, list[Mutant]] = {}
    for name in ("http", "nl-adr"):
        for it in prove.own(name):
            if it.level is not Level.MAY and prove.face_of(it) == name:
                found = sections.setdefault(f"{name}/{it.section}", [])
                found += [(it, mutant) for mutant in it.mutants]
    return {
        section: found if everything else _some(found, _OF_SECTION.get(section, 1))
        for section, found in sections.items()
        if found
    }


def _some(found: list[Mutant], most: int) -> list[Mutant]:
    count = min(most, len(found))
    return [found[number * len(found) // count] for number in range(count)]


# -- the page -----------------------------------------------------------------------------------------------------


def json_api(everything: bool) -> Iterator[str]:  # noqa: FBT001
    """The part about JSON:API, line by line."""
    yield _JSON_API.rstrip() + "\n" + _COLUMNS
    references: dict[str, set[Any]] = {}
    mine, other = ours(None, ""), theirs("1.1", "", set())
    references["1.1"] = other[1]
    yield _row("the reference, nothing wrong", mine, other[0], "–", len(other[1]))
    kills: list[Pair] = []
    for requirement, mutant in sample(everything):
        face = prove.face_of(requirement)
        if face not in references:
            references[face] = theirs(face, "", set())[1]
        pair = ours(requirement, mutant), theirs(face, mutant, references[face])[0]
        kills.append(pair)
        yield _row(f"`{mutant}`", *pair)
        print(mutant, pair, file=sys.stderr)
    yield from _told(kills)


def rest(everything: bool) -> Iterator[str]:  # noqa: FBT001
    """The part about HTTP and the NL API Design Rules, line by line."""
    yield _REST.rstrip() + "\n" + _COLUMNS
    first, reported = theirs("http", "", set())
    known = reported | theirs("http", "", set())[1]
    alarms = len(reported)
    failing: dict[str, set[str]] = {}
    for face in ("http", "nl-adr"):
        whole, failing[face] = ours_of_rest(None, "", face, set())
        whole = replace(whole, alarms=len(failing[face]))
        yield _row(f"the register, nothing wrong, by `{face}`", whole, first, "–", alarms)
    by_section: dict[str, list[Pair]] = {}
    for section, mutants in sample_of_rest(everything).items():
        for requirement, mutant in mutants:
            face = prove.face_of(requirement)
            mine = ours_of_rest(requirement, mutant, face, failing[face])[0]
            pair = mine, theirs(face, mutant, known)[0]
            by_section.setdefault(section, []).append(pair)
            yield _row(f"`{mutant}`", *pair)
            print(section, mutant, pair, file=sys.stderr, flush=True)
    yield from _told([it for pairs in by_section.values() for it in pairs])
    yield "| mutants that break | | ours finds | schemathesis finds |"
    yield "|---|--:|--:|--:|"
    for section, pairs in by_section.items():
        counts = [sum(it.found for it in column) for column in zip(*pairs, strict=True)]
        yield f"| {section} | {len(pairs)} | {counts[0]} | {counts[1]} |"


def servers(_: bool) -> Iterator[str]:  # noqa: FBT001
    """The part about real servers, line by line."""
    yield _SERVERS
    yield from (_server(name) for name in NAMES if not SERVERS[name].missing())


def _told(kills: list[Pair]) -> Iterator[str]:
    yield ""
    for tool, column in zip(("ours", "schemathesis"), zip(*kills, strict=True), strict=True):
        found, seconds = sum(it.found for it in column), sum(it.seconds for it in column)
        alarms = sum(it.alarms for it in column)
        told = f"in {seconds:.0f} seconds, with {alarms} false alarms"
        yield f"Of {len(kills)} mutants {tool} finds {found}, {told}."
        yield ""


def _row(
    name: str, mine: Measured, other: Measured, found: str = "", alarms: int | None = None
) -> str:
    def cells(it: Measured, false: int) -> str:
        word = found or ("yes" if it.found else "**no**")
        return f"{it.requests} | {it.seconds:.1f} | {word} | {false}"

    theirs_false = other.alarms if alarms is None else alarms
    return f"| {name} | {cells(mine, mine.alarms)} | {cells(other, theirs_false)} |"


def _server(name: str) -> str:
    with tempfile.TemporaryDirectory() as folder, running(name) as server:
        found = register.judged(server, Path(folder))
    failed = {it.requirement.id for it in found.results if it.status is Status.FAILED}
    known = set(expected(name))
    closing = found.closing
    cost = f"{closing['requests']} | {closing['seconds']:.1f}"
    return f"| {name} | {cost} | {len(failed & known)} | {len(failed - known)} |"


PARTS: dict[str, Callable[[bool], Iterator[str]]] = {
    "json-api": json_api,
    "rest": rest,
    "servers": servers,
}


def page(wanted: list[str], everything: bool) -> str:  # noqa: FBT001
    """The page: the parts that are wanted, measured, and the others as they stand in it."""
    present = re.split(r"\n(?=## )", PAGE.read_text(encoding="utf-8")) if PAGE.exists() else []
    headings = {"json-api": _JSON_API, "rest": _REST, "servers": _SERVERS}
    parts = [_HEAD.format(examples=_EXAMPLES)]
    for name, measure in PARTS.items():
        heading = headings[name].partition("\n")[0]
        stands = next((it for it in present if it.startswith(heading)), "")
        measured = "\n".join(measure(everything)) if name in wanted else stands
        parts += [measured.strip() + "\n"] if measured else []
    return "\n".join(parts)


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; or all")
    parser.add_argument("--all", action="store_true", help="every mutant, not a sample of them")
    given = parser.parse_args()
    unknown = set(given.parts) - set(PARTS)
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    PAGE.write_text(page(given.parts or list(PARTS), given.all), encoding="utf-8")


if __name__ == "__main__":
    main()
