"""Candidates that are unreachable, slow, endless, lying, malformed or hostile: one clear message, the right
exit code, and nothing that was measured is lost. Through the command line, as a user meets them.
"""

import json
import socket
import ssl
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import trustme

from conformance import record
from conformance.cli import status
from conformance.model import Status
from tests.servers import Answer, document, serving, unused_port

Run = Callable[..., int]
GOOD = document('{"jsonapi": {"version": "1.1"}, "data": [{"type": "things", "id": "1"}]}')


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`conformance run json-api URL …` in an empty folder; the exit code."""
    monkeypatch.chdir(tmp_path)

    def call(url: str, *options: str) -> int:
        return status(["run", "json-api", url, "--timeout", "1", *options])

    return call


def told(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("127.0.0.1:8000", "is not an http or https URL"),
        ("ftp://127.0.0.1/", "is not an http or https URL"),
        ("http://", "is not an http or https URL"),
        ("http://127.0.0.1:99999/", "is not an http or https URL"),
    ],
)
def test_a_wrong_url_is_a_usage_error(
    run: Run, capsys: pytest.CaptureFixture[str], url: str, message: str
) -> None:
    assert run(url) == 2
    assert message in told(capsys)


def test_a_host_that_does_not_exist_cannot_be_reached(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("http://nowhere.invalid/api") == 4
    assert "does not resolve" in told(capsys)


def test_a_port_where_nobody_listens_cannot_be_reached(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(f"http://127.0.0.1:{unused_port()}/api") == 4
    assert "next: check the host, the port, and that the API is running" in told(capsys)


def test_an_address_in_our_own_network_is_refused(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("http://169.254.169.254/latest") == 4
    assert "is not requested" in told(capsys)


def test_a_certificate_for_another_name_stops_a_run(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    authority, server = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("elsewhere.example").configure_cert(server)
    with serving(GOOD, server) as url:
        code = run(url)
    message = told(capsys)

    assert code == 4
    assert "next: check the host name and the certificate" in message


def test_a_login_that_is_asked_for_everywhere_stops_a_run(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(document("{}", status="401 Unauthorized")) as url:
        code = run(url)
    message = told(capsys)

    assert code == 4
    assert "asks for a login on every entry" in message
    assert "[auth]" in message


@pytest.mark.parametrize(
    "answer",
    [
        document("<!doctype html><p>hello", media_type="text/html"),
        document('{"items": []}', media_type="application/json"),
        document("", status="404 Not Found", media_type="text/plain"),
        document("{", media_type="application/json"),
    ],
)
def test_what_is_no_json_api_is_not_judged(
    run: Run, capsys: pytest.CaptureFixture[str], answer: bytes
) -> None:
    with serving(answer) as url:
        code = run(url)
    message = told(capsys)

    assert code == 4
    assert "no JSON:API document was found" in message
    assert "--start /articles" in message


def test_a_response_that_never_comes_stops_a_run(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(lambda stream, _: time.sleep(3)) as url:
        code = run(url)

    assert code == 4
    assert "no answer within 1 seconds" in told(capsys)


def test_a_redirect_loop_stops_a_run(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(b"HTTP/1.1 302 Found\r\nLocation: /a\r\nContent-Length: 0\r\n\r\n") as url:
        code = run(url)

    assert code == 4
    assert "more than 5 redirects" in told(capsys)


def _bodies() -> dict[str, Answer]:
    """Entries of one API, each broken in a way of its own, beside a good one."""

    def endless(stream: socket.socket, _: str) -> None:
        stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/vnd.api+json\r\n\r\n")
        for _number in range(400):
            stream.sendall(b"x" * 50_000)

    deep = '{"data": [], "meta": {"a": ' + '{"a":' * 1000 + "1" + "}" * 1000 + "}}"
    return {
        "/good": GOOD,
        "/invalid": document('{"data": ['),
        "/nan": document('{"data": [], "meta": {"a": NaN}}'),
        "/bom": document('\ufeff{"data": []}'),
        "/twice": document('{"data": [], "data": []}'),
        "/deep": document(deep),
        "/charset": document(
            '{"data": []}', media_type="application/vnd.api+json; charset=latin-1"
        ),
        "/latin": document("").replace(b"Content-Length: 0", b"Content-Length: 1") + b"\xe9",
        "/html": document("<p>", media_type="text/html"),
        "/null": document("null"),
        "/empty": document(""),
        "/bodied": b"HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n{}",
        "/lengths": GOOD.replace(b"Content-Length", b"Content-Length: 88\r\nContent-Length", 1),
        "/reset": lambda stream, _: None,
        "/slow": lambda stream, _: time.sleep(1.5),
        "/endless": endless,
        "*": document('{"errors": [{"status": "404"}]}', status="404 Not Found"),
    }


def test_a_candidate_that_breaks_in_every_way_at_once_is_judged_to_the_end(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = _bodies()
    links = {name.strip("/"): name for name in answers if name != "*"}
    answers["/"] = document(json.dumps({"jsonapi": {"version": "1.1"}, "links": links, "meta": {}}))
    with serving(answers) as url:
        code = run(url, "--jobs", "8")
    told(capsys)
    found = record.read(tmp_path / "out" / "record.jsonl")

    assert code == 1
    assert [it.requirement.id for it in found.results if it.status is Status.ERRORED] == []
    assert any(it.status is Status.FAILED for it in found.results)


def test_a_candidate_that_is_fine_and_then_falls_silent_is_not_accused(
    run: Run, tmp_path: Path
) -> None:
    count = [0]

    def tiring(stream: socket.socket, _: str) -> None:
        count[0] += 1
        stream.sendall(
            GOOD if count[0] < 4 else b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 99\r\n\r\n"
        )

    with serving(tiring) as url:
        run(url, "--jobs", "1")
    found = record.read(tmp_path / "out" / "record.jsonl")

    assert Status.INCONCLUSIVE in {it.status for it in found.results}
    accused = [it for it in found.results if it.status is Status.FAILED]
    assert all(
        exchange.status == 200
        for it in accused
        for seen in it.observations
        for exchange in seen.exchanges
    )


def test_a_crawl_that_never_ends_stops_at_the_budget(run: Run, tmp_path: Path) -> None:
    def maze(stream: socket.socket, path: str) -> None:
        depth = path.count("/")
        links = {f"n{n}": f"{path.rstrip('/')}/{n}" for n in range(30)}
        items = [
            {"type": "rooms", "id": str(n), "links": {"self": f"{path}/{n}"}} for n in range(9)
        ]
        body: dict[str, object] = {"jsonapi": {"version": "1.1"}, "links": links, "meta": {}}
        if depth:
            body["data"] = items
        stream.sendall(document(json.dumps(body)))

    with serving(maze) as url:
        code = run(url, "--requests", "60")
    found = record.read(tmp_path / "out" / "record.jsonl")

    assert code in (1, 3)
    assert found.closing["requests"] == 60


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["run"], 2, "which profile?"),
        (["run", "json-api"], 2, "which candidate?"),
        (["run", "json-apy", "http://127.0.0.1:1"], 2, "no profile 'json-apy'"),
        (["run", "json-api@9.9", "http://127.0.0.1:1"], 2, "no version '9.9'"),
        (["run", "json-api", "http://127.0.0.1:1", "--jobs", "0"], 2, "--jobs"),
        (["run", "json-api", "http://127.0.0.1:1", "--candidate", "none.toml"], 2, "none.toml"),
        (["run", "json-api", "http://127.0.0.1:1", "--only", "nothing"], 4, "no connection"),
        (["explain", "json-api/document/rot-object"], 2, "no requirement"),
        (["explain", "zzzz"], 2, "profiles show"),
        (["render", "none.jsonl", "--format", "html"], 2, "none.jsonl"),
        (["profiles", "show", "nope"], 2, "no profile 'nope'"),
        (["rnu"], 2, "No such command"),
    ],
)
def test_what_is_asked_wrongly_is_told_with_the_next_step(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)

    assert status(arguments) == code
    assert message in told(capsys)


def test_a_version_that_a_profile_does_not_have_is_told_before_anything_is_sent(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []

    def note(stream: socket.socket, path: str) -> None:
        asked.append(path)
        stream.sendall(GOOD)

    with serving(note) as url:
        code = status(["run", "json-api@9.9", url])

    assert code == 2
    assert asked == []
