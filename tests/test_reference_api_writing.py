"""The reference API is written to as JSON:API 1.1 has it, and changes as a whole or not at all."""

from typing import Any

import httpx
import pytest

from tests.blog import ATOMIC, UUID, Client, identifier, ids, names, only_error, resource

# Creating.


def test_a_created_resource_is_answered_with_its_address_and_what_the_server_added(
    own: Client,
) -> None:
    author = {"author": {"data": identifier("people", "2")}}
    document = resource(
        "articles", attributes={"title": "New", "body": "a b"}, relationships=author
    )
    response = own("POST", "/articles", document)
    created = response.json()["data"]

    assert response.status_code == 201
    assert response.headers["Location"] == created["links"]["self"] == "/api/articles/27"
    assert created["attributes"]["wordCount"] == 2
    assert own.data("/api/articles/27") == created
    assert "27" in ids(own.data("/people/2/articles"))


def test_a_write_can_include_and_leave_out_what_a_read_can(own: Client) -> None:
    author = {"author": {"data": identifier("people", "2")}}
    document = resource("articles", attributes={"title": "New"}, relationships=author)
    created = own("POST", "/articles?include=author&fields[articles]=author", document).json()

    assert names(created["included"]) == {("people", "2")}
    assert "attributes" not in created["data"]
    assert own("POST", "/articles?sort=title", document).status_code == 400


def test_a_uuid_is_accepted_as_an_id(own: Client) -> None:
    document = resource("tags", id=UUID, attributes={"name": "new", "description": None})
    response = own("POST", "/tags", document)

    assert response.status_code == 201
    assert "data" not in response.json()
    assert own.data(response.headers["Location"])["id"] == UUID


def test_a_resource_stored_as_it_was_sent_may_need_no_document(own: Client) -> None:
    document = resource(
        "comments",
        id=UUID,
        attributes={"body": "Yes.", "likes": None, "placed": None},
        relationships={"article": {"data": identifier("articles", "2")}},
    )
    response = own("POST", "/comments", document)

    assert response.status_code == 204
    assert ids(own.data("/articles/2/comments")) == [UUID]


@pytest.mark.parametrize(
    ("members", "status", "pointer"),
    [
        ({"type": "people"}, 409, "/data/type"),
        ({"type": "nothing"}, 409, "/data/type"),
        ({"id": "1"}, 409, "/data/id"),
        ({"id": "my-own"}, 403, "/data/id"),
        ({"id": 1}, 400, "/data/id"),
        ({"type": 1}, 400, "/data/type"),
        ({"attributes": {"title": "x", "nothing": 1}}, 422, "/data/attributes/nothing"),
        ({"attributes": {"title": 5}}, 422, "/data/attributes/title"),
        ({"attributes": {}}, 422, "/data/attributes"),
        ({"attributes": []}, 400, "/data/attributes"),
        ({"relationships": {"author": {}}}, 400, "/data/relationships/author"),
        (
            {"relationships": {"author": {"data": identifier("people", "999")}}},
            404,
            "/data/relationships/author/data",
        ),
        (
            {
                "relationships": {
                    "tags": {"data": [identifier("tags", "1"), identifier("tags", "x")]}
                }
            },
            404,
            "/data/relationships/tags/data/1",
        ),
        (
            {"relationships": {"author": {"data": identifier("tags", "1")}}},
            409,
            "/data/relationships/author/data",
        ),
    ],
)
def test_a_refused_creation_says_where_and_leaves_nothing(
    own: Client, members: dict[str, Any], status: int, pointer: str
) -> None:
    response = own(
        "POST",
        "/articles",
        resource(kind="articles")
        | {"data": {"type": "articles", "attributes": {"title": "x"}, **members}},
    )

    assert response.status_code == status
    assert response.json()["errors"][0]["source"] == {"pointer": pointer}
    assert own.get("/articles").json()["meta"]["total"] == 26


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "NaN", '{"meta": {}}', '{"data": []}', "[" * 5000]
)
def test_content_without_a_resource_is_a_bad_request(own: Client, content: str) -> None:
    assert own("POST", "/articles", content).status_code == 400


def test_problems_of_several_kinds_are_a_bad_request_with_all_of_them(own: Client) -> None:
    missing = {"author": {"data": identifier("people", "999")}}
    document = resource("articles", attributes={"title": 5}, relationships=missing)
    response = own("POST", "/articles", document)

    assert response.status_code == 400
    assert {it["status"] for it in response.json()["errors"]} == {"422", "404"}


def test_members_that_the_standard_does_not_know_are_ignored(own: Client) -> None:
    attributes = {"name": "new", "@context": 1, "_hidden": 2}
    document = {"data": {"type": "tags", "attributes": attributes, "x": 1, "@y": 2}, "z": 3}

    assert own("POST", "/tags", document).status_code == 201


def test_a_name_that_is_taken_is_a_conflict(own: Client) -> None:
    response = own("POST", "/tags", resource("tags", attributes={"name": "maps"}))

    assert response.status_code == 409
    assert only_error(response)["source"] == {"pointer": "/data/attributes/name"}


# Updating and deleting.


def test_an_update_changes_what_it_names_and_nothing_else(own: Client) -> None:
    before = own.data("/articles/1")
    document = resource("articles", id="1", attributes={"title": "Other"})
    after = own("PATCH", "/articles/1", document).json()["data"]

    assert after["attributes"] == before["attributes"] | {"title": "Other", "revision": 2}
    assert after["relationships"] == before["relationships"]
    assert own.data("/articles/1") == after


def test_an_update_may_be_answered_with_everything_with_meta_or_with_nothing(own: Client) -> None:
    people = own("PATCH", "/people/1", resource("people", id="1", attributes={"nickname": "A"}))
    comments = own("PATCH", "/comments/1", resource("comments", id="1", attributes={"likes": 3}))
    tags = own("PATCH", "/tags/1", resource("tags", id="1", attributes={"description": "D"}))

    assert people.json()["data"]["attributes"]["nickname"] == "A"
    assert (comments.status_code, set(comments.json())) == (200, {"jsonapi", "meta"})
    assert (tags.status_code, tags.content) == (204, b"")


@pytest.mark.parametrize(
    ("path", "members", "status"),
    [
        ("/articles/1", {"type": "people", "id": "1"}, 409),
        ("/articles/1", {"type": "articles", "id": "2"}, 409),
        ("/articles/1", {"type": "articles"}, 400),
        ("/articles/999", {"type": "articles", "id": "999"}, 404),
        ("/articles/1", {"type": "articles", "id": "1", "attributes": {"revision": 9}}, 403),
        (
            "/articles/1",
            {"type": "articles", "id": "1", "relationships": {"comments": {"data": []}}},
            403,
        ),
        (
            "/articles/1",
            {
                "type": "articles",
                "id": "1",
                "attributes": {"title": "Good"},
                "relationships": {"author": {"data": identifier("people", "999")}},
            },
            404,
        ),
        (
            "/comments/1",
            {"type": "comments", "id": "1", "relationships": {"article": {"data": None}}},
            403,
        ),
    ],
)
def test_a_refused_update_changes_nothing(
    own: Client, path: str, members: dict[str, Any], status: int
) -> None:
    before = own.get(path).json().get("data")

    assert own("PATCH", path, {"data": members}).status_code == status
    assert own.get(path).json().get("data") == before


def test_the_related_address_of_a_to_one_relationship_updates_that_resource(own: Client) -> None:
    document = resource("people", id="1", attributes={"nickname": "new"})

    assert own("PATCH", "/articles/1/author", document).status_code == 200
    assert own.data("/people/1")["attributes"]["nickname"] == "new"
    assert own("PATCH", "/articles/3/author", document).status_code == 404


def test_a_deleted_resource_is_gone_from_every_relationship(own: Client) -> None:
    assert own("DELETE", "/people/1").status_code == 204
    assert own.get("/people/1").status_code == 404
    assert own.data("/articles/1")["relationships"]["author"]["data"] is None
    assert own("DELETE", "/people/1").status_code == 404


def test_what_cannot_be_without_a_deleted_resource_goes_with_it(own: Client) -> None:
    own("DELETE", "/articles/1")

    assert own.data("/comments?filter[article]=1") == []
    assert own.get("/comments").json()["meta"]["total"] == 22


def test_a_deletion_may_be_answered_with_meta(own: Client) -> None:
    response = own("DELETE", "/comments/1")

    assert response.status_code == 200
    assert set(response.json()) == {"jsonapi", "meta"}


# Updating relationships.


def test_a_to_one_relationship_is_set_and_cleared(own: Client) -> None:
    path = "/articles/1/relationships/author"
    for value in (identifier("people", "2"), None, identifier("people", "1")):
        assert own("PATCH", path, {"data": value}).status_code == 204
        assert own.data(path) == value

    assert own("PATCH", path, {"data": identifier("people", "999")}).status_code == 404
    assert own("PATCH", path, {}).status_code == 400
    assert own("POST", path, {"data": identifier("people", "2")}).status_code == 403


def test_members_of_a_to_many_relationship_are_added_once_and_removed_once(own: Client) -> None:
    path = "/articles/4/relationships/tags"
    sent = {"data": [identifier("tags", "1"), identifier("tags", "2"), identifier("tags", "1")]}
    for _ in range(2):
        assert own("POST", path, sent).status_code == 200
        assert ids(own.data(path)) == ["1", "2"]
    for _ in range(2):
        assert own("DELETE", path, {"data": [identifier("tags", "1")]}).status_code == 200
        assert ids(own.data(path)) == ["2"]


def test_a_to_many_relationship_is_replaced_as_a_whole_or_not_at_all(own: Client) -> None:
    path = "/articles/1/relationships/tags"
    own("PATCH", path, {"data": [identifier("tags", "5"), identifier("tags", "4")]})
    refused = own("PATCH", path, {"data": [identifier("tags", "1"), identifier("tags", "999")]})

    assert refused.status_code == 404
    assert ids(own.data(path)) == ["5", "4"]
    assert own("PATCH", path, {"data": []}).status_code == 200
    assert own.data("/articles/1/tags") == []
    assert len(own.data("/tags")) == 8


def test_the_other_side_of_a_relationship_follows(own: Client) -> None:
    sent = {"data": [identifier("articles", "3")]}

    assert own("POST", "/people/5/relationships/articles", sent).status_code == 204
    assert own.data("/articles/3/author")["id"] == "5"
    assert own("DELETE", "/people/5/relationships/articles", sent).status_code == 204
    assert own.data("/articles/3/author") is None


def test_a_relationship_that_can_only_grow_refuses_the_rest(own: Client) -> None:
    path = "/articles/1/relationships/comments"
    other = {"data": [identifier("comments", "20")]}

    assert own("POST", path, other).status_code == 204
    assert own.data("/comments/20/article")["id"] == "1"
    assert own("PATCH", path, {"data": []}).status_code == 403
    assert own("DELETE", path, other).status_code == 403


# The atomic operations extension.


def operate(client: Client, *operations: dict[str, Any]) -> httpx.Response:
    document = {"atomic:operations": list(operations)}
    return client("POST", "/operations", document, Content_Type=ATOMIC, Accept=ATOMIC)


def test_operations_are_performed_in_order_and_know_each_other(own: Client) -> None:
    person = {"type": "people", "lid": "new", "attributes": {"firstName": "N", "lastName": "O"}}
    author = {"author": {"data": {"type": "people", "lid": "new"}}}
    article = {"type": "articles", "attributes": {"title": "By N"}, "relationships": author}
    response = operate(
        own,
        {"op": "add", "data": person},
        {"op": "add", "href": "/api/articles", "data": article},
        {
            "op": "update",
            "ref": {"type": "people", "lid": "new", "relationship": "employer"},
            "data": identifier("people", "2"),
        },
        {"op": "remove", "ref": identifier("tags", "1")},
    )
    results = response.json()["atomic:results"]

    assert response.headers["Content-Type"] == ATOMIC
    assert [result.get("data", {}).get("type") for result in results] == [
        "people",
        "articles",
        None,
        None,
    ]
    assert own.data("/articles/27/author")["id"] == results[0]["data"]["id"]
    assert own.data("/people/13/employer")["id"] == "2"


def test_an_operation_that_fails_undoes_those_before_it(own: Client) -> None:
    response = operate(
        own,
        {"op": "remove", "ref": identifier("tags", "1")},
        {"op": "update", "data": {"type": "tags", "id": "999", "attributes": {"name": "x"}}},
    )

    assert response.status_code == 404
    assert only_error(response)["source"] == {"pointer": "/atomic:operations/1/data"}
    assert own.data("/tags/1")["id"] == "1"


def test_operations_without_results_need_no_document(own: Client) -> None:
    assert operate(own, {"op": "remove", "ref": identifier("tags", "1")}).status_code == 204


def test_a_malformed_operation_is_a_bad_request(own: Client) -> None:
    for wrong in ({"op": "change"}, {"op": "remove"}, {"op": "add"}, {}):
        response = operate(own, wrong)

        assert response.status_code == 400
        assert only_error(response)["source"] == {"pointer": "/atomic:operations/0"}

    assert operate(own).status_code == 400
