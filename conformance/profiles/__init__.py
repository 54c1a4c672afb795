"""The folder `profiles/` read into the model: every fault at once, each with its file and key."""

import hashlib
import inspect
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from conformance import data
from conformance.errors import ProfileError, UsageError
from conformance.model import Observation, Profile, Requirement
from conformance.profiles import files, included
from conformance.profiles.files import LANGUAGES

Check = Callable[..., Iterable[Observation]]

_FIRST = {"check": ("exchange", "candidate"), "lint": ("description",)}


class Surveyed(Protocol):
    """What a profile's survey hands over: the version that the candidate declares ("" when it does not) and notes."""

    @property
    def version(self) -> str:
        """The version that the candidate declares."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What was found, in a few lines."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a requirement is found out: `look` at the live API, `lint` its description, or both."""

    look: Check | None = None
    lint: Check | None = None


def names(added: tuple[Path, ...] = ()) -> tuple[str, ...]:
    """The names of the profiles there are."""
    return tuple(data.profile_folders(added))


def folder_of(name: str, added: tuple[Path, ...] = ()) -> Path:
    """The folder of the profile called `name`; raises UsageError when there is none."""
    found = data.profile_folders(added)
    if name not in found:
        known = ", ".join(found) or "none"
        raise UsageError(f"there is no profile {name!r}", hint=f"profiles: {known}")
    return found[name]


def manifest(name: str, added: tuple[Path, ...] = ()) -> Mapping[str, Any]:
    """What profile.toml says; raises UsageError, ProfileError."""
    folder = folder_of(name, added)
    faults: list[str] = []
    found = files.toml(folder / "profile.toml", faults)
    faults += files.manifest_faults(folder, found, ())
    if faults:
        raise ProfileError(faults)
    return found


def load(name: str, added: tuple[Path, ...] = ()) -> Profile:
    """The profile called `name`, with what it includes; raises UsageError, ProfileError.

    What was read once is read anew when a file of it has changed; all that holds is shared, and never written to.
    """
    return _loaded(name, added, ())


def _loaded(name: str, added: tuple[Path, ...], within: tuple[str, ...]) -> Profile:
    """A profile, asked for `within` others that include it."""
    if name in within:
        circle = " → ".join((*within, name))
        raise ProfileError([f"{within[-1]}/profile.toml: key include: a circle, {circle}"])
    chain = dict.fromkeys(_included_folders(name, added, within))
    return _read(name, added, within, tuple((folder, digest(folder)) for folder in chain))


def _included_folders(
    name: str, added: tuple[Path, ...], within: tuple[str, ...]
) -> Iterator[Path]:
    """The folder of a profile and of all that it includes, itself first."""
    folder = folder_of(name, added)
    yield folder
    for include in files.toml(folder / "profile.toml", []).get("include", ()):
        other = included.named(include)[0]
        if other not in (*within, name):
            yield from _included_folders(other, added, (*within, name))


@lru_cache(maxsize=16)
def _read(
    name: str,
    added: tuple[Path, ...],
    within: tuple[str, ...],
    known_as: tuple[tuple[Path, str], ...],
) -> Profile:
    folder = known_as[0][0]
    faults: list[str] = []
    texts = files.toml(folder / "profile.toml", faults)
    sections = texts.get("sections", [])
    written = sorted(folder.glob("*/*.toml"), key=lambda file: _place(file, sections))
    own = [it for file in written if (it := files.requirement(file, texts, faults)) is not None]
    faults += files.manifest_faults(folder, texts, written)
    others = included.taken(
        texts,
        lambda other: _loaded(other, added, (*within, name)),
        f"{folder.name}/profile.toml",
        faults,
    )
    if faults:
        raise ProfileError(faults)
    return Profile(
        id=folder.name,
        title=texts["title"],
        versions=tuple(texts["versions"]),
        revision=texts["revision"],
        digest=_together(known_as),
        source=texts["source"],
        steward=texts["steward"],
        accept=texts["accept"],
        classes=_classes(texts, others),
        offers={
            kind: tuple(f"{folder.name}/{it}" for it in named)
            for kind, named in texts.get("offers", {}).items()
        },
        sections=_sections(texts, others),
        requirements=(*own, *(it for other in others for it in other.requirements)),
        scope=texts.get("scope", "origin"),
    )


def _together(known_as: tuple[tuple[Path, str], ...]) -> str:
    """The digest of a profile: of its own files, or, where it includes others, of these digests together."""
    if len(known_as) == 1:
        return known_as[0][1]
    lines = "".join(f"{folder.name} {each}\n" for folder, each in known_as)
    return f"sha256:{hashlib.sha256(lines.encode()).hexdigest()}"


def _classes(
    texts: Mapping[str, Any], others: Iterable[included.Taken]
) -> dict[str, Mapping[str, str]]:
    """The classes of a profile; what it takes from another stands in one that is called after that."""
    return {**{it.profile.id: it.profile.title for it in others}, **texts["classes"]}


def _sections(
    texts: Mapping[str, Any], others: Iterable[included.Taken]
) -> dict[str, Mapping[str, str]]:
    """The sections of a profile in order, its own first."""
    titles = texts.get("section_titles", {})
    found = {it: titles.get(it, dict.fromkeys(LANGUAGES, it)) for it in texts["sections"]}
    for other in others:
        used = {it.section for it in other.requirements}
        for section, title in other.profile.sections.items():
            name = f"{other.profile.id}/{section}"
            if name in used:
                found[name] = title
    return found


def digest(folder: Path) -> str:
    """The SHA-256 over every file of a profile: names and contents, in order of name."""
    total = hashlib.sha256()
    for name, path in _files(str(folder)):
        total.update(f"{name}\0".encode())
        total.update(hashlib.sha256(Path(path).read_bytes()).digest())
    return f"sha256:{total.hexdigest()}"


def _files(folder: str, before: str = "") -> Iterator[tuple[str, str]]:
    """The name of each file of a profile, and its path."""
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _files(entry.path, f"{before}{entry.name}/")
        elif entry.is_file() and entry.name.endswith((".toml", ".py")):
            yield before + entry.name, entry.path


def ways(profile: Profile, added: tuple[Path, ...] = ()) -> dict[str, Way]:
    """How each requirement that is checked is found out, by its id; raises ProfileError with every fault."""
    found: dict[str, Way] = {}
    faults: list[str] = []
    for requirement in profile.requirements:
        if requirement.checked:
            way = Way(
                _resolve(requirement, "check", added, faults),
                _resolve(requirement, "lint", added, faults),
            )
            _all_params_taken(requirement, way, faults)
            found[requirement.id] = way
    if faults:
        raise ProfileError(faults)
    return found


def survey(profile: Profile, added: tuple[Path, ...] = ()) -> Callable[[Any], Surveyed]:
    """The profile's way to find its standard's resources on a candidate."""
    found: Callable[[Any], Surveyed] = data.profile_module(
        folder_of(profile.id, added), "survey"
    ).survey
    return found


def is_passive(way: Way) -> bool:
    """Whether a way looks at one exchange after the other and asks the candidate nothing."""
    return way.look is not None and _parameters(way.look)[:1] == ("exchange",)


def given(check: Check, params: Mapping[str, Any]) -> dict[str, Any]:
    """Those of a requirement's params that a check takes."""
    taken = _parameters(check)
    return {name: value for name, value in params.items() if name in taken}


@lru_cache(maxsize=4096)
def _parameters(check: Check) -> tuple[str, ...]:
    return tuple(inspect.signature(check).parameters)


def _resolve(
    requirement: Requirement, key: str, added: tuple[Path, ...], faults: list[str]
) -> Check | None:
    """The function that the key `check` or `lint` names; None when the requirement does not have it, or it is wrong."""
    address: str = getattr(requirement, key)
    if not address:
        return None
    place = f"{requirement.id.partition('/')[2]}.toml: key {key}, value {address!r}"
    try:
        found = _at(requirement, address, added)
    except (ImportError, AttributeError, SyntaxError) as error:
        faults.append(f"{place}: {error}")
        return None
    parameters = _parameters(found)
    if parameters[:1] not in [(first,) for first in _FIRST[key]]:
        wanted = " or ".join(_FIRST[key])
        faults.append(f"{place}: its first parameter must be {wanted}; it takes {parameters}")
    return found


def _at(requirement: Requirement, address: str, added: tuple[Path, ...]) -> Check:
    """The function at an address: "local.NAME", "SECTION.NAME" of the same profile, or "shared.MODULE.NAME"."""
    profile, own = requirement.id.split("/")[:2]
    place, _, name = address.rpartition(".")
    if place.startswith("shared."):
        module = data.shared_module(place.partition(".")[2])
    else:
        section = own if place == "local" else place
        module = data.profile_module(folder_of(profile, added), f"{section}.checks")
    found: Check = getattr(module, name)
    return found


def _all_params_taken(requirement: Requirement, way: Way, faults: list[str]) -> None:
    taken = {it for check in (way.look, way.lint) if check for it in _parameters(check)[1:]}
    unknown = sorted(set(requirement.params) - taken)
    if unknown and (way.look or way.lint):
        place = f"{requirement.id.partition('/')[2]}.toml"
        key = "check" if requirement.check else "lint"
        value = getattr(requirement, key)
        faults.append(
            f"{place}: key {key}, value {value!r}: takes {', '.join(sorted(taken))};"
            f" params given: {', '.join(requirement.params)}"
        )


def _place(file: Path, sections: list[str]) -> tuple[int, str, str]:
    section = file.parent.name
    return (sections.index(section) if section in sections else len(sections), section, file.stem)
