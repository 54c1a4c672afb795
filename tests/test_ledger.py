"""The clean-up ledger: nothing that the run made is forgotten, whatever becomes of its URL."""

from conformance.candidate.ledger import Ledger, clear
from conformance.errors import Unanswered
from conformance.model import Exchange
from tests.samples import exchange

URL = "http://127.0.0.1:8000/things/9"


class Store:
    """A candidate that deletes what it has; `refuses` says how often it refuses first, or for ever."""

    def __init__(self, *urls: str, refuses: int = 0) -> None:
        self.urls = set(urls)
        self.refuses = refuses
        self.sent: list[str] = []

    def send(self, method: str, url: str) -> Exchange:
        self.sent.append(method)
        if method == "GET":
            return exchange(status=200 if url in self.urls else 404)
        if self.refuses:
            self.refuses -= 1
            return exchange(status=409)
        found = url in self.urls
        self.urls.discard(url)
        return exchange(status=204 if found else 404)


def filled(*urls: str) -> Ledger:
    ledger = Ledger()
    for url in urls:
        ledger.created(url)
    return ledger


def test_an_id_that_is_given_again_is_removed_again() -> None:
    ledger = filled(URL, URL)
    ledger.gone(URL)

    assert ledger.open == (URL,)


def test_what_is_removed_meanwhile_needs_no_clean_up() -> None:
    ledger = filled(URL)
    ledger.gone(URL)

    assert (ledger.open, ledger.count) == ((), 1)


def test_the_last_is_removed_first() -> None:
    asked: list[str] = []
    store = Store("http://a/1", "http://a/2")

    def send(method: str, url: str) -> Exchange:
        asked.append(url)
        return store.send(method, url)

    clear(filled("http://a/1", "http://a/2"), send)

    assert asked[0] == "http://a/2"
    assert asked[-1] == "http://a/1"


def test_what_waits_for_another_is_tried_again() -> None:
    ledger, store = filled("http://a/1", "http://b/2"), Store("http://a/1", "http://b/2", refuses=1)
    clear(ledger, store.send)

    assert ledger.left == ()
    assert store.urls == set()


def test_what_is_refused_for_ever_is_told() -> None:
    ledger = filled(URL)
    clear(ledger, Store(URL, refuses=99).send)
    ledger.untraced("what POST /things, 201 made")

    assert ledger.left == (URL, "what POST /things, 201 made")


def test_a_deletion_that_is_only_said_is_not_believed() -> None:
    def send(method: str, url: str) -> Exchange:
        return exchange(status=204 if method == "DELETE" else 200)

    ledger = filled(URL)
    clear(ledger, send)

    assert ledger.left == (URL,)


def test_a_collection_that_kept_its_word_is_believed() -> None:
    store = Store("http://a/t/1", "http://a/t/2", "http://a/t/3")
    clear(filled(*sorted(store.urls)), store.send)

    assert store.sent.count("GET") == 1
    assert store.urls == set()


def test_no_answer_leaves_it_open() -> None:
    def send(method: str, url: str) -> Exchange:
        raise Unanswered("no answer within 10 seconds")

    ledger = filled(URL)
    clear(ledger, send)

    assert ledger.left == (URL,)


def test_a_removal_that_needs_a_condition_is_asked_for_with_the_tag_that_there_is() -> None:
    ledger = filled(URL)
    asked: list[dict[str, str]] = []

    def send(method: str, _: str, headers: dict[str, str] | None = None) -> Exchange:
        if method == "GET":
            return exchange(status=404 if any(asked) else 200, ETag='"1"')
        asked.append(headers or {})
        return exchange(status=204 if headers else 428)

    clear(ledger, send)

    assert asked == [{}, {"If-Match": '"1"'}]
    assert ledger.left == ()
