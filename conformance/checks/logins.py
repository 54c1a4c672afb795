"""What needs a login: the operations that say so, answered to nobody and to a token that nobody gave; challenges."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from conformance.candidate import Candidate
from conformance.checks import targets
from conformance.checks.described import described
from conformance.description import Operation
from conformance.model import Absence, Doubt, Exchange, Finding, Observation, Obstacle

_MOST = 3
_LONGEST = 4_000  # characters of a field that are read
_UNAUTHORIZED = 401
_REFUSED = (400, 401, 403)
_HIDDEN = (401, 403, 404)
_NAME = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_PART = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*")+')
_PARAMETER = re.compile(rf'({_NAME})[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|({_NAME}))')
_SCHEME = re.compile(rf"({_NAME})(?:[ \t]+(.*))?", re.DOTALL)


@dataclass(frozen=True)
class Challenge:
    """One way to log in that WWW-Authenticate names: the scheme in lower case, and its parameters."""

    scheme: str
    parameters: dict[str, str] = field(default_factory=dict)


@lru_cache(maxsize=256)
def challenges(value: str) -> tuple[Challenge, ...]:
    """The challenges in a field WWW-Authenticate (RFC 9110, section 11.6.1); what is no challenge is left out."""
    found: list[Challenge] = []
    for part in map(str.strip, _PART.findall(value[:_LONGEST])):
        parameter = _PARAMETER.fullmatch(part)
        scheme = _SCHEME.fullmatch(part)
        if parameter is None and scheme:
            found.append(Challenge(scheme[1].lower()))
            parameter = _PARAMETER.fullmatch((scheme[2] or "").strip())
        if parameter and found:
            text = parameter[2] if parameter[2] is not None else parameter[3]
            found[-1].parameters[parameter[1].lower()] = text
    return tuple(found)


@dataclass(frozen=True, eq=False)
class Guarded:
    """An operation that is described as needing a login: its answer to nobody, and to a token that nobody gave.

    `bearer` says that every way to log in that it has is a bearer token; only then there is an answer to a wrong one.
    """

    operation: Operation
    url: str
    without: Exchange
    wrong: Exchange | None = None
    bearer: bool = False

    @property
    def answers(self) -> tuple[Exchange, ...]:
        """Both answers, as far as there are two."""
        return (self.without,) if self.wrong is None else (self.without, self.wrong)


def guarded(candidate: Candidate) -> tuple[Guarded, ...]:
    """The GETs of the description that need a login, each asked without, and with a wrong token where it is a token.

    An alternative that demands nothing makes a login optional, so the operation is not among these.
    """
    return tuple(_probed(candidate, *it) for it in list(_needing(candidate))[:_MOST])


def _needing(candidate: Candidate) -> Iterator[tuple[Operation, Exchange]]:
    found = candidate.once(targets.surveyed)
    seen: set[str] = set()
    for answer in (*found.refused, *(it.answer for it in found.targets)):
        url = answer.request.url
        operation = found.description.match("get", url) if found.description else None
        if (
            operation
            and operation.path not in seen
            and operation.security
            and all(operation.security)
        ):
            seen.add(operation.path)
            yield operation, answer


def _probed(candidate: Candidate, operation: Operation, answer: Exchange) -> Guarded:
    url = answer.request.url
    anonymous = candidate.declaration.auth is None
    without = answer if anonymous else candidate.send("GET", url, login=False)
    bearer = _is_bearer(operation)
    wrong = None
    if bearer:
        headers = {"Authorization": f"Bearer {candidate.word('token')}"}
        wrong = candidate.send("GET", url, headers, login=False)
    return Guarded(operation, url, without, wrong, bearer)


def _is_bearer(operation: Operation) -> bool:
    """Whether each alternative for logging in is a token of RFC 6750: http bearer, OAuth 2.0, OpenID Connect."""
    schemes = operation.root.get("components", "securitySchemes")
    return all(
        any(_of_tokens(schemes.get(str(name)).mapping) for name in alternative)
        for alternative in operation.security
    )


def _of_tokens(scheme: object) -> bool:
    given = scheme if isinstance(scheme, dict) else {}
    kind = given.get("type")
    is_http = kind == "http" and str(given.get("scheme", "")).lower() == "bearer"
    return is_http or kind in {"oauth2", "openIdConnect"}


def login_needed(candidate: Candidate) -> Iterator[Observation]:
    """What the description says needs a login is given neither to nobody nor for a token that nobody gave.

    401 or 403 says so, and 404 hides that there is anything (RFC 9110, section 15.5.4).
    """
    yield from _nothing_to_ask(candidate)
    for it in candidate.once(guarded):
        for answer in it.answers:
            if answer.status in _HIDDEN:
                yield Finding(True, "401 or 403", answer.where, "", answer)
            elif 200 <= answer.status < 300:  # noqa: PLR2004
                whom = "nobody" if answer is it.without else "a wrong token"
                yield Finding(False, "401 or 403", f"{answer.where}, to {whom}", "", answer)
            else:
                yield Doubt(
                    f"answered {answer.status}, which may or may not ask for a login", answer
                )


def bearer_challenge(candidate: Candidate) -> Iterator[Observation]:
    """A 401 of what takes a bearer token challenges with the scheme Bearer, or with DPoP, its kin (RFC 9449)."""
    yield from _nothing_to_ask(candidate, bearer=True)
    for answer in _challenged(candidate):
        named = [it.scheme for it in _challenges(answer)]
        met = bool({"bearer", "dpop"} & set(named))
        yield Finding(
            met, "the scheme Bearer", ", ".join(named) or "none", "www-authenticate", answer
        )


def bearer_parameters(candidate: Candidate) -> Iterator[Observation]:
    """A challenge with the scheme Bearer has at least one parameter, such as realm."""
    yield from _nothing_to_ask(candidate, bearer=True)
    for answer in _challenged(candidate):
        for it in _bearers(answer):
            actual = ", ".join(it.parameters) or "no parameter"
            yield Finding(bool(it.parameters), "a parameter", actual, "www-authenticate", answer)


def bearer_error(candidate: Candidate) -> Iterator[Observation]:
    """Whoever sends a token that is not valid is told so: error="invalid_token"."""
    yield from _nothing_to_ask(candidate, bearer=True)
    for it in candidate.once(guarded):
        if it.wrong is not None and it.wrong.status == _UNAUTHORIZED:
            for each in _bearers(it.wrong):
                told = each.parameters.get("error")
                actual = f'error="{told}"' if told else "no error"
                met = told == "invalid_token"
                yield Finding(met, 'error="invalid_token"', actual, "www-authenticate", it.wrong)


def bearer_silent(candidate: Candidate) -> Iterator[Observation]:
    """Whoever sends no credentials at all is told of no error."""
    yield from _nothing_to_ask(candidate, bearer=True)
    for it in candidate.once(guarded):
        if it.bearer and it.without.status == _UNAUTHORIZED:
            for each in _bearers(it.without):
                told = each.parameters.get("error")
                actual = f'error="{told}"' if told else "no error"
                yield Finding(not told, "no error", actual, "www-authenticate", it.without)


def _nothing_to_ask(candidate: Candidate, *, bearer: bool = False) -> Iterator[Observation]:
    """Why there is nothing to ask: no description, or nothing in it that needs a login."""
    source = candidate.once(described)
    if source.description is None:
        yield Obstacle(source.reason, source.evidence)
    elif not any(it.bearer or not bearer for it in candidate.once(guarded)):
        kind = "a bearer token" if bearer else "a login"
        yield Absence(f"nothing that can be read is described as needing {kind}", source.evidence)


def _challenged(candidate: Candidate) -> Iterator[Exchange]:
    """The answers 401 with a challenge of what takes bearer tokens."""
    for it in candidate.once(guarded):
        for answer in it.answers if it.bearer else ():
            if answer.status == _UNAUTHORIZED and answer.header("www-authenticate"):
                yield answer


def _challenges(answer: Exchange) -> tuple[Challenge, ...]:
    return challenges(answer.header("www-authenticate") or "")


def _bearers(answer: Exchange) -> list[Challenge]:
    return [it for it in _challenges(answer) if it.scheme == "bearer"]
