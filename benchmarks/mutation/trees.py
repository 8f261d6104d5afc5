"""Wrong versions of an expression: one node changed at one place, the shapes still fitting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from backproof.calculus.language.expression import (
    Add,
    Divide,
    Elementwise,
    Eye,
    MatMul,
    Multiply,
    Named,
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
from backproof.calculus.language.traversal import variables, without_names
from backproof.calculus.language.tree import Expression, to_text
from backproof.diagnostic import InputError

Change = tuple[str, Callable[[], Expression]]
_SLIGHT = Fraction(10**12 + 1, 10**12)
LARGE = 20
RELU = FUNCTIONS["relu"]
MISTAKEN = {
    "softplus": ("sigmoid", "exp", "relu", "tanh"),
    "sigmoid": ("softplus", "tanh", "exp"),
    "tanh": ("sigmoid", "sin"),
    "arctan": ("tanh", "sin"),
    "exp": ("softplus", "log"),
    "log": ("sqrt", "softplus"),
    "sin": ("cos", "tanh"),
    "cos": ("sin", "exp"),
    "sqrt": ("log", "exp"),
}
REDUCED = {
    "sum": ("norm1", "norm", "lse"),
    "norm": ("norm1", "sum"),
    "tr": ("sum", "det"),
    "det": ("tr", "logdet"),
}
STRUCTURED = {
    "softmax": ("rowsoftmax",),
    "rowsoftmax": ("inv",),
    "rowsum": ("diagvec", "rowlse"),
    "colsum": ("rowsum",),
    "diagvec": ("rowsum", "rowlse"),
}


def mutants(
    claimed: Expression, more: tuple[Expression, ...] = (), *, by_name: bool = False
) -> Iterator[tuple[str, Expression]]:
    """Each distinct wrong expression with the kind of its fault; `more` are values to mistake for others.

    With `by_name` the named parts stay whole, as a line of a derivation has them.
    """
    whole = claimed if by_name else without_names(claimed)
    known = tuple(dict.fromkeys((*variables(whole), *more)))
    seen = {to_text(whole)}
    for node, rebuild in places(whole):
        for kind, make in changes(node, known):
            try:
                wrong = rebuild(make())
            except InputError:
                continue
            if to_text(wrong) not in seen:
                seen.add(to_text(wrong))
                yield kind, wrong


def places(whole: Expression) -> Iterator[tuple[Expression, Callable[[Expression], Expression]]]:
    """Every occurrence of every node, with the way to build the whole anew around another node."""
    yield whole, lambda new: new
    if isinstance(whole, Named):
        return
    for index, child in enumerate(whole.children):
        for node, rebuild in places(child):
            yield node, _around(whole, index, rebuild)


def _around(
    parent: Expression, index: int, rebuild: Callable[[Expression], Expression]
) -> Callable[[Expression], Expression]:
    def build(new: Expression) -> Expression:
        children = list(parent.children)
        children[index] = rebuild(new)
        return parent.with_children(*children)

    return build


def changes(node: Expression, known: tuple[Expression, ...]) -> Iterator[Change]:
    """The faults that fit any node, then those of its own kind."""
    yield "sign", lambda: node.operand if isinstance(node, Negate) else Negate(node)
    yield "factor", lambda: Multiply(Number(Fraction(2)), node)
    yield "factor", lambda: Multiply(Number(Fraction(1, 2)), node)
    yield "slight factor", lambda: Multiply(Number(_SLIGHT), node)
    if isinstance(node, Transpose):
        yield "transpose dropped", lambda: node.operand
    elif not node.is_scalar:
        yield "transpose added", lambda: Transpose(node)
    yield from _of_operation(node)
    yield from _of_name(node)
    if isinstance(node, Variable | Named):
        yield from _of_variable(node, known)
    yield from _of_size(node)


def _of_operation(node: Expression) -> Iterator[Change]:
    match node:
        case Number(value):
            yield "wrong number", lambda: Number(value + 1)
            yield "wrong number", lambda: Number(value - 1)
        case MatMul(left, right):
            yield "operands swapped", lambda: MatMul(right, left)
            yield "factor dropped", lambda: left
            yield "factor dropped", lambda: right
            yield "Hadamard for product", lambda: Multiply(left, right)
            yield from _of_chain(node)
        case Subtract(left, right) | Divide(left, right):
            yield "operands swapped", lambda: type(node)(right, left)
            yield "operand dropped", lambda: left
            yield "operation", lambda: (Add if isinstance(node, Subtract) else Multiply)(left, right)
        case Add(left, right):
            yield "operand dropped", lambda: left
            yield "operand dropped", lambda: right
            yield "operation", lambda: Subtract(left, right)
        case Multiply(left, right):
            yield "chain factor dropped", lambda: left
            yield "chain factor dropped", lambda: right
            yield "operation", lambda: Divide(left, right)
            yield "operation", lambda: MatMul(left, right)
        case Power(base, exponent):
            yield "exponent", lambda: Power(base, exponent + 1)
            yield "exponent", lambda: Power(base, exponent - 1)
            yield "exponent", lambda: base


def _of_chain(node: MatMul) -> Iterator[Change]:
    """A product of three in another order."""
    match node:
        case MatMul(MatMul(a, b), c):
            yield "order of a product", lambda: MatMul(MatMul(a, c), b)
            yield "order of a product", lambda: MatMul(MatMul(b, a), c)
            yield "order of a product", lambda: MatMul(MatMul(c, b), a)


def _of_name(node: Expression) -> Iterator[Change]:
    match node:
        case Elementwise(function, operand):
            yield "function left out", lambda: operand
            for name in MISTAKEN.get(function.known_as, ()):
                yield "function for its derivative", lambda name=name: Elementwise(FUNCTIONS[name], operand)
        case Reduce(name, operand):
            for other in REDUCED.get(name, ()):
                yield "reduction", lambda other=other: Reduce(other, operand)
        case Structural(name, operand):
            yield "operation left out", lambda: operand
            for other in STRUCTURED.get(name, ()):
                yield "operation", lambda other=other: Structural(other, operand)
        case Ones(rows, _):
            yield "ones for identity", lambda: Eye(rows)
            yield "wrong number", lambda: Multiply(Number(Fraction(0)), node)
        case Eye(size):
            yield "ones for identity", lambda: Ones(size, size)


def _of_variable(node: Expression, known: tuple[Expression, ...]) -> Iterator[Change]:
    for other in known:
        if other != node:
            yield "wrong variable", lambda other=other: other
            yield "wrong variable", lambda other=other: Transpose(other)
    yield "only for negative values", lambda: Elementwise(RELU, node)
    yield "only for positive values", lambda: Negate(Elementwise(RELU, Negate(node)))
    threshold = Multiply(Number(Fraction(LARGE)), Ones(*node.shape))
    yield "only for large values", lambda: Subtract(node, Elementwise(RELU, Subtract(node, threshold)))
    yield "only for large values", lambda: Add(node, Elementwise(RELU, Negate(Add(node, threshold))))


def _of_size(node: Expression) -> Iterator[Change]:
    """Right but for one length: a factor that is 1 unless a size is 1, 2 or above 2."""
    sizes = [size for size in node.shape if isinstance(size, str)]
    if not isinstance(node, Variable | Named) or not sizes:
        return
    length = Reduce("sum", Ones(sizes[0]))
    for kind, distance in (
        ("only for length 1", Subtract(Number(Fraction(3, 2)), length)),
        ("only for lengths above 2", Subtract(length, Number(Fraction(5, 2)))),
    ):
        excess = Add(Number(Fraction(1)), Elementwise(RELU, distance))
        yield kind, lambda excess=excess: Multiply(excess, node)
