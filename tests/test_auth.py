"""OAuth2 client credentials: a token is fetched once, renewed in time, and never kept."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from conformance.candidate import Candidate
from conformance.candidate.auth import ClientCredentials
from conformance.candidate.declaration import Declaration, Limits
from conformance.errors import PreflightError
from conformance.model import Exchange, Request, Response
from tests.servers import Answer, document, serving

pytest.importorskip("authlib", reason="the extra `oauth2` is not installed")

ASKED = Request("GET", "http://127.0.0.1/api")


class _Issuer:
    """Hands out one token after another."""

    def __init__(self, status: int = 200, body: object = None, pause: float = 0.0) -> None:
        self._pause = pause
        self.asked: list[Request] = []
        self._status = status
        self._body = body

    def __call__(self, request: Request) -> Exchange:
        self.asked.append(request)
        time.sleep(self._pause)
        token = {
            "access_token": f"t0k3n-{len(self.asked)}",
            "token_type": "Bearer",
            "expires_in": 300,
        }
        body = token if self._body is None else self._body
        return Exchange(request, Response(self._status, body=json.dumps(body).encode()))


def credentials(now: list[float], method: str = "client_secret_basic") -> ClientCredentials:
    return ClientCredentials(
        "http://127.0.0.1/token", "me", "s3cr3t", "read", method, clock=lambda: now[0]
    )


def bearer(auth: ClientCredentials, issuer: _Issuer) -> str:
    return dict(auth.apply(ASKED, issuer).headers)["Authorization"]


def test_a_token_is_fetched_once_and_used_again() -> None:
    issuer, auth = _Issuer(), credentials([0.0])

    assert [bearer(auth, issuer) for _ in range(2)] == ["Bearer t0k3n-1"] * 2
    assert len(issuer.asked) == 1


def test_the_client_logs_in_as_the_standard_says() -> None:
    issuer = _Issuer()
    bearer(credentials([0.0]), issuer)
    asked = issuer.asked[0]

    assert asked.method == "POST"
    assert dict(asked.headers)["Authorization"].startswith("Basic ")
    assert b"grant_type=client_credentials" in asked.body
    assert b"scope=read" in asked.body


def test_a_client_may_send_its_secret_in_the_body() -> None:
    issuer = _Issuer()
    bearer(credentials([0.0], "client_secret_post"), issuer)

    assert b"client_secret=s3cr3t" in issuer.asked[0].body


def test_a_token_is_renewed_before_it_expires(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: 0.0)
    now, issuer = [0.0], _Issuer()
    auth = credentials(now)
    bearer(auth, issuer)
    now[0] = 280.0

    assert bearer(auth, issuer) == "Bearer t0k3n-2"


def test_a_token_that_was_replaced_stays_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: 0.0)
    now, issuer = [0.0], _Issuer()
    auth = credentials(now)
    bearer(auth, issuer)
    now[0] = 280.0
    bearer(auth, issuer)

    assert {"t0k3n-1", "t0k3n-2"} <= set(auth.secrets)


def test_many_threads_share_one_token() -> None:
    issuer, auth = _Issuer(pause=0.05), credentials([0.0])
    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(lambda _: bearer(auth, issuer), range(4)))

    assert found == {"Bearer t0k3n-1"}


@pytest.mark.parametrize(
    ("status", "body"), [(401, {"error": "invalid_client"}), (200, {}), (500, {}), (200, [])]
)
def test_a_login_that_fails_is_a_matter_of_configuration(status: int, body: object) -> None:
    with pytest.raises(PreflightError, match="no token was given") as caught:
        bearer(credentials([0.0]), _Issuer(status, body))

    assert "s3cr3t" not in str(caught.value)


def test_neither_secret_nor_token_is_kept() -> None:
    token = document(
        json.dumps({"access_token": "t0k3n-one", "expires_in": 300}), media_type="application/json"
    )
    answers: dict[str, Answer] = {
        "/token": token,
        "*": document('{"meta": {"echo": "t0k3n-one s3cr3t"}}'),
    }
    with serving(answers) as url:
        auth = ClientCredentials(f"{url}/token", "me", "s3cr3t")
        it = Candidate(
            Declaration(url, auth=auth, limits=Limits(addresses=frozenset({"loopback"})))
        )
        it.get("/a")
        kept = repr(it.observed)
        it.close()

    assert "t0k3n-one" not in kept
    assert "s3cr3t" not in kept
