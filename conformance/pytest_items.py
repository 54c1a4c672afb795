"""Requirement files as pytest items: one item a requirement. `pytest_plugin` loads this when a profile is asked for.

Statuses are mapped as what they are. Passed passes; failed fails (a missed recommendation is an expected failure,
`x`, which never turns a run red); inapplicable, untested, blocked, inconclusive and review are skipped with their
reason; errored is an error of the item's set-up, because the fault is ours. allure-pytest sees ordinary items with
labels, links and attachments.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from conformance import profiles, run
from conformance.candidate import Candidate
from conformance.candidate.declared import declared
from conformance.errors import ConformanceError
from conformance.judge import Selection, judge_candidate, judge_exchanges
from conformance.model import Effect, Exchange, Level, Profile, Requirement, Result, Status
from conformance.preflight import preflight

_SEVERITY = {Level.MUST: "critical", Level.SHOULD: "normal", Level.MAY: "minor"}
_COULD_NOT_START = 4


def pytest_configure(config: pytest.Config) -> None:
    """Collect the profile's folder and nothing else."""
    if not config.getoption("--candidate"):
        raise pytest.UsageError("--profile needs --candidate URL, or --candidate FILE")
    name, _ = run.named_version(config.getoption("--profile"))
    try:
        config.stash[_PROFILE] = profiles.load(name)
        config.stash[_WAYS] = profiles.ways(config.stash[_PROFILE])
        config.args = [str(profiles.folder_of(it)) for it in _folders(config.stash[_PROFILE])]
    except ConformanceError as error:
        hint = f" ({error.hint})" if error.hint else ""
        raise pytest.UsageError(f"{error.message}{hint}") from error


def _folders(profile: Profile) -> list[str]:
    """The profiles whose folders hold its requirements: its own, and those that it includes some of."""
    return list(dict.fromkeys(it.id.partition("/")[0] for it in profile.requirements))


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "RequirementFile | None":
    """A requirement file of the profile that is asked for."""
    if file_path.suffix != ".toml" or file_path.name == "profile.toml":
        return None
    return RequirementFile.from_parent(parent, path=file_path)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Reading comes before writing, and passive checks last, because they look at every exchange that there was."""
    items.sort(key=lambda item: item.turn if isinstance(item, RequirementItem) else 0)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Remove what the run made on the candidate."""
    started = session.config.stash.get(_RUN, None)
    if started:
        started.left_behind = started.candidate.clean()
        started.candidate.close()


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Tell what could not be removed."""
    started = config.stash.get(_RUN, None)
    if started and started.left_behind:
        terminalreporter.section("left behind on the candidate")
        for it in started.left_behind:
            terminalreporter.line(it)


class RequirementFile(pytest.File):
    """One requirement file."""

    def collect(self) -> Iterable[pytest.Item]:
        """The requirement in it, when the version that is asked for has that clause."""
        profile = self.config.stash[_PROFILE]
        _, version = run.named_version(self.config.getoption("--profile"))
        requirement = profile.requirement("/".join((*self.path.parts[-3:-1], self.path.stem)))
        if requirement and (not version or requirement.binds(version)):
            yield RequirementItem.from_parent(self, name=requirement.id, requirement=requirement)


class RequirementItem(pytest.Item):
    """One requirement, judged."""

    def __init__(self, *, requirement: Requirement, **given: Any) -> None:
        super().__init__(**given)
        self.requirement = requirement
        self.result: Result | None = None
        self.add_marker(requirement.level.value)
        self.user_properties += [
            ("requirement", requirement.id),
            ("level", requirement.level.value),
            ("clause", requirement.source),
        ]
        self._label()

    @property
    def turn(self) -> int:
        """When it is judged: the safe ones first, then those that write, then the passive ones."""
        way = self.config.stash[_WAYS].get(self.requirement.id)
        if way is not None and profiles.is_passive(way):
            return len(Effect)
        return list(Effect).index(self.requirement.effect)

    def setup(self) -> None:
        """Judge the requirement; raises when the suite itself failed."""
        self.result = _started(self.config).judge(self.requirement)
        self.user_properties.append(("status", self.result.status.value))
        _attach(self, self.result)
        if self.result.status is Status.ERRORED:
            raise SuiteFault(self.result.reason)

    def runtest(self) -> None:
        """Say what became of it."""
        result = self.result
        if result is None or result.status is Status.PASSED:
            return
        if result.status is not Status.FAILED:
            pytest.skip(f"{result.status}: {result.reason}")
        if self.requirement.level is Level.MUST:
            raise RequirementFailed(_told(result))
        pytest.xfail(f"recommendation missed: {_told(result)}")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The finding, and no traceback of ours."""
        if isinstance(excinfo.value, RequirementFailed | SuiteFault | ConformanceError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the item stands."""
        return self.path, 0, self.name

    def _label(self) -> None:
        """What allure-pytest reads from markers: severity, features, the clause as a link."""
        if not self.config.getoption("allure_report_dir", None):
            return
        requirement = self.requirement
        labels = {
            "severity": _SEVERITY[requirement.level],
            "epic": requirement.id.partition("/")[0],
            "feature": requirement.conformance_class,
            "story": requirement.id,
            "tag": requirement.level.value,
        }
        for kind, value in labels.items():
            self.add_marker(pytest.mark.allure_label(value, label_type=kind))
        self.add_marker(
            pytest.mark.allure_link(requirement.source, link_type="link", name="clause")
        )
        self.add_marker(pytest.mark.allure_description(requirement.statement["en"]))


class RequirementFailed(AssertionError):
    """The candidate breaks a clause that binds it."""


class SuiteFault(Exception):
    """The suite itself failed at a requirement."""


class _Run:
    """One conversation with the candidate for the whole session."""

    def __init__(self, config: pytest.Config) -> None:
        profile = config.stash[_PROFILE]
        given = config.getoption("--candidate")
        file = None if "://" in given else Path(given)
        _, asked = run.named_version(config.getoption("--profile"))
        declaration = declared(file, given if file is None else None)
        self.candidate = Candidate(
            declaration, seed=config.getoption("--conformance-seed"), accept=profile.accept
        )
        self._ways = config.stash[_WAYS]
        self.left_behind: tuple[str, ...] = ()
        preflight(self.candidate)
        _, version = run.survey(self.candidate, profile, asked)
        self._selection = Selection(version, declaration.effects, scope=profile.scope)

    def judge(self, requirement: Requirement) -> Result:
        """The result of one requirement."""
        version = self._selection.version
        if version and not requirement.binds(version):
            return Result(
                requirement, Status.INAPPLICABLE, f"the clause does not stand in version {version}"
            )
        left_out = self._selection.leaves_out(requirement)
        if left_out:
            return Result(requirement, *left_out)
        way = self._ways[requirement.id]
        if profiles.is_passive(way):
            seen = self._selection.seen(self.candidate, self.candidate.observed)
            return judge_exchanges(requirement, way, seen, self.candidate)
        return judge_candidate(requirement, way, self.candidate)


_PROFILE = pytest.StashKey[Profile]()
_WAYS = pytest.StashKey[dict[str, profiles.Way]]()
_RUN = pytest.StashKey[_Run]()


def _started(config: pytest.Config) -> _Run:
    """The run, begun when the first item needs it; a candidate that cannot be judged ends the session."""
    if _RUN not in config.stash:
        try:
            config.stash[_RUN] = _Run(config)
        except ConformanceError as error:
            hint = f"\nnext: {error.hint}" if error.hint else ""
            pytest.exit(f"{error.message}{hint}", returncode=_COULD_NOT_START)
    return config.stash[_RUN]


def _told(result: Result) -> str:
    return "\n".join(_lines(result))


def _lines(result: Result) -> Iterator[str]:
    requirement = result.requirement
    yield requirement.statement["en"]
    for it in result.faults:
        asked = it.exchanges[0].where if it.exchanges else ""
        place = f" at {it.where}" if it.where else ""
        yield f"  {asked}{place}: expected {it.expected}; got {it.actual}"
    yield f"fix: {requirement.fix['en']}"
    yield f"clause: {requirement.source}"


def _attach(item: RequirementItem, result: Result) -> None:
    """The evidence, for allure-pytest where it writes a report."""
    if not item.config.getoption("allure_report_dir", None):
        return
    from allure_commons import plugin_manager  # only where allure-pytest is at work

    for number, exchange in enumerate(
        dict.fromkeys(it for seen in result.observations[:5] for it in seen.exchanges)
    ):
        plugin_manager.hook.attach_data(
            body=_evidence(exchange),
            name=f"{number + 1}: {exchange.where}",
            attachment_type="text/plain",
            extension="txt",
        )


def _evidence(exchange: Exchange) -> str:
    request, response = exchange.request, exchange.response
    asked = [
        f"{request.method} {request.url}",
        *(f"{name}: {value}" for name, value in request.headers),
    ]
    answered = (
        [f"{response.status} {response.reason}", *(f"{n}: {v}" for n, v in response.headers)]
        if response
        else []
    )
    body = exchange.body.decode("utf-8", "replace")[:20_000]
    return "\n".join([*asked, "", *(answered or [exchange.fault]), "", body])
