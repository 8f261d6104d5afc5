"""The functions that act entry by entry: formula, textbook derivative, notation and numpy spelling."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType

from backproof.diagnostic import Diagnostic, InputError

HALF = Fraction(1, 2)
# ReLU' by what it is at 0: the mean of the slopes at both sides, or the slope at one of them.
RELU_DERIVATIVES: Mapping[Fraction, str] = MappingProxyType(
    {Fraction(0): "relu(sign(t))", HALF: "1/2*(sign(t) + 1)", Fraction(1): "1 - relu(-sign(t))"}
)


@dataclass(frozen=True)
class Function:
    """A function of one number, applied to every entry of a value.

    `formula` and `derivative` are texts of the expression language in `parameter`, written with the
    built-in functions alone; `numpy` is a format string for its argument, stable at ±1000;
    `same_as` names the built-in function that a user's formula was recognised to be.
    `smooth` is False where the function has a kink or a jump, so that no complex step may be taken.
    `relu_at_zero` is what ReLU'(0) is taken as, in the function itself and in its formula.
    """

    name: str
    formula: str
    derivative: str
    latex: str
    unicode: str
    numpy: str = ""
    parameter: str = "t"
    smooth: bool = True
    same_as: str = ""
    relu_at_zero: Fraction = HALF

    @property
    def known_as(self) -> str:
        """The built-in name under which the function is known: its own, or that of its equal."""
        return self.same_as or self.name


FUNCTIONS: dict[str, Function] = {
    function.name: function
    for function in (
        Function("exp", "exp(t)", "exp(t)", r"\exp", "exp", "np.exp({})"),
        Function("log", "log(t)", "1/t", r"\log", "log", "np.log({})"),
        Function("sin", "sin(t)", "cos(t)", r"\sin", "sin", "np.sin({})"),
        Function("cos", "cos(t)", "-sin(t)", r"\cos", "cos", "np.cos({})"),
        Function("tanh", "tanh(t)", "1 - tanh(t)**2", r"\tanh", "tanh", "np.tanh({})"),
        Function(
            "sigmoid",
            "1/(1 + exp(-t))",
            "sigmoid(t)*(1 - sigmoid(t))",
            r"\sigma",
            "σ",
            "np.exp(-np.logaddexp(0, -{}))",
        ),
        Function(
            "softplus",
            "log(1 + exp(t))",
            "sigmoid(t)",
            r"\operatorname{softplus}",
            "softplus",
            "np.logaddexp(0, {})",
        ),
        Function(
            "relu",
            "(t + abs(t))/2",
            RELU_DERIVATIVES[HALF],
            r"\operatorname{ReLU}",
            "ReLU",
            "np.maximum({}, 0)",
            smooth=False,
        ),
        Function("abs", "abs(t)", "sign(t)", r"\operatorname{abs}", "abs", "np.abs({})", smooth=False),
        Function("sqrt", "sqrt(t)", "1/(2*sqrt(t))", r"\sqrt", "√", "np.sqrt({})"),
        Function("sign", "sign(t)", "0", r"\operatorname{sign}", "sign", "np.sign({})", smooth=False),
    )
}


def relu(at_zero: Fraction) -> Function:
    """ReLU with the given derivative at 0: 0, 1/2 or 1."""
    return replace(FUNCTIONS["relu"], derivative=RELU_DERIVATIVES[at_zero], relu_at_zero=at_zero)


def convention(value: object) -> Fraction:
    """What ReLU'(0) is to be taken as, from a number or a text; raises InputError."""
    with suppress(ValueError, ZeroDivisionError):
        found = Fraction(str(value))
        if found in RELU_DERIVATIVES:
            return found
    message = f"ReLU'(0) cannot be taken as {str(value)[:20]}"
    raise InputError(Diagnostic(message, expected="0, 1/2 or 1"))


def built_in(function: Function) -> Function | None:
    """The function of the language that a function is or equals, if there is one."""
    known = FUNCTIONS.get(function.known_as)
    return relu(function.relu_at_zero) if known is FUNCTIONS["relu"] else known
