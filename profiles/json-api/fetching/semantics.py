"""What HTTP itself demands of an answer to a fetch (RFC 9110)."""

from collections.abc import Iterator

from conformance.model import Exchange, Finding

from ..findings import met, unmet

_NEEDED = {
    401: ("WWW-Authenticate", "15.5.2"),
    405: ("Allow", "15.5.6"),
    407: ("Proxy-Authenticate", "15.5.8"),
    426: ("Upgrade", "15.5.22"),
}
_ASKED_FOR = {
    206: ("range",),
    304: ("if-none-match", "if-modified-since"),
    412: ("if-match", "if-none-match", "if-unmodified-since"),
    416: ("range",),
}
_NOT_OFFERED = frozenset({405, 501})
_NOT_ACCEPTABLE = 406
_BODILESS = "content follows an answer that has none"


def judged(exchange: Exchange) -> Iterator[Finding]:
    """One met finding for an answer that keeps to HTTP, or one unmet finding a fault."""
    faults = list(_faults(exchange))
    for expected, actual, where in faults:
        yield unmet(exchange, expected, actual, where)
    if not faults:
        yield met(exchange, "an answer that keeps to HTTP", f"status {exchange.status}")


def compared(head: Exchange, get: Exchange) -> Iterator[Finding]:
    """HEAD answers as GET does, where the server offers it."""
    if head.status in _NOT_OFFERED or head.status == get.status:
        yield from judged(head)
    else:
        expected = f"status {get.status}, as for GET, or 405"
        yield unmet(head, expected, f"status {head.status} for HEAD")


def accepted(weighed: Exchange) -> Iterator[Finding]:
    """A media type that is served is served with a weight too: `q` is no parameter of it."""
    expected = "an answer, as a weight in Accept leaves the media type as it is (RFC 9110, 12.4.2)"
    found = unmet if weighed.status == _NOT_ACCEPTABLE else met
    yield found(weighed, expected, f"status {weighed.status}", "Accept")


def _faults(exchange: Exchange) -> Iterator[tuple[str, str, str]]:
    status = exchange.status
    name, section = _NEEDED.get(status, ("", ""))
    if name and exchange.header(name) is None:
        expected = f"{name} with status {status} (RFC 9110, section {section})"
        yield expected, f"no {name}", name
    asked = {header.lower() for header, _ in exchange.request.headers}
    if status in _ASKED_FOR and not asked & set(_ASKED_FOR[status]):
        conditions = " or ".join(_ASKED_FOR[status])
        yield f"status {status} only for a request with {conditions}", f"status {status}", ""
    if exchange.response:
        for oddity in exchange.response.oddities:
            if oddity.startswith(_BODILESS):
                yield "no content after the head of this answer", oddity, ""
