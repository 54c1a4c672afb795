"""The part of a document that a report shows holds the place that a finding points at, token by token as it came."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.render.excerpt import GAP, excerpt, lines

JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def broken(text: str) -> str:
    return "\n".join(line.text for line in lines(text))


def resolved(value: object, pointer: str) -> object:
    """The value of a JSON Pointer (RFC 6901)."""
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        value = value[int(name)] if isinstance(value, list) else value[name]  # type: ignore[index]
    return value


def test_each_member_and_each_element_has_its_line() -> None:
    text = r'{"a":[1.0E+2,"x: {,}\"",{}],"a":[],"b":null}'

    assert broken(text) == (
        '{\n  "a": [\n    1.0E+2,\n    "x: {,}\\"",\n    {}\n  ],\n  "a": [],\n  "b": null\n}'
    )


@given(JSON)
def test_a_document_that_is_broken_into_lines_says_the_same(value: object) -> None:
    assert json.loads(broken(json.dumps(value, separators=(",", ":")))) == value


@given(JSON)
def test_the_pointer_of_every_line_leads_to_a_value(value: object) -> None:
    text = json.dumps(value)

    for line in lines(text):
        found = resolved(value, line.pointer)
        if not isinstance(found, list | dict):
            assert line.text.rstrip(",").endswith(json.dumps(found))


@pytest.mark.parametrize(
    ("pointer", "marked"),
    [
        ("/data/1/type", '      "type": "b"'),
        ("/data/1", "    {"),
        ("/data/1/id", "    {"),
        ("/a~1b", '  "a/b": 1,'),
        ("/data/7/id", '  "data": ['),
    ],
)
def test_the_place_that_was_asked_for_is_marked_or_the_nearest_above_it(
    pointer: str, marked: str
) -> None:
    found = excerpt('{"a/b":1,"data":[{"type":"a"},{"type":"b"}]}', pointer)

    assert found.marked == marked
    assert not found.cut


@pytest.mark.parametrize("pointer", ["", "/nowhere", "content-type"])
def test_without_a_place_the_beginning_is_shown(pointer: str) -> None:
    found = excerpt(json.dumps({"data": list(range(100))}), pointer, most=4)

    assert found.before == '{\n  "data": [\n    0,\n    1,'
    assert found.marked == ""
    assert found.cut


def test_a_place_far_down_is_shown_with_its_surroundings_and_the_beginning() -> None:
    found = excerpt(json.dumps({"data": list(range(1000))}), "/data/500")
    before = found.before.splitlines()

    assert found.marked == "    500,"
    assert before[:3] == ["{", '  "data": [', "    0,"]
    assert before[8] == GAP
    assert before[-1] == "    499,"
    assert found.after.splitlines()[0] == "    501,"
    assert len(before) + len(found.after.splitlines()) < 40


@pytest.mark.parametrize("text", ["[" * 100_000, "]" * 1000, '{"a"', "", ",,,:::", '"' * 99])
def test_what_is_no_document_breaks_nothing(text: str) -> None:
    assert len(excerpt(text, "/0/0").before) < 10_000


def test_a_long_line_is_cut() -> None:
    assert len(excerpt(json.dumps({"a": "x" * 5000}), "/a").marked) < 500
