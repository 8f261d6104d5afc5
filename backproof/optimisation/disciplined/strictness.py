"""Strict convexity: the affine parts along which a formula bends, wherever these are not constant.

Of a sum, those of its addends; of f(u), with u affine and f strictly convex, u; of f(g), with f convex and
strictly monotone, those of g: f(g(m)) < f(mean of g) at the middle m of a segment on which g bends.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import sympy

from backproof.calculus.derivation.positivity import congruence, is_definite, is_positive, split
from backproof.calculus.language.blocks import Blocks
from backproof.calculus.language.expression import (
    Add,
    Divide,
    Elementwise,
    MatMul,
    Multiply,
    Negate,
    Number,
    Power,
    Reduce,
    Structural,
    Subtract,
    Transpose,
    Variable,
)
from backproof.calculus.language.traversal import names_in
from backproof.calculus.language.tree import Expression
from backproof.optimisation.disciplined.addends import addends
from backproof.optimisation.disciplined.analysis import analyse
from backproof.optimisation.disciplined.node import UndecidedError, depends, sign_of

# Functions of each entry that are strictly convex and, below, strictly concave.
_STRICT = ("exp", "cosh", "softplus")
_STRICT_NEGATIVES = ("log", "sqrt")


def bends(part: Expression, sign: int, names: frozenset[str]) -> Iterator[Expression]:
    """Yield affine parts: on segments that change one, `part` is strictly convex (sign -1: concave).

    Nothing is yielded unless all addends are shown to be convex (concave).
    """
    found = [(a.core, sign * a.sign) for a in addends(part, names) if depends(a.core, names)]
    if not all(_is_curved(core, own, names) for core, own in found):
        return
    for core, own in found:
        yield from _of_core(core, own, names)


def covers(affine: Collection[Expression], names: Collection[str]) -> bool:
    """Return whether every segment in the variables changes one of some affine parts."""
    flat = [inner for part in affine for inner in _entries(part)]
    own = [(part, names_in(part) & set(names)) for part in flat]
    alone = {name for part, found in own for name in found if found == {name} and is_shifted(part, name)}
    return alone >= set(names) or _has_full_rank(flat, names)


def is_shifted(part: Expression, name: str) -> bool:
    """Return whether a part is the variable, its negative or its transpose, plus a constant."""
    names = frozenset((name,))
    match part:
        case Variable():
            return part.name == name
        case Negate(inner) | Transpose(inner):
            return is_shifted(inner, name)
        case Add(left, right) | Subtract(left, right):
            if depends(left, names) and depends(right, names):
                return False
            return is_shifted(left if depends(left, names) else right, name)
    return False


def _entries(part: Expression) -> Iterator[Expression]:
    if isinstance(part, Blocks):
        for block in part.blocks:
            yield from _entries(block)
    else:
        yield part


def _has_full_rank(affine: Collection[Expression], names: Collection[str]) -> bool:
    """Return whether sums of multiples of the variables determine these."""
    rows = [[_coefficient(part, name) for name in names] for part in affine]
    known = [row for row in rows if sympy.nan not in row]
    return bool(known) and sympy.Matrix(known).rank() == len(names)


def _coefficient(part: Expression, name: str) -> Any:  # noqa: PLR0911 (one per form)
    """Return the number by which a variable of the same shape is multiplied; nan if there is none."""
    if not depends(part, frozenset((name,))):
        return sympy.S.Zero
    match part:
        case Variable():
            return sympy.S.One
        case Negate(inner):
            return -_coefficient(inner, name)
        case Add(left, right) | Subtract(left, right) if left.shape == right.shape:
            sign = 1 if isinstance(part, Add) else -1
            return _coefficient(left, name) + sign * _coefficient(right, name)
        case Multiply(Number(value), inner):
            return sympy.Rational(value) * _coefficient(inner, name)
        case Divide(inner, Number(value)):
            return _coefficient(inner, name) / sympy.Rational(value)
    return sympy.nan


def _is_curved(part: Expression, sign: int, names: frozenset[str]) -> bool:
    try:
        node = analyse(part, names)
    except UndecidedError:
        return False
    return node.is_convex if sign > 0 else node.is_concave


def _is_affine(part: Expression, names: frozenset[str]) -> bool:
    return _is_curved(part, 1, names) and _is_curved(part, -1, names)


def _of_core(part: Expression, sign: int, names: frozenset[str]) -> Iterator[Expression]:
    match part:
        case Elementwise(function, inner) if function.name == "log" and sign > 0:
            yield from _of_exponentials(inner, names)
        case Elementwise(function, inner):
            known = _STRICT if sign > 0 else _STRICT_NEGATIVES
            rises = function.name in ("exp", "softplus", *_STRICT_NEGATIVES)
            if function.name in known:
                yield from _composed(inner, sign if rises else 0, names)
        case Power(base, _):
            yield from _of_power(part, base, sign, names)
        case Reduce("sum", inner):
            yield from bends(inner, sign, names)
        case Reduce("logdet", inner) if sign < 0:
            yield from _composed(inner, 0, names)
        case Multiply(left, Elementwise(function, inner)) if sign > 0:
            if function.name == "log" and left == inner and _is_affine(inner, names):
                yield inner
    if sign > 0:
        yield from _of_form(part, names)


def _composed(inner: Expression, sign: int, names: frozenset[str]) -> Iterator[Expression]:
    """Yield an affine argument, or what bends one that a strictly monotone function is applied to."""
    if _is_affine(inner, names):
        yield inner
    elif sign:
        yield from bends(inner, sign, names)


def _of_exponentials(whole: Expression, names: frozenset[str]) -> Iterator[Expression]:
    """Yield the exponents of log(c + exp(u) + ...) with c > 0: it is affine along equal exponents alone."""
    constants, exponents = [], []
    for addend in addends(whole, names):
        inner = addend.core.operand if isinstance(addend.core, Reduce) else addend.core
        if not depends(inner, names):
            constants.append(addend.sign > 0 and is_positive(addend.core))
        elif isinstance(inner, Elementwise) and inner.function.name == "exp" and addend.sign > 0:
            exponents.append(inner.operand)
        else:
            return
    if any(constants) and all(constants) and all(_is_affine(u, names) for u in exponents):
        yield from exponents


def _of_power(part: Power, base: Expression, sign: int, names: frozenset[str]) -> Iterator[Expression]:
    p, is_nonnegative = part.exponent, sign_of(base) > 0
    if sign < 0:
        if 0 < p < 1:
            yield from _composed(base, -1, names)
    elif p < 0:
        yield from _composed(base, -1, names)
    elif p > 1 and isinstance(base, Reduce) and base.name == "norm" and _is_affine(base.operand, names):
        yield base.operand
    elif p > 1 and isinstance(base, Elementwise) and base.function.name == "abs":
        yield from _composed(base.operand, 0, names)
    elif p > 1 and (p % 2 == 0 or p.denominator % 2 == 0 or is_nonnegative):
        yield from _composed(base, 1 if is_nonnegative or p.denominator % 2 == 0 else 0, names)


def _of_form(part: Expression, names: frozenset[str]) -> Iterator[Expression]:
    """Yield the argument of a definite form; of the root of a form and a positive constant; of tr(X^-1)."""
    match part:
        case MatMul() if part.is_scalar:
            yield from _of_product(part, names)
        case Reduce("tr", MatMul() as product):
            yield from _of_product(product, names)
        case Reduce("tr", Structural("inv", inner)) if _is_affine(inner, names):
            yield inner
        case Elementwise(function, inner) if function.name == "sqrt":
            found = [a for a in addends(inner, names) if a.sign > 0]
            if any(not depends(a.core, names) and is_positive(a.core) for a in found):
                yield from bends(inner, 1, names)
        case Divide(left, right) if not depends(left, names) and is_positive(left):
            yield from _composed(right, -1, names)


def _of_product(product: MatMul, names: frozenset[str]) -> Iterator[Expression]:
    """Yield z of a product z^T S z with S definite, or z^T z."""
    if split(product)[0] or not (halves := congruence(product)):
        return
    middle, factors = halves
    if middle is not None and (depends(middle, names) or not is_definite(middle)):
        return
    whole = factors[0]
    for factor in factors[1:]:
        whole = MatMul(whole, factor)
    if _is_affine(whole, names):
        yield whole
