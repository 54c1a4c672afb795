"""The OpenAPI document at its standard places: what is there, and what somebody from elsewhere gets without a login."""

from dataclasses import dataclass

from conformance import description
from conformance.candidate import Candidate
from conformance.checks.described import Described, described
from conformance.description import Description
from conformance.errors import DescriptionError
from conformance.model import Exchange

_OK = 200


@dataclass(frozen=True, eq=False)
class Place:
    """One of the standard places: its answer, and the document in it or why there is none."""

    answer: Exchange
    description: Description | None = None
    reason: str = ""

    @property
    def is_taken(self) -> bool:
        """Whether something is there; a page for people, which many give for any address, is not."""
        return self.answer.status == _OK and "html" not in self.answer.media_type


@dataclass(frozen=True, eq=False)
class Published:
    """Both standard places, and the document that was found in whatever place."""

    json: Place
    yaml: Place
    found: Described

    @property
    def answer(self) -> Exchange | None:
        """The answer with the document: at a standard place, else where it was found."""
        standard = (it.answer for it in (self.json, self.yaml) if it.description)
        return next(standard, self.found.exchange if self.found.description else None)


def published(candidate: Candidate) -> Published:
    """What is at the standard places, asked like anything else, with a login where one was declared."""
    return Published(
        _place(candidate, "openapi.json"),
        _place(candidate, "openapi.yaml"),
        candidate.once(described),
    )


@dataclass(frozen=True, eq=False)
class Abroad:
    """What a page of another origin gets that asks for the document without a login, and that origin."""

    answer: Exchange
    origin: str
    description: Description | None = None


def abroad(candidate: Candidate) -> Abroad | None:
    """The document as anybody gets it; None when it was not found at all, or is not on the candidate's own host."""
    known = candidate.once(published).answer
    if known is None or not candidate.is_own(known.request.url):
        return None
    origin = f"https://{candidate.word('origin')}.example"
    headers = {"Accept": description.ACCEPT, "Origin": origin}
    answer = candidate.send("GET", known.request.url, headers, login=False)
    return Abroad(answer, origin, _parsed(answer)[0])


def _place(candidate: Candidate, name: str) -> Place:
    url = f"{candidate.base}/{name}"
    answer = candidate.get(url, {"Accept": description.ACCEPT})
    return Place(answer, *_parsed(answer))


def _parsed(answer: Exchange) -> tuple[Description | None, str]:
    """The document in an answer, or why there is none."""
    if answer.status != _OK:
        return None, f"answered {answer.status}"
    try:
        return description.parse(answer.body, answer.request.url, answer.media_type), ""
    except DescriptionError as error:
        return None, error.message
