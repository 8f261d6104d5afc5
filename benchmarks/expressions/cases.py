"""A test case for the project: an expression with its shapes, the variables and the order."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

Shape = tuple[str, str]
SCALAR: Shape = ("1", "1")
FUNCTIONS = (
    "phi(t) = t/(1 + exp(-t))",
    "phi(t) = exp(-t**2)",
    "phi(t) = log(1 + exp(t))",
    "phi(t) = log(1 + t**2)",
    "phi(t) = 1/2*t*(1 + tanh(4/5*(t + t**3/20)))",
    "phi(u) = u*tanh(softplus(u))",
    "phi(x) = sqrt(1 + x**2)",
    "phi(t) = t/(1 + abs(t))",
    "phi(t) = tanh(t)**2",
    "phi(z) = sin(z) + z/2",
    "phi(t) = relu(t) - 0.1*relu(-t)",
    "phi(t) = relu(t)**2",
    "phi(t) = t**3",
    "phi(t) = exp(t)",
    "s(t) = 1/(1 + exp(-t))",
    "psi(t) = cos(t)*exp(-t**2/2)",
)


@dataclass(frozen=True)
class Case:
    """One expression, ready to be derived. `shapes` and `properties` are as the project takes them."""

    text: str
    shapes: Mapping[str, str]
    wrt: tuple[str, ...]
    order: int = 1
    properties: Mapping[str, str] = field(default_factory=dict)
    functions: tuple[str, ...] = ()

    @property
    def parts(self) -> dict[str, tuple[str, str]]:
        """The declared shapes, rows and columns."""
        return {name: shape_of(shape) for name, shape in self.shapes.items()}

    @property
    def symbols(self) -> tuple[str, ...]:
        """The sizes that are symbols."""
        words = (word for shape in self.shapes.values() for word in re.findall(r"[A-Za-z]\w*", shape))
        return tuple(dict.fromkeys(words))

    def __str__(self) -> str:
        words = [f"`{self.text}` by {', '.join(self.wrt)}", "twice"[: 5 * (self.order - 1)]]
        words += [f"{name}={shape}" for name, shape in self.shapes.items()]
        words += [f"{name} {kind}" for name, kind in self.properties.items()]
        return "  ".join(filter(None, [*words, *self.functions]))


def shape_of(text: str) -> Shape:
    """`""` is a scalar, `"d"` a column, `"p,d"` a matrix."""
    rows, _, columns = text.partition(",")
    return rows or "1", columns or "1"


def text_of(shape: Shape) -> str:
    """The shape as it is declared."""
    if shape == SCALAR:
        return ""
    return shape[0] if shape[1] == "1" else ",".join(shape)


def case_at(seed: int, index: int) -> Case:
    """The case of that number: the same for the same seed, whatever was drawn before."""
    from benchmarks.expressions.grammar import grown
    from benchmarks.expressions.models import written

    draw = random.Random(f"{seed}/{index}")
    return grown(draw) if draw.random() < 0.5 else written(draw)
