"""Clauses of the Belgian and Italian guides that are found out by asking: a small API keeps or breaks them."""

import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.wrappers import Request, Response

from conformance import data
from conformance.model import Result, Status
from tests import prove
from tests.faces import ON_SMALL_APIS

TRACE = "BelGov-Trace-Id"
RELATED = "BelGov-Related-Trace-Id"
OPENAPI = {
    "openapi": "3.0.3",
    "info": {"title": "Employers", "version": "1.0.0"},
    "servers": [{"url": "/employers/v1"}],
    "paths": {
        "/cities": {"get": {"responses": {"200": {"description": "OK"}}}},
        "/health": {"get": {"responses": {"200": {"description": "OK"}}}},
        "/status": {
            "get": {
                "responses": {
                    "200": {"description": "OK", "content": {"application/problem+json": {}}}
                }
            }
        },
    },
}
NAMES = {"nl": "Brussel", "fr": "Bruxelles", "de": "Brüssel"}


class SmallApi:
    """One collection, a description, health and status; `faults` are the ids of the clauses that it breaks."""

    base = "/employers/v1"

    def __init__(self, *faults: str) -> None:
        self.faults = frozenset(faults)
        self.count = 0

    def __call__(self, request: Request) -> Response:
        """Answer as the path says, and trace what was asked."""
        self.count += 1
        place = request.path.removeprefix(self.base)
        answers: dict[str, Callable[[Request], Response]] = {
            "/openapi.json": lambda _: _json(OPENAPI),
            "/doc/openapi.yaml": self._description,
            "/cities": self._cities,
            "/health": lambda _: self._health(),
            "/status": lambda _: self._status(),
        }
        answer: Response = answers.get(place, _nothing)(request)
        if self._is_refused(request):
            answer = Response(status=400)
        if "tracing/none" not in self.faults:
            self._trace(request, answer)
        return answer

    def _is_refused(self, request: Request) -> bool:
        unknown = bool(request.args) and not self._breaks("specifications/unknown-input")
        return unknown or (self._breaks("specifications/unknown-headers") and _has_word(request))

    def _breaks(self, name: str) -> bool:
        return name in self.faults

    def _description(self, request: Request) -> Response:
        if self._breaks("specifications/doc-location"):
            return Response(status=404)
        if self._breaks("specifications/doc-open") and "Authorization" not in request.headers:
            return Response(status=401)
        return Response(json.dumps(OPENAPI), mimetype="application/yaml")

    def _cities(self, request: Request) -> Response:
        wanted = request.headers.get("Accept-Language", "nl")
        language = wanted.partition("-")[0]
        if self._breaks("internationalisation/belgian-variants") and "-" in wanted:
            language = "fr" if language == "nl" else "nl"
        if self._breaks("internationalisation/default-language") and language not in NAMES:
            return Response(status=406)
        language = language if language in NAMES else "nl"
        answer = _json({"items": [{"name": NAMES[language]}] * 300})
        answer.headers["Content-Language"] = language
        if not self._breaks("internationalisation/vary"):
            answer.headers["Vary"] = "Accept-Language"
        if "gzip" in request.headers.get("Accept-Encoding", "") and not self._breaks(
            "rest-names/compression"
        ):
            answer.data = gzip.compress(answer.data)
            answer.headers["Content-Encoding"] = "gzip"
        return answer

    def _health(self) -> Response:
        return Response(status=404) if self._breaks("health/resource") else _json({"status": "UP"})

    def _status(self) -> Response:
        plain = self._breaks("rest-names/status")
        kind = "application/json" if plain else "application/problem+json"
        return Response(json.dumps({"title": "OK", "status": 200}), content_type=kind)

    def _trace(self, request: Request, answer: Response) -> None:
        theirs = request.headers.get(TRACE)
        answer.headers[TRACE] = "always" if self._breaks("tracing/unique") else f"id-{self.count}"
        if theirs and self._breaks("tracing/not-copied"):
            answer.headers[TRACE] = theirs
        if theirs:
            answer.headers[RELATED] = "another" if self._breaks("tracing/related") else theirs


def _json(value: Any) -> Response:
    return Response(json.dumps(value), content_type="application/json")


def _nothing(_: Request) -> Response:
    return Response(status=404)


def _has_word(request: Request) -> bool:
    return any(name.lower().startswith("zq") for name in request.headers.keys())  # noqa: SIM118


FAULTS = {  # requirement → the fault that breaks it
    **{it: it.partition("/")[2] for it in ON_SMALL_APIS},
    "be-belgif/specifications/yaml": "specifications/doc-location",
    "be-belgif/health/resource": "health/resource",
    "it-modi/rest-names/status": "rest-names/status",
}


def judged(requirement: str, *faults: str) -> Result:
    name = requirement.partition("/")[0]
    version = prove.profile(name).versions[-1]
    with data.fixture_module("apis.http").serve(SmallApi(*faults)) as url:
        results = prove.judged(url, frozenset({requirement}), version, name=name, jobs=1, token="t")
    return next(it for it in results if it.requirement.id == requirement)


@pytest.mark.parametrize("requirement", sorted(FAULTS))
def test_an_api_that_keeps_the_clause_passes(requirement: str) -> None:
    result = judged(requirement)

    assert result.status is Status.PASSED, result


@pytest.mark.parametrize("requirement", sorted(FAULTS))
def test_an_api_that_breaks_the_clause_fails(requirement: str) -> None:
    result = judged(requirement, FAULTS[requirement])

    assert result.status is Status.FAILED, result


@pytest.mark.parametrize("name", ["unique", "not-copied", "related"])
def test_who_sends_no_trace_id_is_asked_for_nothing_about_it(name: str) -> None:
    result = judged(f"be-belgif/tracing/{name}", "tracing/none")

    assert result.status is Status.INAPPLICABLE
