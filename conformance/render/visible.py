"""What a candidate sent, made safe to look at: nothing that steers a terminal, a browser or a reader's eye."""

import re

_SUSPECT = re.compile(r"[^\x20-\x7e\n\t]")
_SEPARATORS = "\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029"  # white space that ends lines
_FIRST_PRINTED = 0x20
_BINARY_SHOWN = 64  # bytes


def visible(text: str) -> str:
    """`text` with every control, direction mark, lone surrogate and unassigned character spelt out, like U+001B.

    Line feeds, tabs and spaces of every width stay; a carriage return before a line feed goes.
    """
    return _SUSPECT.sub(_spelt, text.replace("\r\n", "\n"))


def _spelt(match: re.Match[str]) -> str:
    character = match[0]
    space = character.isspace() and character not in _SEPARATORS
    if character.isprintable() or space:
        return character
    return f"[U+{ord(character):04X}]"


def one_line(text: str, most: int = 300) -> str:
    """`text` visible, on one line, cut to `most` characters."""
    line = " ".join(visible(text).split())
    return line if len(line) <= most else line[: most - 1] + "…"


def content(body: bytes, most: int) -> str:
    """A body as text of at most `most` characters; binary content as its first bytes in hexadecimal.

    In a text, bytes that are not UTF-8 are spelt out too.
    """
    text = _decoded(body)
    if text is None:
        shown = body[:_BINARY_SHOWN].hex(" ", 2)
        return shown + (" …" if len(body) > _BINARY_SHOWN else "")
    return visible(text[:most])


def is_binary(body: bytes) -> bool:
    """Whether a body is no text at all."""
    return _decoded(body) is None


def _decoded(body: bytes) -> str | None:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        controls = sum(byte < _FIRST_PRINTED and byte not in b"\t\n\r" for byte in body)
        return None if controls else body.decode("utf-8", "backslashreplace")
