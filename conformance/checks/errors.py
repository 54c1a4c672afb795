"""What a description says about errors: problem documents (RFC 9457), and the status of invalid input."""

from collections.abc import Iterator, Mapping, Sequence

from conformance.checks.headers import covers, includes, responses
from conformance.checks.looking import either, listed, looked, unmet
from conformance.checks.shapes import inside, kinds_of, media, parts, properties, schemas_of
from conformance.description import Description, Node, Operation
from conformance.model import Observation

PROBLEM = ("application/problem+json", "application/problem+xml")
_ERRORS = ("4XX", "5XX")


def _errors(description: Description) -> Iterator[tuple[str, Node]]:
    """Each response that stands for an error: 4xx, 5xx, ranges of them, and `default` beside a described success."""
    for operation, status, response in responses(description, (*_ERRORS, "default")):
        answers_success = any(covers(("2XX", "3XX"), other) for other in operation.responses)
        if operation.method != "head" and (status != "default" or answers_success):
            yield status, response


def problem_details(
    description: Description,
    *,
    media_types: Sequence[str] = PROBLEM,
    contentless: Sequence[str] = (),
) -> Iterator[Observation]:
    """Every error response has a problem document among its media types.

    One without content is unmet too, unless the guide lets its status stand alone (`contentless`). HEAD has no content.
    """
    return either(
        (
            looked(
                not set(kinds) & set(media_types),
                " or ".join(media_types),
                f"{status}: {listed(kinds, 'no content')}",
                response.pointer,
            )
            for status, response in _errors(description)
            for kinds in [kinds_of(response)]
            if kinds or not covers(contentless, status)
        ),
        "no error response is described",
    )


def problem_members(
    description: Description,
    *,
    members: Sequence[str],
    media_types: Sequence[str] = PROBLEM,
    required: bool = False,
) -> Iterator[Observation]:
    """The schema of every problem document has the members; with `required` it also demands them.

    Members of allOf count, and each alternative of oneOf and anyOf has to have them. A schema that names no member at
    all tells a client nothing of these either.
    """
    return either(
        (
            looked(
                bool(lacking),
                listed(list(members)),
                f"{status}: without {listed(lacking)}" if lacking else status,
                schema.pointer,
            )
            for status, schema in _problems(description, media_types)
            for lacking in [_lacking(schema, members, required=required)]
        ),
        "no problem document is described",
    )


def _problems(description: Description, media_types: Sequence[str]) -> Iterator[tuple[str, Node]]:
    seen: set[str] = set()
    for status, response in _errors(description):
        for name, schema in schemas_of(response).items():
            if media(name) in media_types and schema.pointer not in seen:
                seen.add(schema.pointer)
                yield status, schema


def _lacking(schema: Node, members: Sequence[str], *, required: bool) -> list[str]:
    """The members that the schema, in one of its alternatives, does not have."""
    own = _demanded(schema) if required else set(properties(schema))
    missing = [name for name in members if name not in own]
    for choice in ("oneOf", "anyOf"):
        options = [option for part in parts(schema, ("allOf",)) for option in inside(part, choice)]
        if missing and options:
            lacks = {name for it in options for name in _lacking(it, missing, required=required)}
            missing = [name for name in missing if name in lacks]
    return missing


def _demanded(schema: Node) -> set[str]:
    found: set[str] = set()
    for part in parts(schema, ("allOf",)):
        found |= set(map(str, part.get("required").list))
    return found


def default_problem(
    description: Description, *, media_types: Sequence[str] = PROBLEM
) -> Iterator[Observation]:
    """Every operation has a default response, and it is a problem document."""
    return either(
        (
            looked(
                not set(kinds or ()) & set(media_types),
                f"default with {media_types[0]}",
                "no default" if kinds is None else f"default: {listed(kinds, 'no content')}",
                operation.pointer,
            )
            for operation in description.operations()
            for kinds in [_default(operation)]
        ),
        "no operation is described",
    )


def _default(operation: Operation) -> list[str] | None:
    response = operation.responses.get("default")
    return None if response is None else kinds_of(response)


def invalid_input(
    description: Description, *, status: str = "400", places: Sequence[str] = ("query",)
) -> Iterator[Observation]:
    """Every operation with a query parameter or a request body declares the status for invalid input.

    The range (4XX) and `default` declare it too. Parameters of the path, of headers and of cookies oblige to nothing:
    a value there that is wrong may be an unknown resource.
    """
    return either(
        (
            looked(
                not includes(operation.responses, status) and "default" not in operation.responses,
                status,
                listed(list(operation.responses)),
                operation.pointer,
            )
            for operation in description.operations()
            if takes_input(operation, places)
        ),
        "no operation takes input",
    )


def takes_input(operation: Operation, places: Sequence[str]) -> bool:
    """Whether an operation has parameters in those places, or a request body."""
    return operation.node.get("requestBody").exists or any(
        it.place in places for it in operation.parameters
    )


def responses_described(description: Description) -> Iterator[Observation]:
    """Every response with content says what the content looks like, and every operation has a success."""
    for operation, status, response in responses(description, ("2XX", *_ERRORS, "default")):
        for name, schema in schemas_of(response).items():
            lacks = not isinstance(schema.value, Mapping | bool)
            actual = f"{operation.method.upper()} {operation.path}, {status}, {name}"
            yield looked(lacks, "a schema", actual, response.pointer)
    for operation in description.operations():
        if not any(covers(("2XX", "3XX", "default"), status) for status in operation.responses):
            yield unmet("a success", listed(list(operation.responses)), operation.pointer)
