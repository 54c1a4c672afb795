"""Encrypted content: a JSON Web Encryption (RFC 7516) in its compact form, and what its open part says."""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conformance.model import Exchange

MEDIA_TYPE = "application/jose+json"
_COMPACT = re.compile(rb"\s*([\w-]+)\.([\w-]*)\.([\w-]+)\.([\w-]*)\.([\w-]+)\s*", re.ASCII)
_LONGEST = 5_000_000


@dataclass(frozen=True)
class Token:
    """What is open of an encrypted content: its protected header, and whether it is in the compact form."""

    header: Mapping[str, Any]
    is_compact: bool = True


def token(exchange: Exchange) -> Token | None:
    """The encrypted content of an answer, under whatever media type; None where there is none."""
    if exchange.request.method == "HEAD" or not exchange.body or len(exchange.body) > _LONGEST:
        return None
    found = _COMPACT.fullmatch(exchange.body)
    if found:
        header = protected(found[1].decode())
        return Token(header) if "enc" in header else None
    if "jose" in exchange.media_type and isinstance(exchange.json, dict):
        return _from_json(exchange.json)
    return None


def _from_json(document: Mapping[str, Any]) -> Token | None:
    if "ciphertext" not in document:
        return None
    given = document.get("protected")
    return Token(protected(given) if isinstance(given, str) else {}, is_compact=False)


def protected(text: str) -> Mapping[str, Any]:
    """The header in a part in base64url; empty where it is none."""
    try:
        padded = text + "=" * (-len(text) % 4)
        found = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def encoded(value: bytes) -> str:
    """Bytes as a part in base64url."""
    return base64.urlsafe_b64encode(value).decode().rstrip("=")
