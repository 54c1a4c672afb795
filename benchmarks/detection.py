"""What the suite detects, and whom it wrongly accuses, beside schemathesis with the same description, in one run.

`python benchmarks/detection.py` writes docs/detection.md: for the reference API, for mutants of it (every natural
fault, and of each conformance class two; all with `--all`) and for each real server that is installed: requests,
seconds, whether the fault was found, and how many false alarms there were. All on loopback, one at a time.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from conformance.model import Effect, Level, Requirement, Result, Status  # noqa: E402
from tests import prove  # noqa: E402
from tests.real import register  # noqa: E402
from tests.real.servers import NAMES, SERVERS, running  # noqa: E402
from tests.real.test_real_servers import expected  # noqa: E402

PAGE = ROOT / "docs" / "detection.md"
_EXAMPLES = "5"
_OF_EACH = 2  # mutants of a conformance class, unless all are measured
_PATIENCE = 600  # seconds for one run of schemathesis
_HEAD = """\
# Detection, measured

Written by `python benchmarks/detection.py`, everything in one session on two shared cores. A mutant is a reference API
with one deviation. *Found* means for ours that the requirement which it breaks failed, for schemathesis (`st run`, all
checks, the same description, `--max-examples {examples}`, deterministic) that it reports anything that it does not
report on the reference itself. *False alarms* accuse what is right: on a reference every failure; on a mutant, ours
are the mandatory clauses that fail beside those that the deviation breaks, those of schemathesis what it reports on
the reference too; on a real server every failure that is not among those confirmed by hand.

A fuzzer is no conformance suite: it asks whether an API keeps its own description, and most of what a standard demands
is in no description. The table shows what one gets by running the one in place of the other, not which is better made.
"""
_TABLE = """\
## The reference API and its mutants

| API | ours: requests | seconds | found | false alarms | schemathesis: cases | seconds | found | false alarms |
|---|--:|--:|---|--:|--:|--:|---|--:|"""
_SERVERS = """
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


def ours(requirement: Requirement | None, mutant: str) -> Measured:
    """A full run, with writes where the deviation is about writing (and on the reference)."""
    face = prove.face_of(requirement) if requirement else "1.1"
    writes = requirement is None or requirement.effect is Effect.WRITES
    with prove.served(mutant, face) as url:
        began = time.monotonic()
        results, requests = prove.measured(url, prove.FACES[face].version, writes=writes)
        seconds = time.monotonic() - began
    known = _breaks(requirement, mutant)
    return Measured(requests, seconds, _found(requirement, results), len(_musts(results) - known))


def _breaks(requirement: Requirement | None, mutant: str) -> set[str]:
    return {requirement.id, *prove.mutants()[mutant].also} if requirement else set()


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


def theirs(face: str, mutant: str, known: set[Any]) -> tuple[Measured, set[Any]]:
    """A run of schemathesis, and what it reports."""
    with tempfile.TemporaryDirectory() as folder, prove.served(mutant, face) as url:
        report = Path(folder) / "report.json"
        command = ["st", "run", f"{url}/openapi.json", "--url", url, "--max-examples", _EXAMPLES]
        command += ["--generation-deterministic", "--no-color", "--report-json-path", str(report)]
        program = str(Path(sys.executable).parent / command[0])
        began = time.monotonic()
        subprocess.run(
            [program, *command[1:]], cwd=folder, capture_output=True, check=False, timeout=_PATIENCE
        )
        seconds = time.monotonic() - began
        told = json.loads(report.read_text(encoding="utf-8"))
    reported = {
        (it["type"], json.dumps(place, sort_keys=True))
        for it in told["failures"]
        for place in it["operations"]
    }
    new = reported - known
    return Measured(
        told["test_cases"]["generated"], seconds, bool(new), len(known & reported)
    ), reported


def sample(everything: bool) -> list[tuple[Requirement, str]]:  # noqa: FBT001
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
    classes: dict[str, list[tuple[Requirement, str]]] = {}
    for it, name in declared:
        if it.level is Level.MUST:
            classes.setdefault(it.conformance_class, []).append((it, name))
    spread = [each[:: max(1, len(each) // _OF_EACH)][:_OF_EACH] for each in classes.values()]
    return natural + [it for some in spread for it in some]


def page(everything: bool) -> Iterator[str]:  # noqa: FBT001
    """The page, line by line."""
    yield _HEAD.format(examples=_EXAMPLES)
    yield _TABLE
    references: dict[str, set[Any]] = {}
    mine, other = ours(None, ""), theirs("1.1", "", set())
    references["1.1"] = other[1]
    alarms = len(other[1])
    yield _row("the reference, nothing wrong", mine, other[0], "–", alarms)
    kills: list[tuple[Measured, Measured]] = []
    for requirement, mutant in sample(everything):
        face = prove.face_of(requirement)
        if face not in references:
            references[face] = theirs(face, "", set())[1]
        pair = ours(requirement, mutant), theirs(face, mutant, references[face])[0]
        kills.append(pair)
        yield _row(f"`{mutant}`", *pair, "")
        print(mutant, pair, file=sys.stderr)
    yield ""
    for tool, column in zip(("ours", "schemathesis"), zip(*kills, strict=True), strict=True):
        found, seconds = sum(it.found for it in column), sum(it.seconds for it in column)
        yield f"Of {len(kills)} mutants {tool} finds {found}, in {seconds:.0f} seconds."
        yield ""
    yield _SERVERS.strip()
    yield from (_server(name) for name in NAMES if not SERVERS[name].missing())


def _row(name: str, mine: Measured, other: Measured, found: str, alarms: int | None = None) -> str:
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


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="every mutant, not a sample of them")
    given = parser.parse_args()
    PAGE.write_text("\n".join([*page(given.all), ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
