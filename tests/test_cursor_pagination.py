"""The cursor pagination profile leaves much open: servers that choose otherwise than the reference are not accused."""

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest

from conformance import data, profiles
from conformance.candidate import Candidate
from conformance.candidate.declaration import Declaration, Limits
from conformance.model import Result, Status
from tests import prove
from tests.faces import FACES

Call = Callable[[Any], Any]

CLASS = "cursor-pagination"
PROFILE = "https://jsonapi.org/profiles/ethanresnick/cursor-pagination/"
AFTER, BEFORE, SIZE = "page[after]", "page[before]", "page[size]"
BOTH = {AFTER, BEFORE}
LISTS = {f"/api/{kind}" for kind in ("articles", "people", "comments", "tags")}

mutation = data.fixture_module("apis.mutation")
parts = data.fixture_module("apis.parts")
responses = data.fixture_module("apis.responses")
tools = data.fixture_module("apis.json_api.mutants.cursor_tools")


# ── what a variant changes


def _as(*names: str) -> Callable[[Call, Any], Any]:
    """The deviations of these mutants together, which are none by themselves or not when they come together."""

    def answer(call: Call, request: Any) -> Any:
        for name in names:
            call = mutation.mutated(call, mutation.find(name))
        return call(request)

    return answer


def _cursors(response: Any, change: Callable[[str], str]) -> Any:
    """The response with each cursor in links and items replaced."""

    def led(target: str) -> str:
        path, _, query = target.partition("?")
        pairs = parse_qsl(query, keep_blank_values=True)
        new = [(name, change(value) if name in BOTH else value) for name, value in pairs]
        return f"{path}?{urlencode(new)}" if new else path

    def link(_name: str, value: Any) -> Any:
        if isinstance(value, dict):
            return {**value, "href": led(value["href"])}
        return led(value) if isinstance(value, str) and value.startswith("/api") else value

    def edit(document: Any) -> None:
        for item in parts.listed(document.get("data")):
            page = item.get("meta", {}).get("page", {})
            if "cursor" in page:
                page["cursor"] = change(page["cursor"])

    return mutation.edit_document(mutation.each_link(response, link), edit)


def _asked(request: Any, change: Callable[[str], str]) -> Any:
    """The request with each cursor replaced."""
    pairs = mutation.query_of(request)
    new = [(name, change(value) if name in BOTH else value) for name, value in pairs]
    return mutation.with_pairs(request, new)


def cursors_are_ids(call: Call, request: Any) -> Any:
    """A cursor is the id of an item, and any word has a place in the order of ids."""
    first = mutation.document_of(call(mutation.without_query(request, "page"))) or {}
    last = first.get("links", {}).get("last")
    if not isinstance(last, str):
        return call(request)
    scope = json.loads(base64.urlsafe_b64decode(dict(_pairs(last))[BEFORE]))[0]

    def inward(cursor: str) -> str:
        content = [scope, "" if cursor == "~" else cursor, 10**6]
        return base64.urlsafe_b64encode(json.dumps(content).encode()).decode()

    def outward(cursor: str) -> str:
        return json.loads(base64.urlsafe_b64decode(cursor))[1] or "~"

    return _cursors(call(_asked(request, inward)), outward)


_turns = count()


def cursors_differ_each_time(call: Call, request: Any) -> Any:
    """A cursor also holds who asked, so that the same item has another one in each answer."""
    response = call(_asked(request, lambda cursor: cursor.partition(".")[0]))
    turn = next(_turns)
    return _cursors(response, lambda cursor: f"{cursor.partition('.')[0]}.{turn}")


def there_are_no_ranges(call: Call, request: Any) -> Any:
    """Both cursors at once are refused everywhere."""
    response = call(request)
    if not request.args.keys() >= BOTH or response.status_code != 200:
        return response
    error = {
        "status": "400",
        "title": "There are no ranges.",
        "links": {"type": f"{PROFILE}range-pagination-not-supported"},
    }
    return responses.respond_json({"errors": [error]}, 400)


def types_are_lists(call: Call, request: Any) -> Any:
    """The type of an error is a list, as in the profile's own example."""

    def edit(error: Any) -> None:
        if "type" in error.get("links", {}):
            error["links"]["type"] = [error["links"]["type"]]

    return mutation.each_error(call(request), edit)


def links_are_absolute(call: Call, request: Any) -> Any:
    """Every link has a scheme and a host, and some are link objects."""

    def change(name: str, link: Any) -> Any:
        if isinstance(link, str) and link.startswith("/api"):
            target = f"{request.host_url.rstrip('/')}{link}"
            return {"href": target} if name in {"prev", "next"} else target
        return link

    return mutation.each_link(call(request), change)


def there_is_no_first_and_no_last(call: Call, request: Any) -> Any:
    """Pages lead to the next and the previous one alone."""
    gone = mutation.GONE
    return mutation.each_link(
        call(request), lambda name, link: gone if name in {"first", "last"} else link
    )


def first_and_last_stand_where_they_lead_elsewhere(call: Call, request: Any) -> Any:
    """The first page has no link to itself, and the last one has none."""

    def drop(document: Any) -> None:
        links = document["links"]
        for name, towards in (("first", "prev"), ("last", "next")):
            if links[towards] is None:
                del links[name]

    return tools.each_page(call(request), drop)


@cache
def _plain_app() -> Any:
    return data.fixture_module("apis.json_api.app").create_app()


def only_articles_are_paged(call: Call, request: Any) -> Any:
    """One collection is paged by cursor; the others have pages with numbers."""
    if request.path != "/api/articles":
        return _plain_app()(request)

    def unlink(_name: str, relationship: Any) -> None:
        for name in ("first", "last", "prev", "next"):
            relationship.get("links", {}).pop(name, None)

    return mutation.each_relationship(call(request), unlink)


def pages_have_cursors_where_they_are_asked_for(call: Call, request: Any) -> Any:
    """The profile is applied to a request that asks for it, and to no other."""
    wanted = "cursor-pagination" in request.headers.get("Accept", "")
    return call(request) if wanted else _plain_app()(request)


def only_the_document_announces(call: Call, request: Any) -> Any:
    """The media type is bare, as one from before 1.1."""
    return mutation.with_media_type(call(request), responses.JSON_API)


def ends_are_found_by_an_empty_page(call: Call, request: Any) -> Any:
    """Going back nobody looks what comes after, going on nobody looks what came before, and nothing is counted."""
    response = _as(
        "cursor_total.nothing_is_counted", "cursor_links.next_is_never_null_before_a_cursor"
    )(call, request)

    def lead_back(document: Any) -> None:
        if AFTER in request.args and document["data"]:
            links = document["links"]
            cursor = tools.cursor_of(document["data"][0])
            links["prev"] = tools.led_to(links["self"], before=cursor)

    return tools.each_page(response, lead_back)


def sorts_are_not_supported_at_all(call: Call, request: Any) -> Any:
    """No list can be sorted, with or without pages, which is no matter of the profile."""
    if "sort" in request.args:
        return responses.respond_error(400, "Nothing is sorted.", source={"parameter": "sort"})
    return call(request)


def _with_default(size: int, most: int) -> Callable[[Call, Any], Any]:
    """A server with another default and another maximum; its own links name the size."""

    def answer(call: Call, request: Any) -> Any:
        if request.path not in LISTS:
            return call(request)
        asked = request.args.get(SIZE)
        if asked is None:
            default = most if request.args.keys() >= BOTH else size
            return call(mutation.with_query(request, {SIZE: str(default)}))
        if asked.isdecimal() and int(asked) > most:
            response = call(mutation.with_query(request, {SIZE: "999"}))
            return mutation.each_error(response, lower)
        return call(request)

    def lower(error: Any) -> None:
        error.get("meta", {}).get("page", {})["maxSize"] = most

    return answer


def _pairs(target: str) -> list[tuple[str, str]]:
    return parse_qsl(target.partition("?")[2], keep_blank_values=True)


VARIANTS: dict[str, Callable[[Call, Any], Any]] = {
    it.__name__: it
    for it in (
        cursors_are_ids,
        cursors_differ_each_time,
        there_are_no_ranges,
        types_are_lists,
        links_are_absolute,
        there_is_no_first_and_no_last,
        first_and_last_stand_where_they_lead_elsewhere,
        only_articles_are_paged,
        pages_have_cursors_where_they_are_asked_for,
        only_the_document_announces,
        ends_are_found_by_an_empty_page,
        sorts_are_not_supported_at_all,
    )
} | {
    "there_is_no_maximum": _as("cursor_size.there_is_no_maximum"),
    "nothing_is_counted": _as(
        "cursor_total.nothing_is_counted", "cursor_estimated.nothing_is_estimated"
    ),
    "items_have_no_cursors": _as("cursor_meta.items_have_no_cursors"),
    "little_is_said": _as(
        "cursor_meta.items_have_no_cursors",
        "cursor_total.nothing_is_counted",
        "cursor_estimated.nothing_is_estimated",
        "cursor_size.there_is_no_maximum",
    ),
    "every_sort_is_paged": _as("cursor_sorting.every_sort_is_paged"),
    "pages_have_three_items": _with_default(3, 6),
    "pages_have_one_item": _with_default(1, 1),
}


# ── what becomes of them


@contextmanager
def _candidate(variant: Callable[[Call, Any], Any] | None, face: str) -> Iterator[Candidate]:
    app = data.fixture_module(FACES[face].module).create_app()
    if variant:
        app = mutation.mutated(app, variant)
    with data.fixture_module("apis.http").serve(app) as url:
        limits = Limits(addresses=frozenset({"loopback"}))
        candidate = Candidate(
            Declaration(url, limits=limits), accept=prove.profile().accept, jobs=4
        )
        try:
            yield candidate
        finally:
            candidate.close()


def _of_class(candidate: Candidate) -> list[Result]:
    wanted = [it for it in prove.profile().requirements if it.conformance_class == CLASS]
    results = prove._judge(candidate, frozenset(it.id for it in wanted), "1.1")
    return [it for it in results if it.requirement in wanted]


@pytest.mark.parametrize("name", VARIANTS)
def test_a_server_that_chooses_otherwise_is_not_accused(name: str) -> None:
    with _candidate(VARIANTS[name], "cursors") as candidate:
        results = _of_class(candidate)
    wrong = {
        it.requirement.id: it.faults[:1] or it.reason
        for it in results
        if it.status in {Status.FAILED, Status.ERRORED}
    }

    assert wrong == {}
    assert sum(it.status is Status.PASSED for it in results) >= 10


def test_a_server_without_the_profile_is_asked_two_more_questions_at_most() -> None:
    with _candidate(None, "1.1") as candidate:
        candidate.once(profiles.survey(prove.profile()))
        before = candidate.sent
        results = _of_class(candidate)
        more = candidate.sent - before

    assert {it.status for it in results} == {Status.INAPPLICABLE, Status.REVIEW}
    assert more <= 2


def test_a_server_with_the_profile_is_asked_sixty_five_more_questions_at_most() -> None:
    with _candidate(None, "cursors") as candidate:
        candidate.once(profiles.survey(prove.profile()))
        before = candidate.sent
        results = _of_class(candidate)
        more = candidate.sent - before

    assert {it.status for it in results} == {Status.PASSED, Status.REVIEW}
    assert more <= 65


# ── what is no page at all, and what changes


def _each_item(change: Callable[[Any], Any]) -> Callable[[Call, Any], Any]:
    def answer(call: Call, request: Any) -> Any:
        def edit(document: Any) -> None:
            if isinstance(document.get("data"), list):
                document["data"] = [change(item) for item in document["data"]]

        return mutation.edit_document(call(request), edit)

    return answer


def _with(**members: Any) -> Callable[[Call, Any], Any]:
    """Pages and errors with other members at the top level."""

    def answer(call: Call, request: Any) -> Any:
        listed = "page" in request.query_string.decode() or request.path == "/api/articles"
        return mutation.edit_document(
            call(request), lambda document: document.update(members if listed else {})
        )

    return answer


JUNK = {
    "ids_are_objects": _each_item(lambda item: {**item, "id": {"no": [1]}}),
    "items_are_null": _each_item(lambda _: None),
    "cursors_are_numbers": _each_item(lambda item: {**item, "meta": {"page": {"cursor": 1}}}),
    "metas_are_lists": _each_item(lambda item: {**item, "meta": [1], "attributes": [2]}),
    "links_are_numbers": _with(links={"prev": 1, "next": 2, "first": [], "last": {"href": 3}}),
    "links_go_elsewhere": _with(links={"prev": "http://[", "next": "http://[::1", "last": "//x/"}),
    "nothing_is_linked": _with(links=None, meta=None),
    "errors_are_null": _with(errors=[None, 1, {"links": [], "source": 1, "meta": {"page": 2}}]),
    "there_is_no_data": _with(data=None),
}


@pytest.mark.parametrize("name", JUNK)
def test_no_check_breaks_on_what_is_no_page(name: str) -> None:
    with _candidate(JUNK[name], "cursors") as candidate:
        results = _of_class(candidate)

    assert [it for it in results if it.status is Status.ERRORED] == []


@pytest.mark.parametrize("article", [1, 3, 20, 26])
@pytest.mark.parametrize("moment", [3, 20, 40])
def test_a_list_that_somebody_else_writes_to_is_not_accused(article: int, moment: int) -> None:
    asked = count()

    def writing(call: Call, request: Any) -> Any:
        if "page" in request.query_string.decode() and next(asked) == moment:
            removal = mutation.fetching(request, f"/api/articles/{article}")
            removal.environ["REQUEST_METHOD"] = "DELETE"
            call(type(request)(removal.environ))
        return call(request)

    with _candidate(writing, "cursors") as candidate:
        results = _of_class(candidate)
    wrong = {it.requirement.id: it.faults[:1] for it in results if it.status is Status.FAILED}

    assert wrong == {}
