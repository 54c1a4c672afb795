"""Imports point one way, stand at the top of a module, and only one module speaks to httpx."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import packages_distributions
from itertools import chain

import pytest

from tests.promises.imports import Import, imports, imports_of
from tests.promises.repository import ROOT, python_files

# The picture in ARCHITECTURE.md, top to bottom: a module imports from the floors below its own, and from nowhere else.
FLOORS = (
    ("cli", "pytest_plugin"),
    ("run", "replay", "lint"),
    ("render",),
    ("judge", "preflight", "record", "concepts"),
    ("profiles",),
    ("checks", "generation", "contract"),
    ("candidate", "description", "dialect"),
    ("settings",),
    ("errors",),
    ("model",),
    ("strictjson", "data"),
)
FLOOR = {module: floor for floor, modules in enumerate(FLOORS) for module in modules}
# One part in more than one file: these count as the part that they belong to.
BELONGS = {
    "__main__": "cli",
    "pytest_items": "pytest_plugin",
    "journal": "record",
    "chain": "record",
    "linted": "record",
}

# What the Python of a profile may see of the package.
PUBLIC = (
    "errors",
    "model",
    "candidate",
    "description",
    "checks",
    "generation",
    "contract",
    "strictjson",
)

# Imports inside a function, apart from those of START_UP_DIET: who, what, and why.
LATE = {
    ("conformance.candidate.auth", "authlib.oauth2.base"): "the optional extra oauth2",
    ("conformance.candidate.auth", "authlib.oauth2.client"): "the optional extra oauth2",
    (
        "conformance.candidate.declared",
        "conformance.candidate",
    ): "pydantic, where there is a file to read",
    (
        "conformance.contract",
        "conformance.contract.engine",
    ): "schemathesis takes a second, where cases are made",
    (
        "conformance.description.spots",
        "conformance.description.yamltext",
    ): "YAML's reader, where a text is YAML",
    (
        "conformance.description.validity",
        "conformance.description.validator",
    ): "openapi-spec-validator, most of a second, where a description is validated",
    (
        "conformance.checks.messages",
        "httplint.message",
    ): "half a second, where an answer is looked at",
    ("conformance.checks.limits", "http_sf"): "only where an answer has a RateLimit field",
    ("conformance.generation", "hypothesis"): "a third of a second, where a search begins",
    ("conformance.pytest_items", "allure_commons"): "only where allure-pytest is at work",
}
# Packages whose functions import what they need when they need it, so that `--help` does not wait for a renderer.
START_UP_DIET = ("conformance.cli", "conformance.render")
# Who may import a module by a name that it computes.
DYNAMIC = {
    "conformance.data": "the address of a check or of a mutant is its name",
    "conformance.cli": "a command is imported when it is called",
}
# Who may catch any exception whatever: what it does with it.
NETS = {
    "conformance/judge.py": "makes it errored: our fault, never the candidate's",
    "conformance/cli/__init__.py": "makes it exit code 5; Python's own 1 would read as a verdict",
    "conformance/description/validator.py": "says that it cannot be told: it is the validator that broke",
    "conformance/candidate/session.py": "hands it on to every thread that waits for the same answer",
}

WIRE = "conformance.candidate.wire"
MOUTH = "conformance.candidate"
NETWORK = ("httpx", "httpcore", "requests", "urllib3", "http.client", "urllib.request", "socket")


def within(name: str, package: str) -> bool:
    """Whether a dotted name is that package or something in it."""
    return name == package or name.startswith(f"{package}.")


def part(name: str) -> str:
    """Which part of the package a dotted name belongs to: conformance.candidate.wire → candidate."""
    found = name.split(".")[1] if name.count(".") else ""
    return BELONGS.get(found, found)


def upward(found: Import) -> bool:
    """Whether an import goes up, or sideways to a neighbour on the same floor; who has no floor may go nowhere."""
    if not within(found.target, "conformance"):
        return False
    own, other = part(found.importer), part(found.target)
    if other in {own, "__version__"}:
        return False
    return FLOOR.get(own, len(FLOORS)) >= FLOOR.get(other, -1)


def unexplained_late(found: Import) -> bool:
    """Whether an import stands in a function, outside the packages and the list that may do so."""
    return (
        found.late
        and not any(within(found.importer, package) for package in START_UP_DIET)
        and (found.importer, found.module) not in LATE
    )


def unheard(found: Import) -> bool:
    """Whether a module speaks to the network that has no business there."""
    if not any(within(found.target, library) for library in NETWORK):
        return False
    return (
        found.importer != WIRE
        if within(found.target, "httpx")
        else not within(found.importer, MOUTH)
    )


def improper_for_a_profile(found: Import) -> bool:
    """Whether the Python of a profile imports more than its own folder, the standard library and public names."""
    if within(found.module, "profiles"):
        return False
    if not within(found.module, "conformance"):
        return found.module.partition(".")[0] not in sys.stdlib_module_names
    return part(found.target) not in PUBLIC or any(
        name.startswith("_") for name in found.target.split(".")
    )


def hides_imports(source: str) -> list[int]:
    """The lines on which TYPE_CHECKING is used."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if (isinstance(node, ast.Name) and node.id == "TYPE_CHECKING")
        or (isinstance(node, ast.Attribute) and node.attr == "TYPE_CHECKING")
    ]


def computes_imports(source: str) -> list[int]:
    """The lines on which a module is imported by a computed name."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", ""))
        in {"import_module", "__import__"}
    ]


def catches_everything(source: str) -> list[int]:
    """The lines on which any exception whatever is caught or suppressed."""
    return sorted(_broad(ast.parse(source)))


def _broad(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        match node:
            case ast.ExceptHandler(type=None):
                yield node.lineno
            case ast.ExceptHandler(type=caught) if caught and _names_all(caught):
                yield node.lineno
            case ast.Call(func=ast.Name(id="suppress") | ast.Attribute(attr="suppress"), args=args):
                yield from (node.lineno for caught in args if _names_all(caught))


def _names_all(caught: ast.expr) -> bool:
    parts = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(
        isinstance(name, ast.Name) and name.id in {"Exception", "BaseException"} for name in parts
    )


def drawn(page: str) -> tuple[tuple[str, ...], ...]:
    """The floors in the picture of a page: names up to three spaces apart, then, further off, a remark."""
    blocks = re.findall(r"^```text\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    picture = next(
        block for block in blocks if re.search(r"^ *cli\b.*\bpytest_plugin\b", block, re.MULTILINE)
    )
    return tuple(
        tuple(re.split(r" {4,}", line.strip())[0].split())
        for line in picture.splitlines()
        if line.strip()
    )


def package_imports() -> Iterable[Import]:
    """Every import in the package."""
    return chain.from_iterable(map(imports_of, python_files("conformance")))


@pytest.mark.parametrize(
    ("importer", "line"),
    [
        ("conformance.model", "from conformance.judge import judge"),
        ("conformance.model", "from conformance import judge"),
        ("conformance.candidate.wire", "from ..profiles import load"),
        ("conformance.judge", "import conformance.preflight"),
        ("conformance.judge", "import conformance.nowhere"),
        ("conformance.unplaced", "from conformance.model import Level"),
        ("conformance.model", "if TYPE_CHECKING:\n    from conformance.errors import UsageError"),
        ("conformance.model", "def f():\n    from conformance.errors import UsageError"),
    ],
)
def test_an_import_that_goes_up_or_sideways_is_seen(importer: str, line: str) -> None:
    assert all(map(upward, imports(line, importer)))


@pytest.mark.parametrize(
    ("importer", "line"),
    [
        ("conformance.judge", "from conformance.model import Status"),
        ("conformance.candidate.wire", "from .guard import Pace"),
        ("conformance.cli.run", "from conformance.cli.options import options"),
        ("conformance.record", "from conformance import __version__"),
        ("conformance.record", "import json"),
    ],
)
def test_an_import_that_goes_down_or_stays_inside_is_allowed(importer: str, line: str) -> None:
    assert not any(map(upward, imports(line, importer)))


def test_no_module_imports_upward_or_from_its_neighbour() -> None:
    wrong = [str(found) for found in package_imports() if upward(found)]

    assert wrong == []


def test_the_floors_are_those_of_the_architecture_page() -> None:
    assert drawn((ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")) == FLOORS


def test_an_import_inside_a_function_is_seen() -> None:
    late, early = imports("def f():\n    import json\nimport os", "conformance.judge")

    assert unexplained_late(late)
    assert not unexplained_late(early)


def test_no_module_imports_late_without_a_reason() -> None:
    wrong = [str(found) for found in package_imports() if unexplained_late(found)]

    assert wrong == []


def test_every_reason_to_import_late_is_still_needed() -> None:
    used = {(found.importer, found.module) for found in package_imports() if found.late}

    assert set(LATE) <= used


@pytest.mark.parametrize(
    "source", ["if TYPE_CHECKING:\n    import json", "if typing.TYPE_CHECKING:\n    import json"]
)
def test_type_checking_is_seen(source: str) -> None:
    assert hides_imports(source) == [1]


def test_nothing_is_imported_for_the_type_checker_alone() -> None:
    wrong = [
        str(path) for path in python_files() if hides_imports((ROOT / path).read_text("utf-8"))
    ]

    assert wrong == []


def test_an_import_by_a_computed_name_is_seen() -> None:
    assert computes_imports("importlib.import_module(name)\n__import__(name)\nload(name)") == [1, 2]


def test_only_the_listed_modules_import_by_a_computed_name() -> None:
    wrong = [
        str(path)
        for path in python_files("conformance", "profiles")
        if computes_imports((ROOT / path).read_text("utf-8"))
        and not any(within(".".join(path.with_suffix("").parts), module) for module in DYNAMIC)
    ]

    assert wrong == []


@pytest.mark.parametrize(
    ("importer", "line", "wrong"),
    [
        ("conformance.candidate.auth", "import httpx", True),
        ("conformance.candidate.auth", "from httpx import Client", True),
        ("conformance.candidate.wire", "import httpx", False),
        ("conformance.candidate.guard", "import socket", False),
        ("conformance.preflight", "import urllib.request", True),
        ("conformance.preflight", "from urllib import request", True),
        ("conformance.preflight", "from urllib.parse import urlsplit", False),
    ],
)
def test_a_second_mouth_is_seen(importer: str, line: str, *, wrong: bool) -> None:
    assert [unheard(found) for found in imports(line, importer)] == [wrong]


def test_only_the_wire_imports_httpx_and_only_candidate_speaks_to_the_network() -> None:
    wrong = [str(found) for found in package_imports() if unheard(found)]

    assert wrong == []


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("from ..document import Document", False),
        ("from collections.abc import Iterator", False),
        ("from conformance.model import Finding", False),
        ("from conformance.candidate import Candidate", False),
        ("from conformance.judge import judge", True),
        ("from conformance.model import _outcome", True),
        ("import conformance", True),
        ("import jsonschema_rs", True),
    ],
)
def test_what_a_profile_must_not_see_is_seen(line: str, *, wrong: bool) -> None:
    assert [improper_for_a_profile(found) for found in imports(line, "profiles.a.b.checks")] == [
        wrong
    ]


def test_the_python_of_a_profile_sees_only_public_names() -> None:
    found = chain.from_iterable(map(imports_of, python_files("profiles")))

    assert [str(each) for each in found if improper_for_a_profile(each)] == []


def test_the_reference_apis_share_no_code_with_the_judge() -> None:
    found = chain.from_iterable(map(imports_of, python_files("fixtures")))

    assert [str(each) for each in found if within(each.target, "conformance")] == []


@pytest.mark.parametrize(
    "source",
    [
        "try:\n    f()\nexcept:\n    pass",
        "try:\n    f()\nexcept Exception:\n    pass",
        "try:\n    f()\nexcept (ValueError, BaseException):\n    pass",
        "\n\nwith suppress(Exception):\n    f()",
        "\n\nwith contextlib.suppress(OSError, Exception):\n    f()",
    ],
)
def test_a_net_under_everything_is_seen(source: str) -> None:
    assert catches_everything(source) == [3]


def test_a_net_under_something_is_allowed() -> None:
    assert catches_everything("try:\n    f()\nexcept (OSError, ValueError):\n    pass") == []


def test_only_the_listed_modules_catch_everything() -> None:
    found = {
        path.as_posix()
        for path in python_files("conformance", "profiles", "fixtures")
        if catches_everything((ROOT / path).read_text("utf-8"))
    }

    assert found == NETS.keys()


def test_every_library_that_the_package_imports_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = chain.from_iterable(project["optional-dependencies"].values())
    names = (re.match(r"[\w.-]+", line) for line in chain(project["dependencies"], extras))
    declared = {name[0].lower() for name in names if name}
    imported = {found.module.partition(".")[0] for found in package_imports()}
    foreign = imported - {"conformance"} - sys.stdlib_module_names
    distributions = packages_distributions()

    undeclared = {
        library
        for library in foreign
        if not declared & {name.lower() for name in distributions.get(library, [])}
    }

    assert undeclared == set()
