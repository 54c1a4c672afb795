"""Error objects, as they stand in any document."""

import re
from collections.abc import Callable, Iterator

from conformance.model import Exchange, Finding

from ..documents import Document, Place
from ..findings import met, shapes, shown, unmet, verdicts
from ..members import ERROR, SOURCE
from .occurrences import about_readable, id_unique, most_general_status, title_stable, type_readable
from .pointers import absent
from .processing import may_continue, may_stop

__all__ = [
    "about_readable",
    "id_unique",
    "may_continue",
    "may_stop",
    "most_general_status",
    "title_stable",
    "type_readable",
]

_POINTER = re.compile(r"(?:/(?:[^~]|~[01])*)?", re.DOTALL)  # RFC 6901, section 3
_LINKS = ("about", "type")


def array(exchange: Exchange) -> Iterator[Finding]:
    """`errors` at the top level is an array of objects."""
    seen = "errors" in exchange.once(Document).root
    yield from shapes(exchange, "an array of error objects", {"errors", "error"}, seen=seen)


def members(exchange: Exchange) -> Iterator[Finding]:
    """An error object has members that the specification names."""
    for pointer, error in exchange.once(Document).errors:
        given = sorted(error.keys() & ERROR)
        if given:
            yield met(exchange, "members where wanted", ", ".join(given), pointer)
            return


def at_least_one(exchange: Exchange) -> Iterator[Finding]:
    """Every error object has a member that the specification names."""
    errors = exchange.once(Document).errors
    faults = [
        (pointer, ", ".join(error) or "an empty object")
        for pointer, error in errors
        if error.keys().isdisjoint(ERROR)
    ]
    expected = f"one of {', '.join(sorted(ERROR))}"
    yield from verdicts(exchange, expected, faults, seen=bool(errors))


def links(exchange: Exchange) -> Iterator[Finding]:
    """The links of an error object hold `about` or `type`."""
    for pointer, found, place in exchange.once(Document).links:
        given = [name for name in _LINKS if found.get(name)] if place == "error" else []
        if given:
            yield met(exchange, "about and type where wanted", ", ".join(given), pointer)
            return


def status_given(exchange: Exchange) -> Iterator[Finding]:
    """Every error object has a `status`."""
    errors = exchange.once(Document).errors
    faults = [(pointer, "no status") for pointer, error in errors if error.get("status") is None]
    yield from verdicts(exchange, "a status", faults, seen=bool(errors))


def status_string(exchange: Exchange) -> Iterator[Finding]:
    """Every `status` is a string."""
    yield from _strings(exchange, "status")


def code_string(exchange: Exchange) -> Iterator[Finding]:
    """Every `code` is a string."""
    yield from _strings(exchange, "code")


def _strings(exchange: Exchange, name: str) -> Iterator[Finding]:
    errors = exchange.once(Document).errors
    found = [(f"{pointer}/{name}", error[name]) for pointer, error in errors if name in error]
    faults = [(where, shown(value)) for where, value in found if not isinstance(value, str)]
    yield from verdicts(exchange, "a string", faults, seen=bool(found))


def text_types(exchange: Exchange) -> Iterator[Finding]:
    """`title` and `detail` are texts; `source` is an object with strings, its `pointer` a JSON Pointer."""
    holders = [(pointer, error, _TEXTS) for pointer, error in exchange.once(Document).errors]
    holders += [(pointer, source, _IN_SOURCE) for pointer, source in _sources(exchange)]
    found = [
        (f"{pointer}/{name}", holder[name], fits)
        for pointer, holder, types in holders
        for name, fits in types.items()
        if name in holder
    ]
    faults = [(where, shown(value)) for where, value, fits in found if not fits(value)]
    expected = "texts, and a source object with a JSON Pointer or a name"
    yield from verdicts(exchange, expected, faults, seen=bool(found))


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_object(value: object) -> bool:
    return isinstance(value, dict)


def _is_pointer(value: object) -> bool:
    return isinstance(value, str) and _POINTER.fullmatch(value) is not None


_Types = dict[str, Callable[[object], bool]]
_TEXTS: _Types = {"title": _is_text, "detail": _is_text, "source": _is_object}
_IN_SOURCE: _Types = {"pointer": _is_pointer, "parameter": _is_text, "header": _is_text}


def _sources(exchange: Exchange) -> list[Place]:
    """The `source` of each error object that has one, if it is an object."""
    return [
        (f"{pointer}/source", source)
        for pointer, error in exchange.once(Document).errors
        if isinstance(source := error.get("source"), dict)
    ]


def source_one_member(exchange: Exchange) -> Iterator[Finding]:
    """Every `source` has `pointer`, `parameter` or `header`."""
    sources = _sources(exchange)
    faults = [
        (pointer, ", ".join(source) or "an empty object")
        for pointer, source in sources
        if source.keys().isdisjoint(SOURCE)
    ]
    yield from verdicts(exchange, "pointer, parameter or header", faults, seen=bool(sources))


def pointer_exists(exchange: Exchange) -> Iterator[Finding]:
    """Every `source.pointer` points at a value in the document that was sent; without one there is none.

    A request body that is no JSON is left out: what a pointer into it means, nothing says.
    """
    for where, source in _sources(exchange):
        pointer = source.get("pointer")
        missing = absent(pointer, exchange.request) if isinstance(pointer, str) else None
        expected = "a pointer to a value in the request document"
        if missing:
            yield unmet(exchange, expected, f'"{pointer}": {missing}', f"{where}/pointer")
        elif missing == "":
            yield met(exchange, expected, f'"{pointer}"', f"{where}/pointer")


def no_newer_members(exchange: Exchange) -> Iterator[Finding]:
    """No error object has `links.type` or `source.header`."""
    document = exchange.once(Document)
    faults = [(f"{at}/header", "source.header") for at, it in _sources(exchange) if "header" in it]
    faults += [
        (f"{pointer}/type", "links.type")
        for pointer, found, place in document.links
        if place == "error" and "type" in found
    ]
    expected = "neither links.type nor source.header"
    yield from verdicts(exchange, expected, faults, seen=bool(document.errors))
