"""Faults in derivatives: gradients, Jacobians, Hessians and derivatives by a scalar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from backproof.answer import Check
from backproof.calculus.checking import verify
from backproof.calculus.derivations import Derivation, derive
from backproof.calculus.evaluation.arithmetic import symbolic
from backproof.calculus.evaluation.evaluate import run
from backproof.calculus.language.expression import Variable
from backproof.calculus.language.scalar_functions.user_functions import written_out
from backproof.calculus.language.traversal import sizes, variables
from backproof.calculus.language.tree import Expression, to_text
from backproof.calculus.primitives.shapes import Size
from benchmarks.mutation.campaign import Mutant
from benchmarks.mutation.trees import mutants

_PROVED_AT = ((1, 1, 1), (1, 2, 1), (2, 1, 1), (2, 2, 2), (3, 2, 2), (2, 3, 2), (2, 2, 3))


@dataclass(frozen=True)
class Problem:
    """An expression to differentiate, and the variable to differentiate it by."""

    room: str
    expression: str
    wrt: str
    shapes: Mapping[str, str]
    properties: Mapping[str, str] = field(default_factory=dict)
    order: int = 1


NETWORK = {"x": "d", "y": "k", "W1": "p,d", "W2": "k,p"}
UNIT = {"x": "d", "a": "d", "b": ""}
PROBLEMS = (
    Problem("gradient", "sum(x)**4", "x", {"x": "d"}),
    *(Problem("gradient", "b * softplus(a.T @ softplus(x))", name, UNIT) for name in UNIT),
    *(Problem("gradient", "norm(y - W2 @ softplus(W1 @ x))**2", name, NETWORK) for name in ("W1", "W2")),
    Problem("gradient", "x.T @ A @ x / (x.T @ x)", "x", {"x": "n", "A": "n,n"}),
    Problem("gradient", "tr(A @ X @ B @ X.T)", "X", {"A": "m,m", "X": "m,n", "B": "n,n"}),
    Problem("gradient", "a.T @ inv(X) @ b", "X", {"a": "n", "X": "n,n", "b": "n"}),
    Problem("gradient", "logdet(X)", "X", {"X": "n,n"}),
    Problem("gradient", "lse(A @ x) - y.T @ A @ x", "x", {"x": "n", "y": "m", "A": "m,n"}),
    Problem("gradient", "norm(tanh(X @ W) - Y)**2", "W", {"X": "m,n", "W": "n,p", "Y": "m,p"}),
    Problem("jacobian", "softmax(A @ x)", "x", {"x": "n", "A": "m,n"}),
    Problem("jacobian", "softplus(W @ x) * y", "x", {"x": "d", "W": "p,d", "y": "p"}),
    Problem("jacobian", "x / norm(x)", "x", {"x": "d"}),
    Problem("hessian", "lse(A @ x)", "x", {"x": "n", "A": "m,n"}, order=2),
    Problem("hessian", "sum(softplus(A @ x))", "x", {"x": "n", "A": "m,n"}, order=2),
    Problem("hessian", "sum(x)**4", "x", {"x": "d"}, order=2),
    Problem("scalarvar", "inv(A + t*B) @ x", "t", {"x": "n", "A": "n,n", "B": "n,n", "t": ""}),
)  # fmt: skip


def planted() -> Iterator[Mutant]:
    """Every fault in every derivative."""
    for problem in PROBLEMS:
        found = derive(
            problem.expression, problem.wrt, problem.shapes, problem.properties, order=problem.order
        )
        for kind, wrong in mutants(found.gradient, variables(found.expression)):
            of = f"{problem.expression} by {problem.wrt}"
            evidence = partial(checks, found, wrong)
            proof = partial(equal, found.gradient, wrong, tuple(v for v in variables(found.expression)))
            yield Mutant(problem.room, kind, of, to_text(wrong), evidence, proof)


def checks(found: Derivation, wrong: Expression) -> tuple[Check, ...]:
    """The evidence that `derive` would give with the wrong derivative."""
    return verify.evidence(found.expression, found.variable, wrong, found.kind)


def equal(right: Expression, wrong: Expression, known: tuple[Variable, ...]) -> str:
    """A proof that two expressions agree: their entries as formulas in the variables' entries, subtracted.

    Matrices of symbols of several sizes, 1 among them; "" where a difference is not 0.
    """
    sides = written_out(right), written_out(wrong)
    names = list(dict.fromkeys((*sizes(right), *sizes(wrong), *(s for v in known for s in sizes(v)))))
    for lengths in _PROVED_AT:
        at = {name: lengths[i % len(lengths)] for i, name in enumerate(names)}
        if not _equal_at(sides, known, at):
            return ""
    return f"entry by entry, in symbols, at {len(_PROVED_AT)} choices of sizes"


def _equal_at(sides: tuple[Expression, Expression], known: tuple[Variable, ...], at: dict[str, int]) -> bool:
    import sympy

    values = {}
    for variable in dict.fromkeys((*known, *(v for side in sides for v in variables(side)))):
        shape = tuple(_length(size, at) for size in variable.shape)
        entries = sympy.symbols(f"{variable.name}_:{shape[0] * shape[1]}", real=True)
        values[variable.name] = np.array(entries, dtype=object).reshape(shape)
    first, second = (run(side, values, at, symbolic()) for side in sides)
    if first.shape != second.shape:
        return False
    return all(sympy.simplify(a - b) == 0 for a, b in zip(first.flat, second.flat, strict=True))


def _length(size: Size, at: Mapping[str, int]) -> int:
    return size if isinstance(size, int) else at[size]
