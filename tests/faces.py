"""The reference APIs: each a face of one that is served, and the requirements that it shows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Face:
    """A reference API: its module under fixtures/, whom it is judged by, and what it is told beforehand.

    `version` is the one of the standard that it keeps. `secure` serves it over TLS. `token` logs the judge in.
    `foreign` says that it is no API of that guide, and need not pass what it is judged by.
    """

    module: str
    version: str
    profile: str = "json-api"
    secure: bool = False
    token: str = ""
    foreign: bool = False

    @property
    def api(self) -> str:
        """The folder that the API and its mutants are in."""
        return self.module.split(".")[1]


_TOKEN = "geheim-token"  # that opens what the register shows to nobody else
FACES = {
    "1.0": Face("apis.json_api.legacy", "1.0"),
    "1.1": Face("apis.json_api.app", "1.1"),
    "cursors": Face("apis.json_api.cursors", "1.1"),
    "deferred": Face("apis.json_api.deferred", "1.1"),
    "sparing": Face("apis.json_api.sparing", "1.1"),
    "http": Face("apis.register.app", "1", "http", token=_TOKEN),
    "busy": Face("apis.register.busy", "1", "http", token=_TOKEN),
    "gateway": Face("apis.register.gateway", "1", "http", token=_TOKEN),
    "secure": Face("apis.register.app", "1", "http", secure=True, token=_TOKEN),
    "nl-adr": Face("apis.register.app", "2.2", "nl-adr", token=_TOKEN),
    "nl-adr-2.1": Face("apis.register.app", "2.1", "nl-adr", token=_TOKEN),
    "nl-adr-secure": Face("apis.register.app", "2.2", "nl-adr", secure=True, token=_TOKEN),
    "signed": Face("apis.register.signed", "2.2", "nl-adr", token=_TOKEN),
    "be-belgif": Face("apis.register.app", "2026.06", "be-belgif", token=_TOKEN, foreign=True),
    "it-modi": Face("apis.register.app", "2021.10", "it-modi", token=_TOKEN, foreign=True),
}
SHOWN_BY_CLASS = {"cursor-pagination": "cursors", "signing": "signed", "encryption": "signed"}
_BY_GATEWAYS = (  # fields that gateways, caches and file servers add
    "access-control-allow-credentials access-control-max-age age alt-svc connection "
    "content-disposition content-language content-location cross-origin-resource-policy expires "
    "extended-parameters location redirect-location retry-after server structured-fields via"
)
SHOWN_BY = {  # requirement → face, where the plain reference offers no occasion
    "json-api/create/202": "deferred",
    "json-api/update/202": "deferred",
    "json-api/update-relationship/202": "deferred",
    "json-api/delete/202": "deferred",
    "json-api/rec/async-202-content-location": "deferred",
    "json-api/rec/async-pending-200": "deferred",
    "json-api/rec/async-retry-after": "deferred",
    "json-api/rec/async-done-303": "deferred",
    "json-api/rec/patch-override": "deferred",
    "json-api/atomic-add/may-omit-data": "sparing",
    **dict.fromkeys((f"http/fields/{name}" for name in _BY_GATEWAYS.split()), "gateway"),
    "http/limits/429-explained": "busy",
    "http/limits/429-retry-after": "busy",
    "http/limits/503-retry-after": "busy",
    "http/limits/retry-after-window": "busy",
    "http/limits/three-fields": "busy",
    "http/status/202-followed": "busy",
    "http/security/hsts": "secure",
    "http/fields/strict-transport-security": "secure",
    **dict.fromkeys(
        (
            "http/tls/certificate-current",
            "http/tls/certificate-host",
            "http/tls/https-only",
            "http/tls/no-old-versions",
            "http/tls/tls-1-3",
        ),
        "secure",
    ),
    "nl-adr/transport/content-type-missing-2-1": "nl-adr-2.1",
    "nl-adr/transport/content-type-unexpected-2-1": "nl-adr-2.1",
    "nl-adr/transport/cors-2-1": "nl-adr-2.1",
    "nl-adr/transport/page-default-src": "signed",
    "nl-adr/transport/page-features": "signed",
    "nl-adr/transport/page-referrer-policy": "signed",
    "nl-adr/transport/strict-transport-security": "nl-adr-secure",
    "nl-adr/transport/tls": "nl-adr-secure",
    "nl-adr/modules/encryption": "signed",
    "nl-adr/modules/signing": "signed",
}
# Clauses of foreign guides that are found out by asking alone: tests/test_overlays_live.py proves them on a small API.
ON_SMALL_APIS = frozenset(
    f"be-belgif/{name}"
    for name in (
        "internationalisation/belgian-variants",
        "internationalisation/default-language",
        "internationalisation/vary",
        "specifications/doc-location",
        "specifications/doc-open",
        "specifications/unknown-headers",
        "specifications/unknown-input",
        "specifications/yaml",
        "tracing/not-copied",
        "tracing/related",
        "tracing/unique",
    )
) | {"it-modi/rest-names/compression"}
