"""Checks of https://www.rfc-editor.org/rfc/rfc9110#section-15: what a status code says, and what has to go with it."""

import random
import re
import string
from collections.abc import Iterator, Sequence
from urllib.parse import quote, unquote, urlsplit

from conformance.candidate import Candidate
from conformance.checks import drafts, targets
from conformance.checks.intermediaries import maker
from conformance.model import Absence, Doubt, Exchange, Finding, Observation, Obstacle

from .replacing import Replacing, replacing

_CREATED, _ACCEPTED = 201, 202
_REPLACED = (200, 204)
_NOT_FOUND = (404, 410)
_LOGIN = (401, 403)
_NOT_OFFERED = (403, 405, 501)
_SERVER_FAULT = 500
_MOST = 3
_SHORT = 4  # digits: of fewer, most numbers may be somebody's
_HEXADECIMAL = re.compile(r"[0-9a-f-]+", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_OF_A_UUID = (14, 19)  # where version and variant stand, which a server may check (RFC 9562)
_IDS = ("id", "identificatie", "uuid", "identifier")
_FOLLOW = ("location", "content-location", "link", "retry-after")


def unknown_path(candidate: Candidate) -> Iterator[Observation]:
    """A path below the base that nobody has made up is answered with 404 or 410."""
    answer = candidate.get(f"{candidate.base}/{candidate.word('path')}")
    yield _missing(answer, _NOT_FOUND)


def unknown_id(candidate: Candidate, *, statuses: Sequence[int]) -> Iterator[Observation]:
    """A resource that is not there is answered with one of the statuses, where its neighbour is read with success."""
    found = list(_unknown(candidate))[:_MOST]
    for url in found:
        yield _missing(candidate.get(url), statuses)
    if not found:
        yield Absence("the description has no path that ends in an id")


def _missing(answer: Exchange, statuses: Sequence[int]) -> Observation:
    """Whether an answer says that there is nothing."""
    expected = " or ".join(map(str, statuses))
    if answer.status in statuses:
        return Finding(True, expected, answer.where, "", answer)
    if answer.status in _LOGIN or 300 <= answer.status < 400:  # noqa: PLR2004
        return Doubt(f"answered {answer.status}, perhaps before the path was looked at", answer)
    if made := maker(answer):
        return Doubt(f"this error was made by {made}", answer)
    if 400 <= answer.status < _SERVER_FAULT:  # noqa: PLR2004
        return Doubt(f"refused with {answer.status}, perhaps for another reason", answer)
    return Finding(False, expected, answer.where, "", answer)


def _unknown(candidate: Candidate) -> Iterator[str]:
    """URLs of resources that are hardly there: those that were read, each with another id of the same look.

    Only below what lists them: where nothing is listed, what looks like an id may be any value to reckon with.
    """
    found = candidate.once(targets.surveyed)
    listing = {it.template for it in found.collections}
    seen: set[str] = set()
    for it in found.targets:
        above, _, last = it.template.rpartition("/")
        if above in listing and re.fullmatch(r"\{[^{}]+\}", last) and it.template not in seen:
            seen.add(it.template)
            before, _, last = urlsplit(it.url).path.rpartition("/")
            other = quote(_another(unquote(last), candidate.word(it.template)), safe="")
            yield urlsplit(it.url)._replace(path=f"{before}/{other}").geturl()


def _another(known: str, word: str) -> str:
    """An id of the same look: digits and letters at random, by a word that stays the same for one seed."""
    chosen = random.Random(word)  # noqa: S311  (an id that hardly exists, not a secret)
    if known.isdigit() and len(known) < _SHORT:
        return "9" + "".join(chosen.choices(string.digits, k=8))
    kept = _OF_A_UUID if _UUID.fullmatch(known) else ()
    letters = "abcdef" if _HEXADECIMAL.fullmatch(known) else string.ascii_lowercase
    return "".join(it if at in kept else _alike(it, letters, chosen) for at, it in enumerate(known))


def _alike(character: str, letters: str, chosen: random.Random) -> str:
    """A character of the same kind: a digit, a small letter, a capital; what is none of these as it is."""
    if character in string.digits:
        return chosen.choice(string.digits)
    if character in string.ascii_lowercase:
        return chosen.choice(letters)
    return chosen.choice(letters.upper()) if character in string.ascii_uppercase else character


def challenge_in_401(exchange: Exchange) -> Iterator[Observation]:
    """An answer 401 has the field WWW-Authenticate."""
    if exchange.status != 401:  # noqa: PLR2004
        return
    value = exchange.header("www-authenticate")
    made = maker(exchange)
    if not value and made:
        yield Doubt(f"this error was made by {made}", exchange)
        return
    actual = f"WWW-Authenticate: {value}" if value else "no WWW-Authenticate"
    yield Finding(bool(value), "the field WWW-Authenticate", actual, "www-authenticate", exchange)


def way_to_follow(exchange: Exchange) -> Iterator[Observation]:
    """An answer 202 says how it goes on: in its content, or in a field that leads to where that is said."""
    if exchange.status == _ACCEPTED and exchange.request.method != "HEAD":
        given = [name for name in _FOLLOW if exchange.header(name)]
        given += ["content"] if exchange.body else []
        actual = ", ".join(given) or "nothing"
        yield Finding(bool(given), "content, or a field such as Location", actual, "", exchange)


def location_in_201(exchange: Exchange) -> Iterator[Observation]:
    """An answer 201 to a POST names in Location what was made."""
    if exchange.status == _CREATED and exchange.request.method == "POST":
        value = exchange.header("location")
        actual = f"Location: {value}" if value else "no Location"
        yield Finding(bool(value), "the field Location", actual, "location", exchange)


def location_resolves(candidate: Candidate) -> Iterator[Observation]:
    """What Location of a 201 names can be read, and is what the answer says was made."""
    resource = candidate.once(drafts.made)
    answers = [resource.answer] if resource else _created(candidate)
    named = [it for it in answers if it.header("location")]
    for answer in named[:_MOST]:
        url = candidate.url_from(answer.request.url, answer.header("location") or "")
        if url is None or not candidate.is_own(url):
            yield Finding(
                False, "a URL of the API", answer.header("location") or "", "location", answer
            )
            continue
        shown = drafts.read_until(candidate, url, lambda it: it.status == 200)  # noqa: PLR2004
        if shown.status in _LOGIN:
            yield Doubt(f"what was made is refused with {shown.status}", (answer, shown))
        else:
            met = 200 <= shown.status < 300 and _is_same(answer, shown)  # noqa: PLR2004
            actual = shown.where if met or shown.status >= 300 else f"{shown.where}, something else"  # noqa: PLR2004
            yield Finding(met, "what was made", actual, "location", (answer, shown))
    if not named and answers:
        yield Absence("no answer 201 has the field Location", tuple(answers))
    elif not named:
        yield from drafts.nothing(candidate)


def _created(candidate: Candidate) -> list[Exchange]:
    """The answers that say something was made, where what they made could not be found."""
    refused = candidate.once(drafts.making).refused
    return [it for it in refused if it.status == _CREATED]


def _is_same(answer: Exchange, shown: Exchange) -> bool:
    """Whether a GET shows what a 201 showed: by what both say of its id; true where nothing can be compared."""
    told, seen = answer.json, shown.json
    if not isinstance(told, dict) or not isinstance(seen, dict):
        return True
    return all(told[key] == seen[key] for key in _IDS if key in told and key in seen)


def put_replaces(candidate: Candidate) -> Iterator[Observation]:
    """PUT of what is there already is answered with 200 or 204."""
    done: Replacing = candidate.once(replacing)
    if done.answer is None:
        yield from done.why(candidate)
    elif done.answer.status in _REPLACED:
        yield Finding(True, "200 or 204", done.answer.where, "", done.answer)
    elif done.answer.status == _CREATED:
        yield Finding(False, "200 or 204", done.answer.where, "", done.evidence)
    else:
        yield Doubt(f"PUT was answered with {done.answer.status}", done.answer)


def put_creates(candidate: Candidate) -> Iterator[Observation]:
    """PUT that makes what was not there is answered with 201."""
    done: Replacing = candidate.once(replacing)
    if done.answer is None:
        yield from done.why(candidate)
    elif done.again is None and done.gone[0].status in _NOT_OFFERED:
        yield Absence("nothing can be removed, so nothing can be put back either", done.gone)
    elif done.again is None:
        yield Obstacle("what was made could not be removed, so it could not be put back", done.gone)
    elif done.again.status == _CREATED:
        yield Finding(True, "201", done.again.where, "", done.again)
    elif done.again.status in _REPLACED and done.is_back:
        yield Finding(False, "201", done.again.where, "", (done.again, *done.gone))
    elif 400 <= done.again.status < _SERVER_FAULT:  # noqa: PLR2004
        yield Absence("PUT makes nothing where there is nothing", done.again)
    else:
        yield Doubt(f"PUT was answered with {done.again.status}", done.again)
