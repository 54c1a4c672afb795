"""`conformance render`: a record as something to look at."""

import sys
from pathlib import Path

import click

from conformance import record
from conformance.cli import options, outcome
from conformance.render import formats


@click.command()
@click.argument("file", metavar="RECORD", type=click.Path(path_type=Path))
@click.option("--format", "name", type=click.Choice(list(formats.FORMATS)), required=True)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default="-",
    help="File to write; - is standard output.",
    show_default=True,
)
@options.language
def command(file: Path, name: str, out: Path, language: str) -> None:
    """Render RECORD (a record.jsonl, or the folder that holds one). A record that was cut or altered is refused."""
    path = file / "record.jsonl" if file.is_dir() else file
    _, render = formats.FORMATS[name]
    content = render(record.read(path), language)
    if str(out) == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        outcome.write(out, content)
