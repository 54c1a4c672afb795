"""Result objects: https://jsonapi.org/ext/atomic/#result-objects."""

from collections.abc import Iterator

from conformance.candidate import Candidate
from conformance.model import Observation

from ..findings import met
from ..operation_probes import of_kind
from ..operations import nothing

_MEMBERS = frozenset({"data", "meta"})


def members(candidate: Candidate) -> Iterator[Observation]:
    """Each result has data, meta, both, or nothing."""
    for it in of_kind(candidate, ""):
        results = it.results or []
        shown = [_own(each) for each in results if isinstance(each, dict)]
        if shown and len(shown) == len(results) and all(each <= _MEMBERS for each in shown):
            told = "; ".join(" and ".join(sorted(each)) or "nothing" for each in shown)
            yield met(it.exchange, "results with data, with meta, or empty", told)
    yield from nothing(candidate)


def _own(result: dict[str, object]) -> set[str]:
    """The members without @-members and those of other extensions."""
    return {name for name in result if not name.startswith("@") and ":" not in name}
