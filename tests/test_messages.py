"""httplint behind the requirements of profiles/http/fields: what becomes a finding, and that nothing else does."""

import importlib
import pkgutil
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.candidate import oddities
from conformance.candidate.redaction import MARK
from conformance.checks import messages
from conformance.model import Exchange, Finding, Request, Response

ROOT = Path(__file__).resolve().parent.parent
FIELDS = ROOT / "profiles/http/fields"
SYNTAX = ["BAD_SYNTAX", "BAD_SYNTAX_DETAILED"]
# Notes that many fields share: a requirement that names one has to say which field it means.
SHARED = {
    *SYNTAX,
    "BAD_DATE_SYNTAX",
    "DATE_OBSOLETE",
    "PARAM_REPEATS",
    "SINGLE_HEADER_REPEAT",
    "STRUCTURED_FIELD_PARSE_ERROR",
}


def answer(*headers: tuple[str, str], status: int = 200, **more: Any) -> Exchange:
    """An answer with these header fields; `asked` are those of the request."""
    request = Request(
        more.get("method", "GET"), more.get("url", "http://127.0.0.1/"), more.get("asked", ())
    )
    body, odd = more.get("body", b""), more.get("oddities", ())
    return Exchange(request, Response(status, headers=headers, body=body, oddities=odd))


def found(exchange: Exchange, *names: str, about: str = "", **when: Any) -> list[Finding]:
    """The findings of the check with these notes."""
    fields = about.split()
    seen = messages.notes(exchange, names=names, expected="it", about=fields, when=when)
    return [it for it in seen if isinstance(it, Finding)]


@cache
def requirements() -> Mapping[str, Mapping[str, Any]]:
    """The parameters of each requirement on fields, by its name."""
    return {
        file.stem: tomllib.loads(file.read_text("utf-8"))["params"]
        for file in sorted(FIELDS.glob("*.toml"))
    }


@cache
def declared() -> frozenset[str]:
    """The names of all notes that the installed httplint has."""
    package = importlib.import_module("httplint")
    for module in pkgutil.walk_packages(package.__path__, "httplint."):
        importlib.import_module(module.name)
    base = importlib.import_module("httplint.note").Note
    return frozenset(it.__name__ for it in _below(base))


def _below(base: type[Any]) -> Iterator[type[Any]]:
    for each in base.__subclasses__():
        yield each
        yield from _below(each)


def named() -> frozenset[str]:
    """Every name that a requirement gives, without the word behind it."""
    names = (name for it in requirements().values() for name in it["names"])
    return frozenset(name.partition(":")[0] for name in names)


# ── what becomes a finding


def test_a_note_that_is_named_is_an_unmet_finding_with_the_value_and_the_field() -> None:
    (finding,) = found(answer(("ETag", "v42")), *SYNTAX, about="etag")

    assert (finding.met, finding.actual, finding.where) == (False, "v42", "etag")


def test_a_note_that_is_not_named_is_never_a_finding() -> None:
    (finding,) = found(answer(("ETag", "v42")), "ENTITY_TAG_WEAK_CASE", about="etag")

    assert finding.met


def test_a_note_on_another_field_is_not_held_against_this_one() -> None:
    (finding,) = found(answer(("ETag", '"a"'), ("Vary", "a;b")), *SYNTAX, about="etag")

    assert finding.met


def test_without_the_field_there_is_nothing_to_find() -> None:
    assert found(answer(("Vary", "a;b")), *SYNTAX, about="etag") == []


def test_without_an_answer_there_is_nothing_to_find() -> None:
    unanswered = Exchange(Request("GET", "http://127.0.0.1/"), fault="no connection")

    assert messages.lint(unanswered) == ()


def test_a_fault_that_two_notes_tell_is_found_once() -> None:
    exchange = answer(("X-Content-Type-Options", "no"))

    assert len(found(exchange, *SYNTAX, "CONTENT_TYPE_OPTIONS_UNKNOWN")) == 1


def test_each_line_of_a_field_is_found_by_itself() -> None:
    exchange = answer(("Link", "a"), ("Link", "</b>; rel=x"), ("Link", "c"))

    assert [it.actual for it in found(exchange, *SYNTAX, about="link")] == ["a", "c"]


def test_a_note_may_be_named_with_the_parameter_that_it_is_about() -> None:
    exchange = answer(("Link", "</a>; rel=next; hreflang=nl; hreflang=fy"))

    assert [it.met for it in found(exchange, "PARAM_REPEATS:rel", about="link")] == [True]
    assert [it.met for it in found(exchange, "PARAM_REPEATS:hreflang", about="link")] == [False]


def test_a_note_below_another_is_found_too() -> None:
    exchange = answer(("Strict-Transport-Security", "preload"))

    assert not found(exchange, "HSTS_NO_MAX_AGE", about="strict-transport-security")[0].met


def test_an_oddity_of_the_wire_is_named_by_its_words() -> None:
    exchange = answer(oddities=("content follows an answer that has none (HEAD, 200)",))

    assert not found(exchange, "content follows an answer that has none")[0].met


def test_content_where_there_must_be_none_is_seen() -> None:
    (finding,) = found(answer(status=205, body=b"done"), "CONTENT_NOT_ALLOWED", status=[205])

    assert (finding.met, finding.actual) == (False, "content not allowed")


def test_a_long_value_is_cut() -> None:
    (finding,) = found(answer(("ETag", "v" * 500)), *SYNTAX, about="etag")

    assert len(finding.actual) <= 120


# ── what is left out


def test_a_field_from_which_a_secret_was_taken_is_not_looked_at() -> None:
    exchange = answer(("Location", f"/a?token={MARK}"), status=201)

    assert found(exchange, *SYNTAX, about="location") == []
    assert all(it.field != "location" for it in messages.lint(exchange))


@pytest.mark.parametrize(
    ("when", "exchange"),
    [
        ({"status": [206]}, answer()),
        ({"scheme": "http"}, answer(url="https://127.0.0.1/")),
        ({"asked": "range"}, answer(asked=(("Accept", "*/*"),))),
        ({"beside": "date"}, answer(("ETag", '"a"'))),
        ({"spared": ["text/html"]}, answer(("Content-Type", "text/html; charset=utf-8"))),
    ],
)
def test_a_clause_with_a_condition_looks_at_no_other_answer(
    when: dict[str, Any], exchange: Exchange
) -> None:
    assert found(exchange, "DATE_CLOCKLESS", **when) == []


@pytest.mark.parametrize(
    ("when", "exchange"),
    [
        ({"status": [200, 206]}, answer()),
        ({"scheme": "http"}, answer()),
        ({"asked": "range"}, answer(asked=(("Range", "bytes=0-1"),))),
        ({"beside": "etag"}, answer(("ETag", '"a"'))),
        ({"spared": ["text/html"]}, answer(("Content-Type", "text/plain"))),
    ],
)
def test_a_clause_with_a_condition_looks_where_it_holds(
    when: dict[str, Any], exchange: Exchange
) -> None:
    assert [it.met for it in found(exchange, "DATE_CLOCKLESS", **when)] == [False]


def test_a_field_may_have_to_hold_a_text_to_be_looked_at() -> None:
    plain = answer(("Link", "</a>; rel=next"))
    extended = answer(("Link", "</a>; rel=next; title*=UTF-8''a"))

    assert found(plain, "PARAM_STAR_ERROR", about="link", holding="*=") == []
    assert found(extended, "PARAM_STAR_ERROR", about="link", holding="*=")[0].met


# ── no false alarm


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Accept-Patch", "application/merge-patch+json,application/json-patch+json; charset=utf-8"),
        ("Accept-Ranges", "bytes, items"),
        ("Access-Control-Allow-Headers", "*"),
        ("Access-Control-Allow-Methods", ""),
        ("Access-Control-Allow-Origin", "https://xn--caf-dma.example:8443"),
        ("Access-Control-Expose-Headers", "ETag,,Link ,"),
        ("Allow", ""),
        ("Alt-Svc", 'h3=":443"; ma=2592000; persist=1, h3-29=":443"; ma=2592000'),
        ("Cache-Control", "public, max-age=0, s-maxage=10"),
        ("Cache-Control", 'private="Set-Cookie, X-A", no-cache=Set-Cookie, extension="a=b;c"'),
        ("Cache-Control", "max-age=31536000, immutable, stale-if-error=86400"),
        ("Cache-Status", "ExampleCache; hit; ttl=376; detail=MEMORY, OriginCache;fwd=stale"),
        ("CDN-Cache-Control", "max-age=60, no-cache, extension=token"),
        ("Content-Disposition", "attachment;filename=a.pdf;filename*=utf-8'nl'%e2%82%ac.pdf"),
        ("Content-Disposition", 'form-data; name="a"; filename="a\\"b.txt"'),
        ("Content-Language", "nl-BE, x-klingon, de-DE-1996"),
        ("Content-Location", "//example.org/a;b=c?d=e/f?g"),
        ("Content-Type", 'multipart/form-data; boundary="----a=b;c"'),
        ("Content-Type", "application/vnd.oai.openapi+json;version=3.0"),
        ("Content-Type", "text/html; charset=UTF-8;"),
        ("Content-Type", 'application/vnd.example.v1+json; profile="http://example.org/"'),
        ("Date", "Sun, 06 Nov 1994 08:49:37 GMT"),
        ("Date", "Thu, 29 Feb 2024 23:59:60 GMT"),
        ("ETag", '"xyzzy/W/1:2,{}#"'),
        ("ETag", 'W/""'),
        ("Link", '<https://example.org/%7Ba%7D?b=(c,d);e>;rel=next,</f>;rel="prev last"'),
        ("Link", '<#a>; rel="describedby"; type="application/json;v=1"; anchor="/b"'),
        ("Link", '<urn:x:y>; rel=item; title="a; b, c"; crossorigin'),
        ("Link", ""),
        ("Location", "?page=2#a"),
        ("Location", "https://user@[2001:db8::1]:8443/a;b/c@d:e"),
        ("Retry-After", "0"),
        ("Server", "Apache/2.4.6 (CentOS; a (nested)) OpenSSL/1.0.2k-fips"),
        ("Server", "BaseHTTP/0.6 Python/3.11.7"),
        ("Server", "Microsoft-HTTPAPI/2.0"),
        ("Strict-Transport-Security", "max-age=63072000;includeSubdomains ; preload;"),
        ("Vary", "Accept,Accept-Encoding , ,Origin"),
        ("Via", "1.1 varnish (Varnish/6.0), 2 google, HTTP/1.1 [::1]:80"),
        ("WWW-Authenticate", 'Basic realm="a, b", charset="UTF-8", Negotiate abc==, Bearer'),
        ("WWW-Authenticate", 'Bearer realm=api, scope="a b", error = "x"'),
        ("X-Frame-Options", "sameorigin"),
    ],
)
def test_a_right_value_is_not_accused_by_any_requirement(name: str, value: str) -> None:
    exchange = answer((name, value), url="https://127.0.0.1/")
    accused = [
        requirement
        for requirement, params in requirements().items()
        if any(isinstance(it, Finding) and not it.met for it in messages.notes(exchange, **params))
    ]

    assert accused == []


def test_a_clock_that_differs_from_ours_is_not_accused() -> None:
    exchange = answer(("Date", "Sun, 06 Nov 1994 08:49:37 GMT"), ("Age", "5"))

    assert all(it.name not in {"DATE_INCORRECT", "AGE_PENALTY"} for it in messages.lint(exchange))


def test_a_part_of_several_parts_needs_no_content_range() -> None:
    params = requirements()["partial-content"]
    exchange = answer(("Content-Type", "multipart/byteranges; boundary=a"), status=206)

    assert list(messages.notes(exchange, **params)) == []


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                sorted({name for it in requirements().values() for name in it.get("about", ())})
            ),
            st.text(st.characters(max_codepoint=0xFF), max_size=60),
        ),
        max_size=4,
    ),
    st.sampled_from([200, 204, 206, 304, 405, 416, 999]),
)
@settings(max_examples=150, deadline=None, database=None)
def test_no_value_whatever_breaks_the_check(headers: list[tuple[str, str]], status: int) -> None:
    exchange = answer(*headers, status=status)

    assert all(isinstance(it, messages.Note) for it in messages.lint(exchange))


# ── the mapping is whole


def test_every_note_of_the_installed_httplint_is_a_requirement_or_ignored_with_a_reason() -> None:
    ignored = tomllib.loads((ROOT / "tests/httplint_ignored.toml").read_text("utf-8"))

    assert declared() - named() - ignored.keys() == set()
    assert ignored.keys() - declared() == set(), "httplint does not know these"
    assert named() & ignored.keys() == set(), "both"
    assert all(reason.strip() for reason in ignored.values())


def test_every_name_in_a_requirement_is_a_note_or_an_oddity() -> None:
    code = Path(oddities.__file__).read_text("utf-8")
    unknown = {name for name in named() - declared() if f'"{name}' not in code}

    assert unknown == set()


def test_a_requirement_that_names_a_note_of_many_fields_names_its_fields() -> None:
    unbounded = [
        name
        for name, params in requirements().items()
        if SHARED & set(params["names"]) and not params.get("about")
    ]

    assert unbounded == []
