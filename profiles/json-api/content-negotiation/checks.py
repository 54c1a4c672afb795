"""Which media type a document has, which a request may have, and how the two are agreed on."""

from collections.abc import Iterator, Sequence

from conformance.candidate import Candidate
from conformance.model import Absence, Exchange, Finding, Observation, Obstacle

from ..documents import Document, Object
from ..findings import met, shortened, unmet, verdicts
from ..generated import tried
from ..media_types import JSON_API
from ..survey import survey
from . import lists, offers
from .lists import Recipe

_OK, _NOT_ACCEPTABLE, _UNSUPPORTED = 200, 406, 415
_NOTHING = "no JSON:API document is answered with 200 to an ordinary GET"


def response_content_type(exchange: Exchange) -> Iterator[Finding]:
    """Every JSON:API document is sent as application/vnd.api+json.

    What is sent as JSON on a request that prefers JSON, and what no more than looks like JSON:API, is not looked at.
    """
    document = exchange.once(Document)
    if document.is_json_api:
        yield met(exchange, JSON_API, JSON_API, "Content-Type")
    elif document.resembles_json_api and not _wants_json(exchange):
        actual = exchange.header("content-type") or "no Content-Type"
        yield unmet(exchange, JSON_API, shortened(actual), "Content-Type")


def _wants_json(exchange: Exchange) -> bool:
    headers = exchange.request.headers
    return any(n.lower() == "accept" and "application/json" in value for n, value in headers)


def ext_declared(exchange: Exchange) -> Iterator[Finding]:
    """A document with an extension's members, or with `jsonapi.ext`, names the extension in Content-Type."""
    document = exchange.once(Document)
    listed = _listed(document.jsonapi, "ext")
    faults = _undeclared(listed, document.ext, "/jsonapi/ext")
    if not document.ext and not listed:
        faults += [
            (pointer, f"member {shortened(name)}, no extension")
            for name, pointer in document.extension_members.items()
        ]
    seen = bool(document.ext or listed)
    yield from verdicts(exchange, "applied extensions named in Content-Type", faults, seen=seen)


def profile_declared(exchange: Exchange) -> Iterator[Finding]:
    """A document with `jsonapi.profile` names these profiles in Content-Type."""
    document = exchange.once(Document)
    listed = _listed(document.jsonapi, "profile")
    faults = _undeclared(listed, document.profile, "/jsonapi/profile")
    seen = bool(document.profile or listed)
    yield from verdicts(exchange, "applied profiles named in Content-Type", faults, seen=seen)


def _listed(jsonapi: Object | None, name: str) -> list[str]:
    given = jsonapi.get(name) if jsonapi else None
    return [uri for uri in given if isinstance(uri, str)] if isinstance(given, list) else []


def _undeclared(
    listed: Sequence[str], declared: Sequence[str], pointer: str
) -> list[tuple[str, str]]:
    return [(pointer, f"{shortened(uri)} not named") for uri in listed if uri not in declared]


def response_no_parameters(exchange: Exchange) -> Iterator[Finding]:
    """A JSON:API document is sent without any media type parameter."""
    document = exchange.once(Document)
    faults = [("Content-Type", f"{name}={shortened(value)}") for name, value in document.parameters]
    yield from verdicts(exchange, "no media type parameter", faults, seen=document.is_json_api)


def unsupported_media_type(
    candidate: Candidate, *, content_types: Sequence[str], parameters: Sequence[str] = ()
) -> Iterator[Observation]:
    """A GET with each of `content_types` is answered 415, where one without is answered 200.

    So is one with media types that are made up of `parameters`.
    """
    recipe = lists.unsupported(parameters) if parameters else None
    yield from _refused(candidate, _UNSUPPORTED, "Content-Type", content_types, recipe)


def not_acceptable(
    candidate: Candidate, *, accept: Sequence[str], parameters: Sequence[str] = ()
) -> Iterator[Observation]:
    """A GET with each `accept` is answered 406, where one with the bare media type is answered 200.

    So is one with lists that are made up, in which every instance has some of `parameters`.
    """
    recipe = lists.unacceptable(parameters, _nobodys(candidate)) if parameters else None
    yield from _refused(candidate, _NOT_ACCEPTABLE, "Accept", accept, recipe)


def _nobodys(candidate: Candidate) -> str:
    return candidate.word("media type")


def _refused(
    candidate: Candidate, wanted: int, header: str, values: Sequence[str], recipe: Recipe | None
) -> Iterator[Observation]:
    ordinary = offers.plain(candidate)
    if ordinary is None:
        yield Obstacle(_NOTHING)
        return

    def judge(value: str) -> Finding:
        exchange = candidate.get(ordinary.request.url, {header: value})
        report = met if exchange.status == wanted else unmet
        return report(exchange, f"{wanted} ({header}: {value})", str(exchange.status))

    yield from map(judge, values)
    if recipe:
        yield from tried(candidate, recipe, judge)


def still_acceptable(
    candidate: Candidate, *, accept: Sequence[str], parameters: Sequence[str]
) -> Iterator[Observation]:
    """A GET with each `accept` is answered as one with the bare media type: 200, as JSON:API.

    So is one with lists that are made up, in which some instances have some of `parameters`.
    """
    ordinary = offers.plain(candidate)
    if ordinary is None:
        yield Obstacle(_NOTHING)
        return

    def judge(value: str) -> Finding:
        exchange = candidate.get(ordinary.request.url, {"Accept": value})
        return _same(exchange, ordinary, f"{_answer(ordinary)} (Accept: {value})")

    yield from map(judge, accept)
    recipe = lists.acceptable(parameters, _nobodys(candidate))
    yield from tried(candidate, recipe, judge)


def _answer(exchange: Exchange) -> str:
    return f"{exchange.status} {exchange.media_type}".strip()


def _same(exchange: Exchange, ordinary: Exchange, expected: str) -> Finding:
    report = met if _answer(exchange) == _answer(ordinary) else unmet
    return report(exchange, expected, _answer(exchange))


def unknown_profile_ignored(candidate: Candidate) -> Iterator[Observation]:
    """A profile that nobody knows changes no answer, and is not named in Content-Type."""
    ordinary = offers.plain(candidate)
    if ordinary is None:
        yield Obstacle(_NOTHING)
        return
    uri = f"https://example.org/conformance/{candidate.word('profile')}"
    accept = f'{JSON_API}; profile="{uri}"'
    exchange = candidate.get(ordinary.request.url, {"Accept": accept})
    expected = f"{_answer(ordinary)} without the profile (Accept: {accept})"
    if uri in (exchange.header("content-type") or ""):
        yield unmet(exchange, expected, "the unknown profile named", "Content-Type")
    else:
        yield _same(exchange, ordinary, expected)


def profile_applied(candidate: Candidate) -> Iterator[Observation]:
    """A profile that the candidate supports is named in the Content-Type of an answer that was asked for with it.

    Which profiles it supports is seen in its own media types. Those that the `type` of a link names or its entry point
    lists in `meta`, and a published one, are tried too; without effect they prove nothing.
    """
    tried = candidate.once(offers.asked)
    for it in tried:
        expected = f"profile {it.offer.uri} applied"
        if it.applied:
            yield met(it.exchange, expected, "named in Content-Type", "Content-Type")
        elif it.offer.certain:
            actual = it.exchange.header("content-type") or "no Content-Type"
            yield unmet(it.exchange, expected, shortened(actual), "Content-Type")
    if not any(it.applied or it.offer.certain for it in tried):
        yield Absence("the candidate does not show that it supports any profile")


def vary_accept(candidate: Candidate) -> Iterator[Observation]:
    """Where a profile or an extension was seen applied, every answer with a document lists Accept in Vary."""
    applied = [it.exchange for it in candidate.once(offers.asked) if it.applied]
    found = candidate.once(survey)
    seen = [it.exchange for it in (*found.collections, *found.resources)]
    extended = [it for it in seen if it.once(Document).ext or it.once(Document).profile]
    if not applied and not extended:
        yield Absence("the candidate does not show that it supports any extension or profile")
        return
    for exchange in dict.fromkeys((*applied, found.entry, *seen)):
        if exchange.once(Document).is_json_api:
            yield _varies(exchange)


def _varies(exchange: Exchange) -> Finding:
    vary = exchange.header("vary")
    named = {name.strip().lower() for name in (vary or "").split(",")}
    report = met if named & {"accept", "*"} else unmet
    return report(exchange, "Accept in Vary", vary or "no Vary", "Vary")
