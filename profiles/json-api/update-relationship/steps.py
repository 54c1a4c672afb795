"""One update of a relationship after another, each with the answer and a look at what became of it."""

from dataclasses import dataclass, field, replace
from typing import Any

from conformance.candidate import Candidate
from conformance.model import Exchange

from ..writes import Attempt, read, read_until, send
from ..writing import Relation

OK, ACCEPTED = 200, 202

Pair = tuple[str, str]
Linkage = Any


@dataclass(frozen=True, eq=False)
class Place:
    """A relationship of a resource of the run's own, and its relationship URL."""

    relation: Relation
    parent: Attempt
    url: str

    @property
    def kind(self) -> str:
        """The type of the resource."""
        kind: str = self.parent.sent["data"]["type"]
        return kind


@dataclass(frozen=True, eq=False)
class Step:
    """One update of a relationship: its members before, the request and the answer, and the looks at it afterwards.

    `named` is what the run has named as members so far, this request included.
    """

    place: Place
    before: tuple[Pair, ...]
    attempt: Attempt
    looks: tuple[Exchange, ...]
    named: frozenset[Pair]

    @property
    def method(self) -> str:
        """The method of the request."""
        return self.attempt.exchange.request.method

    @property
    def sent(self) -> frozenset[Pair]:
        """The members that the request names."""
        return frozenset(pairs(self.attempt.sent["data"]))

    @property
    def after(self) -> tuple[Pair, ...] | None:
        """The members afterwards; None when the relationship URL does not show them."""
        return members(self.looks[-1])

    @property
    def wanted(self) -> frozenset[Pair]:
        """The members that the request asks for."""
        if self.method == "PATCH":
            return self.sent
        old = frozenset(self.before)
        return old | self.sent if self.method == "POST" else old - self.sent

    @property
    def done(self) -> bool:
        """Whether the answer says that the update was carried out."""
        return self.attempt.done and self.attempt.status != ACCEPTED

    @property
    def as_asked(self) -> bool:
        """Whether the members afterwards are those that were asked for."""
        return self.after is not None and frozenset(self.after) == self.wanted

    @property
    def obeyed(self) -> bool:
        """Whether what was asked for is there, and nothing else that the run named; the server may add of its own."""
        found = frozenset(self.after or ())
        return self.wanted <= found and not (self.named - self.wanted) & found

    @property
    def changed(self) -> bool:
        """Whether the members are others than before."""
        return self.after is not None and frozenset(self.after) != frozenset(self.before)

    @property
    def removes(self) -> bool:
        """Whether it asks to take members out."""
        return not frozenset(self.before) <= self.wanted

    @property
    def late(self) -> bool:
        """Whether the first look did not show yet what a later one shows."""
        return self.as_asked and frozenset(members(self.looks[0]) or ()) != self.wanted


@dataclass(frozen=True, eq=False)
class Walk:
    """The updates of one relationship in order; `start` is the look before, `changed` the parent after a change."""

    place: Place
    start: Exchange
    steps: tuple[Step, ...] = ()
    changed: Exchange | None = None


@dataclass(eq=False)
class Walking:
    """A walk under way."""

    candidate: Candidate
    place: Place
    now: tuple[Pair, ...]
    steps: list[Step] = field(default_factory=list)
    named: frozenset[Pair] = frozenset()
    changed: Exchange | None = None
    lost: bool = False

    def ask(self, method: str, linkage: Linkage) -> Step | None:
        """One update, and a look at what became of it; None once that cannot be told any more."""
        if self.lost:
            return None
        url, document = self.place.url, {"data": linkage}
        attempt = Attempt(send(self.candidate, method, url, document), document, url)
        self.named |= frozenset(pairs(linkage))
        look = read(self.candidate, url)
        step = first = Step(self.place, self.now, attempt, (look,), self.named)
        if attempt.done and not first.as_asked:
            again = read_until(self.candidate, url, lambda it: shows(it, first.wanted))
            step = replace(first, looks=(look, again))
        self.steps.append(step)
        if step.done and step.changed and not self.changed:
            self.changed = read(self.candidate, self.place.parent.url)
        pending = attempt.status == ACCEPTED and not step.as_asked
        self.lost = step.after is None or pending
        self.now = step.after or ()
        return step


def members(exchange: Exchange) -> tuple[Pair, ...] | None:
    """The members that a relationship URL shows; None when it shows none."""
    root = exchange.json if exchange.status == OK else None
    return pairs(root["data"]) if isinstance(root, dict) and "data" in root else None


def pairs(linkage: Linkage) -> tuple[Pair, ...]:
    """Type and id of each identifier in linkage."""
    items = linkage if isinstance(linkage, list) else [linkage]
    return tuple((str(it.get("type")), str(it.get("id"))) for it in items if isinstance(it, dict))


def shows(exchange: Exchange, wanted: frozenset[Pair]) -> bool:
    """Whether a relationship URL shows these members."""
    found = members(exchange)
    return found is not None and frozenset(found) == wanted
