"""How the resources of a JSON:API server are found when nothing about it is known.

Collections come from the entry point's links, from the OpenAPI document, or from the start paths of the
declaration; single resources and relationships from what the collections serve. Only safe requests, only to the
candidate itself, and only so many.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from conformance import description
from conformance.candidate import Candidate
from conformance.errors import PreflightError
from conformance.model import Exchange

from .documents import Document
from .typed_links import follow

MOST_STARTS = 30
MOST_COLLECTIONS = 8
MOST_RELATIONSHIPS = 16
_OK = 200
_NOT_COLLECTIONS = frozenset({"self", "related", "describedby", "first", "last", "prev", "next"})


@dataclass(frozen=True, eq=False)
class Collection:
    """A URL that answers with an array of resource objects, and the answer."""

    url: str
    exchange: Exchange
    resources: tuple[dict[str, Any], ...]

    @property
    def types(self) -> tuple[str, ...]:
        """The types in it, in order of appearance."""
        return tuple(dict.fromkeys(item["type"] for item in self.resources))


@dataclass(frozen=True, eq=False)
class Resource:
    """A single resource at a URL of its own, and the answer there. `listed` is the collection that led to it.

    `empties` says of its relationships whether nothing is related, as far as the collection shows.
    """

    url: str
    type: str
    id: str
    object: dict[str, Any]
    exchange: Exchange
    listed: Collection
    empties: Mapping[str, bool] = field(default_factory=dict)

    @property
    def relationships(self) -> dict[str, Any]:
        """The relationship objects by name; what is no object is left out."""
        found = self.object.get("relationships")
        named = found.items() if isinstance(found, dict) else ()
        return {name: value for name, value in named if isinstance(value, dict)}

    @property
    def attributes(self) -> dict[str, Any]:
        """The attributes by name."""
        found = self.object.get("attributes")
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True, eq=False)
class Relationship:
    """One relationship of one resource, with the answers at its two links (None: no such link, or no answer).

    `linkage` is the value of its `data`, and `has_linkage` whether there is one. `many` is None when nothing tells.
    """

    parent: Resource
    name: str
    object: dict[str, Any]
    self_url: str | None = None
    related_url: str | None = None
    self_exchange: Exchange | None = None
    related_exchange: Exchange | None = None

    @property
    def has_linkage(self) -> bool:
        """Whether the relationship object carries linkage."""
        return "data" in self.object

    @property
    def linkage(self) -> Any:
        """The linkage, None when there is none or it is null (see `has_linkage`)."""
        return self.object.get("data")

    @property
    def many(self) -> bool | None:
        """Whether it is to-many, as its linkage, its relationship URL or its related URL tells."""
        for value in self._values():
            if isinstance(value, list):
                return True
            if isinstance(value, dict):
                return False
        values = list(self._values())
        return False if values else None

    @property
    def empty(self) -> bool | None:
        """Whether nothing is related; None when nothing tells."""
        for value in self._values():
            return value in (None, [])
        return None

    def _values(self) -> Iterator[Any]:
        if self.has_linkage:
            yield self.linkage
        for exchange in (self.self_exchange, self.related_exchange):
            if exchange and exchange.status == _OK and "data" in exchange.once(Document).root:
                yield exchange.once(Document).root["data"]


@dataclass(frozen=True, eq=False)
class Survey:
    """What was found. `entry` is the answer at the base URL; `version` what the candidate declares, "" if nothing."""

    entry: Exchange
    collections: tuple[Collection, ...]
    resources: tuple[Resource, ...]
    relationships: tuple[Relationship, ...]
    version: str = ""
    notes: tuple[str, ...] = ()

    def collection_of(self, kind: str) -> Collection | None:
        """The collection whose resources are all of one type, that type."""
        return next((it for it in self.collections if it.types == (kind,)), None)

    def resources_of(self, kind: str) -> tuple[Resource, ...]:
        """The single resources of a type."""
        return tuple(it for it in self.resources if it.type == kind)


def survey(candidate: Candidate) -> Survey:
    """Look around; raises PreflightError when no JSON:API document is to be found."""
    entry = candidate.get(candidate.base)
    collections = _collections(candidate, entry)
    resources = tuple(_resources(candidate, collections))
    relationships = tuple(_relationships(candidate, resources))
    follow(candidate, entry)
    documents = [it.once(Document) for it in candidate.observed]
    if not any(document.is_json_api or document.resembles_json_api for document in documents):
        raise PreflightError(
            f"{entry.where}: no JSON:API document was found there or behind it",
            hint="name a collection with --start /articles,"
            " or the OpenAPI document with `description` in a candidate file",
        )
    return Survey(
        entry,
        collections,
        resources,
        relationships,
        _declared_version(documents),
        _notes(collections, resources, relationships),
    )


def _notes(
    collections: tuple[Collection, ...],
    resources: tuple[Resource, ...],
    relationships: tuple[Relationship, ...],
) -> tuple[str, ...]:
    listed = ", ".join(f"{it.url} ({', '.join(it.types) or 'empty'})" for it in collections)
    return (
        f"collections: {listed or 'none'}",
        f"single resources: {len(resources)}; relationships: {len(relationships)}",
    )


def _declared_version(documents: Iterable[Document]) -> str:
    """The version in a `jsonapi` object, the same in all that have one; "" when there is none or they differ."""
    versions = {version for version in map(_declared, documents) if isinstance(version, str)}
    return versions.pop() if len(versions) == 1 else ""


def _declared(document: Document) -> object:
    """The version that one document declares, also where it is sent under another media type."""
    root = document.value if document.is_json_api or document.resembles_json_api else None
    jsonapi = root.get("jsonapi") if isinstance(root, dict) else None
    return jsonapi.get("version") if isinstance(jsonapi, dict) else None


# -- collections ----------------------------------------------------------------------------------


def _collections(candidate: Candidate, entry: Exchange) -> tuple[Collection, ...]:
    places = [candidate.base, *candidate.starts, *_urls_in(candidate, entry)]
    found = _as_collections(candidate, places)
    if not found:
        found = _as_collections(candidate, _described(candidate))
    return found[:MOST_COLLECTIONS]


def _as_collections(candidate: Candidate, urls: Iterable[str]) -> tuple[Collection, ...]:
    wanted = list(dict.fromkeys(url for url in urls if candidate.is_own(url)))[:MOST_STARTS]
    answers = candidate.get_all(wanted)
    found = [it for it in map(_as_collection, answers) if it]
    return tuple(sorted(found, key=lambda it: not it.resources))


def _as_collection(answer: Exchange) -> Collection | None:
    """The collection in an answer; a list of anything but resource objects is none."""
    document = answer.once(Document)
    if answer.status != _OK or not (document.is_json_api or document.resembles_json_api):
        return None
    root = document.value if isinstance(document.value, dict) else {}
    data = root.get("data")
    if not isinstance(data, list):
        return None
    return Collection(answer.request.url, answer, tuple(filter(_is_resource, data)))


def _is_resource(item: object) -> bool:
    return isinstance(item, dict) and isinstance(item.get("type"), str) and "id" in item


def _urls_in(candidate: Candidate, entry: Exchange) -> Iterator[str]:
    """URLs of the candidate's own that the entry document mentions, wherever it does; links first."""
    root = entry.json if isinstance(entry.json, dict) else {}
    links = root.get("links")
    if isinstance(links, dict):
        yield from _targets(
            candidate, {k: v for k, v in links.items() if k not in _NOT_COLLECTIONS}
        )
    data = root.get("data")
    if not isinstance(data, list) and not _is_resource(data):
        yield from _targets(
            candidate, {k: v for k, v in root.items() if k not in ("links", "jsonapi")}
        )


def _targets(candidate: Candidate, value: object, depth: int = 0) -> Iterator[str]:
    if isinstance(value, str) and value.startswith(("http://", "https://", "/")):
        url = candidate.url_from(candidate.base + "/", value)
        if url and candidate.is_own(url) and url.rstrip("/") != candidate.base:
            yield url
    elif isinstance(value, dict) and depth < 4:  # noqa: PLR2004
        for each in value.values():
            yield from _targets(candidate, each, depth + 1)


def _described(candidate: Candidate) -> Iterator[str]:
    """The URLs that the candidate's OpenAPI document offers to a plain GET."""
    places = description.places(candidate.base, candidate.declaration.description)
    own = [place for place in places if candidate.is_own(place)]
    for answer in candidate.get_all(own, {"Accept": description.ACCEPT}):
        found = description.read(answer)
        if found:
            yield from found.plain_gets()
            return


# -- single resources -----------------------------------------------------------------------------


def _resources(candidate: Candidate, collections: Iterable[Collection]) -> Iterator[Resource]:
    """Of each collection a few resources: the first, and those that show a relationship empty or filled first."""
    chosen = [
        (it, item, empties)
        for it in collections
        for item, empties in _telling(it.resources, _hints(candidate, it))
    ]
    urls = [_url_of(candidate, listed, item) for listed, item, _ in chosen]
    candidate.get_all(dict.fromkeys(filter(None, urls)))
    for (listed, item, empties), url in zip(chosen, urls, strict=True):
        answer = _answer(candidate, url)
        data = _data(answer)
        if answer and url and isinstance(data, dict) and _identity(data) == _identity(item):
            yield Resource(url, item["type"], item["id"], data, answer, listed, empties)


def _telling(
    items: tuple[dict[str, Any], ...], hints: Mapping[str, Mapping[str, bool]]
) -> list[tuple[dict[str, Any], Mapping[str, bool]]]:
    """The first of each type, and the first that shows each relationship filled, and empty."""
    seen: set[tuple[str, str, bool | None]] = set()
    found: list[tuple[dict[str, Any], Mapping[str, bool]]] = []
    for item in items:
        empties = {**_empties(item), **hints.get(_identity(item), {})}
        shown = {(item["type"], "", None)} | {(item["type"], *each) for each in empties.items()}
        if shown - seen:
            found.append((item, empties))
            seen |= shown
    return found[:4]


def _hints(candidate: Candidate, listed: Collection) -> dict[str, Mapping[str, bool]]:
    """By identity what is empty, from a compound document: a plain one that shows nothing related may be silent."""
    names = {name: True for item in listed.resources for name in _named(item)}
    for item in listed.resources:
        for name, empty in _empties(item).items():
            names[name] &= empty
    silent = [quote(name) for name, suspect in names.items() if suspect]
    if not silent:
        return {}
    mark = "&" if "?" in listed.url else "?"
    data = _data(_answer(candidate, f"{listed.url}{mark}include={','.join(silent)}"))
    items = data if isinstance(data, list) else []
    return {_identity(item): _empties(item) for item in items if _is_resource(item)}


def _identity(item: dict[str, Any]) -> str:
    return f"{item.get('type')!r} {item.get('id')!r}"


def _named(item: dict[str, Any]) -> dict[str, Any]:
    relationships = item.get("relationships")
    return relationships if isinstance(relationships, dict) else {}


def _empties(item: dict[str, Any]) -> dict[str, bool]:
    """Whether each relationship is empty by its linkage."""
    return {
        name: value["data"] in (None, [])
        for name, value in _named(item).items()
        if isinstance(value, dict) and "data" in value
    }


def _url_of(candidate: Candidate, listed: Collection, item: dict[str, Any]) -> str | None:
    """Where a resource should be: at its own link, else below its collection, as the recommendations have it."""
    links = item.get("links")
    own = (
        link_url(candidate, listed.exchange, links.get("self")) if isinstance(links, dict) else None
    )
    if own and candidate.is_own(own):
        return own
    path, _, _ = listed.url.partition("?")
    return f"{path.rstrip('/')}/{quote(str(item['id']), safe='')}"


def link_url(candidate: Candidate, exchange: Exchange, link: object) -> str | None:
    """The absolute URL of a link (string or link object) in the document of `exchange`; None if it is none."""
    href = link.get("href") if isinstance(link, dict) else link
    return candidate.url_from(exchange.request.url, href) if isinstance(href, str) else None


def _answer(candidate: Candidate, url: str | None) -> Exchange | None:
    """The answer at `url`, None when there is no URL or no answer."""
    return next(iter(candidate.get_all([url])), None) if url else None


def _data(answer: Exchange | None) -> Any:
    if answer is None or answer.status != _OK:
        return None
    value = answer.once(Document).value
    return value.get("data") if isinstance(value, dict) else None


# -- relationships --------------------------------------------------------------------------------


def _relationships(candidate: Candidate, resources: Iterable[Resource]) -> Iterator[Relationship]:
    """Each relationship of each type twice at most: once with something related and once without, as far as shown."""
    chosen = list(_chosen(resources))[: MOST_RELATIONSHIPS * 2]
    linked = [
        (parent, name, value, _own_links(candidate, parent, value))
        for parent, name, value in chosen
    ]
    candidate.get_all(dict.fromkeys(url for *_, links in linked for url in links if url))
    for parent, name, value, (self_url, related_url) in linked:
        yield Relationship(
            parent,
            name,
            value,
            self_url,
            related_url,
            _answer(candidate, self_url),
            _answer(candidate, related_url),
        )


def _chosen(resources: Iterable[Resource]) -> Iterator[tuple[Resource, str, dict[str, Any]]]:
    seen: set[tuple[str, str, bool | None, bool | None]] = set()
    for resource in resources:
        empties = _empties(resource.object)
        for name, value in resource.relationships.items():
            shown = (resource.type, name, empties.get(name), resource.empties.get(name))
            if shown not in seen:
                seen.add(shown)
                yield resource, name, value


def _own_links(
    candidate: Candidate, parent: Resource, value: dict[str, Any]
) -> tuple[str | None, str | None]:
    links = value.get("links")
    given = links if isinstance(links, dict) else {}
    found = [link_url(candidate, parent.exchange, given.get(name)) for name in ("self", "related")]
    own = [url if url and candidate.is_own(url) else None for url in found]
    return own[0], own[1]
