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
from tests.real.servers import NAMES, REPOSITORY, SERVERS, Running, running

REGISTER = REPOSITORY / "reports"
BOTH = frozenset({Effect.SAFE, Effect.WRITES})


def judged(server: Running, out: Path, effects: frozenset[Effect] = BOTH) -> Record:
    """The record of a run against a server, as a stranger would start it."""
    declaration = Declaration(
        server.url,
        name=server.name,
        version=SERVERS[server.name].released,
        start=server.start,
        claims=Claims(version=server.claims),
        limits=Limits(requests=2000, addresses=frozenset({"loopback"})),
        effects=effects,
    )
    return run(Order("json-api", declaration, out))


def file(name: str) -> Path:
    """Judge a server and file its record; where that is."""
    with tempfile.TemporaryDirectory() as scratch, running(name) as server:
        found = judged(server, Path(scratch))
        version = found.header["profile"]["version"] or "unknown"
        folder = REGISTER / "json-api" / version / name
        folder.mkdir(parents=True, exist_ok=True)
        place = folder / f"{datetime.now(UTC).date().isoformat()}.jsonl"
        shutil.copyfile(Path(scratch) / RECORD, place)
    return place


def main(names: list[str]) -> int:
    """File the record of each named server, of all where none is named."""
    missing = 0
    for name in names or NAMES:
        why = SERVERS[name].missing()
        missing += why is not None
        print(why or file(name).relative_to(REPOSITORY))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
