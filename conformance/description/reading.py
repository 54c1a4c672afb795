"""A text into a description, or the reason why it is none."""

from typing import Any
from urllib.parse import urlsplit

from conformance import strictjson
from conformance.description import spots
from conformance.description.document import Description
from conformance.errors import DescriptionError
from conformance.model import Exchange

LONGEST = 10_000_000  # bytes; a larger description is not read
_OK = 200
_HINT = "Give the URL or the file of an OpenAPI 3.0 or 3.1 document, in JSON or in YAML."


def read(exchange: Exchange) -> Description | None:
    """The description in an answer, in JSON or in YAML; None when there is none."""
    if exchange.status != _OK or "html" in exchange.media_type:
        return None
    try:
        return _description(exchange.body, exchange.request.url, swagger=True, json=False)
    except DescriptionError:
        return None


def parse(data: bytes, url: str, media_type: str = "") -> Description:
    """The description in a text, in JSON or in YAML; `url` may be the name of a file.

    Raises DescriptionError, which says what is wrong and where.
    """
    if "html" in media_type:
        raise _refused(url, f"served as {media_type}, which is a page for people", _HINT)
    json = "json" in media_type or urlsplit(url).path.endswith(".json")
    return _description(data, url, swagger=False, json=json)


def values(data: bytes, url: str) -> Any:
    """The value that a text in JSON or YAML holds. Raises DescriptionError."""
    return _values(data, url, json=False)[0]


def _description(data: bytes, url: str, *, swagger: bool, json: bool) -> Description:
    found, form = _values(data, url, json=json)
    if not isinstance(found, dict):
        kind = "a list" if isinstance(found, list) else f"{found!r:.40}"
        raise _refused(url, f"the root is {kind}, not an object", _HINT)
    version = found.get("openapi", found.get("swagger") if swagger else None)
    if version is None:
        raise _unversioned(found, url)
    if not isinstance(version, str | int | float):
        raise _refused(url, f"openapi: {version!r:.40} is no version", _HINT)
    return Description(url, found, data, form)


def _unversioned(found: dict[str, Any], url: str) -> DescriptionError:
    if "swagger" in found:
        what = f"swagger: {found['swagger']!r:.20} is not OpenAPI 3"
        return _refused(url, what, "Convert the document to OpenAPI 3.0 or 3.1.")
    names = ", ".join(map(repr, list(found)[:5])) or "nothing"
    return _refused(url, f"there is no key 'openapi'; the document has {names:.80}", _HINT)


def _values(data: bytes, url: str, *, json: bool) -> tuple[Any, str]:
    """The value, and whether the text is "json" or "yaml"; `json` says that one in braces has to be JSON."""
    if len(data) > LONGEST:
        what = f"longer than {LONGEST} bytes, the most that is read of a document"
        raise _refused(url, what, "Leave out what is not needed to use the API.")
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if not start:
        raise _refused(url, "nothing is in it", _HINT)
    if start == b"<":
        raise _refused(url, "this is HTML or XML, not JSON or YAML", _HINT)
    parsed = strictjson.parse(data) if start in b"{[" else None
    if parsed and not parsed.error:
        _count(parsed.value, url)
        return parsed.value, "json"
    try:
        if parsed is None or not json:
            return spots.composed(data).value, "yaml"
        what = f"not JSON: {parsed.error}"
    except spots.NotReadable as error:
        what = f"not JSON: {parsed.error}" if parsed else f"not readable as YAML: {error}"
    raise _refused(url, what, "Correct the text there.")


def _count(value: Any, url: str) -> None:
    """Refuse a JSON text that is nested deeper than anything that looks at it can follow."""
    waiting = [(value, 1)]
    while waiting:
        held, depth = waiting.pop()
        if not isinstance(held, dict | list):
            continue
        if depth > spots.DEEPEST:
            what = f"nested deeper than {spots.DEEPEST} levels"
            raise _refused(url, what, "Give what is nested a name in components, and refer to it.")
        inside = held.values() if isinstance(held, dict) else held
        waiting += [(each, depth + 1) for each in inside]


def _refused(url: str, what: str, hint: str) -> DescriptionError:
    return DescriptionError(f"{url}: {what}", hint=hint)
