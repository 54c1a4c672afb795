"""What a description says about transport: servers over TLS, security schemes, secrets that would stand in a URL."""

import ipaddress
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from urllib.parse import urlsplit

from conformance.checks.looking import either, listed, looked, place
from conformance.checks.names import bare, words
from conformance.checks.shapes import inside
from conformance.description import Description, Node
from conformance.model import Observation

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_MOST_URLS = 20  # that the variables of one server come to
CREDENTIALS = (
    "accessToken",
    "apiKey",
    "apiToken",
    "authToken",
    "bearerToken",
    "clientSecret",
    "idToken",
    "passphrase",
    "password",
    "passwd",
    "pincode",
    "privateKey",
    "refreshToken",
    "secret",
    "sessionToken",
    "token",
    "wachtwoord",
    "parolaChiave",
    "motDePasse",
)


def servers(
    description: Description, *, schemes: Sequence[str] = ("https",)
) -> Iterator[Observation]:
    """Every server of the document, of a path or of an operation has one of the schemes, or a relative URL.

    Only what OpenAPI calls servers is looked at, never a property of that name. Each value that a variable may take
    counts. A server on the loopback interface is nobody's but the developer's own.
    """
    return either(
        (
            looked(
                bool(wrong), listed([f"{it}://" for it in schemes]), listed(wrong) or urls[0], where
            )
            for where, urls in _all_servers(description)
            for wrong in [[url for url in urls if _is_other(url, schemes)]]
        ),
        "no server is named",
    )


def _is_other(url: str, schemes: Sequence[str]) -> bool:
    parts = urlsplit(url)
    return (
        bool(parts.scheme)
        and parts.scheme.lower() not in schemes
        and not _is_loopback(parts.hostname)
    )


def _is_loopback(host: str | None) -> bool:
    if not host:
        return False
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _all_servers(description: Description) -> Iterator[tuple[str, list[str]]]:
    """The pointer of each server, and the URLs that it comes to."""
    for holder in _holders(description):
        for server in inside(holder, "servers"):
            if server.get("url").text:
                yield f"{server.pointer}/url", _urls(server)


def _holders(description: Description) -> Iterator[Node]:
    yield description.root
    for item in inside(description.root, "paths"):
        yield item
        yield from (item.get(method) for method in _METHODS)


def _urls(server: Node) -> list[str]:
    url = server.get("url").text
    names = [name for name in server.get("variables").names() if f"{{{name}}}" in url]
    choices = [_choices(server.get("variables", name)) for name in names]
    return [
        _filled(url, names, chosen)
        for chosen, _ in zip(product(*choices), range(_MOST_URLS), strict=False)
    ]


def _choices(variable: Node) -> list[str]:
    default = variable.get("default").value
    return list(dict.fromkeys(map(str, (default, *variable.get("enum").list))))


def _filled(url: str, names: Iterable[str], chosen: Iterable[str]) -> str:
    for name, value in zip(names, chosen, strict=True):
        url = url.replace(f"{{{name}}}", value)
    return url


def server_named(description: Description) -> Iterator[Observation]:
    """The document names a server, so that a reader knows where the API is."""
    count = len(description.root.get("servers").list)
    yield looked(not count, "at least one server", f"{count} servers", place("servers"))


def security_defined(description: Description) -> Iterator[Observation]:
    """Every security requirement names a scheme that is defined, and of OAuth 2 a scope that a flow of it has."""
    schemes = description.root.get("components", "securitySchemes")
    return either(
        (
            looked(bool(fault), "a scheme and scopes that are defined", fault or name, where)
            for where, name, scopes in _requirements(description)
            for fault in [_fault(schemes, name, scopes)]
        ),
        "no security requirement is named",
    )


def _requirements(description: Description) -> Iterator[tuple[str, str, list[str]]]:
    for holder in (description.root, *(it.node for it in description.operations())):
        for requirement in inside(holder, "security"):
            for name, scopes in requirement.items():
                yield requirement.pointer, name, [str(scope) for scope in scopes.list]


def _fault(schemes: Node, name: str, scopes: list[str]) -> str:
    scheme = schemes.get(name)
    if not scheme.mapping:
        return f"{name}: not defined"
    if scheme.get("type").text != "oauth2":
        return ""
    known = {scope for flow in inside(scheme, "flows") for scope in flow.get("scopes").names()}
    missing = [scope for scope in scopes if scope not in known]
    return f"{name}: no scope {listed(missing)}" if missing else ""


def no_key_in_query(description: Description) -> Iterator[Observation]:
    """No security scheme puts its key into the query."""
    return either(
        (
            looked(
                kind == "apiKey" and where == "query",
                "credentials in a header",
                f"{kind} in the {where or 'header'}",
                scheme.pointer,
            )
            for scheme in inside(description.root, "components", "securitySchemes")
            for kind, where in [(scheme.get("type").text, scheme.get("in").text)]
        ),
        "no security scheme is defined",
    )


def sensitive_names(
    description: Description,
    *,
    names: Sequence[str] = CREDENTIALS,
    places: Sequence[str] = ("query", "path"),
) -> Iterator[Observation]:
    """No parameter that becomes part of a URL bears the name of something secret or personal.

    A name is compared as a whole, without case and separators, or by its last words: `userPassword` is a password, and
    `pageToken` is the mark of a page.
    """
    known = {bare(name) for name in names}
    return either(
        (
            looked(_is_sensitive(name, known), "nothing secret or personal", name, where)
            for name, where in _parameters(description, places)
        ),
        "no parameter is part of a URL",
    )


_MARKS = frozenset(
    (
        "continuation",
        "cursor",
        "next",
        "page",
        "paging",
        "previous",
        "resume",
        "skip",
        "sync",
        "pagina",
        "volgende",
    )
)


def _is_sensitive(name: str, known: set[str]) -> bool:
    found = words(name)
    if _MARKS & set(found):
        return False
    return any("".join(found[at:]) in known for at in range(len(found)))


def _parameters(description: Description, places: Sequence[str]) -> Iterator[tuple[str, str]]:
    seen: set[tuple[str, str]] = set()
    for operation in description.operations():
        for parameter in operation.parameters:
            known = (parameter.name, parameter.node.pointer)
            if parameter.place in places and known not in seen:
                seen.add(known)
                yield known
