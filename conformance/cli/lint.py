"""`conformance lint`: judge an OpenAPI document alone, at design time."""

import json
from pathlib import Path
from typing import Any

import click

from conformance import lint as linting
from conformance import profiles
from conformance.cli import options, outcome
from conformance.linted import Linted
from conformance.render import lint, sarif
from conformance.run import judged_version, named_version


@click.command(context_settings={"show_default": True})
@click.argument("source", metavar="FILE|URL")
@click.option("--profile", default="nl-adr", help="Profile; NAME@VERSION for an older one.")
@options.profiles
@click.option("--format", type=click.Choice(["text", "json", "sarif"]), default="text")
@click.option("--output", "-o", type=click.Path(path_type=Path), default="-", help="File to write.")
@options.language
@click.option(
    "--fail-on", type=click.Choice(["must", "should"]), default="must", help="What makes code 1."
)
@click.option("--exit-zero", is_flag=True, help="Exit 0 whatever is found.")
def command(source: str, profile: str, output: Path, language: str, **given: Any) -> int:
    """Judge the OpenAPI document FILE (- is standard input) or URL, without a live API.

    Exit codes: 0 nothing mandatory is broken, 1 something is, 2 the document or the profile cannot be used, 3 not all
    could be told, 4 the URL cannot be reached.
    """
    name, asked = named_version(profile)
    loaded = profiles.load(name, given["profiles"])
    version = judged_version(loaded, asked, loaded.versions[-1])
    linted = linting.lint(source, loaded, version, given["profiles"])
    text = _rendered(linted, given["format"], language, paint=str(output) == "-")
    outcome.put(output, text.encode("utf-8", "replace"), hint="name another file with --output")
    if str(output) != "-":
        click.echo("\n".join(lint.summary(linted, language)))
    return outcome.lint_code(linted, fail_on=given["fail_on"], exit_zero=given["exit_zero"])


def _rendered(linted: Linted, form: str, language: str, *, paint: bool) -> str:
    if form == "text":
        return lint.text(linted, language, outcome.painted if paint else lint.plain)
    made = (lint.json if form == "json" else sarif.render)(linted, language)
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"
