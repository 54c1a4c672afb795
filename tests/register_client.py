"""A client of the register, which holds every answer against the description that the register itself gives."""

import json
import re
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx
from openapi_schema_validator import OAS30ReadValidator, oas30_format_checker

from conformance import data
from tests import certificates

BASE = "/gebouwenregister/v1"
PROBLEM = "application/problem+json"
GEO = "application/geo+json"
MERGE_PATCH = "application/merge-patch+json"
JSON_PATCH = "application/json-patch+json"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
ETRS89 = "http://www.opengis.net/def/crs/EPSG/9.9.1/4258"
RD = "http://www.opengis.net/def/crs/EPSG/9.9.1/28992"
PALACE = "/gebouwen/0308100000000001"
TOWER = "/gebouwen/0307100000000002"
NEW = {"naam": "Nieuw", "status": "gepland", "bouwjaar": 2030, "ingangsdatum": "2026-01-01"}
TOKEN = {"Authorization": "Bearer geheim-token"}


class Client:
    """Speaks HTTP with one register; takes paths below its base."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.host = url.removesuffix(BASE)
        self.http = httpx.Client(
            headers={"Accept": "*/*", "Accept-Encoding": "identity"},
            verify=False,  # whoever signs the certificates of a test
        )
        self.description = self.http.get(f"{url}/openapi.json").json()

    def __call__(
        self,
        method: str,
        path: str,
        document: Any = None,
        kind: str = "application/json",
        **options: Any,
    ) -> httpx.Response:
        headers = dict(options.pop("headers", {}))
        if document is not None:
            headers.setdefault("Content-Type", kind)
            sent = document if isinstance(document, str | bytes) else json.dumps(document)
            options["content"] = sent
        response = self.http.request(method, f"{self.url}{path}", headers=headers, **options)
        self._hold(response)
        return response

    def get(self, path: str, **headers: str) -> httpx.Response:
        """The answer to a GET; an underscore in the name of a header is a hyphen."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self("GET", path, headers=named)

    def faults(self, response: httpx.Response) -> set[str]:
        """The names of everything that the register found wrong."""
        assert response.status_code == 400, response.text
        return {fault["name"] for fault in response.json()["errors"]}

    def names(self, path: str) -> list[str]:
        """The names of the buildings on a page, in its order."""
        response = self.get(path)
        assert response.status_code == 200, response.text
        return [building["naam"] for building in response.json()["gebouwen"]]

    def _hold(self, response: httpx.Response) -> None:
        """The answer is one that the description has, where it describes the method at the address."""
        method = response.request.method.lower()
        operation = self._item(response).get("get" if method == "head" else method)
        if operation is None:
            return
        declared = operation["responses"].get(str(response.status_code))
        assert declared, f"{method} {response.url.path}: {response.status_code} is not described"
        for name, reference in declared.get("headers", {}).items():
            self._hold_header(response, name, reference)
        if response.content and method != "head":
            self._hold_content(response, declared["content"])

    def _item(self, response: httpx.Response) -> dict[str, Any]:
        path = urlsplit(str(response.url)).path.removeprefix(BASE) or "/"
        items = self.description["paths"]
        if path in items:
            return dict(items[path])
        patterns = {re.sub(r"\{\w+\}", "[^/]+", template): template for template in items}
        return next((items[it] for at, it in patterns.items() if re.fullmatch(at, path)), {})

    def _hold_header(self, response: httpx.Response, name: str, reference: Any) -> None:
        header = self.description["components"]["headers"][reference["$ref"].rpartition("/")[2]]
        assert not header["required"] or name in response.headers, f"{name} is missing"
        if name in response.headers:
            self.validate(response.headers[name], header["schema"])

    def _hold_content(self, response: httpx.Response, content: Any) -> None:
        media_type = response.headers["Content-Type"]
        assert media_type in content
        if "json" in media_type:
            self.validate(response.json(), content[media_type]["schema"])

    def validate(self, value: Any, schema: Any) -> None:
        """Raises when the value does not keep a schema of the description."""
        whole = {**schema, "components": self.description["components"]}
        OAS30ReadValidator(whole, format_checker=oas30_format_checker).validate(value)


@contextmanager
def register(*, secure: bool = False, **options: Any) -> Iterator[Client]:
    """A client of a register that runs as long as the block; over TLS where it is `secure`."""
    app = data.fixture_module("apis.register.app").create_app(secure=secure, **options)
    with serving(app, certificates.context() if secure else None) as client:
        yield client


@contextmanager
def serving(app: Any, tls: ssl.SSLContext | None = None) -> Iterator[Client]:
    """A client of an API that runs as long as the block."""
    with data.fixture_module("apis.http").serve(app, tls=tls) as url:
        client = Client(url)
        with closing(client.http):
            yield client
