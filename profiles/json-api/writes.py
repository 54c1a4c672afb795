"""Writing to a candidate: each write with the answer to it, and reading what became of it.

Nothing that the candidate had before is ever changed or removed: every write goes to a resource that the run made
itself. What is made is noted in the clean-up ledger.
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from conformance.candidate import Candidate
from conformance.model import Exchange

from .refusals import errors_in
from .survey import Survey, survey

MEDIA_TYPE = "application/vnd.api+json"
_OK, _ACCEPTED, _SEE_OTHER = 200, 202, 303
_GONE = frozenset({404, 410})
_PAUSES = (
    0.0,
    0.1,
    0.5,
)  # seconds before reading again: a candidate may take a while to show what it stored


@dataclass(frozen=True, eq=False)
class Attempt:
    """One write and the answer.

    `url` is where the resource is that it made or changed, "" when nothing tells; `shown` is what a GET there answered
    afterwards, for a creation.
    """

    exchange: Exchange
    sent: Any = None
    url: str = ""
    shown: Exchange | None = None

    @property
    def status(self) -> int:
        """The status of the answer."""
        return self.exchange.status

    @property
    def done(self) -> bool:
        """Whether the answer says that it was carried out or accepted."""
        return 200 <= self.status < 300  # noqa: PLR2004

    @property
    def root(self) -> dict[str, Any]:
        """The document in the answer; empty when there is none."""
        found = self.exchange.json if self.exchange.body else None
        return found if isinstance(found, dict) else {}

    @property
    def data(self) -> Any:
        """The primary data of the answer; None when there are none."""
        return self.root.get("data")

    @property
    def pointers(self) -> list[str]:
        """The pointers of the errors of the answer."""
        sources = [it.get("source") for it in errors_in(self.exchange)]
        found = [it.get("pointer") for it in sources if isinstance(it, dict)]
        return [it for it in found if isinstance(it, str)]


def create(candidate: Candidate, collection: str, document: Any) -> Attempt:
    """Ask for a resource, and look at it; what was made is noted, to be removed when the run ends."""
    exchange = send(candidate, "POST", collection, document)
    attempt = Attempt(exchange, document)
    if not attempt.done:
        return attempt
    url, shown = _found(candidate, collection, attempt)
    if shown is None:
        candidate.ledger.untraced(f"what {exchange.where} made")
    return replace(attempt, url=url, shown=shown)


def update(candidate: Candidate, url: str, document: Any) -> Attempt:
    """Ask for a change of a resource or a relationship that the run made."""
    exchange = send(candidate, "PATCH", url, document)
    return Attempt(exchange, document, url)


def remove(candidate: Candidate, url: str) -> Attempt:
    """Ask for the removal of a resource that the run made."""
    exchange = send(candidate, "DELETE", url)
    attempt = Attempt(exchange, url=url)
    if attempt.status in _GONE or (attempt.done and read(candidate, url).status in _GONE):
        candidate.removed(url)
    return attempt


def send(
    candidate: Candidate,
    method: str,
    url: str,
    document: Any = None,
    headers: Mapping[str, str] | None = None,
) -> Exchange:
    """Send a request document (None: no body)."""
    if document is None:
        return candidate.send(method, url, headers)
    body = json.dumps(document).encode()  # escaped: a text may hold half a surrogate pair
    return candidate.send(method, url, {"Content-Type": MEDIA_TYPE, **(headers or {})}, body)


def read(candidate: Candidate, url: str) -> Exchange:
    """What is at a URL now; not shared, as what a safe request learnt before is."""
    return candidate.send("GET", url)


def read_until(candidate: Candidate, url: str, holds: Callable[[Exchange], bool]) -> Exchange:
    """What is at a URL, read again after a while until it `holds`: a store may need a moment to show a change."""
    for pause in _PAUSES:
        time.sleep(pause)
        exchange = read(candidate, url)
        if holds(exchange):
            break
    return exchange


def resource_in(exchange: Exchange) -> dict[str, Any]:
    """The resource object that an answer holds as primary data; empty when there is none."""
    root = exchange.json if exchange.body else None
    data = root.get("data") if isinstance(root, dict) else None
    return data if isinstance(data, dict) else {}


def attributes_of(resource: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes of a resource object."""
    found = resource.get("attributes")
    return found if isinstance(found, dict) else {}


def linkage_in(resource: Mapping[str, Any], name: str) -> Any:
    """The linkage of a relationship in a resource object; `...` when it does not show it."""
    found = resource.get("relationships")
    relationship = found.get(name) if isinstance(found, dict) else None
    shown = isinstance(relationship, dict) and "data" in relationship
    return relationship["data"] if isinstance(relationship, dict) and shown else ...


def relationship_url(
    candidate: Candidate, made_url: str, resource: Mapping[str, Any], name: str
) -> str | None:
    """The relationship URL (`self` link) of a relationship of a resource that is at `made_url`; None without one."""
    found = resource.get("relationships")
    relationship = found.get(name) if isinstance(found, dict) else None
    links = relationship.get("links") if isinstance(relationship, dict) else None
    link = links.get("self") if isinstance(links, dict) else None
    href = link.get("href") if isinstance(link, dict) else link
    url = candidate.url_from(made_url, href) if isinstance(href, str) else None
    return url if url and candidate.is_own(url) else None


# -- where it is ----------------------------------------------------------------------------------


def _found(candidate: Candidate, collection: str, attempt: Attempt) -> tuple[str, Exchange | None]:
    """Where the resource is that an attempt made, and the answer there; noted. None when it is not to be found.

    A place where something was before is none: it will not be removed.
    """
    places = tuple(dict.fromkeys(_places(candidate, collection, attempt)))
    identity = _identity(attempt)
    if attempt.status == _ACCEPTED and attempt.exchange.header("content-location"):
        places, identity = _finished(candidate, attempt), ""  # the data of the answer are a job
    if places and not _there_before(candidate).isdisjoint(places):
        return "", None
    for url in places:
        shown = read_until(candidate, url, lambda it: it.status == _OK)
        if shown.status == _OK and identity in ("", resource_in(shown).get("id")):
            candidate.created(url)
            return url, shown
    return "", None


def _finished(candidate: Candidate, attempt: Attempt) -> tuple[str, ...]:
    """Where a creation that was only accepted ends: its job, as the recommendations have it, leads there when done."""
    job = attempt.exchange.header("content-location")
    url = candidate.url_from(attempt.exchange.request.url, job) if job else None
    if not url or not candidate.is_own(url):
        return ()
    done = read_until(candidate, url, lambda it: it.status == _SEE_OTHER)
    target = done.header("location") if done.status == _SEE_OTHER else None
    place = candidate.url_from(url, target) if target else None
    return (place,) if place and candidate.is_own(place) else ()


def _places(candidate: Candidate, collection: str, attempt: Attempt) -> Iterator[str]:
    """Where it may be: its Location, its own link, and below the collection as the recommendations have it."""
    data = attempt.data if isinstance(attempt.data, dict) else {}
    links = data.get("links")
    own = links.get("self") if isinstance(links, dict) else None
    identity = _identity(attempt)
    below = f"{collection.rstrip('/')}/{quote(identity, safe='')}" if identity else None
    named = [
        attempt.exchange.header("location"),
        own.get("href") if isinstance(own, dict) else own,
        below,
        f"{below}/" if below and collection.endswith("/") else None,
    ]
    for href in named:
        url = (
            candidate.url_from(attempt.exchange.request.url, href)
            if isinstance(href, str)
            else None
        )
        if url and candidate.is_own(url) and url.rstrip("/") != collection.rstrip("/"):
            yield url


def _identity(attempt: Attempt) -> str:
    """The id of what was made, as the answer or else the request has it; "" when neither does."""
    answered = attempt.data.get("id") if isinstance(attempt.data, dict) else None
    sent = attempt.sent.get("data") if isinstance(attempt.sent, dict) else None
    asked = sent.get("id") if isinstance(sent, dict) else None
    found = answered if answered is not None else asked
    return found if isinstance(found, str) else ""


def _there_before(candidate: Candidate) -> frozenset[str]:
    """The URLs of the resources that the survey met."""
    found: frozenset[str] = candidate.once(_met_before)
    return found


def _met_before(candidate: Candidate) -> frozenset[str]:
    found: Survey = candidate.once(survey)
    listed = {
        f"{it.url.partition('?')[0].rstrip('/')}/{quote(str(item['id']), safe='')}"
        for it in found.collections
        for item in it.resources
    }
    return frozenset(listed | {it.url for it in found.resources})


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)
