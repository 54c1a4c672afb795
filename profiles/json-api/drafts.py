"""Bodies for resources that the run makes itself, from what the candidate serves and what its declaration tells.

Values are those of an example, changed only where that is sure to stay plausible. To-one relationships lead to what the
example is related to; to-many ones, and those that look like one half of a pair, are left out, because giving an
existing resource to a new owner may take it from another.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from conformance.candidate import Candidate

from .survey import Collection, Relationship, Survey

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}.*)?$|\d{2}:\d{2}(:\d{2})?$")
_URL = re.compile(r"[a-z][a-z0-9+.-]*:|/", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+$")
_FEW = 3  # so many different values among the examples, or fewer, may be all that there are
NAMESPACE = UUID("6f5a1c2e-3b7d-4e0a-9c44-0d6f1f0a7b11")  # of the ids that a client chooses
WORD = "{word}"  # in a declared text: a word of its own in each resource


@dataclass(frozen=True)
class Draft:
    """A resource to be made: its type, its attributes, the linkage of its relationships, the client's id if any."""

    type: str
    attributes: Mapping[str, Any] = field(default_factory=dict)
    relationships: Mapping[str, Any] = field(default_factory=dict)
    id: str | None = None

    @property
    def resource(self) -> dict[str, Any]:
        """The resource object."""
        found: dict[str, Any] = {"type": self.type}
        if self.id is not None:
            found["id"] = self.id
        if self.attributes:
            found["attributes"] = dict(self.attributes)
        if self.relationships:
            found["relationships"] = {n: {"data": it} for n, it in self.relationships.items()}
        return found

    @property
    def document(self) -> dict[str, Any]:
        """The request document."""
        return {"data": self.resource}

    def without(self, pointers: Iterable[str]) -> "Draft":
        """The draft without the fields that JSON Pointers of an error document name."""
        named = _fields_at(pointers)
        return replace(
            self,
            attributes={k: v for k, v in self.attributes.items() if k not in named},
            relationships={k: v for k, v in self.relationships.items() if k not in named},
        )

    def renamed(self, pointers: Iterable[str], word: str) -> "Draft":
        """The draft with `word` for each text that pointers of an error document name: it may have to be unique."""
        named = _fields_at(pointers)
        changed = {
            name: word
            for name, value in self.attributes.items()
            if name in named and isinstance(value, str) and not _DATE.match(value)
        }
        return replace(self, attributes={**self.attributes, **changed})


def drafts(
    candidate: Candidate, survey: Survey, collection: Collection, kind: str, word: str
) -> Iterator[Draft]:
    """Drafts of a resource of a type, the most telling first. `word` is one of its own."""
    told = candidate.declaration.write.get(kind)
    if told:
        attributes, relationships = _worded([told.attributes, told.relationships], word)
        yield Draft(kind, attributes, {name: _linkage(it) for name, it in relationships.items()})
        return
    examples = [it for it in collection.resources if it["type"] == kind]
    examples += [it.object for it in survey.resources_of(kind)]
    if not examples:
        return
    varied = variation(examples, word)
    related = dict(_to_one(survey, kind))
    yield Draft(kind, varied, related)
    yield Draft(kind, varied)
    as_served = {name: value for name, value in _first(examples).items() if value is not None}
    yield Draft(kind, as_served, related)
    yield Draft(kind, as_served)


def variation(examples: list[dict[str, Any]], word: str) -> dict[str, Any]:
    """Attributes like those of the examples, with `word` in each text that may hold any."""
    found = {}
    for name, value in _first(examples).items():
        seen = [it["attributes"].get(name) for it in examples if _attributes(it)]
        given = next((each for each in (value, *seen) if each is not None), None)
        if given is not None:
            found[name] = varied(given, seen, word)
    return found


def varied(value: Any, seen: Iterable[Any], word: str) -> Any:
    """A value like `value` with `word` in it, or `value` itself where another may not be allowed."""
    if not isinstance(value, str) or _DATE.match(value) or _is_uuid(value):
        return value
    if _EMAIL.match(value):
        return f"{word}{value[value.index('@') :]}"
    texts = [it for it in seen if isinstance(it, str)]
    few = len(texts) > len(set(texts)) or len(set(texts)) <= _FEW
    if _URL.match(value) or (few and " " not in value) or len(value) < len(word) // 2:
        return value
    return word if " " not in value else f"{value.split(' ')[0]} {word}"


def other(value: Any, seen: Iterable[Any], word: str) -> Any:
    """Another value of the same kind: one that was served elsewhere, else a plausible one; None if there is none."""
    for each in seen:
        if each is not None and each != value and type(each) is type(value):
            return each
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    changed = varied(value, (), word)
    return changed if changed != value else None


def _first(examples: list[dict[str, Any]]) -> dict[str, Any]:
    """The attributes of the first example, and those that only others have."""
    found: dict[str, Any] = {}
    for example in examples:
        for name, value in _attributes(example).items():
            found.setdefault(name, value)
    return found


def _attributes(example: dict[str, Any]) -> dict[str, Any]:
    found = example.get("attributes")
    return found if isinstance(found, dict) else {}


def _to_one(survey: Survey, kind: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The to-one relationships of a type and an identifier that one of its resources is related to."""
    for it in survey.relationships:
        if it.parent.type == kind and it.many is False and not it.empty:
            found = identifier(target_of(it))
            if found and not is_half_of_a_pair(survey, it, found["type"]):
                yield it.name, found


def is_half_of_a_pair(survey: Survey, relationship: Relationship, target: str) -> bool:
    """Whether resources of the type on the other side lead back to one of this type: a pair may be all that fits."""
    kind, own = relationship.parent.type, (relationship.parent.type, relationship.name)
    return any(
        (identifier(target_of(it)) or {}).get("type") == kind
        for it in survey.relationships
        if it.parent.type == target and it.many is False and (target, it.name) != own
    )


def target_of(relationship: Relationship) -> Any:
    """What a relationship leads to, by its linkage or else by what its links answer; None when that is not shown."""
    if relationship.has_linkage:
        return relationship.linkage
    for exchange in (relationship.self_exchange, relationship.related_exchange):
        if exchange and isinstance(exchange.json, dict) and "data" in exchange.json:
            return exchange.json["data"]
    return None


def identifier(resource: Any) -> dict[str, str] | None:
    """The resource identifier of a resource object or identifier; None when it is neither."""
    if not isinstance(resource, dict):
        return None
    kind, identity = resource.get("type"), resource.get("id")
    if not isinstance(kind, str) or not isinstance(identity, str):
        return None
    return {"type": kind, "id": identity}


def _linkage(value: Any) -> Any:
    """What a declaration says of a relationship: linkage, or an object with `data`."""
    return value["data"] if isinstance(value, dict) and "data" in value else value


def _worded(value: Any, word: str) -> Any:
    if isinstance(value, str):
        return value.replace(WORD, word)
    if isinstance(value, Mapping):
        return {name: _worded(each, word) for name, each in value.items()}
    return [_worded(each, word) for each in value] if isinstance(value, list) else value


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _fields_at(pointers: Iterable[str]) -> set[str]:
    """The names of the fields that pointers like /data/attributes/title lead into."""
    return {pointer.split("/")[3] for pointer in pointers if pointer.count("/") > 2}  # noqa: PLR2004
