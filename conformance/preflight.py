"""Can the candidate be judged at all? What is wrong here is configuration, never conformance."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from conformance.candidate import Candidate
from conformance.candidate.wire import default_port
from conformance.errors import PreflightError, Unanswered, UsageError
from conformance.model import Exchange

_UNAUTHORIZED, _FORBIDDEN = 401, 403
_SKEW = 300.0  # seconds that two clocks may differ unmentioned


def preflight(candidate: Candidate) -> tuple[str, ...]:
    """Notes on what was found; raises UsageError, RefusedAddress or PreflightError when nothing can be judged."""
    check_url(candidate.declaration.url)
    parts = urlsplit(candidate.base)
    candidate.resolver.resolve(parts.hostname or "", parts.port or default_port(parts.scheme))
    starts = [candidate.base, *candidate.starts]
    answers = [_answer(candidate, url) for url in starts]
    statuses = {answer.status for answer in answers}
    if statuses <= {_UNAUTHORIZED, _FORBIDDEN}:
        raise PreflightError(
            f"{answers[0].where}: the candidate asks for a login on every entry",
            hint="give credentials under [auth] in a candidate file (--candidate FILE)"
            if candidate.declaration.auth is None
            else "the credentials under [auth] were not accepted",
        )
    return tuple(_clock_notes(answers[0]))


def check_url(url: str) -> None:
    """Raise UsageError unless `url` is an absolute http or https URL."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise UsageError(
            f"{url!r} is not an http or https URL", hint="give it like http://127.0.0.1:8000/api"
        )


def _answer(candidate: Candidate, url: str) -> Exchange:
    try:
        return candidate.get(url)
    except Unanswered as unanswered:
        raise PreflightError(
            f"GET {url}: {unanswered.message}", hint=_next_step(unanswered.message)
        ) from unanswered


def _next_step(fault: str) -> str:
    if "certificate" in fault.lower():
        return "check the host name and the certificate; a private CA goes under [tls] ca in the candidate file"
    if "not HTTP" in fault:
        return "check the port, and whether it speaks http or https"
    if "no answer" in fault:
        return "check that the API is up; a slow one needs a larger [limits] timeout"
    return "check the host, the port, and that the API is running"


def _clock_notes(answer: Exchange) -> list[str]:
    try:
        theirs = parsedate_to_datetime(answer.header("date") or "")
    except ValueError:
        return []
    skew = abs((datetime.now(UTC) - theirs.replace(tzinfo=theirs.tzinfo or UTC)).total_seconds())
    return [f"the candidate's clock differs by {skew:.0f} seconds"] if skew > _SKEW else []
