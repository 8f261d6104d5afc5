"""Factorisations by elimination: L U, P A = L U, L D L^T, Cholesky, and by the pivot columns."""

from __future__ import annotations

from dataclasses import dataclass, field

import sympy as sp

from backproof.answer import Latex
from backproof.linear_algebra.finding.eigenvalues.spectrum import refuse
from backproof.linear_algebra.language.complex_numbers import conjugate, star
from backproof.linear_algebra.language.matrices import determinant, diagonal, identity, normal_sqrt
from backproof.linear_algebra.language.result import Line, Named, Outcome, Result, Stage, matrix, number
from backproof.linear_algebra.language.stages import added_row, elimination_line, exchanged_rows, stage
from backproof.spaces.exact.exact import is_zero, normal
from backproof.spaces.language.printing import Matrix, name_latex, number_latex, number_text
from backproof.spaces.linear.elimination import reduce, reduce_in_steps


@dataclass
class _Eliminated:
    """A matrix on its way to echelon form: its rows, their order, the factors of rows, and the stages.

    `apart` are the pivots and the entry below a zero one that stopped an elimination without exchanges.
    """

    work: list[list[sp.Expr]]
    order: list[int]
    below: dict[tuple[int, int], sp.Expr] = field(default_factory=dict)
    shown: list[Stage] = field(default_factory=list)
    apart: list[sp.Expr] = field(default_factory=list)


def lu(rows: Matrix, name: str, *, exchanging: bool) -> Result:
    """Factor A = L U, or P A = L U with exchanges where a pivot is zero."""
    letter = name_latex(name)
    found = _eliminated(rows, exchanging=exchanging)
    if found.apart:
        return _without_exchanges(rows, letter, found, "LU", Latex(f"{letter} = L U"))
    return _factors(rows, letter, found, exchanging=exchanging)


def ldl(rows: Matrix, name: str) -> Result:
    """Factor a Hermitian matrix A = L D L* with a unit lower triangular L: the pivots stand in D."""
    letter = name_latex(name)
    formula = Latex(rf"{letter} = L D L^{star(rows)}")
    found = _eliminated(rows, exchanging=False)
    if found.apart:
        return _without_exchanges(rows, letter, found, "LDL", formula)
    lower = _lower(found, len(rows), len(rows))
    items = (
        matrix("L", "L", lower),
        matrix("D", "D", diagonal([found.work[i][i] for i in range(len(rows))])),
    )
    text = ", ".join(f"{item.name} = {item.text}" for item in items)
    lines = (Line("elimination", stages=tuple(found.shown)), Line("pivots in D", (formula,)))
    outcome = Outcome("LDL", items, _in_rows(items), text, lines)
    return Result((matrix("A", letter, rows),), (outcome,), words={"product": formula})


def _eliminated(rows: Matrix, *, exchanging: bool) -> _Eliminated:
    """Eliminate below the diagonal, or below the pivots of an echelon form with exchanges."""
    found = _Eliminated([list(row) for row in rows], list(range(len(rows))))
    work = found.work
    found.shown.append(stage((), work))
    done: list[tuple[int, int]] = []
    top = 0
    for column in range(len(rows[0])):
        if top == len(rows):
            break
        place = next((i for i in range(top, len(rows)) if not is_zero(work[i][column])), None)
        if place is None:
            top += not exchanging
            continue
        if place != top and not exchanging:
            found.apart = [*(work[i][j] for i, j in done), work[place][column]]
            return found
        if place != top:
            _exchange(work, found.order, found.below, (top, place))
            found.shown.append(stage((exchanged_rows(top, place),), work))
        done.append((top, column))
        _subtract(found, top, column)
        top += 1
    return found


def _subtract(found: _Eliminated, top: int, column: int) -> None:
    """Subtract multiples of the row with the pivot from those below it."""
    work, operations = found.work, []
    for row in range(top + 1, len(work)):
        factor = normal(work[row][column] / work[top][column])
        found.below[row, top] = factor
        if factor != 0:
            work[row] = [normal(x - factor * y) for x, y in zip(work[row], work[top], strict=True)]
            operations.append(added_row(row, top, normal(-factor)))
    if operations:
        found.shown.append(stage(tuple(operations), work))


def _exchange(
    work: list[list[sp.Expr]],
    order: list[int],
    below: dict[tuple[int, int], sp.Expr],
    places: tuple[int, int],
) -> None:
    """Exchange two rows, with the factors that stand to their left in L."""
    i, j = places
    work[i], work[j] = work[j], work[i]
    order[i], order[j] = order[j], order[i]
    for k in range(i):
        below[i, k], below[j, k] = below.get((j, k), sp.S.Zero), below.get((i, k), sp.S.Zero)


def _lower(found: _Eliminated, height: int, width: int) -> Matrix:
    """Return the factors of the elimination below ones on the diagonal."""
    return tuple(
        tuple(sp.S.One if i == j else found.below.get((i, j), sp.S.Zero) for j in range(width))
        for i in range(height)
    )


def _factors(rows: Matrix, letter: Latex, eliminated: _Eliminated, *, exchanging: bool) -> Result:
    inner = min(len(rows), len(rows[0]))
    lower = _lower(eliminated, len(rows), inner)
    upper = tuple(tuple(row) for row in eliminated.work[:inner])
    found: tuple[Named, ...] = (matrix("L", "L", lower), matrix("U", "U", upper))
    line = Line("elimination", stages=tuple(eliminated.shown))
    left = letter
    if exchanging:
        permutation = tuple(identity(len(rows))[k] for k in eliminated.order)
        found = (matrix("P", "P", permutation), *found)
        left = Latex(f"P {letter}")
    product = Latex(f"{left} = L U")
    task = "PLU" if exchanging else "LU"
    text = ", ".join(f"{item.name} = {item.text}" for item in found)
    lines = (line, Line("factors", (product,)))
    outcome = Outcome(task, found, _in_rows(found), text, lines)
    return Result((matrix("A", letter, rows),), (outcome,), words={"product": product})


def _in_rows(found: tuple[Named, ...]) -> tuple[Latex, ...]:
    """Return equations side by side if they are short, otherwise below each other."""
    equations = [item.equation for item in found]
    widths = sum(len(item.cells[0]) + 1 for item in found)
    if widths <= 13:
        return (Latex(r",\quad ".join(equations)),)
    return tuple(equations)


def _without_exchanges(
    rows: Matrix, letter: Latex, eliminated: _Eliminated, task: str, formula: Latex
) -> Result:
    """Report the first leading block whose rank is below that of the columns above and below it.

    It is if the pivots and the entry below the zero one are not 0, which are kept apart from 0.
    """
    size = next((k for k in range(1, len(rows) + 1) if _is_obstructed(rows, k)), None)
    if size is None:
        refuse("there may be a factorisation, but plain elimination does not find it", 'form = "plu"')
    found = number("k", "k", sp.Integer(size))
    texts = tuple(number_text(x) for x in eliminated.apart)
    minor = Latex(rf"\det {letter}_{size} = 0")
    lines = (Line("elimination", stages=tuple(eliminated.shown)), Line("zero pivot", (minor,)))
    box = Latex(rf"k = {size},\quad {minor}")
    outcome = Outcome("no LU", (found,), (box,), f"no {task}: leading minor {size} is 0", lines, apart=texts)
    return Result((matrix("A", letter, rows),), (outcome,), words={"product": formula})


def _is_obstructed(rows: Matrix, size: int) -> bool:
    """Return whether rank A_k is below that of the first k columns, which are to be multiples of U_k."""
    left = tuple(row[:size] for row in rows)
    return len(reduce(left[:size]).pivots) < len(reduce(left).pivots)


def rank_factorisation(rows: Matrix, name: str) -> Result:
    """Factor A = C F: the pivot columns, times the nonzero rows of the reduced form."""
    letter = name_latex(name)
    found = reduce_in_steps(rows)
    if not found.pivots:
        refuse("the matrix is zero", "an entry other than 0")
    rank = number("r", "r", sp.Integer(len(found.pivots)))
    left = matrix("C", "C", tuple(tuple(row[j] for j in found.pivots) for row in rows))
    right = matrix("F", "F", found.reduced[: len(found.pivots)])
    lines = (elimination_line(found),)
    items = (rank, left, right)
    text = ", ".join(f"{item.name} = {item.text}" for item in items)
    outcome = Outcome("rank factorisation", items, _in_rows(items), text, lines)
    return Result((matrix("A", letter, rows),), (outcome,), words={"product": Latex(f"{letter} = C F")})


def cholesky(rows: Matrix, name: str) -> Result:
    """Factor a positive definite matrix A = L L*; the leading minor that is not positive is reported."""
    letter = name_latex(name)
    size = len(rows)
    lower = [[sp.S.Zero] * size for _ in range(size)]
    lines: list[Line] = []
    for j in range(size):
        square = normal(rows[j][j] - sp.Add(*(_square(lower[j][k]) for k in range(j))))
        if not square.is_positive:
            return _not_definite(rows, letter, j + 1)
        lower[j][j] = normal_sqrt(square)
        equations = [
            rf"\ell_{{{j + 1}{j + 1}}} = \sqrt{{{_root_of(rows, lower, j)}}} = {number_latex(lower[j][j])}"
        ]
        for i in range(j + 1, size):
            rest = normal(rows[i][j] - sp.Add(*(lower[i][k] * conjugate(lower[j][k]) for k in range(j))))
            lower[i][j] = normal(rest / lower[j][j])
            equations.append(rf"\ell_{{{i + 1}{j + 1}}} = {number_latex(lower[i][j])}")
        lines.append(Line("column of L", tuple(map(Latex, equations)), count=j + 1))
    found = matrix("L", "L", tuple(map(tuple, lower)))
    outcome = Outcome("Cholesky", (found,), (found.equation,), f"L = {found.text}", tuple(lines))
    return Result(
        (matrix("A", letter, rows),), (outcome,), words={"product": Latex(f"{letter} = L L^{star(rows)}")}
    )


def _square(value: sp.Expr) -> sp.Expr:
    """Return the squared absolute value."""
    return normal(value * conjugate(value))


def _root_of(rows: Matrix, lower: list[list[sp.Expr]], j: int) -> str:
    shown = number_latex(rows[j][j])
    squares = (number_latex(_square(lower[j][k])) for k in range(j) if lower[j][k] != 0)
    return shown + "".join(f" - {square}" for square in squares)


def _not_definite(rows: Matrix, letter: Latex, size: int) -> Result:
    value = determinant(tuple(row[:size] for row in rows[:size]))
    found = (number("k", "k", sp.Integer(size)), number("minor", rf"\det {letter}_{size}", value))
    box = Latex(rf"k = {size},\quad {found[1].equation} \le 0")
    text = f"no Cholesky factor: leading minor {size} is {found[1].text}"
    line = Line("no root", (Latex(rf"{found[1].equation} \le 0"),), count=size)
    outcome = Outcome("no Cholesky", found, (box,), text, (line,))
    return Result(
        (matrix("A", letter, rows),), (outcome,), words={"product": Latex(f"{letter} = L L^{star(rows)}")}
    )
