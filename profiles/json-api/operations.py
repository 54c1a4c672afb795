"""The atomic operations extension on a candidate: where it is served, requests to it, and what each of them made."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlsplit

from conformance import description
from conformance.candidate import Candidate
from conformance.model import Absence, Exchange, Observation, Obstacle

from .survey import Survey, link_url, survey
from .writes import MEDIA_TYPE as PLAIN
from .writes import Attempt, read_until, resource_in, send
from .writing import Writable, Writing, fresh, identifiers, writing

URI = "https://jsonapi.org/ext/atomic"
MEDIA_TYPE = f'{PLAIN};ext="{URI}"'

_OK, _CREATED, _ACCEPTED = 200, 201, 202
_ELSEWHERE = frozenset({301, 302, 303, 307, 308})
_NOT_OFFERED = frozenset({403, 404, 405, 406, 410, 415, 501})
_MOST_PLACES = 2
_MOST_TYPES = 3
_DEEPEST = 4

Operation = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Endpoint:
    """Where operations are taken, "" where that is nowhere, and the answers that tell.

    `named` says that a link or a description of the candidate's own leads there.
    """

    url: str
    named: bool
    asked: tuple[Exchange, ...]


@dataclass(frozen=True, eq=False)
class Made:
    """A resource that an operation made: its URL, "" when it was not found, and what a GET there answered."""

    url: str
    shown: Exchange | None


@dataclass(frozen=True, eq=False)
class Played(Attempt):
    """A request with operations and the answer; `made` says of each operation what resource it made, if any."""

    made: tuple[Made | None, ...] = ()

    @property
    def operations(self) -> list[Operation]:
        """The operations that were sent."""
        found: list[Operation] = self.sent["atomic:operations"]
        return found

    @property
    def done(self) -> bool:
        """Whether the answer says that all was carried out; what was only accepted is not done."""
        return super().done and self.status != _ACCEPTED

    @property
    def is_error(self) -> bool:
        """Whether the answer is an error."""
        return self.status >= 400  # noqa: PLR2004

    @property
    def results(self) -> list[Any] | None:
        """The results; None when the answer has no array of them."""
        found = self.root.get("atomic:results")
        return found if isinstance(found, list) else None

    @property
    def is_whole(self) -> bool:
        """Whether it is done, with a result for each operation or without a document."""
        if not self.exchange.body:
            return self.done
        return self.done and len(self.results or ()) == len(self.operations)

    def result(self, index: int) -> dict[str, Any]:
        """The result of an operation; empty when there is none."""
        listed = self.results or []
        found = listed[index] if index < len(listed) else None
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True, eq=False)
class Learnt:
    """What a first operation told: the type that it made (None: none), and whether it had to name the collection."""

    writable: Writable | None
    href: bool
    tried: tuple[Played, ...]


def endpoint(candidate: Candidate) -> Endpoint:
    """Find out where operations are taken: where a link or a description says, else below the base URL."""
    asked: list[Exchange] = []
    named = tuple(_named(candidate))
    for url in tuple(dict.fromkeys((*named, f"{candidate.base}/operations")))[:_MOST_PLACES]:
        if _is_collection(candidate, url):
            continue
        place, exchange = url, _ask(candidate, url, [])
        moved = candidate.url_from(url, exchange.header("location") or "")
        if exchange.status in _ELSEWHERE and moved and candidate.is_own(moved):
            place, exchange = moved, _ask(candidate, moved, [])
        asked.append(exchange)
        if exchange.status not in _NOT_OFFERED | _ELSEWHERE | {_CREATED}:
            return Endpoint(place, url in named, tuple(asked))
    return Endpoint("", bool(named), tuple(asked))


def learnt(candidate: Candidate) -> Learnt:
    """Find out with which type and in which words a resource can be added."""
    tried: list[Played] = []
    found: Writing = candidate.once(writing)
    if candidate.once(endpoint).url:
        for writable in found.types[:_MOST_TYPES]:
            for href in (False, True):
                draft = fresh(candidate, writable, f"atomic-first-{href}")
                played = perform(candidate, [adding(writable, draft.resource, href=href)])
                tried.append(played)
                if played.done:
                    return Learnt(writable, href, tuple(tried))
    return Learnt(None, href=False, tried=tuple(tried))


def perform(candidate: Candidate, operations: list[Operation]) -> Played:
    """Send operations; what they made is looked for and noted, to be removed when the run ends."""
    exchange = _ask(candidate, candidate.once(endpoint).url, operations)
    played = Played(exchange, {"atomic:operations": operations})
    if not played.done:
        return played
    made = tuple(_made(candidate, played, index) for index in range(len(operations)))
    return replace(played, made=made)


def nothing(candidate: Candidate) -> Iterator[Observation]:
    """Why there is nothing to look at; nothing where an operation succeeded."""
    at: Endpoint = candidate.once(endpoint)
    if not at.url:
        yield Absence("the candidate does not offer atomic operations", at.asked)
        return
    found: Writing = candidate.once(writing)
    tried = candidate.once(learnt).tried if found.types else ()
    yield from found.nothing()
    if not found.types or any(it.done for it in tried):
        return
    exchanges = (*at.asked, *(it.exchange for it in tried))
    if at.named or any(map(_speaks, exchanges)):
        told = "; ".join(dict.fromkeys(it.exchange.where for it in tried))
        yield Obstacle(f"no operation succeeded: {told}", exchanges)
    else:
        yield Absence(f"nothing at {at.url} shows the extension", exchanges)


# -- operations -----------------------------------------------------------------------------------


def adding(writable: Writable, resource: Any, *, href: bool) -> Operation:
    """An operation that adds a resource, `href` names the collection."""
    place = {"href": urlsplit(writable.collection.url).path} if href else {}
    return {"op": "add", **place, "data": resource}


def updating(identifier: dict[str, str], attributes: dict[str, Any]) -> Operation:
    """An operation that changes attributes of a resource."""
    return {"op": "update", "data": {**identifier, "attributes": attributes}}


def removing(identifier: dict[str, str]) -> Operation:
    """An operation that removes a resource."""
    return {"op": "remove", "ref": identifier}


def relating(code: str, identifier: dict[str, str], name: str, linkage: Any) -> Operation:
    """An operation on a relationship of a resource."""
    return {"op": code, "ref": {**identifier, "relationship": name}, "data": linkage}


# -- where it is ----------------------------------------------------------------------------------


def _ask(candidate: Candidate, url: str, operations: list[Operation]) -> Exchange:
    headers = {"Content-Type": MEDIA_TYPE, "Accept": MEDIA_TYPE}
    return send(candidate, "POST", url, {"atomic:operations": operations}, headers)


def _named(candidate: Candidate) -> Iterator[str]:
    """URLs that the entry point links to as the place of operations, else those that a description tells of."""
    found: Survey = candidate.once(survey)
    links = list(_links(found.entry.json))
    links.sort(key=lambda link: URI not in link[1])
    urls = [link_url(candidate, found.entry, it) for it, kind in links if _is_for(it, kind)]
    own = [url for url in urls if url and candidate.is_own(url)]
    yield from own or _described(candidate)


def _links(value: object, depth: int = 0) -> Iterator[tuple[str, str]]:
    """What looks like a link, wherever it stands in a document, and the media type that it tells of its target."""
    if isinstance(value, str) and value.startswith(("http://", "https://", "/")):
        yield value, ""
    elif isinstance(value, dict) and depth < _DEEPEST:
        if isinstance(value.get("href"), str):
            yield value["href"], str(value.get("type", ""))
        else:
            for each in value.values():
                yield from _links(each, depth + 1)


def _is_for(place: str, media_type: str) -> bool:
    path = place.partition("?")[0].partition("#")[0]
    return URI in media_type or path.rstrip("/").endswith("operations")


def _described(candidate: Candidate) -> Iterator[str]:
    """The same from the OpenAPI document, where the declaration names it or else at the first of its usual places."""
    places = description.places(candidate.base, candidate.declaration.description)
    own = [it for it in places[:1] if candidate.is_own(it)]
    for answer in candidate.get_all(own, {"Accept": description.ACCEPT}):
        found = description.read(answer)
        if found:
            urls = (f"{found.base.rstrip('/')}/{path.lstrip('/')}" for path in _posts(found))
            yield from (url for url in map(candidate.url, urls) if candidate.is_own(url))


def _posts(found: description.Description) -> Iterator[str]:
    """The paths at which a description has operations posted."""
    paths = found.document.get("paths")
    for path, item in paths.items() if isinstance(paths, dict) else ():
        post = item.get("post") if isinstance(item, dict) else None
        plain = isinstance(path, str) and "{" not in path
        if plain and isinstance(post, dict) and _is_for(path, _content(post)):
            yield path


def _content(post: dict[str, Any]) -> str:
    """The media types of a described request, in one text."""
    body = post.get("requestBody")
    content = body.get("content") if isinstance(body, dict) else None
    return " ".join(map(str, content)) if isinstance(content, dict) else ""


def _is_collection(candidate: Candidate, url: str) -> bool:
    """Whether it is a collection of resources that happens to have such a name."""
    found: Survey = candidate.once(survey)
    listed = {it.url.partition("?")[0].rstrip("/") for it in found.collections}
    return url.rstrip("/") in listed


def _speaks(exchange: Exchange) -> bool:
    """Whether an answer shows the extension: by its media type or by a member of its namespace."""
    return URI in (exchange.header("content-type") or "") or b"atomic:" in exchange.body


# -- what it made ---------------------------------------------------------------------------------


def _made(candidate: Candidate, played: Played, index: int) -> Made | None:
    """What an operation made, found and noted; None when it makes no resource."""
    operation = played.operations[index]
    resource = operation.get("data")
    if operation.get("op") in ("update", "remove") or not isinstance(resource, dict):
        return None
    data = played.result(index).get("data")
    told = {**resource, **(data if isinstance(data, dict) else {})}
    kind, identity = told["type"], told.get("id")
    known = {"type": kind, "id": identity} in identifiers(candidate, kind)
    if isinstance(identity, str) and not known:
        for url in _places(candidate, played.exchange, told):
            shown = read_until(candidate, url, lambda it: it.status == _OK)
            if shown.status == _OK and resource_in(shown).get("id") == identity:
                candidate.created(url)
                return Made(url, shown)
    what = f"what operation {index} of {played.exchange.where} made ({kind} {identity})"
    candidate.ledger.untraced(what)
    return Made("", None)


def _places(candidate: Candidate, exchange: Exchange, told: dict[str, Any]) -> Iterator[str]:
    """Where a resource may be: at its own link, and where others of its type are."""
    links = told.get("links")
    own = link_url(candidate, exchange, links.get("self")) if isinstance(links, dict) else None
    if own and candidate.is_own(own):
        yield own
    writable = candidate.once(writing).of(told["type"])
    if writable:
        yield place_of(writable, told["id"])


def place_of(writable: Writable, identity: str) -> str:
    """The URL at which a resource of a type should be: as that of the one that was made, else below its collection."""
    known, mine = quote(str(writable.shown.get("id", "")), safe=""), quote(identity, safe="")
    before, found, after = writable.made.url.rpartition(f"/{known}")
    if known and found and after in ("", "/"):
        return f"{before}/{mine}{after}"
    return f"{writable.collection.url.rstrip('/')}/{mine}"
