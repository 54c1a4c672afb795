"""The command line: options in, a run, reports and an exit code out.

Only click is imported here: each command's module, and what it needs, is loaded when that command is called, so that
`conformance --help` stays quick (a promise test guards it).
"""

import importlib
import sys
import traceback
from collections.abc import Sequence

import click

from conformance import __version__
from conformance.errors import ConformanceError

COMMANDS = {
    "run": "Judge a live API and write record, reports and badge.",
    "lint": "Judge an OpenAPI document alone, at design time.",
    "profiles": "List the profiles, or show what one demands.",
    "explain": "Explain one requirement: clause, check, examples, fix.",
    "render": "Render a record as html, json, junit, badge or markdown.",
    "replay": "Send a requirement's stored requests again.",
    "concepts": "Compare what national guides say of one idea.",
    "demo": "Judge two APIs that travel with the suite.",
}
INTERNAL = 5
INTERRUPTED = 130


class _Lazy(click.Group):
    """A group whose commands are loaded when they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click's shape)
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"conformance.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(
    cls=_Lazy,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "CONFORMANCE"},
)
@click.version_option(__version__, prog_name="conformance")
def command() -> None:
    """Judge a live API against a standard, clause by clause, with evidence.

    Exit codes: 0 conformant, 1 not conformant, 2 usage or configuration, 3 not established, 4 the candidate cannot be
    reached or judged, 5 internal error, 130 interrupted.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit."""
    sys.exit(status(arguments))


def status(arguments: Sequence[str] | None = None) -> int:
    """The exit code of the command line with these arguments."""
    try:
        done = command.main(args=arguments, standalone_mode=False, prog_name="conformance")
    except click.exceptions.Abort:
        click.echo("interrupted", err=True)
        return INTERRUPTED
    except click.ClickException as wrong:
        wrong.show()
        return wrong.exit_code
    except ConformanceError as error:
        click.echo(
            f"error: {error.message}"
            if error.exit_code != INTERNAL
            else f"cannot go on: {error.message}",
            err=True,
        )
        if error.hint:
            click.echo(f"next: {error.hint}", err=True)
        return error.exit_code
    except Exception as error:  # noqa: BLE001  (the edge of the program: an exit code that no verdict has)
        traceback.print_exc()
        click.echo(
            f"internal error: {type(error).__name__}; this is our fault, please report it", err=True
        )
        return INTERNAL
    return done if isinstance(done, int) else 0
