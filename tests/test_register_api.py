"""The reference API of HTTP and of the Dutch design rules, read over a socket; no answer leaves its description."""

import base64
import gzip
import hashlib
import re
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.register_client import (
    BASE,
    GEO,
    PALACE,
    PROBLEM,
    TOKEN,
    Client,
    register,
)

READ = (
    "",
    "/",
    "/gebouwen",
    PALACE,
    f"{PALACE}/verdiepingen",
    f"{PALACE}/verdiepingen/0",
    f"{PALACE}/tekening",
    "/panden",
    "/crss",
    "/collections",
    "/openapi.json",
    "/openapi.yaml",
)
REFUSED = {
    "/gebouwen/9": 404,
    "/niets": 404,
    "/gebouwen?page=0": 400,
    "/eigenaren": 401,
}


@pytest.fixture(scope="module")
def reg() -> Iterator[Client]:
    """A register that is only read."""
    with register() as client:
        yield client


# Every answer.


def test_every_answer_wears_the_same_headers(reg: Client) -> None:
    answers = [reg.get(path) for path in (*READ, *REFUSED)]
    answers += [reg("FOO", "/gebouwen"), reg("PUT", "/gebouwen"), reg("OPTIONS", "/gebouwen")]

    for answer in answers:
        headers = answer.headers
        assert headers["API-Version"] == "1.4.2" == reg.description["info"]["version"]
        assert headers["Content-Security-Policy"] == "frame-ancestors 'none'"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["RateLimit"] == '"standaard";r=99;t=60'
        assert headers["Cache-Control"] in {"no-cache", "no-store"}
        assert not {"server", "x-powered-by", "set-cookie", "strict-transport-security"} & set(
            headers
        )


def test_the_date_is_now(reg: Client) -> None:
    value = reg.get("").headers["Date"]

    assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", value)
    assert abs(parsedate_to_datetime(value) - datetime.now(UTC)) < timedelta(seconds=30)


def test_the_same_get_gives_the_same_bytes_and_headers_but_for_the_date(reg: Client) -> None:
    for path in (*READ, *REFUSED):
        first, second = reg.get(path), reg.get(path)
        assert first.content == second.content
        assert _steady(first) == _steady(second)


def _steady(response: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name != "date"}


def test_head_says_what_get_says_without_content(reg: Client) -> None:
    for path in (*READ, *REFUSED):
        got, headed = reg.get(path), reg("HEAD", path)
        assert headed.status_code == got.status_code
        assert headed.content == b""
        assert {**_steady(got), "content-digest": ""} == {**_steady(headed), "content-digest": ""}


def test_every_link_below_the_base_leads_to_an_answer(reg: Client) -> None:
    seen: set[str] = set()
    waiting = {BASE}
    while waiting:
        path = waiting.pop()
        seen.add(path)
        response = reg("GET", path.removeprefix(BASE), headers=TOKEN)
        assert response.status_code == 200, path
        if response.headers["Content-Type"] == "application/json" and "openapi" not in path:
            waiting |= set(_hrefs(response.json())) - seen

    assert len(seen) > 80


def _hrefs(value: Any) -> Iterator[str]:
    for item in value.values() if isinstance(value, dict) else value:
        if isinstance(item, dict | list):
            yield from _hrefs(item)
    if isinstance(value, dict) and str(value.get("href", "")).startswith(BASE):
        yield value["href"]


# Refusals.


def test_a_refusal_is_a_problem_with_the_status_of_the_answer(reg: Client) -> None:
    for path, status in REFUSED.items():
        response = reg.get(path)
        problem = response.json()
        assert response.headers["Content-Type"] == PROBLEM
        assert response.headers["Cache-Control"] == "no-store"
        assert problem["status"] == response.status_code == status
        assert problem["title"]
        assert problem["detail"]


def test_other_spellings_of_an_address_are_nothing(reg: Client) -> None:
    for path in (
        "//",
        "/gebouwen/",
        "//gebouwen",
        "/Gebouwen",
        "/crss/",
        f"{PALACE}/",
        "/gebouwen.json",
    ):
        assert reg.get(path).status_code == 404, path
    assert reg.http.get(f"{reg.host}/{BASE}/gebouwen").status_code == 404
    assert reg.http.get(reg.host).headers["Content-Type"] == PROBLEM


def test_a_known_method_is_405_with_allow_and_an_unknown_one_501(reg: Client) -> None:
    for method in ("PUT", "PATCH", "DELETE", "TRACE"):
        response = reg(method, "/gebouwen")
        assert response.status_code == 405
        assert response.headers["Allow"] == "GET, HEAD, POST, OPTIONS"
    assert reg("GET", "/gebouwen/_zoek").headers["Allow"] == "POST, OPTIONS"
    assert reg("FOO", "/gebouwen").status_code == 501


def test_everything_wrong_with_a_query_is_said_at_once(reg: Client) -> None:
    query = "page=0&pageSize=51&status=kapot&bouwjaarVanaf=x&gewijzigdVanaf=gisteren"
    query += "&sorteer=prijs&bbox=1,2&crs=RD&foo=1"

    assert reg.faults(reg.get(f"/gebouwen?{query}")) == {
        part.partition("=")[0] for part in query.split("&")
    }


@pytest.mark.parametrize("query", ["page=1&page=2", "page", "page=1.5", "page=%ff", "Page=1", "=1"])
def test_a_query_that_cannot_be_read_is_refused(reg: Client, query: str) -> None:
    assert reg.get(f"/gebouwen?{query}").status_code == 400


def test_a_request_without_host_is_refused(reg: Client) -> None:
    place = urlsplit(reg.url)
    with socket.create_connection((place.hostname, place.port), timeout=5) as connection:
        connection.sendall(f"GET {BASE} HTTP/1.1\r\nConnection: close\r\n\r\n".encode())
        assert connection.recv(1000).startswith(b"HTTP/1.1 400 ")


def test_options_for_the_whole_server_is_answered(reg: Client) -> None:
    place = urlsplit(reg.url)
    with socket.create_connection((place.hostname, place.port), timeout=5) as connection:
        connection.sendall(b"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert connection.recv(1000).startswith(b"HTTP/1.1 204 ")


# The collection.


def test_pages_follow_each_other_without_gaps_or_doubles(reg: Client) -> None:
    found, path, sizes = [], "/gebouwen?pageSize=5&page=1", []
    while path:
        response = reg.get(path)
        page = response.json()["gebouwen"]
        found += [building["identificatie"] for building in page]
        sizes.append(len(page))
        target = response.links.get("next", {}).get("url", "")
        assert target == response.json()["_links"].get("next", {}).get("href", "")
        path = target.removeprefix(BASE)

    assert sizes == [5, 5, 5, 5, 3]
    assert len(set(found)) == len(found) == reg.get("/gebouwen").json()["totaal"] == 23


def test_page_links_keep_the_rest_of_the_query(reg: Client) -> None:
    links = reg.get("/gebouwen?status=in-gebruik&pageSize=4&page=2").links

    assert set(links) == {"first", "prev", "next", "last"}
    for link in links.values():
        assert "status=in-gebruik" in link["url"]
        assert "pageSize=4" in link["url"]


def test_a_page_past_the_last_is_empty_and_leads_back(reg: Client) -> None:
    response = reg.get("/gebouwen?page=99")

    assert response.json()["gebouwen"] == []
    assert "page=3&" in response.links["prev"]["url"]
    assert "next" not in response.links


def test_filters_and_order_do_what_they_say(reg: Client) -> None:
    assert reg.names("/gebouwen?status=gesloopt") == ["Koepelgevangenis van Haarlem"]
    assert set(reg.names("/gebouwen?bouwjaarVanaf=2000")) == {
        "Bibliotheek aan het Weerwater",
        "Woontoren De Horizon",
    }
    assert reg.names("/gebouwen?sorteer=bouwjaar")[0] == "Sint-Servaasbasiliek"
    assert reg.names("/gebouwen?sorteer=-bouwjaar")[0] == "Bibliotheek aan het Weerwater"
    by_name = reg.names("/gebouwen?sorteer=naam&pageSize=50")
    assert by_name == sorted(by_name, key=str.casefold)
    assert reg.names("/gebouwen?sorteer=-naam&pageSize=50") == by_name[::-1]


@pytest.mark.parametrize(
    "moment", ["2025-06-01T12:00:00Z", "2025-06-01T13:00:00%2B01:00", "2025-06-01T07:00:00.0-05:00"]
)
def test_one_instant_gives_one_answer_whatever_its_offset(reg: Client, moment: str) -> None:
    names = reg.names(f"/gebouwen?gewijzigdVanaf={moment}&pageSize=50")

    assert 0 < len(names) < 23
    assert names == reg.names("/gebouwen?gewijzigdVanaf=2025-06-01T12:00:00Z&pageSize=50")


@pytest.mark.parametrize(
    "moment",
    ["2025-06-01", "2025-06-01T12:00:00", "2025-06-01t12:00:00z", "2025-06-01T12:00:00-00:00"],
)
def test_what_is_no_exact_instant_is_refused(reg: Client, moment: str) -> None:
    assert reg.faults(reg.get(f"/gebouwen?gewijzigdVanaf={moment}")) == {"gewijzigdVanaf"}


# Negotiation.


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        ("application/json", "application/json"),
        (GEO, GEO),
        ("application/*;q=0.5, application/geo+json", GEO),
        ("application/json;q=0.1, */*;q=0.9", GEO),
        ("text/html, */*;q=0.1", "application/json"),
    ],
)
def test_the_media_type_is_the_one_that_the_client_likes_best(
    reg: Client, accept: str, given: str
) -> None:
    response = reg.get(PALACE, Accept=accept)

    assert response.headers["Content-Type"] == given
    assert "Accept" in response.headers["Vary"].split(", ")


def test_what_cannot_be_given_is_406(reg: Client) -> None:
    for accept in ("text/html", "application/json;q=0, application/xml", PROBLEM):
        assert reg.get("/gebouwen", Accept=accept).status_code == 406
    assert reg.get("/gebouwen", Accept_Encoding="br, identity;q=0").status_code == 406
    assert reg.get(f"{PALACE}/tekening", Accept="application/json").status_code == 406
    assert reg.get("/openapi.json", Accept="text/html").status_code == 200


def test_gzip_is_given_when_asked_under_a_tag_of_its_own(reg: Client) -> None:
    plain = reg.get("/gebouwen")
    with reg.http.stream(
        "GET", f"{reg.url}/gebouwen", headers={"Accept-Encoding": "gzip"}
    ) as coded:
        content = b"".join(coded.iter_raw())

    assert coded.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(content) == plain.content
    assert int(coded.headers["Content-Length"]) == len(content) < len(plain.content)
    assert coded.headers["ETag"] != plain.headers["ETag"]
    assert coded.headers["Vary"] == plain.headers["Vary"] == "Accept, Accept-Encoding"


# Conditions.


def test_whoever_has_it_is_told_so_and_gets_no_content(reg: Client) -> None:
    known = reg.get(PALACE).headers
    for asked in (
        {"If-None-Match": known["ETag"]},
        {"If-None-Match": f'"x", W/{known["ETag"]}'},
        {"If-None-Match": "*"},
        {"If-Modified-Since": known["Last-Modified"]},
        {"If-None-Match": known["ETag"], "If-Modified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"},
    ):
        response = reg.get(PALACE, **asked)
        assert response.status_code == 304, asked
        assert response.content == b""
        assert {"ETag", "Date", "Vary", "Cache-Control"} <= {
            it.title().replace("Etag", "ETag") for it in response.headers
        }
        assert "Content-Type" not in response.headers


def test_whoever_has_something_else_gets_it_whole(reg: Client) -> None:
    known = reg.get(PALACE).headers
    for asked in (
        {"If-None-Match": '"x"', "If-Modified-Since": known["Last-Modified"]},
        {"If-Modified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"},
        {"If-Modified-Since": "gisteren"},
        {"If-Match": known["ETag"]},
        {"If-None-Match": known["ETag"], "Accept": GEO},
    ):
        assert reg.get(PALACE, **asked).status_code == 200, asked


def test_a_condition_that_fails_is_412(reg: Client) -> None:
    for asked in (
        {"If-Match": '"x"'},
        {"If-Match": f"W/{reg.get(PALACE).headers['ETag']}"},
        {"If-Unmodified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"},
    ):
        assert reg.get(PALACE, **asked).status_code == 412, asked
    assert reg.get("/gebouwen/9", If_Match="*").status_code == 404


# Parts.


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("bytes=0-9", 0, 10),
        ("bytes=4970-", 4970, 4974),
        ("bytes=-5", 4969, 4974),
        ("bytes=0-99999", 0, 4974),
    ],
)
def test_a_part_is_given_with_digests_of_both(
    reg: Client, asked: str, start: int, stop: int
) -> None:
    whole = reg.get(f"{PALACE}/tekening")
    part = reg.get(f"{PALACE}/tekening", Range=asked)

    assert part.status_code == 206
    assert part.content == whole.content[start:stop]
    assert part.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{len(whole.content)}"
    assert part.headers["ETag"] == whole.headers["ETag"]
    assert part.headers["Repr-Digest"] == whole.headers["Repr-Digest"] == _digest(whole.content)
    assert part.headers["Content-Digest"] == _digest(part.content)
    assert whole.headers["Accept-Ranges"] == "bytes"


def _digest(content: bytes) -> str:
    return f"sha-256=:{base64.b64encode(hashlib.sha256(content).digest()).decode()}:"


def test_a_part_that_is_not_there_is_416_and_one_that_makes_no_sense_is_ignored(
    reg: Client,
) -> None:
    for asked in ("bytes=4974-", "bytes=-0"):
        response = reg.get(f"{PALACE}/tekening", Range=asked)
        assert response.status_code == 416
        assert response.headers["Content-Range"] == "bytes */4974"
    for asked in ("bytes=9-5", "regels=1-2", "bytes=0-1,3-4", "bytes=x"):
        assert reg.get(f"{PALACE}/tekening", Range=asked).status_code == 200


def test_if_range_gives_a_part_only_of_the_same_thing(reg: Client) -> None:
    known = reg.get(f"{PALACE}/tekening").headers
    statuses = {
        value: reg.get(f"{PALACE}/tekening", Range="bytes=0-1", If_Range=value).status_code
        for value in (
            known["ETag"],
            known["Last-Modified"],
            '"x"',
            f"W/{known['ETag']}",
            "gisteren",
        )
    }

    assert list(statuses.values()) == [206, 206, 200, 200, 200]
