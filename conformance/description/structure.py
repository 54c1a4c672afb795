"""What no JSON Schema can say of a valid description: paths, parameters, names that have to be unique."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from conformance.description.document import Description
from conformance.description.nodes import Node
from conformance.description.operations import Operation

_TEMPLATE = re.compile(r"\{([^{}]*)\}")

Fault = tuple[str, str]  # a JSON Pointer, and what is wrong there


def faults(description: Description) -> Iterator[Fault]:
    """Every such fault."""
    yield from _paths(description.root.get("paths"))
    yield from _repeated_ids(description.operations())
    yield from _repeated_tags(description.root.get("tags"))
    seen: set[str] = set()
    for operation in description.operations():
        yield from _path_parameters(operation)
        for holder in (operation.item, operation.node):
            parameters = holder.get("parameters")
            if parameters.pointer not in seen:
                seen.add(parameters.pointer)
                yield from _repeated_parameters(parameters)


def _paths(paths: Node) -> Iterator[Fault]:
    """Paths with a brace too many, and those that are the same but for the names of their parameters."""
    known: dict[str, str] = {}
    for path in paths.names():
        if path.startswith("x-"):
            continue
        if set("{}") & set(_TEMPLATE.sub("", path)):
            yield paths.child(path).pointer, f"{path} has a brace without its partner"
        first = known.setdefault(_TEMPLATE.sub("{}", path), path)
        if first != path:
            yield paths.child(path).pointer, f"{path} is the same path as {first}"


def _repeated_ids(operations: Iterable[Operation]) -> Iterator[Fault]:
    by_id: dict[str, list[Operation]] = defaultdict(list)
    for operation in operations:
        if operation.operation_id:
            by_id[operation.operation_id].append(operation)
    for name, found in by_id.items():
        first = f"{found[0].method.upper()} {found[0].path}"
        for operation in found[1:]:
            yield f"{operation.pointer}/operationId", f"{name} is the operationId of {first} too"


def _repeated_tags(tags: Node) -> Iterator[Fault]:
    seen: set[str] = set()
    for tag in tags.values():
        name = tag.get("name")
        if name.text in seen:
            yield name.pointer, f"the tag {name.text} is described twice"
        if name.text:
            seen.add(name.text)


def _path_parameters(operation: Operation) -> Iterator[Fault]:
    """Parameters of the path that are not declared, and declared ones that are not in the path."""
    wanted = set(_TEMPLATE.findall(operation.path))
    declared = {it.name: it.node for it in operation.parameters if it.place == "path"}
    for name in sorted(wanted - declared.keys()):
        yield operation.pointer, f"the path parameter {name} of {operation.path} is not declared"
    for name in sorted(declared.keys() - wanted):
        yield declared[name].pointer, f"the path {operation.path} has no parameter {name}"


def _repeated_parameters(parameters: Node) -> Iterator[Fault]:
    seen: set[tuple[str, str]] = set()
    for index, node in parameters.items():
        key = (node.get("name").text, node.get("in").text)
        if all(key) and key in seen:
            yield parameters.child(index).pointer, f"the {key[1]} parameter {key[0]} stands twice"
        seen.add(key)
