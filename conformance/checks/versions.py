"""What a description says about versions: of the document, in the URLs of servers, in a header of every response."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from conformance.checks.headers import declared
from conformance.checks.looking import looked, met, place, unmet
from conformance.description import Description, Node
from conformance.model import Observation

_NUMBER = r"(?:0|[1-9]\d*)"
_PRE = r"(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)"
# The grammar of Semantic Versioning 2.0.0.
SEMVER = re.compile(
    rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}(?:-{_PRE}(?:\.{_PRE})*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?",
    re.ASCII,
)
_SHORT = re.compile(rf"{_NUMBER}\.{_NUMBER}(?:-{_PRE}(?:\.{_PRE})*)?", re.ASCII)
_LIKE_VERSION = re.compile(r"v[\d.+]\S*", re.IGNORECASE | re.ASCII)
_IN_TEXT = re.compile(
    r"\bv(?:ersion|ersie|ersione)?\.? ?\d+(?:\.\d+)*\b|\b\d+\.\d+(?:\.\d+)?\b", re.IGNORECASE
)


def number(description: Description, *, least: int = 3) -> Iterator[Observation]:
    """The version of the document is a semantic version: three numbers, or two where `least` is 2."""
    found = description.root.get("info", "version").value
    given = found if isinstance(found, str) else ""
    good = bool(SEMVER.fullmatch(given) or (least == 2 and _SHORT.fullmatch(given)))  # noqa: PLR2004
    shape = "major.minor.patch" if least != 2 else "major.minor, perhaps .patch"  # noqa: PLR2004
    actual = given or ("none" if found is None else f"{found}, which is no text")
    yield looked(not good, shape, actual, place("info", "version"))


def in_server(
    description: Description, *, parts: int = 1, required: bool = True
) -> Iterator[Observation]:
    """The URL of every server has a segment v + version, of at most so many numbers; `v1` is one.

    A segment that only looks like one (v1beta, v+) is none. Without `required` a URL may be without.
    """
    wanted = re.compile(rf"v\d+(?:\.\d+){{0,{parts - 1}}}", re.ASCII)
    shape = "v" + ".".join(("major", "minor", "patch")[:parts])
    if _in_every_path(description, wanted):
        yield met(f"a segment {shape}", "in every path", place("paths"))
        return
    urls = _server_urls(description)
    if not urls and required:
        yield unmet(
            f"a server with a segment {shape}", "no server, which means /", place("servers")
        )
    for where, url in urls:
        segments = [segment for segment in urlsplit(url).path.split("/") if segment]
        versions = [segment for segment in segments if _LIKE_VERSION.fullmatch(segment)]
        good = [segment for segment in versions if wanted.fullmatch(segment)]
        if versions or required:
            faulty = len(good) != 1 or len(versions) != 1
            yield looked(faulty, f"a segment {shape}", url, where)


def _in_every_path(description: Description, wanted: re.Pattern[str]) -> bool:
    paths = [path for path in description.root.get("paths").names() if path.startswith("/")]
    return bool(paths) and all(wanted.fullmatch(path.split("/")[1]) for path in paths)


def _server_urls(description: Description) -> list[tuple[str, str]]:
    return [
        (f"{server.pointer}/url", _filled(server))
        for _, server in description.root.get("servers").items()
        if server.get("url").text
    ]


def _filled(server: Node) -> str:
    url = server.get("url").text
    for name, variable in server.get("variables").items():
        url = url.replace(f"{{{name}}}", str(variable.get("default").value))
    return url


def major_agrees(description: Description) -> Iterator[Observation]:
    """The major number in the URL of a server is that of the document's version."""
    version = description.root.get("info", "version").text
    major = version.partition(".")[0]
    for where, url in _server_urls(description):
        found = re.search(r"/v(\d+)(?:\.\d+)*(?=/|$)", urlsplit(url).path)
        if found and major.isdigit():
            yield looked(
                int(found[1]) != int(major), f"v{major}, for version {version}", url, where
            )


def not_in_title(description: Description) -> Iterator[Observation]:
    """The name of the API holds no version number."""
    title = description.root.get("info", "title").text
    yield looked(
        bool(_IN_TEXT.search(title)), "a name without version", title, place("info", "title")
    )


def response_header(
    description: Description,
    *,
    name: str = "API-Version",
    on: Sequence[str] = ("2XX", "3XX", "4XX", "5XX", "default"),
) -> Iterator[Observation]:
    """Every response, an error and one without content among them, declares the header with the version."""
    return declared(description, any_of=[name], on=on)
