"""Problems that are provoked, and what the error objects say of them from one occurrence to the next."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from conformance.candidate import Candidate
from conformance.model import Absence, Doubt, Exchange, Finding, Observation

from ..documents import Document, Object
from ..fetching.places import GUARDED, answered, extended, missing_resources
from ..findings import met, unmet
from ..include.probes import with_include
from ..survey import Survey, link_url, survey

_NEXT = str.maketrans(
    "0123456789abcdefghijklmnopqrstuvwxyz", "1234567890bcdefahijklmnopqrstuvwxyzg"
)
_MOST_LINKS = 3
_FEWEST = 2  # problems by which it shows that the server went on after the first
_BAD = 400
_ERROR = 500
_READABLE = {"Accept": "text/html, text/plain, */*;q=0.1"}


@dataclass(frozen=True, eq=False)
class Twice:
    """The same kind of problem, twice: two resources that are not there, two names that are not known."""

    problem: str
    first: Exchange
    second: Exchange

    @property
    def errors(self) -> tuple[Object, Object]:
        """The one error object in each answer; two empty ones when they are not about the same problem."""
        one, other = (errors(exchange) for exchange in (self.first, self.second))
        if len(one) != 1 or len(other) != 1 or self.first.status != self.second.status:
            return {}, {}
        same = all(one[0].get(name) == other[0].get(name) for name in ("status", "code"))
        return (one[0], other[0]) if same else ({}, {})


def errors(exchange: Exchange) -> list[Object]:
    """The error objects of a document."""
    return [error for _, error in exchange.once(Document).errors]


def problems(candidate: Candidate) -> list[Twice]:
    """A provision: problems that every server has, each provoked twice."""
    found: Survey = candidate.once(survey)
    wanted = [
        ("a missing resource", url, _another(url)) for _, url in missing_resources(candidate)[:1]
    ]
    for collection in found.collections[:1]:
        words = [candidate.word(label) for label in ("unknown path", "another unknown path")]
        one, other = (with_include(collection.url, word) for word in words)
        wanted.append(("an unknown relationship in include", one, other))
    answers = answered(candidate, (url for _, *urls in wanted for url in urls))
    return [
        Twice(problem, answers[one], answers[other])
        for problem, one, other in wanted
        if one in answers and other in answers
    ]


def _another(url: str) -> str:
    """The URL with another last character, so that its id is of the same form."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    ending = parts.path[len(path) :]
    return urlunsplit(parts._replace(path=path[:-1] + path[-1:].translate(_NEXT) + ending))


def title_stable(candidate: Candidate) -> Iterator[Observation]:
    """The same problem has the same `title` twice."""
    titled = False
    for twice in candidate.once(problems):
        one, other = (error.get("title") for error in twice.errors)
        if isinstance(one, str) and isinstance(other, str):
            titled = True
            expected = f"the same title twice for {twice.problem}: {one}"
            both = (twice.first, twice.second)
            yield Finding(one == other, expected, other, "/errors/0/title", both)
    if not titled:
        yield _unseen(candidate, "no problem was told twice with a title")


def id_unique(candidate: Candidate) -> Iterator[Observation]:
    """No `id` of an error stands in two error objects."""
    seen: dict[str, Exchange] = {}
    for exchange in _provoked(candidate):
        for pointer, error in exchange.once(Document).errors:
            key = error.get("id")
            if isinstance(key, str) and key:
                expected = "an id that no other error has"
                both = (seen.get(key, exchange), exchange)
                evidence = tuple(dict.fromkeys(both))
                yield Finding(key not in seen, expected, key, f"{pointer}/id", evidence)
                seen[key] = exchange
    if not seen:
        yield _unseen(candidate, "no error has an id")


def about_readable(candidate: Candidate) -> Iterator[Observation]:
    """The `about` link of an error answers with something to read."""
    yield from _readable(candidate, "about")


def type_readable(candidate: Candidate) -> Iterator[Observation]:
    """The `type` link of an error answers with something to read."""
    yield from _readable(candidate, "type")


def _readable(candidate: Candidate, name: str) -> Iterator[Observation]:
    given = list(dict.fromkeys(_links(candidate, name)))
    own = [url for url in given if candidate.is_own(url)][:_MOST_LINKS]
    for url in own:
        exchange = candidate.get(url, _READABLE)
        if exchange.status in GUARDED or 300 <= exchange.status < _BAD:  # noqa: PLR2004
            yield Doubt(f"the {name} link was answered {exchange.status}", exchange)
            continue
        right = exchange.status < _BAD and exchange.body.strip()
        actual = f"status {exchange.status} with {len(exchange.body)} bytes"
        yield (met if right else unmet)(exchange, "a page to read", actual)
    if not given:
        yield _unseen(candidate, f"no error has the link {name}")
    elif not own:
        yield Doubt(f"{given[0]} is on another host, which is not visited", ())


def _links(candidate: Candidate, name: str) -> Iterator[str]:
    for exchange in _provoked(candidate):
        for error in errors(exchange):
            links = error.get("links")
            link = links.get(name) if isinstance(links, dict) else None
            url = link_url(candidate, exchange, link)
            yield from [url] if url else []


def most_general_status(candidate: Candidate) -> Iterator[Observation]:
    """Several problems at once are answered with the status that they share, or the general one of a class."""
    exchange = candidate.once(several)
    told = errors(exchange) if exchange else []
    if exchange is None or len(told) < _FEWEST:
        reason = "a request with two problems is answered with one at most"
        yield Absence(reason, exchange or candidate.once(survey).entry)
        return
    statuses = {_number(error.get("status")) for error in told}
    if None in statuses:
        yield Doubt("the errors do not say their own statuses", exchange)
    else:
        yield _general(exchange, {number for number in statuses if number})


def _general(exchange: Exchange, statuses: set[int]) -> Observation:
    listed = ", ".join(map(str, sorted(statuses)))
    general = {number // 100 * 100 for number in statuses} & {_BAD, _ERROR}
    fitting = general if len(statuses) > 1 else general | statuses
    expected = f"status {' or '.join(map(str, sorted(fitting)))} for problems of {listed}"
    if exchange.status in fitting:
        return met(exchange, expected, f"status {exchange.status}")
    if exchange.status in statuses:
        return Doubt(f"whether {exchange.status} covers {listed} is left open", exchange)
    return unmet(exchange, expected, f"status {exchange.status}")


def several(candidate: Candidate) -> Exchange | None:
    """A provision: the answer to a request with two problems; None when there is no collection."""
    found: Survey = candidate.once(survey)
    for collection in found.collections[:1]:
        word = candidate.word("one of several problems")
        return candidate.get(extended(with_include(collection.url, word), f"sort={word}"))
    return None


def _provoked(candidate: Candidate) -> list[Exchange]:
    """The answers to everything that is asked here on purpose."""
    twice: list[Twice] = candidate.once(problems)
    both = [exchange for each in twice for exchange in (each.first, each.second)]
    more = candidate.once(several)
    return both + ([more] if more else [])


def _unseen(candidate: Candidate, reason: str) -> Observation:
    evidence: Any = tuple(_provoked(candidate))
    return Absence(reason, evidence)


def _number(status: object) -> int | None:
    return int(status) if isinstance(status, str) and status.isdecimal() else None
