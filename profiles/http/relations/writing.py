"""What a client writes and what it reads afterwards: on resources that the run made itself."""

import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from conformance.candidate import Candidate
from conformance.checks import bodies, drafts, pages, targets, whereabouts
from conformance.checks.drafts import Made
from conformance.checks.pages import Walk
from conformance.checks.shapes import is_json, keyword
from conformance.checks.targets import Surveyed, Target
from conformance.description import Node, content_of, properties_of
from conformance.model import Absence, Doubt, Exchange, Finding, Observation

from .paging import greatest

_OK, _CREATED = 200, 201
_WORD, _TELLING = "created as sent", 7  # letters of a made-up word that nobody else has
_GIVEN_ANEW = frozenset(("accept", "accept-encoding", "authorization", "cookie", "user-agent"))
_PAUSES = (0.0, 0.3, 1.0)  # seconds before a list is read again: an index may need a moment
_ROUNDING = 1e-6


def created_as_told(candidate: Candidate) -> Iterator[Observation]:
    """What the answer to a POST shows of the new resource is what a GET shows."""
    made: Made | None = candidate.once(drafts.made)
    if made is None:
        yield from drafts.nothing(candidate)
        return
    told, shown = made.answer.json, made.shown.json
    both = _both(told, shown)
    if not both:
        yield Absence("the answer to a POST shows nothing of what it made", made.answer)
        return
    other = [name for name in both if not _same(told[name], shown[name])]
    if other and not _is_still(candidate, made, other):
        yield Doubt(f"{other[0]} changes on its own", (made.shown, made.answer))
        return
    actual = _two(other, told, shown) or "the same"
    yield Finding(not other, "what the POST told", actual, "", (made.shown, made.answer))


def created_as_sent(candidate: Candidate) -> Iterator[Observation]:
    """What a client sent to make a resource is what a GET shows, where that is for the client to say.

    A server may set what is one of a few words, an id or read-only; another spelling of one value is no other value.
    """
    made: Made | None = candidate.once(drafts.made)
    if made is None:
        yield from drafts.nothing(candidate)
        return
    sent = _with_words(candidate, made)
    answer = candidate.send("POST", made.answer.request.url, _fields(made), bodies.encoded(sent))
    if answer.status != _CREATED:
        yield Doubt(f"a second POST is answered with {answer.status}", answer)
        return
    shown = _shown(candidate, answer, made)
    names = [it for it in _sendable(made) if it in sent]
    if shown is None or not names:
        drafts.noted(candidate, answer)
        yield Doubt("what was made is not found by what was sent", answer)
        return
    known = {*shown.json, *_showable(made)}
    other = [it for it in names if it in known and not _same(sent[it], shown.json.get(it))]
    actual = _two(other, sent, shown.json) or "as sent"
    yield Finding(not other, "what was sent", actual, "", (shown, answer))


def _with_words(candidate: Candidate, made: Made) -> dict[str, Any]:
    """What was sent before with made-up words for its free texts, so that it can be known again by any of them."""
    schema = bodies.schema_of(made.operation, bodies.media_type_of(made.operation))
    changes = bodies.changes(schema, made.document, candidate.word(_WORD))
    return made.document | {it.name: it.value for it in changes if isinstance(it.value, str)}


def _fields(made: Made) -> dict[str, str]:
    """The header fields of the first POST, but for those that every request gets anew."""
    sent = made.answer.request.headers
    return {name: value for name, value in sent if name.lower() not in _GIVEN_ANEW}


def _shown(candidate: Candidate, answer: Exchange, made: Made) -> Exchange | None:
    """What a GET shows of what a POST made, noted as the run's own; None where nothing shows what was sent.

    The beginning of a made-up word is enough: a server that cuts it has still made it of ours.
    """
    beginning = candidate.word(_WORD)[:_TELLING].encode()
    for place in whereabouts.places(candidate, answer, made.description):
        if not candidate.is_within(place) or place == made.url:
            continue
        found = drafts.read_until(candidate, place, lambda it: it.status == _OK)
        ours = beginning in found.body
        ours = ours or whereabouts.shows_what_was_sent(found, answer.request.body)
        if found.status == _OK and ours and isinstance(found.json, dict):
            candidate.created(place)
            return found
    return None


def _sendable(made: Made) -> list[str]:
    """The properties of a new resource that are for the client to say and for everybody to read."""
    media_type = bodies.media_type_of(made.operation)
    known = properties_of(bodies.schema_of(made.operation, media_type))
    return [name for name, schema in known.items() if _is_free(schema)]


def _showable(made: Made) -> set[str]:
    """The properties that a GET of the resource shows, by the description."""
    operation = made.by("get")
    response = operation.response_for(_OK) if operation else None
    content = content_of(response) if response else {}
    schemas = [node.get("schema") for name, node in content.items() if is_json(name)]
    return {name for schema in schemas[:1] for name in properties_of(schema)}


def created_is_listed(candidate: Candidate) -> Iterator[Observation]:
    """What a client made is listed in the collection in which it made it."""
    made: Made | None = candidate.once(drafts.made)
    if made is None:
        yield from drafts.nothing(candidate)
        return
    found: Surveyed = candidate.once(targets.surveyed)
    collection = next((it for it in found.collections if _is_list_of(it, made)), None)
    if collection is None:
        yield Absence(
            "the collection in which it was made is not one that can be read", made.answer
        )
        return
    key = pages.key_of(made.shown.json)
    walk = _walk_to(candidate, collection, key)
    if walk is None:
        yield Doubt("the collection cannot be read any more", made.answer)
    elif key not in walk.keys and not walk.ended:
        yield Doubt("there are more pages than were read", (*walk.exchanges, made.answer))
    else:
        listed = key in walk.keys
        actual = "listed" if listed else f"{key} is not among {len(walk.keys)} items"
        evidence = (*walk.exchanges, made.answer)
        yield Finding(listed, "what was made, in the list", actual, "", evidence)


def _walk_to(candidate: Candidate, collection: Target, key: str) -> Walk | None:
    """The collection as it is now, read again after a while until an item is in it; None when it cannot be read."""
    walk = None
    for pause in _PAUSES:
        time.sleep(pause)
        walk = _walked_now(candidate, collection)
        if walk is None or key in walk.keys or not walk.ended:
            break
    return walk


def _is_list_of(target: Target, made: Made) -> bool:
    return target.template == made.operation.path and pages.canonical(
        target.url
    ) == pages.canonical(made.answer.request.url)


def _walked_now(candidate: Candidate, target: Target) -> Walk | None:
    """The collection as it is now, in pages as great as they may be."""
    walk = Walk(target, (pages.Page(target.answer),))
    parameter = pages.size_parameter(walk.target.operation)
    sizes = {parameter.name: str(greatest(parameter))} if parameter else {}
    url = pages.asking(target.url, **sizes)
    answer = candidate.send("GET", url)
    return _fresh(candidate, target, answer) if answer.status == _OK else None


def _fresh(candidate: Candidate, target: Target, answer: Exchange) -> Walk:
    """A walk of which every page is asked for now: what was asked before is of no use."""
    found = [pages.Page(answer)]
    while (link := found[-1].to("next")) and len(found) < pages.MOST_PAGES:
        following = candidate.send("GET", link.url) if candidate.is_own(link.url) else None
        if following is None or following.status != _OK:
            return Walk(target, tuple(found))
        found.append(pages.Page(following))
    ended = found[-1].to("next") is None and pages.is_all(target.operation, found)
    return Walk(target, tuple(found), ended=ended)


def put_is_read_back(candidate: Candidate) -> Iterator[Observation]:
    """What a PUT changed is what a GET shows afterwards."""
    first: Made | None = candidate.once(drafts.made)
    resource = drafts.another(candidate, "PUT is read back") if first else None
    if first is None or resource is None:
        yield from drafts.nothing(candidate)
        return
    changed = drafts.change(candidate, resource, "PUT is read back")
    content = drafts.replacement(resource, changed) if changed else None
    if changed is None or content is None:
        yield Absence("what a client makes has no PUT that would change it", resource.shown)
        return
    answer = drafts.write(candidate, "PUT", resource, content)
    if not drafts.is_success(answer):
        yield Doubt(f"PUT is answered with {answer.status}", answer)
        return
    shown = drafts.read_until(
        candidate, resource.url, lambda it: _same(_member(it.json, changed.name), changed.value)
    )
    now = _member(shown.json, changed.name)
    met = _same(now, changed.value)
    expected = f"{changed.name}: {changed.value!r}"
    yield Finding(met, expected, f"{changed.name}: {now!r}"[:120], "", (shown, answer))


def _member(document: Any, name: str) -> Any:
    return document.get(name) if isinstance(document, dict) else None


def _is_still(candidate: Candidate, made: Made, names: list[str]) -> bool:
    """Whether members have the same values when they are read once more."""
    now = drafts.read(candidate, made.url).json
    return all(bool(_member(now, name) == _member(made.shown.json, name)) for name in names)


def _both(one: Any, other: Any) -> list[str]:
    """The members that two documents both have, links apart."""
    if not isinstance(one, dict) or not isinstance(other, dict):
        return []
    return [name for name in one if name in other and name not in {"_links", "links"}]


def _is_free(schema: Node | None) -> bool:
    """Whether a property is for the client to say: a text, a number or a truth value that is no choice of a few."""
    apart = ("readOnly", "writeOnly", "enum", "const")
    if schema is None or any(keyword(schema, name) for name in apart):
        return False
    return str(keyword(schema, "type")) in {"string", "number", "integer", "boolean"}


def _same(one: Any, other: Any) -> bool:
    """Whether two values are one, in whatever spelling: space and case of texts, offsets of times, decimals."""
    if isinstance(one, str) and isinstance(other, str):
        return bool(_instant(one) == _instant(other))
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= _ROUNDING * max(1, abs(one))
    if isinstance(one, str) != isinstance(other, str):
        return _number(one) is not None and _number(one) == _number(other)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return all(_same(one[name], other[name]) for name in one.keys() & other.keys())
    if isinstance(one, list) and isinstance(other, list):
        pairs = zip(one, other, strict=False)
        return len(one) == len(other) and all(_same(a, b) for a, b in pairs)
    return bool(one == other)


def _instant(text: str) -> Any:
    """The moment that a date-time is; another text without the case and the space that do not count."""
    try:
        return datetime.fromisoformat(text).timestamp() if "T" in text.upper() else _bare(text)
    except (ValueError, OverflowError):
        return _bare(text)


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold())) or text.strip()


def _number(value: Any) -> float | None:
    """The number that a value is, or that a text spells; None for none."""
    try:
        return float(value) if isinstance(value, str | int | float) else None
    except ValueError:
        return None


def _two(names: list[str], one: Any, other: Any) -> str:
    """The first of some members, as two documents have it; "" for none."""
    if not names:
        return ""
    name = names[0]
    return f"{name}: {one[name]!r} and {other.get(name)!r}"[:120]
