"""What the checks of sorting ask, once a run: collections in both orders of fields that show one."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from conformance.candidate import Candidate
from conformance.model import Exchange

from ..documents import Document
from ..survey import Collection, survey
from .values import Arrangement, arrangement, is_moment

OK = 200
MOST_COLLECTIONS = 2
MOST_FIELDS = 2
MOST_TRIES = 5
_MOST_OTHERS = 2
_FEWEST_PAIRS = 3
_SHORT = 40
_VARIED = 0.8  # of texts that differ; fewer may be a list of choices, sorted by a rank of its own

Identity = tuple[object, object]


@dataclass(frozen=True, eq=False)
class Probe:
    """A collection asked for in both orders of one field, both answered with success."""

    collection: Collection
    field: str
    up: Exchange
    down: Exchange

    @cached_property
    def ignored(self) -> bool:
        """Both answers are the one that is given without sort: the parameter has no effect."""
        plain = identities(self.collection.exchange)
        return identities(self.up) == plain == identities(self.down)

    @cached_property
    def rising(self) -> Arrangement:
        """How the values stand in the answer to the plain field."""
        return arrangement(values(self.up, self.field))

    @cached_property
    def falling(self) -> Arrangement:
        """How the values stand in the answer to the field with a minus."""
        return arrangement(values(self.down, self.field))

    @property
    def is_text(self) -> bool:
        """The values are words, which a server can sort by something that is not shown."""
        shown = values(self.up, self.field)
        return any(isinstance(value, str) and not is_moment(value) for value in shown)


@dataclass(frozen=True, eq=False)
class Sorting:
    """What came of asking: the probes that were answered 200, and the answers that were not.

    `untold` has the answers that were 200 where no order could be told, for want of probes.
    """

    probes: tuple[Probe, ...]
    refused: tuple[Exchange, ...]
    untold: tuple[Exchange, ...] = ()

    @cached_property
    def effective(self) -> tuple[Probe, ...]:
        """The probes where sort had an effect."""
        return tuple(probe for probe in self.probes if not probe.ignored)


@dataclass(frozen=True, eq=False)
class Several:
    """A collection sorted by two fields: `first` leaves ties, `second` breaks them, up and down."""

    first: str
    second: str
    up: Exchange
    down: Exchange


def sorting(candidate: Candidate) -> Sorting:
    """A provision: asks the first collections that can show an order for it.

    Where none of them sorts by a field that shows one, a few other fields are tried, to tell a
    server that does not sort from one whose sorting cannot be seen.
    """
    found = [(it, fields(it)) for it in candidate.once(survey).collections if it.resources]
    able = [(it, telling) for it, telling in found if telling][:MOST_COLLECTIONS]
    refused: list[Exchange] = []
    probes = [probe for each in able for probe in _probes(candidate, *each, refused)]
    others = [] if probes else [_others(candidate, *each) for each in found[:MOST_COLLECTIONS]]
    answers = [answer for each in others for answer in each]
    return Sorting(
        tuple(probes),
        (*refused, *(it for it in answers if it.status != OK)),
        tuple(it for it in answers if it.status == OK),
    )


def several(candidate: Candidate) -> Several | Exchange | None:
    """A provision: two fields at once; the refusal when they are refused, None when no two fit."""
    refusal = None
    for collection, first, second in _pairs(candidate.once(sorting))[:MOST_TRIES]:
        up = sorted_by(candidate, collection, f"{first},{second}")
        if up.status == OK:
            down = sorted_by(candidate, collection, f"{first},-{second}")
            return Several(first, second, up, down)
        refusal = refusal or up
    return refusal


def sorted_by(candidate: Candidate, collection: Collection, value: str) -> Exchange:
    """The answer of a collection to this value of sort."""
    return candidate.get(with_query(collection.url, {"sort": value}))


def with_query(url: str, parameters: Mapping[str, str]) -> str:
    """The URL with these query parameters set; brackets are percent-encoded, commas are not."""
    parts = urlsplit(url)
    given = parse_qsl(parts.query, keep_blank_values=True)
    pairs = [(name, value) for name, value in given if name not in parameters]
    query = urlencode([*pairs, *parameters.items()], quote_via=quote, safe=",")
    return urlunsplit(parts._replace(query=query))


def items(exchange: Exchange) -> list[dict[str, Any]]:
    """The objects in the array `data`; none when there is no such array."""
    return exchange.once(_items)


def _items(exchange: Exchange) -> list[dict[str, Any]]:
    root = exchange.once(Document).value
    data = root.get("data") if isinstance(root, dict) else None
    return [item for item in data if isinstance(item, dict)] if isinstance(data, list) else []


def identities(exchange: Exchange) -> list[Identity]:
    """Type and id of each item, in order."""
    return [(item.get("type"), item.get("id")) for item in items(exchange)]


def values(exchange: Exchange, field: str) -> list[Any]:
    """The value of an attribute in each item, in order."""
    return [attributes(item).get(field) for item in items(exchange)]


def attributes(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """The attributes of a resource object."""
    found = item.get("attributes")
    return found if isinstance(found, dict) else {}


def fields(collection: Collection) -> list[str]:
    """The attributes that can show an order, those first that the collection does not follow now.

    Then numbers and dates before texts: what is shown of them is what they are sorted by.
    """
    named = dict.fromkeys(name for item in collection.resources for name in attributes(item))
    shown = {name: values(collection.exchange, name) for name in named if _can_be_named(name)}
    telling = [name for name, found in shown.items() if _tells(found)]
    return sorted(
        telling,
        key=lambda name: (arrangement(shown[name]).is_monotone, _are_words(shown[name])),
    )


def _can_be_named(name: str) -> bool:
    return "," not in name and not name.startswith(("-", "@"))


def _tells(found: Sequence[object]) -> bool:
    given = [value for value in found if isinstance(value, str | int | float)]
    if _are_words(given) and len(set(given)) < _VARIED * len(given):
        return False
    return arrangement(given).decided >= _FEWEST_PAIRS


def _are_words(found: Iterable[object]) -> bool:
    return any(isinstance(value, str) and not is_moment(value) for value in found)


def _probes(
    candidate: Candidate, collection: Collection, telling: list[str], refused: list[Exchange]
) -> Iterator[Probe]:
    accepted = 0
    for field in telling[:MOST_TRIES]:
        up = sorted_by(candidate, collection, field)
        if up.status != OK:
            refused.append(up)
            continue
        down = sorted_by(candidate, collection, f"-{field}")
        if down.status != OK:
            refused.append(down)
            continue
        yield Probe(collection, field, up, down)
        accepted += 1
        if accepted == MOST_FIELDS:
            return


def _others(candidate: Candidate, collection: Collection, telling: list[str]) -> list[Exchange]:
    """The answers to a few fields that show no order now."""
    names = [it for it in attributes(collection.resources[0]) if _can_be_named(it)]
    others = [name for name in names if name not in telling][:_MOST_OTHERS]
    return [sorted_by(candidate, collection, name) for name in others]


def _pairs(found: Sorting) -> list[tuple[Collection, str, str]]:
    """A field with ties and one that breaks them; those that decide the most pairs come first."""
    ranked: list[tuple[int, int, tuple[Collection, str, str]]] = []
    for probe in found.effective:
        if not (probe.rising.is_monotone and probe.falling.is_monotone):
            continue
        seen = probe.collection.exchange
        breaks = values(seen, probe.field)
        for name in _tied(probe):
            decided = ties(values(seen, name), breaks).decided
            ranked.append((-decided, len(ranked), (probe.collection, name, probe.field)))
    return [chosen for decided, _, chosen in sorted(ranked, key=lambda it: it[:2]) if decided]


def _tied(probe: Probe) -> Iterator[str]:
    """The attributes beside the probe's own in which some items are equal, and not all."""
    seen = probe.collection.exchange
    for name in dict.fromkeys(name for item in items(seen) for name in attributes(item)):
        shown = [value for value in values(seen, name) if value is not None]
        plain = all(isinstance(value, str | int | float) for value in shown)
        if name != probe.field and _can_be_named(name) and plain:
            keys = [key(value) for value in shown]
            if 1 < len(set(keys)) < len(keys):
                yield name


def brief(value: object) -> str:
    """A value as JSON, cut to what can be read aloud."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"


def key(value: object) -> object:
    """What two values have in common when any collation may call them equal."""
    return value.strip().casefold() if isinstance(value, str) else value


def ties(firsts: Sequence[object], seconds: Sequence[object]) -> Arrangement:
    """How the second values stand among the items whose first values are equal."""
    groups: dict[object, list[int]] = {}
    for place, value in enumerate(firsts):
        groups.setdefault(key(value), []).append(place)
    found = [arrangement([seconds[place] for place in group]) for group in groups.values()]
    return Arrangement(
        tuple(pair for each in found for pair in each.rising),
        tuple(pair for each in found for pair in each.falling),
    )
