"""Checks of what an OpenAPI document promises: the answers to requests by it, and to requests that break it."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from conformance.candidate import Candidate
from conformance.checks import answers
from conformance.checks.intermediaries import maker
from conformance.checks.wrong_input import Wrong, refused
from conformance.description import Operation
from conformance.model import Doubt, Exchange, Finding, Observation, Obstacle

from ..undescribed import undescribed
from .cases import Asked, Conversation, read, written

Look = Callable[[Exchange, Operation], Iterable[Observation]]

_SUCCESS, _ERROR, _SERVER_FAULT = 200, 400, 500
_NOT_FOUND, _GONE, _NOT_IMPLEMENTED, _UNAVAILABLE = 404, 410, 501, 503
_LOGIN = (401, 403)
_PLACES = ("path", "query", "header")
_OTHER_REASONS = (
    405,
    406,
    412,
    415,
    428,
)  # a refusal for these comes before anybody looks at the input
_MOST_TRIED_AGAIN = 5


# -- errors of the server -------------------------------------------------------------------------


def server_errors(candidate: Candidate) -> Iterator[Observation]:
    """A request that is as described is answered without an error of the server; one that comes once is a doubt."""
    conversation: Conversation = candidate.once(read)
    again = 0
    for it, answer in _by(conversation, keeping=True):
        observation = _without_server_error(it, answer)
        if not observation.met and again < _MOST_TRIED_AGAIN:
            again += 1
            later = candidate.send(answer.request.method, answer.request.url, _fields(it))
            if later.status < _SERVER_FAULT:
                yield Doubt("a server error that did not come a second time", (answer, later))
                continue
        yield _unless_made_on_the_way(observation)
    yield from _others(candidate, conversation, keeping=True)


def wrong_input_server_errors(
    candidate: Candidate, *, writes: bool = False
) -> Iterator[Observation]:
    """A request that breaks the description is no reason for an error of the server; 501 fits an unknown method."""
    conversation: Conversation = candidate.once(written if writes else read)
    for it, answer in _by(conversation, keeping=False):
        yield _unless_made_on_the_way(_without_server_error(it, answer))
    yield from _others(candidate, conversation, keeping=False)


def _without_server_error(it: Asked, answer: Exchange) -> Finding:
    unknown = it.case is not None and it.case.place == "method"
    fine = answer.status < _SERVER_FAULT or (unknown and answer.status == _NOT_IMPLEMENTED)
    said = f": {it.case.broken}" if it.case and it.case.broken else ""
    return Finding(fine, f"no server error{said}", answer.where, "", answer)


def _fields(it: Asked) -> dict[str, str]:
    return dict(it.case.headers) if it.case else {}


# -- invalid input --------------------------------------------------------------------------------


def wrong_input_refused(
    candidate: Candidate, *, writes: bool = False, statuses: Sequence[int] = ()
) -> Iterator[Observation]:
    """What breaks the description is refused with one of the statuses; with any 4xx where none is named.

    404 always fits a wrong path. Where nobody has the resource, or it is for others, a refusal tells nothing.
    """
    conversation: Conversation = candidate.once(written if writes else read)
    places = ("body",) if writes else _PLACES
    for it, answer in _by(conversation, keeping=False):
        if it.case is None or it.case.place not in places or answer.status in _LOGIN:
            continue
        if it.case.place == "path":
            fitting = (*statuses, _NOT_FOUND, _GONE) if statuses else ()
        elif answer.status in {_NOT_FOUND, _GONE} and not it.case.real:
            continue
        else:
            fitting = tuple(statuses)
        if fitting and answer.status in _OTHER_REASONS and answer.status not in fitting:
            yield Doubt(f"refused with {answer.status}, before the input was looked at", answer)
        else:
            yield refused(Wrong(answer, it.case.broken, it.case.name), fitting)
    yield from _others(candidate, conversation, keeping=False)


# -- answers as they are described ----------------------------------------------------------------


def success_status(candidate: Candidate, *, writes: bool = False) -> Iterator[Observation]:
    """The status of an answer that is no refusal is described for its operation."""
    return _as_described(candidate, _status_of_success, writes=writes)


def error_status(candidate: Candidate, *, writes: bool = False) -> Iterator[Observation]:
    """The status of a refusal is described for its operation, but for those that any server may give.

    404 is one of these where the path is wrong: the operation may never have been reached.
    """

    def look(answer: Exchange, operation: Operation) -> Iterable[Finding]:
        refusal = _ERROR <= answer.status < _SERVER_FAULT and answer not in strayed
        return answers.status(answer, operation, errors=True) if refusal else ()

    conversation: Conversation = candidate.once(written if writes else read)
    strayed = {
        answer
        for it, answer in conversation.answered
        if it.case and it.case.place == "path" and answer.status in {_NOT_FOUND, _GONE}
    }
    return _as_described(candidate, look, writes=writes)


def media_type(candidate: Candidate, *, writes: bool = False) -> Iterator[Observation]:
    """The media type of an answer is among those that are described for its status."""
    return _as_described(candidate, answers.media_type, writes=writes)


def content_present(candidate: Candidate, *, writes: bool = False) -> Iterator[Observation]:
    """A success for which content is described has some."""
    return _as_described(candidate, answers.body_present, writes=writes)


def content(candidate: Candidate, *, writes: bool = False) -> Iterator[Observation]:
    """JSON content keeps the schema that is described for its status and media type."""
    return _as_described(candidate, answers.body, writes=writes)


def required_fields(candidate: Candidate, *, writes: bool = False) -> Iterator[Observation]:
    """Header fields that are described as required are there."""
    return _as_described(candidate, answers.headers_present, writes=writes)


def field_values(candidate: Candidate, *, writes: bool = False) -> Iterator[Observation]:
    """Header fields that are described keep their schemas."""
    return _as_described(candidate, answers.headers_valid, writes=writes)


def _status_of_success(answer: Exchange, operation: Operation) -> Iterable[Finding]:
    return answers.status(answer, operation) if answer.status < _ERROR else ()


def _as_described(candidate: Candidate, look: Look, *, writes: bool) -> Iterator[Observation]:
    conversation: Conversation = candidate.once(written if writes else read)
    for it, answer in conversation.answered:
        if it.operation:
            yield from map(_unless_made_on_the_way, look(answer, it.operation))
    yield from _others(candidate, conversation)


# -- what they share ------------------------------------------------------------------------------


def _by(conversation: Conversation, *, keeping: bool) -> Iterator[tuple[Asked, Exchange]]:
    """The answers to requests that keep the description, or to those that break it."""
    return ((it, answer) for it, answer in conversation.answered if it.keeps is keeping)


def _unless_made_on_the_way(observation: Observation) -> Observation:
    """A doubt in place of a fault in an error that is not the API's own."""
    if not isinstance(observation, Finding) or observation.met:
        return observation
    for answer in observation.exchanges:
        who = maker(answer)
        if who or answer.status == _UNAVAILABLE:
            told = f"made by {who}" if who else "that it is not available now"
            return Doubt(f"an error {told}", answer)
    return observation


def _others(
    candidate: Candidate, conversation: Conversation, *, keeping: bool | None = None
) -> Iterator[Observation]:
    """Why nothing was asked, and what was not answered."""
    if conversation.source.description is None:
        yield from undescribed(candidate, conversation.source)
    elif not conversation.asked and conversation.left_out:
        yield Obstacle(f"no request could be made up: {conversation.left_out[0]}")
    for it in conversation.asked:
        if it.answer is None and keeping in {None, it.keeps}:
            yield Doubt(it.silence, it.tried or ())
