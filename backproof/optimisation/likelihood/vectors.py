"""The worked answer for mean and covariance of a Gaussian vector that is mapped, or conditioned on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import sympy

from backproof.answer import Check, Latex
from backproof.optimisation import shown
from backproof.optimisation.printing import column_latex, formula_latex, matrix_latex, rows_of_texts, texts
from backproof.optimisation.shown import Shown
from backproof.optimisation.worked import Line, Stated, Worked

_Found = tuple[Any, Any, list[Line]]


def gaussian(task: Mapping[str, Any], given: Mapping[str, Any]) -> Worked:
    """Find mean and covariance of A X + b, or of X given h X = c."""
    new_mean, new, lines = _mapped(given) if "matrix" in given else _conditioned(given)
    rank = new.rank()
    results = (
        Stated("mean", Latex("m_1"), column_latex(new_mean), [[t] for t in texts(new_mean)]),
        Stated("covariance", Latex(r"\Sigma_1"), matrix_latex(new), rows_of_texts(new)),
        Stated("rank", Latex(r"\operatorname{rank}\Sigma_1"), formula_latex(rank), str(rank)),
    )
    return Worked(
        kind="gaussian",
        task=task,
        lines=tuple(lines),
        results=results,
        checks=tuple(_gaussian_checks(given, new_mean, new)),
        data={
            "mode": "map" if "matrix" in given else "condition",
            "given": {
                key: rows_of_texts(x) if hasattr(x, "tolist") else texts(x) for key, x in given.items()
            },
            "symbols": [],
        },
        asked=shown.said(*_asked(given)),
    )


def _asked(given: Mapping[str, Any]) -> Iterator[Shown]:
    """Yield the formulas of the task in order."""
    yield shown.called("m", shown.column(given["mean"]))
    yield shown.called(r"\Sigma", shown.matrix(given["covariance"]))
    if "matrix" in given:
        yield shown.called("A", shown.matrix(given["matrix"]))
        yield shown.called("b", shown.column(given["shift"]))
    else:
        yield shown.called("H", shown.matrix(given["matrix_of_condition"]))
        yield shown.called("c", shown.column(given["value"]))


def _mapped(given: Mapping[str, Any]) -> _Found:
    """Return mean and covariance of A X + b, with the lines."""
    matrix, shift = given["matrix"], sympy.Matrix(given["shift"])
    mean = matrix * sympy.Matrix(given["mean"]) + shift
    covariance = matrix * given["covariance"] * matrix.T
    return (
        mean,
        covariance,
        [
            Line("map mean", (_vector("A m + b", r"A m + b", mean),)),
            Line("map covariance", (_matrix("A S A^T", r"A \Sigma A^\top", covariance),)),
        ],
    )


def _conditioned(given: Mapping[str, Any]) -> _Found:
    """Return mean and covariance of X given H X = c, with the lines."""
    mean, covariance, h = sympy.Matrix(given["mean"]), given["covariance"], given["matrix_of_condition"]
    inner = h * covariance * h.T
    gain = covariance * h.T * inner.inv()
    new_mean = mean + gain * (sympy.Matrix(given["value"]) - h * mean)
    new = covariance - gain * h * covariance
    stated = (
        _matrix("variance", r"H \Sigma H^\top", inner),
        _matrix("gain", r"\Sigma H^\top(H \Sigma H^\top)^{-1}", gain),
    )
    return (
        new_mean,
        new,
        [
            Line("gain", stated),
            Line("condition mean", (_vector("mean", r"m + K(c - Hm)", new_mean),)),
            Line("condition covariance", (_matrix("covariance", r"\Sigma - K H \Sigma", new),)),
        ],
    )


def _matrix(key: str, left: str, value: Any) -> Stated:
    return Stated(key, Latex(left), matrix_latex(value), rows_of_texts(value))


def _vector(key: str, left: str, value: Any) -> Stated:
    return Stated(key, Latex(left), column_latex(value), [[text] for text in texts(value)])


def _gaussian_checks(given: Mapping[str, Any], mean: Any, covariance: Any) -> Iterator[Check]:
    """Compare with factors of the covariance in floats, and least squares for conditions."""
    old = np.array(given["covariance"].tolist(), dtype=float)
    m, new = np.array([float(x) for x in given["mean"]]), np.array(covariance.tolist(), dtype=float)
    centre = np.array([float(x) for x in mean])
    root = _root(old)
    if "matrix" in given:
        matrix = np.array(given["matrix"].tolist(), dtype=float)
        half, expected = matrix @ root, matrix @ m + np.array([float(x) for x in given["shift"]])
    else:
        h = np.array(given["matrix_of_condition"].tolist(), dtype=float)
        value = np.array([float(x) for x in given["value"]])
        # X = m + R z with z standard normal: given H R z, the rest of z is its projection.
        rows = h @ root
        least = np.linalg.lstsq(rows, value - h @ m, rcond=None)[0]
        half = root @ (np.eye(root.shape[1]) - np.linalg.pinv(rows) @ rows)
        expected = m + root @ least
    size = 1 + float(np.max(np.abs(old)))
    yield Check("factors in floats", "covariance", float(np.max(np.abs(half @ half.T - new))) / size, 1e-9)
    off = float(np.max(np.abs(expected - centre)) / (1 + np.max(np.abs([*m, *centre]))))
    yield Check("factors in floats", "mean", off, 1e-9)


def _root(matrix: Any) -> Any:
    values_, vectors = np.linalg.eigh(matrix)
    return vectors * np.sqrt(np.maximum(values_, 0))
