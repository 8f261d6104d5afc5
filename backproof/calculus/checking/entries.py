"""Comparison of a claimed derivative with sympy's, entry by entry, in exact arithmetic."""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from backproof.answer import Check
from backproof.calculus.checking.claim import Claim
from backproof.calculus.checking.points.parametrised import worlds
from backproof.calculus.checking.points.sampling import points
from backproof.calculus.checking.verify import DIGITS, Pair, compared, judged, valued
from backproof.calculus.evaluation.arithmetic import Array, multiprecision, symbolic
from backproof.calculus.evaluation.cases import Cases, Point, in_numbers
from backproof.calculus.evaluation.evaluate import run
from backproof.calculus.language.expression import Joint, MatMul, Reduce, Structural, Variable
from backproof.calculus.language.scalar_functions.user_functions import written_out
from backproof.calculus.language.traversal import variables
from backproof.calculus.language.tree import Expression, fold
from backproof.calculus.primitives.matrix_operations import OPERATION

_LONGEST_IN_SYMPY = 1500


def entry_by_entry(
    expression: Expression, wrt: Variable, claimed: Expression, kind: str = "gradient", *, subject: str = ""
) -> tuple[Check, ...]:
    """Check `claimed` against sympy's derivative of each entry; no check if that would take too long."""
    whole = Claim(written_out(expression), wrt, written_out(claimed), kind)
    found: list[tuple[Pair, Point]] = []
    for values in worlds((whole.expression, whole.claimed), keep=wrt.name):
        claim = whole.put(values)
        small = _short_for_sympy(claim, points(*claim.sides))
        found += compared(partial(_by_entries, claim), small)
    return (judged("sympy, entry by entry", subject or whole.subject, found),) if found else ()


def _short_for_sympy(claim: Claim, where: Sequence[Point]) -> list[Point]:
    """Return up to two of the points, those at which sympy's expressions are shortest."""
    priced = sorted((_length_in_sympy(claim, point, [claim.wrt]), i) for i, point in enumerate(where))
    return [where[i] for length, i in priced[:2] if length <= _LONGEST_IN_SYMPY]


def _length_in_sympy(claim: Claim, point: Point, symbols: Collection[Variable]) -> int:
    """Estimate the cost: operations on symbols per expanded entry, times the number of derivatives."""

    def visit(node: Expression, children: list[int]) -> int:
        if not any(children):
            return int(node in symbols)
        inner = in_numbers(node.children[0].shape, point.sizes)
        if isinstance(node, MatMul):
            return inner[1] * (sum(children) + 1)
        if isinstance(node, Structural | Reduce) and OPERATION[node.name].nonsingular:
            return math.factorial(inner[0]) * inner[0] * (children[0] + 1)
        if isinstance(node, Joint):
            return (sum(children) + 1) * math.prod(in_numbers(node.left.shape, point.sizes))
        if isinstance(node, Structural | Reduce) and node.name != "diag":
            return inner[0] * inner[1] * (children[0] + 1)
        return sum(children) + 1

    entries = point.values[claim.wrt.name].size
    return fold(claim.expression, visit) * int(entries**claim.order)


def _by_entries(claim: Claim, cases: Cases) -> Iterator[Pair]:
    arithmetic = multiprecision(DIGITS)
    claimed = valued(claim.claimed, cases.exactly(arithmetic), arithmetic)
    for index, got in enumerate(claimed):
        yield _derivatives(claim, cases[index]), got


def _derivatives(claim: Claim, point: Point) -> Array:
    """Evaluate sympy's derivative of every entry by every entry in high precision at rational values."""
    import sympy

    symbols = {variable.name: _entries(variable.name, point) for variable in _as_symbols(claim, point)}
    exact = {name: symbolic().array(value) for name, value in point.values.items()}
    value = run(claim.expression, exact | symbols, point.sizes, symbolic())
    at = {s: v for name in symbols for s, v in zip(symbols[name].flat, exact[name].flat, strict=True)}
    entries, digits = symbols[claim.wrt.name].ravel(), _Digits(at)
    derivatives = [
        [digits(sympy.diff(entry, *chosen)) for entry in value.flat]
        for chosen in itertools.product(entries, repeat=claim.order)
    ]
    shape = (entries.size, -1) if claim.order == 2 else (entries.size, *value.shape)
    arranged = claim.arranged(np.array(derivatives, dtype=object).reshape(shape))
    return arranged.reshape(claim.expected_shape(point))


def _as_symbols(claim: Claim, point: Point) -> Sequence[Variable]:
    """Return all variables, since sympy is faster with symbols than numbers, unless there are too many."""
    every = tuple(dict.fromkeys((*variables(claim.expression), claim.wrt)))
    return every if _length_in_sympy(claim, point, every) <= _LONGEST_IN_SYMPY else (claim.wrt,)


def _entries(name: str, point: Point) -> Array:
    import sympy

    shape = point.values[name].shape
    return np.array(sympy.symbols(f"{name}_:{math.prod(shape)}", real=True), dtype=object).reshape(shape)


class _Digits:
    """High-precision evaluation of sympy's expressions, with common subexpressions evaluated once."""

    def __init__(self, at: Mapping[Any, Any]) -> None:
        from backproof.calculus.language.scalar_functions.symbolic import NAME_OF

        self.at, self.names = at, NAME_OF
        self.arithmetic = multiprecision(DIGITS)
        self.known: dict[Any, Any] = {}

    def __call__(self, part: Any) -> Any:
        if part not in self.known:
            self.known[part] = self._value(part)
        return self.known[part]

    def _value(self, part: Any) -> Any:
        if part.is_Add:
            return sum(map(self, part.args))
        if part.is_Mul:
            return math.prod(map(self, part.args))
        if part.is_Pow:
            return self(part.base) ** self(part.exp)
        name = self.names.get(type(part))
        if name is not None:
            return self.arithmetic.functions[name](self(part.args[0]))
        number = self.at.get(part, part)
        if number.is_Rational:
            return self.arithmetic.scalar(Fraction(int(number.p), int(number.q)))
        return self.arithmetic.exact(part.evalf(DIGITS, subs=self.at))
