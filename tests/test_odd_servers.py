"""Correct servers in odd circumstances are judged to the end, and accused of nothing."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from conformance import data, run
from conformance.candidate.declaration import Claims, Declaration, Limits
from conformance.model import Effect, Level, Status
from conformance.record import Record

BOTH = frozenset({Effect.SAFE, Effect.WRITES})
LAG = 0.08  # seconds before an eventually consistent store shows a change


@contextmanager
def serving(app: Any, change: Callable[..., Any] | None = None) -> Iterator[str]:
    if change:
        app = data.fixture_module("apis.mutation").mutated(app, change)
    with data.fixture_module("apis.http").serve(app) as url:
        yield url


def blog() -> Any:
    return data.fixture_module("apis.json_api.app").create_app()


def order(url: str, out: Path, *effects: Effect) -> run.Order:
    limits = Limits(addresses=frozenset({"loopback"}))
    declaration = Declaration(
        url, claims=Claims("1.1"), limits=limits, effects=frozenset(effects) or BOTH
    )
    return run.Order("json-api", declaration, out)


def accused(found: Record) -> dict[str, str]:
    """The mandatory clauses that fail, or break the check, and what was there."""
    return {
        it.requirement.id: it.reason or it.faults[0].actual
        for it in found.results
        if it.requirement.level is Level.MUST and it.status in (Status.FAILED, Status.ERRORED)
    }


@pytest.mark.slow
def test_a_hundred_thousand_resources_are_sampled(tmp_path: Path) -> None:
    app = blog()
    record = data.fixture_module("apis.json_api.store").Record
    with app.store.change() as state:
        for number in range(1000, 101_000):
            attributes = {"name": f"tag {number:06}", "description": None}
            state.put(record("tags", str(number), attributes, {}))
    with serving(app) as url:
        found = run.run(order(url, tmp_path, Effect.SAFE))

    assert accused(found) == {}
    assert found.closing["requests"] <= 400
    assert {it.status for it in found.results} & {Status.INCONCLUSIVE} == set()


def shows_changes_later(call: Any, request: Any) -> Any:
    """What is written to a resource is seen a moment later: until then its addresses answer what they did before."""
    notes = data.fixture_module("apis.mutation").notes(call)
    resource = "/".join(request.path.split("/")[:4])
    key = (request.full_path, str(request.headers))
    now = time.monotonic()
    if request.method == "GET":
        if now < notes.get(resource, 0.0) and key in notes:
            return notes[key]
        notes[key] = response = call(request)
        response.freeze()
        return response

    notes[resource] = now + LAG
    return call(request)


@pytest.mark.slow
def test_an_eventually_consistent_store_is_not_accused(tmp_path: Path) -> None:
    with serving(blog(), shows_changes_later) as url:
        found = run.run(order(url, tmp_path))

    assert accused(found) == {}
    assert found.left_behind == ()


def links_elsewhere(call: Any, request: Any) -> Any:
    """The related resources are served by another host, and only there."""
    tools = data.fixture_module("apis.mutation")
    if request.path.count("/") == 4 and "relationships" not in request.path:
        return data.fixture_module("apis.responses").respond_error(404, "That is elsewhere.")

    def moved(name: str, link: Any) -> Any:
        return f"http://192.0.2.1{link}" if name == "related" and isinstance(link, str) else link

    return tools.each_link(call(request), moved)


@pytest.mark.slow
def test_links_to_another_host_are_neither_followed_nor_held_against_the_candidate(
    tmp_path: Path,
) -> None:
    asked: list[str] = []

    def listen(event: run.Event) -> None:
        if isinstance(event, run.Sent):
            asked.append(event.exchange.request.url)

    with serving(blog(), links_elsewhere) as url:
        found = run.run(order(url, tmp_path), listen)

    assert accused(found) == {}
    assert all(it.startswith("http://127.0.0.1:") for it in asked)


def behind_a_proxy(call: Any, request: Any) -> Any:
    """A proxy serves the API below another path, and rewrites every link and Location."""
    tools = data.fixture_module("apis.mutation")
    outer, inner = "/gemeente/blog/v1", "/api"
    if not request.path.startswith(outer):
        return data.fixture_module("apis.responses").respond_error(404, "Nothing is here.")
    response = call(tools.with_path(request, inner + request.path[len(outer) :]))
    if "Location" in response.headers:
        response.headers["Location"] = response.headers["Location"].replace(inner, outer, 1)

    def moved(_name: str, link: Any) -> Any:
        if isinstance(link, dict):
            return {**link, "href": link["href"].replace(inner, outer, 1)}
        return link.replace(inner, outer, 1) if isinstance(link, str) else link

    return tools.each_link(response, moved)


@pytest.mark.slow
def test_a_proxy_that_moves_the_api_makes_no_difference(tmp_path: Path) -> None:
    with serving(blog(), behind_a_proxy) as url:
        found = run.run(order(url.replace("/api", "/gemeente/blog/v1"), tmp_path))

    assert accused(found) == {}
    assert found.left_behind == ()


@pytest.mark.slow
@pytest.mark.parametrize("status", [403, 405])
def test_a_server_that_forbids_every_write_offers_no_writing(tmp_path: Path, status: int) -> None:
    def forbids(call: Any, request: Any) -> Any:
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return call(request)
        response = data.fixture_module("apis.responses").respond_error(status, "Reading only.")
        response.headers["Allow"] = "GET, HEAD, OPTIONS"
        return response

    with serving(blog(), forbids) as url:
        found = run.run(order(url, tmp_path))
    writing = [it for it in found.results if it.requirement.effect is Effect.WRITES]
    binding = {it.status for it in writing if it.requirement.level is Level.MUST}

    assert accused(found) == {}
    assert binding <= {Status.INAPPLICABLE, Status.REVIEW, Status.PASSED}
    assert found.closing["created"] == 0
    assert found.verdict == "conformant"
