"""What holds the lines of a record together: one way to write a line, one way to hash it."""

import hashlib
import json
from typing import Any

FORMAT = 1
FIRST = "sha256:" + "0" * 64
"""What stands for the line before the first."""

Line = dict[str, Any]

_encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def canonical(line: Line) -> bytes:
    """The bytes of a line, without the line end."""
    return _encoded(line).encode("utf-8", "surrogatepass")


def digest(data: bytes) -> str:
    """The SHA-256 of `data`, with its name before it."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"
