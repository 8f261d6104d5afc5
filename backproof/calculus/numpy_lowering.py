"""From expressions to pieces of NumPy code: broadcasting, solve for inverses, sums for ones and traces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from backproof.calculus.elementwise import FUNCTIONS
from backproof.calculus.expression import (
    Add,
    Divide,
    Elementwise,
    Expression,
    Eye,
    MatMul,
    Multiply,
    Named,
    Negate,
    Number,
    Ones,
    Power,
    Reduce,
    Size,
    Structural,
    Subtract,
    Transpose,
    Variable,
)
from backproof.calculus.numpy_ops import Binding, Op, Ops
from backproof.calculus.numpy_products import diagonal, has_outer_ones, product, trace
from backproof.calculus.text import number_text
from backproof.calculus.traversal import walk

SIGNS: dict[type[Expression], str] = {Add: "+", Subtract: "-", Multiply: "*", Divide: "/"}


class Lowering:
    """The code of each part of some expressions, equal parts being one piece.

    A part may be lowered loosely: to something smaller that broadcasts to its shape where it is used.
    """

    def __init__(
        self,
        expressions: Sequence[Expression],
        helpers: Mapping[str, str],
        arguments: Sequence[Variable] = (),
    ) -> None:
        self.ops = Ops()
        self.helpers = helpers
        self.memo: dict[tuple[Expression, bool], Op] = {}
        nodes = list(dict.fromkeys(node for expression in expressions for node in walk(expression)))
        self.uses = Counter(child for node in nodes for child in node.children)
        found = (node for node in nodes if isinstance(node, Variable))
        self.variables = list(dict.fromkeys([*found, *arguments]))
        self.free_sizes: dict[str, None] = {}
        self.softplus: set[Op] = set()
        for node in nodes:
            if isinstance(node, Elementwise) and node.function.name == "softplus" and not helpers:
                self.softplus.add(self.lower(node.operand))

    def whole(self, expression: Expression) -> Op:
        """The code of an expression, of a named part the code of its value."""
        return self.lower(expression.value if isinstance(expression, Named) else expression)

    def lower(self, node: Expression, loose: bool = False) -> Op:
        """The code of a part; `loose` where its consumer broadcasts."""
        key = node, loose
        if key not in self.memo:
            self.memo[key] = LOWERED[type(node)](self, node, loose)
        return self.memo[key]

    def is_shared(self, node: Expression) -> bool:
        """Whether the part is used more than once, so that a product with it stays whole."""
        return self.uses[node] > 1 and not isinstance(node, Transpose)

    def is_thin(self, node: Expression) -> bool:
        """Whether a loose form of the part is smaller than its shape."""
        match node:
            case Ones():
                return not node.is_scalar
            case MatMul():
                return has_outer_ones(node, self)
            case Add() | Subtract() | Multiply() | Divide():
                return (
                    all(self.is_thin(side) or side.is_scalar for side in node.children) and not node.is_scalar
                )
            case Negate(part) | Elementwise(_, part) | Power(part, _):
                return self.is_thin(part)
        return False

    def entrywise(self, node: Any, loose: bool) -> Op:
        """A sum, difference, Hadamard product or quotient: one side may broadcast against the other."""
        thin = [self.is_thin(side) for side in node.children]
        first = loose or (thin[0] and not thin[1])
        left, right = self.lower(node.left, first), self.lower(node.right, loose or (thin[1] and not first))
        join = self.ops.sum if isinstance(node, Add | Subtract) else self.ops.product
        return join(left, right, SIGNS[type(node)])

    def multiplied(self, node: Multiply | Divide, loose: bool) -> Op:
        """A product or quotient: with a scalar a scaled chain, otherwise entry by entry."""
        scalar_on_right = node.right.is_scalar
        if scalar_on_right or (isinstance(node, Multiply) and node.left.is_scalar):
            return product(node, self, loose)
        if isinstance(node, Divide) and node.left.is_scalar:
            return self.ops.product(self.lower(node.left), self.lower(node.right, loose), "/")
        return self.entrywise(node, loose)

    def function(self, node: Elementwise, loose: bool) -> Op:
        """A function of every entry, spelled so that it does not overflow."""
        stepped = _of_step(node)
        if stepped is not None:
            return self.ops.call("np.heaviside({}, 0)", self.lower(stepped, loose))
        operand, name = self.lower(node.operand, loose), node.function.name
        if name in self.helpers:
            return self.ops.call(self.helpers[name] + "({})", operand)
        if name == "sigmoid" and operand in self.softplus:
            # sigmoid(z) = exp(z - softplus(z)), and softplus(z) is needed anyway.
            softplus = self.ops.call(FUNCTIONS["softplus"].numpy, operand, hint="softplus")
            return self.ops.call("np.exp({})", self.ops.sum(operand, softplus, "-"))
        template = FUNCTIONS[name].numpy
        if "-{}" in template:
            operand, template = self.ops.opposite(operand), template.replace("-{}", "{}")
        return self.ops.call(template, operand)

    def power(self, node: Power, loose: bool) -> Op:
        """A power; ‖x‖² as a sum of squares, and small powers of arrays as products of squares."""
        base, exponent = node.base, node.exponent
        if (
            isinstance(base, Reduce)
            and base.name == "norm"
            and exponent.denominator == 1
            and exponent % 2 == 0
        ):
            squares = self.ops.call("np.sum({})", self.squared(self.lower(base.operand)))
            return squares if exponent == 2 else self.ops.power(squares, str(exponent / 2))
        op = self.lower(base, loose)
        if not node.is_scalar and exponent in (3, 4):
            square = self.squared(op)
            return self.ops.product(square, op, "*") if exponent == 3 else self.squared(square)
        if exponent == Fraction(1, 2):
            return self.ops.call("np.sqrt({})", op)
        # A negative integer power of an integer array is refused by NumPy, a float one is not.
        text = str(exponent) if exponent.denominator == 1 and exponent > 0 else repr(float(exponent))
        return self.ops.power(op, text)

    def squared(self, op: Op) -> Op:
        """The square of every entry."""
        return self.ops.power(op, "2")

    def size(self, size: Size) -> str:
        """A size in code: taken from the shape of a variable, or else a name of its own."""
        if isinstance(size, int):
            return str(size)
        for variable in self.variables:
            if size in variable.shape:
                return f"{variable.name}.shape[{variable.shape.index(size)}]"
        self.free_sizes[size] = None
        return size

    def ones(self, node: Ones, loose: bool) -> Op:
        """Ones: the number 1 where it broadcasts."""
        if loose or node.is_scalar:
            return self.ops.name("1")
        for variable in self.variables:
            if variable.shape == node.shape:
                return self.ops.call(f"np.ones_like({variable.name})")
        return self.ops.call(f"np.ones(({self.size(node.rows)}, {self.size(node.columns)}))")

    def eye(self, node: Eye) -> Op:
        """The identity."""
        return self.ops.call(f"np.eye({self.size(node.size)})")

    def reduced(self, node: Reduce) -> Op:
        """A scalar of all entries."""
        if node.operand.is_scalar and node.name in OF_SCALAR:
            operand = self.lower(node.operand)
            template = OF_SCALAR[node.name]
            return operand if template == "{}" else self.ops.call(template, operand)
        if node.name == "tr":
            return trace(node.operand, self)
        if node.name == "sum" and isinstance(node.operand, Ones) and node.operand.columns == 1:
            return self.ops.name(self.size(node.operand.rows))
        operand = self.lower(node.operand)
        if node.name == "lse":
            top, _, total = self.shifted(operand, "")
            return self.ops.sum(top, self.ops.call("np.log({})", total), "+")
        return self.ops.call(REDUCED[node.name], operand)

    def structured(self, node: Structural) -> Op:
        """An operation on the matrix as a whole."""
        if node.operand.is_scalar:
            return self.of_scalar(node)
        if node.name == "diagvec":
            return diagonal(node.operand, self)
        operand = self.lower(node.operand)
        axis = ", axis=1, keepdims=True" if node.name.startswith("row") else ""
        if node.name in ("softmax", "rowsoftmax"):
            _, exponentials, total = self.shifted(operand, axis)
            return self.ops.product(exponentials, total, "/")
        if node.name == "rowlse":
            top, _, total = self.shifted(operand, axis)
            return self.ops.sum(top, self.ops.call("np.log({})", total), "+")
        return self.ops.call(STRUCTURED[node.name], operand)

    def of_scalar(self, node: Structural) -> Op:
        """An operation on a 1×1 matrix."""
        operand = self.lower(node.operand)
        if node.name == "inv":
            return self.ops.product(self.ops.name("1"), operand, "/")
        return self.ops.name("1") if "softmax" in node.name else operand

    def shifted(self, operand: Op, axis: str) -> tuple[Op, Op, Op]:
        """The largest entry, the exponentials of the entries less it, and their sum: nothing overflows."""
        top = self.ops.call("np.max({}" + axis + ")", operand, hint="top")
        exponentials = self.ops.call("np.exp({})", self.ops.sum(operand, top, "-"), hint="e")
        return top, exponentials, self.ops.call("np.sum({}" + axis + ")", exponentials, hint="total")

    def transposed(self, node: Transpose) -> Op:
        """A transpose; of a product, the product of the transposes."""
        if node.is_scalar:
            return self.lower(node.operand)
        if isinstance(node.operand, MatMul | Structural) and not self.is_shared(node.operand):
            return product(node, self, False)
        return self.ops.transpose(self.lower(node.operand))


def _of_step(node: Elementwise) -> Expression | None:
    """u, where the part is relu(sign(u)): 1 where u > 0, 0 elsewhere."""
    match node:
        case Elementwise(outer, Elementwise(inner, u)) if (outer.known_as, inner.name) == ("relu", "sign"):
            return u
        case Elementwise(outer, Negate(Elementwise(inner, u))) if (outer.known_as, inner.name) == (
            "relu",
            "sign",
        ):
            return Negate(u)
    return None


def _number(lowering: Lowering, node: Number) -> Op:
    text = number_text(node.value)
    if "/" in text:
        return lowering.ops.make(text, binding=Binding.PRODUCT, trivial=True)
    return lowering.ops.make(text, binding=Binding.SIGN if node.value < 0 else Binding.ATOM, trivial=True)


REDUCED = {
    "sum": "np.sum({})",
    "det": "np.linalg.det({})",
    "logdet": "np.linalg.slogdet({})[1]",
    "norm": "np.linalg.norm({})",
    "norm1": "np.sum(np.abs({}))",
}
OF_SCALAR = {"sum": "{}", "tr": "{}", "det": "{}", "lse": "{}", "norm": "np.abs({})"}
OF_SCALAR |= {"norm1": "np.abs({})", "logdet": "np.log(np.abs({}))"}
STRUCTURED = {
    "inv": "np.linalg.inv({})",
    "diag": "np.diagflat({})",
    "rowsum": "np.sum({}, axis=1, keepdims=True)",
    "colsum": "np.sum({}, axis=0, keepdims=True)",
}
LOWERED: dict[type[Expression], Callable[[Lowering, Any, bool], Op]] = {
    Number: lambda lowering, node, _: _number(lowering, node),
    Variable: lambda lowering, node, _: lowering.ops.name(node.name),
    Named: lambda lowering, node, _: lowering.lower(node.value),
    Ones: lambda lowering, node, loose: lowering.ones(node, loose),
    Eye: lambda lowering, node, _: lowering.eye(node),
    Add: lambda lowering, node, loose: lowering.entrywise(node, loose),
    Subtract: lambda lowering, node, loose: lowering.entrywise(node, loose),
    Multiply: lambda lowering, node, loose: lowering.multiplied(node, loose),
    Divide: lambda lowering, node, loose: lowering.multiplied(node, loose),
    MatMul: lambda lowering, node, loose: product(node, lowering, loose),
    Negate: lambda lowering, node, loose: product(node, lowering, loose),
    Power: lambda lowering, node, loose: lowering.power(node, loose),
    Transpose: lambda lowering, node, _: lowering.transposed(node),
    Elementwise: lambda lowering, node, loose: lowering.function(node, loose),
    Reduce: lambda lowering, node, _: lowering.reduced(node),
    Structural: lambda lowering, node, _: lowering.structured(node),
}
