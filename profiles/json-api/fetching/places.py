"""Where to look when data is fetched: URLs that the server gave, and URLs behind which there is nothing."""

import hashlib
import re
import uuid
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import cycle
from typing import Any
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from conformance.candidate import Candidate
from conformance.errors import Unanswered
from conformance.model import Doubt, Exchange, Observation

from ..documents import Document, Object
from ..findings import met, unmet
from ..survey import Relationship, Resource, Survey, link_url, survey

OK = 200
NOT_FOUND = 404
NO_CONTENT = 204
GUARDED = frozenset({401, 403})
"""Statuses that say: not for you; nothing can be told about what is there."""

_NUMBER = "987654321"
_DIGITS = frozenset("0123456789")
# In an id with other characters too, so many digits can be changed into an id that nobody has.
_FEWEST_DIGITS = 4
_REFUSED = frozenset({400, 422})
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_HEX = re.compile(r"[0-9a-f]{16,}")
_FORMS = (_UUID, _HEX, re.compile(r"[a-z]+(-[a-z]+)*"))  # the last is that of a word


@dataclass(frozen=True)
class Single:
    """A resource that a collection lists, and what its own URL answers."""

    type: str
    id: str
    exchange: Exchange


def extended(url: str, *pieces: str) -> str:
    """`url` with more pieces of query (`include=author`), each encoded already."""
    return f"{url}{'&' if '?' in url else '?'}{'&'.join(pieces)}"


def answered(candidate: Candidate, urls: Iterable[str]) -> dict[str, Exchange]:
    """The answer at each URL, asked for together; a URL without an answer is left out."""
    wanted = list(dict.fromkeys(urls))
    candidate.get_all(wanted)
    found = {}
    for url in wanted:
        with suppress(Unanswered):
            found[url] = candidate.get(url)
    return found


def data_of(exchange: Exchange) -> Any:
    """The primary data; None when there is no document or no data in it."""
    return exchange.once(Document).root.get("data")


def has_data(exchange: Exchange) -> bool:
    """Whether the answer is a document with a member `data`."""
    return "data" in exchange.once(Document).root


def singles(candidate: Candidate) -> list[Single]:
    """The first resources of each collection, at their `self` link or where they are by custom."""
    found: Survey = candidate.once(survey)
    wanted = []
    for collection in found.collections:
        for item in collection.resources[:1]:
            links = item.get("links")
            own = links.get("self") if isinstance(links, dict) else None
            url = link_url(candidate, collection.exchange, own)
            given = bool(url and candidate.is_own(url))
            base = collection.url.partition("?")[0].rstrip("/")
            place = url if given and url else f"{base}/{quote(str(item['id']), safe='')}"
            wanted.append((item, place, given))
    answers = answered(candidate, (url for _, url, _ in wanted))
    return [
        Single(item["type"], str(item["id"]), answers[url])
        for item, url, given in wanted
        if url in answers and (given or _is_at(answers[url], item))
    ]


def _is_at(exchange: Exchange, item: Object) -> bool:
    """Whether the resource is at a URL that was only guessed: something else may be there just as well."""
    data = data_of(exchange)
    return (
        exchange.status == OK
        and isinstance(data, dict)
        and (data.get("type"), str(data.get("id"))) == (item["type"], str(item["id"]))
    )


def survey_exchanges(found: Survey) -> Iterator[Exchange]:
    """The answers of the survey that fetched collections, resources and related resources."""
    yield from (it.exchange for it in found.collections)
    yield from (it.exchange for it in found.resources)
    yield from (it.related_exchange for it in found.relationships if it.related_exchange)


def known_many(found: Survey, relationship: Relationship) -> bool | None:
    """Whether all relationships of that type and name are to-many; None when the server does not tell, or tells both.

    An identifier in a resource means one; identifiers there, or several at a URL, mean many. Null
    and [] mean nothing here, as a server may send the wrong one of them.
    """
    told: set[bool] = set()
    for it in found.relationships:
        if (it.parent.type, it.name) == (relationship.parent.type, relationship.name):
            if it.linkage:
                told.add(isinstance(it.linkage, list))
            at_urls = [data_of(exchange) for exchange in _answers(it)]
            told.update(True for data in at_urls if isinstance(data, list) and len(data) > 1)
    return told.pop() if len(told) == 1 else None


def filled(relationship: Relationship, *, but_self: bool = False) -> bool | None:
    """Whether something is related, by its linkage and what its URLs answer; None when nothing tells.

    `but_self` leaves the relationship URL out.
    """
    values = [relationship.linkage] if relationship.has_linkage else []
    left_out = relationship.self_exchange if but_self else None
    values += [data_of(it) for it in _answers(relationship) if it is not left_out]
    return any(map(bool, values)) if values else None


def _answers(relationship: Relationship) -> Iterator[Exchange]:
    for exchange in (relationship.self_exchange, relationship.related_exchange):
        if exchange and exchange.status == OK and has_data(exchange):
            yield exchange


def reached(exchange: Exchange, what: str) -> Observation:
    """Whether a link that the server gave can be fetched."""
    status = exchange.status
    if status in GUARDED:
        return Doubt(f"{what} may not be followed ({status})", exchange)
    if status // 100 == 3:  # noqa: PLR2004
        return Doubt(f"{what} is redirected to another host ({status})", exchange)
    # 204 says that there is nothing to send; whether another success fits is for the clause on 200.
    judged = met if status // 100 == 2 and status != NO_CONTENT else unmet  # noqa: PLR2004
    return judged(exchange, f"{what} that can be fetched", f"status {status}")


def missing_resources(candidate: Candidate) -> list[tuple[Resource, str]]:
    """Of two types a resource that is there, and a URL like its own for one that is not."""
    found: Survey = candidate.once(survey)
    by_type = {it.type: it for it in reversed(found.resources)}
    chosen = [(it, missing_url(candidate, it)) for it in by_type.values()]
    return [(it, url) for it, url in chosen if url][-2:]


def missing_url(candidate: Candidate, resource: Resource) -> str | None:
    """The URL of a resource of the same type that does not exist; None when the URL hides the id."""
    parts = urlsplit(resource.url)
    head, _, last = parts.path.rstrip("/").rpartition("/")
    if unquote(last) != str(resource.id):
        return None
    slash = "/" if parts.path.endswith("/") else ""
    absent = quote(_absent_id(candidate, str(resource.id)), safe="")
    return urlunsplit(parts._replace(path=f"{head}/{absent}{slash}"))


def missing_relationship(candidate: Candidate, relationship: Relationship) -> str | None:
    """The URL of a relationship of the same name whose parent does not exist."""
    absent = missing_url(candidate, relationship.parent)
    own, given = relationship.parent.url.rstrip("/") + "/", relationship.self_url or ""
    if absent is None or not given.startswith(own):
        return None
    return f"{absent.rstrip('/')}/{given.removeprefix(own)}"


def _absent_id(candidate: Candidate, like: str) -> str:
    """An id of the same form that no resource has: a server may refuse another form for its form."""
    word = candidate.word("missing resource")
    if like.isdecimal():
        return _NUMBER
    if _UUID.fullmatch(like):
        return str(uuid.uuid5(uuid.NAMESPACE_URL, word))
    if _HEX.fullmatch(like):
        digest = hashlib.sha256(word.encode()).hexdigest()
        return (digest * (len(like) // len(digest) + 1))[: len(like)]
    if _has_digits(like):
        others = cycle(_NUMBER)
        return "".join(next(others) if it in _DIGITS else it for it in like)
    return word


def _has_digits(like: str) -> bool:
    return sum(it in _DIGITS for it in like) >= _FEWEST_DIGITS


def refused_for_its_form(resource: Resource, exchange: Exchange) -> bool:
    """Whether a refusal can be about the form of an id that does not exist, as nobody knows what form ids have."""
    like = str(resource.id)
    known = like.isdecimal() or _has_digits(like) or any(it.fullmatch(like) for it in _FORMS)
    return exchange.status in _REFUSED and not known
