"""Sums and intersections of two subspaces, each given by vectors that span it."""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from backproof.spaces.columns import Columns, dimension_step, elimination_steps, span_of, step
from backproof.spaces.elimination import Elimination, reduce
from backproof.spaces.exact import normal
from backproof.spaces.printing import Matrix, rows_latex, rows_text
from backproof.spaces.reading import read_list, read_rows, symbols_of, texts, transposed, values
from backproof.spaces.result import Certificate, Dimension, Element, Formula, Source
from backproof.spaces.syntax import Node, refuse
from backproof.spaces.vectors import coordinates, solution_element, vector, whole

Rows = tuple[tuple[Node, ...], ...]
SUM = Formula("(U + W)", "(U + W)")
BOTH = Formula(r"(U \cap W)", "(U & W)")


def read_pair(data: object) -> tuple[Rows, Rows]:
    """Two lists of vectors of one length."""
    sides = read_list(data, "the pair of subspaces")
    if len(sides) != 2:
        refuse(f"{len(sides)} subspaces", expected="two, each as the list of vectors that span it")
    first, second = (read_rows(s, f"subspace {n}", "vector") for s, n in zip(sides, "UW", strict=True))
    if len(first[0]) != len(second[0]):
        refuse(f"the vectors of W have length {len(second[0])}", expected=f"{len(first[0])}, as those of U")
    return first, second


def _elements(rows: Rows, stem: str, start: int) -> tuple[Element, ...]:
    return tuple(replace(vector(stem, i, nodes), index=start + i - 1) for i, nodes in enumerate(rows, 1))


def _source(kind: str, pair: tuple[Rows, Rows]) -> Source:
    return Source(kind, tuple(tuple(texts(row) for row in rows) for rows in pair))


def sum_columns(data: object) -> Columns:
    """The vectors of both subspaces side by side."""
    pair = read_pair(data)
    given = (*_elements(pair[0], "u", 0), *_elements(pair[1], "w", len(pair[0])))
    matrix = transposed(values([*pair[0], *pair[1]]))
    return Columns(_source("sum", pair), "sum", SUM, given, coordinates(len(matrix)), matrix)


def parts(data: object) -> tuple[Dimension, Dimension, Dimension]:
    """U, W and U + W, the three that the dimension formula needs."""
    pair = read_pair(data)
    if symbols_of([*pair[0], *pair[1]]):
        refuse(
            "an intersection with symbols", expected="numbers", hint="ask for the sum, which takes symbols"
        )
    return (_side(pair[0], "u", "U"), _side(pair[1], "w", "W"), span_of(sum_columns(data)))


def _side(rows: Rows, stem: str, name: str) -> Dimension:
    source = Source("span", tuple(texts(row) for row in rows))
    space = Formula(name, name)
    matrix = transposed(values(rows))
    return span_of(Columns(source, "span", space, _elements(rows, stem, 0), coordinates(len(matrix)), matrix))


def intersection_of(data: object, spans: tuple[Dimension, ...]) -> Dimension:
    """U ∩ W from the solutions of B_U a = B_W b, where B_U and B_W hold bases of U and W as columns."""
    first, second, both = spans
    pair = read_pair(data)
    columns = _difference(pair, first, second)
    elimination = reduce(columns.matrix)
    basis = _common(elimination, len(first.basis) or 1)
    count = len(basis)
    formula = f"{first.dimension} + {second.dimension} - {both.dimension} = {count}"
    latex = rf"\dim U + \dim W - \dim {SUM.latex} = {formula}"
    steps = (
        *elimination_steps(columns, elimination),
        *(step("common vector", f"{e.name.latex} = {e.latex}", f"{e.name.text} = {e.text}") for e in basis),
        step("dimension formula", latex, f"dim U + dim W - dim (U + W) = {formula}"),
        dimension_step(BOTH, str(count)),
    )
    return Dimension(
        columns.source, "intersection", BOTH, count, count, count, Formula(str(count), str(count)),
        columns.given, columns.coordinates, columns.columns,
        rows_latex(elimination.matrix), rows_text(elimination.matrix),
        rows_latex(elimination.reduced), rows_text(elimination.reduced),
        elimination.pivots, elimination.operations, basis, (), steps,
        Certificate("common vectors", "dimension formula"), parts=spans,
    )  # fmt: skip


def _difference(pair: tuple[Rows, Rows], first: Dimension, second: Dimension) -> Columns:
    """The matrix (B_U | -B_W)."""
    left = _chosen(first, values(pair[0]))
    right = [(e, tuple(-x for x in row)) for e, row in _chosen(second, values(pair[1]))]
    chosen = [e for e, _ in (*left, *right)]
    signed = [row for _, row in (*left, *right)]
    given = tuple(replace(e, index=i) for i, e in enumerate(chosen))
    matrix = transposed(signed)
    return Columns(
        _source("intersection", pair), "intersection", BOTH, given, coordinates(len(matrix)), matrix
    )


def _chosen(side: Dimension, rows: Matrix) -> list[tuple[Element, tuple[sp.Expr, ...]]]:
    """The basis of a side with its entries; a zero vector where the side is the zero space."""
    basis = side.basis or side.given[:1]
    return [(e, rows[e.index or 0]) for e in basis]


def _common(elimination: Elimination, width: int) -> tuple[Element, ...]:
    """B_U a for each special solution (a, b)."""
    found = []
    for number, free in enumerate(elimination.free, 1):
        solution = {free: 1, **{p: -elimination.reduced[r][free] for r, p in enumerate(elimination.pivots)}}
        entries = tuple(
            normal(sum((row[c] * solution.get(c, 0) for c in range(width)), start=0 * row[0]))
            for row in elimination.matrix
        )
        if any(x != 0 for x in entries):
            found.append(solution_element(number, whole(entries)))
    return tuple(found)
