"""A client of the reference API, and words for what it says."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from conformance import data

JSON_API = "application/vnd.api+json"
ATOMIC = f'{JSON_API};ext="https://jsonapi.org/ext/atomic"'
PROFILE = "https://blog.example/profiles/reading-time"
UUID = "6c1a2f0e-7d8b-4a53-9c3e-0f5b6a7c8d9e"


class Client:
    """Speaks JSON:API with one blog; takes paths below its base URL, and links."""

    def __init__(self, url: str) -> None:
        self.base = url
        self.http = httpx.Client(headers={"Accept": JSON_API})

    def __call__(
        self, method: str, path: str, document: Any = None, **headers: str
    ) -> httpx.Response:
        url = self.base.removesuffix("/api") + (path if path.startswith("/api") else f"/api{path}")
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if document is None:
            return self.http.request(method, url, headers=named)
        content = document if isinstance(document, str) else json.dumps(document)
        return self.http.request(
            method, url, content=content, headers={"Content-Type": JSON_API, **named}
        )

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self("GET", path, **headers)

    def data(self, path: str) -> Any:
        response = self.get(path)
        assert response.status_code == 200, response.text
        return response.json()["data"]


@contextmanager
def reference() -> Iterator[Client]:
    """A client of a reference API that runs as long as the block."""
    create_app = data.fixture_module("apis.json_api.app").create_app
    with data.fixture_module("apis.http").serve(create_app()) as url:
        client = Client(url)
        with client.http:
            yield client


def ids(found: list[dict[str, Any]]) -> list[str]:
    return [item["id"] for item in found]


def names(found: list[dict[str, Any]] | None) -> set[tuple[str, str]]:
    return {(item["type"], item["id"]) for item in found or []}


def resource(kind: str, **members: Any) -> dict[str, Any]:
    return {"data": {"type": kind, **members}}


def identifier(kind: str, identity: str) -> dict[str, str]:
    return {"type": kind, "id": identity}


def only_error(response: httpx.Response) -> dict[str, Any]:
    (error,) = response.json()["errors"]
    assert error["status"] == str(response.status_code)
    return dict(error)


def targets(links: dict[str, Any]) -> dict[str, str]:
    return {name: it["href"] if isinstance(it, dict) else it for name, it in links.items()}
