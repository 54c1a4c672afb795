"""Checks of https://gitdocumentatie.logius.nl/publicatie/api/adr/2.2.0/#error-handling, beside the shared ones."""

import re
from collections.abc import Iterator, Sequence

from conformance.candidate import Candidate
from conformance.checks import problems
from conformance.checks.described import described
from conformance.checks.looking import listed
from conformance.checks.wrong_input import Wrong, malformed, refused
from conformance.model import Absence, Doubt, Exchange, Finding, Observation, Obstacle

from .wrong import Pair, Sent, named, pairs, sent

_XML = "application/problem+xml"
_BAD_REQUEST = 400
_SERVER_FAULT = 500
# What may be said of a request before its content is looked at, or of what is there already.
_PERHAPS = frozenset((401, 403, 404, 405, 406, 409, 412, 413, 415, 428, 501))


def members(exchange: Exchange, *, members: Sequence[str]) -> Iterator[Observation]:
    """A problem document has these members, in JSON or in XML."""
    yield from problems.members(exchange, members=members)
    if exchange.media_type == _XML and exchange.body:
        given = {
            it.decode() for it in re.findall(rb"<(?:\w+:)?(\w+)[\s/>]", exchange.body[:10_000])
        }
        lacking = [name for name in members if name not in given]
        actual = f"without {listed(lacking)}" if lacking else listed(members)
        yield Finding(not lacking, listed(members), actual, "", exchange)


def content_looked_at(candidate: Candidate) -> Iterator[Observation]:
    """Content that its schema rules out is not taken."""
    for it in _wrongs(candidate):
        doubt = _perhaps(it.answer)
        if doubt or it.answer.status >= _SERVER_FAULT:
            yield doubt or Doubt(f"answered {it.answer.status}", it.answer)
        else:
            met = it.answer.status >= _BAD_REQUEST
            yield Finding(met, f"a refusal: {it.what}", it.answer.where, "", it.answer)
    yield from _nothing_sent(candidate)


def content_refused(candidate: Candidate, *, statuses: Sequence[int]) -> Iterator[Observation]:
    """Content that its schema rules out is refused with one of the statuses, where it is not taken after all."""
    for it in _wrongs(candidate):
        if 200 <= it.answer.status < 300:  # noqa: PLR2004
            yield Absence("what the schema rules out is taken", it.answer)
        else:
            yield _perhaps(it.answer) or refused(it, statuses)
    yield from _nothing_sent(candidate)


def malformed_refused(candidate: Candidate, *, statuses: Sequence[int]) -> Iterator[Observation]:
    """Content that is no JSON is refused with one of the statuses."""
    source = candidate.once(described)
    if source.description is None:
        yield Obstacle(source.reason, source.evidence)
        return
    found: tuple[Wrong, ...] = candidate.once(malformed)
    for it in found:
        yield _perhaps(it.answer) or refused(it, statuses)
    if not found:
        yield Absence("no POST that takes JSON is described at an address without an id")


def _perhaps(answer: Exchange) -> Doubt | None:
    """A doubt where an answer may be about something else than what is wrong with the content."""
    if answer.status in _PERHAPS or 300 <= answer.status < 400:  # noqa: PLR2004
        return Doubt(f"answered {answer.status}, perhaps for another reason", answer)
    return None


def _wrongs(candidate: Candidate) -> tuple[Wrong, ...]:
    done: Sent = candidate.once(sent)
    return done.wrongs


def _nothing_sent(candidate: Candidate) -> Iterator[Observation]:
    source = candidate.once(described)
    if source.description is None:
        yield Obstacle(source.reason, source.evidence)
    elif not _wrongs(candidate):
        yield Absence(
            "no POST is described that takes a JSON document of which a wrong value is known"
        )


def all_named(candidate: Candidate) -> Iterator[Observation]:
    """A query with two faults is refused with an answer that names both."""
    found: tuple[Pair, ...] = candidate.once(pairs)
    for it in found:
        yield _both(it)
    source = candidate.once(described)
    if source.description is None:
        yield Obstacle(source.reason, source.evidence)
    elif not found:
        yield Absence("no two parameters of one operation are refused where they are wrong")


def all_named_in_content(candidate: Candidate) -> Iterator[Observation]:
    """Content with two faults is refused with an answer that names both."""
    done: Sent = candidate.once(sent)
    for it in done.both:
        yield _both(it)
    source = candidate.once(described)
    if source.description is None:
        yield Obstacle(source.reason, source.evidence)
    elif not done.both:
        yield Absence(
            "no POST is described that takes a JSON document of which two wrong values are known"
        )


def _both(pair: Pair) -> Observation:
    """Whether an answer tells of both faults. One that names neither may tell of them in words of its own."""
    answer, names = pair.answer, pair.names
    if not _BAD_REQUEST <= answer.status < _SERVER_FAULT or _perhaps(answer):
        return Doubt(f"answered {answer.status}, not as wrong input", answer)
    told = named(answer, names)
    expected = f"{names[0]} and {names[1]}, both wrong, in one answer"
    if not told:
        return Doubt("the answer names neither of the two that are wrong", answer)
    return Finding(len(told) == len(names), expected, f"{' and '.join(told)}", "", answer)
