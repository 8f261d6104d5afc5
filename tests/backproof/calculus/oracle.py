"""Texts of the language evaluated by Python itself over numpy or jax, without any code of the project."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def functions(np: Any) -> dict[str, Any]:
    """Return the language's functions over two-dimensional arrays, written by hand."""

    def one(value: Any) -> Any:
        return np.reshape(value, (1, 1))

    def lse(x: Any, axis: int | None = None) -> Any:
        return np.log(np.sum(np.exp(x), axis=axis, keepdims=True))

    return {
        "exp": np.exp, "log": np.log, "tanh": np.tanh, "sqrt": np.sqrt, "sign": np.sign, "abs": np.abs,
        "sin": np.sin, "cos": np.cos,
        "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
        "softplus": lambda x: np.log(1 + np.exp(x)),
        "relu": lambda x: np.maximum(x, 0),
        "ones": lambda rows, columns=1: np.ones((rows, columns)),
        "eye": np.eye,
        "inv": np.linalg.inv,
        "diag": lambda x: np.diag(x[:, 0]),
        "diagvec": lambda x: np.diagonal(x)[:, None],
        "sum": lambda x: one(np.sum(x)),
        "tr": lambda x: one(np.trace(x)),
        "det": lambda x: one(np.linalg.det(x)),
        "logdet": lambda x: one(np.linalg.slogdet(x)[1]),
        "norm": lambda x: one(np.sqrt(np.sum(x * x))),
        "norm1": lambda x: one(np.sum(np.abs(x))),
        "rowsum": lambda x: np.sum(x, axis=1, keepdims=True),
        "colsum": lambda x: np.sum(x, axis=0, keepdims=True),
        "lse": lse,
        "softmax": lambda x: np.exp(x) / np.sum(np.exp(x)),
        "rowlse": lambda x: lse(x, 1),
        "rowsoftmax": lambda x: np.exp(x) / np.sum(np.exp(x), axis=1, keepdims=True),
    }  # fmt: skip


def value_of(text: str, np: Any, values: Mapping[str, Any]) -> Any:
    """Return the value of a text with its named parts; `values` holds arrays and sizes."""
    space = {**functions(np), **values}
    *parts, last = text.split(";")
    for part in parts:
        name, _, right = part.partition("=")
        space[name.strip()] = eval(right.strip(), {}, space)
    return eval(last.strip(), {}, space)
