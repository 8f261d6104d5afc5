"""Random activations: compositions, products and sums of two or three functions that are finite on R."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any

import numpy as np

BASES = (
    "exp(t)",
    "exp(-t**2)",
    "sin(t)",
    "cos(t)",
    "tanh(t)",
    "sigmoid(t)",
    "softplus(t)",
    "relu(t)",
    "abs(t)",
    "t**2",
    "t**3",
    "2*t - 1",
    "sqrt(1 + t**2)",
    "log(1 + t**2)",
    "1/(1 + t**2)",
    "t/(1 + abs(t))",
    "log(exp(t) + exp(-t))",
    "(exp(t) - exp(-t))/2",
)
IN_NUMPY: dict[str, Callable[..., Any]] = {
    "exp": np.exp,
    "log": np.log,
    "sin": np.sin,
    "cos": np.cos,
    "tanh": np.tanh,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "sigmoid": lambda t: 0.5 * (1 + np.tanh(t / 2)),
    "softplus": lambda t: np.maximum(t, 0) + np.log1p(np.exp(-np.abs(t))),
    "relu": lambda t: np.where(t > 0, t, 0.0),
}


def drawn(seed: int) -> str:
    """Draw an activation as a term file would state it."""
    source = random.Random(seed)
    text = source.choice(BASES)
    for _ in range(source.choice((1, 1, 2))):
        other = source.choice(BASES)
        match source.choice(("after", "after", "times", "plus")):
            case "after":
                text = composed(other, text)
            case "times":
                text = f"({text})*({other})"
            case "plus":
                text = f"{text} + {other}"
    return text


def composed(outer: str, inner: str) -> str:
    """Compose two functions of t as text."""
    return re.sub(r"\bt\b", f"({inner})", outer)


def in_numpy(text: str) -> Callable[[Any], Any]:
    """Compile the activation with Python's own parser."""
    code = compile(text, "activation", "eval")
    return lambda t: eval(code, {**IN_NUMPY, "t": t})
