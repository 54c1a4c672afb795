"""The wire: the one module that imports httpx.

Bytes are recorded below the HTTP parser, because the parser hides faults that a certificate has to show: a body
on a 204, two Content-Length fields, bare line feeds, bytes after the end of a message (RFC 9112).
"""

import re
import ssl
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import httpcore
import httpx

from conformance.candidate import oddities
from conformance.candidate.guard import Resolver
from conformance.errors import PreflightError
from conformance.model import Exchange, Headers, Request, Response

_TAPE = 65_536  # bytes kept of each answer, enough for any head
_KEEP = 4.0  # seconds that an unused connection is kept
_WITH_CONTENT = frozenset({"POST", "PUT", "PATCH"})
_FRAMING = {b"content-length", b"transfer-encoding"}
_ORIGIN = re.compile(r"https?://[^/?#]+")
_PLAIN = re.compile(
    rf"({_ORIGIN.pattern})?((?:/[A-Za-z0-9_~-]+)+(?:\?(?:[A-Za-z0-9._~=&,-]|%[0-9A-Fa-f]{{2}})+)?)"
)
_PLAIN_UP_TO = 2_000  # characters


@dataclass(frozen=True, slots=True)
class WireLimits:
    """Seconds to wait for one step, seconds for a whole answer, and bytes of its content."""

    timeout: float = 10.0
    whole: float = 30.0
    body: int = 10_000_000


class _Tape(threading.local):
    """What this thread's last request read, byte for byte."""

    def __init__(self) -> None:
        self.head = bytearray()
        self.total = 0

    def rewind(self) -> None:
        self.head = bytearray()
        self.total = 0

    def add(self, data: bytes) -> None:
        self.total += len(data)
        if len(self.head) < _TAPE:
            self.head += data


class _RecordingStream(httpcore.NetworkStream):
    """A network stream that copies what it reads onto the tape."""

    def __init__(self, stream: httpcore.NetworkStream, tape: _Tape) -> None:
        self._stream = stream
        self._tape = tape

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._stream.read(max_bytes, timeout)
        self._tape.add(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, timeout)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, timeout)
        return _RecordingStream(secured, self._tape)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _GuardedBackend(httpcore.NetworkBackend):
    """Connects only where the guard allows, to the address that it pinned."""

    def __init__(self, resolver: Resolver, tape: _Tape) -> None:
        self._backend = httpcore.SyncBackend()
        self._resolver = resolver
        self._tape = tape

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        address = self._resolver.resolve(host, port)
        stream = self._backend.connect_tcp(address, port, timeout, local_address, socket_options)
        return _RecordingStream(stream, self._tape)


class _Kept:
    """Connections that are kept open between requests, each in the hands of one request at a time.

    (httpcore's own pool may close a connection as expired that it has just given to another thread.)
    """

    def __init__(
        self, backend: httpcore.NetworkBackend, context: ssl.SSLContext | None, most: int
    ) -> None:
        self._backend = backend
        self._context = context
        self._free = threading.Semaphore(most)
        self._lock = threading.Lock()
        self._idle: dict[str, list[httpcore.HTTPConnection]] = {}

    @contextmanager
    def connection(
        self, origin: httpcore.Origin, timeout: float
    ) -> Iterator[httpcore.HTTPConnection]:
        """A connection to `origin`, its user's alone; raises PoolTimeout when none is free in `timeout` seconds."""
        if not self._free.acquire(timeout=timeout):
            raise httpcore.PoolTimeout
        try:
            connection = self._taken(origin)
            try:
                yield connection
            finally:
                self._put_back(origin, connection)
        finally:
            self._free.release()

    def close(self) -> None:
        """Close every connection that is not in use."""
        with self._lock:
            connections = [each for idle in self._idle.values() for each in idle]
            self._idle.clear()
        for connection in connections:
            connection.close()

    def _taken(self, origin: httpcore.Origin) -> httpcore.HTTPConnection:
        while True:
            with self._lock:
                idle = self._idle.get(str(origin))
                connection = idle.pop() if idle else None
            if connection is None:
                return httpcore.HTTPConnection(
                    origin,
                    ssl_context=self._context,
                    keepalive_expiry=_KEEP,
                    network_backend=self._backend,
                )
            if not connection.has_expired():
                return connection
            connection.close()

    def _put_back(self, origin: httpcore.Origin, connection: httpcore.HTTPConnection) -> None:
        if not connection.is_idle():
            connection.close()
            return
        with self._lock:
            self._idle.setdefault(str(origin), []).append(connection)


class _Failed(Exception):
    """No whole answer; the argument says why."""


class Wire:
    """Sends one request at a time per thread over kept connections; never raises for what the other side does."""

    def __init__(
        self,
        resolver: Resolver,
        limits: WireLimits,
        *,
        ssl_context: ssl.SSLContext | None = None,
        connections: int = 16,
    ) -> None:
        self._limits = limits
        self._tape = _Tape()
        self._kept = _Kept(_GuardedBackend(resolver, self._tape), ssl_context, connections)
        step = limits.timeout
        self._extensions = {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), step)}

    def close(self) -> None:
        """Close every connection."""
        self._kept.close()

    def exchange(self, request: Request) -> Exchange:
        """Send `request` as it is; the answer, or the fault, is in the exchange."""
        started = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        clock = time.monotonic()
        response, fault = None, ""
        try:
            response = self._send(request, clock + self._limits.whole)
        except (_Failed, PreflightError) as failed:
            fault = str(failed)
        return Exchange(request, response, fault, started, time.monotonic() - clock)

    def _send(self, request: Request, deadline: float) -> Response:
        self._tape.rewind()
        url, host = _address(request.url)
        outgoing = httpcore.Request(
            request.method,
            url,
            headers=_raw_headers(request, host),
            content=request.body or None,
            extensions=self._extensions,
        )
        try:
            with self._kept.connection(url.origin, self._limits.timeout) as connection:
                return self._receive(request, connection.handle_request(outgoing), deadline)
        except httpcore.TimeoutException as error:
            seconds = f"{self._limits.timeout:g}"
            raise _Failed(f"no answer within {seconds} seconds") from error
        except httpcore.ConnectError as error:
            raise _Failed(f"no connection: {_plain(error)}") from error
        except (httpcore.ProtocolError, httpx.DecodingError) as error:
            raise _Failed(f"the answer is not HTTP that can be read: {_plain(error)}") from error
        except httpcore.NetworkError as error:
            raise _Failed(f"the connection broke: {_plain(error)}") from error
        except ssl.SSLError as error:
            raise _Failed(f"no connection: {_plain(error)}") from error

    def _receive(self, request: Request, answer: httpcore.Response, deadline: float) -> Response:
        try:
            content, truncated = self._content(answer.stream, deadline)
        finally:
            answer.close()
        headers = _text_headers(answer.headers)
        if not truncated:
            content, truncated = self._decoded(answer, content)
        return Response(
            status=answer.status,
            reason=_latin(answer.extensions.get("reason_phrase", b"")),
            http_version=_latin(answer.extensions.get("http_version", b"HTTP/1.1")),
            headers=headers,
            body=content,
            truncated=truncated,
            oddities=oddities.of(bytes(self._tape.head), self._tape.total, request.method),
        )

    def _content(self, stream: Any, deadline: float) -> tuple[bytes, bool]:
        """The content as it came, and whether it was cut."""
        parts: list[bytes] = []
        size = 0
        for part in stream:
            parts.append(part)
            size += len(part)
            if size > self._limits.body:
                return b"".join(parts)[: self._limits.body], True
            if time.monotonic() > deadline:
                raise _Failed(f"the answer was not complete within {self._limits.whole:g} seconds")
        return b"".join(parts), False

    def _decoded(self, answer: httpcore.Response, content: bytes) -> tuple[bytes, bool]:
        """The content out of its content coding, cut at the limit (a small answer may unfold to a huge one)."""
        coded = any(name.lower() == b"content-encoding" for name, _ in answer.headers)
        if not coded or not content:
            return content, False
        unfolded = httpx.Response(
            answer.status, headers=answer.headers, stream=httpx.ByteStream(content)
        )
        parts, size = [], 0
        for part in unfolded.iter_bytes(65_536):
            parts.append(part)
            size += len(part)
            if size > self._limits.body:
                return b"".join(parts)[: self._limits.body], True
        return b"".join(parts), False


def default_port(scheme: str) -> int:
    """The port that a URL of `scheme` means when it names none."""
    return 443 if scheme == "https" else 80


def _parted(url: str) -> tuple[str, str]:
    """Origin (if any) and path with query of a URL whose path needs no reading, as httpx would leave it as it is.

    Empty for any other. (To read a URL costs httpx a tenth of a request, and most are as plain as this.)
    """
    found = _PLAIN.fullmatch(url) if len(url) < _PLAIN_UP_TO else None
    return (found[1] or "", found[2]) if found else ("", "")


@lru_cache(maxsize=4096)
def _parsed(url: str) -> httpx.URL:
    return httpx.URL(url)


@lru_cache(maxsize=4096)
def _origin(url: str) -> str:
    """Scheme and authority of an http or https URL, as httpx writes them; "" for any other."""
    found = _ORIGIN.match(str(httpx.URL(url)))
    return found[0] if found else ""


@lru_cache(maxsize=4096)
def _address(url: str) -> tuple[httpcore.URL, bytes]:
    """Where a request for `url` goes, and the value of its Host field (RFC 9110, section 7.2)."""
    origin, path = _parted(url)
    parsed = _parsed(origin or url)
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise _Failed(f"no connection: {url} is not an http or https URL")
    raw_path = path.encode() if origin else parsed.raw_path
    target = httpcore.URL(
        scheme=parsed.raw_scheme, host=parsed.raw_host, port=parsed.port, target=raw_path
    )
    return target, parsed.netloc


def _raw_headers(request: Request, host: bytes) -> list[tuple[bytes, bytes]]:
    """The fields that go out: those of `request`, and what HTTP/1.1 asks for beside them."""
    given = [(name.encode("ascii"), value.encode("utf-8")) for name, value in request.headers]
    named = {name.lower() for name, _ in given}
    added = [(b"Host", host)] if b"host" not in named else []
    if (request.body or request.method in _WITH_CONTENT) and not named & _FRAMING:
        added.append((b"Content-Length", str(len(request.body)).encode()))
    return added + given


@lru_cache(maxsize=4096)
def join(base: str, reference: str) -> str:
    """`reference` resolved against `base` (RFC 3986, section 5); raises ValueError when it is no URI reference."""
    try:
        origin, path = _parted(reference)
        root = _origin(origin or base) if path else ""
        return root + path if root else str(_parsed(base).join(reference))
    except httpx.InvalidURL as error:
        raise ValueError(str(error)) from error


def ssl_context(
    *, verify: bool | str = True, certificate: tuple[str, str | None] | None = None
) -> ssl.SSLContext:
    """A TLS context: `verify` is a switch or the path of a CA bundle, `certificate` the client's own (mTLS)."""
    context = (
        ssl.create_default_context(cafile=verify)
        if isinstance(verify, str)
        else httpx.create_ssl_context(verify=verify)
    )
    if certificate:
        context.load_cert_chain(*certificate)
    return context


def form(fields: Mapping[str, str]) -> bytes:
    """`fields` as application/x-www-form-urlencoded."""
    return str(httpx.QueryParams(dict(fields))).encode()


def _text_headers(raw: Iterable[tuple[bytes, bytes]]) -> Headers:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in raw)


def _latin(data: Any) -> str:
    return bytes(data).decode("latin-1")


def _plain(error: BaseException) -> str:
    return str(error) or type(error).__name__
