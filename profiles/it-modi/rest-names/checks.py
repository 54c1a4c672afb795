"""Links in the content, and content that is compressed."""

from collections.abc import Iterator, Sequence
from urllib.parse import urldefrag, urljoin

from conformance.candidate import Candidate
from conformance.checks import paths, targets, weblinks
from conformance.checks.targets import Surveyed
from conformance.description import Description
from conformance.model import Absence, Exchange, Finding, Observation

_PAGES = ("next", "prev", "first", "last")
_LONG = 2000  # bytes from which on compressing is worth its while
_OK = 200


def links_in_content(exchange: Exchange) -> Iterator[Observation]:
    """A link to another page that stands in Link stands in the JSON content too."""
    if exchange.status != _OK or exchange.json_error is not None:
        return
    known = _texts(exchange)
    for link in weblinks.in_field(exchange):
        relation = next((it for it in link.relations if it in _PAGES), "")
        if relation:
            met = link.url in known
            yield Finding(met, f"{relation} in the content", "in Link alone", "link", exchange)


def _texts(exchange: Exchange) -> set[str]:
    """Every text in the content, read as a reference to another resource."""
    found: set[str] = set()
    waiting = [exchange.json]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str) and len(value) < _LONG:
            found.add(_resolved(exchange, value))
        elif isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return found


def _resolved(exchange: Exchange, text: str) -> str:
    try:
        return urldefrag(urljoin(exchange.request.url, text)).url
    except ValueError:
        return text


def compressed(candidate: Candidate) -> Iterator[Observation]:
    """The longest answer of the survey is compressed for whoever accepts gzip."""
    found: Surveyed = candidate.once(targets.surveyed)
    longest = max(found.targets, key=lambda it: len(it.answer.body))
    if len(longest.answer.body) < _LONG:
        yield Absence("no answer is long enough to be compressed", longest.answer)
        return
    answer = candidate.get(longest.url, {"Accept-Encoding": "gzip"})
    given = answer.header("content-encoding") or "no Content-Encoding"
    met = given.lower() == "gzip"
    yield Finding(met, "gzip", given, "content-encoding", answer)


def plural_named(description: Description, *, languages: Sequence[str]) -> Iterator[Observation]:
    """A collection is named by a plural; one that is not is no fault."""
    found = paths.plural_collections(description, languages=languages)
    return (it for it in found if isinstance(it, Finding) and it.met)
