"""No file is over 400 lines and no function over 40, but for the exceptions that are argued here."""

import ast
from fnmatch import fnmatch

from tests.promises.repository import ROOT, python_files, text, tracked

FILE_LINES = 400
FUNCTION_LINES = 40

# A pattern of paths, and why such a file is not split.
LONG_FILES = {
    "constraints.txt": "written by a tool: one block of hashes a package",
    "tests/real/*/package-lock.json": "written by npm",
    "tests/real/README.md": "a row for each violation of each server",
    "docs/kill-matrix.md": "written by python -m tests.matrix",
    "reports/**/*.jsonl": "records, kept as they were written",
}
# path:function, and why it is not split.
LONG_FUNCTIONS: dict[str, str] = {}


def long_functions(source: str) -> list[str]:
    """The names of the functions in `source` that have too many lines, from `def` to their last."""
    return [
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno + 1 > FUNCTION_LINES
    ]


def is_long(content: str) -> bool:
    """Whether a file with this content has too many lines."""
    return len(content.splitlines()) > FILE_LINES


def _long_files() -> list[str]:
    return [path.as_posix() for path in tracked() if is_long(text(path) or "")]


def _long_functions() -> list[str]:
    return [
        f"{path.as_posix()}:{name}"
        for path in python_files()
        for name in long_functions((ROOT / path).read_text("utf-8"))
    ]


def test_a_function_of_41_lines_is_seen_and_one_of_40_is_not() -> None:
    forty = "def forty():" + "\n    ..." * 39
    more = "    async def more():" + "\n        ..." * 40

    assert long_functions(f"{forty}\nclass Holder:\n{more}\n") == ["more"]


def test_a_file_of_401_lines_is_seen_and_one_of_400_is_not() -> None:
    assert is_long("line\n" * 401)
    assert not is_long("line\n" * 400)


def test_no_file_is_over_400_lines() -> None:
    unexplained = [
        path for path in _long_files() if not any(fnmatch(path, known) for known in LONG_FILES)
    ]

    assert unexplained == []


def test_no_function_is_over_40_lines() -> None:
    unexplained = sorted(set(_long_functions()) - LONG_FUNCTIONS.keys())

    assert unexplained == []


def test_every_exception_is_still_needed() -> None:
    files = _long_files()
    unused = [known for known in LONG_FILES if not any(fnmatch(path, known) for path in files)]

    assert unused + sorted(LONG_FUNCTIONS.keys() - set(_long_functions())) == []
