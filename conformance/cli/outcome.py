"""What comes out of a run: files, a summary on screen, an exit code."""

from pathlib import Path

import click

from conformance.errors import OutputError
from conformance.model import Level, Status, Verdict
from conformance.record import Record
from conformance.render import formats, summary

_CODES = {Verdict.CONFORMANT: 0, Verdict.NOT_CONFORMANT: 1, Verdict.NOT_ESTABLISHED: 3}
_INTERRUPTED = 130


def exit_code(record: Record, *, fail_on: str = "must", exit_zero: bool = False) -> int:
    """The exit code that a record means."""
    if record.interrupted:
        return _INTERRUPTED
    if exit_zero:
        return 0
    missed = any(
        it.status is Status.FAILED and it.requirement.level is Level.SHOULD for it in record.results
    )
    return 1 if fail_on == "should" and missed else _CODES[record.verdict]


def write_reports(record: Record, out: Path, language: str) -> None:
    """Every report of a record into its folder; raises OutputError."""
    for name, render in formats.FORMATS.values():
        write(out / name, render(record, language))


def write(path: Path, content: bytes) -> None:
    """Write a file; raises OutputError that names it."""
    try:
        path.write_bytes(content)
    except OSError as error:
        hint = "the record is kept; make room and use `conformance render`"
        raise OutputError(f"{path}: cannot be written ({error.strerror})", hint=hint) from error


def print_summary(record: Record, out: Path) -> None:
    """The verdict, why, and where to read on."""
    for line in summary.lines(record):
        click.echo(line)
    click.echo(f"report: {out / 'report.html'}")
