"""From a proposal to a case: bare of what it is not about, put on real ids, and judged."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from conformance import strictjson
from conformance.contract.case import (
    LARGEST_BODY,
    LONGEST_URL,
    Case,
    address,
    fits_in_header,
    fits_in_path,
    legible,
)
from conformance.contract.proposal import Proposal
from conformance.contract.reading import OF_HTTP, Broken, Reader
from conformance.description.operations import Operation
from conformance.dialect.texts import Unclear

Known = Callable[[str, str], Sequence[object]]

_LARGEST_EXACT = 2**53
_NOWHERE = "nowhere"


@dataclass(frozen=True)
class Builder:
    """Builds the cases of one operation."""

    base: str
    reader: Reader
    known: Known
    turn: int = 0
    plain: Proposal | None = None

    @property
    def operation(self) -> Operation:
        """The operation that the cases are for."""
        return self.reader.operation

    def case(self, proposal: Proposal, *, bare: bool = False) -> Case | None:
        """The case that a proposal makes; None where nobody can say whether it keeps the description.

        Only the parameters that are required and the one that it is about are kept. A valid proposal about none is
        taken whole, or as bare as the others where that is asked for.
        """
        if bare:
            proposal = replace(proposal, place=_NOWHERE)
        whole = proposal.valid and not proposal.place
        proposal = self._announced(self.bared(proposal, whole=whole))
        path, real = self.path(proposal)
        if not self._fits(path, proposal):
            return None
        try:
            broken = self._broken(path, proposal)
        except Unclear:
            return None
        if len({(it.place, it.name) for it in broken}) > 1 or bool(broken) is proposal.valid:
            return None
        if not broken and not _is_plain(proposal.value):
            return None
        first = broken[0] if broken else Broken("", proposal.name, proposal.hint, "")
        return self.made(
            Case(
                method=self.operation.method.upper(),
                template=self.operation.path,
                pointer=self.operation.pointer,
                url=address(self.base, self.operation.path, path, proposal.query),
                headers=_fields(proposal),
                body=proposal.body or b"",
                valid=not broken,
                broken=first.words,
                place=first.place,
                name=first.name,
                kind=first.kind,
                value=first.value,
                real=real,
            )
        )

    def made(self, case: Case) -> Case | None:
        """The case, unless it is larger than a server has to bear."""
        return case if len(case.url) <= LONGEST_URL and len(case.body) <= LARGEST_BODY else None

    def path(self, proposal: Proposal) -> tuple[Mapping[str, str], bool]:
        """The values of the path, and whether all are known to be somebody's."""
        values: dict[str, str] = {}
        real = True
        for parameter in self.reader.parameters("path"):
            name = parameter.name
            known = [str(it) for it in self.known(self.operation.path, name)]
            about = proposal.place == "path" and proposal.name in {"", name}
            if known and not about:
                values[name] = known[self.turn % len(known)]
            else:
                source = proposal if about or not proposal.place else self.plain or proposal
                values[name] = source.path.get(name, "")
                real = real and about
        return values, real

    def bared(self, proposal: Proposal, *, whole: bool) -> Proposal:
        """The proposal without the parameters that it is not about, in legible characters.

        What is required beside a fault is as in the plain request, so that no precondition of its own fails there.
        """
        query, headers = proposal.query, proposal.headers
        if not whole:
            plain = self.plain or proposal
            query = (
                *(pair for pair in plain.query if self._stays("query", pair[0], proposal)),
                *(pair for pair in proposal.query if _is_about(proposal, "query", pair[0])),
            )
            kept = (name for name in plain.headers if self._stays("header", name, proposal))
            about = (name for name in headers if _is_about(proposal, "header", name))
            headers = {name: plain.headers[name] for name in kept} | {
                name: proposal.headers[name] for name in about
            }
        names = {it.name for it in self.reader.parameters("query")}
        fields = {it.name.lower() for it in self.reader.parameters("header")}
        return replace(
            proposal,
            path={name: legible(text) for name, text in proposal.path.items()},
            query=tuple(
                (name, legible(text)) for name, text in query if name in names or self._is_spread()
            ),
            headers={
                name: legible(text) for name, text in headers.items() if name.lower() in fields
            },
            **_legible_body(proposal),
        )

    def _stays(self, place: str, name: str, proposal: Proposal) -> bool:
        """Whether a parameter stands in the plain request and the proposal is not about it."""
        required = {it.name.lower() for it in self.reader.parameters(place) if it.required}
        return not _is_about(proposal, place, name) and (
            name.lower() in required or (place == "query" and self._is_spread())
        )

    def _announced(self, proposal: Proposal) -> Proposal:
        """With a Content-Type where the body is left out that has to be there, so that this is the one fault."""
        if proposal.body is not None or not self._demands_body():
            return proposal
        declared = list(self.operation.request_content)
        return replace(proposal, media_type=next(filter(is_json, declared), ""))

    def _demands_body(self) -> bool:
        return self.operation.node.get("requestBody", "required").value is True

    def _is_spread(self) -> bool:
        """Whether an object is demanded in the query, whose members then stand there under names of their own."""
        return any(
            it.required and "object" in self.reader.types(it)
            for it in self.reader.parameters("query")
        )

    def _fits(self, path: Mapping[str, str], proposal: Proposal) -> bool:
        texts = [*path.values(), *proposal.headers.values(), *(text for _, text in proposal.query)]
        return (
            all(map(fits_in_path, path.values()))
            and all(map(fits_in_header, proposal.headers.values()))
            and not any("null" in text.lower() for text in texts)
        )

    def _broken(self, path: Mapping[str, str], proposal: Proposal) -> list[Broken]:
        return [
            *self.reader.path(path),
            *self.reader.query(proposal.query),
            *self.reader.headers(proposal.headers),
            *self._broken_body(proposal),
        ]

    def _broken_body(self, proposal: Proposal) -> list[Broken]:
        if proposal.body is None:
            missing = Broken("body", "", "required", "body is missing")
            return [missing] if self._demands_body() else []
        if not is_json(proposal.media_type):
            if proposal.place == "body" and not proposal.valid:
                message = "a body that is no JSON is not read here"
                raise Unclear(message)
            return []
        parsed = strictjson.parse(proposal.body)
        if parsed.error:
            return [Broken("body", "", "syntax", "body is no JSON")]
        return list(self.reader.body(proposal.media_type, parsed.value))


def _is_about(proposal: Proposal, place: str, name: str) -> bool:
    named = name.lower()
    if place == "header" and named in OF_HTTP:
        return False
    return proposal.place in {"", place} and proposal.name.lower() in {"", named}


def is_json(media_type: str) -> bool:
    """Whether a media type is JSON or one that is written in it."""
    named = media_type.partition(";")[0].strip().lower()
    return named == "application/json" or named.endswith("+json")


def _fields(proposal: Proposal) -> tuple[tuple[str, str], ...]:
    fields = tuple(sorted(proposal.headers.items()))
    return (*fields, ("Content-Type", proposal.media_type)) if proposal.media_type else fields


def _legible_body(proposal: Proposal) -> dict[str, Any]:
    if proposal.body is None or not is_json(proposal.media_type):
        return {}
    parsed = strictjson.parse(proposal.body)
    if parsed.error:
        return {}
    value = _legible(parsed.value)
    return {"value": value, "body": json.dumps(value, ensure_ascii=False).encode()}


def _legible(value: Any) -> Any:
    if isinstance(value, str):
        return legible(value)
    if isinstance(value, list):
        return [_legible(it) for it in value]
    if isinstance(value, dict):
        return {legible(name): _legible(it) for name, it in value.items()}
    return value


def _is_plain(value: Any) -> bool:
    """Whether a value is one that every reader of JSON takes in as it was meant (RFC 8259, section 6)."""
    if isinstance(value, list):
        return all(map(_is_plain, value))
    if isinstance(value, dict):
        return all(map(_is_plain, value.values()))
    return not isinstance(value, int | float) or abs(value) <= _LARGEST_EXACT
