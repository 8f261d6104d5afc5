"""Expressions multiplied out: products distributed over sums, transposes and inverses at the letters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import reduce

import sympy

from backproof.calculus.identities.numbers import Numbers
from backproof.calculus.identities.words import (
    Letter,
    Polynomial,
    Word,
    collected,
    product_of,
    rational,
    rotations,
    segments,
    shape_of,
    turned,
    word_order,
)
from backproof.calculus.language.expression import (
    Add,
    Count,
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
from backproof.calculus.language.tree import Expression, fold
from backproof.calculus.primitives.shapes import SCALAR

_MOST_FACTORS = 4
_Term = tuple[Word, sympy.Expr]


@dataclass
class Expander:
    """Expressions as polynomials in letters; `notes` are the laws that were used, other than distribution."""

    numbers: Numbers = field(default_factory=Numbers)
    notes: dict[str, None] = field(default_factory=dict)
    _inverses: dict[object, Letter] = field(default_factory=dict)

    def of(self, expression: Expression) -> Polynomial:
        """Return an expression multiplied out."""
        return fold(expression, self._visit)

    def _visit(self, node: Expression, parts: list[Polynomial]) -> Polynomial:
        if visit := _VISITS.get(type(node)):
            return visit(self, node, parts)
        if node.is_scalar:
            return self.number(self.numbers.opaque(node.with_children(*map(self.expression, parts))))
        return self.letter(Letter(node.with_children(*map(self.expression, parts)) if parts else node))

    def number(self, value: sympy.Expr) -> Polynomial:
        """Return a number as a polynomial."""
        return collected(SCALAR, [((), value)])

    def letter(self, letter: Letter) -> Polynomial:
        """Return a letter as a polynomial; one that is a number becomes a coefficient."""
        return self.product_of((letter,))

    def product_of(self, word: Word) -> Polynomial:
        """Return a product, whose parts that are numbers become coefficients."""
        kept: list[Letter] = []
        value = sympy.S.One
        for segment in map(self._without_diagonals, segments(word)):
            if shape_of(segment) == SCALAR:
                value *= self.atom(segment)
            else:
                kept += segment
        shape = shape_of(word)
        return collected(shape, [(tuple(kept), value)])

    def _without_diagonals(self, word: Word) -> Word:
        """Write diag(d) x as d * x at either end of a word."""
        for part, is_row in ((word, False), (turned(word), True)):
            if len(part) < 2 or part[-1].shape[1] != 1 or not _is_diagonal(part[-2]):
                continue
            entries = self.of(part[-2].node.children[0])
            value = self.entrywise(entries, collected(part[-1].shape, [((part[-1],), sympy.S.One)]))
            if len(value.terms) == 1 and set(value.terms.values()) == {sympy.S.One}:
                self.notes["diagonal"] = None
                shorter = self._without_diagonals(part[:-2] + next(iter(value.terms)))
                return turned(shorter) if is_row else shorter
        return word

    def atom(self, word: Word) -> sympy.Expr:
        """Return a product that is a number, in the lesser of its two orientations."""
        if len(word) == 2 and all(isinstance(letter.node, Ones) for letter in word):
            return self.numbers.size(word[1].shape[0])
        if len(word) == 2 and isinstance(word[0].node, Ones) and isinstance(word[1].node, Multiply):
            first, *others = _factors_of(word[1].node)
            return self.of(MatMul(Transpose(first), reduce(Multiply, others))).scalar
        regrouped = _regrouped(word)
        if regrouped != word:
            self.notes["entries"] = None
        word = regrouped
        found = min(word, turned(word), key=word_order)
        if found != word:
            self.notes["transposed number"] = None
        return self.numbers.product(found)

    def times(self, left: Polynomial, right: Polynomial) -> Polynomial:
        """Return a matrix product."""
        terms: list[_Term] = []
        shape = (left.shape[0], right.shape[1])
        for first, a in left.terms.items():
            for second, b in right.terms.items():
                if not first + second:
                    terms.append(((), a * b))
                    continue
                for word, value in self.product_of(first + second).terms.items():
                    terms.append((word, a * b * value))
        return collected(shape, terms)

    def product(self, left: Polynomial, right: Polynomial) -> Polynomial:
        """Return a product of which one side may be a number."""
        if left.shape == SCALAR:
            return right.times(left.scalar)
        if right.shape == SCALAR:
            return left.times(right.scalar)
        return self.times(left, right)

    def trace(self, matrix: Polynomial) -> sympy.Expr:
        """Return the trace, a sum of numbers."""
        total = sympy.S.Zero
        for word, value in matrix.terms.items():
            parts = segments(word)
            if not word:
                total += value * self.numbers.size(matrix.shape[0])
            elif len(parts) > 1:
                self.notes["cyclic"] = None
                total += value * self.atom(parts[1] + parts[0])
            else:
                found = min(rotations(word), key=word_order)
                if found != word:
                    self.notes["cyclic"] = None
                total += value * self.numbers.trace(found)
        return total

    def entrywise(self, left: Polynomial, right: Polynomial) -> Polynomial:
        """Return the product entry by entry, which is linear in both and commutes."""
        terms: list[_Term] = []
        for first, a in left.terms.items():
            for second, b in right.terms.items():
                factors = [*self._entrywise_factors(first, left), *self._entrywise_factors(second, right)]
                ordered = sorted((item for item in factors if not isinstance(item, Ones)), key=str)
                found = reduce(Multiply, ordered) if ordered else Ones(*left.shape)
                value = self.of(found) if len(ordered) < 2 else self.letter(Letter(found))
                terms += [(word, a * b * c) for word, c in value.terms.items()]
        return collected(left.shape, terms)

    def _entrywise_factors(self, word: Word, whole: Polynomial) -> list[Expression]:
        """Return the factors of a word that is a product entry by entry, or the word itself."""
        if len(word) == 1 and isinstance(word[0].node, Multiply) and not word[0].is_turned:
            return _factors_of(word[0].node)
        return [product_of(word, whole.shape[0])]

    def inverse(self, matrix: Polynomial) -> Polynomial:
        """Return the inverse: of a product, that of its factors; any other is a letter of its own."""
        if matrix.shape == SCALAR:
            return self.number(1 / matrix.scalar)
        ((word, value), *rest) = matrix.terms.items() or [((), sympy.S.Zero)]
        if not rest and all(letter.shape == matrix.shape for letter in word):
            if len(word) > 1:
                self.notes["inverse of a product"] = None
            found = collected(matrix.shape, [((), 1 / value)])
            for letter in reversed(word):
                found = self.times(found, self._inverse_of(letter))
            return found
        factor, letter = self.whole_inverse(matrix)
        return collected(matrix.shape, [((letter,), factor)])

    def _inverse_of(self, letter: Letter) -> Polynomial:
        if letter.is_turned:
            self.notes["inverse of a transpose"] = None
        if letter.is_inverse:
            self.notes["inverse of an inverse"] = None
            inside = self.of(letter.node.children[0])
            return inside.transposed if letter.is_turned else inside
        return self.letter(Letter(Structural("inv", letter.node), letter.is_turned))

    def whole_inverse(self, matrix: Polynomial) -> tuple[sympy.Expr, Letter]:
        """Return the inverse of a sum as a multiple of a letter, one for all multiples and transposes."""
        content = sympy.gcd_list([c.as_coeff_Mul()[0] for c in matrix.terms.values()])
        scaled = matrix.times(1 / content)
        for sign in (1, -1):
            for candidate, is_turned in ((scaled.times(sign), False), (scaled.times(sign).transposed, True)):
                key = frozenset(candidate.terms.items())
                if key in self._inverses:
                    known = self._inverses[key]
                    return sign / content, known.transposed if is_turned else known
        letter = Letter(Structural("inv", self.expression(scaled)))
        self._inverses[frozenset(scaled.terms.items())] = letter
        return 1 / content, letter

    def determinant(self, matrix: Polynomial) -> sympy.Expr:
        """Return the determinant: of a product of square matrices, that of its factors."""
        if matrix.shape == SCALAR:
            return matrix.scalar
        terms = list(matrix.terms.items()) or [((), sympy.S.Zero)]
        word, value = terms[0]
        if len(terms) == 1 and value == 1 and all(letter.shape == matrix.shape for letter in word):
            found = sympy.S.One
            if len(word) > 1:
                self.notes["determinant of a product"] = None
            for letter in word:
                found *= self._determinant_of(letter)
            return found
        return self._determinant_of_sum(matrix)

    def _determinant_of(self, letter: Letter) -> sympy.Expr:
        if letter.is_turned:
            self.notes["determinant of a transpose"] = None
        if letter.is_inverse:
            self.notes["determinant of an inverse"] = None
            return 1 / self.determinant(self.of(letter.node.children[0]))
        return self.numbers.opaque(Reduce("det", letter.node))

    def _determinant_of_sum(self, matrix: Polynomial) -> sympy.Expr:
        """Return det(I + u v^T) = 1 + v^T u, det(I + A B) = det(I + B A); any other stays as it is."""
        rest = [item for item in matrix.terms.items() if item[0]]
        if matrix.terms.get(()) == 1 and len(rest) == 1:
            word, value = rest[0]
            parts = segments(word)
            if len(parts) > 1:
                self.notes["determinant lemma"] = None
                return 1 + value * self.atom(parts[1] + parts[0])
            found = min(rotations(word), key=lambda item: (str(shape_of(item)[0]), word_order(item)))
            if found != word:
                self.notes["Sylvester"] = None
            matrix = collected((shape_of(found)[0],) * 2, [((), sympy.S.One), (found, value)])
        return self.numbers.opaque(Reduce("det", self.expression(matrix)))

    def expression(self, polynomial: Polynomial) -> Expression:
        """Return a polynomial as an expression."""
        return self.numbers.sum_of(polynomial)


def _factors_of(product: Expression) -> list[Expression]:
    """Return the factors of a product entry by entry."""
    if isinstance(product, Multiply) and not (product.left.is_scalar or product.right.is_scalar):
        return [*_factors_of(product.left), *_factors_of(product.right)]
    return [product]


def _regrouped(word: Word) -> Word:
    """Return (x * y)^T z as x^T (y * z), with the factors in order."""
    if len(word) != 2 or not word[0].is_turned or word[1].is_turned:
        return word
    factors = sorted((*_factors_of(word[0].node), *_factors_of(word[1].node)), key=str)
    if len(factors) < 3 or not all(isinstance(item, Variable) for item in factors):
        return word
    first, *others = factors
    return Letter(first, True), Letter(reduce(Multiply, others))


def _is_diagonal(letter: Letter) -> bool:
    return isinstance(letter.node, Structural) and letter.node.name == "diag"


def _named(_: Expander, __: Expression, parts: list[Polynomial]) -> Polynomial:
    return parts[0]


def _variable(expander: Expander, node: Variable, _: list[Polynomial]) -> Polynomial:
    return (
        expander.number(expander.numbers.variable(node)) if node.is_scalar else expander.letter(Letter(node))
    )


def _ones(expander: Expander, node: Ones, _: list[Polynomial]) -> Polynomial:
    rows, columns = node.shape
    column = () if rows == 1 else (Letter(Ones(rows)),)
    row = () if columns == 1 else (Letter(Ones(columns), True),)
    return expander.product_of(column + row) if column + row else expander.number(sympy.S.One)


def _multiply(expander: Expander, _: Multiply, parts: list[Polynomial]) -> Polynomial:
    if any(part.shape == SCALAR for part in parts):
        return expander.product(*parts)
    return expander.entrywise(*parts)


def _divide(expander: Expander, _: Divide, parts: list[Polynomial]) -> Polynomial:
    if parts[1].shape == SCALAR:
        return parts[0].times(1 / parts[1].scalar)
    return expander.letter(Letter(Divide(*map(expander.expression, parts))))


def _power(expander: Expander, node: Power, parts: list[Polynomial]) -> Polynomial:
    if node.is_scalar:
        return expander.number(parts[0].scalar ** rational(node.exponent))
    if node.exponent.denominator == 1 and 0 < node.exponent <= _MOST_FACTORS:
        return reduce(expander.entrywise, [parts[0]] * int(node.exponent))
    return expander.letter(Letter(Power(expander.expression(parts[0]), node.exponent)))


def _elementwise(expander: Expander, node: Elementwise, parts: list[Polynomial]) -> Polynomial:
    if node.is_scalar:
        return expander.number(expander.numbers.applied(node.function, parts[0].scalar))
    return expander.letter(Letter(Elementwise(node.function, expander.expression(parts[0]))))


def _reduce(expander: Expander, node: Reduce, parts: list[Polynomial]) -> Polynomial:
    (inner,) = parts
    match node.name:
        case "tr":
            return expander.number(expander.trace(inner))
        case "det":
            return expander.number(expander.determinant(inner))
        case "norm":
            square = expander.product(inner.transposed, inner)
            value = square.scalar if square.shape == SCALAR else expander.trace(square)
            return expander.number(sympy.sqrt(value))
        case "sum":
            return expander.number(_sum(expander, node.operand, inner))
    return expander.number(expander.numbers.opaque(Reduce(node.name, expander.expression(inner))))


def _sum(expander: Expander, operand: Expression, inner: Polynomial) -> sympy.Expr:
    """Return the sum of all entries: 1^T A 1, and of a product of entries, a trace."""
    if inner.shape == SCALAR:
        return inner.scalar
    if isinstance(operand, Multiply) and not (operand.left.is_scalar or operand.right.is_scalar):
        left, right = map(expander.of, operand.children)
        found = expander.product(left.transposed, right)
        return found.scalar if found.shape == SCALAR else expander.trace(found)
    rows, columns = inner.shape
    left = _ones(expander, Ones(rows), []).transposed
    return expander.product(expander.product(left, inner), _ones(expander, Ones(columns), [])).scalar


def _structural(expander: Expander, node: Structural, parts: list[Polynomial]) -> Polynomial:
    if node.name == "inv":
        return expander.inverse(parts[0])
    return expander.letter(Letter(Structural(node.name, expander.expression(parts[0]))))


_VISITS: Mapping[type[Expression], Callable[..., Polynomial]] = {
    Named: _named,
    Number: lambda expander, node, _: expander.number(rational(node.value)),
    Variable: _variable,
    Count: lambda expander, node, _: expander.number(expander.numbers.size(node.size)),
    Ones: _ones,
    Eye: lambda _, node, __: collected(node.shape, [((), sympy.S.One)]),
    Add: lambda _, __, parts: parts[0].plus(parts[1]),
    Subtract: lambda _, __, parts: parts[0].plus(parts[1].times(sympy.S.NegativeOne)),
    Negate: lambda _, __, parts: parts[0].times(sympy.S.NegativeOne),
    Transpose: lambda _, __, parts: parts[0].transposed,
    MatMul: lambda expander, _, parts: expander.product(*parts),
    Multiply: _multiply,
    Divide: _divide,
    Power: _power,
    Elementwise: _elementwise,
    Reduce: _reduce,
    Structural: _structural,
}
