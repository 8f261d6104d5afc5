"""A linear map or a condition of a Gaussian vector as one part."""

from __future__ import annotations

from typing import Any

from backproof.answer import SolvedPart
from backproof.kinds.shared.numbers.exact_numbers import matrix_of, vector_of
from backproof.kinds.shared.typed.entries import Entries, Rows
from backproof.kinds.shared.worked import answered
from backproof.optimisation.likelihood.vectors import gaussian
from backproof.optimisation.printing import column_latex, matrix_latex
from backproof.optimisation.signs import definiteness
from backproof.terms.reading import Data
from backproof.terms.term import Part, Term


class Gaussian(Data, frozen=True, kw_only=True):
    """Mean and covariance, and a map A X + b (matrix, shift) or a condition H X = c (condition, value)."""

    mean: Entries
    covariance: Rows
    matrix: Rows | None = None
    shift: Entries | None = None
    condition: Entries | None = None
    value: Any = None


DATA = Gaussian


def solve(part: Part, term: Term) -> SolvedPart:  # noqa: ARG001 (a solver's signature)
    """Find mean and covariance; InputError at the key that does not fit."""
    data = part.data_as(Gaussian)
    mean = vector_of(part, data.mean, "mean")
    covariance = matrix_of(part, data.covariance, "covariance", symmetric=True)
    if covariance.rows != len(mean):
        raise part.error("its size is not that of the mean", "covariance", expected=f"{len(mean)} rows")
    if definiteness(covariance).word not in ("positive definite", "positive semidefinite", "zero"):
        raise part.error("a covariance is positive semidefinite", "covariance")
    given: dict[str, Any] = {"mean": mean, "covariance": covariance}
    if data.matrix is not None:
        matrix = matrix_of(part, data.matrix, "matrix")
        shift = [0] * matrix.rows if data.shift is None else data.shift
        given |= {"matrix": matrix, "shift": vector_of(part, shift, "shift", size=matrix.rows)}
    elif data.condition is not None and data.value is not None:
        rows = data.condition if isinstance(data.condition[0], list) else [data.condition]
        condition = matrix_of(part, rows, "condition")
        given |= {"matrix_of_condition": condition}
        given |= {"value": vector_of(part, data.value, "value", size=condition.rows)}
    else:
        raise part.error(
            "there is nothing to find", expected="matrix = ..., or condition = ... and value = ..."
        )
    size = (given.get("matrix") or given["matrix_of_condition"]).cols
    if size != len(mean):
        raise part.error(
            "its rows have another length than the mean", "matrix" if data.matrix else "condition"
        )
    if (
        "value" in given
        and (given["matrix_of_condition"] * covariance * given["matrix_of_condition"].T).det() == 0
    ):
        raise part.error("the condition is on variables without variance, or twice on one", "condition")
    task = {key: matrix_latex(x) if hasattr(x, "tolist") else column_latex(x) for key, x in given.items()}
    return answered(part, gaussian({**task, "is_map": data.matrix is not None}, given))
