"""`conformance demo`: the suite at work on two APIs that travel with it."""

from dataclasses import dataclass
from pathlib import Path

import click

from conformance import data
from conformance import run as running
from conformance.candidate.auth import Bearer
from conformance.candidate.declaration import Claims, Declaration, Limits
from conformance.cli import options, outcome, progress
from conformance.model import Effect, Status, Verdict
from conformance.record import Record
from conformance.render.summary import Summary


@dataclass(frozen=True)
class Pair:
    """Two APIs under fixtures/, one that keeps a profile and a careless one, and how they are judged.

    `untold` are the musts, or sections of them, of which nobody can tell here whether the first keeps them, and `why`
    says so; with those that only a person can judge they are all that may keep it from being conformant.
    """

    title: str
    folder: str
    version: str
    token: str = ""
    untold: frozenset[str] = frozenset()
    why: str = ""

    @property
    def expected(self) -> Verdict:
        """The verdict on the one that keeps the profile."""
        return Verdict.NOT_ESTABLISHED if self.untold else Verdict.CONFORMANT


_REGISTER_TOKEN = "geheim-token"  # noqa: S105  (of the register, which travels with the suite)
_TLS = frozenset({"http/tls", "nl-adr/transport/tls"})
PAIRS = {
    "json-api": Pair("API", "json_api", "1.1"),
    "http": Pair(
        "register",
        "register",
        "1",
        _REGISTER_TOKEN,
        _TLS,
        "it is served here over plain HTTP, where nothing can be told of TLS; it keeps all the rest",
    ),
    "nl-adr": Pair(
        "register",
        "register",
        "2.2",
        _REGISTER_TOKEN,
        _TLS,
        "it is served here over plain HTTP, where nothing can be told of TLS, and some rules only a person can judge; "
        "it keeps all the rest",
    ),
}


@click.command()
@click.option(
    "--profile",
    type=click.Choice(list(PAIRS)),
    default="json-api",
    show_default=True,
    help="What they are judged by; which APIs they are goes with it.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default="demo",
    show_default=True,
    help="Folder for the reports.",
)
@options.language
def command(profile: str, out: Path, language: str) -> int:
    """Start a reference API and a careless one on loopback ports, judge both, and say where the reports are.

    Exit code 0 when the verdicts are as they should be, 1 when they are not.
    """
    pair = PAIRS[profile]
    kept = _judged(profile, pair, "app", out / "reference", language)
    fits = _is_expected(kept, pair.expected, pair.why, pair.untold)
    broken = _judged(profile, pair, "careless", out / "careless", language)
    return 0 if _is_expected(broken, Verdict.NOT_CONFORMANT) and fits else 1


def _is_expected(
    record: Record, expected: Verdict, why: str = "", untold: frozenset[str] = frozenset()
) -> bool:
    """Whether it is the verdict that was expected, for the reason that was; says so on screen."""
    click.echo(f"expected: {expected}{why and f': {why}'}")
    more = []
    if expected is not Verdict.NOT_CONFORMANT:
        more = [it for it in _open(record) if not {it, it.rpartition("/")[0]} & untold]
    fits = record.verdict is expected and not more
    if not fits:
        click.echo(f"this is not what was expected: {', '.join(more) or record.verdict}")
    click.echo("")
    return fits


def _open(record: Record) -> list[str]:
    """The musts that were not established, those apart that are left to a person."""
    return [it.requirement.id for it in Summary(record).open if it.status is not Status.REVIEW]


def _judged(profile: str, pair: Pair, module: str, out: Path, language: str) -> Record:
    http = data.fixture_module("apis.http")
    app = data.fixture_module(f"apis.{pair.folder}.{module}").create_app()
    word = "Careless" if module == "careless" else "Reference"
    with http.serve(app) as url:
        declaration = Declaration(
            url,
            name=f"{word} {pair.title}",
            vendor="conformance",
            auth=Bearer(pair.token) if pair.token else None,
            claims=Claims(pair.version),
            limits=Limits(addresses=frozenset({"loopback"})),
            effects=frozenset({Effect.SAFE, Effect.WRITES}),
        )
        with progress.shown(declaration) as listen:
            record = running.run(running.Order(profile, declaration, out), listen)
    outcome.write_reports(record, out, language)
    outcome.print_summary(record, out)
    return record
