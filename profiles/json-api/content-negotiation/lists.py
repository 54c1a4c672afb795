"""Values of Accept and of Content-Type that are made up."""

from collections.abc import Callable, Sequence

from conformance.generation import Draw

from ..media_types import JSON_API

Recipe = Callable[[Draw], str]

_PROFILE = 'profile="https://example.org/conformance/no-such-profile"'
_WEIGHTS = ("", "q=1", "q=0.5", "q=0.001")
_MOST_OTHERS = 3


def acceptable(parameters: Sequence[str], unknown: str) -> Recipe:
    """Lists with one instance at least of the bare media type; `unknown` is a type that nobody has."""

    def recipe(draw: Draw) -> str:
        others = _others(draw, (_bare, _modified, _foreign), parameters, unknown)
        others.insert(draw.number(0, len(others)), _bare(draw, parameters, unknown))
        return _joined(draw, others)

    return recipe


def unacceptable(parameters: Sequence[str], unknown: str) -> Recipe:
    """Lists in which every instance of the media type has one of `parameters` at least."""

    def recipe(draw: Draw) -> str:
        others = _others(draw, (_modified, _foreign), parameters, unknown)
        others.insert(draw.number(0, len(others)), _modified(draw, parameters, unknown))
        return _joined(draw, others)

    return recipe


def unsupported(parameters: Sequence[str]) -> Recipe:
    """The media type of content with one of `parameters` at least, a profile before or after it."""

    def recipe(draw: Draw) -> str:
        chosen = list(draw.some(parameters, least=1, most=2))
        if draw.flip():
            chosen.insert(draw.number(0, len(chosen)), _PROFILE)
        return _with(draw, JSON_API, chosen)

    return recipe


_Instance = Callable[[Draw, Sequence[str], str], str]


def _others(
    draw: Draw, kinds: Sequence[_Instance], parameters: Sequence[str], unknown: str
) -> list[str]:
    count = draw.number(0, _MOST_OTHERS)
    return [draw.one(kinds)(draw, parameters, unknown) for _ in range(count)]


def _bare(draw: Draw, _parameters: Sequence[str], _unknown: str) -> str:
    return _with(draw, JSON_API, [draw.one(_WEIGHTS)])


def _modified(draw: Draw, parameters: Sequence[str], _unknown: str) -> str:
    return _with(draw, JSON_API, [*draw.some(parameters, least=1, most=2), draw.one(_WEIGHTS)])


def _foreign(draw: Draw, _parameters: Sequence[str], unknown: str) -> str:
    return _with(draw, f"application/x-{unknown}", [draw.one(_WEIGHTS)])


def _with(draw: Draw, media_type: str, parameters: Sequence[str]) -> str:
    mark = draw.one(("; ", ";"))
    return media_type + "".join(f"{mark}{it}" for it in parameters if it)


def _joined(draw: Draw, instances: Sequence[str]) -> str:
    return draw.one((", ", ",")).join(instances)
