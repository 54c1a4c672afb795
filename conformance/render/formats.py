"""What a record can be rendered as: a name, a file, and the function that fills it.

Each renderer, and the library behind it, is imported when it is used: naming the formats costs nothing.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from conformance.record import Record

Render = Callable[[Record, str], bytes]


def _html(record: Record, language: str) -> bytes:
    from conformance.render import html

    return _bytes(html.render(record, language))


def _json(record: Record, language: str) -> bytes:
    from conformance.render import json_report

    return _json_bytes(json_report.render(record, language))


def _junit(record: Record, language: str) -> bytes:
    from conformance.render import junit

    return junit.render(record, language)


def _badge(record: Record, language: str) -> bytes:
    from conformance.render import badge

    return _bytes(badge.svg(record, language))


def _shield(record: Record, language: str) -> bytes:
    from conformance.render import badge

    return _json_bytes(badge.shield(record, language))


def _markdown(record: Record, language: str) -> bytes:
    from conformance.render import markdown

    return _bytes(markdown.render(record, language))


def _json_bytes(value: Mapping[str, Any]) -> bytes:
    return _bytes(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def _bytes(text: str) -> bytes:
    """UTF-8; a lone surrogate, which JSON can carry and UTF-8 cannot, becomes a question mark."""
    return text.encode("utf-8", "replace")


FORMATS: dict[str, tuple[str, Render]] = {
    "html": ("report.html", _html),
    "json": ("report.json", _json),
    "junit": ("junit.xml", _junit),
    "badge": ("badge.svg", _badge),
    "badge-json": ("badge.json", _shield),
    "markdown": ("report.md", _markdown),
}
