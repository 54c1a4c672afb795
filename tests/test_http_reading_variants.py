"""Correct servers that do it otherwise are not accused: of pages, filters, orders, links, dates, JSON, CORS, TLS."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from werkzeug.wrappers import Request, Response

from conformance import data
from conformance.model import Result, Status
from tests import prove

SECTIONS = ("dates", "json", "urls", "links", "cors", "security", "relations")
# What a bare server is lacking, and may: header fields that are a matter of care.
NOT_MEANT = ("http/security/nosniff", "http/security/framing", "http/cors/description-readable")
WANTED = frozenset(
    it.id
    for it in prove.own("http")
    if it.section in SECTIONS and it.checked and it.id not in NOT_MEANT
)
BASE = "/shop/v1"
START = datetime(2024, 5, 1, 22, 30, tzinfo=UTC)
NAMES = ("élan", "Zebra", "apple", "Banana", "éclair", "zoo 10", "zoo 9", "Cherry", "date", "Elder")
Item = dict[str, Any]
Shape = Callable[["Shop", Request, list[Item], int, int], Response]


def items() -> list[Item]:
    """Seventeen things, of which some have no colour and two have one name."""
    return [
        {
            "id": number,
            "name": NAMES[number % len(NAMES)],
            "color": ("red", "green", None)[number % 3],
            "size": 0.1 * number,
            "createdAt": (START + timedelta(hours=7 * number)).isoformat(),
            "day": (START + timedelta(days=number)).date().isoformat(),
        }
        for number in range(17)
    ]


class Shop:
    """A small server: its pages have one of many shapes."""

    base = BASE

    def __init__(self, shape: Shape, **ways: Any) -> None:
        self.shape = shape
        self.ways = ways

    def __call__(self, request: Request) -> Response:
        if request.path == f"{BASE}/openapi.json":
            return answer(described(self.ways))
        if request.path == f"{BASE}/things":
            return self.things(request)
        found = [it for it in items() if request.path == f"{BASE}/things/{it['id']}"]
        return answer(found[0]) if found else answer({"title": "Not found"}, 404)

    def things(self, request: Request) -> Response:
        """The things that are asked for."""
        found = [it for it in items() if self.fits(it, request)]
        order = request.args.get("sort", "")
        if order:
            key, down = order.lstrip("-").replace("_at", "At"), order.startswith("-")
            known = [it for it in found if it[key] is not None]
            known.sort(key=lambda it: self.ways.get("collation", str)(it[key]), reverse=down)
            found = [*known, *(it for it in found if it[key] is None)]
        size = min(int(request.args.get("limit", 5)), self.ways.get("most", 100))
        return self.shape(self, request, found, int(request.args.get("from", 0)), size)

    def fits(self, item: Item, request: Request) -> bool:
        """Whether a thing is asked for."""
        name, since = request.args.get("name"), request.args.get("since")
        if name and not self.ways.get("like", str.__eq__)(item["name"], name):
            return False
        wanted = request.args.getlist("color")
        if wanted and item["color"] not in wanted:
            return False
        return not since or item["createdAt"] > moment(since)


def moment(text: str) -> str:
    return datetime.fromisoformat(text).astimezone(UTC).isoformat()


def described(ways: Mapping[str, Any]) -> Item:
    text = {"type": "string"}
    parameters = {
        "limit": {"type": "integer", "minimum": 1},
        "name": text,
        "color": {"type": "array", "items": text},
        "since": {"type": "string", "format": "date-time"},
        "sort": {"type": "string", "enum": ["name", "-name", "color", "created_at"]},
    }
    thing = {
        "type": "object",
        "properties": {
            "createdAt": {"type": "string", "format": "date-time"},
            "day": {"type": "string", "format": "date"},
        },
    }
    given = [
        {"name": name, "in": "query", "schema": schema}
        for name, schema in parameters.items()
        if name not in ways.get("without", ())
    ]
    one = {"description": "OK", "content": {"application/json": {"schema": thing}}}
    identity = {"name": "id", "in": "path", "required": True, "schema": text}
    get = {"responses": {"200": {"description": "OK"}}, "parameters": given}
    single = {"get": {"responses": {"200": one}, "parameters": [identity]}}
    return {
        "openapi": "3.0.3",
        "info": {"title": "Shop", "version": "1.0.0"},
        "servers": [{"url": BASE}],
        "paths": {"/things": {"get": get}, "/things/{id}": single},
    }


def answer(document: Any, status: int = 200, **headers: str) -> Response:
    content = json.dumps(document, ensure_ascii=False)
    response = Response(content, status, content_type="application/json; charset=utf-8")
    for name, value in headers.items():
        response.headers[name.replace("_", "-")] = value
    return response


def at(request: Request, start: int, *, whole: bool = False) -> str:
    """The URL of the page from an item on, what was asked for beside that kept."""
    kept = [(name, it) for name, it in request.args.items(multi=True) if name != "from"]
    host = request.host_url.rstrip("/") if whole else ""
    return f"{host}{request.path}?{urlencode([*kept, ('from', str(start))])}"


def bare_list(_: Shop, request: Request, found: list[Item], start: int, size: int) -> Response:
    """A list without anything around it; the links and the count are in header fields."""
    links = [f'<{at(request, 0)}>;rel=first;title="a, b; rel=next"']
    if start + size < len(found):
        links.append(f'<{at(request, start + size, whole=True)}>; title="c"; rel="next"')
    if start:
        links.append(f'<{at(request, max(0, start - size))}>; rel="previous"')
    fields = {"Link": ", ".join(links), "X_Total_Count": str(len(found))}
    return answer(found[start : start + size], 200, **fields)


def with_results(_: Shop, request: Request, found: list[Item], start: int, size: int) -> Response:
    """Results with their count, and whole URLs or null."""
    following = at(request, start + size, whole=True) if start + size < len(found) else None
    before = at(request, max(0, start - size), whole=True) if start else None
    shown = found[start : start + size]
    return answer({"count": len(found), "next": following, "previous": before, "results": shown})


def embedded(_: Shop, request: Request, found: list[Item], start: int, size: int) -> Response:
    """What is embedded in HAL, counted beside it."""
    links = {"self": {"href": at(request, start)}, "find": {"href": "/{?q}", "templated": True}}
    if start + size < len(found):
        links["next"] = {"href": at(request, start + size)}
    page = {"size": size, "totalElements": len(found), "number": start // size}
    shown = {"things": found[start : start + size]}
    return answer({"_embedded": shown, "_links": links, "page": page})


def by_cursor(_: Shop, request: Request, found: list[Item], start: int, size: int) -> Response:
    """A cursor leads on, and to an empty page in the end; the count is that of the page."""
    shown = found[start : start + size]
    document = {"value": shown, "count": len(shown)}
    if shown:
        document["@odata.nextLink"] = at(request, start + size)
    return answer(document)


def a_mark_alone(_: Shop, request: Request, found: list[Item], start: int, size: int) -> Response:
    """The next page is a mark, which is no link."""
    shown = found[start : start + size]
    return answer({"things": shown, "next": "b2Zmc2V0", "paging": {"next": 2, "total": len(found)}})


def on_one_page(_: Shop, request: Request, found: list[Item], start: int, size: int) -> Response:
    """Everything is on one page."""
    return answer({"things": found, "links": [{"rel": "self", "href": at(request, start)}]})


def collated(text: str) -> tuple[int, str]:
    return (0, text.casefold())


VARIANTS = {
    "a bare list": Shop(bare_list, collation=collated),
    "results": Shop(with_results),
    "embedded": Shop(embedded, collation=str.lower),
    "cursors": Shop(by_cursor),
    "a mark alone": Shop(a_mark_alone),
    "one page": Shop(on_one_page, without=("limit",)),
    "pages of three at most": Shop(bare_list, most=3),
    "names that are alike": Shop(with_results, like=lambda own, name: name.lower() in own.lower()),
    "names that begin so": Shop(embedded, like=lambda own, name: own.startswith(name)),
}


def judged(app: Any) -> list[Result]:
    with data.fixture_module("apis.http").serve(app) as url:
        return prove.judged(url, WANTED, "1", name="http")


@pytest.mark.parametrize("name", VARIANTS)
def test_a_server_that_gives_its_pages_otherwise_is_not_accused(name: str) -> None:
    wrong = {
        it.requirement.id: it.faults[:1] or it.reason
        for it in judged(VARIANTS[name])
        if it.status in {Status.FAILED, Status.ERRORED}
    }

    assert wrong == {}


def test_what_can_be_told_of_a_small_server_is_told() -> None:
    passed = {
        it.requirement.id.removeprefix("http/")
        for it in judged(VARIANTS["results"])
        if it.status is Status.PASSED
    }

    assert passed >= {
        "dates/declared",
        "dates/offset-given",
        "dates/offsets-understood",
        "json/parseable",
        "links/item-once",
        "links/next-ends",
        "links/prev",
        "relations/count",
        "relations/filter-applied",
        "relations/filter-complete",
        "relations/listed-as-it-is",
        "relations/page-size",
        "relations/pages-partition",
        "relations/stable-order",
        "urls/encoded-letters",
    }
