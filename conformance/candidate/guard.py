"""What a run may reach and how hard: the address guard, the pacing and the request budget."""

import ipaddress
import socket
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from conformance.errors import BudgetSpent, PreflightError, RefusedAddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class AddressRules:
    """Which addresses a run may reach beside public ones."""

    loopback: bool = False
    private: bool = False

    def refuses(self, address: Address) -> str:
        """Why `address` is refused; "" when it is not."""
        mapped = getattr(address, "ipv4_mapped", None)
        if mapped is not None:
            return self.refuses(mapped)
        if address.is_loopback:
            return "" if self.loopback else "a loopback address"
        if address.is_link_local:
            return "a link-local address, where cloud metadata lives"
        if address.is_multicast or address.is_unspecified or address.is_reserved:
            return "a special-purpose address"
        if not address.is_global:
            return "" if self.private else "a private address"
        return ""


class Resolver:
    """Names to addresses that may be reached; each name is resolved once and pinned for the run."""

    def __init__(self, rules: AddressRules) -> None:
        self._rules = rules
        self._pinned: dict[str, str] = {}
        self._lock = threading.Lock()

    def resolve(self, host: str, port: int) -> str:
        """The address to connect to; raises RefusedAddress or PreflightError."""
        with self._lock:
            if host not in self._pinned:
                self._pinned[host] = self._allowed(host, port)
            return self._pinned[host]

    def _allowed(self, host: str, port: int) -> str:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:  # a label without letters cannot be encoded
            told = getattr(error, "strerror", None) or error
            raise PreflightError(
                f"the host name {host!r} does not resolve ({told})",
                hint="check the URL of the candidate",
            ) from error
        refused = ""
        for *_, socket_address in found:
            text = str(socket_address[0]).partition("%")[0]
            refused = self._rules.refuses(ipaddress.ip_address(text))
            if not refused:
                return text
        raise RefusedAddress(
            f"{host} resolves to {text}, {refused}, and is not requested",
            hint='add `addresses = ["private"]` under [limits] in the candidate file if that is meant',
        )


class Pace:
    """At most so many requests in all, and at most so many a second."""

    def __init__(
        self,
        budget: int,
        per_second: float = 0.0,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._budget = budget
        self._gap = 1.0 / per_second if per_second else 0.0
        self._next = 0.0
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self.sent = 0

    def take(self) -> None:
        """Wait for a turn; raises BudgetSpent when there is none left."""
        with self._lock:
            if self.sent >= self._budget:
                raise BudgetSpent(f"the request budget of {self._budget} is used up")
            self.sent += 1
            now = self._clock()
            wait = max(0.0, self._next - now)
            self._next = max(now, self._next) + self._gap
        if wait:
            self._sleep(wait)

    def lift(self) -> None:
        """From here on there is no budget: what was made must be removed, whatever that costs."""
        with self._lock:
            self._budget = sys.maxsize

    def rest(self, seconds: float) -> None:
        """Let everybody wait: the candidate asked for it."""
        with self._lock:
            self._next = max(self._next, self._clock() + seconds)
        self._sleep(seconds)
