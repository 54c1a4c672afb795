"""`conformance run`: judge a live API."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from conformance import run as running
from conformance.candidate.declaration import Declaration
from conformance.candidate.declared import declared
from conformance.cli import options, outcome, progress
from conformance.model import Effect


@click.command(context_settings={"show_default": True})
@click.argument("profile", required=False)
@click.argument("url", required=False)
@options.candidate
@options.profiles
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default="out",
    help="Folder for record and reports.",
)
@click.option(
    "--start",
    multiple=True,
    metavar="PATH",
    help="Where the survey begins, like /articles. Repeatable.",
)
@click.option(
    "--class",
    "classes",
    multiple=True,
    metavar="NAME",
    help="Conformance class that the verdict is about.",
)
@click.option(
    "--only",
    multiple=True,
    metavar="NAME",
    help="Section or requirement to judge; the others stay untested.",
)
@options.allow
@click.option("--seed", type=int, default=0, help="Seed of everything that is chosen at random.")
@click.option(
    "--examples",
    type=click.IntRange(0, 10_000),
    default=8,
    help="Cases to make up for each property.",
)
@click.option("--jobs", type=click.IntRange(1, 32), default=4, help="Requests under way at once.")
@click.option(
    "--requests", type=click.IntRange(1), help="Most requests of the run.  [default: 1000]"
)
@click.option(
    "--rate", type=click.FloatRange(0), help="Most requests a second.  [default: no limit]"
)
@click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    help="Seconds to wait for an answer.  [default: 10]",
)
@click.option("--resume", is_flag=True, help="Go on with an interrupted run in the same folder.")
@options.language
@click.option(
    "--fail-on",
    type=click.Choice(["must", "should"]),
    default="must",
    help="What makes exit code 1.",
)
@click.option("--exit-zero", is_flag=True, help="Exit 0 whatever the verdict is.")
@options.settings
def command(profile: str | None, url: str | None, candidate: Path | None, **given: Any) -> int:
    """Judge the live API at URL against PROFILE (a name, or NAME@VERSION of the standard).

    Only safe requests (GET, HEAD, OPTIONS) are sent, unless --allow writes. Record, reports and badge are written to
    the folder --out.
    """
    if not profile:
        raise click.UsageError(
            "which profile? for instance: conformance run json-api http://127.0.0.1:8000/api"
        )
    declaration = adjusted(declared(candidate, url), given)
    order = running.Order(
        profile=profile,
        declaration=declaration,
        out=given["out"],
        seed=given["seed"],
        jobs=given["jobs"],
        examples=given["examples"],
        wanted=given["only"],
        added=given["profiles"],
        resume=given["resume"],
    )
    with progress.shown(declaration) as listen:
        record = running.run(order, listen)
    outcome.write_reports(record, order.out, given["language"])
    outcome.print_summary(record, order.out)
    return outcome.exit_code(record, fail_on=given["fail_on"], exit_zero=given["exit_zero"])


def adjusted(declaration: Declaration, given: dict[str, Any]) -> Declaration:
    """The declaration with what the command line says over it."""
    named = {"requests": "requests", "rate": "per_second", "timeout": "timeout"}
    pressed = {field: given[option] for option, field in named.items() if given[option] is not None}
    return replace(
        declaration,
        start=given["start"] or declaration.start,
        effects=declaration.effects | {Effect(name) for name in given["allow"]},
        claims=replace(declaration.claims, classes=given["classes"] or declaration.claims.classes),
        limits=replace(declaration.limits, **pressed),
    )
