"""Prove functions independent by values at points or by a Wronskian, whichever is shorter to write."""

from __future__ import annotations

from collections.abc import Sequence

from backproof.answer import Latex, Step
from backproof.spaces.exact.exact_values import at_least
from backproof.spaces.functions.evaluation import evaluation
from backproof.spaces.functions.wronskian import wronskian
from backproof.spaces.language.printing import matrix_latex, name_latex, rows_as_text
from backproof.spaces.language.result import Certificate, Evaluation, Formula, Wronskian
from backproof.spaces.language.syntax import Node
from backproof.spaces.linear.columns import step

VALUES, _WRONSKIAN = "values at points", "Wronskian"
_LONG = 1000


def certificate(
    nodes: Sequence[Node], functions: tuple[int, ...], variable: str, points: Sequence[str]
) -> Certificate | None:
    """The proof that these functions are independent; None if neither method excludes 0."""
    values = evaluation(nodes, functions, variable, points) if functions else None
    derivatives = wronskian(nodes, functions, variable, points)
    if functions and values is None and derivatives is None:
        return None
    is_shorter = _length(derivatives) < _length(values)
    return Certificate(
        _WRONSKIAN if is_shorter else VALUES, "relations", evaluation=values, wronskian=derivatives
    )


def _length(proof: Evaluation | Wronskian | None) -> int:
    """The length of a proof in print; values that are not exact count as long."""
    if proof is None:
        return 4 * _LONG
    points = proof.points if isinstance(proof, Evaluation) else (proof.point,)
    written = sum(len(text) for row in proof.matrix_text for text in row) + len(proof.determinant.text)
    return (
        written
        + sum(len(p.text) for p in points)
        + _LONG * (not proof.matrix_text)
        + _LONG * (not proof.determinant.text)
    )


def independence_steps(variable: str, found: Certificate) -> tuple[Step, ...]:
    """The matrix and its determinant, or a lower bound of its absolute value."""
    name = name_latex(variable)
    if found.lower == _WRONSKIAN and found.wronskian:
        proof, at = found.wronskian, found.wronskian.point
        shown = _determinant_formula(
            Formula(Latex(f"W({at.latex})"), f"W({at.text})"), proof, (proof.lower, proof.upper)
        )
        return (step(_WRONSKIAN, shown.latex, shown.text),)
    if found.evaluation is None:
        return ()
    values = found.evaluation
    left = Formula(Latex(rf"\det\bigl(f_j({name}_i)\bigr)"), f"det f_j({variable}_i)")
    shown = _determinant_formula(left, values, (values.lower, values.upper))
    latex, text = (
        ", ".join(spelt) for spelt in zip(*((p.latex, p.text) for p in values.points), strict=True)
    )
    return (step(VALUES, rf"{shown.latex},\quad {name}_i = {latex}", f"{shown.text} at {variable} = {text}"),)


def _determinant_formula(left: Formula, proof: Evaluation | Wronskian, ends: tuple[str, str]) -> Formula:
    """left = det of the matrix = its value, which is not 0; or a lower bound of its absolute value."""
    matrix = Formula(Latex(""), "")
    if proof.matrix:
        matrix = Formula(
            Latex(rf"\det{matrix_latex(proof.matrix)}"), f"det {rows_as_text(proof.matrix_text)}"
        )
    if proof.determinant.text:
        latex = [left.latex, matrix.latex, proof.determinant.latex]
        text = [left.text, matrix.text, proof.determinant.text]
        return Formula(
            Latex(rf"{' = '.join(filter(None, latex))} \neq 0"), f"{' = '.join(filter(None, text))} != 0"
        )
    bound = at_least(ends)
    bounded = [rf"\left|{part}\right|" for part in (left.latex, matrix.latex) if part]
    text = [f"|{part}|" for part in (left.text, matrix.text) if part]
    return Formula(Latex(rf"{' = '.join(bounded)} \geq {bound.latex}"), f"{' = '.join(text)} >= {bound.text}")
