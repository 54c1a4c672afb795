"""A badge says what a record says, in words; it is never green without a reason."""

from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema_rs
import pytest

from conformance.model import Verdict
from conformance.record import Record
from conformance.render import badge
from tests.render import samples
from tests.render.colours import contrast

SVG = "{http://www.w3.org/2000/svg}"
# What a shields endpoint may hold, in our own words.
ENDPOINT = {
    "type": "object",
    "required": ["schemaVersion", "label", "message"],
    "additionalProperties": False,
    "properties": {
        "schemaVersion": {"const": 1},
        "label": {"type": "string"},
        "message": {"type": "string", "minLength": 1},
        "color": {"type": "string", "pattern": "^[0-9a-f]{6}$"},
        "labelColor": {"type": "string", "pattern": "^[0-9a-f]{6}$"},
        "isError": {"type": "boolean"},
        "cacheSeconds": {"type": "integer", "minimum": 300},
    },
}
GREEN = badge.COLOURS[Verdict.CONFORMANT]


def test_a_conformant_record_names_its_classes_its_grade_and_its_day(
    conformant_record: Record,
) -> None:
    shield = badge.shield(conformant_record)

    assert shield["label"] == "JSON:API 1.1"
    assert shield["message"] == "conformant (core-read, sorting) · self-tested · 2026-11-24"
    assert f"#{shield['color']}" == GREEN


def test_a_record_without_claims_is_about_all_classes(conformant_record: Record) -> None:
    message = badge.shield(samples.with_claims(conformant_record))["message"]

    assert message.startswith("conformant (all classes) ·")


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ("sample_record", "not conformant · self-tested · 2026-11-24"),
        ("open_record", "not established · self-tested · 2026-11-24"),
        ("interrupted_record", "not established · self-tested · 2026-11-24"),
    ],
)
def test_any_other_record_says_so_and_is_not_green(
    record: str, said: str, request: pytest.FixtureRequest
) -> None:
    found = request.getfixturevalue(record)

    assert badge.shield(found)["message"] == said
    assert GREEN not in badge.svg(found)
    assert GREEN.lstrip("#") not in badge.shield(found).values()


def test_a_killed_run_is_never_green(tmp_path: Path) -> None:
    found = samples.killed(tmp_path, [samples.passed()])

    assert badge.colour(found) != GREEN
    assert "not established" in badge.shield(found)["message"]


@pytest.mark.parametrize("record", ["sample_record", "conformant_record", "open_record"])
def test_the_endpoint_is_one_that_shields_takes(
    record: str, request: pytest.FixtureRequest
) -> None:
    shield = badge.shield(request.getfixturevalue(record))

    assert jsonschema_rs.Draft202012Validator(ENDPOINT).is_valid(shield)


def test_the_image_can_be_read_aloud(conformant_record: Record) -> None:
    image = ET.fromstring(badge.svg(conformant_record))
    said = "JSON:API 1.1: conformant (core-read, sorting) · self-tested · 2026-11-24"

    assert image.get("role") == "img"
    assert image.get("aria-label") == said
    assert image.findtext(f"{SVG}title") == said


def test_the_image_says_the_words_that_it_means(conformant_record: Record) -> None:
    image = ET.fromstring(badge.svg(conformant_record, "nl"))
    texts = [it.text for it in image.iter(f"{SVG}text")]

    assert texts == [
        "JSON:API 1.1",
        "conform (core-read, sorting) · zelf getest · 2026-11-24",
    ]


def test_the_image_loads_nothing_and_runs_nothing(conformant_record: Record) -> None:
    image = ET.fromstring(badge.svg(conformant_record))

    assert {it.tag for it in image.iter()} <= {
        f"{SVG}{name}" for name in ("svg", "title", "rect", "path", "g", "text")
    }
    assert not any(
        "href" in name or name.startswith("on") for it in image.iter() for name in it.attrib
    )


def test_hostile_names_cannot_leave_their_place(tmp_path: Path) -> None:
    hostile = "a\"'><script>{{ 7*7 }}</script>\x1b"
    header = {"profile": {**samples.HEADER["profile"], "title": {"en": hostile}}}
    image = ET.fromstring(badge.svg(samples.written(tmp_path, [samples.passed()], header)))

    assert image.find(f".//{SVG}script") is None
    assert "{{ 7*7 }}" in (image.get("aria-label") or "")


@pytest.mark.parametrize("background", [*badge.COLOURS.values(), badge.LABEL])
def test_the_words_keep_their_contrast(background: str) -> None:
    assert contrast(badge.INK, background) >= 4.5


def test_each_verdict_has_a_colour_of_its_own() -> None:
    assert len(set(badge.COLOURS.values())) == len(Verdict)
