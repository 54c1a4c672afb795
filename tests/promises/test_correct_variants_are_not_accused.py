"""A correct server is never accused: every variant of the reference API is allowed, and the suite says so."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from inspect import isfunction
from types import ModuleType
from typing import Any

import pytest

from conformance import data
from conformance.candidate import Candidate
from conformance.candidate.declaration import Declaration, Limits
from conformance.model import Effect, Exchange, Level, Result, Status
from tests import prove

pytestmark = pytest.mark.slow

BOTH = frozenset({Effect.SAFE, Effect.WRITES})
FOLDER = "fixtures/apis/json_api/variants"
# What no check asks, and some variants answer in another way.
MORE = (
    "/api/articles?page%5Bnumber%5D=99",
    "/api/articles?sort=category",
    "/api/articles/1/nothing",
)
# What tells one refusal from another, and so depends on how many there were before it.
OCCURRENCE = re.compile(rb'"id":"[0-9a-f]{12}-[0-9-]+"')


@dataclass(frozen=True)
class Variant:
    """The reference API turned into another server, what it does not follow and why, and where to begin."""

    function: Any
    misses: Mapping[str, str]
    starts: tuple[str, ...]


def _of(module: ModuleType) -> Iterator[tuple[str, Variant]]:
    for name, it in vars(module).items():
        if isfunction(it) and it.__module__ == module.__name__ and not name.startswith("_"):
            yield name, Variant(it, module.MISSES.get(it, {}), module.STARTS.get(it, ()))


def _variants() -> dict[str, Variant]:
    found: dict[str, Variant] = {}
    for file in sorted((data.root() / FOLDER).glob("[a-z]*.py")):
        module = data.fixture_module(f"apis.json_api.variants.{file.stem}")
        found |= {f"{file.stem}.{name}": variant for name, variant in _of(module)}
    return found


VARIANTS = _variants()


@dataclass(frozen=True)
class Run:
    """What a full run found and what it was answered."""

    results: list[Result]
    answers: frozenset[Any]

    def ids(self, *statuses: Status) -> set[str]:
        """The requirements with one of these statuses."""
        return {it.requirement.id for it in self.results if it.status in statuses}


def _judged(function: Any, starts: tuple[str, ...] = ()) -> Run:
    app = data.fixture_module("apis.json_api.app").create_app()
    if function:
        app = data.fixture_module("apis.mutation").mutated(app, function)
    with data.fixture_module("apis.http").serve(app) as url:
        limits = Limits(addresses=frozenset({"loopback"}))
        declaration = Declaration(url, start=starts, limits=limits, effects=BOTH)
        candidate = Candidate(declaration, accept=prove.profile().accept, jobs=4)
        try:
            results = prove._judge(candidate, None, "1.1")
            candidate.get_all(map(candidate.url, MORE))
            answered = (it for it in candidate.observed if it.response)
            return Run(results, frozenset(map(_answer, answered)))
        finally:
            candidate.close()


def _answer(exchange: Exchange) -> Any:
    response = exchange.response
    assert response, exchange.fault

    body = OCCURRENCE.sub(b"", response.body)
    asked = exchange.request.method, exchange.target
    return *asked, response.reason, response.headers, response.oddities, body


@cache
def _reference() -> frozenset[Any]:
    return _judged(None).answers


def test_there_are_at_least_thirty_variants() -> None:
    assert len(VARIANTS) >= 30


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_says_in_one_line_what_allows_it(name: str) -> None:
    line = VARIANTS[name].function.__doc__

    assert "\n" not in line
    assert re.search(r" \(.+\)\.$", line), "it ends in the clause or the freedom, in brackets"


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_is_another_server_and_accused_of_nothing_but_what_it_declares(name: str) -> None:
    run = _judged(VARIANTS[name].function, VARIANTS[name].starts)
    faults = {
        it.requirement.id: (it.requirement.level.value, it.reason or it.faults[:1])
        for it in run.results
        if it.status in (Status.FAILED, Status.ERRORED)
    }
    binding = {it.requirement.id for it in run.results if it.requirement.level is Level.MUST}

    assert not binding & faults.keys(), faults
    assert not run.ids(Status.ERRORED), faults
    assert faults.keys() == VARIANTS[name].misses.keys(), faults
    assert binding & run.ids(Status.PASSED), "nothing was seen kept: it was passed over in silence"
    assert run.answers - _reference(), "it answers as the reference does"
