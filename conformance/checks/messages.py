"""The syntax of answers: httplint reads each once, and a requirement names the notes that show its clause broken.

Most notes of httplint are advice. Only those that a requirement names become findings, so that nothing is held
against a candidate but what a clause says; tests/httplint_ignored.toml argues for each of the others.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

from conformance.candidate.redaction import MARK
from conformance.model import Exchange, Finding, Headers, Observation, Request, Response

_NO_CONTENT = (204, 205, 304)
_LONGEST = 120
_NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Note:
    """One remark on an answer: the class of httplint's note, or the wire's words for an oddity.

    `field` is the header field that it is about in lower case, `value` what stands there, `word` the parameter or the
    directive in it; each is "" where there is none.
    """

    name: str
    field: str = ""
    value: str = ""
    word: str = ""

    @property
    def actual(self) -> str:
        """What was there, in a few words."""
        if not self.field:
            return self.name.lower().replace("_", " ") if self.name.isupper() else self.name
        shown = short(self.value) if self.value else f"no {self.field}"
        return f"{shown} ({self.word})" if self.word else shown


def notes(
    exchange: Exchange,
    *,
    names: Sequence[str],
    expected: str,
    about: Sequence[str] = (),
    when: Mapping[str, Any] = _NOTHING,
) -> Iterator[Observation]:
    """Nothing in the answer is as one of the named notes says.

    `about` are header fields in lower case: the notes have to be about one of them, and one has to be there for
    anything to be looked at; none is every answer. `when` narrows it further: `status` and `scheme` are those that the
    clause is about, `asked` a header field that the request and `beside` one that the answer must have too, `holding`
    a text that must stand in one of `about`, `spared` the media types that the clause leaves out.
    """
    if not _applies(exchange, when):
        return
    present = _present(exchange, about, when.get("holding", ""))
    if about and not present:
        return
    known = exchange.once(by_name)
    broken = {
        (it.actual, it.field)
        for it in chain.from_iterable(known.get(name, ()) for name in names)
        if not (about and it.field) or it.field in present
    }
    for actual, field in sorted(broken):
        yield Finding(False, expected, actual, field, exchange)
    if not broken:
        field = next(iter(present), "")
        actual = short(present[field]) if field else "as expected"
        yield Finding(True, expected, actual, field, exchange)


def by_name(exchange: Exchange) -> Mapping[str, Sequence[Note]]:
    """The notes on an answer by what a requirement may call them: `NAME`, or `NAME:word` for those about that word."""
    found: dict[str, list[Note]] = {}
    for note in lint(exchange):
        found.setdefault(note.name, []).append(note)
        if note.word:
            found.setdefault(f"{note.name}:{note.word}", []).append(note)
    return found


def lint(exchange: Exchange) -> tuple[Note, ...]:
    """Every note on an answer, and every oddity of the bytes that it came in.

    A field from which a secret was taken is left out: what is there now is ours.
    """
    request, response = exchange.request, exchange.response
    if response is None:
        return ()
    parts = urlsplit(request.url)
    misplaced = response.body if response.status in _NO_CONTENT else b""
    found = _read(
        Request(request.method, f"{parts.scheme}://{parts.netloc}/", request.headers),
        replace(response, body=misplaced, oddities=()),
    )
    odd = [Note(it.partition(" (")[0]) for it in response.oddities]
    return (*found, *odd)


def short(value: str) -> str:
    """A value, cut where it is too long to be read aloud."""
    return value if len(value) <= _LONGEST else f"{value[: _LONGEST - 1]}…"


def _applies(exchange: Exchange, when: Mapping[str, Any]) -> bool:
    if not when:
        return True
    request = exchange.request
    return (
        exchange.status in when.get("status", (exchange.status,))
        and when.get("scheme") in {None, urlsplit(request.url).scheme}
        and when.get("asked") in {None, *(name.lower() for name, _ in request.headers)}
        and ("beside" not in when or exchange.header(when["beside"]) is not None)
        and exchange.media_type not in when.get("spared", ())
    )


def _present(exchange: Exchange, about: Sequence[str], text: str) -> dict[str, str]:
    """Those of the fields that the answer has with that text in them, and their values."""
    found = ((name, exchange.header(name)) for name in about)
    return {
        name: value
        for name, value in found
        if value is not None and text in value and MARK not in value
    }


@lru_cache(maxsize=1024)
def _read(request: Request, response: Response) -> tuple[Note, ...]:
    """What httplint says of an answer; many answers of a run have the same head.

    It is not told the time, so that a wrong clock of ours is never held against a candidate; and no content, unless
    there is some where there must be none, because the content has left its coding and what framed it.
    """
    from httplint.message import HttpResponseLinter

    asked = _asked(request.method, request.headers)
    linter = HttpResponseLinter(no_content=not response.body)
    linter.request = asked
    linter.base_uri = request.url
    linter.is_head_response = request.method == "HEAD"
    version = response.http_version.removeprefix("HTTP/").encode("latin-1", "replace")
    linter.process_response_topline(version, b"%03d" % response.status)
    linter.process_headers(_raw(response.headers))
    linter.feed_content(response.body)
    linter.finish_content(complete=True)
    asked.notes.clear()  # what the answer says of its request, which is not judged
    found = (_noted(it, response.headers) for it in _all(linter.notes))
    return tuple(it for it in found if MARK not in it.value)


@lru_cache(maxsize=256)
def _asked(method: str, headers: Headers) -> Any:
    """The request as httplint has it; most requests of a run have the same header fields."""
    from httplint.message import HttpRequestLinter

    request = HttpRequestLinter()
    request.method = method
    request.process_headers(_raw(headers))
    return request


def _raw(headers: Headers) -> list[tuple[bytes, bytes]]:
    return [
        (name.encode("latin-1", "replace"), value.encode("latin-1", "replace"))
        for name, value in headers
    ]


def _all(found: Any) -> Iterator[Any]:
    for note in found:
        yield note
        yield from _all(note.subnotes)


def _noted(note: Any, headers: Headers) -> Note:
    """A note of httplint in our words; its subject is `offset-3`, a line, or `field-etag`, all lines of a field."""
    kind, _, field = note.subject.partition(" ")[0].partition("-")
    word = str(note.vars.get("param") or note.vars.get("directive") or "")
    name = type(note).__name__
    if kind == "offset":
        found, value = headers[int(field)]
        return Note(name, found.lower(), value, word)
    if kind in {"field", "header"}:
        lines = (value for found, value in headers if found.lower() == field)
        return Note(name, field, ", ".join(lines), word)
    return Note(name, word=word)
