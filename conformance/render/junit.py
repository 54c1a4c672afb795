"""junit.xml as CI servers read it: one test case a requirement, and the verdict as a property of the suite.

JUnit knows no warning and no "not established", so it never decides: a recommendation that was not followed is a passed
case with a warning in its output, whatever is not settled is skipped or an error, with the status as its type, and what
failed in a class that is not claimed is skipped. What a candidate sent passes `visible`, so that it is always XML.
"""

import io

from junitparser import Error, Failure, JUnitXml, Skipped
from junitparser.junitparser import FinalResult
from junitparser.xunit2 import TestCase, TestSuite

from conformance.model import Finding, Level, Requirement, Result, Status
from conformance.record import Record
from conformance.render import curl, summary
from conformance.render.language import DEFAULT, Language, load
from conformance.render.summary import Summary
from conformance.render.visible import one_line, visible

_NOT_CLAIMED = "not-claimed"
_ERRORS = frozenset({Status.ERRORED, Status.INCONCLUSIVE})


def render(record: Record, language: str = DEFAULT) -> bytes:
    """The report of a record as JUnit XML, UTF-8."""
    said = load(language)
    suite = _suite(record, said)
    found = Summary(record)
    suite.add_testcases(
        [_case(it, said, claimed=found.claimed(it.requirement)) for it in record.results]
    )
    root = JUnitXml(suite.name)
    root.add_testsuite(suite)
    root.update_statistics()  # type: ignore[no-untyped-call]  # its types are partial
    suite.time = root.time = float(record.closing.get("seconds") or 0)
    written = io.BytesIO()
    root.write(written)
    return written.getvalue()


def _suite(record: Record, said: Language) -> TestSuite:
    header = record.header
    name = visible(f"{summary.standard(record, said)}: {header['candidate']['name']}")
    suite = TestSuite(name)  # type: ignore[no-untyped-call]  # as above
    suite.timestamp = visible(header["started"].removesuffix("Z"))
    found = Summary(record)
    properties = {
        "conformance.verdict": record.verdict.value,
        "conformance.headline": summary.headline(found, said),
        "conformance.interrupted": str(record.interrupted).lower(),
        "conformance.profile": f"{header['profile']['id']}@{header['profile']['version']}",
        "conformance.profile.digest": header["profile"]["digest"],
        "conformance.candidate": header["candidate"]["url"],
        "conformance.claims": " ".join(record.claimed),
        "conformance.suite": header["suite"]["version"],
        "conformance.seed": str(header["seed"]),
    }
    for name, value in properties.items():
        suite.add_property(name, visible(value))
    return suite


def _case(result: Result, said: Language, *, claimed: bool) -> TestCase:
    requirement = result.requirement
    profile, _, name = requirement.id.partition("/")
    case = TestCase(name=visible(name), classname=visible(f"{profile}.{requirement.section}"))
    properties = {
        "requirement": requirement.id,
        "level": requirement.level.value,
        "class": requirement.conformance_class,
        "url": requirement.source,
        "status": result.status.value,
    }
    for key, value in properties.items():
        case.add_property(key, visible(value))
    outcome = _outcome(result, said) if claimed else _outside(result, said)
    if outcome is not None:
        case.append(outcome)  # type: ignore[no-untyped-call]  # as above
    if result.status is Status.FAILED and outcome is None:
        case.system_out = visible(f"warning: {_told(result, said)}")
    return case


def _outcome(result: Result, said: Language) -> FinalResult | None:
    """What JUnit calls the status; None for a pass, and for a recommendation that was not followed."""
    status, reason = result.status, visible(one_line(result.reason))
    if status is Status.FAILED and result.requirement.level is Level.MUST:
        first = next(iter(summary.unmet(result)), None)
        failure = Failure(visible(_finding(first, said)) if first else "", "must")
        failure.text = visible(_told(result, said))
        return failure
    if status in _ERRORS:
        kind = "suite-error" if status is Status.ERRORED else status.value
        error = Error(reason, kind)
        error.text = visible(f"{reason}\n{said.of(result.requirement.statement)}")
        return error
    if status in {Status.PASSED, Status.FAILED}:
        return None
    return Skipped(reason or said(f"status.{status}"), status.value)


def _outside(result: Result, said: Language) -> FinalResult | None:
    """As `_outcome`, but what the verdict is not about turns no build red, unless the suite itself is at fault."""
    outcome = _outcome(result, said)
    if outcome is None or isinstance(outcome, Skipped) or result.status is Status.ERRORED:
        return outcome
    skipped = Skipped(outcome.message, _NOT_CLAIMED)
    skipped.text = outcome.text
    return skipped


def _told(result: Result, said: Language) -> str:
    """A failure in full: the clause, each kind of finding, the request that shows it, how to mend it."""
    requirement = result.requirement
    broken = summary.unmet(result)
    lines = [said.of(requirement.statement).text, _link(requirement), ""]
    for it in summary.alike(broken):
        lines.append(f"- {_finding(it.example, said)}")
        lines += [f"  {exchange.where}" for exchange in it.example.exchanges]
        lines += [f"  {said('requirement.alike', n=it.times - 1)}"] if it.times > 1 else []
    if result.unmet > len(broken):
        lines.append(said("requirement.more", n=result.unmet, kept=len(broken)))
    shown = summary.evidence(broken)
    if shown:
        lines += ["", f"{said('requirement.curl')}:", curl.lines(shown)]
    return "\n".join([*lines, "", f"{said('requirement.fix')}: {said.of(requirement.fix)}", ""])


def _link(requirement: Requirement) -> str:
    return f"{requirement.id} ({requirement.level.value}), {requirement.source}"


def _finding(it: Finding, said: Language) -> str:
    place = f" ({it.where})" if it.where else ""
    told = said("console.finding", expected=it.expected, actual=it.actual)
    return one_line(f"{told}{place}")
