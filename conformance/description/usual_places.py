"""Where a candidate's description usually is."""

from urllib.parse import urljoin, urlsplit

ACCEPT = "application/vnd.oai.openapi+json, application/json, application/yaml;q=0.9, */*;q=0.5"
_NAMES = ("openapi.json", "openapi.yaml", "swagger.json", "schema", "api-docs", "docs/openapi.json")


def places(base: str, named: str = "") -> tuple[str, ...]:
    """Where to look for the description of the API at `base`: where it is `named`, else at the usual places."""
    if named:
        return (urljoin(base.rstrip("/") + "/", named),)
    parts = urlsplit(base)
    roots = dict.fromkeys((base.rstrip("/"), f"{parts.scheme}://{parts.netloc}"))
    return tuple(f"{root}/{name}" for root in roots for name in _NAMES)
