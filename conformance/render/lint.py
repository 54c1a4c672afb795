"""What a lint found, as text for people and as JSON for programs.

The JSON is one object, its keys in this order:

    format       1
    suite        name, version
    profile      id, version (of the standard), revision, digest, title, source
    source       the file or URL that was named
    openapi      the version of OpenAPI that it is written in
    language     of statements and fixes
    counts       findings: a number for each level; requirements: a number for each status
    results      one for each requirement that a description can show, in the standard's order:
                 id, level, status, reason, statement, fix, source (the clause), and
                 findings: file, line, column (from 1), pointer (a JSON Pointer), expected, actual
    unfollowed   each $ref whose target was not read: file, line, column, pointer, reference, reason
    repeated     each name that stands again in one object, where the last one counts: file, line, column, pointer
"""

import operator
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from conformance import __version__
from conformance.linted import Fault, Linted, Place, Unfollowed
from conformance.model import Level, Result, Status
from conformance.render.language import DEFAULT, Language, load
from conformance.render.visible import one_line

FORMAT = 1
Style = Callable[[str, str], str]


def plain(text: str, _: str) -> str:
    """`text` as it is, whatever it means."""
    return text


def text(linted: Linted, language: str = DEFAULT, style: Style = plain) -> str:
    """What was found, one line a place; how to mend it, once a requirement; what could not be told; and the sum.

    `style` paints a word by what it means: "must", "should", "may", "note" or "place".
    """
    said = load(language)
    parts = (
        _places(linted, said, style),
        _section(said("lint.fixes"), _fixes(linted, said)),
        _section(said("lint.untold"), _untold(linted, said, style)),
        summary(linted, language),
    )
    return "\n\n".join(part for lines in parts if (part := "\n".join(lines))) + "\n"


def summary(linted: Linted, language: str = DEFAULT) -> Iterator[str]:
    """The sum in a few lines: how many findings and requirements, and what was not looked at."""
    said = load(language)
    standard = one_line(f"{said.of(linted.profile.title)} {linted.version}")
    yield said("lint.judged", source=one_line(linted.source), standard=standard)
    yield said("lint.findings", **{level.value: n for level, n in found(linted).items()})
    states = Counter(it.status for it in linted.results)
    yield said(
        "lint.requirements",
        n=len(linted.results),
        kept=states[Status.PASSED],
        broken=states[Status.FAILED],
        absent=states[Status.INAPPLICABLE],
        untold=len(linted.untold),
    )
    if linted.unfollowed:
        yield said("lint.unread", n=len(linted.unfollowed))
    yield said("lint.scope", profile=f"{linted.profile.id}@{linted.version}")


def json(linted: Linted, language: str = DEFAULT) -> dict[str, Any]:
    """What was found as an object of the shape that stands above."""
    said = load(language)
    profile = linted.profile
    states = Counter(it.status for it in linted.results)
    return {
        "format": FORMAT,
        "suite": {"name": "conformance", "version": __version__},
        "profile": {
            "id": profile.id,
            "version": linted.version,
            "revision": profile.revision,
            "digest": profile.digest,
            "title": said.of(profile.title).text,
            "source": profile.source,
        },
        "source": linted.source,
        "openapi": linted.openapi,
        "language": said.code,
        "counts": {
            "findings": {level.value: number for level, number in found(linted).items()},
            "requirements": {status.value: states[status] for status in Status if states[status]},
        },
        "results": [_result(it, linted, said) for it in linted.results],
        "unfollowed": [
            {**_place(it.place), "reference": it.reference, "reason": it.reason}
            for it in linted.unfollowed
        ],
        "repeated": [_place(it) for it in linted.repeated],
    }


def found(linted: Linted) -> dict[Level, int]:
    """How many findings there are of each level."""
    counted = Counter(it.requirement.level for it in linted.faults)
    return {level: counted[level] for level in Level}


def fault(it: Fault, said: Language) -> str:
    """What is wrong at a place, in one sentence on one line."""
    expected, actual = one_line(it.finding.expected), one_line(it.finding.actual)
    return said("lint.finding", expected=expected, actual=actual)


def unfollowed(it: Unfollowed, said: Language) -> str:
    """What was not read, and why, on one line."""
    return said("lint.unfollowed", reference=one_line(it.reference), reason=one_line(it.reason))


def repeated(it: Place, said: Language) -> str:
    """Which name stands again at a place, on one line."""
    name = it.pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
    return said("lint.repeated", name=one_line(name))


def _places(linted: Linted, said: Language, style: Style) -> Iterator[str]:
    """Every fault and every note, in the order in which they stand in the texts."""
    lines = [(it.place, it.requirement.level.value, _told(it, said)) for it in linted.faults]
    lines += [(it.place, "note", told) for it, told in _unread(linted, said)]
    lines += [(it, "note", repeated(it, said)) for it in linted.repeated]
    for place, kind, told in sorted(lines):
        where = f"{one_line(place.source)}:{place.line}:{place.column}:"
        at = said("lint.at", pointer=one_line(f"#{place.pointer}"))
        yield f"{style(where, 'place')} {style(kind, kind)} {told} {at}"


def _unread(linted: Linted, said: Language) -> Iterator[tuple[Unfollowed, str]]:
    """The references that were not followed; of those into one other document, which may be hundreds, the first."""
    alike: dict[tuple[str, str], list[Unfollowed]] = {}
    for it in sorted(linted.unfollowed, key=operator.attrgetter("place")):
        document = it.reference.partition("#")[0]
        alike.setdefault((document or it.reference, it.reason), []).append(it)
    for first, *others in alike.values():
        more = said("lint.alike", n=len(others)) if others else ""
        yield first, unfollowed(first, said) + more


def _told(it: Fault, said: Language) -> str:
    return f"{it.requirement.id}: {fault(it, said)}"


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        if not number:
            yield f"{title}:"
        yield f"  {line}"


def _fixes(linted: Linted, said: Language) -> Iterator[str]:
    for it in linted.results:
        if it.status is Status.FAILED:
            fix = one_line(said.of(it.requirement.fix).text)
            yield f"{it.requirement.id}: {fix} ({one_line(it.requirement.source)})"


def _untold(linted: Linted, said: Language, style: Style) -> Iterator[str]:
    for it in linted.untold:
        level = it.requirement.level.value
        state = said(f"status.{it.status}")
        reason = f" ({one_line(it.reason)})" if it.reason else ""
        yield f"{style(level, level)} {it.requirement.id}: {state}{reason}"


def _result(result: Result, linted: Linted, said: Language) -> dict[str, Any]:
    requirement = result.requirement
    return {
        "id": requirement.id,
        "level": requirement.level.value,
        "status": result.status.value,
        "reason": result.reason,
        "statement": said.of(requirement.statement).text,
        "fix": said.of(requirement.fix).text,
        "source": requirement.source,
        "findings": [
            {**_place(it.place), "expected": it.finding.expected, "actual": it.finding.actual}
            for it in linted.faults_of(requirement)
        ],
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "file": place.source,
        "line": place.line,
        "column": place.column,
        "pointer": place.pointer,
    }
