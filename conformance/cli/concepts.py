"""`conformance concepts`: one idea, several national guides."""

from typing import Any

import click

from conformance.cli import options


@click.command()
@click.option(
    "--base", default="nl-adr", show_default=True, help="Profile that the others are compared with."
)
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Shape of the table.",
)
@options.profiles
@options.language
def command(base: str, shape: str, language: str, **given: Any) -> None:
    """Print which ideas of an API guide other countries share, have otherwise, invert or lack."""
    from conformance import concepts
    from conformance.errors import UsageError
    from conformance.render import concepts as rendered

    found = concepts.table(given["profiles"])
    if base not in found.guides:
        raise UsageError(f"{base!r} is no guide", hint=f"guides: {', '.join(found.guides)}")
    render = rendered.as_json if shape == "json" else rendered.as_text
    click.echo(render(found, base, language))
