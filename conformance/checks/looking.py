"""What the checks of a description share: findings, or the absence of anything to look at; pointers; short wording."""

from collections.abc import Iterable, Iterator, Sequence

from conformance.model import Absence, Doubt, Finding, Observation

_MOST_NAMES = 5


def either(found: Iterable[Observation], absent: str) -> Iterator[Observation]:
    """The observations, or, when there are none, the absence of what they would be about."""
    empty = True
    for observation in found:
        empty = False
        yield observation
    if empty:
        yield Absence(absent)


def looked(faulty: bool, expected: str, actual: str, where: str) -> Finding:  # noqa: FBT001
    """One thing that was looked at in the document."""
    return Finding(not faulty, expected, actual, where)


def met(expected: str, actual: str, where: str) -> Finding:
    """What was looked at is as expected."""
    return Finding(True, expected, actual, where)


def unmet(expected: str, actual: str, where: str) -> Finding:
    """What was looked at is not as expected."""
    return Finding(False, expected, actual, where)


def hint(finding: Finding, *, sure: bool) -> Observation:
    """The finding, or where it is unmet and not sure, a doubt that says the same."""
    if finding.met or sure:
        return finding
    return Doubt(f"{finding.actual}: expected {finding.expected} ({finding.where})")


def place(*names: object) -> str:
    """The JSON Pointer to a member of the document (RFC 6901)."""
    return "".join("/" + str(name).replace("~", "~0").replace("/", "~1") for name in names)


def listed(names: Sequence[str], nothing: str = "none") -> str:
    """Names in a row, a few of them."""
    shown = ", ".join(names[:_MOST_NAMES])
    more = len(names) - _MOST_NAMES
    return f"{shown} and {more} more" if more > 0 else shown or nothing
