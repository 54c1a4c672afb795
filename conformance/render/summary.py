"""What several renderers say of a record: what failed, what is not known and why, and the verdict in words."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from conformance.model import (
    Exchange,
    Finding,
    Level,
    Requirement,
    Result,
    Status,
    Verdict,
    verdict_by_class,
)
from conformance.record import Record
from conformance.render import visible
from conformance.render.language import DEFAULT, Language, load

UNKNOWN = (
    Status.ERRORED,
    Status.INCONCLUSIVE,
    Status.BLOCKED,
    Status.UNTESTED,
    Status.WAIVED,
    Status.REVIEW,
)
"""The statuses that establish nothing, in the order in which a report explains them."""

_ORDER = {status: number for number, status in enumerate((*UNKNOWN, *Status))}
_LEVELS = {level: number for number, level in enumerate(Level)}
_NAMED = 10  # failures that the console names


@dataclass(frozen=True)
class Group:
    """Requirements that share a status and the reason for it; `decides` when one of them keeps the verdict open."""

    status: Status
    reason: str
    results: tuple[Result, ...]
    decides: bool


@dataclass(frozen=True)
class ClassVerdict:
    """What is known of one conformance class; `claimed` says whether the verdict of the record is about it."""

    name: str
    title: Mapping[str, str]
    claimed: bool
    verdict: Verdict
    counts: Mapping[Status, int]


@dataclass(frozen=True)
class Alike:
    """Findings that say the same, the first of them as an example; the record holds `times` of them."""

    example: Finding
    times: int


@dataclass(frozen=True)
class Summary:
    """A record, sorted for reading. Lists are in the standard's order, musts before shoulds before mays."""

    record: Record

    @cached_property
    def results(self) -> tuple[Result, ...]:
        """All results, musts first."""
        return tuple(sorted(self.record.results, key=lambda it: _LEVELS[it.requirement.level]))

    @cached_property
    def names(self) -> Mapping[Exchange, str]:
        """The id of each exchange in the record."""
        return {exchange: name for name, exchange in self.record.exchanges.items()}

    def claimed(self, requirement: Requirement) -> bool:
        """Whether the verdict is about the conformance class of this requirement."""
        return not self.record.claimed or requirement.conformance_class in self.record.claimed

    def having(self, *statuses: Status, levels: Iterable[Level] = Level) -> tuple[Result, ...]:
        """The results of claimed classes that have one of these statuses and levels."""
        chosen = set(levels)
        return tuple(
            it
            for it in self.results
            if it.status in statuses
            and it.requirement.level in chosen
            and self.claimed(it.requirement)
        )

    @cached_property
    def failed(self) -> tuple[Result, ...]:
        """The broken musts: each of them alone decides the verdict."""
        return self.having(Status.FAILED, levels=[Level.MUST])

    @cached_property
    def advice(self) -> tuple[Result, ...]:
        """The recommendations that were not followed; they never decide the verdict."""
        return self.having(Status.FAILED, levels=[Level.SHOULD, Level.MAY])

    @cached_property
    def outside(self) -> tuple[Result, ...]:
        """What failed in conformance classes that are not claimed."""
        return tuple(
            it
            for it in self.results
            if it.status is Status.FAILED and not self.claimed(it.requirement)
        )

    @cached_property
    def open(self) -> tuple[Result, ...]:
        """The musts that are not established: each of them alone keeps the verdict from being conformant."""
        return tuple(filter(self._decides, self.results))

    def _decides(self, result: Result) -> bool:
        must = result.requirement.level is Level.MUST
        return must and result.status in UNKNOWN and self.claimed(result.requirement)

    @cached_property
    def binding(self) -> int:
        """How many musts bind this candidate: those of the claimed classes that are not inapplicable."""
        apply = set(Status) - {Status.INAPPLICABLE}
        return len(self.having(*apply, levels=[Level.MUST]))

    @cached_property
    def unknown(self) -> tuple[Group, ...]:
        """What was not established, grouped by reason; groups that keep the verdict open come first."""
        return tuple(sorted(self.grouped(*UNKNOWN), key=lambda it: not it.decides))

    def grouped(self, *statuses: Status) -> tuple[Group, ...]:
        """The results of claimed classes with these statuses, by status and reason."""
        groups: dict[tuple[Status, str], list[Result]] = {}
        for it in self.having(*statuses):
            reason = "" if it.status is Status.REVIEW else it.reason
            groups.setdefault((it.status, reason), []).append(it)
        found = (
            Group(status, reason, tuple(its), any(map(self._decides, its)))
            for (status, reason), its in groups.items()
        )
        return tuple(sorted(found, key=lambda it: _ORDER[it.status]))

    @cached_property
    def classes(self) -> tuple[ClassVerdict, ...]:
        """The verdict of each conformance class in the profile's order; a broken-off run proves none conformant."""
        titles: Mapping[str, Mapping[str, str]] = self.record.header["profile"]["classes"]
        verdicts = verdict_by_class(self.record.results)
        names = [name for name in (*titles, *verdicts) if name in verdicts]
        return tuple(
            self._class(name, titles.get(name, {}), verdicts[name]) for name in dict.fromkeys(names)
        )

    def _class(self, name: str, title: Mapping[str, str], verdict: Verdict) -> ClassVerdict:
        if self.record.interrupted and verdict is Verdict.CONFORMANT:
            verdict = Verdict.NOT_ESTABLISHED
        claimed = not self.record.claimed or name in self.record.claimed
        mine = (it for it in self.results if it.requirement.conformance_class == name)
        counted = Counter(it.status for it in mine)
        counts = {status: counted[status] for status in Status if counted[status]}
        return ClassVerdict(name, title, claimed, verdict, counts)

    @cached_property
    def counts(self) -> Mapping[Level, Mapping[Status, int]]:
        """How many requirements of each level have each status, over all classes."""
        counted = {level: dict.fromkeys(Status, 0) for level in Level}
        for it in self.results:
            counted[it.requirement.level][it.status] += 1
        return counted


def unmet(result: Result) -> tuple[Finding, ...]:
    """The findings of a result that were not met, as far as the record keeps them."""
    return tuple(it for it in result.observations if isinstance(it, Finding) and not it.met)


def met(result: Result) -> tuple[Finding, ...]:
    """The findings of a result that were met, as far as the record keeps them."""
    return tuple(it for it in result.observations if isinstance(it, Finding) and it.met)


def alike(findings: Iterable[Finding]) -> tuple[Alike, ...]:
    """Findings gathered by what was expected and what was there."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for it in findings:
        groups.setdefault((it.expected, it.actual), []).append(it)
    return tuple(Alike(its[0], len(its)) for its in groups.values())


def evidence(findings: Iterable[Finding]) -> tuple[Exchange, ...]:
    """The exchanges that the first of these findings rests on."""
    return next((it.exchanges for it in findings if it.exchanges), ())


def pointer_in(findings: Iterable[Finding], exchange: Exchange) -> str:
    """The JSON Pointer of the first of these findings that rests on this exchange and points into its answer."""
    places = (it.where for it in findings if exchange in it.exchanges)
    return next((it for it in places if it.startswith("/")), "")


def standard(record: Record, language: Language) -> str:
    """The standard and the version of it that the candidate was judged by: "JSON:API 1.1"."""
    profile: Mapping[str, Any] = record.header["profile"]
    return f"{language.of(profile['title']).text or profile['id']} {profile['version']}".strip()


def when(record: Record) -> str:
    """The time at which the record ends, in ISO 8601; the time at which it began when it was broken off."""
    return str(record.closing.get("ended") or record.header["started"])


# -- in words ----------------------------------------------------------------------------------------------------------


def headline(summary: Summary, language: Language) -> str:
    """What the verdict rests on, as one sentence."""
    failed, of = len(summary.failed), summary.binding
    match summary.record.verdict:
        case Verdict.CONFORMANT:
            return language("sentence.conformant", n=of)
        case Verdict.NOT_CONFORMANT:
            return language("sentence.not_conformant", n=failed, of=of)
        case Verdict.NOT_ESTABLISHED if summary.record.interrupted:
            return language("sentence.interrupted")
        case Verdict.NOT_ESTABLISHED if not summary.open:
            return language("sentence.nothing_seen")
    return language("sentence.not_established", n=len(summary.open), of=of)


def sentence(verdict: Verdict, headline: str, language: Language) -> str:
    """The headline with the verdict before it, for where nothing else says it."""
    word = language(f"verdict.{verdict.name.lower()}").capitalize()
    return language("console.verdict", verdict=word, sentence=headline)


def meaning(summary: Summary, language: Language) -> tuple[str, ...]:
    """What the verdict means for whoever reads it, and what to do next, a sentence or two at a time."""
    verdict = summary.record.verdict
    said = [language(f"meaning.{verdict.name.lower()}")]
    if verdict is Verdict.NOT_CONFORMANT and summary.open:
        said.append(language("meaning.also_open", n=len(summary.open)))
    if summary.record.interrupted:
        said.append(language("meaning.interrupted"))
    if summary.record.left_behind:
        said.append(language("meaning.left_behind", n=len(summary.record.left_behind)))
    return (*said, language(f"next.{verdict.name.lower()}"))


def status_word(result: Result, language: Language) -> str:
    """The status of a result as a word; a recommendation that was not followed is never called a failure."""
    advice = result.status is Status.FAILED and result.requirement.level is not Level.MUST
    return language("status.advice" if advice else f"status.{result.status}")


def lines(record: Record, code: str = DEFAULT) -> list[str]:
    """A record in a few lines of plain text, for a console."""
    summary, language = Summary(record), load(code)
    said = [
        f"{visible.one_line(str(record.header['candidate']['name']))}: {standard(record, language)}",
        sentence(record.verdict, headline(summary, language), language),
    ]
    said += _named(summary.failed, language)
    if record.verdict is not Verdict.CONFORMANT:
        said += [
            f"  {language(f'status.{it.status}')}: {len(it.results)}"
            + (f" ({visible.one_line(it.reason, 120)})" if it.reason else "")
            for it in summary.unknown
            if it.decides
        ]
    if summary.advice:
        said.append(language("console.advice", n=len(summary.advice)))
    if record.left_behind:
        said.append(language("console.left_behind"))
        said += [f"  {visible.one_line(it)}" for it in record.left_behind]
    return said


def _named(results: tuple[Result, ...], language: Language) -> Iterator[str]:
    for it in results[:_NAMED]:
        first = next(iter(unmet(it)), None)
        yield f"  {language('symbol.failed')} {it.requirement.id}"
        if first:
            seen = first.exchanges[0].where if first.exchanges else ""
            told = language("console.finding", expected=first.expected, actual=first.actual)
            yield f"      {visible.one_line(told)}"
            yield f"      {visible.one_line(' '.join(filter(None, (seen, first.where))))}"
    if len(results) > _NAMED:
        yield f"  {language('more.failures', n=len(results) - _NAMED)}"
