"""`conformance lint` reads what is named and what that refers to, and nothing that it must not read."""

import io
import os
import socket
import sys
from pathlib import Path

import pytest

from conformance.cli import status
from tests.linting import BAD, GOOD, lint, prepared, refused
from tests.servers import document, serving, unused_port


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    return prepared(tmp_path, monkeypatch)


# -- what cannot be read ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "openapi.yaml"),
        ("openapi: 3.0.3\n  paths: {}\n", "line 2, column"),
        ('{"openapi": "3.0.3",\n "paths": [}', "line 2, column"),
        ("- 1\n- 2\n", "a list"),
        ("just words", "openapi.yaml"),
        ("<html></html>", "HTML or XML"),
        ("swagger: '2.0'\npaths: {}\n", "swagger: '2.0'"),
        ("paths: {}\n", "no key 'openapi'"),
        (b"openapi: 3.0.3\x00\nx: \xff\xfe", "openapi.yaml"),
        (GOOD + "x-long: " + "a" * 10_000_000, "10000000"),
        ("openapi: 3.0.3\na: &a " + "[" * 5000 + "]" * 5000, "nested"),
        ("openapi: 3.0.3\na: &a [*a]\n", "openapi.yaml"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_text_that_is_no_description_is_refused_with_its_reason(
    here: Path, capsys: pytest.CaptureFixture[str], text: str | bytes, said: str
) -> None:
    assert lint(text) == 2
    assert said in refused(capsys)


def test_a_text_that_would_grow_beyond_all_bounds_is_refused(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = "".join(
        f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 10)}]\n"
        for number in range(1, 10)
    )

    assert lint(f"openapi: 3.0.3\na0: &a0 [x]\n{steps}") == 2
    assert "openapi.yaml" in refused(capsys)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nowhere.yaml", "nowhere.yaml: there is no such file"),
        (".", ".: is a folder"),
        ("a\x00b", "is no name of a file"),
        ("ftp://example.org/openapi.yaml", "there is no such file"),
        ("http://", "is not an http or https URL"),
        ("http://me:secret@127.0.0.1/openapi.yaml", "a name or a password"),
    ],
)
def test_what_is_no_file_is_refused(
    here: Path, capsys: pytest.CaptureFixture[str], name: str, said: str
) -> None:
    assert status(["lint", name]) == 2
    told = refused(capsys)
    assert said in told
    assert "secret" not in told


def test_a_file_that_cannot_be_read_is_refused(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("odd.yaml")  # not even root can open it

    assert status(["lint", "odd.yaml"]) == 2
    assert "odd.yaml: cannot be read (" in refused(capsys)


# -- what a document refers to ----------------------------------------------------------------------------------------


def referring(reference: str) -> str:
    """A good document in which one path stands elsewhere."""
    return f"{GOOD}  /elders:\n    $ref: '{reference}'\n"


def test_a_file_beside_the_document_is_read_and_judged(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("parts").mkdir()
    Path("parts/paths.yaml").write_text("# parts\nelders:\n  get:\n    responses: {}\n")

    assert lint(referring("parts/paths.yaml#/elders"), "--fail-on", "should") == 1
    assert f"parts{os.sep}paths.yaml:3:3: should tiny/paths/words:" in capsys.readouterr().out


def test_a_file_beside_the_document_may_refer_to_one_above_it_in_the_folder(here: Path) -> None:
    Path("parts").mkdir()
    Path("parts/paths.yaml").write_text("elders: {$ref: '../more.json#/it'}\n")
    Path("more.json").write_text('{"it": {}}')

    assert lint(referring("parts/paths.yaml#/elders")) == 0


@pytest.mark.parametrize(
    "reference",
    [
        "../secret.yaml",
        "%2e%2e/secret.yaml",
        "parts/../../secret.yaml",
        "link.yaml",
        "folder/secret.yaml",
        "file:///etc/passwd",
        "file://example.org/etc/passwd",
        "/etc/passwd",
        "nowhere.yaml",
        "parts%00.yaml",
        "a" * 5_000,
        "circle.yaml",
        "parts",
        "ftp://example.org/paths.yaml",
        "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.1/paths.yaml",
        "http://[::1",
        "http://a..invalid/paths.yaml",
        "http://[::ffff:169.254.169.254]/",
        "#/components/nowhere",
    ],
)
def test_a_reference_that_must_not_be_followed_is_told_and_leaves_the_lint_open(
    here: Path, capsys: pytest.CaptureFixture[str], reference: str
) -> None:
    (here.parent / "secret.yaml").write_text("get: {description: TOP-SECRET}\n")
    Path("parts").mkdir()
    Path("link.yaml").symlink_to(here.parent / "secret.yaml")
    Path("folder").symlink_to(here.parent)
    Path("circle.yaml").symlink_to("circle.yaml")

    assert lint(referring(reference)) == 3
    said = capsys.readouterr().out
    assert said.startswith(f"openapi.yaml:8:3: note $ref {reference[:100]}")
    assert "TOP-SECRET" not in said
    assert "1 reference was not followed" in said


def test_a_document_that_refers_to_very_many_others_is_not_followed_for_ever(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = "".join(f"  /a{number}: {{$ref: 'no{number}.yaml'}}\n" for number in range(210))

    assert lint(GOOD + paths) == 3
    assert capsys.readouterr().out.count("more than 200 documents are not asked for") == 10


def test_a_document_on_disk_reaches_no_loopback_address(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []
    with serving({"*": lambda _, path: asked.append(path)}) as url:
        code = lint(referring(f"{url}/paths.yaml"))

    assert (code, asked) == (3, [])
    assert "a loopback address, and is not requested" in capsys.readouterr().out


def test_a_name_that_stands_twice_in_one_object_is_told(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lint(GOOD + "  /gebouwen: {}\n") == 0
    assert capsys.readouterr().out.startswith("openapi.yaml:8:3: note the name /gebouwen stands")


def test_a_schema_that_refers_to_itself_is_fine(here: Path) -> None:
    tree = (
        "components: {schemas: {Tree: {properties: {kids: {$ref: '#/components/schemas/Tree'}}}}}"
    )

    assert lint(GOOD + tree) == 0


def test_a_document_from_standard_input_is_judged(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(BAD.encode())))

    assert status(["lint", "-"]) == 1
    assert capsys.readouterr().out.startswith("-:4:3: must tiny/paths/case:")


def test_a_document_from_standard_input_reads_no_file(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("paths.yaml").write_text("get: {}\n")
    text = referring("paths.yaml") + f"  /ook: {{$ref: '{(here / 'paths.yaml').as_uri()}'}}\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))

    assert status(["lint", "-"]) == 3


# -- from the web -----------------------------------------------------------------------------------------------------


def yaml_answer(text: str) -> bytes:
    return document(text, media_type="application/yaml")


def test_a_document_at_a_url_is_judged(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving({"*": yaml_answer(BAD)}) as url:
        assert status(["lint", f"{url}/openapi.yaml"]) == 1

    assert capsys.readouterr().out.startswith(f"{url}/openapi.yaml:4:3: must tiny/paths/case:")


def test_a_redirect_within_the_host_is_followed_and_counts_for_references(here: Path) -> None:
    moved = document("", status="302 Found\r\nLocation: /v1/openapi.yaml")
    answers = {
        "/openapi.yaml": moved,
        "/v1/openapi.yaml": yaml_answer(referring("paths.yaml")),
        "/v1/paths.yaml": yaml_answer("get: {summary: x, responses: {}}"),
    }
    with serving({**answers, "*": document("", status="404 Not Found")}) as url:
        assert status(["lint", f"{url}/openapi.yaml"]) == 0


def test_what_is_wrong_in_another_document_is_told_at_its_own_url(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = {
        "/openapi.yaml": yaml_answer(referring("paths.yaml")),
        "/paths.yaml": yaml_answer("# first\nget:\n  responses: {}\n"),
    }
    with serving({**answers, "*": document("", status="404 Not Found")}) as url:
        assert status(["lint", f"{url}/openapi.yaml", "--fail-on", "should"]) == 1

    assert f"{url}/paths.yaml:2:1: should tiny/paths/words:" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (document("", status="404 Not Found"), "answered 404"),
        (
            document("", status="301 Moved\r\nLocation: https://example.org/a.yaml"),
            "answered 301, elsewhere: https://example.org/a.yaml",
        ),
        (document("", status="401 Unauthorized"), "answered 401"),
        (b"nonsense\r\n\r\n", "not HTTP that can be read"),
    ],
)
def test_a_url_without_a_document_ends_with_four(
    here: Path, capsys: pytest.CaptureFixture[str], answer: bytes, said: str
) -> None:
    with serving({"*": answer}) as url:
        assert status(["lint", f"{url}/openapi.yaml"]) == 4

    assert said in refused(capsys)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://10.0.0.1/openapi.yaml", "a private address"),
        ("http://169.254.169.254/openapi.yaml", "a link-local address"),
        ("http://nowhere.invalid/openapi.yaml", "does not resolve"),
        ("http://a..invalid/openapi.yaml", "does not resolve"),
        ("http://127.0.0.1:{port}/openapi.yaml", "no connection"),
    ],
)
def test_a_url_that_cannot_or_must_not_be_reached_ends_with_four(
    here: Path, capsys: pytest.CaptureFixture[str], url: str, said: str
) -> None:
    assert status(["lint", url.format(port=unused_port())]) == 4
    assert said in refused(capsys)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (document("<html></html>", media_type="text/html"), "text/html"),
        (yaml_answer(GOOD + "x: " + "a" * 11_000_000), "10000000"),
        (yaml_answer(""), "openapi.yaml"),
    ],
    ids=["a page", "too long", "empty"],
)
def test_a_url_whose_answer_is_no_description_ends_with_two(
    here: Path, capsys: pytest.CaptureFixture[str], answer: bytes, said: str
) -> None:
    with serving({"*": answer}) as url:
        assert status(["lint", f"{url}/openapi.yaml"]) == 2

    assert said in refused(capsys)
