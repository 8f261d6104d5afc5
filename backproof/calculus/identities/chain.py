"""Chains of equal expressions, each with a reason: one side of an identity brought to its normal form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from backproof.calculus.identities.reductions import Reason, Reducer
from backproof.calculus.identities.words import Polynomial, simplified
from backproof.calculus.language.expression import (
    Add,
    Divide,
    Elementwise,
    Eye,
    MatMul,
    Multiply,
    Negate,
    Power,
    Reduce,
    Structural,
    Subtract,
    Transpose,
)
from backproof.calculus.language.regroup import factors_of
from backproof.calculus.language.scalar_functions.elementwise import FUNCTIONS
from backproof.calculus.language.traversal import substitute, variables, without_names
from backproof.calculus.language.tree import Expression, fold, over, walk

_MOST_LINES = 24


@dataclass(frozen=True)
class Link:
    """An expression that equals the one before it, and why: laws, of which some are hypotheses."""

    expression: Expression
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Side:
    """A side of an identity, brought to normal form: its links from the side as stated, and the end."""

    links: tuple[Link, ...]
    end: Polynomial


def brought_down(side: Expression, reducer: Reducer) -> Side:
    """Return the chain from an expression to its normal form."""
    links = list(_put_in(without_names(side), reducer.definitions))
    for reason, visit in _ON_EXPRESSIONS:
        _extend(links, fold(links[-1].expression, visit), ((reason, ""),))
    expander = reducer.expander
    expander.notes.clear()
    polynomial = expander.of(links[-1].expression)
    notes = tuple((note, "") for note in expander.notes)
    is_law_alone = notes and not _has_product_of_sums(links[-1].expression)
    _extend(links, expander.expression(polynomial), notes if is_law_alone else (*notes, _MULTIPLIED))
    for reasons, shorter in _reduced(polynomial, reducer):
        polynomial = shorter
        _extend(links, expander.expression(polynomial), reasons)
    return Side(tuple(links), polynomial)


def _put_in(side: Expression, definitions: Mapping[str, tuple[Expression, Expression]]) -> Iterator[Link]:
    """Yield an expression, and what it becomes with one definition after the other."""
    yield Link(side)
    for _ in definitions:
        for text, (variable, value) in definitions.items():
            if variable in variables(side):
                side = substitute(side, {variable: value})
                yield Link(side, (("equation", text),))


_MULTIPLIED: Reason = ("multiplied out", "")
_COLLECTED: Reason = ("collected", "")


def _reduced(polynomial: Polynomial, reducer: Reducer) -> Iterator[tuple[tuple[Reason, ...], Polynomial]]:
    """Yield a polynomial after each reason for which it gets shorter, and collected at the end."""
    for _ in range(_MOST_LINES):
        reasons = reducer.reasons(polynomial)
        for reason in reasons:
            reducer.expander.notes.clear()
            after = reducer.by(reason, polynomial)
            if after.terms != polynomial.terms:
                break
        else:
            break
        polynomial = after
        notes = [(note, "") for note in reducer.expander.notes if note != reason[0]]
        yield (reason, *notes), polynomial
    yield (_COLLECTED,), simplified(polynomial)


def _has_product_of_sums(expression: Expression) -> bool:
    products = (node for node in walk(expression) if isinstance(node, MatMul | Multiply | Power | Divide))
    return any(isinstance(child, Add | Subtract) for node in products for child in node.children)


def _extend(links: list[Link], expression: Expression, reasons: tuple[Reason, ...]) -> None:
    """Add an expression to the chain, unless it is the last one up to the order of addends and factors."""
    if _unordered(expression) != _unordered(links[-1].expression):
        links.append(Link(expression, reasons))


def joined(left: Side, right: Side) -> tuple[Link, ...]:
    """Return the chain from the left side to the right one, which have the same normal form.

    It goes over the first expression that both chains have.
    """
    places = {_unordered(link.expression): place for place, link in reversed(list(enumerate(right.links)))}
    meeting = next((i for i, link in enumerate(left.links) if _unordered(link.expression) in places), None)
    if meeting is None:
        # The forms are equal, but for the order of their terms.
        *start, last = right.links
        down, up = left.links, (*start, Link(left.links[-1].expression, last.reasons))
    else:
        down = left.links[: meeting + 1]
        up = right.links[: places[_unordered(down[-1].expression)] + 1]
    # Backwards, the reason of a link is that of the one before.
    back = [
        Link(before.expression, after.reasons) for before, after in zip(up[-2::-1], up[:0:-1], strict=True)
    ]
    return (*down, *back)


def _unordered(expression: Expression) -> Hashable:
    """Return a key that expressions with another order of addends and scalar factors share."""
    return fold(expression, _of_node)


def _of_node(node: Expression, parts: list[Hashable]) -> Hashable:
    match node:
        case Add() | Subtract() | Negate():
            return "sum", frozenset(Counter(_signed(node, parts)).items())
        case Multiply() | MatMul():
            found = [_factors(*pair) for pair in zip(node.children, parts, strict=True)]
            matrices = [item for _, factors in found for item in factors]
            matrices = matrices if isinstance(node, MatMul) else sorted(matrices, key=repr)
            numbers = Counter(item for factors, _ in found for item in factors)
            if node.is_scalar and matrices:
                numbers[tuple(matrices)] += 1
                matrices = []
            return "product", frozenset(numbers.items()), tuple(matrices)
        case _ if not node.children:
            return node
    return (
        type(node).__name__,
        getattr(node, "name", getattr(node, "exponent", "")),
        str(getattr(node, "function", "")),
        tuple(parts),
    )


def _signed(node: Expression, parts: list[Hashable]) -> Iterator[tuple[int, Hashable]]:
    """Yield the addends with their signs."""
    signs = {"Add": (1, 1), "Subtract": (1, -1), "Negate": (-1,)}[type(node).__name__]
    for sign, part in zip(signs, parts, strict=True):
        if isinstance(part, tuple) and part[0] == "sum":
            for (inner, item), count in part[1]:
                yield from [(sign * inner, item)] * count
        else:
            yield sign, part


def _factors(child: Expression, part: Hashable) -> tuple[list[Hashable], list[Hashable]]:
    """Return the factors of a product that are numbers, and the others."""
    if isinstance(part, tuple) and part[0] == "product":
        return [item for item, count in part[1] for _ in range(count)], list(part[2])
    return ([part], []) if child.is_scalar else ([], [part])


def _norms(node: Expression, children: list[Expression]) -> Expression:
    """Write out norms: of a vector as the root of v^T v, of a matrix as the root of a trace."""
    node = over(node, children)
    match node:
        case Power(Elementwise(function, inner), exponent) if function.name == "sqrt":
            halved = exponent / 2
            return inner if halved == 1 else Power(inner, halved)
        case Reduce("norm", inner) if not inner.is_scalar:
            square: Expression = MatMul(Transpose(inner), inner)
            return Elementwise(FUNCTIONS["sqrt"], square if square.is_scalar else Reduce("tr", square))
    return node


def _cancelled(node: Expression, children: list[Expression]) -> Expression:
    """Cancel factors beside their inverses."""
    node = over(node, children)
    if not isinstance(node, MatMul):
        return node
    factors: list[Expression] = []
    for factor in factors_of(node):
        if factors and factor in (_inverse(factors[-1]), *_inverted(factors[-1])):
            factors[-1] = Eye(factor.shape[0])
        elif factors and isinstance(factors[-1], Eye):
            factors[-1] = factor
        elif not (factors and isinstance(factor, Eye)):
            factors.append(factor)
    if len(factors) > 1 and isinstance(factors[0], Eye):
        factors = factors[1:]
    if len(factors) > 1 and isinstance(factors[-1], Eye):
        factors = factors[:-1]
    return node if len(factors) == len(factors_of(node)) else reduce(MatMul, factors)


def _inverse(factor: Expression) -> Expression | None:
    is_square = factor.shape[0] == factor.shape[1]
    return Structural("inv", factor) if is_square and not factor.is_scalar else None


def _inverted(factor: Expression) -> tuple[Expression, ...]:
    return (factor.operand,) if isinstance(factor, Structural) and factor.name == "inv" else ()


def _transposes(node: Expression, children: list[Expression]) -> Expression:
    """Move transposes to the factors and addends."""
    node = over(node, children)
    if isinstance(node, MatMul) and any(isinstance(child, Transpose) for child in walk(node)):
        return reduce(MatMul, factors_of(node))
    return _transposed(node.operand, node) if isinstance(node, Transpose) else node


def _transposed(inner: Expression, node: Expression | None = None) -> Expression:  # noqa: PLR0911 (one per kind)
    """Return the transpose of an expression, at its parts."""
    match inner:
        case _ if inner.is_scalar:
            return inner
        case Transpose(operand):
            return operand
        case MatMul(left, right):
            return reduce(MatMul, [_transposed(factor) for factor in reversed(factors_of(inner))])
        case Add(left, right) | Subtract(left, right):
            return type(inner)(_transposed(left), _transposed(right))
        case Negate(operand):
            return Negate(_transposed(operand))
        case Multiply(left, right) if left.is_scalar:
            return Multiply(left, _transposed(right))
        case Eye():
            return inner
    return node or Transpose(inner)


_Visit = Callable[[Expression, list[Expression]], Expression]
_ON_EXPRESSIONS: Sequence[tuple[str, _Visit]] = (
    ("norm", _norms),
    ("inverse", _cancelled),
    ("transposes", _transposes),
)
