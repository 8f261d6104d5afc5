"""Orthogonal projections and least squares, by the normal equations."""

from __future__ import annotations

import sympy as sp

from backproof.answer import Latex
from backproof.linear_algebra.finding.orthogonal.vectors import in_plain
from backproof.linear_algebra.language.complex_numbers import adjoint, conjugate, is_complex, star
from backproof.linear_algebra.language.matrices import (
    Vector,
    added,
    applied,
    as_column,
    beside,
    dot,
    identity,
    mapped,
    normal_sqrt,
    null_space,
    product,
    scaled,
    transposed,
    zeros,
)
from backproof.linear_algebra.language.reading import symbols_of
from backproof.linear_algebra.language.result import (
    Line,
    Named,
    Outcome,
    Result,
    column,
    matrix,
    number,
    vectors,
)
from backproof.linear_algebra.language.stages import stages
from backproof.spaces.exact.exact import normal
from backproof.spaces.language.printing import Matrix, name_latex, number_latex
from backproof.spaces.linear.elimination import reduce, reduce_in_steps


def solution(rows: Matrix, right: Vector) -> tuple[Vector, Matrix]:
    """Return a solution of a solvable system, with 0 for the free unknowns, and a basis of the null space."""
    found = reduce_in_steps(beside(rows, as_column(right)))
    width = len(rows[0])
    x = [sp.S.Zero] * width
    for row, pivot in enumerate(found.pivots):
        x[pivot] = found.reduced[row][width]
    return tuple(x), null_space(rows)


def _normal_equations(rows: Matrix, right: Vector, letters: tuple[str, str]) -> tuple[Matrix, Vector, Line]:
    """Return A* A and A* b, with the line that states them."""
    flipped = adjoint(rows)
    square, side = product(flipped, rows), applied(flipped, right)
    (a, b), adj = letters, star(rows)
    left = matrix("", f"{a}^{adj} {a}", square)
    shown = column("", f"{a}^{adj} {b}", side)
    return square, side, Line("normal equations", (left.equation, shown.equation))


def least_squares(rows: Matrix, right: Vector, names: tuple[str, str]) -> Result:
    """Find all minimisers of |A x - b|^2, the shortest one, and the least value."""
    a, b = (name_latex(text) for text in names)
    adj = star(rows)
    square, side, line = _normal_equations(rows, right, (a, b))
    whole = beside(square, as_column(side))
    eliminated = reduce_in_steps(whole)
    x, kernel = solution(square, side)
    lines = [
        line,
        Line("elimination", stages=stages(whole, eliminated.operations, eliminated.pivots), bar=len(side)),
    ]
    if kernel:
        shortest = tuple(normal(p - q) for p, q in zip(x, _projected(kernel, x), strict=True))
        shown = column("", "", x).value
        lines.append(Line("shortest", (Latex(f"{a}^{adj} {a} {shown} = {a}^{adj} {b}"),)))
        x = shortest
    residual = tuple(normal(p - q) for p, q in zip(right, applied(rows, x), strict=True))
    least = number("least", rf"\lVert {a}x - {b} \rVert^2", in_plain(residual, residual))
    found: list[Named] = [column("x", r"\hat{x}" if not kernel else "x^{+}", x)]
    shown_residual = column("", rf"{b} - {a} {found[0].latex}", residual)
    lines.append(Line("residual", (shown_residual.equation,)))
    given = (matrix("A", a, rows), column("b", b, right))
    box = [found[0].equation]
    if kernel:
        directions = vectors("N", "n", kernel)
        found.append(directions)
        letter = next(x for x in "tuvwz" if not any(x in name for name in symbols_of(rows, (right,))))
        letters = [f"{letter}_{{{i + 1}}}" for i in range(len(kernel))] if len(kernel) > 1 else [letter]
        terms = "".join(f" + {t} {v}" for t, v in zip(letters, directions.vectors, strict=True))
        numbers = "C" if is_complex(rows, (right,)) else "R"
        general = Latex(rf"x = {found[0].value}{terms},\quad {', '.join(letters)} \in \mathbb{{{numbers}}}")
        box = [general, found[0].equation]
    box.append(Latex(rf"\min_x \lVert {a}x - {b} \rVert^2 = {least.value}"))
    found.append(least)
    task = "least squares of dependent columns" if kernel else "least squares"
    text = ", ".join(f"{item.name} = {item.text}" for item in found)
    free = tuple(x.replace("_{", "").replace("}", "") for x in letters) if kernel else ()
    outcome = Outcome(task, tuple(found), tuple(box), text, tuple(lines), free=free)
    return Result(given, (outcome,))


def _projected(basis: Matrix, target: Vector) -> Vector:
    """Return the projection of a vector on the span of independent ones."""
    gram = product(mapped(conjugate, basis), transposed(basis))
    factors, _ = solution(gram, tuple(in_plain(v, target) for v in basis))
    return tuple(
        normal(sp.Add(*(c * v[i] for c, v in zip(factors, basis, strict=True)))) for i in range(len(target))
    )


def project(columns: Matrix, target: Vector, weight: Matrix | None, letter: str = "c") -> Result:
    """Project a vector on the span of columns, in the inner product x* W y if there is a weight."""
    rows, adj = columns, star(columns)
    flipped = adjoint(rows)
    pulled = product(flipped, weight) if weight else flipped
    square, side = product(pulled, rows), applied(pulled, target)
    factors, _ = solution(square, side)
    p = column("p", "p", applied(rows, factors))
    c = column("c", letter, factors)
    w = r" W" if weight else ""
    left = matrix("", f"B^{adj}{w} B", square)
    shown = column("", f"B^{adj}{w} y", side)
    rest = column(
        "r", "y - p", tuple(normal(x - z) for x, z in zip(target, applied(rows, factors), strict=True))
    )
    lines = (
        Line("normal equations", (left.equation, shown.equation)),
        Line("coefficients", (c.equation,)),
        Line("residual", (rest.equation, Latex(f"B^{adj}{w} (y - p) = 0"))),
    )
    given = [matrix("B", "B", rows), column("y", "y", target)]
    if weight:
        given.append(matrix("W", "W", weight))
    task = "weighted projection" if weight else "projection"
    outcome = Outcome(
        task,
        (p, c),
        (Latex(rf"{c.equation},\quad p = B {c.latex} = {p.value}"),),
        f"p = {p.text}, c = {c.text}",
        lines,
    )
    return Result(tuple(given), (outcome,), words={"task": "vector"})


def projection_matrix(columns: Matrix | None, normal_vector: Vector | None) -> Result:
    """Find the matrix of the projection on the span of columns, or on the plane with a normal vector."""
    if normal_vector is not None:
        return _along_normal(normal_vector)
    assert columns is not None
    pivots = reduce(columns).pivots
    basis = tuple(tuple(row[j] for j in pivots) for row in columns)
    gram, adj = product(adjoint(basis), basis), star(columns)
    size = len(columns)
    rows = product(basis, _inverse(gram), adjoint(basis)) if pivots else zeros(size, size)
    is_basis = len(pivots) == len(columns[0])
    b = "B" if is_basis else "C"
    chosen = () if is_basis else (matrix("", b, basis).equation,)
    formula = Latex(f"P = {b} ({b}^{adj} {b})^{{-1}} {b}^{adj}")
    shown = (*chosen, matrix("", f"{b}^{adj} {b}", gram).equation, formula)
    lines = (Line("gram" if is_basis else "gram of pivot columns", shown),) if pivots else ()
    return _projection("projection matrix", matrix("B", "B", columns), rows, len(pivots), lines)


def _along_normal(vector: Vector) -> Result:
    """Find the matrix of the projection on the plane with a normal vector."""
    square = dot(vector, vector)
    outer = product(as_column(vector), (vector,))
    rows = added(identity(len(vector)), scaled(1 / square, outer), -sp.S.One)
    before = rf"\frac{{1}}{{{number_latex(square)}}} "
    lines = (
        Line("on the normal", (Latex(rf"n^{{\top}} n = {number_latex(square)}"),)),
        Line("less it", (Latex(rf"P = I - {before} n n^{{\top}}"),)),
    )
    return _projection("projection along a normal", column("n", "n", vector), rows, len(vector) - 1, lines)


def _projection(task: str, given: Named, rows: Matrix, rank: int, lines: tuple[Line, ...]) -> Result:
    """Return the result that states a projection's matrix and rank."""
    p = matrix("P", "P", rows)
    r = number("r", r"\operatorname{rank} P", sp.Integer(rank))
    box = (Latex(rf"{p.equation},\quad {r.equation}"),)
    outcome = Outcome(task, (p, r), box, f"P = {p.text}, rank {rank}", lines)
    return Result((given,), (outcome,), words={"task": "matrix"})


def _inverse(rows: Matrix) -> Matrix:
    found = reduce_in_steps(beside(rows, identity(len(rows))))
    return tuple(row[len(rows) :] for row in found.reduced)


def distance(point: Vector, directions: Matrix, target: Vector) -> Result:
    """Find the nearest point of a line or plane, point + span of directions, and its distance."""
    difference = tuple(normal(y - x) for x, y in zip(point, target, strict=True))
    rows = transposed(directions)
    square, side, line = _normal_equations(rows, difference, ("D", "(y - a)"))
    factors, _ = solution(square, side)
    nearest = tuple(normal(x + z) for x, z in zip(point, applied(rows, factors), strict=True))
    rest = tuple(normal(y - z) for y, z in zip(target, nearest, strict=True))
    p, d = column("p", "p", nearest), number("d", "d", normal_sqrt(in_plain(rest, rest)))
    t = column("t", "", factors)
    lines = (
        line,
        Line("coefficients", (column("", "t", factors).equation,)),
        Line("residual", (column("", "y - p", rest).equation,)),
    )
    given = (column("a", "a", point), matrix("D", "D", rows), column("y", "y", target))
    box = Latex(rf"{p.equation},\quad d = \lVert y - p \rVert = {d.value}")
    outcome = Outcome("nearest point", (p, d, t), (box,), f"p = {p.text}, d = {d.text}", lines)
    return Result(given, (outcome,), words={"task": "distance"})
