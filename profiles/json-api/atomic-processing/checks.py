"""How operations are carried out: https://jsonapi.org/ext/atomic/#processing."""

from collections.abc import Iterator

from conformance.candidate import Candidate
from conformance.model import Doubt, Finding, Observation, Obstacle

from ..atomic_errors.probes import undone, unfinished
from ..findings import met, shortened, shown, unmet
from ..operation_probes import Updated, mixed, of_kind, ordered
from ..operations import Played, learnt, nothing
from ..writes import attributes_of, resource_in
from .steps import Effect, Scene, has

_OK, _NO_CONTENT = 200, 204


def in_order(candidate: Candidate) -> Iterator[Observation]:
    """After two updates of one attribute in one request, the attribute has the value of the second."""
    found = candidate.once(ordered)
    if found and found[0].played.done:
        yield _ordered(*found)
    elif not found and candidate.once(learnt).writable:
        yield Obstacle("no attribute was found that can be given two other values")
    yield from nothing(candidate)


def _ordered(last: Updated, first: object) -> Observation:
    expected = f"{last.name}: the value of the last operation"
    where = f"/data/attributes/{last.name}"
    if last.took:
        return met(last.after, expected, where=where)
    if has(last.name, first)(last.after):
        return unmet(last.after, expected, "that of an earlier one", where)
    found = attributes_of(resource_in(last.after)).get(last.name)
    return Doubt(f"after both updates {last.name} is {shortened(str(found))}", last.after)


def atomic(candidate: Candidate) -> Iterator[Observation]:
    """All operations of a request that succeeds have taken effect; none that stands after one that fails."""
    scene: Scene | None = candidate.once(mixed)
    if scene:
        yield from (_seen(scene.played, it, expected=True) for it in scene.effects)
    yield from _left(candidate.once(unfinished))
    yield from nothing(candidate)


def rollback(candidate: Candidate) -> Iterator[Observation]:
    """No operation before one that fails has taken effect."""
    yield from _left(candidate.once(undone))
    yield from nothing(candidate)


def _left(scene: Scene | None) -> Iterator[Observation]:
    if scene and scene.refused:
        yield from (_seen(scene.played, it, expected=False) for it in scene.effects)


def _seen(played: Played, effect: Effect, *, expected: bool) -> Finding:
    said = {True: "carried out", False: "not carried out"}
    wanted = f"the {effect.what} {said[expected]} (the request: {played.status})"
    evidence = (played.exchange, effect.exchange)
    return Finding(effect.there is expected, wanted, said[effect.there], "", evidence)


def status_200(candidate: Candidate) -> Iterator[Observation]:
    """A document about operations that succeeded comes with 200."""
    for it in of_kind(candidate, ""):
        if it.exchange.body:
            report = met if it.status == _OK else unmet
            yield report(it.exchange, "200 with a document", str(it.status))
    yield from nothing(candidate)


def results_array(candidate: Candidate) -> Iterator[Observation]:
    """The document has an array of objects as atomic:results."""
    expected, where = "an array of objects", "/atomic:results"
    for it in of_kind(candidate, ""):
        wrong = [each for each in it.results or () if not isinstance(each, dict)]
        if it.results is None and (it.exchange.body or it.status != _NO_CONTENT):
            given = "atomic:results" in it.root
            actual = shown(it.root["atomic:results"]) if given else "no atomic:results"
            yield unmet(it.exchange, expected, actual, where)
        elif wrong:
            yield unmet(it.exchange, expected, f"{shown(wrong[0])} in it", where)
        elif it.results is not None:
            yield met(it.exchange, expected, where=where)
    yield from nothing(candidate)


def results_length(candidate: Candidate) -> Iterator[Observation]:
    """There are as many results as operations."""
    for it in of_kind(candidate, ""):
        if it.results is not None:
            expected, actual = len(it.operations), len(it.results)
            report = met if actual == expected else unmet
            yield report(it.exchange, f"{expected} results", f"{actual} results", "/atomic:results")
    yield from nothing(candidate)


def results_order(candidate: Candidate) -> Iterator[Observation]:
    """Each result is about the operation that has its place."""
    for it in of_kind(candidate, ""):
        if it.is_whole and len(it.operations) > 1:
            yield from _in_place(it)
    yield from nothing(candidate)


def _in_place(played: Played) -> Iterator[Finding]:
    """Whether resources that were added stand at the place of their operation: by type, and by texts that tell."""
    sent = [it["data"] for it in played.operations if it["op"] == "add"]
    for index, operation in enumerate(played.operations):
        data = played.result(index).get("data")
        if operation["op"] != "add" or not isinstance(data, dict):
            continue
        mine, got = operation["data"], attributes_of(data)
        others = [attributes_of(it) for it in sent if it is not mine]
        telling = {n: it for n, it in attributes_of(mine).items() if _tells(n, it, others)}
        swapped = [n for n in telling if any(n in it and got.get(n) == it[n] for it in others)]
        where = f"/atomic:results/{index}/data"
        if data.get("type") != mine["type"] or swapped:
            actual = "what another operation added"
            yield unmet(played.exchange, "what its operation added", actual, where)
        elif any(got.get(n) == it for n, it in telling.items()):
            yield met(played.exchange, "what its operation added", where=where)


def _tells(name: str, value: object, others: list[dict[str, object]]) -> bool:
    """Whether an attribute has another value in all that the other operations sent."""
    return all(it.get(name) != value for it in others)


def may_204(candidate: Candidate, *, kind: str = "") -> Iterator[Observation]:
    """Operations (of one kind, if given) are answered with 204 and no document."""
    for it in of_kind(candidate, kind):
        if it.status == _NO_CONTENT:
            yield met(it.exchange, "204, or a result for each operation", "204")
    yield from nothing(candidate)


def no_data(candidate: Candidate, *, kind: str) -> Iterator[Observation]:
    """The result of an operation of a kind that returns nothing has no data; null is none."""
    for it in of_kind(candidate, kind):
        for index in range(len(it.operations)) if it.is_whole else ():
            data, where = it.result(index).get("data"), f"/atomic:results/{index}/data"
            report = met if data is None else unmet
            yield report(it.exchange, "no data", "none" if data is None else shown(data), where)
    yield from nothing(candidate)
