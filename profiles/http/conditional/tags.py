"""Entity tags, and what of a candidate has one (https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3)."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

from conformance.candidate import Candidate
from conformance.checks import targets
from conformance.checks.again import spread
from conformance.checks.targets import Surveyed, Target
from conformance.model import Absence, Exchange, Observation

_TAG = re.compile(r'(W/)?("[\x21\x23-\x7e\x80-\xff]*")')
_SECOND = timedelta(seconds=1)


def tag_of(exchange: Exchange) -> str:
    """The entity tag of an answer; "" when it has none, or one that is none."""
    found = (exchange.header("etag") or "").strip()
    return found if _TAG.fullmatch(found) else ""


def is_strong(tag: str) -> bool:
    """Whether it is a strong tag."""
    return tag.startswith('"')


def opaque(tag: str) -> str:
    """The tag without its sign of weakness."""
    return tag.removeprefix("W/")


def modified(exchange: Exchange) -> datetime | None:
    """The moment in Last-Modified; None when there is none."""
    try:
        found = parsedate_to_datetime(exchange.header("last-modified") or "")
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def dated(moment: datetime) -> str:
    """A moment as HTTP writes it."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def tagged(candidate: Candidate, most: int) -> list[Target]:
    """What has an entity tag."""
    found: Surveyed = candidate.once(targets.surveyed)
    return spread(tuple(it for it in found.targets if tag_of(it.answer)), most)


def with_moment(candidate: Candidate, most: int) -> list[Target]:
    """What says when it was last modified."""
    found: Surveyed = candidate.once(targets.surveyed)
    return spread(tuple(it for it in found.targets if modified(it.answer)), most)


def no_tags(
    candidate: Candidate, reason: str = "no answer to a GET has an entity tag"
) -> Iterator[Observation]:
    """That nothing has an entity tag, or none of the kind that is looked for."""
    found: Surveyed = candidate.once(targets.surveyed)
    yield Absence(reason, tuple(it.answer for it in found.targets[:3]))


def no_moments(candidate: Candidate) -> Iterator[Observation]:
    """That nothing says when it was last modified."""
    found: Surveyed = candidate.once(targets.surveyed)
    answers = tuple(it.answer for it in found.targets[:3])
    yield Absence("no answer to a GET says when the resource was last modified", answers)
