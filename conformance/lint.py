"""An OpenAPI document judged on its own, at design time: by the requirements that it can show without a live API.

A file may refer to files below its own folder; what it refers to on the web is asked through the address guard, and
loopback only where the document itself was asked for there.
"""

import ipaddress
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote_to_bytes, urljoin, urlsplit

from conformance import description as descriptions
from conformance import profiles, strictjson
from conformance.candidate import Candidate
from conformance.candidate.declaration import Declaration, Limits
from conformance.candidate.wire import default_port
from conformance.description import Description
from conformance.description.document import EXTERNAL
from conformance.description.reading import LONGEST
from conformance.description.references import gather
from conformance.errors import (
    ConfigurationError,
    PreflightError,
    RefusedAddress,
    Unanswered,
    UsageError,
)
from conformance.judge import applicable, judge_description
from conformance.linted import Fault, Linted, Place, Unfollowed
from conformance.model import Exchange, Profile, Result
from conformance.preflight import check_url

STDIN = "-"
_MOST = LONGEST + 1  # bytes that are read of one document: one more than would be accepted
_OK = 200
_REDIRECT = range(300, 400)
_LOOPBACK = frozenset({"loopback"})
_NO_PATH = (OSError, ValueError, RuntimeError)  # too long a name, a null byte, a circle of links
_MOST_ATTEMPTS = 200  # to read what a document refers to, whatever comes of them
_HINT = "give the path of an OpenAPI document, its URL, or - for standard input"


def lint(source: str, profile: Profile, version: str, added: tuple[Path, ...] = ()) -> Linted:
    """Judge the description at `source` (a path, a URL, or "-") by what `profile` demands of one in `version`.

    Raises UsageError or DescriptionError when there is nothing to judge, PreflightError when a URL gives nothing.
    """
    rules = [it for it in applicable(profile.requirements, version) if it.lint]
    if not rules:
        raise UsageError(
            f"profile {profile.id!r} demands nothing that a description alone can show",
            hint="`conformance profiles show NAME` says how each requirement is found out",
        )
    ways = profiles.ways(profile, added)
    shelf = _Shelf()
    try:
        description = shelf.opened(source)
    finally:
        shelf.close()
    results = tuple(judge_description(it, ways[it.id], description) for it in rules)
    places = _Places(source, description, shelf.texts)
    return Linted(
        source=source,
        openapi=description.version,
        profile=profile,
        version=version,
        results=results,
        faults=tuple(sorted(_faults(results, places), key=_in_order)),
        unfollowed=tuple(
            Unfollowed(places.of(it.pointer), it.reference, it.reason)
            for it in description.unresolved
        ),
        repeated=tuple(
            Place(source, it.line, it.column, it.pointer) for it in description.duplicates
        ),
    )


def _faults(results: tuple[Result, ...], places: "_Places") -> Iterator[Fault]:
    """Each unmet finding at its place; one that was met with twice, by two ways to one definition, is told once."""
    for result in results:
        for finding in dict.fromkeys(result.faults):
            yield Fault(places.of(finding.where), result.requirement, finding)


def _in_order(fault: Fault) -> tuple[Place, str]:
    return fault.place, fault.requirement.id


class _Places:
    """Where a pointer into the whole leads: a place in the document itself, or in another that it refers to."""

    def __init__(self, source: str, whole: Description, texts: Mapping[str, bytes]) -> None:
        self._source = source
        self._whole = whole
        self._texts = texts
        self._others: dict[str, Description] = {}

    def of(self, pointer: str) -> Place:
        """The place of what stands at a pointer."""
        first, name, inside = (*pointer[1:].split("/", 2), "", "")[:3]
        external = self._whole.externals.get(name) if first == EXTERNAL else None
        if external is None:
            return Place(self._source, *self._whole.position(pointer), pointer)
        url, inside = external.url, f"/{inside}" if inside else ""
        if url not in self._others:
            text = self._texts[url]
            form = "yaml" if strictjson.parse(text).error else "json"
            self._others[url] = Description(url, {}, text, form)
        return Place(self._named(url), *self._others[url].position(inside), inside)

    def _named(self, url: str) -> str:
        """Another document as it would have been named: a file by its path from where `source` counts."""
        if not url.startswith("file:"):
            return url
        here = _path(self._whole.url).parent
        return os.path.join(os.path.dirname(self._source), os.path.relpath(_path(url), here))  # noqa: PTH118, PTH120 (a name, not a file)


class _Shelf:
    """Documents as they are asked for: the one that is named, and those that it may refer to."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._addresses: frozenset[str] = frozenset()
        self._hosts: dict[str, Candidate] = {}
        self._silent: dict[str, Unanswered] = {}
        self._attempts = 0
        self.texts: dict[str, bytes] = {}

    def close(self) -> None:
        """Close every connection."""
        for host in self._hosts.values():
            host.close()

    def opened(self, source: str) -> Description:
        """The document that is named, with all that it refers to."""
        if source == STDIN:
            data = sys.stdin.buffer.read(_MOST)
            found = replace(descriptions.parse(data, "standard input"), url="")
        elif source.lower().startswith(("http://", "https://")):
            found = self._on_the_web(source)
        else:
            found = self._in_a_file(Path(source))
        return gather(found, self._fetched)

    def _in_a_file(self, path: Path) -> Description:
        """The document in a file; what it refers to is read below its folder."""
        found = descriptions.parse(_content(path), str(path))
        self._folder = path.parent.resolve()
        return replace(found, url=(self._folder / path.name).as_uri())

    def _on_the_web(self, url: str) -> Description:
        """The document at a URL; what it refers to may be on loopback only when the document itself is."""
        check_url(url)
        if "@" in urlsplit(url).netloc:
            raise UsageError(
                "the URL holds a name or a password, which would stand in every report",
                hint="fetch the document yourself, and give the file",
            )
        host = self._host(url, _LOOPBACK)
        if ipaddress.ip_address(_resolved(url, host)).is_loopback:
            self._addresses = _LOOPBACK
        try:
            answer = host.get(url, {"Accept": descriptions.ACCEPT})
        except Unanswered as unanswered:
            if unanswered.exchange is None or not unanswered.exchange.body:
                raise PreflightError(
                    f"GET {url}: {unanswered.message}",
                    hint="check the URL and that something answers there, or give the document as a file",
                ) from unanswered
            answer = unanswered.exchange  # longer than is read, which parse() says better
        if answer.status != _OK:
            raise _no_document(url, answer)
        found = descriptions.parse(answer.body, url, answer.media_type)
        return replace(found, url=answer.request.url)

    def _fetched(self, url: str) -> bytes:
        """What stands at a URL that a document refers to; raises ConformanceError when that is not to be read."""
        self._attempts += 1
        if self._attempts > _MOST_ATTEMPTS:
            raise ConfigurationError(f"more than {_MOST_ATTEMPTS} documents are not asked for")
        is_file = url.startswith("file:")
        self.texts[url] = self._sibling(url) if is_file else self._asked(url)
        return self.texts[url]

    def _asked(self, url: str) -> bytes:
        """The answer to a GET; a host that gave none once is not asked again."""
        check_url(url)
        host = self._host(url, self._addresses)
        if host.base in self._silent:
            raise self._silent[host.base]
        try:
            answer = host.get(url, {"Accept": descriptions.ACCEPT})
        except Unanswered as unanswered:
            if unanswered.exchange is None or unanswered.exchange.response is None:
                self._silent[host.base] = unanswered
            raise
        except ValueError as error:  # a name that no host can have
            raise ConfigurationError("it is no URL that can be asked") from error
        if answer.status != _OK:
            raise Unanswered(f"answered {answer.status}", answer)
        return answer.body

    def _host(self, url: str, addresses: frozenset[str]) -> Candidate:
        """Whom to ask for a URL; one for each host, so that redirects stay with it."""
        origin = urljoin(url, "/").rstrip("/")
        if origin not in self._hosts:
            limits = Limits(body=_MOST, addresses=addresses)
            self._hosts[origin] = Candidate(Declaration(origin, limits=limits), jobs=1)
        return self._hosts[origin]

    def _sibling(self, url: str) -> bytes:
        """The content of a file below the folder of the document, wherever links lead."""
        folder = self._folder
        if folder is None or urlsplit(url).netloc:
            raise ConfigurationError("a file is only read where the document itself is one")
        try:
            path = _path(url).resolve()
            readable = path.is_file()
        except _NO_PATH as error:
            raise ConfigurationError("it is no name of a file") from error
        if not path.is_relative_to(folder):
            raise ConfigurationError(f"it lies outside the folder of the document, {folder.name}/")
        if not readable:
            raise ConfigurationError("there is no such file")
        return _content(path)


def _path(url: str) -> Path:
    """The path of a file URL."""
    return Path(os.fsdecode(unquote_to_bytes(urlsplit(url).path)))


def _resolved(url: str, host: Candidate) -> str:
    """The address of a host; raises PreflightError when there is none that may be asked."""
    parts = urlsplit(url)
    try:
        return host.resolver.resolve(parts.hostname or "", parts.port or default_port(parts.scheme))
    except RefusedAddress as refused:
        raise RefusedAddress(
            refused.message, hint="fetch the document yourself, and give the file"
        ) from refused
    except ValueError as error:
        raise UsageError(f"{url!r} names no host", hint="check the URL") from error


def _content(path: Path) -> bytes:
    """As much of a file as may be read; raises UsageError when it cannot be."""
    try:
        with path.open("rb") as file:
            return file.read(_MOST)
    except FileNotFoundError as error:
        raise UsageError(f"{path}: there is no such file", hint=_HINT) from error
    except IsADirectoryError as error:
        inside = path / "openapi.yaml"
        raise UsageError(
            f"{path}: is a folder", hint=f"name the document in it, such as {inside}"
        ) from error
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be read ({error.strerror})", hint="check who may read it"
        ) from error
    except ValueError as error:  # a name with a null byte in it
        raise UsageError(f"{str(path)!r}: is no name of a file", hint=_HINT) from error


def _no_document(url: str, answer: Exchange) -> PreflightError:
    """Why an answer other than 200 is no document, and what to do."""
    target = answer.header("location")
    if answer.status in _REDIRECT and target:
        with suppress(ValueError):
            target = urljoin(answer.request.url, target)
        return PreflightError(
            f"GET {url}: answered {answer.status}, elsewhere: {target}",
            hint="give that URL, if it is meant",
        )
    return PreflightError(
        f"GET {url}: answered {answer.status}",
        hint="check the URL; where a login is needed, fetch the document yourself and give the file",
    )
