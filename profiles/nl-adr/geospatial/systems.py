"""Coordinate reference systems: what a URI names, which belong together, and what coordinates in them look like."""

import re
from collections.abc import Sequence
from typing import TypeGuard

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_URI = re.compile(r"(?:https?://[^\s<>]+|urn:[^\s<>]+|\[EPSG:\d+\]|\[OGC:CRS84h?\])", re.IGNORECASE)
_NAMED = re.compile(
    r"(?:https?://www\.opengis\.net/def/crs/|urn:ogc:def:crs:|\[)(EPSG|OGC)[/:](?:[^/:]*[/:])?([^/:\]]+)\]?$",
    re.IGNORECASE,
)
_RD = ("EPSG:28992", "EPSG:7415")
_ETRS89 = ("EPSG:4258", "EPSG:4937", "EPSG:4936")
_MEMBERS = (
    "EPSG:9067",
    "EPSG:7931",
    "EPSG:7930",
    "EPSG:9069",
    "EPSG:8403",
)  # realisations of ETRS89
_DEFAULTS = ("OGC:CRS84", "OGC:CRS84H")
_THREE = (
    "EPSG:7415",
    "EPSG:4937",
    "EPSG:4936",
    "EPSG:7931",
    "EPSG:7930",
    "EPSG:7912",
    "OGC:CRS84H",
)

_SAME = (  # in two dimensions and in three
    {"EPSG:28992", "EPSG:7415"},
    {"EPSG:4258", "EPSG:4937"},
    {"EPSG:9067", "EPSG:7931"},
    {"OGC:CRS84", "OGC:CRS84H"},
)

_COUNTRY = ((2.5, 50.5), (7.5, 56.0))  # the European Netherlands and their sea, in degrees
_RD_AREA = ((-7000.0, 289000.0), (300000.0, 629000.0))


def is_uri(text: object) -> TypeGuard[str]:
    """Whether a value is a URI, as which a system is named."""
    return isinstance(text, str) and _URI.fullmatch(text) is not None


def key(uri: str) -> str:
    """What a URI of a system names, whatever the edition of its register and the scheme: "EPSG:28992".

    A URI of another register stands for itself.
    """
    named = _NAMED.fullmatch(uri.strip())
    return f"{named[1]}:{named[2]}".upper() if named else uri.strip()


def same(one: str, other: str) -> bool:
    """Whether two URIs name one system, with or without heights."""
    pair = {key(one), key(other)}
    return len(pair) == 1 or any(pair <= it for it in _SAME)


def told(value: str) -> str:
    """The URI in a field Content-Crs, which stands between angle brackets or bare."""
    return value.strip().removeprefix("<").removesuffix(">").strip()


def is_default(uri: str) -> bool:
    """Whether it is CRS84, or CRS84h with heights."""
    return key(uri) in _DEFAULTS


def is_rd(uri: str) -> bool:
    """Whether it is RD, with or without NAP."""
    return key(uri) in _RD


def is_etrs89(uri: str) -> bool:
    """Whether it is ETRS89: the ensemble or a realisation, with or without heights."""
    return key(uri) in (*_ETRS89, *_MEMBERS)


def is_ensemble(uri: str) -> bool:
    """Whether it is ETRS89 as an ensemble, which says not which realisation is meant."""
    return key(uri) in _ETRS89


def is_member(uri: str) -> bool:
    """Whether it is a realisation of ETRS89."""
    return key(uri) in _MEMBERS


def is_preferred(uri: str) -> bool:
    """Whether it is one of the systems that are preferred for the Netherlands."""
    return is_rd(uri) or is_etrs89(uri)


def is_flat(uri: str) -> bool:
    """Whether it has two dimensions, as far as is known."""
    return key(uri) not in _THREE


def in_order_of_use(uris: Sequence[str]) -> list[str]:
    """Systems other than the default, those first that tell most: RD, then ETRS89, then others in two dimensions."""
    others = [it for it in dict.fromkeys(uris) if not is_default(it)]
    return sorted(others, key=lambda it: (not is_rd(it), not is_etrs89(it), not is_flat(it)))


def fault(uri: str, shown: Sequence[float], default: Sequence[float]) -> str:
    """Why a position is none in a system, where `default` is the same place in CRS84; "" when it may be one.

    Latitude and longitude may stand in either order in ETRS89: the register of EPSG has one and the module the other.
    """
    first, second = shown[0], shown[1]
    if is_default(uri):
        return _fault_in_degrees(first, second)
    if not in_country(default):
        return ""
    if is_rd(uri) and not _within((first, second), _RD_AREA):
        return f"{first}, {second} is no place in RD"
    if is_etrs89(uri):
        straight = _close(first, default[0]) and _close(second, default[1])
        turned = _close(first, default[1]) and _close(second, default[0])
        return "" if straight or turned else f"{first}, {second} is not where CRS84 has it"
    return ""


def _fault_in_degrees(first: float, second: float) -> str:
    if not (-180 <= first <= 180 and -90 <= second <= 90):  # noqa: PLR2004
        return f"{first}, {second} is no longitude and latitude"
    if in_country((second, first)):
        return f"{first}, {second} has the latitude first"
    return ""


def in_country(position: Sequence[float]) -> bool:
    """Whether a longitude and latitude lie in the European Netherlands."""
    return _within((position[0], position[1]), _COUNTRY)


def _within(
    place: tuple[float, float], area: tuple[tuple[float, float], tuple[float, float]]
) -> bool:
    (low_first, low_second), (high_first, high_second) = area
    return low_first <= place[0] <= high_first and low_second <= place[1] <= high_second


def _close(one: float, other: float) -> bool:
    return abs(one - other) < 0.01  # noqa: PLR2004  (about a kilometre: realisations differ by far less)
