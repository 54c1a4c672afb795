"""Cases made from a candidate's own OpenAPI document: requests that keep it, and requests that break it in one place.

schemathesis proposes values (`engine`). What a proposal breaks, if anything, is judged here by what servers may read
out of the request as it is sent (`reading`), so that no case is called broken that a careful server may accept. Left
out, because nobody can say whether they keep the description:

- text for a parameter that takes any text; an empty value, `null`, `undefined`: servers read them as no value;
- a parameter that is given twice; an unknown parameter beside a valid rest: servers may ignore both;
- numbers for moments, `1` for a boolean, `1e3` for an integer; in a body a number for text or null for a member:
  lenient readers convert them. A format other than date, date-time or uuid: it describes, and binds few;
- objects and nested arrays in a query, cookies, bodies in parts, bodies that are no JSON: written in more than one way;
- null bytes, control characters, halves of surrogate pairs (a letter takes their place and the case is judged again);
  `.`, `..`, `/`, `%` in a path: they are decoded here and there; header values beyond printable ASCII (RFC 9110);
- readOnly members in a request, which servers may ignore.

Never made: TRACE; a fault in a login, in Accept, or in Content-Type but as a media type of its own; more than 8 kB of
URL or 64 kB of body. Nothing is fetched: the document is used as it was handed in, without what leads out of it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any, Protocol

from conformance.contract.building import Builder, Known
from conformance.contract.case import Case
from conformance.contract.choosing import chosen
from conformance.contract.probes import of_media_types, of_methods
from conformance.contract.proposal import NotProposed, Proposal
from conformance.contract.reading import Reader
from conformance.contract.words import of_words
from conformance.description import Description, Operation
from conformance.dialect import Schemas

__all__ = ["Case", "cases"]

MOST = 60


class _Engine(Protocol):
    """What proposes; the module that does is imported when the first case is wanted."""

    def covering(self, method: str, path: str) -> list[Proposal]:
        """Proposals that go through an operation constraint by constraint."""
        ...

    def fuzzing(self, method: str, path: str, *, examples: int, seed: int) -> list[Proposal]:
        """Proposals drawn at random."""
        ...


def _nothing_known(template: str, name: str) -> Sequence[object]:  # noqa: ARG001
    return ()


def _tell_nobody(reason: str) -> None:
    pass


def cases(  # noqa: PLR0913  (all but the document are names that a caller writes out)
    document: Mapping[str, Any],
    *,
    base: str,
    methods: frozenset[str],
    examples: int = 0,
    seed: int = 0,
    known: Known = _nothing_known,
    most: int = MOST,
    left_out: Callable[[str], None] = _tell_nobody,
) -> Iterator[Case]:
    """The cases for every operation of a document that can be used on its own, at most `most` an operation.

    `base` is the URL that paths are appended to, `methods` those that may be sent, in capitals. `known(template, name)`
    gives values of a path parameter that somebody has; the nth of one parameter goes with the nth of another. It is
    asked for valid requests and for those whose fault lies elsewhere, DELETE and PUT included: whoever allows these
    gives ids of what the run made itself. `examples` adds so many cases drawn at random to each operation. The same
    arguments give the same cases; DELETE comes last. `left_out` is told which operations have none, and why.
    """
    from conformance.contract.engine import Engine

    description, schemas, engine = Description(base, document), Schemas(document), Engine(document)
    probed: set[str] = set()
    for operation in sorted(description.operations(), key=lambda it: it.method == "delete"):
        builder = Builder(base, Reader(schemas, operation), known, seed)
        served = operation.method.upper() in methods
        if not served and operation.path in probed:
            continue
        try:
            plain = engine.plain(operation.method, operation.path)
            builder = replace(builder, plain=plain)
            if plain and operation.path not in probed:
                probed.add(operation.path)
                yield from of_methods(builder, description, plain, methods, seed)
            proposals = _proposals(engine, operation, examples, seed) if served else []
        except NotProposed as reason:
            left_out(f"{operation.method.upper()} {operation.path}: {reason}")
            continue
        yield from chosen(_made(builder, proposals, plain), most) if served else ()


def _proposals(engine: _Engine, operation: Operation, examples: int, seed: int) -> list[Proposal]:
    found = engine.covering(operation.method, operation.path)
    if examples:
        found += engine.fuzzing(operation.method, operation.path, examples=examples, seed=seed)
    return found


def _made(builder: Builder, proposals: Sequence[Proposal], plain: Proposal | None) -> list[Case]:
    bare = builder.case(plain, bare=True) if plain else None
    probes = of_media_types(builder, bare) if bare else ()
    words = of_words(builder.reader, plain) if plain else ()
    found = chain([bare], probes, map(builder.case, chain(words, proposals)))
    return [it for it in found if it]
