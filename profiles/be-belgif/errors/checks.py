"""Types of problems."""

import re
from collections.abc import Iterator

from conformance.checks.problems import JSON
from conformance.model import Exchange, Finding, Observation

# urn:problem-type: the organisation, perhaps the API, and the type itself.
_URN = re.compile(r"urn:problem-type:[A-Za-z0-9][A-Za-z0-9-]*(:[A-Za-z0-9-]+){1,3}", re.ASCII)
_LOWEST_ERROR = 400


def problem_urn(exchange: Exchange) -> Iterator[Observation]:
    """The type of a problem is a URN of problem types; about:blank, which says nothing, is left alone."""
    if exchange.status < _LOWEST_ERROR or exchange.media_type != JSON:
        return
    kind = exchange.json.get("type") if isinstance(exchange.json, dict) else None
    if isinstance(kind, str) and kind not in ("", "about:blank"):
        met = _URN.fullmatch(kind) is not None
        yield Finding(met, "urn:problem-type:organisation:type", kind[:80], "/type", exchange)
