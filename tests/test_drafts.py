"""Drafts of new resources take nothing from anybody."""

from typing import Any

from conformance import data, profiles
from tests.samples import exchange

FOLDER = profiles.folder_of("json-api")
drafts = data.profile_module(FOLDER, "drafts")
survey = data.profile_module(FOLDER, "survey")
SEEN = exchange()
LISTED = survey.Collection("http://127.0.0.1:8000/things", SEEN, ())


def related(kind: str, name: str, linkage: Any) -> Any:
    """A relationship of a resource of a type, as a survey shows it."""
    parent = survey.Resource("http://127.0.0.1:8000/x", kind, "1", {}, SEEN, LISTED)
    return survey.Relationship(parent, name, {"data": linkage})


def one(kind: str) -> dict[str, str]:
    return {"type": kind, "id": "7"}


def surveyed(*relationships: Any) -> Any:
    return survey.Survey(SEEN, (LISTED,), (), relationships)


def to_one(found: Any, kind: str) -> dict[str, Any]:
    return dict(drafts._to_one(found, kind))


def test_a_new_resource_is_related_as_the_example_is() -> None:
    found = surveyed(
        related("comments", "author", one("people")),
        related("people", "comments", [one("comments")]),
    )

    assert to_one(found, "comments") == {"author": one("people")}


def test_a_partner_is_not_taken_from_the_resource_that_has_it() -> None:
    found = surveyed(
        related("users", "profile", one("profiles")), related("profiles", "user", one("users"))
    )

    assert to_one(found, "users") == to_one(found, "profiles") == {}


def test_a_type_that_leads_to_itself_is_no_pair() -> None:
    found = surveyed(related("people", "employer", one("people")))

    assert to_one(found, "people") == {"employer": one("people")}


def test_who_is_in_a_list_is_not_given_to_a_new_owner() -> None:
    assert to_one(surveyed(related("people", "articles", [one("articles")])), "people") == {}
