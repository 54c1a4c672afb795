"""What a lint found as SARIF 2.1.0, for code scanning: the findings alone, each at a line of a file.

SARIF's own word for what could not be told (`kind` = "open") is not read by the services that show such files: they
would show it as a finding. So it goes into the notifications of the invocation, with the references that were not
followed and the names that stand twice. Texts of the document become plain text: braces are doubled (section 3.11.5)
and brackets that would make a link are escaped (3.11.6).
"""

import hashlib
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from conformance import __version__
from conformance.linted import Fault, Linted, Place
from conformance.model import Level, Requirement, Result, Status
from conformance.render import lint
from conformance.render.language import DEFAULT, Language, load
from conformance.render.visible import one_line

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {Level.MUST: "error", Level.SHOULD: "warning", Level.MAY: "note"}
_URI = "/:?&=#%!$'()*+,;@~-._"  # what stands in a URL as it is
_MOST = 1_000  # characters of one message


def render(linted: Linted, language: str = DEFAULT) -> dict[str, Any]:
    """The log of one lint; `language` is that of statements and fixes."""
    said = load(language)
    rules = [_rule(it.requirement, said) for it in linted.results]
    run = {
        "tool": {
            "driver": {
                "name": "conformance",
                "version": __version__,
                "semanticVersion": __version__,
                "language": said.code,
                "rules": rules,
            }
        },
        "language": said.code,
        "invocations": [_invocation(linted, said)],
        "automationDetails": {"id": f"lint/{linted.profile.id}@{linted.version}/"},
        "columnKind": "unicodeCodePoints",
        "results": list(_results(linted, said)),
        "properties": {
            "profile": linted.profile.id,
            "version": linted.version,
            "digest": linted.profile.digest,
        },
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(requirement: Requirement, said: Language) -> dict[str, Any]:
    statement = _plain(said.of(requirement.statement).text)
    return {
        "id": requirement.id,
        "shortDescription": {"text": statement},
        "fullDescription": {"text": statement},
        "help": {"text": _plain(said.of(requirement.fix).text)},
        "helpUri": requirement.source,
        "defaultConfiguration": {"level": _LEVELS[requirement.level]},
        "properties": {"tags": [requirement.level.value, requirement.conformance_class]},
    }


def _results(linted: Linted, said: Language) -> Iterator[dict[str, Any]]:
    index = {it.requirement.id: number for number, it in enumerate(linted.results)}
    seen: Counter[tuple[str, str]] = Counter()
    for it in linted.faults:
        key = (it.requirement.id, it.place.pointer)
        yield {
            "ruleId": it.requirement.id,
            "ruleIndex": index[it.requirement.id],
            "level": _LEVELS[it.requirement.level],
            "message": {"text": _plain(lint.fault(it, said))},
            "locations": [_location(it.place)],
            "partialFingerprints": {"requirementAndPlace/v1": _fingerprint(it, seen[key])},
        }
        seen[key] += 1


def _fingerprint(it: Fault, before: int) -> str:
    """The same for the same rule at the same place of the document, on whatever line that stands today.

    `before` is how many findings of the rule came before at this place.
    """
    parts = (it.requirement.id, it.place.pointer, *([str(before)] if before else []))
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def _location(place: Place) -> dict[str, Any]:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": uri(place.source)},
            "region": {"startLine": place.line, "startColumn": place.column},
        },
        "logicalLocations": [{"fullyQualifiedName": one_line(f"#{place.pointer}", _MOST)}],
    }


def uri(source: str) -> str:
    """A file or a URL as a URI reference: a relative path stays relative, with nothing in it that means more."""
    if source.lower().startswith(("http://", "https://")):
        return quote(source, safe=_URI)
    path = Path(os.path.normpath(source))
    if path.is_absolute():
        return path.as_uri()
    return quote(os.fsencode(path.as_posix()))


def _invocation(linted: Linted, said: Language) -> dict[str, Any]:
    """Whether the suite did its own work, and what it could not tell."""
    failed = any(it.status is Status.ERRORED for it in linted.results)
    notes = [_untold(it, said) for it in linted.untold]
    notes += [_note(lint.unfollowed(it, said), it.place) for it in linted.unfollowed]
    notes += [_note(lint.repeated(it, said), it) for it in linted.repeated]
    return {"executionSuccessful": not failed, "toolExecutionNotifications": notes}


def _untold(it: Result, said: Language) -> dict[str, Any]:
    told = one_line(f"{it.requirement.id}: {said(f'status.{it.status}')}: {it.reason}", _MOST)
    return {
        "level": "error" if it.status is Status.ERRORED else "warning",
        "message": {"text": _plain(told)},
        "associatedRule": {"id": it.requirement.id},
    }


def _note(told: str, place: Place) -> dict[str, Any]:
    return {
        "level": "warning",
        "message": {"text": _plain(told)},
        "locations": [_location(place)],
    }


def _plain(text: str) -> str:
    """`text` as a message that means just this: no link, no placeholder."""
    doubled = one_line(text, _MOST).replace("{", "{{").replace("}", "}}")
    return doubled.replace("](", "\\](")
