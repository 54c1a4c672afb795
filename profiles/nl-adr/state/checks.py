"""Checks of https://gitdocumentatie.logius.nl/publicatie/api/adr/2.2.0/#statelessness: what no server remembers."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from conformance.candidate import Candidate
from conformance.checks import targets
from conformance.checks.shapes import keyword, types
from conformance.checks.targets import Target
from conformance.description import Parameter
from conformance.model import Absence, Doubt, Exchange, Finding, Observation

_OK = 200
_MOST = 2
_MOST_TRIES = 3
_ROUNDS = 2
_EXPECTED = "the same as before, whatever was asked in between"


def nothing_remembered(candidate: Candidate) -> Iterator[Observation]:
    """What one request chose, a page, a filter or an order, is not chosen for the next that does not ask for it.

    Cookies are never sent back, so whatever is answered does without. One that is set may still stand for a session.
    """
    found = candidate.once(targets.surveyed)
    judged = [it for target in found.collections[:_MOST] for it in _judged(candidate, target)]
    yield from judged
    cookies = [it.answer for it in found.targets if it.answer.header("set-cookie")]
    if cookies:
        yield Doubt("a cookie is set, which may stand for a session", tuple(cookies[:_MOST]))
    elif not judged:
        yield Absence("no collection takes a page, a filter or an order that makes a difference")


def _judged(candidate: Candidate, target: Target) -> Iterator[Observation]:
    """What two rounds show: another request of this run may have come between in one."""
    for _ in range(_ROUNDS):
        yield from _round(candidate, target)


def _round(candidate: Candidate, target: Target) -> Iterator[Observation]:
    before = candidate.send("GET", target.url)
    other = _another(candidate, target, before)
    if before.status != _OK or other is None:
        return
    after = candidate.send("GET", target.url)
    evidence = (after, other, before)
    if _listed(after) == _listed(before):
        yield Finding(True, _EXPECTED, "the same", "", evidence)
    elif _listed(after) == _listed(other):
        yield Finding(False, _EXPECTED, f"what was asked for by {other.target}", "", evidence)
    else:
        yield Doubt("the same request gives another result each time", evidence)


def _another(candidate: Candidate, target: Target, before: Exchange) -> Exchange | None:
    """The answer to another choice from the same collection, which gives something else; None where there is none."""
    parameters = target.operation.parameters if target.operation else ()
    choices = [(it.name, value) for it in parameters for value in _values(it)]
    for name, value in choices[:_MOST_TRIES]:
        answer = candidate.send("GET", _with(target.url, name, value))
        if answer.status == _OK and _listed(answer) != _listed(before):
            return answer
    return None


def _values(parameter: Parameter) -> Iterator[str]:
    """A value for a query parameter that is likely to choose something else; none where nobody can tell."""
    choices = keyword(parameter.schema, "enum")
    if parameter.place != "query":
        return
    if isinstance(choices, list) and choices and isinstance(choices[-1], str):
        yield choices[-1]
    elif types(parameter.schema) - {"null"} == {"integer"}:
        yield "2"


def _with(url: str, name: str, value: str) -> str:
    parts = urlsplit(url)
    pairs = [(key, it) for key, it in parse_qsl(parts.query, keep_blank_values=True) if key != name]
    return parts._replace(query=urlencode([*pairs, (name, value)])).geturl()


def _listed(answer: Exchange) -> Any:
    return targets.items_of(answer.json)
