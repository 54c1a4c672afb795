"""The servers that nobody here wrote, as fixtures; a server that is not installed is a skip that says so."""

import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest

from conformance.model import Effect
from conformance.record import Record
from tests.real.register import BOTH, judged
from tests.real.servers import NAMES, SERVERS, Running, running

Shown = dict[str, bytes]


@dataclass(frozen=True)
class Judged:
    """A run against a server of its own, and what each collection of that server showed before and after it."""

    record: Record
    before: Shown
    after: Shown


@pytest.fixture(scope="module", params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    missing = SERVERS[found].missing()
    if missing:
        pytest.skip(missing)
    return found


@pytest.fixture(scope="module")
def read_only(name: str, tmp_path_factory: pytest.TempPathFactory) -> Judged:
    return run(name, tmp_path_factory.mktemp(name), frozenset({Effect.SAFE}))


@pytest.fixture(scope="module")
def with_writes(name: str, tmp_path_factory: pytest.TempPathFactory) -> Judged:
    return run(name, tmp_path_factory.mktemp(name), BOTH)


def run(name: str, out: Path, effects: frozenset[Effect]) -> Judged:
    """Judges a fresh server, which ends with the run."""
    with running(name) as server:
        before = shown(server)
        record = judged(server, out, effects)
        return Judged(record, before, shown(server))


def shown(server: Running) -> Shown:
    """The first page of each collection; all of them tell in it how many resources there are, or show every one."""
    root = server.url.removesuffix(SERVERS[server.name].base)
    return {path: fetched(f"{root}{path}") for path in server.start}


def fetched(url: str) -> bytes:
    """The body at a URL, asked for as JSON:API."""
    request = urllib.request.Request(url, headers={"Accept": "application/vnd.api+json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        body: bytes = answer.read()
    return body
