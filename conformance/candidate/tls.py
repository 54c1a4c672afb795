"""TLS handshakes apart from any request: which versions a server takes, and what its certificate says.

Nothing here trusts or distrusts whoever signed a certificate: requests are what that is decided for. Which versions
can be tried depends on the OpenSSL of this machine; `offers` says so by a handshake with itself.
"""

import socket
import ssl
import threading
import warnings
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from conformance.candidate.guard import Resolver
from conformance.candidate.wire import default_port
from conformance.errors import PreflightError

OLD = {"TLS 1.0": ssl.TLSVersion.TLSv1, "TLS 1.1": ssl.TLSVersion.TLSv1_1}
NEW = {"TLS 1.2": ssl.TLSVersion.TLSv1_2, "TLS 1.3": ssl.TLSVersion.TLSv1_3}
_EVERY = {**OLD, **NEW}
_TIMEOUT = 10.0  # seconds for each step
_ROUNDS = 6  # flights that a handshake has at most
_ANY_TIME = 0x200000  # X509_V_FLAG_NO_CHECK_TIME of OpenSSL, which Python has no name for
_HOST_MISMATCH, _IP_MISMATCH = 62, 64
_NOT_YET, _EXPIRED = 9, 10
_quietly = threading.Lock()


@dataclass(frozen=True, slots=True)
class Handshake:
    """What came of a handshake: the version that was agreed on, or why none was.

    `refused` says that the other side, or what its certificate says, was the reason; else it is the network.
    """

    version: str = ""
    certificate: bytes = b""
    until: str = ""
    refused: bool = False
    fault: str = ""
    code: int = 0

    @property
    def is_out_of_date(self) -> bool:
        """Whether the certificate is not valid at this time."""
        return self.code in {_NOT_YET, _EXPIRED}

    @property
    def is_for_another_host(self) -> bool:
        """Whether the certificate does not name the host."""
        return self.code in {_HOST_MISMATCH, _IP_MISMATCH}


def handshake(resolver: Resolver, url: str, version: str = "") -> Handshake:
    """A handshake with the server of a URL in one version of TLS, or in any; whoever signed its certificate."""
    return _shaken(resolver, url, _client(version))


def examined(resolver: Resolver, url: str, certificate: bytes, *, host: bool) -> Handshake:
    """A handshake in which the certificate is taken for trusted, and is held to the host name, or else to the time."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=certificate)
    context.check_hostname = host
    flags = int(context.verify_flags) | int(ssl.VERIFY_X509_PARTIAL_CHAIN)
    context.verify_flags = ssl.VerifyFlags(flags | (_ANY_TIME if host else 0))
    return _shaken(resolver, url, context)


@cache
def offers(version: str) -> bool:
    """Whether the OpenSSL of this machine, set up as it is, can speak a version of TLS at all."""
    if version in NEW:
        return ssl.HAS_TLSv1_2 if version == "TLS 1.2" else ssl.HAS_TLSv1_3
    contexts = _client(version), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    _limit(contexts[1], version)
    one, other = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = (
        contexts[0].wrap_bio(one, other),
        contexts[1].wrap_bio(other, one, server_side=True),
    )
    try:
        return _done(ends)
    except ssl.SSLError:
        return False


def _done(ends: tuple[ssl.SSLObject, ssl.SSLObject]) -> bool:
    """Whether two ends in one process come to terms."""
    open_ends = set(ends)
    for _ in range(_ROUNDS):
        for end in list(open_ends):
            try:
                end.do_handshake()
                open_ends.discard(end)
            except ssl.SSLWantReadError:
                continue
    return not open_ends


def _client(version: str) -> ssl.SSLContext:
    """What offers one version, or all that there are, and trusts anybody."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if version:
        _limit(context, version)
    return context


def _limit(context: ssl.SSLContext, version: str) -> None:
    """Allow one version alone; an old one with the ciphers and keys of its time."""
    if version in OLD:
        context.set_ciphers("ALL:aNULL:@SECLEVEL=0")
    with _quietly, warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # that is why they are tried
        context.minimum_version = context.maximum_version = _EVERY[version]


def _shaken(resolver: Resolver, url: str, context: ssl.SSLContext) -> Handshake:
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or default_port(parts.scheme)
    try:
        address = resolver.resolve(host, port)
        with (
            socket.create_connection((address, port), _TIMEOUT) as plain,
            context.wrap_socket(plain, server_hostname=host) as secured,
        ):
            certificate = secured.getpeercert(binary_form=True) or b""
            return Handshake(secured.version() or "", certificate, _until(secured.getpeercert()))
    except ssl.SSLCertVerificationError as error:
        return Handshake(refused=True, fault=error.verify_message, code=error.verify_code)
    except ssl.SSLError as error:
        return Handshake(refused=True, fault=error.reason or str(error))
    except (ConnectionResetError, BrokenPipeError) as error:
        return Handshake(refused=True, fault=str(error))
    except (OSError, PreflightError) as error:
        return Handshake(fault=str(error))


def _until(certificate: Any) -> str:
    """The last moment at which a certificate is valid, as it says itself; "" when it was not read."""
    return str((certificate or {}).get("notAfter", ""))
