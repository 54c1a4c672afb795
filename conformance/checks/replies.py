"""Clauses of national guides about any answer: header fields, links, null, what stands at the top, times in UTC.

Each looks at one exchange. An error that an intermediary made is not held against the API.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from conformance.checks.headers import covers
from conformance.checks.intermediaries import maker
from conformance.checks.looking import listed
from conformance.model import Doubt, Exchange, Finding, Observation

_LOWEST_ERROR = 400
_OK, _REDIRECTION = 200, 300
_EVERY = ("2XX", "3XX", "4XX", "5XX")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_RELATIVE = ("/", "?", "./", "../")
_LIKE_UTC = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(Z|z|[+-]00:00)", re.ASCII)
_MOST_FAULTS = 3


def has_field(
    exchange: Exchange,
    *,
    any_of: Sequence[str],
    on: Sequence[str] = _EVERY,
    methods: Sequence[str] = (),
) -> Iterator[Observation]:
    """An answer with one of those statuses has one of the header fields."""
    if not covers(on, str(exchange.status)):
        return
    if methods and exchange.request.method.lower() not in methods:
        return
    given = next((name for name in any_of if exchange.header(name) is not None), "")
    if not given and exchange.status >= _LOWEST_ERROR and (made := maker(exchange)):
        yield Doubt(f"this error was made by {made}", exchange)
        return
    actual = f"{given}: {exchange.header(given)}" if given else f"not in this {exchange.status}"
    yield Finding(bool(given), " or ".join(any_of), actual[:80], any_of[0].lower(), exchange)


def content_has_type(exchange: Exchange) -> Iterator[Observation]:
    """An answer with content says its media type."""
    if exchange.body and exchange.request.method != "HEAD":
        given = exchange.header("content-type") or ""
        met = bool(given)
        yield Finding(met, "a Content-Type", given or "none", "content-type", exchange)


def tag_beside_date(exchange: Exchange) -> Iterator[Observation]:
    """An answer to GET that says when it was last changed has an ETag too; one without either shows nothing."""
    if exchange.request.method != "GET" or exchange.status != _OK:
        return
    tag, changed = exchange.header("etag"), exchange.header("last-modified")
    if tag is not None or changed is not None:
        yield Finding(tag is not None, "an ETag", tag or "Last-Modified alone", "etag", exchange)


def top_level_object(exchange: Exchange) -> Iterator[Observation]:
    """A success in JSON is an object at the top."""
    if _has_json(exchange):
        kind = type(exchange.json).__name__
        yield Finding(isinstance(exchange.json, dict), "an object", kind, "", exchange)


def no_null(exchange: Exchange) -> Iterator[Observation]:
    """What has no value is left out of a success in JSON: no member is null."""
    if not _has_json(exchange) or not isinstance(exchange.json, dict | list):
        return
    empty = [where for name, value, where in _members(exchange.json) if name and value is None]
    for where in empty[:_MOST_FAULTS]:
        yield Finding(False, "no member that is null", "null", where, exchange)
    if not empty:
        yield Finding(True, "no member that is null", "none", "", exchange)


def absolute_links(exchange: Exchange, *, names: Sequence[str]) -> Iterator[Observation]:
    """The links of a success are absolute; a text that is no URL is not looked at."""
    if not _has_json(exchange):
        return
    links = [
        (value, where)
        for name, value, where in _members(exchange.json)
        if name in names and isinstance(value, str) and _is_reference(value)
    ]
    relative = [(value, where) for value, where in links if not _ABSOLUTE.match(value)]
    for value, where in relative[:_MOST_FAULTS]:
        yield Finding(False, "an absolute URL", value[:80], where, exchange)
    if links and not relative:
        yield Finding(True, "absolute URLs", listed([links[0][0]]), links[0][1], exchange)


def utc_by_z(exchange: Exchange) -> Iterator[Observation]:
    """A time in UTC ends in Z, not in an offset of nothing."""
    if not _has_json(exchange):
        return
    found = [
        (value, where, match[1])
        for _, value, where in _members(exchange.json)
        if isinstance(value, str) and (match := _LIKE_UTC.fullmatch(value))
    ]
    wrong = [(value, where) for value, where, end in found if end.upper() != "Z"]
    for value, where in wrong[:_MOST_FAULTS]:
        yield Finding(False, "Z for UTC", value, where, exchange)
    if found and not wrong:
        yield Finding(True, "Z for UTC", found[0][0], found[0][1], exchange)


def _has_json(exchange: Exchange) -> bool:
    success = _OK <= exchange.status < _REDIRECTION and exchange.request.method != "HEAD"
    plain = exchange.media_type == "application/json"
    read = success and plain and bool(exchange.body) and exchange.json_error is None
    return read and not _is_description(exchange.json)


def _is_description(document: Any) -> bool:
    """Whether this is the OpenAPI document of the API, in which another standard says how things are written."""
    return isinstance(document, dict) and not {"openapi", "swagger"}.isdisjoint(document)


def _is_reference(text: str) -> bool:
    return text.startswith((*_RELATIVE, "http://", "https://")) and "{" not in text


def _members(value: Any) -> Iterator[tuple[str, Any, str]]:
    """Each value in a document with the name of its member, "" in a list, and its JSON Pointer."""
    waiting: list[tuple[Any, str]] = [(value, "")]
    while waiting:
        found, where = waiting.pop(0)
        pairs: list[tuple[str, str, Any]] = []
        if isinstance(found, dict):
            pairs = [
                (name, name.replace("~", "~0").replace("/", "~1"), it) for name, it in found.items()
            ]
        elif isinstance(found, list):
            pairs = [("", str(index), it) for index, it in enumerate(found)]
        for name, step, it in pairs:
            yield name, it, f"{where}/{step}"
            waiting.append((it, f"{where}/{step}"))
