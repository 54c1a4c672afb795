"""The wire: what arrives is kept byte for byte, also what a client library hides; nothing that a server does raises."""

import gzip
import socket
import ssl
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpcore
import httpx
import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from conformance.candidate import wire
from conformance.candidate.guard import AddressRules, Resolver
from conformance.candidate.wire import Wire, WireLimits, join
from conformance.model import Exchange, Request
from tests.servers import Answer, document, serving, unused_port

OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n"


def ask(
    url: str,
    method: str = "GET",
    limits: WireLimits | None = None,
    ssl_context: ssl.SSLContext | None = None,
) -> Exchange:
    it = Wire(
        Resolver(AddressRules(loopback=True)),
        limits or WireLimits(timeout=2),
        ssl_context=ssl_context,
    )
    try:
        return it.exchange(Request(method, url, (("Accept", "*/*"),)))
    finally:
        it.close()


def answered(answer: Answer, method: str = "GET", limits: WireLimits | None = None) -> Exchange:
    with serving(answer) as url:
        return ask(url, method, limits)


def test_names_order_and_values_of_headers_stay_as_they_came() -> None:
    exchange = answered(f"{OK}X-One: 1\r\nx-ONE: 2\r\n\r\nhi".encode())

    assert exchange.response is not None
    assert exchange.response.headers == (("Content-Length", "2"), ("X-One", "1"), ("x-ONE", "2"))
    assert (exchange.status, exchange.response.reason, exchange.body) == (200, "OK", b"hi")


@pytest.mark.parametrize(
    ("answer", "method", "oddity"),
    [
        (
            b"HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nhi",
            "GET",
            "content follows an answer that has none",
        ),
        (f"{OK}\r\nhi".encode(), "HEAD", "content follows an answer that has none"),
        (f"{OK}Content-Length: 2\r\n\r\nhi".encode(), "GET", "more than once"),
        (b"HTTP/1.1 200 OK\nContent-Length: 2\n\nhi", "GET", "bare line feed"),
        (f"{OK}X-A: 1\r\n 2\r\n\r\nhi".encode(), "GET", "folded"),
        (f"{OK}\r\nhi there".encode(), "GET", "bytes follow the end"),
        (f"HTTP/1.1 103 Early Hints\r\n\r\n{OK}\r\nhi".encode(), "GET", "interim answer 103"),
    ],
)
def test_what_a_client_hides_is_told(answer: bytes, method: str, oddity: str) -> None:
    exchange = answered(answer, method)

    assert exchange.response is not None
    assert any(oddity in it for it in exchange.response.oddities), exchange.response.oddities


def test_an_ordinary_answer_has_no_oddities() -> None:
    exchange = answered(document('{"data": []}'))

    assert exchange.response is not None
    assert exchange.response.oddities == ()


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (b"", "disconnected"),
        (b"SSH-2.0-OpenSSH_9\r\n", "not HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi", "not HTTP"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "not HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nhi", "not HTTP"),
    ],
)
def test_an_answer_that_breaks_off_or_is_no_http_is_a_fault_and_no_crash(
    answer: bytes, fault: str
) -> None:
    def send(stream: socket.socket, _: str) -> None:
        stream.sendall(answer)

    exchange = answered(send)

    assert exchange.response is None
    assert fault in exchange.fault


def test_a_response_that_never_comes_ends_in_a_fault() -> None:
    exchange = answered(lambda stream, _: time.sleep(1.5), limits=WireLimits(timeout=0.2))

    assert exchange.fault == "no answer within 0.2 seconds"


def test_a_response_that_trickles_for_ever_ends_in_a_fault() -> None:
    def trickle(stream: socket.socket, _: str) -> None:
        stream.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        for _number in range(40):
            stream.sendall(b"x")
            time.sleep(0.05)

    exchange = answered(trickle, limits=WireLimits(timeout=1, whole=0.3))

    assert exchange.fault == "the answer was not complete within 0.3 seconds"


def test_an_endless_body_is_cut_at_the_limit() -> None:
    def flood(stream: socket.socket, _: str) -> None:
        stream.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        for _number in range(100):
            stream.sendall(b"x" * 10_000)

    exchange = answered(flood, limits=WireLimits(timeout=2, body=50_000))

    assert exchange.response is not None
    assert (exchange.response.truncated, len(exchange.body)) == (True, 50_000)


def test_a_small_answer_that_unfolds_to_a_huge_one_is_cut_too() -> None:
    packed = gzip.compress(b"x" * 1_000_000)
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n"

    exchange = answered(head.encode() + packed, limits=WireLimits(timeout=2, body=50_000))

    assert exchange.response is not None
    assert (exchange.response.truncated, len(exchange.body)) == (True, 50_000)


def test_a_content_coding_is_undone() -> None:
    packed = gzip.compress(b'{"data": []}')
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n"

    assert answered(head.encode() + packed).body == b'{"data": []}'


def test_a_port_where_nobody_listens_is_said_so() -> None:
    assert "no connection" in ask(f"http://127.0.0.1:{unused_port()}/").fault


def test_a_certificate_for_another_name_is_refused() -> None:
    authority = trustme.CA()
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("elsewhere.example").configure_cert(server)
    authority.configure_trust(client)

    with serving(document("{}"), server) as url:
        exchange = ask(url, ssl_context=client)

    assert "certificate" in exchange.fault.lower()


def test_an_unknown_authority_is_refused_and_can_be_trusted_by_file() -> None:
    authority = trustme.CA()
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(server)
    with serving(document('{"data": []}'), server) as url, authority.cert_pem.tempfile() as pem:
        refused = ask(url, ssl_context=wire.ssl_context())
        trusted = ask(url, ssl_context=wire.ssl_context(verify=pem))

    assert "certificate" in refused.fault.lower()
    assert trusted.status == 200


def test_a_client_certificate_is_shown_to_who_asks_for_it() -> None:
    authority = trustme.CA()
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.verify_mode = ssl.CERT_REQUIRED
    authority.configure_trust(server)
    authority.issue_cert("127.0.0.1").configure_cert(server)
    own = authority.issue_cert("client@example.org")
    with (
        serving(document('{"data": []}'), server) as url,
        authority.cert_pem.tempfile() as pem,
        own.private_key_and_cert_chain_pem.tempfile() as pair,
    ):
        without = ask(url, ssl_context=wire.ssl_context(verify=pem))
        shown = ask(url, ssl_context=wire.ssl_context(verify=pem, certificate=(pair, None)))

    assert without.response is None
    assert shown.status == 200


def test_a_reference_that_is_no_url_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="port"):
        join("http://127.0.0.1/", "http://[::1:80")


def test_a_connection_is_never_closed_under_the_request_that_has_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A pool that looks at every connection takes one for idle whose request has it but did not begin (errno 9)."""
    handle = httpcore.HTTPConnection.handle_request

    def later(connection: httpcore.HTTPConnection, request: httpcore.Request) -> httpcore.Response:
        time.sleep(0.002)
        return handle(connection, request)

    monkeypatch.setattr(httpcore.HTTPConnection, "handle_request", later)
    with serving(f"{OK}\r\nhi".encode()) as url:
        it = Wire(Resolver(AddressRules(loopback=True)), WireLimits(timeout=5))
        with ThreadPoolExecutor(8) as pool:
            exchanges = list(pool.map(lambda _: it.exchange(Request("GET", url, ())), range(200)))
        it.close()

    assert not [each.fault for each in exchanges if "descriptor" in each.fault]


def test_no_more_connections_are_open_at_once_than_allowed() -> None:
    open_now, most, lock = [0], [0], threading.Lock()

    def slow(stream: socket.socket, path: str) -> None:
        with lock:
            open_now[0] += 1
            most[0] = max(most[0], open_now[0])
        time.sleep(0.01)
        with lock:
            open_now[0] -= 1
        stream.sendall(f"{OK}\r\nhi".encode())

    with serving(slow) as url:
        it = Wire(Resolver(AddressRules(loopback=True)), WireLimits(timeout=5), connections=3)
        with ThreadPoolExecutor(12) as pool:
            list(pool.map(lambda _: it.exchange(Request("GET", url, ())), range(30)))
        it.close()

    assert most[0] == 3


PARTS = [
    *("http://127.0.0.1:80", "http://A.example", "https://example.org:443", "//", "/"),
    *("a", "A~b", ".", "..", "%2f", "%C3%A9", "é", "?", "x=1", "&", "[b]", "#f", " ", ",", ":"),
]


@given(
    base=st.sampled_from(
        ("http://127.0.0.1:8000/api", "http://A.example/a/b/?x=1", "https://h:443")
    ),
    reference=st.lists(st.sampled_from(PARTS), max_size=6).map("".join),
)
def test_the_short_way_to_a_url_leads_where_the_long_one_does(base: str, reference: str) -> None:
    try:
        expected = str(httpx.URL(base).join(reference))
    except httpx.InvalidURL:
        expected = ""
    try:
        found = join(base, reference)
    except ValueError:
        found = ""

    assert found == expected
