"""Where what a POST made is: by Location, by the links in the answer, by its id as the description writes paths."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import quote

from conformance.candidate import Candidate
from conformance.description import Description
from conformance.model import Exchange

_MADE_UP = re.compile(rb"zq[a-z]{10}")  # what `Candidate.word` makes
_IDS = ("id", "identificatie", "uuid", "identifier", "code", "nummer", "key")
_LINKS = ("self", "url", "href", "@id")


def places(
    candidate: Candidate, answer: Exchange, description: Description | None
) -> Iterator[str]:
    """Where what a POST made may be: by Location, by a link to itself, by its id as the description writes it."""
    base = answer.request.url
    collection = base.partition("?")[0].rstrip("/")
    by_id = [
        _described(candidate, description, f"{collection}/{quote(value, safe='')}")
        for value in ids(answer.json if answer.body else None)
    ]
    for reference in (*_references(answer), *by_id):
        url = candidate.url_from(base, reference)
        if url:
            yield url


def shows_what_was_sent(shown: Exchange, sent: bytes) -> bool:
    """Whether an answer shows what a POST carried, so that it is what that POST made and nobody else's.

    A made-up word in what was sent must be there; without one, every plain value that was sent, under its name.
    """
    words = set(_MADE_UP.findall(sent))
    if words:
        return any(word in shown.body for word in words)
    document: Any = None
    with suppress(ValueError):
        document = json.loads(sent)
    if not isinstance(document, dict) or not isinstance(shown.json, dict):
        return False
    plain = {name: it for name, it in document.items() if not isinstance(it, list | dict)}
    return bool(plain) and all(shown.json.get(name) == it for name, it in plain.items())


def _references(answer: Exchange) -> Iterator[str]:
    location = answer.header("location")
    if location:
        yield location
    document = answer.json if answer.body else None
    if not isinstance(document, dict):
        return
    holders = (document.get("_links"), document.get("links"), document)
    for holder in [it for it in holders if isinstance(it, dict)]:
        for link in map(holder.get, _LINKS):
            reference = link.get("href") if isinstance(link, dict) else link
            if isinstance(reference, str):
                yield reference


def _described(candidate: Candidate, description: Description | None, url: str) -> str:
    """The URL of an item, with a slash at the end where the description has one."""
    known = description and description.match("get", f"{url}/", candidate.base)
    return f"{url}/" if known else url


def ids(document: Any) -> Iterator[str]:
    """What a document says that its id is."""
    found = document if isinstance(document, dict) else {}
    for value in map(found.get, _IDS):
        if isinstance(value, str | int) and not isinstance(value, bool):
            yield str(value)
