"""Proposals of our own: a plain word wherever a value stands, which is the least mistakable fault there is."""

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from conformance.contract.proposal import Proposal
from conformance.contract.reading import Reader

WORD = "mistake"
_MOST_LEAVES = 100


def of_words(reader: Reader, plain: Proposal) -> Iterator[Proposal]:
    """The plain request with a word for each parameter, and for each value in a JSON body, one at a time."""
    for place in ("path", "query", "header"):
        for parameter in reader.parameters(place):
            yield _with(plain, place, parameter.name)
    if isinstance(plain.value, dict | list):
        for value in islice(_changed(plain.value), _MOST_LEAVES):
            body = json.dumps(value, ensure_ascii=False).encode()
            yield replace(plain, valid=False, place="body", name="", value=value, body=body)


def _with(plain: Proposal, place: str, name: str) -> Proposal:
    wrong = replace(plain, valid=False, place=place, name=name)
    if place == "path":
        return replace(wrong, path={**plain.path, name: WORD})
    if place == "header":
        return replace(wrong, headers={**plain.headers, name: WORD})
    others = tuple(pair for pair in plain.query if pair[0] != name)
    return replace(wrong, query=(*others, (name, WORD)))


def _changed(value: Any) -> Iterator[Any]:
    """The value with one of the plain values in it replaced by a word, each in turn."""
    if isinstance(value, dict):
        for name, it in value.items():
            yield from ({**value, name: changed} for changed in _changed(it))
    elif isinstance(value, list):
        for index, it in enumerate(value):
            yield from ([*value[:index], changed, *value[index + 1 :]] for changed in _changed(it))
    else:
        yield WORD
