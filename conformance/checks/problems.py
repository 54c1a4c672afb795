"""Problem documents on the live API (RFC 9457): media type, members, and what an error must not tell.

National guides ask the same with other media types, members and statuses: these are parameters.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from conformance.checks.intermediaries import maker
from conformance.checks.looking import listed
from conformance.model import Doubt, Exchange, Finding, Observation

JSON = "application/problem+json"
PROBLEM = (JSON, "application/problem+xml")
_LOWEST_ERROR = 400
_LONGEST = 60  # characters of a value that are shown
_READ = 20_000  # characters of an error that are looked through
_REFERENCE = re.compile(r"(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*")


def media_type(
    exchange: Exchange, *, media_types: Sequence[str] = PROBLEM, contentless: bool = True
) -> Iterator[Observation]:
    """An error is a problem document; one without any content is left alone where `contentless` says so."""
    if exchange.status < _LOWEST_ERROR or exchange.request.method == "HEAD":
        return
    if contentless and not exchange.body:
        return
    if exchange.media_type in media_types:
        yield Finding(True, "a problem document", exchange.media_type, "content-type", exchange)
    elif made := maker(exchange):
        yield Doubt(f"this error was made by {made}", exchange)
    else:
        actual = exchange.media_type or ("no Content-Type" if exchange.body else "no content")
        yield Finding(False, media_types[0], actual, "content-type", exchange)


def not_with_success(exchange: Exchange) -> Iterator[Observation]:
    """What succeeds does not answer with a problem document."""
    if 200 <= exchange.status < 300 and exchange.body:  # noqa: PLR2004
        met = exchange.media_type not in PROBLEM
        yield Finding(met, "no problem document", exchange.media_type, "content-type", exchange)


def is_object(exchange: Exchange) -> Iterator[Observation]:
    """A problem document in JSON is a JSON object."""
    if exchange.media_type == JSON and exchange.body:
        wrong = exchange.json_error or type(exchange.json).__name__
        met = isinstance(exchange.json, dict)
        yield Finding(met, "a JSON object", "an object" if met else wrong, "", exchange)


def members(exchange: Exchange, *, members: Sequence[str]) -> Iterator[Observation]:
    """A problem document has these members."""
    found = _problem(exchange)
    if found is not None:
        lacking = [name for name in members if name not in found]
        actual = f"without {listed(lacking)}" if lacking else listed(members)
        yield Finding(not lacking, listed(members), actual, "", exchange)


def member_types(exchange: Exchange) -> Iterator[Observation]:
    """The members of a problem document that the standard defines are of the type that it gives them."""
    found = _problem(exchange)
    if found is None:
        return
    given = [name for name in _TYPES if name in found]
    for name in given:
        expected, fits = _TYPES[name]
        if not fits(found[name]):
            actual = _shown(json.dumps(found[name], ensure_ascii=False))
            yield Finding(False, f"{name}: {expected}", actual, f"/{name}", exchange)
    if all(_TYPES[name][1](found[name]) for name in given):
        yield Finding(True, "members of their types", listed(given, "no member"), "", exchange)


def status_equals(exchange: Exchange) -> Iterator[Observation]:
    """The member status is the status code of the answer; behind a proxy that may have changed this it is a doubt."""
    status = (_problem(exchange) or {}).get("status")
    if not _is_status(status):
        return
    if status != exchange.status and exchange.header("via"):
        yield Doubt(f"status {status} in a {exchange.status} that came through a proxy", exchange)
        return
    met = status == exchange.status
    yield Finding(met, f"status {exchange.status}", f"status {status}", "/status", exchange)


def type_absolute(exchange: Exchange) -> Iterator[Observation]:
    """The type of a problem is an absolute URI, so that it means the same wherever the document is read."""
    kind = (_problem(exchange) or {}).get("type")
    if isinstance(kind, str) and kind:
        met = re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", kind) is not None
        yield Finding(met, "an absolute URI", _shown(kind), "/type", exchange)


def nothing_inside(exchange: Exchange) -> Iterator[Observation]:
    """An error says nothing of the inside of the server: no stack trace, no SQL, no file path, no version."""
    if exchange.status < _LOWEST_ERROR or not exchange.body:
        return
    text = "\n".join(_texts(exchange))[:_READ]
    for name, pattern in _INSIDE:
        leak = pattern.search(text)
        if leak and leak[0].strip() not in exchange.request.url:
            yield Finding(
                False, "nothing of the server's inside", f"{name}: {_shown(leak[0])}", "", exchange
            )
            return
    yield Finding(True, "nothing of the server's inside", exchange.where, "", exchange)


def _problem(exchange: Exchange) -> Mapping[str, Any] | None:
    """The problem document in an answer; None when there is none."""
    if exchange.media_type != JSON or not isinstance(exchange.json, dict):
        return None
    return exchange.json


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_reference(value: Any) -> bool:
    return isinstance(value, str) and _REFERENCE.fullmatch(value) is not None


def _is_status(value: Any) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and value == int(value) and 100 <= value <= 599  # noqa: PLR2004


_TYPES: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "type": ("a URI reference", _is_reference),
    "title": ("a text", _is_text),
    "status": ("a number from 100 to 599", _is_status),
    "detail": ("a text", _is_text),
    "instance": ("a URI reference", _is_reference),
}

# Each is what only a program writes: a word such as Exception or SELECT may stand in a sentence for people.
_INSIDE = tuple(
    (name, re.compile(pattern, re.MULTILINE))
    for name, pattern in (
        ("a stack trace", r"Traceback \(most recent call last\)|^[ \t]*File \"[^\"]+\", line \d+"),
        (
            "a stack trace",
            r"^[ \t]*at [\w$.<>\[\]` ]+\([^()\n]*(?:\.\w+:\d+|Native Method|Unknown Source)[^()\n]*\)",
        ),
        ("a stack trace", r"^[ \t]*at [\w.<>`]+\([^()\n]*\) in .+:line \d+"),
        ("a stack trace", r"^#\d+ \S+\.php\(\d+\)|^goroutine \d+ \[|\.rb:\d+:in [`']"),
        ("the name of an exception", r"\b(?:[a-z]\w*\.){2,}[A-Z]\w*(?:Exception|Error)\b"),
        ("the name of an exception", r"\bSystem\.[A-Z]\w*Exception\b"),
        (
            "an error of a database",
            r"SQLSTATE\b|\bORA-\d{5}\b|\bpsycopg2?\.|\bPG::\w+|error in your SQL syntax",
        ),
        (
            "an error of a database",
            r"syntax error at or near|duplicate key value violates unique constraint",
        ),
        (
            "SQL",
            r"\b(?:SELECT\s.+?\sFROM|INSERT\s+INTO\s+\S+\s*\(|UPDATE\s+\S+\s+SET\s|DELETE\s+FROM\s+\S+\s+WHERE)\s",
        ),
        (
            "a file path",
            r"(?<![\w/:.])/(?:home|usr|var|opt|srv|app|root|etc)/[\w.-]+/[\w./-]*\w\.\w+\b",
        ),
        ("a file path", r"\b[A-Z]:\\\w[^\s\"]*"),
        (
            "a version",
            r"\b(?:nginx|Apache|Tomcat|Jetty|Express|Werkzeug|PHP|Microsoft-IIS|WildFly)/\d+(?:\.\d+)+",
        ),
    )
)


def _texts(exchange: Exchange) -> Iterator[str]:
    """The texts in an answer: those of its JSON, else the whole of it."""
    if exchange.json_error is not None:
        yield exchange.body.decode("utf-8", "replace")
        return
    waiting = [exchange.json]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def _shown(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
