"""The same resources, asked for in the media types that the description offers, and in a content coding."""

from collections.abc import Iterator
from dataclasses import dataclass

from conformance.candidate import Candidate
from conformance.checks import targets
from conformance.checks.targets import Target
from conformance.model import Exchange

_MOST = 2
_MOST_TYPES = 3
_MOST_CODED = 3
_UNREADABLE = "the answer is not HTTP that can be read"


@dataclass(frozen=True, eq=False)
class Represented:
    """What was answered to whoever accepts one media type alone."""

    target: Target
    media_type: str
    answer: Exchange


@dataclass(frozen=True, eq=False)
class Coded:
    """What was answered to whoever accepts gzip, or, where `answer` is None, what could not be read of it."""

    target: Target
    answer: Exchange | None
    unread: Exchange | None = None

    @property
    def evidence(self) -> tuple[Exchange, ...]:
        """The answer with the coding, and the one without."""
        return tuple(it for it in (self.answer or self.unread, self.target.answer) if it)


def represented(candidate: Candidate) -> tuple[Represented, ...]:
    """A few resources that are described in several media types, in each of them."""
    several = [
        (it, kinds) for it in candidate.once(targets.surveyed).targets if (kinds := _types(it))
    ]
    return tuple(
        Represented(target, kind, candidate.get(target.url, {"Accept": kind}))
        for target, kinds in several[:_MOST]
        for kind in kinds[:_MOST_TYPES]
    )


def _types(target: Target) -> list[str]:
    """The media types of the success that the description offers; none where it is one, or a range."""
    if target.operation is None:
        return []
    content = target.operation.response_for(target.answer.status).get("content")
    kinds = dict.fromkeys(name.partition(";")[0].strip().lower() for name in content.names())
    return [it for it in kinds if "*" not in it] if len(kinds) > 1 else []


def coded(candidate: Candidate) -> tuple[Coded, ...]:
    """A few resources with content, asked for with gzip."""
    return tuple(_coded(candidate))


def _coded(candidate: Candidate) -> Iterator[Coded]:
    asked = {"Accept-Encoding": "gzip"}
    full = [it for it in candidate.once(targets.surveyed).targets if it.answer.body]
    for target in full[:_MOST_CODED]:
        found = candidate.get_all([target.url], asked)
        unread = None if found else _unread(candidate, target.url)
        if found or unread:
            yield Coded(target, found[0] if found else None, unread)


def _unread(candidate: Candidate, url: str) -> Exchange | None:
    """The answer to a request for gzip that broke off because it is not what it says; None for any other silence."""
    return next(
        (
            it
            for it in reversed(candidate.observed)
            if it.request.url == url
            and ("Accept-Encoding", "gzip") in it.request.headers
            and it.fault.startswith(_UNREADABLE)
        ),
        None,
    )
