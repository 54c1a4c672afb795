"""How a run looks while it runs, on standard error: a live line on a terminal, elsewhere a plain line a requirement."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.live import Live
from rich.markup import escape

from conformance.candidate.declaration import Declaration
from conformance.model import Level, Status
from conformance.run import Event, Judged, Listener, Sent, Surveyed


@contextmanager
def shown(declaration: Declaration) -> Iterator[Listener]:
    """A listener that shows what a run tells."""
    console = Console(stderr=True)
    if not console.is_terminal or console.is_dumb_terminal or os.environ.get("CI"):
        yield _Plain(declaration)
        return
    view = _View(declaration)
    with Live(get_renderable=view.text, console=console, refresh_per_second=8, transient=True):
        yield view


class _Plain:
    """One line a requirement."""

    def __init__(self, declaration: Declaration) -> None:
        click.echo(f"judging {declaration.name or declaration.url}", err=True)

    def __call__(self, event: Event) -> None:
        if isinstance(event, Surveyed):
            for note in event.notes:
                click.echo(f"survey: {note}", err=True)
        elif isinstance(event, Judged):
            result = event.result
            reason = f" ({result.reason})" if result.reason else ""
            click.echo(
                f"{result.status:<12} {result.requirement.level:<6} {result.requirement.id}{reason}",
                err=True,
            )


class _View:
    """One live line: what is judged, requests sent, requirements judged, findings so far, time left."""

    def __init__(
        self, declaration: Declaration, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._name = declaration.name or declaration.url
        self._clock = clock
        self._began = clock()
        self._sent = self._judged = self._total = self._faults = self._advice = 0

    def __call__(self, event: Event) -> None:
        match event:
            case Sent(count=count):
                self._sent = count
            case Surveyed(total=total):
                self._total = total
                self._began = self._clock()
            case Judged(result=result):
                self._judged += 1
                failed = result.status is Status.FAILED
                self._faults += failed and result.requirement.level is Level.MUST
                self._advice += failed and result.requirement.level is Level.SHOULD

    def text(self) -> str:
        """The line as rich markup."""
        told = f"judging [bold]{escape(self._name)}[/bold]: {self._sent} requests"
        if not self._total:
            return f"{told}, looking around"
        return (
            f"{told}, {self._judged} of {self._total} requirements, {self._found()}{self._left()}"
        )

    def _found(self) -> str:
        faults = f"[bold red]{self._faults} broken[/bold red]" if self._faults else "0 broken"
        return f"{faults}, {self._advice} recommendations missed"

    def _left(self) -> str:
        if not self._judged:
            return ""
        left = (self._clock() - self._began) / self._judged * max(0, self._total - self._judged)
        return f", about {left:.0f} s left"
