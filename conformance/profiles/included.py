"""What one profile takes from another: whole, a section or one requirement, as it is or changed.

In a profile.toml, `include = ["http", "nl-adr@2.2/paths"]` names what is taken: a profile, with the version of its
standard where it has more than one, and after a slash a section or a requirement. `[change."http/errors/media-type"]`
says for one of these what is different here: any key of a requirement file, `drop` with the reason why it is left out.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from conformance.model import Effect, Level, Profile, Requirement, Status
from conformance.profiles.files import value_faults

Load = Callable[[str], Profile]

_FIELDS: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    "level": ("level", Level),
    "class": ("conformance_class", str),
    "source": ("source", str),
    "statement": ("statement", dict),
    "fix": ("fix", dict),
    "params": ("params", dict),
    "effect": ("effect", Effect),
    "unseen": ("unseen", Status),
    "since": ("since", str),
    "until": ("until", str),
    "concept": ("concept", str),
    "aliases": ("aliases", tuple),
}


@dataclass(frozen=True)
class Taken:
    """What an include names: the profile that it is taken from, and the requirements, bound to no version any more."""

    profile: Profile
    requirements: tuple[Requirement, ...]


def named(include: str) -> tuple[str, str, str]:
    """An include in its parts: profile, version ("" for the only one), section or requirement ("" for all)."""
    whole, _, inside = include.partition("/")
    profile, _, version = whole.partition("@")
    return profile, version, inside


def taken(
    manifest: Mapping[str, Any], load: Load, place: str, faults: list[str]
) -> tuple[Taken, ...]:
    """What a manifest includes, changed as it says; adds a fault for every include or change that names nothing."""
    changes = dict(manifest.get("change", {}))
    found: list[Taken] = []
    had: set[str] = set()
    for include in manifest.get("include", ()):
        profile, chosen = _chosen(include, load, place, faults)
        fresh = [it for it in chosen if it.id not in had]
        had |= {it.id for it in fresh}
        changed = (_changed(it, changes.pop(it.id, {}), place, faults) for it in fresh)
        found.append(Taken(profile, tuple(it for it in changed if it)))
    faults += (
        f"{place}: key change.{name!r}: nothing that is included has this id" for name in changes
    )
    return tuple(found)


def _chosen(
    include: str, load: Load, place: str, faults: list[str]
) -> tuple[Profile, list[Requirement]]:
    name, version, inside = named(include)
    profile = load(name)
    known = ", ".join(profile.versions)
    if version and version not in profile.versions:
        faults.append(f"{place}: key include, value {include!r}: {name} has the versions {known}")
    elif not version and len(profile.versions) > 1:
        faults.append(f"{place}: key include, value {include!r}: name a version, one of {known}")
    only = version or profile.versions[0]
    chosen = [
        replace(it, since="", until="", section=f"{profile.id}/{it.section}")
        for it in profile.requirements
        if it.binds(only) and _inside(it, profile.id, inside)
    ]
    if not chosen:
        faults.append(f"{place}: key include, value {include!r}: there is nothing of that name")
    return profile, chosen


def _inside(requirement: Requirement, profile: str, inside: str) -> bool:
    whole = f"{profile}/{inside}"
    return not inside or requirement.id == whole or requirement.id.startswith(f"{whole}/")


def _changed(
    requirement: Requirement, change: Mapping[str, Any], place: str, faults: list[str]
) -> Requirement | None:
    """A requirement as it is here: in a class that is called after its profile, unless the change names another."""
    here = replace(requirement, conformance_class=requirement.id.partition("/")[0])
    if "drop" in change:
        if not str(change["drop"]).strip():
            faults.append(f"{place}: key change.{requirement.id!r}.drop: a reason is needed")
        return None
    wrong = list(_change_faults(change))
    faults += (f"{place}: key change.{requirement.id!r}: {fault}" for fault in wrong)
    if wrong:
        return None
    given = {_FIELDS[key][0]: _FIELDS[key][1](value) for key, value in change.items()}
    if "params" in given:
        given["params"] = {**requirement.params, **given["params"]}
    return replace(here, **given)


def _change_faults(change: Mapping[str, Any]) -> Iterator[str]:
    for key, value in change.items():
        if key not in _FIELDS:
            yield f"key {key} cannot be changed; known: drop, {', '.join(_FIELDS)}"
        else:
            yield from value_faults(key, value)
