"""The members that the specification names, object by object."""

import re

TOP_LEVEL = frozenset({"data", "errors", "meta", "jsonapi", "links", "included"})
RESOURCE = frozenset({"type", "id", "lid", "attributes", "relationships", "links", "meta"})
IDENTIFIER = frozenset({"type", "id", "lid", "meta"})
RELATIONSHIP = frozenset({"links", "data", "meta"})
LINK_OBJECT = frozenset({"href", "rel", "describedby", "title", "type", "hreflang", "meta"})
JSONAPI = frozenset({"version", "ext", "profile", "meta"})
ERROR = frozenset({"id", "links", "status", "code", "title", "detail", "source", "meta"})
SOURCE = frozenset({"pointer", "parameter", "header"})


def resembles(root: object) -> bool:
    """Whether a JSON value is beyond doubt a JSON:API document: no other API would send it."""
    if not isinstance(root, dict) or not root.keys() <= TOP_LEVEL:
        return False
    declared = root.get("jsonapi")
    if isinstance(declared, dict) and isinstance(declared.get("version"), str):
        return "data" in root or "errors" in root
    data, errors = root.get("data"), root.get("errors")
    items = data if isinstance(data, list) else [data]
    return any(map(_is_plain_resource, items)) or (
        isinstance(errors, list) and any(map(_is_plain_error, errors))
    )


def _is_plain_resource(item: object) -> bool:
    return (
        isinstance(item, dict)
        and isinstance(item.get("type"), str)
        and isinstance(item.get("id"), str)
        and isinstance(item.get("attributes", item.get("relationships")), dict)
        and item.keys() <= RESOURCE
    )


def _is_plain_error(item: object) -> bool:
    return (
        isinstance(item, dict)
        and item.keys() <= ERROR
        and re.fullmatch("[45][0-9][0-9]", str(item.get("status"))) is not None
        and isinstance(item.get("title"), str)
        and ("detail" in item or "source" in item)
    )
