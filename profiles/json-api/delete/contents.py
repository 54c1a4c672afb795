"""What comes with an answer to a write."""

from urllib.parse import urlsplit

from conformance.model import Exchange


def has_document(exchange: Exchange) -> bool:
    """Whether the answer has a document: content that is a JSON object."""
    return bool(exchange.body) and isinstance(exchange.json, dict)


def is_meta_only(exchange: Exchange) -> bool:
    """Whether the answer has a document that has meta and neither data nor errors."""
    root = exchange.json if exchange.body else None
    return isinstance(root, dict) and "meta" in root and not {"data", "errors"} & root.keys()


def points_elsewhere(exchange: Exchange) -> bool:
    """Whether an answer tells of another address than the target and what that is below: where work can be followed."""
    place = exchange.header("content-location") or exchange.header("location")
    if place is None:
        return False
    told, target = urlsplit(place).path, urlsplit(exchange.target).path
    return not target.startswith(told) and not told.endswith(target)
