"""What the bytes of an answer show and an HTTP client hides (RFC 9110, RFC 9112)."""

import re

_LENGTH = re.compile(rb"^content-length[ \t]*:[ \t]*(\d+)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_CHUNKED = re.compile(rb"^transfer-encoding[ \t]*:.*chunked", re.IGNORECASE | re.MULTILINE)
_SPACE_BEFORE_COLON = re.compile(rb"^[!-9;-~]+[ \t]+:", re.MULTILINE)


def of(tape: bytes, total: int, method: str) -> tuple[str, ...]:
    """The oddities of one answer, each in a few words.

    `tape` is the beginning of what was read, with any interim answers before the final one; `total` is how many bytes
    were read in all.
    """
    found: list[str] = []
    start = 0
    head, end = _head(tape, start)
    while head[9:10] == b"1" and head[9:12] != b"101" and end < len(tape):
        found.append(f"interim answer {head[9:12].decode('latin-1')}")
        start = end
        head, end = _head(tape, start)
    if not head.startswith(b"HTTP/"):
        return tuple(found)
    found += _head_oddities(head)
    found += _body_oddities(head, total - end, method)
    return tuple(found)


def _head(tape: bytes, start: int) -> tuple[bytes, int]:
    """The next head and where what follows it begins."""
    strict = tape.find(b"\r\n\r\n", start)
    loose = tape.find(b"\n\n", start, strict if strict >= 0 else len(tape))
    if loose >= 0:
        return tape[start : loose + 1], loose + 2
    if strict >= 0:
        return tape[start : strict + 2], strict + 4
    return tape[start:], len(tape)


def _head_oddities(head: bytes) -> list[str]:
    found = []
    if head.count(b"\n") > head.count(b"\r\n"):
        found.append("a header line ends in a bare line feed")
    if b"\n " in head or b"\n\t" in head:
        found.append("a header field is folded over two lines")
    if _SPACE_BEFORE_COLON.search(head):
        found.append("a space stands before the colon of a header field")
    return found


def _body_oddities(head: bytes, follows: int, method: str) -> list[str]:
    found = []
    lengths = _LENGTH.findall(head)
    status = head[9:12]
    if len(lengths) > 1:
        found.append("Content-Length is given more than once")
    bodiless = method == "HEAD" or status in (b"204", b"304")
    if bodiless and follows > 0:
        found.append(f"content follows an answer that has none ({method}, {status.decode()})")
    chunked = _CHUNKED.search(head)
    if lengths and chunked:
        found.append("Content-Length and Transfer-Encoding are given together")
    if lengths and not chunked and not bodiless and follows > int(lengths[0]):
        found.append("bytes follow the end that Content-Length states")
    return found
