"""What the checks of JSON:API share about one exchange: the document in it, walked once."""

import re
from functools import lru_cache

from conformance.model import Exchange

from . import media_types
from .members import (
    ERROR,
    IDENTIFIER,
    JSONAPI,
    LINK_OBJECT,
    RELATIONSHIP,
    RESOURCE,
    SOURCE,
    TOP_LEVEL,
    resembles,
)

Object = dict[str, object]
Place = tuple[str, Object]
"""A JSON Pointer into the document, and the object that stands there."""

_EXTENSION_MEMBER = re.compile(r"[A-Za-z0-9]+:")
_DEEPEST = 200


@lru_cache(maxsize=4096)
def escaped(name: str) -> str:
    """Write a member name as a part of a JSON Pointer."""
    return name.replace("~", "~0").replace("/", "~1")


class Document:
    """The JSON:API document of one exchange: read-only facts, whatever junk the body holds.

    `@`-members are taken out before anything else. Each list holds only what has the right JSON
    type; a container of a wrong type stands in `misshapen` instead, under its kind. Where the
    exchange carries no JSON:API document (`is_json_api` is false) all of them are empty.
    """

    __slots__ = (
        "additional",
        "at_members",
        "errors",
        "exchange",
        "ext",
        "extension_members",
        "fields",
        "identifiers",
        "is_json_api",
        "jsonapi",
        "link_objects",
        "links",
        "metas",
        "misshapen",
        "parameters",
        "primary",
        "profile",
        "relationships",
        "resources",
        "root",
        "unclear",
        "value",
    )

    exchange: Exchange
    """The exchange itself, for findings."""
    parameters: media_types.Parameters
    """Name and value of the parameters of a JSON:API Content-Type."""
    ext: tuple[str, ...]
    profile: tuple[str, ...]
    """URIs that the Content-Type names as extensions and as profiles."""
    is_json_api: bool
    """The body is sent as JSON:API and parses: there is a document to judge."""
    value: object
    """The parsed body without `@`-members, of whatever type."""
    root: Object
    """The top level; empty when the body is no object."""
    primary: list[Place]
    """Each object in `data`, resource or identifier."""
    resources: list[Place]
    """Each resource object: of `data` when it shows itself to be one, and of `included`."""
    identifiers: list[Place]
    """Each resource identifier: of linkage, and of `data` at a relationship URL."""
    unclear: list[Place]
    """Each object in `data` whose members fit a resource and an identifier alike."""
    relationships: list[tuple[str, str, Object]]
    """Pointer, name and relationship object."""
    links: list[tuple[str, Object, str]]
    """Pointer, links object, and where: `top`, `resource`, `relationship` or `error`."""
    link_objects: list[Place]
    metas: list[Place]
    errors: list[Place]
    jsonapi: Object | None
    fields: dict[str, str]
    """The names of attributes and relationships, and where each was seen first. What stands
    inside the value of an attribute is no field: any JSON value may be one."""
    additional: list[tuple[str, str]]
    """Pointer of each member that an object of the specification does not know, and the
    kind of that object."""
    extension_members: dict[str, str]
    """Names of the form `namespace:name` that stand where an extension may put them."""
    at_members: list[str]
    """Pointers of the `@`-members that were taken out."""
    misshapen: list[tuple[str, str, object]]
    """Pointer, kind and value of what has a wrong JSON type. The kinds: `root`, `data`,
    `resource`, `attributes`, `relationships`, `relationship`, `linkage`, `identifier`,
    `links`, `meta`, `jsonapi`, `included`, `errors`, `error`, `source`."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.parameters = ()
        self.ext = ()
        self.profile = ()
        self.is_json_api = False
        self.value = None
        self.root = {}
        self.primary = []
        self.resources = []
        self.identifiers = []
        self.unclear = []
        self.relationships = []
        self.links = []
        self.link_objects = []
        self.metas = []
        self.errors = []
        self.jsonapi = None
        self.fields = {}
        self.additional = []
        self.extension_members = {}
        self.at_members = []
        self.misshapen = []
        self._read()

    @property
    def is_claimed(self) -> bool:
        """A body is sent as JSON:API, whether it parses or not."""
        return self.exchange.media_type == media_types.JSON_API and bool(self.exchange.body)

    @property
    def resembles_json_api(self) -> bool:
        """The body is beyond doubt a JSON:API document, whatever media type it is sent under."""
        return resembles(self.value)

    @property
    def top_links(self) -> Object:
        """The top-level links object; empty when there is none."""
        return self.links[0][1] if self.links and self.links[0][2] == "top" else {}

    @property
    def at_relationship(self) -> bool:
        """The request's path is of the form `…/relationships/NAME`."""
        return self.exchange.request.url.partition("?")[0].rstrip("/").split("/")[-2:-1] == [
            "relationships"
        ]

    def _read(self) -> None:
        exchange = self.exchange
        claimed = exchange.media_type == media_types.JSON_API
        if claimed:
            self._read_parameters(exchange.header("content-type") or "")
        elif exchange.body.lstrip()[:1] != b"{":
            return
        if not exchange.body or exchange.json_error is not None:
            return
        self.value = exchange.json
        if b'"@' in exchange.body or b"\\u0040" in exchange.body:
            self.value = self._without_at_members(self.value, "", 0)
        if claimed:
            self.is_json_api = True
            self._walk(self.value)

    def _read_parameters(self, header: str) -> None:
        if ";" in header:
            self.parameters = media_types.parameters(header)
            self.ext = media_types.uris(self.parameters, "ext")
            self.profile = media_types.uris(self.parameters, "profile")

    def _without_at_members(self, value: object, pointer: str, depth: int) -> object:
        if depth > _DEEPEST or not isinstance(value, dict | list):
            return value
        if isinstance(value, list):
            items = enumerate(value)
            return [
                self._without_at_members(item, f"{pointer}/{n}", depth + 1) for n, item in items
            ]
        kept = {}
        for name, item in value.items():
            where = f"{pointer}/{escaped(name)}"
            if name.startswith("@"):
                self.at_members.append(where)
            else:
                kept[name] = self._without_at_members(item, where, depth + 1)
        return kept

    def _walk(self, root: object) -> None:
        if not isinstance(root, dict):
            self.misshapen.append(("", "root", root))
            return
        self.root = root
        self._known(root, TOP_LEVEL, "", "top level")
        if "jsonapi" in root:
            self._walk_jsonapi(root["jsonapi"])
        if "links" in root:
            self._walk_links(root["links"], "/links", "top")
        if "meta" in root:
            self._meta(root["meta"], "/meta")
        if "data" in root:
            self._walk_data(root["data"])
        if "included" in root:
            self._walk_included(root["included"])
        if "errors" in root:
            self._walk_errors(root["errors"])

    def _known(self, found: Object, known: frozenset[str], pointer: str, kind: str) -> None:
        if found.keys() <= known:
            return
        for name in found:
            if name in known:
                continue
            where = f"{pointer}/{escaped(name)}"
            if _EXTENSION_MEMBER.match(name):
                self.extension_members.setdefault(name, where)
            else:
                self.additional.append((where, kind))

    def _walk_jsonapi(self, jsonapi: object) -> None:
        if not isinstance(jsonapi, dict):
            self.misshapen.append(("/jsonapi", "jsonapi", jsonapi))
            return
        self.jsonapi = jsonapi
        self._known(jsonapi, JSONAPI, "/jsonapi", "jsonapi object")
        if "meta" in jsonapi:
            self._meta(jsonapi["meta"], "/jsonapi/meta")

    def _meta(self, meta: object, pointer: str) -> None:
        if isinstance(meta, dict):
            self.metas.append((pointer, meta))
        else:
            self.misshapen.append((pointer, "meta", meta))

    def _walk_links(self, links: object, pointer: str, place: str) -> None:
        if not isinstance(links, dict):
            self.misshapen.append((pointer, "links", links))
            return
        self.links.append((pointer, links, place))
        for name, link in links.items():
            if ":" in name and _EXTENSION_MEMBER.match(name):
                self.extension_members.setdefault(name, f"{pointer}/{escaped(name)}")
            if isinstance(link, dict):
                self._walk_link_object(link, f"{pointer}/{escaped(name)}")

    def _walk_link_object(self, link: Object, pointer: str) -> None:
        for _ in range(_DEEPEST):
            self.link_objects.append((pointer, link))
            self._known(link, LINK_OBJECT, pointer, "link object")
            if "meta" in link:
                self._meta(link["meta"], f"{pointer}/meta")
            described = link.get("describedby")
            if not isinstance(described, dict):
                return
            link, pointer = described, f"{pointer}/describedby"

    def _field(self, name: str, pointer: str) -> None:
        where = f"{pointer}/{escaped(name)}"
        if self._extended() and _EXTENSION_MEMBER.match(name):
            self.extension_members.setdefault(name, where)
        else:
            self.fields[name] = where

    def _extended(self) -> bool:
        return bool(self.ext or (self.jsonapi and self.jsonapi.get("ext")))

    def _walk_data(self, data: object) -> None:
        if isinstance(data, dict):
            self.primary.append(("/data", data))
        elif isinstance(data, list):
            self._collect(data, "/data", self.primary, "resource")
        elif data is not None:
            self.misshapen.append(("/data", "data", data))
        if any(not item.keys() <= IDENTIFIER for _, item in self.primary):
            self.resources.extend(self.primary)
        elif self.at_relationship:
            self.identifiers.extend(self.primary)
        else:
            self.unclear.extend(self.primary)
        for pointer, item in self.primary:
            self._walk_resource(pointer, item)

    def _walk_included(self, included: object) -> None:
        if not isinstance(included, list):
            self.misshapen.append(("/included", "included", included))
            return
        first = len(self.resources)
        self._collect(included, "/included", self.resources, "resource")
        for pointer, item in self.resources[first:]:
            self._walk_resource(pointer, item)

    def _collect(self, items: list[object], pointer: str, into: list[Place], kind: str) -> None:
        for index, item in enumerate(items):
            if isinstance(item, dict):
                into.append((f"{pointer}/{index}", item))
            else:
                self.misshapen.append((f"{pointer}/{index}", kind, item))

    def _walk_resource(self, pointer: str, item: Object) -> None:
        self._known(item, RESOURCE, pointer, "resource object")
        if "attributes" in item:
            self._walk_attributes(item["attributes"], f"{pointer}/attributes")
        if "relationships" in item:
            self._walk_relationships(item["relationships"], f"{pointer}/relationships")
        if "links" in item:
            self._walk_links(item["links"], f"{pointer}/links", "resource")
        if "meta" in item:
            self._meta(item["meta"], f"{pointer}/meta")

    def _walk_attributes(self, attributes: object, pointer: str) -> None:
        if not isinstance(attributes, dict):
            self.misshapen.append((pointer, "attributes", attributes))
            return
        fields = self.fields
        for name in attributes:
            if name not in fields:
                self._field(name, pointer)

    def _walk_relationships(self, relationships: object, pointer: str) -> None:
        if not isinstance(relationships, dict):
            self.misshapen.append((pointer, "relationships", relationships))
            return
        fields = self.fields
        for name, relationship in relationships.items():
            if name not in fields:
                self._field(name, pointer)
            where = f"{pointer}/{escaped(name)}"
            if isinstance(relationship, dict):
                self.relationships.append((where, name, relationship))
                self._walk_relationship(relationship, where)
            elif not _EXTENSION_MEMBER.match(name):
                self.misshapen.append((where, "relationship", relationship))

    def _walk_relationship(self, relationship: Object, pointer: str) -> None:
        self._known(relationship, RELATIONSHIP, pointer, "relationship object")
        if "links" in relationship:
            self._walk_links(relationship["links"], f"{pointer}/links", "relationship")
        if "meta" in relationship:
            self._meta(relationship["meta"], f"{pointer}/meta")
        if "data" in relationship:
            self._walk_linkage(relationship["data"], f"{pointer}/data")

    def _walk_linkage(self, linkage: object, pointer: str) -> None:
        first = len(self.identifiers)
        if isinstance(linkage, dict):
            self.identifiers.append((pointer, linkage))
        elif isinstance(linkage, list):
            self._collect(linkage, pointer, self.identifiers, "identifier")
        elif linkage is not None:
            self.misshapen.append((pointer, "linkage", linkage))
        for where, item in self.identifiers[first:]:
            self._known(item, IDENTIFIER, where, "resource identifier object")
            if "meta" in item:
                self._meta(item["meta"], f"{where}/meta")

    def _walk_errors(self, errors: object) -> None:
        if not isinstance(errors, list):
            self.misshapen.append(("/errors", "errors", errors))
            return
        self._collect(errors, "/errors", self.errors, "error")
        for pointer, error in self.errors:
            self._known(error, ERROR, pointer, "error object")
            if "links" in error:
                self._walk_links(error["links"], f"{pointer}/links", "error")
            if "meta" in error:
                self._meta(error["meta"], f"{pointer}/meta")
            source = error.get("source", {})
            if isinstance(source, dict):
                self._known(source, SOURCE, f"{pointer}/source", "error source")
            else:
                self.misshapen.append((f"{pointer}/source", "source", source))
