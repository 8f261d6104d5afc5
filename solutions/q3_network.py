"""Question 3: the network, with what its script's output shows about gradients and training."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from backproof.answer import Answer, Check, Figure, Latex, Solution
from backproof.calculus.derivations import Derivations
from backproof.calculus.language.letters import letter_latex
from backproof.kinds.network import solver
from backproof.kinds.network.quadratic import quadratic
from backproof.observations.excerpt import telling_rows
from backproof.terms.term import Question, Term
from backproof.writing.numerals import number_latex

from .observations import Observations, WeightSummary, observe

TEMPLATE = "questions/q3.tex.j2"
_STEP_LETTERS = ("h", "delta", "epsilon", "tau", "s")


@dataclass(frozen=True)
class Weight:
    """A weight, the observations about it, and the proof that the loss is quadratic in it, if it is."""

    latex: Latex
    seen: WeightSummary
    quadratic: Check | None


@dataclass(frozen=True, kw_only=True)
class ObservedRun(solver.RunDetails):
    """The script's output, the observations parsed from it, and its telling rows.

    `output_file` is the name of the file with the whole output, which is handed in, too, and `step` the
    letter of the step size, which the derivation does not use.
    """

    seen: Observations
    weights: tuple[Weight, ...]
    shown: str
    output_file: str
    step: Latex


def solve(question: Question, term: Term) -> Solution:
    """Solve as for any network, then read the gradient check and the training off the script's output."""
    found = solver.derivations_of(question, term)
    solved = solver.solve_from(found, question, term)
    *others, run = solved.answers
    seen = observe(run.text, f"output of {question.data['script']}")
    weights, step = tuple(_weights(seen, found)), step_letter(found)
    file = f"{question.data['script'].removesuffix('.py')}_output.txt"
    whole = replace(
        solved,
        template=TEMPLATE,
        answers=(*others, _observed(run, seen, weights, file, step)),
        figures=(*solved.figures, *_figures(seen, weights, step)),
        warnings=(*solved.warnings, *seen.warnings),
        files={**solved.files, file: run.text},
    )
    return solver.told(question, whole)


def step_letter(found: Derivations) -> Latex:
    """Return a letter for the step size, by custom h, that names nothing in the question."""
    names = (*found.around, *(function.parameter for function in found.functions))
    taken = {match[0] for name in names if (match := re.match(r"[A-Za-z]+", name))}
    return letter_latex(next((letter for letter in _STEP_LETTERS if letter not in taken), "step"))


def _weights(seen: Observations, found: Derivations) -> Iterator[Weight]:
    for summary in seen.gradient_check.weights if seen.gradient_check else ():
        check = None
        if summary.is_best_at_largest_step and summary.weight in found.of:
            check = quadratic(found[summary.weight])
        yield Weight(letter_latex(summary.weight), summary, check if check and check.passed else None)


def _observed(run: Answer, seen: Observations, weights: tuple[Weight, ...], file: str, step: Latex) -> Answer:
    assert isinstance(run.details, solver.RunDetails)
    shown = tuple(_shown_in_box(seen))
    proved = (weight.quadratic for weight in weights if weight.quadratic)
    output, is_cut = run.details.output, run.details.truncated
    return replace(
        run,
        latex=Latex(r",\quad ".join(shown)) if shown else run.latex,
        summary=Latex(r",\; ".join(shown)) if shown else run.summary,
        checks=(*run.checks, *_checks_of(seen), *proved),
        is_open=run.is_open and not shown,
        details=ObservedRun(
            output=output,
            truncated=is_cut,
            calls=run.details.calls,
            observations=run.details.observations,
            answer=run.details.answer,
            seen=seen,
            weights=weights,
            shown=telling_rows(output),
            output_file=file,
            step=step,
        ),
    )


def _checks_of(seen: Observations) -> Iterator[Check]:
    """Yield the checks that the output itself provides for the gradients."""
    if seen.gradient_check:
        found = seen.gradient_check
        yield Check(
            "the script's own gradient check", "largest best error", found.largest_best_error, found.tolerance
        )
    if seen.training:
        ends = seen.training.last.loss / seen.training.first.loss
        yield Check("the script's own training", "last loss over first loss", ends, 1.0)


def _shown_in_box(seen: Observations) -> Iterator[str]:
    """Yield the two figures that summarise a run."""
    if seen.gradient_check:
        yield rf"\text{{error}} \le {number_latex(seen.gradient_check.largest_best_error)}"
    if seen.training:
        first, last = (number_latex(row.loss, 3) for row in (seen.training.first, seen.training.last))
        yield rf"\text{{loss}}\colon\ {first} \to {last}"


def _figures(seen: Observations, weights: tuple[Weight, ...], step: Latex) -> Iterator[Figure]:
    if seen.gradient_check:
        panels = tuple(
            (f"${weight.latex}$", tuple((curve.shapes, curve.points) for curve in weight.seen.curves))
            for weight in weights
        )
        yield Figure("gradient_check", "gradient_check", {"panels": panels, "step": step})
    if seen.training:
        rows = seen.training.rows
        series = (
            ("loss", tuple(row.loss for row in rows)),
            ("gradient norm", tuple(row.gradient_norm for row in rows)),
        )
        yield Figure(
            "training_curve", "training_curve", {"steps": tuple(row.step for row in rows), "series": series}
        )
