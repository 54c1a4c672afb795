"""The TLS that a reference API is served with: right, or with one thing wrong."""

import ssl
import warnings
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import trustme

_HOST = "127.0.0.1"
_YEAR = timedelta(days=365)
_OLD = {"TLS 1.0 too": ssl.TLSVersion.TLSv1, "TLS 1.1 too": ssl.TLSVersion.TLSv1_1}


def context(wrong: str = "") -> ssl.SSLContext:
    """What a server shows and speaks; `wrong` is what a mutant says of it, "" when all is right."""
    found = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if wrong in _OLD:
        found.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            found.minimum_version = _OLD[wrong]
    if wrong == "TLS 1.2 at most":
        found.maximum_version = ssl.TLSVersion.TLSv1_2
    _authority().issue_cert(*_names(wrong), **_time(wrong)).configure_cert(found)
    return found


@cache
def _authority() -> trustme.CA:
    return trustme.CA()


def _names(wrong: str) -> tuple[str, ...]:
    return ("elders.example",) if wrong == "a certificate of another host" else (_HOST,)


def _time(wrong: str) -> dict[str, Any]:
    now = datetime.now(UTC)
    if wrong == "a certificate of last year":
        return {"not_before": now - 2 * _YEAR, "not_after": now - _YEAR}
    if wrong == "a certificate of next year":
        return {"not_before": now + _YEAR, "not_after": now + 2 * _YEAR}
    return {}
