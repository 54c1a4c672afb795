"""What is proposed for a request, before anybody judged it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class NotProposed(Exception):
    """Nothing can be made of an operation, and why."""


@dataclass(frozen=True)
class Proposal:
    """A request taken apart; text, not yet percent-encoded.

    `value` is the body before it was written down, where it is JSON. `place` and `name` say where the proposed value
    stands that the case is about ("" for a case about all), `hint` what it is, `valid` whether it is meant to keep the
    description.
    """

    path: Mapping[str, str]
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: bytes | None = None
    value: Any = None
    media_type: str = ""
    place: str = ""
    name: str = ""
    hint: str = ""
    valid: bool = True
