"""JSON Pointers (RFC 6901) into the document of a request."""

from functools import lru_cache
from typing import Any

from conformance import strictjson
from conformance.model import Request


def absent(pointer: str, request: Request) -> str | None:
    """Why there is no such value in the request document: "" when there is one, None when that cannot be told."""
    if not request.body:
        return "the request has no document"
    parsed = _read(request.body)
    return None if parsed.error else _missing(parsed.value, pointer)


@lru_cache(maxsize=16)
def _read(body: bytes) -> strictjson.Parsed:
    return strictjson.parse(body)


def _missing(value: Any, pointer: str) -> str:
    if not pointer:
        return ""
    if not pointer.startswith("/"):
        return "no JSON Pointer"
    for written in pointer[1:].split("/"):
        name = written.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict) and name in value:
            value = value[name]
        elif isinstance(value, list) and name.isdecimal() and int(name) < len(value):
            value = value[int(name)]
        else:
            return f"there is no {name}"
    return ""
