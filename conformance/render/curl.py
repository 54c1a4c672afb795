"""The command line that sends a request again; what a candidate put into it stays inert in a shell and a terminal.

Secrets left the record long ago. Where one stood, the line reads a variable of the shell: AUTHORIZATION, COOKIE or
X_API_KEY after the name of the header, SECRET anywhere else.
"""

import base64
import re
import shlex
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

from conformance.model import Exchange, Request

REDACTED = "[redacted]"
_SECRET = "SECRET"  # noqa: S105  (the name of a variable, not a secret)
_SPACES = {"\n", "\t"}
# curl says these itself, or they belong to one connection and not to the request.
_LEFT_OUT = frozenset(
    {"accept-encoding", "connection", "content-length", "transfer-encoding", "user-agent"}
)
_ASCII = "".join(map(chr, range(0x21, 0x7F)))


def line(exchange: Exchange) -> str:
    """The curl command for the request of an exchange, on one line unless its body has several."""
    request = exchange.request
    piped, body = _body(request)
    parts = ["curl", "--include", *_transfer(request), *_headers(request), *body]
    return piped + " ".join([*parts, _word(_url(request.url), _SECRET)])


def lines(exchanges: tuple[Exchange, ...]) -> str:
    """The commands for several exchanges, in their order."""
    return "\n".join(map(line, exchanges))


def variables(exchange: Exchange) -> tuple[str, ...]:
    """The shell variables that the line of an exchange reads; empty when it needs no secret."""
    return tuple(dict.fromkeys(re.findall(r'"\$([A-Z][A-Z0-9_]*)"', line(exchange))))


def _transfer(request: Request) -> Iterator[str]:
    if request.method == "HEAD":
        yield "--head"
    elif request.method != "GET" or request.body:
        yield f"--request {_word(request.method)}"
    if re.search(r"[][{}]", request.url):
        yield "--globoff"
    if re.search(r"/\.{1,2}(?:/|\?|#|$)", request.url):
        yield "--path-as-is"


def _headers(request: Request) -> Iterator[str]:
    given = {name.lower() for name, _ in request.headers}
    host = urlsplit(request.url).netloc.lower()
    for name, value in request.headers:
        lower = name.lower()
        if lower not in _LEFT_OUT and not (lower == "host" and value.lower() == host):
            field = _line(f"{name}: {value}" if value.strip() else f"{name};")
            yield f"--header {_word(field, _variable(lower))}"
    if "accept" not in given:
        yield "--header 'Accept:'"
    if request.body and "content-type" not in given:
        yield "--header 'Content-Type:'"


def _body(request: Request) -> tuple[str, list[str]]:
    """What feeds the body into curl from the left, and the options that send it."""
    if not request.body:
        return "", []
    text = request.body.decode("utf-8", "surrogateescape")
    if all(character.isprintable() or character in _SPACES for character in text):
        return "", [f"--data-raw {_word(text, _SECRET)}"]
    encoded = base64.b64encode(request.body).decode("ascii")
    return f"printf %s '{encoded}' | base64 -d | ", ["--data-binary @-"]


def _word(text: str, variable: str = "") -> str:
    """`text` as one word of a shell, with a reference to `variable` where a secret was taken out."""
    if not variable or REDACTED not in text:
        return shlex.quote(text)
    kept = (shlex.quote(part) if part else "" for part in text.split(REDACTED))
    return f'"${variable}"'.join(kept)


def _variable(header: str) -> str:
    name = re.sub(r"[^A-Z0-9]", "_", header.upper())
    return name if re.match("[A-Z]", name) else f"{_SECRET}_{name}"


def _line(value: str) -> str:
    """A header's value without what would end it, or steer the terminal that it is pasted into."""
    return "".join(character if character.isprintable() else " " for character in value)


def _url(url: str) -> str:
    return quote(url, safe=_ASCII, errors="replace")
