"""Checks of https://www.rfc-editor.org/rfc/rfc8259: JSON that every reader reads alike."""

import math
import re
from collections.abc import Iterator
from typing import Any

from conformance.model import Doubt, Exchange, Finding, Observation

_OK = 200
_WITHOUT = (204, 205, 206, 304)  # no content, or a part of it
_BOM = b"\xef\xbb\xbf"
_EXACT = 2**53 - 1
_CHARSET = re.compile(r";\s*charset\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)
_UTF_8 = ("utf-8", "utf8")
_UNREADABLE = (
    "nested deeper",
    "integer string conversion",
)  # what is ours: JSON that this suite does not read


def utf_8(exchange: Exchange) -> Iterator[Observation]:
    """JSON is encoded in UTF-8."""
    if _is_json(exchange) and exchange.body:
        error = _decoding_error(exchange.body)
        yield Finding(not error, "UTF-8", error or "UTF-8", "", exchange)


def no_byte_order_mark(exchange: Exchange) -> Iterator[Observation]:
    """JSON does not begin with a byte order mark."""
    if _is_json(exchange) and exchange.body:
        marked = exchange.body.startswith(_BOM)
        actual = "a byte order mark" if marked else "none"
        yield Finding(not marked, "no byte order mark", actual, "", exchange)


def parseable(exchange: Exchange) -> Iterator[Observation]:
    """What a body says to be JSON is JSON; an empty one is none, where a GET has success."""
    empty = not exchange.body and (exchange.request.method != "GET" or exchange.status != _OK)
    if not _is_json(exchange) or empty or _decoding_error(exchange.body):
        return
    error = exchange.json_error or ""
    if any(it in error for it in _UNREADABLE):
        yield Doubt(error, exchange)
    else:
        yield Finding(not error, "JSON", error or "JSON", "", exchange)


def no_other_charset(exchange: Exchange) -> Iterator[Observation]:
    """The media type of JSON names no charset, or utf-8, which changes nothing."""
    if _is_json(exchange):
        named = _CHARSET.search(exchange.header("content-type") or "")
        met = named is None or named[1].lower() in _UTF_8
        actual = f"charset {named[1]}" if named else "no charset"
        yield Finding(met, "no charset, or utf-8", actual, "content-type", exchange)


def names_once(exchange: Exchange) -> Iterator[Observation]:
    """No name stands twice in one object."""
    if _is_json(exchange) and exchange.body and not exchange.json_error:
        found = [it for it in exchange.parsed.notes if "more than once" in it]
        yield Finding(not found, "each name once", found[0] if found else "once", "", exchange)


def numbers_are_exact(exchange: Exchange) -> Iterator[Observation]:
    """Every number is one that a double holds: whole ones up to 2^53, others within its range.

    An OpenAPI document is left out, and so are bounds of types: they are limits of other numbers, or what we sent.
    """
    if _is_json(exchange) and exchange.body and not exchange.json_error:
        if isinstance(exchange.json, dict) and {"openapi", "swagger"} & exchange.json.keys():
            return
        found = next(_inexact(exchange.json), None)
        expected = "whole numbers up to 2^53"
        place, actual = found or ("", "as expected")
        yield Finding(found is None, expected, actual, place, exchange)


def _inexact(document: Any) -> Iterator[tuple[str, str]]:
    """Where a number stands that a double does not hold, and what it is."""
    waiting = [("", document)]
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [(f"{place}/{name}", it) for name, it in value.items()]
        elif isinstance(value, list):
            waiting += [(f"{place}/{at}", it) for at, it in enumerate(value)]
        elif isinstance(value, int) and abs(value) > _EXACT and not _is_bound(value):
            yield place, str(value)[:40]
        elif isinstance(value, float) and math.isinf(value):
            yield place, "a number beyond the range of a double"


def _is_bound(value: int) -> bool:
    """Whether a number is just the greatest or the least of some type: a limit, or one that we sent."""
    size = abs(value)
    return any((size + near) & (size + near - 1) == 0 for near in (-1, 0, 1))


def _is_json(exchange: Exchange) -> bool:
    """Whether an answer has whole content that says to be JSON."""
    kind = exchange.media_type
    return (
        (kind == "application/json" or kind.endswith("+json"))
        and exchange.request.method != "HEAD"
        and exchange.status not in _WITHOUT
    )


def _decoding_error(body: bytes) -> str:
    try:
        body.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        return f"no UTF-8 at byte {error.start}"
    return ""
