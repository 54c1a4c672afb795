"""Requests made up from the candidate's own description, and the answers: sent once a run, for every check to look at.

Reading: every GET of the description, as described and with one fault at a time, and what the survey read. Writing:
content with a fault, sent where the run made something of its own or where no id is needed, and the life of a resource
that the run made, from POST to DELETE.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain, zip_longest
from urllib.parse import unquote, urlsplit

from conformance.candidate import Candidate
from conformance.checks import drafts, targets
from conformance.checks.described import Described, described
from conformance.checks.drafts import Made
from conformance.checks.targets import Surveyed
from conformance.contract import Case, cases
from conformance.description import Description, Operation
from conformance.errors import Unanswered
from conformance.model import Exchange

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_WRITING = frozenset({"POST", "PUT", "PATCH"})
_MOST = 12  # cases an operation
_MOST_READ, _MOST_WRITTEN = 120, 60  # in all
# Every run makes up so many examples of each property (`--examples`). What goes through the constraints of an operation
# one by one stands for these; examples beyond them are drawn at random.
_USUAL = 8
_OPEN = re.compile(r"\{([^{}]+)\}")

Known = Callable[[str, str], Sequence[object]]


@dataclass(frozen=True, eq=False)
class Asked:
    """A request and its answer.

    `operation` is the one that it was for, None where the description has none. `case` is what is known of a request
    that was made up. `answer` is None where there was none, and `silence` says why, `tried` with what.
    """

    operation: Operation | None
    case: Case | None = None
    answer: Exchange | None = None
    silence: str = ""
    tried: Exchange | None = None

    @property
    def keeps(self) -> bool:
        """Whether the request is as described."""
        return self.case is None or self.case.valid


@dataclass(frozen=True, eq=False)
class Conversation:
    """What was asked by the description; nothing where there is no description.

    `left_out` says for which operations no request could be made up, and why.
    """

    source: Described
    asked: tuple[Asked, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def answered(self) -> Iterator[tuple[Asked, Exchange]]:
        """What was answered, with the answer."""
        return ((it, it.answer) for it in self.asked if it.answer)


def read(candidate: Candidate) -> Conversation:
    """What is asked without changing anything."""
    source: Described = candidate.once(described)
    if source.description is None:
        return Conversation(source)
    found: Surveyed = candidate.once(targets.surveyed)
    known = frozenset(it.url.rstrip("/") for it in found.targets)
    made, left_out = _made(candidate, source.description, _READING, found.values)
    chosen = _spread(candidate, made, _MOST_READ)
    looked = (Asked(it.operation, answer=it.answer) for it in found.targets if it.operation)
    sent = _all_sent(candidate, source.description, chosen, known)
    return Conversation(source, (*looked, *sent), left_out)


def written(candidate: Candidate) -> Conversation:
    """What is asked by writing: content that breaks the description, and what made a resource of the run's own."""
    source: Described = candidate.once(described)
    if source.description is None:
        return Conversation(source)
    own = drafts.another(candidate, "contract")
    places = [own.url, *drafts.below(candidate, own)] if own else []
    values = _own_values(candidate.base, places)
    made, left_out = _made(candidate, source.description, _WRITING, values)
    wrong = (it for it in made if it.place == "body" and not it.valid and it.real)
    chosen = _spread(candidate, wrong, _MOST_WRITTEN)
    sent = tuple(_sent(candidate, source.description, it) for it in chosen)
    for it in sent:
        if it.answer and it.answer.request.method == "POST":
            drafts.noted(
                candidate, it.answer
            )  # content with a fault may have made something all the same
    valid = tuple(_life(candidate, own)) if own else ()
    return Conversation(source, (*valid, *sent), left_out)


def _life(candidate: Candidate, own: Made) -> Iterator[Asked]:
    """What made a resource, replaces it by the same, and removes it again, as far as that is described."""
    yield Asked(own.operation, answer=own.answer)
    same = drafts.replacement(own)
    if same:
        yield Asked(own.by("put"), answer=drafts.write(candidate, "PUT", own, same))
    if own.by("delete"):
        yield Asked(own.by("delete"), answer=drafts.remove(candidate, own))


def _drawn(candidate: Candidate) -> int:
    """How many cases are drawn at random for each operation."""
    return max(0, candidate.examples - _USUAL)


def _made(
    candidate: Candidate, description: Description, methods: frozenset[str], known: Known
) -> tuple[list[Case], tuple[str, ...]]:
    """The cases for these methods, and why an operation has none."""
    left_out: list[str] = []
    found = cases(
        description.document,
        base=candidate.base,
        methods=methods,
        examples=_drawn(candidate),
        seed=candidate.seed,
        known=known,
        left_out=left_out.append,
    )
    return list(found), tuple(left_out)


def _spread(candidate: Candidate, found: Iterable[Case], most: int) -> list[Case]:
    """At most so many, more where more are drawn: of each operation the first before the second of any."""
    rows: dict[tuple[str, str], list[Case]] = {}
    for case in found:
        rows.setdefault((case.method, case.template), []).append(case)
    of_each = _MOST + _drawn(candidate)
    in_turn = chain.from_iterable(zip_longest(*(row[:of_each] for row in rows.values())))
    return [it for it in in_turn if it is not None][: most * of_each // _MOST]


def _all_sent(
    candidate: Candidate,
    description: Description,
    chosen: Sequence[Case],
    known: frozenset[str],
) -> list[Asked]:
    """The answers to cases that only read, asked several at once; what the survey read is not asked for again."""

    def ask(case: Case) -> Asked | None:
        if case.method == "GET" and not case.headers and case.url.rstrip("/") in known:
            return None
        return _sent(candidate, description, case)

    with ThreadPoolExecutor(candidate.jobs) as pool:
        return [it for it in pool.map(ask, chosen) if it]


def _sent(candidate: Candidate, description: Description, case: Case) -> Asked:
    operation = _operation(description, case)
    try:
        answer = candidate.send(case.method, case.url, dict(case.headers), case.body)
    except Unanswered as unanswered:
        return Asked(operation, case, None, unanswered.message, unanswered.exchange)
    return Asked(operation, case, answer)


def _operation(description: Description, case: Case) -> Operation | None:
    wanted = (case.method.lower(), case.template)
    return next((it for it in description.operations() if (it.method, it.path) == wanted), None)


def _own_values(base: str, urls: Sequence[str]) -> Known:
    """Values of path parameters that lead to what the run made itself; none for any other path."""

    def known(template: str, name: str) -> list[object]:
        found = (_values(base, template, url) for url in urls)
        return [values[name] for values in found if name in values]

    return known


def _values(base: str, template: str, url: str) -> dict[str, str]:
    """The values of a path's parameters in a URL; none where the URL is not of that path."""
    names = _OPEN.findall(template)
    pattern = "([^/]+)".join(map(re.escape, _OPEN.split(template)[::2]))
    hit = re.fullmatch(f"{re.escape(urlsplit(base).path)}{pattern}/?", urlsplit(url).path)
    return dict(zip(names, map(unquote, hit.groups()), strict=True)) if hit else {}
