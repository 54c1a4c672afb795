"""Link objects and their members."""

import re
from collections.abc import Callable, Iterator

from conformance.model import Exchange, Finding

from ..documents import Document
from ..findings import met, shown, verdicts
from ..links.references import is_absolute, is_link, is_reference

_OPTIONAL = ("rel", "describedby", "title", "type", "hreflang", "meta")
# RFC 8288, section 3.3: small letters; but section 2.1.1 compares without regard to case, so that capitals do no harm.
_REGISTERED = re.compile(r"[A-Za-z][A-Za-z0-9.-]*")
# RFC 5646, section 2.1: a langtag, a private use tag, or one of the irregular ones that were registered before it.
_LANGUAGE = re.compile(
    r"""(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})        # language, extended language
        (?:-[a-z]{4})?                                     # script
        (?:-(?:[a-z]{2}|[0-9]{3}))?                        # region
        (?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*           # variants
        (?:-[a-wy-z0-9](?:-[a-z0-9]{2,8})+)*               # extensions
        (?:-x(?:-[a-z0-9]{1,8})+)?                         # private use
      | x(?:-[a-z0-9]{1,8})+
      | en-gb-oed | sgn-be-fr | sgn-be-nl | sgn-ch-de
      | i-(?:ami|bnn|default|enochian|hak|klingon|lux|mingo|navajo|pwn|tao|tay|tsu)""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


def href(exchange: Exchange) -> Iterator[Finding]:
    """Every link object has `href`, a URI reference."""
    found = exchange.once(Document).link_objects
    faults = []
    for pointer, link in found:
        target = link.get("href")
        if "href" not in link:
            faults.append((pointer, "no href"))
        elif not isinstance(target, str) or not is_reference(target):
            faults.append((f"{pointer}/href", shown(target)))
    yield from verdicts(exchange, "href, a URI reference", faults, seen=bool(found))


def optional_members(exchange: Exchange) -> Iterator[Finding]:
    """A link object has `rel`, `describedby`, `title`, `type`, `hreflang` or `meta`."""
    found = exchange.once(Document).link_objects
    given = [name for name in _OPTIONAL if any(name in link for _, link in found)]
    if given:
        yield met(exchange, "members where wanted", ", ".join(given), found[0][0])


def rel_valid(exchange: Exchange) -> Iterator[Finding]:
    """Every `rel` is one link relation type: a name as the register has them, or a URI."""
    expected = "one registered name or absolute URI"
    yield from _members(exchange, {"rel": _is_relation}, expected)


def hreflang_valid(exchange: Exchange) -> Iterator[Finding]:
    """Every text in `hreflang` is a well-formed language tag."""
    yield from _members(exchange, {"hreflang": _are_languages}, "well-formed language tags")


def member_types(exchange: Exchange) -> Iterator[Finding]:
    """`title` and `type` are strings, `hreflang` one or an array of them, `describedby` is a link."""
    yield from _members(exchange, _TYPES, "the type that the standard gives")


def _members(
    exchange: Exchange, right: dict[str, Callable[[object], bool]], expected: str
) -> Iterator[Finding]:
    found = [
        (pointer, name, link[name])
        for pointer, link in exchange.once(Document).link_objects
        for name in right
        if name in link
    ]
    faults = [
        (f"{pointer}/{name}", _shown(value))
        for pointer, name, value in found
        if not right[name](value)
    ]
    yield from verdicts(exchange, expected, faults, seen=bool(found))


def _shown(value: object) -> str:
    if isinstance(value, list):
        return f"an array of {', '.join(map(shown, value))}"
    return shown(value)


def _is_relation(value: object) -> bool:
    return isinstance(value, str) and bool(_REGISTERED.fullmatch(value) or is_absolute(value))


def _are_languages(value: object) -> bool:
    """Whether all texts in it are language tags; what is no text is a fault of another kind."""
    tags = value if isinstance(value, list) else [value]
    return all(_LANGUAGE.fullmatch(tag) for tag in tags if isinstance(tag, str))


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _are_texts(value: object) -> bool:
    return _is_text(value) or (isinstance(value, list) and all(map(_is_text, value)))


_TYPES: dict[str, Callable[[object], bool]] = {
    "title": _is_text,
    "type": _is_text,
    "hreflang": _are_texts,
    "describedby": is_link,
}
