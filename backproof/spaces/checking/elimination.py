"""Evidence for an elimination: its operations are replayed, its printed certificate is multiplied out."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import sympy as sp
from sympy.polys.matrices import DomainMatrix

from backproof.answer import Check
from backproof.spaces.checking.numeric_inputs import fractions_of, table_of
from backproof.spaces.enclosures import balls, constants, exact_matrices
from backproof.spaces.exact.evaluate import fraction, is_plain
from backproof.spaces.exact.exact import normal
from backproof.spaces.exact.roots.surds import surd
from backproof.spaces.language.printing import text_latex
from backproof.spaces.language.result import Dimension, Factorisation, Minor, RowOperation, Rows
from backproof.spaces.language.symbolic import number
from backproof.spaces.language.syntax import Node, names, parse
from backproof.spaces.linear.claims import faults, matrix_printed

_SEED = 20250922
_COMBINATIONS = 2


def replayed(dimension: Dimension) -> Iterator[Check]:
    """Check each recorded operation, and that the last matrix is reduced with these pivots."""
    if not dimension.reduced_text:
        return
    found = _replayed_whole(dimension) if dimension.is_summarised else _replayed_one_by_one(dimension)
    if not _is_reduced(dimension.reduced_text, dimension.pivots):
        found.append("the reduced matrix is not in reduced row echelon form with these pivots")
    yield faults("row operations replayed", dimension, found)


def _replayed_one_by_one(dimension: Dimension) -> list[str]:
    if _has_constants(dimension.matrix_text):
        return _replayed_on_constants(dimension)
    found, rows = [], dimension.matrix_text
    for operation in dimension.operations:
        if not _same(_applied(operation, rows), operation.matrix_text):
            found.append(operation.text)
        rows = operation.matrix_text
    return [*found, "the last matrix is not the reduced one"] if rows != dimension.reduced_text else found


def _has_constants(rows: Rows) -> bool:
    """Return whether there are no symbols, and some entry is more than a sum of roots."""
    values = [number(text) for row in rows for text in row]
    return not any(x.free_symbols for x in values) and any(surd(x) is None for x in values)


def _replayed_on_constants(dimension: Dimension) -> list[str]:
    """Replay each operation in balls, beginning each with the matrix that is printed before it."""
    printed = [dimension.matrix_text, *(operation.matrix_text for operation in dimension.operations)]
    with balls.precision(max(balls.bits(), balls.bits_for(_nodes(*printed)))):
        matrices = list(map(constants.in_balls, printed))
        found = []
        for operation, work, after in zip(dimension.operations, matrices[:-1], matrices[1:], strict=True):
            _replay(work, operation, _apart(constants.of_text(operation.factor), operation))
            if not constants.same(work, after):
                found.append(operation.text)
    is_last = printed[-1] == dimension.reduced_text
    return found if is_last else [*found, "the last matrix is not the reduced one"]


def _nodes(*matrices: Rows) -> list[Node]:
    return [parse(x) for rows in matrices for row in rows for x in row]


def _replayed_whole(dimension: Dimension) -> list[str]:
    """Replay all operations, with fractions if all entries are rational, else with balls."""
    exact = fractions_of(dimension.matrix_text) is not None
    return _replayed_in_fractions(dimension) if exact else _replayed_in_balls(dimension)


def _replayed_in_balls(dimension: Dimension) -> list[str]:
    """Replay all operations on random combinations of the columns, with the precision the entries need.

    Symbols are set to random values.
    """
    nodes = _nodes(dimension.matrix_text, dimension.reduced_text)
    draw = random.Random(_SEED)
    point = {name: Fraction(draw.getrandbits(30), 997) for name in sorted(set().union(*map(names, nodes)))}
    with balls.precision(max(balls.bits(), balls.bits_for(nodes))):
        work = _combined(dimension.matrix_text, point)
        for operation in dimension.operations:
            _replay(work, operation, _apart(balls.ball(parse(operation.factor), point), operation))
        pairs = zip(work, _combined(dimension.reduced_text, point), strict=True)
        same = all(balls.is_zero(x - y) for left, right in pairs for x, y in zip(left, right, strict=True))
    return [] if same else ["the operations do not lead to the reduced matrix"]


def _apart(factor: balls.Ball, operation: RowOperation) -> balls.Ball:
    if operation.kind == "scale" and not balls.is_apart(factor):
        raise ValueError(f"{operation.text} is no elementary row operation")
    return factor


def _replay(work: list[list[Any]], operation: RowOperation, factor: Any) -> None:
    target, source = operation.target, operation.source
    if operation.kind == "swap":
        work[target], work[source] = work[source], work[target]
    elif operation.kind == "scale":
        work[target] = [factor * x for x in work[target]]
    elif operation.kind == "add" and target != source:
        work[target] = [x + factor * y for x, y in zip(work[target], work[source], strict=True)]
    else:
        raise ValueError(f"{operation.text} is no elementary row operation")


def _combined(rows: Rows, point: dict[str, Fraction]) -> list[list[balls.Ball]]:
    """Return random combinations of the columns, the same for any matrix of this width."""
    draw = random.Random(_SEED)
    factors = [[draw.getrandbits(62) for _ in rows[0]] for _ in range(_COMBINATIONS)]
    table = [[balls.ball(parse(x), point) for x in row] for row in rows]
    return [
        [sum(f * x for f, x in zip(combination, row, strict=True)) for combination in factors]
        for row in table
    ]


def _replayed_in_fractions(dimension: Dimension) -> list[str]:
    """Replay all operations on a random combination of the columns, and compare with the last matrix.

    A row operation acts on every column alike: a wrong one agrees on a random combination with probability
    at most 2**-124.
    """
    draw = random.Random(_SEED)
    mixed = exact_matrices.matrix([[Fraction(draw.getrandbits(124))] for _ in dimension.matrix_text[0]])
    start, end = table_of(dimension.matrix_text), table_of(dimension.reduced_text)
    if start is None or end is None:
        return ["the reduced matrix is not rational"]
    work = (start * mixed).tolist()
    for operation in dimension.operations:
        _replay(work, operation, _factor(operation))
    same = work == (end * mixed).tolist()
    return [] if same else ["the operations do not lead to the reduced matrix"]


def _factor(operation: RowOperation) -> exact_matrices.Number:
    text = operation.factor
    found = exact_matrices.of_text(text) if is_plain(text) else exact_matrices.of_fraction(fraction(text))
    if found == 0:
        raise ValueError(f"{operation.text} is no elementary row operation")
    return found


def certificate_printed(dimension: Dimension) -> Iterator[Check]:
    """Check that the minor is a submatrix, that C R is the matrix, and that both are printed correctly."""
    minor, factors = dimension.certificate.minor, dimension.certificate.factorisation
    is_own = bool(dimension.reduced_text) and dimension.source.kind != "intersection"
    found = ["no minor, or no C R"] if is_own and not (minor and factors) else []
    found += _faults_of_minor(dimension, minor) if minor else []
    found += _faults_of_product(dimension, factors) if factors else []
    yield faults("certificate as printed", dimension, found)


def _faults_of_minor(dimension: Dimension, minor: Minor) -> Iterator[str]:
    cut = tuple(tuple(dimension.matrix_text[i][j] for j in minor.columns) for i in minor.rows)
    if minor.matrix_text != cut or not matrix_printed(minor.matrix, minor.matrix_text):
        yield "the minor is not cut from the matrix"
    if not _is_determinant(cut, minor.determinant.text):
        yield f"its determinant is not {minor.determinant.text}"
    if text_latex(minor.determinant.text) != minor.determinant.latex:
        yield f"its determinant is printed as {minor.determinant.latex}"


def _is_determinant(square: Rows, claimed: str) -> bool:
    """Return whether the determinant is the claimed one and nonzero: exactly, by balls, or symbolically.

    Balls are used for irrational entries.
    """
    if (table := fractions_of(square)) is not None:
        value = exact_matrices.determinant(table)
        return value != 0 and fraction(claimed) == value
    nodes = [[parse(x) for x in row] for row in square]
    if any(names(node) for row in nodes for node in row):
        symbolic = DomainMatrix.from_Matrix(
            sp.Matrix([[number(x) for x in row] for row in square])
        ).to_field()
        value = symbolic.domain.to_sympy(symbolic.det())
        return bool(normal(value - number(claimed)) == 0 and value != 0)
    with balls.precision(balls.bits_for(node for row in nodes for node in row)):
        ball = balls.determinant([[balls.ball(node, {}) for node in row] for row in nodes])
        return balls.is_apart(ball) and balls.is_zero(ball - balls.ball(parse(claimed), {}))


def _faults_of_product(dimension: Dimension, factors: Factorisation) -> Iterator[str]:
    if not _is_product(factors.left_text, factors.right_text, dimension):
        yield "C R is not the matrix"
    pairs = ((factors.left, factors.left_text), (factors.right, factors.right_text))
    yield from ("C or R" for latex, text in pairs if not matrix_printed(latex, text))


def _is_product(left: Rows, right: Rows, dimension: Dimension) -> bool:
    if left and right and right[0] and fractions_of(dimension.matrix_text) is not None:
        first, second = table_of(left), table_of(right)
        if first is not None and second is not None:
            return bool(first * second == table_of(dimension.matrix_text))
    if left and right and _has_constants(dimension.matrix_text):
        with balls.precision(max(balls.bits(), balls.bits_for(_nodes(left, right)))):
            multiplied = constants.product(constants.in_balls(left), constants.in_balls(right))
            return constants.same(multiplied, constants.in_balls(dimension.matrix_text))
    product = _product(left, right, len(dimension.matrix_text), len(dimension.columns))
    return _same(product, dimension.matrix_text)


def _product(left: Rows, right: Rows, rows: int, columns: int) -> list[list[sp.Expr]]:
    pairs = [[number(x) for x in row] for row in right]
    width = len(right[0]) if right else columns
    return [
        [sp.Add(*(number(a) * row[j] for a, row in zip(left[i], pairs, strict=True))) for j in range(width)]
        for i in range(rows)
    ]


def _applied(operation: RowOperation, rows: Rows) -> list[Sequence[sp.Expr | str]]:
    """Return the rows after the operation; rows that it does not change keep their text."""
    work: list[Sequence[sp.Expr | str]] = list(rows)
    target, source, factor = operation.target, operation.source, number(operation.factor)
    if operation.kind == "swap":
        work[target], work[source] = work[source], work[target]
    elif operation.kind == "scale" and factor != 0:
        work[target] = [factor * number(x) for x in rows[target]]
    elif operation.kind == "add" and target != source:
        pairs = zip(rows[target], rows[source], strict=True)
        work[target] = [number(x) + factor * number(y) for x, y in pairs]
    else:
        raise ValueError(f"{operation.text} is no elementary row operation")
    return work


def _same(left: Sequence[Sequence[sp.Expr | str]], right: Rows) -> bool:
    return all(
        x == y or normal((number(x) if isinstance(x, str) else x) - number(y)) == 0
        for xs, ys in zip(left, right, strict=True)
        for x, y in zip(xs, ys, strict=True)
    )


def _is_reduced(rows: Rows, pivots: tuple[int, ...]) -> bool:
    if list(pivots) != sorted(set(pivots)):
        return False
    for i, row in enumerate(rows):
        lead = pivots[i] if i < len(pivots) else len(row)
        if any(x != "0" for x in row[:lead]) or (i < len(pivots) and row[lead] != "1"):
            return False
    return all(rows[k][p] == "0" for i, p in enumerate(pivots) for k in range(len(rows)) if k != i)
