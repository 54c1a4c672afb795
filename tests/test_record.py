"""The record: what goes in comes out, and what was cut or altered is refused by the name of its line."""

import json
from pathlib import Path

import pytest

from conformance import journal, record
from conformance.errors import OutputError, RecordError
from conformance.model import Absence, Doubt, Finding, Level, Obstacle, Status, Verdict
from tests.samples import exchange, requirement, result, written


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A small closed record."""
    seen, other = exchange("/a"), exchange("/b", body=b"\x00\xff")
    return written(
        tmp_path / "record.jsonl",
        [
            result(requirement("std/part/one"), Finding(True, "a", "a", "/x", seen, 3)),
            result(requirement("std/part/two"), Finding(False, "a", "b", "", (seen, other))),
            result(requirement("std/part/three", Level.SHOULD), Absence("none", other)),
            result(requirement("std/part/four"), Obstacle("no data")),
            result(requirement("std/part/five"), Doubt("429", other), reason="429"),
        ],
    )


def test_what_was_written_is_read_back(path: Path) -> None:
    read = record.read(path)

    assert [it.status for it in read.results] == [
        Status.PASSED,
        Status.FAILED,
        Status.INAPPLICABLE,
        Status.BLOCKED,
        Status.INCONCLUSIVE,
    ]
    one, two = read.results[0].observations[0], read.results[1].observations[0]
    assert isinstance(one, Finding)
    assert (one.expected, one.where, one.cases) == ("a", "/x", 3)
    assert [it.where for it in two.exchanges] == ["GET /a, 200", "GET /b, 200"]
    assert two.exchanges[1].body == b"\x00\xff"
    assert read.verdict is Verdict.NOT_CONFORMANT


def test_an_exchange_that_several_findings_point_at_is_written_once(path: Path) -> None:
    kinds = [json.loads(line)["kind"] for line in path.read_text().splitlines()]

    assert kinds.count("exchange") == 2


def test_an_empty_record_is_refused(tmp_path: Path) -> None:
    empty = tmp_path / "record.jsonl"
    empty.touch()

    with pytest.raises(RecordError, match="empty"):
        record.read(empty)


def test_a_record_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"none\.jsonl"):
        record.read(tmp_path / "none.jsonl")


def test_a_record_without_its_last_line_is_refused(path: Path) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))

    with pytest.raises(RecordError, match=f"line {len(lines) - 1} is the last and does not close"):
        record.read(path)


def test_a_record_cut_in_the_middle_of_a_line_is_refused(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])

    with pytest.raises(RecordError, match="cut off"):
        record.read(path)


@pytest.mark.parametrize("number", range(1, 9))
def test_an_altered_line_is_refused_by_its_number(path: Path, number: int) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    assert len(lines) == 9
    lines[number - 1] = lines[number - 1].replace(b'"kind"', b'"mark":1,"kind"', 1)
    path.write_bytes(b"".join(lines))

    with pytest.raises(RecordError, match=f"altered at line {number}"):
        record.read(path)


def test_an_altered_closing_line_is_refused(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'"interrupted":false', b'"interrupted":true '))

    with pytest.raises(RecordError, match="line 9: the closing line was altered"):
        record.read(path)


@pytest.mark.parametrize("number", range(2, 9))
def test_a_line_that_was_left_out_is_noticed(path: Path, number: int) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[: number - 1] + lines[number:]))

    with pytest.raises(RecordError, match=f"line {number}"):
        record.read(path)


def test_a_line_after_the_end_is_refused(path: Path) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines, lines[-1]]))

    with pytest.raises(RecordError, match="line 10 stands after the closing line"):
        record.read(path)


@pytest.mark.parametrize("content", [b"{}\n", b"[]\n", b"no\n", b'{"kind":"header","format":99}\n'])
def test_another_file_is_no_record(tmp_path: Path, content: bytes) -> None:
    other = tmp_path / "record.jsonl"
    other.write_bytes(content)

    with pytest.raises(RecordError, match="line 1"):
        record.read(other)


def test_a_half_written_record_can_be_read_for_resuming(path: Path) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:3]) + lines[3][:30])

    assert [it.requirement.id for it in record.read_partial(path).results] == ["std/part/one"]


def test_an_interrupted_run_establishes_nothing(tmp_path: Path) -> None:
    passed = result(requirement(), Finding(True, "a", "a"))
    path = written(tmp_path / "record.jsonl", [passed], interrupted=True)

    assert record.read(path).verdict is Verdict.NOT_ESTABLISHED


def test_an_interrupted_run_still_says_what_it_saw_fail(tmp_path: Path) -> None:
    failed = result(requirement(), Finding(False, "a", "b"))
    path = written(tmp_path / "record.jsonl", [failed], interrupted=True)

    assert record.read(path).verdict is Verdict.NOT_CONFORMANT


def test_the_order_in_which_results_came_leaves_no_trace(tmp_path: Path) -> None:
    shared = exchange()
    results = [
        result(requirement(f"std/part/{n}"), Finding(True, "a", "a", "", shared)) for n in range(3)
    ]
    first = written(tmp_path / "first.jsonl", results)
    writing = journal.Journal(tmp_path / "second.jsonl", record.read(first).header)
    for it in reversed(results):
        writing.add(it)
    writing.finish(
        results,
        {"ended": "2026-11-24T08:00:01Z", "seconds": 1.0, "requests": 2, "interrupted": False},
    )

    assert first.read_bytes().count(b"\n") == (tmp_path / "second.jsonl").read_bytes().count(b"\n")
    assert [it.requirement.id for it in record.read(tmp_path / "second.jsonl").results] == [
        "std/part/0",
        "std/part/1",
        "std/part/2",
    ]


def test_a_long_body_is_cut_and_says_how_long_it_was(tmp_path: Path) -> None:
    long = exchange(body=b"x" * 100_000)
    path = written(
        tmp_path / "record.jsonl", [result(requirement(), Finding(True, "a", "a", "", long))]
    )
    line = json.loads(path.read_text().splitlines()[1])

    assert (len(line["response"]["body"]), line["response"]["size"]) == (65_536, 100_000)


def test_a_full_disk_is_said_with_the_file_and_the_next_step() -> None:
    with pytest.raises(OutputError, match="No space left on device") as caught:
        journal.Journal(Path("/dev/full"), {})

    assert "/dev/full" in caught.value.message
    assert "--resume" in caught.value.hint
