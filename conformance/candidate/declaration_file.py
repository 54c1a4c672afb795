"""candidate.toml → Declaration. Apart from the declaration itself, so that a run without such a file starts sooner."""

import os
import tomllib
from collections.abc import Mapping
from datetime import date, time
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from conformance.candidate import auth
from conformance.candidate.declaration import Auth, Claims, Declaration, Limits, Tls, Write
from conformance.errors import DeclarationError
from conformance.model import Effect


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class _Secret(_Table):
    """Where a secret is: never in the file itself."""

    env: str = ""
    file: str = ""


class _Bearer(_Table):
    type: Literal["bearer"]
    token: _Secret


class _Basic(_Table):
    type: Literal["basic"]
    username: str
    password: _Secret


class _ApiKey(_Table):
    type: Literal["api-key"]
    key: _Secret
    header: str = ""
    query: str = ""


class _OAuth2(_Table):
    type: Literal["oauth2"]
    token_url: str
    client_id: str
    client_secret: _Secret
    scope: str = ""
    method: Literal["client_secret_basic", "client_secret_post"] = "client_secret_basic"


class _Claims(_Table):
    version: str = ""
    classes: list[str] = []


class _Limits(_Table):
    requests: int = Field(1000, ge=1)
    per_second: float = Field(0.0, ge=0)
    timeout: float = Field(10.0, gt=0)
    whole: float = Field(30.0, gt=0)
    body: int = Field(10_000_000, ge=1)
    addresses: list[Literal["loopback", "private"]] = []


class _Tls(_Table):
    verify: bool = True
    ca: str = ""
    certificate: str = ""
    key: str = ""


class _Allow(_Table):
    effects: list[Literal["writes"]] = []


class _Write(_Table):
    attributes: dict[str, Any] = {}
    relationships: dict[str, Any] = {}


class _File(_Table):
    """A candidate file; every key is optional but one way to know the URL is needed."""

    name: str = ""
    vendor: str = ""
    version: str = ""
    url: str = ""
    description: str = ""
    start: list[str] = []
    auth: Annotated[_Bearer | _Basic | _ApiKey | _OAuth2, Field(discriminator="type")] | None = None
    claims: _Claims = _Claims()
    limits: _Limits = _Limits()
    tls: _Tls = _Tls()
    allow: _Allow = _Allow()
    write: dict[str, _Write] = {}


def read(file: Path, url: str | None = None) -> Declaration:
    """The declaration in `file`, with `url` instead of its own where given; raises DeclarationError."""
    raw = _toml(file)
    try:
        found = _File.model_validate(raw)
    except ValidationError as error:
        raise _faults(file, error) from error
    if not (url or found.url):
        raise DeclarationError(
            f"{file}: key url is missing", hint="add url, or give the URL on the command line"
        )
    return Declaration(
        url=url or found.url,
        name=found.name,
        vendor=found.vendor,
        version=found.version,
        description=found.description,
        start=tuple(found.start),
        auth=_auth(file, found),
        claims=Claims(found.claims.version, tuple(found.claims.classes)),
        limits=Limits(
            **{**found.limits.model_dump(), "addresses": frozenset(found.limits.addresses)}
        ),
        tls=_tls(file, found.tls),
        effects=frozenset({Effect.SAFE, *map(Effect, found.allow.effects)}),
        write={
            name: Write(
                _json(file, f"write.{name}.attributes", it.attributes),
                _json(file, f"write.{name}.relationships", it.relationships),
            )
            for name, it in found.write.items()
        },
    )


def _toml(file: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise DeclarationError(f"{file}: {error}", hint="mend the file") from error


def _faults(file: Path, error: ValidationError) -> DeclarationError:
    """One error for every fault in the file, each with key, value and what is expected."""
    lines = []
    for fault in error.errors(include_url=False):
        keys = [
            str(part)
            for part in fault["loc"]
            if part not in ("bearer", "basic", "api-key", "oauth2")
        ]
        value = (
            ""
            if keys[:1] == ["auth"] or fault["type"] == "missing"
            else f", value {fault['input']!r}"
        )
        lines.append(f"{file}: key {'.'.join(keys)}{value}: {_expected(keys, fault)}")
    return DeclarationError("\n".join(lines), hint="see the README, Candidate file")


def _expected(keys: list[str], fault: Mapping[str, Any]) -> str:
    if fault["type"] == "extra_forbidden":
        near = get_close_matches(keys[-1], _keys_beside(keys), 1)
        return "there is no such key" + (f"; did you mean {near[0]}?" if near else "")
    if keys[:1] == ["auth"] and fault["type"] == "model_type":
        return 'a secret is never in the file: write { env = "NAME" } or { file = "PATH" }'
    message: str = fault["msg"]
    return message[0].lower() + message[1:]


def _keys_beside(keys: list[str]) -> list[str]:
    """The keys that the table of a key may have."""
    if len(keys) == 1:
        return list(_File.model_fields)
    if keys[0] == "write":
        return list(_Write.model_fields)
    tables: dict[str, tuple[type[BaseModel], ...]] = {
        "auth": (_Bearer, _Basic, _ApiKey, _OAuth2),
        "claims": (_Claims,),
        "limits": (_Limits,),
        "tls": (_Tls,),
        "allow": (_Allow,),
    }
    return [name for model in tables.get(keys[0], ()) for name in model.model_fields]


def _json(file: Path, key: str, value: Any) -> Any:
    """A TOML value as JSON has it; raises DeclarationError for a date, which JSON writes as a string."""
    if isinstance(value, dict):
        return {name: _json(file, f"{key}.{name}", each) for name, each in value.items()}
    if isinstance(value, list):
        return [_json(file, key, each) for each in value]
    if isinstance(value, date | time):
        raise DeclarationError(
            f"{file}: key {key}, value {value}: JSON has no dates", hint=f'write "{value}"'
        )
    return value


def _secret(file: Path, key: str, secret: _Secret) -> str:
    """The secret itself, without the line end that an editor leaves; raises DeclarationError."""
    if bool(secret.env) == bool(secret.file):
        raise DeclarationError(f"{file}: key {key}: exactly one of env and file is needed")
    if secret.env:
        found = os.environ.get(secret.env, "")
        if not found:
            raise DeclarationError(
                f"{file}: key {key}.env, value {secret.env!r}: the variable is not set or empty",
                hint=f"export {secret.env}=…",
            )
        return found
    try:
        return (file.parent / secret.file).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise DeclarationError(f"{file}: key {key}.file, value {secret.file!r}: {error}") from error


def _auth(file: Path, found: _File) -> Auth | None:
    match found.auth:
        case _Bearer(token=token):
            return auth.Bearer(_secret(file, "auth.token", token))
        case _Basic(username=username, password=password):
            return auth.Basic(username, _secret(file, "auth.password", password))
        case _ApiKey(key=key, header=header, query=query):
            if bool(header) == bool(query):
                raise DeclarationError(
                    f"{file}: key auth: exactly one of header and query is needed"
                )
            return auth.ApiKey(_secret(file, "auth.key", key), header, query)
        case _OAuth2() as it:
            secret = _secret(file, "auth.client_secret", it.client_secret)
            return auth.ClientCredentials(it.token_url, it.client_id, secret, it.scope, it.method)
    return None


def _tls(file: Path, found: _Tls) -> Tls:
    for key in ("ca", "certificate", "key"):
        named = getattr(found, key)
        if named and not (file.parent / named).is_file():
            raise DeclarationError(f"{file}: key tls.{key}, value {named!r}: there is no such file")
    if found.key and not found.certificate:
        raise DeclarationError(f"{file}: key tls.certificate is missing beside tls.key")
    pair = (
        (_beside(file, found.certificate), _beside(file, found.key) or None)
        if found.certificate
        else None
    )
    return Tls(_beside(file, found.ca) if found.ca else found.verify, pair)


def _beside(file: Path, named: str) -> str:
    return str(file.parent / named) if named else ""
