"""Small OpenAPI documents for tests, and what a check of a description says of them."""

from collections.abc import Iterable, Mapping
from typing import Any

from conformance.description import Description
from conformance.model import Finding, Observation, Status, status_of

URL = "https://api.example/v1/openapi.json"
OK = {"200": {"description": "OK"}}


def paper(paths: Mapping[str, Any] | None = None, **more: Any) -> Description:
    """A document with those paths; `more` are members of its root, put over the usual ones."""
    usual = {
        "openapi": "3.0.3",
        "info": {"title": "Gebouwen", "version": "1.0.0"},
        "servers": [{"url": "https://api.example/v1"}],
        "paths": paths or {},
    }
    return Description(URL, usual | more)


def operation(**more: Any) -> dict[str, Any]:
    """An operation that answers 200; `more` are members of it."""
    return {"responses": OK} | more


def gets(*paths: str) -> Description:
    """A document in which each of those paths can be read."""
    return paper({path: {"get": operation()} for path in paths})


def query(name: str, **more: Any) -> dict[str, Any]:
    """A query parameter: a text, unless a schema is given."""
    return {"name": name, "in": "query", "schema": {"type": "string"}} | more


def asking(*parameters: Mapping[str, Any]) -> Description:
    """A document with one GET that takes those parameters."""
    return paper({"/gebouwen": {"get": operation(parameters=list(parameters))}})


def answer(schema: Any, media_type: str = "application/json") -> dict[str, Any]:
    """A response with content of that schema."""
    return {"description": "Inhoud", "content": {media_type: {"schema": schema}}}


def answering(**responses: Any) -> Description:
    """A document with one GET that has those responses; `_404` stands for 404."""
    found = {name.removeprefix("_"): response for name, response in responses.items()}
    return paper({"/gebouwen": {"get": {"responses": found}}})


def schemas(**named: Any) -> Description:
    """A document with those schemas among its components."""
    return paper(components={"schemas": named})


def thing(**properties: Any) -> dict[str, Any]:
    """The schema of an object with those properties."""
    return {"type": "object", "properties": properties}


def outcome(observations: Iterable[Observation]) -> Status:
    """What follows from the observations; BLOCKED when there is none."""
    return status_of(list(observations))


def faults(observations: Iterable[Observation]) -> list[str]:
    """What the unmet findings found."""
    return [it.actual for it in observations if isinstance(it, Finding) and not it.met]


def places(observations: Iterable[Observation]) -> list[str]:
    """Where the unmet findings are."""
    return [it.where for it in observations if isinstance(it, Finding) and not it.met]
