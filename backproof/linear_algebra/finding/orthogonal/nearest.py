"""Nearest points of hyperplanes by their normal vector, and least squares with weights."""

from __future__ import annotations

import sympy as sp

from backproof.answer import Latex
from backproof.linear_algebra.finding.eigenvalues.spectrum import refuse
from backproof.linear_algebra.finding.orthogonal.projections import solution
from backproof.linear_algebra.language.matrices import (
    Vector,
    applied,
    as_column,
    beside,
    diagonal,
    dot,
    normal_sqrt,
    product,
    transposed,
)
from backproof.linear_algebra.language.result import Line, Outcome, Result, column, matrix, number
from backproof.linear_algebra.language.stages import stages
from backproof.spaces.exact.exact import normal
from backproof.spaces.language.printing import Matrix, name_latex, number_latex
from backproof.spaces.linear.elimination import reduce, reduce_in_steps


def on_hyperplane(vector: Vector, point: Vector, target: Vector) -> Result:
    """Find the point of the hyperplane n^T (x - a) = 0 that is nearest to y, and its distance; n is not 0."""
    difference = tuple(normal(y - x) for x, y in zip(point, target, strict=True))
    above, below = dot(vector, difference), dot(vector, vector)
    factor = normal(above / below)
    nearest = tuple(normal(y - factor * x) for x, y in zip(vector, target, strict=True))
    p, c = column("p", "p", nearest), number("c", "c", factor)
    d = number("d", "d", normal_sqrt(normal(factor**2 * below)))
    given = (column("n", "n", vector), column("a", "a", point), column("y", "y", target))
    values = (
        Latex(rf"n^{{\top}} (y - a) = {number_latex(above)}"),
        Latex(rf"n^{{\top}} n = {number_latex(below)}"),
    )
    quotient = rf"c = \frac{{n^{{\top}} (y - a)}}{{n^{{\top}} n}} = {c.value}"
    lines = (Line("along the normal", (*values, Latex(quotient))), Line("less it", (Latex("p = y - c n"),)))
    box = Latex(rf"{p.equation},\quad {c.equation},\quad d = \lVert y - p \rVert = {d.value}")
    text = f"p = {p.text}, d = {d.text}"
    outcome = Outcome("nearest point of a hyperplane", (p, c, d), (box,), text, lines)
    return Result(given, (outcome,), words={"task": "hyperplane"})


def weighted_least_squares(rows: Matrix, right: Vector, weights: Vector, names: tuple[str, str]) -> Result:
    """Find the minimiser of the sum of w_i (A x - b)_i^2, for weights above 0 and independent columns."""
    a, b = map(name_latex, names)
    weight = diagonal(weights)
    pulled = product(transposed(rows), weight)
    square, side = product(pulled, rows), applied(pulled, right)
    whole = beside(square, as_column(side))
    found = reduce_in_steps(whole)
    if len(reduce(square).pivots) < len(square):
        refuse("the columns are dependent", "independent columns, with weights")
    x, _ = solution(square, side)
    rest = tuple(normal(p - q) for p, q in zip(right, applied(rows, x), strict=True))
    value = normal(sp.Add(*(w * r**2 for w, r in zip(weights, rest, strict=True))))
    least = number("least", "", value)
    minimiser = column("x", r"\hat{x}", x)
    left, shown = matrix("", rf"{a}^{{\top}} W {a}", square), column("", rf"{a}^{{\top}} W {b}", side)
    lines = (
        Line("weighted normal equations", (left.equation, shown.equation)),
        Line("elimination", stages=stages(whole, found.operations, found.pivots), bar=len(side)),
        Line("residual", (column("", rf"{b} - {a} {minimiser.latex}", rest).equation,)),
    )
    residual = rf"({a}x - {b})^{{\top}} W ({a}x - {b})"
    box = (minimiser.equation, Latex(rf"\min_x {residual} = {least.value}"))
    given = (matrix("A", a, rows), column("b", b, right), matrix("W", "W", weight))
    text = f"x = {minimiser.text}, least = {least.text}"
    outcome = Outcome("weighted least squares", (minimiser, least), box, text, lines)
    return Result(given, (outcome,))


def vandermonde(points: Matrix, degree: int) -> tuple[Matrix, Vector]:
    """Return the matrix of the powers of the first coordinates, and the second ones."""
    rows = tuple(tuple(normal(x**k) for k in range(degree + 1)) for x, _ in points)
    return rows, tuple(y for _, y in points)
