"""One run's conversation with a candidate: paced, shared, recorded, redacted."""

import hashlib
import random
import string
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from inspect import isgenerator
from typing import Any, TypeVar
from urllib.parse import urlsplit

from conformance import __version__
from conformance.candidate.declaration import Declaration
from conformance.candidate.guard import AddressRules, Pace, Resolver
from conformance.candidate.ledger import Ledger, clear
from conformance.candidate.redaction import Redactor
from conformance.candidate.wire import Wire, WireLimits, join, ssl_context
from conformance.errors import EffectRefused, Unanswered
from conformance.model import Effect, Exchange, Headers, Request

T = TypeVar("T")

USER_AGENT = f"conformance/{__version__} (interoperability conformance suite)"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_MEANINGLESS = "ZQ"  # begins the names of made-up methods: what nobody has defined cannot write
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 5
_TOO_MANY, _UNAVAILABLE = 429, 503
_MOST_REST = 30.0  # seconds that a candidate's Retry-After may cost, in all, for one request


class Candidate:
    """The API under test, as checks see it.

    `send` sends one request now. `get` sends a safe one that is shared: the same request goes out once a run, whoever
    asks. `once` memoises what several checks need. Every exchange lands in `observed`, secrets removed.
    """

    def __init__(  # noqa: PLR0913  (the candidate, and what a run may choose)
        self,
        declaration: Declaration,
        *,
        seed: int = 0,
        jobs: int = 4,
        examples: int = 8,
        accept: str = "*/*",
        heard: Callable[[Exchange], None] | None = None,
    ) -> None:
        self.declaration = declaration
        self.version = ""  # of the standard; set by the survey's outcome before anything is judged
        self.jobs = jobs
        self.seed = seed
        self.examples = examples  # that a check makes up, for each property
        self._accept = accept
        self._heard = heard
        self._lock = threading.Lock()
        self._shared: dict[tuple[str, str, Headers], Future[Exchange]] = {}
        self._provided: dict[Callable[..., Any], Future[Any]] = {}
        self._cleanup: list[Iterator[Any]] = []
        self.ledger = Ledger()
        self._cleaned = False
        self._observed: list[Exchange] = []
        self._open(declaration)

    def _open(self, declaration: Declaration) -> None:
        limits = declaration.limits
        secure = urlsplit(declaration.url).scheme == "https"
        rules = AddressRules("loopback" in limits.addresses, "private" in limits.addresses)
        self.resolver = Resolver(rules)
        self._pace = Pace(limits.requests, limits.per_second)
        self._redactors: dict[tuple[str, ...], Redactor] = {}
        self._wire = Wire(
            self.resolver,
            WireLimits(limits.timeout, limits.whole, limits.body),
            ssl_context=ssl_context(
                verify=declaration.tls.verify, certificate=declaration.tls.certificate
            )
            if secure
            else None,
            connections=self.jobs * 2,
        )

    # -- what a check uses ---------------------------------------------------------------------------------------------

    @property
    def base(self) -> str:
        """The candidate's URL, without a slash at its end."""
        return self.declaration.url.rstrip("/")

    @property
    def observed(self) -> Sequence[Exchange]:
        """Every exchange of the run so far."""
        with self._lock:
            return tuple(self._observed)

    @property
    def sent(self) -> int:
        """How many requests went out."""
        return self._pace.sent

    def url(self, reference: str) -> str:
        """`reference` as an absolute URL; one that begins with "/" counts from the candidate's base URL's host."""
        return join(self.base + "/", reference)

    @property
    def starts(self) -> tuple[str, ...]:
        """The URLs that the declared start paths may mean: below the base URL, else from the root of its host."""
        root = urlsplit(self.base).path
        found: list[str] = []
        for path in self.declaration.start:
            if path.startswith("/") and not path.startswith(f"{root}/"):
                found.append(self.base + path)
            found.append(self.url(path))
        return tuple(dict.fromkeys(found))

    def is_own(self, url: str) -> bool:
        """Whether `url` belongs to the candidate: same scheme, host and port as its base URL."""
        mine, other = urlsplit(self.base), urlsplit(url)
        return (mine.scheme, mine.netloc) == (other.scheme, other.netloc)

    def is_within(self, url: str) -> bool:
        """Whether `url` stands at or below the candidate's base URL."""
        path = urlsplit(self.base).path
        return self.is_own(url) and (urlsplit(url).path.rstrip("/") + "/").startswith(f"{path}/")

    def word(self, label: str) -> str:
        """A word of twelve letters a to z that means nothing, the same for one seed and label."""
        digest = hashlib.sha256(f"{self.seed}:{label}".encode()).digest()
        chosen = random.Random(digest)  # noqa: S311  (a probe's name, not a secret)
        return "zq" + "".join(chosen.choices(string.ascii_lowercase, k=10))

    def get(
        self, url: str, headers: Mapping[str, str] | None = None, *, method: str = "GET"
    ) -> Exchange:
        """The answer to a safe request, redirects followed; sent once a run. Raises Unanswered when there is none."""
        request = self._request(method, url, headers, b"")
        key = (method, request.url, request.headers)
        with self._lock:
            found = self._shared.get(key)
            mine = found is None
            future = found or self._shared.setdefault(key, Future())
        if mine:
            _fulfil(future, lambda: self._follow(request))
        return future.result()

    def get_all(
        self, urls: Iterable[str], headers: Mapping[str, str] | None = None
    ) -> list[Exchange]:
        """The answers to many safe requests, in the order asked, sent concurrently; unanswered ones are left out."""

        def attempt(url: str) -> Exchange | None:
            with suppress(Unanswered):
                return self.get(url, headers)
            return None

        wanted = list(urls)
        if self.jobs == 1 or len(wanted) < 2:  # noqa: PLR2004
            return [found for found in map(attempt, wanted) if found]
        with ThreadPoolExecutor(self.jobs) as pool:
            return [found for found in pool.map(attempt, wanted) if found]

    def send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        *,
        login: bool = True,
    ) -> Exchange:
        """Send one request now, redirects not followed; without `login` the declared credentials are left out.

        Raises Unanswered, EffectRefused.
        """
        return self._answered(self._request(method, url, headers, body), login=login)

    def once(self, provision: Callable[["Candidate"], Any]) -> Any:
        """What `provision` provides, made once a run; a generator's code after its `yield` runs at the end."""
        with self._lock:
            found = self._provided.get(provision)
            mine = found is None
            future = found or self._provided.setdefault(provision, Future())
        if mine:
            _fulfil(future, lambda: self._provide(provision))
        return future.result()

    def created(self, url: str) -> None:
        """Note that the run made what is at `url`; it is removed when the run ends."""
        self.ledger.created(url)

    def removed(self, url: str) -> None:
        """Note that what the run made at `url` is gone again."""
        self.ledger.gone(url)

    def clean(self) -> tuple[str, ...]:
        """Clean up after the provisions and remove what the run made, the last first; the URLs of what stayed.

        Once: what a candidate refused to remove is not asked for again.
        """
        if self._cleaned:
            return self.ledger.left
        self._cleaned = True
        self._pace.lift()
        try:
            for provision in reversed(self._cleanup):
                with suppress(StopIteration, Unanswered):
                    next(provision)
            clear(self.ledger, self.send)
        except KeyboardInterrupt:
            pass  # asked for twice: what stayed is told
        self._cleanup.clear()
        return self.ledger.left

    def close(self) -> None:
        """Clean up, and close every connection."""
        self.clean()
        self._wire.close()

    # -- inside --------------------------------------------------------------------------------------------------------

    def _provide(self, provision: Callable[["Candidate"], Any]) -> Any:
        made = provision(self)
        if not isgenerator(made):
            return made
        value = next(made)
        with self._lock:
            self._cleanup.append(made)
        return value

    def _request(
        self, method: str, url: str, headers: Mapping[str, str] | None, body: bytes
    ) -> Request:
        fields = {"Accept": self._accept, "User-Agent": USER_AGENT, "Accept-Encoding": "identity"}
        named = {name.lower() for name in headers or ()}
        kept = {name: value for name, value in fields.items() if name.lower() not in named}
        return Request(method, self.url(url), tuple({**kept, **(headers or {})}.items()), body)

    def _follow(self, request: Request) -> Exchange:
        for _ in range(_MOST_REDIRECTS):
            exchange = self._answered(request)
            target = exchange.header("location")
            if exchange.status not in _REDIRECTS or not target:
                return exchange
            url = self.url_from(request.url, target)
            if url is None or not self.is_own(url):
                return exchange
            request = replace(request, url=url)
        raise Unanswered(f"more than {_MOST_REDIRECTS} redirects", exchange)

    @staticmethod
    def url_from(base: str, reference: str) -> str | None:
        """`reference` resolved against `base`, without its fragment; None when it is no URI reference."""
        try:
            return join(base, reference).partition("#")[0]
        except ValueError:
            return None

    def _answered(self, request: Request, *, login: bool = True) -> Exchange:
        """The answer to `request`: tried again once on a fresh connection, and after a pause that was asked for."""
        self._allow(request)
        rested = 0.0
        for last in (False, False, True):
            exchange = self._deliver(request, login=login)
            if exchange.response is None:
                if last or not _worth_a_retry(exchange) or request.method not in SAFE_METHODS:
                    raise Unanswered(exchange.fault, exchange)
                continue
            if exchange.response.truncated:
                size = self.declaration.limits.body
                raise Unanswered(f"the answer is longer than {size:,} bytes and was cut", exchange)
            pause = _asked_to_wait(exchange)
            if pause is None:
                return exchange
            rested += pause
            if last or rested > _MOST_REST:
                raise Unanswered(
                    f"the candidate asked to come back later ({exchange.status})", exchange
                )
            self._pace.rest(pause)
        raise AssertionError  # the loop returns or raises

    def _allow(self, request: Request) -> None:
        harmless = request.method in SAFE_METHODS or request.method.startswith(_MEANINGLESS)
        if harmless or Effect.WRITES in self.declaration.effects:
            return
        raise EffectRefused(f"{request.method} {request.url} needs `--allow writes`")

    def _deliver(self, request: Request, *, login: bool) -> Exchange:
        auth = self.declaration.auth
        if login and auth and self.is_own(request.url):
            request = auth.apply(request, self._unrecorded)
        redactor = self._redactor()  # asked after that: a token that was just fetched is a secret
        exchange = redactor.exchange(self._unrecorded(request))
        with self._lock:
            self._observed.append(exchange)
        if self._heard:
            self._heard(exchange)
        return exchange

    def _redactor(self) -> Redactor:
        """What takes out every secret that there is by now; made once for each set of them."""
        auth = self.declaration.auth
        secrets = auth.secrets if auth else ()
        if secrets not in self._redactors:
            self._redactors[secrets] = Redactor(secrets, auth.fields if auth else ())
        return self._redactors[secrets]

    def _unrecorded(self, request: Request) -> Exchange:
        self._pace.take()
        return self._wire.exchange(request)


def _fulfil(future: "Future[T]", make: Callable[[], T]) -> None:
    """Give `future` what `make` makes, or what it raises, so that whoever waits sees the same."""
    try:
        future.set_result(make())
    except BaseException as error:
        future.set_exception(error)
        if not isinstance(error, Exception):
            raise


def _worth_a_retry(exchange: Exchange) -> bool:
    """A kept connection may have been dropped meanwhile; anything slower is not tried twice."""
    return "connection broke" in exchange.fault or "disconnected" in exchange.fault


def _asked_to_wait(exchange: Exchange) -> float | None:
    """Seconds to wait before trying again; None when the answer is one to be judged."""
    retry_after = exchange.header("retry-after")
    if exchange.status == _TOO_MANY or (exchange.status == _UNAVAILABLE and retry_after):
        with suppress(TypeError, ValueError):
            return min(max(float(retry_after or 1.0), 0.1), _MOST_REST + 1)
        return 1.0
    return None
