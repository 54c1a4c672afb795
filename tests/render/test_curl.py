"""The line that sends a request again does just that, whatever a candidate put into it."""

import shutil
import subprocess
from pathlib import Path

import pytest

from conformance.model import Exchange, Request
from conformance.render import curl

SHELL = shutil.which("sh") or "/bin/sh"
# Stands in for curl: its arguments, one a line, and what comes in on standard input after them.
STUB = 'curl() { printf "%s\\n" "$@"; case "$*" in *@-*) cat;; esac; }\n'


def exchange(
    url: str = "http://127.0.0.1:8000/api", method: str = "GET", **more: object
) -> Exchange:
    headers = more.get("headers", (("Accept", "*/*"),))
    return Exchange(Request(method, url, headers, more.get("body", b"")))  # type: ignore[arg-type]


def arguments(line: str, **variables: str) -> list[str]:
    """What curl gets when a shell runs the line."""
    ran = subprocess.run(
        [SHELL, "-c", STUB + line],
        capture_output=True,
        env={"PATH": "/usr/bin:/bin", **variables},
        check=True,
    )
    assert ran.stderr == b""
    return ran.stdout.decode("utf-8").splitlines()


def test_a_get_is_one_short_line() -> None:
    assert (
        curl.line(exchange()) == "curl --include --header 'Accept: */*' http://127.0.0.1:8000/api"
    )


def test_what_curl_or_the_connection_says_itself_is_left_out() -> None:
    headers = (
        ("Host", "127.0.0.1:8000"),
        ("Accept-Encoding", "identity"),
        ("User-Agent", "conformance"),
        ("Connection", "keep-alive"),
        ("Accept", "*/*"),
    )

    assert curl.line(exchange(headers=headers)) == curl.line(exchange())


def test_a_host_that_is_not_that_of_the_address_is_sent() -> None:
    sent = exchange(headers=(("Host", "other.example"), ("Accept", "*/*")))

    assert "Host: other.example" in arguments(curl.line(sent))


def test_a_request_without_accept_is_sent_without_it() -> None:
    assert "Accept:" in arguments(curl.line(exchange(headers=())))


def test_an_empty_header_is_sent_empty() -> None:
    sent = exchange(headers=(("Accept", ""),))

    assert "Accept;" in arguments(curl.line(sent))


@pytest.mark.parametrize(
    ("method", "option"), [("HEAD", "--head"), ("OPTIONS", "--request"), ("DELETE", "--request")]
)
def test_another_method_is_named(method: str, option: str) -> None:
    assert option in arguments(curl.line(exchange(method=method)))


def test_brackets_in_an_address_are_not_read_as_a_pattern() -> None:
    sent = exchange("http://127.0.0.1:8000/api?page[number]=2&fields[a]={x}")

    assert arguments(curl.line(sent))[-1] == sent.request.url
    assert "--globoff" in arguments(curl.line(sent))


def test_dots_in_a_path_stay() -> None:
    assert "--path-as-is" in arguments(curl.line(exchange("http://127.0.0.1:8000/api/../x")))


@pytest.mark.parametrize(
    "hostile",
    [
        "'; touch hacked; '",
        "$(touch hacked)",
        "`touch hacked`",
        "a\ntouch hacked\n",
        '"; touch hacked #',
        "\x1b]0;title\x07",
        "\u202etouch hacked",
        "\ud800",
        "\\",
        "!!",
    ],
)
def test_hostile_values_stay_one_inert_argument(hostile: str, tmp_path: Path) -> None:
    sent = exchange(
        f"http://127.0.0.1:8000/api?x={hostile}",
        headers=(("Accept", "*/*"), ("X-Odd", hostile)),
    )
    line = curl.line(sent)
    given = [it for it in arguments(f"cd {tmp_path}\n{line}") if it != "--globoff"]

    assert list(tmp_path.iterdir()) == []
    assert len(given) == 6
    assert line.isprintable()


def test_a_body_of_text_is_sent_as_it_was() -> None:
    headers = (("Accept", "*/*"), ("Content-Type", "application/json"))
    sent = exchange(method="POST", headers=headers, body='{"it\'s": "é $x @y"}'.encode())

    assert '{"it\'s": "é $x @y"}' in arguments(curl.line(sent))
    assert "--data-raw" in arguments(curl.line(sent))


def test_a_body_that_begins_with_an_at_sign_is_no_file() -> None:
    line = curl.line(exchange(method="POST", body=b"@/etc/passwd"))

    assert "--data-raw" in line
    assert "Content-Type:" in arguments(line)


@pytest.mark.parametrize("body", [b"\x00\xff\x1b[2J", b"a\rb"])
def test_a_body_that_a_terminal_would_act_on_goes_through_base64(body: bytes) -> None:
    line = curl.line(exchange(method="POST", body=body))
    ran = subprocess.run([SHELL, "-c", STUB + line], capture_output=True, check=True)

    assert ran.stdout.endswith(body)
    assert line.isprintable()


def test_a_secret_that_was_taken_out_is_read_from_the_shell() -> None:
    headers = (("Accept", "*/*"), ("Authorization", "Bearer [redacted]"), ("Cookie", "[redacted]"))
    sent = exchange("http://127.0.0.1:8000/api?key=[redacted]", headers=headers)
    given = arguments(curl.line(sent), AUTHORIZATION="abc def", COOKIE="$(id)", SECRET="s3")

    assert "Authorization: Bearer abc def" in given
    assert "Cookie: $(id)" in given
    assert given[-1] == "http://127.0.0.1:8000/api?key=s3"
    assert curl.variables(sent) == ("AUTHORIZATION", "COOKIE", "SECRET")


def test_a_header_that_begins_with_a_digit_has_a_variable_too() -> None:
    sent = exchange(headers=(("Accept", "*/*"), ("1-Key", "[redacted]")))

    assert "1-Key: x" in arguments(curl.line(sent), SECRET_1_KEY="x")


def test_several_exchanges_are_several_lines_in_their_order() -> None:
    first, second = exchange(), exchange("http://127.0.0.1:8000/b")

    assert curl.lines((first, second)) == f"{curl.line(first)}\n{curl.line(second)}"
