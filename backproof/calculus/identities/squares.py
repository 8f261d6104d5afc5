"""Numbers written as sums of squares: of vectors and matrices by a Gram matrix of fractions, and of numbers.

What is found here is only a proposal: that it equals the number is proved by rewriting, as any identity is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from itertools import product

import sympy

from backproof.calculus.identities.expanding import Expander
from backproof.calculus.identities.words import Word, product_of, rotations, shape_of, turned, word_order
from backproof.calculus.language.expression import (
    Add,
    Divide,
    MatMul,
    Multiply,
    Number,
    Power,
    Reduce,
    Subtract,
    Transpose,
)
from backproof.calculus.language.tree import Expression

_DEFINITE = frozenset(("positive definite", "positive semidefinite", "projection"))


@dataclass(frozen=True)
class _Inner:
    """A number as an inner product u^T v or tr(u^T v) of words, or with a semidefinite matrix between."""

    left: Word
    right: Word
    between: Word = ()


@dataclass
class Squares:
    """The search for squares whose sum is a number; `terms` are those that were found."""

    expander: Expander
    terms: list[Expression] = field(default_factory=list)

    def of(self, value: sympy.Expr) -> Expression | None:
        """Return a sum of squares that may equal a number; None if none was found."""
        numerator, denominator = sympy.fraction(sympy.together(value))
        if denominator.is_positive and not denominator.is_Rational:
            found = self.of(sympy.expand(numerator))
            return found and Divide(found, self.expander.numbers.expression(denominator))
        self.terms = []
        roots = {power: power.base for power in value.atoms(sympy.Pow) if power.exp == sympy.Rational(1, 2)}
        roots = {power: base for power, base in roots.items() if base.is_Symbol}
        lengths = {sympy.Dummy(f"root_{base}", nonnegative=True): base for base in roots.values()}
        values = {base: symbol**2 for symbol, base in lengths.items()}
        rest = sympy.expand(value.subs({power: sympy.sqrt(base) for power, base in roots.items()}))
        rest = sympy.expand(sympy.powdenest(rest.subs(values), force=True))
        rest = self._lagrange(rest)
        rest = self._cauchy_schwarz(rest, lengths)
        rest = self._gram(self._projections(rest))
        is_done = rest is not None and (rest == 0 or self._numbers(rest, lengths))
        return _added(self.terms) if is_done else None

    def _inner(self, symbol: sympy.Symbol) -> _Inner | None:
        """Return a product or trace as an inner product; None for any other number."""
        numbers = self.expander.numbers
        if symbol in numbers.words:
            word = numbers.words[symbol]
            half = len(word) // 2
            if len(word) % 2 and word[half].properties & _DEFINITE:
                return _Inner(turned(word[:half]), word[half + 1 :], (word[half],))
            left, right = turned(word[:half]), word[half:]
            return _Inner(left, right) if shape_of(left) == shape_of(right) else None
        if symbol in numbers.traces:
            word = numbers.traces[symbol]
            halves = ((turned(item[: len(item) // 2]), item[len(item) // 2 :]) for item in rotations(word))
            fits = [pair for pair in halves if all(pair) and shape_of(pair[0]) == shape_of(pair[1])]
            plainest = min(fits, key=lambda pair: word_order(pair[0] + pair[1]), default=None)
            return _Inner(*plainest) if plainest else None
        return None

    def _lagrange(self, value: sympy.Expr) -> sympy.Expr:
        """Take out c (|x|^2 |y|^2 - (x^T y)^2) = c/2 |x y^T - y x^T|^2."""
        for symbol in sorted(value.free_symbols, key=str):
            inner = self._inner(symbol)
            factor = -sympy.expand(value).coeff(symbol, 2)
            if inner is None or inner.left == inner.right or not factor.is_positive or not factor.is_Rational:
                continue
            if inner.between or shape_of(inner.left)[1] != 1:
                continue
            x, y = (product_of(word) for word in (inner.left, inner.right))
            lengths = [self._square_of(word) for word in (inner.left, inner.right)]
            difference = Subtract(MatMul(x, Transpose(y)), MatMul(y, Transpose(x)))
            self._add(factor / 2, Power(Reduce("norm", difference), Fraction(2)))
            value = sympy.expand(value - factor * (lengths[0] * lengths[1] - symbol**2))
        return value

    def _square_of(self, word: Word) -> sympy.Expr:
        return self.expander.product_of(turned(word) + word).scalar

    def _cauchy_schwarz(self, value: sympy.Expr, lengths: Mapping[sympy.Symbol, sympy.Symbol]) -> sympy.Expr:
        """Take out c (|x| |y| - x^T y) for numbers with lengths in them."""
        roots = {base: symbol for symbol, base in lengths.items()}
        for symbol in sorted(value.free_symbols, key=str):
            inner = self._inner(symbol)
            factor = value.coeff(symbol, 1)
            if inner is None or inner.between or inner.left == inner.right or not factor.is_Rational:
                continue
            squares = [self._norm_square(word) for word in (inner.left, inner.right)]
            if factor == 0 or not all(square in roots for square in squares):
                continue
            norms = [Reduce("norm", product_of(word)) for word in (inner.left, inner.right)]
            bound: Expression = Multiply(norms[0], norms[1])
            meaning = self.expander.numbers.meaning(symbol)
            self._add(abs(factor), (Add if factor > 0 else Subtract)(bound, meaning))
            value = sympy.expand(
                value - abs(factor) * roots[squares[0]] * roots[squares[1]] - factor * symbol
            )
        return value

    def _norm_square(self, word: Word) -> sympy.Expr:
        if shape_of(word)[1] == 1:
            return self._square_of(word)
        return self.expander.trace(self.expander.product_of(turned(word) + word))

    def _projections(self, value: sympy.Expr) -> sympy.Expr:
        """Take out c |x - W x|^2 = c (x^T x - x^T W x), which holds if W is an orthogonal projection."""
        for symbol in sorted(value.free_symbols, key=str):
            word, factor = self.expander.numbers.words.get(symbol, ()), -value.coeff(symbol, 1)
            for length in range(1, (len(word) + 1) // 2):
                x, middle = word[-length:], word[length:-length]
                square = self._square_of(x) if shape_of(x)[1] == 1 else sympy.S.Zero
                is_inner = turned(x) == word[:length] and middle and square.is_Symbol
                room = value.coeff(square, 1) - factor if is_inner else sympy.S.NegativeOne
                if not (factor.is_Rational and factor > 0 and room.is_nonnegative):
                    continue
                vector = Subtract(product_of(x), product_of(middle + x))
                self._add(factor, Power(Reduce("norm", vector), Fraction(2)))
                value = sympy.expand(value - factor * (square - symbol))
                break
        return value

    def _gram(self, value: sympy.Expr) -> sympy.Expr | None:
        """Take out inner products as squares; None if they are no sum of squares."""
        groups: dict[tuple[Word, sympy.Expr, object], dict[_Inner, sympy.Expr]] = {}
        rest = sympy.S.Zero
        for term in sympy.Add.make_args(value):
            factor, others = term.as_coeff_Mul()
            found = [(item, inner) for item in sympy.Mul.make_args(others) if (inner := self._inner(item))]
            if not found:
                rest += term
                continue
            symbol, inner = found[0]
            scale = others / symbol
            if len(found) > 1 or not (scale == 1 or scale.is_nonnegative):
                return None
            key = (inner.between, scale, shape_of(inner.left))
            groups.setdefault(key, {})[inner] = factor
        for (between, scale, _), entries in groups.items():
            if not self._squares_of(between, scale, entries):
                return None
        return rest

    def _squares_of(self, between: Word, scale: sympy.Expr, entries: Mapping[_Inner, sympy.Expr]) -> bool:
        """Add the squares of one Gram matrix, if it is semidefinite."""
        vectors = list(dict.fromkeys(word for inner in entries for word in (inner.left, inner.right)))
        gram = sympy.zeros(len(vectors))
        for inner, factor in entries.items():
            i, j = vectors.index(inner.left), vectors.index(inner.right)
            gram[i, j] += factor / 2
            gram[j, i] += factor / 2
        rows = _semidefinite(gram)
        if rows is None:
            return False
        for weight, row in rows:
            vector = _combined(
                [(factor, product_of(word)) for factor, word in zip(row, vectors, strict=True)]
            )
            self._add(weight * scale, _form(vector, between))
        return True

    def _numbers(self, value: sympy.Expr, lengths: Mapping[sympy.Symbol, sympy.Symbol]) -> bool:
        """Add the squares of a polynomial in numbers, if its Gram matrix is semidefinite.

        Numbers that are not negative are squares of others, q^2: a row has odd powers of one alone, or even.
        """
        symbols = sorted(value.free_symbols, key=str)
        if not value.is_polynomial(*symbols):
            return False
        signed = {s: sympy.Dummy(f"q_{s}") for s in symbols if s.is_nonnegative and s not in lengths}
        value = value.xreplace({symbol: q**2 for symbol, q in signed.items()})
        symbols = [signed.get(symbol, symbol) for symbol in symbols]
        found = sympy.Poly(value, *symbols) if symbols else None
        if found is None:
            return bool(value > 0) and self._add(value, Number(Fraction(1)))
        terms = dict(found.terms())
        halves = [tuple(power // 2 for power in powers) for powers in terms if not any(p % 2 for p in powers)]
        gram = sympy.zeros(len(halves))
        for powers, factor in terms.items():
            pairs = product(range(len(halves)), repeat=2)
            fits = [(i, j) for i, j in pairs if _times(halves[i], halves[j]) == powers]
            # A negative term is twice a product of two different monomials.
            place = next(
                (pair for pair in fits if (pair[0] == pair[1]) == (factor > 0)), next(iter(fits), None)
            )
            if place is None or not factor.is_Rational:
                return False
            gram[place] += factor / 2
            gram[place[::-1]] += factor / 2
        rows = _semidefinite(gram)
        names = {symbol: sympy.sqrt(base) for symbol, base in lengths.items()}
        for weight, row in rows or ():
            monomials = [sympy.Mul(*(s**p for s, p in zip(symbols, half, strict=True))) for half in halves]
            total = sympy.Add(*(a * b for a, b in zip(row, monomials, strict=True)))
            outer, inner = _without_odd(total, signed)
            square = Power(self.expander.numbers.expression(inner.subs(names)), Fraction(2))
            self._add(weight * outer, Number(Fraction(1)) if inner == 1 else square)
        return rows is not None

    def _add(self, weight: sympy.Expr, square: Expression) -> bool:
        """Add a multiple of a square."""
        numerator, denominator = sympy.fraction(weight)
        factor = self.expander.numbers.expression(numerator)
        found = factor if square == Number(Fraction(1)) else Multiply(factor, square)
        found = square if numerator == 1 else found
        if denominator != 1:
            found = Divide(found, self.expander.numbers.expression(denominator))
        self.terms.append(found)
        return True


def _without_odd(
    root: sympy.Expr, signed: Mapping[sympy.Symbol, sympy.Symbol]
) -> tuple[sympy.Expr, sympy.Expr]:
    """Return factors, and a root whose square times these is that of a root in q, the roots of `signed`."""
    odd = [s for s, q in signed.items() if sympy.expand(root.subs(q, -q) + root) == 0]
    inner = sympy.expand(root / sympy.Mul(*(signed[s] for s in odd)))
    return sympy.Mul(*odd), inner.subs({q: sympy.sqrt(s) for s, q in signed.items()})


def _times(one: Sequence[int], other: Sequence[int]) -> tuple[int, ...]:
    return tuple(a + b for a, b in zip(one, other, strict=True))


def _form(vector: Expression, between: Word) -> Expression:
    if between:
        return MatMul(MatMul(Transpose(vector), product_of(between)), vector)
    return Power(Reduce("norm", vector), Fraction(2))


def _added(terms: Sequence[Expression]) -> Expression:
    return reduce(Add, terms) if terms else Number(Fraction(0))


def _combined(terms: Sequence[tuple[sympy.Rational, Expression]]) -> Expression:
    """Return a linear combination."""
    found: Expression | None = None
    for factor, vector in terms:
        if factor == 0:
            continue
        size = Fraction(int(abs(factor).p), int(abs(factor).q))
        term = vector if size == 1 else Multiply(Number(size), vector)
        if found is None:
            found = term if factor > 0 else Multiply(Number(-size), vector)
        else:
            found = Add(found, term) if factor > 0 else Subtract(found, term)
    assert found is not None
    return found


def _semidefinite(gram: sympy.Matrix) -> list[tuple[sympy.Rational, list[sympy.Rational]]] | None:
    """Return weights and rows with G = sum of d l l^T, by completing squares; None if it is indefinite."""
    rest, found = gram.copy(), []
    for k in range(rest.rows):
        pivot = rest[k, k]
        if pivot == 0:
            if any(rest[k, j] != 0 for j in range(rest.rows)):
                return None
            continue
        if pivot < 0:
            return None
        row = [rest[k, j] / pivot for j in range(rest.rows)]
        found.append((pivot, row))
        rest = rest - pivot * sympy.Matrix(row) * sympy.Matrix(row).T
    return found
