"""What the answer of a collection looks like."""

from collections.abc import Iterator

from conformance.model import Exchange, Finding, Observation

_OK = 200


def empty(exchange: Exchange) -> Iterator[Observation]:
    """A collection that says that it has no items lists none: items is an empty list."""
    document = _answer(exchange)
    if document.get("items") == [] or ("items" not in document and document.get("total") == 0):
        met = "items" in document
        yield Finding(met, "items: []", "items: []" if met else "no items", "/items", exchange)
    elif "items" in document and document["items"] is None:
        yield Finding(False, "items: []", "items: null", "/items", exchange)


def extended(exchange: Exchange) -> Iterator[Observation]:
    """A collection shows more of its items than their links."""
    items = _answer(exchange).get("items")
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict) and "href" in item and len(item) > 1:
            yield Finding(True, "more than href", ", ".join(list(item)[:5]), "/items", exchange)
            return


def _answer(exchange: Exchange) -> dict[str, object]:
    """The object that a GET gave; an empty one where it gave something else."""
    if (
        exchange.request.method != "GET"
        or exchange.status != _OK
        or exchange.json_error is not None
    ):
        return {}
    return exchange.json if isinstance(exchange.json, dict) else {}
