"""Challenges as they are written, and asking for what needs a login without one."""

import pytest

from conformance.checks.logins import Challenge, challenges, guarded
from tests import prove
from tests.faces import FACES


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("Bearer", [Challenge("bearer")]),
        ('BEARER Realm="a, b"', [Challenge("bearer", {"realm": "a, b"})]),
        (
            'Bearer realm=api, error="invalid_token", Basic realm="x"',
            [
                Challenge("bearer", {"realm": "api", "error": "invalid_token"}),
                Challenge("basic", {"realm": "x"}),
            ],
        ),
        ("Negotiate YWJj==, Bearer", [Challenge("negotiate"), Challenge("bearer")]),
        (
            'Digest realm = "r", qop="auth,auth-int"',
            [Challenge("digest", {"realm": "r", "qop": "auth,auth-int"})],
        ),
        ("", []),
        (", ,", []),
        ('realm="x"', []),
    ],
)
def test_challenges_are_told_apart(value: str, found: list[Challenge]) -> None:
    assert list(challenges(value)) == found


def test_a_field_of_quotes_alone_is_read_at_once() -> None:
    assert not challenges('a="' + '\\"' * 100_000)


def test_what_needs_a_login_is_asked_for_without_and_with_a_wrong_one() -> None:
    told = FACES["http"]
    with prove.served(face="http") as url:
        candidate = prove._candidate(url, 1, writes=False, name=told.profile, token=told.token)
        try:
            (found,) = candidate.once(guarded)
            opened = candidate.get(found.url)
        finally:
            candidate.close()

    assert found.bearer
    assert [it.status for it in found.answers] == [401, 401]
    assert opened.status == 200
    assert [
        any(name == "Authorization" for name, _ in it.request.headers)
        for it in (found.without, opened)
    ] == [False, True]
