"""Options that more than one command takes, and what they mean."""

from pathlib import Path

import click

from conformance import settings as files
from conformance.render.language import available

candidate = click.option(
    "--candidate",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Candidate file: name, login, claims, limits.",
)
language = click.option(
    "--language",
    type=click.Choice(available()),
    default="en",
    show_default=True,
    help="Language of what people read.",
)
allow = click.option(
    "--allow", multiple=True, type=click.Choice(["writes"]), help="Effects beyond reading."
)
profiles = click.option(
    "--profiles",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    multiple=True,
    help="Folder with profiles of your own.",
)


def _load_settings(context: click.Context, _: click.Parameter, file: Path | None) -> None:
    """Let the settings file stand behind the options of this command."""
    found = file or files.find(Path.cwd())
    if found:
        known = {parameter.name for parameter in context.command.params if parameter.name} - {
            "settings"
        }
        context.default_map = {**files.read(found, known), **(context.default_map or {})}


settings = click.option(
    "--settings",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    callback=_load_settings,
    is_eager=True,
    expose_value=False,
    help="Settings file.  [default: the nearest conformance.toml]",
)
