"""The links object at the top level of a document."""

from collections.abc import Iterator

from conformance.model import Exchange, Finding

from .. import media_types
from ..documents import Document
from ..findings import met, unmet
from ..pagination.links import query_of
from ..targets import href, leads_back

_KNOWN = ("self", "related", "describedby", "first", "last", "prev", "next")
_OK = 200


def members(exchange: Exchange) -> Iterator[Finding]:
    """The top-level links hold `self`, `related`, `describedby` or pagination links."""
    links = exchange.once(Document).top_links
    given = [name for name in _KNOWN if name in links]
    if given:
        yield met(exchange, "links where wanted", ", ".join(given), "/links")


def self_typed_when_extended(exchange: Exchange) -> Iterator[Finding]:
    """The top-level `self` of a document with extensions or profiles names them in its `type`."""
    document = exchange.once(Document)
    link = document.top_links.get("self")
    if link is None or not (document.ext or document.profile):
        return
    expected = f"a link object with type {exchange.header('content-type')}"
    given = link.get("type") if isinstance(link, dict) else None
    if not isinstance(given, str):
        actual = "a link object without type" if isinstance(link, dict) else "a string"
        yield unmet(exchange, expected, actual, "/links/self")
    elif _names(given, document):
        yield met(exchange, expected, given, "/links/self")
    else:
        yield unmet(exchange, expected, given, "/links/self")


def _names(given: str, document: Document) -> bool:
    """Whether a media type is that of JSON:API with every extension and profile of the document."""
    parameters = media_types.parameters(given)
    return (
        media_types.media_type(given) == media_types.JSON_API
        and set(document.ext) <= set(media_types.uris(parameters, "ext"))
        and set(document.profile) <= set(media_types.uris(parameters, "profile"))
    )


def self_carries_the_query(exchange: Exchange) -> Iterator[Finding]:
    """The top-level `self` repeats the parameters that made the document what it is.

    Looked at: `include` where something was included, `sort` of a collection, and the page parameters of any page but
    the first. Other parameters may have had no effect, and a link without them leads to the same document.
    """
    document = exchange.once(Document)
    target = href(document.top_links.get("self"))
    if exchange.request.method != "GET" or exchange.status != _OK or target is None:
        return
    if "?" not in exchange.request.url:
        return
    asked = _families(exchange.request.url)
    effects = {
        "include": bool(asked.get("include")) and bool(document.root.get("included")),
        "sort": bool(asked.get("sort")) and isinstance(document.root.get("data"), list),
        "page": "page" in asked and bool(href(document.top_links.get("prev"))),
    }
    wanted = {name for name, effective in effects.items() if effective}
    if not wanted:
        return
    missing = sorted(wanted - _families(target).keys())
    expected = f"self with {', '.join(sorted(wanted))}"
    if missing:
        yield unmet(exchange, expected, f"{target} without {', '.join(missing)}", "/links/self")
    else:
        yield met(exchange, expected, target, "/links/self")


def _families(url: str) -> dict[str, str]:
    """The value of each query parameter by its name, or by the name of its family."""
    return {name.partition("[")[0]: value for name, value in query_of(url)}


def related_only_on_relationships(exchange: Exchange) -> Iterator[Finding]:
    """A top-level `related` link stands in no document of a resource fetched at its own URL."""
    document = exchange.once(Document)
    if document.top_links.get("related") is None or "data" not in document.root:
        return
    data = document.root["data"]
    expected = "related only where the primary data is a relationship"
    if document.resources and isinstance(data, dict) and leads_back(exchange, data):
        actual = "related beside a resource at its own URL"
        yield unmet(exchange, expected, actual, "/links/related")
    elif document.identifiers[: len(document.primary)] == document.primary:
        yield met(exchange, expected, "related beside linkage", "/links/related")


def no_describedby(exchange: Exchange) -> Iterator[Finding]:
    """The top-level links hold no `describedby`."""
    links = exchange.once(Document).top_links
    if "describedby" in links:
        yield unmet(exchange, "no describedby", "describedby", "/links/describedby")
    elif links:
        yield met(exchange, "no describedby", ", ".join(sorted(links)), "/links")
