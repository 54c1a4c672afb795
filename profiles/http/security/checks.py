"""Checks of header fields that protect clients, and of those that tell an attacker more than clients need."""

import re
from collections.abc import Iterator

from conformance.candidate import Candidate
from conformance.checks import targets
from conformance.checks.targets import Surveyed
from conformance.description import Operation
from conformance.model import Absence, Doubt, Exchange, Finding, Observation

_TELLING = ("server", "x-powered-by", "x-aspnet-version", "x-aspnetmvc-version", "x-generator")
_FINE = re.compile(r"\d+\.\d+")
_FRAMES = re.compile(r"(?:^|;)\s*frame-ancestors\s+\S", re.IGNORECASE)
_NO_CONTENT = (204, 205, 304)
_KEPT_FROM_OTHERS = frozenset(("no-store", "private"))
_SHARED = frozenset(("public", "s-maxage"))


def hsts_present(exchange: Exchange) -> Iterator[Observation]:
    """An answer over TLS tells browsers to come back over TLS only, for some time."""
    if exchange.request.url.startswith("https:"):
        value = exchange.header("strict-transport-security")
        expected = "Strict-Transport-Security with max-age above 0"
        met = value is not None and not re.search(r'max-age\s*=\s*"?0+"?\s*(;|$)', value)
        yield Finding(met, expected, value or "absent", "strict-transport-security", exchange)


def no_sniffing(exchange: Exchange) -> Iterator[Observation]:
    """An answer with content tells browsers to keep to its media type."""
    if _has_content(exchange):
        value = exchange.header("x-content-type-options")
        met = (value or "").strip().lower() == "nosniff"
        where = "x-content-type-options"
        yield Finding(met, "X-Content-Type-Options: nosniff", value or "absent", where, exchange)


def not_framed(exchange: Exchange) -> Iterator[Observation]:
    """An answer with content says who may show it in a frame."""
    if _has_content(exchange):
        policy = exchange.header("content-security-policy") or ""
        options = exchange.header("x-frame-options")
        met = bool(_FRAMES.search(policy.replace(",", ";")) or options)
        actual = options or policy or "neither"
        yield Finding(met, "frame-ancestors, or X-Frame-Options", actual[:80], "", exchange)


def no_versions(exchange: Exchange) -> Iterator[Observation]:
    """No field tells the version of the software down to its parts."""
    told = {name: exchange.header(name) or "" for name in _TELLING}
    fine = {name: value for name, value in told.items() if _FINE.search(value)}
    name, value = next(iter(fine.items()), ("", "no version"))
    yield Finding(not fine, "no version of software", value[:80], name, exchange)


def private_kept_from_caches(candidate: Candidate) -> Iterator[Observation]:
    """What one gets only after a login is kept by no cache that others use.

    An API key may stand before open data, which may be cached as any other: there it is doubtful only.
    """
    empty = True
    found: Surveyed = candidate.once(targets.surveyed)
    for target in found.targets:
        if target.operation is None or not candidate.declaration.auth:
            continue
        kinds = _kinds(target.operation)
        if kinds:
            empty = False
            yield _kept(target.answer, is_person=kinds != {"apiKey"})
    if empty:
        yield Absence("nothing was read that the description lets one read only after a login")


def _kept(answer: Exchange, *, is_person: bool) -> Observation:
    value = answer.header("cache-control")
    names = {it.partition("=")[0].strip().lower() for it in (value or "").split(",")}
    expected, actual = "no-store or private", f"Cache-Control: {value or 'none'}"
    if names & _KEPT_FROM_OTHERS:
        return Finding(True, expected, actual, "cache-control", answer)
    if is_person:
        return Finding(False, expected, actual, "cache-control", answer)
    shared = "may" if names & _SHARED else "may not"
    return Doubt(f"a shared cache {shared} keep what is behind an API key", answer)


def _kinds(operation: Operation) -> set[str]:
    """The kinds of login that the description demands for an operation; none where one can do without."""
    schemes = operation.root.get("components", "securitySchemes")
    if not operation.security or any(not it for it in operation.security):
        return set()
    return {schemes.get(name, "type").text for it in operation.security for name in it}


def _has_content(exchange: Exchange) -> bool:
    return bool(exchange.body) and exchange.status not in _NO_CONTENT
