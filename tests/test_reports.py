"""The register: every filed record verifies, lies where it belongs, and holds no path of a machine."""

from pathlib import Path

import pytest

from conformance import record
from tests.promises.repository import ROOT

REGISTER = ROOT / "reports"
FILED = sorted(REGISTER.rglob("*.jsonl"))


def test_records_of_at_least_five_servers_are_filed() -> None:
    assert len({path.parent.name for path in FILED}) >= 5


@pytest.mark.parametrize("path", FILED, ids=lambda it: it.parent.name)
def test_a_filed_record_verifies_and_lies_where_it_belongs(path: Path) -> None:
    found = record.read(path)
    header = found.header
    expected = Path(
        header["profile"]["id"],
        header["profile"]["version"] or "unknown",
        header["candidate"]["name"],
    )

    assert path.parent.relative_to(REGISTER) == expected
    assert header["started"].startswith(path.stem)
    assert not found.interrupted
    assert header["candidate"]["version"]
