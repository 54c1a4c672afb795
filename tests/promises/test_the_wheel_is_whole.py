"""The wheel carries the package, the profiles and the fixtures, and works from where it is installed."""

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.promises.repository import ROOT, tracked

PLACES = {
    "conformance": "conformance",
    "profiles": "conformance/_data/profiles",
    "fixtures": "conformance/_data/fixtures",
}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the wheel of this checkout was unpacked in."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory"]
    subprocess.run([*build, str(folder)], cwd=ROOT, check=True, capture_output=True)
    with ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(folder / "installed")
    return folder / "installed"


def test_every_file_of_the_program_is_in_the_wheel_and_nothing_else(installed: Path) -> None:
    expected = {
        Path(PLACES[path.parts[0]], *path.parts[1:]).as_posix()
        for path in tracked()
        if path.parts[0] in PLACES
    }
    packed = {path.relative_to(installed) for path in installed.rglob("*") if path.is_file()}

    assert {path.as_posix() for path in packed if "dist-info" not in path.parts[0]} == expected


def test_the_wheel_finds_the_profiles_that_it_carries(installed: Path, tmp_path: Path) -> None:
    script = "from conformance import data; print(data.root()); print(*data.profile_folders())"
    told = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(installed)},
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()

    ours = sorted(it.parent.name for it in (ROOT / "profiles").glob("*/profile.toml"))

    assert told == [str(installed / "conformance" / "_data"), " ".join(ours)]
