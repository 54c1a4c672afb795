"""What the schemas of a description come to: types, members merged over allOf, and which paths are collections."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from conformance.checks.looking import place
from conformance.description import Description, Node, Operation

_DEEPEST = 12  # schemas within one another at one place of the value
ALTERNATIVES = ("oneOf", "anyOf")
IN_PLACE = ("allOf", *ALTERNATIVES)


def media(name: str) -> str:
    """A media type without its parameters, in lower case."""
    return name.partition(";")[0].strip().lower()


def is_json(name: str) -> bool:
    """Whether a media type is JSON, or JSON underneath (RFC 6839)."""
    kind = media(name)
    return kind == "application/json" or kind.endswith("+json")


def schemas_of(holder: Node) -> dict[str, Node]:
    """The schema of each media type of a response or of a request body."""
    return {name: node.get("schema") for name, node in holder.get("content").items()}


def kinds_of(holder: Node) -> list[str]:
    """The media types of a response or of a request body, without their parameters."""
    return [media(name) for name in holder.get("content").names()]


def inside(holder: Node, *names: str) -> list[Node]:
    """What an object or a list of the document holds, references followed."""
    return [node for _, node in holder.get(*names).items()]


def parts(schema: Node, kinds: tuple[str, ...] = IN_PLACE) -> Iterator[Node]:
    """The schema, and the schemas in it that describe the very same value."""
    waiting = [(schema, 0)]
    seen: set[str] = set()
    while waiting:
        found, depth = waiting.pop()
        if found.pointer in seen or not found.mapping or depth > _DEEPEST:
            continue
        seen.add(found.pointer)
        yield found
        for kind in kinds:
            waiting += [(part, depth + 1) for part in inside(found, kind)]


def types(schema: Node) -> frozenset[str]:
    """The JSON types that a value may have, `null` where the schema names it; empty when it does not say."""
    found: set[str] = set()
    for part in parts(schema):
        found |= own_types(part.mapping)
    return frozenset(found)


def own_types(schema: Mapping[str, Any]) -> set[str]:
    """The JSON types that a schema names itself, or that its keywords are about."""
    given = schema.get("type")
    named = {str(it) for it in given} if isinstance(given, list) else set()
    if isinstance(given, str):
        named = {given}
    if not named and isinstance(schema.get("properties"), Mapping):
        named = {"object"}
    if not named and isinstance(schema.get("items"), Mapping):
        named = {"array"}
    return named | ({"null"} if schema.get("nullable") is True else set())


def properties(schema: Node) -> dict[str, Node]:
    """The members that an object has, those of allOf among them."""
    found: dict[str, Node] = {}
    for part in parts(schema, ("allOf",)):
        for name, node in part.get("properties").items():
            found.setdefault(name, node)
    return found


def keyword(schema: Node, name: str) -> Any:
    """What the schema, or a part of it in allOf, gives for a keyword; None when none does."""
    for part in parts(schema, ("allOf",)):
        if name in part.mapping:
            return part.mapping[name]
    return None


@dataclass(frozen=True)
class Collection:
    """A path that lists things: its GET, the JSON schema of its success, and the schema of a thing.

    `member` is the name under which the list stands, "" when the list is the whole answer.
    """

    operation: Operation
    schema: Node
    member: str
    items: Node

    @property
    def name(self) -> str:
        """The last segment of the path."""
        return self.operation.path.rpartition("/")[2]

    @property
    def place(self) -> str:
        """The pointer to the path."""
        return place("paths", self.operation.path)


def collections(description: Description) -> Iterator[Collection]:
    """What is plainly a collection: each thing has a path of its own below, and a GET answers with one list."""
    above = parents(description)
    for operation in description.operations():
        if operation.method == "get" and operation.path in above:
            found = listing(operation)
            if found:
                yield found


def parents(description: Description) -> frozenset[str]:
    """The paths below which stands one template and no more: /gebouwen of /gebouwen/{gebouwId}."""
    found = set()
    for operation in description.operations():
        before, _, last = operation.path.rpartition("/")
        if last.startswith("{") and last.endswith("}") and before and not before.endswith("}"):
            found.add(before)
    return frozenset(found)


def listing(operation: Operation) -> Collection | None:
    """What an operation lists, when its success is JSON with one list; None when it does not."""
    for name, schema in schemas_of(operation.response_for(200)).items():
        if not is_json(name):
            continue
        if types(schema) == {"array"}:
            return Collection(operation, schema, "", keyword_node(schema, "items"))
        lists = [
            (key, keyword_node(it, "items"))
            for key, it in properties(schema).items()
            if types(it) - {"null"} == {"array"}
        ]
        if len(lists) == 1:
            return Collection(operation, schema, *lists[0])
    return None


def keyword_node(schema: Node, name: str) -> Node:
    """The schema under a keyword of the schema, or of a part of it in allOf."""
    for part in parts(schema, ("allOf",)):
        if name in part.mapping:
            return part.get(name)
    return schema.get(name)
