"""Query parameters: families, the server's own, and those that nobody knows."""

from collections.abc import Callable, Iterator, Sequence
from string import ascii_lowercase

from conformance.candidate import Candidate
from conformance.generation import Draw
from conformance.model import Exchange, Finding, Observation, Obstacle

from ..documents import Document
from ..fetching import places
from ..fetching.places import OK, extended
from ..findings import met, unmet
from ..generated import tried
from ..survey import Survey, link_url, survey
from .names import STANDARD, Named, custom, custom_fault, is_family_name, named

REFUSED = 400
_LONGEST = 8
_NOBODYS = "zq"


def may_custom(candidate: Candidate) -> Iterator[Observation]:
    """A link or the description names a parameter that is the server's own."""
    found: Survey = candidate.once(survey)
    for exchange in [*_documents(candidate, found), *_refused(candidate)]:
        for parameter in custom(exchange):
            if custom_fault(parameter.base) is None:
                yield met(
                    exchange, "parameters of its own, or none", parameter.name, parameter.where
                )
                return


def _documents(candidate: Candidate, found: Survey) -> Iterator[Exchange]:
    """The answers of the survey, and the description that they or the declaration point at."""
    yield from dict.fromkeys((found.entry, *places.survey_exchanges(found)))
    described = candidate.declaration.description
    links = [
        link_url(candidate, it, _described_by(it)) for it in (found.entry, *_collections(found))
    ]
    for url in [candidate.url(described) if described else None, *links]:
        if url and candidate.is_own(url):
            yield candidate.get(url, {"Accept": "application/json, */*;q=0.5"})
            return


def _collections(found: Survey) -> list[Exchange]:
    return [it.exchange for it in found.collections[:1]]


def _described_by(exchange: Exchange) -> object:
    return exchange.once(Document).top_links.get("describedby")


def custom_names(exchange: Exchange) -> Iterator[Observation]:
    """The server's own parameters are named by the rules for them."""
    parameters = list(custom(exchange))
    faults = [(it, custom_fault(it.base)) for it in parameters if it.fetched]
    for parameter, fault in faults:
        if fault:
            expected = "a name with a character outside a-z, legal for a member"
            yield unmet(exchange, expected, f"{parameter.name}: {fault}", parameter.where)
    legal = [it for it in parameters if custom_fault(it.base) is None]
    if legal and not any(fault for _, fault in faults):
        yield met(exchange, "legal names", legal[0].name, legal[0].where)


def custom_capital(exchange: Exchange, *, marks: str = "") -> Iterator[Observation]:
    """The names of the server's own parameters have a capital letter, or one of `marks`."""
    parameters = [it for it in custom(exchange) if custom_fault(it.base) is None]
    plain = [it for it in parameters if not _marked(it, marks)]
    for parameter in plain:
        expected = f"a capital letter{', a hyphen or an underscore' if marks else ''}"
        yield unmet(exchange, expected, parameter.name, parameter.where)
    if parameters and not plain:
        yield met(exchange, "a capital letter", parameters[0].name, parameters[0].where)


def _marked(parameter: Named, marks: str) -> bool:
    return any(it.isupper() or it in marks for it in parameter.base)


def unknown_400(candidate: Candidate) -> Iterator[Observation]:
    """A parameter of letters a-z that nobody knows is answered with 400."""
    answers = _refused(candidate)
    yield from map(_refusal, answers)
    if answers:
        recipe = _unknown(_places(candidate.once(survey)))
        yield from tried(candidate, recipe, lambda url: _refusal(candidate.get(url)))
    else:
        yield Obstacle("no collection and no resource was found", candidate.once(survey).entry)


def _refusal(exchange: Exchange) -> Finding:
    judged = met if exchange.status == REFUSED else unmet
    return judged(exchange, "status 400 for an unknown name", f"status {exchange.status}")


def _places(found: Survey) -> list[str]:
    """A collection, a resource, and what is at the two links of a relationship."""
    related = [it.related_exchange for it in found.relationships]
    linkage = [it.self_exchange for it in found.relationships]
    answers = [
        next((it for it in each if it and it.status == OK), None) for each in (related, linkage)
    ]
    own = [it.url for it in found.collections[:1]] + [it.url for it in found.resources[:1]]
    return list(dict.fromkeys([*own, *(it.request.url for it in answers if it)]))


def _unknown(urls: Sequence[str]) -> Callable[[Draw], str]:
    """Names of one letter and more, alone in the query or after what a URL has already."""

    def recipe(draw: Draw) -> str:
        name = draw.word(ascii_lowercase, 1, _LONGEST)
        made = f"{name}{_NOBODYS}" if name in STANDARD else name
        return extended(draw.one(urls), f"{made}=1")

    return recipe


def _refused(candidate: Candidate) -> list[Exchange]:
    """The answers of a collection and of a resource to a parameter that nobody knows."""
    found: Survey = candidate.once(survey)
    piece = f"{candidate.word('unknown parameter')}=1"
    urls = [it.url for it in found.collections[:1]] + [it.url for it in found.resources[:1]]
    return [candidate.get(extended(url, piece)) for url in urls]


def family_names(candidate: Candidate) -> Iterator[Observation]:
    """A name that only resembles a family's is answered with 400, and none stands in a link."""
    found: Survey = candidate.once(survey)
    for collection in found.collections[:1]:
        exchange = candidate.get(extended(collection.url, "filter%5B_%5D=1"))
        judged = met if exchange.status == REFUSED else unmet
        yield judged(exchange, "status 400 for filter[_]", f"status {exchange.status}")
    for exchange in dict.fromkeys(places.survey_exchanges(found)):
        if exchange.status == OK:
            yield from _family_links(exchange)
    if not found.collections:
        yield Obstacle("no collection was found", found.entry)


def _family_links(exchange: Exchange) -> Iterator[Observation]:
    families = [it for it in exchange.once(named) if it.fetched and "[" in it.name]
    illegal = [it for it in families if not is_family_name(it.name)]
    for parameter in illegal:
        yield unmet(exchange, "the name of a family's parameter", parameter.name, parameter.where)
    if families and not illegal:
        yield met(exchange, "names of families", families[0].name, families[0].where)
