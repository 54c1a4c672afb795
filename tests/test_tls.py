"""Handshakes tell which versions a server speaks and what its certificate says, and never more than was tried."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from conformance import data, profiles
from conformance.candidate import tls
from conformance.candidate.guard import AddressRules, Resolver
from conformance.model import Finding, Obstacle, Status
from tests import certificates, prove
from tests.samples import exchange
from tests.servers import document, serving, unused_port

checks = data.profile_module(profiles.folder_of("http"), "tls.checks")
RESOLVER = Resolver(AddressRules(loopback=True))


@contextmanager
def served(wrong: str = "") -> Iterator[str]:
    with serving(document("{}"), certificates.context(wrong)) as url:
        yield url


def test_a_handshake_shows_version_and_certificate() -> None:
    with served() as url:
        found = tls.handshake(RESOLVER, url)

    assert found.version == "TLSv1.3"
    assert found.certificate


@pytest.mark.skipif(not tls.offers("TLS 1.1"), reason="the OpenSSL of this machine is newer")
def test_what_both_sides_speak_is_agreed_on() -> None:
    with served("TLS 1.1 too") as url:
        found = tls.handshake(RESOLVER, url, "TLS 1.1")

    assert found.version == "TLSv1.1"


@pytest.mark.parametrize("version", [it for it in tls.OLD if tls.offers(it)])
def test_an_old_version_is_refused_by_a_server_that_lacks_it(version: str) -> None:
    with served() as url:
        found = tls.handshake(RESOLVER, url, version)

    assert (found.version, found.refused) == ("", True)


def examined(url: str, *, host: bool) -> tls.Handshake:
    certificate = tls.handshake(RESOLVER, url).certificate
    return tls.examined(RESOLVER, url, certificate, host=host)


def test_a_right_certificate_is_current_and_for_its_host_whoever_signed_it() -> None:
    with served() as url:
        found = [examined(url, host=host) for host in (False, True)]

    assert all(it.version and it.until for it in found)


@pytest.mark.parametrize("wrong", ["a certificate of last year", "a certificate of next year"])
def test_time_and_host_of_a_certificate_are_told_apart(wrong: str) -> None:
    with served(wrong) as url:
        by_time, by_host = (examined(url, host=host) for host in (False, True))

    assert by_time.is_out_of_date
    assert by_host.version


def test_a_certificate_of_another_host_is_only_that() -> None:
    with served("a certificate of another host") as url:
        by_time, by_host = (examined(url, host=host) for host in (False, True))

    assert by_time.version
    assert by_host.is_for_another_host


def test_a_port_where_nobody_listens_refuses_no_version() -> None:
    found = tls.handshake(RESOLVER, f"https://127.0.0.1:{unused_port()}/", "TLS 1.3")

    assert not found.refused
    assert found.fault


def test_an_address_that_may_not_be_reached_is_not_reached() -> None:
    found = tls.handshake(Resolver(AddressRules()), "https://127.0.0.1:1/")

    assert "loopback" in found.fault


def test_a_version_that_this_machine_does_not_speak_is_not_offered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: Any) -> None:
        raise ssl.SSLError("no protocols available")

    tls.offers.cache_clear()
    monkeypatch.setattr(tls, "_done", refuse)

    assert not tls.offers("TLS 1.0")

    tls.offers.cache_clear()


def test_over_plain_http_on_this_machine_nothing_can_be_told() -> None:
    wanted = frozenset(it.id for it in prove.own("http") if it.section == "tls")
    with prove.served(face="http") as url:
        found = prove.judged(url, wanted, "1", name="http")
    ours = [it for it in found if it.requirement.id in wanted]

    assert {it.status for it in ours} == {Status.BLOCKED}
    assert any("the deployed address decides" in it.reason for it in ours)


@pytest.mark.parametrize(
    ("address", "kind"), [("93.184.215.14", Finding), ("10.0.0.7", Obstacle), ("::1", Obstacle)]
)
def test_plain_http_is_a_fault_where_everybody_can_reach_it(address: str, kind: type) -> None:
    target = SimpleNamespace(answer=exchange())
    candidate = SimpleNamespace(
        base="http://api.example",
        resolver=SimpleNamespace(resolve=lambda *_: address),
        once=lambda _: SimpleNamespace(targets=(target,)),
    )
    found = list(checks.https_only(candidate))

    assert [type(it) for it in found] == [kind]
    assert not getattr(found[0], "met", False)
