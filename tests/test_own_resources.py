"""Resources of the run's own: made by the description on a real server, and gone again when the run ends."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from werkzeug.wrappers import Request, Response

from conformance import data
from conformance.candidate import Candidate
from conformance.candidate.declaration import Declaration, Limits, Write
from conformance.checks import drafts
from conformance.model import Absence, Effect, Obstacle

ITEM = """{type: object, required: [naam], properties: {id: {type: integer, readOnly: true},
 naam: {type: string, example: Een}, soort: {type: string, enum: [a, b], example: a}}}"""
PATHS = """
  /dingen:
    get: {responses: {'200': {description: ok}}}
    post: {requestBody: {content: {application/json: {schema: ITEM}}}, responses: {'201': {description: ok}}}
  /dingen/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {responses: {'200': {description: ok}}}
    put: {requestBody: {content: {application/json: {schema: ITEM}}}, responses: {'200': {description: ok}}}
    delete: {responses: {'204': {description: ok}}}
""".replace("ITEM", ITEM.replace("\n", ""))
Make = Callable[["Things", Request], Response]


class Things:
    """A collection of things, with an OpenAPI document; `make` answers a POST."""

    base = "/v1"

    def __init__(self, make: Make, paths: str = PATHS) -> None:
        self.make = make
        self.text = f"openapi: 3.0.3\ninfo: {{title: T, version: 1.0.0}}\nservers: [{{url: /v1}}]\npaths:{paths}"
        self.kept: dict[str, bytes] = {}
        self.seen: list[tuple[str, str]] = []

    def __call__(self, request: Request) -> Response:
        """The answer to a request."""
        self.seen.append((request.method, request.path))
        name = request.path.removeprefix("/v1/dingen").strip("/")
        if request.path == "/v1/openapi.yaml":
            return Response(self.text, content_type="application/yaml")
        if request.path == "/v1/dingen":
            return self.make(self, request) if request.method == "POST" else answer([])
        if name not in self.kept:
            return answer({}, 404)
        if request.method == "DELETE":
            del self.kept[name]
            return Response(status=204)
        return answer({**json.loads(self.kept[name]), "id": name})


def answer(document: object, status: int = 200) -> Response:
    """An answer with JSON."""
    return Response(json.dumps(document), status, content_type="application/json")


def keep(things: Things, request: Request) -> str:
    """Keeps what was sent, and gives it a name."""
    name = str(len(things.seen))
    things.kept[name] = request.get_data()
    return name


def plain(things: Things, request: Request) -> Response:
    """Says in Location where the new one is."""
    response = answer({}, 201)
    response.headers["Location"] = f"/v1/dingen/{keep(things, request)}"
    return response


def by_id(things: Things, request: Request) -> Response:
    """Says the id alone."""
    return answer({"id": keep(things, request)}, 201)


def by_link(things: Things, request: Request) -> Response:
    """Links to itself."""
    return answer({"_links": {"self": {"href": f"dingen/{keep(things, request)}"}}}, 201)


def once_each(things: Things, request: Request) -> Response:
    """Refuses a name that it has."""
    name = json.loads(request.get_data())["naam"]
    taken = {json.loads(it)["naam"] for it in things.kept.values()}
    return answer({}, 409) if name in taken else plain(things, request)


@contextmanager
def candidate(things: Things, **declared: Write) -> Iterator[Candidate]:
    """A candidate that may be written to, on a real socket."""
    with data.fixture_module("apis.http").serve(things) as url:
        limits = Limits(addresses=frozenset({"loopback"}))
        effects = frozenset({Effect.SAFE, Effect.WRITES})
        found = Candidate(Declaration(url, limits=limits, effects=effects, write=declared))
        try:
            yield found
        finally:
            found.close()


@pytest.mark.parametrize("make", [plain, by_id, by_link])
def test_what_was_made_is_found_whatever_way_the_answer_tells(make: Make) -> None:
    things = Things(make)
    with candidate(things) as found:
        made = drafts.made(found)

        assert made
        assert made.document == {"naam": "Een", "soort": "a"}
        assert made.shown.json == {**made.document, "id": made.url.rpartition("/")[2]}
        assert found.ledger.open == (made.url,)
    assert not things.kept


def test_it_is_made_once_and_another_one_each_time() -> None:
    things = Things(plain)
    with candidate(things) as found:
        one, same = drafts.made(found), drafts.made(found)
        two, three = drafts.another(found, "a"), drafts.another(found, "b")

        assert one is same
        assert one
        assert two
        assert three
        assert len({one.url, two.url, three.url}) == 3
    assert not things.kept


def test_texts_get_words_of_their_own_where_the_same_is_refused_twice() -> None:
    with candidate(Things(once_each)) as found:
        one, two = drafts.made(found), drafts.another(found, "a")

        assert one
        assert two
        assert one.document["naam"] == "Een"
        assert two.document == {"naam": found.word("another:a"), "soort": "a"}


def test_a_candidate_file_says_what_the_description_does_not() -> None:
    told = Write(attributes={"naam": "test {word}"})
    with candidate(Things(plain), dingen=told) as found:
        made = drafts.made(found)

        assert made
        assert made.document["naam"] == f"test {found.word('made:/dingen')}"


def test_what_cannot_be_found_is_told_and_not_looked_for_elsewhere() -> None:
    def silent(things: Things, request: Request) -> Response:
        keep(things, request)
        response = answer({}, 201)
        response.headers["Location"] = "https://elders.example.nl/dingen/1"
        return response

    with candidate(Things(silent)) as found:
        assert drafts.made(found) is None
        assert not found.ledger.open
        assert found.ledger.left
        assert [type(it) for it in drafts.nothing(found)] == [Obstacle]


def test_what_was_there_before_is_not_taken_for_what_was_made() -> None:
    def collection_itself(things: Things, request: Request) -> Response:
        keep(things, request)
        response = answer([], 201)
        response.headers["Location"] = "/v1/dingen"
        return response

    things = Things(collection_itself)
    with candidate(things) as found:
        assert drafts.made(found) is None
    assert ("DELETE", "/v1/dingen") not in things.seen


def test_a_place_that_shows_something_else_is_somebody_elses() -> None:
    def elsewhere(things: Things, request: Request) -> Response:
        keep(things, request)
        response = answer({}, 201)
        response.headers["Location"] = "/v1/dingen/oud"
        return response

    things = Things(elsewhere)
    things.kept["oud"] = b'{"naam": "Was er al", "soort": "b"}'
    with candidate(things) as found:
        assert drafts.made(found) is None
        assert found.ledger.left
    assert "oud" in things.kept


def test_nothing_is_offered_where_every_post_is_refused_as_none() -> None:
    with candidate(Things(lambda _, __: answer({}, 405))) as found:
        assert drafts.made(found) is None
        assert [type(it) for it in drafts.nothing(found)] == [Absence]


def test_a_refusal_of_the_content_is_an_obstacle() -> None:
    with candidate(Things(lambda _, __: answer({}, 400))) as found:
        assert drafts.another(found, "a") is None
        assert [type(it) for it in drafts.nothing(found)] == [Obstacle]


def test_a_description_without_a_collection_to_write_to_is_an_absence() -> None:
    reading = "\n  /dingen: {get: {responses: {'200': {description: ok}}}}"
    things = Things(plain, reading)
    with candidate(things) as found:
        assert drafts.made(found) is None
        assert [type(it) for it in drafts.nothing(found)] == [Absence]
    assert "POST" not in {method for method, _ in things.seen}


def test_a_post_that_makes_nothing_which_can_be_read_is_left_alone() -> None:
    things = Things(plain, PATHS.partition("  /dingen/{id}")[0])
    with candidate(things) as found:
        assert drafts.made(found) is None
    assert "POST" not in {method for method, _ in things.seen}


def test_a_change_and_a_replacement_keep_to_the_schema() -> None:
    with candidate(Things(plain)) as found:
        made = drafts.made(found)
        assert made
        changed = drafts.change(found, made, "x")

        assert changed
        assert (changed.name, changed.value) == ("naam", found.word("x"))
        assert drafts.spare(made) == ["soort"]
        assert drafts.replacement(made, changed) == (
            {"naam": found.word("x"), "soort": "a"},
            "application/json",
        )


def test_what_is_removed_is_not_removed_again_at_the_end() -> None:
    things = Things(plain)
    with candidate(things) as found:
        made = drafts.another(found, "a")
        assert made
        drafts.remove(found, made)

        assert made.url not in found.ledger.open
    path = made.url.partition("/v1/")[2]
    assert things.seen.count(("DELETE", f"/v1/{path}")) == 1
