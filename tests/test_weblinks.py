"""Links are found in the field Link and in a body, in the ways that are in use."""

import json
from typing import Any

import pytest

from conformance.checks import weblinks
from conformance.model import Exchange, Request, Response

URL = "https://api.example/v1/things?page=2"


def answer(document: Any = None, *links: str) -> Exchange:
    headers = tuple(("Link", link) for link in links)
    body = b"" if document is None else json.dumps(document).encode()
    return Exchange(Request("GET", URL), Response(200, headers=headers, body=body))


def following(exchange: Exchange) -> str:
    found = weblinks.related(exchange, "next")
    return found.url if found else ""


@pytest.mark.parametrize(
    "value",
    [
        '</v1/things?page=3>; rel="next"',
        '<?page=3>;rel=next; title="three"',
        '</a>; rel="first", <https://api.example/v1/things?page=3> ; REL="Next last"',
        '</a,b;c>; rel=self; title="x>; rel=next", <things?page=3>; rel="next"',
        '</v1/things?page=3#top>; rel="next"',
    ],
)
def test_a_link_in_the_field_is_found_however_it_is_written(value: str) -> None:
    assert following(answer(None, value)) == "https://api.example/v1/things?page=3"


def test_links_on_several_lines_are_all_found() -> None:
    found = weblinks.in_field(answer(None, "</a>; rel=first", "</b>; rel=previous"))

    assert [it.relations for it in found] == [("first",), ("prev",)]


def test_a_link_of_something_else_is_not_that_of_the_resource() -> None:
    assert not following(answer(None, '</b>; rel="next"; anchor="/other"'))


@pytest.mark.parametrize(
    "document",
    [
        {"_links": {"next": {"href": "/v1/things?page=3"}}},
        {"_links": {"next": "?page=3"}},
        {"links": {"next": "/v1/things?page=3"}},
        {"links": [{"rel": "next", "href": "https://api.example/v1/things?page=3"}]},
        {"next": "https://api.example/v1/things?page=3"},
        {"@odata.nextLink": "https://api.example/v1/things?page=3"},
        {"paging": {"next": "/v1/things?page=3"}},
    ],
)
def test_a_link_in_a_body_is_found_where_it_may_stand(document: Any) -> None:
    assert following(answer(document)) == "https://api.example/v1/things?page=3"


@pytest.mark.parametrize(
    "document",
    [
        {"next": 3},
        {"next": None},
        {"next": "b2Zmc2V0"},
        {"_links": {"next": {"href": "/things{?page}", "templated": True}}},
        {"items": [{"_links": {"next": {"href": "/x"}}}]},
        [{"next": "/x"}],
        "next",
    ],
)
def test_what_is_no_link_of_the_resource_is_not_taken_for_one(document: Any) -> None:
    assert not following(answer(document))


def test_the_field_goes_before_the_body() -> None:
    assert following(answer({"next": "/body"}, "</field>; rel=next")).endswith("/field")


def test_a_url_that_cannot_be_read_is_left_out() -> None:
    assert weblinks.in_field(answer(None, "<http://[::1>; rel=next")) == ()
