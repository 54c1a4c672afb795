"""One idea, several national guides: how each of them has it, compared by what the requirements say.

`profiles/concepts.toml` names the ideas. Under `opposed` stand the parameters of which an API can have only one value:
whoever keeps `case = "kebab"` breaks `case = "camel"`. Under `compared` stand those whose difference makes another rule
of it, though one API can keep both. Levels are no part of the agreement: they are shown beside it.
"""

import inspect
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from conformance import data, profiles
from conformance.errors import ProfileError
from conformance.model import Level, Profile, Requirement

FILE = "concepts.toml"
_STRICTNESS = (Level.MUST, Level.SHOULD, Level.MAY)


class Agreement(StrEnum):
    """How one guide has an idea, seen from another."""

    SAME = "same"
    DIFFERENT = "different"
    OPPOSITE = "opposite"
    ABSENT = "absent"


@dataclass(frozen=True)
class Held:
    """How one profile has a concept: its requirements, the strictest level, and the parameters of their checks."""

    requirements: tuple[Requirement, ...]
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def level(self) -> Level:
        """The strictest level of its requirements."""
        return min((it.level for it in self.requirements), key=_STRICTNESS.index)


@dataclass(frozen=True)
class Row:
    """One concept: its title in each language and how each profile has it; no entry for a profile that does not."""

    name: str
    title: Mapping[str, str]
    opposed: frozenset[str]
    compared: frozenset[str]
    held: Mapping[str, Held]

    def agreement(self, base: str, other: str) -> Agreement:
        """How `other` has the concept, seen from `base`; different too where `base` does not have it."""
        mine, theirs = self.held.get(base), self.held.get(other)
        if theirs is None:
            return Agreement.ABSENT
        if mine is None:
            return Agreement.DIFFERENT
        telling = self.opposed | self.compared
        unequal = {it for it in telling if mine.params.get(it) != theirs.params.get(it)}
        if unequal & self.opposed & mine.params.keys() & theirs.params.keys():
            return Agreement.OPPOSITE
        return Agreement.DIFFERENT if unequal else Agreement.SAME


@dataclass(frozen=True)
class Table:
    """The concepts and the guides that are compared, by the country or body that each stands for."""

    guides: Mapping[str, str]
    rows: tuple[Row, ...]


def table(added: tuple[Path, ...] = ()) -> Table:
    """What every guide says of every concept that one of them has.

    A guide is a profile whose manifest names a `region`. Raises ProfileError for a concept that concepts.toml lacks.
    """
    regions = {
        name: profiles.manifest(name, added).get("region", "") for name in profiles.names(added)
    }
    guides = {name: region for name, region in regions.items() if region}
    named = _named()
    loaded = {name: _by_concept(profiles.load(name, added), added) for name in guides}
    used = dict.fromkeys(concept for found in loaded.values() for concept in found)
    unknown = [it for it in used if it not in named]
    if unknown:
        raise ProfileError([f"{FILE}: there is no concept {it!r}" for it in unknown])
    return Table(guides, tuple(_row(name, named[name], loaded) for name in named if name in used))


def _named() -> Mapping[str, Mapping[str, Any]]:
    found: Mapping[str, Mapping[str, Any]] = tomllib.loads(
        (data.root() / "profiles" / FILE).read_text(encoding="utf-8")
    )
    return found


def _row(name: str, texts: Mapping[str, Any], loaded: Mapping[str, Mapping[str, Held]]) -> Row:
    held = {guide: found[name] for guide, found in loaded.items() if name in found}
    opposed, compared = (frozenset(texts.get(key, ())) for key in ("opposed", "compared"))
    return Row(name, texts["title"], opposed, compared, held)


def _by_concept(profile: Profile, added: tuple[Path, ...]) -> dict[str, Held]:
    """How a profile, in the newest version of its standard, has each concept."""
    ways = profiles.ways(profile, added)
    newest = profile.versions[-1]
    grouped: dict[str, list[Requirement]] = {}
    for it in profile.requirements:
        if it.concept and it.binds(newest):
            grouped.setdefault(it.concept, []).append(it)
    return {name: Held(tuple(found), _params(found, ways)) for name, found in grouped.items()}


def _params(
    requirements: Sequence[Requirement], ways: Mapping[str, profiles.Way]
) -> dict[str, Any]:
    """The parameters of the checks together, with the defaults of those that no requirement gives."""
    found: dict[str, Any] = {}
    for way in (ways.get(it.id, profiles.Way()) for it in requirements):
        for check in (way.look, way.lint):
            found |= _defaults(check) if check else {}
    for it in requirements:
        found |= it.params
    return {name: _comparable(value) for name, value in found.items()}


def _defaults(check: Callable[..., Any]) -> dict[str, Any]:
    return {
        name: it.default
        for name, it in inspect.signature(check).parameters.items()
        if it.default is not inspect.Parameter.empty
    }


def _comparable(value: Any) -> Any:
    """A value so that order and kind of a list make no difference."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        return value
    return frozenset(map(str, value))
