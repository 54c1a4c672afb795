"""report.md is short whatever the record holds, and nothing of a candidate becomes markup in it."""

from dataclasses import replace
from pathlib import Path

import pytest

from conformance.model import Result, Status
from conformance.record import Record
from conformance.render import markdown
from tests.render import samples


def rows(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("| ")][1:]


def test_the_verdict_is_the_heading(sample_record: Record) -> None:
    text = markdown.render(sample_record)

    assert text.startswith("## ✗ Blog: not conformant (JSON:API 1.1)\n")
    assert "1 of the 9 mandatory clauses that bind this candidate is broken." in text
    assert "Conformance statement, self-tested." in text


def test_a_failure_is_a_row_with_expected_actual_and_request(sample_record: Record) -> None:
    [row] = rows(markdown.render(sample_record))

    assert row.startswith("| `json-api/document/failed`<br>The server keeps `document/failed`.")
    assert row.count(" | ") == 3
    assert "`GET /api/hostile?a=%5B%5D, 200`<br>`/data/0` |" in row


def test_what_keeps_the_verdict_open_is_listed_with_the_next_step(open_record: Record) -> None:
    text = markdown.render(open_record)

    assert "- **untested**: 2 requirements (needs `--allow writes`). This was left out" in text
    assert "- **blocked**: 1 requirement (no collection has data)." in text


def test_a_conformant_record_has_neither_table_nor_list(conformant_record: Record) -> None:
    text = markdown.render(conformant_record)

    assert "|" not in text
    assert "- **" not in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("a b", "`a b`"),
        ("<b>*_[x](y)", "`<b>*_[x](y)`"),
        ("a`b", "<code>a&#96;b</code>"),
        ("a\\|b", "<code>a&#92;&#124;b</code>"),
        (" a", "<code> a</code>"),
        ("`&lt;", "<code>&#96;&#38;lt&#59;</code>"),
    ],
)
def test_code_cannot_end_before_its_end(text: str, shown: str) -> None:
    assert markdown.code(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("keeps `a_b` whole", "keeps `a_b` whole"),
        ("<script> *x* | y & [z]", r"\<script\> \*x\* \| y \& \[z\]"),
        ("an odd ` alone", r"an odd \` alone"),
        ("see http://evil.example now", "see `http://evil.example` now"),
        ("thanks @all", "thanks `@all`"),
    ],
)
def test_prose_is_no_markup_no_link_and_no_mention(text: str, shown: str) -> None:
    assert markdown.prose(text) == shown


def big(path: Path, number: int, actual: str) -> Record:
    """A record with many failures and many reasons, all of them wordy."""
    seen = samples.exchange("/" + "x" * 300)
    failed = [
        Result(
            samples.requirement(f"a/failed-{it}", statement={"en": "Ünd " * 100}),
            Status.FAILED,
            "",
            (samples.unmet(seen, actual, "/" + "é" * 300),),
            0,
            1,
        )
        for it in range(number)
    ]
    blocked = [
        Result(samples.requirement(f"b/blocked-{it}"), Status.BLOCKED, f"{it}: {actual}")
        for it in range(number)
    ]
    return samples.written(path, [*failed, *blocked])


@pytest.mark.parametrize("actual", ["|`é" * 1000, "<" * 3000, "\ud800\x00" * 1000])
def test_it_stays_short_whatever_the_record_holds(actual: str, tmp_path: Path) -> None:
    content = markdown.render(big(tmp_path, 400, actual)).encode("utf-8")

    assert len(content) < 60_000


def test_what_there_is_no_room_for_is_counted(tmp_path: Path) -> None:
    text = markdown.render(big(tmp_path, 400, "x" * 200))
    shown = len(rows(text))

    assert 10 < shown < 400
    assert f"and {400 - shown} more in report.html" in text
    assert text.rstrip().endswith("it is no certificate.")


def test_a_hostile_name_of_a_candidate_stays_text(sample_record: Record) -> None:
    header = {**sample_record.header, "candidate": {"name": "<img src=x> | # @all\n\n# x"}}
    first = markdown.render(replace(sample_record, header=header)).splitlines()[0]

    assert first == r"## ✗ \<img src=x\> \| \# `@all` \# x: not conformant (JSON:API 1.1)"


def test_it_speaks_dutch_too(sample_record: Record) -> None:
    assert "## ✗ Blog: niet conform" in markdown.render(sample_record, "nl")
