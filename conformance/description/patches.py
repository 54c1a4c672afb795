"""Changed copies of documents, which share with the original all that is the same."""

from collections.abc import Iterable, Mapping
from typing import Any

from conformance.description.nodes import member, tokens

Changes = dict[
    str, str | None
]  # JSON Pointer → the text that is to stand there, or None for nothing


def changed(value: Any, changes: Mapping[str, str | None]) -> Any:
    """The value with other texts at some places, or without what is there; the very same one when there are none."""
    tree: dict[str, Any] = {}
    for pointer, text in changes.items():
        *way, last = tokens(pointer)
        branch = tree
        for name in way:
            branch = branch.setdefault(name, {})
        branch[last] = text
    return _changed(value, tree) if tree else value


def _changed(value: Any, tree: Mapping[str, Any]) -> Any:
    copy: Any = dict(value) if isinstance(value, Mapping) else list(value)
    for name, branch in tree.items():
        key = name if isinstance(copy, dict) else int(name)
        if branch is None:
            del copy[key]
        else:
            copy[key] = branch if isinstance(branch, str) else _changed(copy[key], branch)
    return copy


def parts(value: Any, pointers: Iterable[str], changes: Mapping[str, str | None]) -> Any:
    """Only what stands at these pointers and in it, each where it stood, with the changes.

    Lists on the way become objects, which a pointer leads through alike.
    """
    whole = changed(value, changes)
    wanted = set(pointers)
    if "" in wanted:
        return whole
    found: dict[str, Any] = {}
    for pointer in sorted(wanted):
        names = tokens(pointer)
        if any("/".join(pointer.split("/")[:end]) in wanted for end in range(2, len(names) + 1)):
            continue
        branch, part = found, whole
        for name in names[:-1]:
            branch, part = branch.setdefault(name, {}), member(part, name)
        branch[names[-1]] = member(part, names[-1])
    return found
