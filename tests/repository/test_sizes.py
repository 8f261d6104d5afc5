"""A module is read in one sitting, and a function on one screen."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "backproof"
MOST_OF_A_MODULE, MOST_OF_A_FUNCTION = 400, 40


def too_long(text: str) -> Iterator[str]:
    """Yield the module, or its functions, if they have too many lines."""
    if text.count("\n") > MOST_OF_A_MODULE:
        yield "the module"
    for node in ast.walk(ast.parse(text)):
        is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if is_function and (node.end_lineno or 0) - node.lineno >= MOST_OF_A_FUNCTION:
            yield node.name


def test_modules_and_functions_of_the_package_are_short() -> None:
    files = [*PACKAGE.rglob("*.py")]
    assert files
    found = {file.relative_to(PACKAGE).as_posix(): [*too_long(file.read_text("utf-8"))] for file in files}
    assert not {file: names for file, names in found.items() if names}


def test_long_ones_are_found() -> None:
    function = "def f():\n" + "    x = 1\n" * MOST_OF_A_FUNCTION
    assert [*too_long(function)] == ["f"]
    assert not [*too_long("def f():\n" + "    x = 1\n" * (MOST_OF_A_FUNCTION - 1))]
    assert [*too_long("x = 1\n" * (MOST_OF_A_MODULE + 1))] == ["the module"]
