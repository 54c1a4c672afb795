"""About how many items there are: https://jsonapi.org/profiles/ethanresnick/cursor-pagination/#collection-sizes."""

from collections.abc import Iterator

from conformance.model import Exchange, Finding

from ..cursor_documents import announces, page_metas
from ..findings import shown, verdicts

_NAME, _GUESS = "estimatedTotal", "bestGuess"


def estimate_is_given(exchange: Exchange) -> Iterator[Finding]:
    """The meta of a page tells about how many items there are in all."""
    for pointer, found in _estimates(exchange):
        yield Finding(True, "an estimate, or none", shown(found), pointer, exchange)


def estimate_is_an_object(exchange: Exchange) -> Iterator[Finding]:
    """An estimate is an object."""
    found = _estimates(exchange)
    faults = [(pointer, shown(it)) for pointer, it in found if not isinstance(it, dict)]
    yield from verdicts(exchange, "an object", faults, seen=bool(found))


def guess_is_given(exchange: Exchange) -> Iterator[Finding]:
    """An estimate holds the best guess that there is."""
    for pointer, guess in _guesses(exchange):
        yield Finding(True, "a guess, or none", shown(guess), pointer, exchange)


def guess_is_an_integer(exchange: Exchange) -> Iterator[Finding]:
    """The best guess is a whole number."""
    found = _guesses(exchange)
    faults = [(pointer, shown(it)) for pointer, it in found if not _is_integer(it)]
    yield from verdicts(exchange, "a whole number", faults, seen=bool(found))


def _estimates(exchange: Exchange) -> list[tuple[str, object]]:
    if not announces(exchange):
        return []
    pages = page_metas(exchange)
    return [(f"{pointer}/{_NAME}", page[_NAME]) for pointer, page in pages if _NAME in page]


def _guesses(exchange: Exchange) -> list[tuple[str, object]]:
    return [
        (f"{pointer}/{_GUESS}", found[_GUESS])
        for pointer, found in _estimates(exchange)
        if isinstance(found, dict) and _GUESS in found
    ]


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
