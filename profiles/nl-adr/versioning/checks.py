"""Checks of the rules on versions: in the URL, in a header, beside one another, and until when they stay."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit, urlunsplit

from conformance import description
from conformance.candidate import Candidate
from conformance.checks import targets
from conformance.checks.again import spread
from conformance.checks.described import described
from conformance.checks.intermediaries import maker
from conformance.checks.problems import PROBLEM
from conformance.checks.versions import SEMVER
from conformance.errors import DescriptionError
from conformance.model import Doubt, Exchange, Finding, Observation, Obstacle

HEADER = "api-version"
_OK, _REDIRECTION, _NOT_MODIFIED, _LOWEST_ERROR = 200, 300, 304, 400
_LIKE_VERSION = re.compile(r"v[\d.+]\S*", re.IGNORECASE | re.ASCII)
_MAJOR = re.compile(r"v(\d+)", re.ASCII)
_MOMENT = re.compile(r"@(-?\d{1,15})(?:\s*;.*)?", re.DOTALL)
_SHOWN = 8
# Statuses of what stands before an API and lets requests through or not. Nobody can tell from outside who gave them.
_OF_GATEWAYS = frozenset({401, 403, 407, 408, 413, 414, 421, 429, 431, 501, 502, 503, 504})
_OF_ROUTES = (404, 405)  # theirs too, though hardly as a problem document


def major_in_url(candidate: Candidate) -> Iterator[Observation]:
    """The URL of the API has one segment for its version: v and the major number alone."""
    found = candidate.once(targets.surveyed).targets
    in_base = _versions(candidate.base)
    urls = [candidate.base] if in_base else [it.url for it in found]
    for url in dict.fromkeys(urls):
        given = _versions(url)
        met = len(given) == 1 and _MAJOR.fullmatch(given[0]) is not None
        evidence = next((it.answer for it in found if it.url == url), found[0].answer)
        yield Finding(met, "one segment v + major number", urlsplit(url).path or "/", "", evidence)


def _versions(url: str) -> list[str]:
    """The segments of a URL that look like a version, good or bad."""
    return [it for it in urlsplit(url).path.split("/") if _LIKE_VERSION.fullmatch(it)]


def _major(url: str) -> int | None:
    """The major version that a URL names."""
    given = [_MAJOR.fullmatch(it) for it in _versions(url)]
    return int(given[0][1]) if len(given) == 1 and given[0] else None


def major_is_described(candidate: Candidate) -> Iterator[Observation]:
    """The number in the URL of the API is the first number of the version that its description names."""
    source = candidate.once(described)
    number = _major(candidate.base)
    if source.description is None:
        yield Obstacle(source.reason, source.evidence)
    elif number is not None:
        version = source.description.root.get("info", "version").text
        first = version.partition(".")[0]
        if first.isdecimal():
            expected, actual = f"version {number}.…", f"version {version}"
            yield Finding(int(first) == number, expected, actual, "/info/version", source.evidence)


def at_most_two(candidate: Candidate) -> Iterator[Observation]:
    """Of the major versions next to this one, the description of one at most is there.

    Two are asked for. A version is there when its own openapi.json says that it is that version.
    """
    number = _major(candidate.base)
    if number is None:
        yield Obstacle(f"{candidate.base} names no major version")
        return
    asked = {it: _openapi_of(candidate, number, it) for it in _next_to(number)}
    there = sorted([number, *(it for it, answer in asked.items() if _says(answer, it))])
    actual = ", ".join(f"v{it}" for it in there)
    yield Finding(len(there) <= 2, "two at most", actual, "", tuple(asked.values()))  # noqa: PLR2004


def _next_to(number: int) -> tuple[int, int]:
    """The two versions that would most likely be there too: the ones before, after where there are none."""
    if number == 2:  # noqa: PLR2004
        return 1, 3
    step = -1 if number > 2 else 1  # noqa: PLR2004
    return number + step, number + 2 * step


def _openapi_of(candidate: Candidate, number: int, other: int) -> Exchange:
    parts = urlsplit(candidate.base)
    segments = [f"v{other}" if it == f"v{number}" else it for it in parts.path.split("/")]
    url = urlunsplit(parts._replace(path="/".join([*segments, "openapi.json"])))
    return candidate.get(url, {"Accept": description.ACCEPT})


def _says(answer: Exchange, number: int) -> bool:
    """Whether an answer holds a description of that major version."""
    if answer.status != _OK:
        return False
    try:
        found = description.parse(answer.body, answer.request.url, answer.media_type)
    except DescriptionError:
        return False
    return found.root.get("info", "version").text.partition(".")[0] == str(number)


def semantic(exchange: Exchange) -> Iterator[Observation]:
    """What API-Version says is a semantic version."""
    value = exchange.header(HEADER)
    if value is not None:
        met = SEMVER.fullmatch(value) is not None
        yield Finding(met, "major.minor.patch", value or "nothing", HEADER, exchange)


def on_every_answer(exchange: Exchange) -> Iterator[Observation]:
    """An answer has the field API-Version.

    An error may be without when something before the API made it: where that shows it is excused, where it may well
    be so it is a doubt, and so is a redirect. A 304 and the answer to a preflight are left alone, which caches and
    gateways give on their own, and the OpenAPI document, which is no call of the API.
    """
    if _is_beside(exchange) or maker(exchange):
        return
    value = exchange.header(HEADER)
    if value is not None:
        yield Finding(True, "the field API-Version", value, HEADER, exchange)
    elif _may_be_of_another(exchange):
        reason = f"{exchange.where}, without API-Version: perhaps not made by the API itself"
        yield Doubt(reason, exchange)
    else:
        actual = f"no API-Version ({exchange.where})"
        yield Finding(False, "the field API-Version", actual, HEADER, exchange)


def _is_beside(exchange: Exchange) -> bool:
    """Whether an exchange is none of which the rule speaks."""
    document = urlsplit(exchange.request.url).path.rpartition("/")[2].startswith("openapi.")
    asked = {name.lower() for name, _ in exchange.request.headers}
    preflight = exchange.request.method == "OPTIONS" and "access-control-request-method" in asked
    return document or preflight or exchange.status in {0, _NOT_MODIFIED}


def _may_be_of_another(exchange: Exchange) -> bool:
    status = exchange.status
    if status < _LOWEST_ERROR:
        return status >= _REDIRECTION
    if status in _OF_ROUTES:
        return exchange.media_type not in PROBLEM
    is_own = "json" in exchange.media_type or exchange.media_type in PROBLEM
    return status in _OF_GATEWAYS or not is_own


def as_described(candidate: Candidate) -> Iterator[Observation]:
    """What API-Version says is the version that the description names; build metadata is of no account."""
    found = candidate.once(targets.surveyed)
    source = found.described
    if source.description is None:
        yield Obstacle(source.reason, source.evidence)
        return
    version = source.description.root.get("info", "version").text
    from_elsewhere = not candidate.is_within(source.description.url)
    for target in spread(found.targets, _SHOWN):
        value = target.answer.header(HEADER)
        if value is None or not version:
            continue
        met = value.partition("+")[0].strip() == version.partition("+")[0].strip()
        if met or not from_elsewhere:
            evidence = (target.answer, *source.evidence)
            yield Finding(met, f"API-Version: {version}", f"API-Version: {value}", HEADER, evidence)
        else:
            reason = f"version {version} at {source.description.url}, {value} in API-Version"
            yield Doubt(reason, target.answer)


def without_prefix(exchange: Exchange) -> Iterator[Observation]:
    """The version of the API is in the field API-Version, not only in one with something before that name."""
    if exchange.header(HEADER) is not None:
        yield Finding(True, "API-Version", "API-Version", HEADER, exchange)
        return
    names = [name for name, _ in exchange.response.headers] if exchange.response else []
    prefixed = [it for it in names if it.lower().endswith(f"-{HEADER}")]
    for name in prefixed:
        yield Finding(False, "API-Version", name, name.lower(), exchange)


def dates_agree(exchange: Exchange) -> Iterator[Observation]:
    """Sunset is a moment that can be read, and is not before that in Deprecation."""
    sunset = exchange.header("sunset")
    if sunset is None:
        return
    end, start = _moment(sunset), _started(exchange.header("deprecation") or "")
    if end is None:
        yield Finding(False, "a date as HTTP writes it", f"Sunset: {sunset}", "sunset", exchange)
    elif start is not None and end < start:
        expected = f"not before Deprecation: {exchange.header('deprecation')}"
        yield Finding(False, expected, f"Sunset: {sunset}", "sunset", exchange)
    else:
        yield Finding(True, "a date that can be kept to", f"Sunset: {sunset}", "sunset", exchange)


def _started(value: str) -> datetime | None:
    """The moment in Deprecation, in the form of RFC 9745 or of its drafts; None for `true` and what cannot be read."""
    found = _MOMENT.fullmatch(value.strip())
    if found is None:
        return _moment(value)
    try:
        return datetime.fromtimestamp(int(found[1]), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _moment(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC)
