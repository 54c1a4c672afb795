"""What linting a description costs, beside the official linter of the NL API Design Rules, in one session.

`python benchmarks/lint.py DOCUMENT --spectral PROGRAM --ruleset FILE [--rounds N]` prints a table. DOCUMENT is any
OpenAPI document; PROGRAM is that of `npm install @stoplight/spectral-cli`, FILE the linter's published rules. None of
them is part of this repository. Each run is a process of its own, one after the other, the two tools in turn.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
_MEGABYTE = 1024  # in the unit of ru_maxrss
_LINTED = (0, 1, 3)  # exit codes of ours and theirs that mean: the document was looked at


@dataclass(frozen=True)
class Cost:
    """What one run took: CPU seconds, seconds, megabytes at the most."""

    cpu: float
    wall: float
    memory: float


def ours(document: str) -> list[str]:
    """The command of `conformance lint`."""
    command = ("-m", "conformance", "lint", document, "--profile", "nl-adr")
    return [sys.executable, *command]


def theirs(document: str, program: str, ruleset: str) -> list[str]:
    """The command of the official linter."""
    return [program, "lint", document, "--ruleset", ruleset]


def cost(command: list[str]) -> Cost:
    """What a command takes, its children included; raises CalledProcessError when it tells nothing."""
    with tempfile.TemporaryFile() as told:
        began = time.monotonic()
        process = subprocess.Popen(command, cwd=ROOT, stdout=told, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in _LINTED or not told.tell():
            raise subprocess.CalledProcessError(process.returncode, command)
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / _MEGABYTE)


def table(document: Path, program: str, ruleset: str, rounds: int) -> Iterator[str]:
    """The measurements as a Markdown table."""
    commands = {"conformance lint": ours(str(document))}
    if program:
        commands["the official linter"] = theirs(str(document), program, ruleset)
    found: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            found[name].append(cost(command))
    size = document.stat().st_size / 1000
    yield f"| a document of {size:.0f} kB | CPU | seconds | peak memory |"
    yield "|---|--:|--:|--:|"
    for name, costs in found.items():
        cpu, wall, memory = (
            statistics.median(getattr(it, key) for it in costs) for key in ("cpu", "wall", "memory")
        )
        yield f"| {name} | {cpu:.2f} s | {wall:.2f} s | {memory:.0f} MB |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("document", type=Path)
    parser.add_argument("--spectral", default="", help="the program of @stoplight/spectral-cli")
    parser.add_argument("--ruleset", default="", help="the rules of the official linter")
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    print("\n".join(table(given.document.resolve(), given.spectral, given.ruleset, given.rounds)))


if __name__ == "__main__":
    main()
