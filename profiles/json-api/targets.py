"""Where the links of a document lead."""

from urllib.parse import SplitResult, parse_qsl, unquote, urljoin, urlsplit

from conformance.model import Exchange

from .documents import Object


def href(link: object) -> str | None:
    """The target of a link as it is written, of a string or of a link object; None if it has none."""
    target = link.get("href") if isinstance(link, dict) else link
    return target if isinstance(target, str) else None


def leads_back(exchange: Exchange, resource: Object) -> bool:
    """Whether the `self` link of a resource object leads to the very URL that was asked for.

    Hosts are not compared (a proxy may change them), nor is a query that only the request has (`?include=author`).
    """
    links = resource.get("links")
    target = href(links.get("self")) if isinstance(links, dict) else None
    if not target:
        return False
    try:
        asked = urlsplit(exchange.request.url)
        led = urlsplit(urljoin(exchange.request.url, target))
    except ValueError:
        return False
    return _path(asked) == _path(led) and _pairs(led) <= _pairs(asked)


def _path(url: SplitResult) -> str:
    return unquote(url.path).rstrip("/")


def _pairs(url: SplitResult) -> set[tuple[str, str]]:
    return set(parse_qsl(url.query, keep_blank_values=True))
