"""Checks of the module on encryption: what is open of encrypted content. Whether it can be opened needs a key.

Only encrypted answers, and operations that take encrypted content, are looked at: the module binds who encrypts.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence

from conformance.candidate import Candidate
from conformance.checks.described import described
from conformance.checks.intermediaries import maker
from conformance.checks.looking import either, looked
from conformance.checks.shapes import kinds_of
from conformance.checks.wrong_input import posted
from conformance.description import Description, Operation
from conformance.model import Absence, Doubt, Exchange, Finding, Observation, Obstacle

from .tokens import MEDIA_TYPE, Token, encoded, token

_MOST = 2
_NOT_FOUND_OUT = (401, 403, 404, 405, 501)


def media_type(exchange: Exchange) -> Iterator[Observation]:
    """Encrypted content is application/jose+json."""
    if exchange.once(token) is not None:
        met = exchange.media_type == MEDIA_TYPE
        yield Finding(met, MEDIA_TYPE, exchange.media_type or "none", "content-type", exchange)


def compact(exchange: Exchange) -> Iterator[Observation]:
    """Encrypted content is in the compact form: five parts with dots between them."""
    found: Token | None = exchange.once(token)
    if found is not None:
        actual = "five parts" if found.is_compact else "JSON"
        yield Finding(found.is_compact, "a JWE of five parts", actual, "", exchange)


def parameter(exchange: Exchange, *, name: str, value: str) -> Iterator[Observation]:
    """The protected header of encrypted content has that value."""
    found: Token | None = exchange.once(token)
    if found is not None:
        given = found.header.get(name)
        actual = f"{name}: {given}" if given is not None else f"no {name}"
        yield Finding(given == value, f"{name}: {value}", actual[:60], "", exchange)


def both_ways(description: Description) -> Iterator[Observation]:
    """What takes encrypted content gives it too: a client sends its media type in Content-Type and in Accept."""
    return either(
        (
            looked(
                not any(MEDIA_TYPE in kinds for kinds in given),
                f"a success with {MEDIA_TYPE}",
                ", ".join(sorted({kind for kinds in given for kind in kinds})) or "no content",
                it.pointer,
            )
            for it in description.operations()
            if MEDIA_TYPE in kinds_of(it.node.get("requestBody"))
            for given in [_given(it)]
        ),
        f"no operation takes {MEDIA_TYPE}",
    )


def _given(operation: Operation) -> list[list[str]]:
    responses = operation.responses.items()
    return [kinds_of(node) for status, node in responses if status.startswith("2")]


def unsupported_refused(candidate: Candidate, *, statuses: Sequence[int]) -> Iterator[Observation]:
    """Content that is encrypted with an algorithm that nobody has is refused with one of the statuses."""
    source = candidate.once(described)
    if source.description is None:
        yield Obstacle(source.reason, source.evidence)
        return
    found = [
        it
        for it in source.description.operations()
        if it.method == "post"
        and "{" not in it.path
        and MEDIA_TYPE in kinds_of(it.node.get("requestBody"))
    ]
    for it in found[:_MOST]:
        content = _unreadable(candidate.word("algorithm"))
        answer = posted(candidate, candidate.base + it.path, content, MEDIA_TYPE)
        expected = f"{' or '.join(map(str, statuses))}: an unknown algorithm"
        if answer.status in _NOT_FOUND_OUT or 300 <= answer.status < 400:  # noqa: PLR2004
            yield Doubt(f"answered {answer.status}, perhaps before it was looked at", answer)
        elif made := maker(answer):
            yield Doubt(f"this error was made by {made}", answer)
        else:
            yield Finding(answer.status in statuses, expected, answer.where, "", answer)
    if not found:
        yield Absence(f"no POST at an address without an id takes {MEDIA_TYPE}")


def _unreadable(word: str) -> bytes:
    """A JWE that has the right form, an algorithm of that name, and nothing in it that anybody could open."""
    header = json.dumps({"alg": word, "enc": "A256GCM", "typ": "JWE"}).encode()
    noise = hashlib.sha512(word.encode()).digest()
    parts = (header, noise * 4, noise[:12], noise[:32], noise[:16])
    return ".".join(map(encoded, parts)).encode()
