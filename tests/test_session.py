"""The conversation with a candidate: paced, shared, guarded, and without secrets in what is kept."""

import socket
import threading

import pytest

from conformance.candidate import Candidate
from conformance.candidate.auth import ApiKey, Basic, Bearer
from conformance.candidate.declaration import Auth, Declaration, Limits
from conformance.candidate.guard import AddressRules, Pace, Resolver
from conformance.candidate.redaction import MARK, Redactor
from conformance.errors import (
    BudgetSpent,
    EffectRefused,
    PreflightError,
    RefusedAddress,
    Unanswered,
)
from conformance.model import Exchange
from tests.samples import candidate, exchange
from tests.servers import document, serving

OK = document('{"data": []}')


def test_the_same_question_is_asked_once_whoever_asks() -> None:
    with serving(OK) as url:
        it = candidate(url)
        answers = {id(it.get("/a")) for _ in range(3)}
        sent = it.sent
        it.close()

    assert (len(answers), sent) == (1, 1)


def test_the_same_question_is_asked_once_when_many_threads_ask() -> None:
    with serving(OK) as url:
        it = candidate(url)
        threads = [threading.Thread(target=it.get, args=("/a",)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        sent = it.sent
        it.close()

    assert sent == 1


@pytest.mark.parametrize(
    ("path", "starts"),
    [
        ("/things", ("http://127.0.0.1:1/api/things", "http://127.0.0.1:1/things")),
        ("/api/things", ("http://127.0.0.1:1/api/things",)),
        ("things", ("http://127.0.0.1:1/api/things",)),
        ("http://127.0.0.1:1/x", ("http://127.0.0.1:1/x",)),
    ],
)
def test_a_start_path_counts_from_the_base_url_and_else_from_its_host(
    path: str, starts: tuple[str, ...]
) -> None:
    assert Candidate(Declaration("http://127.0.0.1:1/api", start=(path,))).starts == starts


def test_another_header_is_another_question() -> None:
    with serving(OK) as url:
        it = candidate(url)
        it.get("/a")
        it.get("/a", {"Accept": "text/html"})
        sent = it.sent
        it.close()

    assert sent == 2


def test_a_redirect_within_the_candidate_is_followed() -> None:
    away = b"HTTP/1.1 308 Permanent Redirect\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n"
    with serving({"/a": away, "/b": OK}) as url:
        it = candidate(url)
        found = it.get("/a")
        it.close()

    assert (found.target, found.status) == ("/b", 200)


def test_a_redirect_away_from_the_candidate_is_not_followed() -> None:
    away = b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest\r\nContent-Length: 0\r\n\r\n"
    with serving(away) as url:
        it = candidate(url)
        found = it.get("/a")
        sent = it.sent
        it.close()

    assert (found.status, sent) == (302, 1)


def test_a_redirect_loop_ends() -> None:
    loop = b"HTTP/1.1 302 Found\r\nLocation: /a\r\nContent-Length: 0\r\n\r\n"
    with serving(loop) as url:
        it = candidate(url)
        with pytest.raises(Unanswered, match="more than 5 redirects"):
            it.get("/a")
        it.close()


def test_a_connection_that_was_dropped_is_tried_again() -> None:
    seen: list[str] = []

    def flaky(stream: socket.socket, path: str) -> None:
        seen.append(path)
        if len(seen) > 1:
            stream.sendall(OK)

    with serving(flaky) as url:
        it = candidate(url)
        found = it.get("/a")
        it.close()

    assert (found.status, len(seen)) == (200, 2)


def test_what_asks_to_come_back_later_is_asked_later() -> None:
    seen: list[str] = []

    def busy(stream: socket.socket, path: str) -> None:
        seen.append(path)
        head = b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n"
        stream.sendall(OK if len(seen) > 1 else head)

    with serving(busy) as url:
        it = candidate(url)
        found = it.get("/a")
        it.close()

    assert (found.status, len(seen)) == (200, 2)


def test_what_keeps_asking_to_come_back_later_gives_no_answer_to_judge() -> None:
    busy = b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 3600\r\nContent-Length: 0\r\n\r\n"
    with serving(busy) as url:
        it = candidate(url)
        with pytest.raises(Unanswered, match="come back later"):
            it.get("/a")
        it.close()


def test_a_body_over_the_limit_gives_no_answer_to_judge() -> None:
    limits = Limits(body=10, addresses=frozenset({"loopback"}))
    with serving(OK) as url:
        it = Candidate(Declaration(url, limits=limits))
        with pytest.raises(Unanswered, match="longer than 10 bytes"):
            it.get("/a")
        it.close()


def test_the_budget_ends_a_crawl_that_never_ends() -> None:
    limits = Limits(requests=3, addresses=frozenset({"loopback"}))
    with serving(OK) as url:
        it = Candidate(Declaration(url, limits=limits))
        answers = it.get_all(f"/{number}" for number in range(10))
        with pytest.raises(BudgetSpent, match="request budget of 3"):
            it.get("/more")
        it.close()

    assert len(answers) == 3


def test_nothing_is_written_unless_writing_is_allowed() -> None:
    with serving(OK) as url:
        it = candidate(url)
        with pytest.raises(EffectRefused, match="--allow writes"):
            it.send("POST", "/a", body=b"{}")
        sent = it.sent
        it.close()

    assert sent == 0


def test_a_provision_is_made_once_and_cleaned_up_at_the_end() -> None:
    told: list[str] = []

    def provision(_: Candidate) -> object:
        told.append("made")
        yield 7
        told.append("cleaned")

    with serving(OK) as url:
        it = candidate(url)
        values = [it.once(provision) for _ in range(2)]
        it.close()

    assert (values, told) == ([7, 7], ["made", "cleaned"])


def test_a_word_depends_on_seed_and_label_alone() -> None:
    def words(seed: int) -> list[str]:
        it = candidate("http://127.0.0.1:1", seed=seed)
        return [it.word("a"), it.word("b")]

    assert words(1) == words(1)
    assert len({*words(1), *words(2)}) == 4
    assert all(word.isalpha() and word.islower() for word in words(3))


@pytest.mark.parametrize(
    ("auth", "sent"),
    [
        (Bearer("s3cr3t-token"), "Authorization: Bearer s3cr3t-token"),
        (Basic("user", "s3cr3t-word"), "Authorization: Basic dXNlcjpzM2NyM3Qtd29yZA=="),
        (ApiKey("s3cr3t-key", header="X-Key"), "X-Key: s3cr3t-key"),
        (ApiKey("s3cr3t-key", query="key"), "GET /a?x=1&key=s3cr3t-key "),
    ],
)
def test_credentials_are_sent_and_never_kept(auth: Auth, sent: str) -> None:
    heads: list[str] = []

    def echo(stream: socket.socket, path: str) -> None:
        stream.sendall(document(f'{{"meta": {{"you": "{path} {auth.secrets[-1]}"}}}}'))

    def listen(stream: socket.socket, path: str) -> None:
        heads.append(path)
        echo(stream, path)

    with serving(listen) as url:
        it = Candidate(
            Declaration(url, auth=auth, limits=Limits(addresses=frozenset({"loopback"})))
        )
        kept = it.get("/a?x=1")
        it.close()

    assert all(secret not in repr(kept) for secret in auth.secrets)
    assert MARK in repr(kept)
    if sent.startswith("GET"):
        assert heads == ["/a?x=1&key=s3cr3t-key"]


def test_credentials_go_nowhere_but_to_the_candidate() -> None:
    with serving(OK) as url, serving(OK) as elsewhere:
        it = Candidate(
            Declaration(
                url, auth=Bearer("s3cr3t-token"), limits=Limits(addresses=frozenset({"loopback"}))
            )
        )
        at_home, away = it.send("GET", url), it.send("GET", elsewhere)
        it.close()

    assert "Authorization" in {name for name, _ in at_home.request.headers}
    assert "Authorization" not in {name for name, _ in away.request.headers}


@pytest.mark.parametrize(
    ("address", "refused"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("10.0.0.1", True),
        ("192.168.1.1", True),
        ("169.254.169.254", True),
        ("100.64.0.1", True),
        ("::ffff:127.0.0.1", True),
        ("0.0.0.0", True),
        ("224.0.0.1", True),
        ("93.184.215.14", False),
    ],
)
def test_addresses_inside_are_refused_unless_allowed(address: str, *, refused: bool) -> None:
    rules = AddressRules()

    if refused:
        with pytest.raises(RefusedAddress, match="not requested"):
            Resolver(rules).resolve(address, 80)
    else:
        assert Resolver(rules).resolve(address, 80) == address


def test_metadata_addresses_are_refused_whatever_is_allowed() -> None:
    with pytest.raises(RefusedAddress, match="metadata"):
        Resolver(AddressRules(loopback=True, private=True)).resolve("169.254.169.254", 80)


def test_a_name_that_does_not_resolve_is_said_so() -> None:
    with pytest.raises(PreflightError, match="does not resolve"):
        Resolver(AddressRules()).resolve("nowhere.invalid", 80)


def test_requests_keep_their_distance_when_a_rate_is_set() -> None:
    waits: list[float] = []
    pace = Pace(10, per_second=4, clock=lambda: 0.0, sleep=waits.append)
    for _ in range(3):
        pace.take()

    assert waits == [0.25, 0.5]


def test_a_secret_leaves_in_every_spelling() -> None:
    redactor = Redactor(["p@ss word"])
    text = "p@ss word p%40ss%20word p%40ss+word cEBzcyB3b3Jk"

    assert redactor.text(text) == " ".join([MARK] * 4)


def test_fields_that_carry_secrets_are_blanked_and_the_scheme_stays() -> None:
    headers = (("Authorization", "Bearer x.y.z"), ("Set-Cookie", "sid=1"), ("ETag", "a"))

    assert Redactor().headers(headers) == (
        ("Authorization", f"Bearer {MARK}"),
        ("Set-Cookie", MARK),
        ("ETag", "a"),
    )


def test_what_is_derived_from_an_exchange_is_derived_again_after_redaction() -> None:
    seen = exchange(body=b'"s3cr3t"')

    def read(it: Exchange) -> object:
        return it.json

    assert seen.once(read) == "s3cr3t"
    assert Redactor(["s3cr3t"]).exchange(seen).once(read) == MARK
