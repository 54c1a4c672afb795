"""Members that an applied extension brings."""

from collections.abc import Iterator

from conformance.model import Exchange, Finding

from ..documents import Document
from ..findings import shortened, verdicts
from ..member_names.checks import is_member_name

_KNOWN = {"https://jsonapi.org/ext/atomic": ("operations", "results")}
"""The members of published extensions, without the prefix that they must have."""


def prefixed(exchange: Exchange) -> Iterator[Finding]:
    """The members that extensions bring have a legal namespace before a colon, one for each extension.

    Which extension brought a member cannot be seen. What can: a prefix that is no namespace, more namespaces than
    applied extensions, and a member of a published extension without its prefix.
    """
    document = exchange.once(Document)
    if not document.ext:
        return
    faults = [
        (pointer, f'"{_name(pointer)}"')
        for pointer, _ in document.additional
        if ":" in _name(pointer)
    ]
    bare = [name for uri in document.ext for name in _KNOWN.get(uri, ()) if name in document.root]
    faults += [(f"/{name}", f'"{name}"') for name in bare]
    spaces = {name.partition(":")[0]: at for name, at in document.extension_members.items()}
    beyond = list(spaces.items())[len(document.ext) :]
    faults += [(at, f"the namespace {space} beside {len(spaces) - 1} more") for space, at in beyond]
    expected = f"one namespace for each extension ({len(document.ext)} applied)"
    yield from verdicts(exchange, expected, faults, seen=bool(document.extension_members))


def _name(pointer: str) -> str:
    return shortened(pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~"))


def remainder(exchange: Exchange) -> Iterator[Finding]:
    """What follows the colon in the name of an extension's member is a legal member name."""
    document = exchange.once(Document)
    if not document.ext:
        return
    names = document.extension_members
    faults = [
        (at, f'"{shortened(name)}"')
        for name, at in names.items()
        if not is_member_name(name.partition(":")[2])
    ]
    yield from verdicts(exchange, "a legal name after the colon", faults, seen=bool(names))
