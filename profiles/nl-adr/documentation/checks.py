"""Checks of the rules on documentation: the OpenAPI document, and where it is published."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from conformance.candidate import Candidate
from conformance.checks import documents
from conformance.checks.looking import looked, met, place, unmet
from conformance.description import Description, Unresolved, difference, faults, gather
from conformance.description.references import nothing
from conformance.model import Absence, Doubt, Exchange, Finding, Observation, Obstacle

from .published import Abroad, Published, abroad, published

_OK = 200
_LOGIN = (401, 403)
_OCTAL_THAT_IS_NONE = re.compile(r"0[0-9]*[89][0-9]*")  # a number in YAML 1.2 all the same
_GONE = re.compile(r"answered (?:404|410)\b")


def valid(description: Description) -> Iterator[Observation]:
    """The document is valid OpenAPI; references that lead nowhere are another clause's."""
    try:
        found = faults(description)
    except ValueError as error:
        yield Doubt(str(error))
        return
    wrong = [it for it in found if not it.message.startswith("$ref ")]
    for it in wrong:
        yield unmet("what OpenAPI allows there", it.message, it.pointer)
    if not wrong:
        yield met("valid OpenAPI", f"OpenAPI {description.version}, no fault found", "")


def references_resolved(description: Description) -> Iterator[Observation]:
    """Every $ref leads to something, in the document itself or in another that can be had.

    Another document that could not be fetched, though its address does not say that it is not there, is a doubt.
    """
    whole = description if description.gathered else gather(description, nothing)
    for it in whole.unresolved:
        actual = f"{it.reference:.100}: {it.reason}"
        if _is_lost(it):
            yield unmet("something to refer to", actual, it.pointer)
        else:
            yield Doubt(f"{actual} ({it.pointer})")
    if not whole.unresolved:
        yield met("something to refer to", "at every $ref", "")


def _is_lost(reference: Unresolved) -> bool:
    return reference.broken or bool(_GONE.search(reference.reason))


def operations_described(description: Description) -> Iterator[Observation]:
    """The document describes paths with operations."""
    count = len(description.operations())
    yield looked(not count, "paths with operations", f"{count} operations", place("paths"))


def contact(description: Description) -> Iterator[Observation]:
    """The document says whom to ask; where all of it needs a login, the API may not be a public one, and is let be."""
    for it in documents.contact(description):
        if isinstance(it, Finding) and not it.met and _is_closed(description):
            yield Absence("every operation needs a login: it may be no public API")
        else:
            yield it


def _is_closed(description: Description) -> bool:
    found = description.operations()
    return bool(found) and all(it.security and all(it.security) for it in found)


def located(candidate: Candidate) -> Iterator[Observation]:
    """The document is at the standard place: openapi.json, or openapi.yaml, straight below the base URL."""
    found = candidate.once(published)
    answers = (found.json.answer, found.yaml.answer)
    there = next((it for it in (found.json, found.yaml) if it.description), None)
    expected = f"an OpenAPI document at {urlsplit(candidate.base).path}/openapi.json"
    if there:
        yield Finding(True, expected, there.answer.where, "", there.answer)
    elif found.json.answer.status in _LOGIN:
        yield Doubt(f"{found.json.answer.where}: perhaps it is there", answers)
    else:
        yield Finding(False, expected, " and ".join(it.where for it in answers), "", answers)


def in_json(candidate: Candidate) -> Iterator[Observation]:
    """The document can be had in JSON: as openapi.json, or wherever else it is."""
    found = candidate.once(published)
    answer = found.answer
    if found.json.description:
        yield _form(found.json.description, found.json.answer)
    elif found.found.description and found.found.exchange:
        form = _form(found.found.description, found.found.exchange)
        yield form if form.met else _not_json(found)
    elif answer is not None:
        yield _not_json(found)
    else:
        yield Obstacle(found.found.reason, found.found.evidence)


def _form(description: Description, answer: Exchange) -> Finding:
    return Finding(
        description.form == "json", "JSON", f"{description.form} ({answer.where})", "", answer
    )


def _not_json(found: Published) -> Finding:
    """That there is no JSON, and what there is at openapi.json instead."""
    answer = found.json.answer
    actual = answer.where if answer.status != _OK else f"{answer.where}: {found.json.reason}"
    return Finding(False, "the document as openapi.json", actual, "", answer)


def open_to_all(candidate: Candidate) -> Iterator[Observation]:
    """The document can be had without a login."""
    got: Abroad | None = candidate.once(abroad)
    if got is None:
        yield _nowhere(candidate)
    elif got.description:
        yield Finding(True, "the document, without a login", got.answer.where, "", got.answer)
    elif got.answer.status in _LOGIN:
        yield Finding(False, "the document, without a login", got.answer.where, "", got.answer)
    else:
        yield Doubt(f"without a login: {got.answer.where}", got.answer)


def readable_from_anywhere(candidate: Candidate) -> Iterator[Observation]:
    """The document may be read by a page of any origin: `*`, or whatever origin asks, is allowed."""
    got: Abroad | None = candidate.once(abroad)
    if got is None:
        yield _nowhere(candidate)
    elif got.description is None:
        yield Obstacle(f"without a login: {got.answer.where}", got.answer)
    else:
        name = "access-control-allow-origin"
        value = got.answer.header(name)
        actual = f"{name}: {value}" if value else f"no {name}, for {got.origin}"
        yield Finding(value in {"*", got.origin}, f"{name}: *", actual, name, got.answer)


def _nowhere(candidate: Candidate) -> Observation:
    found = candidate.once(published)
    if found.json.answer.status in _LOGIN:
        reason = f"{found.json.answer.where}: nobody can tell whether the document is there"
        return Doubt(reason, found.json.answer)
    if found.answer is not None:
        return Obstacle(
            f"the document is on another host: {found.answer.request.url}", found.answer
        )
    return Obstacle(found.found.reason, found.found.evidence)


def in_yaml(candidate: Candidate) -> Iterator[Observation]:
    """The document is there in YAML too, as openapi.yaml."""
    found = candidate.once(published).yaml
    if found.description:
        yield Finding(True, "openapi.yaml", found.answer.where, "", found.answer)
    else:
        yield Absence(f"there is no openapi.yaml: {found.answer.where}", found.answer)


def the_same_in_yaml(candidate: Candidate) -> Iterator[Observation]:
    """What openapi.yaml holds is YAML, and says what openapi.json says; servers may differ."""
    found: Published = candidate.once(published)
    yaml, json = found.yaml, found.json
    both = (yaml.answer, json.answer)
    if not yaml.is_taken:
        yield Absence(f"there is no openapi.yaml: {yaml.answer.where}", yaml.answer)
    elif yaml.description is None:
        yield Finding(False, "a document in YAML", yaml.reason, "", yaml.answer)
    elif json.description is None:
        yield Obstacle(f"there is nothing to compare it with: {json.answer.where}", both)
    else:
        yield _compared(json.description, yaml.description, both)


def _compared(json: Description, yaml: Description, both: tuple[Exchange, Exchange]) -> Observation:
    """Whether two documents say the same; a number without quotes that is a text in YAML 1.1 is a doubt."""
    pointer = difference(json, yaml)
    if pointer is None:
        return Finding(True, "what openapi.json says", "the same", "", both)
    text, value = json.node(pointer).value, yaml.node(pointer).value
    if isinstance(text, str) and isinstance(value, int | float) and _is_text_in_yaml_1_1(text):
        reason = f"{text} has no quotes at {pointer}: a number in YAML 1.2, a text in YAML 1.1"
        return Doubt(reason, both)
    actual = f"another value at {pointer or 'the root'}"
    return Finding(False, "what openapi.json says", actual, pointer, both)


def _is_text_in_yaml_1_1(text: str) -> bool:
    return _OCTAL_THAT_IS_NONE.fullmatch(text) is not None
