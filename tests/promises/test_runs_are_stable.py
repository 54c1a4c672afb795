"""The same seed gives the same record but for times; another seed gives the same statuses."""

import json
from pathlib import Path
from typing import Any

import pytest

from conformance import record, run
from conformance.candidate.declared import declared
from tests import prove
from tests.servers import unused_port

_TIMES = ("started", "ended", "seconds", "previous", "self")


def judged(url: str, out: Path, seed: int) -> Path:
    run.run(run.Order("json-api", declared(None, url), out, seed=seed, jobs=8))
    return out / run.RECORD


def timeless(path: Path) -> list[Any]:
    """The lines of a record without what only says when."""

    def without(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: without(it) for key, it in value.items() if key not in _TIMES}
        return value

    return [without(json.loads(line)) for line in path.read_text().splitlines()]


@pytest.mark.slow
@pytest.mark.parametrize("module", ["apis.json_api.app", "apis.json_api.careless"])
def test_five_runs_with_one_seed_give_one_record(tmp_path: Path, module: str) -> None:
    port = unused_port()
    runs = []
    for number in range(5):
        # The same port, because a record names it; another server, because errors are counted.
        with prove.serving(module, port) as url:
            runs.append(timeless(judged(url, tmp_path / str(number), seed=7)))

    assert all(lines == runs[0] for lines in runs[1:])


@pytest.mark.slow
@pytest.mark.parametrize("module", ["apis.json_api.app", "apis.json_api.careless"])
def test_five_seeds_give_the_same_statuses(tmp_path: Path, module: str) -> None:
    with prove.serving(module) as url:
        found = [
            record.read(judged(url, tmp_path / str(seed), seed=seed)).results for seed in range(5)
        ]
    statuses = [{it.requirement.id: it.status for it in results} for results in found]

    assert all(each == statuses[0] for each in statuses[1:])
