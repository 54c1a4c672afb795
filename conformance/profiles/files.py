"""One requirement file, and one manifest, read into the model or refused with every fault."""

import tomllib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from conformance.model import Effect, Level, Requirement, Status

LANGUAGES = ("en", "nl")
_KEYS: dict[str, Any] = {
    "level": tuple(Level),
    "class": str,
    "source": str,
    "since": str,
    "until": str,
    "check": str,
    "lint": str,
    "effect": tuple(Effect),
    "unseen": (Status.INAPPLICABLE, Status.BLOCKED),
    "pending": str,
    "concept": str,
    "was": list,
    "aliases": list,
    "mutants": list,
    "statement": dict,
    "fix": dict,
    "review": dict,
    "params": dict,
    "pass": list,
    "fail": list,
}
_REQUIRED = ("level", "class", "source", "statement", "fix")
_WAYS = ("check", "lint", "review", "pending")
_MANIFEST = ("title", "versions", "revision", "source", "steward", "accept", "classes", "sections")
_SCOPES = ("origin", "base")


def toml(file: Path, faults: list[str]) -> Mapping[str, Any]:
    """What a TOML file holds; nothing, and a fault more, where it cannot be read."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        faults.append(f"{_short(file)}: {error}")
        return {}


def manifest_faults(
    folder: Path, manifest: Mapping[str, Any], files: Collection[Path]
) -> Iterator[str]:
    """What is wrong with a profile.toml beside these requirement files."""
    place = f"{folder.name}/profile.toml"
    yield from (f"{place}: key {key} is missing" for key in _MANIFEST if key not in manifest)
    if manifest.get("scope", "origin") not in _SCOPES:
        yield f"{place}: key scope, value {manifest['scope']!r}: one of {', '.join(_SCOPES)}"
    names = {f"{file.parent.name}/{file.stem}" for file in files}
    for kind, named in manifest.get("offers", {}).items() if names else ():
        for name in sorted(set(named) - names):
            yield f"{place}: key offers.{kind}, value {name!r}: there is no such requirement"
    known = manifest.get("sections", [])
    for section in sorted({file.parent.name for file in files} - set(known)):
        yield f"{place}: key sections does not name the folder {section!r}"


def requirement(file: Path, manifest: Mapping[str, Any], faults: list[str]) -> Requirement | None:
    """The requirement in a file; None, and the faults more, where there is something wrong with it."""
    before = len(faults)
    raw = toml(file, faults)
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
        lint=raw.get("lint", ""),
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
        aliases=tuple(raw.get("aliases", ())),
    )


def value_faults(key: str, value: object) -> Iterator[str]:
    """What is wrong with the value of one key of a requirement."""
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


def _short(file: Path) -> str:
    return "/".join(file.parts[-3:])


def _requirement_faults(raw: Mapping[str, Any], manifest: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"key {key} is missing" for key in _REQUIRED if key not in raw)
    for key, value in raw.items():
        yield from value_faults(key, value)
    ways = [way for way in _WAYS if way in raw]
    if len(ways) != 1 and ways != ["check", "lint"]:
        given = ", ".join(ways) or "none"
        yield f"check, lint or both are needed, else one of review, pending; given: {given}"
    if raw.get("class") not in (None, *manifest.get("classes", ())):
        known = ", ".join(manifest.get("classes", ()))
        yield f"key class, value {raw['class']!r}: profile.toml knows {known}"
    for key in ("since", "until"):
        if key in raw and raw[key] not in manifest.get("versions", ()):
            known = ", ".join(manifest.get("versions", ()))
            yield f"key {key}, value {raw[key]!r}: profile.toml knows {known}"
    for key in ("check", "lint"):
        if "." not in str(raw.get(key, "local.x")):
            yield f'key {key}, value {raw[key]!r}: write "local.NAME", "SECTION.NAME" or "shared.MODULE.NAME"'


def _text_faults(key: str, texts: object) -> Iterator[str]:
    given = texts if isinstance(texts, dict) else {}
    for language in LANGUAGES:
        if not isinstance(given.get(language), str) or not given[language].strip():
            yield f"key {key}.{language} is missing or empty"
