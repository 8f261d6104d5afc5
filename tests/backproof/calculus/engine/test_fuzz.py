"""Random well-shaped expressions over the whole language against jax.grad in double precision."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backproof.calculus.engine.differentiate import differentiate
from backproof.calculus.evaluation.evaluate import evaluate
from backproof.calculus.language import expression as surface
from backproof.calculus.language.declare import declare
from backproof.calculus.language.expression import Variable
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.scalar_functions.user_functions import in_words, written_out
from backproof.calculus.language.traversal import variables
from backproof.calculus.language.tree import Expression, fold, to_text
from backproof.calculus.primitives.shapes import Size

jax = pytest.importorskip("jax")
jnp = jax.numpy
jax.config.update("jax_enable_x64", True)

DIMENSIONS: tuple[Size, ...] = ("n", "m", 1, 2)
SIZES = ({"n": 3, "m": 2}, {"n": 2, "m": 2}, {"n": 1, "m": 3})
SWISH = "phi(t) = t/(1 + exp(-t))"
Shape = tuple[Size, Size]


class Grammar:
    """Draws a text of the wanted shape, and records the variables and parts that it used."""

    def __init__(self, draw: Callable[[Any], Any]) -> None:
        self.draw = draw
        self.shapes: dict[str, Shape] = {}
        self.parts: list[tuple[str, Shape]] = []

    def pick(self, *choices: Any) -> Any:
        return self.draw(st.sampled_from(choices))

    def size(self) -> Size:
        return self.pick(*DIMENSIONS)

    def text(self, shape: Shape, depth: int) -> str:
        if depth <= 0:
            return self.leaf(shape)
        known = [part for part, its in self.parts if its == shape]
        if known and self.pick(0, 0, 0, 1):
            return self.pick(*known)
        kind = self.pick(*self.kinds(shape))
        part = getattr(self, kind)(shape, depth - 1)
        self.parts.append((part, shape))
        return part

    def kinds(self, shape: Shape) -> list[str]:
        kinds = ["entries", "entries", "arithmetic", "arithmetic", "product", "turned", "quotient"]
        if shape == (1, 1):
            kinds += ["number", "number", "number", "quadratic"]
        elif shape[1] == 1:
            kinds += ["column"]
        if shape[0] == shape[1]:
            kinds += ["square"]
        return [*kinds, "by_row"] if 1 not in shape else kinds

    def leaf(self, shape: Shape) -> str:
        constants = {(1, 1): ["2", "1/3"]}.get(shape, [ones(shape)])
        if self.pick(*range(6)) == 0:
            return self.pick(*constants)
        same = [name for name, its in self.shapes.items() if its == shape]
        if same and self.pick(0, 1):
            return self.pick(*same)
        name = f"v{len(self.shapes)}"
        self.shapes[name] = shape
        return name

    def entries(self, shape: Shape, depth: int) -> str:
        function = self.pick(
            "tanh", "arctan", "sin", "sigmoid", "softplus", "relu", "abs", "phi", "cos", "log", "sqrt", "exp"
        )
        inner = self.text(shape, depth)
        wrapped = {"log": f"{ones(shape)} + exp({inner})", "sqrt": f"{ones(shape)} + ({inner})**2"}
        return f"{function}({wrapped.get(function, f'sin({inner})' if function == 'exp' else inner)})"

    def arithmetic(self, shape: Shape, depth: int) -> str:
        operation = self.pick("+", "-", "*")
        left = self.text((1, 1) if operation == "*" and self.pick(0, 1) else shape, depth)
        return f"({left} {operation} {self.text(shape, depth)})"

    def product(self, shape: Shape, depth: int) -> str:
        inner = self.size()
        return f"({self.text((shape[0], inner), depth)} @ {self.text((inner, shape[1]), depth)})"

    def turned(self, shape: Shape, depth: int) -> str:
        return f"(-({self.text((shape[1], shape[0]), depth)})).T"

    def quotient(self, shape: Shape, depth: int) -> str:
        below = self.pick(shape, (1, 1))
        return f"({self.text(shape, depth)} / ({ones(below)} + ({self.text(below, depth)})**2))"

    def number(self, _shape: Shape, depth: int) -> str:
        kind = self.pick("sum", "norm", "norm1", "lse", "tr", "det", "logdet")
        if kind in ("det", "logdet"):
            return f"{kind}({self.definite(self.size(), depth)})"
        rows = self.size()
        power = "**2" if kind == "norm" else ""
        return f"{kind}({self.text((rows, rows if kind == 'tr' else self.size()), depth)}){power}"

    def quadratic(self, _shape: Shape, depth: int) -> str:
        size = self.size()
        vector = self.text((size, 1), depth - 1)
        return f"(({vector}).T @ {self.text((size, size), depth)} @ {vector})"

    def column(self, shape: Shape, depth: int) -> str:
        kind = self.pick("diagvec", "rowsum", "softmax", "rowlse")
        width = {"diagvec": shape[0], "softmax": 1}.get(kind)
        return f"{kind}({self.text((shape[0], self.size() if width is None else width), depth)})"

    def square(self, shape: Shape, depth: int) -> str:
        if self.pick(0, 1):
            return f"diag({self.text((shape[0], 1), depth)})"
        return f"inv({self.definite(shape[0], depth)})"

    def by_row(self, shape: Shape, depth: int) -> str:
        return f"rowsoftmax({self.text(shape, depth)})"

    def definite(self, size: Size, depth: int) -> str:
        if size == 1:
            return f"(2 + ({self.text((1, 1), depth - 1)})**2)"
        factor = self.text((size, self.size()), depth - 1)
        return f"(2*eye({size}) + {factor} @ ({factor}).T)"


def ones(shape: Shape) -> str:
    return "1" if shape == (1, 1) else f"ones({shape[0]}, {shape[1]})"


@st.composite
def problems(draw: Callable[[Any], Any]) -> tuple[str, dict[str, str], str, str]:
    """Draw a text, its shapes, the variable of differentiation, and the kind of derivative."""
    kind = draw(st.sampled_from(["gradient", "gradient", "gradient", "jacobian", "hessian", "scalarvar"]))
    grammar = Grammar(draw)
    shape = {"jacobian": ("n", 1), "scalarvar": ("n", "m")}.get(kind, (1, 1))
    text = grammar.text(shape, draw(st.integers(2, 4)))
    fits = {
        "gradient": lambda _: True,
        "scalarvar": lambda its: its == (1, 1),
        "jacobian": lambda its: its[1] == 1 and its != (1, 1),
        "hessian": lambda its: its[1] == 1,
    }[kind]
    names = [name for name, its in grammar.shapes.items() if fits(its)]
    if not names:
        names = ["v_new"]
        new = {"scalarvar": (1, 1)}.get(kind, ("n", 1))
        grammar.shapes["v_new"] = new
        text = f"({text}) * sum(v_new)"
    grammar.shapes["both_sizes"] = ("n", "m")
    shapes = {name: f"{rows},{columns}" for name, (rows, columns) in grammar.shapes.items()}
    return text, shapes, draw(st.sampled_from(names)), kind


@settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(problems(), st.sampled_from(SIZES))
def test_random_expressions(problem: tuple[str, dict[str, str], str, str], sizes: dict[str, int]) -> None:
    """The formula, printed and parsed again, has the values that jax computes."""
    text, shapes, name, kind = problem
    expression, wrt = parse(text, shapes, {}, [SWISH]), declare(shapes, {})[name]
    claimed = parse(to_text(differentiate(in_words(expression), wrt, kind)), shapes)
    values = sampled(declare(shapes, {}).values(), sizes)
    expected = by_jax(written_out(expression), values, sizes, wrt, kind)
    if np.all(np.isfinite(expected)) and np.max(np.abs(expected)) < 1e6:
        got = evaluate(claimed, {v.name: values[v.name] for v in variables(claimed)}, sizes)
        scale = max(1.0, float(np.max(np.abs(expected))))
        np.testing.assert_allclose(got, expected, rtol=0, atol=1e-7 * scale, err_msg=f"{claimed}")


def sampled(declared: Any, sizes: Mapping[str, int]) -> dict[str, Any]:
    generator = np.random.default_rng(7)

    def length(size: Size) -> int:
        return size if isinstance(size, int) else sizes[size]

    return {v.name: 0.7 * generator.standard_normal([length(size) for size in v.shape]) for v in declared}


def by_jax(
    expression: Expression, values: Mapping[str, Any], sizes: Mapping[str, int], wrt: Variable, kind: str
) -> Any:
    """Return jax's derivative in the layout of its kind."""
    base = jnp.asarray(values[wrt.name])

    def at(flat: Any) -> Any:
        return run({**values, wrt.name: flat.reshape(base.shape)}, expression, sizes)

    flat = base.reshape(-1)
    if kind == "gradient":
        return np.asarray(jax.grad(lambda x: at(x)[0, 0])(flat).reshape(base.shape))
    if kind == "hessian":
        return np.asarray(jax.hessian(lambda x: at(x)[0, 0])(flat))
    jacobian = np.asarray(jax.jacobian(at)(flat))
    return jacobian[..., 0] if kind == "scalarvar" else jacobian.reshape(-1, flat.size)


def run(values: Mapping[str, Any], expression: Expression, sizes: Mapping[str, int]) -> Any:
    """Evaluate the expression in jax: a second implementation of the language that shares no code."""

    def length(size: Size) -> int:
        return size if isinstance(size, int) else sizes[size]

    def visit(node: Expression, operands: list[Any]) -> Any:  # noqa: PLR0911 (one per node)
        match node:
            case surface.Number(value):
                return jnp.full((1, 1), float(value))
            case surface.Variable(name=name):
                return jnp.asarray(values[name])
            case surface.Ones(rows, columns):
                return jnp.ones((length(rows), length(columns)))
            case surface.Eye(size):
                return jnp.eye(length(size))
            case surface.Power(_, exponent):
                return operands[0] ** (int(exponent) if exponent.denominator == 1 else float(exponent))
            case surface.Elementwise(function):
                return ENTRIES[function.name](operands[0])
            case surface.Reduce(name) | surface.Structural(name):
                return WHOLE[name](operands[0])
        return PLAIN[type(node)](*operands)

    return fold(expression, visit)


ENTRIES: dict[str, Callable[[Any], Any]] = {
    **{
        name: getattr(jnp, name)
        for name in ("exp", "log", "sin", "cos", "tanh", "arctan", "sqrt", "abs", "sign")
    },
    "sigmoid": jax.nn.sigmoid,
    "softplus": lambda a: jnp.logaddexp(a, 0.0),
    "relu": lambda a: jnp.where(a > 0, a, 0 * a),
}
PLAIN: dict[type[Expression], Callable[..., Any]] = {
    surface.Add: lambda a, b: a + b,
    surface.Subtract: lambda a, b: a - b,
    surface.Multiply: lambda a, b: a * b,
    surface.Divide: lambda a, b: a / b,
    surface.MatMul: lambda a, b: a @ b,
    surface.Negate: lambda a: -a,
    surface.Transpose: lambda a: a.T,
    surface.Named: lambda a: a,
}
WHOLE: dict[str, Callable[[Any], Any]] = {
    "sum": lambda a: jnp.sum(a).reshape(1, 1),
    "tr": lambda a: jnp.trace(a).reshape(1, 1),
    "det": lambda a: jnp.linalg.det(a).reshape(1, 1),
    "logdet": lambda a: jnp.linalg.slogdet(a)[1].reshape(1, 1),
    "norm": lambda a: jnp.sqrt(jnp.sum(a * a)).reshape(1, 1),
    "norm1": lambda a: jnp.sum(jnp.abs(a)).reshape(1, 1),
    "lse": lambda a: jax.nn.logsumexp(a).reshape(1, 1),
    "inv": jnp.linalg.inv,
    "diag": lambda a: jnp.diag(a[:, 0]),
    "diagvec": lambda a: jnp.diagonal(a).reshape(-1, 1),
    "rowsum": lambda a: jnp.sum(a, axis=1, keepdims=True),
    "colsum": lambda a: jnp.sum(a, axis=0, keepdims=True),
    "softmax": lambda a: jax.nn.softmax(a, axis=0),
    "rowsoftmax": lambda a: jax.nn.softmax(a, axis=1),
    "rowlse": lambda a: jax.nn.logsumexp(a, axis=1, keepdims=True),
}
