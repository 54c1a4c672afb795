"""How dates and times are written: whether a value is one, and in which notation.

A value is called wrong only where nothing else than a date can be meant: by its form alone, or by
its form and by a name that says so. What may be a code, a title or a duration is passed over.
"""

import re
from functools import lru_cache

_DAY = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_CLOCK = r"[0-2]\d(?::?[0-5]\d(?::?[0-6]\d(?:[.,]\d+)?)?)?"
_ZONE = r"(?:Z|[+\u2212-]\d{2}(?::?\d{2})?)?"
_ISO = re.compile(rf"{_DAY}(?:T{_CLOCK}{_ZONE})?")

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_BY_FORM = {
    "with a space for the T": re.compile(rf"{_DAY} [0-2]\d:[0-5]\d(?::[0-6]\d(?:\.\d+)?)?.{{0,9}}"),
    "as in mail": re.compile(
        rf"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{{1,2}} {_MONTH} \d{{4}} \d\d:\d\d(?::\d\d)? \S+"
    ),
    "as of one platform": re.compile(r"/Date\(-?\d+(?:[+-]\d{4})?\)/"),
}
_BY_FORM_AND_NAME = {
    "the day or the month first": re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}(?: \d\d?:\d\d.*)?"),
    "with slashes or points": re.compile(r"\d{4}[/.]\d{1,2}[/.]\d{1,2}(?: \d\d?:\d\d.*)?"),
    "in words": re.compile(
        rf"(?:\d{{1,2}} {_MONTH}[a-z]*\.?|{_MONTH}[a-z]*\.? \d{{1,2}}),? \d{{4}}(?: .{{0,20}})?"
    ),
}

_BEGINNING = re.compile(rf"\d|/Date|{_MONTH}|Mon|Tue|Wed|Thu|Fri|Sat|Sun")  # of each of these
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_MOMENTS = frozenset({"at", "date", "datetime", "timestamp", "datum", "tijdstip"})
_TELLING = _MOMENTS | {
    *("time", "on", "day", "tijd", "birthday", "deadline"),
    *("created", "updated", "modified", "published", "deleted", "expires", "born"),
}
_SECONDS = range(10**9, 4 * 10**9)
_MILLISECONDS = range(10**12, 4 * 10**12)


def notation(name: str, value: object) -> str:
    """How the date or time is written that an attribute holds: "ISO", another way, or "" for what may be no date."""
    if isinstance(value, str):
        text = value.strip()
        return _notation(name, text) if _BEGINNING.match(text) else ""
    whole = isinstance(value, int) and not isinstance(value, bool)
    if whole and (value in _SECONDS or value in _MILLISECONDS) and _last_word(name) in _MOMENTS:
        return "counted from 1970"
    return ""


@lru_cache(maxsize=4096)
def _last_word(name: str) -> str:
    words = _WORD.findall(name)
    return words[-1].casefold() if words else ""


def _notation(name: str, value: str) -> str:
    if _ISO.fullmatch(value):
        return "ISO"
    last = _last_word(name)
    forms = dict(_BY_FORM)
    if last in _TELLING or last.endswith("datum"):
        forms |= _BY_FORM_AND_NAME
    return next((how for how, form in forms.items() if form.fullmatch(value)), "")
