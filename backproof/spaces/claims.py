"""Claims that need no arithmetic of their own: counting, printing, and replaying the row operations."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from backproof.answer import Check
from backproof.spaces.columns import relation
from backproof.spaces.exact import normal
from backproof.spaces.printing import column_latex, text_latex
from backproof.spaces.result import Dimension, Element, Relation, RowOperation, Rows
from backproof.spaces.symbolic import number

SOLVED = ("null_space", "homogeneous_system")
Texts = list[list[str]]


def _faults(method: str, dimension: Dimension, found: list[str]) -> Check:
    return Check(
        method,
        dimension.space.text,
        float(len(found)),
        0.0,
        "nothing amiss",
        "; ".join(found) or "nothing amiss",
    )


def bookkeeping(dimension: Dimension) -> Iterator[Check]:
    """Basis and relations share out the given elements, and their numbers are the bounds."""
    found: list[str] = []
    low, high = bounds(dimension)
    basis = [e.index for e in dimension.basis]
    if len(basis) != low:
        found.append(f"{len(basis)} basis elements for at least {low}")
    if dimension.dimension is not None and not dimension.at_least <= dimension.dimension <= dimension.at_most:
        found.append("dimension outside of its bounds")
    if (dimension.dimension is None) != (dimension.at_least < dimension.at_most) and not dimension.cases:
        found.append("bounds that differ are no dimension")
    ranks = [case.dimension for case in dimension.cases]
    if ranks and (dimension.at_least, dimension.at_most) != (min(ranks), max(ranks)):
        found.append("the bounds are not those of the cases")
    if dimension.source.kind == "intersection" and dimension.columns != tuple(range(len(dimension.columns))):
        found.append("the columns are not U and W as given")
    if dimension.source.kind not in (*SOLVED, "intersection"):
        found += _shared_out(dimension, high)
    yield _faults("counted: basis, relations, bounds", dimension, found)


def bounds(dimension: Dimension) -> tuple[int, int]:
    """What is claimed of the dimension: with symbols, of the general one."""
    if dimension.cases and dimension.dimension is not None:
        return dimension.dimension, dimension.dimension
    return dimension.at_least, dimension.at_most


def _shared_out(dimension: Dimension, high: int) -> list[str]:
    listed = [e.index for e in dimension.basis if e.index is not None]
    basis = set(listed)
    related = [r.index for r in dimension.relations]
    kept = {e.index for e in dimension.given} - set(related)
    found = []
    if len(set(related)) != len(related) or not basis <= kept or len(kept) != high:
        found.append(f"{len(kept)} elements without a relation for at most {high}")
    if any(index not in kept for r in dimension.relations for index, _ in r.coefficients):
        found.append("a relation uses an element that is not kept")
    if listed != sorted(basis) or (dimension.dimension is not None and basis != kept):
        found.append("the basis is not what has no relation, each once and in order")
    strange = [e for e in dimension.basis if e.index is None or dimension.given[e.index] != e]
    return [*found, *(f"{element.text} is not the element given" for element in strange)]


def printed(dimension: Dimension) -> Iterator[Check]:
    """What is printed says what the numbers say."""
    found = [r.text for r in dimension.relations if not _relation_printed(dimension, r)]
    is_last = dimension.steps[-1].text.endswith(f" {dimension.answer.text}")
    is_number = dimension.dimension is not None and not dimension.cases
    if is_number and dimension.answer.latex != str(dimension.dimension):
        found.append(f"answer in LaTeX {dimension.answer.latex}")
    if dimension.answer.text != answer_text(dimension) or not is_last:
        found.append(f"answer {dimension.answer.text}")
    matrices = [(dimension.matrix, dimension.matrix_text), (dimension.reduced, dimension.reduced_text)]
    matrices += [(operation.matrix, operation.matrix_text) for operation in dimension.operations]
    found += ["a matrix" for latex, text in matrices if not _matrix_printed(latex, text)]
    found += [e.text for e in dimension.basis if e.index is None and not _vector_printed(e)]
    yield _faults("printed as claimed", dimension, found)


def certificate_printed(dimension: Dimension) -> Iterator[Check]:
    """The certificate's minor is cut from the matrix, C R gives it, and both are printed as they are."""
    minor, factors = dimension.certificate.minor, dimension.certificate.factorisation
    is_own = bool(dimension.reduced_text) and dimension.source.kind != "intersection"
    found = ["no minor, or no C R"] if is_own and not (minor and factors) else []
    if minor:
        cut = tuple(tuple(dimension.matrix_text[i][j] for j in minor.columns) for i in minor.rows)
        value = (
            sp.Matrix([[number(x) for x in row] for row in cut]).det(method="laplace") if cut else sp.S.One
        )
        if minor.matrix_text != cut or not _matrix_printed(minor.matrix, minor.matrix_text):
            found.append("the minor is not cut from the matrix")
        if normal(value - number(minor.determinant.text)) != 0 or value == 0:
            found.append(f"its determinant is not {minor.determinant.text}")
        if text_latex(minor.determinant.text) != minor.determinant.latex:
            found.append(f"its determinant is printed as {minor.determinant.latex}")
    if factors:
        product = _product(
            factors.left_text, factors.right_text, len(dimension.matrix_text), len(dimension.columns)
        )
        if not _same(product, dimension.matrix_text):
            found.append("C R is not the matrix")
        pairs = ((factors.left, factors.left_text), (factors.right, factors.right_text))
        found += ["C or R" for latex, text in pairs if not _matrix_printed(latex, text)]
    yield _faults("certificate as printed", dimension, found)


def _product(left: Rows, right: Rows, rows: int, columns: int) -> list[list[sp.Expr]]:
    pairs = [[number(x) for x in row] for row in right]
    width = len(right[0]) if right else columns
    return [
        [sp.Add(*(number(a) * row[j] for a, row in zip(left[i], pairs, strict=True))) for j in range(width)]
        for i in range(rows)
    ]


def _relation_printed(dimension: Dimension, claimed: Relation) -> bool:
    coefficients = [(i, number(c)) for i, c in claimed.coefficients]
    return relation(dimension.given, claimed.index, coefficients) == claimed


def _matrix_printed(latex: Rows, text: Rows) -> bool:
    return latex == tuple(tuple(text_latex(entry) for entry in row) for row in text)


def _vector_printed(element: Element) -> bool:
    text = f"[{', '.join(element.entries)}]"
    return (element.latex, element.text) == (column_latex(map(text_latex, element.entries)), text)


def answer_text(dimension: Dimension) -> str:
    """The answer in words: a number, "between 2 and 3", or a number with its exceptions."""
    if dimension.dimension is None:
        return f"between {dimension.at_least} and {dimension.at_most}"
    exceptions = [c for c in dimension.cases if c.dimension != dimension.dimension]
    if not exceptions:
        return str(dimension.dimension)
    return f"{dimension.dimension} unless " + ", ".join(
        f"{c.condition.text} ({c.dimension})" for c in exceptions
    )


def replayed(dimension: Dimension) -> Iterator[Check]:
    """Each recorded operation does what it says, and the last matrix is reduced with these pivots."""
    if not dimension.reduced_text:
        return
    found, rows = [], dimension.matrix_text
    for operation in dimension.operations:
        if not _same(_applied(operation, rows), operation.matrix_text):
            found.append(operation.text)
        rows = operation.matrix_text
    if rows != dimension.reduced_text:
        found.append("the last matrix is not the reduced one")
    if not _is_reduced(dimension.reduced_text, dimension.pivots):
        found.append("the reduced matrix is not in reduced row echelon form with these pivots")
    yield _faults("row operations replayed", dimension, found)


def _applied(operation: RowOperation, rows: Rows) -> list[list[sp.Expr]]:
    work = [[number(x) for x in row] for row in rows]
    target, source, factor = operation.target, operation.source, number(operation.factor)
    if operation.kind == "swap":
        work[target], work[source] = work[source], work[target]
    elif operation.kind == "scale" and factor != 0:
        work[target] = [factor * x for x in work[target]]
    elif operation.kind == "add" and target != source:
        work[target] = [x + factor * y for x, y in zip(work[target], work[source], strict=True)]
    else:
        raise ValueError(f"{operation.text} is no elementary row operation")
    return work


def _same(left: list[list[sp.Expr]], right: Rows) -> bool:
    return all(
        normal(x - number(y)) == 0
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
