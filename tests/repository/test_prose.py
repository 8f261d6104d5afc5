"""Prose in Python: the write-up's text belongs in templates, and docstrings open with a verb or a noun."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
MARKUP = re.compile(
    r"\\((sub)*section|chapter|paragraph|item|emph|text(bf|it)|footnote|caption|tableofcontents)\b"
    r"|\\begin\{(document|itemize|enumerate|description|quote|abstract|center)\}"
)
# Packages that compute and draw; those that read TeX's log or render templates need such markup.
PACKAGES = (
    "backproof/calculus",
    "backproof/spaces",
    "backproof/kinds",
    "backproof/drawing",
    "solutions",
    "figures",
)
FILES = sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))
# A docstring that opens with one of these is a clause without a verb of its own.
QUESTION = re.compile(r"\s*(?:What|Which|Who|Whether|How)\b")
# A file without a match has no such docstring, and is not parsed.
QUOTED_QUESTION = re.compile(rf"[\"']{QUESTION.pattern}")
DOCUMENTED = ("backproof", "solutions", "figures", "benchmarks", "tests")


def markup(source: str) -> Iterator[tuple[int, str]]:
    """Yield string literals with the markup of running text, except docstrings and regular expressions."""
    if not MARKUP.search(source):
        return
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


def test_no_prose_in_python() -> None:
    found = {file: list(markup(file.read_text(encoding="utf-8"))) for file in FILES}
    assert len(found) > 100
    assert not {file: lines for file, lines in found.items() if lines}


def test_prose_would_be_seen() -> None:
    assert list(markup('"""\\\\section in a docstring"""\nx = f"\\\\section{{{1}}}"')) == [(2, "\\section{")]
    assert list(markup("x = r'\\begin{enumerate}'"))
    assert not list(markup("x = r'\\begin{pmatrix} \\text{rank} \\end{pmatrix}'"))


def questions(source: str) -> Iterator[tuple[int, str]]:
    """Yield the line and first line of each docstring that opens with a question word."""
    if not QUOTED_QUESTION.search(source):
        return
    kinds = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    for node in ast.walk(ast.parse(source)):
        text = ast.get_docstring(node) if isinstance(node, kinds) else None
        if text and QUESTION.match(text):
            yield node.body[0].lineno, text.splitlines()[0]


def test_docstrings_open_with_a_verb_or_a_noun() -> None:
    found = []
    for package in DOCUMENTED:
        for file in sorted((ROOT / package).rglob("*.py")):
            name = file.relative_to(ROOT).as_posix()
            found += [f"{name}:{line}: {text}" for line, text in questions(file.read_text("utf-8"))]
    assert not found, "\n" + "\n".join(found)


def test_a_question_would_be_seen() -> None:
    assert list(questions('def f():\n    """Whether it is."""')) == [(2, "Whether it is.")]
    assert list(questions('class A:\n    x = 1\n\n    def g(self):\n        r"""What it is."""'))
    assert not list(questions('"""Return whether it is."""\n\n\ndef f():\n    """However it is."""'))
