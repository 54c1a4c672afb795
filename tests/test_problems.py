"""Problem documents: what the national guides ask by parameters, and errors that somebody else made."""

from collections.abc import Iterable
from typing import Any

import pytest

from conformance.checks import problems
from conformance.checks.intermediaries import maker
from conformance.model import Doubt, Exchange, Finding, Observation
from tests import prove

PROBLEM = {"content-type": "application/problem+json"}


def answer(status: int, **more: Any) -> Exchange:
    return prove.example({"GET /gebouwen/1": {"status": status, **more}})[0]


def verdicts(found: Iterable[Observation]) -> list[bool]:
    return [it.met for it in found if isinstance(it, Finding)]


def test_a_member_that_a_guide_requires_is_missed() -> None:
    wanted = ["status", "title", "detail"]
    whole = answer(404, headers=PROBLEM, json=dict.fromkeys(wanted, 404))
    lacking = answer(404, headers=PROBLEM, json={"title": "Niet gevonden"})

    assert verdicts(problems.members(whole, members=wanted)) == [True]
    assert verdicts(problems.members(lacking, members=wanted)) == [False]


def test_what_is_no_problem_document_has_no_members_to_miss() -> None:
    plain = answer(404, json={"error": "niets"})
    a_list = answer(404, headers=PROBLEM, json=[])

    assert not list(problems.members(plain, members=["title"]))
    assert not list(problems.members(a_list, members=["title"]))


def test_an_error_without_content_is_judged_only_by_a_guide_that_wants_content() -> None:
    silent = answer(404, headers={"content-type": ""}, text="")

    assert not list(problems.media_type(silent))
    assert verdicts(problems.media_type(silent, contentless=False)) == [False]


def test_an_answer_to_head_has_no_content_to_judge() -> None:
    head = prove.example({"HEAD /gebouwen/1": {"status": 404, "text": ""}})[0]

    assert not list(problems.media_type(head, contentless=False))


@pytest.mark.parametrize(
    "more",
    [
        {"status": 403, "headers": {"server": "cloudflare", "content-type": "text/html"}},
        {"status": 502, "headers": {"content-type": "text/html"}, "text": "Bad Gateway"},
        {
            "status": 404,
            "headers": {"content-type": "text/html"},
            "text": "<hr><center>nginx</center>",
        },
        {"status": 404, "json": {"message": "no Route matched with those values"}},
    ],
)
def test_an_error_that_a_gateway_made_is_a_doubt(more: dict[str, Any]) -> None:
    found = answer(**{"text": "geweigerd", **more} if "json" not in more else more)

    assert maker(found)
    assert [type(it) for it in problems.media_type(found)] == [Doubt]


@pytest.mark.parametrize(
    "more",
    [
        {"status": 404, "headers": {"server": "nginx", "content-type": "text/html"}},
        {"status": 404, "headers": {"via": "1.1 kong/3.4", "content-type": "text/plain"}},
        {"status": 404, "headers": {"server": "cloudflare"}, "text": "{}"},
        {"status": 200, "headers": {"server": "envoy", "content-type": "text/html"}},
    ],
)
def test_what_only_passed_a_gateway_is_the_api_s_own(more: dict[str, Any]) -> None:
    assert not maker(answer(**{"text": "niets", **more}))


def test_a_status_that_differs_behind_a_proxy_is_a_doubt() -> None:
    members = {"status": 404}
    own = answer(403, headers=PROBLEM, json=members)
    proxied = answer(403, headers={**PROBLEM, "via": "1.1 poort"}, json=members)

    assert [type(it) for it in problems.status_equals(own)] == [Finding]
    assert [type(it) for it in problems.status_equals(proxied)] == [Doubt]


def test_an_error_of_megabytes_is_looked_through_at_once() -> None:
    for text in ("SELECT " * 400_000, " \n" * 400_000, "at a(" * 400_000, "/home/" * 400_000):
        found = list(problems.nothing_inside(answer(500, headers=PROBLEM, json={"detail": text})))

        assert len(found) == 1
