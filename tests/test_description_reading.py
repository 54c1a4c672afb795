"""A text becomes a description, or it is said why not and where; no text brings the reader down."""

import json

import pytest

from conformance import description
from conformance.errors import DescriptionError

URL = "http://127.0.0.1/openapi.yaml"
HEAD = b"openapi: 3.0.3\n"


def parsed(text: bytes) -> description.Description:
    return description.parse(text, URL)


def refusal(text: bytes, url: str = URL, media_type: str = "") -> DescriptionError:
    with pytest.raises(DescriptionError) as caught:
        description.parse(text, url, media_type)
    return caught.value


def bomb(levels: int) -> bytes:
    """A text whose aliases mean ten to the power of `levels` values."""
    lines = [b"a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [
        b"a%d: &a%d [%s]" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 10)) for n in range(1, levels)
    ]
    return HEAD + b"\n".join(lines)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "nothing is in it"),
        (b"\xef\xbb\xbf \n", "nothing is in it"),
        (b"<!doctype html>", "HTML or XML"),
        (b"[1, 2]", "the root is a list, not an object"),
        (b"hello", "the root is 'hello', not an object"),
        (b"title: x\npaths: {}\n", "no key 'openapi'; the document has 'title', 'paths'"),
        (b"{}", "no key 'openapi'; the document has nothing"),
        (b'swagger: "2.0"\n', "swagger: '2.0' is not OpenAPI 3"),
        (b"openapi: [3]\n", "openapi: [3] is no version"),
        (HEAD + b"info: [a\nb: c\n", "line 3, column 2: did not find expected ',' or ']'"),
        (HEAD + b"\tinfo: x\n", "line 2, column 1"),
        (HEAD + b"{a: b}: c\n", "line 2, column 1: a name that is no text"),
        (HEAD + b"[a]: c\n", "line 2, column 1: a name that is no text"),
        (HEAD + b"---\na: b\n", "line 2, column 1: a second document begins"),
        (HEAD + b"a: *x\n", "line 2, column 4: the alias *x is defined nowhere before"),
        (HEAD + b"a: &x {b: *x}\n", "line 2, column 11: the alias *x contains itself"),
        (HEAD + b"a: \xe9\n", "unacceptable character"),
        (b"\0\0", "unacceptable character"),
        (b'{"openapi": "3.0.3" "info"}', "not JSON: Expecting ',' delimiter at line 1, column 21"),
    ],
)
def test_what_is_no_description_is_refused_with_the_place_and_the_reason(
    text: bytes, said: str
) -> None:
    error = refusal(text)

    assert error.message.startswith(f"{URL}: ")
    assert said in error.message
    assert error.hint
    assert error.exit_code == 2


def test_swagger_is_refused_with_the_versions_that_are_read() -> None:
    assert "3.0 or 3.1" in refusal(b'{"swagger": "2.0"}').hint


def test_a_page_for_people_is_refused_whatever_is_in_it() -> None:
    assert "text/html" in refusal(HEAD, media_type="text/html").message


@pytest.mark.parametrize(
    ("url", "media_type"),
    [("http://127.0.0.1/openapi.json", ""), (URL, "application/json"), ("openapi.json", "")],
)
def test_what_is_called_json_and_looks_like_it_has_to_be_json(url: str, media_type: str) -> None:
    error = refusal(b'{"openapi": "3.0.3",\n "info": nope}', url, media_type)

    assert "not JSON: Expecting value at line 2, column 10" in error.message


def test_yaml_that_is_called_json_is_read_all_the_same() -> None:
    assert description.parse(HEAD, "openapi.json", "application/json").form == "yaml"


def test_a_yaml_text_in_braces_is_yaml() -> None:
    assert parsed(b"{openapi: 3.0.3, info: nope}").form == "yaml"


def test_json_is_read_wherever_it_comes_from() -> None:
    assert parsed(b'\xef\xbb\xbf{"openapi": "3.0.3"}').form == "json"


def test_a_document_over_ten_million_bytes_is_not_read() -> None:
    assert "longer than 10000000 bytes" in refusal(HEAD + b"#" * 10_000_000).message


def test_aliases_that_mean_more_than_two_million_values_are_refused() -> None:
    assert "aliases make more than 2000000 values" in refusal(bomb(9)).message


def test_aliases_that_mean_less_are_read_and_shared() -> None:
    document = parsed(bomb(5)).document

    assert len(document["a4"]) == 10
    assert document["a4"][0] is document["a4"][9]


@pytest.mark.parametrize("times", [201, 100_000])
@pytest.mark.parametrize(
    ("start", "unit", "said"),
    [
        (HEAD + b"x: ", b"[", "nested deeper than 200 levels"),
        (HEAD + b"x: ", b'{"a":', "nested deeper than 200 levels"),
        (b"", b"- ", "nested deeper than 200 levels"),
        (b"", b"? ", "a name that is no text"),
        (b"", b"[", "not JSON"),
    ],
)
def test_deep_nesting_is_refused_and_does_not_end_the_process(
    start: bytes, unit: bytes, said: str, times: int
) -> None:
    assert said in refusal(start + unit * times).message


@pytest.mark.parametrize("depth", [201, 900, 100_000])
def test_deeply_nested_json_is_refused(depth: int) -> None:
    text = b'{"openapi": "3.0.3", "x": ' + b"[" * depth + b"]" * depth + b"}"

    assert "nested deeper" in refusal(text).message


def test_nesting_as_people_write_it_is_read() -> None:
    text = b'{"openapi": "3.0.3", "x": ' + b"[" * 190 + b"]" * 190 + b"}"

    assert parsed(text).document["x"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("true", True),
        ("False", False),
        ("no", "no"),
        ("on", "on"),
        ("Yes", "Yes"),
        ("~", None),
        ("", None),
        ("null", None),
        ("2026-11-24", "2026-11-24"),
        ("2026-11-24T10:00:00Z", "2026-11-24T10:00:00Z"),
        ("12:30", "12:30"),
        ("1_000", "1_000"),
        ("010", 10),
        ("0o10", 8),
        ("0x1F", 31),
        ("-3", -3),
        ("1.50", 1.5),
        ("1e3", 1000.0),
        (".inf", ".inf"),
        ('"3"', "3"),
        ("'true'", "true"),
        ("!!str 3", "3"),
        ('!!int "3"', 3),
        ("!own 3", "3"),
        ("9" * 5000, "9" * 5000),
        ("|\n  two\n  lines\n", "two\nlines\n"),
    ],
)
def test_scalars_mean_what_yaml_1_2_says(written: str, meant: object) -> None:
    value = parsed(HEAD + f"x: {written}\n".encode()).document["x"]

    assert value == meant
    assert type(value) is type(meant)


def test_a_version_without_quotation_marks_is_a_version() -> None:
    assert parsed(b"openapi: 3.0\n").version == "3.0"


def test_names_are_texts_as_they_are_written() -> None:
    document = parsed(HEAD + b"x: {200: a, true: b, 0x10: c, 1.0: d, null: e, 'f': g}\n").document

    assert list(document["x"]) == ["200", "true", "0x10", "1.0", "null", "f"]


def test_an_alias_may_be_a_name() -> None:
    assert parsed(HEAD + b"a: &n name\nb: {*n : 1}\n").document["b"] == {"name": 1}


def test_merged_names_do_not_replace_written_ones() -> None:
    text = HEAD + b"a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {<<: [*a, *b], x: 3}\nd: {<<: *a}\n"
    document = parsed(text).document

    assert document["c"] == {"x": 3, "y": 1, "z": 2}
    assert document["d"] == {"x": 1, "y": 1}


def test_a_python_object_in_yaml_is_only_text() -> None:
    text = HEAD + b'x: !!python/object/apply:os.system ["true"]\n'

    assert parsed(text).document["x"] == ["true"]


def test_another_encoding_is_read_when_it_says_so() -> None:
    assert parsed("openapi: 3.0.3\ninfo: é\n".encode("utf-16")).document["info"] == "é"


# -- places in the text ---------------------------------------------------------------------------

YAML = b"""openapi: 3.0.3
info:
  title: x
  title: y
paths:
  /a~b:
    get:
      tags:
        - one
        - &two two
      parameters: &p
        - {name: q, in: query}
    post:
      parameters: *p
  /c/d: {}
  /c/d: {get: {}}
"""
JSON = b"""{
\t"openapi": "3.0.3",
  "in\\u0066o": {"title": "\\ud83d\\ude00 {[,", "title": "y"},
  "list": [1, {"a": [true, null]}, "x"],
  "": {"": 1},
  "paths": {"/a/b": {}, "/a/b": {"get": {}}}
}"""


@pytest.mark.parametrize(
    ("pointer", "place"),
    [
        ("", (1, 1)),
        ("/info", (2, 1)),
        ("/info/title", (4, 3)),
        ("/paths/~1a~0b", (6, 3)),
        ("/paths/~1a~0b/get/tags/0", (9, 11)),
        ("/paths/~1a~0b/get/tags/1", (10, 11)),
        ("/paths/~1a~0b/get/parameters/0/in", (12, 21)),
        ("/paths/~1a~0b/post/parameters", (14, 7)),
        ("/paths/~1a~0b/post/parameters/0/in", (12, 21)),
        ("/paths/~1c~1d/get", (16, 10)),
        ("/paths/~1c~1d/get/nothing/here", (16, 10)),
        ("/nothing", (1, 1)),
        ("/info/title/3", (4, 3)),
    ],
)
def test_everything_in_yaml_has_a_line_and_a_column(pointer: str, place: tuple[int, int]) -> None:
    assert parsed(YAML).position(pointer) == place


@pytest.mark.parametrize(
    ("pointer", "place"),
    [
        ("", (1, 1)),
        ("/openapi", (2, 2)),
        ("/info", (3, 3)),
        ("/list/0", (4, 12)),
        ("/list/1/a/1", (4, 28)),
        ("/list/2", (4, 36)),
        ("//", (5, 8)),
        ("/paths/~1a~1b/get", (6, 34)),
        ("/paths/~1x", (6, 3)),
    ],
)
def test_everything_in_json_has_a_line_and_a_column(pointer: str, place: tuple[int, int]) -> None:
    assert parsed(JSON).position(pointer) == place


def test_names_that_stand_twice_are_noted_and_the_last_one_counts() -> None:
    yaml, json_ = parsed(YAML), parsed(JSON)

    assert [str(it) for it in yaml.duplicates] == [
        "'title' stands again at line 4, column 3",
        "'/c/d' stands again at line 16, column 3",
    ]
    assert [(it.pointer, it.line, it.column) for it in json_.duplicates] == [
        ("/info/title", 3, 46),
        ("/paths/~1a~1b", 6, 25),
    ]
    assert yaml.document["info"] == json_.document["info"] == {"title": "y"}


def test_a_description_without_a_text_has_no_places_and_no_duplicates() -> None:
    made = description.Description(URL, {"openapi": "3.0.3"})

    assert made.position("/openapi") == (1, 1)
    assert made.duplicates == ()


def test_a_text_and_its_json_hold_the_same() -> None:
    document = parsed(YAML).document

    assert parsed(json.dumps(document).encode()).document == document
