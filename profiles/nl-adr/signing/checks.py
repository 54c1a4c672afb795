"""Checks of the module on signing: what the header of a signature says. Whether it is right needs the signer's key.

Only signed answers are looked at: the module binds who signs.
"""

import base64
import hashlib
import re
from collections.abc import Iterator

from conformance.checks.looking import listed
from conformance.model import Doubt, Exchange, Finding, Observation

from .signatures import Signature, signature, values

PAYLOAD, MESSAGE = "Payload-Signature", "Message-Signature"
_FIELDS = (PAYLOAD, MESSAGE)
_ALGORITHM = "PS256"
_MECHANISM = "http://uri.etsi.org/19182/HttpHeaders"
_KEY_BYTES = 256  # of 2048 bits, the least that RFC 7518 has for this algorithm
_TARGET, _DIGEST = "(request-target)", "digest"
_IF_PRESENT = ("content-encoding", "content-type", "content-length")
_HASHES = {"sha-256": hashlib.sha256, "sha-512": hashlib.sha512}
_DIGESTS = re.compile(r"([A-Za-z0-9-]+)=([A-Za-z0-9+/]+={0,2})")


def once(exchange: Exchange, *, field: str) -> Iterator[Observation]:
    """A signed answer has the field of its signature once."""
    count = len(values(exchange, field))
    if count:
        yield Finding(count == 1, f"{field} once", f"{count} times", field.lower(), exchange)


def detached(exchange: Exchange, *, field: str) -> Iterator[Observation]:
    """A signature is a JWS that does not hold what it signs."""
    found = signature(exchange, field)
    if found is not None:
        met = not found.fault and not found.content and bool(found.signature)
        actual = found.fault or ("detached" if met else "content in it, or no signature")
        yield Finding(met, "a detached JWS", actual, field.lower(), exchange)


def declared(exchange: Exchange, *, field: str) -> Iterator[Observation]:
    """The protected header of a signature has sigD, which says what is signed."""
    for it in _read(exchange, field):
        met = it.by_fields is not None
        actual = "sigD" if met else listed(list(it.header))
        yield Finding(met, "sigD in the protected header", actual, field.lower(), exchange)


def mechanism(exchange: Exchange, *, field: str) -> Iterator[Observation]:
    """The mechanism of a signature is that of header fields."""
    for it in _read(exchange, field):
        if it.by_fields is not None:
            given = it.by_fields.get("mId")
            yield Finding(
                given == _MECHANISM, f"mId {_MECHANISM}", str(given)[:80], field.lower(), exchange
            )


def payload_alone(exchange: Exchange) -> Iterator[Observation]:
    """The signature of content is over the digest of it and nothing else."""
    for it in _read(exchange, PAYLOAD):
        if it.by_fields is not None:
            met = it.pars == [_DIGEST]
            yield Finding(
                met, "pars: digest", f"pars: {listed(it.pars)}", PAYLOAD.lower(), exchange
            )


def message_whole(exchange: Exchange) -> Iterator[Observation]:
    """The signature of a message is over the target of the request, the fields about its content, and its digest.

    Fields that a proxy may have added on the way are not missed.
    """
    for it in _read(exchange, MESSAGE):
        if it.by_fields is None:
            continue
        fields = [] if exchange.header("via") else [n for n in _IF_PRESENT if exchange.header(n)]
        wanted = [_TARGET, *fields, *([_DIGEST] if _signs_content(exchange) else [])]
        lacking = [name for name in wanted if name not in it.pars]
        actual = f"without {listed(lacking)}" if lacking else listed(it.pars)
        yield Finding(not lacking, f"pars: {', '.join(wanted)}", actual, MESSAGE.lower(), exchange)


def _signs_content(exchange: Exchange) -> bool:
    return bool(exchange.body) or exchange.header("digest") is not None


def algorithm(exchange: Exchange) -> Iterator[Observation]:
    """A signature is made with PS256."""
    for field in _FIELDS:
        for it in _read(exchange, field):
            given = str(it.header.get("alg"))
            yield Finding(given == _ALGORITHM, _ALGORITHM, given[:40], field.lower(), exchange)


def key_size(exchange: Exchange) -> Iterator[Observation]:
    """A signature with PS256 is as long as the key that this algorithm needs at least."""
    for field in _FIELDS:
        for it in _read(exchange, field):
            if it.header.get("alg") == _ALGORITHM:
                bits = len(it.signature) * 8
                met = len(it.signature) >= _KEY_BYTES
                yield Finding(met, "2048 bits or more", f"{bits} bits", field.lower(), exchange)


def digest(exchange: Exchange) -> Iterator[Observation]:
    """The field Digest, over which a signature goes, is that of the content."""
    signed = any(_DIGEST in it.pars for field in _FIELDS for it in _read(exchange, field))
    if not signed or exchange.request.method == "HEAD":
        return
    given = exchange.header("digest")
    if given is None:
        yield Finding(False, "the field Digest, which is signed", "no Digest", "digest", exchange)
    elif exchange.header("content-encoding"):
        yield Doubt("the content came in a coding, over which the digest goes", exchange)
    else:
        yield from _compared(exchange, given)


def _compared(exchange: Exchange, given: str) -> Iterator[Observation]:
    known = [(name, value) for name, value in _DIGESTS.findall(given) if name.lower() in _HASHES]
    for name, value in known:
        right = base64.b64encode(_HASHES[name.lower()](exchange.body).digest()).decode()
        expected = f"{name}={right}"
        yield Finding(value == right, expected, f"{name}={value}"[:120], "digest", exchange)
    if not known:
        yield Doubt(f"the algorithm of the digest is not known: {given[:40]}", exchange)


def _read(exchange: Exchange, field: str) -> Iterator[Signature]:
    """The signature in a field, where it can be read."""
    found = signature(exchange, field)
    if found is not None and not found.fault:
        yield found
