"""Links that say under which media type their target is had: how extensions show themselves."""

from collections.abc import Iterator
from itertools import islice

from conformance.candidate import Candidate
from conformance.model import Exchange

from . import media_types
from .documents import Document
from .targets import href

MOST = 3


def follow(candidate: Candidate, exchange: Exchange) -> list[Exchange]:
    """The answers to a few link objects of a document whose `type` is JSON:API with parameters, asked for as that type.

    What comes is for the passive checks: extensions are applied to no document that does not ask for them.
    """
    wanted = islice(dict.fromkeys(_typed(candidate, exchange)), MOST)
    answers = [candidate.get_all([url], {"Accept": kind}) for url, kind in wanted]
    return [answer for found in answers for answer in found]


def _typed(candidate: Candidate, exchange: Exchange) -> Iterator[tuple[str, str]]:
    for _, link in exchange.once(Document).link_objects:
        kind, target = link.get("type"), href(link)
        if not isinstance(kind, str) or not target or ";" not in kind:
            continue
        url = candidate.url_from(exchange.request.url, target)
        if media_types.media_type(kind) == media_types.JSON_API and url and candidate.is_own(url):
            yield url, kind
