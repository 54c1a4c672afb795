"""Checks of https://www.rfc-editor.org/rfc/rfc3986: addresses that are odd, and no reason for a fault of the server."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from conformance.candidate import Candidate
from conformance.checks import pages, targets
from conformance.checks.again import spread
from conformance.checks.intermediaries import maker
from conformance.checks.targets import Surveyed, Target
from conformance.model import Absence, Doubt, Exchange, Finding, Observation

_FORBIDDEN, _SERVER_FAULT, _NOT_IMPLEMENTED = 403, 500, 501
_MOST = 3
_CALM = "an answer that is no fault of the server"


def empty_segment(candidate: Candidate) -> Iterator[Observation]:
    """An address with two slashes in a row is no reason for a fault of the server."""
    for target in _targets(candidate):
        parts = urlsplit(target.url)
        before, _, last = parts.path.rpartition("/")
        yield _calm(candidate.send("GET", parts._replace(path=f"{before}//{last}").geturl()))


def upper_case(candidate: Candidate) -> Iterator[Observation]:
    """An address in capitals is no reason for a fault of the server."""
    for target in _targets(candidate):
        parts = urlsplit(target.url)
        before, _, last = parts.path.rpartition("/")
        yield _calm(candidate.send("GET", parts._replace(path=f"{before}/{last.upper()}").geturl()))


def unknown_parameter(candidate: Candidate) -> Iterator[Observation]:
    """A query parameter that nobody has described is no reason for a fault of the server."""
    for target in _targets(candidate):
        word = candidate.word("parameter")
        yield _calm(candidate.send("GET", pages.asking(target.url, **{word: "1"})))


def encoded_letters(candidate: Candidate) -> Iterator[Observation]:
    """A letter and its percent-encoding are the same in a path."""
    empty = True
    for target in _targets(candidate):
        parts = urlsplit(target.url)
        before, _, last = parts.path.rpartition("/")
        at = next((at for at, it in enumerate(last) if it.isascii() and it.isalnum()), None)
        if at is None or "%" in last:
            continue
        empty = False
        other = f"{before}/{last[:at]}%{ord(last[at]):02X}{last[at + 1 :]}"
        answer = candidate.send("GET", parts._replace(path=other).geturl())
        yield _alike(answer, target.answer)
    if empty:
        yield Absence("no address ends in letters or figures")


def _alike(answer: Exchange, usual: Exchange) -> Observation:
    evidence = (answer, usual)
    if answer.status in {301, 302, 307, 308} or maker(answer):
        return Doubt(f"answered {answer.status} on the way", evidence)
    if answer.status == _FORBIDDEN:
        return Doubt("refused, perhaps by what stands before the API", evidence)
    met = answer.status == usual.status
    return Finding(met, f"{usual.status}, as without the encoding", answer.where, "", evidence)


def _targets(candidate: Candidate) -> list[Target]:
    """Some of what the survey read below the base URL, each of another template."""
    found: Surveyed = candidate.once(targets.surveyed)
    base = urlsplit(candidate.base).path
    below = [it for it in found.targets if urlsplit(it.url).path.rstrip("/") != base]
    return spread(tuple(below), _MOST)


def _calm(answer: Exchange) -> Observation:
    if answer.status >= _SERVER_FAULT and answer.status != _NOT_IMPLEMENTED and maker(answer):
        return Doubt(f"answered {answer.status} by {maker(answer)}", answer)
    met = answer.status < _SERVER_FAULT or answer.status == _NOT_IMPLEMENTED
    return Finding(met, _CALM, answer.where, "", answer)
