"""JSON as RFC 8259 has it, and not as Python's lenient parser takes it.

The standard library reads `NaN`, skips over repeated names and strips nothing; a conformance suite has to see each of
these. The lowest floor of the house: stdlib only, imports nothing of ours.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Parsed:
    """What reading a body as JSON gave.

    `error` says why the body is not JSON ("" when it is); `notes` holds what is legal to send but unwise, such
    as a name that stands twice in one object (RFC 8259, section 4: names *should* be unique).
    """

    value: Any
    error: str = ""
    notes: tuple[str, ...] = ()


class _NotJson(ValueError):
    """A token that Python would take and RFC 8259 does not know."""


def _refuse_constant(token: str) -> None:
    message = f"{token} is not a JSON value"
    raise _NotJson(message)


def parse(body: bytes) -> Parsed:
    """Read `body` as UTF-8 JSON text; never raises.

    A byte order mark is noted and skipped (RFC 8259, section 8.1: it must not be sent, a reader may ignore it).
    """
    notes: list[str] = []
    if body.startswith(_BOM):
        notes.append("the body begins with a byte order mark")
        body = body[len(_BOM) :]
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        return Parsed(None, f"the body is not UTF-8 (byte {error.start})", tuple(notes))

    def pairs(items: Sequence[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(items)
        if len(found) != len(items):
            names = [name for name, _ in items]
            twice = sorted({name for name in names if names.count(name) > 1})
            notes.append(f"member {twice[0]!r} stands more than once in one object")
        return found

    try:
        value = json.loads(text, object_pairs_hook=pairs, parse_constant=_refuse_constant)
    except _NotJson as error:
        return Parsed(None, str(error), tuple(notes))
    except json.JSONDecodeError as error:
        what = (
            f"{error.msg} at line {error.lineno}, column {error.colno}"
            if text
            else "the body is empty"
        )
        return Parsed(None, what, tuple(notes))
    except RecursionError:
        return Parsed(None, "the document is nested deeper than this suite reads", tuple(notes))
    except ValueError as error:  # an integer of thousands of digits
        return Parsed(None, str(error), tuple(notes))
    return Parsed(value, "", tuple(notes))
