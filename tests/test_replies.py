"""Clauses of national guides about any answer: what is not looked at, and who is not accused."""

import json
from collections.abc import Iterable
from typing import Any

from conformance.checks import replies
from conformance.model import Exchange, Observation, Request, Response, Status, status_of

SILENT = Status.INAPPLICABLE
PAGE = "http://127.0.0.1/employers"


def exchange(value: Any = None, status: int = 200, method: str = "GET", **headers: str) -> Exchange:
    fields = {"content-type": "application/json", **headers}
    named = tuple((name.replace("_", "-"), it) for name, it in fields.items())
    body = b"" if value is None else json.dumps(value).encode()
    return Exchange(Request(method, PAGE), Response(status, headers=named, body=body))


def outcome(found: Iterable[Observation]) -> Status:
    return status_of(found, SILENT)


def test_a_gateway_needs_no_field_of_the_api() -> None:
    one = exchange(status=503, content_type="text/html", server="cloudflare")

    assert outcome(replies.has_field(one, any_of=["BelGov-Trace-Id"])) is Status.INCONCLUSIVE


def test_an_error_of_the_api_needs_the_field() -> None:
    one = exchange({"title": "away"}, status=500)

    assert outcome(replies.has_field(one, any_of=["BelGov-Trace-Id"])) is Status.FAILED


def test_one_of_several_fields_will_do() -> None:
    one = exchange({}, ratelimit='"default";r=1;t=1')

    assert (
        outcome(replies.has_field(one, any_of=["X-RateLimit-Limit", "RateLimit"])) is Status.PASSED
    )


def test_another_status_or_method_is_not_looked_at() -> None:
    assert outcome(replies.has_field(exchange(status=404), any_of=["ETag"], on=["2XX"])) is SILENT
    assert outcome(replies.has_field(exchange(), any_of=["ETag"], methods=["post"])) is SILENT


def test_a_text_that_is_no_link_and_a_template_are_not_looked_at() -> None:
    one = exchange({"next": 2, "last": "page 3", "href": "/employers/{id}"})

    assert outcome(replies.absolute_links(one, names=["next", "last", "href"])) is SILENT


def test_a_relative_link_deep_in_an_answer_is_found() -> None:
    one = exchange({"items": [{"owner": {"href": "/persons/1"}}]})
    found = list(replies.absolute_links(one, names=["href"]))

    assert [getattr(it, "where", "") for it in found] == ["/items/0/owner/href"]
    assert outcome(found) is Status.FAILED


def test_the_description_of_the_api_is_written_by_another_standard() -> None:
    one = exchange({"openapi": "3.0.3", "x": {"example": None, "href": "/a"}})

    assert outcome(replies.no_null(one)) is SILENT
    assert outcome(replies.absolute_links(one, names=["href"])) is SILENT


def test_null_in_a_list_is_no_property() -> None:
    assert outcome(replies.no_null(exchange({"items": [None]}))) is Status.PASSED


def test_other_json_than_plain_json_may_be_a_list() -> None:
    one = exchange([], content_type="application/json-patch+json")

    assert outcome(replies.top_level_object(one)) is SILENT


def test_an_error_may_be_anything_at_the_top() -> None:
    assert outcome(replies.top_level_object(exchange([], status=400))) is SILENT


def test_a_local_time_with_an_offset_is_not_in_utc() -> None:
    assert outcome(replies.utc_by_z(exchange({"at": "2026-01-05T10:00:00+01:00"}))) is SILENT


def test_an_answer_without_content_needs_no_media_type() -> None:
    assert outcome(replies.content_has_type(exchange(status=204))) is SILENT
    assert outcome(replies.content_has_type(exchange({}, method="HEAD"))) is SILENT


def test_an_answer_without_validators_shows_nothing() -> None:
    assert outcome(replies.tag_beside_date(exchange({}))) is SILENT
