"""What the answer to a refused request tells."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from conformance.model import Absence, Doubt, Exchange, Observation

from .findings import met, unmet

_REFUSED, _CONFLICT = 400, 409
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


def detailed(exchanges: Iterable[Exchange]) -> Iterator[Observation]:
    """The error answers that have error objects; an absence where there are only others."""
    refused = [it for it in exchanges if it.status >= _REFUSED]
    yield from (
        met(it, "error objects where wanted", "error objects") for it in refused if errors_in(it)
    )
    if refused:
        yield Absence("error answers come without error objects", tuple(refused[:1]))


def answered_otherwise(
    exchanges: Iterable[Exchange], named: Collection[int]
) -> Iterator[Observation]:
    """The answers with a status that is not `named`; an absence where there is none."""
    seen = list(exchanges)
    others = [it for it in seen if it.status not in named]
    yield from (met(it, "another status where it fits", str(it.status)) for it in others)
    if seen and not others:
        yield Absence("no request was answered with another status", tuple(seen[:1]))
