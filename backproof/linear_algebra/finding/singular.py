"""Singular values, norms, condition numbers, pseudoinverses and best approximations of lower rank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sympy as sp

from backproof.answer import Latex
from backproof.diagnostic import Diagnostic, InputError
from backproof.linear_algebra.finding.eigenvalues.spectrum import (
    Eigenvalue,
    characteristic_line,
    eigenspace_line,
    orthogonal_basis,
    spectrum,
)
from backproof.linear_algebra.finding.orthogonal.vectors import in_plain
from backproof.linear_algebra.language.complex_numbers import adjoint, conjugate, conjugated, is_complex, star
from backproof.linear_algebra.language.matrices import (
    Vector,
    added,
    applied,
    as_column,
    beside,
    identity,
    mapped,
    normal_sqrt,
    product,
    scaled,
    transposed,
    zeros,
)
from backproof.linear_algebra.language.result import Line, Named, Outcome, Result, column, matrix, number
from backproof.linear_algebra.language.stages import elimination_line
from backproof.spaces.exact.exact import complex_parts, is_zero, normal
from backproof.spaces.language.printing import Matrix, name_latex, number_latex
from backproof.spaces.linear.elimination import reduce_in_steps

_SYMBOLS = {"1": "1", "2": "2", "inf": r"\infty", "fro": "F"}


@dataclass(frozen=True)
class _Squares:
    """The nonzero eigenvalues of A* A or A A*, the largest first, with orthogonal eigenvectors."""

    is_left: bool
    matrix: Matrix
    spectrum: tuple[Eigenvalue, ...]
    values: tuple[sp.Expr, ...]
    vectors: tuple[Vector, ...]


def _squares(rows: Matrix) -> _Squares:
    """Find the squares of the singular values."""
    is_left = len(rows) < len(rows[0])
    flipped = adjoint(rows)
    gram = product(rows, flipped) if is_left else product(flipped, rows)
    found = spectrum(gram)
    ordered = [item for item in reversed(found) if not is_zero(item.value)]
    pairs = [(item.value, v) for item in ordered for v in orthogonal_basis(item.vectors)]
    return _Squares(is_left, gram, tuple(found), tuple(x for x, _ in pairs), tuple(v for _, v in pairs))


def _gram_lines(found: _Squares, letter: str, adj: Latex) -> list[Line]:
    name = f"{letter} {letter}^{adj}" if found.is_left else f"{letter}^{adj} {letter}"
    return [
        Line("gram matrix", (matrix("", name, found.matrix).equation,)),
        characteristic_line(found.matrix, name),
    ]


def svd(rows: Matrix, name: str) -> Result:
    """Find the reduced singular value decomposition A = U S V*."""
    letter, found, adj = name_latex(name), _squares(rows), star(rows)
    sigma = [normal_sqrt(square) for square in found.values]
    if not sigma:
        raise InputError(
            Diagnostic("the matrix is zero: it has no singular values but 0", expected="a nonzero entry")
        )
    left, right = _singular_vectors(rows, found)
    items = (
        matrix("U", "U", transposed(left)),
        column("S", "", sigma),
        matrix("Vt", f"V^{adj}", right),
    )
    square = tuple(tuple(s if i == j else sp.S.Zero for j in range(len(sigma))) for i, s in enumerate(sigma))
    diagonal = matrix("", r"\Sigma", square)
    box = (Latex(rf"{letter} = U \Sigma V^{adj}"), items[0].equation, diagonal.equation, items[2].equation)
    flipped = "V.H" if is_complex(rows) else "V.T"
    text = f"U = {items[0].text}, S = {items[1].text}, {flipped} = {items[2].text}"
    outcome = Outcome("SVD", items, box, text, tuple(_svd_lines(found, sigma, letter, adj)))
    return Result((matrix("A", letter, rows),), (outcome,), words={"star": adj})


def _singular_vectors(rows: Matrix, found: _Squares) -> tuple[Matrix, Matrix]:
    """Return the left and the right singular vectors: unit eigenvectors, and their images as unit vectors."""
    units = tuple(tuple(_over_root(x, in_plain(v, v)) for x in v) for v in found.vectors)
    map_ = adjoint(rows) if found.is_left else rows
    images = tuple(
        tuple(_over_root(x, normal(square * in_plain(v, v))) for x in applied(map_, v))
        for square, v in zip(found.values, found.vectors, strict=True)
    )
    left, right = (units, images) if found.is_left else (images, units)
    return left, mapped(conjugate, right)


def _svd_lines(found: _Squares, sigma: Sequence[sp.Expr], letter: str, adj: Latex) -> list[Line]:
    """Return the lines from the eigenvalues of the square to the vectors of the other side."""
    square = f"A A^{adj}" if found.is_left else f"A^{adj} A"
    spaces = [
        eigenspace_line(found.matrix, item, i, square)
        for i, item in enumerate(reversed(found.spectrum), 1)
        if not is_zero(item.value)
    ]
    relation = (
        rf"v_i = \frac{{1}}{{\sigma_i}} {letter}^{adj} u_i"
        if found.is_left
        else rf"u_i = \frac{{1}}{{\sigma_i}} {letter} v_i"
    )
    return [
        *_gram_lines(found, letter, adj),
        *spaces,
        _singular_values_line(sigma),
        Line("other vectors", (Latex(relation),)),
    ]


def _singular_values_line(sigma: Sequence[sp.Expr]) -> Line:
    listed = [Latex(rf"\sigma_{{{i}}} = {number_latex(s)}") for i, s in enumerate(sigma, 1)]
    return Line("singular values", tuple(listed))


def _over_root(value: sp.Expr, square: sp.Expr) -> sp.Expr:
    """Return value over the root of square, without nested roots where that is possible."""
    if value == 0:
        return sp.S.Zero
    if value.has(sp.I):
        real, imaginary = complex_parts(value)
        return _over_root(real, square) + _over_root(imaginary, square) * sp.I
    size = normal_sqrt(normal(value**2 / square))
    return size if value.is_positive else -size


def norms(rows: Matrix, name: str) -> Result:
    """Find the 1-norm, the infinity norm, the Frobenius norm and the spectral norm."""
    letter = name_latex(name)
    sums, lines = _sums(rows, letter)
    found, adj = _squares(rows), star(rows)
    largest = found.values[0] if found.values else sp.S.Zero
    lines += [*_gram_lines(found, letter, adj)]
    two = number("two", _norm(letter, "2"), normal_sqrt(largest))
    name_of = r"\lambda_{\max}"
    lines.append(Line("largest eigenvalue", (Latex(rf"{name_of} = {number_latex(largest)}"),)))
    items = (*sums, two)
    text = ", ".join(f"{item.name} = {item.text}" for item in items)
    box = (Latex(r",\quad ".join(item.equation for item in items)),)
    return Result((matrix("A", letter, rows),), (Outcome("norms", items, box, text, tuple(lines)),))


def _norm(letter: str, kind: str) -> str:
    return rf"\lVert {letter} \rVert_{_SYMBOLS[kind]}"


def _sums(rows: Matrix, letter: str) -> tuple[tuple[Named, ...], list[Line]]:
    columns, lines = transposed(rows), []
    of_columns = [normal(sp.Add(*map(_size, c))) for c in columns]
    of_rows = [normal(sp.Add(*map(_size, r))) for r in rows]
    square = _squares_sum(rows)
    listed = [r",\, ".join(map(number_latex, sums)) for sums in (of_columns, of_rows)]
    lines = [
        Line("sums of columns", (Latex(listed[0]),)),
        Line("sums of rows", (Latex(listed[1]),)),
        Line("sum of squares", (Latex(number_latex(square)),)),
    ]
    items = (
        number("one", _norm(letter, "1"), _largest(of_columns)),
        number("inf", _norm(letter, "inf"), _largest(of_rows)),
        number("fro", _norm(letter, "fro"), normal_sqrt(square)),
    )
    return items, lines


def _size(value: sp.Expr) -> sp.Expr:
    """Return the absolute value of a number."""
    return normal_sqrt(normal(value * conjugate(value))) if value.has(sp.I) else sp.Abs(value)


def _squares_sum(rows: Matrix) -> sp.Expr:
    return normal(sp.Add(*(x * conjugate(x) for row in rows for x in row)))


def _largest(values: Sequence[sp.Expr]) -> sp.Expr:
    return max(values, key=lambda x: x.evalf(40))


def condition_number(rows: Matrix, name: str, kind: str) -> Result:
    """Find the condition number of an invertible matrix in a norm."""
    letter, size = name_latex(name), len(rows)
    eliminated = reduce_in_steps(beside(rows, identity(size)))
    if eliminated.pivots[:size] != tuple(range(size)):
        raise InputError(Diagnostic("the matrix is singular", expected="an invertible matrix"))
    if kind == "2":
        lines, value, steps = _spectral_condition(rows, letter)
        items: tuple[Named, ...] = ()
    else:
        inverse = tuple(row[size:] for row in eliminated.reduced)
        lines, value, steps = _condition_by_inverse(rows, inverse, letter, kind)
        items = (matrix("X", "", inverse),)
    found = number("cond", rf"\kappa_{_SYMBOLS[kind]}({letter})", value)
    box = Latex(rf"{found.latex} = {steps} = {number_latex(value)}")
    task = f"condition number {kind}"
    outcome = Outcome(task, (found, *items), (box,), f"cond = {found.text}", tuple(lines))
    return Result((matrix("A", letter, rows),), (outcome,), words={"norm": Latex(_SYMBOLS[kind])})


def _spectral_condition(rows: Matrix, letter: str) -> tuple[list[Line], sp.Expr, str]:
    """Return lines, value and formula of the condition number by the extreme singular values."""
    found, adj = _squares(rows), star(rows)
    largest, smallest = found.values[0], found.values[-1]
    extremes = (
        Latex(rf"\lambda_{{\max}} = {number_latex(largest)}"),
        Latex(rf"\lambda_{{\min}} = {number_latex(smallest)}"),
    )
    lines = [*_gram_lines(found, letter, adj), Line("extreme eigenvalues", extremes)]
    formula = r"\sqrt{\frac{\lambda_{\max}}{\lambda_{\min}}}"
    return lines, normal_sqrt(normal(largest / smallest)), formula


def _condition_by_inverse(
    rows: Matrix, inverse: Matrix, letter: str, kind: str
) -> tuple[list[Line], sp.Expr, str]:
    """Return lines, value and formula of the condition number by the norms of a matrix and its inverse."""
    ours, other = (_entrywise_norm(item, kind) for item in (rows, inverse))
    formula = (
        rf"{_norm(letter, kind)} {_norm(letter + '^{-1}', kind)} = "
        rf"{number_latex(ours)} \cdot {number_latex(other)}"
    )
    line = Line("inverse", (matrix("X", rf"{letter}^{{-1}}", inverse).equation,))
    return [line], normal(ours * other), formula


def _entrywise_norm(rows: Matrix, kind: str) -> sp.Expr:
    """Return the largest sum of a column or row, or the root of the sum of squares."""
    if kind == "fro":
        return normal_sqrt(_squares_sum(rows))
    lines = {"1": transposed(rows), "inf": rows}[kind]
    return _largest([normal(sp.Add(*map(_size, line))) for line in lines])


def pseudoinverse(rows: Matrix, name: str) -> Result:
    """Find the pseudoinverse by a factorisation A = C F of full column and full row rank."""
    letter, found, flipped = name_latex(name), reduce_in_steps(rows), adjoint(rows)
    adj = star(rows)
    lines: list[Line] = []
    match len(found.pivots):
        case 0:
            x = zeros(len(rows[0]), len(rows))
        case rank if rank == len(rows[0]):
            gram = product(flipped, rows)
            x = product(_inverse(gram), flipped)
            formula = f"({letter}^{adj} {letter})^{{-1}} {letter}^{adj}"
            lines = [_gram_line("independent columns", f"{letter}^{adj} {letter}", gram, letter, formula)]
        case rank if rank == len(rows):
            gram = product(rows, flipped)
            x = product(flipped, _inverse(gram))
            formula = f"{letter}^{adj} ({letter} {letter}^{adj})^{{-1}}"
            lines = [_gram_line("independent rows", f"{letter} {letter}^{adj}", gram, letter, formula)]
        case rank:
            c = tuple(tuple(row[j] for j in found.pivots) for row in rows)
            f = found.reduced[:rank]
            ct, ft = adjoint(c), adjoint(f)
            x = product(ft, _inverse(product(f, ft)), _inverse(product(ct, c)), ct)
            lines = [elimination_line(found), _factors_line(c, f, letter, adj)]
    answer = matrix("X", rf"{letter}^{{+}}", x)
    outcome = Outcome("pseudoinverse", (answer,), (answer.equation,), f"A^+ = {answer.text}", tuple(lines))
    return Result((matrix("A", letter, rows),), (outcome,))


def _gram_line(key: str, name: str, gram: Matrix, letter: str, formula: str) -> Line:
    """Return the line for full rank: the invertible square, and the formula with its inverse."""
    return Line(key, (matrix("", name, gram).equation, Latex(rf"{letter}^{{+}} = {formula}")))


def _factors_line(c: Matrix, f: Matrix, letter: str, adj: Latex) -> Line:
    """Return the line for any other rank: both factors, and the formula with them."""
    formula = f"{letter}^{{+}} = F^{adj} (F F^{adj})^{{-1}} (C^{adj} C)^{{-1}} C^{adj}"
    return Line("full ranks", (matrix("", "C", c).equation, matrix("", "F", f).equation, Latex(formula)))


def _inverse(rows: Matrix) -> Matrix:
    found = reduce_in_steps(beside(rows, identity(len(rows))))
    return tuple(row[len(rows) :] for row in found.reduced)


def best_approximation(rows: Matrix, name: str, rank: int, kind: str) -> Result:
    """Find a nearest matrix of rank at most k, its distance, and another one if it is not the only one."""
    letter, adj = name_latex(name), star(rows)
    found = _squares(rows)
    total = len(found.values)
    squares_left = found.values[rank:]
    is_unique = rank >= total or not is_zero(normal(found.values[rank - 1] - found.values[rank]))
    first = _truncated(rows, found, range(min(rank, total)))
    error_square = (
        normal(sp.Add(*squares_left)) if kind == "fro" else (squares_left[0] if squares_left else sp.S.Zero)
    )
    b = matrix("B", "B", first)
    norm = "F" if kind == "fro" else "2"
    error = number("error", rf"\lVert {letter} - B \rVert_{norm}", normal_sqrt(error_square))
    items: tuple[Named, ...] = (b, error)
    box = [Latex(rf"{b.equation},\quad {error.equation}")]
    if not is_unique:
        other = matrix("other", "B'", _truncated(rows, found, [*range(rank - 1), rank]))
        items = (*items, other)
        box.append(other.equation)
    sigma = [normal_sqrt(square) for square in found.values]
    lines = [*_gram_lines(found, letter, adj), _singular_values_line(sigma)]
    lines.append(Line("unique" if is_unique else "tied", count=rank))
    task = f"best approximation {kind}{'' if is_unique else ', tied'}"
    text = ", ".join(f"{item.name} = {item.text}" for item in items)
    return Result(
        (matrix("A", letter, rows), number("k", "k", sp.Integer(rank))),
        (Outcome(task, items, tuple(box), text, tuple(lines)),),
        words={"rank": rank, "unique": is_unique, "norm": norm},
    )


def _truncated(rows: Matrix, found: _Squares, chosen: Sequence[int]) -> Matrix:
    """Project on the chosen singular vectors."""
    size = len(found.matrix)
    projection = zeros(size, size)
    for place in chosen:
        v = found.vectors[place]
        outer = product(as_column(v), (conjugated(v),))
        projection = added(projection, scaled(normal(1 / in_plain(v, v)), outer))
    return product(projection, rows) if found.is_left else product(rows, projection)
