"""Input that the description rules out, sent to see what becomes of it: wrong queries, content that is no JSON."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from conformance.candidate import Candidate
from conformance.checks import drafts, targets
from conformance.checks.described import described
from conformance.checks.intermediaries import maker
from conformance.checks.shapes import is_json, keyword, types
from conformance.checks.targets import Target
from conformance.description import Operation, Parameter
from conformance.model import Absence, Doubt, Exchange, Finding, Observation, Obstacle

_MOST = 6
_MOST_OF_A_KIND = 2
_MOST_POSTS = 3
_FORMATS = ("date", "date-time", "time", "uuid")
_NUMBERS = frozenset(("integer", "number"))
_LOGIN = (401, 403)
_SERVER_FAULT = 500


@dataclass(frozen=True, eq=False)
class Wrong:
    """A request that is not as described, the answer to it, and in a few words what is wrong with it."""

    answer: Exchange
    what: str
    name: str = ""


def wrong_queries(candidate: Candidate) -> tuple[Wrong, ...]:
    """GETs of which one query parameter has a value that its schema rules out, or is left out where it is required.

    A few, of as many kinds as there are. Only what cannot be read in another way is wrong: a word where a number, a
    truth value, a date or one of some words is wanted.
    """
    found: list[tuple[str, str, str]] = []
    counted: Counter[str] = Counter()
    for target, parameter in _query_parameters(candidate):
        kind = _kind(parameter, candidate.word("wrong"))
        if kind and counted[kind] < _MOST_OF_A_KIND:
            counted[kind] += 1
            value = candidate.word("wrong")
            found.append(
                (
                    _asking(target.url, parameter.name, value),
                    f"{parameter.name} is no {kind}",
                    parameter.name,
                )
            )
        if parameter.required and keyword(parameter.schema, "default") is None:
            url = _asking(target.url, parameter.name, None)
            found.append((url, f"{parameter.name} is left out", parameter.name))
    return tuple(
        Wrong(candidate.get(url), what, name) for url, what, name in dict.fromkeys(found[:_MOST])
    )


def _query_parameters(candidate: Candidate) -> Iterator[tuple[Target, Parameter]]:
    """Those of what the survey read, each once for an operation."""
    seen: set[tuple[str, str]] = set()
    for target in candidate.once(targets.surveyed).targets:
        for it in target.operation.parameters if target.operation else ():
            if it.place == "query" and (target.template, it.name) not in seen:
                seen.add((target.template, it.name))
                yield target, it


def _kind(parameter: Parameter, word: str) -> str:
    """What a value of the parameter has to be, where a word of letters is none; "" where it may be one."""
    if parameter.node.get("content").exists:
        return ""
    wanted = types(parameter.schema) - {"null"}
    if wanted and wanted <= _NUMBERS:
        return "integer" if wanted == {"integer"} else "number"
    if wanted == {"boolean"}:
        return "boolean"
    enum = keyword(parameter.schema, "enum")
    if wanted == {"string"} and isinstance(enum, list) and word not in enum:
        return "word of the list"
    shape = keyword(parameter.schema, "format")
    return str(shape) if wanted == {"string"} and shape in _FORMATS else ""


def _asking(url: str, name: str, value: str | None) -> str:
    """The URL with that value of a query parameter, or without the parameter."""
    parts = urlsplit(url)
    pairs = [(key, it) for key, it in parse_qsl(parts.query, keep_blank_values=True) if key != name]
    pairs += [(name, value)] if value is not None else []
    return parts._replace(query=urlencode(pairs)).geturl()


def invalid_query(candidate: Candidate, *, statuses: Sequence[int] = ()) -> Iterator[Observation]:
    """A query that the description rules out is refused with one of the statuses; any 4xx where none is named."""
    source = candidate.once(described)
    if source.description is None:
        yield Obstacle(source.reason, source.evidence)
        return
    wrongs = candidate.once(wrong_queries)
    for it in wrongs:
        yield refused(it, statuses)
    if not wrongs:
        yield Absence("no query parameter is described of which a word would be a wrong value")


def refused(wrong: Wrong, statuses: Sequence[int] = ()) -> Observation:
    """Whether a wrong request was refused with one of the statuses, or with any 4xx where none is named."""
    answer = wrong.answer
    expected = f"{' or '.join(map(str, statuses)) or '4xx'}: {wrong.what}"
    if answer.status in statuses:
        return Finding(True, expected, answer.where, "", answer)
    if answer.status in _LOGIN or 300 <= answer.status < 400:  # noqa: PLR2004
        return Doubt(f"answered {answer.status}, perhaps before the input was looked at", answer)
    if made := maker(answer):
        return Doubt(f"this error was made by {made}", answer)
    met = not statuses and 400 <= answer.status < _SERVER_FAULT  # noqa: PLR2004
    return Finding(met, expected, answer.where, "", answer)


@dataclass(frozen=True, eq=False)
class Post:
    """A POST of the description to an address that needs no id: its URL, and a media type that it takes."""

    url: str
    operation: Operation
    media_types: tuple[str, ...]


def posts(candidate: Candidate) -> tuple[Post, ...]:
    """The POSTs of the description that take content and whose path has no template, a few."""
    source = candidate.once(described).description
    found = [
        Post(candidate.base + ("" if it.path == "/" else it.path), it, tuple(it.request_content))
        for it in (source.operations() if source else ())
        if it.method == "post" and "{" not in it.path and it.request_content
    ]
    return tuple(found[:_MOST_POSTS])


def posted(candidate: Candidate, url: str, content: bytes, media_type: str = "") -> Exchange:
    """The answer to a POST of content that nobody can take; what is made of it all the same is cleaned up."""
    headers = {"Content-Type": media_type} if media_type else {}
    answer = candidate.send("POST", url, headers, content)
    drafts.noted(candidate, answer)
    return answer


def malformed(candidate: Candidate) -> tuple[Wrong, ...]:
    """POSTs of what begins like JSON and breaks off."""
    found = []
    for it in candidate.once(posts):
        kind = next(filter(is_json, it.media_types), "")
        if kind:
            answer = posted(candidate, it.url, b'{"zq": ', kind)
            found.append(Wrong(answer, f"POST {it.operation.path} of JSON that breaks off"))
    return tuple(found)


def malformed_content(
    candidate: Candidate, *, statuses: Sequence[int] = ()
) -> Iterator[Observation]:
    """Content that is no JSON is refused with one of the statuses; any 4xx where none is named."""
    source = candidate.once(described)
    if source.description is None:
        yield Obstacle(source.reason, source.evidence)
        return
    found = candidate.once(malformed)
    for it in found:
        yield refused(it, statuses)
    if not found:
        yield Absence("no POST that takes JSON is described at an address without an id")
