"""One exchange as the two messages of HTTP that it was, ready to be read."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from conformance.model import Exchange, Headers
from conformance.render import visible
from conformance.render.excerpt import Excerpt, excerpt

MOST = 3_000  # characters of a body that is no JSON that a report shows; the record keeps more
_MOST_HEADERS = 60
_MOST_LINE = 1_000  # characters of one field
_WHOLE = 65_536  # bytes of one body that a record keeps


@dataclass(frozen=True)
class Message:
    """A request or a response: `head` is its first line and its fields, `body` as much of its content as is shown.

    `size` is in bytes, as far as the record has them. `binary`: the body is shown in hexadecimal. `broken`: line breaks
    were added between the tokens of JSON.
    """

    head: str
    body: Excerpt
    size: int
    binary: bool = False
    broken: bool = False


def request(exchange: Exchange) -> Message:
    """The request of an exchange."""
    sent = exchange.request
    parts = urlsplit(sent.url)
    target = exchange.target if parts.netloc else sent.url
    body = visible.content(sent.body, _WHOLE)
    return Message(
        _head(f"{sent.method} {target}", sent.headers),
        Excerpt(body[:MOST], cut=len(body) > MOST),
        len(sent.body),
        binary=visible.is_binary(sent.body),
    )


def response(exchange: Exchange, pointer: str = "") -> Message | None:
    """What came back, around the place of `pointer` where it is JSON; None when nothing came back."""
    came = exchange.response
    if came is None:
        return None
    body = visible.content(came.body, _WHOLE)
    json = bool(came.body) and not came.truncated and exchange.json_error is None
    shown = excerpt(body, pointer) if json else Excerpt(body[:MOST], cut=len(body) > MOST)
    return Message(
        _head(f"{came.http_version} {came.status} {came.reason}".rstrip(), came.headers),
        shown,
        len(came.body),
        binary=visible.is_binary(came.body),
        broken=json,
    )


def _head(first: str, headers: Headers) -> str:
    fields = [f"{name}: {value}" for name, value in headers[:_MOST_HEADERS]]
    left_out = [f"… {len(headers) - _MOST_HEADERS}"] if len(headers) > _MOST_HEADERS else []
    return "\n".join(map(_line, [first, *fields, *left_out]))


def _line(text: str) -> str:
    """A line of the head; one that is folded over several, which HTTP no longer allows, is shown with its marks."""
    line = visible.visible(text).replace("\n", "\\n")
    return line if len(line) <= _MOST_LINE else line[:_MOST_LINE] + "…"
