"""What a description says about itself: the version of OpenAPI, contact, names of operations and parts, texts, tags."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from conformance.checks.looking import either, listed, looked, place
from conformance.checks.names import LOOKS, fits, words
from conformance.checks.shapes import inside
from conformance.description import Description, Node, Operation
from conformance.model import Observation

_VERSION = re.compile(r"\d+\.\d+(\.\d+)?(-\S+)?")
_NO_OPERATION = "no operation is described"
_COMPONENTS = (
    "schemas",
    "responses",
    "parameters",
    "examples",
    "requestBodies",
    "links",
    "callbacks",
    "pathItems",
)
_TITLE = re.compile(r"[^\W\d_a-z].*")


def openapi_version(description: Description, *, allowed: Sequence[str]) -> Iterator[Observation]:
    """The document is written in one of those versions of OpenAPI: `3` is every 3.x, `3.0` every 3.0.x."""
    given = description.root.get("openapi").value
    version = given if isinstance(given, str) else ""
    good = bool(_VERSION.fullmatch(version)) and any(
        version == one or version.startswith(f"{one}.") for one in allowed
    )
    expected = " or ".join(f"OpenAPI {one}" for one in allowed)
    yield looked(not good, expected, _version_given(description), place("openapi"))


def _version_given(description: Description) -> str:
    for key in ("openapi", "swagger"):
        found = description.root.get(key).value
        if found is not None:
            shown = str(found) if isinstance(found, str) else f"{found}, which is no text"
            return f"{'OpenAPI' if key == 'openapi' else 'Swagger'} {shown}"
    return "no version of OpenAPI"


def info(description: Description, *, fields: Sequence[str]) -> Iterator[Observation]:
    """The object info has the fields, and they are not empty."""
    for name in fields:
        found = description.root.get("info", name).value
        yield looked(not found, f"info.{name}", str(found or "none"), place("info", name))


def contact(
    description: Description, *, fields: Sequence[str] = (), least: int = 1
) -> Iterator[Observation]:
    """The document says whom to ask: info.contact with each of `fields`, or with at least so many of the three."""
    given = description.root.get("info", "contact").mapping
    present = [name for name in ("name", "url", "email") if given.get(name)]
    lacking = [name for name in fields if name not in present]
    expected = f"info.contact with {listed(list(fields))}" if fields else "info.contact"
    faulty = bool(lacking) or len(present) < least
    yield looked(faulty, expected, listed(present), place("info", "contact"))


def operations_have(description: Description, *, member: str) -> Iterator[Observation]:
    """Every operation has that member, and it is not empty: a summary, a description, tags."""
    return either(
        (
            looked(not it.node.get(member).value, f"a {member}", _named(it), it.pointer)
            for it in description.operations()
        ),
        _NO_OPERATION,
    )


def _named(operation: Operation) -> str:
    return f"{operation.method.upper()} {operation.path}"


def operation_ids(description: Description) -> Iterator[Observation]:
    """Every operation has an operationId, and no other has the same."""
    count = Counter(it.operation_id for it in description.operations() if it.operation_id)
    return either(
        (
            looked(
                count[it.operation_id] != 1,
                "an operationId of its own",
                f"{it.operation_id}, {count[it.operation_id]} times" if it.operation_id else "none",
                it.pointer,
            )
            for it in description.operations()
        ),
        _NO_OPERATION,
    )


def operation_id_case(description: Description, *, case: str) -> Iterator[Observation]:
    """The operationIds are written in one case."""
    return either(
        (
            looked(not fits(it.operation_id, case), LOOKS[case], it.operation_id, it.pointer)
            for it in description.operations()
            if it.operation_id
        ),
        "no operation has an operationId",
    )


def bodies_say_required(description: Description) -> Iterator[Observation]:
    """Every request body says whether it is required, with the default too."""
    return either(
        (
            looked(
                not isinstance(body.get("required").value, bool),
                "required",
                _named(it),
                body.pointer,
            )
            for it in description.operations()
            for body in [it.node.get("requestBody")]
            if body.exists
        ),
        "no operation has a request body",
    )


def tags(description: Description, *, most: int = 1) -> Iterator[Observation]:
    """No operation has more tags than that."""
    return either(
        (
            looked(len(given) > most, f"at most {most}", listed(given), it.pointer)
            for it in description.operations()
            if (given := list(it.tags))
        ),
        "no operation has a tag",
    )


def tags_declared(description: Description) -> Iterator[Observation]:
    """Every tag of an operation is in the list of tags of the document."""
    known = {tag.get("name").text for tag in inside(description.root, "tags")}
    return either(
        (
            looked(
                bool(missing), "tags that are listed", listed(missing) or listed(given), it.pointer
            )
            for it in description.operations()
            if (given := list(it.tags))
            for missing in [[tag for tag in given if tag not in known]]
        ),
        "no operation has a tag",
    )


def tags_style(description: Description) -> Iterator[Observation]:
    """A tag is written as a title: it begins with a capital, and its words stand apart."""
    return either(
        (
            looked(not _is_title(tag), "a title, as in Reference data", tag, place("tags"))
            for tag in dict.fromkeys(tag for it in description.operations() for tag in it.tags)
        ),
        "no operation has a tag",
    )


def _is_title(tag: str) -> bool:
    apart = "_" not in tag and not re.search(r"[a-z][A-Z]", tag)
    return apart and bool(_TITLE.fullmatch(tag))


def component_case(
    description: Description, *, case: str = "pascal", kinds: Sequence[str] = _COMPONENTS
) -> Iterator[Observation]:
    """The names of components are written in one case. Headers, whose names are HTTP's, are not looked at."""
    return either(
        (
            looked(not fits(name, case), LOOKS[case], name, where)
            for name, where in _components(description, kinds)
        ),
        "no component is defined",
    )


def _components(description: Description, kinds: Sequence[str]) -> Iterator[tuple[str, str]]:
    for kind in kinds:
        for name in description.root.get("components", kind).names():
            yield name, place("components", kind, name)


def generic_schemas(description: Description, *, generic: Sequence[str]) -> Iterator[Observation]:
    """No schema is named by a word that says nothing: CustomerInformation, OrderData."""
    return either(
        (
            looked(bool(set(words(name)) & set(generic)), "what it means", name, where)
            for name, where in _components(description, ["schemas"])
        ),
        "no schema is defined",
    )


def schema_titles(description: Description) -> Iterator[Observation]:
    """A schema among the components has no title, or its own name, so that tools show the name."""
    schemas = description.root.get("components", "schemas")
    return either(
        (
            looked(title not in {"", name}, f"{name}, or no title", title or "none", where)
            for name, where in _components(description, ["schemas"])
            for title in [schemas.child(name).child("title").text]
        ),
        "no schema is defined",
    )


_DEPRECATED = re.compile(r"\bdeprecated\b|\bverouderd\b|\bdeprecato\b|\bobsolete\b", re.IGNORECASE)


def deprecation_flagged(description: Description) -> Iterator[Observation]:
    """An operation or parameter whose text begins by calling it deprecated has the flag that tools read."""
    return either(
        (
            looked(node.get("deprecated").value is not True, "deprecated: true", name, node.pointer)
            for name, node in _deprecated(description)
        ),
        "nothing is called deprecated",
    )


def _deprecated(description: Description) -> Iterator[tuple[str, Node]]:
    for operation in description.operations():
        for name, node in (
            (_named(operation), operation.node),
            *((it.name, it.node) for it in operation.parameters),
        ):
            text = f"{node.get('summary').text} {node.get('description').text}"
            if node.get("deprecated").value is True or _DEPRECATED.search(text[:60]):
                yield name, node


def callbacks_declared(description: Description, *, header: str) -> Iterator[Observation]:
    """An operation that takes the address of a callback in that header describes the callback."""
    return either(
        (
            looked(not it.node.get("callbacks").value, "callbacks", _named(it), it.pointer)
            for it in description.operations()
            if any(p.place == "header" and p.name.lower() == header.lower() for p in it.parameters)
        ),
        f"no operation takes {header}",
    )
