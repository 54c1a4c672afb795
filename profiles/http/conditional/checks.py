"""Checks of https://www.rfc-editor.org/rfc/rfc9110#section-13 that only read: validators, and GETs on a condition."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from conformance.candidate import Candidate
from conformance.checks import again
from conformance.checks.again import Reading
from conformance.checks.intermediaries import maker
from conformance.checks.targets import Target
from conformance.model import Doubt, Exchange, Finding, Observation

from .tags import (
    dated,
    is_strong,
    modified,
    no_moments,
    no_tags,
    opaque,
    tag_of,
    tagged,
    with_moment,
)
from .writing import (
    if_match_current,
    if_match_refused,
    if_none_match_any,
    if_unmodified_since,
    precondition_required,
    put_without_validator,
)

__all__ = [
    "explained",
    "fields_of_304",
    "if_match_current",
    "if_match_refused",
    "if_modified_since",
    "if_modified_since_before",
    "if_modified_since_ignored",
    "if_none_match",
    "if_none_match_any",
    "if_none_match_other",
    "if_unmodified_since",
    "precondition_required",
    "put_without_validator",
    "same_tag_same_content",
    "tag_of_each",
]

_OK, _NOT_MODIFIED, _NO_CONDITION = 200, 304, 428
_TRIES = 3  # a candidate may be several servers, each with tags of its own
_MOST = 5


@dataclass(frozen=True, eq=False)
class Revalidated:
    """A GET on the condition that the client does not have the current version, and the answer that it has."""

    target: Target
    whole: Exchange
    answer: Exchange

    @property
    def evidence(self) -> tuple[Exchange, Exchange]:
        """Both answers."""
        return (self.answer, self.whole)

    @property
    def is_telling(self) -> bool:
        """Whether the resource stayed as it was, as far as its tag tells."""
        return self.answer.status == _NOT_MODIFIED or (
            self.answer.status == _OK and tag_of(self.answer) == tag_of(self.whole)
        )


def revalidated(candidate: Candidate) -> tuple[Revalidated, ...]:
    """GETs with If-None-Match and the current entity tag, tried again where that is another one each time."""
    return tuple(_revalidate(candidate, it, "{tag}") for it in tagged(candidate, _MOST))


def _revalidate(candidate: Candidate, target: Target, condition: str) -> Revalidated:
    whole = target.answer
    for _ in range(_TRIES):
        value = condition.format(tag=tag_of(whole), opaque=opaque(tag_of(whole)))
        answer = candidate.send("GET", target.url, {"If-None-Match": value})
        found = Revalidated(target, whole, answer)
        if found.is_telling or answer.status != _OK or not tag_of(answer):
            break
        whole = answer
    return found


def if_none_match(candidate: Candidate, *, forms: tuple[str, ...] = ()) -> Iterator[Observation]:
    """A GET whose If-None-Match names the current tag is answered with 304.

    `forms` are ways to name it: as a weak tag, in a list, `*`. Without one it is named as it was given.
    """
    found = list(candidate.once(revalidated)) if not forms else []
    for form in forms:
        found += [_revalidate(candidate, it, _form(candidate, form)) for it in tagged(candidate, 2)]
    for it in found:
        if it.is_telling:
            met = it.answer.status == _NOT_MODIFIED
            yield Finding(met, "304", _told(it.answer), "", it.evidence)
        else:
            yield Doubt(_untold(it.answer), it.evidence)
    if not found:
        yield from no_tags(candidate)


def _form(candidate: Candidate, form: str) -> str:
    """A way to name the current tag, with a tag of nothing where the form has one."""
    return form.replace("{other}", candidate.word("tag"))


def if_none_match_other(candidate: Candidate) -> Iterator[Observation]:
    """A GET whose If-None-Match names another tag is answered in full."""
    other = f'"{candidate.word("tag")}"'
    found = tagged(candidate, 3)
    for target in found:
        answer = candidate.send("GET", target.url, {"If-None-Match": other})
        yield _in_full(answer, target)
    if not found:
        yield from no_tags(candidate)


def fields_of_304(candidate: Candidate, *, fields: tuple[str, ...]) -> Iterator[Observation]:
    """An answer 304 has those header fields that the answer 200 has."""
    found = candidate.once(revalidated)
    for it in found:
        if it.answer.status != _NOT_MODIFIED:
            continue
        for name in fields:
            if it.whole.header(name) is not None:
                value = it.answer.header(name)
                actual = f"no {name}" if value is None else f"{name}: {value}"
                yield Finding(value is not None, f"{name}, as in 200", actual, name, it.evidence)
    if not found:
        yield from no_tags(candidate)


def if_modified_since(candidate: Candidate) -> Iterator[Observation]:
    """A GET whose If-Modified-Since is the moment of the last change is answered with 304."""
    found = with_moment(candidate, 3)
    for target in found:
        whole, answer = target.answer, target.answer
        for _ in range(_TRIES):
            value = whole.header("last-modified") or ""
            answer = candidate.send("GET", target.url, {"If-Modified-Since": value})
            if answer.status != _OK or modified(answer) == modified(whole):
                break
            whole = answer
        if answer.status in {_OK, _NOT_MODIFIED} and modified(answer) in {None, modified(whole)}:
            met = answer.status == _NOT_MODIFIED
            yield Finding(met, "304", _told(answer), "", (answer, whole))
        else:
            yield Doubt(_untold(answer), (answer, whole))
    if not found:
        yield from no_moments(candidate)


def if_modified_since_before(candidate: Candidate) -> Iterator[Observation]:
    """A GET whose If-Modified-Since lies before the last change is answered in full."""
    found = with_moment(candidate, 2)
    for target in found:
        moment = modified(target.answer)
        if moment:
            value = dated(moment - timedelta(days=1))
            yield _in_full(candidate.send("GET", target.url, {"If-Modified-Since": value}), target)
    if not found:
        yield from no_moments(candidate)


def if_modified_since_ignored(
    candidate: Candidate, *, headers: Mapping[str, str]
) -> Iterator[Observation]:
    """If-Modified-Since is not looked at beside If-None-Match, or when it is no date.

    In `headers`, "{modified}" stands for the moment of the last change, "{other}" for a tag of nothing.
    """
    found = with_moment(candidate, 2)
    for target in found:
        moment = target.answer.header("last-modified") or ""
        word = candidate.word("tag")
        sent = {name: it.format(modified=moment, other=word) for name, it in headers.items()}
        yield _in_full(candidate.send("GET", target.url, sent), target)
    if not found:
        yield from no_moments(candidate)


def same_tag_same_content(candidate: Candidate) -> Iterator[Observation]:
    """Two answers with the same strong tag have the same content."""
    readings: tuple[Reading, ...] = candidate.once(again.readings)
    seen = False
    for it in readings:
        tag = tag_of(it.earlier)
        if is_strong(tag) and tag == tag_of(it.later) and it.later.status == _OK:
            seen = True
            same = it.earlier.body == it.later.body
            yield _same(same=same, tag=tag, evidence=(it.later, it.earlier))
    if not seen:
        yield from no_tags(candidate, "no two answers have the same strong entity tag")


def tag_of_each(candidate: Candidate) -> Iterator[Observation]:
    """Representations of one resource that differ, by their media type or their coding, share no strong tag."""
    seen = False
    for target in [it for it in tagged(candidate, _MOST) if is_strong(tag_of(it.answer))][:3]:
        for answer in _others(candidate, target):
            seen = True
            shared = tag_of(answer) == tag_of(target.answer)
            expected = "another tag, or a weak one"
            evidence = (answer, target.answer)
            yield Finding(not shared, expected, f"ETag: {tag_of(answer)}", "etag", evidence)
    if not seen:
        reason = "nothing with a strong entity tag comes in more than one representation"
        yield from no_tags(candidate, reason)


def _others(candidate: Candidate, target: Target) -> Iterator[Exchange]:
    """Other representations of a target: in a content coding, and in a media type that the description names."""
    coded = candidate.get(target.url, {"Accept-Encoding": "gzip"})
    if coded.status == _OK and coded.header("content-encoding") and tag_of(coded):
        yield coded
    content = target.operation.response_for(_OK).get("content") if target.operation else None
    named = [it.partition(";")[0].strip().lower() for it in content.names()] if content else []
    for media_type in [it for it in named if it != target.answer.media_type and "*" not in it][:1]:
        other = candidate.get(target.url, {"Accept": media_type})
        if other.status == _OK and other.body != target.answer.body and tag_of(other):
            yield other


def explained(exchange: Exchange) -> Iterator[Observation]:
    """An answer 428 explains itself."""
    if exchange.status == _NO_CONDITION:
        actual = f"{len(exchange.body)} bytes of content"
        yield Finding(bool(exchange.body.strip()), "an explanation", actual, "", exchange)


def _in_full(answer: Exchange, target: Target) -> Observation:
    """That a condition which does not keep the answer back did not."""
    evidence = (answer, target.answer)
    if answer.status == _OK:
        return Finding(True, "200", answer.where, "", evidence)
    broken = answer.status >= 500 and not maker(answer)  # noqa: PLR2004
    if answer.status in {_NOT_MODIFIED, 400, 412} or broken:
        return Finding(False, "200", _told(answer), "", evidence)
    return Doubt(f"answered with {answer.status}", evidence)


def _same(*, same: bool, tag: str, evidence: tuple[Exchange, Exchange]) -> Finding:
    actual = "the same bytes" if same else "other bytes"
    return Finding(same, f"the same bytes under {tag}", actual, "etag", evidence)


def _told(answer: Exchange) -> str:
    sent = [
        f"{name}: {value}"
        for name, value in answer.request.headers
        if name.lower().startswith("if-")
    ]
    return f"{answer.where} to {', '.join(sent)}"


def _untold(answer: Exchange) -> str:
    if answer.status == _OK:
        return "another version each time: nobody can say what the condition did"
    return f"the condition was answered with {answer.status}"
