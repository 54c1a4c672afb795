"""How the checks of JSON:API word what they found."""

from collections.abc import Collection, Iterable

from conformance.model import Exchange, Finding

from .documents import Document

_SHORT = 40


def shown(value: object) -> str:
    """A JSON value in a few words: "null", "the number 3", "an array", "an object"."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"the number {value!s:.{_SHORT}}"
    if isinstance(value, str):
        return f'the string "{shortened(value)}"'
    return "an array" if isinstance(value, list) else "an object"


def shortened(text: str) -> str:
    """A text cut to what can be read aloud."""
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"


def met(exchange: Exchange, expected: str, actual: str = "as expected", where: str = "") -> Finding:
    """What was expected was there."""
    return Finding(True, expected, actual, where, exchange)


def unmet(exchange: Exchange, expected: str, actual: str, where: str = "") -> Finding:
    """Something else was there."""
    return Finding(False, expected, actual, where, exchange)


def verdicts(
    exchange: Exchange, expected: str, faults: Iterable[tuple[str, str]], *, seen: bool
) -> list[Finding]:
    """One unmet finding for each fault, a JSON Pointer and what was there.

    One met finding when there is none and `seen` says that there was something to look at.
    """
    found = [unmet(exchange, expected, actual, pointer) for pointer, actual in faults]
    return [met(exchange, expected)] if seen and not found else found


def shapes(
    exchange: Exchange, expected: str, kinds: Collection[str], *, seen: bool, under: str = ""
) -> list[Finding]:
    """The verdicts on the JSON types of the containers of `kinds` whose pointer begins with `under`."""
    faults = [
        (pointer, shown(value))
        for pointer, kind, value in exchange.once(Document).misshapen
        if kind in kinds and pointer.startswith(under)
    ]
    return verdicts(exchange, expected, faults, seen=seen)
