"""`pytest --profile json-api --candidate URL`.

pytest loads this in every session of whoever has the suite installed, so it imports nothing: the rest comes when a
profile is asked for.
"""

import pytest

LEVELS = ("must", "should", "may")


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of the plugin."""
    group = parser.getgroup("conformance", "judge a live API against a standard")
    group.addoption(
        "--profile", metavar="NAME[@VERSION]", help="collect the requirements of this profile"
    )
    group.addoption(
        "--candidate", metavar="URL|FILE", help="the API under test: its URL, or a candidate file"
    )
    group.addoption(
        "--conformance-seed",
        type=int,
        default=0,
        help="seed of everything that is chosen at random",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Name the markers, and load what collects requirements when a profile is asked for."""
    for level in LEVELS:
        config.addinivalue_line("markers", f"{level}: a requirement of level {level}")
    if config.getoption("--profile"):
        config.pluginmanager.import_plugin("conformance.pytest_items")
