"""The cross table of concepts and guides, as text for a terminal or as JSON."""

import json
from typing import Any

from conformance.concepts import Agreement, Row, Table
from conformance.render.language import DEFAULT, Language, load

_SEPARATOR = "  "


def as_text(table: Table, base: str, language: str = DEFAULT) -> str:
    """A line a concept, a column a guide; how each of the others has what `base` has, and at which level."""
    said = load(language)
    others = [name for name in table.guides if name != base]
    lines = [["", base, *others]]
    for row in table.rows:
        mine = _level(row, base, said)
        lines.append(
            [said.of(row.title).text, mine, *(_cell(row, base, it, said) for it in others)]
        )
    widths = [max(len(line[place]) for line in lines) for place in range(len(lines[0]))]
    shown = (
        _SEPARATOR.join(
            cell.ljust(width) for cell, width in zip(line, widths, strict=True)
        ).rstrip()
        for line in lines
    )
    return "\n".join([*shown, "", said("concepts.legend", base=base)])


def as_json(table: Table, base: str, language: str = DEFAULT) -> str:
    """An object: `base`, `guides` (profile → region), and `concepts`.

    Each concept has a name, a title and, by profile, the agreement, the level, the ids and the parameters.
    """
    said = load(language)
    rows = [
        {
            "concept": row.name,
            "title": said.of(row.title).text,
            "profiles": {name: _entry(row, base, name) for name in table.guides},
        }
        for row in table.rows
    ]
    whole = {"base": base, "guides": dict(table.guides), "concepts": rows}
    return json.dumps(whole, ensure_ascii=False, indent=2)


def _entry(row: Row, base: str, name: str) -> dict[str, Any]:
    held = row.held.get(name)
    agreement = row.agreement(base, name)
    if held is None:
        return {"agreement": agreement}
    return {
        "agreement": agreement,
        "level": held.level,
        "requirements": [it.id for it in held.requirements],
        "params": {
            key: sorted(value) if isinstance(value, frozenset) else value
            for key, value in held.params.items()
        },
    }


def _level(row: Row, name: str, said: Language) -> str:
    held = row.held.get(name)
    return said(f"level.{held.level}") if held else said(f"concepts.{Agreement.ABSENT}")


def _cell(row: Row, base: str, name: str, said: Language) -> str:
    agreement = row.agreement(base, name)
    if agreement is Agreement.ABSENT:
        return said("concepts.absent")
    if base not in row.held:
        return _level(row, name, said)
    return f"{said(f'concepts.{agreement}')} ({_level(row, name, said)})"
