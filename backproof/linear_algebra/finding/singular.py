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
from backproof.linear_algebra.language.matrices import (
    Vector,
    added,
    applied,
    beside,
    dot,
    identity,
    normal_sqrt,
    product,
    scaled,
    transposed,
    zeros,
)
from backproof.linear_algebra.language.result import Line, Named, Outcome, Result, column, matrix, number
from backproof.linear_algebra.language.stages import elimination_line
from backproof.spaces.exact.exact import is_zero, normal
from backproof.spaces.language.printing import Matrix, name_latex, number_latex
from backproof.spaces.linear.elimination import reduce

ASKED = ("svd", "norms", "condition", "pseudoinverse", "best approximation")
NORMS = ("1", "2", "inf", "fro")
_SYMBOLS = {"1": "1", "2": "2", "inf": r"\infty", "fro": "F"}


@dataclass(frozen=True)
class Squares:
    """The nonzero eigenvalues of A^T A or A A^T, the largest first, with orthogonal eigenvectors."""

    is_left: bool
    matrix: Matrix
    spectrum: tuple[Eigenvalue, ...]
    values: tuple[sp.Expr, ...]
    vectors: tuple[Vector, ...]


def squares(rows: Matrix) -> Squares:
    """Find the squares of the singular values."""
    is_left = len(rows) < len(rows[0])
    flipped = transposed(rows)
    gram = product(rows, flipped) if is_left else product(flipped, rows)
    found = spectrum(gram)
    ordered = [item for item in reversed(found) if not is_zero(item.value)]
    pairs = [(item.value, v) for item in ordered for v in orthogonal_basis(item.vectors)]
    return Squares(is_left, gram, tuple(found), tuple(x for x, _ in pairs), tuple(v for _, v in pairs))


def _gram_lines(found: Squares, letter: str) -> list[Line]:
    name = rf"{letter} {letter}^{{\top}}" if found.is_left else rf"{letter}^{{\top}} {letter}"
    return [
        Line("gram", (matrix("", name, found.matrix).equation,)),
        characteristic_line(found.matrix, name),
    ]


def svd(rows: Matrix, name: str) -> Result:
    """Find the reduced singular value decomposition A = U S V^T."""
    letter = name_latex(name)
    found = squares(rows)
    flipped = transposed(rows)
    units = [tuple(_over_root(x, dot(v, v)) for x in v) for v in found.vectors]
    images = [
        tuple(
            _over_root(x, normal(square * dot(v, v))) for x in applied(flipped if found.is_left else rows, v)
        )
        for square, v in zip(found.values, found.vectors, strict=True)
    ]
    left, right = (units, images) if found.is_left else (images, units)
    sigma = [normal_sqrt(square) for square in found.values]
    if not sigma:
        raise InputError(
            Diagnostic("the matrix is zero: it has no singular values but 0", expected="a nonzero entry")
        )
    items = (
        matrix("U", "U", transposed(tuple(left))),
        column("S", "", sigma),
        matrix("Vt", r"V^{\top}", tuple(right)),
    )
    diagonal = matrix(
        "",
        r"\Sigma",
        tuple(tuple(s if i == j else sp.S.Zero for j in range(len(sigma))) for i, s in enumerate(sigma)),
    )
    lines = _gram_lines(found, letter)
    shown = list(reversed(found.spectrum))
    lines += [
        eigenspace_line(found.matrix, item, i, r"A^{\top} A" if not found.is_left else r"A A^{\top}")
        for i, item in enumerate(shown, 1)
        if not is_zero(item.value)
    ]
    lines.append(
        Line(
            "singular values",
            tuple(Latex(rf"\sigma_{{{i}}} = {number_latex(s)}") for i, s in enumerate(sigma, 1)),
        )
    )
    relation = (
        rf"v_i = \frac{{1}}{{\sigma_i}} {letter}^{{\top}} u_i"
        if found.is_left
        else rf"u_i = \frac{{1}}{{\sigma_i}} {letter} v_i"
    )
    lines.append(Line("other vectors", (Latex(relation),)))
    box = (Latex(rf"{letter} = U \Sigma V^{{\top}}"), items[0].equation, diagonal.equation, items[2].equation)
    text = f"U = {items[0].text}, S = {items[1].text}, V.T = {items[2].text}"
    return Result((matrix("A", letter, rows),), (Outcome("SVD", items, box, text, tuple(lines)),))


def _over_root(value: sp.Expr, square: sp.Expr) -> sp.Expr:
    """Return value over the root of square, without nested roots where that is possible."""
    if value == 0:
        return sp.S.Zero
    size = normal_sqrt(normal(value**2 / square))
    return size if value.is_positive else -size


def norms(rows: Matrix, name: str) -> Result:
    """Find the 1-norm, the infinity norm, the Frobenius norm and the spectral norm."""
    letter = name_latex(name)
    sums, lines = _sums(rows, letter)
    found = squares(rows)
    largest = found.values[0] if found.values else sp.S.Zero
    lines += [*_gram_lines(found, letter)]
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
    of_columns = [normal(sp.Add(*map(sp.Abs, c))) for c in columns]
    of_rows = [normal(sp.Add(*map(sp.Abs, r))) for r in rows]
    square = normal(sp.Add(*(x**2 for row in rows for x in row)))
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


def _largest(values: Sequence[sp.Expr]) -> sp.Expr:
    return max(values, key=lambda x: x.evalf(40))


def condition_number(rows: Matrix, name: str, kind: str) -> Result:
    """Find the condition number of an invertible matrix in a norm."""
    letter = name_latex(name)
    size = len(rows)
    eliminated = reduce(beside(rows, identity(size)))
    if eliminated.pivots[:size] != tuple(range(size)):
        raise InputError(Diagnostic("the matrix is singular", expected="an invertible matrix"))
    inverse = matrix("X", rf"{letter}^{{-1}}", tuple(row[size:] for row in eliminated.reduced))
    lines = [Line("inverse", (inverse.equation,))]
    if kind == "2":
        found = squares(rows)
        largest, smallest = found.values[0], found.values[-1]
        lines = [
            *_gram_lines(found, letter),
            Line(
                "extreme eigenvalues",
                (
                    Latex(rf"\lambda_{{\max}} = {number_latex(largest)}"),
                    Latex(rf"\lambda_{{\min}} = {number_latex(smallest)}"),
                ),
            ),
        ]
        value = normal_sqrt(normal(largest / smallest))
        box = Latex(
            rf"\kappa_2({letter}) = \sqrt{{\frac{{\lambda_{{\max}}}}{{\lambda_{{\min}}}}}} "
            rf"= {number_latex(value)}"
        )
    else:
        x = tuple(row[size:] for row in eliminated.reduced)
        parts = [_one_norm(item, kind) for item in (rows, x)]
        value = normal(parts[0] * parts[1])
        sym = _SYMBOLS[kind]
        box = Latex(
            rf"\kappa_{sym}({letter}) = \lVert {letter} \rVert_{sym} \lVert {letter}^{{-1}} \rVert_{sym} = "
            rf"{number_latex(parts[0])} \cdot {number_latex(parts[1])} = {number_latex(value)}"
        )
    found_value = number("cond", rf"\kappa_{_SYMBOLS[kind]}({letter})", value)
    items = (
        (found_value, matrix("X", "", tuple(row[size:] for row in eliminated.reduced)))
        if kind != "2"
        else (found_value,)
    )
    outcome = Outcome(f"condition number {kind}", items, (box,), f"cond = {found_value.text}", tuple(lines))
    return Result((matrix("A", letter, rows),), (outcome,), words={"norm": Latex(_SYMBOLS[kind])})


def _one_norm(rows: Matrix, kind: str) -> sp.Expr:
    items, _ = _sums(rows, "")
    by_kind = dict(zip(("1", "inf", "fro"), items, strict=True))
    lines = {"1": transposed(rows), "inf": rows}
    if kind == "fro":
        return normal_sqrt(normal(sp.Add(*(x**2 for row in rows for x in row))))
    assert by_kind
    return _largest([normal(sp.Add(*map(sp.Abs, line))) for line in lines[kind]])


def pseudoinverse(rows: Matrix, name: str) -> Result:
    """Find the pseudoinverse by a factorisation A = C F of full column and full row rank."""
    letter = name_latex(name)
    found = reduce(rows)
    rank, lines = len(found.pivots), []
    flipped = transposed(rows)
    if rank == 0:
        x = zeros(len(rows[0]), len(rows))
    elif rank == len(rows[0]):
        x = product(_inverse(product(flipped, rows)), flipped)
        lines = [
            Line(
                "independent columns",
                (
                    matrix("", rf"{letter}^{{\top}} {letter}", product(flipped, rows)).equation,
                    Latex(rf"{letter}^{{+}} = ({letter}^{{\top}} {letter})^{{-1}} {letter}^{{\top}}"),
                ),
            )
        ]
    elif rank == len(rows):
        x = product(flipped, _inverse(product(rows, flipped)))
        lines = [
            Line(
                "independent rows",
                (
                    matrix("", rf"{letter} {letter}^{{\top}}", product(rows, flipped)).equation,
                    Latex(rf"{letter}^{{+}} = {letter}^{{\top}} ({letter} {letter}^{{\top}})^{{-1}}"),
                ),
            )
        ]
    else:
        c = tuple(tuple(row[j] for j in found.pivots) for row in rows)
        f = found.reduced[:rank]
        ct, ft = transposed(c), transposed(f)
        x = product(ft, _inverse(product(f, ft)), _inverse(product(ct, c)), ct)
        lines = [
            elimination_line(found),
            Line(
                "full ranks",
                (
                    matrix("", "C", c).equation,
                    matrix("", "F", f).equation,
                    Latex(
                        rf"{letter}^{{+}} = F^{{\top}} (F F^{{\top}})^{{-1}} (C^{{\top}} C)^{{-1}} C^{{\top}}"
                    ),
                ),
            ),
        ]
    answer = matrix("X", rf"{letter}^{{+}}", x)
    outcome = Outcome("pseudoinverse", (answer,), (answer.equation,), f"A^+ = {answer.text}", tuple(lines))
    return Result((matrix("A", letter, rows),), (outcome,))


def _inverse(rows: Matrix) -> Matrix:
    found = reduce(beside(rows, identity(len(rows))))
    return tuple(row[len(rows) :] for row in found.reduced)


def best_approximation(rows: Matrix, name: str, rank: int, kind: str) -> Result:
    """Find a nearest matrix of rank at most k, its distance, and another one if it is not the only one."""
    letter = name_latex(name)
    found = squares(rows)
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
    lines = [*_gram_lines(found, letter)]
    lines.append(
        Line(
            "singular values",
            tuple(
                Latex(rf"\sigma_{{{i}}} = {number_latex(normal_sqrt(s))}")
                for i, s in enumerate(found.values, 1)
            ),
        )
    )
    lines.append(Line("unique" if is_unique else "tied", count=rank))
    task = f"best approximation {kind}{'' if is_unique else ', tied'}"
    text = ", ".join(f"{item.name} = {item.text}" for item in items)
    return Result(
        (matrix("A", letter, rows), number("k", "k", sp.Integer(rank))),
        (Outcome(task, items, tuple(box), text, tuple(lines)),),
        words={"rank": rank, "unique": is_unique, "norm": norm},
    )


def _truncated(rows: Matrix, found: Squares, chosen: Sequence[int]) -> Matrix:
    """Project on the chosen singular vectors."""
    size = len(found.matrix)
    projection = zeros(size, size)
    for place in chosen:
        v = found.vectors[place]
        outer = product(tuple((x,) for x in v), (v,))
        projection = added(projection, scaled(normal(1 / dot(v, v)), outer))
    return product(projection, rows) if found.is_left else product(rows, projection)
