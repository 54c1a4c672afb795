"""The catalogue of the APIs of a host (RFC 9727), which is a linkset (RFC 9264)."""

from collections.abc import Iterator
from urllib.parse import urljoin

from conformance.candidate import Candidate
from conformance.model import Exchange

LINKSET = "application/linkset+json"
_PLACE = "/.well-known/api-catalog"
_OK = 200


def catalogue(candidate: Candidate) -> Exchange:
    """What is answered where a catalogue would be."""
    url = urljoin(candidate.base, _PLACE)
    return candidate.get(url, {"Accept": f"{LINKSET}, application/json;q=0.5"})


def is_alone(candidate: Candidate) -> bool:
    """Whether what is beside the catalogue is not there: where it is, the answer is one to whatever is asked for."""
    beside = urljoin(candidate.base, f"/.well-known/{candidate.word('catalogue')}")
    return candidate.get(beside).status != _OK


def malformed(document: object) -> Iterator[str]:
    """What is wrong with a linkset (RFC 9264, section 4.2)."""
    contexts = document.get("linkset") if isinstance(document, dict) else None
    if not isinstance(contexts, list):
        yield "no member linkset that is a list"
        return
    for context in contexts:
        if not isinstance(context, dict):
            yield "a context that is no object"
            continue
        for relation, links in context.items():
            if relation == "anchor":
                continue
            if not isinstance(links, list) or not all(
                isinstance(it, dict) and isinstance(it.get("href"), str) for it in links
            ):
                yield f"{relation}: no list of objects with href"


def links(answer: Exchange) -> Iterator[tuple[str, str, str]]:
    """The links of a catalogue: what they are of, their relation, and where they lead."""
    if answer.status != _OK or answer.media_type != LINKSET or [*malformed(answer.json)]:
        return
    here = answer.request.url
    for context in answer.json["linkset"]:
        anchor = urljoin(here, str(context.get("anchor", here)))
        for relation, links in context.items():
            for link in links if relation != "anchor" else ():
                yield anchor, relation, urljoin(here, link["href"])
