"""Random pieces of what people write: expressions, TOML, texts, template tags, lines of Python.

Half of them are nearly right, and the others are long, deep, huge or in odd characters.
"""

from __future__ import annotations

import json
import random

_NAMES = ("x", "y", "a", "b", "W1", "W2", "A", "t", "phi", "n", "x_1", "λ", "np", "sum", "__class__")
_FUNCTIONS = (
    "exp", "log", "sqrt", "sin", "tanh", "relu", "norm", "sum", "diag", "trace", "det", "inv", "abs",
)  # fmt: skip
_OPERATORS = ("+", "-", "*", "/", "@", "**", " .* ", "^", "==", "<=", "", " ", ",", ";", "=", ":=")
_NUMBERS = (
    "0", "1", "2", "-1", "1/2", "0.5", "1e400", "1e-400", "10**9", "9" * 40, "2**31", "nan", "oo", "1j",
)  # fmt: skip
_ODD = (
    "", " ", "\0", "\n", "\t", "\u202e", "\ufeff", "\ud7ff", "😀", "ﬁ", "\x7f", "e\u0301" * 20, "العربية",
    "हिन्दी", "ไทย", "中文", "\\", "$", "%", "#", "&", "_", "{", "}", "^^5c", "`", "´", "~", "<", "…", "½",
    "ẞ",
)  # fmt: skip
_LITERALS = ("-1", "0", "nan", "inf", "true", "1e308", "9" * 30, "1.5", "2025-02-30", "0001-01-01")
_PATHS = ("../../etc/passwd", "/dev/zero", "/etc/passwd", "a/b.py", "C:\\x", "CON", ".", "..", "~", "Q3.py")
_LATEX = (
    r"\frac{1}{2}", r"\input{/etc/passwd}", r"\undefined", r"\left(", r"\end{document}", r"\begin{align}",
    r"\def\x{\x}\x", r"\write18{x}", r"$$x$$", r"$x", r"\text{$y$}", r"\mathbb R", r"\sum_{i=1}^n", r"\\",
)  # fmt: skip
_MARKDOWN = (
    "- a\n- b\n", "| a | b |\n| --- | --- |\n| 1 | 2 |\n", "# H\n", "```\ncode\n", "![p](a.png)",
    "[l](javascript:x)", "<b>x</b>", "***", "> q\n", "1. x\n", "$x$ and `y`", "\\(z\\)", "[a][b]\n",
)  # fmt: skip
_TAGS = (
    r"\VAR{x}", r"\VAR{term.title}", r"\VAR{", r"\VAR{term.__class__}", r"\VAR{1/0}", r"\VAR{'x' * 10**9}",
    r"\VAR{term.title | nosuch}", r"\VAR{range(10**9) | list | length}", r"\BLOCK{ for i in range(3) }",
    r"\BLOCK{ endfor }", r"\BLOCK{ if true }", r"\BLOCK{ endif }", r"\BLOCK{ block main }",
    r"\BLOCK{ endblock }", r"\BLOCK{ include 'report.tex.j2' }", r"\BLOCK{ extends 'report.tex.j2' }",
    r"\BLOCK{ set x = [] }", r"\BLOCK{ macro m(a) }\VAR{m(a)}\BLOCK{ endmacro }\VAR{m(1)}", r"\#{ comment",
    r"\VAR{term | code | verbatim}", r"\VAR{questions[7]}", r"\VAR{questions[0].answers[0].latex}",
    r"\BLOCK{ import 'nosuch' as z }", "%% line",
)  # fmt: skip
_STATEMENTS = (
    "import os", "import torch", "raise SystemExit(3)", "1 / 0", "print('x' * 10**7)", "x = [0] * 10**10",
    "def f(:", "    pass", "while True: pass", "open('/etc/passwd').read()", "open('../x', 'w').write('x')",
    "import subprocess; subprocess.run(['id'])", "print(chr(0xd800))", "import sys; sys.exit('no')",
    "return 1", "import numpy as np; np.ones(10**12)", "def phi(t): return t", "f = lambda: f(); f()",
    "print('\\0')", "import os; os.mkfifo('results.npz')", "import sys; sys.setrecursionlimit(10**9)",
    "exec('raise ValueError')",
)  # fmt: skip


def expression(chance: random.Random, depth: int = 4) -> str:
    """Return an expression of the language, or almost one."""
    draw = chance.random()
    if depth == 0 or draw < 0.25:
        return chance.choice(_NAMES if chance.random() < 0.6 else _NUMBERS)
    if draw < 0.55:
        first, second = expression(chance, depth - 1), expression(chance, depth - 1)
        return f"{first} {chance.choice(_OPERATORS)} {second}"
    inside = expression(chance, depth - 1)
    if draw < 0.75:
        return f"{chance.choice(_FUNCTIONS)}({inside})"
    if draw < 0.85:
        return f"({inside}).T"
    if draw < 0.93:
        return f"[{inside}, {expression(chance, depth - 1)}]"
    return f"z = {inside}; F = norm(z)**2" if draw < 0.97 else "(" * chance.choice((1, 300)) + inside


def text(chance: random.Random) -> str:
    """Return a text of an author: words, formulas, Markdown, odd characters."""
    pools = (("word", "two words"), _ODD, _LATEX, _MARKDOWN, _PATHS, (expression(chance),))
    pieces = [chance.choice(chance.choice(pools)) for _ in range(chance.randint(1, 5))]
    return " ".join(pieces) * (chance.choice((400, 20_000)) if chance.random() < 0.04 else 1)


def value(chance: random.Random, depth: int = 3) -> str:
    """Return a value as TOML writes it."""
    draw = chance.random()
    if draw < 0.3:
        return json.dumps(expression(chance))
    if draw < 0.5:
        return json.dumps(text(chance), ensure_ascii=chance.random() < 0.5)
    if draw < 0.7 or depth == 0:
        return chance.choice((*_LITERALS, str(chance.randint(-9, 99))))
    if draw < 0.9:
        inner = [value(chance, depth - 1) for _ in range(chance.choice((0, 1, 2, 3, 40)))]
        return f"[{', '.join(inner)}]"
    return f"{{ {chance.choice(_NAMES[:7])} = {value(chance, depth - 1)} }}"


def fragment(chance: random.Random) -> str:
    """Return a piece of a template."""
    pools = (_TAGS, _TAGS, _LATEX, _ODD, (text(chance),))
    return " ".join(chance.choice(chance.choice(pools)) for _ in range(chance.randint(1, 3)))


def statement(chance: random.Random) -> str:
    """Return a line of a script."""
    indent = " " * chance.choice((0, 0, 4, 8, 3))
    written = chance.choice(_STATEMENTS) if chance.random() < 0.8 else f"v = {expression(chance)}"
    return indent + written
