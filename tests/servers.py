"""Servers that do as they are told, on a real loopback socket: for bytes that no framework would send."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Answer = bytes | Callable[[socket.socket, str], None]


def document(
    text: str, *, status: str = "200 OK", media_type: str = "application/vnd.api+json"
) -> bytes:
    """A whole answer with a JSON:API document."""
    body = text.encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


@contextmanager
def serving(
    answer: Answer | dict[str, Answer], context: ssl.SSLContext | None = None
) -> Iterator[str]:
    """A server that gives `answer` to every request (or the one of the path, "*" for any other); yields its URL."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.05)
    stop = threading.Event()
    thread = threading.Thread(target=_accept, args=(listener, answer, context, stop), daemon=True)
    thread.start()
    try:
        scheme = "https" if context else "http"
        yield f"{scheme}://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        stop.set()
        thread.join(5)
        listener.close()


def unused_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _accept(
    listener: socket.socket,
    answer: Answer | dict[str, Answer],
    context: ssl.SSLContext | None,
    stop: threading.Event,
) -> None:
    while not stop.is_set():
        with suppress(TimeoutError):
            connection, _ = listener.accept()
            threading.Thread(
                target=_converse, args=(connection, answer, context, stop), daemon=True
            ).start()


def _converse(
    connection: socket.socket,
    answer: Answer | dict[str, Answer],
    context: ssl.SSLContext | None,
    stop: threading.Event,
) -> None:
    with suppress(OSError), connection:
        connection.settimeout(5)
        if context is None:
            _answer_all(connection, answer, stop)
        else:
            with context.wrap_socket(connection, server_side=True) as secured:
                _answer_all(secured, answer, stop)


def _answer_all(
    stream: socket.socket, answer: Answer | dict[str, Answer], stop: threading.Event
) -> None:
    while not stop.is_set():
        head = b""
        while b"\r\n\r\n" not in head:
            data = stream.recv(65_536)
            if not data:
                return
            head += data
        path = head.split(b" ", 2)[1].decode()
        chosen = answer.get(path, answer.get("*", b"")) if isinstance(answer, dict) else answer
        if not isinstance(chosen, bytes):
            chosen(stream, path)
            return
        stream.sendall(chosen)
        if b"\r\nContent-Length" not in chosen:
            return
