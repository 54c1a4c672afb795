"""Where the profiles and the fixtures are: in a wheel, in a checkout, or in a folder that a user adds.

Their Python is loaded as synthetic packages, `conformance_profiles` and `conformance_fixtures`, so that folders
may carry a standard's own names (`json-api`, `content-negotiation`), which Python cannot import.
"""

import importlib
import sys
from pathlib import Path
from types import ModuleType


def root() -> Path:
    """The folder that holds `profiles/` and `fixtures/`."""
    packed = Path(__file__).parent / "_data"
    return packed if packed.is_dir() else Path(__file__).parent.parent


def profile_folders(added: tuple[Path, ...] = ()) -> dict[str, Path]:
    """The folder of each profile by its name; an added folder comes before ours."""
    found: dict[str, Path] = {}
    for place in (*added, root() / "profiles"):
        for manifest in sorted(place.glob("*/profile.toml")):
            found.setdefault(manifest.parent.name, manifest.parent)
    return found


def python_name(name: str) -> str:
    """A folder's name as Python spells it."""
    return name.replace("-", "_").replace(".", "_")


def profile_module(folder: Path, path: str) -> ModuleType:
    """A module of a profile: `path` is dotted, in the standard's own names ("content-negotiation.checks").

    Raises ImportError when there is none, and whatever the module raises while it loads.
    """
    package = f"conformance_profiles.{python_name(folder.name)}"
    loaded = sys.modules.get(package)
    if loaded is None or list(loaded.__path__) != [str(folder)]:
        _forget(package)
        _package("conformance_profiles", [])
        _package(package, [str(folder)])
        for section in sorted(entry for entry in folder.iterdir() if entry.is_dir()):
            _package(f"{package}.{python_name(section.name)}", [str(section)])
    parts = (python_name(part) for part in path.split("."))
    return importlib.import_module(".".join((package, *parts)))


def shared_module(path: str) -> ModuleType:
    """A module of checks that more than one profile needs, by its dotted path ("paths"); raises ImportError."""
    return importlib.import_module(f"conformance.checks.{path}")


def fixture_module(path: str) -> ModuleType:
    """A module under `fixtures/`, by its dotted path ("apis.http")."""
    if "conformance_fixtures" not in sys.modules:
        _package("conformance_fixtures", [str(root() / "fixtures")])
    return importlib.import_module(f"conformance_fixtures.{path}")


def _package(name: str, path: list[str]) -> None:
    if name in sys.modules:
        return
    module = ModuleType(name)
    module.__path__ = path
    sys.modules[name] = module


def _forget(package: str) -> None:
    for name in [name for name in sys.modules if name == package or name.startswith(f"{package}.")]:
        del sys.modules[name]
