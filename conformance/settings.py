"""The suite's own settings: conformance.toml, or `[tool.conformance]` in pyproject.toml.

A setting is an option of `conformance run` under its own name, so there is one list of them and not two; click merges
command line, CONFORMANCE_RUN_* variables, file and default, in that order, and checks the types.
"""

import tomllib
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from conformance.errors import SettingsError

FILE = "conformance.toml"


def find(start: Path) -> Path | None:
    """The settings file that holds for `start`: there, or in the nearest folder above."""
    for folder in (start, *start.parents):
        own = folder / FILE
        if own.is_file():
            return own
        project = folder / "pyproject.toml"
        if project.is_file():
            return project if _table(project) is not None else None
    return None


def read(file: Path, known: Collection[str]) -> Mapping[str, Any]:
    """The settings in `file`, named as Python names options; raises SettingsError for a key that is not `known`."""
    table = _table(file)
    if table is None:
        raise SettingsError(
            f"{file}: there is no [tool.conformance] in it", hint="name a conformance.toml"
        )
    found: dict[str, Any] = {}
    for key, value in table.items():
        name = key.replace("-", "_")
        if name not in known:
            raise SettingsError(
                f"{file}: key {key}, value {value!r}: there is no such setting",
                hint=_hint(name, known),
            )
        if isinstance(value, dict):
            raise SettingsError(
                f"{file}: key {key}: a table; a plain value is needed",
                hint="see the README, Settings",
            )
        found[name] = value
    return found


def _table(file: Path) -> Mapping[str, Any] | None:
    try:
        read_in = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        if file.name != FILE and not isinstance(error, OSError):
            return None  # somebody else's broken pyproject.toml
        raise SettingsError(f"{file}: {error}", hint="mend the file") from error
    if file.name == "pyproject.toml":
        found: Mapping[str, Any] | None = read_in.get("tool", {}).get("conformance")
        return found
    return read_in


def _hint(name: str, known: Collection[str]) -> str:
    near = get_close_matches(name, known, 1)
    if near:
        return f"did you mean {near[0].replace('_', '-')}?"
    return f"settings: {', '.join(sorted(it.replace('_', '-') for it in known))}"
