"""The Taylor polynomial about a vector in numbers: c + gᵀh + hᵀHh/2."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from backproof.answer import Latex
from backproof.calculus.checking.along import Place, random_direction
from backproof.calculus.derivations import derive_all
from backproof.calculus.evaluation.arithmetic import Array
from backproof.calculus.language.letters import letter_latex
from backproof.kinds.derivative.derived import Derived
from backproof.kinds.derivative.formulas import Formula
from backproof.kinds.derivative.found import Found
from backproof.kinds.derivative.numbers.evidence import taylor_checks
from backproof.kinds.derivative.numbers.value import Value, require_value


def about_vector(derived: Derived, found: Found) -> Value:
    """Return the polynomial of a scalar about a vector; InputError for a value of another kind."""
    asked = derived.problem
    point = asked.point
    assert point is not None
    if len(found.by) > 1 or found.by[0].shape[1] != 1 or not asked.expression.is_scalar:
        message = "a Taylor polynomial in numbers is that of a scalar by scalars, or by one column vector"
        raise asked.part.error(message, "ask", hint="without `at`, it is given in general")
    (wrt,) = found.by
    hessian = derive_all(
        asked.text,
        [wrt.name],
        asked.stated.shapes,
        asked.stated.properties,
        2,
        asked.functions,
        asked.term.relu_at_zero,
    )[wrt.name]
    formulas = (derived.source, derived.derivations[wrt.name].gradient, hessian.gradient)
    constant, slope, curvature = (
        require_value(derived, found, Formula.of(formula).exact(point, {})) for formula in formulas
    )
    name = found.along[wrt.name]
    letter = letter_latex(name)
    text = f"{constant.text} + {slope.text}.T @ {name} + {name}.T @ {curvature.text} @ {name}/2"
    latex = Latex(
        rf"{constant.latex} + {slope.latex}^{{\top}} {letter}"
        rf" + \frac{{1}}{{2}} {letter}^{{\top}} {curvature.latex} {letter}"
    )
    place = Place(derived.source, point.digits, point.sizes)
    direction = random_direction({wrt.name: np.zeros(point.values[wrt.name].exact.shape)}, 5)

    def polynomial(scale: Fraction) -> Array:
        moved = direction[wrt.name] * scale.numerator / scale.denominator
        return np.asarray(constant.digits + slope.digits.T @ moved + moved.T @ curvature.digits @ moved / 2)

    subject = f"{asked.name}: {found.key} at the point"
    checks = tuple(taylor_checks(place, direction, polynomial, subject))
    at = {"at": point.texts, "sizes": dict(point.sizes)}
    return Value(found, text, latex, latex, found.formula.space_at(point.sizes), at, checks)
