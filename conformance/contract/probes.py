"""Cases that need no schema: a method or a media type that nobody described, a body that is no JSON."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from random import Random
from uuid import UUID

from conformance.contract.building import Builder, is_json
from conformance.contract.case import Case, address, fits_in_path
from conformance.contract.proposal import Proposal
from conformance.description import Description
from conformance.description.operations import Parameter

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_SAFE = frozenset({"GET"})
_REPLACING = frozenset({"PUT", "DELETE"})
_UNDECLARED = (
    ("text/plain", b"this is no document"),
    ("application/xml", b"<document/>"),
    ("text/csv", b"this,is,no,document"),
)
_UNFINISHED = b'{"'
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def of_methods(
    builder: Builder,
    description: Description,
    proposal: Proposal,
    methods: frozenset[str],
    seed: int,
) -> Iterator[Case]:
    """A request with each method that the path does not have.

    What might change something goes to an id that nobody has, without a body. PUT and DELETE to a path without an id
    are left out: were they served after all, they would replace or remove the whole.
    """
    template = builder.operation.path
    declared = {it.method.upper() for it in description.operations() if it.path == template}
    real, is_real = builder.path(proposal)
    made_up = _nobody(builder, proposal, seed)
    for method in METHODS:
        path = real if method in _SAFE else made_up
        if method in declared or method not in methods or path is None:
            continue
        if (method in _REPLACING and not path) or not all(map(fits_in_path, path.values())):
            continue
        url = address(builder.base, template, path)
        if description.match(method, url, builder.base) is not None:
            continue
        case = Case(
            method=method,
            template=template,
            pointer=builder.operation.pointer.rpartition("/")[0],
            url=url,
            valid=False,
            broken=f"method {method} is not described for {template}",
            place="method",
            name=method,
            kind="method",
            real=not path or (method in _SAFE and is_real),
        )
        yield case


def of_media_types(builder: Builder, plain: Case) -> Iterator[Case]:
    """The plain request with a body in a media type that is not described, in none at all, and one that is no JSON."""
    declared = list(builder.operation.request_content)
    fields = tuple(it for it in plain.headers if it[0] != "Content-Type")
    wrong = replace(plain, valid=False, headers=fields, place="media type", name="Content-Type")
    free = (it for it in _UNDECLARED if declared and not any(_covers(d, it[0]) for d in declared))
    for media_type, body in islice(free, 1):
        yield replace(
            wrong,
            headers=(*fields, ("Content-Type", media_type)),
            body=body,
            kind="undeclared",
            broken=f"media type {media_type} is not described",
        )
        yield replace(wrong, body=body, kind="required", broken="media type is not named")
    for media_type in islice(filter(is_json, declared), 1):
        yield replace(
            wrong,
            headers=(*fields, ("Content-Type", media_type)),
            body=_UNFINISHED,
            place="body",
            name="",
            kind="syntax",
            broken="body is no JSON",
        )


def _covers(declared: str, media_type: str) -> bool:
    named = declared.partition(";")[0].strip().lower()
    return named in {media_type, "*/*", media_type.partition("/")[0] + "/*"}


def _nobody(builder: Builder, proposal: Proposal, seed: int) -> dict[str, str] | None:
    """Values for the path that keep their schemas and that nobody has; None where there are no such values."""
    found: dict[str, str] = {}
    for parameter in builder.reader.parameters("path"):
        known = {str(it) for it in builder.known(builder.operation.path, parameter.name)}
        options = [*_made_up(builder, parameter, seed), proposal.path.get(parameter.name, "")]
        free = [it for it in options if it not in known and builder.reader.admits(parameter, it)]
        if not free or parameter.schema.get("enum").exists:
            return None
        found[parameter.name] = free[0]
    return found


def _made_up(builder: Builder, parameter: Parameter, seed: int) -> list[str]:
    random = Random(f"{seed} {builder.operation.path} {parameter.name}")  # noqa: S311
    types = builder.reader.types(parameter)
    number = random.randrange(10**8, 2**31)
    if not types & {"string"}:
        return [str(number)]
    word = "".join(random.choices(_LETTERS, k=12))
    digits = "".join(random.choices("0123456789", k=32))
    unlikely = [digits[:length] for length in (16, 20, 12, 10, 9, 8, 32)]
    return [str(UUID(int=random.getrandbits(128), version=4)), word, *unlikely, str(number)]
