"""The public interface; `backproof` exports these names, and everything else may change."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from backproof.answer import Check
from backproof.building.build_record import Built
from backproof.calculus.derivations import Derivations, Properties, Shapes, derive, derive_all
from backproof.calculus.engine.differentiate import result_of
from backproof.calculus.language.declare import declare
from backproof.calculus.language.expression import Variable
from backproof.calculus.language.scalar_functions.elementwise import HALF
from backproof.diagnostic import Diagnostic, InputError, ScriptError, did_you_mean
from backproof.homework import Homework
from backproof.kinds.network.agreement import script_evidence
from backproof.numpy_scripts.overflow import LargeValues
from backproof.numpy_scripts.scripted import Gradients, Values
from backproof.spaces.dimension import dimension

__all__ = ["Homework", "build", "derive", "dimension", "gradcheck"]


def gradcheck(  # noqa: PLR0913
    function: Callable[..., Any],
    expr: str,
    wrt: str | Sequence[str],
    shapes: Shapes,
    *,
    arguments: Sequence[str] | None = None,
    properties: Properties | None = None,
    functions: Sequence[str] = (),
    relu_at_zero: float | str | Fraction = HALF,
    flat: bool = False,
    large_values: LargeValues = "warn",
) -> tuple[Check, ...]:
    """Check a Python function that computes the gradients of a scalar expression; return the evidence.

    `function` takes the `arguments` (by default those of `shapes`, in their order) and returns the gradients
    with respect to the variables `wrt`, in their order: one array, or a tuple of arrays. It is called with
    arrays of all sizes that may matter, near 0 and at 0, at kinks and with large values; its results are
    compared with the derived formulas and with differences. Vectors are columns of shape (d, 1) and scalars
    of shape (1, 1), or arrays of shape (d,) and floats if `flat`. `large_values="required"` demands finite
    results wherever the gradients are finite, and "off" skips large values. Gradients agree to nine digits:
    single precision and differences fail. InputError tells a faulty question, ScriptError a bad function.

    >>> def gradient(A, x, y):
    ...     return 2 * A.T @ (A @ x - y)
    >>> shapes = {"A": "m,d", "x": "d", "y": "m"}
    >>> all(check.passed for check in gradcheck(gradient, "norm(A @ x - y)**2", "x", shapes))
    True

    A mistake is shown at a place where it makes a difference:
    >>> def gradient(A, x, y):
    ...     return A.T @ (A @ x - y)
    >>> first, *others = gradcheck(gradient, "norm(A @ x - y)**2", "x", shapes, flat=True)
    >>> first.passed, first.method, first.subject
    (False, 'derived formulas', 'gradient, usual points')
    """
    names = (wrt,) if isinstance(wrt, str) else tuple(wrt)
    found = _of_a_number(expr, derive_all(expr, names, shapes, properties, 1, functions, relu_at_zero))
    called = _Called(function, _taken(arguments or shapes, declare(shapes, properties or {})), found.by, flat)
    return script_evidence(called, found, large=large_values).checks


def build(homework: Homework, term: str | None = None, *, engine: str = "embedded") -> Built:
    """Build the PDF of a homework's term, or of the newest; return its path and the figures of the build.

    Every answer is proved first. Raises InputError for mistakes in the sources, CheckError for a check that
    failed, ScriptError and TexError; the last good PDF is then left as it is.

    >>> homework = Homework.of("my-homework", solutions="solutions", figures="figures")  # doctest: +SKIP
    >>> built = build(homework)  # doctest: +SKIP
    >>> built.pdf, built.pages, built.checks  # doctest: +SKIP
    (PosixPath('my-homework/out/C1-assignment-1.pdf'), 9, 125)
    """
    from backproof import acceleration, pipeline

    with acceleration.take(homework, term, engine) as accelerated:
        return pipeline.build(
            homework, homework.load(term), engine, lambda _: contextlib.nullcontext(), accelerated, name=term
        )


# Kinds of NumPy's types: truth values, integers, real and complex numbers.
_NUMBERS = "biufc"


@dataclass(frozen=True)
class _Called:
    """A Python function called in this process: its arguments, and the variables of its gradients."""

    function: Callable[..., Any]
    arguments: tuple[Variable, ...]
    results: tuple[Variable, ...]
    flat: bool

    @property
    def name(self) -> str:
        """The function's own name."""
        return str(getattr(self.function, "__name__", "the function"))

    def at(self, places: Sequence[Values]) -> list[Gradients]:
        """Call the function at each of the places; ScriptError if it raises an error."""
        return [self._gradients(values) for values in places]

    def _gradients(self, values: Values) -> Gradients:
        given = [self._given(variable, values) for variable in self.arguments]
        try:
            with np.errstate(all="ignore"):
                returned = self.function(*given)
        except Exception as error:
            fault = Diagnostic(
                f"{self.name} raised {type(error).__name__}: {error}",
                expected="gradients for " + ", ".join(map(_described, self.arguments, given)),
            )
            raise ScriptError(fault) from error
        several = [
            self._numbers(value) for value in (returned if isinstance(returned, tuple | list) else [returned])
        ]
        if not self.flat:
            return several
        return [
            _as_matrix(variable, value, np.shape(values[variable.name]))
            for variable, value in zip(self.results, several, strict=False)
        ] + several[len(self.results) :]

    def _numbers(self, value: Any) -> Any:
        """Return a returned value as an array of numbers; ScriptError for anything else."""
        try:
            found = np.asarray(value)
        except (TypeError, ValueError):
            found = np.asarray(None)
        if found.dtype.kind not in _NUMBERS:
            names = ", ".join(variable.name for variable in self.results)
            fault = Diagnostic(
                f"{self.name} returns {type(value).__name__}, which holds no numbers",
                expected=f"an array of numbers for each of {names}: one array, or a tuple in this order",
            )
            raise ScriptError(fault)
        return found

    def _given(self, variable: Variable, values: Values) -> Any:
        """Return an argument's value; if flat, a scalar as a float and a column as an array with one axis."""
        value = np.array(values[variable.name])
        if not self.flat or variable.shape[1] != 1:
            return value
        return float(value[0, 0]) if variable.shape == (1, 1) else value[:, 0]


def _of_a_number(expr: str, found: Derivations) -> Derivations:
    """Return the derivatives; InputError unless they are those of a number."""
    if result_of(found.expression).shape != (1, 1):
        raise InputError(Diagnostic(f"'{expr}' is not a number, so it has no gradient", expected="a scalar"))
    return found


def _taken(arguments: Iterable[str], declared: Mapping[str, Variable]) -> tuple[Variable, ...]:
    """Return the variables of a function's arguments; InputError for one without a shape."""
    for name in arguments:
        if name not in declared:
            hint = did_you_mean(name, declared)
            fault = Diagnostic(f"the argument '{name}' has no shape", expected="one in 'shapes'", hint=hint)
            raise InputError(fault)
    return tuple(declared[name] for name in arguments)


def _described(variable: Variable, value: Any) -> str:
    return f"{variable.name} of shape {np.shape(value)}"


def _as_matrix(variable: Variable, value: Any, shape: tuple[int, ...]) -> Any:
    """Return a flat gradient as a matrix of two axes if it has its variable's flat shape, else unchanged."""
    flat = () if variable.shape == (1, 1) else shape[:1] if variable.shape[1] == 1 else shape
    return np.reshape(value, shape) if np.shape(value) == flat else value
