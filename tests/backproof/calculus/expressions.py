"""Random well-shaped expressions, for the tests of printers and parsers."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from backproof.calculus.language.expression import (
    Add,
    Divide,
    Elementwise,
    Eye,
    MatMul,
    Multiply,
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
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.shapes import Shape

SIZES = ("n", "m", 1, 2)
SMOOTH = ("exp", "sin", "cos", "tanh", "arctan", "sigmoid", "softplus")
SHAPES = {
    "a": "",
    "b": "",
    "x": "n",
    "y": "n",
    "w": "m",
    "v": "2",
    "A": "n,n",
    "B": "n,m",
    "C": "m,m",
    "D": "2,n",
    "E": "m,2",
    "G": "2,2",
    "r": "1,n",
    "t": "1,m",
    "q": "1,2",
    "H": "n,2",
    "J": "m,n",
    "K": "2,m",
}
VARIABLES: dict[Shape, list[Variable]] = {}
for _name, _shape in SHAPES.items():
    _sizes = [int(size) if size.isdigit() else size for size in _shape.split(",")] if _shape else [1]
    _key = (_sizes[0], _sizes[1] if len(_sizes) > 1 else 1)
    VARIABLES.setdefault(_key, []).append(Variable(_name, _key))

NUMBERS = st.builds(Fraction, st.integers(1, 9), st.sampled_from([1, 1, 1, 2, 3, 10, 100]))
EXPONENTS = st.sampled_from(
    [Fraction(2), Fraction(3), Fraction(-1), Fraction(1, 2), Fraction(3, 2), Fraction(1, 3)]
)


@st.composite
def expressions(  # noqa: PLR0911, PLR0912 (one per node)
    draw: Any, shape: Shape | None = None, depth: int = 4, functions: tuple[str, ...] = SMOOTH
) -> Expression:
    """Draw an expression of the given shape, or of any."""
    shape = shape or (draw(st.sampled_from(SIZES)), draw(st.sampled_from(SIZES)))
    if depth == 0:
        return draw(
            st.sampled_from([*VARIABLES[shape], Ones(*shape)] if shape != (1, 1) else VARIABLES[shape])
        )

    def below(inner: Shape) -> Expression:
        return draw(expressions(inner, depth - 1, functions))

    def other() -> Any:
        return draw(st.sampled_from(SIZES))

    kinds = [
        "leaf",
        "add",
        "subtract",
        "scale",
        "hadamard",
        "matmul",
        "elementwise",
        "negate",
        "transpose",
        "divide",
    ]
    kinds += ["power"]
    if shape == (1, 1):
        kinds += ["sum", "norm", "lse", "norm1", "tr", "number"]
    if shape[0] == shape[1]:
        kinds += ["diag", "eye"]
    if shape[1] == 1:
        kinds += ["rowsum", "softmax", "diagvec", "rowlse"]
    if shape[0] == 1:
        kinds += ["colsum"]
    match draw(st.sampled_from(kinds)):
        case "add":
            return Add(below(shape), below(shape))
        case "subtract":
            return Subtract(below(shape), below(shape))
        case "scale":
            sides = below((1, 1)), below(shape)
            return Multiply(*(sides if draw(st.booleans()) else sides[::-1]))
        case "hadamard":
            return Multiply(below(shape), below(shape))
        case "divide":
            divisor = draw(st.sampled_from([(1, 1), shape]))
            left, right = below(shape), below(divisor)
            if isinstance(left, Number) and isinstance(right, Number):
                return Number(left.value / right.value)
            return Divide(left, right)
        case "matmul":
            inner = other()
            return MatMul(below((shape[0], inner)), below((inner, shape[1])))
        case "elementwise":
            return Elementwise(FUNCTIONS[draw(st.sampled_from(functions))], below(shape))
        case "negate":
            operand = below(shape)
            return Number(-operand.value) if isinstance(operand, Number) else Negate(operand)
        case "transpose":
            return Transpose(below(shape[::-1]))
        case "power":
            return Power(below(shape), draw(EXPONENTS))
        case "number":
            return Number(draw(NUMBERS))
        case "sum" | "norm" | "norm1" | "lse" as name:
            return Reduce(name, below((other(), other())))
        case "tr" as name:
            size = other()
            return Reduce(name, below((size, size)))
        case "diag":
            return Structural("diag", below((shape[0], 1)))
        case "eye":
            return Eye(shape[0])
        case "rowsum" | "rowlse" as name:
            return Structural(name, below((shape[0], other())))
        case "colsum":
            return Structural("colsum", below((other(), shape[1])))
        case "softmax":
            return Structural("softmax", below(shape))
        case "diagvec":
            return Structural("diagvec", below((shape[0], shape[0])))
    return draw(expressions(shape, 0, functions))
