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
from tests.faces import FACES
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
    parts = (part for name in prove.PROFILES for part in _profile(name))
    return "\n".join([*_head(), *parts, ""])


def _apis() -> dict[str, str]:
    """The reference API of each profile: what its mutants deviate from."""
    return {face.profile: face.api for face in FACES.values()}


def _head() -> Iterator[str]:
    mutants = [name for api in sorted(set(_apis().values())) for name in prove.mutants(api)]
    yield _HEAD.format(
        checked=sum(it.checked for name in prove.PROFILES for it in prove.own(name)),
        mutants=len(mutants),
        natural=sum(name.startswith("natural.") for name in mutants),
    )


def _profile(name: str) -> Iterator[str]:
    mutants = prove.mutants(_apis()[name])
    yield from ("", f"# {prove.profile(name).title['en']}")
    yield from _sections(name, mutants)
    if name == "json-api":
        yield from _natural(mutants)


def _sections(name: str, mutants: dict[str, Any]) -> Iterator[str]:
    checked = [it for it in prove.own(name) if it.checked]
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


def _natural(mutants: dict[str, Any]) -> Iterator[str]:
    yield ""
    yield "## Natural bugs"
    yield ""
    yield "| mutant | requirement | what it does | also breaks |"
    yield "|---|---|---|---|"
    for name, mutant in mutants.items():
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
