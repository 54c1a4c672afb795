"""The names of attributes and relationships.

What stands inside the value of an attribute is not looked at: whether the rules reach into what
may be any JSON value, the standard leaves open. Names that an applied extension brings have rules
of their own (extension-members).
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from conformance.candidate import Candidate
from conformance.model import Absence, Doubt, Exchange, Finding, Observation

from ..documents import Document
from ..fetching.places import extended
from ..fields.trials import Trial, fields, fieldset, trials
from ..findings import met, shortened, unmet, verdicts
from ..include import paths
from ..include.probes import Probe, probes, with_include, working
from ..survey import Survey, survey

_OK = 200
_GLOBAL = "a-zA-Z0-9\u0080-\U0010ffff"
_RULES = {
    "not-empty": re.compile(r".+", re.DOTALL),
    "allowed": re.compile(rf"[{_GLOBAL}_ -]*"),
    "ends": re.compile(rf"(?:[{_GLOBAL}](?:.*[{_GLOBAL}])?)?", re.DOTALL),
    "url-safe": re.compile(r"[A-Za-z0-9._~-]*"),  # RFC 3986, section 2.3
    "all": re.compile(rf"[{_GLOBAL}](?:[{_GLOBAL}_ -]*[{_GLOBAL}])?"),
}
_RESERVED = re.compile(r"[\x00-\x1f!-,./:-@\[-^`{-\x7f]")
_GLOBALLY_ALLOWED = re.compile(rf"[{_GLOBAL}]")


@lru_cache(maxsize=4096)
def broken(name: str) -> frozenset[str]:
    """Which of the rules a name breaks."""
    return frozenset(rule for rule, legal in _RULES.items() if not legal.fullmatch(name))


def is_member_name(name: str) -> bool:
    """Whether the specification allows the name for a member of an implementation's own."""
    return "all" not in broken(name)


def conditions(exchange: Exchange) -> Iterator[Finding]:
    """Every name is not empty, holds only allowed characters, and begins and ends with a global one."""
    yield from _judged(exchange, "all", "a legal member name")


def not_empty(exchange: Exchange) -> Iterator[Finding]:
    """Every name has at least one character."""
    yield from _judged(exchange, "not-empty", "at least one character")


def allowed_characters(exchange: Exchange) -> Iterator[Finding]:
    """Every name holds only allowed characters."""
    yield from _judged(exchange, "allowed", "letters, digits, hyphen, underscore, space")


def ends(exchange: Exchange) -> Iterator[Finding]:
    """Every name begins and ends with a globally allowed character."""
    yield from _judged(exchange, "ends", "a letter or digit at both ends")


def url_safe(exchange: Exchange) -> Iterator[Finding]:
    """Every name holds only characters that a URL takes as they are."""
    yield from _judged(exchange, "url-safe", "only characters that are safe in a URL")


def _judged(exchange: Exchange, rule: str, expected: str) -> Iterator[Finding]:
    names = exchange.once(Document).fields
    faults = [(at, f'"{shortened(name)}"') for name, at in names.items() if rule in broken(name)]
    yield from verdicts(exchange, expected, faults, seen=bool(names))


def reserved(exchange: Exchange) -> Iterator[Finding]:
    """No name holds a reserved character."""
    names = exchange.once(Document).fields
    found = [(at, name, _RESERVED.search(name)) for name, at in names.items()]
    faults = [(at, f'{hit[0]!r} in "{shortened(name)}"') for at, name, hit in found if hit]
    yield from verdicts(exchange, "no reserved character", faults, seen=bool(names))


def globally_allowed(exchange: Exchange) -> Iterator[Finding]:
    """A name holds a letter or digit of ASCII, or a character from U+0080 up."""
    for name, where in exchange.once(Document).fields.items():
        if _GLOBALLY_ALLOWED.search(name):
            yield met(exchange, "these characters where wanted", f'"{shortened(name)}"', where)
            return


def case_sensitive(candidate: Candidate) -> Iterator[Observation]:
    """A relationship in `include`, or a field in `fields`, is not found under a name in other capitals.

    Asked only where the name as it is written has an effect, so that ignoring the parameter is not taken for care.
    """
    asked = False
    for probe in working(candidate.once(probes)):
        other = probe.path.swapcase()
        if other != probe.path and f'"{other}"'.encode() not in probe.plain.body:
            asked = True
            yield _included(candidate, probe, other)
            break
    for trial in filter(_restricts, candidate.once(trials)):
        other = trial.field.swapcase()
        if other != trial.field and other not in fields(trial.plain, trial.kind):
            asked = True
            yield _restricted(candidate, trial, other)
            break
    if not asked:
        found: Survey = candidate.once(survey)
        yield Absence("neither include nor fields has an effect here", found.entry)


def _restricts(trial: Trial) -> bool:
    return trial.restricts


def _included(candidate: Candidate, probe: Probe, other: str) -> Observation:
    exchange = candidate.get(with_include(probe.plain.request.url, other))
    brought = paths.identities(probe.exchange) - paths.identities(probe.plain)
    same = brought <= paths.identities(exchange)
    return _told(exchange, f"include={other}", probe.path, same=same, ignored=False)


def _restricted(candidate: Candidate, trial: Trial, other: str) -> Observation:
    exchange = candidate.get(extended(trial.plain.request.url, fieldset(trial.kind, other)))
    shown, all_of_them = fields(exchange, trial.kind), fields(trial.plain, trial.kind)
    same = trial.field in shown and shown == fields(trial.exchange, trial.kind)
    ignored = not same and trial.field in shown and shown >= all_of_them
    return _told(exchange, f"fields[{trial.kind}]={other}", trial.field, same=same, ignored=ignored)


def _told(exchange: Exchange, asked: str, name: str, *, same: bool, ignored: bool) -> Observation:
    expected = f"{asked} does not give {name}"
    if exchange.status // 100 == 4:  # noqa: PLR2004
        return met(exchange, expected, f"status {exchange.status}")
    if exchange.status != _OK:
        return Doubt(f"{asked} was answered {exchange.status}", exchange)
    if ignored:
        return Doubt(f"{asked} has no effect at all", exchange)
    if same:
        return unmet(exchange, expected, f"the answer that {name} gives")
    return met(exchange, expected, "an answer without it")
