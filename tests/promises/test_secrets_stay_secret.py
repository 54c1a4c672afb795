"""A canary: a secret that a candidate asks for, and echoes wherever it can, is in nothing that a run leaves behind."""

import json
import socket
from pathlib import Path

import pytest

from conformance.cli import status
from tests.servers import document, serving

CANARY = "c4n4ry-in-a-c0al-mine"


def _echo(stream: socket.socket, path: str) -> None:
    """An answer with the secret in a header, in a link and in the body, and broken so that much is reported."""
    item = {
        "type": "things",
        "id": 7,
        "attributes": {"token": CANARY},
        "links": {"self": f"/things/7?key={CANARY}"},
    }
    body = {
        "jsonapi": {"version": "1.1"},
        "data": [item],
        "errors": [{"detail": f"{path} {CANARY}"}],
    }
    answer = document(json.dumps(body)).replace(
        b"\r\n\r\n", f"\r\nX-Token: {CANARY}\r\n\r\n".encode(), 1
    )
    stream.sendall(answer)


@pytest.mark.parametrize(
    "auth",
    [
        'type = "bearer"\ntoken = { env = "CANARY" }',
        'type = "basic"\nusername = "me"\npassword = { env = "CANARY" }',
        'type = "api-key"\nquery = "key"\nkey = { env = "CANARY" }',
    ],
)
def test_no_output_of_a_full_run_holds_a_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], auth: str
) -> None:
    monkeypatch.setenv("CANARY", CANARY)
    out = tmp_path / "out"
    with serving(_echo) as url:
        (tmp_path / "candidate.toml").write_text(f'url = "{url}"\n[auth]\n{auth}\n')
        code = status(
            ["run", "json-api", "--candidate", str(tmp_path / "candidate.toml"), "--out", str(out)]
        )
    seen = capfd.readouterr()
    files = {file.name: file.read_bytes() for file in out.iterdir()}

    assert code == 1
    assert {"record.jsonl", "report.html", "report.json", "junit.xml"} <= set(files)
    assert [name for name, content in files.items() if CANARY.encode() in content] == []
    assert CANARY not in seen.out + seen.err
