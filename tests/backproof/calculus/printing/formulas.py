"""Random formulas with every node and all kinds of names, and their values in hand-written numpy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
from hypothesis import strategies as st

from backproof.calculus.language.expression import (
    Add,
    Constant,
    Count,
    Divide,
    Elementwise,
    Eye,
    MatMul,
    Multiply,
    Named,
    Negate,
    Number,
    Ones,
    Power,
    Reduce,
    Structural,
    Subtract,
    Transpose,
    Variable,
)
from backproof.calculus.language.scalar_functions.elementwise import FUNCTIONS
from backproof.calculus.language.scalar_functions.functions import define_all
from backproof.calculus.language.tree import Expression, fold
from backproof.calculus.primitives.matrix_operations import COLUMN_ONLY, REDUCTIONS, SQUARE_ONLY, STRUCTURAL
from backproof.calculus.primitives.shapes import Shape

LENGTHS = {"n": 3, "m": 4, "p1": 5}
SIZES = ("n", "m", "p1", 1, 2)
# Letters, numbered, Greek, accented and indexed names, words, and names that are letters of the
# notation.
NAMES: dict[Shape, str] = {
    (1, 1): "a b lam c1 s_bar loss e ab t su sigma x_i Lambda2_hat",
    ("n", 1): "x y z z_bar x_1 x1 theta1 u_prime um",
    ("m", 1): "w w_hat xi_i i",
    ("p1", 1): "h b1",
    (2, 1): "v v2_tilde",
    ("n", "n"): "A I Sigma",
    ("n", "m"): "B W1 W1_i",
    ("m", "m"): "C C_2 I_m",
    ("m", "n"): "J Wx",
    (1, "n"): "r rho_bar",
}
VARIABLES: dict[Shape, list[Variable]] = {
    (rows, columns): [
        Variable(name, (rows, columns))
        for name in NAMES.get((rows, columns), f"M{10 * i + j} Q_{'abcde'[i]}{'abcde'[j]}").split()
    ]
    for i, rows in enumerate(SIZES)
    for j, columns in enumerate(SIZES)
}
OWN = define_all(["phi(t) = t**3 + t", "s(t) = 1/(1 + exp(-t))", "f1(t) = t**2 + 1/2", "gelu(t) = t*tanh(t)"])
OWN_VALUES: dict[str, Callable[[Any], Any]] = {
    "phi": lambda t: t**3 + t,
    "s": lambda t: 1 / (1 + np.exp(-t)),
    "f1": lambda t: t**2 + 0.5,
    "gelu": lambda t: t * np.tanh(t),
}
ALL_FUNCTIONS = [*FUNCTIONS.values(), *OWN.values()]
NUMBERS = st.builds(Fraction, st.integers(-12, 12), st.sampled_from([1, 1, 1, 2, 3, 10]))
EXPONENTS = st.sampled_from(
    [Fraction(p, q) for p, q in ((2, 1), (3, 1), (12, 1), (-1, 1), (-2, 1), (1, 2), (3, 2), (-1, 3))]
)


def values_of_names(seed: int) -> dict[str, Any]:
    """Return a complex matrix for every name, near the reals."""
    random = np.random.default_rng(seed)
    found = {}
    for shape, variables in VARIABLES.items():
        lengths = [LENGTHS.get(size, size) for size in shape]
        for variable in variables:
            found[variable.name] = random.uniform(0.2, 1.1, lengths) + 0.1j * random.standard_normal(lengths)
    return found


@st.composite
def formulas(draw: Any, shape: Shape | None = None, depth: int = 4) -> Expression:
    """Draw a formula of the given shape, or of any."""
    shape = shape or (draw(st.sampled_from(SIZES)), draw(st.sampled_from(SIZES)))
    if depth == 0 or draw(st.integers(0, 9)) == 0:
        return draw(st.sampled_from(leaves(shape)))
    kind = draw(st.sampled_from(kinds(shape)))
    if kind == "number":
        return Number(draw(NUMBERS))

    def below(inner: Shape) -> Expression:
        return draw(formulas(inner, depth - 1))

    def other() -> Any:
        return draw(st.sampled_from(SIZES))

    if kind in BUILT:
        return BUILT[kind](draw, shape, below, other)
    if kind in COLUMN_ONLY and kind != "softmax":
        return Structural(kind, below((shape[0], 1)))
    operand = {
        "diagvec": (shape[0], shape[0]),
        "rowsum": (shape[0], other()),
        "rowlse": (shape[0], other()),
        "colsum": (other(), shape[1]),
    }
    if kind in STRUCTURAL:
        return Structural(kind, below(operand.get(kind, shape)))
    size = other()
    return Reduce(kind, below((size, size if kind in SQUARE_ONLY else other())))


def leaves(shape: Shape) -> list[Expression]:
    """Return the names, listed twice, and the constants of the shape."""
    names = VARIABLES[shape]
    numbers: list[Expression] = [Count("n"), Count("p1"), Constant("pi")]
    constants: list[Expression] = [Ones(*shape)] if shape != (1, 1) else numbers
    if shape[0] == shape[1] != 1:
        constants.append(Eye(shape[0]))
    return [*names, *names, *constants]


def kinds(shape: Shape) -> list[str]:
    """Return the operations with a value of the shape; those available for every shape are listed twice."""
    found = [*BUILT, *BUILT, "rowsoftmax"]
    if shape == (1, 1):
        found += [*REDUCTIONS, "number", "number", "number"]
    if shape[0] == shape[1]:
        found += ["diag", "inv"]
    if shape[1] == 1:
        found += ["rowsum", "rowlse", "softmax", "diagvec"]
    return [*found, "colsum"] if shape[0] == 1 else found


def _scaled(draw: Any, shape: Shape, below: Any, _: Any) -> Expression:
    sides = below((1, 1)), below(shape)
    return Multiply(*(sides if draw(st.booleans()) else sides[::-1]))


def _quotient(draw: Any, shape: Shape, below: Any, _: Any) -> Expression:
    left, right = draw(st.sampled_from([(shape, (1, 1)), (shape, shape), ((1, 1), shape)]))
    above, under = below(left), below(right)
    if isinstance(above, Number) and isinstance(under, Number):
        return Number(above.value / (under.value or 1))
    return Divide(above, under)


def _product(_draw: Any, shape: Shape, below: Any, other: Any) -> Expression:
    inner = other()
    return MatMul(below((shape[0], inner)), below((inner, shape[1])))


def _negated(_draw: Any, shape: Shape, below: Any, _: Any) -> Expression:
    operand = below(shape)
    return Number(-operand.value) if isinstance(operand, Number) else Negate(operand)


def _case(draw: Any, shape: Shape, below: Any, _: Any) -> Expression:
    """Draw a formula by which maxima, minima, clipped values and comparisons are computed."""
    x, y, t = below(shape), below(shape), draw(NUMBERS)
    relu, sign = (partial(Elementwise, FUNCTIONS[name]) for name in ("relu", "sign"))
    one: Expression = Number(Fraction(1)) if shape == (1, 1) else Ones(*shape)
    level = one if t == 1 else Multiply(Number(t), one) if shape != (1, 1) else Number(t)
    forms = (
        lambda: Add(y, relu(Subtract(x, y))),
        lambda: Add(Add(y, x), relu(Subtract(x, y))),
        lambda: Subtract(y, relu(Subtract(y, x))),
        lambda: Subtract(Add(level, relu(Subtract(x, level))), relu(Subtract(x, Add(level, one)))),
        lambda: relu(sign(Subtract(x, draw(st.sampled_from((y, level)))))),
        lambda: Subtract(one, relu(sign(Subtract(y, x)))),
        lambda: Subtract(one, relu(Negate(sign(x)))),
        lambda: Divide(Multiply(x, Add(one, sign(y))), Number(Fraction(2))),
        lambda: Subtract(sign(x), sign(Subtract(x, level))),
    )
    return draw(st.sampled_from(forms))()


BUILT: dict[str, Callable[[Any, Shape, Any, Any], Expression]] = {
    "add": lambda _draw, shape, below, _: Add(below(shape), below(shape)),
    "subtract": lambda _draw, shape, below, _: Subtract(below(shape), below(shape)),
    "scale": _scaled,
    "entries": lambda _draw, shape, below, _: Multiply(below(shape), below(shape)),
    "divide": _quotient,
    "product": _product,
    "negate": _negated,
    "power": lambda draw, shape, below, _: Power(below(shape), draw(EXPONENTS)),
    "transpose": lambda _draw, shape, below, _: Transpose(below(shape[::-1])),
    "case": _case,
    "function": lambda draw, shape, below, _: Elementwise(draw(st.sampled_from(ALL_FUNCTIONS)), below(shape)),
}


def value_by_hand(expression: Expression, names: Mapping[str, Any]) -> Any:
    """Return the formula's value in numpy, each operation by its definition."""
    with np.errstate(all="ignore"):
        return fold(expression, lambda node, parts: np.asarray(_value(node, parts, names), complex))


def _value(node: Expression, parts: list[Any], names: Mapping[str, Any]) -> Any:  # noqa: PLR0911 (one per node)
    lengths = [LENGTHS.get(size, size) for size in node.shape]
    match node:
        case Variable(name):
            return names[name]
        case Number(number):
            return np.full((1, 1), float(number))
        case Count(size):
            return np.full((1, 1), float(LENGTHS[size]))
        case Constant():
            return np.full((1, 1), np.pi)
        case Ones():
            return np.ones(lengths)
        case Eye():
            return np.eye(lengths[0])
        case Power(_, exponent):
            return (parts[0] + 0j) ** float(exponent)
        case Transpose():
            return parts[0].T
        case Elementwise(function):
            return (OWN_VALUES | FUNCTION_VALUES)[function.name](parts[0])
        case Reduce(name):
            return np.reshape(REDUCED[name](parts[0]), (1, 1))
        case Structural(name):
            return np.reshape(STRUCTURED[name](parts[0]), lengths)
    return OPERATIONS[type(node)](*parts)


OPERATIONS: dict[type[Expression], Callable[..., Any]] = {
    Add: lambda a, b: a + b,
    Subtract: lambda a, b: a - b,
    Multiply: lambda a, b: a * b,
    Divide: lambda a, b: a / b,
    MatMul: lambda a, b: a @ b,
    Negate: lambda a: -a,
    Named: lambda a: a,
}


def _log(value: Any) -> Any:
    """Return the principal logarithm; negative numbers get +iπ even if their imaginary part is -0."""
    return np.log(value + 0j)


def _of_full_rank(determinant: Any) -> Any:
    """Return a determinant; raise LinAlgError, as an inverse does, if it is 0."""
    if abs(determinant) < 1e-12:
        raise np.linalg.LinAlgError
    return determinant


def _inverse(value: Any) -> Any:
    """Return an inverse; raise LinAlgError if rounding alone tells the matrix from a singular one."""
    if np.linalg.cond(value) > 1e12:
        raise np.linalg.LinAlgError
    return np.linalg.inv(value)


def _erf(value: Any) -> Any:
    """Return the integral of the bell curve up to a number, by quadrature; its limit for large ones."""
    nodes, weights = np.polynomial.legendre.leggauss(200)
    z = np.where(abs(np.real(value)) < 7, value, 0)[..., None]
    integral = (np.exp(-((z * (nodes + 1) / 2) ** 2)) * weights / 2).sum(-1)
    return np.where(
        abs(np.real(value)) < 7, 2 / np.sqrt(np.pi) * z[..., 0] * integral, np.sign(np.real(value))
    )


FUNCTION_VALUES: dict[str, Callable[[Any], Any]] = {
    "exp": np.exp,
    "log": _log,
    "sin": np.sin,
    "cos": np.cos,
    "tanh": np.tanh,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "erf": _erf,
    "arctan": np.arctan,
    "sigmoid": lambda t: 1 / (1 + np.exp(-t)),
    "softplus": lambda t: _log(1 + np.exp(t)),
    "relu": lambda t: (t + abs(t)) / 2,
    "abs": abs,
    "sqrt": lambda t: np.sqrt(t + 0j),
    "sign": lambda t: np.sign(t.real),
}
REDUCED: dict[str, Callable[[Any], Any]] = {
    "sum": np.sum,
    "tr": np.trace,
    "det": np.linalg.det,
    "max": lambda t: t.ravel()[np.argmax(t.real.ravel())],
    "logdet": lambda t: _log(_of_full_rank(np.linalg.det(t))),
    "norm": lambda t: np.sqrt(np.sum(t * t) + 0j),
    "norm1": lambda t: np.sum(abs(t)),
    "lse": lambda t: _log(np.sum(np.exp(t))),
}
STRUCTURED: dict[str, Callable[[Any], Any]] = {
    "inv": _inverse,
    "ismax": lambda t: 1.0 * (t.real == t.real.max()),
    "diag": lambda t: np.diag(t.ravel()),
    "diagvec": np.diagonal,
    "rowsum": lambda t: t.sum(1),
    "colsum": lambda t: t.sum(0),
    "softmax": lambda t: np.exp(t) / np.exp(t).sum(),
    "rowsoftmax": lambda t: np.exp(t) / np.exp(t).sum(1, keepdims=True),
    "rowlse": lambda t: _log(np.exp(t).sum(1)),
}
