"""Checks of claims that need no arithmetic: counting and printing."""

from __future__ import annotations

from collections.abc import Iterator

from backproof.answer import Check
from backproof.spaces.language.printing import column_latex, text_latex
from backproof.spaces.language.result import Dimension, Element, Relation, Rows
from backproof.spaces.language.symbolic import number
from backproof.spaces.linear.columns import relation

SOLVED = ("null_space", "homogeneous_system")


def faults(method: str, dimension: Dimension, found: list[str]) -> Check:
    """A check that reports the faults found."""
    return Check(
        method,
        dimension.space.text,
        float(len(found)),
        0.0,
        "nothing amiss",
        "; ".join(found) or "nothing amiss",
    )


def bookkeeping(dimension: Dimension) -> Iterator[Check]:
    """Check that basis and relations partition the given elements and that their numbers are the bounds."""
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
    yield faults("counted: basis, relations, bounds", dimension, found)


def bounds(dimension: Dimension) -> tuple[int, int]:
    """The claimed bounds of the dimension; with symbols, of the generic dimension."""
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
    """Check that the printed formulas agree with the data."""
    found = [r.text for r in dimension.relations if not _relation_printed(dimension, r)]
    is_last = dimension.steps[-1].text.endswith(f" {dimension.answer.text}")
    is_number = dimension.dimension is not None and not dimension.cases
    if is_number and dimension.answer.latex != str(dimension.dimension):
        found.append(f"answer in LaTeX {dimension.answer.latex}")
    if dimension.answer.text != answer_text(dimension) or not is_last:
        found.append(f"answer {dimension.answer.text}")
    matrices = [(dimension.matrix, dimension.matrix_text), (dimension.reduced, dimension.reduced_text)]
    matrices += [(operation.matrix, operation.matrix_text) for operation in dimension.operations]
    found += ["a matrix" for latex, text in matrices if not matrix_printed(latex, text)]
    found += [e.text for e in dimension.basis if e.index is None and not _vector_printed(e)]
    yield faults("printed as claimed", dimension, found)


def _relation_printed(dimension: Dimension, claimed: Relation) -> bool:
    coefficients = [(i, number(c)) for i, c in claimed.coefficients]
    return relation(dimension.given, claimed.index, coefficients) == claimed


def matrix_printed(latex: Rows, text: Rows) -> bool:
    """Return whether the matrix in LaTeX and as text has the same entries."""
    return latex == tuple(tuple(text_latex(entry) for entry in row) for row in text)


def _vector_printed(element: Element) -> bool:
    text = f"[{', '.join(element.entries)}]"
    return (element.latex, element.text) == (column_latex(map(text_latex, element.entries)), text)


def answer_text(dimension: Dimension) -> str:
    """The answer in words: a number, "between 2 and 3", or a number with exceptions."""
    if dimension.dimension is None:
        return f"between {dimension.at_least} and {dimension.at_most}"
    exceptions = [c for c in dimension.cases if c.dimension != dimension.dimension]
    if not exceptions:
        return str(dimension.dimension)
    return f"{dimension.dimension} unless " + ", ".join(
        f"{c.condition.text} ({c.dimension})" for c in exceptions
    )
