"""What the editors' own schema tests of 1.0 say of 94 documents, said again with documents of our own.

Their tests are about a schema; ours are about the checks. A case is one document, and the whole profile, as far as it
looks at what goes by, judges it in both versions. Where the editors' verdict is not ours, the case says why.
"""

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from conformance import profiles
from conformance.judge import applicable, judge_exchanges
from conformance.model import Level, Requirement, Result, Status
from tests import prove
from tests.documents.official_names import NAMES

FOLDER = Path(__file__).parent
VERSIONS = ("1.0", "1.1")
ADVICE = "recommendations"
"""Judged elsewhere: hardly any of the documents keeps to all of the advice, nor need it."""


@dataclass(frozen=True)
class Case:
    """One document, where it was had or sent, and the verdict on it."""

    name: str
    at: str
    document: str
    valid: bool
    side: str = "response"
    status: int = 200
    sent: str = ""
    fails: tuple[str, ...] = ()
    fails_in_1_1: tuple[str, ...] | None = None
    shown_by: tuple[str, ...] = ()
    differs: str = ""

    def expected(self, version: str) -> set[str]:
        """The requirements that fail, as ids."""
        newer = version != "1.0" and self.fails_in_1_1 is not None
        found = self.fails_in_1_1 if newer else self.fails
        return {f"json-api/{name}" for name in found or ()}

    def exchange(self, version: str) -> Mapping[str, Any]:
        """The exchange that carries the document, which declares the version that judges it."""
        text = self.document.replace('"version": "1.0"', f'"version": "{version}"')
        return {self.at: {"status": self.status, "text": text, "request": {"text": self.sent}}}


def _cases() -> Iterator[Case]:
    for file in sorted(FOLDER.glob("cases_*.toml")):
        for written in tomllib.loads(file.read_text(encoding="utf-8"))["case"]:
            listed = {key: tuple(it) for key, it in written.items() if isinstance(it, list)}
            yield Case(**{**written, **listed})


CASES = tuple(_cases())
RESPONSES = [it for it in CASES if it.side == "response"]
REQUESTS = [it for it in CASES if it.side == "request"]


@cache
def _judges(version: str) -> tuple[Requirement, ...]:
    """The requirements of a version that look at what goes by."""
    return tuple(
        it
        for it in applicable(prove.profile().requirements, version)
        if it.check and profiles.is_passive(prove.ways()[it.id])
    )


@cache
def _results(case: Case, version: str) -> tuple[Result, ...]:
    seen = prove.example(case.exchange(version), prove.MEDIA_TYPES["json-api"])
    ways = prove.ways()
    return tuple(judge_exchanges(it, ways[it.id], seen) for it in _judges(version))


def _failing(case: Case, version: str) -> set[str]:
    return {
        it.requirement.id
        for it in _results(case, version)
        if it.status is Status.FAILED and it.requirement.conformance_class != ADVICE
    }


def _name(value: Any) -> str:
    return value.name if isinstance(value, Case) else str(value)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("case", RESPONSES, ids=_name)
def test_a_document_fails_what_its_case_names_and_nothing_else(case: Case, version: str) -> None:
    assert _failing(case, version) == case.expected(version)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("case", RESPONSES, ids=_name)
def test_no_check_breaks_on_a_document(case: Case, version: str) -> None:
    errored = [it for it in _results(case, version) if it.status is Status.ERRORED]

    assert not errored


@pytest.mark.parametrize("case", [it for it in RESPONSES if it.valid], ids=_name)
def test_a_valid_document_passes_something_that_binds(case: Case) -> None:
    passed = [
        it.requirement.id
        for it in _results(case, "1.0")
        if it.status is Status.PASSED and it.requirement.level is Level.MUST
    ]

    assert len(passed) > 1  # one of them says no more than that it is sent as JSON:API


@pytest.mark.parametrize("case", RESPONSES, ids=_name)
def test_a_verdict_that_is_not_the_editors_has_a_reason(case: Case) -> None:
    ours = not _failing(case, "1.0")

    assert bool(case.differs) is (ours is not case.valid)


@pytest.mark.parametrize("case", REQUESTS, ids=_name)
def test_a_request_is_shown_by_a_requirement_or_binds_clients_alone(case: Case) -> None:
    known = {it.id for it in prove.profile().requirements}

    assert {f"json-api/{name}" for name in case.shown_by} <= known
    assert bool(case.shown_by) is not bool(case.differs)


def test_the_editors_documents_are_all_here() -> None:
    kinds = Counter((it.side, it.valid) for it in CASES)

    assert kinds == {
        ("response", True): 21,
        ("response", False): 57,
        ("request", True): 8,
        ("request", False): 8,
    }


def test_each_of_the_editors_documents_has_its_case() -> None:
    named = [name for group in NAMES.values() for name in group]

    assert sorted(named) == sorted(it.name for it in CASES)
