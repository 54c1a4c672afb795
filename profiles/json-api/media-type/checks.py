"""The JSON:API media type as responses name it."""

from collections.abc import Iterator

from conformance.model import Exchange, Finding

from ..documents import Document
from ..findings import shortened, verdicts
from ..media_types import JSON_API, is_uri

_KNOWN = ("ext", "profile")


def no_foreign_parameters(exchange: Exchange) -> Iterator[Finding]:
    """A Content-Type that names the JSON:API media type has no parameter but `ext` and `profile`."""
    parameters = exchange.once(Document).parameters
    faults = [
        ("Content-Type", f"{name}={shortened(value)}")
        for name, value in parameters
        if name not in _KNOWN
    ]
    seen = exchange.media_type == JSON_API
    yield from verdicts(exchange, "no parameter but ext and profile", faults, seen=seen)


def parameter_values_are_uri_lists(exchange: Exchange) -> Iterator[Finding]:
    """Each value of `ext` and `profile` in a Content-Type is a list of URIs, parted by spaces."""
    document = exchange.once(Document)
    faults = [
        ("Content-Type", f'{name}: "{shortened(part)}"')
        for name, value in document.parameters
        if name in _KNOWN
        for part in value.split(" ")
        if part and not is_uri(part)
    ]
    seen = bool(document.ext or document.profile)
    yield from verdicts(exchange, "URIs parted by spaces", faults, seen=seen)
