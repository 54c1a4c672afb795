"""The signature in a header field: a JSON Web Signature (RFC 7515) whose content is detached from it."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.model import Exchange

_PARTS = 3
_LONGEST = 20_000


@dataclass(frozen=True)
class Signature:
    """One signature: its protected header, the content in it ("" when it is detached), and its bytes.

    `fault` says why it could not be read; then the rest is empty.
    """

    header: Mapping[str, Any] = field(default_factory=dict)
    content: str = ""
    signature: bytes = b""
    fault: str = ""

    @property
    def by_fields(self) -> Mapping[str, Any] | None:
        """The member sigD of the header, which says what is signed; None where there is none."""
        found = self.header.get("sigD")
        return found if isinstance(found, dict) else None

    @property
    def pars(self) -> list[str]:
        """The names of what is signed, in lower case."""
        found = (self.by_fields or {}).get("pars")
        return [str(it).lower() for it in found] if isinstance(found, list) else []


def values(exchange: Exchange, name: str) -> list[str]:
    """The lines of a header field, each by itself."""
    headers = exchange.response.headers if exchange.response else ()
    return [value.strip() for given, value in headers if given.lower() == name.lower()]


def signature(exchange: Exchange, name: str) -> Signature | None:
    """The signature in a header field; None where there is no such field, or more than one."""
    found = values(exchange, name)
    return read(found[0]) if len(found) == 1 else None


def read(value: str) -> Signature:
    """A signature from its text: the compact form, or the JSON one."""
    if len(value) > _LONGEST:
        return Signature(fault="it is too long")
    if value.startswith("{"):
        return _from_json(value)
    parts = value.split(".")
    if len(parts) != _PARTS:
        return Signature(fault=f"{len(parts)} parts, where a JWS has three")
    return _of(*parts)


def _from_json(value: str) -> Signature:
    try:
        found = json.loads(value)
    except ValueError:
        return Signature(fault="no JSON")
    signatures = found.get("signatures") if isinstance(found, dict) else None
    first = signatures[0] if isinstance(signatures, list) and signatures else found
    if not isinstance(first, dict) or not isinstance(found, dict):
        return Signature(fault="no JWS")
    parts = (first.get("protected"), found.get("payload", ""), first.get("signature"))
    return _of(*(it if isinstance(it, str) else "" for it in parts))


def _of(protected: str, content: str, signed: str) -> Signature:
    try:
        header = json.loads(decoded(protected))
        signature = decoded(signed)
    except ValueError as error:
        return Signature(fault=f"it cannot be read: {error}")
    if not isinstance(header, dict):
        return Signature(fault="its header is no object")
    return Signature(header, content, signature)


def decoded(text: str) -> bytes:
    """The bytes of a part in base64url; raises ValueError for what is none."""
    if not text.isascii() or set(text) & set("+/="):
        raise ValueError("no base64url")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("no base64url") from error
