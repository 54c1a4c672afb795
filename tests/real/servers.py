"""The real servers of this folder, each started on loopback for as long as a test needs it.

By hand: `python tests/real/servers.py safrs` prints where it serves, until Ctrl-C.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
REPOSITORY = HERE.parent.parent
SECONDS_TO_START = 60.0
SECONDS_TO_STOP = 5.0


@dataclass(frozen=True)
class Server:
    """A library with our blog or our register of buildings on it, and where that is.

    `profiles` are the standards that it is judged by; `claims` is the version of JSON:API where its documents do not
    declare one; `description` the path of its OpenAPI document where that is at no usual place.
    """

    name: str
    collections: tuple[str, ...]
    base: str = ""
    claims: str = ""
    profiles: tuple[str, ...] = ("json-api",)
    description: str = ""

    @property
    def folder(self) -> Path:
        """The folder of its app."""
        return HERE / self.name

    @property
    def environment(self) -> Path:
        """The folder that `setup` installed its packages in."""
        cache = os.environ.get("CONFORMANCE_REAL") or REPOSITORY / ".real"
        return Path(cache).absolute() / self.name

    @property
    def versions(self) -> Path:
        """The list of exact versions that its environment is made from."""
        pip = self.folder / "requirements.txt"
        return pip if pip.exists() else self.folder / "package-lock.json"

    @property
    def of_this_machine(self) -> bool:
        """Whether it is a program that no list of versions installs."""
        return not self.versions.exists()

    @property
    def accept(self) -> str:
        """The media type that it is asked for."""
        return "application/vnd.api+json" if "json-api" in self.profiles else "application/json"

    @property
    def released(self) -> str:
        """The version of the library that its folder asks for; "" for a program of this machine."""
        if self.of_this_machine:
            return ""
        asked = self.folder / "package.json"
        text = (asked if asked.exists() else self.versions).read_text(encoding="utf-8")
        found = re.search(rf'{re.escape(self.name)}(?:==|": ")([\w.]+)', text, re.IGNORECASE)
        return found[1] if found else ""

    def missing(self) -> str | None:
        """Why it cannot be started here, or None."""
        if self.of_this_machine:
            return None if program(self.name) else f"{self.name} is not installed on this machine"
        made_from = self.environment / "made-from"
        if not made_from.exists():
            return f"{self.name} is not installed: run tests/real/setup"
        if made_from.read_bytes() != self.versions.read_bytes():
            return f"{self.name} was installed from other versions: run tests/real/setup"
        return None

    def command(self, port: int) -> list[str]:
        """The command that serves it on `port`."""
        if self.of_this_machine:
            return [sys.executable, str(self.folder / "app.py"), str(port), program(self.name)]
        if self.versions.name == "requirements.txt":
            python = "Scripts/python.exe" if sys.platform == "win32" else "bin/python"
            return [str(self.environment / python), str(self.folder / "app.py"), str(port)]
        return [shutil.which("node") or "node", str(self.folder / "app.js"), str(port)]


@dataclass(frozen=True)
class Running:
    """A server that answers: its base URL, and the paths of the collections that lead to the rest."""

    name: str
    url: str
    start: tuple[str, ...]
    claims: str = ""


class NotStartedError(RuntimeError):
    """The server ended, or did not answer in time; the message ends with what it printed."""


REST = ("http", "nl-adr")
COLLECTIONS = ("/articles", "/people", "/comments")
SERVERS = {
    server.name: server
    for server in (
        Server("djangorestframework-jsonapi", COLLECTIONS, claims="1.1"),
        Server("fastapi-jsonapi", ("/articles/", "/people/", "/comments/")),
        Server("flask-rest-jsonapi-next", COLLECTIONS),
        Server("fortune-json-api", COLLECTIONS),
        Server("japyd", COLLECTIONS, claims="1.1"),
        Server("jsonapi-server", COLLECTIONS, base="/rest"),
        Server("safrs", ("/articles/", "/people/", "/comments/"), base="/api"),
        Server(
            "djangorestframework",
            ("/gebouwen/",),
            profiles=REST,
            description="/api/schema/?format=json",
        ),
        Server("fastapi", ("/gebouwen/",), profiles=REST),
        Server("flask-smorest", ("/gebouwen/",), profiles=REST),
        Server("json-server", ("/gebouwen",), profiles=REST),
        Server("litestar", ("/gebouwen",), profiles=REST, description="/schema/openapi.json"),
        Server("nginx", ("/gebouwen.json",), profiles=REST),
    )
}


def judged_by(profile: str) -> tuple[str, ...]:
    """The names of the servers that a profile judges."""
    return tuple(name for name, server in SERVERS.items() if profile in server.profiles)


NAMES = judged_by("json-api")
PAIRS = tuple((name, profile) for name, server in SERVERS.items() for profile in server.profiles)


def program(name: str) -> str:
    """Where a program of this machine is, "" when there is none; servers are often found by the administrator alone."""
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin") or ""


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def answers(url: str, accept: str) -> bool:
    """Whether a GET of `url` is answered, whatever the status."""
    request = urllib.request.Request(url, headers={"Accept": accept})
    try:
        urllib.request.urlopen(request, timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def wait_for(process: subprocess.Popen[bytes], url: str, accept: str, log: Path) -> None:
    """Returns when `url` answers; raises NotStartedError when it never will."""
    deadline = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < deadline:
        if answers(url, accept):
            return
        time.sleep(0.1)
    tail = log.read_text(errors="replace")[-2000:]
    message = f"{url} does not answer (exit code {process.poll()}); the server printed:\n{tail}"
    raise NotStartedError(message)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ends this one process, by its id."""
    process.terminate()
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(SECONDS_TO_STOP)


@contextmanager
def running(name: str) -> Iterator[Running]:
    """The server called `name`, fresh, on a free port of 127.0.0.1; ended with the block."""
    server = SERVERS[name]
    port = free_port()
    url = f"http://127.0.0.1:{port}{server.base}"
    with tempfile.TemporaryDirectory() as scratch:
        log = Path(scratch) / "log"
        modules = str(server.environment / "node_modules")
        with log.open("wb") as output:
            process = subprocess.Popen(
                server.command(port),
                cwd=scratch,
                env=os.environ | {"TMPDIR": scratch, "NODE_PATH": modules},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            wait_for(process, url + server.collections[0], server.accept, log)
            start = tuple(server.base + path for path in server.collections)
            yield Running(name, url, start, server.claims)
        finally:
            end(process)


if __name__ == "__main__":
    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit()
    )  # so that the server ends with this program
    with running(sys.argv[1]) as shown, suppress(KeyboardInterrupt):
        sys.stdout.write(f"{shown.url} (start at {', '.join(shown.start)})\n")
        sys.stdout.flush()
        time.sleep(24 * 60 * 60)
