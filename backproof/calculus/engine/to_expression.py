"""Raising of the canonical graph back to a surface expression, as short as a person would write it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import reduce

import sympy

from backproof.calculus.engine import limits
from backproof.calculus.engine.factoring import factored
from backproof.calculus.engine.graph import Node
from backproof.calculus.engine.pointwise import simplest_ratio
from backproof.calculus.engine.scalars import FUNCTION_OF
from backproof.calculus.engine.simplify import Algebra
from backproof.calculus.language import expression as surface
from backproof.calculus.language.elementwise import FUNCTIONS
from backproof.calculus.language.measure import Lengths
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.shapes import SCALAR, Shape

STRUCTURAL = {
    "inverse": "inv",
    "diag": "diag",
    "diagvec": "diagvec",
    "softmax": "softmax",
    "rowsoftmax": "rowsoftmax",
    "rowlse": "rowlse",
}
REDUCTIONS = {"trace": "tr", "det": "det", "logdet": "logdet", "lse": "lse"}


class Raising:
    """Raises nodes of one graph to expressions.

    `given` are the nodes that already have an expression, such as names; `written` are nodes with a form
    that is used unless a shorter one is found.
    """

    def __init__(
        self, g: Algebra, given: Mapping[Node, Expression], written: Mapping[Node, Expression] | None = None
    ) -> None:
        self.g = g
        self.length = Lengths()
        self._printed = Lengths(names_count_one=True)
        self._raised: dict[Node, Expression] = dict(given)
        self._written = written or {}
        self._simplest: dict[Node, Node] = {}
        self._turning: set[Node] = set()
        whole = [*given.items(), *((node, part) for node, part in self._written.items() if is_inverse(part))]
        products = [(node.operands, part) for node, part in whole if node.kind == "product"]
        self._products = sorted(products, key=lambda product: -len(product[0]))
        self._named = {(node.body, node.shape): part for node, part in given.items() if node.body is not None}

    def __call__(self, node: Node) -> Expression:
        """Return the node's expression (cached)."""
        found = self._raised.get(node)
        if found is None:
            found = self._shortest(node)
            if node in self._written:
                found = self.shorter(self._written[node], found)
            self._raised[node] = found
        return found

    def printed_length(self, expression: Expression) -> int:
        """Return the length of the expression if a name counts 1."""
        return self._printed(expression)

    def named_sums(self, shape: Shape) -> list[tuple[sympy.Expr, Expression]]:
        """Return the sums of this shape that have a name, each with its name."""
        return [(body, part) for (body, its), part in self._named.items() if its == shape and body.is_Add]

    def simplest(self, node: Node) -> Node:
        """Return the node in the form in which its expression is written."""
        self(node)
        return self._simplest.get(node, node)

    def _shortest(self, node: Node) -> Expression:
        if node.body is not None and node.body.is_Add:
            expression, self._simplest[node] = factored(self, node)
            return expression
        if node.kind == "product":
            return self._product(node)
        if node.kind == "sum":
            return self._sum(node.operands[0])
        return self.plain(node)

    def plain(self, node: Node) -> Expression:  # noqa: PLR0911 (one per kind)
        """Raise the node as it stands, without looking for common factors."""
        if node.body is not None:
            return self._entries(node.body, node.shape)
        if node.kind == "variable":
            return surface.Variable(node.name, node.shape, node.properties)
        if node.kind == "eye":
            return surface.Eye(node.shape[0])
        operand = node.operands[0]
        if node.kind == "transpose":
            return self._transpose(operand)
        if node.kind in REDUCTIONS:
            return surface.Reduce(REDUCTIONS[node.kind], self(operand))
        structural = surface.Structural(STRUCTURAL[node.kind], self(operand))
        if node.kind == "diagvec" and operand.kind == "product" and len(operand.operands) == 2:
            return self.shorter(structural, self._row_sums(*operand.operands))
        return structural

    def _row_sums(self, left: Node, right: Node) -> Expression:
        """Write diagvec(A Bᵀ) as the row sums of A ⊙ B."""
        entries = self.g.times(left, self.g.transpose(right))
        return surface.Structural("rowsum", self(entries))

    def shorter(self, *candidates: Expression) -> Expression:
        """Return the shortest candidate; the first of several equally short ones."""
        return min(candidates, key=self.length)

    def _transpose(self, operand: Node) -> Expression:
        if operand.body is not None and self.g.is_number(operand.body):
            return self._entries(operand.body, (operand.shape[1], operand.shape[0]))
        outer = surface.Transpose(self(operand))
        if operand.body is None:
            return outer
        coefficient, rest = self.g.scalar_parts(operand)
        if coefficient != 1:
            return self.scaled(coefficient, self(self.g.transpose(rest)))
        if operand.is_column and not any(node.kind == "transpose" for node in operand.operands):
            return outer
        body = self.g.turned(operand.body)
        shape = (operand.shape[1], operand.shape[0])
        pushed = self._entries(body, shape)
        if body.is_Add and operand not in self._turning:
            self._turning.add(operand)
            sum_outside = self.g.intern("pointwise", shape, self.g.operands_of(body), body)
            pushed, _ = factored(self, sum_outside)
        return self.shorter(pushed, outer)

    def _product(self, node: Node) -> Expression:
        """Raise a product as it stands, or Aᵀ Bᵀ Cᵀ as (C B A)ᵀ; Aᵀ B Cᵀ is kept."""
        straight = self._factors(list(node.operands))
        turned = [self.g.transpose(factor) for factor in reversed(node.operands)]
        if sum(factor.kind == "transpose" for factor in node.operands) < 2:
            return straight
        if node.is_scalar:
            return self.shorter(straight, self._factors(turned))
        if any(factor.kind == "transpose" for factor in turned):
            return straight
        other = surface.Transpose(self._factors(turned))
        repeated = len(set(turned)) < len(turned) and all(f.kind == "transpose" for f in node.operands)
        return other if self.length(other) + (not repeated) < self.length(straight) else straight

    def _factors(self, factors: list[Node]) -> Expression:
        """Raise a product's factors; a leading row of ones and a trailing column of ones become sums."""
        first, last = factors[0], factors[-1]
        from_left = first.kind == "transpose" and first.operands[0].body == 1
        from_right = last.body == 1 and last.is_column
        if from_left and not (len(factors) == 2 and last.is_row):
            rest = self._factors(factors[1:-1] if from_right and len(factors) > 2 else factors[1:])
            if rest.shape[1] == 1 or from_right:
                return surface.Reduce("sum", rest)
            return surface.Structural("colsum", rest)
        if from_right and len(factors) > 1 and not (len(factors) == 2 and first.is_column):
            rest = self._factors(factors[:-1])
            return surface.Reduce("sum", rest) if rest.shape[0] == 1 else surface.Structural("rowsum", rest)
        return self._joined(factors)

    def _joined(self, factors: list[Node]) -> Expression:
        hadamard = self._rank_one_scaling(factors)
        if hadamard is not None:
            return hadamard
        if len(factors) > 2 and is_matrix_of_ones(factors[-2:]):
            return surface.MatMul(self._factors(factors[:-1]), self(factors[-1]))
        if is_matrix_of_ones(factors[:2]) and [factor.kind for factor in factors[2:]] not in (
            [],
            ["variable"],
        ):
            return surface.MatMul(self(factors[0]), self._factors(factors[1:]))
        parts: list[Expression] = []
        while factors:
            part, count = self._first_part(factors)
            parts.append(part)
            factors = factors[count:]
        return reduce(surface.MatMul, parts)

    def _first_part(self, factors: list[Node]) -> tuple[Expression, int]:
        """Return the first part of a product's expression, and the number of factors that it covers."""
        for known, expression in self._products:
            if tuple(factors[: len(known)]) == known:
                return expression, len(known)
        if is_matrix_of_ones(factors[:2]):
            return surface.Ones(factors[0].shape[0], factors[1].shape[1]), 2
        run = inverse_run(factors)
        if run > 1:
            inner = [factor.operands[0] for factor in reversed(factors[:run])]
            return surface.Structural("inv", self(self.g.matmul(*inner))), run
        return self(factors[0]), 1

    def _rank_one_scaling(self, factors: list[Node]) -> Expression | None:
        """Write diag(u) A diag(v) as u vᵀ ⊙ A."""
        if len(factors) != 3 or factors[0].kind != "diag" or factors[2].kind != "diag":
            return None
        u, v = factors[0].operands[0], factors[2].operands[0]
        return surface.Multiply(surface.MatMul(self(u), surface.Transpose(self(v))), self(factors[1]))

    def _sum(self, operand: Node) -> Expression:
        plain = surface.Reduce("sum", self(operand))
        body = operand.body
        if body is None:
            return plain
        if isinstance(body, sympy.Abs):
            return surface.Reduce("norm1", self._part(body.args[0], operand.shape))
        root = square_root(body)
        if root is not None:
            return self._square(root, operand.shape)
        if body.is_Add:
            sums = (self.g.total(self.g.pointwise(addend, operand.shape)) for addend in body.args)
            return self.shorter(plain, self(self.g.add(*sums)))
        return self._pairing(body, operand) or plain

    def _square(self, root: sympy.Expr, shape: Shape) -> Expression:
        """Write Σ u² as uᵀu for a plain vector, as ‖u‖² for anything longer."""
        part = self._part(root, shape)
        norm = surface.Power(surface.Reduce("norm", part), Fraction(2))
        if shape[1] != 1 or self.length(part) > 1:
            return norm
        return surface.MatMul(surface.Transpose(part), part)

    def _pairing(self, body: sympy.Expr, operand: Node) -> Expression | None:
        """Write Σ u ⊙ v as uᵀv, Σ Aᵀ ⊙ B as tr(A B)."""
        if not body.is_Mul or any(exponent_of(factor) < 0 for factor in body.args):
            return None
        factors = sorted(body.args, key=self._factor_order)
        if operand.is_column:
            left = surface.Transpose(self._part(factors[0], operand.shape))
            return surface.MatMul(left, self._part(sympy.Mul(*factors[1:]), operand.shape))
        for factor in factors:
            if factor.is_Symbol and self.g.operand(factor).kind == "transpose":
                first = self(self.g.operand(factor).operands[0])
                return surface.Reduce("tr", surface.MatMul(first, self._part(body / factor, operand.shape)))
        return None

    def _part(self, body: sympy.Expr, shape: Shape) -> Expression:
        return self(self.g.pointwise(body, shape))

    def _entries(self, body: sympy.Expr, shape: Shape) -> Expression:
        """Raise a body to an expression of the given shape."""
        if shape != SCALAR and self.g.is_number(body):
            ones = surface.Ones(*shape)
            return ones if body == 1 else self.scaled(body, ones)
        return self._entry(body, shape)

    def _entry(self, body: sympy.Expr, shape: Shape) -> Expression:  # noqa: PLR0911 (one per kind of body)
        """Raise a body; a part that consists of scalars alone stays a scalar."""
        if self.g.is_number(body):
            shape = SCALAR
        if (body, shape) in self._named:
            return self._named[body, shape]
        if body.is_Symbol:
            return self(self.g.operand(body))
        if body.is_Rational:
            return limits.rational(body)
        if body is sympy.E:
            return surface.Elementwise(FUNCTIONS["exp"], surface.Number(Fraction(1)))
        if body.is_Add:
            return self._added(body, shape)
        if body.is_Mul:
            return self._multiplied(body, shape)
        if body.is_Pow:
            return self._power(body, shape)
        function = FUNCTION_OF.get(type(body))
        if function is None:
            limits.no_value()
        return surface.Elementwise(function, self._node_or_entry(body.args[0], shape))

    def _node_or_entry(self, body: sympy.Expr, shape: Shape) -> Expression:
        """Raise a part of a body as a node of its own, so that its sums are factored too."""
        shape = SCALAR if self.g.is_number(body) else shape
        return self._part(body, shape) if body.is_Add else self._entry(body, shape)

    def _added(self, body: sympy.Expr, shape: Shape) -> Expression:
        scalars = sympy.Add(*(addend for addend in body.args if self.g.is_number(addend)))
        if shape != SCALAR and scalars.is_Add:
            spread = self.scaled(self.g.symbol(self.g.pointwise(scalars, SCALAR)), surface.Ones(*shape))
            return surface.Add(self._entries(body - scalars, shape), spread)
        addends = sorted(body.args, key=self._addend_order)
        total: Expression | None = None
        for addend in addends:
            negative = addend.could_extract_minus_sign() and addend.as_coeff_Mul()[0].is_negative
            if total is None:
                total = self._entries(addend, shape)
            elif negative:
                total = surface.Subtract(total, self._entries(-addend, shape))
            else:
                total = surface.Add(total, self._entries(addend, shape))
        assert total is not None
        return total

    def _addend_order(self, addend: sympy.Expr) -> tuple[bool, bool, int, int]:
        negative = bool(addend.as_coeff_Mul()[0].is_negative)
        operands = self.g.operands_of(addend)
        newest = max((node.id for node in operands), default=-1)
        return negative, bool(operands) and self.g.is_number(addend), newest, len(operands)

    def _factor_order(self, factor: sympy.Expr) -> tuple[int, str, int, int]:
        """Return the sort key of a factor: variables by name, then structural parts and functions by age."""
        base = factor.as_base_exp()[0]
        operands = self.g.operands_of(factor)
        newest = max((node.id for node in operands), default=-1)
        name = self.g.operand(base).name if base.is_Symbol else ""
        kind = 0 if name else 1 if base.is_Symbol else 3 if base.is_Add else 2
        return kind, name, newest, len(operands)

    def _multiplied(self, body: sympy.Expr, shape: Shape) -> Expression:
        factors = sympy.Mul.make_args(body)
        scalars = sympy.Mul(*(factor for factor in factors if self.g.is_number(factor)))
        others = sorted((f for f in factors if not self.g.is_number(f)), key=self._factor_order)
        if not others:
            return self._scalar_product(scalars)
        return self.scaled(scalars, self._quotient(others, shape))

    def _quotient(self, factors: list[sympy.Expr], shape: Shape) -> Expression:
        above = [self._node_or_entry(f, shape) for f in factors if exponent_of(f) >= 0]
        below = [self._node_or_entry(1 / f, shape) for f in factors if exponent_of(f) < 0]
        numerator = reduce(surface.Multiply, above) if above else surface.Number(Fraction(1))
        return surface.Divide(numerator, reduce(surface.Multiply, below)) if below else numerator

    def scaled(self, scalar: sympy.Expr, value: Expression) -> Expression:
        """Write c/d · value as (c·value)/d, with a bare minus if c is −1."""
        number, rest = simplest_ratio(self.g, scalar).as_coeff_Mul()
        if rest.is_Add and all(addend.as_coeff_Mul()[0].is_negative for addend in rest.args):
            number, rest = -number, -rest
        factors = sorted(sympy.Mul.make_args(rest), key=self._factor_order) if rest != 1 else []
        above = [self._node_or_entry(f, SCALAR) for f in factors if exponent_of(f) >= 0]
        below = [self._node_or_entry(1 / f, SCALAR) for f in factors if exponent_of(f) < 0]
        if not number.is_Rational:
            limits.no_value()
        p, q = number.p, number.q
        if abs(p) != 1:
            above.insert(0, limits.rational(sympy.Integer(p)))
        if q != 1:
            below.insert(0, limits.rational(sympy.Integer(q)))
        one = surface.Number(Fraction(1))
        top = surface.Multiply(reduce(surface.Multiply, above), value) if above else value
        if isinstance(value, surface.Divide) and value.left == one:
            top, below = reduce(surface.Multiply, above or [one]), [*below, value.right]
        top = surface.Negate(top) if p == -1 else top
        return surface.Divide(top, reduce(surface.Multiply, below)) if below else top

    def _scalar_product(self, body: sympy.Expr) -> Expression:
        number, rest = body.as_coeff_Mul()
        if not number.is_Rational:
            number, rest = sympy.S.One, body
        factors = sorted(sympy.Mul.make_args(rest), key=self._factor_order)
        above = [self._node_or_entry(f, SCALAR) for f in factors if exponent_of(f) >= 0]
        below = [self._node_or_entry(1 / f, SCALAR) for f in factors if exponent_of(f) < 0]
        if abs(number.p) != 1 or not above:
            above.insert(0, limits.rational(sympy.Integer(number.p)))
        if number.q != 1:
            below.insert(0, limits.rational(sympy.Integer(number.q)))
        top = reduce(surface.Multiply, above)
        top = (
            surface.Negate(top)
            if number == -1 / sympy.Integer(number.q) and len(factors) > len(below) - (number.q != 1)
            else top
        )
        return surface.Divide(top, reduce(surface.Multiply, below)) if below else top

    def _power(self, body: sympy.Expr, shape: Shape) -> Expression:
        base, exponent = body.as_base_exp()
        if not exponent.is_Rational:
            return self._entry_exponential(base, exponent, shape)
        if exponent < 0:
            return surface.Divide(surface.Number(Fraction(1)), self._node_or_entry(1 / body, shape))
        norm = self._norm_power(base, exponent)
        if norm is not None:
            return norm
        inner = self._node_or_entry(base, shape)
        if exponent == sympy.S.Half:
            return surface.Elementwise(FUNCTIONS["sqrt"], inner)
        return surface.Power(inner, limits.exponent(exponent))

    def _norm_power(self, base: sympy.Expr, exponent: sympy.Rational) -> Expression | None:
        """Write (Σ u²)^(n/2) as ‖u‖ⁿ."""
        node = self.g.operand(base) if base.is_Symbol else None
        if node is None or node.kind != "sum" or node.operands[0].body is None:
            return None
        root = square_root(node.operands[0].body)
        if root is None or (exponent.q == 1 and exponent.p == 1):
            return None
        norm = surface.Reduce("norm", self._part(root, node.operands[0].shape))
        return norm if exponent == sympy.S.Half else surface.Power(norm, limits.exponent(2 * exponent))

    def _entry_exponential(self, base: sympy.Expr, exponent: sympy.Expr, shape: Shape) -> Expression:
        """Write aᵇ as exp(b log a), because exponents in the language are numbers."""
        inner = surface.Elementwise(FUNCTIONS["log"], self._node_or_entry(base, shape))
        return surface.Elementwise(
            FUNCTIONS["exp"], surface.Multiply(self._node_or_entry(exponent, shape), inner)
        )


def exponent_of(factor: sympy.Expr) -> sympy.Expr:
    """Return a factor's exponent as a number (1 if it is symbolic)."""
    exponent = factor.as_base_exp()[1]
    return exponent if exponent.is_Rational else sympy.S.One


def square_root(body: sympy.Expr) -> sympy.Expr | None:
    """Return u if the body is u² with no square root left in u."""
    roots = []
    for factor in sympy.Mul.make_args(body):
        base, exponent = factor.as_base_exp()
        if not exponent.is_Integer or exponent % 2 or base is sympy.E:
            return None
        roots.append(base ** (exponent / 2))
    return sympy.Mul(*roots)


def is_inverse(part: Expression) -> bool:
    """True if a part is written as an inverse."""
    return isinstance(part, surface.Structural) and part.name == "inv"


def is_matrix_of_ones(factors: list[Node]) -> bool:
    """True if the factors are a column of ones and a row of ones."""
    if len(factors) != 2 or factors[0].body != 1 or factors[1].kind != "transpose":
        return False
    return factors[0].is_column and factors[1].operands[0].body == 1


def inverse_run(factors: list[Node]) -> int:
    """Count the leading inverses up to the first repeated one.

    A repeated one is kept apart: inverting A A would square its condition number.
    """
    run = 0
    while run < len(factors) and factors[run].kind == "inverse" and factors[run] not in factors[:run]:
        run += 1
    return run
