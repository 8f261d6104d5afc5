"""Lowering of expressions to NumPy code: broadcasting, solve for inverses, sums for ones and traces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from typing import Any

from backproof.calculus.evaluation.pairwise import Pairwise
from backproof.calculus.language.blocks import Blocks, Slice, Stretch
from backproof.calculus.language.expression import (
    Add,
    Binary,
    Constant,
    Count,
    Divide,
    Elementwise,
    Eye,
    Joint,
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
from backproof.calculus.language.text import number_text
from backproof.calculus.language.tree import Expression, walk
from backproof.calculus.numpy_code.ops import OUTER, Binding, Op, Ops, reachable
from backproof.calculus.numpy_code.products import diagonal, loose_product_shape, product, trace
from backproof.calculus.primitives.constants import CONSTANTS
from backproof.calculus.primitives.joint_operations import JOINT_OPERATION
from backproof.calculus.primitives.matrix_operations import OPERATION
from backproof.calculus.primitives.shapes import SCALAR, Shape, Size
from backproof.calculus.primitives.sizes import is_compound, terms

_SIGNS: dict[type[Expression], str] = {Add: "+", Subtract: "-", Multiply: "*", Divide: "/"}


class Lowering:
    """The code of each part of some expressions; equal parts share one operation.

    A part may be lowered loosely: to something smaller that broadcasts to its shape where it is used.
    """

    def __init__(
        self,
        expressions: Sequence[Expression],
        helpers: Mapping[str, str],
        arguments: Sequence[Variable] = (),
        outer_call: str = OUTER,
        sizes: Mapping[str, str] | None = None,
    ) -> None:
        self.ops = Ops(outer_call=outer_call)
        self.helpers = helpers
        self.memo: dict[tuple[Expression, bool], Op] = {}
        nodes = list(dict.fromkeys(node for expression in expressions for node in walk(expression)))
        self.uses = Counter(child for node in nodes for child in node.children)
        found = (node for node in nodes if isinstance(node, Variable))
        self.variables = list(dict.fromkeys([*found, *arguments]))
        self.sizes = sizes or {}
        self.size_names: dict[str, Op] = {}
        self.loose_shapes: dict[Expression, Shape] = {}
        self.softplus: set[Op] = set()
        for node in nodes:
            if isinstance(node, Elementwise) and node.function.name == "softplus" and not helpers:
                self.softplus.add(self.lower(node.operand))

    def whole(self, expression: Expression) -> Op:
        """Return the code of an expression; for a named part, the code of its value."""
        return self.lower(expression.value if isinstance(expression, Named) else expression)

    def lower(self, node: Expression, loose: bool = False) -> Op:
        """Return the code of a part; `loose` if its consumer broadcasts."""
        key = node, loose
        if key not in self.memo:
            found = self.memo[key] = _LOWERED[type(node)](self, node, loose)
            if node.is_scalar:
                self.ops.scalars.add(found)
            elif 1 not in node.shape and not loose:
                self.ops.matrices.add(found)
        return self.memo[key]

    def is_shared(self, node: Expression) -> bool:
        """True if the part is used more than once, so that a product containing it stays whole."""
        return self.uses[node] > 1 and not isinstance(node, Transpose)

    def loose_shape(self, node: Expression) -> Shape:
        """Return the shape of the loose form of a part."""
        if node not in self.loose_shapes:
            self.loose_shapes[node] = self._loose_shape(node)
        return self.loose_shapes[node]

    def _loose_shape(self, node: Expression) -> Shape:
        match node:
            case Ones():
                return 1, 1
            case MatMul():
                return loose_product_shape(node, self)
            case Binary(left, right):
                return _spread([self.loose_shape(left), self.loose_shape(right)])
            case Negate(part) | Elementwise(_, part) | Power(part, _) | Named(_, part):
                return self.loose_shape(part)
            case Transpose(part):
                rows, columns = self.loose_shape(part)
                return columns, rows
        return node.shape

    def is_thin(self, node: Expression) -> bool:
        """True if a loose form of the part is smaller than its shape."""
        return self.loose_shape(node) != node.shape

    def named(self, node: Named, loose: bool) -> Op:
        """Lower a named part, loosely only if that is smaller."""
        return self.lower(node.value, loose and self.is_thin(node))

    def entrywise(self, node: Any, loose: bool) -> Op:
        """Lower a sum, difference, Hadamard product or quotient; one side may broadcast against the other."""
        spread = _spread([self.loose_shape(side) for side in node.children])
        both = loose or spread == node.shape
        left, right = self.lower(node.left, both), self.lower(node.right, True)
        if isinstance(node, Add | Subtract):
            return self.ops.sum(left, right, _SIGNS[type(node)])
        return self.ops.product(left, right, _SIGNS[type(node)])

    def pairwise(self, node: Pairwise, loose: bool) -> Op:
        """Lower a function of two values, one of which may broadcast."""
        both = loose or _spread([self.loose_shape(side) for side in node.children]) == node.shape
        whole = node.right if node.left.is_scalar else node.left
        sides = (self.lower(side, both or side is not whole) for side in (node.left, node.right))
        return self.ops.call(f"np.{node.name}({{}}, {{}})", *sides)

    def multiplied(self, node: Multiply | Divide, loose: bool) -> Op:
        """Lower a product or quotient: with a scalar a scaled chain, otherwise elementwise."""
        scalar_on_right = node.right.is_scalar
        if scalar_on_right or (isinstance(node, Multiply) and node.left.is_scalar):
            return product(node, self, loose)
        if isinstance(node, Divide) and node.left.is_scalar:
            return self.ops.product(self.lower(node.left), self.lower(node.right, loose), "/")
        return self.entrywise(node, loose)

    def function(self, node: Elementwise, loose: bool) -> Op:
        """Lower an elementwise function in a form that does not overflow."""
        stepped = _of_step(node)
        if stepped is not None:
            return self.ops.call("np.heaviside({}, 0)", self.lower(stepped, loose))
        operand, name = self.lower(node.operand, loose), node.function.name
        if name in self.helpers:
            return self.ops.call(self.helpers[name] + "({})", operand)
        if name == "sigmoid" and operand in self.softplus:
            # sigmoid(z) = exp(z - softplus(z)), and softplus(z) is computed anyway.
            softplus = self.ops.call(FUNCTIONS["softplus"].numpy, operand, hint="softplus")
            return self.ops.call("np.exp({})", self.ops.sum(operand, softplus, "-"))
        template = node.function.numpy
        if "-{}" in template:
            operand, template = self.ops.opposite(operand), template.replace("-{}", "{}")
        return self.ops.call(template, operand)

    def power(self, node: Power, loose: bool) -> Op:
        """Lower a power; ‖x‖² as a sum of squares, and small powers of arrays as products of squares."""
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
        # NumPy rejects a negative integer power of an integer array, but not a float one.
        text = str(exponent) if exponent.denominator == 1 and exponent > 0 else repr(float(exponent))
        return self.ops.power(op, text)

    def squared(self, op: Op) -> Op:
        """Lower the square of every entry."""
        return self.ops.power(op, "2")

    def size(self, size: Size) -> Op:
        """Return a size in code: read from the shape of a variable, or else computed from those of others."""
        if isinstance(size, int):
            return self.ops.name(str(size))
        if size in self.sizes:
            return self.ops.name(self.sizes[size])
        for variable in self.variables:
            if size in variable.shape:
                return self.ops.name(f"{variable.name}.shape[{variable.shape.index(size)}]")
        if is_compound(size):
            return self._computed(size)
        self.size_names[size] = self.ops.name(size)
        return self.size_names[size]

    def _computed(self, size: Size) -> Op:
        """Return the code of a sum of products of sizes."""
        addends = []
        for count, names in terms(size):
            factors = [*([str(count)] if count != 1 or not names else []), *names]
            codes = [self.size(int(factor) if factor.isdigit() else factor) for factor in factors]
            addends.append(reduce(lambda left, right: self.ops.product(left, right, "*"), codes))
        return reduce(lambda left, right: self.ops.sum(left, right, "+"), addends)

    def free_sizes(self, roots: Iterable[Op]) -> list[str]:
        """Return the sizes that the operations use and that no variable has."""
        used = reachable(roots)
        return [size for size, op in self.size_names.items() if op in used]

    def ones(self, node: Ones, loose: bool) -> Op:
        """Lower ones: to the number 1 if it broadcasts."""
        if loose or node.is_scalar:
            return self.ops.name("1")
        for variable in self.variables:
            if variable.shape == node.shape:
                return self.ops.call(f"np.ones_like({variable.name})")
        rows, columns = map(self.size, node.shape)
        return self.ops.call("np.ones(({}, {}))", rows, columns)

    def eye(self, node: Eye) -> Op:
        """Lower the identity."""
        return self.ops.call("np.eye({})", self.size(node.size))

    def reduced(self, node: Reduce) -> Op:
        """Lower a reduction to a scalar."""
        if node.operand.is_scalar:
            return self.of_scalar(node)
        if node.name == "tr":
            return trace(node.operand, self)
        if node.name == "sum" and isinstance(node.operand, Ones) and node.operand.columns == 1:
            return self.size(node.operand.rows)
        operand = self.lower(node.operand)
        if node.name == "lse":
            top, _, total = self.shifted(operand, "")
            return self.ops.sum(top, self.ops.call("np.log({})", total), "+")
        return self.ops.call(OPERATION[node.name].numpy, operand)

    def structured(self, node: Structural) -> Op:
        """Lower an operation on a matrix as a whole."""
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
        return self.ops.call(OPERATION[node.name].numpy, operand)

    def joint(self, node: Joint) -> Op:
        """Lower an operation on two matrices."""
        operation, sides = JOINT_OPERATION[node.name], (self.lower(node.left), self.lower(node.right))
        if operation.blocks is None:
            return self.ops.make(operation.numpy, *sides, needs=(Binding.SUM,) * 2)
        sizes = map(self.size, operation.blocks(node.left.shape, node.right.shape))
        return self.ops.make(operation.numpy, *sides, *sizes, needs=(Binding.ATOM, *[Binding.SUM] * 5))

    def part(self, node: Slice) -> Op:
        """Lower some rows and columns of a value."""
        sizes: list[Op] = []
        places = [self._place(stretch, node.is_scalar, sizes) for stretch in (node.rows, node.columns)]
        if node.columns is None and not node.is_scalar:
            places = places[:1]
        elif node.is_scalar:
            places = [place if place != ":" else "0" for place in places]
        template = f"{{}}[{', '.join(places)}]"
        needs = (Binding.ATOM, *[Binding.SUM] * len(sizes))
        return self.ops.make(template, self.lower(node.operand), *sizes, needs=needs)

    def _place(self, stretch: Stretch, is_scalar: bool, sizes: list[Op]) -> str:
        """Return the code of an index; sizes that it needs are added to the list."""
        if stretch is None:
            return ":"
        ends = stretch[:1] if is_scalar else stretch
        sizes += [self.size(end) for end in ends if not isinstance(end, int)]
        return ":".join(str(end) if isinstance(end, int) else "{}" for end in ends)

    def blocks(self, node: Blocks) -> Op:
        """Lower blocks, or the entries of a literal."""
        row = f"[{', '.join(['{}'] * node.width)}]"
        template = f"np.block([{', '.join([row] * len(node.grid))}])"
        return self.ops.make(template, *map(self.lower, node.blocks), needs=(Binding.SUM,) * len(node.blocks))

    def of_scalar(self, node: Reduce | Structural) -> Op:
        """Lower an operation on a 1×1 matrix."""
        operand, operation = self.lower(node.operand), OPERATION[node.name]
        if node.name == "inv":
            return self.ops.product(self.ops.name("1"), operand, "/")
        template = operation.numpy_of_scalar or operation.numpy
        if "{}" not in template:
            return self.ops.name(template)
        return operand if template == "{}" else self.ops.call(template, operand)

    def shifted(self, operand: Op, axis: str) -> tuple[Op, Op, Op]:
        """Return the largest entry, exp of the entries minus it, and the sum of these: nothing overflows."""
        top = self.ops.call("np.max({}" + axis + ")", operand, hint="top")
        exponentials = self.ops.call("np.exp({})", self.ops.sum(operand, top, "-"), hint="e")
        return top, exponentials, self.ops.call("np.sum({}" + axis + ")", exponentials, hint="total")

    def transposed(self, node: Transpose, loose: bool) -> Op:
        """Lower a transpose; of a product, to the product of the transposes."""
        if node.is_scalar:
            return self.lower(node.operand)
        if loose and self.is_thin(node):
            inner = self.lower(node.operand, True)
            return inner if self.loose_shape(node.operand) == SCALAR else self.ops.transpose(inner)
        if isinstance(node.operand, MatMul | Structural) and not self.is_shared(node.operand):
            return product(node, self, False)
        return self.ops.transpose(self.lower(node.operand))


def _of_step(node: Elementwise) -> Expression | None:
    """Return u if the part is relu(sign(u)): 1 for u > 0, otherwise 0."""
    match node:
        case Elementwise(outer, Elementwise(inner, u)) if (outer.known_as, inner.name) == ("relu", "sign"):
            return u
        case Elementwise(outer, Negate(Elementwise(inner, u))) if (outer.known_as, inner.name) == (
            "relu",
            "sign",
        ):
            return Negate(u)
    return None


def _spread(shapes: Iterable[Shape]) -> Shape:
    """Return the shape that values of these shapes broadcast to."""
    rows, columns = zip(*shapes, strict=True)
    return (
        next((size for size in rows if size != 1), 1),
        next((size for size in columns if size != 1), 1),
    )


def _number(lowering: Lowering, node: Number) -> Op:
    text = number_text(node.value)
    if "/" in text:
        return lowering.ops.make(text, binding=Binding.PRODUCT, trivial=True)
    return lowering.ops.make(text, binding=Binding.SIGN if node.value < 0 else Binding.ATOM, trivial=True)


_LOWERED: dict[type[Expression], Callable[[Lowering, Any, bool], Op]] = {
    Number: lambda lowering, node, _: _number(lowering, node),
    Variable: lambda lowering, node, _: lowering.ops.name(node.name),
    Named: lambda lowering, node, loose: lowering.named(node, loose),
    Count: lambda lowering, node, _: lowering.size(node.size),
    Constant: lambda lowering, node, _: lowering.ops.name(CONSTANTS[node.name].numpy),
    Ones: lambda lowering, node, loose: lowering.ones(node, loose),
    Eye: lambda lowering, node, _: lowering.eye(node),
    Add: lambda lowering, node, loose: lowering.entrywise(node, loose),
    Subtract: lambda lowering, node, loose: lowering.entrywise(node, loose),
    Multiply: lambda lowering, node, loose: lowering.multiplied(node, loose),
    Divide: lambda lowering, node, loose: lowering.multiplied(node, loose),
    MatMul: lambda lowering, node, loose: product(node, lowering, loose),
    Negate: lambda lowering, node, loose: product(node, lowering, loose),
    Power: lambda lowering, node, loose: lowering.power(node, loose),
    Transpose: lambda lowering, node, loose: lowering.transposed(node, loose),
    Pairwise: lambda lowering, node, loose: lowering.pairwise(node, loose),
    Elementwise: lambda lowering, node, loose: lowering.function(node, loose),
    Reduce: lambda lowering, node, _: lowering.reduced(node),
    Structural: lambda lowering, node, _: lowering.structured(node),
    Joint: lambda lowering, node, _: lowering.joint(node),
    Slice: lambda lowering, node, _: lowering.part(node),
    Blocks: lambda lowering, node, _: lowering.blocks(node),
}
