"""Checks of https://www.rfc-editor.org/rfc/rfc9325: whether a candidate is reached over TLS alone, and over which."""

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from conformance.candidate import Candidate
from conformance.candidate.tls import OLD, Handshake, examined, handshake, offers
from conformance.checks import targets
from conformance.checks.targets import Surveyed
from conformance.model import Doubt, Exchange, Finding, Observation, Obstacle

_HERE = "tested over plain http on this machine; the deployed address decides"
_INSIDE = "tested over plain http within a private network; the deployed address decides"
_PLAIN = "the candidate is given with a plain http address"
_NEWEST = "TLS 1.3"
_REDIRECTION, _SERVER_FAULT = 300, 500
_HTTPS = 443


@dataclass(frozen=True, slots=True)
class Shaken:
    """The handshake with a candidate in whatever version both like best, and those that look at its certificate."""

    usual: Handshake
    by_time: Handshake
    by_host: Handshake


def shaken(candidate: Candidate) -> Shaken:
    """Three handshakes; the last two only where the first one showed a certificate."""
    usual = handshake(candidate.resolver, candidate.base)
    if not usual.certificate:
        return Shaken(usual, usual, usual)
    by_time, by_host = (
        examined(candidate.resolver, candidate.base, usual.certificate, host=host)
        for host in (False, True)
    )
    return Shaken(usual, by_time, by_host)


def https_only(candidate: Candidate) -> Iterator[Observation]:
    """Over plain http nothing is answered but a refusal, or the way to https."""
    if not _is_secure(candidate):
        yield _plainly(candidate)
        return
    url = _without_tls(candidate)
    expected = "nothing over plain http, or the way to https"
    answer = next(iter(candidate.get_all([url])), None)
    if answer is None:
        yield Finding(True, expected, f"no answer at {url}", "", _shown(candidate))
    elif answer.status >= _SERVER_FAULT:
        yield Doubt(f"{url} is answered with {answer.status}", answer)
    elif answer.request.url.startswith("https:") or answer.status >= _REDIRECTION:
        yield Finding(True, expected, _way(answer), "", answer)
    elif answer.media_type != _shown(candidate).media_type:
        yield Doubt(f"something else answers at {url}", answer)
    else:
        yield Finding(False, expected, f"{url}, {answer.status}", "", answer)


def _way(answer: Exchange) -> str:
    return answer.header("location") or f"{answer.request.url}, {answer.status}"


def _plainly(candidate: Candidate) -> Observation:
    """What to make of a candidate with a plain http address: on a machine of one's own that is a trial."""
    parts = urlsplit(candidate.base)
    address = ipaddress.ip_address(
        candidate.resolver.resolve(parts.hostname or "", parts.port or 80)
    )
    if address.is_global:
        evidence = _shown(candidate)
        return Finding(False, "nothing over plain http", evidence.request.url, "", evidence)
    return Obstacle(_HERE if address.is_loopback else _INSIDE, _shown(candidate))


def _without_tls(candidate: Candidate) -> str:
    """What the survey read first, over plain http: at a port of its own, or at that of http in place of https."""
    parts = urlsplit(_shown(candidate).request.url)
    own = parts.port not in {None, _HTTPS}
    host = parts.netloc if own else parts.netloc.removesuffix(f":{_HTTPS}")
    return parts._replace(scheme="http", netloc=host).geturl()


def no_old_versions(candidate: Candidate) -> Iterator[Observation]:
    """TLS 1.0 and TLS 1.1 are refused."""
    if not _is_secure(candidate):
        yield Obstacle(_PLAIN, _shown(candidate))
        return
    for version in OLD:
        if not offers(version):
            yield Obstacle(f"not tested: the OpenSSL of this machine cannot offer {version}")
            continue
        found = handshake(candidate.resolver, candidate.base, version)
        if found.version or found.refused:
            actual = f"{version} agreed on" if found.version else f"refused ({found.fault})"
            expected = f"{version} refused"
            yield Finding(not found.version, expected, actual, "", _shown(candidate))
        else:
            yield Doubt(f"{version}: {found.fault}")


def newest_version(candidate: Candidate) -> Iterator[Observation]:
    """TLS 1.3 is offered."""
    if not _is_secure(candidate):
        yield Obstacle(_PLAIN, _shown(candidate))
    elif not offers(_NEWEST):
        yield Obstacle(f"not tested: the OpenSSL of this machine cannot offer {_NEWEST}")
    else:
        found = handshake(candidate.resolver, candidate.base, _NEWEST)
        if found.version or found.refused:
            actual = found.version or f"refused ({found.fault})"
            yield Finding(bool(found.version), _NEWEST, actual, "", _shown(candidate))
        else:
            yield Doubt(f"{_NEWEST}: {found.fault}")


def certificate_is_current(candidate: Candidate) -> Iterator[Observation]:
    """The certificate is valid now."""
    if not _is_secure(candidate):
        yield Obstacle(_PLAIN, _shown(candidate))
        return
    found: Shaken = candidate.once(shaken)
    it = found.by_time
    if it.version or it.is_out_of_date:
        actual = f"valid until {it.until}" if it.version else it.fault
        yield Finding(
            bool(it.version), "a certificate that is valid now", actual, "", _shown(candidate)
        )
    else:
        yield Doubt(f"the certificate could not be looked at: {it.fault}")


def certificate_is_for_the_host(candidate: Candidate) -> Iterator[Observation]:
    """The certificate names the host of the address."""
    if not _is_secure(candidate):
        yield Obstacle(_PLAIN, _shown(candidate))
        return
    found: Shaken = candidate.once(shaken)
    it = found.by_host
    if it.version or it.is_for_another_host:
        host = urlsplit(candidate.base).hostname
        actual = f"for {host}" if it.version else it.fault
        yield Finding(bool(it.version), f"a certificate for {host}", actual, "", _shown(candidate))
    else:
        yield Doubt(f"the certificate could not be looked at: {it.fault}")


def _is_secure(candidate: Candidate) -> bool:
    return candidate.base.startswith("https:")


def _shown(candidate: Candidate) -> Exchange:
    """The first thing that was read of the candidate."""
    found: Surveyed = candidate.once(targets.surveyed)
    return found.targets[0].answer
