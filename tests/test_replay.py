"""A requirement judged again asks as the run did."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.wrappers import Request, Response

from conformance import data, record, run
from conformance.candidate.declared import declared
from conformance.replay import replay
from tests import prove

ACTIVE = "json-api/include/unknown-path-400"


@pytest.fixture
def listening() -> Iterator[tuple[str, list[str]]]:
    """The reference API, and what each request to it accepts."""
    app = data.fixture_module("apis.json_api.app").create_app()
    accepted: list[str] = []

    def answer(request: Request) -> Response:
        accepted.append(request.headers.get("Accept", ""))
        response: Response = app(request)
        return response

    with data.fixture_module("apis.http").serve(answer) as url:
        yield url, accepted


def test_an_active_check_is_asked_again_for_the_media_types_that_the_run_asked_for(
    tmp_path: Path, listening: tuple[str, list[str]]
) -> None:
    url, accepted = listening
    declaration = declared(None, url)
    found = run.run(run.Order("json-api", declaration, tmp_path, wanted=("include",)))
    before = next(it for it in found.results if it.requirement.id == ACTIVE)
    in_the_run = set(accepted)
    accepted.clear()
    again = replay(found, before, declaration)

    assert again.result.status is before.status
    assert prove.MEDIA_TYPE in accepted
    assert set(accepted) <= in_the_run


def test_the_stored_requests_are_paired_with_the_new_answers(
    tmp_path: Path, listening: tuple[str, list[str]]
) -> None:
    url, _ = listening
    declaration = declared(None, url)
    run.run(run.Order("json-api", declaration, tmp_path, wanted=("include",)))
    found = record.read(tmp_path / run.RECORD)
    before = next(it for it in found.results if it.requirement.id == ACTIVE)
    pairs = replay(found, before, declaration).exchanges

    assert pairs
    assert all(old.request == new.request and old is not new for old, new in pairs)
