"""The records that the tests of the renderers share."""

from pathlib import Path

import pytest

from conformance.record import Record
from tests.render import samples


def pytest_configure(config: pytest.Config) -> None:
    """The marker of tests that look at a report as a reader does."""
    config.addinivalue_line("markers", "browser: needs Chromium, and axe-core in CONFORMANCE_AXE")


@pytest.fixture
def sample_record(tmp_path: Path) -> Record:
    """A record with every status, read back from its file: not conformant."""
    return samples.written(tmp_path, samples.every_status())


@pytest.fixture
def conformant_record(tmp_path: Path) -> Record:
    """A record in which everything passed, for two of three classes."""
    results = [
        samples.passed(),
        samples.passed("sort/passed", conformance_class="sorting"),
    ]
    claims = {"claims": {"version": "1.1", "classes": ["core-read", "sorting"]}}
    return samples.written(tmp_path, results, claims)


@pytest.fixture
def open_record(tmp_path: Path) -> Record:
    """A record that is not established, because nothing failed and not everything is known."""
    results = [it for it in samples.every_status() if it.requirement.section != "sort"]
    return samples.written(tmp_path, [it for it in results if it.status != "failed"])


@pytest.fixture
def interrupted_record(tmp_path: Path) -> Record:
    """A record of a run that was broken off when everything so far had passed."""
    return samples.written(tmp_path, [samples.passed()], closing={"interrupted": True})
