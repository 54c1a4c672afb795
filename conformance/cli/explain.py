"""`conformance explain`: one requirement in full."""

import inspect
from pathlib import Path
from typing import Any

import click

from conformance import profiles
from conformance.cli import options
from conformance.errors import UsageError
from conformance.model import Profile, Requirement
from conformance.render import explain


@click.command()
@click.argument("requirement")
@options.profiles
@options.language
def command(requirement: str, language: str, **given: Any) -> None:
    """Explain REQUIREMENT: what it demands, the clause, what the check does, examples, how to fix a failure."""
    profile, found = sought(requirement, given["profiles"])
    check = profiles.checks(profile, given["profiles"]).get(found.id)
    click.echo(
        explain.render(
            found, inspect.getdoc(check) or "" if check else "", language, profile.versions
        )
    )


def sought(name: str, added: tuple[Path, ...]) -> tuple[Profile, Requirement]:
    """The requirement called `name` and its profile; raises UsageError with what was perhaps meant."""
    first = name.partition("/")[0]
    known = profiles.names(added)
    loaded = [profiles.load(each, added) for each in ([first] if first in known else known)]
    for profile in loaded:
        found = profile.requirement(name)
        if found:
            return profile, found
    last = name.rpartition("/")[2]
    near = [it.id for profile in loaded for it in profile.requirements if last and last in it.id]
    meant = (
        f"did you mean {', '.join(near[:5])}?"
        if near
        else "`conformance profiles show NAME` lists them"
    )
    raise UsageError(f"there is no requirement {name!r}", hint=meant)
