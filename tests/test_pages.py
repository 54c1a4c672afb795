"""Collections page by page: what an item is called, which URLs are one, and when a collection is known to be whole."""

import json
from typing import Any

import pytest

from conformance import data, profiles
from conformance.checks import pages
from conformance.checks.pages import Page
from conformance.model import Exchange, Request, Response

orders = data.profile_module(profiles.folder_of("http"), "relations.orders")
writing = data.profile_module(profiles.folder_of("http"), "relations.writing")


def page(document: Any, url: str = "https://api.example/things", **headers: str) -> Page:
    fields = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    body = json.dumps(document).encode()
    return Page(Exchange(Request("GET", url), Response(200, headers=fields, body=body)))


@pytest.mark.parametrize(
    "item",
    [
        {"name": "a", "id": 7},
        {"identificatie": "7", "id": None},
        {"_links": {"self": {"href": "7"}}},
        {"links": {"self": "7"}},
    ],
)
def test_an_item_is_called_by_its_id_or_by_the_link_to_itself(item: Any) -> None:
    assert pages.key_of(item) == "7"


def test_items_without_a_name_are_called_by_all_that_they_are() -> None:
    assert pages.key_of({"a": 1, "b": 2}) == pages.key_of({"b": 2, "a": 1})
    assert pages.key_of({"a": True, "id": True}) != pages.key_of({"a": False, "id": True})


def test_an_item_comes_twice_only_when_it_is_wholly_the_same_and_has_a_name() -> None:
    versions = [{"id": 1, "version": 1}, {"id": 1, "version": 2}]
    measured = [{"value": 3}, {"value": 3}]

    assert pages.twice([*versions, *measured]) == []
    assert pages.twice([*versions, versions[1]]) == ["1"]


def test_two_spellings_of_one_request_are_one() -> None:
    one, other = "https://api.example/things/?b=2&a=1#top", "https://api.example/things?a=1&b=2"

    assert pages.canonical(one) == pages.canonical(other)


def test_a_parameter_is_set_beside_the_others() -> None:
    assert pages.asking("/things?a=1&b=2", a="x y") == "/things?b=2&a=x+y"


def test_counts_are_found_beside_the_list_in_it_and_in_header_fields() -> None:
    document = {"total": 3, "count": True, "page": {"totalElements": 3}, "things": []}

    assert list(pages.counts(page(document, X_Total_Count="3").exchange)) == [
        ("/total", "total", 3),
        ("/page/totalElements", "totalelements", 3),
        ("x-total-count", "total", 3),
    ]


@pytest.mark.parametrize(
    ("document", "whole"),
    [
        ({"things": [{"id": 1}], "next": None}, True),
        ({"things": [{"id": 1}], "_links": {"first": {"href": "/things"}}}, True),
        ({"things": [{"id": 1}], "total": 2}, False),
        ([{"id": 1}], True),
    ],
)
def test_a_list_is_whole_where_links_say_so_or_nothing_says_otherwise(
    document: Any, *, whole: bool
) -> None:
    assert pages.is_all(None, [page(document)]) is whole


@pytest.mark.parametrize(
    ("values", "down"),
    [
        (["Zebra", "apple", "élan"], False),
        (["apple", "Banana", "cherry"], False),
        (["éclair", "eland", "Elder"], False),
        (["a-b", "ab", "a c"], False),
        (["item 9", "item 10"], False),
        ([3, 2.5, 2.5, 1], True),
        (["2026-02-01", "2026-01-31"], True),
    ],
)
def test_texts_are_in_order_by_any_rule_that_is_in_use(values: list[Any], *, down: bool) -> None:
    assert orders.is_ordered(values, down=down)


@pytest.mark.parametrize("values", [[1, 3, 2], ["b", "a", "c"], [1, "a"], [True, None]])
def test_what_no_rule_puts_in_order_is_not(values: list[Any]) -> None:
    assert not orders.is_ordered(values, down=False)


def test_texts_that_are_nearly_in_order_are_told_apart_from_numbers_that_are() -> None:
    names = ["Aa", "Bos", "Dam", "van Es", "Fok", "Gans", "Haan"]

    assert orders.is_nearly_ordered(names, down=False)
    assert orders.is_nearly_ordered(names[::-1], down=True)
    assert not orders.is_nearly_ordered(names, down=True)
    assert not orders.is_nearly_ordered([1, 2, 3, 9, 4, 5, 6], down=False)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1234 ab", "1234AB"),
        ("2026-01-31T12:00:00Z", "2026-01-31T13:00:00+01:00"),
        (1.5, "1.50"),
        (0.1 + 0.2, 0.3),
        ({"a": 1}, {"a": 1, "b": 2}),
        ([" x "], ["X"]),
    ],
)
def test_another_spelling_of_a_value_is_no_other_value(one: Any, other: Any) -> None:
    assert writing._same(one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("a", "b"), (1, 2), ("1", None), (None, "1"), ([1], [1, 2]), ("", "x")]
)
def test_another_value_is_another(one: Any, other: Any) -> None:
    assert not writing._same(one, other)
