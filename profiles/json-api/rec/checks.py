"""The recommendations of the standard's editors: https://jsonapi.org/recommendations/.

They are advice: who designs URLs, names or documents in another way breaks nothing.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from conformance.candidate import Candidate
from conformance.model import Absence, Doubt, Exchange, Finding, Observation, Obstacle

from ..documents import Document, Object, escaped
from ..findings import met, shortened, shown, unmet, verdicts
from ..sort.probes import OK, items, with_query
from ..survey import Collection, Relationship, Survey, survey
from ..targets import href
from .associations import Tried, beside, held, is_page, linkages, second_id, skips, tried
from .dates import notation
from .later import (
    done_job_303,
    patch_override,
    pending_job_200,
    retry_after,
    told_where_the_job_is,
)
from .names import ascii_alphanumeric, camel_case, ends_in_a_to_z

__all__ = [
    "ascii_alphanumeric",
    "camel_case",
    "done_job_303",
    "ends_in_a_to_z",
    "patch_override",
    "pending_job_200",
    "retry_after",
    "told_where_the_job_is",
]

_REFUSED = range(400, 500)
# A URL that is its own path, as most are: nothing to decode or to resolve, and no query.
_PLAIN_URL = re.compile(r"(?:https?://[A-Za-z0-9.:-]+)?((?:/[A-Za-z0-9_~-]+)+)/?")


# -- dates -----------------------------------------------------------------------------------------


def dates_are_iso(exchange: Exchange) -> Iterator[Finding]:
    """An attribute that is beyond doubt a date or a time is written as ISO 8601 has it."""
    found = [
        (f"{pointer}/attributes/{escaped(name)}", value, how)
        for pointer, resource in exchange.once(Document).resources
        for name, value in _object(resource, "attributes").items()
        if (how := notation(name, value))
    ]
    faults = [(at, f"{shown(value)}, {how}") for at, value, how in found if how != "ISO"]
    seen = len(found) > len(faults)
    yield from verdicts(exchange, "a date or time of ISO 8601", faults, seen=seen)


# -- links -----------------------------------------------------------------------------------------


def links_at_the_top(exchange: Exchange) -> Iterator[Finding]:
    """A document with data that was fetched has a link to itself.

    Whether it is a page among others a document does not show, so that no link to a page is missed.
    """
    document = exchange.once(Document)
    if exchange.request.method != "GET" or exchange.status != OK or "data" not in document.root:
        return
    faults = [] if _is_link(document.top_links.get("self")) else [("/links", "no self link")]
    yield from verdicts(exchange, "a self link at the top level", faults, seen=True)


def links_of_resources(exchange: Exchange) -> Iterator[Finding]:
    """Each resource object has a link to itself; what has no id is no resource that a link could lead to."""
    resources = [it for it in exchange.once(Document).resources if "id" in it[1]]
    faults = [
        (pointer, f"{it.get('type')} {it.get('id')} has no self link")
        for pointer, it in resources
        if not _is_link(_object(it, "links").get("self"))
    ]
    yield from verdicts(exchange, "a self link", faults, seen=bool(resources))


def links_of_relationships(exchange: Exchange) -> Iterator[Finding]:
    """Each relationship has a link to itself or to what is related."""
    given = [it for it in exchange.once(Document).relationships if ":" not in it[1]]
    faults = [
        (pointer, f"{shortened(name)} has neither")
        for pointer, name, it in given
        if not _leads_somewhere(_object(it, "links"))
    ]
    yield from verdicts(exchange, "a self or a related link", faults, seen=bool(given))


def _leads_somewhere(links: Mapping[str, Any]) -> bool:
    return _is_link(links.get("self")) or _is_link(links.get("related"))


# -- URLs ------------------------------------------------------------------------------------------


def collection_urls(candidate: Candidate) -> Iterator[Observation]:
    """Of each type there is a collection whose path has the name of the type.

    A plural, other capitals or other hyphens make no difference, as the name need only be made from the type; what
    may be an irregular plural, such as people of a person, is not judged, nor is a collection at the base URL.
    """
    found: Survey = candidate.once(survey)
    by_type: dict[str, list[Collection]] = {}
    for collection in found.collections:
        if len(collection.types) == 1 and collection.url.rstrip("/") != candidate.base:
            by_type.setdefault(collection.types[0], []).append(collection)
    for kind, collections in by_type.items():
        told = {_is_made_from(_path(it.exchange, ""), kind): it for it in collections}
        if True in told or None not in told:
            judged = met if True in told else unmet
            seen = told[True in told].exchange
            yield judged(seen, f"a path made from {kind}", _path(seen, ""))
    if not found.collections:
        yield Obstacle("no collection was found", found.entry)


def _is_made_from(path: str, kind: str) -> bool | None:
    """Whether the name of a type stands in a path; None when the last step may be another form of it."""
    steps = path.strip("/").split("/")
    joined = ["".join(steps[-number:]) for number in (2, 3)]
    if any(_numbers(step) & _numbers(kind) for step in (*steps, *joined)):
        return True
    last, name = _plain(steps[-1]), _plain(kind)
    alike = last[:1] == name[:1] or last in name or name in last
    return None if alike else False


def _numbers(word: str) -> set[str]:
    """A word as it is and as the singular of an English plural."""
    plain = _plain(word) or word
    found = {plain, plain.removesuffix("s"), plain.removesuffix("es")}
    return (found | {f"{plain[:-3]}y"} if plain.endswith("ies") else found) - {""}


def resource_urls(candidate: Candidate) -> Iterator[Observation]:
    """The URL of a resource is that of its collection with its id after it."""
    found: Survey = candidate.once(survey)
    for resource in found.resources:
        path = _resolved(resource.url)
        own = [it for it in found.collections if it.types == (resource.type,)]
        expected = [f"/{_path(it.exchange, '').rpartition('/')[2]}/{resource.id}" for it in own]
        if any(path.endswith(end) for end in expected):
            yield met(resource.exchange, f"a path that ends in {expected[0]}", path)
        elif expected:
            yield unmet(resource.exchange, f"a path that ends in {expected[0]}", path)
    if not found.resources:
        yield Obstacle("no resource was found at a URL of its own", found.entry)


def relationship_urls(exchange: Exchange) -> Iterator[Finding]:
    """A relationship is at the URL of its resource, `relationships` and its own name."""
    yield from _formed(exchange, "self", "/relationships")


def related_urls(exchange: Exchange) -> Iterator[Finding]:
    """What is related is at the URL of the resource and the name of the relationship."""
    yield from _formed(exchange, "related", "")


def _formed(exchange: Exchange, link: str, between: str) -> Iterator[Finding]:
    faults: list[tuple[str, str]] = []
    seen = False
    for pointer, resource in exchange.once(Document).resources:
        for name, relationship in _object(resource, "relationships").items():
            target = href(_object(relationship, "links").get(link))
            if target is None:
                continue
            follows = _follows(exchange, resource, target, between, name)
            seen |= follows is True
            if follows is False:
                where = f"{pointer}/relationships/{escaped(name)}/links/{link}"
                faults.append((where, shortened(target)))
    expected = f"the URL of the resource with {between}/NAME after it"
    yield from verdicts(exchange, expected, faults, seen=seen)


def _follows(
    exchange: Exchange, resource: Object, target: str, between: str, name: str
) -> bool | None:
    """Whether a link is below its resource as recommended; None when there is no telling."""
    parent, _, last = _resolved(exchange.request.url, target).rpartition("/")
    if not _is_same(last, name) or not parent.endswith(between):
        return False
    parent = parent.removesuffix(between)
    if parent.endswith(f"/{resource.get('id')}"):
        return True
    own = _object(resource, "links").get("self")
    return parent == _path(exchange, own) if _is_link(own) else None


def self_is_no_related_url(candidate: Candidate) -> Iterator[Observation]:
    """The `self` of a resource is not the URL of a relationship, nor one below another resource for what is related."""
    found: Survey = candidate.once(survey)
    for relationship in found.relationships:
        taken = set(_taken(relationship))
        answers = (relationship.related_exchange, relationship.parent.exchange)
        for exchange in filter(None, answers if taken else ()):
            yield from _own_links(exchange, taken)
    if not found.relationships:
        yield Absence("no relationship was found", found.entry)


def _taken(relationship: Relationship) -> Iterator[str]:
    """The paths of a relationship's links, where they are below its parent."""
    for url in filter(None, (relationship.self_url, relationship.related_url)):
        parent, _, last = _resolved(url).rpartition("/")
        above = parent.removesuffix("/relationships")
        if _is_same(last, relationship.name) and above == _resolved(relationship.parent.url):
            yield _resolved(url)


def _own_links(exchange: Exchange, taken: set[str]) -> Iterator[Finding]:
    expected = "a URL of the resource itself"
    given = [
        (f"{pointer}/links/self", _path(exchange, _object(it, "links").get("self")))
        for pointer, it in exchange.once(Document).resources
        if _is_link(_object(it, "links").get("self"))
    ]
    faults = [(pointer, path) for pointer, path in given if path in taken]
    yield from verdicts(exchange, expected, faults, seen=bool(given))


# -- filters ---------------------------------------------------------------------------------------


def filters_by_association(candidate: Candidate) -> Iterator[Observation]:
    """Where a collection can be filtered by what its items are related to, filter[NAME] does it."""
    found = candidate.once(tried)
    if not found.works or not found.answer:
        yield from _not_offered(candidate, found)
        return
    recommended = found.works.parameter
    number = len(linkages(found.answer, found.works.name))
    actual = f"{number} items by {found.parameter}={shortened(found.works.id)}"
    judged = met if found.parameter == recommended else unmet
    yield judged(found.answer, f"a filter by {recommended}", actual, "/data")


def filters_by_a_list(candidate: Candidate) -> Iterator[Observation]:
    """A list of ids, with commas between, gives what is related to one or to the other, and nothing else."""
    found = candidate.once(tried)
    if not found.works or found.parameter != found.works.parameter:
        yield from _not_offered(candidate, found)
        return
    association, other = found.works, second_id(found.works)
    if other is None:
        yield Obstacle("no two ids were found that leave out anything", found.answer or ())
        return
    alone = replace(association, id=other)
    answer = alone.ask(candidate, alone.parameter)
    if not alone.filters(answer):
        yield Doubt(f"{alone.parameter}={other} does not filter as {association.id} does", answer)
        return
    both = {association.id, other}
    asked = f"{association.parameter}={association.id},{other}"
    query = {association.parameter: f"{association.id},{other}"}
    exchange = candidate.get(with_query(association.collection.url, query))
    if exchange.status == OK and not items(exchange):
        yield Absence(f"{asked} gives nothing: a list is read as one id", exchange)
        return
    plain = association.collection.exchange
    wanted = [bool(ids and ids & both) for ids in linkages(plain, association.name)]
    shown_ids = [ids for ids in linkages(exchange, association.name) if ids is not None]
    seen = both & {one for ids in shown_ids for one in ids}
    foreign = not all(ids & both for ids in shown_ids)
    told = f"{len(shown_ids)} items, related to {' and '.join(sorted(seen)) or 'neither'}"
    wrong = foreign or skips(plain, exchange, wanted)
    yield _answered(exchange, asked, told, right=seen == both and not foreign, wrong=wrong)


def several_filters(candidate: Candidate) -> Iterator[Observation]:
    """Two filters in one request both have an effect: what is shown meets both, or some of it one and some the other.

    Whether two filters narrow or widen is not said, so that either will do.
    """
    found = candidate.once(tried)
    if not found.works or found.parameter != found.works.parameter:
        yield from _not_offered(candidate, found)
        return
    first, other = found.works, beside(found.works)
    if other is None:
        yield Obstacle("no two associations were found that tell items apart", found.answer or ())
        return
    alone = other.ask(candidate, other.parameter)
    if not other.filters(alone):
        yield Absence(f"there is no filter by {other.parameter} beside the first", alone)
        return
    query = {first.parameter: first.id, other.parameter: other.id}
    exchange = candidate.get(with_query(first.collection.url, query))
    shown_pairs = [it for it in held(exchange, first, other) if it]
    narrowed = set(shown_pairs) == {(True, True)}
    foreign = (False, False) in shown_pairs
    widened = {(True, False), (False, True)} <= set(shown_pairs) and not foreign
    plain = first.collection.exchange
    wrong = foreign or skips(plain, exchange, [any(it or ()) for it in held(plain, first, other)])
    told = f"{len(shown_pairs)} items, of which {shown_pairs.count((True, True))} meet both"
    asked = f"{first.parameter}={first.id} with {other.parameter}={other.id}"
    yield _answered(exchange, asked, told, right=narrowed or widened, wrong=wrong)


def _answered(
    exchange: Exchange, asked: str, told: str, *, right: bool, wrong: bool
) -> Observation:
    if exchange.status in _REFUSED:
        return Absence(f"{asked} was refused with {exchange.status}", exchange)
    if exchange.status != OK:
        return Doubt(f"{asked} was answered {exchange.status}", exchange)
    if not right and not wrong and is_page(exchange):
        return Doubt(f"{asked}: what one page shows does not tell", exchange)
    return (met if right else unmet)(exchange, f"what is related by {asked}", told, "/data")


def _not_offered(candidate: Candidate, found: Tried) -> Iterator[Observation]:
    if found.answers:
        yield Absence("no filter by what is related was found", found.answers[:4])
        return
    collections = candidate.once(survey).collections
    related = [it for it in collections if any("relationships" in item for item in it.resources)]
    if related or not collections:
        yield Obstacle("no collection shows to what its items are related, some and some not")
    else:
        yield Absence("no resource has a relationship", collections[0].exchange)


# -- inside ----------------------------------------------------------------------------------------


def _object(holder: object, name: str) -> Mapping[str, Any]:
    """The object that is a member of another; empty when there is none."""
    found = holder.get(name) if isinstance(holder, dict) else None
    return found if isinstance(found, dict) else {}


def _is_link(link: object) -> bool:
    return href(link) is not None


def _path(exchange: Exchange, link: object) -> str:
    """Where a link leads: its path, decoded, without a slash at the end; "" for what is no URL."""
    return _resolved(exchange.request.url, href(link) or "")


@lru_cache(maxsize=4096)
def _resolved(base: str, reference: str = "") -> str:
    plain = _PLAIN_URL.fullmatch(reference or base)
    if plain:
        return plain[1]
    try:
        return unquote(urlsplit(urljoin(base, reference)).path).rstrip("/")
    except ValueError:
        return ""


def _is_same(step: str, name: str) -> bool:
    """Whether a step of a path is a name, capitals, hyphens and underscores aside."""
    return step == name or _plain(step) == _plain(name) != ""


def _plain(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word).casefold()
    return re.sub(r"[\W_]", "", letters)
