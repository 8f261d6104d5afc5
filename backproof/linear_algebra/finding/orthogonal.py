"""Gram-Schmidt and QR: each vector less its projections on those before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sympy as sp

from backproof.answer import Latex
from backproof.linear_algebra.finding.eigenvalues.spectrum import refuse
from backproof.linear_algebra.language.complex_numbers import conjugated
from backproof.linear_algebra.language.matrices import Vector, dot, normal_sqrt, transposed
from backproof.linear_algebra.language.result import Line, Outcome, Result, column, matrix, vectors
from backproof.spaces.exact.exact import normal
from backproof.spaces.language.printing import Matrix, combination, name_latex, number_latex
from backproof.spaces.language.result import Formula


@dataclass(frozen=True)
class Orthogonal:
    """Orthogonal remainders of vectors: the indices of those kept, and the coefficients on each kept one."""

    kept: tuple[int, ...]
    remainders: tuple[Vector, ...]
    lines: tuple[Line, ...]


def _orthogonalised(given: Sequence[Vector], letter: str) -> Orthogonal:
    """Subtract from each vector its projections on the remainders of those before it."""
    kept: list[int] = []
    remainders: list[Vector] = []
    lines = []
    for index, vector in enumerate(given):
        factors = [normal(dot(vector, w) / dot(w, w)) for w in remainders]
        rest = tuple(
            normal(x - sp.Add(*(c * w[i] for c, w in zip(factors, remainders, strict=True))))
            for i, x in enumerate(vector)
        )
        name = rf"w_{{{index + 1}}}"
        addends = [(sp.S.One, Formula(Latex(rf"{letter}_{{{index + 1}}}"), ""))]
        addends += [
            (-c, Formula(Latex(rf"w_{{{k + 1}}}"), "")) for c, k in zip(factors, kept, strict=True) if c != 0
        ]
        value = column("w", name, rest)
        latex = Latex(rf"{name} = {combination(addends).latex} = {value.value}")
        is_zero = not any(rest)
        lines.append(Line("zero remainder" if is_zero else "remainder", (latex,), count=index + 1))
        if not is_zero:
            kept.append(index)
            remainders.append(rest)
    return Orthogonal(tuple(kept), tuple(remainders), tuple(lines))


def unit(vector: Vector) -> Vector:
    """Return a vector of length 1 in the same direction."""
    length = normal_sqrt(dot(conjugated(vector), vector))
    return tuple(normal(x / length) for x in vector)


def gram_schmidt(given: Matrix) -> Result:
    """Find an orthonormal basis whose first vectors span the same as the first given ones."""
    found = _orthogonalised(given, "v")
    basis = tuple(unit(w) for w in found.remainders)
    lengths = tuple(
        Latex(rf"\lVert w_{{{k + 1}}} \rVert = {number_latex(normal_sqrt(dot(w, w)))}")
        for k, w in zip(found.kept, found.remainders, strict=True)
    )
    units = vectors("Q", "q", basis)
    kept = column("kept", "", tuple(sp.Integer(k + 1) for k in found.kept))
    box = Latex(
        r",\quad ".join(rf"q_{{{i + 1}}} = {shown}" for i, shown in enumerate(units.vectors)) or r"\emptyset"
    )
    lines = (*found.lines, *([Line("lengths", lengths)] if lengths else []))
    text = f"orthonormal: {units.text}; kept: {kept.text}"
    outcome = Outcome("Gram-Schmidt", (units, kept), (box,), text, lines)
    return Result((vectors("V", "v", given),), (outcome,))


def qr(rows: Matrix, name: str) -> Result:
    """Factor A = Q R with orthonormal columns and a positive diagonal; the columns are independent."""
    letter = name_latex(name)
    columns = transposed(rows)
    found = _orthogonalised(columns, "a")
    if len(found.kept) < len(columns):
        refuse("the columns are dependent", "independent columns")
    basis = tuple(unit(w) for w in found.remainders)
    upper = tuple(tuple(dot(q, a) for a in columns) for q in basis)
    left, right = matrix("Q", "Q", transposed(basis)), matrix("R", "R", upper)
    lengths = tuple(
        Latex(rf"\lVert w_{{{k + 1}}} \rVert = {number_latex(normal_sqrt(dot(w, w)))}")
        for k, w in zip(found.kept, found.remainders, strict=True)
    )
    lines = (*found.lines, Line("lengths", lengths), Line("R", (Latex(rf"R = Q^{{\top}} {letter}"),)))
    text = f"Q = {left.text}, R = {right.text}"
    outcome = Outcome("QR", (left, right), (Latex(rf"{left.equation},\quad {right.equation}"),), text, lines)
    return Result(
        (matrix("A", letter, rows),),
        (outcome,),
        words={"product": Latex(f"{letter} = Q R"), "count": len(columns)},
    )
