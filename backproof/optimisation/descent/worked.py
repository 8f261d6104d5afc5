"""The worked answers for iterates, for a Newton direction, and for step sizes on a quadratic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import sympy

from backproof.answer import Check, Latex
from backproof.optimisation import shown
from backproof.optimisation.descent.methods import (
    GRADIENT,
    MOMENTUM,
    NESTEROV,
    NEWTON,
    NoStepError,
    Step,
    newton_direction,
    require_gradient,
    steps,
)
from backproof.optimisation.functions import Function
from backproof.optimisation.printing import (
    at_latex,
    column_latex,
    formula_latex,
    formula_text,
    matrix_latex,
    rows_of_texts,
    texts,
    tuple_latex,
)
from backproof.optimisation.signs import definiteness, sign
from backproof.optimisation.stationary.worked import gradient_at, gradient_line, hessian_at, hessian_line
from backproof.optimisation.worked import Line, Stated, Worked, exact_check

_REPLAYED = "steps recomputed with differences"


def work_steps(  # noqa: PLR0913, PLR0917 (a method with its parameters)
    f: Function, method: str, start: Sequence[Any], count: int, size: Any, momentum: Any
) -> Worked:
    """Take the steps; NoStepError if one does not exist."""
    found = list(steps(f, method, start, count, size, momentum))
    lines = [gradient_line(f), *([hessian_line(f)] if method == NEWTON else [])]
    for k, step in enumerate(found):
        lines += _step_lines(f, method, k, step, is_searched=size is None and method != NEWTON)
    given = (
        "exact" if size is None and method != NEWTON else formula_text(sympy.S.One if size is None else size)
    )
    return Worked(
        kind="descent",
        task={**_task(f, start), "ask": "steps", "method": method, "count": count}
        | {"size": formula_latex(size) if size is not None else "", "momentum": formula_latex(momentum)},
        lines=tuple(lines),
        results=tuple(
            Stated(f"x{k}", _iterate(k), tuple_latex(step.end), texts(step.end))
            for k, step in enumerate(found, 1)
        ),
        checks=tuple(_checks(f, method, found, size, momentum)),
        data={**_data(f, start), "ask": "steps", "method": method, "size": given}
        | {"momentum": formula_text(momentum)},
        asked=(
            f.says,
            *shown.said(
                shown.called(_iterate(0), shown.point(start)),
                *([shown.number(momentum)] if method in (MOMENTUM, NESTEROV) else []),
                *([] if size is None else [shown.number(size)]),
            ),
        ),
    )


def _task(f: Function, start: Sequence[Any]) -> dict[str, Any]:
    return {
        "signature": at_latex("f", f.names),
        "latex": f.latex,
        "start": tuple_latex(start),
        "start_name": _iterate(0),
        "is_single": len(f.names) == 1,
    }


def _data(f: Function, start: Sequence[Any]) -> dict[str, Any]:
    return {"f": f.text, "variables": list(f.names), "start": texts(start)}


def _iterate(k: int) -> Latex:
    return Latex(rf"x^{{({k})}}")


def _step_lines(f: Function, method: str, k: int, step: Step, *, is_searched: bool) -> Iterator[Line]:
    name = Latex(rf"y^{{({k})}}") if method == NESTEROV and k else _iterate(k)
    if method == NESTEROV and k:
        yield Line("extrapolated", (_tuple("y", name, step.at),))
    prime = gradient_at(f).split("(")[0]
    left = Latex(f"{prime}({name})")
    yield Line(
        "slope", (Stated("slope", left, column_latex(step.gradient), [[x] for x in texts(step.gradient)]),)
    )
    if method == NEWTON:
        prime = hessian_at(f).split("(")[0]
        left = Latex(f"{prime}({name})")
        yield Line("bend", (Stated("bend", left, matrix_latex(step.hessian), rows_of_texts(step.hessian)),))
        p = Latex(rf"p^{{({k})}}")
        yield Line(
            "direction", (Stated("p", p, column_latex(step.direction), [[x] for x in texts(step.direction)]),)
        )
    if is_searched:
        size = Latex(rf"\alpha_{{{k}}}")
        yield Line("searched", (Stated("size", size, formula_latex(step.size), formula_text(step.size)),))
    yield Line(f"update {method}", (_tuple("x", _iterate(k + 1), step.end),), word=str(k))


def _tuple(key: str, left: Latex, values: Sequence[Any]) -> Stated:
    return Stated(key, left, tuple_latex(values), texts(values))


def _checks(f: Function, method: str, found: Sequence[Step], size: Any, momentum: Any) -> Iterator[Check]:
    """Repeat the steps in 110 digits with differences in place of derivatives."""
    import mpmath

    with mpmath.workdps(60):
        before = now = [_digits(x) for x in found[0].start]
        for k, step in enumerate(found, 1):
            pushed = [_digits(momentum) * (a - b) for a, b in zip(now, before, strict=True)]
            at = [a + b for a, b in zip(now, pushed, strict=True)] if method == NESTEROV else now
            gradient, hessian = _differences(f, at)
            if method == NEWTON:
                direction = list(mpmath.lu_solve(hessian, -gradient))
                used = _digits(sympy.S.One if size is None else size)
            else:
                direction = list(-gradient)
                used = _digits(size) if size is not None else _searched(gradient, hessian)
            after = [a + used * d for a, d in zip(at, direction, strict=True)]
            if method == MOMENTUM:
                after = [a + b for a, b in zip(after, pushed, strict=True)]
            gap = max(abs(a - _digits(x)) / (1 + abs(a)) for a, x in zip(after, step.end, strict=True))
            yield Check(_REPLAYED, f"x{k}", float(gap), 1e-15)
            before, now = now, after


def _searched(gradient: Any, hessian: Any) -> Any:
    bend = (gradient.T * hessian * gradient)[0]
    return (gradient.T * gradient)[0] / bend if bend else 0


def _digits(value: Any) -> Any:
    import mpmath

    return mpmath.mpf(str(sympy.sympify(value).evalf(60)))


def _differences(f: Function, at: Sequence[Any]) -> tuple[Any, Any]:
    """Return gradient and Hessian by central differences of the stated function."""
    import mpmath

    place = f.place([sympy.Float(str(x), 60) for x in at])
    one = np.array([[1]], dtype=object)
    axes = [{name: one} for name in f.names]
    gradient = mpmath.matrix([mpmath.mpf(str(place.slope([axis])[0, 0])) for axis in axes])
    rows = [[mpmath.mpf(str(place.slope([a, b])[0, 0])) for b in axes] for a in axes]
    return gradient, mpmath.matrix(rows)


def work_direction(f: Function, start: Sequence[Any]) -> Worked:
    """Find a Newton direction and whether it descends; NoStepError if there is none."""
    require_gradient(f, start)
    gradient = tuple(f.at(item, start) for item in f.gradient)
    hessian = f.hessian.applyfunc(lambda item: f.at(item, start))
    direction = newton_direction(gradient, hessian)
    slope = sympy.simplify(sum(g * p for g, p in zip(gradient, direction, strict=True)))
    end = tuple(sympy.simplify(a + p) for a, p in zip(start, direction, strict=True))
    word = "a descent direction" if sign(slope) < 0 else "no descent direction"
    lines = (
        gradient_line(f),
        hessian_line(f),
        Line("slope", (_column("slope", gradient_at(f, start), gradient),)),
        Line("bend", (Stated("bend", hessian_at(f, start), matrix_latex(hessian), rows_of_texts(hessian)),)),
        Line("direction", (_column("p", Latex("p"), direction),)),
        Line(
            "along",
            (Stated("along", _along(f, start), formula_latex(slope), formula_text(slope)),),
            word=word,
        ),
    )
    results = (
        Stated("p", Latex("p"), tuple_latex(direction), texts(direction), word),
        Stated("slope", _along(f, start), formula_latex(slope), formula_text(slope)),
        Stated("x1", _iterate(1), tuple_latex(end), texts(end)),
    )
    checks = [*f.slope_check(start, gradient, "gradient"), *f.hessian_check(start, hessian, "Hessian")]
    product = hessian * sympy.Matrix(direction) + sympy.Matrix(gradient)
    faults = [entry for entry in product if abs(entry.evalf(50)) > sympy.Float("1e-40")]
    return Worked(
        kind="descent",
        task={**_task(f, start), "ask": "direction", "method": NEWTON},
        lines=lines,
        results=results,
        checks=(*checks, exact_check("H p + g multiplied out", "Newton direction", faults)),
        data={**_data(f, start), "ask": "direction"},
        asked=(f.says, *shown.called(_iterate(0), shown.point(start)).says),
    )


def _along(f: Function, start: Sequence[Any]) -> Latex:
    power = r"\," if len(f.names) == 1 else r"^\top "
    return Latex(f"{gradient_at(f, start)}{power} p")


def _column(key: str, left: Latex, values: Sequence[Any]) -> Stated:
    return Stated(key, left, column_latex(values), [[text] for text in texts(values)])


def work_sizes(f: Function) -> Worked:
    """Find the step sizes for which gradient descent converges on a quadratic; NoStepError if it has none."""
    hessian = f.hessian
    if hessian.free_symbols:
        raise NoStepError("f is not quadratic")
    if definiteness(hessian).word != "positive definite":
        raise NoStepError("the Hessian is not positive definite")
    values = sorted(_eigenvalues(hessian), key=lambda value: sympy.N(value, 40))
    low, high = values[0], values[-1]
    largest, best = sympy.radsimp(2 / high), sympy.radsimp(sympy.simplify(2 / (low + high)))
    rate = sympy.radsimp(sympy.simplify((high - low) / (high + low)))
    named = (("lambda_min", r"\lambda_{\min}", low), ("lambda_max", r"\lambda_{\max}", high))
    lines = (
        hessian_line(f),
        Line(
            "eigenvalues",
            tuple(Stated(key, Latex(left), formula_latex(x), formula_text(x)) for key, left, x in named),
        ),
    )
    stated = (
        ("alpha_max", r"\alpha_{\max}", largest),
        ("alpha", r"\alpha^{*}", best),
        ("rate", r"\rho^{*}", rate),
    )
    return Worked(
        kind="descent",
        task={
            "signature": at_latex("f", f.names),
            "latex": f.latex,
            "ask": "step sizes",
            "method": GRADIENT,
            "is_single": len(f.names) == 1,
        },
        lines=lines,
        results=tuple(Stated(key, Latex(left), formula_latex(x), formula_text(x)) for key, left, x in stated),
        checks=tuple(_size_checks(f, largest, best, rate)),
        data={"f": f.text, "variables": list(f.names), "ask": "step sizes"},
        asked=(f.says,),
    )


def _eigenvalues(matrix: Any) -> list[Any]:
    found = matrix.eigenvals()
    if sum(found.values()) < matrix.shape[0] or any(len(str(value)) > 80 for value in found):
        raise NoStepError("the eigenvalues of the Hessian have no short closed form")
    return [sympy.radsimp(value) for value in found]


def _size_checks(f: Function, largest: Any, best: Any, rate: Any) -> Iterator[Check]:
    """Hold the sizes against eigenvalues in floats, and against runs just below and above the bound."""
    from backproof.optimisation.evidence import gradients

    zero = [sympy.S.Zero] * len(f.names)
    yield from f.hessian_check(zero, f.hessian, "Hessian")
    values = np.linalg.eigvalsh(np.array(f.hessian.tolist(), dtype=float))

    def contraction(size: float) -> float:
        return float(np.max(np.abs(1 - size * values)))

    yield Check("eigenvalues in floats", "largest step", abs(contraction(float(largest)) - 1), 1e-9)
    yield Check("eigenvalues in floats", "contraction", abs(contraction(float(best)) - float(rate)), 1e-9)
    sizes = np.linspace(0, float(largest), 400)[1:]
    least = min(map(contraction, sizes))
    yield Check("step sizes tried", "best step", max(0.0, float(rate) - least), 1e-9)
    centre = np.linalg.solve(
        np.array(f.hessian.tolist(), dtype=float), -gradients(f, np.zeros((1, len(zero))))[0]
    )
    for factor, converges in ((0.97, True), (1.03, False)):
        at = centre + np.ones(len(zero)) + 0.3 * np.arange(len(zero))
        for _ in range(3000):
            at = at - factor * float(largest) * gradients(f, at[None])[0]
            if np.linalg.norm(at - centre) > 1e6:
                break
        ended = np.linalg.norm(at - centre) < 1e-3
        yield Check("gradient descent run", f"{factor} times the bound", float(ended != converges), 0.0)
