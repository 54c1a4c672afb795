"""Clauses of national guides that are found out by asking: what is at a fixed place, what strange input does."""

from collections.abc import Iterator, Sequence

from conformance import description
from conformance.candidate import Candidate
from conformance.checks import targets
from conformance.checks.again import spread
from conformance.checks.pages import asking
from conformance.checks.targets import Surveyed, Target
from conformance.errors import ConformanceError
from conformance.model import Absence, Doubt, Exchange, Finding, Observation

_OK = 200
_REFUSED = 400
_LOWEST_ERROR = 400
_LOGIN = (401, 403)
_MOST = 3


def answered(
    candidate: Candidate,
    *,
    path: str,
    statuses: Sequence[int] = (_OK,),
    media_type: str = "",
    member: str = "",
) -> Iterator[Observation]:
    """GET on that path below the base has one of the statuses, a success of it the media type and a text member."""
    answer = candidate.get(candidate.base + path)
    expected = " or ".join(map(str, statuses))
    yield Finding(answer.status in statuses, expected, str(answer.status), "", answer)
    if answer.status not in statuses:
        return
    if media_type and answer.status == _OK:
        given = answer.media_type
        met = given == media_type
        yield Finding(met, media_type, given or "no Content-Type", "content-type", answer)
    if member:
        document = answer.json if answer.json_error is None else None
        value = document.get(member) if isinstance(document, dict) else None
        shown = "none" if value is None else repr(value)[:60]
        yield Finding(isinstance(value, str), f"a text {member}", shown, f"/{member}", answer)


def documented(candidate: Candidate, *, places: Sequence[str]) -> Iterator[Observation]:
    """The OpenAPI document is at one of those places below the base."""
    asked = [
        candidate.get(f"{candidate.base}/{it}", {"Accept": description.ACCEPT}) for it in places
    ]
    good = [it for it in asked if _is_description(it)]
    shown = f"{(good or asked)[0].where}: {(good or asked)[0].status}"
    expected = f"an OpenAPI document at {' or '.join(places)}"
    yield Finding(bool(good), expected, shown, "", tuple(good or asked))


def _is_description(answer: Exchange) -> bool:
    if answer.status != _OK:
        return False
    try:
        return description.parse(answer.body, answer.request.url, answer.media_type).root.exists
    except ConformanceError:
        return False


def documented_openly(candidate: Candidate, *, places: Sequence[str]) -> Iterator[Observation]:
    """The OpenAPI document, where it is at one of those places, is given to whoever has no login."""
    asked = [candidate.send("GET", f"{candidate.base}/{it}", login=False) for it in places]
    for answer in asked:
        if answer.status == _OK or answer.status in _LOGIN:
            met = answer.status == _OK
            yield Finding(met, "200 without a login", str(answer.status), "", answer)
            return
    yield Absence(f"there is nothing at {' or '.join(places)}", tuple(asked))


def unknown_query_refused(candidate: Candidate) -> Iterator[Observation]:
    """A query parameter that the description does not know is refused with 400."""
    for target in _described(candidate):
        answer = candidate.get(asking(target.url, **{candidate.word("query"): "1"}))
        if answer.status == _REFUSED or answer.status < _LOWEST_ERROR:
            met = answer.status == _REFUSED
            yield Finding(met, str(_REFUSED), str(answer.status), "", answer)
        else:
            yield Doubt(f"an unknown query parameter was answered with {answer.status}", answer)


def unknown_header_accepted(candidate: Candidate) -> Iterator[Observation]:
    """A header field that the API does not know makes no difference to the status of an answer."""
    for target in _described(candidate):
        name = candidate.word("header").title()
        answer = candidate.get(target.url, {name: "1"})
        if answer.status == _REFUSED or answer.status < _LOWEST_ERROR:
            met = answer.status != _REFUSED
            yield Finding(met, f"as without {name}: 2xx", str(answer.status), "", answer)
        else:
            yield Doubt(f"with {name} the answer was {answer.status}", answer)


def _described(candidate: Candidate) -> list[Target]:
    found: Surveyed = candidate.once(targets.surveyed)
    return spread(tuple(it for it in found.targets if it.operation), _MOST)
