"""What every test starts from."""

import os
from collections.abc import Iterator

import hypothesis
import pytest

from tests.blog import Client, reference

# A shared machine is slow at times; that is no fault of the example. With CI set, hypothesis has a profile of its own.
if "CI" not in os.environ:
    hypothesis.settings.register_profile("here", deadline=None)
    hypothesis.settings.load_profile("here")

SURROUNDINGS = ("CI", "COLUMNS", "FORCE_COLOR", "GITHUB_ACTIONS", "NO_COLOR", "TERM")


@pytest.fixture(autouse=True)
def _same_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of whoever runs the tests changes what they see."""
    for name in list(os.environ):
        if name in SURROUNDINGS or (name.startswith("CONFORMANCE_") and name != "CONFORMANCE_REAL"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="module")
def blog() -> Iterator[Client]:
    """A blog that is only read."""
    with reference() as client:
        yield client


@pytest.fixture
def own() -> Iterator[Client]:
    """A blog of one's own, to change."""
    with reference() as client:
        yield client
