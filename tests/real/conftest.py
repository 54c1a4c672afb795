"""The servers that nobody here wrote, as fixtures; a server that is not installed is a skip that says so."""

import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest

from conformance.model import Effect
from conformance.record import Record
from tests.real.register import BOTH, judged
from tests.real.servers import PAIRS, SERVERS, Running, running

Shown = dict[str, bytes]


@dataclass(frozen=True)
class Judged:
    """A run against a server of its own, and what each collection of that server showed before and after it."""

    record: Record
    before: Shown
    after: Shown


@pytest.fixture(scope="module", params=PAIRS, ids="-".join)
def pair(request: pytest.FixtureRequest) -> tuple[str, str]:
    found: tuple[str, str] = request.param
    missing = SERVERS[found[0]].missing()
    if missing:
        pytest.skip(missing)
    return found


@pytest.fixture(scope="module")
def name(pair: tuple[str, str]) -> str:
    return pair[0]


@pytest.fixture(scope="module")
def profile(pair: tuple[str, str]) -> str:
    return pair[1]


@pytest.fixture(scope="module")
def read_only(pair: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Judged:
    return run(*pair, tmp_path_factory.mktemp(pair[0]), frozenset({Effect.SAFE}))


@pytest.fixture(scope="module")
def with_writes(pair: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Judged:
    return run(*pair, tmp_path_factory.mktemp(pair[0]), BOTH)


def run(name: str, profile: str, out: Path, effects: frozenset[Effect]) -> Judged:
    """Judges a fresh server, which ends with the run."""
    with running(name) as server:
        before = shown(server)
        record = judged(server, out, effects, profile)
        return Judged(record, before, shown(server))


def shown(server: Running) -> Shown:
    """The first page of each collection; all of them tell in it how many resources there are, or show every one."""
    its = SERVERS[server.name]
    root = server.url.removesuffix(its.base)
    return {path: fetched(f"{root}{path}", its.accept) for path in server.start}


def fetched(url: str, accept: str) -> bytes:
    """The body at a URL, asked for in a media type."""
    request = urllib.request.Request(url, headers={"Accept": accept})
    with urllib.request.urlopen(request, timeout=10) as answer:
        body: bytes = answer.read()
    return body
