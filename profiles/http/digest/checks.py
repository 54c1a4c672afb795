"""Checks of https://www.rfc-editor.org/rfc/rfc9530: digests of what was sent, and of what it is a part of."""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator

from conformance.candidate import Candidate
from conformance.model import Doubt, Exchange, Finding, Observation

from ..ranges.checks import Parting, parting

_KNOWN = {"sha-256": hashlib.sha256, "sha-512": hashlib.sha512}
_MEMBER = re.compile(r"([a-z*][a-z0-9_.*-]*)=:([A-Za-z0-9+/]*=*):(?:\s*;.*)?")
_FIELDS = ("content-digest", "repr-digest")
_OK, _NOT_MODIFIED = 200, 304


def syntax(exchange: Exchange) -> Iterator[Observation]:
    """Each member of a digest field is an algorithm and a digest between colons."""
    for name in _FIELDS:
        value = exchange.header(name)
        if value is not None:
            wrong = [
                it for it in _members(value) if not _MEMBER.fullmatch(it) or _digest(it) is None
            ]
            actual = f"{name}: {value}" if not wrong else f"{wrong[0] or 'nothing'} in {name}"
            yield Finding(not wrong, "algorithm=:base64:", actual, name, exchange)


def content_digest(exchange: Exchange) -> Iterator[Observation]:
    """A Content-Digest is that of the content as it was sent."""
    sent = exchange.request.method != "HEAD" and exchange.status != _NOT_MODIFIED
    if sent and not _is_coded(exchange):
        yield from _judged(exchange, "content-digest", exchange.body)


def repr_digest(exchange: Exchange) -> Iterator[Observation]:
    """A Repr-Digest of an answer with the whole representation is that of its content."""
    whole = exchange.request.method == "GET" and exchange.status == _OK
    if whole and not _is_coded(exchange):
        yield from _judged(exchange, "repr-digest", exchange.body)


def repr_digest_of_part(candidate: Candidate) -> Iterator[Observation]:
    """A Repr-Digest of a part is that of the whole."""
    found: Parting = candidate.once(parting)
    if found.parted is None:
        yield from found.nothing()
        return
    part, whole = found.parted.first, found.parted.whole
    if not found.parted.is_same(part):
        yield Doubt("the representation changed meanwhile", (part, whole))
        return
    yield from _judged(part, "repr-digest", whole.body, whole)


def _judged(
    exchange: Exchange, name: str, content: bytes, *beside: Exchange
) -> Iterator[Observation]:
    """Each digest in a field whose algorithm is known here, beside that of the content."""
    for member in _members(exchange.header(name) or ""):
        hit, told = _MEMBER.fullmatch(member), _digest(member)
        if hit is None or told is None or hit[1] not in _KNOWN:
            continue
        right = _KNOWN[hit[1]](content).digest()
        expected = f"{hit[1]}=:{base64.b64encode(right).decode()}:"
        yield Finding(told == right, expected, member, name, (exchange, *beside))


def _members(value: str) -> list[str]:
    return [it.strip() for it in value.split(",")]


def _digest(member: str) -> bytes | None:
    """The bytes of a member; None when they are no base64."""
    hit = _MEMBER.fullmatch(member)
    try:
        return base64.b64decode(hit[2], validate=True) if hit else None
    except binascii.Error:
        return None


def _is_coded(exchange: Exchange) -> bool:
    """Whether the content came in a coding, so that it was seen only out of it."""
    return (exchange.header("content-encoding") or "identity").lower() != "identity"
