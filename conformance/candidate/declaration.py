"""The candidate as its vendor declares it: what, where, how to log in, what is claimed, how far a run may go."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from conformance.model import Effect, Exchange, Request


class Auth(Protocol):
    """A way to log in.

    `secrets` are the texts that must never be kept, `fields` the header fields that carry one.
    """

    @property
    def secrets(self) -> tuple[str, ...]:
        """Texts that must never be kept."""

    @property
    def fields(self) -> tuple[str, ...]:
        """Header fields that carry one."""

    def apply(self, request: Request, send: Callable[[Request], Exchange]) -> Request:
        """`request` with credentials; `send` fetches a token where the scheme needs one."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What the vendor says: the version of the standard and the conformance classes ("" and none: not said)."""

    version: str = ""
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """How hard a run may press: requests in all, requests a second (0: no limit), seconds, bytes, addresses.

    `addresses` may hold "loopback" and "private", which the address guard refuses otherwise.
    """

    requests: int = 1000
    per_second: float = 0.0
    timeout: float = 10.0
    whole: float = 30.0
    body: int = 10_000_000
    addresses: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Tls:
    """How the candidate's certificate is verified (a switch or a CA file), and the client's own certificate and key."""

    verify: bool | str = True
    certificate: tuple[str, str | None] | None = None


@dataclass(frozen=True, slots=True)
class Write:
    """What a new resource of one type needs, where it cannot be learnt: JSON values by field.

    "{word}" in a text becomes a word of its own in each resource, for what must be unique.
    """

    attributes: Mapping[str, Any] = field(default_factory=dict)
    relationships: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Declaration:
    """The API under test.

    `description` is the URL of its OpenAPI document, `start` the paths where a survey begins; both may be empty.
    `write` says by type what a new resource needs.
    """

    url: str
    name: str = ""
    vendor: str = ""
    version: str = ""
    description: str = ""
    start: tuple[str, ...] = ()
    auth: Auth | None = None
    claims: Claims = field(default_factory=Claims)
    limits: Limits = field(default_factory=Limits)
    tls: Tls = field(default_factory=Tls)
    effects: frozenset[Effect] = frozenset({Effect.SAFE})
    write: Mapping[str, Write] = field(default_factory=dict)
