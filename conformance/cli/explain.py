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
    way = profiles.ways(profile, given["profiles"]).get(found.id, profiles.Way())
    done = (inspect.getdoc(it) or "" for it in (way.look, way.lint) if it)
    click.echo(explain.render(found, "\n\n".join(done), language, profile.versions))


def sought(name: str, added: tuple[Path, ...]) -> tuple[Profile, Requirement]:
    """The requirement called `name` and its profile; raises UsageError with what was perhaps meant."""
    first = name.partition("/")[0]
    known = profiles.names(added)
    loaded = [profiles.load(each, added) for each in ([first] if first in known else known)]
    hits = [(profile, found) for profile in loaded if (found := profile.requirement(name))]
    if hits:  # where it was written, rather than where it is included, perhaps changed
        return min(hits, key=lambda hit: hit[1].id.partition("/")[0] != hit[0].id)
    last = name.rpartition("/")[2]
    every = (it.id for profile in loaded for it in profile.requirements)
    near = [it for it in dict.fromkeys(every) if last and last in it]
    meant = (
        f"did you mean {', '.join(near[:5])}?"
        if near
        else "`conformance profiles show NAME` lists them"
    )
    raise UsageError(f"there is no requirement {name!r}", hint=meant)
