"""`conformance replay`: send a requirement's stored requests again."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from conformance import record
from conformance.candidate.declared import declared
from conformance.cli import options
from conformance.errors import UsageError
from conformance.model import Effect, Result, Status
from conformance.replay import Replayed, replay

_CODES = {Status.PASSED: 0, Status.INAPPLICABLE: 0, Status.FAILED: 1}


@click.command()
@click.argument("file", metavar="RECORD", type=click.Path(path_type=Path))
@click.argument("requirement")
@options.candidate
@options.profiles
@options.allow
def command(file: Path, requirement: str, candidate: Path | None, **given: Any) -> int:
    """Send the stored requests of REQUIREMENT in RECORD again, and say whether it still fails.

    Exit codes: 0 it does not fail, 1 it still fails, 3 it could not be told.
    """
    found = record.read(file / "record.jsonl" if file.is_dir() else file)
    before = _stored(found, requirement)
    declaration = declared(candidate, found.header["candidate"]["url"])
    declaration = replace(
        declaration,
        start=declaration.start or tuple(found.header["start"]),
        effects=declaration.effects | {Effect(name) for name in given["allow"]},
    )
    again = replay(found, before, declaration, given["profiles"])
    _tell(before, again)
    return _CODES.get(again.result.status, 3)


def _stored(found: record.Record, name: str) -> Result:
    profile = found.header["profile"]["id"]
    for result in found.results:
        if result.requirement.id in (name, f"{profile}/{name}"):
            return result
    raise UsageError(f"the record has no requirement {name!r}", hint="report.json lists them")


def _tell(before: Result, again: Replayed) -> None:
    for old, new in again.exchanges:
        click.echo(f"{old.where} then; {new.status or new.fault} now")
    for it in again.result.faults:
        click.echo(f"  expected {it.expected}; got {it.actual}")
    reason = f" ({again.result.reason})" if again.result.reason else ""
    click.echo(f"{before.requirement.id}: {before.status} then, {again.result.status} now{reason}")
