"""Products of exponentials and of sums of them, with everything added up in the exponent.

exp(v), 1 + exp(u), their quotients and powers overflow one by one where the product is finite; the sum of
their logarithms does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product as combinations

from backproof.calculus.elementwise import FUNCTIONS
from backproof.calculus.expression import (
    Add,
    Binary,
    Divide,
    Elementwise,
    Expression,
    MatMul,
    Multiply,
    Named,
    Negate,
    Number,
    Ones,
    Power,
    Reduce,
    Shape,
    Structural,
    Subtract,
)
from backproof.calculus.traversal import without_names

ONE = Fraction(1)


@dataclass(frozen=True, eq=False)
class Pairwise(Binary):
    """A function of NumPy's of two values, entry by entry, of which one may be a scalar: logaddexp, hypot."""

    name: str

    symbol = ","
    expected = "a scalar and anything, or two values of the same shape"

    def _joined(self, left: Shape, right: Shape) -> Shape | None:
        return right if left == (1, 1) else left if right in {(1, 1), left} else None


@dataclass(frozen=True)
class Linear:
    """A sum of rational multiples of expressions, by their text without names; the constant is under None."""

    terms: Mapping[Expression | None, tuple[Fraction, Expression]]

    def plus(self, other: Linear, times: Fraction = ONE) -> Linear:
        """The sum with a multiple of another."""
        found = dict(self.terms)
        for key, (coefficient, atom) in other.terms.items():
            total = found.get(key, (Fraction(0), atom))[0] + times * coefficient
            found[key] = total, atom
        return Linear({key: term for key, term in found.items() if term[0] != 0})

    @property
    def key(self) -> object:
        """Equal for equal sums."""
        return frozenset((key, coefficient) for key, (coefficient, _) in self.terms.items())

    def over(self, other: Linear) -> Fraction | None:
        """The number that this is times the other; None where it is not one."""
        if not other.terms:
            return None if self.terms else Fraction(0)
        key, (coefficient, _) = next(iter(other.terms.items()))
        ratio = self.terms[key][0] / coefficient if key in self.terms else Fraction(0)
        return ratio if not self.plus(other, -ratio).terms else None


ZERO = Linear({})


def sum_key(exponents: Iterable[Linear]) -> object:
    """The key of the sum of exp of some exponents."""
    return frozenset((ONE, exponent.key) for exponent in exponents)


@dataclass(frozen=True)
class SumOfExponentials:
    """A positive sum: of exp(exponent) times coefficients, or of exp over all entries or each row."""

    terms: tuple[tuple[Fraction, Linear, Expression], ...] = ()
    reduction: Expression | None = None

    @property
    def key(self) -> object:
        """Equal for equal sums."""
        if self.reduction is not None:
            return without_names(self.reduction)
        return frozenset((coefficient, part.key) for coefficient, part, _ in self.terms)

    @property
    def pair(self) -> tuple[Linear, Linear] | None:
        """The two exponents of exp(a) + exp(b)."""
        if len(self.terms) == 2 and all(coefficient == 1 for coefficient, _, _ in self.terms):
            return self.terms[0][1], self.terms[1][1]
        return None


@dataclass
class Product:
    """A product of powers: exp(exponent), sums of exponentials, logistic functions, and what is none of them."""

    shape: Shape
    exponent: Linear = ZERO
    seen: list[tuple[Linear, Expression]] = field(default_factory=list)
    sums: dict[object, tuple[SumOfExponentials, Fraction]] = field(default_factory=dict)
    others: list[tuple[Expression, Fraction]] = field(default_factory=list)
    coefficient: Fraction = ONE
    count: int = 0
    exponentials: int = 0
    below: bool = False

    def times(self, node: Expression) -> None:
        """Multiply by a value."""
        _read(node, ONE, self, False)

    def exponential(self, exponent: Expression, power: Fraction) -> None:
        """Multiply by exp(exponent)**power."""
        found = linear(exponent)
        self.seen.append((found, exponent))
        self.exponent = self.exponent.plus(found, power)
        self.count += 1
        self.exponentials += 1
        self.below |= power < 0

    def total(self, found: SumOfExponentials, power: Fraction) -> None:
        """Multiply by a sum of exponentials to a power."""
        self._multiply(found, power)
        self.below |= power < 0

    def _multiply(self, found: SumOfExponentials, power: Fraction) -> None:
        known = self.sums.get(found.key, (found, Fraction(0)))
        self.sums[found.key] = known[0], known[1] + power
        self.seen += [(part, exponent) for _, part, exponent in found.terms]
        self.count += 1

    def logistic(self, operand: Expression, power: Fraction) -> None:
        """Multiply by sigmoid(operand)**power, which is (1 + exp(-operand))**-power."""
        opposite = Negate(operand)
        found = linear(opposite)
        self.seen.append((linear(operand), operand))
        terms = (ONE, ZERO, Number(Fraction(0))), (ONE, found, opposite)
        self._multiply(SumOfExponentials(terms), -power)
        self.below |= power < 0

    def merge(self, other: Product) -> None:
        """Multiply by another product."""
        self.exponent = self.exponent.plus(other.exponent)
        self.seen += other.seen
        for key, (found, power) in other.sums.items():
            known = self.sums.get(key, (found, Fraction(0)))
            self.sums[key] = known[0], known[1] + power
        self.others += other.others
        self.coefficient *= other.coefficient
        self.count += other.count
        self.exponentials += other.exponentials
        self.below |= other.below

    def written(self, found: Linear) -> Expression:
        """A linear form as an expression: a multiple of an exponent that was there, or term by term."""
        ratios = [(found.over(known), exponent) for known, exponent in self.seen] if found.terms else []
        for wanted in (1, -1, None):
            for ratio, exponent in ratios:
                if ratio and ratio == (wanted or ratio) and (wanted or len(found.terms) > 1):
                    return scaled(spread(exponent, self.shape), ratio)
        ordered = sorted(found.terms.items(), key=lambda item: item[1][0] < 0)
        parts = [(coefficient, spread(atom, self.shape)) for _, (coefficient, atom) in ordered]
        return added(parts) if parts else spread(Number(Fraction(0)), self.shape)


def read_product(node: Expression, in_logarithm: bool = False) -> Product:
    """The node as a product; `in_logarithm` where logistic functions count too, as their logarithms are taken."""
    found = Product(node.shape)
    _read(node, ONE, found, in_logarithm)
    return found


def _read(node: Expression, power: Fraction, into: Product, logs: bool) -> None:  # noqa: PLR0911, PLR0912
    match node:
        case Named(value=value):
            inner = Product(value.shape)
            _read(value, power, inner, logs)
            if inner.count:
                into.merge(inner)
            else:
                into.others.append((node, power))
            return
        case Multiply(left, right) if power.denominator == 1:
            _read(left, power, into, logs)
            _read(right, power, into, logs)
            return
        case Divide(left, right) if power.denominator == 1:
            _read(left, power, into, logs)
            _read(right, -power, into, logs)
            return
        case Negate(operand) if power.denominator == 1:
            into.coefficient *= (-1) ** int(power)
            _read(operand, power, into, logs)
            return
        case Number(value) if power.denominator == 1 and value != 0:
            into.coefficient *= value ** int(power)
            return
        case Ones():
            return
        case Power(base, exponent) if exponent.denominator == 1 or _is_positive(base):
            _read(base, power * exponent, into, logs)
            return
        case Elementwise(function, operand) if function.known_as == "sqrt" and _is_positive(operand):
            _read(operand, power / 2, into, logs)
            return
    _read_special(node, power, into, logs)


def _read_special(node: Expression, power: Fraction, into: Product, logs: bool) -> None:
    operand = exponent_of(node)
    if operand is not None:
        return into.exponential(operand, power)
    found = sum_of_exponentials(node)
    if found is not None:
        return into.total(found, power)
    logistic = _logistic_operand(node, logs or power < 0)
    if logistic is not None:
        return into.logistic(logistic, power)
    if logs and isinstance(node, Structural) and node.name in {"softmax", "rowsoftmax"}:
        into.exponential(node.operand, power)
        return into.total(SumOfExponentials(reduction=_reduction(node)), -power)
    into.others.append((node, power))
    return None


def _reduction(node: Structural) -> Expression:
    if node.name == "softmax":
        return Reduce("lse", node.operand)
    return MatMul(Structural("rowlse", node.operand), Ones(1, node.shape[1]))


def _is_positive(node: Expression) -> bool:
    """Whether the node is a product of exponentials and sums of them alone."""
    found = read_product(node)
    return bool(found.count) and not found.others and found.coefficient > 0


def bare(node: Expression) -> Expression:
    """What stands under names."""
    while isinstance(node, Named):
        node = node.value
    return node


def exponent_of(node: Expression) -> Expression | None:
    """u, where the node is exp(u) or a power of such."""
    match bare(node):
        case Elementwise(function, operand) if function.known_as == "exp":
            return operand
        case Power(base, power) if (exponent := exponent_of(base)) is not None:
            return scaled(exponent, power)
    return None


def _logistic_operand(node: Expression, complement: bool) -> Expression | None:
    """u, where the node is sigmoid(u), or with `complement` where it is 1 - sigmoid(-u)."""
    match bare(node):
        case Elementwise(function, operand) if function.known_as == "sigmoid":
            return operand
        case Subtract(left, right) if complement and is_one(left):
            inner = _logistic_operand(right, False)
            return None if inner is None else opposite(inner)
    return None


def is_one(node: Expression) -> bool:
    """Whether every entry is 1."""
    inner = bare(node)
    return isinstance(inner, Ones) or inner == Number(ONE)


def opposite(node: Expression) -> Expression:
    """The negative, without doubling a sign."""
    return node.operand if isinstance(node, Negate) else Negate(node)


def sum_of_exponentials(node: Expression) -> SumOfExponentials | None:
    """The node as a positive sum of exponentials and numbers; None where it is none."""
    inner = bare(node)
    match inner:
        case Reduce("sum", operand) if (exponent := exponent_of(operand)) is not None:
            return SumOfExponentials(reduction=Reduce("lse", exponent))
        case Structural("rowsum", operand) if (exponent := exponent_of(operand)) is not None:
            return SumOfExponentials(reduction=Structural("rowlse", exponent))
        case MatMul(left, Ones(1, columns)) if (found := sum_of_exponentials(left)) and found.reduction:
            return SumOfExponentials(reduction=MatMul(found.reduction, Ones(1, columns)))
        case Add():
            terms = [_term(addend) for addend in addends(inner)]
            found_terms = [term for term in terms if term is not None]
            if len(found_terms) == len(terms) and any(term[1].terms for term in found_terms):
                return SumOfExponentials(tuple(found_terms))
    return None


def addends(node: Expression) -> list[Expression]:
    """The addends of a sum, seen through names."""
    inner = bare(node)
    if isinstance(inner, Add):
        return [*addends(inner.left), *addends(inner.right)]
    return [node]


def _term(node: Expression) -> tuple[Fraction, Linear, Expression] | None:
    """An addend as a positive coefficient and an exponent."""
    inner = bare(node)
    if isinstance(inner, Ones):
        return ONE, ZERO, Number(Fraction(0))
    if isinstance(inner, Number) and inner.value > 0:
        return inner.value, ZERO, Number(Fraction(0))
    exponent = exponent_of(inner)
    if exponent is not None:
        return ONE, linear(exponent), exponent
    if isinstance(inner, Multiply):
        for factor, other in ((inner.left, inner.right), (inner.right, inner.left)):
            found = _term(other)
            if isinstance(factor, Number) and factor.value > 0 and found:
                return factor.value * found[0], found[1], found[2]
    return None


def linear(node: Expression) -> Linear:
    """The node as a sum of multiples, as far as numbers, signs, sums and names go."""
    match node:
        case Number(value):
            return Linear({None: (value, Number(ONE))}) if value else ZERO
        case Ones():
            return Linear({None: (ONE, Number(ONE))})
        case Negate(operand):
            return ZERO.plus(linear(operand), Fraction(-1))
        case Add(left, right):
            return linear(left).plus(linear(right))
        case Subtract(left, right):
            return linear(left).plus(linear(right), Fraction(-1))
        case (
            Multiply(Number(value), other)
            | Multiply(other, Number(value))
            | Multiply(other, Negate(Number(value)))
        ):
            times = -value if isinstance(node.right, Negate) else value
            return ZERO.plus(linear(other), times)
        case Multiply(left, right) if isinstance(left, Ones) or isinstance(right, Ones):
            return linear(right if isinstance(left, Ones) else left)
        case Multiply(left, Negate(right)) | Multiply(Negate(left), right):
            return ZERO.plus(linear(Multiply(left, right)), Fraction(-1))
        case Divide(other, Number(value)):
            return ZERO.plus(linear(other), 1 / value)
        case Divide(Negate(left), right):
            return ZERO.plus(linear(Divide(left, right)), Fraction(-1))
        case Named(value=value):
            inner = linear(value)
            if len(inner.terms) == 1 and next(iter(inner.terms)) == without_names(value):
                return Linear({without_names(value): (ONE, node)})
            return inner
    return Linear({without_names(node): (ONE, node)})


def spread(value: Expression, shape: Shape) -> Expression:
    """A scalar as a value of this shape."""
    if value.shape == shape or not value.is_scalar:
        return value
    return Ones(*shape) if value == Number(ONE) else Multiply(value, Ones(*shape))


def scaled(value: Expression, times: Fraction) -> Expression:
    """A rational multiple."""
    if times == 1:
        return value
    if times == -1:
        return opposite(value)
    if isinstance(value, Negate):
        return opposite(scaled(value.operand, times))
    if times.numerator == 1:
        return Divide(value, Number(Fraction(times.denominator)))
    return Multiply(Number(times), value)


def added(parts: Iterable[tuple[Fraction, Expression]]) -> Expression:
    """The sum of multiples, the first one's sign before it."""
    (first_times, first), *others = (
        (-times, part.operand) if isinstance(part, Negate) else (times, part) for times, part in parts
    )
    total = scaled(first, first_times)
    for times, part in others:
        total = Subtract(total, scaled(part, -times)) if times < 0 else Add(total, scaled(part, times))
    return total


def logarithm(found: SumOfExponentials, product: Product) -> Expression:
    """The logarithm of a sum of exponentials, as a function that does not overflow."""
    if found.reduction is not None:
        return spread(found.reduction, product.shape)
    exponents = [_with_logarithm(c, part, product) for c, part, _ in found.terms]
    first, *others = sorted(exponents, key=lambda exponent: 0 if exponent is None else 1 + exponent.depth)
    total = first
    for other in others:
        total = _log_add_exp(total, other, product.shape)
    if total is None:
        raise AssertionError("a sum of exponentials has an exponent")
    return total


def _with_logarithm(coefficient: Fraction, exponent: Linear, product: Product) -> Expression | None:
    """The exponent of coefficient * exp(exponent); None for 0."""
    if coefficient == 1:
        return product.written(exponent) if exponent.terms else None
    constant = spread(constant_logarithm(coefficient), product.shape)
    return Add(product.written(exponent), constant) if exponent.terms else constant


def constant_logarithm(value: Fraction) -> Expression:
    """log of a positive number; of 1/2 as -log(2)."""
    turned = value.numerator == 1
    found = Elementwise(FUNCTIONS["log"], Number(1 / value if turned else value))
    return Negate(found) if turned else found


def _log_add_exp(left: Expression | None, right: Expression | None, shape: Shape) -> Expression:
    if left is None and right is not None:
        return Elementwise(FUNCTIONS["softplus"], right)
    if left is None or right is None:
        return spread(Elementwise(FUNCTIONS["log"], Number(Fraction(2))), shape)
    return Pairwise(left, right, "logaddexp")


def as_logistics(product: Product) -> list[Expression] | None:
    """The exponentials of a product as logistic functions and softmax; None where they are no such product."""
    exponent, pairs = product.exponent, list[tuple[Linear, int]]()
    for found, power in product.sums.values():
        if power > 0 or power.denominator != 1:
            return None
        if found.reduction is not None:
            return _as_softmax(product)
        if found.pair is None:
            return None
        first, second = found.pair
        exponent = exponent.plus(second, power)
        pairs.append((first.plus(second, Fraction(-1)), int(-power)))
    for powers in combinations(*(range(times, -1, -1) for _, times in pairs)):
        rest = exponent
        for (difference, _), power in zip(pairs, powers, strict=True):
            rest = rest.plus(difference, Fraction(-power))
        if not rest.terms:
            return _logistics(product, pairs, powers)
    return None


def _logistics(product: Product, pairs: list[tuple[Linear, int]], powers: Iterable[int]) -> list[Expression]:
    found = []
    for (difference, times), power in zip(pairs, powers, strict=True):
        negative = ZERO.plus(difference, Fraction(-1))
        for part, count in ((difference, power), (negative, times - power)):
            value = Elementwise(FUNCTIONS["sigmoid"], product.written(part))
            if count:
                found.append(value if count == 1 else Power(value, Fraction(count)))
    return found


def _as_softmax(product: Product) -> list[Expression] | None:
    if len(product.sums) != 1:
        return None
    ((found, power),) = product.sums.values()
    match found.reduction:
        case Reduce("lse", operand) if operand.shape[1] == 1:
            name = "softmax"
        case MatMul(Structural("rowlse", operand), Ones()):
            name = "rowsoftmax"
        case _:
            return None
    same = product.exponent.over(linear(operand)) == 1
    return [Structural(name, operand)] if same and power == -1 and operand.shape == product.shape else None


def exponential(product: Product) -> Expression:
    """The exponentials of a product as one, its exponent finite where the product is."""
    exponent = product.exponent
    for found, power in product.sums.values():
        exponent = exponent.plus(linear(logarithm(found, product)), power)
    if not exponent.terms:
        return spread(Number(ONE), product.shape)
    return Elementwise(FUNCTIONS["exp"], product.written(exponent))
