"""The one place that knows schemathesis: a description in, proposals for requests out.

schemathesis changes often, so little of it is used, and `tests/test_contract_engine.py` tests each part:
`openapi.from_dict`, `SchemathesisConfig.from_dict`, `get_all_operations`, `iter_coverage_cases` (which is not
documented), `as_strategy`, and of a case `path_parameters`, `headers`, `cookies`, `media_type`, `as_transport_kwargs`
and `meta`. What it says about a case is taken for a hint and for nothing more: whether a request keeps the description
is judged by `conformance.contract.reading`.

It fetches references to other documents, examples kept elsewhere and schemas that have an address, with a client of
its own. So all of these are taken out before it sees the document.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from json import dumps
from pathlib import Path
from tempfile import gettempdir
from threading import RLock
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode

import hypothesis
import schemathesis
from hypothesis.configuration import set_hypothesis_home_dir, storage_directory
from hypothesis.errors import HypothesisException
from hypothesis.internal.conjecture import providers
from schemathesis import GenerationMode
from schemathesis.config import GenerationConfig, SchemathesisConfig
from schemathesis.errors import SchemathesisError

from conformance.contract.proposal import NotProposed, Proposal
from conformance.dialect.translation import at

_BASE = "http://proposal.invalid"
_CONFIG = {
    "generation": {"allow-x00": False, "with-security-parameters": False},
    "phases": {"coverage": {"unexpected-methods": []}},
}
# Left out: what leads elsewhere, and what has no bearing on a request.
_LEADING_OUT = frozenset(
    {"$id", "$schema", "$dynamicRef", "$recursiveRef", "externalValue", "jsonSchemaDialect"}
)
_NO_REQUEST = frozenset({"callbacks", "links", "security", "servers", "tags", "externalDocs"})
_BARE = re.compile(r"[\w.-]+", re.ASCII)

# What schemathesis raises where a document holds something else than it expects.
_RAISED = (
    SchemathesisError,
    HypothesisException,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
_LOCK = RLock()  # Hypothesis keeps what is set around a generation in one place for all threads


@dataclass(eq=False)
class Engine:
    """schemathesis at work on one document."""

    document: Mapping[str, Any]

    @cached_property
    def _schema(self) -> Any:
        try:
            return schemathesis.openapi.from_dict(
                closed(self.document), config=SchemathesisConfig.from_dict(_CONFIG)
            )
        except SchemathesisError as error:
            raise NotProposed(_told(error)) from error

    @cached_property
    def _operations(self) -> Mapping[tuple[str, str], Any]:
        found: dict[tuple[str, str], Any] = {}
        for result in self._schema.get_all_operations():
            if hasattr(result, "ok"):
                operation = result.ok()
                found[operation.method.lower(), operation.path] = operation
        return found

    def covering(self, method: str, path: str) -> list[Proposal]:
        """The proposals that go through an operation constraint by constraint."""
        with _at_work():
            return [it for it in map(_proposal, self._covering(method, path)) if it]

    def plain(self, method: str, path: str) -> Proposal | None:
        """The first proposal that is meant to be valid; None where there is none."""
        with _at_work():
            return next(
                filter(None, map(_proposal, self._covering(method, path, valid=True))), None
            )

    def fuzzing(self, method: str, path: str, *, examples: int, seed: int) -> list[Proposal]:
        """So many proposals drawn at random, half of them meant to be valid."""
        found: list[Proposal] = []
        for mode in GenerationMode:
            # An operation that takes anything cannot be broken, and one whose body is unknown not kept.
            with suppress(NotProposed), _at_work():
                strategy = self._operation(method, path).as_strategy(generation_mode=mode)
                found += _drawn(strategy, examples - examples // 2, seed)
        return found

    def _covering(self, method: str, path: str, *, valid: bool = False) -> Iterator[Any]:
        modes = [GenerationMode.POSITIVE] if valid else list(GenerationMode)
        config = GenerationConfig(allow_x00=False, with_security_parameters=False)
        found: Iterator[Any] = self._schema.iter_coverage_cases(
            self._operation(method, path), generation_modes=modes, generation_config=config
        )
        return found

    def _operation(self, method: str, path: str) -> Any:
        found = self._operations.get((method.lower(), path))
        if found is None:
            message = "schemathesis cannot read it"
            raise NotProposed(message)
        return found


def closed(document: Mapping[str, Any]) -> Any:
    """A copy of a document without anything that leads out of it or nowhere, or that no request is made from."""
    return _closed(document, document)


def _closed(value: Any, document: Mapping[str, Any]) -> Any:
    if isinstance(value, list):
        return [_closed(it, document) for it in value]
    if not isinstance(value, Mapping):
        return value
    if isinstance(value.get("$ref"), str) and not _leads_inside(value["$ref"], document):
        return {}
    return {
        str(name): _closed_member(str(name), it, document)
        for name, it in value.items()
        if not (isinstance(it, str) and name in _LEADING_OUT)
        and not (name in _NO_REQUEST and ("responses" in value or "openapi" in value))
    }


def _leads_inside(reference: str, document: Mapping[str, Any]) -> bool:
    return reference[:1] == "#" and at(document, unquote(reference[1:])) is not None


def _closed_member(name: str, value: Any, document: Mapping[str, Any]) -> Any:
    if name == "responses" and isinstance(value, Mapping):
        return {"200": {"description": ""}}
    if name == "mapping" and isinstance(value, Mapping):
        return {
            key: it
            for key, it in value.items()
            if isinstance(it, str) and (it.startswith("#/") or _BARE.fullmatch(it))
        }
    return _closed(value, document)


@contextmanager
def _at_work() -> Iterator[None]:
    """While this lasts, Hypothesis takes no values out of source code that is loaded, and keeps its tables apart.

    Such values would differ from run to run. There is no public way to do without them.
    """
    with _LOCK:
        home = storage_directory(intent_to_write=False).home_directory
        local = providers._get_local_constants  # noqa: SLF001
        set_hypothesis_home_dir(_tables())
        providers._get_local_constants = type(providers.GLOBAL_CONSTANTS)  # noqa: SLF001
        providers.CONSTANTS_CACHE.cache.clear()
        try:
            yield
        except _RAISED as error:
            raise NotProposed(_told(error)) from error
        finally:
            providers._get_local_constants = local  # noqa: SLF001
            providers.CONSTANTS_CACHE.cache.clear()
            set_hypothesis_home_dir(home)


def _tables() -> Path:
    """Where Hypothesis keeps its tables of Unicode, which take seconds to make, and nothing of a candidate."""
    try:
        return Path.home() / ".cache" / "conformance"
    except RuntimeError:  # a user without a home, as in a container
        return Path(gettempdir()) / "conformance"


def _drawn(strategy: Any, examples: int, seed: int) -> list[Proposal]:
    found: list[Proposal] = []

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=max(examples, 1),
        database=None,
        deadline=None,
        phases=(hypothesis.Phase.generate,),
        suppress_health_check=list(hypothesis.HealthCheck),
        verbosity=hypothesis.Verbosity.quiet,
    )
    @hypothesis.given(strategy)
    def draw(case: Any) -> None:
        proposal = _proposal(case)
        if proposal:
            found.append(proposal)

    draw()
    return found


def _proposal(case: Any) -> Proposal | None:
    """A case taken apart; None for one that cannot be: cookies, or a body in parts."""
    sent = case.as_transport_kwargs(base_url=_BASE)
    if sent.get("files") or case.cookies:
        return None
    body, value = _body(sent)
    about = case.meta.phase.data
    place = about.parameter_location
    return Proposal(
        path={name: unquote(str(value)) for name, value in case.path_parameters.items()},
        query=tuple(_pairs(sent.get("params"))),
        headers={name: str(value) for name, value in case.headers.items()},
        body=body,
        value=value,
        media_type=str(case.media_type or "") if body is not None else "",
        place=str(place.value) if place else "",
        name=str(about.parameter or ""),
        hint=str(about.description or ""),
        valid=not case.meta.generation.mode.is_negative,
    )


def _pairs(params: Any) -> list[tuple[str, str]]:
    written = params if isinstance(params, str) else urlencode(params or {}, doseq=True)
    return parse_qsl(written, keep_blank_values=True)


def _body(sent: Mapping[str, Any]) -> tuple[bytes | None, Any]:
    if "json" in sent:
        return dumps(sent["json"], ensure_ascii=False, allow_nan=False).encode(), sent["json"]
    data = sent.get("data")
    if isinstance(data, bytes):
        return data, None
    if isinstance(data, str):
        return data.encode(), None
    return (
        (urlencode(data, doseq=True).encode(), None) if isinstance(data, Mapping) else (None, None)
    )


def _told(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
