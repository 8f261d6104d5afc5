"""Commuting numbers as sympy's expressions: what each of its symbols stands for, and the way back."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce

import sympy

from backproof.calculus.identities.words import Polynomial, Word, product_of, rotations, turned
from backproof.calculus.language.expression import (
    Add,
    Count,
    Divide,
    Elementwise,
    Multiply,
    Negate,
    Number,
    Ones,
    Power,
    Reduce,
    Subtract,
    Variable,
)
from backproof.calculus.language.scalar_functions.elementwise import FUNCTIONS, Function
from backproof.calculus.language.tree import Expression, to_text
from backproof.calculus.primitives.shapes import Size
from backproof.calculus.primitives.sizes import symbols

_DEFINITE = ("positive definite", "positive semidefinite", "projection")
# Functions that sympy knows enough about; any other is applied without its laws.
_KNOWN = {"sqrt": sympy.sqrt, "abs": sympy.Abs, "exp": sympy.exp}


@dataclass
class Numbers:
    """Meanings of symbols: products and traces of words, variables, sizes, and anything else as it is."""

    words: dict[sympy.Symbol, Word] = field(default_factory=dict)
    traces: dict[sympy.Symbol, Word] = field(default_factory=dict)
    others: dict[sympy.Symbol, Expression] = field(default_factory=dict)
    functions: dict[str, Function] = field(default_factory=dict)

    def variable(self, variable: Variable) -> sympy.Symbol:
        """Return the symbol of a variable that is a number."""
        is_positive = bool(variable.properties & {"positive", "positive definite"}) or None
        is_nonnegative = bool(variable.properties & {"nonnegative", "positive semidefinite"}) or is_positive
        return self._symbol(variable, positive=is_positive, nonnegative=is_nonnegative)

    def size(self, size: Size) -> sympy.Expr:
        """Return a size as a number."""
        if isinstance(size, int):
            return sympy.Integer(size)
        if symbols(size) != (size,):
            return (
                sum((self.size(part) for part in size.split("+")), sympy.S.Zero)
                if "+" in size
                else (sympy.Mul(*(self.size(part) for part in size.split("*"))))
            )
        return self._symbol(Count(size), positive=True, integer=True)

    def opaque(self, node: Expression) -> sympy.Symbol:
        """Return the symbol of a number that is not taken apart."""
        return self._symbol(node)

    def _symbol(self, node: Expression, **known: bool | None) -> sympy.Symbol:
        facts = {name: value for name, value in known.items() if value}
        symbol = sympy.Symbol(to_text(node), real=True, **facts)
        self.others[symbol] = node
        return symbol

    def product(self, word: Word) -> sympy.Symbol:
        """Return the symbol of a product such as x^T A y."""
        is_square = _is_mirrored(word)
        symbol = sympy.Symbol(to_text(product_of(word)), real=True, nonnegative=is_square or None)
        self.words[symbol] = word
        return symbol

    def trace(self, word: Word) -> sympy.Symbol:
        """Return the symbol of a trace."""
        is_square = any(map(_is_mirrored, rotations(word)))
        symbol = sympy.Symbol(f"tr({to_text(product_of(word))})", real=True, nonnegative=is_square or None)
        self.traces[symbol] = word
        return symbol

    def applied(self, function: Function, value: sympy.Expr) -> sympy.Expr:
        """Return a function's value."""
        if function.known_as in _KNOWN:
            return _KNOWN[function.known_as](value)
        self.functions[function.name] = function
        return sympy.Function(function.name, real=True)(value)

    def meaning(self, symbol: sympy.Symbol) -> Expression:
        """Return what a symbol stands for."""
        if symbol in self.words:
            return product_of(self.words[symbol])
        if symbol in self.traces:
            return Reduce("tr", product_of(self.traces[symbol]))
        return self.others[symbol]

    def sum_of(self, polynomial: Polynomial) -> Expression:
        """Return a polynomial as an expression, term by term."""
        if polynomial.is_zero:
            return self._zero(polynomial)
        if polynomial.shape == (1, 1):
            return self.expression(polynomial.scalar)
        terms = [
            self._term(word, addend, polynomial)
            for word, value in polynomial.terms.items()
            for addend in sympy.Add.make_args(value)
        ]
        return _added(terms)

    def _zero(self, polynomial: Polynomial) -> Expression:
        zero = Number(Fraction(0))
        if polynomial.shape == (1, 1):
            return zero
        return Multiply(zero, Ones(*polynomial.shape))

    def _term(self, word: Word, value: sympy.Expr, polynomial: Polynomial) -> tuple[bool, Expression]:
        is_negative = value.could_extract_minus_sign()
        factor = -value if is_negative else value
        product = product_of(word, polynomial.shape[0])
        if factor == 1:
            return is_negative, product
        numerator, denominator = sympy.fraction(factor)
        found = product if numerator == 1 else Multiply(self.expression(numerator), product)
        return is_negative, found if denominator == 1 else Divide(found, self.expression(denominator))

    def expression(self, value: sympy.Expr) -> Expression:
        """Return a number as an expression."""
        if value.is_Add:
            ordered = sorted(value.as_ordered_terms(), key=lambda term: term.could_extract_minus_sign())
            return _added([self._signed(term) for term in ordered])
        is_negative, found = self._signed(value)
        return Negate(found) if is_negative else found

    def _signed(self, value: sympy.Expr) -> tuple[bool, Expression]:
        is_negative = value.could_extract_minus_sign()
        return is_negative, self._positive(-value if is_negative else value)

    def _positive(self, value: sympy.Expr) -> Expression:  # noqa: PLR0911 (one per kind)
        if value.is_Rational:
            return Number(Fraction(int(value.p), int(value.q)))
        if value.is_Symbol:
            return self.meaning(value)
        if value.is_Function:
            name = {"Abs": "abs"}.get(type(value).__name__, type(value).__name__)
            function = self.functions.get(name) or FUNCTIONS[name]
            return Elementwise(function, self.expression(value.args[0]))
        numerator, denominator = sympy.fraction(value)
        if denominator != 1:
            return Divide(self.expression(numerator), self.expression(denominator))
        if value.is_Mul:
            return reduce(Multiply, [self.expression(factor) for factor in value.as_ordered_factors()])
        if value.is_Add:
            return self.expression(value)
        base, exponent = value.as_base_exp()
        if exponent == sympy.Rational(1, 2):
            return self._root(base)
        return Power(self.expression(base), Fraction(int(exponent.p), int(exponent.q)))

    def _root(self, base: sympy.Expr) -> Expression:
        return Elementwise(FUNCTIONS["sqrt"], self.expression(base))


def _added(terms: list[tuple[bool, Expression]]) -> Expression:
    """Return a sum of terms, each with whether it is subtracted."""
    (is_negative, found), *rest = sorted(terms, key=lambda term: term[0]) if terms[0][0] else terms
    found = Negate(found) if is_negative else found
    for sign, term in rest:
        found = Subtract(found, term) if sign else Add(found, term)
    return found


def _is_mirrored(word: Word) -> bool:
    """True if a number is a square v^T v, or v^T S v with a semidefinite S."""
    half = len(word) // 2
    if len(word) % 2:
        middle = word[half]
        if not middle.properties & {*_DEFINITE}:
            return False
        return half > 0 and turned(word[:half]) == word[half + 1 :]
    return turned(word[:half]) == word[half:]
