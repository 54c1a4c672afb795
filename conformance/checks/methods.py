"""What a description says about methods: which are used, on what, with which content and with which statuses."""

from collections.abc import Iterator, Mapping, Sequence

from conformance.checks.headers import includes
from conformance.checks.looking import either, listed, looked, place
from conformance.checks.names import is_act
from conformance.checks.shapes import kinds_of, listing, parents, schemas_of
from conformance.description import Description, Operation
from conformance.model import Observation

STANDARD = ("get", "head", "post", "put", "patch", "delete", "options")
_METHODS = (*STANDARD, "trace", "query")
_NO_OPERATION = "no operation is described"


def known(description: Description, *, allowed: Sequence[str] = STANDARD) -> Iterator[Observation]:
    """Every operation uses one of the methods; also those of `additionalOperations` (OpenAPI 3.2) are looked at."""
    return either(
        (
            looked(method.lower() not in allowed, listed(list(allowed)), method.upper(), where)
            for method, where in _methods(description)
        ),
        _NO_OPERATION,
    )


def _methods(description: Description) -> Iterator[tuple[str, str]]:
    for path, item in description.root.get("paths").items():
        if not path.startswith("/"):
            continue
        for name in item.names():
            if name.lower() in _METHODS:
                yield name, place("paths", path, name)
        for name in item.get("additionalOperations").names():
            yield name, place("paths", path, "additionalOperations", name)


def without_content(
    description: Description, *, methods: Sequence[str] = ("get", "delete", "head", "options")
) -> Iterator[Observation]:
    """No operation of those methods has a request body, which HTTP gives no meaning there."""
    return either(
        (
            looked(
                it.node.get("requestBody").exists,
                "no request body",
                f"{it.method.upper()} {it.path}",
                it.pointer,
            )
            for it in description.operations()
            if it.method in methods
        ),
        f"no operation is {listed([method.upper() for method in methods])}",
    )


def empty_statuses(
    description: Description, *, statuses: Sequence[str] = ("204", "205", "304")
) -> Iterator[Observation]:
    """A response with one of those statuses has no content."""
    return either(
        (
            looked(
                bool(kinds_of(response)),
                "no content",
                f"{status}: {listed(kinds_of(response), 'no content')}",
                response.pointer,
            )
            for operation in description.operations()
            for status, response in operation.responses.items()
            if status in statuses
        ),
        f"no response with {listed(list(statuses))} is described",
    )


def statuses(
    description: Description, *, excluded: Mapping[str, Sequence[str]]
) -> Iterator[Observation]:
    """No operation declares a status that the guide rules out for its method."""
    return either(
        (
            looked(
                bool(wrong),
                f"none of {listed(ruled_out)}",
                listed(wrong) or listed(given),
                it.pointer,
            )
            for it in description.operations()
            for ruled_out in [list(excluded.get(it.method, ()))]
            if ruled_out
            for given in [list(it.responses)]
            for wrong in [[status for status in given if status in ruled_out]]
        ),
        _NO_OPERATION,
    )


def on_collections(
    description: Description, *, excluded: Sequence[str] = ("put", "patch")
) -> Iterator[Observation]:
    """A collection, below which each thing has a path of its own, is not changed as a whole by those methods."""
    above = parents(description)
    return either(
        (
            looked(
                it.method in excluded,
                f"no {listed([m.upper() for m in excluded])}",
                it.method.upper(),
                it.pointer,
            )
            for it in description.operations()
            if it.path in above
        ),
        "no path has things below it",
    )


def creations(
    description: Description, *, any_of: Sequence[str] = ("201", "202", "303")
) -> Iterator[Observation]:
    """A POST on a collection, below which each thing has a path of its own, declares that something is created.

    One that answers with a list is a search, and is not looked at.
    """
    above = parents(description)
    return either(
        (
            looked(
                not any(includes(it.responses, status) for status in any_of),
                " or ".join(any_of),
                listed(list(it.responses)),
                it.pointer,
            )
            for it in description.operations()
            if it.method == "post" and it.path in above and not listing(it)
        ),
        "no collection takes a POST",
    )


def controllers(
    description: Description,
    *,
    languages: Sequence[str],
    allowed: Sequence[str] = ("get", "post", "head", "options"),
) -> Iterator[Observation]:
    """What is named by an act is called by POST, or by GET when it has no side effect."""
    return either(
        (
            looked(
                it.method not in allowed,
                listed([m.upper() for m in allowed]),
                it.method.upper(),
                it.pointer,
            )
            for it in description.operations()
            if is_act(it.path.rpartition("/")[2], languages)
        ),
        "no path is named by an act",
    )


def patch_media(
    description: Description, *, wanted: Sequence[str] = (), unwanted: Sequence[str] = ()
) -> Iterator[Observation]:
    """The request body of a PATCH has every media type that is wanted, and none that is not."""
    return either(
        (
            looked(
                bool(lacking or wrong),
                _asked(wanted, unwanted),
                listed(given, "no content"),
                it.pointer,
            )
            for it in description.operations()
            if it.method == "patch"
            for given in [kinds_of(it.node.get("requestBody"))]
            for lacking in [[kind for kind in wanted if kind not in given]]
            for wrong in [[kind for kind in given if kind in unwanted]]
        ),
        "no operation is a PATCH",
    )


def _asked(wanted: Sequence[str], unwanted: Sequence[str]) -> str:
    return " and ".join(wanted) or f"no {listed(list(unwanted))}"


def patch_schema(description: Description) -> Iterator[Observation]:
    """The schema of a merge patch is one of its own, not that of PUT, POST or GET at the same resource."""
    return either(
        (
            looked(schema.pointer in others, "a schema of its own", schema.pointer, it.pointer)
            for it in description.operations()
            if it.method == "patch"
            for others in [_schemas_beside(description, it)]
            for schema in schemas_of(it.node.get("requestBody")).values()
            if schema.mapping
        ),
        "no operation is a PATCH with a schema",
    )


def _schemas_beside(description: Description, patch: Operation) -> set[str]:
    paths = {patch.path, patch.path.rpartition("/")[0]}
    return {
        schema.pointer
        for it in description.operations()
        if it.path in paths and it.method in {"put", "post", "get"}
        for holder in (it.node.get("requestBody"), it.response_for(200))
        for schema in schemas_of(holder).values()
    }
