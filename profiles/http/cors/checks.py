"""Checks of https://fetch.spec.whatwg.org/#http-cors-protocol: what pages of other sites may read."""

from collections.abc import Iterator
from dataclasses import dataclass

from conformance.candidate import Candidate
from conformance.checks import targets
from conformance.checks.again import spread
from conformance.checks.described import Described, described
from conformance.checks.intermediaries import maker
from conformance.checks.targets import Surveyed, Target
from conformance.model import Absence, Doubt, Exchange, Finding, Observation

_MOST, _MOST_PREFLIGHTS = 4, 2
_OK, _REDIRECTION, _ERROR, _LOGIN, _SERVER_FAULT = 200, 300, 400, 401, 500
_NOT_OFFERED = (404, 405, 501)
_ALLOWED, _CREDENTIALS = "access-control-allow-origin", "access-control-allow-credentials"


@dataclass(frozen=True, eq=False)
class Visit:
    """What a resource answers to a page of a site that nobody knows, beside what it answers to no page at all."""

    target: Target
    origin: str
    answer: Exchange

    @property
    def allowed(self) -> str:
        """The origin that the answer is for, "" for none."""
        return (self.answer.header(_ALLOWED) or "").strip()

    @property
    def is_reflected(self) -> bool:
        """Whether the answer allows the very site that asked."""
        return self.allowed == self.origin


def visits(candidate: Candidate) -> tuple[Visit, ...]:
    """Some of the candidate's resources, asked for from a site that nobody knows."""
    found: Surveyed = candidate.once(targets.surveyed)
    origin = _stranger(candidate)
    return tuple(
        Visit(it, origin, candidate.get(it.url, {"Origin": origin}))
        for it in spread(found.targets, _MOST)
    )


def _stranger(candidate: Candidate) -> str:
    return f"https://{candidate.word('origin')}.example"


def no_wildcard_with_credentials(exchange: Exchange) -> Iterator[Observation]:
    """An answer that may be read with credentials names the one site that may."""
    allowed = exchange.header(_ALLOWED)
    if allowed is not None:
        credentials = (exchange.header(_CREDENTIALS) or "").strip() == "true"
        met = not (credentials and allowed.strip() == "*")
        actual = f"{allowed} {'with' if credentials else 'without'} credentials"
        yield Finding(met, "no * with credentials", actual, _ALLOWED, exchange)


def vary_origin(candidate: Candidate) -> Iterator[Observation]:
    """Where the site that may read an answer depends on who asks, Vary names Origin."""
    empty = True
    for it in candidate.once(visits):
        varies = {name.strip().lower() for name in (it.answer.header("vary") or "").split(",")}
        usual = (it.target.answer.header(_ALLOWED) or "").strip()
        depends = it.is_reflected or it.allowed != usual
        told = bool(varies & {"origin", "*"})
        if depends or (told and it.allowed != "*"):
            empty = False
            actual = f"Vary: {it.answer.header('vary') or 'none'}"
            yield Finding(told, "Vary: Origin", actual, "vary", (it.answer, it.target.answer))
    if empty:
        yield Absence("who may read does not depend on who asks")


def stranger_without_credentials(candidate: Candidate) -> Iterator[Observation]:
    """A site that nobody knows may not read with the credentials of whoever visits it."""
    for it in candidate.once(visits):
        credentials = (it.answer.header(_CREDENTIALS) or "").strip() == "true"
        met = not (it.is_reflected and credentials)
        expected = f"{it.origin} not allowed with credentials"
        actual = f"{it.allowed or 'no site'} allowed{' with credentials' if credentials else ''}"
        yield Finding(met, expected, actual, _CREDENTIALS, it.answer)


def preflight_without_login(candidate: Candidate) -> Iterator[Observation]:
    """Where any site may read, what a browser asks before a request is answered with success, without a login."""
    open_ones = [it for it in candidate.once(visits) if it.allowed == "*" or it.is_reflected]
    for it in open_ones[:_MOST_PREFLIGHTS]:
        headers = {
            "Origin": it.origin,
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "authorization",
        }
        answer = candidate.send("OPTIONS", it.target.url, headers, login=False)
        yield _preflight(answer, it)
    if not open_ones:
        yield Absence("no answer may be read by a site that nobody knows")


def _preflight(answer: Exchange, visit: Visit) -> Observation:
    """A login, a redirect and a fault of the server are never right; other refusals may be of what was asked for."""
    if answer.status in _NOT_OFFERED:
        return Absence(f"a preflight is answered with {answer.status}", answer)
    if answer.status >= _ERROR and maker(answer):
        return Doubt(f"a preflight is answered by {maker(answer)}", answer)
    success = _OK <= answer.status < _REDIRECTION
    if success or answer.status == _LOGIN or not _ERROR <= answer.status < _SERVER_FAULT:
        evidence = (answer, visit.answer)
        return Finding(success, "success, without a login", answer.where, "", evidence)
    return Doubt(f"a preflight is refused with {answer.status}", answer)


def description_readable(candidate: Candidate) -> Iterator[Observation]:
    """The OpenAPI document may be read by pages of any site."""
    source: Described = candidate.once(described)
    if source.exchange is None:
        yield Absence(source.reason, source.evidence)
        return
    origin = _stranger(candidate)
    answer = candidate.send("GET", source.exchange.request.url, {"Origin": origin}, login=False)
    if not _OK <= answer.status < _REDIRECTION:
        yield Doubt(f"without a login the document is answered with {answer.status}", answer)
        return
    allowed = answer.header(_ALLOWED)
    met = (allowed or "").strip() in {"*", origin}
    actual = f"{_ALLOWED}: {allowed}" if allowed else "no site allowed"
    yield Finding(met, "any site may read it", actual, _ALLOWED, answer)
