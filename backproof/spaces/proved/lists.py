"""Spaces by lists: spans, solutions of equations, sums and intersections, each with its proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from backproof.spaces.checking.verify import judged
from backproof.spaces.exact.counted_work import limited
from backproof.spaces.exact.exact import UndecidedError
from backproof.spaces.fields.scalars import Scalars, over_scalars
from backproof.spaces.language.printing import Matrix
from backproof.spaces.language.result import Dimension, Formula
from backproof.spaces.linear import subspaces, vectors
from backproof.spaces.linear.columns import Columns, span_of
from backproof.spaces.linear.polynomials import polynomial_columns
from backproof.spaces.parameters.parameter_cases import with_cases
from backproof.spaces.parameters.undecided import open_dimension
from backproof.spaces.proved.withdrawn import withdrawn


def span(data: object) -> Dimension:
    """The span of vectors: `[[1, -2, 2], [2, -2, 4]]`; entries are integers or text such as "1/2" and "t"."""
    return proved(spanned(vectors.span_columns(data)))


def spanned(columns: Columns) -> Dimension:
    """The span of columns, with a case distinction if there are symbols."""
    try:
        return _limited(lambda: _with_cases_of_span(columns), columns.matrix)
    except UndecidedError as doubt:
        return open_dimension(columns, doubt, False)


def _with_cases_of_span(columns: Columns) -> Dimension:
    return with_cases(
        span_of(columns),
        columns.matrix,
        False,
        lambda m: proved(spanned(vectors.numeric_columns(m, columns))),
    )


def _limited(compute: Callable[[], Dimension], matrix: Matrix) -> Dimension:
    """A limited computation with a matrix; fractions need no limit, as their elimination is fast."""
    return compute() if all(x.is_Rational for row in matrix for x in row) else limited(compute)


def column_space(matrix: object, name: str = "A") -> Dimension:
    """The column space of a matrix given by its rows."""
    return proved(spanned(vectors.column_space_columns(matrix, name)))


def row_space(matrix: object, name: str = "A") -> Dimension:
    """The row space of a matrix given by its rows; the basis is chosen from the rows."""
    return proved(spanned(vectors.row_space_columns(matrix, name)))


def null_space(matrix: object, name: str = "A") -> Dimension:
    """The null space of a matrix, with its special solutions as the basis."""
    return proved(solved(vectors.null_space_columns(matrix, name)))


def solved(columns: Columns, unknowns: tuple[Formula, ...] = ()) -> Dimension:
    """The solutions for the unknowns, with a case distinction if there are symbols."""
    try:
        return _limited(lambda: _with_cases_of_solutions(columns, unknowns), columns.matrix)
    except UndecidedError as doubt:
        return open_dimension(columns, doubt, True)


def _with_cases_of_solutions(columns: Columns, unknowns: tuple[Formula, ...]) -> Dimension:
    return with_cases(
        vectors.null_space_of(columns, unknowns),
        columns.matrix,
        True,
        lambda m: null_space(vectors.entries(m), columns.source.name or "A"),
    )


def homogeneous_system(equations: object, variables: tuple[str, ...] = ()) -> Dimension:
    """The solution space of linear equations such as "x + 2*y = z", or of a matrix given by its rows."""
    if isinstance(equations, list | tuple) and equations and isinstance(equations[0], list | tuple):
        return null_space(equations)
    return proved(solved(*vectors.homogeneous_columns(equations, variables)))


def subspace_sum(data: object) -> Dimension:
    """U + W, each given by spanning vectors: `[[u1, u2], [w1, w2]]`."""
    return proved(sum_of(data))


def sum_of(data: object, scalars: Scalars | None = None) -> Dimension:
    """U + W over a field, by default the real numbers, with the dimension formula."""
    span = spanned if scalars is None else partial(over_scalars, scalars=scalars)
    found = span(subspaces.sum_columns(data))
    if found.dimension is not None and (scalars or not subspaces.has_symbols(data)):
        common = proved(intersection_of(data, scalars))
        if common.dimension is not None:
            sides = subspaces.sides(data, span) if scalars else subspaces.sides(data)
            found = subspaces.with_formula(found, (*map(judged, sides), common))
    return found


def intersection(data: object) -> Dimension:
    """The intersection of U and W, each given by spanning vectors; symbols are rejected."""
    return proved(intersection_of(data))


def intersection_of(data: object, scalars: Scalars | None = None) -> Dimension:
    """The intersection of U and W over a field, by default the real numbers."""
    if scalars is not None:
        spans = subspaces.parts(data, partial(over_scalars, scalars=scalars))
        found = subspaces.intersection_of(data, tuple(map(judged, spans)), scalars.simplify)
        return replace(found, source=replace(found.source, scalars=scalars.name))
    try:
        return _limited(lambda: _intersected(data), subspaces.sum_columns(data).matrix)
    except UndecidedError as doubt:
        return subspaces.open_intersection(data, doubt)


def _intersected(data: object) -> Dimension:
    spans = tuple(judged(part) for part in subspaces.parts(data))
    return subspaces.intersection_of(data, spans)


def matrices(data: object) -> Dimension:
    """The span of matrices of one size, each given by its rows."""
    return proved(spanned(vectors.matrices_columns(data)))


def polynomials(data: object, variables: tuple[str, ...] = ()) -> Dimension:
    """The span of polynomials in any number of variables; other names are parameters."""
    return proved(spanned(polynomial_columns(data, variables)))


def proved(dimension: Dimension) -> Dimension:
    """The dimension with its evidence; if a check contradicts the number, bounds take its place."""
    found = judged(dimension)
    return found if found.passed or found.dimension is None else withdrawn(found)
