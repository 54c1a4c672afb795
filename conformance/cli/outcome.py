"""What comes out of a run: files, a summary on screen, an exit code."""

import os
import sys
from pathlib import Path

import click

from conformance.errors import OutputError
from conformance.linted import Linted
from conformance.model import Level, Status, Verdict
from conformance.record import Record
from conformance.render import formats, summary

_CODES = {Verdict.CONFORMANT: 0, Verdict.NOT_CONFORMANT: 1, Verdict.NOT_ESTABLISHED: 3}
_INTERRUPTED = 130
_COLOURS = {"must": "red", "should": "yellow", "may": "cyan", "note": "magenta"}
_KEPT = "the record is kept; make room and use `conformance render`"


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


def lint_code(linted: Linted, *, fail_on: str = "must", exit_zero: bool = False) -> int:
    """The exit code that a lint means."""
    if exit_zero:
        return 0
    levels = (Level.MUST, Level.SHOULD) if fail_on == "should" else (Level.MUST,)
    if linted.broken(*levels):
        return 1
    return 3 if linted.is_undecided else 0


def painted(text: str, meaning: str) -> str:
    """`text` in the colour of what it means, where standard output is a terminal that wants colours."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return text
    return click.style(text, fg=_COLOURS.get(meaning), bold=meaning == "place")


def put(path: Path, content: bytes, *, hint: str = _KEPT) -> None:
    """Write a file, or to standard output for "-"; raises OutputError."""
    if str(path) != "-":
        write(path, content, hint=hint)
        return
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def write(path: Path, content: bytes, *, hint: str = _KEPT) -> None:
    """Write a file; raises OutputError that names it."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror})", hint=hint) from error


def print_summary(record: Record, out: Path) -> None:
    """The verdict, why, and where to read on."""
    for line in summary.lines(record):
        click.echo(line)
    click.echo(f"report: {out / 'report.html'}")
