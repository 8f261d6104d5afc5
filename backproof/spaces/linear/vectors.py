"""Spans of vectors and matrices; column, row and null space of a matrix; homogeneous systems."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import gcd, lcm

import sympy as sp

from backproof.answer import Latex, Step
from backproof.spaces.language.printing import (
    Matrix,
    column_latex,
    combination,
    entry,
    matrix_latex,
    name_latex,
    number_latex,
    number_text,
    rows_latex,
    rows_text,
)
from backproof.spaces.language.reading import (
    read_list,
    read_rows,
    stem,
    symbols_of,
    texts,
    transposed,
    values,
)
from backproof.spaces.language.result import Certificate, Dimension, Element, Formula, Source
from backproof.spaces.language.syntax import Node
from backproof.spaces.language.tokens import refuse
from backproof.spaces.linear.certificate import factorisation, minor
from backproof.spaces.linear.columns import Columns, dimension_step, elimination_steps, named, step
from backproof.spaces.linear.elimination import Elimination, reduce
from backproof.spaces.linear.systems import read_system

_Rows = tuple[tuple[Node, ...], ...]
_MOST_NAMED = 12
_UNKNOWNS = "xyzuvw"


def vector(stem: str, number: int, nodes: tuple[Node, ...]) -> Element:
    """A given column vector, named and numbered from 1."""
    shown = tuple(entry(str(texts(node))) for node in nodes)
    text = "[" + ", ".join(f.text for f in shown) + "]"
    return Element(
        named(stem, number),
        column_latex(f.latex for f in shown),
        text,
        tuple(f.text for f in shown),
        number - 1,
    )


def coordinates(size: int, taken: frozenset[str] = frozenset()) -> tuple[Formula, ...]:
    """The coordinates of R^n: x1, x2, ..., or with another letter if a symbol has one of these names."""
    for letter in _UNKNOWNS:
        found = tuple(named(letter, i) for i in range(1, size + 1))
        if taken.isdisjoint(formula.text for formula in found):
            break
    return found


def _listed(elements: tuple[Element, ...]) -> Formula:
    latex: list[str] = [e.name.latex for e in elements]
    text = [e.name.text for e in elements]
    if len(elements) > _MOST_NAMED:
        latex, text = [latex[0], r"\dots", latex[-1]], [text[0], "...", text[-1]]
    return Formula(Latex(rf"\operatorname{{span}}\{{{', '.join(latex)}\}}"), f"span{{{', '.join(text)}}}")


def span_columns(data: object) -> Columns:
    """Given vectors as the columns of a matrix."""
    rows = read_rows(data, "the list of vectors", "vector")
    letter = stem("v", symbols_of(rows))
    given = tuple(vector(letter, i, nodes) for i, nodes in enumerate(rows, 1))
    source = Source("span", tuple(texts(row) for row in rows))
    return Columns(source, "span", _listed(given), given, coordinates(len(rows[0])), transposed(values(rows)))


def column_space_columns(data: object, name: str = "A") -> Columns:
    """The columns of a matrix, unchanged."""
    rows = read_rows(data)
    letter = stem("a", symbols_of(rows))
    given = tuple(vector(letter, j, nodes) for j, nodes in enumerate(zip(*rows, strict=True), 1))
    source = Source("column_space", tuple(texts(row) for row in rows), name)
    space = _of(r"\operatorname{col}", "col", name)
    return Columns(source, "column space", space, given, coordinates(len(rows)), values(rows))


def row_space_columns(data: object, name: str = "A") -> Columns:
    """The rows of a matrix, written as columns."""
    rows = read_rows(data)
    letter = stem("r", symbols_of(rows))
    given = tuple(vector(letter, i, nodes) for i, nodes in enumerate(rows, 1))
    source = Source("row_space", tuple(texts(row) for row in rows), name)
    space = _of(r"\operatorname{row}", "row", name)
    return Columns(source, "row space", space, given, coordinates(len(rows[0])), transposed(values(rows)))


def matrices_columns(data: object) -> Columns:
    """Matrices of one size, each read row by row into a column."""
    found = [read_rows(m, f"matrix {i}") for i, m in enumerate(read_list(data, "the list of matrices"), 1)]
    size = len(found[0]), len(found[0][0])
    for i, rows in enumerate(found, 1):
        if (len(rows), len(rows[0])) != size:
            refuse(
                f"matrix {i} is {len(rows)} by {len(rows[0])}",
                expected=f"{size[0]} by {size[1]}, as matrix 1",
            )
    letter = stem("M", symbols_of(row for rows in found for row in rows))
    given = tuple(_matrix_element(named(letter, i), i, rows) for i, rows in enumerate(found, 1))
    flat = tuple(tuple(node for row in rows for node in row) for rows in found)
    places = tuple(
        Formula(Latex(f"x_{{{i}{j}}}"), f"x{i}{j}")
        for i in range(1, size[0] + 1)
        for j in range(1, size[1] + 1)
    )
    source = Source("matrices", tuple(texts(rows) for rows in found))
    return Columns(source, "span of matrices", _listed(given), given, places, transposed(values(flat)))


def _matrix_element(name: Formula, number: int, rows: _Rows) -> Element:
    shown = tuple(tuple(entry(str(texts(node))) for node in row) for row in rows)
    latex = matrix_latex(tuple(tuple(f.latex for f in row) for row in shown))
    text = "[" + ", ".join("[" + ", ".join(f.text for f in row) + "]" for row in shown) + "]"
    entries = tuple(f.text for row in shown for f in row)
    return Element(name, latex, text, entries, number - 1)


def _of(command: str, word: str, name: str) -> Formula:
    return Formula(Latex(f"{command}({name_latex(name)})"), f"{word}({name})")


def null_space_columns(data: object, name: str = "A") -> Columns:
    """The matrix whose null space is required: one column for each unknown."""
    columns = column_space_columns(data, name)
    source = Source("null_space", columns.source.items, name)
    return Columns(
        source, "null space", _of("N", "N", name), columns.given, columns.coordinates, columns.matrix
    )


def null_space_of(columns: Columns, unknowns: tuple[Formula, ...] = ()) -> Dimension:
    """The solutions of A x = 0: one special solution for each column without a pivot."""
    elimination = reduce(columns.matrix)
    taken = _symbols(columns.matrix)
    return null_space_from(columns, elimination, unknowns or coordinates(len(columns.given), taken))


def _symbols(matrix: Matrix) -> frozenset[str]:
    """The names of the symbols in a matrix."""
    return frozenset(str(s) for row in matrix for x in row for s in x.free_symbols)


def null_space_from(
    columns: Columns,
    elimination: Elimination,
    unknowns: tuple[Formula, ...],
    normal: Callable[[sp.Expr], sp.Expr] = lambda x: x,
) -> Dimension:
    """The null space read off a reduced matrix, by rank and nullity; `normal` simplifies numbers."""
    basis = _special_solutions(elimination, normal)
    count, rank, width = len(basis), len(elimination.pivots), len(columns.given)
    steps = (
        *elimination_steps(columns, elimination),
        _free_step(elimination, unknowns),
        *_solved(elimination, unknowns, normal),
        step("rank and nullity", rf"{width} - {rank} = {count}", f"{width} - {rank} = {count}"),
        dimension_step(columns.space, str(count)),
    )
    return Dimension(
        columns.source,
        columns.kind,
        columns.space,
        count,
        count,
        count,
        Formula(Latex(str(count)), str(count)),
        columns.given,
        unknowns,
        columns.columns,
        rows_latex(elimination.matrix),
        rows_text(elimination.matrix),
        rows_latex(elimination.reduced),
        rows_text(elimination.reduced),
        elimination.pivots,
        elimination.operations,
        basis,
        (),
        steps,
        Certificate("special solutions", "minor", minor(elimination), factorisation(elimination)),
    )


def _free_step(elimination: Elimination, unknowns: tuple[Formula, ...]) -> Step:
    """The line that names the free unknowns."""
    free = [unknowns[c] for c in elimination.free]
    latex, text = (", ".join(shown) or "none" for shown in ([f.latex for f in free], [f.text for f in free]))
    shown = latex if free else r"\text{none}"
    return step("free variables", rf"\text{{free variables: }} {shown}", f"free variables: {text}")


def _special_solutions(elimination: Elimination, normal: Callable[[sp.Expr], sp.Expr]) -> tuple[Element, ...]:
    """For each free variable, the solution that is 0 at all other free variables, scaled to integers."""
    letter = stem("s", _symbols(elimination.matrix))
    return tuple(
        solution_element(number, tuple(map(normal, whole(_special(elimination, free)))), letter)
        for number, free in enumerate(elimination.free, 1)
    )


def _special(elimination: Elimination, free: int) -> tuple[sp.Expr, ...]:
    solution = [sp.S.Zero] * len(elimination.matrix[0])
    solution[free] = sp.S.One
    for row, pivot in enumerate(elimination.pivots):
        solution[pivot] = -elimination.reduced[row][free]
    return tuple(solution)


def whole(solution: tuple[sp.Expr, ...]) -> tuple[sp.Expr, ...]:
    """Scale to integers without a common divisor, if all entries are fractions."""
    factor = whole_factor(solution)
    return tuple(x * factor for x in solution)


def whole_factor(solution: tuple[sp.Expr, ...]) -> sp.Expr:
    """The positive factor that turns fractions into coprime integers; 1 for other numbers."""
    if not all(x.is_Rational for x in solution):
        return sp.S.One
    scale = lcm(*(int(x.q) for x in solution))
    common = gcd(*(int(x.p) * (scale // int(x.q)) for x in solution)) or 1
    return sp.Rational(scale, common)


def solution_element(number: int, solution: tuple[sp.Expr, ...], letter: str = "s") -> Element:
    """A computed vector of a null space or an intersection."""
    entries = tuple(number_text(x) for x in solution)
    latex = column_latex(number_latex(x) for x in solution)
    return Element(named(letter, number), latex, "[" + ", ".join(entries) + "]", entries)


def _solved(
    elimination: Elimination, unknowns: tuple[Formula, ...], normal: Callable[[sp.Expr], sp.Expr]
) -> tuple[Step, ...]:
    """Each pivot unknown in terms of the free unknowns."""
    lines = []
    for row, pivot in enumerate(elimination.pivots):
        free = [(normal(-elimination.reduced[row][f]), unknowns[f]) for f in elimination.free]
        right, left = combination(free), unknowns[pivot]
        lines.append(step("pivot unknown", f"{left.latex} = {right.latex}", f"{left.text} = {right.text}"))
    return tuple(lines)


def homogeneous_columns(data: object, variables: tuple[str, ...] = ()) -> tuple[Columns, tuple[Formula, ...]]:
    """Linear equations such as "x + 2*y = 3*z" (without a right side: = 0), one column for each unknown."""
    unknowns, rows, equations = read_system(data, variables)
    letter = stem("a", (*_symbols(rows), *unknowns))
    given = tuple(
        Element(
            named(letter, j),
            column_latex(map(number_latex, column)),
            "",
            tuple(map(number_text, column)),
            j - 1,
        )
        for j, column in enumerate(zip(*rows, strict=True), 1)
    )
    source = Source("homogeneous_system", equations, variables=unknowns)
    shown = tuple(Formula(name_latex(name), name) for name in unknowns)
    space = Formula(Latex("L"), "L")
    return Columns(source, "solution space", space, given, coordinates(len(rows)), rows), shown


def entries(matrix: Matrix) -> list[list[str]]:
    """A matrix as plain data: nested lists of text."""
    return [list(row) for row in rows_text(matrix)]


def numeric_columns(matrix: Matrix, general: Columns) -> Columns:
    """The columns of one case, named as in the generic matrix."""
    columns = span_columns(entries(transposed(matrix)))
    given = tuple(
        replace(e, name=g.name if g.name.latex else e.name)
        for e, g in zip(columns.given, general.given, strict=True)
    )
    return replace(columns, given=given, space=general.space)
