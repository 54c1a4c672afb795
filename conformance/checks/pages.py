"""Collections page by page: what a page lists, where the next one is, and the walk from one to another."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from conformance.candidate import Candidate
from conformance.checks import targets, weblinks
from conformance.checks.again import spread
from conformance.checks.names import bare, vocabulary
from conformance.checks.shapes import keyword, types
from conformance.checks.targets import Surveyed, Target
from conformance.checks.weblinks import Link
from conformance.description import Operation, Parameter
from conformance.model import Exchange

MOST_PAGES = 6
_MOST_WALKS = 3
_IDS = ("id", "identificatie", "uuid", "identifier", "code", "nummer", "key", "@id", "url", "href")
_OK = 200
_SIZES = vocabulary(
    """aantalperpagina itemsperpage limit maxitems maxresults pagelimit pagesize paginagrootte perpage resultsperpage
    rows size top
    """
)
_BEGINNINGS = vocabulary(
    """after continuationtoken cursor marker nexttoken offset page pagenumber pagetoken pagina paginanummer skip start
    startindex
    """
)
TOTALS = ("totaal", "total", "totalcount", "totalitems", "totalelements", "totalresults")
EITHER = ("count", "aantal", "numfound")  # of all items, or of those on the page
MATCHED, RETURNED = "numbermatched", "numberreturned"
_HOLDERS = ("meta", "_meta", "page", "pagination", "paging", "paginering")
_LINK_HOLDERS = ("_links", "links", *_HOLDERS)
_COUNT_FIELDS = ("x-total-count", "total-count")


@dataclass(frozen=True, eq=False)
class Page:
    """One page of a collection, as it was answered."""

    exchange: Exchange

    @property
    def items(self) -> tuple[Any, ...]:
        """What it lists."""
        return targets.items_of(self.exchange.json) or ()

    @property
    def keys(self) -> tuple[str, ...]:
        """What tells each item from every other, in the order of the page."""
        return tuple(map(key_of, self.items))

    def to(self, relation: str) -> Link | None:
        """The link to another page."""
        return weblinks.related(self.exchange, relation)


@dataclass(frozen=True, eq=False)
class Walk:
    """A collection from its first page on, by the links `next`.

    `ended` says that the last page of it is known to be reached. `back` is the URL of a link that leads to a page which
    was there before, `broken` an answer without success to a link, and `elsewhere` a link that leads to another host.
    """

    target: Target
    pages: tuple[Page, ...]
    ended: bool = False
    back: str = ""
    broken: Exchange | None = None
    elsewhere: str = ""

    @property
    def items(self) -> list[Any]:
        """Every item of every page."""
        return [item for page in self.pages for item in page.items]

    @property
    def keys(self) -> list[str]:
        """What tells each item from every other, page after page."""
        return [key for page in self.pages for key in page.keys]

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """The answers with the pages."""
        return tuple(page.exchange for page in self.pages)


def walks(candidate: Candidate) -> tuple[Walk, ...]:
    """Some of the candidate's collections, page by page, those with pages first."""
    found: Surveyed = candidate.once(targets.surveyed)
    paged = [it for it in found.collections if Page(it.answer).to("next")]
    others = [it for it in found.collections if it not in paged]
    chosen = (*spread(tuple(paged), _MOST_WALKS), *spread(tuple(others), _MOST_WALKS))
    return tuple(walked(candidate, it) for it in chosen[:_MOST_WALKS])


def walked(candidate: Candidate, target: Target, answer: Exchange | None = None) -> Walk:
    """A collection from an answer on: that of the survey, or one to another query."""
    page = Page(answer or target.answer)
    pages, seen = [page], {canonical(page.exchange.request.url)}
    while link := page.to("next"):
        if not candidate.is_own(link.url):
            return Walk(target, tuple(pages), elsewhere=link.url)
        if canonical(link.url) in seen:
            return Walk(target, tuple(pages), back=link.url)
        if len(pages) == MOST_PAGES:
            return Walk(target, tuple(pages))
        seen.add(canonical(link.url))
        following = candidate.get(link.url)
        if following.status != _OK:
            return Walk(target, tuple(pages), broken=following)
        page = Page(following)
        if page.keys and any(page.keys == it.keys for it in pages):
            return Walk(target, tuple(pages), back=link.url)
        pages.append(page)
    return Walk(target, tuple(pages), ended=is_all(target.operation, pages))


def is_all(operation: Operation | None, pages: Sequence[Page]) -> bool:
    """Whether nothing comes after pages of which the last has no link `next`.

    Where no page is linked at all, there may be others: an operation that takes the number or the size of a page is
    known to be at its end only with fewer items than a page can have, one that counts more never.
    """
    page = pages[-1]
    if len(pages) > 1 or any(map(page.to, ("prev", "first", "last"))) or _says_last(page):
        return True
    if any(told > len(page.items) for _, name, told in counts(page.exchange) if name != RETURNED):
        return False
    size = size_parameter(operation)
    asked = (
        dict(parse_qsl(urlsplit(page.exchange.request.url).query)).get(size.name) if size else None
    )
    usual = asked or (keyword(size.schema, "default") if size else None)
    if str(usual).isdecimal():
        return len(page.items) < int(str(usual))
    return size is None and not any(bare(it.name) in _BEGINNINGS for it in _query(operation))


def _says_last(page: Page) -> bool:
    """Whether a page says with a null that no other comes next."""
    document = page.exchange.json
    held = [document, *map(document.get, _LINK_HOLDERS)] if isinstance(document, dict) else []
    return any(isinstance(it, dict) and it.get("next", "") is None for it in held)


def size_parameter(operation: Operation | None) -> Parameter | None:
    """The parameter that says how many items a page has, an integer of one of the usual names."""
    sizes = (it for it in _query(operation) if bare(it.name) in _SIZES)
    return next((it for it in sizes if "integer" in types(it.schema)), None)


def _query(operation: Operation | None) -> list[Parameter]:
    return [it for it in operation.parameters if it.place == "query"] if operation else []


def counts(exchange: Exchange) -> Iterator[tuple[str, str, int]]:
    """Each place where a count of items stands, the bare name of it, and the number."""
    document = exchange.json if isinstance(exchange.json, dict) else {}
    held = [(f"/{name}", document.get(name)) for name in _HOLDERS]
    for place, holder in [("", document), *held]:
        for name, value in holder.items() if isinstance(holder, dict) else ():
            known = bare(name) in {*TOTALS, *EITHER, MATCHED, RETURNED}
            if known and isinstance(value, int) and not isinstance(value, bool):
                yield f"{place}/{name}", bare(name), value
    for field in _COUNT_FIELDS:
        value = exchange.header(field)
        if value is not None and value.isascii() and value.isdigit():
            yield field, "total", int(value)


def is_steady(candidate: Candidate, page: Page) -> bool:
    """Whether a page lists now what it listed before: it does not where others write meanwhile."""
    return Page(candidate.send("GET", page.exchange.request.url)).keys == page.keys


def key_of(item: Any) -> str:
    """What an item is called: its id, its link to itself, or else all that there is of it."""
    return _name(item) or json.dumps(item, sort_keys=True)


def _name(item: Any) -> str:
    """The id of an item, or the link to itself; "" where it has neither."""
    if not isinstance(item, dict):
        return ""
    own = [item.get(name) for name in _IDS]
    own += [
        it.get("self") for it in (item.get("_links"), item.get("links")) if isinstance(it, dict)
    ]
    for value in own:
        found = value.get("href") if isinstance(value, dict) else value
        if isinstance(found, str | int) and not isinstance(found, bool) and found != "":
            return str(found)
    return ""


def canonical(url: str) -> str:
    """A URL with its query in order of name, so that two spellings of one request are one."""
    parts = urlsplit(url)
    pairs = sorted(parse_qsl(parts.query, keep_blank_values=True))
    return parts._replace(path=parts.path.rstrip("/"), query=urlencode(pairs), fragment="").geturl()


def asking(url: str, **values: str) -> str:
    """The URL with those query parameters set, what it had beside them kept."""
    parts = urlsplit(url)
    pairs = [
        (key, it) for key, it in parse_qsl(parts.query, keep_blank_values=True) if key not in values
    ]
    return parts._replace(query=urlencode([*pairs, *values.items()])).geturl()


def twice(items: Iterable[Any]) -> list[str]:
    """What items are called that come more than once, wholly the same; those that have no name may well be equal."""
    counted = Counter(
        (_name(item), json.dumps(item, sort_keys=True)) for item in items if _name(item)
    )
    return [name for (name, _), count in counted.items() if count > 1]


def first_difference(one: Sequence[str], other: Sequence[str]) -> int:
    """The index of the first key in which two rows differ, as far as both go; -1 where they do not."""
    pairs = zip(one, other, strict=False)
    return next((index for index, (a, b) in enumerate(pairs) if a != b), -1)
