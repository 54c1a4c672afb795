"""`conformance demo`: the suite at work on two APIs that travel with it."""

from pathlib import Path

import click

from conformance import data
from conformance import run as running
from conformance.candidate.declaration import Claims, Declaration, Limits
from conformance.cli import options, outcome, progress
from conformance.model import Effect, Verdict

_PAIR = (
    ("reference", "Reference API", "apis.json_api.app", Verdict.CONFORMANT),
    ("careless", "Careless API", "apis.json_api.careless", Verdict.NOT_CONFORMANT),
)


@click.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default="demo",
    show_default=True,
    help="Folder for the reports.",
)
@options.language
def command(out: Path, language: str) -> int:
    """Start a reference API and a careless one on loopback ports, judge both, and say where the reports are.

    Exit code 0 when the verdicts are as they should be, 1 when they are not.
    """
    surprises = 0
    for folder, name, module, expected in _PAIR:
        verdict = _judge(name, module, out / folder, language)
        surprises += verdict is not expected
        click.echo("")
    return 1 if surprises else 0


def _judge(name: str, module: str, out: Path, language: str) -> Verdict:
    http = data.fixture_module("apis.http")
    with http.serve(data.fixture_module(module).create_app()) as url:
        declaration = Declaration(
            url,
            name=name,
            vendor="conformance",
            claims=Claims("1.1"),
            limits=Limits(addresses=frozenset({"loopback"})),
            effects=frozenset({Effect.SAFE, Effect.WRITES}),
        )
        with progress.shown(declaration) as listen:
            record = running.run(running.Order("json-api", declaration, out), listen)
    outcome.write_reports(record, out, language)
    outcome.print_summary(record, out)
    return record.verdict
