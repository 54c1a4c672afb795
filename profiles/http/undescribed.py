"""What is to be said of a candidate whose description nobody could read."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from conformance.candidate import Candidate
from conformance.checks.described import Described
from conformance.model import Absence, Exchange, Observation, Obstacle

_LOGIN = (401, 403)
_OK = 200
_NAMED = re.compile(r"/(openapi|swagger)\.(json|ya?ml)$")
_KEY = re.compile(rb"[\"']?\b(openapi|swagger|paths)[\"']?\s*:")
_BEGINNING = 20_000  # bytes in which a description says that it is one


def undescribed(candidate: Candidate, source: Described) -> Iterator[Observation]:
    """An absence where there is nothing at any place, an obstacle where there is something that cannot be used."""
    if texts(candidate, source):
        yield Obstacle(source.reason, source.evidence)
    elif any(it.status in _LOGIN for it in source.tried):
        yield Obstacle("the description is for those who logged in", source.evidence)
    else:
        yield Absence(source.reason or "no description was found", source.evidence)


def texts(candidate: Candidate, source: Described) -> list[Exchange]:
    """The answers that are meant to be a description, whether they can be read or not."""
    return [it for it in source.tried if it.status == _OK and _is_meant(candidate, it)]


def _is_meant(candidate: Candidate, answer: Exchange) -> bool:
    """Whether a success is where a description is declared, or is named like one and has what one begins with."""
    if candidate.declaration.description:
        return True
    named = _NAMED.search(urlsplit(answer.request.url).path)
    says_so = _KEY.search(answer.body[:_BEGINNING])
    return bool(named and says_so) and "html" not in answer.media_type
