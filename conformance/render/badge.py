"""badge.svg and badge.json: a record in one line, with its scope, its grade and its date.

The words carry the meaning; the colour only repeats it. A run that was broken off is never green.
"""

from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from anybadge import Badge  # type: ignore[import-untyped]  # it has no types

from conformance.model import Verdict
from conformance.record import Record
from conformance.render import summary
from conformance.render.language import DEFAULT, Language, load
from conformance.render.visible import one_line

COLOURS = {
    Verdict.CONFORMANT: "#17602f",
    Verdict.NOT_CONFORMANT: "#a01f1a",
    Verdict.NOT_ESTABLISHED: "#43506b",
}
LABEL, INK = "#24292f", "#ffffff"
_MOST = 120  # characters of the message
_CACHED = 3_600  # seconds


def label(record: Record, language: Language) -> str:
    """The standard and its version."""
    return one_line(summary.standard(record, language), _MOST)


def message(record: Record, language: Language) -> str:
    """The verdict; what it covers where it is good; that nobody else has looked; and the day."""
    verdict = record.verdict
    word = language(f"verdict.{verdict.name.lower()}")
    if verdict is Verdict.CONFORMANT:
        covered = ", ".join(record.claimed) or language("badge.all_classes")
        word = f"{word} ({one_line(covered, _MOST // 2)})"
    return " · ".join([word, language("badge.self_tested"), summary.when(record)[:10]])


def colour(record: Record) -> str:
    """The colour of a verdict; white text on it keeps a contrast of 4.5 to 1 and more."""
    return COLOURS[record.verdict]


def shield(record: Record, language: str = DEFAULT) -> dict[str, Any]:
    """The badge as a shields endpoint serves it."""
    said = load(language)
    return {
        "schemaVersion": 1,
        "label": label(record, said),
        "message": message(record, said),
        "color": colour(record).lstrip("#"),
        "labelColor": LABEL.lstrip("#"),
        "cacheSeconds": _CACHED,
    }


def svg(record: Record, language: str = DEFAULT) -> str:
    """The badge as an image of its own, which asks nobody else for anything."""
    said = load(language)
    left, right = label(record, said), message(record, said)
    measured = Badge(left, right, num_padding_chars=1)
    return _template().render(
        label=left,
        message=right,
        title=said("badge.title", label=left, message=right),
        language=said.code,
        left=measured.label_width,
        right=measured.value_width,
        padding=measured.font_width,
        fill=colour(record),
        label_fill=LABEL,
        ink=INK,
    )


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("badge.svg.j2")
