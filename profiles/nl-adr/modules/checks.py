"""Checks of https://gitdocumentatie.logius.nl/publicatie/api/adr/2.2.0/#normative-modules: that each is applied.

What each module demands is judged in a section of its own.
"""

import re
from collections.abc import Iterator
from typing import Any

from conformance.candidate import Candidate
from conformance.checks import targets
from conformance.checks.described import described
from conformance.checks.names import vocabulary
from conformance.checks.targets import Surveyed
from conformance.model import Absence, Doubt, Exchange, Finding, Observation

_SIGNED = ("payload-signature", "message-signature")
_OTHERWISE_SIGNED = ("signature-input", "x-jws-signature", "agid-jwt-signature")
_SIGNED_TYPES = ("multipart/signed", "application/pkcs7-signature")
_ENCRYPTED = "application/jose+json"
_ENCRYPTED_TYPES = ("multipart/encrypted", "application/pgp-encrypted")
_TOKEN = re.compile(rb"\s*eyJ[\w-]*(\.[\w-]*){2}((?:\.[\w-]*){2})?\s*", re.ASCII)
_JWE_DOTS = 4

_GEOJSON = ("application/geo+json",)
_KINDS = vocabulary(
    "Point MultiPoint LineString MultiLineString Polygon MultiPolygon GeometryCollection"
)
_WKT = re.compile(
    r"(?:SRID=\d+;\s*)?(?:MULTI)?(?:POINT|LINESTRING|POLYGON)\s*Z?M?\s*\(\s*[-(\d]", re.IGNORECASE
)
_GML = re.compile(r"<(?:gml:)?(?:Point|Polygon|LineString|MultiSurface|Surface)[\s>]")
_PAIRS = (
    ("lat", "lon"),
    ("lat", "lng"),
    ("latitude", "longitude"),
    ("breedtegraad", "lengtegraad"),
)
_MOST = 20_000


def signing(exchange: Exchange) -> Iterator[Observation]:
    """What is signed is signed as the module says: in Payload-Signature or Message-Signature."""
    ours = [name for name in _SIGNED if exchange.header(name) is not None]
    others = [name for name in _OTHERWISE_SIGNED if exchange.header(name) is not None]
    kind = exchange.media_type
    if kind in _SIGNED_TYPES or (kind == "application/jose" and _dots(exchange) == 2):  # noqa: PLR2004
        others.append(kind)
    if ours or others:
        actual = ", ".join(ours or others)
        yield Finding(bool(ours), "Payload-Signature or Message-Signature", actual, "", exchange)


def encryption(exchange: Exchange) -> Iterator[Observation]:
    """What is encrypted is encrypted as the module says: a JWE as application/jose+json."""
    kind = exchange.media_type
    ours = kind == _ENCRYPTED and (_dots(exchange) == _JWE_DOTS or b'"ciphertext"' in exchange.body)
    other = kind in _ENCRYPTED_TYPES or (
        kind == "application/jose" and _dots(exchange) == _JWE_DOTS
    )
    if ours or other:
        yield Finding(ours, f"a JWE as {_ENCRYPTED}", kind, "content-type", exchange)


def _dots(exchange: Exchange) -> int:
    """How many dots there are in an answer that is one token; 0 when it is none."""
    return exchange.body.count(b".") if _TOKEN.fullmatch(exchange.body) else 0


def geospatial(candidate: Candidate) -> Iterator[Observation]:
    """Where there are places, they are geometries of GeoJSON, not texts or bare numbers."""
    found: Surveyed = candidate.once(targets.surveyed)
    seen: dict[str, tuple[str, Exchange]] = {}
    for target in found.targets:
        for kind, where in _places(target.answer):
            seen.setdefault(kind, (where, target.answer))
    expected = "geometries as GeoJSON"
    if "GeoJSON" in seen:
        where, answer = seen["GeoJSON"]
        yield Finding(True, expected, "GeoJSON", where, answer)
    elif "WKT" in seen or "GML" in seen:
        kind = "WKT" if "WKT" in seen else "GML"
        where, answer = seen[kind]
        yield Finding(False, expected, kind, where, answer)
    elif "numbers" in seen:
        where, answer = seen["numbers"]
        yield Doubt(f"numbers that may be coordinates stand at {where}", answer)
    else:
        yield Absence("no places were read", candidate.once(described).evidence)


def _places(answer: Exchange) -> Iterator[tuple[str, str]]:
    """The ways in which places stand in an answer, and where."""
    if answer.media_type in _GEOJSON:
        yield "GeoJSON", ""
    waiting: list[tuple[str, Any]] = [("", answer.json)]
    for _ in range(_MOST):
        if not waiting:
            return
        where, value = waiting.pop()
        kind = _kind(value)
        if kind:
            yield kind, where
        if isinstance(value, dict):
            waiting += [(f"{where}/{name}", it) for name, it in value.items()]
        elif isinstance(value, list):
            waiting += [(f"{where}/{at}", it) for at, it in enumerate(value)]


def _kind(value: Any) -> str:
    """The way in which a value gives a place; "" where it gives none."""
    if isinstance(value, dict):
        shape = value.get("type")
        if (
            isinstance(shape, str)
            and shape in _KINDS
            and {"coordinates", "geometries"} & set(value)
        ):
            return "GeoJSON"
        return "numbers" if any(_is_pair(value, *names) for names in _PAIRS) else ""
    if isinstance(value, str):
        return "WKT" if _WKT.match(value) else "GML" if _GML.match(value) else ""
    return ""


def _is_pair(value: dict[str, Any], *names: str) -> bool:
    return all(isinstance(value.get(name), int | float) for name in names)
