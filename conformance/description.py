"""The candidate's OpenAPI document: where it may be, what it says, whether it can be trusted.

Nothing here sends a request: whoever has a candidate fetches, and hands the answer over. References to other
documents are not followed, so a description cannot lead the suite anywhere.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import yaml

from conformance.model import Exchange

ACCEPT = "application/vnd.oai.openapi+json, application/json, application/yaml;q=0.9, */*;q=0.5"
_NAMES = ("openapi.json", "openapi.yaml", "swagger.json", "schema", "api-docs", "docs/openapi.json")
_LONGEST = 5_000_000  # bytes; a larger description is not read
_MOST_REFERENCES = 20  # that lead to one another
_OK = 200


class _Loader(yaml.CSafeLoader):
    """YAML as JSON means it: `no` is a word and 2026-11-24 a text."""


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag not in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool")
    ]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True, eq=False)
class Description:
    """An OpenAPI document and the URL where it was found."""

    url: str
    document: Mapping[str, Any]

    @property
    def version(self) -> str:
        """The version of OpenAPI (or of Swagger) that it is written in."""
        return str(self.document.get("openapi") or self.document.get("swagger") or "")

    @property
    def base(self) -> str:
        """The URL that paths are appended to: the first server's, or the one that Swagger 2 spells in parts."""
        servers = self.document.get("servers")
        first = servers[0] if isinstance(servers, list) and servers else None
        given = first.get("url") if isinstance(first, Mapping) else self.document.get("basePath")
        return urljoin(self.url, given if isinstance(given, str) else "/")

    def plain_gets(self) -> Iterator[str]:
        """The URLs that answer a GET for which nothing has to be known: no path parameter."""
        paths = self.document.get("paths")
        for path, item in paths.items() if isinstance(paths, Mapping) else ():
            if (
                isinstance(item, Mapping)
                and isinstance(item.get("get"), Mapping)
                and "{" not in path
            ):
                yield self.base.rstrip("/") + "/" + str(path).lstrip("/")

    def request_schema(self, method: str, url: str, media_type: str) -> Mapping[str, Any]:
        """The JSON Schema of what an operation wants in its request; empty when the document does not say."""
        paths = self.document.get("paths")
        wanted = urlsplit(url).path.rstrip("/")
        for path, item in paths.items() if isinstance(paths, Mapping) else ():
            if urlsplit(self.base.rstrip("/") + str(path)).path.rstrip("/") == wanted:
                operation = self.resolved(self.resolved(item).get(method.lower()))
                content = self.resolved(self.resolved(operation.get("requestBody")).get("content"))
                return self.resolved(self.resolved(content.get(media_type)).get("schema"))
        return {}

    def resolved(self, node: Any) -> Mapping[str, Any]:
        """An object of the document, or the one that it refers to within the document; empty for anything else."""
        for _ in range(_MOST_REFERENCES):
            if not isinstance(node, Mapping):
                break
            reference = node.get("$ref")
            if not isinstance(reference, str):
                return node
            node = self._at(reference)
        return {}

    def _at(self, reference: str) -> Any:
        node: Any = self.document if reference.startswith("#/") else None
        for name in reference[2:].split("/"):
            key = name.replace("~1", "/").replace("~0", "~")
            node = node.get(key) if isinstance(node, Mapping) else None
        return node


def places(base: str, named: str = "") -> tuple[str, ...]:
    """Where to look for the description of the API at `base`: where it is `named`, else at the usual places."""
    if named:
        return (urljoin(base.rstrip("/") + "/", named),)
    parts = urlsplit(base)
    roots = dict.fromkeys((base.rstrip("/"), f"{parts.scheme}://{parts.netloc}"))
    return tuple(f"{root}/{name}" for root in roots for name in _NAMES)


def read(exchange: Exchange) -> Description | None:
    """The description in an answer, in JSON or in YAML; None when there is none."""
    if exchange.status != _OK or not 0 < len(exchange.body) < _LONGEST:
        return None
    found = exchange.json if exchange.json_error is None else _yaml(exchange)
    if not isinstance(found, dict) or not ("openapi" in found or "swagger" in found):
        return None
    return Description(exchange.request.url, found)


def faults(description: Description) -> list[str]:
    """What openapi-spec-validator says is wrong with it.

    Raises ValueError for a version of OpenAPI that the validator does not know, such as 3.2.
    """
    # Two seconds to import.
    from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

    known = {"3.0": OpenAPIV30SpecValidator, "3.1": OpenAPIV31SpecValidator}
    validator = known.get(description.version[:3])
    if validator is None:
        message = f"{description.url}: OpenAPI {description.version} is not validated"
        raise ValueError(message)
    return [str(error.message) for error in validator(dict(description.document)).iter_errors()]


def _yaml(exchange: Exchange) -> object:
    if "html" in exchange.media_type:
        return None
    try:
        return yaml.load(exchange.body, Loader=_Loader)  # noqa: S506  (a safe loader, narrowed)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError):
        return None
