"""Media types with parameters, and the URIs in them (RFC 9110, section 8.3.1; RFC 3986)."""

import re

JSON_API = "application/vnd.api+json"

Parameters = tuple[tuple[str, str], ...]

_PARAMETER = re.compile(r';\s*([^=;\s]+)\s*(?:=\s*("(?:[^"\\]|\\.)*"|[^;\s]*))?')
_ESCAPED = re.compile(r"\\(.)")
_URI = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+"
)


def parameters(header: str) -> Parameters:
    """Name (lower case) and unquoted value of each parameter of a media type, in order."""
    if ";" not in header:
        return ()
    return tuple((name.lower(), _unquoted(value)) for name, value in _PARAMETER.findall(header))


def media_type(header: str) -> str:
    """The type and subtype in lower case, without parameters."""
    return header.partition(";")[0].strip().lower()


def uris(given: Parameters, name: str) -> tuple[str, ...]:
    """What the parameters called `name` list, parted at white space."""
    return tuple(uri for found, value in given if found == name for uri in value.split())


def is_uri(text: str) -> bool:
    """Whether `text` is an absolute URI: a scheme, a colon, and only characters that a URI may hold."""
    return _URI.fullmatch(text) is not None


def _unquoted(value: str) -> str:
    return _ESCAPED.sub(r"\1", value[1:-1]) if value.startswith('"') else value
