"""The reference API answers every query of JSON:API 1.1 as it should, and refuses the others."""

import json

import httpx
import pytest

from tests.blog import (
    JSON_API,
    PROFILE,
    Client,
    ids,
    names,
    only_error,
    resource,
    targets,
)

# Inclusion.


def test_included_resources_are_those_on_the_path(blog: Client) -> None:
    document = blog.get("/articles?include=comments.author&page[size]=2").json()
    comments = [it for one in document["data"] for it in one["relationships"]["comments"]["data"]]
    authors = [
        it["relationships"]["author"]["data"]
        for it in document["included"]
        if it["type"] == "comments"
    ]

    assert names(document["included"]) == names(comments) | names([it for it in authors if it])


def test_nothing_is_included_twice_or_beside_the_primary_data(blog: Client) -> None:
    document = blog.get("/articles?include=author.articles,comments.article").json()
    everything = document["data"] + document["included"]

    assert len(names(everything)) == len(everything)


def test_included_is_there_when_nothing_is_related(blog: Client) -> None:
    assert blog.get("/articles/2?include=comments").json()["included"] == []


def test_a_single_article_brings_its_author_unless_told_otherwise(blog: Client) -> None:
    assert names(blog.get("/articles/1").json()["included"]) == {("people", "1")}
    assert blog.get("/articles/1?include=").json()["included"] == []
    assert "included" not in blog.get("/articles").json()


def test_a_relationship_address_includes_along_the_path_from_its_parent(blog: Client) -> None:
    document = blog.get("/articles/1/relationships/comments?include=comments.author").json()

    assert names(document["data"]) <= names(document["included"])
    assert "people" in {it["type"] for it in document["included"]}
    assert blog.get("/articles/1/relationships/comments?include=author").status_code == 400


@pytest.mark.parametrize("value", ["nothing", "author.nothing", "AUTHOR", "title", "author,", " "])
def test_an_unknown_path_is_a_bad_request(blog: Client, value: str) -> None:
    for path in ("/articles", "/articles/1"):
        response = blog.get(f"{path}?include={value}")

        assert response.status_code == 400
        assert only_error(response)["source"] == {"parameter": "include"}


# Sparse fieldsets.


def test_only_the_fields_asked_for_are_sent(blog: Client) -> None:
    for listed in blog.data("/articles?fields[articles]=title,author"):
        assert set(listed["attributes"]) == {"title"}
        assert set(listed["relationships"]) == {"author"}


def test_an_empty_list_of_fields_sends_none(blog: Client) -> None:
    for listed in blog.data("/articles?fields[articles]="):
        assert set(listed) == {"type", "id", "links"}


def test_fields_restrict_included_resources_and_leave_inclusion_alone(blog: Client) -> None:
    query = "include=author&fields[articles]=title&fields[people]=lastName"
    document = blog.get(f"/articles?{query}").json()

    assert "relationships" not in document["data"][0]
    assert document["included"]
    assert all(set(it["attributes"]) == {"lastName"} for it in document["included"])


# Sorting, filtering, paging.


def test_sort_fields_apply_in_the_order_given(blog: Client) -> None:
    articles = blog.data("/articles?sort=category,-wordCount&page[size]=50")
    keys = [(it["attributes"]["category"], -it["attributes"]["wordCount"]) for it in articles]

    assert keys == sorted(keys)
    assert len(set(keys)) > len({category for category, _ in keys})


def test_a_minus_turns_the_order_round(blog: Client) -> None:
    titles = [it["attributes"]["title"] for it in blog.data("/articles?sort=-title&page[size]=50")]

    assert titles == sorted(titles, reverse=True)


@pytest.mark.parametrize("value", ["nothing", "-nothing", "title,nothing", "", "TITLE", "author"])
def test_an_order_that_is_not_supported_is_a_bad_request(blog: Client, value: str) -> None:
    assert blog.get(f"/articles?sort={value}").status_code == 400


def test_a_single_resource_cannot_be_sorted_paged_or_filtered(blog: Client) -> None:
    for query in ("sort=title", "page[size]=2", "filter[title]=x"):
        assert blog.get(f"/articles/1?{query}").status_code == 400


def test_the_next_links_lead_through_the_whole_of_what_was_asked(blog: Client) -> None:
    query = "filter[author]=1&sort=-title&fields[articles]=title&page[size]=5"
    document = blog.get(f"/articles?{query}").json()
    found = document["data"]
    while "next" in document["links"]:
        document = blog.get(document["links"]["next"]).json()
        found += document["data"]

    assert found == blog.data(
        "/articles?filter[author]=1&sort=-title&fields[articles]=title&page[size]=50"
    )
    assert len(found) == 12


def test_each_page_has_the_links_that_lead_somewhere(blog: Client) -> None:
    given = [
        {"first", "last", "prev", "next"}
        & blog.get(f"/articles?page[number]={it}").json()["links"].keys()
        for it in (1, 2, 3)
    ]

    assert given == [
        {"first", "last", "next"},
        {"first", "last", "prev", "next"},
        {"first", "last", "prev"},
    ]


def test_the_names_in_page_links_are_percent_encoded(blog: Client) -> None:
    links = targets(blog.get("/articles?filter[category]=guides").json()["links"])

    assert links["last"] == "/api/articles?filter%5Bcategory%5D=guides&page%5Bnumber%5D=1"


def test_related_collections_and_linkage_are_paged_too(blog: Client) -> None:
    for path in ("/people/1/articles", "/people/1/relationships/articles"):
        first = blog.get(f"{path}?page[size]=7").json()
        rest = blog.data(first["links"]["next"])

        assert len(first["data"]) == 7
        assert len(rest) == 5
        assert not names(first["data"]) & names(rest)


def test_a_page_beyond_the_end_is_empty(blog: Client) -> None:
    document = blog.get("/articles?page[number]=9").json()

    assert document["data"] == []
    assert "next" not in document["links"]


@pytest.mark.parametrize("query", ["page[size]=0", "page[size]=51", "page[number]=x", "page[at]=1"])
def test_a_page_that_cannot_be_is_a_bad_request(blog: Client, query: str) -> None:
    assert blog.get(f"/articles?{query}").status_code == 400


def test_filters_narrow_a_collection_and_it_stays_an_array(blog: Client) -> None:
    one = blog.data("/articles?filter[title]=Names+that+last")

    assert [it["attributes"]["title"] for it in one] == ["Names that last"]
    assert blog.data("/articles?filter[title]=no+such+title") == []
    assert ids(blog.data("/comments?filter[article]=1&page[size]=50")) == ids(
        blog.data("/articles/1/comments?page[size]=50")
    )


def test_several_filters_and_several_values_work_together(blog: Client) -> None:
    found = blog.data("/articles?filter[category]=guides,news&filter[featured]=true&page[size]=50")

    assert {it["attributes"]["category"] for it in found} == {"guides", "news"}
    assert {it["attributes"]["featured"] for it in found} == {True}


# Query parameters.


@pytest.mark.parametrize(
    "name", ["foo", "filter[foo]", "filter", "filter[_]", "_foo", "foo-", "page", "fields", "[x]"]
)
def test_an_unknown_parameter_is_a_bad_request(blog: Client, name: str) -> None:
    for path in ("/articles", "/articles/1", "/articles/1/relationships/tags", ""):
        response = blog.get(f"{path}?{name}=1")

        assert response.status_code == 400
        assert only_error(response)["source"] == {"parameter": name}


def test_a_custom_parameter_is_ignored(blog: Client) -> None:
    assert blog.get("/articles?fooBar=1&foo-bar[x]=2").json()["data"] == blog.data("/articles")


def test_raw_and_encoded_brackets_mean_the_same(blog: Client) -> None:
    raw, encoded = "?page[size]=3&filter[author]=1", "?page%5Bsize%5D=3&filter%5Bauthor%5D=1"

    assert _raw(blog, raw) == _raw(blog, encoded)
    assert len(json.loads(_raw(blog, raw))["data"]) == 3


def _raw(blog: Client, query: str) -> bytes:
    # httpx encodes brackets itself unless the target is given as bytes.
    url = httpx.URL(blog.base)
    url = url.copy_with(raw_path=f"/api/articles{query}".encode())
    return blog.http.get(url).content


def test_a_plus_is_a_space(blog: Client) -> None:
    assert _raw(blog, "?filter[title]=Names+that+last") == _raw(
        blog, "?filter[title]=Names%20that%20last"
    )


def test_every_faulty_parameter_is_told(blog: Client) -> None:
    response = blog.get("/articles?foo=1&sort=nothing")

    assert response.status_code == 400
    assert [it["source"]["parameter"] for it in response.json()["errors"]] == ["foo", "sort"]


# Content negotiation.


@pytest.mark.parametrize(
    "accept",
    [
        JSON_API,
        "*/*",
        "application/*;q=0.1",
        f"{JSON_API};q=0.5",
        f"text/html, {JSON_API};q=0.2",
        f"{JSON_API};charset=utf-8, {JSON_API}",
        f'{JSON_API};ext="https://example.com/x", {JSON_API};q=0.1',
        f'{JSON_API};profile="https://example.com/x"',
        "Application/VND.API+JSON",
    ],
)
def test_an_acceptable_media_type_is_served_plain(blog: Client, accept: str) -> None:
    response = blog.get("/articles", Accept=accept)

    assert response.status_code == 200
    assert response.headers["Content-Type"] == JSON_API


@pytest.mark.parametrize(
    "accept",
    [
        f"{JSON_API};charset=utf-8",
        f"{JSON_API};charset=utf-8, */*",
        f'{JSON_API};ext="https://example.com/x"',
        f'{JSON_API};foo=bar, {JSON_API};ext="https://example.com/x"',
        f"{JSON_API};q=0",
        "text/html",
    ],
)
def test_nothing_acceptable_is_not_acceptable(blog: Client, accept: str) -> None:
    response = blog.get("/articles", Accept=accept)

    assert response.status_code == 406
    assert only_error(response)["source"] == {"header": "Accept"}


def test_a_known_profile_is_applied_and_declared(blog: Client) -> None:
    accept = f'{JSON_API};profile="https://example.com/x {PROFILE}"'
    response = blog.get("/articles/1", Accept=accept)
    document = response.json()
    applied = f'{JSON_API};profile="{PROFILE}"'

    assert response.headers["Content-Type"] == applied
    assert document["jsonapi"]["profile"] == [PROFILE]
    assert document["links"]["self"] == {"href": "/api/articles/1", "type": applied}
    assert document["data"]["meta"] == {"readingMinutes": 2}


@pytest.mark.parametrize("parameter", ["charset=utf-8", 'ext="https://example.com/x"'])
def test_content_with_a_foreign_parameter_is_unsupported(own: Client, parameter: str) -> None:
    document = resource("tags", attributes={"name": "new"})
    for method, path, sent in (("POST", "/tags", document), ("GET", "/tags", None)):
        response = own(method, path, sent, Content_Type=f"{JSON_API};{parameter}")

        assert response.status_code == 415

    assert len(own.data("/tags")) == 8


def test_content_of_another_type_is_unsupported(own: Client) -> None:
    document = resource("tags", attributes={"name": "new"})

    assert own("POST", "/tags", document, Content_Type="application/json").status_code == 415
    assert own("POST", "/tags").status_code == 415


def test_every_answer_varies_by_accept(blog: Client) -> None:
    for path, accept in (("/articles", "*/*"), ("/nothing", "*/*"), ("/articles", "text/html")):
        assert blog.get(path, Accept=accept).headers["Vary"] == "Accept"
