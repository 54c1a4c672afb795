"""What a description says about dates and times: formats that are known, and names that promise a date."""

import re
from collections.abc import Iterator, Sequence

from conformance.checks.looking import either, listed, looked, met, unmet
from conformance.checks.names import vocabulary, words
from conformance.checks.shapes import keyword, parts, types
from conformance.description import Description, Node
from conformance.model import Doubt, Observation

# What people write for the format of a date or of a time; those that the guide allows are taken out.
_DATE_LIKE = vocabulary(
    """date date-time date-time-local datetime datetime-local date_time dateTime DateTime Date full-date full-time
    iso-date iso-date-time iso8601 local-date local-date-time local-time localdate localdatetime localtime offset-time
    partial-time time time-local timestamp
    """
)
FULL_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
DATE_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}.*", re.ASCII)
_MIDNIGHT = re.compile(r".*[Tt ]00:00(:00(\.0+)?)?([Zz]|[+-]\d{2}:\d{2})?", re.ASCII)
_DATES = ("date", "datum", "datums", "dates")
_COMPOUND = re.compile(r".+datum")  # geboortedatum: Dutch and German write compounds as one word
_DAYS = vocabulary(
    # a day by its very meaning: whoever has an hour for it means something else
    "geboortedatum birthdate birthday dateofbirth verjaardag datumgeboorte"
)


def formats(description: Description, *, allowed: Sequence[str]) -> Iterator[Observation]:
    """A date or a time has one of the formats that the guide allows, and is a text.

    Only the format speaks here. One that has nothing to do with dates is not looked at.
    """
    return either(
        (
            looked(
                given not in allowed or not ({"string", "null"} >= kinds),
                " or ".join(allowed),
                given if kinds <= {"string", "null"} else f"{listed(sorted(kinds))}, {given}",
                schema.pointer,
            )
            for schema in description.schemas()
            if (given := schema.child("format").text) in _DATE_LIKE
            for kinds in [types(schema)]
        ),
        "no schema has a format of a date or a time",
    )


def named(
    description: Description, *, allowed: Sequence[str] = ("date", "date-time")
) -> Iterator[Observation]:
    """A property that is named as a date, and whose examples are dates, says so in its format.

    A name alone is a hint: a text without a format and without such examples is doubtful, never a fault. What is no
    text (an incomplete date as an object, a number of dates) is not looked at.
    """
    return either(
        (_format_of(name, node, allowed) for name, node in _dates(description) if _is_text(node)),
        "no property is named as a date",
    )


def _format_of(name: str, node: Node, allowed: Sequence[str]) -> Observation:
    given = _format(node)
    if given:
        return met("a format", f"{name}: {given}", node.pointer)
    shown = _examples(node)
    if any(FULL_DATE.fullmatch(it) or DATE_TIME.fullmatch(it) for it in shown):
        return unmet(f"format {' or '.join(allowed)}", f"{name}: {shown[0]}", node.pointer)
    return Doubt(f"{name} is named as a date and has no format ({node.pointer})")


def without_time(description: Description) -> Iterator[Observation]:
    """A property that is a day has the format `date`, not `date-time`.

    That it is a day is certain of a date of birth, and where every example is at midnight. Of another name it is
    doubtful only: `wijzigingsdatum` may well have an hour.
    """
    return either(
        (
            _time_of(name, node)
            for name, node in _dates(description)
            if _format(node) in {"date", "date-time"}
        ),
        "no property with a format is named as a date",
    )


def _time_of(name: str, node: Node) -> Observation:
    given = _format(node)
    shown = _examples(node)
    midnight = bool(shown) and all(_MIDNIGHT.fullmatch(it) for it in shown)
    if given == "date" or midnight or "".join(words(name)) in _DAYS:
        return looked(given != "date", "format date", f"{name}: {given}", node.pointer)
    if any(DATE_TIME.fullmatch(it) for it in shown):
        return met("format date, or a time that matters", f"{name}: {shown[0]}", node.pointer)
    return Doubt(f"{name} is named as a date and has a time ({node.pointer})")


def _dates(description: Description) -> Iterator[tuple[str, Node]]:
    """Each property that is named as a date, once for each schema that it has."""
    seen: set[tuple[str, str]] = set()
    for schema in description.schemas():
        for name, node in schema.child("properties").items():
            if is_date(name) and (name, node.pointer) not in seen:
                seen.add((name, node.pointer))
                yield name, node


def is_date(name: str) -> bool:
    """Whether a name is that of a date: datum, birthDate, geboortedatum; dateCount and dateTime are not."""
    last = next(reversed(words(name)), "")
    return last in _DATES or bool(_COMPOUND.fullmatch(last)) or "".join(words(name)) in _DAYS


def _format(node: Node) -> str:
    found = keyword(node, "format")
    return found if isinstance(found, str) else ""


def _is_text(node: Node) -> bool:
    """Whether the value is a text; a schema that says nothing at all of its type is taken for one."""
    kinds = types(node) - {"null"}
    return kinds == {"string"} or (not kinds and not _says_more(node))


def _says_more(node: Node) -> bool:
    told = {"enum", "const", "properties", "additionalProperties", "oneOf", "anyOf", "not"}
    return any(told & part.mapping.keys() for part in parts(node, ("allOf",)))


def _examples(node: Node) -> list[str]:
    one = keyword(node, "example")
    several = keyword(node, "examples")
    found = [one, *(several if isinstance(several, list) else ())]
    return [str(it) for it in found if it is not None]
