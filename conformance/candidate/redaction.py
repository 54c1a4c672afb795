"""Secrets leave here, before anything is kept."""

import base64
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote, quote_plus

from conformance.model import Exchange, Headers, Request, Response

MARK = "[redacted]"
_SECRET_FIELDS = frozenset(
    {"authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "api-key"}
)
_SHORTEST = 4  # a shorter secret would blank out half of every body


def _spellings(secret: str) -> set[str]:
    plain = {secret, quote(secret, safe=""), quote_plus(secret)}
    encoded = base64.b64encode(secret.encode()).decode()
    return plain | {encoded, encoded.rstrip("=")}


class Redactor:
    """Takes known secrets, and fields that always hold one, out of exchanges and texts."""

    def __init__(self, secrets: Iterable[str] = (), fields: Iterable[str] = ()) -> None:
        kept = [secret for secret in secrets if len(secret) >= _SHORTEST]
        spelt = {spelling for secret in kept for spelling in _spellings(secret)}
        self._texts = sorted(spelt, key=len, reverse=True)
        self._bytes = [text.encode() for text in self._texts]
        self._fields = _SECRET_FIELDS | {name.lower() for name in fields}

    def text(self, text: str) -> str:
        """`text` without any known secret."""
        for secret in self._texts:
            if secret in text:
                text = text.replace(secret, MARK)
        return text

    def content(self, body: bytes) -> bytes:
        """`body` without any known secret."""
        for secret in self._bytes:
            if secret in body:
                body = body.replace(secret, MARK.encode())
        return body

    def headers(self, headers: Headers) -> Headers:
        """`headers` with secret fields blanked; an authentication scheme stays readable."""
        return tuple((name, self._value(name.lower(), value)) for name, value in headers)

    def _value(self, name: str, value: str) -> str:
        if name not in self._fields:
            return self.text(value)
        scheme, space, _ = value.partition(" ")
        return f"{scheme} {MARK}" if space and "authorization" in name else MARK

    def exchange(self, exchange: Exchange) -> Exchange:
        """The exchange as it may be kept."""
        request, response = exchange.request, exchange.response
        return Exchange(
            self._request(request),
            response and self._response(response),
            self.text(exchange.fault),
            exchange.started,
            exchange.seconds,
        )

    def _request(self, request: Request) -> Request:
        if self._is_clean(request.headers):
            return request
        return replace(
            request,
            url=self.text(request.url),
            headers=self.headers(request.headers),
            body=self.content(request.body),
        )

    def _response(self, response: Response) -> Response:
        if self._is_clean(response.headers):
            return response
        return replace(
            response,
            headers=self.headers(response.headers),
            body=self.content(response.body),
            reason=self.text(response.reason),
        )

    def _is_clean(self, headers: Headers) -> bool:
        """Whether there is nothing to take out: no secret is known, and no field is one that always holds one."""
        return not self._texts and self._fields.isdisjoint(name.lower() for name, _ in headers)
