"""The folder `profiles/` read into the model: every fault at once, each with its file and key."""

import hashlib
import inspect
import os
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from conformance import data
from conformance.errors import ProfileError, UsageError
from conformance.model import Effect, Level, Profile, Requirement, Status

LANGUAGES = ("en", "nl")
_KEYS: dict[str, Any] = {
    "level": tuple(Level),
    "class": str,
    "source": str,
    "since": str,
    "until": str,
    "check": str,
    "effect": tuple(Effect),
    "unseen": (Status.INAPPLICABLE, Status.BLOCKED),
    "pending": str,
    "concept": str,
    "was": list,
    "mutants": list,
    "statement": dict,
    "fix": dict,
    "review": dict,
    "params": dict,
    "pass": list,
    "fail": list,
}
_REQUIRED = ("level", "class", "source", "statement", "fix")
_WAYS = ("check", "review", "pending")


class Surveyed(Protocol):
    """What a profile's survey hands over: the version that the candidate declares ("" when it does not) and notes."""

    @property
    def version(self) -> str:
        """The version that the candidate declares."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What was found, in a few lines."""


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
    found = _toml(folder / "profile.toml", faults)
    faults += _manifest_faults(folder, found, ())
    if faults:
        raise ProfileError(faults)
    return found


def load(name: str, added: tuple[Path, ...] = ()) -> Profile:
    """The profile called `name`; raises UsageError, ProfileError.

    What was read once is read anew when a file of it has changed; all that holds is shared, and never written to.
    """
    folder = folder_of(name, added)
    return _read(folder, digest(folder))


@lru_cache(maxsize=8)
def _read(folder: Path, known_as: str) -> Profile:
    faults: list[str] = []
    texts = _toml(folder / "profile.toml", faults)
    sections = texts.get("sections", [])
    files = sorted(folder.glob("*/*.toml"), key=lambda file: _place(file, sections))
    requirements = [
        requirement
        for file in files
        if (requirement := _requirement(file, texts, faults)) is not None
    ]
    faults += _manifest_faults(folder, texts, files)
    if faults:
        raise ProfileError(faults)
    titles = texts.get("section_titles", {})
    return Profile(
        id=folder.name,
        title=texts["title"],
        versions=tuple(texts["versions"]),
        revision=texts["revision"],
        digest=known_as,
        source=texts["source"],
        steward=texts["steward"],
        accept=texts["accept"],
        classes=texts["classes"],
        offers={
            kind: tuple(f"{folder.name}/{it}" for it in named)
            for kind, named in texts.get("offers", {}).items()
        },
        sections={
            section: titles.get(section, dict.fromkeys(LANGUAGES, section)) for section in sections
        },
        requirements=tuple(requirements),
    )


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


def checks(profile: Profile, added: tuple[Path, ...] = ()) -> dict[str, Callable[..., Any]]:
    """The check of each requirement that has one, by the requirement's id; raises ProfileError with every fault."""
    folder = folder_of(profile.id, added)
    found: dict[str, Callable[..., Any]] = {}
    faults: list[str] = []
    for requirement in profile.requirements:
        if requirement.check:
            check = _resolve(folder, requirement, faults)
            if check is not None:
                found[requirement.id] = check
    if faults:
        raise ProfileError(faults)
    return found


def survey(profile: Profile, added: tuple[Path, ...] = ()) -> Callable[[Any], Surveyed]:
    """The profile's way to find its standard's resources on a candidate."""
    found: Callable[[Any], Surveyed] = data.profile_module(
        folder_of(profile.id, added), "survey"
    ).survey
    return found


def is_passive(check: Callable[..., Any]) -> bool:
    """Whether a check looks at one exchange (its first parameter is called so) and not at the candidate."""
    return _parameters(check)[:1] == ("exchange",)


@lru_cache(maxsize=4096)
def _parameters(check: Callable[..., Any]) -> tuple[str, ...]:
    return tuple(inspect.signature(check).parameters)


def _resolve(
    folder: Path, requirement: Requirement, faults: list[str]
) -> Callable[..., Any] | None:
    section, _, name = requirement.check.rpartition(".")
    section = requirement.section if section == "local" else section
    place = f"{requirement.id.partition('/')[2]}.toml: key check, value {requirement.check!r}"
    try:
        check = getattr(data.profile_module(folder, f"{section}.checks"), name)
    except (ImportError, AttributeError, SyntaxError) as error:
        faults.append(f"{place}: {error}")
        return None
    found: Callable[..., Any] = check
    parameters = _parameters(found)
    unknown = sorted(set(requirement.params) - set(parameters[1:]))
    if not parameters or parameters[0] not in ("exchange", "candidate") or unknown:
        faults.append(
            f"{place}: takes {', '.join(parameters)}; params given: {', '.join(requirement.params)}"
        )
    return found


def _toml(file: Path, faults: list[str]) -> Mapping[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        faults.append(f"{_short(file)}: {error}")
        return {}


def _short(file: Path) -> str:
    return "/".join(file.parts[-3:])


def _place(file: Path, sections: list[str]) -> tuple[int, str, str]:
    section = file.parent.name
    return (sections.index(section) if section in sections else len(sections), section, file.stem)


def _manifest_faults(
    folder: Path, manifest: Mapping[str, Any], files: Collection[Path]
) -> Iterator[str]:
    place = f"{folder.name}/profile.toml"
    wanted = ("title", "versions", "revision", "source", "steward", "accept", "classes", "sections")
    yield from (f"{place}: key {key} is missing" for key in wanted if key not in manifest)
    names = {f"{file.parent.name}/{file.stem}" for file in files}
    for kind, named in manifest.get("offers", {}).items() if names else ():
        for name in sorted(set(named) - names):
            yield f"{place}: key offers.{kind}, value {name!r}: there is no such requirement"
    known = manifest.get("sections", [])
    for section in sorted({file.parent.name for file in files} - set(known)):
        yield f"{place}: key sections does not name the folder {section!r}"


def _requirement(file: Path, manifest: Mapping[str, Any], faults: list[str]) -> Requirement | None:
    before = len(faults)
    raw = _toml(file, faults)
    if len(faults) == before:
        faults += (f"{_short(file)}: {fault}" for fault in _requirement_faults(raw, manifest))
    if len(faults) > before:
        return None
    section = file.parent.name
    return Requirement(
        id=f"{file.parent.parent.name}/{section}/{file.stem}",
        section=section,
        level=Level(raw["level"]),
        conformance_class=raw["class"],
        source=raw["source"],
        statement=raw["statement"],
        fix=raw["fix"],
        check=raw.get("check", ""),
        params=raw.get("params", {}),
        effect=Effect(raw.get("effect", "safe")),
        since=raw.get("since", ""),
        until=raw.get("until", ""),
        unseen=Status(raw.get("unseen", "blocked")),
        review=raw.get("review", {}),
        pending=raw.get("pending", ""),
        mutants=tuple(raw.get("mutants", ())),
        passes=tuple(raw.get("pass", ())),
        fails=tuple(raw.get("fail", ())),
        concept=raw.get("concept", ""),
        was=tuple(raw.get("was", ())),
    )


def _requirement_faults(raw: Mapping[str, Any], manifest: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"key {key} is missing" for key in _REQUIRED if key not in raw)
    for key, value in raw.items():
        yield from _value_faults(key, value)
    ways = [way for way in _WAYS if way in raw]
    if len(ways) != 1:
        yield f"exactly one of {', '.join(_WAYS)} is needed; given: {', '.join(ways) or 'none'}"
    if raw.get("class") not in (None, *manifest.get("classes", ())):
        yield f"key class, value {raw['class']!r}: profile.toml knows {', '.join(manifest.get('classes', ()))}"
    for key in ("since", "until"):
        if key in raw and raw[key] not in manifest.get("versions", ()):
            yield f"key {key}, value {raw[key]!r}: profile.toml knows {', '.join(manifest.get('versions', ()))}"
    if "." not in raw.get("check", "local.x"):
        yield f'key check, value {raw["check"]!r}: write "local.NAME" or "SECTION.NAME"'


def _value_faults(key: str, value: object) -> Iterator[str]:
    if key not in _KEYS:
        yield f"key {key} is not known; known: {', '.join(_KEYS)}"
        return
    wanted = _KEYS[key]
    if isinstance(wanted, tuple):
        if value not in wanted:
            yield f"key {key}, value {value!r}: one of {', '.join(wanted)}"
    elif not isinstance(value, wanted) or value == "":
        yield f"key {key}, value {value!r}: a {wanted.__name__} is needed"
    elif key in ("statement", "fix", "review"):
        yield from _text_faults(key, value)


def _text_faults(key: str, texts: object) -> Iterator[str]:
    given = texts if isinstance(texts, dict) else {}
    for language in LANGUAGES:
        if not isinstance(given.get(language), str) or not given[language].strip():
            yield f"key {key}.{language} is missing or empty"
