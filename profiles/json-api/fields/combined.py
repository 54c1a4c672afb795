"""What is told of fieldsets beside other parameters."""

from collections.abc import Iterable, Iterator, Sequence

from conformance.candidate import Candidate
from conformance.model import Exchange, Finding

from ..combinations import Asked, Place, combined, with_fields
from ..documents import Document, Object
from ..fetching.places import OK
from ..findings import met, unmet
from ..include.paths import Identity, identity
from .trials import fields, names, of_kind


def nothing_else(candidate: Candidate) -> Iterator[Finding]:
    """Beside any other parameter, no field comes along that was not asked for."""

    def judge(asked: Asked) -> Finding | None:
        exchange = candidate.get(asked.target)
        shown = [(kind, wanted) for kind, wanted in asked.fields if of_kind(exchange, kind)]
        if exchange.status != OK or not shown:
            return None
        for kind, wanted in shown:
            extra = sorted(fields(exchange, kind) - {*wanted})
            if extra:
                return unmet(
                    exchange, f"no field of {kind} but {_listed(wanted)}", f"also {extra[0]}"
                )
        kinds = " and ".join(kind for kind, _ in shown)
        return met(exchange, f"no field of {kinds} but those that are asked for", "no other")

    yield from combined(candidate, _able, with_fields, judge)


def everything_asked(candidate: Candidate) -> Iterator[Finding]:
    """Beside any other parameter, each field that is asked for comes, where the plain answer has it."""

    def judge(asked: Asked) -> Finding | None:
        exchange = candidate.get(asked.target)
        kind, wanted = asked.fields[0]
        before, now = _primary(candidate.get(asked.url), kind), _primary(exchange, kind)
        both = before.keys() & now.keys()
        if exchange.status != OK or not both:
            return None
        had, has = (_names(each[it] for it in both) for each in (before, now))
        lost = [it for it in wanted if it in had - has]
        judged = unmet if lost else met
        actual = f"without {_listed(lost)}" if lost else "there"
        return judged(exchange, f"{_listed(wanted)} of {kind}", actual)

    yield from combined(candidate, _able, with_fields, judge)


def _able(place: Place) -> bool:
    return place.kind in place.fields


def _primary(exchange: Exchange, kind: str) -> dict[Identity, Object]:
    """The resource objects of a type in the primary data."""
    found = [item for _, item in exchange.once(Document).primary if item.get("type") == kind]
    return {identity(item): item for item in found}


def _names(items: Iterable[Object]) -> set[str]:
    return {name for item in items for name in names(item)}


def _listed(found: Sequence[str]) -> str:
    return ", ".join(found)
