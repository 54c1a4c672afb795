"""The servers that nobody here wrote, as fixtures; a server that is not installed is a skip that says so."""

from collections.abc import Iterator

import pytest

from tests.real.servers import NAMES, SERVERS, Running, running


@pytest.fixture(scope="module", params=NAMES)
def server(request: pytest.FixtureRequest) -> Iterator[Running]:
    missing = SERVERS[request.param].missing()
    if missing:
        pytest.skip(missing)
    with running(request.param) as started:
        yield started
