"""`conformance profiles`: which standards can be judged, and how much of each."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from conformance import profiles
from conformance.cli import options
from conformance.model import Effect, Level, Profile, Requirement
from conformance.run import named_version


@click.group(invoke_without_command=True)
@options.profiles
@click.pass_context
def command(context: click.Context, /, **given: Any) -> None:
    """List the profiles."""
    context.obj = added = given["profiles"]
    if context.invoked_subcommand is None:
        for name in profiles.names(added):
            manifest = profiles.manifest(name, added)
            click.echo(
                f"{name:<20} {', '.join(manifest['versions']):<12} {manifest['title']['en']}"
            )


@command.command("show")
@click.argument("profile")
@click.pass_obj
def show(added: tuple[Path, ...], profile: str) -> None:
    """Show what PROFILE demands, clause by clause, and how much of it is checked."""
    name, version = named_version(profile)
    loaded = profiles.load(name, added)
    for line in lines(loaded, profiles.ways(loaded, added), version):
        click.echo(line)


def lines(profile: Profile, found_by: Mapping[str, profiles.Way], version: str) -> Iterator[str]:
    """The profile as text: its facts, its coverage by class, its requirements by section."""
    chosen = [it for it in profile.requirements if not version or it.binds(version)]
    yield f"{profile.title['en']} ({profile.id}), versions {', '.join(profile.versions)}, revision {profile.revision}"
    yield f"steward: {profile.steward}"
    yield f"source:  {profile.source}"
    yield f"digest:  {profile.digest}"
    yield ""
    yield from _coverage(chosen, found_by)
    for section, titles in profile.sections.items():
        inside = [it for it in chosen if it.section == section]
        if inside:
            yield ""
            yield titles["en"]
            yield from (
                f"  {it.level:<6} {_way(it, found_by):<8} {it.id}{_range(it)}" for it in inside
            )


def _coverage(
    requirements: Sequence[Requirement], found_by: Mapping[str, profiles.Way]
) -> Iterator[str]:
    ways = ("passive", "lint", "safe", "writes", "review", "pending")
    yield f"{'clauses':<20}{'all':>6}{'must':>6}{'should':>8}{'may':>6}  " + "".join(
        f"{way:>9}" for way in ways
    )
    classes = dict.fromkeys(it.conformance_class for it in requirements)
    for name in (*classes, "all"):
        inside = [it for it in requirements if name in (it.conformance_class, "all")]
        levels = Counter(it.level for it in inside)
        found = Counter(_way(it, found_by) for it in inside)
        counts = f"{len(inside):>6}{levels[Level.MUST]:>6}{levels[Level.SHOULD]:>8}{levels[Level.MAY]:>6}"
        yield f"{name:<20}{counts}  " + "".join(f"{found[way]:>9}" for way in ways)


def _way(requirement: Requirement, found_by: Mapping[str, profiles.Way]) -> str:
    """How it is found out: over every exchange, by the description alone, by requests, by a person, or not yet."""
    if requirement.review:
        return "review"
    if requirement.pending:
        return "pending"
    if profiles.is_passive(found_by[requirement.id]):
        return "passive"
    if found_by[requirement.id].look is None:
        return "lint"
    return "safe" if requirement.effect is Effect.SAFE else "writes"


def _range(requirement: Requirement) -> str:
    since = f" since {requirement.since}" if requirement.since else ""
    until = f" until {requirement.until}" if requirement.until else ""
    return since + until
