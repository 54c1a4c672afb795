"""report.html: one self-contained page that a programmer and a lawyer can both read; no script, nothing loaded.

What a candidate sent reaches the page only through `visible` and Jinja's escaping; a policy in the page forbids it to
load anything even so.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import jinja2

from conformance.model import Exchange, Level, Result, Status, Verdict
from conformance.record import Record
from conformance.render import curl, message, summary
from conformance.render.language import DEFAULT, Language, Said, load
from conformance.render.summary import Summary
from conformance.render.visible import visible

INLINE = (
    3  # exchanges of one finding that stand beside it; the others stand at the end of the report
)


def render(record: Record, language: str = DEFAULT) -> str:
    """The report of a record as one HTML page; raises UsageError for a language that there are no texts in."""
    template = _environment().get_template("report.html.j2")
    return template.render(view=View(Summary(record), load(language)))


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.globals.update(
        Level=Level,
        Status=Status,
        Verdict=Verdict,
        UNKNOWN=summary.UNKNOWN,
        INLINE=INLINE,
        alike=summary.alike,
        curl_line=curl.line,
        curl_variables=curl.variables,
        evidence=summary.evidence,
        met=summary.met,
        pointer_in=summary.pointer_in,
        request_of=message.request,
        response_of=message.response,
        unmet=summary.unmet,
    )
    environment.tests["web"] = _is_web
    environment.filters.update(prose=_prose, steps=_steps)
    return environment


def _shown(value: object) -> object:
    """Every text of the page passes here; what a macro made of such texts has passed before."""
    return visible(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _prose(text: str) -> list[str]:
    """A sentence in pieces: prose, code (what stood between backticks), prose, and so on."""
    return re.split(r"`([^`\n]+)`", text)


def _steps(text: str) -> list[str]:
    """A path or an address in pieces, after each of which a line may break."""
    return re.findall(r"[^/-]*[/-]|[^/-]+", text)


def _is_web(url: str) -> bool:
    return url.startswith(("https://", "http://"))


class View:
    """What the template reads: the summary, the words, and who stands where on the page."""

    def __init__(self, found: Summary, language: Language) -> None:
        self.summary = found
        self.record = found.record
        self.header: Mapping[str, Any] = found.record.header
        self.closing: Mapping[str, Any] = found.record.closing
        self.t = language
        self.standard = summary.standard(found.record, language)
        self.when = summary.when(found.record)
        self.headline = summary.headline(found, language)
        self.meaning = summary.meaning(found, language)
        self.passed = found.having(Status.PASSED)
        self.inapplicable = found.grouped(Status.INAPPLICABLE)
        self.review = found.having(Status.REVIEW)
        self.cited = tuple(dict.fromkeys(self._cited()))
        self.anchored = {it.requirement.id for it in (*found.having(*Status), *found.outside)}

    def _cited(self) -> Iterator[Exchange]:
        """The exchanges that the page points at, in the order in which it does."""
        for result in (*self.summary.failed, *self.summary.advice, *self.summary.outside):
            for group in summary.alike(summary.unmet(result)):
                yield from group.example.exchanges
        for result in self.passed:
            yield from summary.evidence(summary.met(result))[:1]
        for result in self.summary.having(*summary.UNKNOWN, Status.INAPPLICABLE):
            yield from self.shown_by(result)

    def shown_by(self, result: Result) -> tuple[Exchange, ...]:
        """The exchange that a reason rests on, if it rests on one."""
        return next((it.exchanges[:1] for it in result.observations if it.exchanges), ())

    def of(self, texts: Mapping[str, str]) -> Said:
        """A text of the profile, with the language that it is in."""
        return self.t.of(texts)

    def english(self, text: str) -> Said:
        """What the suite said, which is in English."""
        return Said(text, "en")

    def status(self, result: Result) -> tuple[str, str]:
        """The name of a status in the style sheet, and the word for it."""
        advice = result.status is Status.FAILED and result.requirement.level is not Level.MUST
        return "advice" if advice else result.status.value, summary.status_word(result, self.t)

    @property
    def sections(self) -> Iterator[tuple[Said, list[Result]]]:
        """The results in the standard's order, section by section."""
        titles = self.header["profile"]["sections"]
        for name, results in groupby(self.record.results, key=lambda it: it.requirement.section):
            yield self.of(titles.get(name, {"en": name})), list(results)
