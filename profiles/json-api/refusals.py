"""What the answer to a refused request tells."""

from collections.abc import Iterable, Iterator
from typing import Any

from conformance.model import Doubt, Exchange, Observation

from .findings import met, unmet

_CONFLICT = 409
_EMPTY_WORDS = frozenset({"", "conflict", "409", "409 conflict", "error"})


def errors_in(exchange: Exchange) -> list[dict[str, Any]]:
    """The error objects of an answer, whatever its media type; none where there are none."""
    root = exchange.json if exchange.body else None
    found = root.get("errors") if isinstance(root, dict) else None
    return [it for it in found if isinstance(it, dict)] if isinstance(found, list) else []


def conflicts_told(exchanges: Iterable[Exchange]) -> Iterator[Observation]:
    """Whether each answer 409 tells what the conflict is; a doubt where it does in a form that is not known."""
    expected = "an error that tells the conflict"
    for exchange in exchanges:
        errors = errors_in(exchange)
        if exchange.status != _CONFLICT:
            continue
        if any(map(_tells, errors)):
            yield met(exchange, expected)
        elif exchange.body and not errors:
            yield Doubt("a conflict is told in a form that is not known", exchange)
        else:
            actual = "errors that tell no more than the status" if errors else "nothing"
            yield unmet(exchange, expected, actual, "/errors")


def _tells(error: dict[str, Any]) -> bool:
    """Whether an error says more than its status does, in words, by a code or by a place."""
    words = [error.get(name) for name in ("detail", "title", "code")]
    said = any(isinstance(it, str) and it.strip(" .").lower() not in _EMPTY_WORDS for it in words)
    return said or any(error.get(name) for name in ("source", "meta", "links"))
