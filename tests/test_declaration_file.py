"""candidate.toml: what it says is taken, what is wrong is named by file, key and value, all at once."""

from pathlib import Path

import pytest

from conformance.candidate.auth import ApiKey, Basic, Bearer, ClientCredentials
from conformance.candidate.declaration import Auth, Claims, Tls
from conformance.candidate.declaration_file import read
from conformance.candidate.declared import declared
from conformance.errors import DeclarationError, UsageError
from conformance.model import Effect

URL = 'url = "http://127.0.0.1:8000/api"\n'


OAUTH2 = """type = "oauth2"
token_url = "http://t"
client_id = "me"
client_secret = { env = "SECRET" }
scope = "a b"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "candidate.toml"


def said(file: Path, text: str) -> str:
    file.write_text(text)
    with pytest.raises(DeclarationError) as caught:
        read(file)
    return caught.value.message


def test_a_whole_file_is_read(file: Path) -> None:
    file.write_text(
        f"""{URL}name = "Things"
vendor = "Example BV"
version = "2.3"
description = "/openapi.json"
start = ["/articles"]
[claims]
version = "1.1"
classes = ["core-read"]
[limits]
requests = 500
per_second = 10
addresses = ["private"]
[allow]
effects = ["writes"]
"""
    )
    found = read(file)

    assert (found.name, found.vendor, found.version) == ("Things", "Example BV", "2.3")
    assert (found.description, found.start) == ("/openapi.json", ("/articles",))
    assert found.claims == Claims("1.1", ("core-read",))
    assert (found.limits.requests, found.limits.per_second, found.limits.timeout) == (
        500,
        10.0,
        10.0,
    )
    assert found.limits.addresses == {"private"}
    assert found.effects == {Effect.SAFE, Effect.WRITES}


def test_a_url_on_the_command_line_comes_before_the_one_in_the_file(file: Path) -> None:
    file.write_text(URL)

    assert read(file, "http://127.0.0.1:9/").url == "http://127.0.0.1:9/"


@pytest.mark.parametrize(
    ("table", "auth"),
    [
        ('type = "bearer"\ntoken = { env = "SECRET" }', Bearer("s3cr3t")),
        ('type = "basic"\nusername = "me"\npassword = { env = "SECRET" }', Basic("me", "s3cr3t")),
        (
            'type = "api-key"\nheader = "X-Key"\nkey = { file = "key.txt" }',
            ApiKey("s3cr3t", header="X-Key"),
        ),
        (
            OAUTH2,
            ClientCredentials("http://t", "me", "s3cr3t", "a b"),
        ),
    ],
)
def test_credentials_come_from_the_environment_or_a_file(
    file: Path, monkeypatch: pytest.MonkeyPatch, table: str, auth: Auth
) -> None:
    monkeypatch.setenv("SECRET", "s3cr3t")
    (file.parent / "key.txt").write_text("s3cr3t\n")
    file.write_text(f"{URL}[auth]\n{table}\n")
    found = read(file).auth

    assert type(found) is type(auth)
    assert found is not None
    assert found.secrets == auth.secrets


def test_a_certificate_is_found_beside_the_file(file: Path) -> None:
    for name in ("ca.pem", "client.pem"):
        (file.parent / name).touch()
    file.write_text(f'{URL}[tls]\nca = "ca.pem"\ncertificate = "client.pem"\n')

    assert read(file).tls == Tls(
        str(file.parent / "ca.pem"), (str(file.parent / "client.pem"), None)
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f'{URL}vender = "x"', "key vender, value 'x': there is no such key; did you mean vendor?"),
        (
            f"{URL}[limits]\nrequest = 5",
            "key limits.request, value 5: there is no such key; did you mean requests?",
        ),
        (f"{URL}[limits]\nrequests = 0", "key limits.requests, value 0"),
        (f'{URL}[limits]\naddresses = ["all"]', "key limits.addresses.0, value 'all'"),
        (f"{URL}start = '/articles'", "key start, value '/articles'"),
        ("name = 'x'", "key url is missing"),
        (f'{URL}[auth]\ntype = "magic"', "key auth"),
        (f'{URL}[auth]\ntype = "bearer"', "key auth.token: field required"),
        (
            f'{URL}[auth]\ntype = "bearer"\ntoken = {{}}',
            "key auth.token: exactly one of env and file",
        ),
        (
            f'{URL}[auth]\ntype = "bearer"\ntoken = {{ env = "NOT_SET_AT_ALL" }}',
            "'NOT_SET_AT_ALL': the variable is not set",
        ),
        (
            f'{URL}[auth]\ntype = "bearer"\ntoken = {{ file = "no.txt" }}',
            "key auth.token.file, value 'no.txt'",
        ),
        (
            f'{URL}[auth]\ntype = "api-key"\nkey = {{ env = "PATH" }}',
            "exactly one of header and query",
        ),
        (f'{URL}[tls]\nca = "no.pem"', "key tls.ca, value 'no.pem': there is no such file"),
        ("url = ", "Invalid value"),
    ],
)
def test_what_is_wrong_is_named_by_file_key_and_value(file: Path, text: str, told: str) -> None:
    message = said(file, text)

    assert str(file) in message
    assert told in message


def test_every_fault_is_told_at_once(file: Path) -> None:
    message = said(file, f"{URL}vender = 1\n[limits]\nbody = -1\n[claims]\nclas = []\n")

    assert message.count(str(file)) == 3


def test_a_secret_in_the_file_itself_is_refused_and_not_repeated(file: Path) -> None:
    message = said(file, f'{URL}[auth]\ntype = "bearer"\ntoken = "s3cr3t"\n')

    assert "a secret is never in the file" in message
    assert "s3cr3t" not in message


def test_a_run_of_ones_own_may_reach_loopback_and_no_more(file: Path) -> None:
    file.write_text(URL)

    assert declared(file, None).limits.addresses == {"loopback"}
    assert declared(None, "http://127.0.0.1").limits.addresses == {"loopback"}


def test_a_candidate_is_needed() -> None:
    with pytest.raises(UsageError, match="which candidate"):
        declared(None, None)
