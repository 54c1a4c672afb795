"""The member `page` of meta: https://jsonapi.org/profiles/ethanresnick/cursor-pagination/#document-page-meta."""

from collections.abc import Iterator

from conformance.candidate import Candidate
from conformance.model import Exchange, Finding, Observation

from ..cursor_documents import AFTER, BEFORE, SIZE, announces, identities, page_of
from ..cursors import Listing, named, on_main
from ..documents import Document
from ..findings import shown, verdicts

_NO_ITEM_CURSORS = "items carry no cursors"


def page_is_an_object(exchange: Exchange) -> Iterator[Finding]:
    """The member `page` of each meta is an object."""
    if not announces(exchange):
        return
    found = [
        (where, meta["page"]) for where, meta in exchange.once(Document).metas if "page" in meta
    ]
    faults = [(f"{where}/page", shown(page)) for where, page in found if not isinstance(page, dict)]
    yield from verdicts(exchange, "an object", faults, seen=bool(found))


def items_carry_cursors(exchange: Exchange) -> Iterator[Finding]:
    """Items carry their cursors in meta.page.cursor."""
    document = exchange.once(Document)
    if announces(exchange):
        for where, item in (*document.primary, *document.identifiers):
            if "cursor" in page_of(item):
                pointer = f"{where}/meta/page/cursor"
                yield Finding(True, "a cursor, or none", "a cursor", pointer, exchange)
                return


def cursors_fall_on_items(candidate: Candidate) -> Iterator[Observation]:
    """What follows the cursor of an item is the next item, and what precedes it is the one before."""
    yield from on_main(candidate, _fall, _NO_ITEM_CURSORS)


def _fall(candidate: Candidate, listing: Listing) -> Iterator[Observation]:
    known = listing.known
    for place in sorted({1, len(known) - 2}):
        item = known[place]
        for parameter, beside, nearest in (
            (AFTER, known[place + 1], 0),
            (BEFORE, known[place - 1], -1),
        ):
            if item in listing.cursors:
                asked = {parameter: listing.cursors[item], SIZE: "1"}
                answer = listing.ask(candidate, asked)
                found = identities(answer)
                actual = found[nearest] if found else None
                expected = f"{named(beside)} for {parameter} the cursor of {named(item)}"
                where = f"/data/{place}/meta/page/cursor"
                evidence = (listing.largest, answer)
                yield Finding(actual == beside, expected, named(actual), where, evidence)
