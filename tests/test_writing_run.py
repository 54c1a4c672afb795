"""A run with writes: it works on what it made itself, takes it away again, and tells what it could not."""

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from conformance import data, record, run
from conformance.candidate.declaration import Declaration, Limits, Write
from conformance.journal import Journal
from conformance.model import Effect, Status
from conformance.render import html, json_report, summary
from tests import samples

COLLECTIONS = ("articles", "people", "comments", "tags")
NAMES = {"tags": {"name": "by chance"}}
WRITES = frozenset({Effect.SAFE, Effect.WRITES})


@contextmanager
def serving(change: Callable[..., Any] | None = None) -> Iterator[str]:
    """The reference API, changed by a function of the call and the request where one is given."""
    app = data.fixture_module("apis.json_api.app").create_app()
    if change:
        app = data.fixture_module("apis.mutation").mutated(app, change)
    with data.fixture_module("apis.http").serve(app) as url:
        yield url


def order(url: str, out: Path, **given: Any) -> run.Order:
    limits = Limits(addresses=frozenset({"loopback"}))
    declaration = Declaration(url, limits=limits, effects=WRITES)
    return run.Order("json-api@1.1", declaration, out, **given)


def everything(url: str) -> dict[str, Any]:
    """All that the API holds."""
    return {
        name: httpx.get(f"{url}/{name}?page[size]=50&include=").json()["data"]
        for name in COLLECTIONS
    }


@pytest.mark.slow
def test_a_run_leaves_the_candidate_as_it_was(tmp_path: Path) -> None:
    with serving() as url:
        before = everything(url)
        found = run.run(order(url, tmp_path))
        after = everything(url)

    assert found.closing["created"] > len(COLLECTIONS)
    assert found.left_behind == ()
    assert after == before


def refuses_deletion(call: Any, request: Any) -> Any:
    """Nothing can be deleted."""
    if request.method != "DELETE" or "relationships" in request.path:
        return call(request)
    respond = data.fixture_module("apis.responses").respond_error
    return respond(405, "Nothing can be deleted.")


@pytest.mark.slow
def test_what_could_not_be_removed_is_told_everywhere(tmp_path: Path) -> None:
    with serving(refuses_deletion) as url:
        before = everything(url)
        found = run.run(order(url, tmp_path, wanted=("create",)))
        after = everything(url)
    made = sum(len(after[name]) - len(before[name]) for name in COLLECTIONS)
    first = found.left_behind[0]

    assert len(found.left_behind) == made == found.closing["created"]
    assert json_report.render(found)["run"]["left_behind"] == list(found.left_behind)
    assert first in html.render(found)
    assert f"  {first}" in summary.lines(found)
    assert found.left_behind == record.read(tmp_path / run.RECORD).left_behind


@pytest.mark.slow
def test_what_an_earlier_run_left_behind_is_not_held_against_the_candidate(tmp_path: Path) -> None:
    with serving(refuses_deletion) as url:
        run.run(order(url, tmp_path, wanted=("create", "update")))
        found = run.run(order(url, tmp_path, wanted=("create", "update")))
    failed = [it.requirement.id for it in found.results if it.status is Status.FAILED]

    assert failed == []
    assert found.closing["created"] > 0


def test_what_a_candidate_refuses_to_remove_is_asked_for_once(tmp_path: Path) -> None:
    removals: list[str] = []

    def listen(event: run.Event) -> None:
        if isinstance(event, run.Sent) and event.exchange.request.method == "DELETE":
            removals.append(event.exchange.request.url)

    with serving(refuses_deletion) as url:
        found = run.run(order(url, tmp_path, wanted=("create",)), listen)

    assert sorted(removals) == sorted(found.left_behind)


def test_an_interrupted_run_removes_what_it_made(tmp_path: Path) -> None:
    def interrupt(event: run.Event) -> None:
        if isinstance(event, run.Judged) and event.result.requirement.effect is Effect.WRITES:
            raise KeyboardInterrupt

    with serving() as url:
        before = everything(url)
        found = run.run(order(url, tmp_path, wanted=("create",)), interrupt)
        after = everything(url)

    assert found.interrupted
    assert found.closing["created"] > 0
    assert found.left_behind == ()
    assert after == before


def test_what_a_killed_run_left_behind_is_removed_when_it_is_resumed(tmp_path: Path) -> None:
    with serving() as url:
        tag = {"data": {"type": "tags", "attributes": {"name": "left"}}}
        headers = {"Content-Type": "application/vnd.api+json"}
        made = httpx.post(f"{url}/tags", content=json.dumps(tag), headers=headers)
        place = httpx.URL(url).join(made.headers["Location"])
        again = order(url, tmp_path, wanted=("media-type",))
        header = run.run(again).header
        killed = Journal(tmp_path / run.RECORD, header)
        killed.created(str(place))
        killed.close()

        partial = record.read_partial(tmp_path / run.RECORD)
        found = run.run(replace(again, resume=True))
        gone = httpx.get(place).status_code

    assert partial.left_behind == (str(place),)
    assert found.left_behind == ()
    assert gone == 404


def test_the_budget_does_not_hinder_the_clean_up(tmp_path: Path) -> None:
    asked = order("", tmp_path, wanted=("create",))
    with serving() as url:
        limits = replace(asked.declaration.limits, requests=70)
        before = everything(url)
        declaration = replace(asked.declaration, url=url, limits=limits)
        found = run.run(replace(asked, declaration=declaration))
        after = everything(url)

    assert found.closing["created"] > 0
    assert found.closing["requests"] > 70
    assert found.left_behind == ()
    assert after == before


def wants_a_colour(call: Any, request: Any) -> Any:
    """A tag needs a description that is the name of a colour, which no other tag shows."""
    mutation = data.fixture_module("apis.mutation")
    if request.method == "POST" and request.path.endswith("/tags"):
        document = mutation.sent(request) or {}
        attributes = document.get("data", {}).get("attributes", {})
        if attributes.get("description") != "mauve":
            return data.fixture_module("apis.responses").respond_error(422, "That is no colour.")
    return call(request)


@pytest.mark.parametrize(("told", "status"), [(True, "passed"), (False, "blocked")])
def test_what_cannot_be_learnt_can_be_told(tmp_path: Path, told: bool, status: str) -> None:  # noqa: FBT001
    asked = order("", tmp_path, wanted=("json-api/create/201",))
    write = {"tags": Write({"name": "a {word}", "description": "mauve"})} if told else {}
    with serving(wants_a_colour) as url:
        declaration = replace(asked.declaration, url=f"{url}/tags", write=write)
        found = run.run(replace(asked, declaration=declaration))
    result = next(it for it in found.results if it.requirement.id == "json-api/create/201")

    assert result.status == status
    assert told or "[write.TYPE]" in result.reason


def test_without_leave_nothing_is_written(tmp_path: Path) -> None:
    sent: list[str] = []

    def listen(event: run.Event) -> None:
        if isinstance(event, run.Sent):
            sent.append(event.exchange.request.method)

    asked = order("", tmp_path)
    with serving() as url:
        declaration = replace(asked.declaration, url=url, effects=frozenset({Effect.SAFE}))
        found = run.run(replace(asked, declaration=declaration), listen)

    assert set(sent) <= {"GET", "HEAD", "OPTIONS"}
    assert {it.status for it in found.results if it.requirement.effect is Effect.WRITES} <= {
        Status.UNTESTED,
        Status.REVIEW,
    }


@pytest.mark.slow
def test_two_runs_at_once_do_not_accuse_each_other(tmp_path: Path) -> None:
    with serving() as url:
        before = everything(url)
        with ThreadPoolExecutor(2) as pool:
            orders = [order(url, tmp_path / str(number), seed=number) for number in (1, 2)]
            both = list(pool.map(run.run, orders))
        after = everything(url)

    assert [
        it.requirement.id for found in both for it in found.results if it.status == "failed"
    ] == []
    assert after == before


@pytest.mark.slow
def test_what_stands_by_chance_where_nothing_should_be_is_not_deleted(tmp_path: Path) -> None:
    """The number that the suite takes for nobody's is somebody's here."""
    app = data.fixture_module("apis.json_api.app").create_app()
    kept = data.fixture_module("apis.json_api.store").Record
    with app.store.change() as state:
        for kind in COLLECTIONS:
            state.put(replace_id(kept, state.all(kind)[0], "987654321"))
    with data.fixture_module("apis.http").serve(app) as url:
        before = everything(url)
        run.run(order(url, tmp_path))
        after = everything(url)

    assert after == before


def replace_id(kept: Any, record: Any, identity: str) -> Any:
    return kept(
        record.kind, identity, {**record.attributes, **NAMES.get(record.kind, {})}, record.related
    )


def forbids_creation(call: Any, request: Any) -> Any:
    """Nothing can be created."""
    if request.method != "POST":
        return call(request)
    respond = data.fixture_module("apis.responses").respond_error
    return respond(403, "Nothing can be created.")


@pytest.mark.parametrize(
    ("claims", "verdict"), [(("core-read",), "conformant"), (("core-write",), "not conformant")]
)
def test_a_class_that_is_claimed_and_not_offered_fails(
    tmp_path: Path, claims: tuple[str, ...], verdict: str
) -> None:
    asked = order("", tmp_path)
    with serving(forbids_creation) as url:
        claimed = replace(asked.declaration.claims, classes=claims)
        declaration = replace(asked.declaration, url=url, claims=claimed)
        found = run.run(replace(asked, declaration=declaration))
    failed = [it for it in found.results if it.status is Status.FAILED]

    assert found.verdict == verdict
    assert all("which the candidate claims" in it.faults[0].expected for it in failed)
    assert len(failed) == (claims == ("core-write",))


def test_a_record_names_what_was_made_while_it_is_made(tmp_path: Path) -> None:
    """Several threads make things at once, and the chain still holds."""
    path = tmp_path / "record.jsonl"
    samples.written(path, [])
    journal = Journal(path, record.read(path).header)
    threads = [threading.Thread(target=journal.created, args=(f"http://a/{n}",)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    journal.close()

    assert set(record.read_partial(path).left_behind) == {f"http://a/{n}" for n in range(20)}
