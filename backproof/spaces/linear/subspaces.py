"""Sums and intersections of two subspaces, each given by spanning vectors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import sympy as sp

from backproof.answer import Latex, Step
from backproof.spaces.exact.exact import UndecidedError, normal
from backproof.spaces.language.printing import Matrix, combination, rows_latex, rows_text
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
from backproof.spaces.linear.columns import (
    Columns,
    dimension_step,
    elimination_steps,
    obstacle,
    open_step,
    span_of,
    step,
)
from backproof.spaces.linear.elimination import Elimination, reduce, reduce_in_steps
from backproof.spaces.linear.subspace_lines import formula_of, subspace_line
from backproof.spaces.linear.vectors import coordinates, solution_element, vector, whole_factor

_Rows = tuple[tuple[Node, ...], ...]
Spanned = Callable[[Columns], Dimension]
_SUM = Formula(Latex("(U + W)"), "(U + W)")
_BOTH = Formula(Latex(r"(U \cap W)"), "(U & W)")


def _read_pair(data: object) -> tuple[_Rows, _Rows]:
    """Read two lists of vectors of one length."""
    sides = read_list(data, "the pair of subspaces")
    if len(sides) != 2:
        refuse(f"{len(sides)} subspaces", expected="two, each as the list of vectors that span it")
    first, second = (read_rows(s, f"subspace {n}", "vector") for s, n in zip(sides, "UW", strict=True))
    if len(first[0]) != len(second[0]):
        refuse(f"the vectors of W have length {len(second[0])}", expected=f"{len(first[0])}, as those of U")
    return first, second


def _elements(rows: _Rows, stem: str, start: int) -> tuple[Element, ...]:
    return tuple(replace(vector(stem, i, nodes), index=start + i - 1) for i, nodes in enumerate(rows, 1))


def _source(kind: str, pair: tuple[_Rows, _Rows]) -> Source:
    return Source(kind, tuple(tuple(texts(row) for row in rows) for rows in pair))


def _stems(pair: tuple[_Rows, _Rows]) -> tuple[str, str]:
    """Two letters for the spanning vectors, neither of which names a symbol."""
    taken = symbols_of([*pair[0], *pair[1]])
    first = stem("u", taken)
    return first, stem("w", taken, avoided=first)


def sum_columns(data: object) -> Columns:
    """The spanning vectors of both subspaces as columns of one matrix."""
    pair = _read_pair(data)
    first, second = _stems(pair)
    given = (*_elements(pair[0], first, 0), *_elements(pair[1], second, len(pair[0])))
    matrix = transposed(values([*pair[0], *pair[1]]))
    return Columns(_source("sum", pair), "sum", _SUM, given, coordinates(len(matrix)), matrix)


def has_symbols(data: object) -> bool:
    """Return whether an entry of the two subspaces contains symbols."""
    pair = _read_pair(data)
    return bool(symbols_of([*pair[0], *pair[1]]))


def sides(data: object, span: Spanned = span_of) -> tuple[Dimension, Dimension]:
    """U and W."""
    pair = _read_pair(data)
    first, second = _stems(pair)
    return span(_side(pair[0], first, "U")), span(_side(pair[1], second, "W"))


def parts(data: object, span: Spanned = span_of) -> tuple[Dimension, Dimension, Dimension]:
    """U, W and U + W, the three spaces that the dimension formula needs."""
    if span is span_of and has_symbols(data):
        refuse(
            "an intersection with symbols", expected="numbers", hint="ask for the sum, which takes symbols"
        )
    return (*sides(data, span), span(sum_columns(data)))


def _side(rows: _Rows, stem: str, name: str) -> Columns:
    source = Source("span", tuple(texts(row) for row in rows))
    space = Formula(Latex(name), name)
    matrix = transposed(values(rows))
    return Columns(source, "span", space, _elements(rows, stem, 0), coordinates(len(matrix)), matrix)


def with_formula(both: Dimension, spans: tuple[Dimension, ...]) -> Dimension:
    """Add the dimension formula with U, W and their intersection to the sum."""
    place = len(both.steps) - 1
    common = (line for line in spans[2].steps if line.rule == "common vector")
    formula = _formula_steps(spans, both.dimension or 0)
    steps = (*both.steps[:place], *common, *formula, *both.steps[place:])
    return replace(both, steps=steps, parts=spans)


def _formula_steps(spans: tuple[Dimension, ...], result: int) -> tuple[Step, ...]:
    """Each subspace with its basis, and dim U + dim W minus the dimension of the third = the answer."""
    latex, text = formula_of(spans, result)
    return (
        *(step("subspace", *subspace_line(part)) for part in spans),
        step("dimension formula", latex, text),
    )


def intersection_of(
    data: object, spans: tuple[Dimension, ...], simplify: Callable[[sp.Expr], sp.Expr] | None = None
) -> Dimension:
    """U ∩ W from the solutions of B_U a = B_W b, where B_U and B_W hold bases of U and W as columns.

    Over another field than the real numbers, `simplify` gives the normal form of its numbers.
    """
    first, second, _ = spans
    columns = _difference(_read_pair(data), first, second)
    if simplify:
        columns = replace(columns, matrix=tuple(tuple(map(simplify, row)) for row in columns.matrix))
    elimination = (
        reduce_in_steps(columns.matrix, lambda x: x == 0, simplify) if simplify else reduce(columns.matrix)
    )
    common = _common(columns, elimination, len(first.basis) or 1, simplify)
    count = len(common)
    steps = (
        *elimination_steps(columns, elimination),
        *(line for _, line in common),
        *_formula_steps(spans, count),
        dimension_step(_BOTH, str(count)),
    )
    return Dimension(
        columns.source, "intersection", _BOTH, count, count, count, Formula(Latex(str(count)), str(count)),
        columns.given, columns.coordinates, columns.columns,
        rows_latex(elimination.matrix), rows_text(elimination.matrix),
        rows_latex(elimination.reduced), rows_text(elimination.reduced),
        elimination.pivots, elimination.operations, tuple(e for e, _ in common), (), steps,
        Certificate("common vectors", "dimension formula"), parts=spans,
    )  # fmt: skip


def open_intersection(data: object, doubt: UndecidedError) -> Dimension:
    """The bounds of an intersection where an undecided zero test leaves the dimension open."""
    columns = sum_columns(data)
    most = min(map(len, _read_pair(data)))
    text = f"between 0 and {most}"
    answer = Formula(Latex(rf"\text{{{text}}}"), text)
    source = replace(columns.source, kind="intersection")
    return Dimension(
        source, "intersection", _BOTH, None, 0, most, answer,
        columns.given, columns.coordinates, columns.columns,
        rows_latex(columns.matrix), rows_text(columns.matrix), (), (), (), (),
        (), (), (open_step(_BOTH, answer),), Certificate("minor", "number of elements"),
        notes=(obstacle(doubt, columns.matrix),),
    )  # fmt: skip


def _difference(pair: tuple[_Rows, _Rows], first: Dimension, second: Dimension) -> Columns:
    """The matrix (B_U | -B_W)."""
    left = _chosen(first, values(pair[0]))
    right = [(e, tuple(-x for x in row)) for e, row in _chosen(second, values(pair[1]))]
    chosen = [e for e, _ in left] + [_negative(e) for e, _ in right]
    signed = [row for _, row in (*left, *right)]
    given = tuple(replace(e, index=i) for i, e in enumerate(chosen))
    matrix = transposed(signed)
    return Columns(
        _source("intersection", pair), "intersection", _BOTH, given, coordinates(len(matrix)), matrix
    )


def _chosen(side: Dimension, rows: Matrix) -> list[tuple[Element, tuple[sp.Expr, ...]]]:
    """The basis of one subspace with its entries; a zero vector for the zero space."""
    basis = side.basis or side.given[:1]
    return [(e, rows[e.index or 0]) for e in basis]


def _negative(element: Element) -> Element:
    return replace(element, name=Formula(Latex(f"-{element.name.latex}"), f"-{element.name.text}"))


def _common(
    columns: Columns,
    elimination: Elimination,
    width: int,
    simplify: Callable[[sp.Expr], sp.Expr] | None,
) -> list[tuple[Element, Step]]:
    """B_U a = B_W b for each special solution (a, b); fractions become integers, the first positive."""
    settled, found = simplify or normal, list[tuple[Element, Step]]()
    for free in elimination.free:
        solution = {free: sp.S.One}
        solution |= {p: -elimination.reduced[r][free] for r, p in enumerate(elimination.pivots)}
        entries = tuple(
            settled(sp.Add(*(row[c] * solution.get(c, 0) for c in range(width))))
            for row in elimination.matrix
        )
        if any(x != 0 for x in entries):
            factor = sp.S.One if simplify else whole_factor(entries) * _sign(entries)
            scaled = {c: settled(factor * x) for c, x in solution.items()}
            element = solution_element(len(found) + 1, tuple(settled(factor * x) for x in entries))
            found.append((element, _common_step(columns, element, scaled, width)))
    return found


def _sign(entries: Sequence[sp.Expr]) -> int:
    """The sign of the first non-zero entry."""
    return -1 if next(x for x in entries if x != 0).is_negative else 1


def _common_step(columns: Columns, element: Element, solution: Mapping[int, sp.Expr], width: int) -> Step:
    """s = a combination of U's basis = one of W's basis = the vector."""
    names = [e.name for e in columns.given]
    sides = [
        combination([(solution.get(c, sp.S.Zero), names[c]) for c in range(width)]),
        combination([(solution.get(c, sp.S.Zero), _bare(names[c])) for c in range(width, len(names))]),
    ]
    latex = " = ".join([element.name.latex, *(side.latex for side in sides), element.latex])
    text = " = ".join([element.name.text, *(side.text for side in sides), element.text])
    return step("common vector", latex, text)


def _bare(name: Formula) -> Formula:
    return Formula(Latex(name.latex.removeprefix("-")), name.text.removeprefix("-"))
