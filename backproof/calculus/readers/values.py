"""The value of a formula read back, in plain complex numpy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backproof.calculus.readers.joint import JOINT
from backproof.calculus.readers.shapes import Shapes, ends
from backproof.calculus.readers.tree import Node
from backproof.calculus.readers.words import ELEMENTARY

Array = NDArray[Any]
Function = Callable[..., Array]


def value(
    node: Node,
    names: Mapping[str, Array],
    sizes: Mapping[str, int],
    own: Mapping[str, Function] | None = None,
) -> Array:
    """Return the value, a matrix, for the given values of the names; `own` are the user's functions.

    Raises UnclearError if shapes do not fit or stay open.
    """
    shapes = Shapes({name: array.shape for name, array in names.items()}, sizes)
    shapes.find(node)
    with np.errstate(all="ignore"):
        return _Evaluation(names, shapes, {**_APPLIED, **(own or {})})(node)


class _Evaluation:
    def __init__(self, names: Mapping[str, Array], shapes: Shapes, functions: Mapping[str, Function]) -> None:
        self.names, self.shapes, self.functions = names, shapes, functions

    def __call__(self, node: Node) -> Array:  # noqa: PLR0911 (one per kind of leaf)
        parts = [self(part) for part in node.parts]
        match node.kind:
            case "name":
                return self.names[str(node.says)]
            case "size":
                return np.full((1, 1), complex(self.shapes.stated(node.says)))
            case "ones":
                return np.ones(self.shapes.known(node), complex)
            case "eye":
                return np.eye(self.shapes.known(node)[0], dtype=complex)
            case "apply":
                return self.functions[str(node.says)](*parts)
            case "part":
                above, beside = ends(self.shapes, node.says, parts[0].shape)
                return parts[0][slice(*above), slice(*beside)]
            case "blocks":
                rows = (parts[i : i + node.says] for i in range(0, len(parts), node.says))
                return np.block([list(row) for row in rows])
            case "entries":
                return _total(self.names[node.says[0]])
        return np.asarray(_VALUES[node.kind](node.says, parts))


def _total(x: Array) -> Array:
    return np.asarray(np.sum(x)).reshape(1, 1)


def _sum(signs: Any, parts: list[Array]) -> Array:
    return np.asarray(sum(sign * part for sign, part in zip(signs, parts, strict=True)))


def _product(_: object, parts: list[Array]) -> Array:
    scale, matrix = np.ones((1, 1), complex), None
    for part in parts:
        if part.shape == (1, 1):
            scale = scale * part
        else:
            matrix = part if matrix is None else matrix @ part
    return scale if matrix is None else scale * matrix


def _raised(exponent: Any, parts: list[Array]) -> Array:
    return np.asarray(_without_negative_zeros(parts[0]) ** float(Fraction(exponent)))


def _without_negative_zeros(x: Array) -> Array:
    """Turn imaginary parts of -0 into 0, so that negative numbers lie on one side of a branch cut."""
    return np.asarray(x + 0j)


def _column_softmax(x: Array, axis: int | None) -> Array:
    return np.asarray(np.exp(x) / np.sum(np.exp(x), axis=axis, keepdims=True))


def _erf(x: Array) -> Array:
    import mpmath

    return np.asarray(np.frompyfunc(lambda t: complex(mpmath.erf(complex(t))), 1, 1)(x), complex)


_LETTERS = {"pi": np.pi}
_VALUES: dict[str, Callable[[Any, list[Array]], Array]] = {
    "letter": lambda says, _: np.full((1, 1), complex(_LETTERS[says])),
    "number": lambda says, _: np.full((1, 1), complex(says)),
    "sum": _sum,
    "negative": lambda _, parts: -parts[0],
    "product": _product,
    "fraction": lambda _, parts: parts[0] / parts[1],
    "entry product": lambda _, parts: np.prod(parts, axis=0),
    "entry quotient": lambda _, parts: parts[0] / parts[1],
    "power": _raised,
    "entry power": _raised,
    "transpose": lambda _, parts: parts[0].T,
    "inverse": lambda _, parts: np.linalg.inv(parts[0]),
}
_APPLIED: dict[str, Function] = {
    **{name: joint.value for name, joint in JOINT.items()},
    **{name: getattr(np, name) for name in ELEMENTARY},
    "log": lambda x: np.log(_without_negative_zeros(x)),
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "softplus": lambda x: np.log(_without_negative_zeros(1 + np.exp(x))),
    "relu": lambda x: (x + np.abs(x)) / 2,
    "abs": lambda x: np.abs(x).astype(complex),
    "sqrt": lambda x: np.sqrt(_without_negative_zeros(x)),
    "sign": lambda x: np.asarray(np.sign(x.real), complex),
    "erf": _erf,
    "sum": _total,
    "max": lambda x: x.flat[np.argmax(x.real)].reshape(1, 1),
    "min": lambda x: x.flat[np.argmin(x.real)].reshape(1, 1),
    "maximum": lambda x, y: (x + y + np.abs(x - y)) / 2,
    "minimum": lambda x, y: (x + y - np.abs(x - y)) / 2,
    "above": lambda x, y: (x.real > y.real).astype(complex),
    "below": lambda x, y: (x.real < y.real).astype(complex),
    "between": lambda a, x, b: ((a.real < x.real) & (x.real < b.real)).astype(complex),
    "at least": lambda x, y: (x.real >= y.real).astype(complex),
    "at most": lambda x, y: (x.real <= y.real).astype(complex),
    "ismax": lambda x: (x.real == np.max(x.real)).astype(complex),
    "tr": lambda x: _total(np.diag(x)),
    "det": lambda x: np.linalg.det(x).reshape(1, 1),
    "logdet": lambda x: np.log(_without_negative_zeros(np.linalg.det(x))).reshape(1, 1),
    "norm": lambda x: np.sqrt(_total(x * x)),
    "norm1": lambda x: _total(np.abs(x).astype(complex)),
    "lse": lambda x: np.log(_without_negative_zeros(_total(np.exp(x)))),
    "diag": lambda x: np.diag(x[:, 0]),
    "diagvec": lambda x: np.diag(x).reshape(-1, 1),
    "softmax": lambda x: _column_softmax(x, 0),
    "rowsoftmax": lambda x: _column_softmax(x, 1),
    "rowlse": lambda x: np.log(_without_negative_zeros(np.sum(np.exp(x), axis=1, keepdims=True))),
}
