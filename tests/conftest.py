"""What every test starts from."""

import os

import hypothesis
import pytest

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
