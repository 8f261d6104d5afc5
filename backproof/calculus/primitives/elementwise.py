"""The elementwise functions: one record each, from which every table about them is made.

To add a function, add its record. The evidence evaluates `number`, `array` and `sympy`, and never reads
`derivative`, `numpy` or the notation, which it judges.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from backproof.calculus.primitives.signs import NO_SIGNS, Signs

# A meaning gets the library whose functions it may use, and the argument.
Meaning = Callable[[Any, Any], Any]


@dataclass(frozen=True)
class Notation:
    """The name of a function in formulas.

    `power_after_name` allows sin²(x); `well_known` is False if readers must be told what the letter means.
    """

    latex: str
    unicode: str
    power_after_name: bool = False
    well_known: bool = True


@dataclass(frozen=True)
class Facts:
    """Properties of a function besides the signs of its values.

    `zero_at_zero`: 0 exactly where the argument is 0. `odd`: f(−t) = −f(t). `above_zero`: the function and
    its derivative are defined for positive arguments only. `smooth` is False if there is a kink or a jump.
    """

    zero_at_zero: bool = False
    odd: bool = False
    above_zero: bool = False
    smooth: bool = True


NO_FACTS = Facts()


@dataclass(frozen=True)
class Primitive:
    """An elementwise function.

    `formula` and `derivative` are texts of the language in t; the formula of an elementary function is its
    own name. `numpy` is a format string for the argument, stable at ±1000.

    `number` is the value at one real number, by Python's `math` or an mpmath context, and nan where there is
    none. `array` is the value of a numpy array, of floats or of complex numbers whose imaginary part is a
    tiny step: branches depend on the real part alone. `sympy` names sympy's own function, if it has one.
    `also_called` are names that users type for it.
    """

    name: str
    formula: str
    derivative: str
    notation: Notation
    numpy: str
    number: Meaning
    array: Meaning
    sympy: str = ""
    signs: Signs = NO_SIGNS
    facts: Facts = NO_FACTS
    also_called: tuple[str, ...] = ()


def _positive_part(x: Any) -> Any:
    return type(x)(0) if x <= 0 else x


def _sign(m: Any, x: Any) -> Any:
    return m.nan if m.isnan(x) else type(x)((x > 0) - (x < 0))


def _sigmoid(m: Any, x: Any) -> Any:
    small = m.exp(-abs(x))
    return (1 if x > 0 else small) / (1 + small)


def _sigmoid_array(np: Any, x: Any) -> Any:
    small = np.exp(np.where(x.real > 0, -x, x))
    return np.where(x.real > 0, 1, small) / (1 + small)


def _softplus_array(np: Any, x: Any) -> Any:
    return np.where(x.real > 0, x, 0) + np.log1p(np.exp(np.where(x.real > 0, -x, x)))


def _erf_array(np: Any, x: Any) -> Any:
    """Return erf of real numbers, or of x + ih with a tiny step: h times the bell curve is imaginary then."""
    real = np.vectorize(math.erf, otypes=[float])(x.real)
    return real + 1j * x.imag * 2 / math.sqrt(math.pi) * np.exp(-(x.real**2)) if np.iscomplexobj(x) else real


PRIMITIVES: tuple[Primitive, ...] = (
    Primitive(
        "exp",
        formula="exp(t)",
        derivative="exp(t)",
        notation=Notation(r"\exp", "exp"),
        numpy="np.exp({})",
        number=lambda m, x: m.exp(x),
        array=lambda np, x: np.exp(x),
        sympy="exp",
        signs=Signs(positive=True),
    ),
    Primitive(
        "log",
        formula="log(t)",
        derivative="1/t",
        notation=Notation(r"\log", "log", power_after_name=True),
        numpy="np.log({})",
        number=lambda m, x: m.log(x) if x > 0 else m.nan,
        array=lambda np, x: np.log(x),
        sympy="log",
        facts=Facts(above_zero=True),
        also_called=("ln",),
    ),
    Primitive(
        "sin",
        formula="sin(t)",
        derivative="cos(t)",
        notation=Notation(r"\sin", "sin", power_after_name=True),
        numpy="np.sin({})",
        number=lambda m, x: m.sin(x),
        array=lambda np, x: np.sin(x),
        sympy="sin",
        facts=Facts(odd=True),
    ),
    Primitive(
        "cos",
        formula="cos(t)",
        derivative="-sin(t)",
        notation=Notation(r"\cos", "cos", power_after_name=True),
        numpy="np.cos({})",
        number=lambda m, x: m.cos(x),
        array=lambda np, x: np.cos(x),
        sympy="cos",
    ),
    Primitive(
        "tanh",
        formula="tanh(t)",
        derivative="1 - tanh(t)**2",
        notation=Notation(r"\tanh", "tanh", power_after_name=True),
        numpy="np.tanh({})",
        number=lambda m, x: m.tanh(x),
        array=lambda np, x: np.tanh(x),
        sympy="tanh",
        signs=Signs(keeps_sign=True),
        facts=Facts(zero_at_zero=True, odd=True),
    ),
    Primitive(
        "sinh",
        formula="sinh(t)",
        derivative="cosh(t)",
        notation=Notation(r"\sinh", "sinh", power_after_name=True),
        numpy="np.sinh({})",
        number=lambda m, x: m.sinh(x),
        array=lambda np, x: np.sinh(x),
        sympy="sinh",
        signs=Signs(keeps_sign=True),
        facts=Facts(zero_at_zero=True, odd=True),
    ),
    Primitive(
        "cosh",
        formula="cosh(t)",
        derivative="sinh(t)",
        notation=Notation(r"\cosh", "cosh", power_after_name=True),
        numpy="np.cosh({})",
        number=lambda m, x: m.cosh(x),
        array=lambda np, x: np.cosh(x),
        sympy="cosh",
        signs=Signs(positive=True),
    ),
    Primitive(
        "erf",
        formula="erf(t)",
        derivative="2/sqrt(pi)*exp(-t**2)",
        notation=Notation(r"\operatorname{erf}", "erf"),
        numpy="np.vectorize(math.erf)({})",
        number=lambda m, x: m.erf(x),
        array=_erf_array,
        sympy="erf",
        signs=Signs(keeps_sign=True),
        facts=Facts(zero_at_zero=True, odd=True),
    ),
    Primitive(
        "arctan",
        formula="arctan(t)",
        derivative="1/(1 + t**2)",
        notation=Notation(r"\arctan", "arctan"),
        numpy="np.arctan({})",
        number=lambda m, x: m.atan(x),
        array=lambda np, x: np.arctan(x),
        sympy="atan",
        signs=Signs(keeps_sign=True),
        facts=Facts(zero_at_zero=True, odd=True),
        also_called=("atan",),
    ),
    Primitive(
        "sigmoid",
        formula="1/(1 + exp(-t))",
        derivative="sigmoid(t)*(1 - sigmoid(t))",
        notation=Notation(r"\sigma", "σ", well_known=False),
        numpy="np.exp(-np.logaddexp(0, -{}))",
        number=_sigmoid,
        array=_sigmoid_array,
        signs=Signs(positive=True),
        also_called=("logistic", "expit"),
    ),
    Primitive(
        "softplus",
        formula="log(1 + exp(t))",
        derivative="sigmoid(t)",
        notation=Notation(r"\operatorname{softplus}", "softplus", well_known=False),
        numpy="np.logaddexp(0, {})",
        number=lambda m, x: _positive_part(x) + m.log1p(m.exp(-abs(x))),
        array=_softplus_array,
        signs=Signs(positive=True),
    ),
    Primitive(
        "relu",
        formula="(t + abs(t))/2",
        derivative="1/2*(sign(t) + 1)",
        notation=Notation(r"\operatorname{ReLU}", "ReLU", well_known=False),
        numpy="np.maximum({}, 0)",
        number=lambda _, x: _positive_part(x),
        array=lambda np, x: np.where(x.real <= 0, 0, x),
        signs=Signs(nonnegative=True, keeps_sign=True),
        facts=Facts(smooth=False),
    ),
    Primitive(
        "abs",
        formula="abs(t)",
        derivative="sign(t)",
        notation=Notation(r"\operatorname{abs}", "abs"),
        numpy="np.abs({})",
        number=lambda _, x: abs(x),
        array=lambda np, x: np.where(x.real < 0, -x, x),
        sympy="Abs",
        signs=Signs(nonnegative=True, keeps_sign=True),
        facts=Facts(zero_at_zero=True, smooth=False),
    ),
    Primitive(
        "sqrt",
        formula="sqrt(t)",
        derivative="1/(2*sqrt(t))",
        notation=Notation(r"\sqrt", "√"),
        numpy="np.sqrt({})",
        number=lambda m, x: m.sqrt(x) if x >= 0 else m.nan,
        array=lambda np, x: np.sqrt(x),
        sympy="sqrt",
        signs=Signs(nonnegative=True, keeps_sign=True),
        facts=Facts(zero_at_zero=True, above_zero=True),
    ),
    Primitive(
        "sign",
        formula="sign(t)",
        derivative="0",
        notation=Notation(r"\operatorname{sign}", "sign"),
        numpy="np.sign({})",
        number=_sign,
        array=lambda np, x: np.sign(x.real),
        sympy="sign",
        signs=Signs(keeps_sign=True),
        facts=Facts(zero_at_zero=True, odd=True, smooth=False),
    ),
)
