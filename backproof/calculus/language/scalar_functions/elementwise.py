"""Functions of one number as expressions hold them: plain data, for the primitives and the user's own."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType

from backproof.calculus.primitives.elementwise import NO_FACTS, PRIMITIVES, Facts, Primitive
from backproof.calculus.primitives.signs import NO_SIGNS, Signs
from backproof.diagnostic import Diagnostic, InputError

HALF = Fraction(1, 2)
PRIMITIVE: Mapping[str, Primitive] = MappingProxyType({primitive.name: primitive for primitive in PRIMITIVES})
# ReLU' by its value at 0: one of the one-sided slopes, or their mean.
RELU_DERIVATIVES: Mapping[Fraction, str] = MappingProxyType(
    {Fraction(0): "relu(sign(t))", HALF: PRIMITIVE["relu"].derivative, Fraction(1): "1 - relu(-sign(t))"}
)


@dataclass(frozen=True)
class Function:
    """A function of one number, applied to every entry of a value.

    `formula` and `derivative` are texts of the expression language in `parameter`, using only built-in
    functions; `numpy` is a format string for its argument, stable at ±1000; `same_as` names the built-in
    function that a user's formula was recognised as. `smooth` is False if the function has a kink or a
    jump, which rules out complex-step differentiation. `relu_at_zero` is the value used for ReLU'(0), in
    the function itself and in its formula.
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
        """The built-in name of the function: its own, or that of the built-in function it equals."""
        return self.same_as or self.name


FUNCTIONS: dict[str, Function] = {
    primitive.name: Function(
        primitive.name,
        primitive.formula,
        primitive.derivative,
        primitive.notation.latex,
        primitive.notation.unicode,
        primitive.numpy,
        smooth=primitive.facts.smooth,
    )
    for primitive in PRIMITIVES
}


def relu(at_zero: Fraction) -> Function:
    """Return ReLU with the given derivative at 0: 0, 1/2 or 1."""
    return replace(FUNCTIONS["relu"], derivative=RELU_DERIVATIVES[at_zero], relu_at_zero=at_zero)


def convention(value: object) -> Fraction:
    """Parse the value to use for ReLU'(0) from a number or a text; raises InputError."""
    with suppress(ValueError, ZeroDivisionError):
        found = Fraction(str(value))
        if found in RELU_DERIVATIVES:
            return found
    message = f"ReLU'(0) cannot be taken as {str(value)[:20]}"
    raise InputError(Diagnostic(message, expected="0, 1/2 or 1"))


def built_in(function: Function) -> Function | None:
    """Return the built-in function that `function` is or equals, if there is one."""
    known = FUNCTIONS.get(function.known_as)
    return relu(function.relu_at_zero) if known is FUNCTIONS["relu"] else known


def facts_of(function: Function) -> Facts:
    """Return the properties of the function: none are known of a user's own."""
    known = PRIMITIVE.get(function.known_as)
    return known.facts if known else NO_FACTS


def signs_of(function: Function) -> Signs:
    """Return the signs of the function's values: nothing is known of a user's own."""
    known = PRIMITIVE.get(function.known_as)
    return known.signs if known else NO_SIGNS
