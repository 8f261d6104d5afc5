"""Products parsed into powers of exponentials, of sums of these, of sigmoids, and of other factors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from backproof.calculus.language.expression import (
    Add,
    Divide,
    Elementwise,
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
)
from backproof.calculus.language.traversal import without_names
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.shapes import Shape
from backproof.calculus.stable.exponents import (
    ONE,
    ZERO,
    Linear,
    added,
    bare,
    is_one,
    linear,
    opposite,
    scaled,
    spread,
)

Term = tuple[Fraction, Linear, Expression]


@dataclass(frozen=True)
class SumOfExponentials:
    """A positive sum: of exp(exponent) times coefficients, or of exp over all entries or each row."""

    terms: tuple[Term, ...] = ()
    reduction: Expression | None = None

    @property
    def key(self) -> object:
        """A key that is equal for equal sums."""
        if self.reduction is not None:
            return without_names(self.reduction)
        return frozenset((coefficient, part.key) for coefficient, part, _ in self.terms)

    @property
    def pair(self) -> tuple[Linear, Linear] | None:
        """The two exponents of exp(a) + exp(b)."""
        if len(self.terms) == 2 and all(coefficient == 1 for coefficient, _, _ in self.terms):
            return self.terms[0][1], self.terms[1][1]
        return None


def sum_key(exponents: Iterable[Linear]) -> object:
    """Return the key of the sum of exp of some exponents."""
    return frozenset((ONE, exponent.key) for exponent in exponents)


@dataclass
class Product:
    """exp(exponent) times powers of sums of exponentials and of other factors; sigmoid is such a power."""

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
        turned = opposite(operand)
        found = linear(turned)
        self.seen.append((linear(operand), operand))
        terms = (ONE, ZERO, Number(Fraction(0))), (ONE, found, turned)
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
        """Write a linear form as an expression: a multiple of an exponent already seen, or a sum."""
        ratios = [(found.over(known), exponent) for known, exponent in self.seen] if found.terms else []
        for wanted in (1, -1, None):
            for ratio, exponent in ratios:
                if ratio and ratio == (wanted or ratio) and (wanted or len(found.terms) > 1):
                    return scaled(spread(exponent, self.shape), ratio)
        ordered = sorted(found.terms.items(), key=lambda item: item[1][0] < 0)
        parts = [(coefficient, spread(atom, self.shape)) for _, (coefficient, atom) in ordered]
        return added(parts) if parts else spread(Number(Fraction(0)), self.shape)


def read_product(node: Expression, in_logarithm: bool = False) -> Product:
    """Parse the node as a product; with `in_logarithm`, 1 - sigmoid and softmax are factors too."""
    found = Product(node.shape)
    _read(node, ONE, found, in_logarithm)
    return found


def _read(node: Expression, power: Fraction, into: Product, logs: bool) -> None:  # noqa: PLR0911
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
            into.coefficient *= Fraction(-1) ** int(power)
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
    """True if the node is a product of exponentials and sums of them alone."""
    found = read_product(node)
    return bool(found.count) and not found.others and found.coefficient > 0


def exponent_of(node: Expression) -> Expression | None:
    """Return u if the node is exp(u) or a power of it."""
    match bare(node):
        case Elementwise(function, operand) if function.known_as == "exp":
            return operand
        case Power(base, power) if (exponent := exponent_of(base)) is not None:
            return scaled(exponent, power)
    return None


def _logistic_operand(node: Expression, complement: bool) -> Expression | None:
    """Return u if the node is sigmoid(u), or with `complement` if it is 1 - sigmoid(-u)."""
    match bare(node):
        case Elementwise(function, operand) if function.known_as == "sigmoid":
            return operand
        case Subtract(left, right) if complement and is_one(left):
            inner = _logistic_operand(right, False)
            return None if inner is None else opposite(inner)
    return None


def sum_of_exponentials(node: Expression) -> SumOfExponentials | None:
    """Parse the node as a positive sum of exponentials and numbers; None if it is not one."""
    inner = bare(node)
    match inner:
        case Reduce("sum", operand) if (exponent := exponent_of(operand)) is not None:
            return SumOfExponentials(reduction=Reduce("lse", exponent))
        case Reduce("sum") if (term := _term(inner)) is not None:
            return SumOfExponentials((term,))
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
    """Return the addends of a sum, looking through names."""
    inner = bare(node)
    if isinstance(inner, Add):
        return [*addends(inner.left), *addends(inner.right)]
    return [node]


def _term(node: Expression) -> Term | None:  # noqa: PLR0911 (one per node)
    """Split an addend into a positive coefficient and an exponent: for a sum of exponentials, its lse."""
    inner = bare(node)
    exponent = exponent_of(inner)
    if exponent is not None:
        return ONE, linear(exponent), exponent
    match inner:
        case Ones():
            return ONE, ZERO, Number(Fraction(0))
        case Number(value) if value > 0:
            return value, ZERO, Number(Fraction(0))
        case Reduce("sum", operand) if (term := _term(operand)) and term[1].terms:
            total = Reduce("lse", term[2])
            return term[0], linear(total), total
        case Divide(left, Number(value)) | Multiply(left, Number(value)) if value > 0:
            return _times(_term(left), 1 / value if isinstance(inner, Divide) else value)
        case Multiply(Number(value), right) if value > 0:
            return _times(_term(right), value)
    return None


def _times(term: Term | None, value: Fraction) -> Term | None:
    return None if term is None else (term[0] * value, term[1], term[2])
