"""One requirement in full, as text that reads well in a terminal and is Markdown too."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from conformance.model import Requirement, Status
from conformance.render.language import DEFAULT, Language, load
from conformance.render.visible import visible

_EXAMPLES = 2  # of each kind
_WIDTH = 88  # characters of a JSON text that stays on one line


def render(
    requirement: Requirement,
    check: str = "",
    language: str = DEFAULT,
    versions: Sequence[str] = (),
) -> str:
    """What a requirement demands, what its check does, and what keeps and breaks it.

    `check` is the docstring of the check; `versions` are those that the profile knows.
    """
    said = load(language)
    lines = [
        f"# {requirement.id}",
        "",
        said.of(requirement.statement).text,
        "",
        *_facts(requirement, said, versions),
        *_section(said("explain.check"), check),
        *_section(said("explain.review"), said.of(requirement.review).text),
        *_section(said("explain.pending"), requirement.pending),
        *_examples(requirement, said),
        *_section(said("explain.mutants"), "\n".join(f"- {it}" for it in requirement.mutants)),
        *_section(said("explain.fix"), said.of(requirement.fix).text),
    ]
    return visible("\n".join(lines)).rstrip("\n")


def _facts(requirement: Requirement, said: Language, versions: Sequence[str]) -> Iterator[str]:
    level = said(f"level.{requirement.level}")
    meaning = said(f"level_meaning.{requirement.level}")
    yield f"- {said('explain.level')}: {level}, {meaning}"
    yield f"- {said('explain.class')}: {requirement.conformance_class}"
    yield f"- {said('explain.clause')}: {requirement.source}"
    yield f"- {said('explain.versions')}: {_versions(requirement, said, versions)}"
    if requirement.checked and requirement.unseen is not Status.BLOCKED:
        word = said(f"status.{requirement.unseen}")
        yield f"- {said('explain.unseen', status=word)}"


def _versions(requirement: Requirement, said: Language, versions: Sequence[str]) -> str:
    since, until = requirement.since, requirement.until
    if versions:
        return said.join(it for it in versions if requirement.binds(it))
    if since and until:
        return said("explain.between", since=since, until=until)
    if since:
        return said("explain.from", version=since)
    return said("explain.until", version=until) if until else said("explain.every")


def _section(title: str, text: str) -> Iterator[str]:
    if text:
        yield from ("", f"## {title}", "", text)


def _examples(requirement: Requirement, said: Language) -> Iterator[str]:
    for example in requirement.passes[:_EXAMPLES]:
        yield from _section(said("explain.keeps"), _example(example))
    for example in requirement.fails[:_EXAMPLES]:
        why = example.get("why")
        title = said("explain.breaks_why", why=why) if why else said("explain.breaks")
        yield from _section(title, _example(example))


def _example(example: Mapping[str, Any]) -> str:
    """The exchanges of an example as they would look on the wire, indented so that Markdown shows them as they are."""
    shown = (
        "\n".join(_exchange(line, answer))
        for line, answer in example.items()
        if isinstance(answer, Mapping)
    )
    return "\n\n".join(
        "\n".join(f"    {line}".rstrip() for line in each.splitlines()) for each in shown
    )


def _exchange(line: str, answer: Mapping[str, Any]) -> Iterator[str]:
    asked: Mapping[str, Any] = answer.get("request", {})
    yield line
    yield from _fields(asked)
    yield ""
    yield str(answer.get("status", 200))
    yield from _fields(answer)
    if "text" in answer:
        yield from ("", str(answer["text"]))
    elif "json" in answer:
        yield from ("", _json(answer["json"]))


def _json(value: object) -> str:
    short = json.dumps(value, ensure_ascii=False)
    return short if len(short) <= _WIDTH else json.dumps(value, ensure_ascii=False, indent=2)


def _fields(holder: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"{name}: {value}" for name, value in holder.get("headers", {}).items())
