"""Checks of the OpenAPI document (https://spec.openapis.org/oas/v3.0.3): is there one, and can it be trusted."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from conformance import description as descriptions
from conformance.candidate import Candidate
from conformance.checks import targets
from conformance.checks.described import Described, described
from conformance.checks.looking import looked, met, unmet
from conformance.checks.targets import Surveyed
from conformance.checks.versions import major_agrees
from conformance.description import Description, Fault, Unresolved, difference, faults, gather
from conformance.description.references import nothing
from conformance.description.structure import faults as structural
from conformance.errors import DescriptionError
from conformance.model import Absence, Doubt, Exchange, Finding, Observation

from ..undescribed import texts, undescribed
from .catalogue import LINKSET, catalogue, is_alone, links, malformed

_OK = 200
_LOGIN = (401, 403)
_NOT_THERE = re.compile(r"answered 4(04|10)\b")
_SUCCESS = re.compile(r"[123](\d\d|XX)|default", re.IGNORECASE)
_UNIQUE = re.compile(r"/operationId$|^/tags/")
_A_PATH = re.compile(r"/paths/[^/]+")
_TWINS = {".json": (".yaml", ".yml"), ".yaml": (".json",), ".yml": (".json",)}
_NUMBERS = re.compile(
    r"v?(\d{1,3}(?:\.\d+)*)(?:[-+].*)?", re.ASCII
)  # a year is no number of a version
_IN_URL = re.compile(r"/v(\d+)(?:\.\d+)*(?=/|$)", re.ASCII)
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_USUAL_PORTS = (80, 443)
_MOST_ANSWERS = 8
_MOST_OTHERS = 3


# -- there, and readable ----------------------------------------------------------------------------


def found(candidate: Candidate) -> Iterator[Observation]:
    """The candidate serves its OpenAPI document: where it was declared, or at one of the usual places."""
    source: Described = candidate.once(described)
    served = texts(candidate, source)
    closed = [it for it in source.tried if it.status in _LOGIN]
    if source.exchange or served:
        shown = source.exchange or served[0]
        yield Finding(True, "an OpenAPI document", shown.where, "", shown)
    elif closed:
        yield Doubt("there may be a description for those who logged in", closed[0])
    else:
        where = candidate.declaration.description or f"{candidate.base}/openapi.json"
        actual = source.tried[0].where if source.tried else "no answer"
        yield Finding(False, f"an OpenAPI document, as at {where}", actual, "", source.tried[:3])


def readable(candidate: Candidate) -> Iterator[Observation]:
    """What is served as an OpenAPI document is JSON or YAML, and says which version of OpenAPI it is written in."""
    source: Described = candidate.once(described)
    served = texts(candidate, source)
    for exchange in served:
        yield _read(exchange)
    if not served:
        yield Absence("no OpenAPI document is served", source.evidence)


def _read(exchange: Exchange) -> Observation:
    expected = "an OpenAPI document in JSON or YAML"
    try:
        descriptions.parse(exchange.body, exchange.request.url, exchange.media_type)
    except DescriptionError as error:
        old = descriptions.read(exchange)
        if old and "swagger" in old.document:
            return Doubt(f"Swagger {old.version} is not judged here, only OpenAPI 3", exchange)
        told = error.message.removeprefix(f"{exchange.request.url}: ")
        return Finding(False, expected, told, "", exchange)
    return Finding(True, expected, "just that", "", exchange)


# -- the document by itself -------------------------------------------------------------------------


def references(description: Description) -> Iterator[Observation]:
    """Every reference leads to something."""
    found = _lost(description)
    for it in found:
        if _leads_nowhere(it):
            yield unmet(f"a target of {it.reference:.100}", it.reason, it.pointer)
        else:
            yield Doubt(f"$ref {it.reference:.100} at {it.pointer} was not followed: {it.reason}")
    if not found:
        yield met("a target of every $ref", "just that", "")


def valid(description: Description) -> Iterator[Observation]:
    """The document is as the JSON Schema of its version of OpenAPI demands, and so are the schemas in it."""
    try:
        found = description.once(faults)
    except ValueError as error:
        yield Doubt(str(error))
        return
    told = {Fault(*it) for it in _structural(description)}
    lost = {it.pointer for it in _lost(description)}
    others = [it for it in found if it not in told and it.pointer not in lost]
    for it in others:
        yield unmet(f"valid OpenAPI {description.version}", it.message, it.pointer)
    if not others:
        yield met(f"valid OpenAPI {description.version}", "just that", "")


def paths(description: Description) -> Iterator[Observation]:
    """No two paths are the same but for the names of their parameters, and every brace has its partner."""
    return _structured(description, "paths", "paths that are told apart")


def parameters(description: Description) -> Iterator[Observation]:
    """The parameters in a path are those that are declared for it, and no parameter is declared twice."""
    return _structured(
        description, "parameters", "each parameter once, those of the path among them"
    )


def names(description: Description) -> Iterator[Observation]:
    """No two operations have the same operationId, and no tag is described twice."""
    return _structured(description, "names", "a name of its own")


def success_described(description: Description) -> Iterator[Observation]:
    """Every operation describes what it answers when all is well."""
    none = True
    for it in description.operations():
        none = False
        statuses = list(it.responses)
        wrong = not any(_SUCCESS.fullmatch(name) for name in statuses)
        actual = ", ".join(statuses) or "no response"
        yield looked(wrong, "a response of success", actual, it.pointer)
    if none:
        yield Absence("no operation is described")


def keys(description: Description) -> Iterator[Observation]:
    """No object has two members of one name."""
    found = description.duplicates
    for it in found:
        yield unmet("each name once in an object", str(it), it.pointer)
    if not found:
        yield met("each name once in an object", "just that", "")


def _structured(description: Description, kind: str, expected: str) -> Iterator[Observation]:
    found = [it for it in _structural(description) if _kind(it[0]) == kind]
    for pointer, message in found:
        yield unmet(expected, message, pointer)
    if not found:
        yield met(expected, "just that", "")


def _structural(description: Description) -> tuple[tuple[str, str], ...]:
    return description.once(_all_structural)


def _all_structural(description: Description) -> tuple[tuple[str, str], ...]:
    return tuple(structural(_whole(description)))


def _kind(pointer: str) -> str:
    """What a fault is about, by where it stands."""
    if _UNIQUE.search(pointer):
        return "names"
    return "paths" if _A_PATH.fullmatch(pointer) else "parameters"


def _whole(description: Description) -> Description:
    return description if description.gathered else description.once(_gathered)


def _gathered(description: Description) -> Description:
    return gather(description, nothing)


def _lost(description: Description) -> tuple[Unresolved, ...]:
    return _whole(description).unresolved


def _leads_nowhere(lost: Unresolved) -> bool:
    """Whether a reference has no target, and was not just left alone."""
    return lost.broken or bool(_NOT_THERE.search(lost.reason))


# -- more than one ---------------------------------------------------------------------------------


def twins(candidate: Candidate) -> Iterator[Observation]:
    """Where the document is served in JSON and in YAML, both say the same."""
    source: Described = candidate.once(described)
    if source.description is None or source.exchange is None:
        yield from undescribed(candidate, source)
        return
    url = urlsplit(source.exchange.request.url)
    end = next((it for it in _TWINS if url.path.endswith(it)), "")
    for other in _TWINS.get(end, ()):
        twin = url._replace(path=url.path.removesuffix(end) + other).geturl()
        answer = candidate.get(twin, {"Accept": descriptions.ACCEPT})
        if answer.status == _OK and "html" not in answer.media_type:
            yield _alike(source.description, source.exchange, answer)
            return
    yield Absence("the document is served in one form")


def same_everywhere(candidate: Candidate) -> Iterator[Observation]:
    """The document that the candidate is judged by is the one that it serves, and that its catalogue leads to."""
    source: Described = candidate.once(described)
    if source.description is None or source.exchange is None:
        yield from undescribed(candidate, source)
        return
    own = source.exchange.request.url
    others = [it for it in dict.fromkeys(_other_places(candidate)) if it != own]
    none = True
    for url in others[:_MOST_OTHERS]:
        answer = candidate.get(url, {"Accept": descriptions.ACCEPT})
        if answer.status == _OK and "html" not in answer.media_type:
            none = False
            yield _alike(source.description, source.exchange, answer)
    if none:
        yield Absence("the document is served in one place")


def _other_places(candidate: Candidate) -> Iterator[str]:
    """Where the description of this API may be beside the place that it was read from."""
    if candidate.declaration.description:
        yield f"{candidate.base}/openapi.json"
    answer = catalogue(candidate)
    for anchor, relation, url in links(answer):
        about = candidate.is_within(anchor) and candidate.is_own(url)
        if relation == "service-desc" and about:
            yield url


def _alike(one: Description, exchange: Exchange, answer: Exchange) -> Observation:
    expected = f"what {urlsplit(exchange.request.url).path} says"
    both = (answer, exchange)
    try:
        other = descriptions.parse(answer.body, answer.request.url, answer.media_type)
    except DescriptionError as error:
        return Finding(False, expected, error.message, "", both)
    place = difference(one, other)
    actual = "just that" if place is None else "something else there"
    return Finding(place is None, expected, actual, place or "", both)


# -- which API it is of ----------------------------------------------------------------------------


def version_in_field(candidate: Candidate, *, name: str, parts: int = 1) -> Iterator[Observation]:
    """The version in a field of answers is that of the document, as far as so many numbers."""
    source: Described = candidate.once(described)
    if source.description is None:
        yield from undescribed(candidate, source)
        return
    said = source.description.root.get("info", "version").text
    surveyed: Surveyed = candidate.once(targets.surveyed)
    for target in surveyed.targets[:_MOST_ANSWERS]:
        value = target.answer.header(name)
        if value is None:
            continue
        mine, served = _NUMBERS.fullmatch(said), _NUMBERS.fullmatch(value.strip())
        if not mine or not served:
            yield Absence(f"{value!r:.40} and {said!r:.40} are not both numbers", target.answer)
            continue
        agrees = _begins_alike(mine[1], served[1], parts)
        evidence = (target.answer, *source.evidence)
        yield Finding(agrees, f"version {said}", f"{name}: {value}", name, evidence)


def _begins_alike(one: str, other: str, parts: int) -> bool:
    """Whether two versions have the same numbers, as far as both go, and so many at most."""
    pairs = zip(one.split(".")[:parts], other.split("."), strict=False)
    return all(int(mine) == int(yours) for mine, yours in pairs)


def version_in_url(candidate: Candidate) -> Iterator[Observation]:
    """The major version in the URL that is judged is that of the document."""
    source: Described = candidate.once(described)
    if source.description is None:
        yield from undescribed(candidate, source)
        return
    version = source.description.root.get("info", "version").text
    mine, served = _NUMBERS.fullmatch(version), _IN_URL.search(urlsplit(candidate.base).path)
    major = mine[1].partition(".")[0] if mine else "0"
    if not served or not int(major):
        yield Absence("the URL or the document has no major version")
        return
    agrees = int(major) == int(served[1])
    yield Finding(agrees, f"v{major}, of version {version}", candidate.base, "", source.evidence)


def version_in_servers(description: Description) -> Iterator[Observation]:
    """The major version in the URL of a server is that of the document; 0 is none yet (Semantic Versioning, 4)."""
    if not description.root.get("info", "version").text.startswith("0"):
        yield from major_agrees(description)


def servers(candidate: Candidate) -> Iterator[Observation]:
    """One of the servers in the document leads to the API that serves it; servers of other hosts leave it open."""
    source: Described = candidate.once(described)
    if source.description is None:
        yield from undescribed(candidate, source)
        return
    pairs = [(url, it.path) for it in source.description.operations() for url in it.servers]
    urls = list(dict.fromkeys(url for url, _ in pairs))
    if not urls:
        yield Absence("no operation is described")
    elif any(_leads_to(candidate.base, url.rstrip("/") + path) for url, path in pairs):
        yield Finding(True, candidate.base, urls[0], "/servers", source.evidence)
    elif all(_is_elsewhere(candidate.base, url) for url in urls):
        yield Doubt(f"the servers are others: {', '.join(urls[:3])}", source.evidence)
    else:
        actual = ", ".join(urls[:3])
        yield Finding(False, candidate.base, actual, "/servers", source.evidence)


def _leads_to(base: str, url: str) -> bool:
    """Whether a URL is below the base URL, whatever the scheme: a proxy may speak TLS for the server."""
    within = (urlsplit(url).path.rstrip("/") + "/").startswith(
        f"{urlsplit(base).path.rstrip('/')}/"
    )
    return _host(url) == _host(base) and within


def _is_elsewhere(base: str, url: str) -> bool:
    """Whether a server may well be another environment: not this one, and on no machine that only its owner reaches."""
    own = _host(url)[0] in _LOOPBACK and _host(base)[0] not in _LOOPBACK
    return _host(url) != _host(base) and not own


def _host(url: str) -> tuple[str, int]:
    """The host of a URL and its port, 0 for those that go without saying."""
    parts = urlsplit(url)
    try:
        port = parts.port or 0
    except ValueError:
        port = -1
    return parts.hostname or "", 0 if port in _USUAL_PORTS else port


# -- the catalogue ---------------------------------------------------------------------------------


def catalog(candidate: Candidate) -> Iterator[Observation]:
    """The host has a catalogue of its APIs."""
    answer = catalogue(candidate)
    if answer.status == _OK and answer.media_type == LINKSET:
        yield Finding(True, "a catalogue of APIs", answer.where, "", answer)
    else:
        yield Absence("there is no catalogue of APIs", answer)


def catalog_format(candidate: Candidate) -> Iterator[Observation]:
    """A catalogue is a linkset in JSON: a list of contexts, of which each link has a target."""
    answer = catalogue(candidate)
    typed = answer.media_type == LINKSET
    if answer.status != _OK or "html" in answer.media_type or not (typed or is_alone(candidate)):
        yield Absence("there is no catalogue of APIs", answer)
        return
    yield Finding(typed, LINKSET, answer.media_type or "no Content-Type", "content-type", answer)
    for fault in [*malformed(answer.json)][:1] if answer.body else ["no content"]:
        yield Finding(False, "a linkset", fault, "", answer)
