"""File the records of the real servers under reports/: `python -m tests.real.register [NAME…]`.

Each server is started fresh, judged with leave to write, and ended; a server that is not installed is said so.
"""

import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from conformance.candidate.declaration import Claims, Declaration, Limits
from conformance.model import Effect
from conformance.record import Record
from conformance.run import RECORD, Order, run
from tests.real.servers import REPOSITORY, SERVERS, Running, running

REGISTER = REPOSITORY / "reports"
BOTH = frozenset({Effect.SAFE, Effect.WRITES})


def judged(
    server: Running,
    out: Path,
    effects: frozenset[Effect] = BOTH,
    profile: str = "json-api",
) -> Record:
    """The record of a run against a server, as a stranger would start it."""
    description = SERVERS[server.name].description
    declaration = Declaration(
        server.url,
        name=server.name,
        version=SERVERS[server.name].released,
        description=server.url + description if description else "",
        start=server.start,
        claims=Claims(version=server.claims),
        limits=Limits(requests=2000, addresses=frozenset({"loopback"})),
        effects=effects,
    )
    return run(Order(profile, declaration, out))


def file(name: str, profile: str) -> Path:
    """Judge a server by a profile and file its record; where that is."""
    with tempfile.TemporaryDirectory() as scratch, running(name) as server:
        found = judged(server, Path(scratch), profile=profile)
        version = found.header["profile"]["version"] or "unknown"
        folder = REGISTER / profile / version / name
        folder.mkdir(parents=True, exist_ok=True)
        place = folder / f"{datetime.now(UTC).date().isoformat()}.jsonl"
        shutil.copyfile(Path(scratch) / RECORD, place)
    return place


def main(names: list[str]) -> int:
    """File the records of each named server, of all where none is named: one for each of its profiles."""
    missing = 0
    for name in names or SERVERS:
        why = SERVERS[name].missing()
        missing += why is not None
        if why:
            print(why)
            continue
        for profile in SERVERS[name].profiles:
            print(file(name, profile).relative_to(REPOSITORY))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
