"""Checks of https://www.rfc-editor.org/rfc/rfc9110#section-12: media types and codings that are asked for and sent."""

from collections.abc import Iterator, Sequence

from conformance.candidate import Candidate
from conformance.checks import targets
from conformance.checks.described import described
from conformance.checks.intermediaries import maker
from conformance.checks.wrong_input import posted, posts
from conformance.model import Absence, Doubt, Exchange, Finding, Observation, Obstacle

from .answers import Coded, Represented, coded, represented

_NOT_ACCEPTABLE = 406
_LOGIN = (401, 403)
_SERVER_FAULT = 500
_MOST = 3
_GZIP = b"\x1f\x8b"
_WHOLE = ("application/gzip", "application/octet-stream", "application/x-gzip", "application/zip")


def unacceptable(candidate: Candidate) -> Iterator[Observation]:
    """Whoever accepts only what nobody can give gets 406, or what there is under its own media type."""
    wanted = f"application/x-{candidate.word('type')}"
    for target in candidate.once(targets.surveyed).targets[:_MOST]:
        answer = candidate.get(target.url, {"Accept": wanted})
        expected = "406, or another media type"
        if answer.status == _NOT_ACCEPTABLE:
            yield Finding(True, expected, answer.where, "", answer)
        elif 200 <= answer.status < 300:  # noqa: PLR2004
            told = answer.media_type or "no Content-Type"
            met = bool(answer.media_type or not answer.body) and told != wanted
            yield Finding(met, expected, f"{answer.where}, {told}", "content-type", answer)
        elif answer.status in _LOGIN or answer.status < 400:  # noqa: PLR2004
            yield Doubt(f"answered {answer.status}, perhaps before Accept was looked at", answer)
        elif made := maker(answer):
            yield Doubt(f"this error was made by {made}", answer)
        else:
            yield Finding(False, expected, answer.where, "", answer)


def declared_types(candidate: Candidate) -> Iterator[Observation]:
    """Where the description offers several media types, each is given to whoever accepts that alone."""
    found = list(_represented(candidate))
    for it in found:
        answer = it.answer
        if answer.status in _LOGIN:
            yield Doubt(f"answered {answer.status}", answer)
        else:
            met = answer.media_type == it.media_type and 200 <= answer.status < 300  # noqa: PLR2004
            actual = f"{answer.where}, {answer.media_type or 'no Content-Type'}"
            yield Finding(met, it.media_type, actual, "content-type", answer)
    if not found:
        yield Absence("nothing that can be read is described in more than one media type")


def vary_accept(candidate: Candidate) -> Iterator[Observation]:
    """What comes in several media types by Accept says so in Vary."""
    for it in _represented(candidate):
        pair = (it.target.answer, it.answer)
        if 200 <= it.answer.status < 300 and _differ(pair, "content-type"):  # noqa: PLR2004
            yield from _varies(pair, "Accept")


def vary_accept_encoding(candidate: Candidate) -> Iterator[Observation]:
    """What comes with and without a content coding by Accept-Encoding says so in Vary."""
    for it in _coded(candidate):
        pair = (it.target.answer, it.answer or it.target.answer)
        if 200 <= pair[1].status < 300 and _differ(pair, "content-encoding"):  # noqa: PLR2004
            yield from _varies(pair, "Accept-Encoding")


def _differ(pair: tuple[Exchange, Exchange], field: str) -> bool:
    one, other = pair
    return (one.header(field) or "").lower() != (other.header(field) or "").lower()


def _varies(pair: tuple[Exchange, Exchange], field: str) -> Iterator[Observation]:
    """Whether both of two answers that differ by a field name it in Vary; what no cache may keep need not."""
    for answer in pair:
        if "no-store" in (answer.header("cache-control") or "").lower():
            continue
        vary = answer.header("vary")
        named = {it.strip().lower() for it in (vary or "").split(",")}
        actual = f"Vary: {vary}" if vary else "no Vary"
        yield Finding(bool(named & {field.lower(), "*"}), f"Vary: {field}", actual, "vary", pair)


def coding_truthful(candidate: Candidate) -> Iterator[Observation]:
    """What comes in a content coding is in the one that Content-Encoding names, and is the same as without."""
    for it in _coded(candidate):
        if it.answer is None:
            fault = it.unread.fault if it.unread else ""
            yield Finding(
                False, "content in the coding that it names", fault, "content-encoding", it.evidence
            )
        elif 200 <= it.answer.status < 300:  # noqa: PLR2004
            yield from _truthful(candidate, it, it.answer)


def _truthful(candidate: Candidate, it: Coded, answer: Exchange) -> Iterator[Observation]:
    named = answer.header("content-encoding")
    packed = answer.body.startswith(_GZIP) and answer.media_type not in _WHOLE
    if packed:
        actual = (
            f"gzip, and Content-Encoding: {named}" if named else "gzip, and no Content-Encoding"
        )
        yield Finding(
            False, "the coding that Content-Encoding names", actual, "content-encoding", answer
        )
    elif named and named.lower() != "identity":
        if answer.body == it.target.answer.body:
            yield Finding(
                True,
                "the same content",
                f"Content-Encoding: {named}",
                "content-encoding",
                it.evidence,
            )
        elif candidate.send("GET", it.target.url).body == it.target.answer.body:
            yield Finding(
                False, "the same content", "other content", "content-encoding", it.evidence
            )
        else:
            yield Doubt("the content is another one each time", it.evidence)
    else:
        yield Absence("no content coding was used when gzip was asked for", answer)


def unsupported_type(
    candidate: Candidate, *, statuses: Sequence[int] = ()
) -> Iterator[Observation]:
    """Content of a media type that nobody knows is refused with one of the statuses."""
    kind = f"application/x-{candidate.word('content')}"
    yield from _posted(candidate, kind, statuses)


def missing_type(candidate: Candidate, *, statuses: Sequence[int] = ()) -> Iterator[Observation]:
    """Content that nobody can read and that comes without Content-Type is refused, with one of the statuses."""
    yield from _posted(candidate, "", statuses)


def _posted(candidate: Candidate, kind: str, statuses: Sequence[int]) -> Iterator[Observation]:
    source = candidate.once(described)
    if source.description is None:
        yield Obstacle(source.reason, source.evidence)
        return
    found = candidate.once(posts)
    for it in found:
        yield _refused(posted(candidate, it.url, b"zq", kind), statuses)
    if not found:
        yield Absence("no POST with content is described at an address without an id")


def _refused(answer: Exchange, statuses: Sequence[int]) -> Observation:
    """Whether content was refused with one of the statuses, or with any 4xx where none is named."""
    expected = " or ".join(map(str, statuses)) or "4xx"
    if answer.status in statuses:
        return Finding(True, expected, answer.where, "", answer)
    if answer.status in _LOGIN or 300 <= answer.status < 400:  # noqa: PLR2004
        return Doubt(f"answered {answer.status}, perhaps before the content was looked at", answer)
    if made := maker(answer):
        return Doubt(f"this error was made by {made}", answer)
    if 400 <= answer.status < _SERVER_FAULT and statuses:  # noqa: PLR2004
        return Doubt(f"refused with {answer.status}, perhaps for another reason", answer)
    met = 400 <= answer.status < _SERVER_FAULT  # noqa: PLR2004
    return Finding(met, expected, answer.where, "", answer)


def _represented(candidate: Candidate) -> Iterator[Represented]:
    yield from candidate.once(represented)


def _coded(candidate: Candidate) -> Iterator[Coded]:
    yield from candidate.once(coded)
