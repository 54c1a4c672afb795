"""Collections that are asked for what has one value: by parameters that are called as a property of their items."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from conformance.candidate import Candidate
from conformance.checks import pages
from conformance.checks.names import bare, vocabulary
from conformance.checks.pages import Walk
from conformance.checks.shapes import keyword
from conformance.model import Exchange

_OK = 200
_MOST, _MOST_OF_ONE = 4, 2
_SHORTEST, _LONGEST = 1, 60
_DATE = re.compile(r"\d{4}-\d\d-\d\d.*", re.ASCII)  # of a date a server may give all that are later
# What decides how an answer looks, not what is in it, though items may have a property of that name.
_OF_THE_ANSWER = vocabulary(
    "crs embed expand fields format include lang language limit locale offset page size sort taal top version"
)


@dataclass(frozen=True, eq=False)
class Filtered:
    """A collection, and what it lists for one value of one parameter; `found` is None when that was refused.

    `exact` says that the value is one of a few words or no text, so that nothing but itself is like it.
    """

    walk: Walk
    parameter: str
    member: str
    value: Any
    exact: bool
    answer: Exchange
    found: Walk | None

    def holds(self, item: Any) -> bool:
        """Whether an item has the value; where it is a free text, whether it has it within."""
        own = item.get(self.member) if isinstance(item, dict) else None
        values = own if isinstance(own, list) else [own]
        return any(self._is_like(it) for it in values)

    def may_be_a_bound(self, items: list[Any]) -> bool:
        """Whether the value is a number, and that of every item is no less, or no greater."""
        found = [it.get(self.member) for it in items if isinstance(it, dict)]
        if not _is_number(self.value) or not all(map(_is_number, found)):
            return False
        return all(it >= self.value for it in found) or all(it <= self.value for it in found)

    def has(self, item: Any) -> bool:
        """Whether an item has just this value."""
        return isinstance(item, dict) and item.get(self.member) == self.value

    def _is_like(self, value: Any) -> bool:
        asked, given = text_of(self.value).casefold(), text_of(value).casefold()
        return asked == given or (not self.exact and asked in given)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def text_of(value: Any) -> str:
    """A value as a query spells it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def filtered(candidate: Candidate) -> tuple[Filtered, ...]:
    """Some collections, each asked for what has a value that some of its items have and others have not."""
    found: list[Filtered] = []
    for walk in candidate.once(pages.walks):
        mine = 0
        for name, member, value, exact in _choices(walk):
            if len(found) < _MOST and mine < _MOST_OF_ONE:
                mine += 1
                url = pages.asking(walk.target.url, **{name: text_of(value)})
                answer = candidate.get(url)
                other = (
                    pages.walked(candidate, walk.target, answer) if answer.status == _OK else None
                )
                found.append(Filtered(walk, name, member, value, exact, answer, other))
    return tuple(found)


def _choices(walk: Walk) -> list[tuple[str, str, Any, bool]]:
    """The parameters that are called as a property: their name, that of the property, a value, whether it is exact."""
    operation = walk.target.operation
    known = {bare(name): name for item in walk.items if isinstance(item, dict) for name in item}
    found = []
    for it in operation.parameters if operation else ():
        name = known.get(bare(it.name))
        if bare(it.name) in _OF_THE_ANSWER or it.node.get("content").exists:
            continue
        if it.place == "query" and name:
            enum = keyword(it.schema, "enum")
            chosen = _telling(walk, name, enum if isinstance(enum, list) else None)
            if chosen is not None:
                found.append((it.name, name, chosen, bool(enum) or not isinstance(chosen, str)))
    return found


def _telling(walk: Walk, name: str, enum: list[Any] | None) -> Any:
    """The value that most items have and yet not all of them; None where there is none to ask for."""
    values = [it.get(name) for it in walk.items if isinstance(it, dict)]
    counted = Counter((type(it), it) for it in values if isinstance(it, str | int | bool))
    for (_, value), count in counted.most_common():
        text = text_of(value).strip()
        plain = _SHORTEST <= len(text) <= _LONGEST and not _DATE.fullmatch(text)
        if count < len(values) and plain and (enum is None or value in enum):
            return value
    return None
