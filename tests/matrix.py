"""The kill matrix: which deviations each requirement is proven by, and what else each of them breaks.

`python -m tests.matrix` writes docs/kill-matrix.md from what the requirement files and the mutants declare. That each
declaration is true is what tests/promises/test_every_requirement_is_proven.py shows, by running every mutant.
"""

import inspect
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from conformance.model import Requirement
from tests import prove
from tests.promises.repository import ROOT

_HEAD = """\
# Kill matrix

Written by `python -m tests.matrix`; a test keeps it fresh. Each row is a reference API with exactly one deviation, a
mutant, and the requirement that must detect it; the last column lists what else the same deviation breaks. The promise
tests put every mutant through a full run and compare: its own requirement fails, and of all others just those listed.

{checked} requirements with a check; {mutants} mutants, {natural} of them natural: faults that real servers had.

A requirement of level *may* accuses nobody: its mutant takes the permission away, and it becomes inapplicable."""
FILE = ROOT / "docs" / "kill-matrix.md"


def text() -> str:
    """The whole page."""
    return "\n".join([*_head(), *_sections(), *_natural(), ""])


def _head() -> Iterator[str]:
    mutants = prove.mutants()
    yield _HEAD.format(
        checked=sum(bool(it.check) for it in prove.profile().requirements),
        mutants=len(mutants),
        natural=sum(name.startswith("natural.") for name in mutants),
    )


def _sections() -> Iterator[str]:
    mutants = prove.mutants()
    checked = [it for it in prove.profile().requirements if it.check]
    for section, members in groupby(checked, lambda it: it.section):
        yield ""
        yield f"## {section}"
        yield ""
        yield "| requirement | level | mutant | what it does | also breaks |"
        yield "|---|---|---|---|---|"
        for requirement in members:
            yield from _rows(requirement, mutants)


def _rows(requirement: Requirement, mutants: dict[str, Any]) -> Iterator[str]:
    name = requirement.id.rpartition("/")[2]
    for mutant in requirement.mutants:
        yield f"| {name} | {requirement.level} | `{mutant}` | {_told(mutants[mutant])} |"


def _natural() -> Iterator[str]:
    yield ""
    yield "## Natural bugs"
    yield ""
    yield "| mutant | requirement | what it does | also breaks |"
    yield "|---|---|---|---|"
    for name, mutant in prove.mutants().items():
        if name.startswith("natural."):
            yield f"| `{name}` | {_short(mutant.breaks)} | {_told(mutant)} |"


def _told(mutant: Any) -> str:
    """What a mutant does, and what else it breaks."""
    said = " ".join((inspect.getdoc(mutant) or "").split()).replace("|", "\\|")
    return f"{said} | {', '.join(map(_short, mutant.also))}"


def _short(requirement: str) -> str:
    return requirement.partition("/")[2]


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
    print(FILE.relative_to(ROOT))
