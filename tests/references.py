"""Descriptions that refer to other documents, and a web that has some of these."""

import json
from typing import Any

from conformance.description import Description
from conformance.errors import Unanswered

URL = "http://127.0.0.1/api/openapi.json"


class Web:
    """Documents by their URL, and which of them were asked for."""

    def __init__(self, **documents: Any) -> None:
        self.documents = {f"http://127.0.0.1/api/{name}": it for name, it in documents.items()}
        self.asked: list[str] = []

    def __call__(self, url: str) -> bytes:
        self.asked.append(url)
        if url not in self.documents:
            raise Unanswered("answered 404")
        found = self.documents[url]
        return found if isinstance(found, bytes) else json.dumps(found).encode()


def schemas(version: str = "3.1.0", /, **found: Any) -> Description:
    """A description that has these schemas."""
    return schemas_at(URL, version, **found)


def schemas_at(url: str, version: str = "3.1.0", /, **found: Any) -> Description:
    """A description that has these schemas, at a URL or in a file."""
    return Description(url, {"openapi": version, "components": {"schemas": found}})


def reasons(found: Description) -> dict[str, str]:
    """Why each reference that leads nowhere does."""
    return {it.reference: it.reason for it in found.unresolved}
