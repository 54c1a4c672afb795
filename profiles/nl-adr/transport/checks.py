"""Checks of https://gitdocumentatie.logius.nl/publicatie/api/adr/2.2.0/#transport-security."""

import ipaddress
import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from conformance.candidate import Candidate
from conformance.checks import drafts, targets
from conformance.checks.again import spread
from conformance.checks.described import described
from conformance.checks.intermediaries import maker
from conformance.checks.looking import either, looked
from conformance.checks.shapes import kinds_of
from conformance.checks.targets import Surveyed, Target
from conformance.description import Description, Node, Operation
from conformance.model import Absence, Doubt, Exchange, Finding, Observation, Obstacle

from .content import Typed, typed

_NO_CONTENT = (204, 205, 304)
_PART_OF_IT = 206
_SILENT = ("HEAD", "OPTIONS")
_HTML = ("text/html", "application/xhtml+xml")
_ENCRYPTED = "application/jose+json"  # under which the module on encryption sends its tokens
_NOT_FOUND_OUT = (401, 403, 404, 405, 409, 413, 428, 501)
_ORIGIN, _CREDENTIALS = "access-control-allow-origin", "access-control-allow-credentials"
_ONE_ORIGIN = re.compile(r"\*|null|[a-z][a-z0-9+.-]*://[^\s,/]+", re.IGNORECASE)
_OPENS_JSON = re.compile(rb"\s*[\[{]")
_MOST, _MOST_ASKED = 6, 2


# -- the connection -------------------------------------------------------------------------------


def over_tls(candidate: Candidate) -> Iterator[Observation]:
    """The API is reached over TLS; at an address of one's own nobody can tell how it is when it is deployed."""
    found: Surveyed = candidate.once(targets.surveyed)
    parts = urlsplit(candidate.base)
    evidence = found.targets[0].answer
    is_secure = parts.scheme == "https"
    if not is_secure and not _is_global(candidate):
        yield Obstacle(
            "tested without TLS at an address of one's own; the deployed address decides"
        )
    else:
        yield Finding(is_secure, "https://", f"{parts.scheme}://{parts.netloc}", "", evidence)


def _is_global(candidate: Candidate) -> bool:
    parts = urlsplit(candidate.base)
    found = candidate.resolver.resolve(parts.hostname or "", parts.port or 80)
    return ipaddress.ip_address(found).is_global


# -- header fields --------------------------------------------------------------------------------


def header(exchange: Exchange, *, name: str, value: str) -> Iterator[Observation]:
    """An answer with content has a header field with that value, in whatever case."""
    if _has_content(exchange):
        given = exchange.header(name)
        met = given is not None and given.strip().lower() == value.lower()
        yield _judged(exchange, f"{name}: {value}", given, name.lower(), met=met)


def policy(
    exchange: Exchange, *, directive: str, value: str, html: bool = False
) -> Iterator[Observation]:
    """An answer with content has a Content-Security-Policy with that directive; with `html` only a page needs it."""
    if _has_content(exchange) and (not html or exchange.media_type in _HTML):
        given = exchange.header("content-security-policy")
        policies = re.split(r"[,;]", (given or "").lower())
        met = any(" ".join(it.split()) == f"{directive} {value}".lower() for it in policies)
        expected = f"Content-Security-Policy: {directive} {value}"
        yield _judged(exchange, expected, given, "content-security-policy", met=met)


def page_header(exchange: Exchange, *, names: Sequence[str], value: str) -> Iterator[Observation]:
    """A page has one of these header fields, with that value where one is named."""
    if _has_content(exchange) and exchange.media_type in _HTML:
        given = next((it for name in names if (it := exchange.header(name)) is not None), None)
        met = given is not None and (not value or given.strip().lower() == value)
        yield _judged(exchange, names[0], given, names[0].lower(), met=met)


def strict_transport(exchange: Exchange) -> Iterator[Observation]:
    """An answer over TLS says for how long browsers have to come back over TLS."""
    if exchange.request.url.startswith("https:") and _has_content(exchange):
        given = exchange.header("strict-transport-security")
        met = re.search(r'max-age\s*=\s*"?0*[1-9]', given or "", re.IGNORECASE) is not None
        expected = "Strict-Transport-Security with max-age above 0"
        yield _judged(exchange, expected, given, "strict-transport-security", met=met)


def content_type(exchange: Exchange) -> Iterator[Observation]:
    """An answer with content says its media type."""
    if _has_content(exchange):
        given = exchange.header("content-type")
        yield _judged(
            exchange, "Content-Type", given, "content-type", met=bool(exchange.media_type)
        )


def content_matches(exchange: Exchange) -> Iterator[Observation]:
    """What is JSON says so, and what says that it is JSON is."""
    kind = exchange.media_type
    is_whole = _has_content(exchange) and exchange.status != _PART_OF_IT
    if not is_whole or not kind or "yaml" in kind or kind == _ENCRYPTED:
        return
    names_json = kind == "application/json" or kind.endswith("+json")
    is_json = exchange.json_error is None
    if names_json:
        actual = f"{kind}: {exchange.json_error or 'JSON'}"
        yield _judged(exchange, "JSON, as Content-Type says", actual, "content-type", met=is_json)
    elif kind.startswith("text/") or "javascript" in kind:
        wrong = is_json and _OPENS_JSON.match(exchange.body) is not None
        expected = "application/json where the content is JSON"
        yield _judged(exchange, expected, kind, "content-type", met=not wrong)


def one_origin(exchange: Exchange) -> Iterator[Observation]:
    """Access-Control-Allow-Origin, where it is given, is `*`, `null` or one origin."""
    given = exchange.header(_ORIGIN)
    if given is not None:
        met = _ONE_ORIGIN.fullmatch(given.strip()) is not None
        yield _judged(exchange, "*, null or one origin", given, _ORIGIN, met=met)


def _has_content(exchange: Exchange) -> bool:
    is_silent = exchange.request.method in _SILENT or exchange.status in _NO_CONTENT
    return bool(exchange.body) and not is_silent


def _judged(
    exchange: Exchange, expected: str, given: str | None, where: str, *, met: bool
) -> Observation:
    """The finding; a doubt where it would be held against an error that something on the way made."""
    made = "" if met else maker(exchange)
    if made:
        return Doubt(f"this error was made by {made}", exchange)
    return Finding(met, expected, "absent" if given is None else given[:80], where, exchange)


def not_kept(candidate: Candidate) -> Iterator[Observation]:
    """What one gets only after a login says that it is not to be kept."""
    source = candidate.once(described)
    if source.description is None:
        yield Obstacle(source.reason, source.evidence)
        return
    found: Surveyed = candidate.once(targets.surveyed)
    read = [it for it in found.targets if it.operation and _is_personal(it.operation)]
    for target in read:
        given = target.answer.header("cache-control")
        names = {it.strip().lower() for it in (given or "").split(",")}
        met = "no-store" in names
        yield _judged(target.answer, "Cache-Control: no-store", given, "cache-control", met=met)
    if not read:
        yield Absence("nothing was read that the description lets one read only after a login")


def _is_personal(operation: Operation) -> bool:
    """Whether an operation is only for who logged in; an API key alone may stand before open data."""
    schemes = operation.root.get("components", "securitySchemes")
    kinds = {schemes.get(name, "type").text for it in operation.security for name in it}
    return _is_closed(operation) and kinds != {"apiKey"}


def _is_closed(operation: Operation) -> bool:
    return bool(operation.security) and all(operation.security)


# -- pages of other sites -------------------------------------------------------------------------


def restricted(candidate: Candidate) -> Iterator[Observation]:
    """A site that nobody named may not read what is not for everybody.

    What needs no login may be open to every site. Who else may be let in, only the maker knows.
    """
    origin = f"https://{candidate.word('origin')}.example"
    found: Surveyed = candidate.once(targets.surveyed)
    ranked = sorted(
        spread(found.targets, len(found.targets)),
        key=lambda it: it.operation is None or not _is_closed(it.operation),
    )
    for target in ranked[:_MOST]:
        answer = candidate.get(target.url, {"Origin": origin})
        with_login = candidate.declaration.auth is not None
        yield _let_in(target, answer, origin, closed=_needs_login(target, with_login=with_login))


def _needs_login(target: Target, *, with_login: bool) -> bool:
    """Whether a resource is for who logs in: as described, else as the run itself reads it."""
    return _is_closed(target.operation) if target.operation else with_login


def _let_in(target: Target, answer: Exchange, origin: str, *, closed: bool) -> Observation:
    allowed = (answer.header(_ORIGIN) or "").strip()
    credentials = (answer.header(_CREDENTIALS) or "").strip() == "true"
    expected = f"{origin} kept out, or an open resource"
    actual = f"{allowed or 'no site'} let in{' with credentials' if credentials else ''}"
    if allowed == origin and credentials and closed:
        return Finding(False, expected, actual, _ORIGIN, answer)
    if allowed not in {"*", origin}:
        return Finding(True, expected, actual, _ORIGIN, answer)
    if target.operation and not closed:
        return Absence("open to pages of every site, as an open API may be", answer)
    return Doubt(f"{actual}: nobody said for which sites this is meant", answer)


# -- media types ----------------------------------------------------------------------------------


def type_refused(
    candidate: Candidate, *, named: bool, statuses: Sequence[int]
) -> Iterator[Observation]:
    """A right document under a media type that nobody knows, or under none, is refused with one of the statuses."""
    done: Typed | None = candidate.once(typed)
    if done is None:
        yield from drafts.nothing(candidate)
        return
    answer = done.unknown if named else done.missing
    expected = f"{' or '.join(map(str, statuses))}: {'an unknown' if named else 'no'} Content-Type"
    if answer.status in _NOT_FOUND_OUT or 300 <= answer.status < 400:  # noqa: PLR2004
        yield Doubt(f"answered {answer.status}, perhaps for another reason", answer)
    elif made := maker(answer):
        yield Doubt(f"this error was made by {made}", answer)
    else:
        yield Finding(answer.status in statuses, expected, answer.where, "content-type", answer)


def accept_not_copied(candidate: Candidate) -> Iterator[Observation]:
    """Content-Type is not what Accept asked for where nobody can have made it."""
    for wanted, answer in _unacceptable(candidate):
        met = answer.media_type != wanted
        actual = answer.media_type or "no Content-Type"
        yield Finding(met, "a media type of its own", actual, "content-type", answer)


def unacceptable_refused(candidate: Candidate) -> Iterator[Observation]:
    """Whoever accepts only what the API cannot give is refused."""
    for _, answer in _unacceptable(candidate):
        if answer.status in {401, 403} or 300 <= answer.status < 400:  # noqa: PLR2004
            yield Doubt(f"answered {answer.status}, perhaps before Accept was looked at", answer)
        elif made := maker(answer):
            yield Doubt(f"this error was made by {made}", answer)
        else:
            met = 400 <= answer.status < 500  # noqa: PLR2004
            yield Finding(met, "a refusal, such as 406", answer.where, "", answer)


def _unacceptable(candidate: Candidate) -> Iterator[tuple[str, Exchange]]:
    wanted = f"application/x-{candidate.word('type')}"
    for target in candidate.once(targets.surveyed).targets[:_MOST_ASKED]:
        yield wanted, candidate.get(target.url, {"Accept": wanted})


def types_named(description: Description) -> Iterator[Observation]:
    """Every request and answer with content names its media types; `*/*` names none."""
    return either(
        (
            looked("*" in kind, "a media type", kind, holder.pointer)
            for holder in _contents(description)
            for kind in kinds_of(holder)
        ),
        "no content is described",
    )


def _contents(description: Description) -> Iterator[Node]:
    seen: set[str] = set()
    for operation in description.operations():
        for holder in (operation.node.get("requestBody"), *operation.responses.values()):
            if holder.pointer not in seen:
                seen.add(holder.pointer)
                yield holder
