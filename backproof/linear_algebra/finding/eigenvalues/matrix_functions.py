"""Functions of a matrix by its Jordan form: the powers A^n and the exponential e^{tA}."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import sympy as sp

from backproof.answer import Latex
from backproof.linear_algebra.finding.eigenvalues.complex_eigenvalues import eigenvalues_of
from backproof.linear_algebra.finding.eigenvalues.jordan import jordan
from backproof.linear_algebra.finding.eigenvalues.spectrum import Eigenvalue, Pair, complex_pairs, refuse
from backproof.linear_algebra.language.complex_numbers import is_complex
from backproof.linear_algebra.language.matrices import beside, identity, mapped, normal_sqrt, transposed
from backproof.linear_algebra.language.result import Condition, Line, Named, Outcome, matrix
from backproof.spaces.exact.exact import normal
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
    """Give a formula for A^n from the Jordan form, with a block of two rows for each pair of eigenvalues."""
    pairs = _pairs_beside(rows, found)
    if any(len(x.vectors) < x.algebraic or x.real.free_symbols or x.imaginary.free_symbols for x in pairs):
        found, pairs = [*found, *eigenvalues_of(pairs)], []
    p, j = _real_part(rows, found)
    powers, first = _power_of(j), _nilpotent(j)
    for pair in pairs:
        p, j, powers = _with_pair(pair, p, j, powers, _turned(pair))
    inverse = tuple(row[len(rows) :] for row in reduce(beside(p, identity(len(rows)))).reduced)
    entries = mapped(sp.expand, _multiplied(p, powers, inverse))
    formula = matrix("power", rf"{letter}^n", entries)
    always = under or Condition(Latex(""), "", samples=((),))
    last = first + _FEWER if under else _POWERS
    samples = tuple((*sample, (N.name, str(k))) for sample in always.samples for k in range(first, last))
    basis, shown = _factors(p, j, inverse, is_real=bool(pairs))
    middle = shown[1].latex
    equation = Latex(rf"{letter}^n = {basis} {middle}^n {basis}^{{-1}}")
    lines: tuple[Line, ...] = (Line("power", (equation, *(item.equation for item in shown))),)
    if pairs:
        of_form = matrix("", "E", powers).equation
        multiplied = Latex(rf"{letter}^n = {basis} E {basis}^{{-1}}")
        lines = (
            Line("exponential", lines[0].latex[1:]),
            Line("power of the form", (Latex(middle), of_form, multiplied)),
        )
    under = replace(always, samples=samples)
    shown_from, text_from = (rf",\quad n \ge {first}", f" for n >= {first}") if first else ("", "")
    box = (Latex(f"{formula.equation}{shown_from}"),)
    return Outcome("power", (formula,), box, f"A^n = {formula.text}{text_from}", lines, under)


def _factors(p: Matrix, j: Matrix, inverse: Matrix, *, is_real: bool) -> tuple[str, tuple[Named, ...]]:
    """Return the letter of a basis, the basis, the form in it and the inverse: R and C with pairs of rows.

    S and D, or P and J, are those of eigenvectors, which are complex there.
    """
    basis, form = ("R", "C") if is_real else ("S", "D") if _is_diagonal(j) else ("P", "J")
    shown = (matrix(basis, basis, p), matrix("", form, j), matrix("", rf"{basis}^{{-1}}", inverse))
    return basis, shown


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
    if is_complex(rows):
        refuse("the matrix is not real", "a real matrix, for the exponential")
    p, j = _real_part(rows, found)
    functions = _exponential_of(j)
    pairs = _pairs_beside(rows, found)
    for pair in pairs:
        if len(pair.vectors) < pair.algebraic:
            refuse("a complex eigenvalue has too few eigenvectors", "a simple one, or real ones")
        p, j, functions = _with_pair(pair, p, j, functions, _turning(pair))
    inverse = tuple(row[len(rows) :] for row in reduce(beside(p, identity(len(rows)))).reduced)
    entries = mapped(_expanded, _multiplied(p, functions, inverse))
    formula = matrix("exponential", rf"e^{{t{letter}}}", entries)
    always = under or Condition(Latex(""), "", samples=((),))
    samples = tuple((*sample, (T.name, at)) for sample in always.samples for at in _TIMES)
    basis, shown = _factors(p, j, inverse, is_real=bool(pairs))
    middle = shown[1].latex
    of_form = matrix("", "E", functions)
    lines = (
        Line("exponential", tuple(item.equation for item in shown)),
        Line(
            "exponential of the form",
            (Latex(f"t{middle}"), of_form.equation, Latex(rf"e^{{t{letter}}} = {basis} E {basis}^{{-1}}")),
        ),
    )
    text = f"exp(t*A) = {formula.text}"
    return Outcome(
        "exponential", (formula,), (formula.equation,), text, lines, replace(always, samples=samples)
    )


def _expanded(value: sp.Expr) -> sp.Expr:
    """Return a sum of products, in which no exponential is split."""
    return sp.expand(value, power_exp=False)


def _pairs_beside(rows: Matrix, found: Sequence[Eigenvalue]) -> list[Pair]:
    """Return the pairs of complex eigenvalues, unless the found ones are all."""
    return complex_pairs(rows) if sum(item.algebraic for item in found) < len(rows) else []


def _real_part(rows: Matrix, found: Sequence[Eigenvalue]) -> tuple[Matrix, Matrix]:
    """Return the columns and the Jordan matrix of the found eigenvalues."""
    p, whole = jordan(rows, found)
    count = sum(item.algebraic for item in found)
    return p, tuple(row[:count] for row in whole[:count])


def _turning(pair: Pair) -> Matrix:
    """Return the exponential of the block of a pair: e^{at} times a rotation."""
    grow, turn = sp.exp(pair.real * T), pair.imaginary * T
    return _rotated(grow, turn)


def _turned(pair: Pair) -> Matrix:
    """Return the n-th power of the block of a pair, r^n times a rotation by n times the angle of a + bi."""
    length = normal_sqrt(normal(pair.real**2 + pair.imaginary**2))
    return _rotated(length**N, sp.atan2(pair.imaginary, pair.real) * N)


def _rotated(factor: sp.Expr, angle: sp.Expr) -> Matrix:
    cos, sin = factor * sp.cos(angle), factor * sp.sin(angle)
    return ((cos, sin), (-sin, cos))


def _with_pair(
    pair: Pair, p: Matrix, j: Matrix, functions: Matrix, block: Matrix
) -> tuple[Matrix, Matrix, Matrix]:
    """Add the columns u, w and their blocks to a basis: A u = a u - b w, A w = b u + a w."""
    a, b = pair.real, pair.imaginary
    for u, w in pair.vectors:
        p = transposed((*(transposed(p) if p and p[0] else ()), u, w))
        j = _beside_diagonally(j, ((a, b), (-b, a)))
        functions = _beside_diagonally(functions, block)
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
