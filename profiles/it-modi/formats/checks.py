"""Whether content is what its Content-Type says."""

from collections.abc import Iterator

from conformance.model import Exchange, Finding, Observation

_OK = 200
# How files begin, and the media types that they may have.
_BEGINNINGS = {
    b"%PDF-": ("application/pdf",),
    b"\x89PNG\r\n": ("image/png", "image/apng"),
    b"\xff\xd8\xff": ("image/jpeg",),
    b"GIF87a": ("image/gif",),
    b"GIF89a": ("image/gif",),
}
_ANY = "application/octet-stream"  # bytes of which nothing is said


def truthful(exchange: Exchange) -> Iterator[Observation]:
    """A PDF and a picture are called what they are."""
    if exchange.status != _OK or exchange.header("content-encoding"):
        return
    for beginning, kinds in _BEGINNINGS.items():
        if exchange.body.startswith(beginning):
            given = exchange.media_type
            met = given in (*kinds, _ANY)
            yield Finding(met, kinds[0], given or "no Content-Type", "content-type", exchange)
