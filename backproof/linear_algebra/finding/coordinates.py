"""Membership in a span, coordinates, matrices of linear maps, changes of basis, and the four subspaces."""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from backproof.answer import Latex
from backproof.diagnostic import Diagnostic, InputError
from backproof.linear_algebra.finding.systems import solve_system
from backproof.linear_algebra.language.matrices import (
    Vector,
    beside,
    null_vectors,
    product,
    transposed,
    whole,
)
from backproof.linear_algebra.language.result import Line, Outcome, Result, column, matrix, number, vectors
from backproof.linear_algebra.language.stages import elimination_line
from backproof.spaces.language.printing import Matrix, combination, name_latex
from backproof.spaces.language.result import Formula
from backproof.spaces.language.symbolic import number as parsed
from backproof.spaces.linear.elimination import reduce, reduce_in_steps


def membership(generators: Matrix, target: Vector, letters: tuple[str, str] = ("c", "y")) -> Result:
    """Write a vector as a combination of others, or find a functional that vanishes on them and not on it.

    `letters` are those of the coefficients and of the vector.
    """
    rows = transposed(generators)
    names = tuple(f"c{i + 1}" for i in range(len(generators)))
    found = solve_system(rows, target, names, (), ("G", "y")).outcomes[0]
    given = (vectors("V", "v", generators), column("y", letters[1], target))
    elimination = found.lines[0]
    if found.task == "no solution":
        f = column("f", "f", whole(_numbers(found.found[0].texts)))
        box = Latex(rf"{f.equation},\quad f^{{\top}} {letters[1]} \neq 0")
        lines = (elimination, Line("functional", (f.equation, Latex(letters[1]))))
        text = f"no member: f = {f.text}"
        return Result(given, (Outcome("no member", (f,), (box,), text, lines, apart=found.apart),))
    c = column("c", letters[0], _numbers(found.found[0].texts))
    box = _combination(letters[1], c.texts)
    outcome = Outcome(
        "member",
        (c,),
        (box, c.equation),
        f"member: c = {c.text}",
        (elimination, Line("coefficients", (c.equation,))),
    )
    return Result(given, (outcome,))


def _numbers(texts: Sequence[Sequence[str]]) -> Vector:
    return tuple(parsed(row[0]) for row in texts)


def _combination(left: str, texts: Sequence[Sequence[str]], letter: str = "v") -> Latex:
    addends = [(x, Formula(Latex(rf"{letter}_{{{i}}}"), "")) for i, x in enumerate(_numbers(texts), 1)]
    return Latex(f"{left} = {combination(addends).latex}")


def coordinates(basis: Matrix, target: Vector, letters: tuple[str, str] = ("c", "y")) -> Result:
    """Find the coordinates of a vector in a basis; InputError if the vectors are none."""
    rows = transposed(basis)
    found = reduce_in_steps(beside(rows, tuple((x,) for x in target)))
    size = len(basis)
    if len(rows) != size or found.pivots != tuple(range(size)):
        raise InputError(Diagnostic("the vectors are no basis", expected=f"{len(rows)} independent vectors"))
    c = column("c", letters[0], tuple(row[size] for row in found.reduced))
    given = (vectors("B", "b", basis), column("y", letters[1], target))
    line = elimination_line(found, bar=size)
    outcome = Outcome(
        "coordinates", (c,), (c.equation, _combination(letters[1], c.texts, "b")), f"c = {c.text}", (line,)
    )
    return Result(given, (outcome,))


def change_of_basis(old: Matrix, new: Matrix) -> Result:
    """Find the matrix that turns coordinates in one basis into those in another."""
    b, c = transposed(old), transposed(new)
    size = len(b)
    found = reduce_in_steps(beside(c, b))
    if (
        len(old) != size
        or len(new) != size
        or found.pivots != tuple(range(size))
        or len(reduce(b).pivots) < size
    ):
        raise InputError(
            Diagnostic("the vectors are no basis", expected=f"{size} independent vectors in each")
        )
    m = matrix("M", "M", tuple(row[size:] for row in found.reduced))
    given = (matrix("B", "B", b), matrix("C", "C", c))
    lines = (
        Line("bases", (Latex("C M = B"),)),
        elimination_line(found, bar=size),
    )
    return Result(given, (Outcome("change of basis", (m,), (m.equation,), f"M = {m.text}", lines),))


def matrix_of_map(standard: Matrix, domain: Matrix, codomain: Matrix) -> Result:
    """Find the matrix of x -> A x for bases of both spaces."""
    inner, outer = transposed(domain), transposed(codomain)
    images = product(standard, inner)
    size = len(outer)
    found = reduce_in_steps(beside(outer, images))
    if len(codomain) != size or found.pivots != tuple(range(size)) or len(reduce(inner).pivots) < len(domain):
        raise InputError(
            Diagnostic("the vectors are no basis", expected="independent vectors, as many as entries")
        )
    m = matrix("M", "M", tuple(row[size:] for row in found.reduced))
    given = (matrix("A", "A", standard), matrix("B", "B", inner), matrix("C", "C", outer))
    lines = (
        Line("images", (matrix("", "A B", images).equation, Latex("C M = A B"))),
        elimination_line(found, bar=size),
    )
    return Result(
        given,
        (Outcome("matrix of a map", (m,), (m.equation,), f"M = {m.text}", lines),),
        words={"kind": "vectors"},
    )


def four_subspaces(rows: Matrix, name: str) -> Result:
    """Find bases of the column space, the row space, the null space and the left null space."""
    letter = name_latex(name)
    found = reduce_in_steps(rows)
    flipped = reduce_in_steps(transposed(rows))
    rank = number("count", rf"\operatorname{{rank}} {letter}", sp.Integer(len(found.pivots)))
    items = [
        rank,
        vectors("column", "c", tuple(transposed(rows)[j] for j in found.pivots)),
        vectors("row", "r", found.reduced[: len(found.pivots)]),
        vectors("null", "n", tuple(map(whole, null_vectors(found)))),
        vectors("left", "y", tuple(map(whole, null_vectors(flipped)))),
    ]
    of_transpose = elimination_line(flipped, rule="elimination of the transpose")
    if transposed(rows) == rows:
        of_transpose = Line("equal to the transpose")
    lines = (elimination_line(found), of_transpose, Line("four subspaces"))
    names = (rf"C({letter})", rf"C({letter}^{{\top}})", rf"N({letter})", rf"N({letter}^{{\top}})")
    box = [rank.equation]
    for shown, item in zip(names, items[1:], strict=True):
        inside = r",\; ".join(item.vectors)
        box.append(
            Latex(rf"{shown} = \operatorname{{span}} \left\{{ {inside} \right\}}")
            if item.texts
            else Latex(rf"{shown} = \{{0\}}")
        )
    text = ", ".join(f"{item.name} = {item.text}" for item in items)
    return Result(
        (matrix("A", letter, rows),), (Outcome("four subspaces", tuple(items), tuple(box), text, lines),)
    )
