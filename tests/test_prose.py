"""The write-up's words stand in templates: no Python module holds its sections, lists or emphasis."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MARKUP = re.compile(
    r"\\((sub)*section|chapter|paragraph|item|emph|text(bf|it)|footnote|caption|tableofcontents)\b"
    r"|\\begin\{(document|itemize|enumerate|description|quote|abstract|center)\}"
)
# What reads TeX's log or renders templates has to know such words; what computes and draws has not.
ROOMS = ("backproof/calculus", "backproof/spaces", "solutions", "figures")
FILES = sorted(file for room in ROOMS for file in (ROOT / room).rglob("*.py"))


def markup(source: str) -> Iterator[tuple[int, str]]:
    """String literals with the markup of running text, but for docstrings and regular expressions of it."""
    tree = ast.parse(source)
    documented = (
        node for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
    )
    docstrings = {
        id(node.body[0].value) for node in documented if node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield from ((node.lineno, node.value) for _ in MARKUP.findall(node.value)[:1])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_no_prose_in_python(file: Path) -> None:
    assert not list(markup(file.read_text(encoding="utf-8")))


def test_prose_would_be_seen() -> None:
    assert list(markup('"""\\\\section in a docstring"""\nx = f"\\\\section{{{1}}}"')) == [(2, "\\section{")]
    assert list(markup("x = r'\\begin{enumerate}'"))
    assert not list(markup("x = r'\\begin{pmatrix} \\text{rank} \\end{pmatrix}'"))
