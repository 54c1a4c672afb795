"""mypy, strict, over everything that is Python here.

`profiles/json-api/` is no name that Python can import, so mypy reads it through a tree of links in which it is
`conformance_profiles.json_api`, as at run time; likewise `fixtures/`, as `conformance_fixtures`. In what mypy prints,
the files have their own paths again.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Not in a temporary folder: mypy's cache goes by path, and a second run takes seconds instead of a minute.
LINKS = ROOT / ".mypy_cache" / "links"
LINKED = {"profiles": "conformance_profiles", "fixtures": "conformance_fixtures"}
CHECKED = ("conformance", "tests", "benchmarks", ".ci")
BASES = (ROOT, LINKS, ROOT / ".ci")


def link(folder: Path, package: Path) -> dict[str, str]:
    """Links every Python file under `folder` into `package`, hyphens as underscores; returns link → file."""
    origins: dict[str, str] = {}
    for source in sorted(folder.rglob("*.py")):
        folders = [part.replace("-", "_") for part in source.relative_to(folder).parent.parts]
        target = package.joinpath(*folders, source.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.symlink_to(source)
        origins[str(target)] = str(source.relative_to(folder.parent))
    return origins


def with_origins(text: str, origins: dict[str, str]) -> str:
    """`text` with each link in it replaced by the file that it stands for."""
    names = {os.path.relpath(link, ROOT): origin for link, origin in origins.items()} | origins
    if not names:
        return text
    longest_first = sorted(names, key=len, reverse=True)
    return re.sub("|".join(map(re.escape, longest_first)), lambda found: names[found[0]], text)


def main() -> int:
    """The exit code of mypy."""
    shutil.rmtree(LINKS, ignore_errors=True)
    origins: dict[str, str] = {}
    for folder, package in LINKED.items():
        origins |= link(ROOT / folder, LINKS / package)
    targets = [name for name in CHECKED if any((ROOT / name).rglob("*.py"))]
    targets += [str(LINKS / package) for package in LINKED.values() if (LINKS / package).is_dir()]
    outcome = subprocess.run(
        [sys.executable, "-m", "mypy", *sys.argv[1:], *targets],
        cwd=ROOT,
        env=os.environ | {"MYPYPATH": os.pathsep.join(map(str, BASES))},
        capture_output=True,
        text=True,
        check=False,
    )
    sys.stdout.write(with_origins(outcome.stdout, origins))
    sys.stderr.write(outcome.stderr)
    return outcome.returncode


if __name__ == "__main__":
    raise SystemExit(main())
