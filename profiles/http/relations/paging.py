"""A collection in pages of two sizes: what the description calls the size of a page, and the walk with another."""

from dataclasses import dataclass

from conformance.candidate import Candidate
from conformance.checks import pages
from conformance.checks.pages import Walk
from conformance.checks.shapes import keyword
from conformance.description import Parameter
from conformance.model import Exchange

_MOST = 2
_OK = 200


@dataclass(frozen=True, eq=False)
class Sized:
    """A collection as it is given, and from its start in pages of another size; `resized` is None when refused."""

    walk: Walk
    parameter: str
    size: int
    answer: Exchange
    resized: Walk | None


def sized(candidate: Candidate) -> tuple[Sized, ...]:
    """Some collections in smaller pages, by the parameter that the description has for it."""
    found: list[Sized] = []
    for walk in candidate.once(pages.walks):
        parameter = pages.size_parameter(walk.target.operation)
        size = _smaller(parameter, len(walk.pages[0].items)) if parameter else 0
        if parameter and size and len(found) < _MOST:
            url = pages.asking(walk.target.url, **{parameter.name: str(size)})
            answer = candidate.get(url)
            resized = pages.walked(candidate, walk.target, answer) if answer.status == _OK else None
            found.append(Sized(walk, parameter.name, size, answer, resized))
    return tuple(found)


def greatest(parameter: Parameter, most: int = 100) -> int:
    """The greatest size that the description allows, as far as it goes."""
    enum = keyword(parameter.schema, "enum")
    allowed = [it for it in enum if isinstance(it, int)] if isinstance(enum, list) else []
    maximum = keyword(parameter.schema, "maximum")
    return min(max(allowed or [most]), maximum if isinstance(maximum, int) else most)


def _smaller(parameter: Parameter, items: int) -> int:
    """A size below that of the page at hand which the description allows, so that it tells; 0 for none."""
    enum = keyword(parameter.schema, "enum")
    if isinstance(enum, list):
        return max((it for it in enum if isinstance(it, int) and 0 < it < items), default=0)
    minimum, maximum = (keyword(parameter.schema, it) for it in ("minimum", "maximum"))
    wanted = items * 2 // 3
    if isinstance(maximum, int):
        wanted = min(wanted, maximum)
    least = minimum if isinstance(minimum, int) else 1
    return wanted if wanted >= max(least, 1) else 0
