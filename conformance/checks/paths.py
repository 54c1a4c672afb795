"""What a description says about paths: case, trailing slashes, file extensions, names of collections and resources."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from urllib.parse import urlsplit

from conformance.checks.looking import either, hint, listed, looked, met, place, unmet
from conformance.checks.names import LOOKS, fits, is_act, is_plural, vocabulary
from conformance.checks.shapes import collections, kinds_of, properties, schemas_of
from conformance.description import Description
from conformance.model import Observation

_TEMPLATE = re.compile(r"\{[^{}]*\}")
_JOINERS = "-:;,~()="  # between the parts of a segment that is put together: {from}-{to}
_EXTENSION = re.compile(r"\.([A-Za-z][A-Za-z0-9]*)$")
_EXTENSIONS = vocabulary(
    """asp aspx atom bmp cgi csv do doc docx geojson gif gml gpkg gz htm html ics jpeg jpg js json jsonld jsp kml md
    mvt n3 nt ods odt pbf pdf php png ppt pptx rdf rss shp svg tar tif tiff tsv ttl txt vcf wsdl xhtml xls xlsx xml
    xsd yaml yml zip
    """
)
_VERSION = re.compile(r"v\d+(\.\d+)*")


def segment_case(
    description: Description, *, case: str, last_prefix: str = "", files: Sequence[str] = ()
) -> Iterator[Observation]:
    """Every fixed segment of a path is written in one case.

    A template is not judged, nor what joins two templates in one segment. The last segment may begin with
    `last_prefix`, and may be one of `files`.
    """
    return either(
        (
            looked(bool(wrong), LOOKS[case], listed(wrong) or path, place("paths", path))
            for path, fixed in _fixed(description, last_prefix, files)
            if fixed
            for wrong in [[segment for segment, part in fixed if not fits(part, case)]]
        ),
        "no path has a fixed segment",
    )


def _fixed(
    description: Description, last_prefix: str, files: Sequence[str]
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Each path with its segments and the parts of them that are no template."""
    for path in _paths(description):
        segments = [segment for segment in path.split("/") if segment]
        if segments and segments[-1] in files:
            segments.pop()
        parts: list[tuple[str, str]] = []
        for place_of, segment in enumerate(segments):
            last = place_of == len(segments) - 1
            own = segment.removeprefix(last_prefix) if last and last_prefix else segment
            parts += [(segment, part) for part in _parts(own)]
        yield path, parts


def _parts(segment: str) -> list[str]:
    if "{" not in segment:
        return [segment]
    return [part for piece in _TEMPLATE.split(segment) if (part := piece.strip(_JOINERS))]


def _paths(description: Description) -> list[str]:
    return [path for path in description.root.get("paths").names() if path.startswith("/")]


def trailing_slash(description: Description) -> Iterator[Observation]:
    """No path ends in a slash, save the root itself."""
    return either(
        (
            looked(path.endswith("/"), "no slash at the end", path, place("paths", path))
            for path in _paths(description)
            if path != "/"
        ),
        "no path but the root is described",
    )


def empty_segment(description: Description) -> Iterator[Observation]:
    """No path has two slashes together."""
    return either(
        (
            looked("//" in path, "one slash between segments", path, place("paths", path))
            for path in _paths(description)
            if path != "/"
        ),
        "no path but the root is described",
    )


def file_extension(description: Description, *, files: Sequence[str] = ()) -> Iterator[Observation]:
    """No path ends in the extension of a kind of file, save the names in `files`."""
    return either(
        (
            looked(_is_file(last), "no file extension", last, place("paths", path))
            for path in _paths(description)
            if (last := path.rstrip("/").rpartition("/")[2]) and last not in files
        ),
        "no path but the root is described",
    )


def _is_file(segment: str) -> bool:
    found = _EXTENSION.search(segment)
    return found is not None and found[1].lower() in _EXTENSIONS


def base_case(description: Description, *, case: str) -> Iterator[Observation]:
    """The segment before the version in the URL of a server, the name of the API, is written in one case."""
    return either(
        (
            looked(not fits(name, case), LOOKS[case], name, place("servers", at))
            for at, url in enumerate(_servers(description))
            if (name := _before_version(url))
        ),
        "no server has a name before its version",
    )


def _servers(description: Description) -> list[str]:
    return [server.get("url").text for _, server in description.root.get("servers").items()]


def _before_version(url: str) -> str:
    segments = [segment for segment in urlsplit(url).path.split("/") if segment]
    for before, segment in pairwise(segments):
        if _VERSION.fullmatch(segment):
            return "" if "{" in before else before
    return ""


def parameter_case(description: Description, *, case: str) -> Iterator[Observation]:
    """The names of path parameters are written in one case."""
    return either(
        (
            looked(not fits(name, case), LOOKS[case], name, place("paths", path))
            for path in _paths(description)
            for name in _names(path)
        ),
        "no path has a parameter",
    )


def qualified_parameters(
    description: Description, *, plain: Sequence[str] = ("id", "code")
) -> Iterator[Observation]:
    """A path parameter says what it identifies: `employerId`, not `id`."""
    return either(
        (
            looked(name.lower() in plain, "the resource before it, as in employerId", name, where)
            for path in _paths(description)
            for where in [place("paths", path)]
            for name in _names(path)
        ),
        "no path has a parameter",
    )


def _names(path: str) -> list[str]:
    return [found[1:-1] for found in _TEMPLATE.findall(path)]


def offered(
    description: Description, *, path: str, media_type: str = "", member: str = ""
) -> Iterator[Observation]:
    """GET on that path is described, and where asked for, its success with a media type or with a member."""
    where = place("paths", path, "get")
    operation = next(
        (it for it in description.operations() if it.method == "get" and it.path == path), None
    )
    if operation is None:
        yield unmet(f"GET {path}", "not described", place("paths"))
        return
    success = operation.response_for(200)
    kinds = kinds_of(success)
    if media_type:
        lacks = media_type not in kinds
        yield looked(lacks, f"200 with {media_type}", listed(kinds, "no content"), where)
    named = sorted({name for schema in schemas_of(success).values() for name in properties(schema)})
    if member and named:
        yield looked(member not in named, f"a member {member}", listed(named), where)
    elif not media_type:
        yield met(f"GET {path}", "described", where)


def plural_collections(
    description: Description, *, languages: Sequence[str], sure: bool = True
) -> Iterator[Observation]:
    """A collection, which is what lists things and has each of them below it, bears a name that may be a plural.

    A word with two readings, or with no plural, is not accused; without `sure`, none is, and it is a doubt.
    """
    return either(
        (
            hint(
                looked(not is_plural(it.name, languages), "a plural", it.name, it.place), sure=sure
            )
            for it in collections(description)
        ),
        "no path is plainly a collection",
    )


def no_acts(
    description: Description,
    *,
    languages: Sequence[str],
    last_prefix: str = "",
    sure: bool = True,
) -> Iterator[Observation]:
    """No segment of a path begins with a word that can only be an act; without `sure` one that does is a doubt.

    What begins with `last_prefix` at the end of a path is an operation by the guide's own convention, and may.
    """
    return either(
        (
            hint(
                looked(bool(acts), "nouns", listed(acts or nouns), place("paths", path)), sure=sure
            )
            for path in _paths(description)
            if (nouns := _nouns(path, last_prefix))
            for acts in [[name for name in nouns if is_act(name, languages)]]
        ),
        "no path has a fixed segment",
    )


def _nouns(path: str, last_prefix: str) -> list[str]:
    segments = [segment for segment in path.split("/") if segment and "{" not in segment]
    if last_prefix and path.rpartition("/")[2].startswith(last_prefix):
        segments.pop()
    return segments
