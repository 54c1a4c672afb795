"""What a description says about header fields: how they are written, and which responses declare them."""

from collections.abc import Iterable, Iterator, Sequence

from conformance.checks.looking import either, listed, looked
from conformance.checks.names import LOOKS, fits
from conformance.description import Description, Node, Operation
from conformance.model import Observation


def covers(wanted: Sequence[str], status: str) -> bool:
    """Whether a status of the document (404, 4XX, default) is among those: 4XX stands for each of 400 to 499."""
    status = status.upper()
    return any(
        status == one or (one.endswith("XX") and status[:1] == one[0] and status != "DEFAULT")
        for one in map(str.upper, wanted)
    )


def includes(statuses: Iterable[str], status: str) -> bool:
    """Whether the statuses of an operation include one: by itself, or by its range."""
    return not {status, f"{status[0]}XX"}.isdisjoint(map(str.upper, statuses))


def responses(
    description: Description, on: Sequence[str], methods: Sequence[str] = ()
) -> Iterator[tuple[Operation, str, Node]]:
    """Each response with one of those statuses, once for each definition and status."""
    seen: set[tuple[str, str]] = set()
    for operation in description.operations():
        if methods and operation.method not in methods:
            continue
        for status, response in operation.responses.items():
            known = (response.pointer, status)
            if covers(on, status) and response.mapping and known not in seen:
                seen.add(known)
                yield operation, status, response


def fields(response: Node) -> list[str]:
    """The names of the header fields that a response declares."""
    return list(response.get("headers").names())


def declared(
    description: Description,
    *,
    any_of: Sequence[str],
    on: Sequence[str],
    methods: Sequence[str] = (),
) -> Iterator[Observation]:
    """Every response with one of those statuses declares one of the header fields; their case is of no account."""
    wanted = {name.lower() for name in any_of}
    return either(
        (
            looked(
                not wanted & {name.lower() for name in given},
                " or ".join(any_of),
                f"{operation.method.upper()} {operation.path}, {status}: {listed(given, 'no header')}",
                response.pointer,
            )
            for operation, status, response in responses(description, on, methods)
            for given in [fields(response)]
        ),
        f"no response with {listed(list(on))} is described",
    )


def status_declared(
    description: Description,
    *,
    any_of: Sequence[str],
    methods: Sequence[str] = (),
    default: bool = True,
) -> Iterator[Observation]:
    """Every operation declares one of those statuses, by itself or by its range; `default` counts where it may."""
    return either(
        (
            looked(
                not any(includes(operation.responses, status) for status in any_of)
                and not (default and "default" in operation.responses),
                " or ".join(any_of),
                listed(list(operation.responses)),
                operation.pointer,
            )
            for operation in description.operations()
            if not methods or operation.method in methods
        ),
        "no operation is described",
    )


def _named(description: Description) -> Iterator[tuple[str, str]]:
    """Each header field that the document names, in a request or in a response, with its place."""
    seen: set[tuple[str, str]] = set()
    for operation in description.operations():
        found = [(it.name, it.node.pointer) for it in operation.parameters if it.place == "header"]
        for response in operation.responses.values():
            found += [(name, f"{response.pointer}/headers/{name}") for name in fields(response)]
        for each in found:
            if each not in seen:
                seen.add(each)
                yield each


# Fields whose registered spelling has another case.
_REGISTERED = frozenset(
    ("ETag", "WWW-Authenticate", "TE", "DNT", "Content-MD5", "NEL", "SourceMap", "HTTP2-Settings")
)


def name_case(description: Description, *, case: str = "train") -> Iterator[Observation]:
    """The names of header fields are written in one case; one whose registered spelling differs is right so."""
    return either(
        (
            looked(not fits(name, case) and name not in _REGISTERED, LOOKS[case], name, where)
            for name, where in _named(description)
        ),
        "no header field is described",
    )


def no_x(description: Description, *, allowed: Sequence[str] = ()) -> Iterator[Observation]:
    """No header field of one's own begins with X-, save those that the guide itself names (RFC 6648)."""
    known = {name.lower() for name in allowed}
    return either(
        (
            looked(
                name.lower().startswith("x-") and name.lower() not in known,
                "a name without X-",
                name,
                where,
            )
            for name, where in _named(description)
        ),
        "no header field is described",
    )


def not_described(description: Description, *, names: Sequence[str]) -> Iterator[Observation]:
    """No operation writes out a request header that holds for every operation."""
    known = {name.lower() for name in names}
    return either(
        (
            looked(bool(given), f"none of {listed(list(names))}", listed(given), operation.pointer)
            for operation in description.operations()
            for given in [
                [
                    it.name
                    for it in operation.parameters
                    if it.place == "header" and it.name.lower() in known
                ]
            ]
        ),
        "no operation is described",
    )
