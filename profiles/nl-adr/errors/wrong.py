"""Input with faults that the description rules out: two at once in a query, one or two in content."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from conformance.candidate import Candidate
from conformance.checks import bodies
from conformance.checks.names import vocabulary
from conformance.checks.shapes import keyword, properties, types
from conformance.checks.wrong_input import Post, Wrong, posted, posts, wrong_queries
from conformance.description import Node
from conformance.model import Exchange

_MOST_PAIRS = 2
_NUMBERS = frozenset(("integer", "number"))
# What the parts of an error are called: a parameter of that name is named by every error, or seems to be.
_PARTS = vocabulary(
    """code description detail error errors field fields id in instance invalidParams invalid-params issue key loc
    location message msg name param parameter path pointer property reason source status title type value
    """
)


Fault = tuple[str, dict[str, Any], str]
"""The name of what is wrong, the whole document with it, and in a few words what is wrong."""


@dataclass(frozen=True, eq=False)
class Pair:
    """A request with two faults, the names of what is wrong, and the answer."""

    answer: Exchange
    names: tuple[str, str]


def pairs(candidate: Candidate) -> tuple[Pair, ...]:
    """GETs with two wrong parameters at once: those that were refused when they were wrong one by one."""
    by_path: dict[str, dict[str, Wrong]] = {}
    for it in candidate.once(wrong_queries):
        refused = 400 <= it.answer.status < 500  # noqa: PLR2004
        if refused and _value(it) is not None and it.name not in _PARTS:
            path = urlsplit(it.answer.request.url).path
            by_path.setdefault(path, {}).setdefault(it.name, it)
    found = [list(it.values())[:2] for it in by_path.values() if len(it) > 1]
    return tuple(_asked(candidate, *it) for it in found[:_MOST_PAIRS])


def _value(wrong: Wrong) -> str | None:
    """The value that a wrong parameter has; None where it is left out."""
    query = dict(parse_qsl(urlsplit(wrong.answer.request.url).query, keep_blank_values=True))
    return query.get(wrong.name)


def _asked(candidate: Candidate, one: Wrong, other: Wrong) -> Pair:
    parts = urlsplit(one.answer.request.url)
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name != other.name
    ]
    both = urlencode([*query, (other.name, _value(other) or "")])
    return Pair(candidate.get(parts._replace(query=both).geturl()), (one.name, other.name))


@dataclass(frozen=True, eq=False)
class Sent:
    """What came of content with a value of the wrong type or without one that is required, and of two wrong values."""

    wrongs: tuple[Wrong, ...] = ()
    both: tuple[Pair, ...] = ()


def sent(candidate: Candidate) -> Sent:
    """POSTs of documents that would be right but for a value or two; what is made of one all the same is cleaned up."""
    wrongs: list[Wrong] = []
    both: list[Pair] = []
    for it in candidate.once(posts):
        for document, schema, media_type in _documents(candidate, it):
            faults = list(_faults(document, schema, candidate.word("wrong")))
            for name, changed, what in faults[:1]:
                wrongs.append(Wrong(_send(candidate, it, changed, media_type), what, name))
            missing = next(
                (name for name in sorted(bodies.required(schema)) if name in document), ""
            )
            if missing:
                left = {name: value for name, value in document.items() if name != missing}
                answer = _send(candidate, it, left, media_type)
                wrongs.append(Wrong(answer, f"{missing} is left out", missing))
            faults = [fault for fault in faults if fault[0] not in _PARTS]
            if len(faults) > 1:
                both.append(_both(candidate, it, faults[:2], media_type))
    return Sent(tuple(wrongs), tuple(both))


def _both(candidate: Candidate, post: Post, faults: Sequence[Fault], media_type: str) -> Pair:
    (one, changed, _), (other, second, _) = faults
    answer = _send(candidate, post, {**changed, other: second[other]}, media_type)
    return Pair(answer, (one, other))


def _documents(candidate: Candidate, post: Post) -> Iterator[tuple[dict[str, Any], Node, str]]:
    """A document that the POST takes, where nothing else has to be known: no field and no parameter is demanded."""
    media_type = bodies.media_type_of(post.operation)
    demands = any(it.required and it.place != "path" for it in post.operation.parameters)
    if media_type and not demands:
        schema = bodies.schema_of(post.operation, media_type)
        word = candidate.word(f"wrong:{post.operation.path}")
        for document in list(bodies.documents(post.operation, media_type, word))[:1]:
            yield document, schema, media_type


def _faults(document: dict[str, Any], schema: Node, word: str) -> Iterator[Fault]:
    """The document with one value of a type that its schema rules out: the name, the document, what is wrong."""
    known = properties(schema)
    for name in sorted(document.keys() & known.keys()):
        kinds = types(known[name]) - {"null"}
        if kinds and (kinds <= _NUMBERS or kinds == {"boolean"}):
            yield name, {**document, name: word}, f"{name} is a text"
        elif kinds == {"string"} and keyword(known[name], "format") != "binary":
            yield name, {**document, name: {word: 1}}, f"{name} is an object"


def _send(candidate: Candidate, post: Post, document: dict[str, Any], media_type: str) -> Exchange:
    return posted(candidate, post.url, bodies.encoded(document), media_type)


def named(answer: Exchange, names: Sequence[str]) -> list[str]:
    """Which of the names stand in what an error says, as words of their own.

    What it says of itself (type, title, status) and of the request (instance) is left out: a URL names every parameter.
    """
    known = answer.json
    left = {"type", "title", "status", "instance"}
    said = (
        {key: it for key, it in known.items() if key not in left}
        if isinstance(known, dict)
        else known
    )
    told = list(_texts(said))
    return [name for name in names if any(_has(text, name) for text in told)]


def _has(text: str, name: str) -> bool:
    at = text.find(name)
    while at >= 0:
        around = text[max(at - 1, 0) : at] + text[at + len(name) : at + len(name) + 1]
        if not any(it.isalnum() or it == "_" for it in around):
            return True
        at = text.find(name, at + 1)
    return False


def _texts(value: Any) -> Iterator[str]:
    """The texts in a JSON value, the names of members among them."""
    waiting = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, str):
            yield found
        elif isinstance(found, dict):
            yield from found.keys() - _PARTS
            waiting += found.values()
        elif isinstance(found, list):
            waiting += found
