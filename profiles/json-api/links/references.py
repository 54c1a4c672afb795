"""URI references as RFC 3986 writes them (appendix A), and the links of JSON:API that hold them."""

import re
from functools import lru_cache

_CHAR = r"[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2}"
_SEGMENT = rf"(?:{_CHAR})*"
_NO_COLON = r"(?:[A-Za-z0-9._~!$&'()*+,;=@-]|%[0-9A-Fa-f]{2})+"
_USER = r"(?:[A-Za-z0-9._~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})*"
_NAME = r"(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*"
_LITERAL = r"\[(?:[0-9A-Fa-f:.]+|v[0-9A-Fa-f]+\.[A-Za-z0-9._~!$&'()*+,;=:-]+)\]"
_AUTHORITY = rf"(?:{_USER}@)?(?:{_LITERAL}|{_NAME})(?::[0-9]*)?"
_REST = rf"(?:/{_SEGMENT})*"
_ROOTED = rf"//{_AUTHORITY}{_REST}|/(?:(?:{_CHAR})+{_REST})?"
_SCHEME = r"[A-Za-z][A-Za-z0-9+.-]*:"
# Square brackets in a query are let through: whether they are encoded is for query-details/serialize to say, once.
_QUERY = rf"(?:\?(?:{_CHAR}|[/?\[\]])*)?"
_FRAGMENT = rf"(?:#(?:{_CHAR}|[/?])*)?"
_REFERENCE = re.compile(
    rf"(?:{_SCHEME}(?:{_ROOTED}|(?:{_CHAR})+{_REST})?|(?:{_ROOTED}|{_NO_COLON}{_REST})?){_QUERY}{_FRAGMENT}"
)
_ABSOLUTE = re.compile(_SCHEME)


@lru_cache(maxsize=4096)
def is_reference(text: str) -> bool:
    """Whether `text` is a URI reference (RFC 3986, section 4.1): absolute, or relative to something."""
    return _REFERENCE.fullmatch(text) is not None


def is_absolute(text: str) -> bool:
    """Whether `text` is a URI with a scheme (RFC 3986, section 3)."""
    return _ABSOLUTE.match(text) is not None and is_reference(text)


def is_link(value: object) -> bool:
    """Whether `value` is a link: a URI reference, a link object (whatever is in it), or null."""
    if isinstance(value, str):
        return is_reference(value)
    return value is None or isinstance(value, dict)
