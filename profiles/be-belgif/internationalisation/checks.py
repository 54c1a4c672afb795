"""Answers in the language of whoever asks."""

from collections.abc import Iterator
from dataclasses import dataclass

from conformance.candidate import Candidate
from conformance.checks import targets
from conformance.checks.again import spread
from conformance.checks.targets import Surveyed, Target
from conformance.model import Absence, Doubt, Exchange, Finding, Observation

_VARIANTS = ("nl-BE", "fr-BE", "de-BE")
_UNKNOWN = "art-x-zq"  # a private language, which nobody speaks
_MOST = 3
_SUCCESS = range(200, 300)
_REFUSALS = (400, 406)


@dataclass(frozen=True, eq=False)
class Spoken:
    """A resource whose language can be chosen: the answers to Belgian variants, and to the languages alone."""

    variants: dict[str, Exchange]
    plain: dict[str, Exchange]


def spoken(candidate: Candidate) -> tuple[Spoken, ...]:
    """The resources that say another language in Content-Language when another is asked for."""
    return tuple(it for one in _chosen(candidate) if (it := _spoken(candidate, one)))


def _chosen(candidate: Candidate) -> list[Target]:
    found: Surveyed = candidate.once(targets.surveyed)
    return spread(found.targets, _MOST)


def _spoken(candidate: Candidate, target: Target) -> Spoken | None:
    plain = {it: _asked(candidate, target, it) for it in ("nl", "fr", "de")}
    if len({_language(it) for it in plain.values() if _language(it)}) < 2:  # noqa: PLR2004
        return None
    return Spoken({it: _asked(candidate, target, it) for it in _VARIANTS}, plain)


def _asked(candidate: Candidate, target: Target, language: str) -> Exchange:
    return candidate.get(target.url, {"Accept-Language": language})


def _language(answer: Exchange) -> str:
    return (answer.header("content-language") or "").partition("-")[0].strip().lower()


def belgian_variants(candidate: Candidate) -> Iterator[Observation]:
    """What is given in nl, fr or de is given in the same language to whoever asks for it with -BE."""
    found: tuple[Spoken, ...] = candidate.once(spoken)
    for resource in found:
        for variant, answer in resource.variants.items():
            general = variant.partition("-")[0]
            if _language(resource.plain[general]) == general:
                given = answer.header("content-language") or f"{answer.status}, no language"
                yield Finding(_language(answer) == general, general, given, variant, answer)
    if not found:
        yield Absence("no answer says another language when another is asked for")


def default_language(candidate: Candidate) -> Iterator[Observation]:
    """A language that nobody speaks is answered with what there is."""
    for target in _chosen(candidate):
        answer = _asked(candidate, target, _UNKNOWN)
        if answer.status in _SUCCESS or answer.status in _REFUSALS:
            met = answer.status in _SUCCESS
            yield Finding(met, "2xx, in the default language", str(answer.status), "", answer)
        else:
            yield Doubt(f"an unknown language was answered with {answer.status}", answer)


def varies_by_language(candidate: Candidate) -> Iterator[Observation]:
    """What is given in several languages, and may be kept, names Accept-Language in Vary."""
    found: tuple[Spoken, ...] = candidate.once(spoken)
    for answer in (it for resource in found for it in resource.plain.values()):
        if "no-store" not in (answer.header("cache-control") or "").lower():
            named = (answer.header("vary") or "").lower()
            met = "accept-language" in named or "*" in named
            yield Finding(met, "Vary: Accept-Language", named or "no Vary", "vary", answer)
    if not found:
        yield Absence("no answer says another language when another is asked for")
