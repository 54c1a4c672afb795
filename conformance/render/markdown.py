"""report.md: a record for a CI server's summary page; short, whatever the record holds.

Such a page is dropped whole when it grows too large, so this one stops in time. What a candidate sent stands in code,
and becomes no markup, no mention and no link.
"""

import re
from collections.abc import Iterable, Iterator

from conformance.model import Result
from conformance.record import Record
from conformance.render import summary
from conformance.render.language import DEFAULT, Language, load
from conformance.render.summary import Group, Summary
from conformance.render.visible import one_line

MOST = 50_000  # bytes of the whole, roof included
_ROOM = 1_500  # bytes that are kept free for what follows the lists
_CELL = 160  # characters of one cell
_CODE = re.compile(r"`([^`\n]+)`|(\S*(?:@|://|www\.)\S*)")
_MARKUP = re.compile(r"([\\`*_{}\[\]<>|#~&])")
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")


def render(record: Record, language: str = DEFAULT) -> str:
    """The summary of a record in GitHub's Markdown, at most `MOST` bytes."""
    found, said = Summary(record), load(language)
    lines = [*_head(found, said)]
    room = MOST - _ROOM - _size(lines)
    for part in (_failures(found, said), _unknown(found, said)):
        room = _fill(lines, part, room, said)
    if found.advice:
        lines += ["", said("console.advice", n=len(found.advice))]
    return "\n".join([*lines, "", prose(said("page.kind") + ". " + said("page.kind_meaning")), ""])


def _fill(lines: list[str], part: Iterable[str], room: int, said: Language) -> int:
    """Append as much of a part as there is room for, and say how much was left out; the room that is left."""
    waiting = list(part)
    for number, line in enumerate(waiting):
        room -= _size([line])
        if room < 0:
            lines += ["", said("markdown.more", n=len(waiting) - number)]
            return 0
        lines.append(line)
    return room


def _size(lines: Iterable[str]) -> int:
    return sum(len(line.encode("utf-8", "replace")) + 1 for line in lines)


def _head(found: Summary, said: Language) -> Iterator[str]:
    record = found.record
    word = said(f"verdict.{record.verdict.name.lower()}")
    symbol = said(f"symbol.{record.verdict.name.lower()}")
    candidate = one_line(str(record.header["candidate"]["name"]), _CELL)
    standard = prose(one_line(summary.standard(record, said), _CELL))
    yield f"## {symbol} {prose(candidate)}: {word} ({standard})"
    yield ""
    yield prose(summary.headline(found, said))
    for sentence in summary.meaning(found, said):
        yield ""
        yield prose(sentence)


def _failures(found: Summary, said: Language) -> Iterator[str]:
    if not found.failed:
        return
    yield ""
    yield f"### {said('failed.title')}"
    yield ""
    titles = ("requirement", "expected", "actual", "where")
    yield f"| {' | '.join(said(f'requirement.{it}') for it in titles)} |"
    yield "|---|---|---|---|"
    yield from (_row(it, said) for it in found.failed)


def _row(result: Result, said: Language) -> str:
    requirement = result.requirement
    statement = prose(one_line(str(said.of(requirement.statement)), _CELL))
    name = code(one_line(requirement.id, _CELL))
    first = next(iter(summary.unmet(result)), None)
    cells = [f"{name}<br>{statement}"]
    if first:
        seen = [exchange.where for exchange in first.exchanges[:1]]
        cells += [code(one_line(it, _CELL)) for it in (first.expected, first.actual)]
        cells.append("<br>".join(code(one_line(it, _CELL)) for it in (*seen, first.where) if it))
    return f"| {' | '.join(cells)} |"


def _unknown(found: Summary, said: Language) -> Iterator[str]:
    deciding = [it for it in found.unknown if it.decides]
    if not deciding:
        return
    yield ""
    yield f"### {said('unknown.title')}"
    yield ""
    yield from (_group(it, said) for it in deciding)


def _group(group: Group, said: Language) -> str:
    """A group on one line: status, how many, why, what to do."""
    count = said("unknown.count", n=len(group.results))
    reason = f" ({prose(one_line(group.reason, _CELL))})" if group.reason else ""
    word = said(f"status.{group.status}")
    return f"- **{word}**: {count}{reason}. {prose(said(f'next.{group.status}'))}"


def code(text: str) -> str:
    """`text` as code: in backticks where nothing in it can end them, else in a tag with every sign spelt out."""
    if not text:
        return ""
    if re.search(r"[`|\n]", text) or text != text.strip():
        return f"<code>{_PUNCTUATION.sub(lambda it: f'&#{ord(it[0])};', text)}</code>"
    return f"`{text}`"


def prose(text: str) -> str:
    """A sentence in which what stands between backticks is code, addresses too, and nothing else is markup."""
    said: list[str] = []
    end = 0
    for match in _CODE.finditer(text):
        said += [_MARKUP.sub(r"\\\1", text[end : match.start()]), code(match[1] or match[2])]
        end = match.end()
    return "".join([*said, _MARKUP.sub(r"\\\1", text[end:])])
