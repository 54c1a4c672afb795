"""The description of a candidate: found, read, and complete with what it refers to."""

from dataclasses import dataclass

from conformance import description
from conformance.candidate import Candidate
from conformance.description import Description
from conformance.errors import ConformanceError, Unanswered
from conformance.model import Exchange

_OK = 200
_MOST_FETCHED = 50  # documents that a description refers to


@dataclass(frozen=True, eq=False)
class Described:
    """What came of looking for a description: the document and its answer, or why there is none.

    `tried` holds the answers that were no description, in the order of the places.
    """

    description: Description | None = None
    exchange: Exchange | None = None
    reason: str = ""
    tried: tuple[Exchange, ...] = ()

    @property
    def evidence(self) -> tuple[Exchange, ...]:
        """The answer with the description; without one, what was answered instead."""
        return (self.exchange,) if self.exchange else self.tried[:3]


def described(candidate: Candidate) -> Described:
    """The candidate's OpenAPI document, from where it is declared or else from the usual places.

    References to other documents are fetched once, through the address guard like everything else.
    """
    tried: list[Exchange] = []
    reason = ""
    for place in description.places(candidate.base, candidate.declaration.description):
        for answer in candidate.get_all([place], {"Accept": description.ACCEPT}):
            tried.append(answer)
            if answer.status != _OK:
                continue
            try:
                found = description.parse(answer.body, answer.request.url, answer.media_type)
            except ConformanceError as fault:
                reason = reason or fault.message
                continue
            whole = description.gather(found, _Fetcher(candidate))
            return Described(whole, answer, tried=tuple(tried))
    where = candidate.declaration.description or f"{candidate.base}/openapi.json"
    return Described(reason=reason or f"no OpenAPI document at {where}", tried=tuple(tried))


class _Fetcher:
    """Fetches what a description refers to, so many documents and no more."""

    def __init__(self, candidate: Candidate) -> None:
        self._candidate = candidate
        self._left = _MOST_FETCHED

    def __call__(self, url: str) -> bytes:
        """What stands at a URL; raises Unanswered when it is no success."""
        if self._left == 0:
            raise Unanswered(f"more than {_MOST_FETCHED} documents are not asked for")
        self._left -= 1
        answer = self._candidate.get(url, {"Accept": description.ACCEPT})
        if answer.status != _OK:
            raise Unanswered(f"answered {answer.status}", answer)
        return answer.body
