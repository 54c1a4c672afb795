"""The schemas of a description, wherever one may stand, and nowhere else."""

from collections import deque
from collections.abc import Iterator, Mapping

from conformance.description import grammar
from conformance.description.nodes import Node

Seen = set[tuple[str, str]]


def within(start: Node, seen: Seen) -> Iterator[Node]:
    """Every place in `start` where an object of OpenAPI or a schema stands, in document order, references unfollowed.

    What is in `seen` is left out, and what is found is entered there.
    """
    waiting = [start]
    while waiting:
        node = waiting.pop()
        if not node.kind or (node.pointer, node.kind) in seen or not node.exists:
            continue
        seen.add((node.pointer, node.kind))
        if grammar.is_object(node.kind):
            yield node
        if not node.reference or node.has_siblings:
            waiting.extend(reversed([*node.parts()]))


def positions(root: Node) -> Iterator[Node]:
    """Every such place in a document, once; what only a reference leads to comes last."""
    seen: Seen = set()
    waiting = deque([root])
    while waiting:
        for node in within(waiting.popleft(), seen):
            yield node
            if node.reference:
                waiting.append(node.followed)


def schemas(root: Node) -> Iterator[Node]:
    """Each schema once, where it is defined."""
    for node in positions(root):
        if node.kind == grammar.SCHEMA and not node.reference and not isinstance(node.value, bool):
            yield node


def properties_of(schema: Node) -> Mapping[str, Node]:
    """The properties of a schema, those of the schemas in its allOf with them; its own come before theirs."""
    found: dict[str, Node] = {}
    seen: set[str] = set()
    waiting = deque([schema])
    while waiting:
        node = waiting.popleft()
        if node.pointer in seen:
            continue
        seen.add(node.pointer)
        parts = [node.followed] if node.reference else []
        if not node.reference or node.has_siblings:
            for name, child in node.child("properties").items():
                found.setdefault(name, child)
            all_of = node.child("allOf")
            parts += [all_of.child(name) for name in all_of.names()]
        waiting.extendleft(reversed(parts))
    return found
