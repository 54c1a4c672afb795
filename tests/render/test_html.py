"""report.html says what the record says, in the order in which it matters, and runs and loads nothing."""

from dataclasses import replace
from pathlib import Path

import pytest

from conformance.errors import UsageError
from conformance.model import Exchange, Request, Result, Status
from conformance.record import Record
from conformance.render import curl, html
from tests.render import page, samples
from tests.render.page import Node


@pytest.fixture
def report(sample_record: Record) -> Node:
    """The report of the sample record."""
    return page.read(html.render(sample_record))


@pytest.fixture
def fault(report: Node) -> Node:
    """The article about the broken must."""
    return report.by_id("json-api/document/failed")


def sections(report: Node) -> list[str]:
    """The ids of the headings of the second level, in the order of the page."""
    return [it.attributes["id"] for it in report.all("h2")]


def test_the_report_goes_from_the_verdict_to_the_evidence(report: Node) -> None:
    assert sections(report) == [
        "verdict", "about", "scope", "failed", "unknown", "advice", "outside", "passed",
        "inapplicable", "review", "all", "exchanges",
    ]  # fmt: skip


def test_the_verdict_stands_first_in_words_with_what_it_means(report: Node) -> None:
    text = report.all("main")[0].all("section")[0].text

    assert text.startswith("✗ not conformant 1 of the 9 mandatory clauses")
    assert "One broken mandatory clause is enough for this verdict." in text
    assert "Next step: mend what is listed under “What failed”" in text


def test_the_statement_is_self_tested_and_no_certificate(report: Node) -> None:
    assert "Conformance statement, self-tested" in report.all("header")[0].text
    assert "certified" not in report.text.lower()


def test_no_percentage_is_in_the_report(sample_record: Record) -> None:
    text = page.read(html.render(sample_record)).all("main")[0].text

    assert "%" not in text.replace("%5B%5D", "")


@pytest.mark.parametrize(
    "fact",
    [
        "Candidate Blog", "Vendor Acme", "Version 2.3", f"Address {samples.BASE}",
        "Standard JSON:API 1.1", "Profile json-api, revision 1",
        f"Digest of the profile {samples.HEADER['profile']['digest']}",
        "Started 2026-11-24 08:00:00 UTC", "Ended 2026-11-24 08:00:09 UTC", "Requests sent 212",
        "Suite conformance 0.1.0", "Seed 7",
        "Mode observe: only requests that change nothing",
        "Notes the clock of the candidate is 2 seconds behind",
    ],
)  # fmt: skip
def test_the_report_says_what_was_judged_when_and_how(fact: str, report: Node) -> None:
    facts = [
        " ".join(each.text for each in it.all("dt", "dd")) for it in report.all("dl")[0].all("div")
    ]

    assert fact in facts


def test_the_scope_names_the_claimed_classes_and_the_verdict_of_each(report: Node) -> None:
    rows = [[it.text for it in row.all("th", "td")] for row in report.all("table")[0].all("tr")[1:]]

    assert rows == [
        [
            "core-read Reading: documents and fetching.",
            "yes",
            (
                "✗ not conformant passed: 2, failed: 2, inapplicable: 1, blocked: 1, "
                "inconclusive: 1, errored: 1, waived: 1"
            ),
        ],
        ["sorting Sorting: an order of the client's choice.", "no", "✗ not conformant failed: 1"],
        [
            "core-write Writing: create, update, delete.",
            "yes",
            "? not established untested: 2, review: 1",
        ],
    ]


def test_a_fault_has_everything_that_is_needed_to_mend_it(fault: Node) -> None:
    links = [it.attributes["href"] for it in fault.all("a")]

    assert fault.all("h3")[0].text == "✗ failed: The server keeps document/failed."
    assert "json-api/document/failed" in fault.text
    assert "Level: must" in fault.text
    assert "https://jsonapi.org/format/1.1/#document-top-level" in links
    assert "How to mend it Mend document/failed." in " ".join(
        it.text for it in fault.all("h4", "p")
    )


def test_expected_and_actual_stand_side_by_side_with_where(fault: Node) -> None:
    first, *others = [
        [cell.text for cell in row.all("td")] for row in fault.all("tbody")[0].all("tr")
    ]

    assert first == [
        "an object",
        "<script>alert('x')</script> & [U+001B][31m[U+D800]",
        "GET /api/hostile?a=%5B%5D, 200 at /data/0 and 2 more like it",
    ]
    assert len(others) == 3
    assert "42 findings in all; the record keeps 6." in fault.text


def test_a_fault_shows_the_request_the_answer_and_the_line_that_repeats_them(
    fault: Node, sample_record: Record
) -> None:
    shown = fault.all("details")[0].text
    hostile = next(it for it in sample_record.exchanges.values() if "hostile" in it.target)

    assert "GET /api/hostile?a=%5B%5D" in shown
    assert "Authorization: Bearer [redacted]" in shown
    assert "HTTP/1.1 200 OK" in shown
    assert curl.line(hostile) in [it.text for it in fault.all("pre")]
    assert "set AUTHORIZATION in your shell" in fault.text


def test_what_is_not_established_has_its_reason_and_the_next_step(report: Node) -> None:
    text = next(it for it in report.all("section") if "unknown" in it.attributes.values()).text

    assert "○ untested: 2 requirements (keeps the verdict open)" in text
    assert "Reason: needs --allow writes" in text
    assert "Next step: This was left out of the run." in text
    assert "This is a fault of the suite, not of the candidate." in text


def test_advice_is_never_called_a_failure(report: Node) -> None:
    advice = report.by_id("json-api/document/advice")

    assert advice.all("h3")[0].text.startswith("△ not followed (advice): ")


def test_what_passed_says_what_was_looked_at_with_one_exchange_that_shows_it(report: Node) -> None:
    cells = [it.text for it in report.by_id("json-api/document/passed").all("th", "td")]

    assert cells[1:] == ["12 times: an object", "GET /api/articles, 200"]


def test_what_a_person_has_to_judge_says_why(report: Node) -> None:
    assert "Intent cannot be measured." in report.by_id("json-api/create/review").text


def test_every_requirement_stands_in_the_table_of_all(report: Node, sample_record: Record) -> None:
    table = next(it for it in report.all("table") if "all" in it.classes)
    rows = [[it.text for it in row.all("th", "td")] for row in table.all("tr")]

    assert [row[0] for row in rows if len(row) == 3][1:] == [
        it.requirement.id for it in sample_record.results
    ]
    assert ["json-api/create/untested", "must", "○ untested"] in rows
    assert [row[0] for row in rows if len(row) == 1] == [
        "The document", "Sorting", "Creating resources",
    ]  # fmt: skip


def test_every_link_inside_the_page_leads_somewhere(report: Node) -> None:
    ids = [it.attributes["id"] for it in report.walk() if "id" in it.attributes]
    inside = [
        it.attributes["href"][1:] for it in report.all("a") if it.attributes["href"].startswith("#")
    ]

    assert len(inside) > 30
    assert set(inside) <= set(ids)


def test_every_reference_between_elements_is_kept(report: Node) -> None:
    ids = {it.attributes.get("id") for it in report.walk()}
    named = [
        it.attributes["aria-labelledby"]
        for it in report.walk()
        if "aria-labelledby" in it.attributes
    ]

    assert len(named) > 10
    assert set(named) <= ids


# -- nothing runs, nothing is loaded -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_page_runs_nothing_and_loads_nothing(language: str, sample_record: Record) -> None:
    report = page.read(html.render(sample_record, language))
    style = report.all("style")[0].text

    assert not report.all(
        "script", "link", "img", "iframe", "object", "embed", "form", "base", "svg"
    )
    assert not [it for it in report.walk() if any(name.startswith("on") for name in it.attributes)]
    assert not [it for it in report.walk() if {"src", "srcset", "style"} & it.attributes.keys()]
    assert "url(" not in style
    assert "@import" not in style


def test_the_page_forbids_itself_to_load_anything(report: Node) -> None:
    policies = [
        it.attributes["content"]
        for it in report.all("meta")
        if it.attributes.get("http-equiv") == "Content-Security-Policy"
    ]

    assert policies[0].startswith("default-src 'none'; style-src 'unsafe-inline'")


def test_markup_of_a_candidate_stays_text(sample_record: Record) -> None:
    source = html.render(sample_record)

    assert samples.SCRIPT not in source
    assert "&lt;script&gt;" in source


def test_a_link_that_is_no_web_address_is_only_text(tmp_path: Path) -> None:
    requirement = samples.requirement("a/b", source="javascript:alert(1)")
    finding = samples.unmet(samples.exchange())
    results = [Result(requirement, Status.FAILED, "", (finding,), 0, 1)]
    header = {"profile": {**samples.HEADER["profile"], "source": "javascript:alert(2)"}}
    report = page.read(html.render(samples.written(tmp_path, results, header)))

    assert not [it for it in report.all("a") if "javascript" in it.attributes["href"]]
    assert "javascript:alert(1)" in report.text


def test_a_candidate_with_a_hostile_name_changes_nothing(tmp_path: Path) -> None:
    hostile = "</title></style><script>alert(1)</script>\x1b"
    candidate = dict.fromkeys(("name", "vendor", "version", "url"), hostile)
    report = page.read(
        html.render(samples.written(tmp_path, [samples.passed()], {"candidate": candidate}))
    )

    assert not report.all("script")
    assert "<script>alert(1)</script>[U+001B]" in report.all("title")[0].text


def test_a_body_that_is_no_text_is_described(report: Node) -> None:
    assert "Content that is no text, 1032 bytes" in report.text
    assert "8950 4e47" in report.text


def test_a_long_body_is_cut_and_says_so(report: Node, sample_record: Record) -> None:
    assert "This is a part; the record holds more." in report.text
    assert len(html.render(sample_record)) < 100_000


def test_the_place_that_a_finding_points_at_is_marked_in_the_answer(tmp_path: Path) -> None:
    seen = samples.exchange(body=b'{"data": [{"id": 7}, {"id": 8}]}')
    findings = (samples.unmet(seen, "a number", "/data/1/id"),)
    results = [Result(samples.requirement("a/b"), Status.FAILED, "", findings, 0, 1)]
    report = page.read(html.render(samples.written(tmp_path, results)))

    assert [it.text for it in report.by_id("json-api/a/b").all("mark")] == ['"id": 8']


def test_a_body_that_was_cut_at_the_limit_says_so(report: Node) -> None:
    assert "This content was cut at a limit" in report.text
    assert "What an ordinary client does not show: a body on a 204" in report.text


def test_an_exchange_without_an_answer_says_why(report: Node) -> None:
    assert "No answer: no answer within 10 seconds" in report.text


# -- the other records -------------------------------------------------------------------------------------------------


def test_a_conformant_record_says_what_that_means_and_shows_no_fault(
    conformant_record: Record,
) -> None:
    report = page.read(html.render(conformant_record))

    assert "All 2 mandatory clauses that apply to this candidate are kept." in report.text
    assert "and for nothing else" in report.text
    assert not report.all("article")


def test_a_run_that_was_broken_off_says_so_and_is_never_conformant(
    interrupted_record: Record,
) -> None:
    report = page.read(html.render(interrupted_record))

    assert "broken off" in report.text
    assert "conformant" not in {
        it for node in report.walk() for it in node.classes if "mark" in node.classes
    }


def test_a_selection_is_named(tmp_path: Path) -> None:
    found = samples.written(tmp_path, [samples.passed()], {"selected": ["sort", "fields"]})

    assert "only sort and fields" in page.read(html.render(found)).text


def test_a_record_without_claims_says_that_the_verdict_is_about_all(sample_record: Record) -> None:
    found = samples.with_claims(sample_record)

    assert "the verdict is about all of them" in page.read(html.render(found)).text


def test_a_candidate_of_which_little_is_known_has_no_empty_facts(tmp_path: Path) -> None:
    candidate = {"name": "x", "vendor": "", "version": "", "url": samples.BASE}
    found = samples.written(tmp_path, [samples.passed()], {"candidate": candidate})
    report = page.read(html.render(replace(found, closing={})))

    assert all(it.text for it in report.all("dd"))
    assert "Vendor" not in report.text


# -- languages ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def dutch(sample_record: Record) -> Node:
    """The report in Dutch."""
    return page.read(html.render(sample_record, "nl"))


def test_the_dutch_report_is_dutch(dutch: Node) -> None:
    assert dutch.all("html")[0].attributes["lang"] == "nl"
    assert dutch.all("h1")[0].text == "Conformiteitsrapport: Blog"
    assert "De server houdt zich aan document/failed." in dutch.text


def test_what_the_suite_found_is_marked_as_english_in_the_dutch_report(dutch: Node) -> None:
    cells = [it for it in dutch.all("td") if "expected" in it.classes]

    assert cells
    assert all(it.all("span")[0].attributes["lang"] == "en" for it in cells)


def test_the_review_of_a_requirement_is_in_the_language_of_the_report(dutch: Node) -> None:
    assert "Bedoeling is niet te meten." in dutch.by_id("json-api/create/review").text


def test_a_statement_without_a_translation_is_marked(tmp_path: Path) -> None:
    result = samples.passed(statement={"en": "Only English."})
    report = page.read(html.render(samples.written(tmp_path, [result]), "nl"))
    [marked] = [it for it in report.all("span") if it.text == "Only English."]

    assert marked.attributes["lang"] == "en"


def test_the_english_report_marks_no_language_but_its_own(report: Node) -> None:
    assert [it.attributes["lang"] for it in report.walk() if "lang" in it.attributes] == ["en"]


def test_a_language_without_texts_is_refused(sample_record: Record) -> None:
    with pytest.raises(UsageError, match="no texts in language"):
        html.render(sample_record, "xx")


def test_a_request_with_a_body_is_shown_with_it(tmp_path: Path) -> None:
    seen = samples.exchange()
    request = Request("POST", f"{samples.BASE}/articles", seen.request.headers, b'{"data": 1}')
    finding = samples.unmet(Exchange(request, seen.response))
    results = [Result(samples.requirement("a/b"), Status.FAILED, "", (finding,), 0, 1)]
    report = page.read(html.render(samples.written(tmp_path, results)))

    assert '{"data": 1}' in [it.text for it in report.all("pre")]
