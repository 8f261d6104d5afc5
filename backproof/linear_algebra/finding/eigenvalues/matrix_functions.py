"""Functions of a matrix by its Jordan form: the powers A^n and the exponential e^{tA}."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import sympy as sp

from backproof.answer import Latex
from backproof.linear_algebra.finding.eigenvalues.jordan import jordan
from backproof.linear_algebra.finding.eigenvalues.spectrum import Eigenvalue, Pair, complex_pairs, refuse
from backproof.linear_algebra.language.matrices import beside, identity, mapped, transposed
from backproof.linear_algebra.language.result import Condition, Line, Outcome, matrix
from backproof.spaces.language.printing import Matrix
from backproof.spaces.linear.elimination import reduce

_POWERS = 13
# In each case of symbols.
_FEWER = 4
_TIMES = ("0", "1/2", "-1", "2")
N, T = sp.Symbol("n", real=True), sp.Symbol("t", real=True)
# The letters that an answer brings along, with what they stand for.
LETTERS = (("power", N, "the exponent"), ("exponential", T, "the time"))


def power(rows: Matrix, found: Sequence[Eigenvalue], letter: Latex, under: Condition | None) -> Outcome:
    """Give a formula for A^n from the Jordan form."""
    p, j = jordan(rows, found)
    inverse = tuple(row[len(rows) :] for row in reduce(beside(p, identity(len(rows)))).reduced)
    powers = _power_of(j)
    entries = mapped(sp.expand, _multiplied(p, powers, inverse))
    first = _nilpotent(j)
    formula = matrix("power", rf"{letter}^n", entries)
    always = under or Condition(Latex(""), "", samples=((),))
    last = first + _FEWER if under else _POWERS
    samples = tuple((*sample, (N.name, str(k))) for sample in always.samples for k in range(first, last))
    shown = (
        matrix("S", "S", p),
        matrix("", "D" if _is_diagonal(j) else "J", j),
        matrix("", r"S^{-1}", inverse),
    )
    middle = shown[1].latex
    lines = (
        Line("power", (Latex(rf"{letter}^n = S {middle}^n S^{{-1}}"), *(item.equation for item in shown))),
    )
    under = replace(always, samples=samples)
    shown_from, text_from = (rf",\quad n \ge {first}", f" for n >= {first}") if first else ("", "")
    box = (Latex(f"{formula.equation}{shown_from}"),)
    return Outcome("power", (formula,), box, f"A^n = {formula.text}{text_from}", lines, under)


def _multiplied(left: Matrix, middle: Matrix, right: Matrix) -> Matrix:
    """Return the product of matrices whose entries need no normal form."""
    size = len(left)
    return tuple(
        tuple(
            sp.Add(
                *(
                    left[i][k] * middle[k][m] * right[m][j]
                    for k in range(size)
                    for m in range(size)
                    if middle[k][m] != 0
                )
            )
            for j in range(size)
        )
        for i in range(size)
    )


def _is_diagonal(rows: Matrix) -> bool:
    return all(x == 0 for i, row in enumerate(rows) for j, x in enumerate(row) if i != j)


def _nilpotent(j: Matrix) -> int:
    """Return the size of the largest Jordan block with the eigenvalue 0, or 0."""
    largest = size = 0
    for i, row in enumerate(j):
        size = 0 if row[i] != 0 else size + 1 if i and j[i - 1][i] != 0 else 1
        largest = max(largest, size)
    return largest


def _power_of(j: Matrix) -> Matrix:
    """Return the n-th power of a Jordan matrix, from the n on at which its nilpotent blocks are zero."""
    size = len(j)
    rows = [[sp.S.Zero] * size for _ in range(size)]
    for i in range(size):
        value, factor = j[i][i], sp.S.One
        for k in range(i, size):
            if k > i:
                if j[k - 1][k] == 0:
                    break
                factor = factor * (N - (k - i - 1)) / (k - i)
            if value == 0:
                break
            rows[i][k] = sp.expand(factor) * value ** (N - (k - i))
    return tuple(map(tuple, rows))


def exponential(rows: Matrix, found: Sequence[Eigenvalue], letter: Latex, under: Condition | None) -> Outcome:
    """Give e^{tA} from the Jordan form, with a block of two rows for each pair of complex eigenvalues."""
    p, whole = jordan(rows, found)
    real = sum(item.algebraic for item in found)
    j = tuple(row[:real] for row in whole[:real])
    functions = _exponential_of(j)
    for pair in complex_pairs(rows) if real < len(rows) else ():
        if len(pair.vectors) < pair.algebraic:
            refuse("a complex eigenvalue has too few eigenvectors", "a simple one, or real ones")
        p, j, functions = _with_pair(pair, p, j, functions)
    inverse = tuple(row[len(rows) :] for row in reduce(beside(p, identity(len(rows)))).reduced)
    entries = mapped(_expanded, _multiplied(p, functions, inverse))
    formula = matrix("exponential", rf"e^{{t{letter}}}", entries)
    always = under or Condition(Latex(""), "", samples=((),))
    samples = tuple((*sample, (T.name, at)) for sample in always.samples for at in _TIMES)
    middle = "D" if _is_diagonal(j) else "J"
    shown = (matrix("S", "S", p), matrix("", middle, j), matrix("", "S^{-1}", inverse))
    of_form = matrix("", "E", functions)
    lines = (
        Line("exponential", tuple(item.equation for item in shown)),
        Line(
            "exponential of the form",
            (Latex(f"t{middle}"), of_form.equation, Latex(rf"e^{{t{letter}}} = S E S^{{-1}}")),
        ),
    )
    text = f"exp(t*A) = {formula.text}"
    return Outcome(
        "exponential", (formula,), (formula.equation,), text, lines, replace(always, samples=samples)
    )


def _expanded(value: sp.Expr) -> sp.Expr:
    """Return a sum of products, in which no exponential is split."""
    return sp.expand(value, power_exp=False)


def _with_pair(pair: Pair, p: Matrix, j: Matrix, functions: Matrix) -> tuple[Matrix, Matrix, Matrix]:
    """Add the columns u, w and their blocks to a basis: A u = a u - b w, A w = b u + a w."""
    a, b = pair.real, pair.imaginary
    grow, cos, sin = sp.exp(a * T), sp.cos(b * T), sp.sin(b * T)
    for u, w in pair.vectors:
        p = transposed((*(transposed(p) if p and p[0] else ()), u, w))
        j = _beside_diagonally(j, ((a, b), (-b, a)))
        functions = _beside_diagonally(functions, ((grow * cos, grow * sin), (-grow * sin, grow * cos)))
    return p, j, functions


def _beside_diagonally(rows: Matrix, block: Matrix) -> Matrix:
    """Return both matrices along the diagonal of a larger one."""
    size, more = len(rows), len(block)
    zero = sp.S.Zero
    return (*((*row, *(zero,) * more) for row in rows), *((*(zero,) * size, *row) for row in block))


def _exponential_of(j: Matrix) -> Matrix:
    """Return e^{tJ} of a Jordan matrix."""
    size = len(j)
    rows = [[sp.S.Zero] * size for _ in range(size)]
    for i in range(size):
        factor = sp.exp(j[i][i] * T)
        for k in range(i, size):
            if k > i:
                if j[k - 1][k] == 0:
                    break
                factor = factor * T / (k - i)
            rows[i][k] = factor
    return tuple(map(tuple, rows))
