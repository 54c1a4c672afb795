"""Checks of the rules on resources: names, slashes at the end, representations, and what an answer gives away."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

from conformance.candidate import Candidate
from conformance.checks import problems, targets
from conformance.checks.again import spread
from conformance.checks.intermediaries import maker
from conformance.checks.looking import either, listed, looked, place
from conformance.checks.names import vocabulary, words
from conformance.checks.shapes import kinds_of
from conformance.checks.targets import Target
from conformance.description import Description
from conformance.model import Absence, Doubt, Exchange, Finding, Observation, Obstacle

_NOT_FOUND, _NOT_ACCEPTABLE = 404, 406
_LOGIN = (401, 403)
_REDIRECTS = range(300, 400)
_MOST_WITH_SLASH = 6
_MOST_NEGOTIATED = 3
# What HTTP has methods for. The rules let an operation that none of these is be named by a verb (resource-operations),
# so that no other verb shows that a resource is named by what is done to it.
_METHODS = vocabulary(
    """aanmaken bijwerken ophalen opvragen raadplegen toevoegen verwijderen wijzigen
    create delete fetch get modify remove retrieve
    """
)
_NAMING = (
    "x-powered-by",
    "x-aspnet-version",
    "x-aspnetmvc-version",
    "x-generator",
    "x-php-version",
)
_WITH_VERSION = re.compile(r"[A-Za-z][\w.+-]*/v?\d[\w.+-]*")


def named_by_methods(description: Description) -> Iterator[Observation]:
    """No segment of a path begins with a word for what HTTP has a method for: opvragen-gebouw, getBuildings.

    A last segment that begins with an underscore is an operation by the convention of these rules, and not looked at.
    """
    return either(
        (
            looked(bool(found), "nouns", listed(found or fixed), place("paths", path))
            for path in description.root.get("paths").names()
            if (fixed := _fixed(path))
            for found in [[it for it in fixed if next(iter(words(it)), "") in _METHODS]]
        ),
        "no path has a fixed segment",
    )


def _fixed(path: str) -> list[str]:
    segments = [it for it in path.split("/") if it]
    if segments and segments[-1].startswith("_"):
        segments.pop()
    return [it for it in segments if "{" not in it] if path.startswith("/") else []


def slash_not_found(candidate: Candidate) -> Iterator[Observation]:
    """What is there without a slash at the end is not there with one: 404, and no redirect."""
    found = [it for it in candidate.once(targets.surveyed).targets if _is_below(candidate, it)]
    if not found:
        yield Obstacle("nothing but the root was read")
    for target in spread(tuple(found), _MOST_WITH_SLASH):
        answer = candidate.send("GET", _with_slash(target.url))
        if answer.status in _LOGIN:
            yield Doubt(f"refused with {answer.status} before the path was looked at", answer)
        elif made := maker(answer):
            if answer.status == _NOT_FOUND:
                yield Finding(True, "404", answer.where, "", (answer, target.answer))
            else:
                yield Doubt(f"this error was made by {made}", answer)
        else:
            met = answer.status == _NOT_FOUND
            yield Finding(met, "404", _led(answer), "", (answer, target.answer))


def _is_below(candidate: Candidate, target: Target) -> bool:
    """Whether a target is another than the root, and described without a slash at the end."""
    path = urlsplit(target.url).path
    bare = candidate.is_within(target.url) and not path.endswith("/")
    return bare and path != urlsplit(candidate.base).path and not target.template.endswith("/")


def _with_slash(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"{parts.path}/"))


def _led(answer: Exchange) -> str:
    """The answer in a few words, and where it leads to."""
    location = answer.header("location")
    redirected = answer.status in _REDIRECTS and location
    return f"{answer.where}, to {location}" if redirected else answer.where


def chosen_by_accept(candidate: Candidate) -> Iterator[Observation]:
    """What is described in several media types is given in the one that Accept asks for.

    Asked for are those that the answer to a request with the usual Accept was not in.
    """
    found = candidate.once(targets.surveyed)
    if found.description is None:
        yield Obstacle(found.described.reason, found.described.evidence)
        return
    several = [it for it in spread(found.targets, len(found.targets)) if len(_kinds(it)) > 1]
    if not several:
        yield Absence("nothing is described in several media types", found.described.evidence)
    for target in several[:_MOST_NEGOTIATED]:
        wanted = next(it for it in _kinds(target) if it != target.answer.media_type)
        answer = candidate.get(target.url, {"Accept": wanted})
        if 200 <= answer.status < 300 or answer.status == _NOT_ACCEPTABLE:  # noqa: PLR2004
            met = answer.media_type == wanted
            actual = f"{answer.media_type or 'no Content-Type'} ({answer.where})"
            yield Finding(met, wanted, actual, "content-type", (answer, target.answer))
        else:
            yield Doubt(f"asked for {wanted}: {answer.where}", answer)


def _kinds(target: Target) -> list[str]:
    """The media types that a target is described in, ranges left out."""
    if target.operation is None:
        return []
    described = kinds_of(target.operation.response_for(target.answer.status))
    return [it for it in dict.fromkeys(described) if "*" not in it]


def implementation_hidden(exchange: Exchange) -> Iterator[Observation]:
    """No field of an answer names a platform, or a product with its version; no error shows the server's inside.

    A product without a version in Server is let be: it mostly is that of the gateway.
    """
    given = [(name, exchange.header(name) or "") for name in _NAMING]
    told = [f"{name}: {value}" for name, value in given if value]
    server = exchange.header("server") or ""
    if _WITH_VERSION.search(server):
        told.append(f"server: {server}")
    expected = "no platform, no version of a product"
    yield Finding(not told, expected, listed(told, "none in the headers"), "", exchange)
    yield from problems.nothing_inside(exchange)
