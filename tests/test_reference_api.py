"""The reference API keeps JSON:API 1.1: shown over a real socket, without the suite that is proven on it."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from openapi_spec_validator import validate

from conformance import data
from tests import prove
from tests.blog import JSON_API, Client, identifier, ids, only_error, reference, resource, targets

NATURAL = sorted(name for name in prove.mutants() if name.startswith("natural."))


# Documents.


def test_the_entry_point_leads_to_every_collection(blog: Client) -> None:
    links = targets(blog.get("").json()["links"])

    for kind in ("articles", "people", "comments", "tags"):
        assert blog.data(links[kind])[0]["type"] == kind


def test_every_document_declares_version_and_media_type(blog: Client) -> None:
    for path in ("", "/articles", "/articles/1", "/articles/1/relationships/tags", "/nothing"):
        response = blog.get(path)

        assert response.headers["Content-Type"] == JSON_API
        assert response.json()["jsonapi"] == {"version": "1.1"}


def test_there_is_data_enough(blog: Client) -> None:
    totals = {
        kind: blog.get(f"/{kind}").json()["meta"]["total"]
        for kind in ("articles", "people", "comments", "tags")
    }

    assert totals == {"articles": 26, "people": 12, "comments": 34, "tags": 8}


def test_every_link_leads_to_an_answer(blog: Client) -> None:
    seen, waiting = set(), {"/api"}
    while waiting:
        path = waiting.pop()
        seen.add(path)
        response = blog.get(path, **({} if "articles/26" not in path else {"Accept": "*/*"}))
        assert response.status_code == 200, path
        if response.headers["Content-Type"].startswith(JSON_API):
            waiting |= set(_links(response.json())) - seen

    assert len(seen) > 300


def _links(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _links(item)
    elif isinstance(value, dict):
        yield from targets(value.get("links", {})).values()
        for item in value.values():
            yield from _links(item)


def test_the_self_link_of_a_resource_answers_with_that_resource(blog: Client) -> None:
    for listed in blog.data("/articles") + blog.data("/people"):
        assert blog.data(listed["links"]["self"]) == listed


def test_the_self_link_of_a_document_carries_the_query_and_gives_the_same_bytes(
    blog: Client,
) -> None:
    response = blog.get(
        "/articles?filter[author]=1&sort=-title&page[size]=3&fields[articles]=title"
    )
    link = response.json()["links"]["self"]

    assert link.endswith("page%5Bsize%5D=3&fields%5Barticles%5D=title")
    assert blog.get(link).content == response.content


def test_two_blogs_say_the_same_bytes(blog: Client, own: Client) -> None:
    for path in ("", "/articles?include=comments.author", "/people/1", "/articles?sort=nothing"):
        mine, theirs = own.get(path), blog.get(path)

        assert mine.headers == theirs.headers
        assert _without_ids(mine.json()) == _without_ids(theirs.json())


def _without_ids(document: dict[str, Any]) -> dict[str, Any]:
    for error in document.get("errors", ()):
        del error["id"]  # it counts how often the same request was refused
    return document


def test_every_id_and_type_is_a_string(blog: Client) -> None:
    found = blog.data("/articles/1/relationships/tags") + blog.data("/articles?page[size]=50")

    assert all(isinstance(it["id"], str) and isinstance(it["type"], str) for it in found)


# Related resources and relationships.


def test_an_empty_to_one_relationship_is_null_everywhere(blog: Client) -> None:
    (article,) = [it for it in blog.data("/articles") if it["id"] == "3"]
    author = article["relationships"]["author"]

    assert author["data"] is None
    assert blog.data(author["links"]["related"]) is None
    assert blog.data(author["links"]["self"]) is None


def test_an_empty_to_many_relationship_is_an_empty_array_everywhere(blog: Client) -> None:
    for path, name in (("/articles/2", "comments"), ("/articles/4", "tags")):
        relationship = blog.data(path)["relationships"][name]

        assert relationship["data"] == []
        assert blog.data(relationship["links"]["related"]) == []
        assert blog.data(relationship["links"]["self"]) == []


def test_linkage_names_what_the_related_address_gives(blog: Client) -> None:
    for listed in blog.data("/articles") + blog.data("/people") + blog.data("/comments"):
        for relationship in listed["relationships"].values():
            links, linkage = relationship["links"], relationship["data"]
            related = blog.data(links["related"])

            assert blog.data(links["self"]) == linkage
            if isinstance(linkage, list):
                assert ids(related) == ids(linkage)
            else:
                assert related == linkage or related["id"] == linkage["id"]


def test_the_two_sides_of_a_relationship_agree(blog: Client) -> None:
    for article in blog.data("/people/1/articles?page[size]=50"):
        assert article["relationships"]["author"]["data"] == identifier("people", "1")


def test_long_linkage_is_paged_where_it_stands(blog: Client) -> None:
    comments = blog.data("/articles/1")["relationships"]["comments"]

    assert len(comments["data"]) == 10
    assert len(blog.data(comments["links"]["next"])) == 2


@pytest.mark.parametrize(
    "path",
    [
        "/articles/999",
        "/articles/999/author",
        "/articles/999/relationships/author",
        "/articles/1/nobody",
        "/articles/1/relationships/nobody",
        "/nothing",
    ],
)
def test_what_does_not_exist_is_not_found(blog: Client, path: str) -> None:
    response = blog.get(path)

    assert response.status_code == 404
    assert only_error(response)["title"] == "There is nothing here."


# HTTP.


def test_head_is_get_without_content(blog: Client) -> None:
    got, head = blog.get("/articles"), blog("HEAD", "/articles")

    assert head.content == b""
    assert head.headers == got.headers


def test_options_and_refused_methods_tell_what_is_allowed(blog: Client) -> None:
    allowed = "GET, HEAD, PATCH, DELETE, OPTIONS"
    refused = blog("PUT", "/articles/1", resource("articles", id="1"))

    assert blog("OPTIONS", "/articles/1").headers["Allow"] == allowed
    assert refused.status_code == 405
    assert refused.headers["Allow"] == allowed


def test_a_slash_at_the_end_is_redirected(blog: Client) -> None:
    response = blog.get("/articles/?page[size]=2")

    assert response.status_code == 308
    assert response.headers["Location"] == "/api/articles?page[size]=2"


def test_outside_the_api_there_is_plain_text(blog: Client) -> None:
    response = blog.http.get(blog.base.removesuffix("/api"))

    assert response.status_code == 404
    assert response.headers["Content-Type"].startswith("text/plain")


def test_errors_lead_to_pages_for_people(blog: Client) -> None:
    error = only_error(blog.get("/articles?foo=1"))
    about, kind = (blog.get(error["links"][it], Accept="text/html") for it in ("about", "type"))

    assert about.status_code == kind.status_code == 200
    assert "The parameter &#x27;foo&#x27; is not known" in about.text
    assert error["title"] in kind.text


def test_the_description_is_valid_openapi(blog: Client) -> None:
    description = blog.get("/openapi.json").json()
    validate(description)

    assert description["openapi"].startswith("3.1")
    assert "/articles/{id}/relationships/tags" in description["paths"]


# Serving, and mutants.


def test_a_blog_starts_and_stops_at_once_and_leaves_no_thread() -> None:
    before = threading.active_count()
    started = time.monotonic()
    for _ in range(20):
        with reference() as client:
            assert client.get("").status_code == 200

    assert threading.active_count() == before
    assert time.monotonic() - started < 5


def test_many_requests_share_a_connection(own: Client) -> None:
    ports = {
        own.get("/tags").extensions["network_stream"].get_extra_info("client_addr")
        for _ in range(9)
    }

    assert len(ports) == 1


def test_writers_at_once_lose_nothing(own: Client) -> None:
    def write(number: int) -> None:
        attributes = {"name": f"tag {number}"}
        assert own("POST", "/tags", resource("tags", attributes=attributes)).status_code == 201

    threads = [threading.Thread(target=write, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(own.data("/tags?page[size]=50")) == 28


def test_the_api_runs_as_a_process_of_its_own() -> None:
    command = [
        "-m",
        "fixtures.apis.http",
        "json_api.app",
        "natural.charset_is_added",
        "--port",
        "0",
    ]
    with subprocess.Popen(
        [sys.executable, *command], cwd=data.root(), stdout=subprocess.PIPE, text=True
    ) as process:
        url = (process.stdout and process.stdout.readline().strip()) or ""
        try:
            response = httpx.get(f"{url}/tags")
        finally:
            process.terminate()

    assert urlsplit(url).path == "/api"
    assert response.headers["Content-Type"] == f"{JSON_API}; charset=utf-8"
    assert process.returncode == 0


@pytest.mark.parametrize("name", NATURAL)
def test_a_natural_fault_fails_the_requirement_that_it_breaks(name: str) -> None:
    fault = prove.mutants()[name]
    broken = next(it for it in prove.profile().requirements if it.id == fault.breaks)
    failed = set(prove.failures(prove.judged_mutant(broken, name)))

    assert failed == {fault.breaks, *fault.also}


def test_the_careless_api_works_and_is_far_from_conformant() -> None:
    with prove.serving("apis.json_api.careless") as url:
        titles = [it["attributes"] for it in httpx.get(f"{url}/articles").json()["data"]]
        failed = prove.failures(prove.judged(url))

    assert len(titles) == 10
    assert len(failed) >= 10
