"""Checks of https://www.rfc-editor.org/rfc/rfc9110#section-9: methods, and what is said of those that are not there."""

from collections.abc import Iterator

from conformance.candidate import Candidate
from conformance.checks import targets
from conformance.checks.targets import Target
from conformance.model import Absence, Doubt, Exchange, Finding, Observation

_NOT_ALLOWED, _NOT_IMPLEMENTED = 405, 501
_UNSUPPORTED_TYPE = 415
_LOGIN = (401, 403)
_SERVER_FAULT = 500
_MOST = 8
_UNSUPPORTED = (_NOT_ALLOWED, _NOT_IMPLEMENTED)


def head_supported(candidate: Candidate) -> Iterator[Observation]:
    """What answers GET answers HEAD: not with 405 or 501."""
    for target, answer in _heads(candidate):
        if answer.status in _LOGIN:
            yield Doubt(f"HEAD is refused with {answer.status}, GET is not", answer)
            continue
        supported = answer.status not in _UNSUPPORTED
        yield Finding(
            supported, "HEAD answered like GET", answer.where, "", (answer, target.answer)
        )


def head_without_content(candidate: Candidate) -> Iterator[Observation]:
    """No content follows the header section of an answer to HEAD."""
    for _, answer in _heads(candidate):
        oddities = answer.response.oddities if answer.response else ()
        extra = [it for it in oddities if it.startswith("content follows")]
        yield Finding(not extra, "no content", ", ".join(extra) or "none", "", answer)


def head_fields(candidate: Candidate, *, fields: tuple[str, ...]) -> Iterator[Observation]:
    """HEAD has the header fields that GET has; those that differ between two GETs are left alone."""
    for target, answer in _heads(candidate):
        if answer.status != target.answer.status:
            continue
        again = candidate.send("GET", target.url)
        for name in fields:
            value = target.answer.header(name)
            if value is None or value != again.header(name):
                continue
            told = answer.header(name)
            if told is None and name == "content-length":
                continue  # may be left out where only sending the content would tell it
            actual = f"{name}: {told}" if told is not None else f"no {name}"
            yield Finding(told == value, f"{name}: {value}", actual, name, (answer, target.answer))


def method_unknown(candidate: Candidate) -> Iterator[Observation]:
    """A method that nobody has defined is answered with 501 or 405."""
    for target in candidate.once(targets.surveyed).targets[:3]:
        answer = candidate.send(candidate.word("method").upper(), target.url)
        if answer.status in _UNSUPPORTED:
            yield Finding(True, "501 or 405", answer.where, "", answer)
        elif 400 <= answer.status < _SERVER_FAULT:  # noqa: PLR2004
            yield Doubt(f"refused with {answer.status}, perhaps before it was understood", answer)
        else:
            yield Finding(False, "501 or 405", answer.where, "", answer)


def not_allowed(candidate: Candidate) -> Iterator[Observation]:
    """A PATCH where neither the description nor OPTIONS knows one is answered with 405.

    It carries nothing, of a type that nobody knows, so that a server which takes it after all changes nothing.
    """
    for target in _without_patch(candidate):
        answer = candidate.send("PATCH", target.url, {"Content-Type": "application/x-nothing"})
        if answer.status in _LOGIN or answer.status == _UNSUPPORTED_TYPE:
            yield Doubt(f"refused with {answer.status} before the method was looked at", answer)
        else:
            yield Finding(answer.status in _UNSUPPORTED, "405", answer.where, "", answer)


def _without_patch(candidate: Candidate) -> Iterator[Target]:
    """What GET reads and nothing says can be changed in part."""
    found = candidate.once(targets.surveyed)
    for target in found.targets[:_MOST]:
        if target.operation is None or found.description is None:
            allow = candidate.get(target.url, method="OPTIONS").header("allow") or "PATCH"
            told = "PATCH" not in allow.upper()
        else:
            told = found.description.match("patch", target.url) is None
        if told:
            yield target


def options_answered(candidate: Candidate) -> Iterator[Observation]:
    """OPTIONS is answered with success."""
    for target in candidate.once(targets.surveyed).targets[:_MOST]:
        answer = candidate.get(target.url, method="OPTIONS")
        if 200 <= answer.status < 300:  # noqa: PLR2004
            yield Finding(True, "an answer to OPTIONS", answer.where, "", answer)
        else:
            yield Absence(f"OPTIONS is answered with {answer.status}", answer)


def allow_in_405(exchange: Exchange) -> Iterator[Observation]:
    """An answer 405 has the field Allow, which may be empty."""
    if exchange.status == _NOT_ALLOWED:
        allow = exchange.header("allow")
        actual = "no Allow" if allow is None else f"Allow: {allow}"
        yield Finding(allow is not None, "the field Allow", actual, "allow", exchange)


def allow_without_the_refused(exchange: Exchange) -> Iterator[Observation]:
    """The Allow of an answer 405 does not list the method that was refused."""
    allow = exchange.header("allow")
    if exchange.status == _NOT_ALLOWED and allow is not None:
        listed = [it.strip() for it in allow.split(",")]
        met = exchange.request.method not in listed
        yield Finding(
            met, f"no {exchange.request.method} in it", f"Allow: {allow}", "allow", exchange
        )


def allow_of_options(candidate: Candidate) -> Iterator[Observation]:
    """The Allow of an answer to OPTIONS lists GET where GET was just answered."""
    seen = False
    for target in candidate.once(targets.surveyed).targets[:_MOST]:
        answer = candidate.get(target.url, method="OPTIONS")
        allow = answer.header("allow")
        if 200 <= answer.status < 300 and allow:  # noqa: PLR2004
            seen = True
            listed = {it.strip() for it in allow.split(",")}
            yield Finding("GET" in listed, "GET in it", f"Allow: {allow}", "allow", answer)
    if not seen:
        yield Absence("no answer to OPTIONS has the field Allow")


def _heads(candidate: Candidate) -> Iterator[tuple[Target, Exchange]]:
    """The answers to HEAD of what GET reads."""
    for target in candidate.once(targets.surveyed).targets[:_MOST]:
        yield target, candidate.send("HEAD", target.url)
