"""What a candidate sent cannot steer a terminal, a browser or a reader's eye."""

from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.render.visible import content, is_binary, one_line, visible

ANY_TEXT = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31m", "[U+001B][31m"),
        ("\x00", "[U+0000]"),
        ("\x7f\x9b", "[U+007F][U+009B]"),
        ("a\u202eb", "a[U+202E]b"),
        ("\ud800", "[U+D800]"),
        ("\ufeff{}", "[U+FEFF]{}"),
        ("a\u2028b", "a[U+2028]b"),
        ("a\rb", "a[U+000D]b"),
    ],
)
def test_what_cannot_be_seen_is_spelt_out(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize("text", ["Eén café: €5 → 日本語 🙂", "a\n\tb", "10\u00a0km", ""])
def test_what_can_be_seen_stays(text: str) -> None:
    assert visible(text) == text


def test_a_carriage_return_before_a_line_feed_goes() -> None:
    assert visible("a\r\nb") == "a\nb"


@given(ANY_TEXT)
def test_whatever_was_sent_can_be_written_in_utf_8_and_in_xml(text: str) -> None:
    shown = visible(text)

    assert ET.fromstring(f"<a>{escape(shown)}</a>".encode()).text == (shown or None)


@given(ANY_TEXT)
def test_what_is_visible_stays_as_it_is(text: str) -> None:
    assert visible(visible(text)) == visible(text)


def test_one_line_is_one_line_and_short() -> None:
    assert one_line("a\n  b\r\nc" + "d" * 50, most=10) == "a b cdddd…"


def test_a_body_that_is_no_text_is_shown_in_hexadecimal() -> None:
    body = b"\x89PNG\r\n\x1a\n" + bytes(100)

    assert is_binary(body)
    assert content(body, 10_000).startswith("8950 4e47 0d0a 1a0a 0000")
    assert content(body, 10_000).endswith(" …")


def test_a_text_that_is_not_utf_8_has_its_odd_bytes_spelt_out() -> None:
    body = "café".encode("latin-1")

    assert not is_binary(body)
    assert content(body, 100) == "caf\\xe9"
