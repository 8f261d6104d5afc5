"""Inverses from smaller ones: of A + u v^T by Sherman and Morrison, and of blocks by the Schur complement."""

from __future__ import annotations

import sympy as sp

from backproof.answer import Latex
from backproof.linear_algebra.finding.eigenvalues.spectrum import refuse
from backproof.linear_algebra.finding.inverses.inverses import inverse_lines, inverse_of
from backproof.linear_algebra.language.matrices import (
    Vector,
    added,
    applied,
    as_column,
    beside,
    determinant,
    dot,
    null_space,
    product,
    scaled,
    transposed,
    whole,
)
from backproof.linear_algebra.language.result import (
    Line,
    Named,
    Outcome,
    Result,
    column,
    matrix,
    number,
)
from backproof.spaces.exact.exact import is_zero, normal
from backproof.spaces.language.printing import Matrix, name_latex, number_latex


def invert_update(rows: Matrix, u: Vector, v: Vector, name: str) -> Result:
    """Invert A + u v^T from the inverse of A, or find a vector that it sends to zero."""
    letter = name_latex(name)
    inverse = inverse_of(rows)
    if inverse is None:
        refuse(f"the matrix {name} is singular", "an invertible one for the Sherman-Morrison formula")
    image, across = applied(inverse, u), applied(transposed(inverse), v)
    below = normal(1 + dot(v, image))
    lines = [
        *inverse_lines(rows, letter),
        Line(
            "inverse times u",
            (
                column("", rf"{letter}^{{-1}} u", image).equation,
                matrix("", rf"v^{{\top}} {letter}^{{-1}}", (across,)).equation,
                number("", rf"1 + v^{{\top}} {letter}^{{-1}} u", below).equation,
            ),
        ),
    ]
    changed = Latex(rf"{letter} + u v^{{\top}}")
    given = (matrix("A", letter, rows), column("u", "u", u), column("v", "v", v))
    words = {"task": "update"}
    if is_zero(below):
        w = column("w", "w", whole(image))
        box = (Latex(rf"{w.equation},\quad \left({changed}\right) w = 0"),)
        lines.append(Line("singular update", (Latex(rf"\left({changed}\right) {letter}^{{-1}} u = 0"),)))
        text = f"singular: w = {w.text}"
        return Result(given, (Outcome("singular update", (w,), box, text, tuple(lines)),), words=words)
    outer = product(as_column(image), (across,))
    x = matrix("X", rf"\left({changed}\right)^{{-1}}", added(inverse, scaled(1 / below, outer), -sp.S.One))
    fraction = (
        rf"\frac{{{letter}^{{-1}} u \, v^{{\top}} {letter}^{{-1}}}}{{1 + v^{{\top}} {letter}^{{-1}} u}}"
    )
    formula = Latex(rf"{x.latex} = {letter}^{{-1}} - {fraction}")
    shown = matrix("", "", inverse).value, number_latex(1 / below), matrix("", "", outer).value
    with_numbers = Latex(rf"{x.latex} = {shown[0]} - \left({shown[1]}\right) {shown[2]}")
    lines.append(Line("Sherman-Morrison", (formula, with_numbers)))
    outcome = Outcome("inverse of an update", (x,), (x.equation,), f"X = {x.text}", tuple(lines))
    return Result(given, (outcome,), words=words)


def invert_by_blocks(rows: Matrix, size: int, name: str) -> Result:
    """Invert a matrix by the Schur complement of its leading block of a size."""
    letter = name_latex(name)
    if not 0 < size < len(rows):
        refuse(f"no row is left beside a leading block of size {size}", f"at most {len(rows) - 1}")
    a, b, c, d = _blocks(rows, size)
    inverse = inverse_of(a)
    if inverse is None:
        refuse(f"the leading block of size {size} is singular", "an invertible one for its Schur complement")
    complement = added(d, product(c, inverse, b), -sp.S.One)
    known = [matrix("", rf"{letter}_{{{i}}}", x) for i, x in (("11", a), ("12", b), ("21", c), ("22", d))]
    p, q, r, _ = (item.latex for item in known)
    s = matrix("S", "S", complement)
    lines = [
        Line("blocks", tuple(item.equation for item in known)),
        Line("inverse of the block", (matrix("", rf"{p}^{{-1}}", inverse).equation,)),
        Line("Schur complement", (Latex(rf"S = {known[3].latex} - {r} {p}^{{-1}} {q} = {s.value}"),)),
    ]
    given = (matrix("A", letter, rows), number("k", "", sp.Integer(size)))
    words = {"task": "blocks", "size": size}
    value = normal(determinant(a) * determinant(complement))
    det = number("value", rf"\det {letter}", value)
    lines.append(
        Line("determinant by blocks", (Latex(rf"\det {letter} = \det {p} \cdot \det S = {det.value}"),))
    )
    if is_zero(value):
        return Result(given, (_singular(rows, letter, [s, det], lines),), words=words)
    x = matrix("X", rf"{letter}^{{-1}}", _inverted(inverse, b, c, complement))
    lines += _by_blocks(x, p, q, r, matrix("", "S^{-1}", _inverse(complement)))
    found = (s, det, x)
    text = f"S = {s.text}, det = {det.text}, X = {x.text}"
    box = (Latex(rf"{s.equation},\quad {det.equation}"), x.equation)
    return Result(given, (Outcome("block inverse", found, box, text, tuple(lines)),), words=words)


def _blocks(rows: Matrix, size: int) -> tuple[Matrix, Matrix, Matrix, Matrix]:
    top, bottom = rows[:size], rows[size:]
    return (
        tuple(row[:size] for row in top),
        tuple(row[size:] for row in top),
        tuple(row[:size] for row in bottom),
        tuple(row[size:] for row in bottom),
    )


def _inverse(rows: Matrix) -> Matrix:
    found = inverse_of(rows)
    assert found is not None
    return found


def _inverted(inverse: Matrix, b: Matrix, c: Matrix, complement: Matrix) -> Matrix:
    """Return the inverse of a matrix by that of its leading block and of the Schur complement."""
    last = _inverse(complement)
    right = scaled(-sp.S.One, product(inverse, b, last))
    left = scaled(-sp.S.One, product(last, c, inverse))
    first = added(inverse, product(right, c, inverse), -sp.S.One)
    return (*beside(first, right), *beside(left, last))


def _by_blocks(x: Named, p: Latex, q: Latex, r: Latex, last: Named) -> list[Line]:
    """State the inverse of the Schur complement, and the blocks of the inverse."""
    i, s = rf"{p}^{{-1}}", "S^{-1}"
    cells = rf"{i} + {i} {q} {s} {r} {i} & -{i} {q} {s} \\ -{s} {r} {i} & {s}"
    formula = Latex(rf"{x.latex} = \left[\begin{{array}}{{cc}} {cells} \end{{array}}\right]")
    return [Line("inverse of the complement", (last.equation,)), Line("inverse by blocks", (formula,))]


def _singular(rows: Matrix, letter: Latex, found: list[Named], lines: list[Line]) -> Outcome:
    """Return a vector that the matrix sends to zero, as the Schur complement is singular."""
    v = column("v", "v", whole(null_space(rows)[0]))
    box = (
        Latex(rf"{found[0].equation},\quad {found[1].equation}"),
        Latex(rf"{v.equation},\quad {letter} v = 0"),
    )
    items = (*found, v)
    text = f"singular: S = {found[0].text}, v = {v.text}"
    return Outcome("singular by blocks", items, box, text, tuple(lines))
