"""Canonical form of elementwise operations: sympy bodies over the graph's symbols."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import sympy

from backproof.calculus.engine.canonical.scalars import relu, sigmoid, softplus
from backproof.calculus.engine.canonical.settling import settled
from backproof.calculus.engine.graph import Graph, Node
from backproof.calculus.primitives.shapes import SCALAR, Shape

LONGEST_RATIO = 60
_Powers = dict[sympy.Expr, sympy.Expr]
_Signs = dict[sympy.Expr, sympy.Expr]


class PointwiseForms(Graph):
    """Smart constructors for pointwise nodes and for the scalars that can be pulled out of them."""

    def __init__(self) -> None:
        super().__init__()
        self._scalar_parts: dict[Node, tuple[sympy.Expr, Node]] = {}
        self._settled: dict[tuple[sympy.Expr, Shape], Node | None] = {}
        self._names: dict[sympy.Expr, sympy.Expr] = {}

    def pointwise(self, body: sympy.Expr, shape: Shape) -> Node:
        """Build an elementwise function; a lone operand is returned as is, a row is a transposed column."""
        found = self._names.get(body)
        if found is None:
            found = self._names[body] = self._recognised(body)
        body = self._collected(found, shape)
        body = simplest_ratio(self, body) if shape == SCALAR else body
        operands = self.operands_of(body)
        if body.is_Symbol and operands[0].shape == shape:
            return operands[0]
        if shape[0] == 1 and shape[1] != 1:
            return self.transpose(self.pointwise(self.turned(body), (shape[1], 1)))
        if body.is_Add and shape != SCALAR:
            shorter = self._settled_sum(body, shape)
            if shorter is not None:
                return shorter
        if shape[1] != 1 and not self.is_number(body):
            return self._matrix(body, shape)
        return self.intern("pointwise", shape, operands, body)

    def _settled_sum(self, body: sympy.Expr, shape: Shape) -> Node | None:
        """Simplify a sum by the definitions of the inverses in it; None if that is not shorter."""
        key = body, shape
        if key not in self._settled:
            self._settled[key] = None
            self._settled[key] = settled(self, body, shape)
        return self._settled[key]

    def scalar_parts(self, node: Node) -> tuple[sympy.Expr, Node]:
        """Split `node` into a scalar body and a rest (1 for a scalar) without any further scalar factor."""
        found = self._scalar_parts.get(node)
        if found is None:
            found = self._scalar_parts[node] = self._split(node)
        return found

    def _split(self, node: Node) -> tuple[sympy.Expr, Node]:
        if node.is_scalar:
            return self.body(node), self.number(1)
        if node.kind == "transpose":
            coefficient, rest = self.scalar_parts(node.operands[0])
            return coefficient, node if coefficient == 1 else self.transpose(rest)
        if node.body is None:
            return sympy.S.One, node
        coefficient, rest = self._without_scalars(node.body, node.shape)
        return coefficient, node if coefficient == 1 else self.pointwise(rest, node.shape)

    def _without_scalars(self, body: sympy.Expr, shape: Shape) -> tuple[sympy.Expr, sympy.Expr]:
        if body.is_Add:
            return self.content(body, shape)
        factors = sympy.Mul.make_args(body)
        scalars = [factor for factor in factors if self.is_number(factor)]
        others = [factor for factor in factors if not self.is_number(factor)]
        return sympy.Mul(*scalars), sympy.Mul(*others)

    def content(self, body: sympy.Expr, shape: Shape) -> tuple[sympy.Expr, sympy.Expr]:
        """Split a sum into its common scalar factor and the rest, with the sign already in the graph."""
        common, quotients = shared_factors(body.args, self.is_number)
        rest = sympy.Add(*quotients) if common != 1 else body
        if not rest.is_Add:
            return sympy.S.One, body
        number = _common_number(rest)
        rest = sympy.Add(*(addend / number for addend in rest.args)) if number != 1 else rest
        if self._prefers_negative(rest, shape):
            number, rest = -number, -rest
        return number * common, rest

    def _prefers_negative(self, body: sympy.Expr, shape: Shape) -> bool:
        negative = {bool(addend.as_coeff_Mul()[0].is_negative) for addend in body.args}
        if len(negative) == 1:
            return negative.pop()
        operands = self.operands_of(body)
        age, other = self.age(shape, operands, body), self.age(shape, operands, -body)
        return other is not None and (age is None or other < age)

    def _collected(self, body: sympy.Expr, shape: Shape) -> sympy.Expr:
        """Return the body with its sum factors made primitive, with the sign already in the graph."""
        if body.is_Add and any(factor.is_Add for addend in body.args for factor in addend.args):
            return sympy.Add(*(self._collected(addend, shape) for addend in body.args))
        if not body.is_Mul or not any(factor.is_Add for factor in body.args):
            return body
        coefficient, factors = sympy.S.One, []
        for factor in body.args:
            if factor.is_Add:
                where = SCALAR if self.is_number(factor) else shape
                content, rest = self.content(factor, where)
                self.intern("pointwise", where, self.operands_of(rest), rest)
                coefficient *= content
                factors.append(rest)
            else:
                factors.append(factor)
        return coefficient * sympy.Mul(*factors)

    def turned(self, body: sympy.Expr) -> sympy.Expr:
        """Return the body of the transpose."""
        operands = (node for node in self.operands_of(body) if not node.is_scalar)
        return body.xreplace({self.symbol(node): self.body(self.transpose(node)) for node in operands})

    def _matrix(self, body: sympy.Expr, shape: Shape) -> Node:
        """Build a matrix: diagonal and rank-one factors become products, the simpler orientation is kept."""
        found = self._scaled_rows(body, shape)
        if found is not None:
            return found
        body = self._with_one_diagonal(body) if body.is_Add else body
        if body.is_Symbol:
            return self.operand(body)
        if body.is_Mul:
            coefficient, rest = self._without_scalars(body, shape)
            if coefficient != 1:
                whole = coefficient * self.body(self.pointwise(rest, shape))
                return self.intern("pointwise", shape, self.operands_of(whole), whole)
        other = self.turned(body)
        if other != body and self._plainness(other) < self._plainness(body):
            turned = self.intern("pointwise", (shape[1], shape[0]), self.operands_of(other), other)
            return self.intern("transpose", shape, (turned,))
        return self.intern("pointwise", shape, self.operands_of(body), body)

    def _with_one_diagonal(self, body: sympy.Expr) -> sympy.Expr:
        """Combine c diag(u) + d diag(v) in a sum into diag(c u + d v)."""
        diagonals: list[sympy.Expr] = []
        entries = sympy.S.Zero
        for addend in body.args:
            coefficient, rest = self._without_scalars(addend, SCALAR)
            if rest.is_Symbol and self.operand(rest).kind == "diag":
                diagonals.append(addend)
                inner = self.operand(rest).operands[0]
                shape = inner.shape
                entries += coefficient * self.body(inner)
        if len(diagonals) < 2:
            return body
        rest = sympy.Add(*(addend for addend in body.args if addend not in diagonals))
        return rest + self.body(self.diag(self.pointwise(entries, shape)))

    def _plainness(self, body: sympy.Expr) -> tuple[int, tuple[int, ...]]:
        operands = self.operands_of(body)
        parts = [part for node in operands for part in (node.operands if node.kind == "product" else (node,))]
        return sum(part.kind == "transpose" for part in parts), tuple(node.id for node in operands)

    def _scaled_rows(self, body: sympy.Expr, shape: Shape) -> Node | None:
        """Write D ⊙ M, u vᵀ ⊙ M and (diag(u) A) ⊙ M as diagonal matrices around the rest of M."""
        for factor in sympy.Mul.make_args(body):
            base, exponent = factor.as_base_exp()
            if not base.is_Symbol or not exponent.is_Integer:
                continue
            node, rest = self.operand(base), body / factor
            if node.kind in ("eye", "diag") and exponent > 0 and not (self.is_number(rest) and exponent == 1):
                entries = self.body(self.diagvec(node)) ** exponent
                rest_entries = self.body(self.diagvec(self.pointwise(rest, shape)))
                return self.diag(self.pointwise(entries * rest_entries, (shape[0], 1)))
            around = self._around(node, int(exponent))
            if around is not None and not (exponent == 1 and self.is_number(rest)):
                left, middle, right = around
                inner = self.body(middle) ** exponent if middle is not None else sympy.S.One
                return self.matmul(*left, self.pointwise(inner * rest, shape), *right)
        return None

    def _around(self, node: Node, exponent: int) -> tuple[list[Node], Node | None, list[Node]] | None:
        """Return the diagonal matrices before and after a product's inner matrix, raised to a power."""
        if node.kind != "product":
            return None
        factors = node.operands
        for index, factor in enumerate(factors[:-1]):
            if factor.shape[1] == 1:
                u, v = self.matmul(*factors[: index + 1]), self.transpose(self.matmul(*factors[index + 1 :]))
                return [self._power_diag(u, exponent)], None, [self._power_diag(v, exponent)]
        first = [self._power_diag(self.diagvec(factors[0]), exponent)] if factors[0].kind == "diag" else []
        last = [self._power_diag(self.diagvec(factors[-1]), exponent)] if factors[-1].kind == "diag" else []
        if not first and not last:
            return None
        middle = self.matmul(*factors[len(first) : len(factors) - len(last)])
        return first, middle, last

    def _power_diag(self, entries: Node, exponent: int) -> Node:
        return self.diag(self.pointwise(self.body(entries) ** exponent, entries.shape))

    def _recognised(self, body: sympy.Expr) -> sympy.Expr:
        """Recognise expanded forms of named functions: softplus, σ, log-sum-exp, softmax."""
        if body.has(sympy.exp):
            body = _named_functions(body)
        if body.has(sigmoid):
            body = self._with_one_sigmoid(body)
        if body.atoms(relu):
            body = body.replace(lambda e: e.is_Mul, _rectified)
        if body.has(sympy.sign):
            body = body.replace(lambda e: e.is_Mul and e.has(sympy.sign), _signed)
        if body.has(sympy.log):
            body = body.replace(lambda e: isinstance(e, sympy.log) and e.args[0].is_Symbol, self._log_of)
        return self._softmax_quotients(body) if body.has(sympy.exp) else body

    def _with_one_sigmoid(self, body: sympy.Expr) -> sympy.Expr:
        """Write σ(−u) as 1 − σ(u) next to σ(u) and in 1 − σ(−u), where that is shorter."""
        for found in body.atoms(sigmoid):
            u = found.args[0]
            if u.could_extract_minus_sign() and body.has(found):
                other = sympy.expand_mul(body.xreplace({found: 1 - sigmoid(-u)}))
                wanted = body.has(sigmoid(-u)) or not other.is_Add
                body = other if wanted and self.weight(other) < self.weight(body) else body
        return body

    def _log_of(self, logarithm: sympy.Expr) -> sympy.Expr:
        """Rewrite log Σ exp(u) as lse(u), and log softmax(u) as u − lse(u)."""
        node = self.operand(logarithm.args[0])
        exponent = self._exponent(node)
        if exponent is not None:
            return self.body(self.lse(exponent))
        if node.kind == "softmax":
            return self.body(node.operands[0]) - self.body(self.lse(node.operands[0]))
        if node.kind == "rowsoftmax":
            row = self.transpose(self.ones((node.shape[1], 1)))
            return self.body(node.operands[0]) - self.body(self.matmul(self.rowlse(node.operands[0]), row))
        return logarithm

    def _exponent(self, node: Node) -> Node | None:
        """Return u if the node is Σ exp(u)."""
        if node.kind == "sum" and isinstance(node.operands[0].body, sympy.exp):
            return self.pointwise(node.operands[0].body.args[0], node.operands[0].shape)
        return None

    def _softmax_quotients(self, body: sympy.Expr) -> sympy.Expr:
        for power in body.atoms(sympy.Pow):
            base, exponent = power.as_base_exp()
            if base.is_Symbol and exponent == -1:
                node = self._exponent(self.operand(base))
                if node is not None and node.is_column:
                    quotient = sympy.exp(self.body(node)) * power
                    body = body.subs(quotient, self.body(self.softmax(node)))
        return body


def simplest_ratio(g: Graph, body: sympy.Expr) -> sympy.Expr:
    """Put a scalar over one denominator, where that is shorter: a (1 + q/a) is a + q."""
    if body.is_Atom:
        return body
    of_sums = [power.exp for power in body.atoms(sympy.Pow) if power.base.is_Add]
    whole = all(exponent.is_Integer for exponent in of_sums)
    if not any(exponent.is_negative for exponent in of_sums) or g.weight(body) > LONGEST_RATIO or not whole:
        return body
    together = sympy.together(body)
    return together if g.weight(together) < g.weight(body) else body


def _common_number(body: sympy.Expr) -> sympy.Rational:
    """Return the rational that divides every addend; a denominator must be common to all of them."""
    numbers = [addend.as_coeff_Mul()[0] for addend in body.args]
    if not all(number.is_Rational and number.q == numbers[0].q for number in numbers):
        return sympy.S.One
    return sympy.Rational(sympy.igcd(*(number.p for number in numbers)), numbers[0].q)


def shared_factors(
    addends: Sequence[sympy.Expr], wanted: Callable[[sympy.Expr], bool] = lambda _: True
) -> tuple[sympy.Expr, list[sympy.Expr]]:
    """Return the common divisor of the addends and the quotients; numbers and unwanted bases do not count."""
    shared: _Powers | None = None
    for addend in addends:
        powers = dict(_base_and_exponent(factor) for factor in sympy.Mul.make_args(addend))
        kept = {b: e for b, e in powers.items() if e.is_Rational and not b.is_number and wanted(b)}
        shared = kept if shared is None else _smaller_powers(shared, kept)
        if not shared:
            return sympy.S.One, list(addends)
    common = sympy.Mul(*(base**exponent for base, exponent in (shared or {}).items()))
    return common, [_divided(addend, shared or {}) for addend in addends]


def _divided(addend: sympy.Expr, powers: _Powers) -> sympy.Expr:
    """Divide the addend by these powers; sympy's own quotient leaves e⁻ᵘeᵘ as it is."""
    parts = (_base_and_exponent(factor) for factor in sympy.Mul.make_args(addend))
    return sympy.Mul(*(base ** (exponent - powers.get(base, 0)) for base, exponent in parts))


def _base_and_exponent(factor: sympy.Expr) -> tuple[sympy.Expr, sympy.Expr]:
    """Return b and e of bᵉ; an exponential is its own base."""
    base, exponent = factor.as_base_exp()
    return (factor, sympy.S.One) if base is sympy.E else (base, exponent)


def _smaller_powers(one: _Powers, other: _Powers) -> _Powers:
    """Return the powers that two products share: for each base the exponent nearer to zero."""
    shared = {}
    for base, exponent in one.items():
        second = other.get(base, sympy.S.Zero)
        if exponent * second > 0:
            shared[base] = min(exponent, second, key=abs)
    return shared


@lru_cache(maxsize=4096)
def _named_functions(body: sympy.Expr) -> sympy.Expr:
    """Rewrite log(1 + eᵘ) as softplus(u), and 1/(1 + e⁻ᵘ) and eᵘ/(1 + eᵘ) as σ(u)."""
    body = body.replace(
        lambda e: isinstance(e, sympy.log) and _exponent_of(e.args[0]) is not None,
        lambda e: softplus(_exponent_of(e.args[0])),
    )
    body = body.replace(
        lambda e: e.is_Pow and e.exp.is_Integer and e.exp < 0 and _exponent_of(e.base) is not None,
        lambda e: sigmoid(-_exponent_of(e.base)) ** -e.exp,
    )
    return body.replace(lambda e: e.is_Mul, _absorbed_exponential)


def _signed(product: sympy.Expr) -> sympy.Expr:
    """Simplify sign(u) |u| to u and sign(u)/|u| to 1/u, which is equally undefined at 0."""
    for factor in product.args:
        size = sympy.Abs(factor.args[0]) if isinstance(factor, sympy.sign) else None
        for exponent in (1, -1):
            if size is not None and size**exponent in product.args:
                return product / factor / size**exponent * factor.args[0] ** exponent
    return product


def _rectified(product: sympy.Expr) -> sympy.Expr:
    """Simplify relu(u) sign(u) to relu(u), and so relu(u) (1 + sign(u)) to 2 relu(u).

    The sign is substituted only if the rest is a polynomial in it: for u ≤ 0 that is finite and multiplied
    by 0.
    """
    for part in product.args:
        signs, factors = _signs_beside(part), sympy.Mul.make_args(product)
        if signs and part in factors:
            rest = (_with_known_signs(factor, signs) for factor in factors if factor != part)
            product = part * sympy.Mul(*rest)
    return product


def _signs_beside(part: sympy.Expr) -> _Signs:
    """Return the sign that is known if a factor is nonzero: that of u next to relu(u) or relu(sign(u))."""
    base, exponent = part.as_base_exp()
    if isinstance(base, sympy.sign):
        base = base.args[0]
    if not (isinstance(base, relu) and exponent.is_positive):
        return {}
    u = base.args[0]
    for found in (u, sympy.sign(u)):
        coefficient, sign = found.as_coeff_Mul()
        if isinstance(sign, sympy.sign):
            return {sign: sympy.sign(coefficient)}
    return {}


def _with_known_signs(factor: sympy.Expr, signs: _Signs) -> sympy.Expr:
    """Substitute the known sign in a factor that is a power of a sign or of a sum with signs."""
    base, exponent = factor.as_base_exp()
    if not (exponent.is_Integer and exponent.is_positive):
        return factor
    addends = (sympy.Mul.make_args(addend) for addend in sympy.Add.make_args(base))
    return sympy.Add(*(sympy.Mul(*(_known(part, signs) for part in parts)) for parts in addends)) ** exponent


def _known(factor: sympy.Expr, signs: _Signs) -> sympy.Expr:
    """Replace sign(u), relu(sign(u)) and relu(−sign(u)) by the numbers they equal for the known sign."""
    inner = factor.args[0] if isinstance(factor, relu) else factor
    return factor.xreplace(signs) if inner in signs or -inner in signs else factor


def _exponent_of(body: sympy.Expr) -> Any:
    """Return u if the body is 1 + eᵘ; None otherwise."""
    if body.is_Add and len(body.args) == 2 and body.args[0] == 1 and isinstance(body.args[1], sympy.exp):
        return body.args[1].args[0]
    return None


def _absorbed_exponential(product: sympy.Expr) -> sympy.Expr:
    """Simplify eᵘ σ(−u) to σ(u) wherever both occur in one product."""
    exponents = [factor.args[0] for factor in product.args if isinstance(factor, sympy.exp)]
    for u in exponents:
        if sigmoid(-u) in product.args:
            product = product / sympy.exp(u) / sigmoid(-u) * sigmoid(u)
    return product
