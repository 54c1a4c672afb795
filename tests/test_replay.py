"""A requirement judged again asks as the run did."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from werkzeug.wrappers import Request, Response

from conformance import data, record, run
from conformance.candidate.declaration import Declaration
from conformance.candidate.declared import declared
from conformance.errors import UsageError
from conformance.model import Effect, Status
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
    assert prove.MEDIA_TYPES["json-api"] in accepted
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


WRITING = "json-api/create/201"


def _run(url: str, folder: Path) -> tuple[record.Record, Declaration]:
    declaration = replace(declared(None, url), effects=frozenset({Effect.SAFE, Effect.WRITES}))
    return run.run(run.Order("json-api@1.1", declaration, folder, wanted=("create",))), declaration


def test_what_writes_is_made_anew_and_removed_again(tmp_path: Path) -> None:
    with prove.served("create.a_creation_is_answered_200") as url:
        found, declaration = _run(url, tmp_path)
        before = next(it for it in found.results if it.requirement.id == WRITING)
        articles = httpx.get(f"{url}/articles?page[size]=50").json()["data"]
        again = replay(found, before, declaration)
        after = httpx.get(f"{url}/articles?page[size]=50").json()["data"]

    assert before.status is again.result.status is Status.FAILED
    assert after == articles


def test_nothing_is_written_again_without_leave(tmp_path: Path) -> None:
    with prove.served() as url:
        found, declaration = _run(url, tmp_path)
        before = next(it for it in found.results if it.requirement.id == WRITING)
        with pytest.raises(UsageError, match="writes to the candidate") as raised:
            replay(found, before, replace(declaration, effects=frozenset({Effect.SAFE})))

    assert raised.value.hint == "add --allow writes"


def test_a_passive_finding_on_a_write_is_not_sent_again(tmp_path: Path) -> None:
    with prove.served("create.location_ends_in_a_slash") as url:
        found, declaration = _run(url, tmp_path)
        name = "json-api/create/self-equals-location"
        before = next(it for it in found.results if it.requirement.id == name)
        with pytest.raises(UsageError, match="not sent again") as raised:
            replay(found, before, declaration)

    assert "conformance run" in raised.value.hint
