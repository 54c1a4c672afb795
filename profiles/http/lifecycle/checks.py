"""Checks of https://www.rfc-editor.org/rfc/rfc9745 and rfc8594: what is deprecated, and until when it stays."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from conformance.candidate import Candidate
from conformance.checks import targets
from conformance.model import Exchange, Finding, Observation, Obstacle

_MOMENT = re.compile(r"@(-?\d{1,15})(?:\s*;.*)?", re.DOTALL)
_RELATION = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))", re.IGNORECASE)
_TITLE = re.compile(r";\s*(?!rel\b)[\w*-]+\s*=\s*\"(?:[^\"\\]|\\.)*\"", re.IGNORECASE)


def sunset_after_deprecation(exchange: Exchange) -> Iterator[Observation]:
    """Sunset is not earlier than Deprecation, where both are there and can be read."""
    deprecated, gone = _deprecated(exchange), _gone(exchange)
    if deprecated is not None and gone is not None:
        met = gone.timestamp() >= deprecated
        actual = f"Sunset: {exchange.header('sunset')}"
        expected = f"not before Deprecation: {exchange.header('deprecation')}"
        yield Finding(met, expected, actual, "sunset", exchange)


def linked(exchange: Exchange, *, field: str, relation: str) -> Iterator[Observation]:
    """What has the field has a link of the relation; nothing is found where it has none."""
    if exchange.header(field) is not None and relation in _relations(exchange):
        yield Finding(True, f'rel="{relation}"', f'rel="{relation}"', "link", exchange)


def deprecated_says_so(candidate: Candidate) -> Iterator[Observation]:
    """What is described as deprecated has the field Deprecation."""
    found = candidate.once(targets.surveyed)
    if found.description is None:
        yield Obstacle(found.described.reason, found.described.evidence)
    for it in found.targets:
        if it.operation and it.operation.deprecated:
            value = it.answer.header("deprecation")
            actual = f"Deprecation: {value}" if value else "no Deprecation"
            yield Finding(bool(value), "the field Deprecation", actual, "deprecation", it.answer)


def described_as_deprecated(candidate: Candidate) -> Iterator[Observation]:
    """What says that it is deprecated by now is described so."""
    found = candidate.once(targets.surveyed)
    if found.description is None:
        yield Obstacle(found.described.reason, found.described.evidence)
    for it in found.targets:
        since = _deprecated(it.answer)
        if it.operation and since is not None and since <= _started(it.answer):
            met = it.operation.deprecated
            actual = "deprecated: true" if met else f"no deprecated at {it.operation.pointer}"
            yield Finding(met, "deprecated: true", actual, "deprecation", it.answer)


def _deprecated(exchange: Exchange) -> int | None:
    """The moment in Deprecation, in seconds since 1970; None when there is none that can be read."""
    found = _MOMENT.fullmatch((exchange.header("deprecation") or "").strip())
    return int(found[1]) if found else None


def _gone(exchange: Exchange) -> datetime | None:
    """The moment in Sunset; None when there is none that can be read."""
    try:
        moment = parsedate_to_datetime(exchange.header("sunset") or "")
    except (ValueError, OverflowError):
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC)


def _started(exchange: Exchange) -> float:
    return datetime.fromisoformat(exchange.started).timestamp() if exchange.started else 0.0


def _relations(exchange: Exchange) -> set[str]:
    """The relations of all links in Link, in lower case; other texts between quotes are not looked into."""
    value = _TITLE.sub("", exchange.header("link") or "")
    return {name.lower() for it in _RELATION.finditer(value) for name in (it[1] or it[2]).split()}
