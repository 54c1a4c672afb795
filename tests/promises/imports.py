"""What a Python file imports, read from its syntax tree: nothing is run."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.promises.repository import ROOT


@dataclass(frozen=True)
class Import:
    """One name that `importer` imports: `module`, and `name` where it is taken out of that module.

    `late` says that it happens inside a function.
    """

    importer: str
    module: str
    name: str = ""
    late: bool = False
    line: int = 0

    @property
    def target(self) -> str:
        """The dotted name of what is imported; `from a import b` may mean the module a.b."""
        return f"{self.module}.{self.name}" if self.name else self.module

    def __str__(self) -> str:
        return f"{self.importer}:{self.line} imports {self.target}"


def imports(source: str, importer: str, *, package: bool = False) -> list[Import]:
    """Every import in `source`, in whatever branch or function; `package` says that it is an `__init__`."""
    return list(_walk(ast.parse(source), importer, importer if package else _parent(importer)))


def imports_of(path: Path) -> list[Import]:
    """Every import in a tracked file."""
    parts = path.with_suffix("").parts
    package = parts[-1] == "__init__"
    name = ".".join(parts[:-1] if package else parts)
    return imports((ROOT / path).read_text(encoding="utf-8"), name, package=package)


def _walk(node: ast.AST, importer: str, package: str, *, late: bool = False) -> Iterator[Import]:
    match node:
        case ast.Import(names=names):
            for alias in names:
                yield Import(importer, alias.name, late=late, line=node.lineno)
        case ast.ImportFrom(names=names):
            module = _absolute(node, package)
            for alias in names:
                yield Import(importer, module, alias.name, late=late, line=node.lineno)
    within = late or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    for child in ast.iter_child_nodes(node):
        yield from _walk(child, importer, package, late=within)


def _absolute(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    base = package
    for _ in range(node.level - 1):
        base = _parent(base)
    return f"{base}.{node.module}" if node.module else base


def _parent(module: str) -> str:
    return module.rpartition(".")[0]
