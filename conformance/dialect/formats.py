"""The formats that are held against a value, and no others.

`date` and `date-time` are RFC 3339 by the letter of OpenAPI, which adds the widths of `int32` and `int64`. Those of
JSON Schema that have one clear definition are read as widely as that definition allows. Any other name describes a
value and judges none.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_TIME = re.compile(
    r"([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(\.\d+)?(z|[+-]([01]\d|2[0-3]):[0-5]\d)",
    re.ASCII | re.IGNORECASE,
)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_URI = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"\\^`{|}]*", re.ASCII | re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+|\"[^\"]+\"@[^\s@]+")
_BYTE = re.compile(r"\d{1,3}", re.ASCII)

_BYTES_IN_IPV4 = 4
_BYTE_LIMIT = 255


def is_date(text: str) -> bool:
    """A full-date of RFC 3339 that is in the calendar."""
    found = _DATE.fullmatch(text)
    if not found:
        return False
    year, month, day = map(int, found.groups())
    try:
        date(
            year or 4, month, day
        )  # the year 0000 is one of RFC 3339 and not of Python; a leap year, like 4
    except ValueError:
        return False
    return True


def is_date_time(text: str) -> bool:
    """A date-time of RFC 3339: T and Z in either case, a leap second in any minute."""
    return text[10:11] in {"T", "t"} and is_date(text[:10]) and bool(_TIME.fullmatch(text[11:]))


def is_time(text: str) -> bool:
    """A full-time of RFC 3339."""
    return bool(_TIME.fullmatch(text))


def is_uuid(text: str) -> bool:
    """A UUID in hexadecimal digits (RFC 9562), of whatever version."""
    return bool(_UUID.fullmatch(text))


def is_uri(text: str) -> bool:
    """A scheme and what follows it, without what no URI may hold; letters beyond ASCII are let pass."""
    return bool(_URI.fullmatch(text))


def is_email(text: str) -> bool:
    """Something before an @ and something after it."""
    return bool(_EMAIL.fullmatch(text))


def is_ipv4(text: str) -> bool:
    """Four numbers of one byte."""
    parts = text.split(".")
    return len(parts) == _BYTES_IN_IPV4 and all(
        _BYTE.fullmatch(part) and int(part) <= _BYTE_LIMIT for part in parts
    )


# In what a candidate answers.
ANSWERED: Mapping[str, Callable[[str], bool]] = {
    "date": is_date,
    "date-time": is_date_time,
    "time": is_time,
    "uuid": is_uuid,
    "uri": is_uri,
    "email": is_email,
    "ipv4": is_ipv4,
}
# In what is sent to it: only where every server that reads the description can be expected to look.
SENT: Mapping[str, Callable[[str], bool]] = {
    name: ANSWERED[name] for name in ("date", "date-time", "uuid")
}
# Of numbers: the least and the greatest.
WIDTHS: Mapping[str, tuple[int, int]] = {
    "int32": (-(2**31), 2**31 - 1),
    "int64": (-(2**63), 2**63 - 1),
}
