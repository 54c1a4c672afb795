"""Rate limits in header fields, in each of the three ways that are in use.

The fields of the draft (RateLimit and RateLimit-Policy, lists of policies by name), those of its seventh version (the
same names, other values), and three fields of numbers, with or without X- before their names.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any

from conformance.checks.looking import listed
from conformance.model import Exchange, Finding, Observation

_TOO_MANY, _UNAVAILABLE = 429, 503
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_TRIOS = tuple(
    tuple(f"{prefix}-{part}" for part in ("Limit", "Remaining", "Reset"))
    for prefix in ("RateLimit", "X-RateLimit", "X-Rate-Limit")
)
_OLD = ("limit", "remaining", "reset")
_SECOND = 1.0


def explained(exchange: Exchange) -> Iterator[Observation]:
    """An answer 429 says in its content what the matter is."""
    if exchange.status == _TOO_MANY and exchange.request.method != "HEAD":
        actual = exchange.media_type or "content" if exchange.body else "no content"
        yield Finding(bool(exchange.body), "content that explains", actual, "", exchange)


def says_when(exchange: Exchange, *, status: int) -> Iterator[Observation]:
    """An answer with that status says in Retry-After when to come back; nothing is found where it does not."""
    later = exchange.header("retry-after")
    if exchange.status == status and later is not None:
        yield Finding(True, "Retry-After", f"Retry-After: {later}", "retry-after", exchange)


def policy(exchange: Exchange) -> Iterator[Observation]:
    """RateLimit-Policy is a list of policies, each with its quota."""
    value = exchange.header("ratelimit-policy")
    if value is not None:
        fault = _fault_of_list(value, _fault_of_policy)
        expected = 'a list such as "name";q=100;w=60'
        yield Finding(not fault, expected, fault or value, "ratelimit-policy", exchange)


def limit(exchange: Exchange) -> Iterator[Observation]:
    """RateLimit is a list of policies with what is left of each; what the seventh draft had there will do."""
    value = exchange.header("ratelimit")
    if value is not None:
        old = _dictionary(value)
        fault = _fault_of_old(old) if old else _fault_of_list(value, _fault_of_limit)
        expected = 'a list such as "name";r=99;t=60'
        yield Finding(not fault, expected, fault or value, "ratelimit", exchange)


def limit_names_policy(exchange: Exchange) -> Iterator[Observation]:
    """What RateLimit counts is a policy that RateLimit-Policy names, where both are there."""
    stated, counted = _names(exchange, "ratelimit-policy"), _names(exchange, "ratelimit")
    if stated and counted:
        unknown = [name for name in counted if name not in stated]
        actual = listed(unknown or counted)
        yield Finding(not unknown, listed(stated), actual, "ratelimit", exchange)


def trio(exchange: Exchange) -> Iterator[Observation]:
    """Who sends one of the fields Limit, Remaining and Reset sends all three, and each begins with a number."""
    for names in _TRIOS:
        given = {name: exchange.header(name) for name in names}
        if not any(value is not None for value in given.values()):
            continue
        missing = [name for name, value in given.items() if value is None]
        words = [
            f"{name}: {value}" for name, value in given.items() if value and not _is_number(value)
        ]
        actual = ", ".join((*(f"no {name}" for name in missing), *words))
        shown = ", ".join(f"{name}: {value}" for name, value in given.items())
        yield Finding(
            not actual, f"{listed(names)} with numbers", actual or shown, names[0].lower(), exchange
        )


def retry_not_too_early(exchange: Exchange) -> Iterator[Observation]:
    """Retry-After does not name a moment before the end of the window in which nothing is left."""
    wait, windows = _wait(exchange), _windows(exchange)
    if wait is None or not windows:
        return
    longest = max(windows)
    met = wait + _SECOND >= longest
    actual = f"Retry-After: {exchange.header('retry-after')}"
    yield Finding(met, f"{longest} seconds or later", actual, "retry-after", exchange)


def _windows(exchange: Exchange) -> list[int]:
    """The seconds until something is given again, of each policy of which nothing is left."""
    return [
        int(parameters["t"])
        for _, parameters in _items(exchange.header("ratelimit") or "")
        if _is_count(parameters.get("r")) and not parameters["r"]
        if _is_count(parameters.get("t"))
    ]


def _wait(exchange: Exchange) -> float | None:
    """The seconds that Retry-After asks for; None when it does not, or cannot be read."""
    value = (exchange.header("retry-after") or "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
        started = datetime.fromisoformat(exchange.started)
        return (moment.replace(tzinfo=moment.tzinfo or UTC) - started).total_seconds()
    except (ValueError, OverflowError):
        return None


def _is_number(value: str) -> bool:
    """Whether it begins with a number: a quota may be followed by policies, `100, 100;w=60`."""
    return _NUMBER.match(value.strip()) is not None


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _fault_of_list(value: str, fault_of: Callable[[Any, Mapping[str, Any]], str]) -> str:
    """What is wrong with a list of items (RFC 9651, section 3.1), "" when nothing is."""
    items = _items(value)
    if not items:
        return f"no list of structured fields: {value}"
    return next(filter(None, (fault_of(item, parameters) for item, parameters in items)), "")


def _fault_of_policy(item: Any, parameters: Mapping[str, Any]) -> str:
    window = parameters.get("w")
    if "w" in parameters and not (_is_count(window) and window):
        return f"w={window}: no number of seconds"
    if _is_count(item):  # as drafts had it before policies got names
        return ""
    if type(item) is not str:
        return f"{item}: no text between quotes"
    told = f"q={parameters['q']}" if "q" in parameters else "no q"
    return "" if _is_count(parameters.get("q")) else f'"{item}": {told}'


def _fault_of_limit(item: Any, parameters: Mapping[str, Any]) -> str:
    if type(item) is not str:
        return f"{item}: no text between quotes"
    if not _is_count(parameters.get("r")):
        told = f"r={parameters['r']}" if "r" in parameters else "no r"
        return f'"{item}": {told}'
    left = parameters.get("t", 0)
    return "" if _is_count(left) else f"t={left}: no number of seconds"


def _fault_of_old(members: Mapping[str, Any]) -> str:
    wrong = [name for name in _OLD if not _is_count(members.get(name, (None,))[0])]
    return f"without a number for {listed(wrong)}" if wrong else ""


def _names(exchange: Exchange, field: str) -> list[str]:
    """The names of the policies in a field; none where it is not a list of names."""
    names = [item for item, _ in _items(exchange.header(field) or "")]
    return [str(it) for it in names] if all(type(it) is str for it in names) else []


@lru_cache(maxsize=256)
def _items(value: str) -> list[tuple[Any, Mapping[str, Any]]]:
    """A structured field read as a list; empty when it is none."""
    # Less than a tenth of a second, and only where such a field is sent.
    from http_sf import StructuredFieldError, parse

    try:
        found = parse(value.encode("latin-1", "replace"), tltype="list")
    except StructuredFieldError:
        return []
    items = found if isinstance(found, list) else []
    return [(it[0], it[1]) for it in items if isinstance(it, tuple) and isinstance(it[1], dict)]


@lru_cache(maxsize=256)
def _dictionary(value: str) -> Mapping[str, Any]:
    """A structured field read as the dictionary that the seventh draft had; empty when it is none."""
    from http_sf import StructuredFieldError, parse

    try:
        found = parse(value.encode("latin-1", "replace"), tltype="dictionary")
    except StructuredFieldError:
        return {}
    return found if isinstance(found, dict) and "limit" in found else {}
