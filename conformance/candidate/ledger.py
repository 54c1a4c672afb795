"""The clean-up ledger: what a run created on a candidate, and what became of it."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

from conformance.errors import Unanswered
from conformance.model import Exchange

_GONE = frozenset({404, 410})
_DONE = frozenset({200, 204})
_ACCEPTED = _DONE | {202}
_NO_CONDITION = 428
_ROUNDS = 3  # a resource may have to wait until another that refers to it is gone
_PAUSES = (0.0, 0.2, 1.0)  # seconds before looking again whether a removed resource is gone


Send = Callable[..., Exchange]


class Ledger:
    """URLs of the resources that a run made, in order, and which of them are gone again.

    `told` is called with each URL at once, so that a killed run tells it too; `count` is how many there were.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: Counter[str] = Counter()
        self._untraced: dict[str, None] = {}
        self.told: Callable[[str], None] = lambda _: None
        self.count = 0

    def created(self, url: str) -> None:
        """Note a resource that is to be removed again; one more where an earlier one at that URL is gone or going."""
        with self._lock:
            self._open[url] += 1
            self.count += 1
        self.told(url)

    def untraced(self, what: str) -> None:
        """Note something that the run made and cannot find: it stays, and is told."""
        with self._lock:
            self._untraced[what] = None
            self.count += 1

    def gone(self, url: str) -> None:
        """Note that a resource is no longer there. Another one may be by now, where a candidate gives an id again."""
        with self._lock:
            self._open[url] -= 1
            if self._open[url] < 1:
                del self._open[url]

    def cleared(self, url: str) -> None:
        """Note that nothing of ours is at a URL any more."""
        with self._lock:
            self._open.pop(url, None)

    def held(self, url: str) -> int:
        """How many resources noted at a URL are not known to be gone: more than one where an id came again."""
        with self._lock:
            return self._open[url]

    @property
    def open(self) -> tuple[str, ...]:
        """What has not been removed yet, in the order in which it was made."""
        with self._lock:
            return tuple(self._open)

    @property
    def left(self) -> tuple[str, ...]:
        """What has not been removed, and what cannot be found."""
        return (*self.open, *self._untraced)


def clear(ledger: Ledger, send: Send) -> None:
    """Remove everything in the ledger, the last first; what stays, stays open.

    `send` sends a method to a URL, with header fields where they are needed. Whether something is gone is looked at,
    until a collection was seen to keep its word. Never raises for what the candidate does.
    """
    kept_word: set[str] = set()
    for _ in range(_ROUNDS):
        before = ledger.open
        for url in reversed(before):
            with suppress(Unanswered):
                if _removed(url, send, kept_word):
                    ledger.cleared(url)
        if not ledger.open or ledger.open == before:
            return


def _removed(url: str, send: Send, kept_word: set[str]) -> bool:
    collection = url.rstrip("/").rpartition("/")[0]
    answer = _deleted(url, send)
    if answer.status in _GONE:
        return True
    if answer.status not in _ACCEPTED:
        return False
    if answer.status in _DONE and collection in kept_word:
        return True
    for pause in _PAUSES:
        time.sleep(pause)
        if send("GET", url).status in _GONE:
            kept_word.add(collection)
            return True
    return False


def _deleted(url: str, send: Send) -> Exchange:
    """The answer to a DELETE, on the condition that nothing changed since, where the candidate wants one."""
    answer = send("DELETE", url)
    tag = send("GET", url).header("etag") if answer.status == _NO_CONDITION else None
    return send("DELETE", url, {"If-Match": tag}) if tag else answer
