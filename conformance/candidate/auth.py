"""Ways to log in to a candidate. Each knows its secrets, so that they can be taken out of everything that is kept."""

import base64
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlsplit

from conformance.candidate.wire import form
from conformance.errors import DeclarationError, PreflightError
from conformance.model import Exchange, Request

Send = Callable[[Request], Exchange]


def _with_header(request: Request, name: str, value: str) -> Request:
    kept = tuple((known, it) for known, it in request.headers if known.lower() != name.lower())
    return replace(request, headers=(*kept, (name, value)))


@dataclass(frozen=True)
class Bearer:
    """A token in the Authorization field (RFC 6750)."""

    token: str
    fields: tuple[str, ...] = ()

    @property
    def secrets(self) -> tuple[str, ...]:
        """The token."""
        return (self.token,)

    def apply(self, request: Request, send: Send) -> Request:  # noqa: ARG002  (the protocol's shape)
        """`request` with the token."""
        return _with_header(request, "Authorization", f"Bearer {self.token}")


@dataclass(frozen=True)
class Basic:
    """A user name and a password (RFC 7617)."""

    username: str
    password: str
    fields: tuple[str, ...] = ()

    @property
    def _pair(self) -> str:
        return base64.b64encode(f"{self.username}:{self.password}".encode()).decode()

    @property
    def secrets(self) -> tuple[str, ...]:
        """The password, and the pair as it travels."""
        return (self.password, self._pair)

    def apply(self, request: Request, send: Send) -> Request:  # noqa: ARG002
        """`request` with the pair."""
        return _with_header(request, "Authorization", f"Basic {self._pair}")


@dataclass(frozen=True)
class ApiKey:
    """A key in a header field or in a query parameter; exactly one of the two is named."""

    key: str
    header: str = ""
    query: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """The header field that carries the key."""
        return (self.header,) if self.header else ()

    @property
    def secrets(self) -> tuple[str, ...]:
        """The key."""
        return (self.key,)

    def apply(self, request: Request, send: Send) -> Request:  # noqa: ARG002
        """`request` with the key."""
        if self.header:
            return _with_header(request, self.header, self.key)
        mark = "&" if urlsplit(request.url).query else "?"
        pair = f"{quote(self.query, safe='')}={quote(self.key, safe='')}"
        return replace(request, url=f"{request.url}{mark}{pair}")


@dataclass
class ClientCredentials:
    """OAuth 2.0 client credentials (RFC 6749, section 4.4); the token is fetched when needed and again when it expires.

    Authlib (the `oauth2` extra) builds the request and reads the answer; our own wire sends it.
    """

    token_url: str
    client_id: str
    client_secret: str
    scope: str = ""
    method: str = "client_secret_basic"
    fields: tuple[str, ...] = ()
    clock: Callable[[], float] = time.time
    _token: dict[str, Any] = field(default_factory=dict)
    _given: tuple[str, ...] = ()
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def secrets(self) -> tuple[str, ...]:
        """The client's secret and every token that it got: an answer to an older one may be under way."""
        return (self.client_secret, *self._given)

    def apply(self, request: Request, send: Send) -> Request:
        """`request` with a token that is good for another half minute; raises PreflightError when none is given."""
        with self._lock:
            self._renew(send)
            token = self._token["access_token"]
        return _with_header(request, "Authorization", f"Bearer {token}")

    def _renew(self, send: Send) -> None:
        if not self._token or self._token.get("expires_at", self.clock() + 60) < self.clock() + 30:
            self._token = self._fetch(send)
            self._given += (self._token["access_token"],)

    def _fetch(self, send: Send) -> dict[str, Any]:
        try:
            from authlib.oauth2.base import OAuth2Error
            from authlib.oauth2.client import OAuth2Client
        except ImportError as missing:
            raise DeclarationError(
                "key auth.type, value 'oauth2': this needs the extra `oauth2`",
                hint="pip install 'conformance[oauth2]'",
            ) from missing
        client = OAuth2Client(
            _Sender(send), self.client_id, self.client_secret, self.method, scope=self.scope or None
        )
        try:
            token: dict[str, Any] = dict(
                client.fetch_token(self.token_url, grant_type="client_credentials")
            )
        except (OAuth2Error, ValueError, KeyError) as refused:
            raise self._refused(
                getattr(refused, "error", None) or type(refused).__name__
            ) from refused
        if not token.get("access_token"):
            raise self._refused("no access_token in the answer")
        return token

    def _refused(self, why: str) -> PreflightError:
        return PreflightError(
            f"POST {self.token_url}: no token was given ({why})",
            hint="check token_url, client_id, client_secret and scope under [auth] in the candidate file",
        )


class _Sender:
    """What Authlib takes for a session: it posts, through our wire."""

    def __init__(self, send: Send) -> None:
        self._send = send

    def post(
        self, url: str, data: dict[str, str], headers: dict[str, str], auth: Any, **_: Any
    ) -> "_Answer":
        _, fields, body = auth.prepare("POST", url, dict(headers), form(data).decode())
        return _Answer(self._send(Request("POST", url, tuple(fields.items()), body.encode())))


class _Answer:
    """What Authlib takes for a response."""

    def __init__(self, exchange: Exchange) -> None:
        if exchange.response is None:
            raise PreflightError(
                f"POST {exchange.request.url}: {exchange.fault}",
                hint="check token_url under [auth]",
            )
        self.status_code = exchange.status
        self._body = exchange.body

    def raise_for_status(self) -> None:
        if self.status_code >= 500:  # noqa: PLR2004
            message = f"status {self.status_code}"
            raise ValueError(message)

    def json(self) -> Any:
        return json.loads(self._body)
