"""What members are called: https://jsonapi.org/recommendations/#naming."""

import re
from collections.abc import Callable, Iterator

from conformance.model import Exchange, Finding

from ..documents import Document
from ..findings import shortened, verdicts
from ..pagination.links import query_of

_SEPARATED = re.compile(r"[^\W_][-_ ]+[^\W_]")
_A_TO_Z_ENDS = re.compile(r"(?:[a-z](?:.*[a-z])?)?", re.DOTALL)
_ALPHANUMERIC = re.compile(r"[A-Za-z0-9]*")


def camel_case(exchange: Exchange) -> Iterator[Finding]:
    """No name of a field parts its words by hyphens, underscores or spaces, or begins with a capitalised word.

    A name in capitals alone, like ISBN, shows no words; how it begins is for `ends_in_a_to_z` to say.
    """
    yield from _named(exchange, "camel-cased, like wordWordWord", _is_camel_cased)


def ends_in_a_to_z(exchange: Exchange) -> Iterator[Finding]:
    """Every name of a field begins and ends with one of the letters a to z."""
    expected = "a letter from a to z at both ends"
    yield from _named(exchange, expected, lambda name: bool(_A_TO_Z_ENDS.fullmatch(name)))


def ascii_alphanumeric(exchange: Exchange) -> Iterator[Finding]:
    """Every name of a field holds only letters and digits of ASCII."""
    expected = "only a-z, A-Z and 0-9"
    yield from _named(exchange, expected, lambda name: bool(_ALPHANUMERIC.fullmatch(name)))


def _named(exchange: Exchange, expected: str, follows: Callable[[str], bool]) -> Iterator[Finding]:
    asked = exchange.once(_asked_for)
    names = {it: at for it, at in exchange.once(Document).fields.items() if it not in asked}
    faults = [(at, f'"{shortened(name)}"') for name, at in names.items() if not follows(name)]
    yield from verdicts(exchange, expected, faults, seen=bool(names))


def _asked_for(exchange: Exchange) -> frozenset[str]:
    """The names in the fieldsets of a request: some servers make a field of whatever is named there."""
    query = query_of(exchange.request.url)
    lists = [value for name, value in query if value and name.startswith("fields[")]
    return frozenset(name for value in lists for name in value.split(","))


def _is_camel_cased(name: str) -> bool:
    capitalised = name[:1].isupper() and name[1:2].islower()
    return not capitalised and not _SEPARATED.search(name)
