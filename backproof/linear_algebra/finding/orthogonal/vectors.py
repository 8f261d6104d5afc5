"""Gram-Schmidt and QR: each vector less its projections on those before it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sympy as sp

from backproof.answer import Latex
from backproof.linear_algebra.finding.eigenvalues.spectrum import refuse
from backproof.linear_algebra.language.complex_numbers import conjugated, star
from backproof.linear_algebra.language.matrices import Vector, applied, dot, normal_sqrt, transposed
from backproof.linear_algebra.language.result import Line, Outcome, Result, column, matrix, vectors
from backproof.spaces.exact.exact import normal
from backproof.spaces.language.printing import Matrix, combination, name_latex, number_latex
from backproof.spaces.language.result import Formula

Inner = Callable[[Vector, Vector], sp.Expr]


@dataclass(frozen=True)
class Orthogonal:
    """Orthogonal remainders of vectors: the indices of those kept, and the coefficients on each kept one."""

    kept: tuple[int, ...]
    remainders: tuple[Vector, ...]
    lines: tuple[Line, ...]


def orthogonalised(
    given: Sequence[Vector], letter: str, inner: Inner, shown: Callable[[Vector], Latex]
) -> Orthogonal:
    """Subtract from each vector its projections on the remainders of those before it, printed as shown."""
    kept: list[int] = []
    remainders: list[Vector] = []
    lines = []
    for index, vector in enumerate(given):
        factors = [normal(inner(w, vector) / inner(w, w)) for w in remainders]
        rest = tuple(
            normal(x - sp.Add(*(c * w[i] for c, w in zip(factors, remainders, strict=True))))
            for i, x in enumerate(vector)
        )
        name = rf"w_{{{index + 1}}}"
        addends = [(sp.S.One, Formula(Latex(rf"{letter}_{{{index + 1}}}"), ""))]
        addends += [
            (-c, Formula(Latex(rf"w_{{{k + 1}}}"), "")) for c, k in zip(factors, kept, strict=True) if c != 0
        ]
        latex = Latex(rf"{name} = {combination(addends).latex} = {shown(rest)}")
        is_zero = not any(rest)
        lines.append(Line("zero remainder" if is_zero else "remainder", (latex,), count=index + 1))
        if not is_zero:
            kept.append(index)
            remainders.append(rest)
    return Orthogonal(tuple(kept), tuple(remainders), tuple(lines))


def in_plain(left: Vector, right: Vector) -> sp.Expr:
    """Return the usual inner product, linear in the second vector."""
    return dot(conjugated(left), right)


def weighted(weight: Matrix) -> Inner:
    """Return the inner product u* W v."""
    return lambda left, right: dot(conjugated(left), applied(weight, right))


def _in_a_column(vector: Vector) -> Latex:
    """Print a vector as a column."""
    return column("", "", vector).value


def unit(vector: Vector, inner: Inner = in_plain) -> Vector:
    """Return a vector of length 1 in the same direction."""
    length = normal_sqrt(inner(vector, vector))
    return tuple(normal(x / length) for x in vector)


def lengths(found: Orthogonal, inner: Inner) -> Line:
    """State the lengths of the remainders."""
    return Line(
        "lengths",
        tuple(
            Latex(rf"\lVert w_{{{k + 1}}} \rVert = {number_latex(normal_sqrt(inner(w, w)))}")
            for k, w in zip(found.kept, found.remainders, strict=True)
        ),
    )


def gram_schmidt(given: Matrix, weight: Matrix | None = None) -> Result:
    """Find an orthonormal basis whose first vectors span the same as the first given ones.

    With a weight W the inner product is u* W v.
    """
    inner = weighted(weight) if weight else in_plain
    found = orthogonalised(given, "v", inner, _in_a_column)
    units = vectors("Q", "q", tuple(unit(w, inner) for w in found.remainders))
    kept = column("kept", "", tuple(sp.Integer(k + 1) for k in found.kept))
    box = Latex(
        r",\quad ".join(rf"q_{{{i + 1}}} = {shown}" for i, shown in enumerate(units.vectors)) or r"\emptyset"
    )
    lines = (*found.lines, *([lengths(found, inner)] if found.kept else []))
    text = f"orthonormal: {units.text}; kept: {kept.text}"
    task = "Gram-Schmidt in an inner product" if weight else "Gram-Schmidt"
    outcome = Outcome(task, (units, kept), (box,), text, lines)
    basis = [vectors("V", "v", given), *([matrix("W", "W", weight)] if weight else [])]
    matrices = (given, weight) if weight else (given,)
    return Result(tuple(basis), (outcome,), words={"star": star(*matrices)})


def qr(rows: Matrix, name: str) -> Result:
    """Factor A = Q R with orthonormal columns and a positive diagonal; the columns are independent."""
    letter = name_latex(name)
    columns = transposed(rows)
    found = orthogonalised(columns, "a", in_plain, _in_a_column)
    if len(found.kept) < len(columns):
        refuse("the columns are dependent", "independent columns")
    basis = tuple(unit(w) for w in found.remainders)
    upper = tuple(tuple(in_plain(q, a) for a in columns) for q in basis)
    left, right = matrix("Q", "Q", transposed(basis)), matrix("R", "R", upper)
    lines = (*found.lines, lengths(found, in_plain), Line("R", (Latex(f"R = Q^{star(rows)} {letter}"),)))
    text = f"Q = {left.text}, R = {right.text}"
    outcome = Outcome("QR", (left, right), (Latex(rf"{left.equation},\quad {right.equation}"),), text, lines)
    return Result(
        (matrix("A", letter, rows),),
        (outcome,),
        words={"product": Latex(f"{letter} = Q R"), "count": len(columns)},
    )
