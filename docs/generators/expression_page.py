"""The reference page of the expression language: every record of the code, with an example that is run."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Sequence

from backproof.calculus import derive, parse
from backproof.calculus.engine.rules import RULES
from backproof.calculus.language.syntax import grammar
from backproof.calculus.primitives.constants import LETTERS
from backproof.calculus.primitives.definitions import DEFINITIONS
from backproof.calculus.primitives.elementwise import PRIMITIVES
from backproof.calculus.primitives.joint_operations import JOINT_OPERATIONS
from backproof.calculus.primitives.matrix_operations import OPERATIONS, Operation
from backproof.calculus.primitives.windows import WINDOWED
from backproof.calculus.spelling.elsewhere import MISSING

SHAPES = {
    **dict.fromkeys("xyz", "n"),
    "K": "m*p,n*q",
    **{"A": "m,n", "X": "m,n", "b": "m", "w": "n", "S": "n,n", "lam": "", "c": ""},
}
# Ways to type the same things.
TYPED = (
    ("NumPy", "np.linalg.norm(A @ x - b)**2"),
    ("NumPy", "((X @ w - b)**2).mean()"),
    ("NumPy", "np.where(x > 0, x, 0.1*x).sum()"),
    ("MATLAB", "(b - X*w)'*(b - X*w)"),
    ("MATLAB", "sum(x.^2 ./ (1 + x.^2))"),
    ("MATLAB", "x'*(S\\x)"),
    ("on a sheet", "½‖Ax − b‖² + λ‖x‖₁"),
    ("on a sheet", "x^T S x + 2 c log|S|"),
    ("LaTeX", r"\frac12 \lVert Ax-b \rVert_2^2"),
    ("LaTeX", r"\sum_{i=1}^n \log(1 + e^{-x_i})"),
)
_RULE = """A number is spread over all entries of an array that it is added to: `x + 1` is `x + ones(n)`. Only
a number is: a column is repeated by a product, `b @ ones(1, n)`, and the error for `A + b` says so.
"""
SIZES = """A size is a symbol or a number, or a sum or product of these: `--shape x=m*n`, `ones(2*n)`.

A size of a declared shape is a number, too: with `--shape x=n`, the mean is `sum(x)/n`. A variable
of that name comes first. The letter π, unless it is declared, is a number:
"""
ENTRIES = """Entries are counted from 0, as in NumPy: `x[0]`, `x[-1]` if the size is a number, `x[0:3]`,
`A[1, :]`. In parentheses they are counted from 1, as in MATLAB: `x(1)`, `A(2, :)`. On paper, `[x]₁` is the
first one. Brackets around values make a column, `[x[0]**2, sin(x[1])]`, and brackets in brackets a matrix of
numbers or of blocks.
"""
BRACKETED = (
    ("z[0]**2 + 3*z[1]*z[2]", "z"),
    ("norm(A[0, :])**2", "A"),
    ("[z[0]**2 + z[1], z[1]*z[2]]", "z"),
    ("x.T @ S @ x + [lam, 2*lam].T @ [1, lam]", "lam"),
    ("norm([[A], [eye(n)]] @ x - [[b], [w]])**2", "x"),
)
_WINDOWS = """They are written out window by window, so the sizes are numbers: `--shape u=4 --shape v=2`. A
matrix has windows in both directions. Further arguments may be named, as in `maxpool(X, size=3, stride=2)`.
"""
AXES = """Sums, means, softmax and lse take `axis=0` and `axis=1`, norms the orders `1`, `2`, `inf`, `'fro'`.
"""


def expressions() -> str:
    """Return the page."""
    return "\n".join(
        [
            *_notation(),
            "## The rule of spreading\n",
            _RULE,
            "## Entries, parts and blocks\n",
            ENTRIES,
            _table(("typed", "read as", "its derivative"), _bracketed()),
            "## Sizes and letters as numbers\n",
            SIZES,
            _table(
                ("name", "value", "meaning"), ((f"`{x.name}`", f"`{x.formula}`", x.title) for x in LETTERS)
            ),
            "## Functions of each entry\n",
            "The value has the shape of the operand.\n",
            _table(("name", "also", "formula in t", "derivative", "example", "its derivative"), _entrywise()),
            "## Operations on a whole matrix\n",
            _table(
                ("name", "also", "value", "operand", "shape for m × n", "rule", "example", "its derivative"),
                _whole(),
            ),
            "## Operations on two matrices\n",
            "Each is linear in both of its operands.\n",
            _table(("name", "also", "value", "operands", "rule", "example", "its derivative"), _joint()),
            "## Functions that are written with others\n",
            _table(("name", "also", "value", "formula", "example", "its derivative"), _defined()),
            AXES,
            "## Windows that move over an array\n",
            _WINDOWS,
            _table(("name", "also", "value", "example", "its derivative"), _windowed()),
            "## What is not in the language\n",
            _table(("name", "instead"), ((f"`{name}`", hint) for name, hint in sorted(MISSING.items()))),
        ]
    )


def _notation() -> Iterable[str]:
    """Yield the sections on ways to type expressions, and on operators."""
    operators = [*(f"`a {sign} b`" for sign in grammar.BINARY), "`a**b`", "`-a`", "`a.T`", "`f(a)`"]
    yield "# The expression language\n"
    yield "NumPy's notation: `*` multiplies entry by entry, or by a number, and `@` multiplies matrices.\n"
    yield "## As people type it\n"
    yield "What MATLAB, a sheet or a paper writes is understood as well, and shown in NumPy's form.\n"
    yield _table(("from", "typed", "read as"), _typed())
    yield "## Operators\n"
    yield ", ".join(operators) + "\n"
    yield "Comparisons `a < b`, `a <= b` are 1 where they hold and 0 elsewhere, inside of parentheses.\n"


def _typed() -> Iterable[Sequence[str]]:
    return ((source, f"`{text}`", f"`{parse(text, SHAPES)}`") for source, text in TYPED)


def _bracketed() -> Iterable[Sequence[str]]:
    for text, wrt in BRACKETED:
        found = derive(text, wrt, {**SHAPES, "z": "3"})
        assert found.passed, text
        yield f"`{text}`", f"`{found.expression}`", f"by {wrt}: `{found.gradient}`"


def _entrywise() -> Iterable[Sequence[str]]:
    for one in PRIMITIVES:
        inside = "exp(x)" if one.facts.above_zero else "x"
        formula = "" if one.formula == f"{one.name}(t)" else f"`{one.formula}`"
        yield (
            _name(one.name),
            _names(one.also_called),
            formula,
            f"`{one.derivative}`",
            *_run(f"sum({one.name}({inside}))"),
        )


def _whole() -> Iterable[Sequence[str]]:
    for one in OPERATIONS:
        shape = " × ".join(map(str, one.shape("m", "m" if one.operand == "square" else "n")))
        rule = inspect.getdoc(RULES[one.name]) if one.name in RULES else "by its formula"
        yield (
            _name(one.name),
            _names(one.also_called),
            one.title,
            one.operand,
            shape,
            rule or "",
            *_run(_example(one)),
        )


def _example(one: Operation) -> str:
    operand = {"square": "S", "column": "x", "any": "x" if one.reduces else "X"}[one.operand]
    call = f"{one.name}({operand})"
    return call if one.reduces else f"norm({call})**2"


def _joint() -> Iterable[Sequence[str]]:
    for one in JOINT_OPERATIONS:
        also = _names((*one.also_called, *([f"A {one.sign} B"] if one.sign else [])))
        rule = inspect.getdoc(RULES[one.name]) or ""
        yield _name(one.name), also, one.title, one.expected, rule, *_run(one.example)


def _defined() -> Iterable[Sequence[str]]:
    for one in DEFINITIONS:
        settings = [f"{option}={default}" for option, default in one.options.items()]
        call = f"{one.name}({', '.join([*one.parameters, *settings])})"
        yield f"`{call}`", _names(one.also_called), one.title, f"`{one.written()}`", *_run(one.example)


def _windowed() -> Iterable[Sequence[str]]:
    for one in WINDOWED:
        further = ", ".join(f"{key}={value}" if value else key for key, value in one.numbers.items())
        call = f"`{one.name}({', '.join(filter(None, ['a, b'[: 3 * one.operands - 2], further]))})`"
        found = derive(one.example, "u", {"u": "4", "v": "2"})
        assert found.passed, one.example
        yield call, _names(one.also_called), one.title, f"`{one.example}`", f"by u: `{found.gradient}`"


def _run(example: str) -> tuple[str, str]:
    """Return an example and its derivative by the first variable in it."""
    words = re.findall(r"\w+", example)
    wrt = next(name for name in ("x", "X", "S", "A") if name in words)
    found = derive(example, wrt, SHAPES)
    assert found.passed, example
    return f"`{example}`", f"by {wrt}: `{found.gradient}`"


def _name(name: str) -> str:
    return f"`{name}`"


def _names(names: Iterable[str]) -> str:
    return ", ".join(map(_name, names))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return (
        "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)
        + "\n"
    )
